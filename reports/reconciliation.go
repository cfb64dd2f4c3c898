package reports

import (
	"strconv"

	"article30/budget/execution"
	"article30/internal/money"
)

// reconciled are the rows between the actual amounts on the budget's basis and the
// expenses in the statement of the fund, by the kind of difference.
var reconciled = []struct {
	group   string
	figures []string
}{
	{"basis", []string{"less_committed", "less_held"}},
	{"timing", []string{"less_elsewhere", "plus_elsewhere"}},
	{"entity", []string{"plus_other_budgets"}},
	{"presentation", []string{"plus_bank_charges"}},
}

// reconciliationTable leads from what was spent and committed against the
// extrabudgetary allotments of a year to what the statement of the fund has as
// the expenses of that calendar year, with a column for each.
//
// Error: money.too_large.
func reconciliationTable(r reader, f actualFacts) (Table, error) {
	t := Table{
		Key: "reconciliation", Name: r.Text("budget_actual.reconciliation"), Title: f.title(r, "budget_actual.reconciliation_title"),
		Columns: []Column{TextOf("figure", r.Text("fund.figure"))},
	}
	var terms []Term
	figures := make([]map[string]money.Money, len(f.years))
	for i, year := range f.years {
		t.Columns = append(t.Columns, MoneyOf("y"+strconv.Itoa(year), strconv.Itoa(year), money.USD))
		terms = append(terms, Plus("y"+strconv.Itoa(year)))
		var err error
		if figures[i], err = f.reconcile(year); err != nil {
			return t, err
		}
	}
	if len(f.years) > 1 {
		t.Columns = append(t.Columns, MoneyOf("all", r.Text("fund.all_years"), money.USD))
	}
	add := func(kind RowKind, words string, cell func(figures map[string]money.Money) Cell, all Cell) {
		row := Row{Kind: kind, Cells: []Cell{Text(words)}}
		for _, of := range figures {
			row.Cells = append(row.Cells, cell(of))
		}
		if len(f.years) > 1 {
			row.Cells = append(row.Cells, all)
		}
		t.Rows = append(t.Rows, row)
	}
	add(Line, r.Text("budget_actual.comparable"), func(of map[string]money.Money) Cell { return figureOr(of["comparable"]) }, Calc(Across(terms...)))
	for _, g := range reconciled {
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("budget_actual.differences." + g.group))}})
		for _, name := range g.figures {
			add(Line, r.Text("budget_actual."+name), func(of map[string]money.Money) Cell { return figureOr(of[name]) }, Calc(Across(terms...)))
		}
		add(Subtotal, r.Text("budget_actual.differences_total."+g.group), func(map[string]money.Money) Cell { return Calc(Sum()) }, Calc(Sum()))
	}
	add(Total, r.Text("budget_actual.in_fund"), func(of map[string]money.Money) Cell { return Money(of["fund"]).By(Sum()) }, Calc(Sum()))
	return t, nil
}

// reconcile is the figures of one year. That of the fund comes from the same
// sums as its statement.
func (f actualFacts) reconcile(year int) (map[string]money.Money, error) {
	figures := map[string]money.Money{"fund": money.Zero(money.USD), "comparable": money.Zero(money.USD)}
	for _, g := range reconciled {
		for _, name := range g.figures {
			figures[name] = money.Zero(money.USD)
		}
	}
	var err error
	add := func(name string, m money.Money) {
		if err == nil {
			figures[name], err = figures[name].Add(m)
		}
	}
	for _, s := range f.spending {
		if s.Fund == execution.RegularFund {
			continue
		}
		own, spent := s.Document == f.comparison.Document && s.Year == year, s.Account == execution.Expense || s.Account == execution.PSCExpense
		switch {
		case own && s.Account == execution.MemoCommitted:
			add("comparable", s.USD.Neg())
			add("less_committed", s.USD)
		case own && s.Account == execution.MemoHeld:
			add("comparable", s.USD.Neg())
			add("less_held", s.USD)
		case own && spent:
			add("comparable", s.USD)
			if s.Booked != year {
				add("less_elsewhere", s.USD.Neg())
			}
		case spent && s.Booked == year && s.Document == f.comparison.Document:
			add("plus_elsewhere", s.USD)
		case spent && s.Booked == year:
			add("plus_other_budgets", s.USD)
		}
	}
	of := fundYear{flows: map[string]money.Money{}, held: map[string]money.Money{}}
	if err == nil {
		err = of.take(f.movements, year)
	}
	for _, name := range fundExpenses {
		if m, ok := of.flows[name]; ok {
			add("fund", m.Neg())
			if name == "bank_charges" {
				add("plus_bank_charges", m.Neg())
			}
		}
	}
	return figures, err
}
