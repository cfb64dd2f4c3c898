// Package reportsdb reads for statements what the books have.
package reportsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/money"
	"article30/reports"
)

// Store is reports.Store on a database.
type Store struct{ db *db.DB }

// New is a Store on d.
func New(d *db.DB) *Store { return &Store{d} }

// View runs fn in one snapshot.
func (s *Store) View(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.View(ctx, fn)
}

// recordsOf are all records that are the donor of which one is given, four times.
const recordsOf = `SELECT CAST(? AS BIGINT) UNION SELECT now_id FROM donor_identity WHERE donor_id = ?
	UNION SELECT donor_id FROM donor_identity WHERE now_id = ?
		OR now_id = (SELECT now_id FROM donor_identity WHERE donor_id = ?)`

// selected keeps the contributions of the filter, up to the end of a day.
func selected(q *bun.SelectQuery, f contributions.Filter, column string, asOf date.Date) *bun.SelectQuery {
	return filtered(q.Where("? <= ?", bun.Ident(column), asOf), f)
}

// filtered keeps the contributions of the filter.
func filtered(q *bun.SelectQuery, f contributions.Filter) *bun.SelectQuery {
	if f.Donor != 0 {
		q = q.Where("contribution.donor_id IN (?)", bun.SafeQuery(recordsOf, f.Donor, f.Donor, f.Donor, f.Donor))
	}
	if f.Year != 0 {
		q = q.Where("contribution.year = ?", f.Year)
	}
	if f.Source != "" {
		q = q.Where("contribution.source = ?", f.Source)
	}
	if f.Given {
		q = q.Where("contribution.source NOT LIKE ?", contributions.IncomePattern)
	}
	if f.Income {
		q = q.Where("contribution.source LIKE ?", contributions.IncomePattern)
	}
	return q
}

// Accounts are the sums of the postings, as reports.Store has them.
func (s *Store) Accounts(ctx context.Context, f contributions.Filter, asOf date.Date) (map[contributions.Account]money.Money, error) {
	var rows []struct {
		Account string `bun:"account"`
		USD     int64  `bun:"usd"`
	}
	q := s.db.Conn(ctx).NewSelect().TableExpr("posting").ColumnExpr("posting.account, CAST(SUM(posting.usd) AS BIGINT) AS usd").
		Join("JOIN contribution ON contribution.id = posting.contribution_id").Where("posting.on_date <= ?", asOf).Group("posting.account")
	if f.Donor == 0 {
		// By contribution first: that is the order of the index, and only then is
		// looked at the contributions.
		each := s.db.Conn(ctx).NewSelect().TableExpr("posting").
			ColumnExpr("posting.contribution_id, posting.account, SUM(posting.usd) AS usd").
			Where("posting.on_date <= ?", asOf).
			Group("posting.contribution_id", "posting.account")
		q = s.db.Conn(ctx).NewSelect().TableExpr("(?) AS each", each).
			ColumnExpr("each.account, CAST(SUM(each.usd) AS BIGINT) AS usd").
			Join("JOIN contribution ON contribution.id = each.contribution_id").
			Group("each.account")
	}
	if err := filtered(q, f).Where("contribution.mode <> ?", string(contributions.InKind)).Scan(ctx, &rows); err != nil {
		return nil, err
	}
	sums := make(map[contributions.Account]money.Money, len(rows))
	for _, r := range rows {
		sums[contributions.Account(r.Account)] = dollars(r.USD)
	}
	return sums, nil
}

// Entries are the entries of the contributions, as reports.Store has them. It scans
// the columns itself: there may be hundreds of thousands.
func (s *Store) Entries(ctx context.Context, f contributions.Filter, asOf date.Date) ([]reports.StatedEntry, error) {
	q := s.db.Conn(ctx).NewSelect().TableExpr("entry").
		ColumnExpr("entry.id, entry.contribution_id, COALESCE(entry.reverses, 0) AS reverses, entry.kind").
		ColumnExpr("CASE WHEN entry_policy.policy = 'fixed' THEN 'fixed' ELSE entry.rate_basis END AS rate_basis").
		ColumnExpr("entry.on_date, entry.date_known, entry.currency, entry.amount, entry.usd, entry.usd_unore, entry.rate").
		Join("LEFT JOIN entry_policy ON entry_policy.entry_id = entry.id").
		Join("JOIN contribution ON contribution.id = entry.contribution_id")
	if f.Donor != 0 {
		q = q.OrderExpr("+entry.contribution_id, entry.seq") // found by donor, and then put in order
	} else {
		q = q.Order("entry.contribution_id", "entry.seq")
	}
	rows, err := selected(q, f, "entry.on_date", asOf).Rows(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var entries []reports.StatedEntry
	var e reports.StatedEntry
	var currency, rate, before string
	var amount, usd int64
	var unore *int64
	for rows.Next() {
		err := rows.Scan(&e.ID, &e.Contribution, &e.Reverses, &e.Kind, &e.Basis, &e.On, &e.DateKnown, &currency, &amount, &usd, &unore, &rate)
		if err != nil {
			return nil, err
		}
		e.Amount, e.USD, e.USDUnore = money.FromUnits(amount, money.Currency(currency)), dollars(usd), money.Money{}
		if unore != nil {
			e.USDUnore = dollars(*unore)
		}
		if rate != before { // many have the rate of the one before
			if err := e.Rate.UnmarshalText([]byte(rate)); err != nil {
				return nil, err
			}
			before = rate
		}
		entries = append(entries, e)
	}
	return entries, rows.Err()
}

func dollars(units int64) money.Money { return money.FromUnits(units, money.USD) }
