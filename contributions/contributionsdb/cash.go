package contributionsdb

import (
	"context"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

// Course is what stands in an account for all donors at the end of the day
// from, and the changes of each later day in order, in US dollars. It reads the
// kept balances and the postings after that day: as fast with a million
// postings as with ten, for a day that is not long ago.
func (s *Store) Course(ctx context.Context, account contributions.Account, from date.Date) (opening money.Money, later []contributions.DayChange, err error) {
	var now int64
	err = s.conn(ctx).NewSelect().TableExpr("balance").ColumnExpr("CAST(COALESCE(SUM(usd), 0) AS BIGINT)").
		Where("account = ?", string(account)).Scan(ctx, &now)
	if err != nil {
		return money.Money{}, nil, err
	}
	var rows []struct {
		OnDate date.Date `bun:"on_date"`
		USD    int64     `bun:"usd"`
	}
	err = s.conn(ctx).NewSelect().TableExpr("posting").ColumnExpr("on_date, CAST(SUM(usd) AS BIGINT) AS usd").
		Where("on_date > ?", from).Where("account = ?", string(account)).
		Group("on_date").Order("on_date").Scan(ctx, &rows)
	if err != nil {
		return money.Money{}, nil, err
	}
	for _, r := range rows {
		now -= r.USD
		later = append(later, contributions.DayChange{On: r.OnDate, USD: dollars(r.USD)})
	}
	return dollars(now), later, nil
}

// Lost is what contributions.Entry.Lost comes to over all entries. It belongs
// inside a transaction.
func (s *Store) Lost(ctx context.Context) (money.Money, error) {
	var units int64
	err := s.conn(ctx).NewRaw(`SELECT CAST(COALESCE(SUM(lost), 0) AS BIGINT) FROM (
		SELECT -SUM(p.usd) AS lost FROM posting AS p JOIN entry AS e ON e.id = p.entry_id
		WHERE p.account IN (?, ?) AND e.kind IN (?, ?) GROUP BY e.id HAVING SUM(p.usd) < 0) AS entries`,
		string(contributions.Cash), string(contributions.Suspense), string(contributions.RateCorrection), string(contributions.InSuspense),
	).Scan(ctx, &units)
	return dollars(units), err
}
