package reports

import (
	"context"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/locale"
	"article30/internal/money"
)

// WorkingCopyIn selects a version of a budget by its symbol.
type WorkingCopyIn struct{ Symbol string }

// WorkingCopy is a draft as a workbook to be edited and brought back: its lines
// with everything that they say, one row each, the words beside them, and of which version and which
// state of it they are. Its sheets and columns have the same names in every
// language, and it has no totals: a row of sums would come back as a line.
//
// Errors: budget.not_found; those of Check.
func (s *Service) WorkingCopy(ctx context.Context, p *locale.Printer, in WorkingCopyIn) (*Checked, error) {
	var b budget.Budget
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		b, err = s.budgets.Budget(ctx, in.Symbol)
		return err
	})
	if err != nil {
		return nil, err
	}
	v, _ := b.Version(in.Symbol)
	r := readerOf(p)
	st := r.statement("working-copy", s.conference.Today())
	st.Title = b.TitleIn(v, r.language())
	st.Tables = []Table{linesTable(v), textsTable(b, v), versionTable(v)}
	st.Basis = r.basis(
		r.fact("as_of", On(st.AsOf)),
		r.fact("symbol", Text(v.Symbol)),
		r.fact("version_digest", Text(v.SHA256)),
		r.fact("working_copy", Text(r.Text("basis.working_copy.text"))),
	)
	return st.Check()
}

func linesTable(v budget.Version) Table {
	t := Table{Key: "lines", Name: budget.LinesSheet, Columns: []Column{TextOf(budget.NumberColumn, budget.NumberColumn)}}
	fields := budget.SheetFields(v.Columns)
	for _, f := range fields {
		column := TextOf(f.Name, f.Name)
		if f.Figure >= 0 {
			column = MoneyOf(f.Name, f.Name, money.USD)
			column.Decimals = v.Decimals()
		}
		column.Stub = f.Name == "title"
		t.Columns = append(t.Columns, column)
	}
	t.Columns[0].Kind = IntegerColumn
	for i, row := range v.SheetRows() {
		cells := []Cell{Count(int64(row.Number))}
		for _, f := range fields {
			if f.Figure >= 0 {
				cell := Cell{} // nil stays apart from zero, which a dash in a workbook is
				if m := v.Lines[i].Amounts[f.Figure]; m != (money.Money{}) {
					cell = Money(m)
				}
				cells = append(cells, cell)
				continue
			}
			cells = append(cells, Text(f.Get(row.LineIn)))
		}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: cells})
	}
	return t
}

func textsTable(b budget.Budget, v budget.Version) Table {
	t := Table{Key: "texts", Name: budget.TextsSheet, Columns: []Column{TextOf(budget.TextColumn, budget.TextColumn)}}
	languages := conference.Languages()
	for _, l := range languages {
		t.Columns = append(t.Columns, TextOf(string(l), string(l)))
	}
	for _, row := range b.SheetTexts(v) {
		cells := []Cell{Text(row.Text)}
		for _, l := range languages {
			cells = append(cells, Text(row.In[l]))
		}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: cells})
	}
	return t
}

func versionTable(v budget.Version) Table {
	t := Table{Key: "version", Name: budget.VersionSheet, Columns: []Column{
		TextOf(budget.FactColumn, budget.FactColumn), TextOf(budget.ValueColumn, budget.ValueColumn),
	}}
	for _, fact := range [][2]string{{budget.SymbolFact, v.Symbol}, {budget.DigestFact, v.SHA256}} {
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{Text(fact[0]), Text(fact[1])}})
	}
	return t
}
