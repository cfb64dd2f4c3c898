package reports

import (
	"cmp"
	"slices"
	"strconv"

	"article30/budget"
	"article30/budget/execution"
)

// notesOf is what is said of the differences of a line over the years that are
// compared: of the budgets first, then of the actual amounts, of all years first.
func (f actualFacts) notesOf(l execution.Line) (notes []execution.Explanation) {
	for _, x := range f.comparison.Explanations {
		if x.Of(l) && (x.Year == 0 || slices.Contains(f.years, x.Year)) {
			notes = append(notes, x)
		}
	}
	slices.SortStableFunc(notes, func(a, b execution.Explanation) int {
		return cmp.Or(
			cmp.Compare(slices.Index(execution.Differences(), a.Difference), slices.Index(execution.Differences(), b.Difference)),
			cmp.Compare(a.Year, b.Year),
		)
	})
	return notes
}

// notesTable has one row for each explanation, in the order of the comparison,
// which names its number.
func notesTable(r reader, f actualFacts) Table {
	t := Table{
		Key: "explanations", Name: r.Text("budget_actual.explanations"), Title: f.title(r, "budget_actual.explanations_title"),
		Columns: []Column{
			TextOf("note", r.Text("budget_actual.note_number")), TextOf("code", r.Text("budget_sheet.code")), TextOf("line", r.Text("budget_sheet.line")),
			TextOf("difference", r.Text("budget_actual.explained")), TextOf("year", r.Text("status.year")), TextOf("explanation", r.Text("budget_actual.explanation")),
		},
	}
	t.Columns[2].Stub = true
	t.Columns[5].Width = 90
	add := func(l execution.Line, title string) {
		for _, x := range f.notesOf(l) {
			year := r.Text("fund.all_years")
			if x.Year != 0 {
				year = strconv.Itoa(x.Year)
			}
			t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{
				Text(strconv.Itoa(len(t.Rows) + 1)), Text(l.Code), Text(title),
				Text(r.Text("explained_difference." + string(x.Difference))), Text(year), Text(x.Text),
			}})
		}
	}
	for _, funding := range budget.Fundings() {
		for _, l := range f.lines(funding) {
			add(l, l.Title)
		}
		if funding.Extrabudgetary() {
			add(execution.Line{Funding: funding}, r.Text("fund.support_costs"))
		}
	}
	return t
}
