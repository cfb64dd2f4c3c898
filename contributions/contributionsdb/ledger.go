package contributionsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/turnover"
)

type sumRow struct {
	ContributionID int64  `bun:"contribution_id"`
	Kind           string `bun:"kind"`
	Account        string `bun:"account"`
	Amount         int64  `bun:"amount"`
	USD            int64  `bun:"usd"`
}

// elsewhere are the accounts that no position counts and that have most of the
// postings.
var elsewhere = bun.List([]contributions.Account{
	contributions.Cash, contributions.Conversion, contributions.BankCharges, contributions.Revenue, contributions.MemoPledges,
})

// Sums are what the positions of the contributions are made of at the end of
// the day asOf, or now for no date.
//
// It is two scans, each of one index that has all that is added up. What only
// a few entries have is read beside them: the kind of what a reversal or the
// correction of a rate stands for, and which postings are of refunds.
func (s *Store) Sums(ctx context.Context, f contributions.Filter, asOf date.Date) ([]contributions.Sum, error) {
	f.Limit = 0
	currencies, err := s.currencies(ctx, f)
	if err != nil {
		return nil, err
	}
	refunded, err := s.sumRows(ctx,
		s.postingSums(ctx, f, asOf).Join("JOIN entry ON entry.id = posting.entry_id").Where("entry.kind = ?", contributions.Refund),
		s.onOthers(s.postingSums(ctx, f, asOf).Join("JOIN entry ON entry.id = posting.entry_id"), "entry.reverses").Where("original.kind = ?", contributions.Refund),
		s.onOthers(s.postingSums(ctx, f, asOf).Join("JOIN entry ON entry.id = posting.entry_id"), "entry.adjusts").Where("original.kind = ?", contributions.Refund),
	)
	if err != nil {
		return nil, err
	}
	rows, err := s.sumRows(ctx,
		s.entrySums(ctx, f, asOf, "entry.kind").Where("entry.reverses IS NULL").Where("entry.adjusts IS NULL"),
		s.onOthers(s.entrySums(ctx, f, asOf, "original.kind"), "entry.reverses"),
		s.onOthers(s.entrySums(ctx, f, asOf, "original.kind"), "entry.adjusts"),
		s.postingSums(ctx, f, asOf),
	)
	if err != nil {
		return nil, err
	}
	sums := make([]contributions.Sum, 0, len(rows)+2*len(refunded))
	for _, r := range rows {
		sums = append(sums, r.sum(currencies, ""))
	}
	// All postings are in what was read last; those of refunds are told apart.
	for _, r := range refunded {
		sums = append(sums, r.sum(currencies, contributions.Refund))
		r.Amount, r.USD = -r.Amount, -r.USD
		sums = append(sums, r.sum(currencies, ""))
	}
	return sums, nil
}

func (r sumRow) sum(currencies map[int64]string, kind contributions.Kind) contributions.Sum {
	if r.Kind != "" {
		kind = contributions.Kind(r.Kind)
	}
	return contributions.Sum{
		Contribution: r.ContributionID, Kind: kind, Account: contributions.Account(r.Account),
		Value: booked(currencies[r.ContributionID], r.Amount, r.USD),
	}
}

func (s *Store) sumRows(ctx context.Context, queries ...*bun.SelectQuery) (rows []sumRow, err error) {
	for _, q := range queries {
		var part []sumRow
		if err := q.Scan(ctx, &part); err != nil {
			return nil, err
		}
		rows = append(rows, part...)
	}
	return rows, nil
}

// entrySums adds entries up by contribution and kind.
func (s *Store) entrySums(ctx context.Context, f contributions.Filter, asOf date.Date, kind string) *bun.SelectQuery {
	q := s.conn(ctx).NewSelect().TableExpr("entry").
		ColumnExpr("entry.contribution_id, ? AS kind", bun.Ident(kind)).
		ColumnExpr("CAST(SUM(entry.settles) AS BIGINT) AS amount, CAST(SUM(entry.usd) AS BIGINT) AS usd").
		GroupExpr("entry.contribution_id, ?", bun.Ident(kind))
	return summed(q, f, asOf, "entry")
}

// postingSums adds the postings of positions up by contribution and account.
func (s *Store) postingSums(ctx context.Context, f contributions.Filter, asOf date.Date) *bun.SelectQuery {
	q := s.conn(ctx).NewSelect().TableExpr("posting").
		ColumnExpr("posting.contribution_id, posting.account").
		ColumnExpr("CAST(SUM(posting.amount) AS BIGINT) AS amount, CAST(SUM(posting.usd) AS BIGINT) AS usd").
		Where("posting.account NOT IN (?)", elsewhere).
		Group("posting.contribution_id", "posting.account")
	return summed(q, f, asOf, "posting")
}

func summed(q *bun.SelectQuery, f contributions.Filter, asOf date.Date, table string) *bun.SelectQuery {
	if !asOf.IsZero() {
		q = q.Where("?.on_date <= ?", bun.Ident(table), asOf)
	}
	if f == (contributions.Filter{}) {
		return q
	}
	return selected(q.Join("JOIN contribution ON contribution.id = ?.contribution_id", bun.Ident(table)), f)
}

// onOthers keeps the entries that reverse or adjust another one, the original:
// a reversal counts as the kind of what it reverses, the correction of a rate as
// that of what it adjusts.
func (s *Store) onOthers(q *bun.SelectQuery, which string) *bun.SelectQuery {
	// A cross join is made in the order in which it is written: from the few.
	return q.Join("CROSS JOIN entry AS original").Where("? > 0", bun.Ident(which)).Where("original.id = ?", bun.Ident(which))
}

// currencies are those of the contributions, by ID.
func (s *Store) currencies(ctx context.Context, f contributions.Filter) (map[int64]string, error) {
	var rows []struct {
		ID       int64  `bun:"id"`
		Currency string `bun:"currency"`
	}
	err := selected(s.conn(ctx).NewSelect().TableExpr("contribution").Column("contribution.id", "contribution.currency"), f).Scan(ctx, &rows)
	of := make(map[int64]string, len(rows))
	for _, r := range rows {
		of[r.ID] = r.Currency
	}
	return of, err
}

// Balances are those kept for all records that are the donor, by account and
// currency.
func (s *Store) Balances(ctx context.Context, donor int64) ([]contributions.Balance, error) {
	var rows []balanceRow
	err := s.conn(ctx).NewSelect().TableExpr("balance").
		ColumnExpr("account, currency, CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(usd) AS BIGINT) AS usd").
		Where("donor_id IN (?)", bun.SafeQuery(recordsOf, donor, donor, donor, donor)).
		Group("account", "currency").Order("account", "currency").Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	balances := make([]contributions.Balance, len(rows))
	for i, r := range rows {
		balances[i] = contributions.Balance{Account: contributions.Account(r.Account), Booked: booked(r.Currency, r.Amount, r.USD)}
	}
	return balances, nil
}

// Unbalanced lists the entries whose postings do not add to zero, in a
// currency or in US dollars, or that have none.
func (s *Store) Unbalanced(ctx context.Context) ([]int64, error) {
	var ids []int64
	err := s.conn(ctx).NewRaw(`
		SELECT entry_id FROM posting GROUP BY entry_id, currency HAVING SUM(amount) <> 0
		UNION SELECT entry_id FROM posting GROUP BY entry_id HAVING SUM(usd) <> 0
		UNION SELECT id FROM entry WHERE NOT EXISTS (SELECT 1 FROM posting WHERE entry_id = entry.id)
		ORDER BY 1`).Scan(ctx, &ids)
	return ids, err
}

type wrongRow struct {
	Account   string `bun:"account"`
	DonorID   int64  `bun:"donor_id"`
	Currency  string `bun:"currency"`
	Kept      int64  `bun:"kept"`
	KeptUSD   int64  `bun:"kept_usd"`
	Posted    int64  `bun:"posted"`
	PostedUSD int64  `bun:"posted_usd"`
}

// WrongBalances lists the kept balances that are not the sums of their
// postings.
func (s *Store) WrongBalances(ctx context.Context) ([]contributions.WrongBalance, error) {
	var rows []wrongRow
	err := s.conn(ctx).NewRaw(`
		SELECT account, donor_id, currency, CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(kept_usd) AS BIGINT) AS kept_usd,
		       CAST(SUM(posted) AS BIGINT) AS posted, CAST(SUM(posted_usd) AS BIGINT) AS posted_usd
		FROM (
			SELECT account, donor_id, currency, amount AS kept, usd AS kept_usd, 0 AS posted, 0 AS posted_usd FROM balance
			UNION ALL
			SELECT account, donor_id, currency, 0, 0, SUM(amount), SUM(usd) FROM posting GROUP BY account, donor_id, currency
		) AS both_sides
		GROUP BY account, donor_id, currency
		HAVING SUM(kept) <> SUM(posted) OR SUM(kept_usd) <> SUM(posted_usd)
		ORDER BY account, donor_id, currency`).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	wrong := make([]contributions.WrongBalance, len(rows))
	for i, r := range rows {
		wrong[i] = contributions.WrongBalance{
			Donor: r.DonorID, Account: contributions.Account(r.Account), Currency: money.Currency(r.Currency),
			Kept: booked(r.Currency, r.Kept, r.KeptUSD), Posted: booked(r.Currency, r.Posted, r.PostedUSD),
		}
	}
	return wrong, nil
}

// WrongTurnover lists the currencies whose kept turnover is not that of the
// postings.
func (s *Store) WrongTurnover(ctx context.Context) ([]contributions.WrongBalance, error) {
	var rows []wrongRow
	err := s.conn(ctx).NewRaw(`
		SELECT currency, CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(kept_usd) AS BIGINT) AS kept_usd,
		       CAST(SUM(posted) AS BIGINT) AS posted, CAST(SUM(posted_usd) AS BIGINT) AS posted_usd
		FROM (
			SELECT currency, amount AS kept, usd AS kept_usd, 0 AS posted, 0 AS posted_usd FROM turnover WHERE book = ?
			UNION ALL
			SELECT posting.currency, 0, 0, CASE WHEN posting.amount > 0 THEN posting.amount ELSE 0 END, CASE WHEN posting.usd > 0 THEN posting.usd ELSE 0 END
			FROM posting JOIN entry ON entry.id = posting.entry_id WHERE entry.reverses IS NULL
		) AS both_sides
		GROUP BY currency
		HAVING SUM(kept) <> SUM(posted) OR SUM(kept_usd) <> SUM(posted_usd)
		ORDER BY currency`, turnover.Contributions).Scan(ctx, &rows)
	wrong := make([]contributions.WrongBalance, len(rows))
	for i, r := range rows {
		wrong[i] = contributions.WrongBalance{
			Currency: money.Currency(r.Currency),
			Kept:     booked(r.Currency, r.Kept, r.KeptUSD), Posted: booked(r.Currency, r.Posted, r.PostedUSD),
		}
	}
	return wrong, err
}

// Beyond is what is too large of the turnover of both books; nil for nothing.
func (s *Store) Beyond(ctx context.Context) (*problem.Error, error) {
	return turnover.Beyond(ctx, s.conn(ctx))
}

// AccountTotals are the sums of all postings to each account, in US dollars.
func (s *Store) AccountTotals(ctx context.Context) (map[contributions.Account]money.Money, error) {
	var rows []sumRow
	err := s.conn(ctx).NewSelect().TableExpr("posting").Column("account").
		ColumnExpr("CAST(SUM(usd) AS BIGINT) AS usd").Group("account").Scan(ctx, &rows)
	totals := make(map[contributions.Account]money.Money, len(rows))
	for _, r := range rows {
		totals[contributions.Account(r.Account)] = dollars(r.USD)
	}
	return totals, err
}
