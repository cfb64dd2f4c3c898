package execution

import (
	"context"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
)

// Plan is what a document has for its lines at the end of a day: what is adopted
// by then or, when nothing is, what the text asked for proposes.
type Plan struct {
	Document int64
	Budget   string // symbol of the document
	Title    string
	AsOf     date.Date
	Adopted  // On is no date when nothing is adopted
	Lines    []PlanLine
}

// PlanLine is a line in one year.
type PlanLine struct {
	Line       Line
	Year       int
	Approved   money.Money     // direct cost, US dollars
	Percent    decimal.Decimal // programme support cost on it; 0 for the regular budget
	Allotments []int64         // by ID
}

// Plan is what the document that has a text with that symbol plans.
//
// Errors: budget.not_found; execution.not_a_budget; money.too_large.
func (s *Service) Plan(ctx context.Context, symbol string, asOf date.Date) (p Plan, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		d, err := s.document(ctx, symbol)
		if err != nil {
			return err
		}
		counts, err := planOn(d.Budget, d.acts, symbol, asOf)
		if err != nil {
			return err
		}
		lines, err := counts.lines()
		if err != nil {
			return err
		}
		allotments, err := s.store.Allotments(ctx, d.ID)
		if err != nil {
			return err
		}
		of := map[place][]int64{}
		for _, a := range allotments {
			at := place{a.Line.key(), a.Year}
			of[at] = append(of[at], a.ID)
		}
		p = Plan{Document: d.ID, Budget: d.Symbol, Title: d.Title, AsOf: asOf, Adopted: counts.texts()}
		for _, l := range lines {
			for _, year := range l.years {
				p.Lines = append(p.Lines, PlanLine{
					Line: l.Line, Year: year, Approved: l.amounts[year], Percent: l.percent(), Allotments: of[place{l.Line.key(), year}],
				})
			}
		}
		return nil
	})
	return p, err
}
