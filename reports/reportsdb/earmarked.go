package reportsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/reports"
)

// Flows are the sums of the postings by contribution and day, as reports.Store
// has them.
func (s *Store) Flows(ctx context.Context, from, to date.Date) ([]reports.Flow, error) {
	if from.IsZero() {
		from = beginning
	}
	var rows []struct {
		Contribution int64     `bun:"contribution_id"`
		On           date.Date `bun:"on_day"`
		movementRow
	}
	err := s.db.Conn(ctx).NewSelect().TableExpr("posting").
		ColumnExpr("posting.contribution_id").
		ColumnExpr("CASE WHEN posting.on_date < ? THEN NULL ELSE posting.on_date END AS on_day", from).
		ColumnExpr("COALESCE(original.kind, entry.kind) AS kind, ? AS income, posting.account", bun.Safe(incomeOf)).
		ColumnExpr("CAST(SUM(posting.usd) AS BIGINT) AS usd").
		Join("JOIN contribution ON contribution.id = posting.contribution_id").
		Join("JOIN entry ON entry.id = posting.entry_id").
		Join("LEFT JOIN entry AS original ON original.id = COALESCE(entry.reverses, entry.adjusts)").
		Where("contribution.mode <> ?", string(contributions.InKind)).
		Where("posting.on_date <= ?", to).
		GroupExpr("1, 2, 3, 4, 5").OrderExpr("1, 2, 3, 4, 5").
		Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	flows := make([]reports.Flow, len(rows))
	for i, r := range rows {
		flows[i] = reports.Flow{Contribution: r.Contribution, On: r.On, Movement: reports.Movement{
			Kind: contributions.Kind(r.Kind), Income: contributions.IncomeKind(r.Income), Account: r.Account, USD: dollars(r.USD),
		}}
	}
	return flows, nil
}

// Drawn is what spending drew, as reports.Store has it.
func (s *Store) Drawn(ctx context.Context, from, to date.Date) ([]reports.Drawn, error) {
	if from.IsZero() {
		from = beginning
	}
	var rows []struct {
		Contribution int64 `bun:"contribution"`
		Earmark      int64 `bun:"earmark"`
		Before       int   `bun:"before"`
		Settled      int   `bun:"settled"`
		Direct       int64 `bun:"direct"`
		PSC          int64 `bun:"psc"`
	}
	err := s.db.Conn(ctx).NewSelect().TableExpr("execution_draw AS draw").
		ColumnExpr("COALESCE(draw.contribution_id, 0) AS contribution, COALESCE(draw.earmark_id, 0) AS earmark").
		ColumnExpr("CASE WHEN draw.on_date < ? THEN 1 ELSE 0 END AS before", from).
		ColumnExpr("CASE WHEN COALESCE(original.kind, entry.kind) = 'payment' THEN 1 ELSE 0 END AS settled").
		ColumnExpr("CAST(SUM(draw.direct) AS BIGINT) AS direct, CAST(SUM(draw.psc) AS BIGINT) AS psc").
		Join("JOIN execution_entry AS entry ON entry.id = draw.entry_id").
		Join("LEFT JOIN execution_entry AS original ON original.id = entry.reverses").
		Where("draw.on_date <= ?", to).
		GroupExpr("1, 2, 3, 4").OrderExpr("1, 2, 3, 4").
		Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	drawn := make([]reports.Drawn, len(rows))
	for i, r := range rows {
		drawn[i] = reports.Drawn{
			Contribution: r.Contribution, Earmark: r.Earmark, Before: r.Before == 1, Settled: r.Settled == 1,
			Direct: dollars(r.Direct), PSC: dollars(r.PSC),
		}
	}
	return drawn, nil
}
