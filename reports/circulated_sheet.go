package reports

import (
	"context"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/locale"
)

// CirculatedSheet is a version as it is frozen and sent to the States parties,
// in p's language: its lines by section and source of funding with programme
// support costs, as in the BudgetSheet, and nothing that changes afterwards: no
// status, no decision, no day on which it was made. The same version for the
// same opening gives the same sheet for ever.
//
// The version must have its content. It is read in the transaction of the
// caller.
//
// Errors: those of Check.
func (s *Service) CirculatedSheet(ctx context.Context, p *locale.Printer, b budget.Budget, v budget.Version) (*Checked, error) {
	f := circulatedFacts{sheetFacts: sheetFacts{budget: b, version: v}, rule: s.conference.Rule()}
	if b.Session != "" {
		var err error
		if f.session, err = s.conference.Session(ctx, b.Session); err != nil {
			return nil, err
		}
	}
	r := readerOf(p)
	totals, err := budget.TotalsOf(v.Content)
	if err != nil {
		return nil, err
	}
	st := r.statement("circulated-sheet", date.Date{})
	st.Title = b.TitleIn(v, r.language())
	st.Tables = []Table{{
		Key: "budget", Name: r.Text("budget_sheet.sheet"),
		Title:   f.title(r),
		Columns: f.columns(r),
		Rows:    f.rows(r, totals),
	}}
	if narrative, any := f.narrative(r); any {
		st.Tables = append(st.Tables, narrative)
	}
	st.Basis = f.basis(r)
	return st.Check()
}

// circulatedFacts are what a circulated sheet is made of.
type circulatedFacts struct {
	sheetFacts
	rule conference.Rule
}

// deadline is the last day in time; none where rule 72 sets no date.
func (f circulatedFacts) deadline() date.Date {
	if !f.budget.Kind.HasClock() || f.version.InSession() || !f.session.UnderRule72() || f.session.Opening.IsZero() {
		return date.Date{}
	}
	return conference.Deadline(f.session.Opening, f.rule)
}

func (f circulatedFacts) title(r reader) []string {
	lines := []string{f.budget.TitleIn(f.version, r.language()), f.version.Symbol}
	if session := f.sessionLine(r); session != "" {
		lines = append(lines, session)
	}
	if deadline := f.deadline(); !deadline.IsZero() {
		lines = append(lines, r.Text("circulated_sheet.deadline", "deadline", deadline))
	}
	return append(lines, r.Text("budget_sheet.unit"))
}

// narrative is what the money is for, in sentences, on a sheet of its own;
// false where nothing is written. What is written in one language must be there
// in all of them, so that the sheets have one shape.
func (f circulatedFacts) narrative(r reader) (Table, bool) {
	text := TextOf("narrative", r.Text("circulated_sheet.narrative"))
	text.Width = 90
	t := Table{
		Key: "narrative", Name: r.Text("circulated_sheet.narrative"), Title: f.title(r)[:2],
		Columns: []Column{TextOf(stubKey, r.Text("budget_sheet.line")), text},
	}
	add := func(texts budget.Texts, of, narrative string) {
		for _, one := range texts {
			if one.Narrative != "" { // in one language, and so in all
				t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{Text(of), Text(narrative)}})
				return
			}
		}
	}
	add(f.version.Texts, r.Text("circulated_sheet.introduction"), f.version.NarrativeIn(r.language()))
	for _, l := range f.version.Lines {
		add(l.Texts, l.TitleIn(r.language()), l.NarrativeIn(r.language()))
	}
	return t, t.Rows != nil
}

func (f circulatedFacts) basis(r reader) Basis {
	pairs := []Pair{
		r.fact("symbol", Text(f.version.Symbol)),
		r.fact("document", Text(r.Text("budget_sheet.kind."+string(f.budget.Kind)))),
		r.fact("version_digest", Text(f.version.Digest())),
	}
	if f.version.Source != "" {
		pairs = append(pairs, r.fact("source", Text(f.version.Source)))
	}
	if f.session.ID != "" && !f.session.Opening.IsZero() {
		pairs = append(pairs, r.fact("circulation", Cell{}), r.fact("opening", On(f.session.Opening)))
	}
	if deadline := f.deadline(); !deadline.IsZero() {
		pairs = append(pairs, r.fact("deadline", On(deadline)),
			r.fact(countingRule(f.rule), Text(r.Text("basis."+countingRule(f.rule)+".text", "count", f.rule.Days))))
	}
	return r.basis(append(pairs, f.counting(r)...)...)
}
