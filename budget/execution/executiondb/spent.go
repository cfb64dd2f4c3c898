package executiondb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/execution"
	"article30/internal/date"
)

type spentRow struct {
	purposeRow
	Kind           execution.Kind
	OnDate         date.Date
	Symbol         string
	LineCode       string
	Title          string
	Section        string
	Mandate        budget.Mandate        `bun:",nullzero"`
	LineInstrument conference.Instrument `bun:",nullzero"`
	Object         budget.Object         `bun:",nullzero"`
	Funding        budget.Funding
	Year           int
	Payee          string
	Reference      string
	ContributionID int64
	Code           string
	Rule           execution.DrawRule
	Reason         string
	Direct         int64
	PSC            int64 `bun:"psc"`
}

// SpentOn lists what was spent of the contributions by the end of the day, by
// contribution, date and entry.
func (s *Store) SpentOn(ctx context.Context, contributions []int64, asOf date.Date) ([]execution.Spent, error) {
	var list []execution.Spent
	err := eachBatch(contributions, func(ids []int64) error {
		var rows []spentRow
		// A reversal is of its original, and a payment of its expense.
		err := s.conn(ctx).NewSelect().TableExpr("execution_draw AS d").
			ColumnExpr("d.entry_id, d.on_date, d.contribution_id, d.rule, d.reason, d.direct, d.psc, earmark.code").
			ColumnExpr("e.kind, x.payee, x.reference, allotment.year, budget_version.symbol").
			ColumnExpr("l.code AS line_code, l.title, l.section, l.mandate, l.instrument AS line_instrument, l.object, l.funding").
			ColumnExpr("COALESCE(p.instrument, '') AS instrument, COALESCE(p.article, '') AS article, COALESCE(p.region, '') AS region").
			ColumnExpr("COALESCE(p.country, '') AS country, COALESCE(p.project, '') AS project").
			Join("JOIN execution_entry AS e ON e.id = d.entry_id").
			Join("JOIN execution_entry AS o ON o.id = COALESCE(e.reverses, e.id)").
			Join("JOIN execution_entry AS x ON x.id = CASE o.kind WHEN 'payment' THEN o.of_entry ELSE o.id END").
			Join("JOIN allotment ON allotment.id = e.allotment_id").
			Join("JOIN budget_version ON budget_version.id = allotment.version_id").
			Join("JOIN budget_line AS l ON l.version_id = allotment.version_id AND l.seq = allotment.line_seq").
			Join("LEFT JOIN execution_purpose AS p ON p.entry_id = d.entry_id").
			Join("LEFT JOIN earmark ON earmark.id = d.earmark_id").
			Where("d.contribution_id IN (?)", bun.List(ids)).Where("d.on_date <= ?", asOf).
			Where("d.direct <> 0 OR d.psc <> 0").
			OrderExpr("d.contribution_id, d.on_date, d.entry_id, d.seq").Scan(ctx, &rows)
		for _, r := range rows {
			list = append(list, execution.Spent{
				Entry: r.EntryID, Kind: r.Kind, On: r.OnDate, Symbol: r.Symbol,
				Line: execution.NewLine(budget.Line{
					Code: r.LineCode, Title: r.Title, Section: r.Section, Mandate: r.Mandate, Instrument: r.LineInstrument,
					Object: r.Object, Funding: r.Funding,
				}),
				Year: r.Year, Payee: r.Payee, Reference: r.Reference, Purpose: r.purpose(),
				Contribution: r.ContributionID, Earmark: r.Code, Rule: r.Rule, Reason: r.Reason,
				Direct: dollars(r.Direct), PSC: dollars(r.PSC),
			})
		}
		return err
	})
	return list, err
}
