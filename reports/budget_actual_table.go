package reports

import (
	"slices"
	"strconv"

	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/budget/execution"
	"article30/internal/money"
	"article30/internal/problem"
)

func noSuchYear(symbol string, year int) error {
	return problem.New(problem.NotFound, "reports.no_such_year", "symbol", symbol, "year", year)
}

// comparisonTable has one row for each line, under its source of funding.
//
// Error: money.too_large.
func comparisonTable(r reader, f actualFacts) (Table, error) {
	t := Table{
		Key: "comparison", Name: r.Text("budget_actual.sheet"), Title: f.title(r, "budget_actual.title"),
		Columns: []Column{
			TextOf("code", r.Text("budget_sheet.code")), TextOf("line", r.Text("budget_sheet.line")),
			MoneyOf("original", r.Text("budget_actual.original"), money.USD), MoneyOf("final", r.Text("budget_actual.final"), money.USD),
			MoneyOf("spent", r.Text("budget_actual.spent"), money.USD), MoneyOf("committed", r.Text("budget_actual.committed"), money.USD),
			MoneyOf("actual", r.Text("budget_actual.actual"), money.USD), MoneyOf("difference", r.Text("budget_actual.difference"), money.USD),
			{Key: "percent", Label: r.Text("budget_actual.percent"), Kind: PercentColumn, Decimals: 1},
			TextOf("explanation", r.Text("budget_actual.explanation")),
		},
	}
	t.Columns[1].Stub = true
	both, terms, noted := noActual(), []Term(nil), 0
	for _, funding := range budget.Fundings() {
		lines := f.lines(funding)
		if len(lines) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{{}, Text(r.Text("budget_sheet.funding." + string(funding)))}})
		block := noActual()
		add := func(l execution.Line, title string, a actual) error {
			notes := f.notesOf(l)
			t.Rows = append(t.Rows, f.row(r, l.Code, title, a, notes, noted))
			noted += len(notes)
			return block.add(a)
		}
		for _, l := range lines {
			a, err := f.line(l)
			if err != nil {
				return t, err
			}
			if err := add(l, l.Title, a); err != nil {
				return t, err
			}
		}
		name := "total." + string(funding)
		if funding.Extrabudgetary() {
			a, err := f.support(funding)
			if err != nil {
				return t, err
			}
			if err := add(execution.Line{Funding: funding}, r.Text("fund.support_costs"), a); err != nil {
				return t, err
			}
			terms = append(terms, Plus(name))
			if err := both.add(block); err != nil {
				return t, err
			}
		}
		t.Rows = append(t.Rows, closingRow(Subtotal, name, r.Text("budget_sheet.total."+string(funding)), block, Sum()))
	}
	if len(terms) > 1 {
		t.Rows = append(t.Rows, closingRow(Total, "", r.Text("budget_sheet.total_extrabudgetary"), both, Rows(terms...)))
	}
	return t, nil
}

// lines are the lines of a source of funding, in the order of the budget.
func (f actualFacts) lines(funding budget.Funding) (lines []execution.Line) {
	for _, c := range f.comparison.Lines {
		if c.Line.Funding == funding && slices.Contains(f.years, c.Year) && !slices.Contains(lines, c.Line) {
			lines = append(lines, c.Line)
		}
	}
	return lines
}

func (a *actual) add(b actual) error {
	for _, pair := range []struct {
		into *money.Money
		more money.Money
	}{{&a.original, b.original}, {&a.final, b.final}, {&a.spent, b.spent}, {&a.committed, b.committed}} {
		if err := addTo(pair.into, pair.more); err != nil {
			return err
		}
	}
	return nil
}

// row is the figures of a line. Its notes are numbered from the one after those
// that came before.
func (f actualFacts) row(r reader, code, title string, a actual, notes []execution.Explanation, before int) Row {
	var said []string
	for i := range notes {
		said = append(said, r.Text("budget_actual.note", "number", before+i+1))
	}
	explained := slices.ContainsFunc(notes, func(x execution.Explanation) bool { return x.Difference == execution.OfActual })
	if f.material(a) && !explained {
		said = append(said, r.Text("budget_actual.explain"))
	}
	explanation := r.Beside(said...)
	return Row{Kind: Line, Cells: []Cell{
		Text(code), Text(title), figureOr(a.original), figureOr(a.final), figureOr(a.spent), figureOr(a.committed),
		Calc(Across(Plus("spent"), Plus("committed"))), Calc(Across(Plus("final"), Minus("actual"))),
		a.percent(), Text(explanation),
	}}
}

// closingRow has the sums that the formula gives.
func closingRow(kind RowKind, name, words string, a actual, sum Formula) Row {
	cells := []Cell{{}, Text(words)}
	for range 6 {
		cells = append(cells, Calc(sum))
	}
	return Row{Kind: kind, Name: name, Cells: append(cells, a.percent())}
}

// left is the final budget less the actual amount.
func (a actual) left() decimal.Decimal {
	return a.final.Amount().Sub(a.spent.Amount()).Sub(a.committed.Amount())
}

// percent is what is left in per cent of the final budget, to one decimal; a
// dash where there is none.
func (a actual) percent() Cell {
	if a.final.IsZero() {
		return Dash()
	}
	return Decimal(a.left().Shift(2).DivRound(a.final.Amount(), 1))
}

// material tells a difference, either way, above the percentage of the final
// budget; without one, any.
func (f actualFacts) material(a actual) bool {
	return a.left().Abs().Shift(2).GreaterThan(f.percent.Mul(a.final.Amount().Abs()))
}

// years are the years as words.
func years(list []int) []string {
	words := make([]string, len(list))
	for i, year := range list {
		words[i] = strconv.Itoa(year)
	}
	return words
}

func (f actualFacts) title(r reader, key string) []string {
	return []string{
		r.Text(key), f.comparison.Title, r.Text("budget_actual.of", "symbol", f.comparison.Budget, "years", r.List(years(f.years))),
		r.Text("status.as_of", "date", f.comparison.AsOf), r.Text("status.unit"),
	}
}

func (f actualFacts) basis(r reader) Basis {
	words := func(key string, args ...any) Pair {
		return r.fact(key, Text(r.Text("basis."+key+".text", args...)))
	}
	c := f.comparison
	return r.basis(
		r.fact("as_of", On(c.AsOf)),
		words("actual_original", "symbols", r.List(c.Original.Texts), "date", c.Original.On),
		words("actual_final", "symbols", r.List(c.Final.Texts), "date", c.Final.On),
		r.fact("books", Cell{}),
		words("actual_comparable"), words("actual_support"), words("actual_difference"),
		words("actual_material", "percent", r.Number(f.percent, int(max(0, -f.percent.Exponent())))),
		r.fact("actual_reconciled", Cell{}),
		words("actual_basis"), words("actual_timing"), words("actual_entity"), words("actual_presentation"), words("actual_agrees"),
		r.fact("counting", Cell{}),
		words("rounding"), words("never_netted"),
		r.fact("rates", Cell{}), words("actual_rates"),
	)
}
