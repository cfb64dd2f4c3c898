package reportsdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/internal/date"
	"article30/reports"
)

// Spent is what the contributions of a donor were spent on, as reports.Store
// has it.
func (s *Store) Spent(ctx context.Context, donor int64, from, to date.Date) ([]reports.Spent, error) {
	if from.IsZero() {
		from = beginning
	}
	var rows []struct {
		Contribution int64  `bun:"contribution_id"`
		Before       int    `bun:"before"`
		Symbol       string `bun:"symbol"`
		Code         string `bun:"code"`
		Line         string `bun:"title"`
		Funding      string `bun:"funding"`
		Year         int    `bun:"year"`
		Project      string `bun:"project"`
		Country      string `bun:"country"`
		Direct       int64  `bun:"direct"`
		PSC          int64  `bun:"psc"`
		Held         int64  `bun:"held"`
	}
	// By entry first: few tables are joined before it is known that there is little.
	draws := s.db.Conn(ctx).NewSelect().TableExpr("execution_draw AS draw").
		ColumnExpr("draw.contribution_id, draw.entry_id, draw.commitment_id").
		ColumnExpr("CASE WHEN draw.on_date < ? THEN 1 ELSE 0 END AS before", from).
		ColumnExpr("SUM(draw.direct) AS direct, SUM(draw.psc) AS psc, SUM(draw.held + draw.held_psc) AS held").
		Join("JOIN contribution ON contribution.id = draw.contribution_id").
		Where("draw.on_date <= ?", to).
		Where("contribution.donor_id IN (?)", bun.SafeQuery(recordsOf, donor, donor, donor, donor)).
		GroupExpr("1, 2, 3, 4")
	err := s.db.Conn(ctx).NewSelect().TableExpr("(?) AS draw", draws).
		ColumnExpr("draw.contribution_id, draw.before").
		ColumnExpr("version.symbol, line.code, line.title, line.funding, allotment.year").
		ColumnExpr("COALESCE(purpose.project, '') AS project, COALESCE(purpose.country, '') AS country").
		ColumnExpr("CAST(SUM(draw.direct) AS BIGINT) AS direct, CAST(SUM(draw.psc) AS BIGINT) AS psc").
		ColumnExpr("CAST(SUM(draw.held) AS BIGINT) AS held").
		Join("JOIN execution_entry AS entry ON entry.id = draw.entry_id").
		Join("JOIN allotment ON allotment.id = entry.allotment_id").
		Join("JOIN budget_version AS version ON version.id = allotment.version_id").
		Join("JOIN budget_line AS line ON line.version_id = allotment.version_id AND line.seq = allotment.line_seq").
		Join("LEFT JOIN execution_purpose AS purpose ON purpose.entry_id = COALESCE(draw.commitment_id, entry.reverses, entry.id)").
		GroupExpr("1, 2, 3, 4, 5, 6, 7, 8, 9").OrderExpr("1, 7, 3, 4, 5, 8, 9, 2").
		Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	spent := make([]reports.Spent, len(rows))
	for i, r := range rows {
		spent[i] = reports.Spent{
			Contribution: r.Contribution, Before: r.Before == 1, Symbol: r.Symbol, Code: r.Code, Line: r.Line,
			Funding: budget.Funding(r.Funding), Year: r.Year, Project: r.Project, Country: r.Country,
			Direct: dollars(r.Direct), PSC: dollars(r.PSC), Held: dollars(r.Held),
		}
	}
	return spent, nil
}
