package reports

import (
	"context"
	"slices"

	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// BudgetActualIn selects a document by the symbol of one of its texts, the day
// (today for no date), one of its years (all for 0), and from what difference
// in per cent of the final budget on a line is marked for explanation
// (DefaultPercent for nil).
type BudgetActualIn struct {
	Symbol  string
	AsOf    date.Date
	Year    int
	Percent *decimal.Decimal
}

// DefaultPercent is the difference from which a line is marked where nothing
// else is asked for.
var DefaultPercent = decimal.NewFromInt(10)

// Spending is what execution posted in an account against one allotment in one
// calendar year, in US dollars, positive in debit.
type Spending struct {
	Document  int64
	Allotment int64
	Year      int // of the budget, for which was allotted
	Booked    int // the calendar year of the posting
	Fund      execution.Fund
	Account   execution.Account
	USD       money.Money
}

// BudgetActual compares a budget with what was done, as IPSAS 24 asks for it:
// the budget first adopted, the budget in force, actual amounts on the
// budget's own basis (what was spent, and what is committed, against the
// allotments of the year, with programme support costs) and the difference,
// with what was said of it by now; and how one comes from these amounts to the expenses in the statement of the
// fund, to the cent. The regular budget stands in a block of its own, is never
// netted with the rest, and is no part of the fund.
//
// Errors: reports.in_future, budget.not_found, execution.not_a_budget,
// execution.nothing_adopted, reports.no_such_year; those of Check.
func (s *Service) BudgetActual(ctx context.Context, p *locale.Printer, in BudgetActualIn) (*Checked, error) {
	day, err := s.day(in.AsOf)
	if err != nil {
		return nil, err
	}
	f := actualFacts{percent: DefaultPercent}
	if in.Percent != nil {
		f.percent = *in.Percent
	}
	err = s.store.View(ctx, func(ctx context.Context) error {
		if f.comparison, err = s.execution.Comparison(ctx, in.Symbol, day); err != nil {
			return err
		}
		if f.spending, err = s.store.Spending(ctx, day); err != nil {
			return err
		}
		if err := f.choose(in.Year); err != nil {
			return err
		}
		f.movements, err = s.store.Movements(ctx, date.Date{}, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	st := r.statement("budget-actual", day)
	st.Title = r.Text("budget_actual.title")
	reconciliation, err := reconciliationTable(r, f)
	if err != nil {
		return nil, err
	}
	compared, err := comparisonTable(r, f)
	if err != nil {
		return nil, err
	}
	st.Tables = []Table{compared, reconciliation}
	if notes := notesTable(r, f); len(notes.Rows) > 0 {
		st.Tables = append(st.Tables, notes)
	}
	st.Basis = f.basis(r)
	return st.Check()
}

// actualFacts are what the statement is made of.
type actualFacts struct {
	comparison execution.Comparison
	years      []int // of the budget that are compared
	percent    decimal.Decimal
	spending   []Spending
	movements  []Movement
}

// choose keeps the year asked for.
func (f *actualFacts) choose(year int) error {
	f.years = f.comparison.Years
	if year == 0 {
		return nil
	}
	if !slices.Contains(f.years, year) {
		return noSuchYear(f.comparison.Budget, year)
	}
	f.years = []int{year}
	return nil
}

// actual is an amount on the budget's basis.
type actual struct {
	original, final, spent, committed money.Money
}

func noActual() actual {
	zero := money.Zero(money.USD)
	return actual{zero, zero, zero, zero}
}

func addTo(into *money.Money, more money.Money) (err error) {
	*into, err = into.Add(more)
	return err
}

// line is a line over the years that are compared.
func (f actualFacts) line(l execution.Line) (actual, error) {
	a := noActual()
	for _, c := range f.comparison.Lines {
		if c.Line != l || !slices.Contains(f.years, c.Year) {
			continue
		}
		if err := addTo(&a.original, c.Original); err != nil {
			return a, err
		}
		if err := addTo(&a.final, c.Final); err != nil {
			return a, err
		}
		for _, s := range f.spending {
			if !slices.Contains(c.Allotments, s.Allotment) {
				continue
			}
			if err := a.take(s, execution.Expense, execution.MemoCommitted); err != nil {
				return a, err
			}
		}
	}
	return a, nil
}

// support is the programme support cost of a source of funding over the years
// that are compared.
func (f actualFacts) support(funding budget.Funding) (actual, error) {
	a := noActual()
	for _, c := range f.comparison.Support {
		if c.Funding != funding || !slices.Contains(f.years, c.Year) {
			continue
		}
		if err := addTo(&a.original, c.Original); err != nil {
			return a, err
		}
		if err := addTo(&a.final, c.Final); err != nil {
			return a, err
		}
	}
	for _, s := range f.spending {
		if !f.own(s) || s.Fund != execution.Fund(funding) {
			continue
		}
		if err := a.take(s, execution.PSCExpense, execution.MemoHeld); err != nil {
			return a, err
		}
	}
	return a, nil
}

// own tells what was spent against the document in the years compared.
func (f actualFacts) own(s Spending) bool {
	return s.Document == f.comparison.Document && slices.Contains(f.years, s.Year)
}

func (a *actual) take(s Spending, spent, committed execution.Account) error {
	switch s.Account {
	case spent:
		return addTo(&a.spent, s.USD)
	case committed:
		return addTo(&a.committed, s.USD.Neg())
	}
	return nil
}
