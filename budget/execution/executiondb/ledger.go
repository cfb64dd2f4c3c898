package executiondb

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/uptrace/bun"

	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/turnover"
)

type balanceRow struct {
	bun.BaseModel `bun:"table:execution_balance,alias:execution_balance"`

	Account  execution.Account `bun:",pk"`
	Fund     execution.Fund    `bun:",pk"`
	Currency money.Currency    `bun:",pk"`
	Amount   int64
	USD      int64 `bun:"usd"`
}

// keepBalances adds postings to the balances kept for accounts and funds.
func (s *Store) keepBalances(ctx context.Context, lines []postingRow) error {
	type name struct {
		account  execution.Account
		fund     execution.Fund
		currency money.Currency
	}
	sums := map[name]balanceRow{}
	for _, l := range lines {
		n := name{l.Account, l.Fund, l.Currency}
		sum, ok := sums[n]
		if !ok {
			sum = balanceRow{Account: l.Account, Fund: l.Fund, Currency: l.Currency}
		}
		var over, overUSD bool
		sum.Amount, over = plus(sum.Amount, l.Amount)
		sum.USD, overUSD = plus(sum.USD, l.USD)
		if over || overUSD {
			return problem.New(problem.Invalid, "money.overflow")
		}
		sums[n] = sum
	}
	rows := slices.SortedFunc(maps.Values(sums), func(a, b balanceRow) int {
		return cmp.Or(cmp.Compare(a.Account, b.Account), cmp.Compare(a.Fund, b.Fund), cmp.Compare(a.Currency, b.Currency))
	})
	if len(rows) == 0 {
		return nil
	}
	_, err := s.conn(ctx).NewInsert().Model(&rows).
		On("CONFLICT (account, fund, currency) DO UPDATE").
		Set("amount = execution_balance.amount + EXCLUDED.amount").
		Set("usd = execution_balance.usd + EXCLUDED.usd").
		Exec(ctx)
	return err
}

func plus(a, b int64) (sum int64, overflow bool) {
	sum = a + b
	return sum, (a > 0) == (b > 0) && (sum > 0) != (a > 0) && a != 0 && b != 0
}

type stepRow struct {
	OnDate date.Date
	USD    int64 `bun:"usd"`
}

func changes(rows []stepRow, sign int64) []execution.Change {
	list := make([]execution.Change, len(rows))
	for i, r := range rows {
		list[i] = execution.Change{On: r.OnDate, USD: dollars(sign * r.USD)}
	}
	return list
}

// Allotted is the amount of the allotments together, from the first day.
func (s *Store) Allotted(ctx context.Context, allotments []int64) (execution.Course, error) {
	course := execution.Course{Opening: money.Zero(money.USD)}
	if len(allotments) == 0 {
		return course, nil
	}
	var rows []stepRow
	err := s.conn(ctx).NewSelect().TableExpr("execution_posting").
		ColumnExpr("on_date, CAST(SUM(usd) AS BIGINT) AS usd").
		Where("account = ?", execution.MemoUnallotted).Where("allotment_id IN (?)", bun.List(allotments)).
		Group("on_date").Order("on_date").Scan(ctx, &rows)
	course.Later = changes(rows, 1)
	return course, err
}

// Used is what of the fund's cash is used, from the end of a day on. It reads
// the kept balances and the postings after that day: as fast with a million
// postings as with ten, for a day that is not long ago.
func (s *Store) Used(ctx context.Context, from date.Date) (execution.Course, error) {
	accounts, funds := execution.CashUsers()
	var now int64
	err := s.conn(ctx).NewSelect().TableExpr("execution_balance").
		ColumnExpr("CAST(COALESCE(SUM(usd), 0) AS BIGINT)").
		Where("account IN (?)", bun.List(accounts)).Where("fund IN (?)", bun.List(funds)).Scan(ctx, &now)
	if err != nil {
		return execution.Course{}, err
	}
	var rows []stepRow
	err = s.conn(ctx).NewSelect().TableExpr("execution_posting").
		ColumnExpr("on_date, CAST(SUM(usd) AS BIGINT) AS usd").
		Where("on_date > ?", from).
		Where("account IN (?)", bun.List(accounts)).Where("fund IN (?)", bun.List(funds)).
		Group("on_date").Order("on_date").Scan(ctx, &rows)
	if err != nil {
		return execution.Course{}, err
	}
	for _, r := range rows {
		now -= r.USD
	}
	return execution.Course{Opening: dollars(-now), Later: changes(rows, -1)}, nil
}

type sumRow struct {
	AllotmentID int64
	Account     execution.Account
	Fund        execution.Fund
	USD         int64 `bun:"usd"`
}

func sumsOf(rows []sumRow) []execution.Sum {
	list := make([]execution.Sum, len(rows))
	for i, r := range rows {
		list[i] = execution.Sum{Allotment: r.AllotmentID, Account: r.Account, Fund: r.Fund, USD: dollars(r.USD)}
	}
	return list
}

// Sums are what stands in each account for each of the allotments at the end of
// the day asOf.
func (s *Store) Sums(ctx context.Context, allotments []int64, asOf date.Date) ([]execution.Sum, error) {
	if len(allotments) == 0 {
		return nil, nil
	}
	var rows []sumRow
	err := s.conn(ctx).NewSelect().TableExpr("execution_posting").
		ColumnExpr("allotment_id, account, fund, CAST(SUM(usd) AS BIGINT) AS usd").
		Where("allotment_id IN (?)", bun.List(allotments)).Where("on_date <= ?", asOf).
		Group("allotment_id", "account", "fund").Order("allotment_id", "account", "fund").Scan(ctx, &rows)
	return sumsOf(rows), err
}

// FundSums are what stands in each account of each fund at the end of the day
// asOf: the kept balances less the postings after that day.
func (s *Store) FundSums(ctx context.Context, asOf date.Date) ([]execution.Sum, error) {
	var rows []sumRow
	err := s.conn(ctx).NewRaw(`
		SELECT account, fund, CAST(SUM(usd) AS BIGINT) AS usd FROM (
			SELECT account, fund, usd FROM execution_balance
			UNION ALL
			SELECT account, fund, -usd FROM execution_posting WHERE on_date > ?
		) AS until
		GROUP BY account, fund ORDER BY account, fund`, asOf).Scan(ctx, &rows)
	return sumsOf(rows), err
}

// Unbalanced lists the entries whose postings do not add to zero in a fund, in
// a currency or in US dollars, or that have none.
func (s *Store) Unbalanced(ctx context.Context) ([]int64, error) {
	var ids []int64
	err := s.conn(ctx).NewRaw(`
		SELECT entry_id FROM execution_posting GROUP BY entry_id, fund, currency HAVING SUM(amount) <> 0
		UNION SELECT entry_id FROM execution_posting GROUP BY entry_id, fund HAVING SUM(usd) <> 0
		UNION SELECT id FROM execution_entry WHERE NOT EXISTS (SELECT 1 FROM execution_posting WHERE entry_id = execution_entry.id)
		ORDER BY 1`).Scan(ctx, &ids)
	return ids, err
}

type wrongRow struct {
	Account   execution.Account
	Fund      execution.Fund
	Currency  money.Currency
	Kept      int64
	KeptUSD   int64 `bun:"kept_usd"`
	Posted    int64
	PostedUSD int64 `bun:"posted_usd"`
}

// WrongBalances lists the kept balances that are not the sums of their
// postings.
func (s *Store) WrongBalances(ctx context.Context) ([]execution.WrongBalance, error) {
	var rows []wrongRow
	err := s.conn(ctx).NewRaw(`
		SELECT account, fund, currency, CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(kept_usd) AS BIGINT) AS kept_usd,
		       CAST(SUM(posted) AS BIGINT) AS posted, CAST(SUM(posted_usd) AS BIGINT) AS posted_usd
		FROM (
			SELECT account, fund, currency, amount AS kept, usd AS kept_usd, 0 AS posted, 0 AS posted_usd FROM execution_balance
			UNION ALL
			SELECT account, fund, currency, 0, 0, SUM(amount), SUM(usd) FROM execution_posting GROUP BY account, fund, currency
		) AS both_sides
		GROUP BY account, fund, currency
		HAVING SUM(kept) <> SUM(posted) OR SUM(kept_usd) <> SUM(posted_usd)
		ORDER BY account, fund, currency`).Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	return wrongOf(rows), nil
}

// WrongTurnover lists the currencies whose kept turnover is not that of the
// postings.
func (s *Store) WrongTurnover(ctx context.Context) ([]execution.WrongBalance, error) {
	var rows []wrongRow
	err := s.conn(ctx).NewRaw(`
		SELECT currency, CAST(SUM(kept) AS BIGINT) AS kept, CAST(SUM(kept_usd) AS BIGINT) AS kept_usd,
		       CAST(SUM(posted) AS BIGINT) AS posted, CAST(SUM(posted_usd) AS BIGINT) AS posted_usd
		FROM (
			SELECT currency, amount AS kept, usd AS kept_usd, 0 AS posted, 0 AS posted_usd FROM turnover WHERE book = ?
			UNION ALL
			SELECT p.currency, 0, 0, CASE WHEN p.amount > 0 THEN p.amount ELSE 0 END, CASE WHEN p.usd > 0 THEN p.usd ELSE 0 END
			FROM execution_posting AS p JOIN execution_entry ON execution_entry.id = p.entry_id WHERE execution_entry.reverses IS NULL
		) AS both_sides
		GROUP BY currency
		HAVING SUM(kept) <> SUM(posted) OR SUM(kept_usd) <> SUM(posted_usd)
		ORDER BY currency`, turnover.Execution).Scan(ctx, &rows)
	return wrongOf(rows), err
}

func wrongOf(rows []wrongRow) []execution.WrongBalance {
	booked := func(c money.Currency, amount, usd int64) execution.Booked {
		return execution.Booked{Amount: money.FromUnits(amount, c), USD: dollars(usd)}
	}
	wrong := make([]execution.WrongBalance, len(rows))
	for i, r := range rows {
		wrong[i] = execution.WrongBalance{
			Account: r.Account, Fund: r.Fund, Currency: r.Currency,
			Kept: booked(r.Currency, r.Kept, r.KeptUSD), Posted: booked(r.Currency, r.Posted, r.PostedUSD),
		}
	}
	return wrong
}
