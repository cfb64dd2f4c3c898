// Package reportsdb reads for statements what the books have.
package reportsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/money"
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
	q = q.Where("? <= ?", bun.Ident(column), asOf)
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
	// By contribution first: that is the order of the index, and only then is
	// looked at the contributions.
	each := s.db.Conn(ctx).NewSelect().TableExpr("posting").
		ColumnExpr("posting.contribution_id, posting.account, SUM(posting.usd) AS usd").
		Where("posting.on_date <= ?", asOf).
		Group("posting.contribution_id", "posting.account")
	if f != (contributions.Filter{}) {
		each = selected(each.Join("JOIN contribution ON contribution.id = posting.contribution_id"), f, "posting.on_date", asOf)
	}
	q := s.db.Conn(ctx).NewSelect().TableExpr("(?) AS each", each).
		ColumnExpr("each.account, CAST(SUM(each.usd) AS BIGINT) AS usd").
		Join("JOIN contribution ON contribution.id = each.contribution_id").
		Where("contribution.mode <> ?", string(contributions.InKind)).
		Group("each.account")
	if err := q.Scan(ctx, &rows); err != nil {
		return nil, err
	}
	sums := make(map[contributions.Account]money.Money, len(rows))
	for _, r := range rows {
		sums[contributions.Account(r.Account)] = dollars(r.USD)
	}
	return sums, nil
}

// Entries are the entries without postings, as reports.Store has them.
func (s *Store) Entries(ctx context.Context, f contributions.Filter, asOf date.Date) ([]contributions.Entry, error) {
	var rows []entryRow
	q := s.db.Conn(ctx).NewSelect().TableExpr("entry").
		ColumnExpr("entry.id, entry.contribution_id, contribution.donor_id, entry.seq, entry.kind, entry.on_date, entry.date_known").
		ColumnExpr("entry.currency, entry.amount, entry.usd, entry.rate, entry.rate_date, entry.usd_unore").
		ColumnExpr("CASE WHEN entry_policy.policy = 'fixed' THEN 'fixed' ELSE entry.rate_basis END AS rate_basis").
		Join("LEFT JOIN entry_policy ON entry_policy.entry_id = entry.id").
		ColumnExpr("entry.settles, contribution.currency AS own_currency, entry.reason, entry.reverses").
		Join("JOIN contribution ON contribution.id = entry.contribution_id").
		Order("entry.contribution_id", "entry.seq")
	if err := selected(q, f, "entry.on_date", asOf).Scan(ctx, &rows); err != nil {
		return nil, err
	}
	entries := make([]contributions.Entry, len(rows))
	for i, r := range rows {
		var err error
		if entries[i], err = r.entry(); err != nil {
			return nil, err
		}
	}
	return entries, nil
}

type entryRow struct {
	ID           int64     `bun:"id"`
	Contribution int64     `bun:"contribution_id"`
	Donor        int64     `bun:"donor_id"`
	Seq          int       `bun:"seq"`
	Kind         string    `bun:"kind"`
	On           date.Date `bun:"on_date"`
	DateKnown    bool      `bun:"date_known"`
	Currency     string    `bun:"currency"`
	Amount       int64     `bun:"amount"`
	USD          int64     `bun:"usd"`
	Rate         string    `bun:"rate"`
	RateBasis    string    `bun:"rate_basis"`
	RateDate     date.Date `bun:"rate_date"`
	USDUnore     *int64    `bun:"usd_unore"`
	Settles      int64     `bun:"settles"`
	OwnCurrency  string    `bun:"own_currency"`
	Reason       string    `bun:"reason"`
	Reverses     *int64    `bun:"reverses"`
}

func (r entryRow) entry() (contributions.Entry, error) {
	e := contributions.Entry{
		ID: r.ID, Contribution: r.Contribution, Donor: r.Donor, Seq: r.Seq,
		Kind: contributions.Kind(r.Kind), On: r.On, DateKnown: r.DateKnown,
		Amount:    money.FromUnits(r.Amount, money.Currency(r.Currency)),
		Settles:   money.FromUnits(r.Settles, money.Currency(r.OwnCurrency)),
		Valuation: contributions.Valuation{USD: dollars(r.USD), Basis: contributions.Basis(r.RateBasis), RateDate: r.RateDate},
		Reason:    r.Reason,
	}
	if r.USDUnore != nil {
		e.USDUnore = dollars(*r.USDUnore)
	}
	if r.Reverses != nil {
		e.Reverses = *r.Reverses
	}
	return e, e.Rate.UnmarshalText([]byte(r.Rate))
}

func dollars(units int64) money.Money { return money.FromUnits(units, money.USD) }
