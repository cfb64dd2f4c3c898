package executiondb

import (
	"context"

	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/money"
)

// ValuedIn lists the allotments with entries of those days that an operational
// rate gave their value, by ID.
func (s *Store) ValuedIn(ctx context.Context, days execution.RateDays) ([]int64, error) {
	q := s.conn(ctx).NewSelect().TableExpr("execution_entry").ColumnExpr("DISTINCT allotment_id").
		Where("currency = ?", string(days.Currency)).Where("on_date >= ?", days.From).
		Where("rate_basis = ?", string(execution.UNORE))
	if !days.Until.IsZero() {
		q.Where("on_date < ?", days.Until)
	}
	var ids []int64
	err := q.OrderExpr("allotment_id").Scan(ctx, &ids)
	return ids, err
}

// LastValued is the latest day of the entries of each currency that an
// operational rate gave their value.
func (s *Store) LastValued(ctx context.Context) (map[money.Currency]date.Date, error) {
	var rows []struct {
		Currency string    `bun:"currency"`
		Last     date.Date `bun:"last"`
	}
	err := s.conn(ctx).NewSelect().TableExpr("execution_entry").ColumnExpr("currency, MAX(on_date) AS last").
		Where("rate_basis = ?", string(execution.UNORE)).Group("currency").Scan(ctx, &rows)
	last := map[money.Currency]date.Date{}
	for _, r := range rows {
		last[money.Currency(r.Currency)] = r.Last
	}
	return last, err
}

// LostOf is how much more of the contribution's money corrections of rates drew
// than spending had, in ten-thousandths of a US dollar.
func (s *Store) LostOf(ctx context.Context, contribution int64) (units int64, err error) {
	err = s.conn(ctx).NewRaw(`SELECT CAST(COALESCE(SUM(more), 0) AS BIGINT) FROM (
		SELECT SUM(d.held + d.held_psc + d.direct + d.psc) AS more
		FROM execution_draw AS d JOIN execution_rate_correction AS c ON c.entry_id = d.entry_id
		WHERE d.contribution_id = ? GROUP BY d.entry_id HAVING SUM(d.held + d.held_psc + d.direct + d.psc) > 0) AS entries`,
		contribution).Scan(ctx, &units)
	return units, err
}

// MovedByRates is what each correction of a rate debits, in US dollars, by
// entry.
func (s *Store) MovedByRates(ctx context.Context) (map[int64]money.Money, error) {
	var rows []struct {
		EntryID int64
		USD     int64 `bun:"usd"`
	}
	err := s.conn(ctx).NewSelect().TableExpr("execution_rate_correction AS c").ColumnExpr("c.entry_id, CAST(SUM(p.usd) AS BIGINT) AS usd").
		Join("JOIN execution_posting AS p ON p.entry_id = c.entry_id").Where("p.usd > 0").Group("c.entry_id").Scan(ctx, &rows)
	moved := make(map[int64]money.Money, len(rows))
	for _, r := range rows {
		moved[r.EntryID] = dollars(r.USD)
	}
	return moved, err
}
