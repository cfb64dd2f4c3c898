package reports

import (
	"context"
	"slices"

	"article30/budget"
	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// BudgetPerformanceIn selects a document by the symbol of one of its texts, the
// day (today for no date) and one of its years (all for 0).
type BudgetPerformanceIn struct {
	Symbol string
	AsOf   date.Date
	Year   int
}

// BudgetPerformance is a budget through its life, line by line: what was
// proposed, what the Conference adopted, what is in force, revised since or not,
// what is allotted, committed and spent of it, and what is not yet allotted,
// which is negative where a revision took away what allotments rest on. It says
// which act each column rests on: decisions of the Conference, revised budgets
// between sessions, approvals of the Fund's budget. The regular budget stands in
// a block of its own and is never netted with the rest.
//
// Errors: reports.in_future, budget.not_found, execution.not_a_budget,
// reports.no_such_year; those of Check.
func (s *Service) BudgetPerformance(ctx context.Context, p *locale.Printer, in BudgetPerformanceIn) (*Checked, error) {
	day, err := s.day(in.AsOf)
	if err != nil {
		return nil, err
	}
	var f performanceFacts
	err = s.store.View(ctx, func(ctx context.Context) error {
		if f.Performance, err = s.execution.Performance(ctx, in.Symbol, day); err != nil {
			return err
		}
		f.spending, err = s.store.Spending(ctx, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	f.years = f.Years
	if in.Year != 0 {
		if !slices.Contains(f.Years, in.Year) {
			return nil, noSuchYear(f.Budget, in.Year)
		}
		f.years = []int{in.Year}
	}
	r := readerOf(p)
	st := r.statement("budget-performance", day)
	st.Title = r.Text("budget_performance.title")
	lines, err := f.table(r)
	if err != nil {
		return nil, err
	}
	st.Tables = []Table{lines, f.acts(r)}
	st.Basis = f.basis(r)
	return st.Check()
}

// performanceFacts are what the statement is made of.
type performanceFacts struct {
	execution.Performance
	years    []int // that are shown
	spending []Spending
}

// stages are the figures of a line, in the order of the columns.
type stages struct {
	proposed, adopted, inForce, allotted, committed, spent money.Money
}

func noStages() stages {
	zero := money.Zero(money.USD)
	return stages{zero, zero, zero, zero, zero, zero}
}

// line is a line over the years that are shown.
func (f performanceFacts) line(l execution.Line) (stages, error) {
	sum := noStages()
	for _, c := range f.Lines {
		if c.Line != l || !slices.Contains(f.years, c.Year) {
			continue
		}
		if err := sum.plan(c.Proposed, c.Original, c.Final); err != nil {
			return sum, err
		}
		for _, s := range f.spending {
			if !slices.Contains(c.Allotments, s.Allotment) {
				continue
			}
			if err := sum.take(s, execution.MemoUnallotted, execution.MemoCommitted, execution.Expense); err != nil {
				return sum, err
			}
		}
	}
	return sum, nil
}

// support is the programme support cost of a source of funding. It is not
// allotted: what is spent of an allotment is charged with it.
func (f performanceFacts) support(funding budget.Funding) (stages, error) {
	sum := noStages()
	for _, c := range f.Support {
		if c.Funding != funding || !slices.Contains(f.years, c.Year) {
			continue
		}
		if err := sum.plan(c.Proposed, c.Original, c.Final); err != nil {
			return sum, err
		}
	}
	for _, s := range f.spending {
		if s.Document != f.Document || !slices.Contains(f.years, s.Year) || s.Fund != execution.Fund(funding) {
			continue
		}
		if err := sum.take(s, "", execution.MemoHeld, execution.PSCExpense); err != nil {
			return sum, err
		}
	}
	return sum, nil
}

func (a *stages) plan(proposed, adopted, inForce money.Money) error {
	if err := addTo(&a.proposed, proposed); err != nil {
		return err
	}
	if err := addTo(&a.adopted, adopted); err != nil {
		return err
	}
	return addTo(&a.inForce, inForce)
}

func (a *stages) take(s Spending, allotted, committed, spent execution.Account) error {
	switch s.Account {
	case allotted:
		return addTo(&a.allotted, s.USD)
	case committed:
		return addTo(&a.committed, s.USD.Neg())
	case spent:
		return addTo(&a.spent, s.USD)
	}
	return nil
}

// table has one row for each line, under its source of funding.
//
// Error: money.too_large.
func (f performanceFacts) table(r reader) (Table, error) {
	t := Table{
		Key: "lines", Name: r.Text("budget_performance.sheet"), Title: f.title(r),
		Columns: []Column{
			TextOf("code", r.Text("budget_sheet.code")), TextOf("line", r.Text("budget_sheet.line")),
			MoneyOf("proposed", r.Text("budget_performance.proposed"), money.USD),
			MoneyOf("adopted", r.Text("budget_performance.adopted"), money.USD),
			MoneyOf("in_force", r.Text("budget_performance.in_force"), money.USD),
			MoneyOf("allotted", r.Text("budget_performance.allotted"), money.USD),
			MoneyOf("committed", r.Text("budget_performance.committed"), money.USD),
			MoneyOf("spent", r.Text("budget_performance.spent"), money.USD),
			MoneyOf("not_allotted", r.Text("budget_performance.not_allotted"), money.USD),
		},
	}
	t.Columns[1].Stub = true
	var terms []Term
	for _, funding := range budget.Fundings() {
		lines := f.lines(funding)
		if len(lines) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{{}, Text(r.Text("budget_sheet.funding." + string(funding)))}})
		for _, l := range lines {
			a, err := f.line(l)
			if err != nil {
				return t, err
			}
			t.Rows = append(t.Rows, Row{Kind: Line, Cells: append(a.cells(l.Code, l.Title), Calc(Across(Plus("in_force"), Minus("allotted"))))})
		}
		name := "total." + string(funding)
		if funding.Extrabudgetary() {
			a, err := f.support(funding)
			if err != nil {
				return t, err
			}
			t.Rows = append(t.Rows, Row{Kind: Line, Cells: append(a.cells("", r.Text("fund.support_costs")), Dash())})
			terms = append(terms, Plus(name))
		}
		t.Rows = append(t.Rows, summedRow(Subtotal, name, r.Text("budget_sheet.total."+string(funding)), Sum()))
	}
	if len(terms) > 1 {
		t.Rows = append(t.Rows, summedRow(Total, "", r.Text("budget_sheet.total_extrabudgetary"), Rows(terms...)))
	}
	return t, nil
}

// lines are the lines of a source of funding, in the order of the budget.
func (f performanceFacts) lines(funding budget.Funding) (lines []execution.Line) {
	for _, c := range f.Lines {
		if c.Line.Funding == funding && slices.Contains(f.years, c.Year) && !slices.Contains(lines, c.Line) {
			lines = append(lines, c.Line)
		}
	}
	return lines
}

func (a stages) cells(code, title string) []Cell {
	return []Cell{
		Text(code), Text(title), figureOr(a.proposed), figureOr(a.adopted), figureOr(a.inForce),
		figureOr(a.allotted), figureOr(a.committed), figureOr(a.spent),
	}
}

// summedRow has the sums that the formula gives.
func summedRow(kind RowKind, name, words string, sum Formula) Row {
	cells := []Cell{{}, Text(words)}
	for range 7 {
		cells = append(cells, Calc(sum))
	}
	return Row{Kind: kind, Name: name, Cells: cells}
}

// acts are what the figures rest on, in the order of their days.
func (f performanceFacts) acts(r reader) Table {
	t := Table{
		Key: "acts", Name: r.Text("budget_performance.acts"), Title: []string{r.Text("budget_performance.acts_title"), f.Performance.Title},
		Columns: []Column{
			DateOf("date", r.Text("budget_performance.date")), TextOf("symbol", r.Text("budget_performance.symbol")),
			TextOf("act", r.Text("budget_performance.act")), TextOf("by", r.Text("budget_performance.by")),
			TextOf("reference", r.Text("budget_performance.reference")), TextOf("authority", r.Text("budget_performance.authority")),
		},
	}
	t.Columns[2].Stub = true
	type act struct {
		on    date.Date
		cells []Cell
	}
	var acts []act
	add := func(on date.Date, symbol, what, by, reference, authority string) {
		acts = append(acts, act{on, []Cell{On(on), Text(symbol), Text(what), Text(by), Text(reference), Text(authority)}})
	}
	for _, d := range f.Decisions {
		add(d.DecidedOn, d.Symbol, r.Text("outcome."+string(d.Outcome)), r.Text("budget_performance.conference", "session", d.Session), d.Reference, "")
	}
	for _, v := range f.Revised {
		add(v.On, v.Symbol, r.Text("budget_performance.revised"), r.Text("reviser."+string(v.By)), v.Reference, v.Authority)
	}
	for _, a := range f.Approvals {
		add(a.On, a.Symbol, r.Text("budget_performance.fund_approved"), r.Text("reviser.commission"), a.Reference, "")
	}
	slices.SortStableFunc(acts, func(a, b act) int { return a.on.Compare(b.on) })
	for _, a := range acts {
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: a.cells})
	}
	return t
}

func (f performanceFacts) title(r reader) []string {
	return []string{
		r.Text("budget_performance.title"), f.Performance.Title, r.Text("budget_actual.of", "symbol", f.Budget, "years", r.List(years(f.years))),
		r.Text("status.as_of", "date", f.AsOf), r.Text("status.unit"),
	}
}

func (f performanceFacts) basis(r reader) Basis {
	words := func(key string, args ...any) Pair {
		return r.fact(key, Text(r.Text("basis."+key+".text", args...)))
	}
	facts := []Pair{r.fact("as_of", On(f.AsOf)), words("performance_proposed", "symbols", r.List(f.Proposed))}
	if len(f.Original.Texts) > 0 {
		facts = append(facts,
			words("performance_adopted", "symbols", r.List(f.Original.Texts), "date", f.Original.On),
			words("performance_in_force", "symbols", r.List(f.Final.Texts), "date", f.Final.On))
	} else {
		facts = append(facts, words("performance_not_adopted"))
	}
	return r.basis(append(facts,
		words("performance_two_facts"), words("performance_revised"),
		r.fact("books", Cell{}), words("performance_allotted"), words("performance_not_allotted"),
		r.fact("counting", Cell{}), words("rounding"), words("never_netted"),
		r.fact("rates", Cell{}), words("actual_rates"),
	)...)
}
