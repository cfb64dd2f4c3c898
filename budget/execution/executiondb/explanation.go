package executiondb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/execution"
)

type explanationRow struct {
	bun.BaseModel `bun:"table:budget_explanation,alias:budget_explanation"`

	ID         int64 `bun:"id,pk,autoincrement"`
	BudgetID   int64
	Code       string
	Title      string
	Section    string
	Mandate    budget.Mandate
	Funding    budget.Funding
	Year       int
	Difference execution.Difference
	Text       string
	EnteredBy  string
	RecordedAt string

	Symbol string `bun:"symbol,scanonly"`
}

// Explanations are those recorded of a document, or of all for 0, by ID.
func (s *Store) Explanations(ctx context.Context, budget int64) ([]execution.Explanation, error) {
	var rows []explanationRow
	q := s.conn(ctx).NewSelect().Model(&rows).ColumnExpr("budget_explanation.*, budget.symbol").
		Join("JOIN budget ON budget.id = budget_explanation.budget_id").Order("budget_explanation.id")
	if budget != 0 {
		q = q.Where("budget_explanation.budget_id = ?", budget)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]execution.Explanation, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = execution.Explanation{
			ID: r.ID, Document: r.BudgetID, Budget: r.Symbol,
			Line: execution.Line{Code: r.Code, Title: r.Title, Section: r.Section, Mandate: r.Mandate, Funding: r.Funding},
			Year: r.Year, Difference: r.Difference, Text: r.Text, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

// AddExplanation inserts an explanation and fills its ID in.
func (s *Store) AddExplanation(ctx context.Context, x *execution.Explanation) error {
	row := explanationRow{
		BudgetID: x.Document, Code: x.Line.Code, Title: x.Line.Title, Section: x.Line.Section, Mandate: x.Line.Mandate,
		Funding: x.Line.Funding, Year: x.Year, Difference: x.Difference, Text: x.Text,
		EnteredBy: x.EnteredBy, RecordedAt: instant(x.RecordedAt),
	}
	_, err := s.conn(ctx).NewInsert().Model(&row).Exec(ctx)
	x.ID = row.ID
	return err
}
