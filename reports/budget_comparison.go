package reports

import (
	"context"
	"strconv"

	"article30/budget"
	"article30/internal/locale"
	"article30/internal/money"
)

// BudgetComparisonIn selects a version of a budget by its symbol.
type BudgetComparisonIn struct{ Symbol string }

// BudgetComparison is a version of a budget beside what was approved at the
// last session before and what that was revised to: each line, by source of
// funding, with the difference in US dollars and in per cent. Where there is
// nothing to compare with, only what is proposed is shown.
//
// Errors: budget.not_found; those of Check.
func (s *Service) BudgetComparison(ctx context.Context, p *locale.Printer, in BudgetComparisonIn) (*Checked, error) {
	f := comparedFacts{reader: readerOf(p)}
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		if f.budget, err = s.budgets.Budget(ctx, in.Symbol); err != nil {
			return err
		}
		f.compared, err = s.budgets.Earlier(ctx, in.Symbol, "")
		return err
	})
	if err != nil {
		return nil, err
	}
	f.version, _ = f.budget.Version(in.Symbol)
	st := f.statement("budget-comparison", s.conference.Today())
	st.Title = f.Text("budget_comparison.title")
	st.Tables = []Table{f.table(st)}
	st.Basis = f.basis(
		f.fact("as_of", On(st.AsOf)),
		f.fact("symbol", Text(f.version.Symbol)),
		f.fact("version_digest", Text(f.version.SHA256)),
		f.fact("budget_comparison", Text(f.Text("basis.budget_comparison.text"))),
		f.fact("counting", Cell{}),
		f.fact("never_netted", Text(f.Text("basis.never_netted.text"))),
	)
	return st.Check()
}

// comparedFacts are what the statement is made of.
type comparedFacts struct {
	reader
	budget   budget.Budget
	version  budget.Version
	compared budget.Comparison
}

func (f comparedFacts) table(st Statement) Table {
	t := Table{
		Key: "comparison", Name: f.Text("budget_comparison.sheet"),
		Title: []string{st.Title, f.budget.TitleIn(f.version, f.language())},
		Columns: []Column{
			TextOf("code", f.Text("budget_sheet.code")), TextOf("line", f.Text("budget_sheet.line")),
		},
	}
	t.Columns[1].Stub = true
	for _, text := range []struct {
		key string
		of  *budget.Reference
	}{{"approved", f.compared.Approved}, {"revised", f.compared.Revised}, {"proposed", &f.compared.Proposed}} {
		if text.of == nil {
			continue
		}
		years := make([]string, len(text.of.Years))
		for i, y := range text.of.Years {
			years[i] = strconv.Itoa(y)
		}
		t.Title = append(t.Title, f.Text("cli.compared_"+text.key, "symbol", text.of.Symbol, "years", f.List(years)))
		t.Columns = append(t.Columns, f.money(text.key, f.Text("budget_comparison."+text.key)))
	}
	for _, base := range f.bases() {
		t.Columns = append(t.Columns, f.money("on_"+base, f.Text("column.on_"+base)),
			Column{Key: "percent_on_" + base, Label: f.Text("budget_comparison.percent_on_" + base), Kind: PercentColumn, Decimals: 1})
	}
	t.Title = append(t.Title, f.Text("budget_sheet.unit"))
	for _, block := range f.compared.Blocks {
		t.Rows = append(t.Rows, f.block(block)...)
	}
	return t
}

// bases are the texts that the proposed one is compared with.
func (f comparedFacts) bases() (bases []string) {
	if f.compared.Approved != nil {
		bases = append(bases, "approved")
	}
	if f.compared.Revised != nil {
		bases = append(bases, "revised")
	}
	return bases
}

func (f comparedFacts) money(key, label string) Column {
	c := MoneyOf(key, label, money.USD)
	c.Decimals = f.version.Decimals()
	return c
}

// block is one source of funding: its lines and direct costs, and on
// extrabudgetary money programme support costs and their sum.
func (f comparedFacts) block(b budget.ComparedBlock) []Row {
	funding := string(b.Funding)
	rows := []Row{{Kind: Heading, Cells: []Cell{{}, Text(f.Text("budget_sheet.funding." + funding))}}}
	for _, l := range f.compared.Lines {
		if l.Line.Funding == b.Funding {
			rows = append(rows, Row{Kind: Line, Cells: f.cells(l.Line.Code, l.Line.TitleIn(f.language()), l.Figures, nil)})
		}
	}
	if !b.Funding.Extrabudgetary() {
		return append(rows, Row{Kind: Subtotal, Cells: f.cells("", f.Text("budget_sheet.total."+funding), b.Direct, new(Sum()))})
	}
	direct, psc := "direct."+funding, "psc."+funding
	both := Rows(Plus(direct), Plus(psc))
	return append(rows,
		Row{Kind: Subtotal, Name: direct, Cells: f.cells("", f.Text("budget_sheet.direct"), b.Direct, new(Sum()))},
		Row{Kind: Line, Name: psc, Cells: f.cells("", f.Text("fund.support_costs"), b.PSC, nil)},
		Row{Kind: Total, Cells: f.cells("", f.Text("budget_sheet.total."+funding), b.Total, &both)})
}

// cells are a row; sum is the formula that the figures of a closing row follow
// from, nil for any other.
func (f comparedFacts) cells(code, title string, figures budget.Figures, sum *Formula) []Cell {
	cells := []Cell{Text(code), Text(title)}
	figure := func(m money.Money) {
		switch {
		case sum == nil:
			cells = append(cells, Money(m))
		case m == (money.Money{}):
			cells = append(cells, Calc(*sum)) // a text without the source of funding: a sum of dashes
		default:
			cells = append(cells, Money(m).By(*sum))
		}
	}
	if f.compared.Approved != nil {
		figure(figures.Approved)
	}
	if f.compared.Revised != nil {
		figure(figures.Revised)
	}
	figure(figures.Proposed)
	for _, base := range f.bases() {
		movement := figures.OnApproved
		if base == "revised" {
			movement = figures.OnRevised
		}
		change := Money(movement.Change).By(Across(Plus("proposed"), Minus(base)))
		if sum != nil {
			change = Money(movement.Change).By(*sum)
		}
		percent := Dash()
		if movement.Percent != nil {
			percent = Decimal(*movement.Percent)
		}
		cells = append(cells, change, percent)
	}
	return cells
}
