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

// A reversal counts as the kind of what it reverses, the correction of a rate
// as that of what it adjusts.
const (
	countedKind  = "COALESCE(original.kind, entry.kind)"
	withOriginal = "LEFT JOIN entry AS original ON original.id = COALESCE(entry.reverses, entry.adjusts)"
)

type sumRow struct {
	ContributionID int64  `bun:"contribution_id"`
	Kind           string `bun:"kind"`
	Account        string `bun:"account"`
	Currency       string `bun:"currency"`
	Amount         int64  `bun:"amount"`
	USD            int64  `bun:"usd"`
}

// Sums are what the positions of the contributions are made of at the end of
// the day asOf, or now for no date.
func (s *Store) Sums(ctx context.Context, f contributions.Filter, asOf date.Date) ([]contributions.Sum, error) {
	f.Limit = 0
	until := func(q *bun.SelectQuery, column string) *bun.SelectQuery {
		if asOf.IsZero() {
			return q
		}
		return q.Where("? <= ?", bun.Ident(column), asOf)
	}
	entries := until(s.conn(ctx).NewSelect().TableExpr("entry").
		ColumnExpr("entry.contribution_id, ? AS kind, '' AS account, contribution.currency", bun.Safe(countedKind)).
		ColumnExpr("CAST(SUM(entry.settles) AS BIGINT) AS amount, CAST(SUM(entry.usd) AS BIGINT) AS usd").
		Join(withOriginal).
		Join("JOIN contribution ON contribution.id = entry.contribution_id").
		GroupExpr("entry.contribution_id, ?, contribution.currency", bun.Safe(countedKind)), "entry.on_date")
	lines := until(s.conn(ctx).NewSelect().TableExpr("posting").
		ColumnExpr("posting.contribution_id, ? AS kind, posting.account, posting.currency", bun.Safe(countedKind)).
		ColumnExpr("CAST(SUM(posting.amount) AS BIGINT) AS amount, CAST(SUM(posting.usd) AS BIGINT) AS usd").
		Join("JOIN entry ON entry.id = posting.entry_id").
		Join(withOriginal).
		Join("JOIN contribution ON contribution.id = posting.contribution_id").
		Where("posting.account NOT IN (?)", bun.List([]string{string(contributions.Cash), string(contributions.Conversion)})).
		GroupExpr("posting.contribution_id, ?, posting.account, posting.currency", bun.Safe(countedKind)), "posting.on_date")

	var rows []sumRow
	for _, q := range []*bun.SelectQuery{selected(entries, f), selected(lines, f)} {
		var part []sumRow
		if err := q.Scan(ctx, &part); err != nil {
			return nil, err
		}
		rows = append(rows, part...)
	}
	sums := make([]contributions.Sum, len(rows))
	for i, r := range rows {
		sums[i] = contributions.Sum{
			Contribution: r.ContributionID, Kind: contributions.Kind(r.Kind), Account: contributions.Account(r.Account),
			Value: booked(r.Currency, r.Amount, r.USD),
		}
	}
	return sums, nil
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
