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

// sumsQuery adds up, of the contributions of a condition and up to a day: what
// was entered, by kind; what was entered for another entry, by that one's kind; the
// postings, by account; and of these, once more, those of refunds.
//
// The first and the third are a scan each of an index that has all that is
// added up, in its order. There are few of the others.
const sumsQuery = `
	SELECT entry.contribution_id, entry.kind, '' AS account, CAST(SUM(entry.settles) AS BIGINT) AS amount, CAST(SUM(entry.usd) AS BIGINT) AS usd
	FROM entry
	WHERE entry.on_date <= ?0 AND ?1
	GROUP BY entry.contribution_id, entry.kind HAVING entry.kind NOT IN ('reversal', 'rate_correction')
UNION ALL
	SELECT entry.contribution_id, original.kind, '', CAST(SUM(entry.settles) AS BIGINT), CAST(SUM(entry.usd) AS BIGINT)
	FROM entry CROSS JOIN entry AS original
	WHERE entry.kind IN ('reversal', 'rate_correction') AND original.id = COALESCE(entry.reverses, entry.adjusts) AND entry.on_date <= ?0 AND ?1
	GROUP BY entry.contribution_id, original.kind
UNION ALL
	SELECT posting.contribution_id, '', posting.account, CAST(SUM(posting.amount) AS BIGINT), CAST(SUM(posting.usd) AS BIGINT)
	FROM posting
	WHERE posting.on_date <= ?0 AND ?2
	GROUP BY posting.contribution_id, posting.account
UNION ALL
	SELECT entry.contribution_id, 'refund', posting.account, CAST(SUM(posting.amount) AS BIGINT), CAST(SUM(posting.usd) AS BIGINT)
	FROM entry CROSS JOIN posting
	WHERE entry.kind = 'refund' AND posting.entry_id = entry.id AND posting.on_date <= ?0 AND ?1
	GROUP BY entry.contribution_id, posting.account
UNION ALL
	SELECT entry.contribution_id, 'refund', posting.account, CAST(SUM(posting.amount) AS BIGINT), CAST(SUM(posting.usd) AS BIGINT)
	FROM entry CROSS JOIN entry AS original CROSS JOIN posting
	WHERE entry.kind IN ('reversal', 'rate_correction') AND original.id = COALESCE(entry.reverses, entry.adjusts) AND original.kind = 'refund'
		AND posting.entry_id = entry.id AND posting.on_date <= ?0 AND ?1
	GROUP BY entry.contribution_id, posting.account`

// elsewhere are the accounts that no position counts; conversion and cash may
// be in another currency than the contribution.
var elsewhere = map[contributions.Account]bool{
	contributions.Cash: true, contributions.Conversion: true, contributions.BankCharges: true,
	contributions.Revenue: true, contributions.MemoPledges: true,
}

// Sums are Standings added up anew. Those of a few contributions are asked for by
// name; of more, all are read and picked out.
func (s *Store) Sums(ctx context.Context, list []contributions.Contribution, asOf date.Date) (sums []contributions.Sum, err error) {
	if len(list) == 0 {
		return nil, nil
	}
	ids, currencies := make([]int64, len(list)), make(map[int64]string, len(list))
	for i, c := range list {
		ids[i], currencies[c.ID] = c.ID, string(c.Currency)
	}
	ofEntries, ofPostings := bun.SafeQuery("TRUE"), bun.SafeQuery("TRUE")
	if len(ids) <= few {
		ofEntries = bun.SafeQuery("entry.contribution_id IN (?)", bun.List(ids))
		ofPostings = bun.SafeQuery("posting.contribution_id IN (?)", bun.List(ids))
	}
	if asOf.IsZero() {
		asOf = never
	}
	rows, err := s.conn(ctx).QueryContext(ctx, sumsQuery, asOf, ofEntries, ofPostings)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var contribution, amount, usd int64
		var kind contributions.Kind
		var account contributions.Account
		if err := rows.Scan(&contribution, &kind, &account, &amount, &usd); err != nil {
			return nil, err
		}
		currency, wanted := currencies[contribution]
		if !wanted || elsewhere[account] {
			continue
		}
		sums = append(sums, contributions.Sum{Contribution: contribution, Kind: kind, Account: account, Value: booked(currency, amount, usd)})
		if account != "" && kind != "" { // it is among all postings too
			sums = append(sums, contributions.Sum{Contribution: contribution, Account: account, Value: booked(currency, -amount, -usd)})
		}
	}
	return sums, rows.Err()
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
	var rows []struct {
		Account string `bun:"account"`
		USD     int64  `bun:"usd"`
	}
	err := s.conn(ctx).NewSelect().TableExpr("posting").Column("account").
		ColumnExpr("CAST(SUM(usd) AS BIGINT) AS usd").Group("account").Scan(ctx, &rows)
	totals := make(map[contributions.Account]money.Money, len(rows))
	for _, r := range rows {
		totals[contributions.Account(r.Account)] = dollars(r.USD)
	}
	return totals, err
}
