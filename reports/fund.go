package reports

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// Movement is what was booked in an account in one calendar year, in US
// dollars, positive in debit. Year is 0 for all that was booked before the
// period.
type Movement struct {
	Year    int
	Spent   bool                     // in the books of the budget's execution, not in those of contributions
	Kind    contributions.Kind       // of a movement of contributions; a reversal counts as what it reverses, the correction of a rate as what it adjusts
	Income  contributions.IncomeKind // of a movement of other income; "" otherwise
	Account string
	USD     money.Money
}

// Fund is the statement of the fund: what it had at the beginning of each
// calendar year, what came in, what was spent, what exchange gained and lost,
// and what it had at the end, in US dollars. Promises that are not binding are
// disclosed and not counted; the regular budget and the fund of programme
// support costs are not in it.
//
// Each closing balance is compared with what the accounts hold at that day,
// from cash and receivables on the one hand to payables and advances on the
// other.
//
// Errors: reports.in_future, reports.period_ends_first; those of Check.
func (s *Service) Fund(ctx context.Context, p *locale.Printer, in Period) (*Checked, error) {
	in, err := s.period(in)
	if err != nil {
		return nil, err
	}
	var movements []Movement
	var books *closedBooks
	err = s.store.View(ctx, func(ctx context.Context) error {
		if books, err = s.closed(ctx); err != nil {
			return err
		}
		movements, err = s.store.Movements(ctx, in.From, in.To)
		return err
	})
	if err != nil {
		return nil, err
	}
	years, err := fundYears(in, movements)
	if err != nil {
		return nil, err
	}
	st := fundStatement(readerOf(p), in, years, books)
	return st.Check()
}

// fundYear is what the fund did in a calendar year, as far as the period has
// it. Figures are flows of the year; Held are what stands in the accounts at
// its end. All are positive where they add to the fund.
type fundYear struct {
	year     int
	from, to date.Date
	opening  money.Money
	closing  money.Money // by the accounts
	flows    map[string]money.Money
	held     map[string]money.Money
}

// The figures of the statement, in its order, and those that the closing
// balance consists of.
var (
	fundIncome   = []string{"contributions", otherIncome, "refunds", "written_down"}
	fundExpenses = []string{"expenses", "support_costs", "bank_charges"}
	fundExchange = []string{"realised", "unrealised"}
	fundHeld     = []string{"cash", "receivables", "payables", "advances", "deferred", "other"}
	fundMemo     = []string{"pledges", "commitments"}
)

// otherIncome is the figure of other income, as long as there is none of any
// kind; with the kind behind it, that of the kind.
const otherIncome = "other_income"

// income are the figures of income: of other income, the kinds that there are.
func income(years []fundYear) (figures []string) {
	for _, name := range fundIncome {
		kinds := []string{}
		for _, kind := range contributions.IncomeKinds {
			figure := otherIncome + "_" + string(kind)
			if slices.ContainsFunc(years, func(y fundYear) bool { _, ok := y.flows[figure]; return ok }) {
				kinds = append(kinds, figure)
			}
		}
		if name != otherIncome || len(kinds) == 0 {
			kinds = []string{name}
		}
		figures = append(figures, kinds...)
	}
	return figures
}

// flowOf and heldOf name the figure that an account belongs to; "" for none.
func flowOf(m Movement) string {
	if m.Spent {
		return map[string]string{"expense": "expenses", "psc_expense": "support_costs", "exchange": "realised"}[m.Account]
	}
	switch contributions.Account(m.Account) {
	case contributions.Revenue:
		switch {
		case m.Income != "":
			return otherIncome + "_" + string(m.Income)
		case m.Kind == contributions.Refund:
			return "refunds"
		}
		return "contributions"
	case contributions.WrittenOff:
		return "written_down"
	case contributions.Exchange:
		return "realised"
	case contributions.Unrealised:
		return "unrealised"
	case contributions.BankCharges:
		return "bank_charges"
	}
	return ""
}

func heldOf(m Movement) string {
	if m.Spent {
		return map[string]string{"cash": "cash", "payable": "payables", "memo:committed": "commitments"}[m.Account]
	}
	switch a := contributions.Account(m.Account); a {
	case contributions.Cash, contributions.Conversion:
		return "cash"
	case contributions.Receivable:
		return "receivables"
	case contributions.Advance:
		return "advances"
	case contributions.Deferred:
		return "deferred"
	case contributions.MemoPledged:
		return "pledges"
	default:
		if flowOf(m) == "" && !a.Memo() {
			return "other"
		}
	}
	return ""
}

// fundYears puts movements into the years of the period.
//
// Error: money.too_large.
func fundYears(in Period, movements []Movement) ([]fundYear, error) {
	first := in.From.Year()
	if in.From.IsZero() {
		first = in.To.Year()
		for _, m := range movements {
			first = min(first, m.Year)
		}
	}
	years := make([]fundYear, 0, in.To.Year()-first+1)
	before := fundYear{opening: money.Zero(money.USD), flows: map[string]money.Money{}, held: map[string]money.Money{}}
	if err := before.take(movements, 0); err != nil {
		return nil, err
	}
	for year := first; year <= in.To.Year(); year++ {
		y := fundYear{
			year: year, from: firstOf(year), to: lastOf(year),
			opening: before.closing, flows: map[string]money.Money{}, held: map[string]money.Money{},
		}
		if y.from.Before(in.From) {
			y.from = in.From
		}
		if y.to.After(in.To) {
			y.to = in.To
		}
		maps.Copy(y.held, before.held)
		if err := y.take(movements, year); err != nil {
			return nil, err
		}
		years = append(years, y)
		before = y
	}
	return years, nil
}

// take adds the movements of a year and strikes the balance of the accounts.
func (y *fundYear) take(movements []Movement, year int) error {
	add := func(figures map[string]money.Money, name string, m money.Money) (err error) {
		if have, ok := figures[name]; ok {
			m, err = have.Add(m)
		}
		figures[name] = m
		return err
	}
	for _, m := range movements {
		if m.Year != year {
			continue
		}
		if name := flowOf(m); name != "" {
			if err := add(y.flows, name, m.USD.Neg()); err != nil {
				return err
			}
		}
		if name := heldOf(m); name != "" {
			if name == "commitments" {
				m.USD = m.USD.Neg() // a credit, and disclosed as what it comes to
			}
			if err := add(y.held, name, m.USD); err != nil {
				return err
			}
		}
	}
	var held []money.Money
	for _, name := range fundHeld {
		if m, ok := y.held[name]; ok {
			held = append(held, m)
		}
	}
	var err error
	y.closing, err = money.Sum(money.USD, held...)
	return err
}

// full tells a calendar year that is all in the period.
func (y fundYear) full() bool {
	return y.from == firstOf(y.year) && y.to == lastOf(y.year)
}

func (y fundYear) key() string { return "y" + strconv.Itoa(y.year) }

func fundStatement(r reader, in Period, years []fundYear, books *closedBooks) Statement {
	if in.From.IsZero() {
		in.From = years[0].from
	}
	st := r.statement("fund", in.To)
	st.Title = r.Text("fund.title")
	st.Tables = []Table{fundTable(r, in, years)}
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	facts := append([]Pair{
		{Key: "from", Label: r.Text("basis.from"), Value: On(in.From)},
		r.fact("as_of", On(in.To)),
	}, r.closing(books, in.To)...)
	st.Basis = r.basis(append(facts,
		r.fact("books", Cell{}),
		words("fund_contributions"), words("fund_exchange"), words("fund_expenses"), words("fund_agrees"),
		words("fund_pledges"),
		r.fact("counting", Cell{}),
		words("rounding"), words("regular_budget"),
	)...)
	return st
}

// fundTable has a column for each year and, of several, one for all of them.
func fundTable(r reader, in Period, years []fundYear) Table {
	t := Table{
		Key: "fund", Name: r.Text("fund.sheet"),
		Title: []string{
			r.Text("fund.title"), r.Text("status.account"),
			r.Text("fund.period", "from", in.From, "to", in.To), r.Text("status.unit"),
		},
		Columns: []Column{TextOf("figure", r.Text("fund.figure"))},
	}
	for _, y := range years {
		label := strconv.Itoa(y.year)
		if !y.full() {
			label = r.Text("fund.part_year", "from", y.from, "to", y.to)
		}
		t.Columns = append(t.Columns, MoneyOf(y.key(), label, money.USD))
	}
	f := fundRows{r: r, years: years}
	if len(years) > 1 {
		f.all = true
		t.Columns = append(t.Columns, MoneyOf("all", r.Text("fund.all_years"), money.USD))
	}
	f.balance(Line, "opening", func(y fundYear) money.Money { return y.opening }, years[0])
	f.group("income", income(years))
	f.group("spending", fundExpenses)
	f.group("exchange", fundExchange)
	f.closing("closing")
	f.heading("consists")
	for _, name := range fundHeld {
		f.balance(Line, name, func(y fundYear) money.Money { return y.figure(y.held, name) }, years[len(years)-1])
	}
	f.subtotal("consists")
	f.closing("agrees")
	for _, name := range fundMemo {
		f.balance(Note, name, func(y fundYear) money.Money { return y.figure(y.held, name) }, years[len(years)-1])
	}
	t.Rows = f.rows
	return t
}

func (fundYear) figure(of map[string]money.Money, name string) money.Money {
	if m, ok := of[name]; ok {
		return m
	}
	return money.Zero(money.USD)
}

// fundRows writes the rows of the table.
type fundRows struct {
	r     reader
	years []fundYear
	all   bool // a last column stands for all years
	rows  []Row
}

func (f *fundRows) add(kind RowKind, name string, cells []Cell) {
	f.rows = append(f.rows, Row{Kind: kind, Cells: append([]Cell{Text(f.r.Text("fund." + name))}, cells...)})
}

func (f *fundRows) heading(name string) { f.add(Heading, name, nil) }

func (f *fundRows) subtotal(name string) {
	f.rows = append(f.rows, sums(Subtotal, f.r.Text("fund."+name+"_total"), 0, len(f.years)))
	if f.all {
		last := &f.rows[len(f.rows)-1]
		last.Cells = append(last.Cells, Calc(Sum()))
	}
}

// balance is a row of what stood on a day; for all years, that of one of them.
func (f *fundRows) balance(kind RowKind, name string, of func(fundYear) money.Money, all fundYear) {
	var cells []Cell
	for _, y := range f.years {
		cells = append(cells, Money(of(y)))
	}
	if f.all {
		cells = append(cells, Money(of(all)).By(Across(Plus(all.key()))))
	}
	f.add(kind, name, cells)
}

// group is flows that add up to a subtotal.
func (f *fundRows) group(name string, figures []string) {
	f.heading(name)
	for _, figure := range figures {
		var cells []Cell
		var every []Term
		for _, y := range f.years {
			every = append(every, Plus(y.key()))
			cell := Dash()
			if m, ok := y.flows[figure]; ok {
				cell = Money(m)
			}
			cells = append(cells, cell)
		}
		if f.all {
			cells = append(cells, Calc(Across(every...)))
		}
		f.add(Line, figure, cells)
	}
	f.subtotal(name)
}

// closing is what the accounts hold at the end of each year, which is what the
// rows above must add up to.
func (f *fundRows) closing(name string) {
	var cells []Cell
	for _, y := range f.years {
		cells = append(cells, Money(y.closing).By(Sum()))
	}
	if f.all {
		cells = append(cells, Money(f.years[len(f.years)-1].closing).By(Sum()))
	}
	f.add(Total, name, cells)
}
