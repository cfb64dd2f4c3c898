package reports

import (
	"context"
	"maps"
	"slices"

	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// Flow is what was booked in an account of one contribution on one day, in US
// dollars, positive in debit; without a day, all that was booked before the
// period.
type Flow struct {
	Contribution int64
	On           date.Date
	Movement
}

// Drawn is what spending drew of one contribution's money under one earmark,
// in US dollars, in the period or before it.
type Drawn struct {
	Contribution int64 // 0 with Earmark for what was recorded when it was not kept what spending draws on
	Earmark      int64
	Before       bool
	Settled      bool // what payments cost more or less than what they settled
	Direct       money.Money
	PSC          money.Money
}

// FundByEarmark is the statement of the fund for a period by what the money may
// be spent on. Contributions, income, charges and exchange are those of the
// earmark under which the contribution stood on their day; expenses, support
// costs and what payments cost more or less are those of the money that the
// spending drew.
//
// Every column adds up to the figure of the statement of the fund, and the
// transfers to nothing.
//
// Errors: reports.in_future, reports.period_ends_first; those of Check.
func (s *Service) FundByEarmark(ctx context.Context, p *locale.Printer, in Period) (*Checked, error) {
	in, err := s.period(in)
	if err != nil {
		return nil, err
	}
	f := earmarkedFund{Period: in}
	err = s.store.View(ctx, func(ctx context.Context) error {
		movements, err := s.store.Movements(ctx, in.From, in.To)
		if err != nil {
			return err
		}
		if f.years, err = fundYears(in, movements); err != nil {
			return err
		}
		if f.flows, err = s.store.Flows(ctx, in.From, in.To); err != nil {
			return err
		}
		if f.drawn, err = s.store.Drawn(ctx, in.From, in.To); err != nil {
			return err
		}
		f.tree, f.records, err = s.earmarks.Records(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	if err := f.fill(); err != nil {
		return nil, err
	}
	r := readerOf(p)
	st := r.statement("fund-by-earmark", in.To)
	st.Title = r.Text("fund_by_earmark.title")
	st.Tables = []Table{f.table(r)}
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	st.Basis = r.basis(
		Pair{Key: "from", Label: r.Text("basis.from"), Value: On(f.first())},
		r.fact("as_of", On(in.To)),
		r.fact("books", Cell{}),
		words("by_earmark"), words("by_earmark_drawn"), words("by_earmark_transfers"), words("by_earmark_undrawn"),
		words("fund_contributions"), words("fund_exchange"), words("by_earmark_agrees"),
		r.fact("counting", Cell{}),
		words("rounding"), words("regular_budget"),
	)
	return st.Check()
}

// earmarkedFund is what the statement is made of.
type earmarkedFund struct {
	Period
	years   []fundYear
	flows   []Flow
	drawn   []Drawn
	tree    earmark.Tree
	records []earmark.Record
	by      map[int64]*earmarkFigures // by earmark; 0 for what is on none
}

// earmarkFigures are what one earmark did in the period, positive where it adds
// to the fund.
type earmarkFigures struct {
	opening, closing money.Money
	flows            map[string]money.Money
}

// undrawn is what no earmark has: spending of which it was not kept what it
// drew on.
const undrawn int64 = 0

// flowColumns are the columns between the opening and the closing balance, and
// the figures of the statement of the fund that each has.
func (f *earmarkedFund) columns() []fundColumn {
	var other []string
	for _, kind := range contributions.IncomeKinds {
		other = append(other, otherIncome+"_"+string(kind))
	}
	columns := []fundColumn{
		{"contributions", []string{"contributions"}}, {otherIncome, other}, {"refunds", []string{"refunds"}},
		{"written_down", []string{"written_down"}}, {"expenses", []string{"expenses"}}, {"support_costs", []string{"support_costs"}},
		{"bank_charges", []string{"bank_charges"}}, {"exchange", fundExchange},
	}
	return columns
}

type fundColumn struct {
	key     string
	figures []string
}

func (f *earmarkedFund) of(id int64) *earmarkFigures {
	if f.by[id] == nil {
		zero := money.Zero(money.USD)
		f.by[id] = &earmarkFigures{zero, zero, map[string]money.Money{}}
	}
	return f.by[id]
}

func (e *earmarkFigures) add(name string, m money.Money) error {
	if have, ok := e.flows[name]; ok {
		var err error
		if m, err = have.Add(m); err != nil {
			return err
		}
	}
	e.flows[name] = m
	return nil
}

// fill puts everything under its earmark.
func (f *earmarkedFund) fill() error {
	f.by = map[int64]*earmarkFigures{}
	records := map[int64]earmark.Record{}
	for _, r := range f.records {
		records[r.Contribution] = r
	}
	before := f.first().AddDays(-1)
	own := func(contribution int64, on date.Date) int64 {
		r, ok := records[contribution]
		if !ok {
			return earmark.Root
		}
		return r.Own(on)
	}
	for _, r := range f.records {
		for _, day := range []struct {
			on   date.Date
			into func(*earmarkFigures) *money.Money
		}{{before, func(e *earmarkFigures) *money.Money { return &e.opening }}, {f.To, func(e *earmarkFigures) *money.Money { return &e.closing }}} {
			for _, l := range r.Lots(day.on) {
				if err := addTo(day.into(f.of(l.Earmark)), l.USD); err != nil {
					return err
				}
			}
		}
	}
	for _, m := range f.flows {
		if err := f.take(m, own(m.Contribution, before), own(m.Contribution, f.To), func() int64 { return own(m.Contribution, m.On) }); err != nil {
			return err
		}
	}
	for _, d := range f.drawn {
		if err := f.draw(d); err != nil {
			return err
		}
	}
	return nil
}

// take counts a flow where the contribution stood on its day, and what is held
// in accounts other than cash where it stands at the ends of the period. What is
// owed because nobody knows whose it is goes off against its cash, as it does in
// the records of the earmarks.
func (f *earmarkedFund) take(m Flow, opening, closing int64, on func() int64) error {
	if name := flowOf(m.Movement); name != "" {
		if m.On.IsZero() {
			return nil
		}
		return f.of(on()).add(name, m.USD.Neg())
	}
	name := heldOf(m.Movement)
	if name == "" || name == "cash" || contributions.Account(m.Account) == contributions.Suspense || !slices.Contains(fundHeld, name) {
		return nil
	}
	if m.On.IsZero() {
		if err := addTo(&f.of(opening).opening, m.USD); err != nil {
			return err
		}
	}
	return addTo(&f.of(closing).closing, m.USD)
}

func (f *earmarkedFund) draw(d Drawn) error {
	e := f.of(d.Earmark)
	both, err := d.Direct.Add(d.PSC)
	if err != nil {
		return err
	}
	if d.Before {
		if err := addTo(&e.opening, both.Neg()); err != nil {
			return err
		}
		return addTo(&e.closing, both.Neg())
	}
	name := "expenses"
	if d.Settled {
		name = "realised"
	}
	if err := e.add(name, d.Direct.Neg()); err != nil {
		return err
	}
	if err := e.add("support_costs", d.PSC.Neg()); err != nil {
		return err
	}
	return addTo(&e.closing, both.Neg())
}

// first is the day with which the period begins.
func (f *earmarkedFund) first() date.Date {
	if f.From.IsZero() {
		return f.years[0].from
	}
	return f.From
}

// sum is a column's figure of an earmark or of the fund; false where there is
// none.
func (c fundColumn) sum(flows map[string]money.Money) (money.Money, bool) {
	sum, any := money.Zero(money.USD), false
	for _, name := range c.figures {
		if m, ok := flows[name]; ok {
			sum, any = money.FromUnits(sum.Units()+m.Units(), money.USD), true
		}
	}
	return sum, any
}

// table has one row for each earmark that has a figure.
func (f *earmarkedFund) table(r reader) Table {
	title := Period{f.first(), f.To}
	t := Table{
		Key: "fund_by_earmark", Name: r.Text("fund_by_earmark.sheet"),
		Title:   []string{r.Text("fund_by_earmark.title"), r.Text("status.account"), title.title(r), r.Text("status.unit")},
		Columns: []Column{TextOf("earmark", r.Text("earmarks.earmark")), TextOf("code", r.Text("earmarks.code")), MoneyOf("opening", r.Text("fund.opening"), money.USD)},
	}
	terms := []Term{Plus("opening")}
	columns := f.columns()
	for _, c := range columns {
		t.Columns = append(t.Columns, MoneyOf(c.key, r.Text("fund_by_earmark."+c.key), money.USD))
		terms = append(terms, Plus(c.key))
	}
	t.Columns = append(t.Columns, MoneyOf("transfers", r.Text("fund_by_earmark.transfers"), money.USD), MoneyOf("closing", r.Text("fund.closing"), money.USD))
	terms = append(terms, Plus("transfers"))
	row := func(name, code string, e *earmarkFigures) {
		cells := []Cell{Text(name), Text(code), figureOr(e.opening)}
		moved := e.closing.Units() - e.opening.Units()
		for _, c := range columns {
			sum, _ := c.sum(e.flows)
			moved -= sum.Units()
			cells = append(cells, figureOr(sum))
		}
		cells = append(cells, figureOr(money.FromUnits(moved, money.USD)), Money(e.closing).By(Across(terms...)))
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: cells})
	}
	for _, e := range f.tree.Ordered() {
		if figures := f.by[e.ID]; figures != nil && !figures.nothing() {
			row(r.Word(e.Title(r.Lang())), e.Code, figures)
		}
	}
	if figures := f.by[undrawn]; figures != nil && !figures.nothing() {
		row(r.Text("fund_by_earmark.undrawn"), "", figures)
	}
	t.Rows = append(t.Rows, f.total(r, columns))
	return t
}

// total is what the statement of the fund has for the period.
func (f *earmarkedFund) total(r reader, columns []fundColumn) Row {
	flows := map[string]money.Money{}
	for _, y := range f.years {
		for name, m := range y.flows {
			if have, ok := flows[name]; ok {
				m = money.FromUnits(have.Units()+m.Units(), money.USD)
			}
			flows[name] = m
		}
	}
	cells := []Cell{Text(r.Text("fund_by_earmark.total")), {}, Money(f.years[0].opening).By(Sum())}
	for _, c := range columns {
		sum, _ := c.sum(flows)
		cells = append(cells, Money(sum).By(Sum()))
	}
	cells = append(cells, Money(money.Zero(money.USD)).By(Sum()), Money(f.years[len(f.years)-1].closing).By(Sum()))
	return Row{Kind: Total, Cells: cells}
}

func (e *earmarkFigures) nothing() bool {
	return e.opening.IsZero() && e.closing.IsZero() &&
		!slices.ContainsFunc(slices.Collect(maps.Values(e.flows)), func(m money.Money) bool { return !m.IsZero() })
}
