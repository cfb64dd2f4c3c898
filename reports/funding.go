package reports

import (
	"cmp"
	"context"
	"slices"

	"article30/budget"
	"article30/budget/execution"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// FundingIn selects a document by the symbol of one of its texts, and the day;
// today for no date.
type FundingIn struct {
	Symbol string
	AsOf   date.Date
}

// Funding sets a budget, as adopted by the day or, where nothing is adopted, as
// the text asked for proposes it, against the money that there is: for every
// extrabudgetary line and year what it needs with programme support costs, what
// it has used, what of the free cash fits it, and what is left unfunded; and
// what of the cash fits no line, and so is outside the budget's scope.
//
// The most restricted money goes first, to the earliest year and there in the
// order of the budget, and no dollar goes twice. What other budgets will need is
// not taken out of the free cash.
//
// Errors: reports.in_future, budget.not_found, execution.not_a_budget; those of
// Check.
func (s *Service) Funding(ctx context.Context, p *locale.Printer, in FundingIn) (*Checked, error) {
	day, err := s.day(in.AsOf)
	if err != nil {
		return nil, err
	}
	var f funding
	err = s.store.View(ctx, func(ctx context.Context) error {
		plan, err := s.execution.Plan(ctx, in.Symbol, day)
		if err != nil {
			return err
		}
		spending, err := s.store.Spending(ctx, day)
		if err != nil {
			return err
		}
		tree, lots, err := s.earmarks.Free(ctx, day)
		if err != nil {
			return err
		}
		f, err = fund(plan, spending, tree, lots)
		return err
	})
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	st := r.statement("funding", day)
	st.Title = r.Text("funding.title")
	st.Tables = []Table{f.linesTable(r), f.moneyTable(r)}
	st.Basis = f.basis(r)
	return st.Check()
}

// funding is what the statement is made of.
type funding struct {
	plan  execution.Plan
	needs []need // the regular budget is not among them
	tree  earmark.Tree
	money []pot
}

// need is what a line wants in a year, in US dollars, with programme support
// costs.
type need struct {
	execution.PlanLine
	support   money.Money // on what is approved
	used      money.Money // spent and committed, with support costs
	allocated money.Money
}

// total is the direct cost and its support cost.
func (n need) total() int64 { return n.Approved.Units() + n.support.Units() }

// open is what the line still wants; nothing where it has used more.
func (n need) open() int64 { return max(0, n.total()-n.used.Units()-n.allocated.Units()) }

// pot is the free cash under one earmark and where it went.
type pot struct {
	earmark   earmark.Earmark
	free      int64
	allocated int64
	fits      bool // any line of the budget
}

// fund allocates the free cash to the lines.
func fund(plan execution.Plan, spending []Spending, tree earmark.Tree, lots []earmark.Lot) (funding, error) {
	f := funding{plan: plan, tree: tree.Ordered()}
	zero := money.Zero(money.USD)
	for _, l := range plan.Lines {
		if !l.Line.Funding.Extrabudgetary() {
			continue
		}
		n := need{PlanLine: l, support: money.SupportCost(l.Approved, l.Percent), used: zero, allocated: zero}
		for _, s := range spending {
			if !slices.Contains(l.Allotments, s.Allotment) {
				continue
			}
			switch s.Account {
			case execution.Expense, execution.PSCExpense:
				if err := addTo(&n.used, s.USD); err != nil {
					return f, err
				}
			case execution.MemoCommitted, execution.MemoHeld:
				if err := addTo(&n.used, s.USD.Neg()); err != nil {
					return f, err
				}
			}
		}
		f.needs = append(f.needs, n)
	}
	for _, e := range f.tree {
		p := pot{earmark: e}
		for _, l := range lots {
			if l.Earmark == e.ID {
				p.free += l.USD.Units()
			}
		}
		if p.free != 0 {
			f.money = append(f.money, p)
		}
	}
	f.allocate()
	return f, nil
}

// allocate gives the most restricted money first, of one degree the deepest in
// the tree, to the earliest year and there in the order of the budget.
func (f *funding) allocate() {
	order := make([]int, len(f.money))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		x, y := f.money[a].earmark, f.money[b].earmark
		return cmp.Or(cmp.Compare(y.Degree, x.Degree), cmp.Compare(f.tree.Depth(y.ID), f.tree.Depth(x.ID)))
	})
	lines := make([]int, len(f.needs))
	for i := range lines {
		lines[i] = i
	}
	slices.SortStableFunc(lines, func(a, b int) int { return cmp.Compare(f.needs[a].Year, f.needs[b].Year) })
	for _, m := range order {
		p := &f.money[m]
		for _, l := range lines {
			n := &f.needs[l]
			if !f.suits(p.earmark.ID, n.Line) {
				continue
			}
			p.fits = true
			part := max(0, min(p.free-p.allocated, n.open()))
			p.allocated += part
			n.allocated = money.FromUnits(n.allocated.Units()+part, money.USD)
		}
	}
}

// suits reports whether money under the earmark may be spent on the line: its
// instrument is the line's, its article too where the line names one, and a
// region, a country or a project is narrower than any line.
func (f *funding) suits(id int64, l execution.Line) bool {
	article := l.Mandate.Article()
	path := f.tree.Path(id)
	for _, e := range path {
		switch {
		case e.Kind == earmark.Instrument && e.Value != string(l.Instrument):
			return false
		case e.Kind == earmark.Article && article != "" && e.Value != article:
			return false
		}
	}
	return len(path) > 0
}

// linesTable has one row for each line and year in which it has something.
func (f funding) linesTable(r reader) Table {
	t := Table{
		Key: "lines", Name: r.Text("funding.sheet"), Title: f.title(r, "funding.title"),
		Columns: []Column{TextOf("code", r.Text("budget_sheet.code")), TextOf("line", r.Text("budget_sheet.line")), YearOf("year", r.Text("status.year"))},
	}
	t.Columns[1].Stub = true
	for _, key := range []string{"approved", "support", "needed", "used", "allocated", "funded", "unfunded"} {
		t.Columns = append(t.Columns, MoneyOf(key, r.Text("funding."+key), money.USD))
	}
	for _, source := range budget.Fundings() {
		rows := []Row{}
		for _, n := range f.needs {
			if n.Line.Funding != source || n.total() == 0 && n.used.IsZero() {
				continue
			}
			funded := n.used.Units() + n.allocated.Units()
			over := max(0, funded-n.total()) // used beyond the budget is not unfunded
			rows = append(rows, Row{Kind: Line, Cells: []Cell{
				Text(n.Line.Code), Text(n.Line.Title), Count(int64(n.Year)),
				figureOr(n.Approved), figureOr(n.support), Calc(Across(Plus("approved"), Plus("support"))),
				figureOr(n.used), figureOr(n.allocated), Money(money.FromUnits(funded-over, money.USD)),
				Money(money.FromUnits(n.total()-funded+over, money.USD)).By(Across(Plus("needed"), Minus("funded"))),
			}})
		}
		if len(rows) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{{}, Text(r.Text("budget_sheet.funding." + string(source)))}})
		t.Rows = append(t.Rows, rows...)
		t.Rows = append(t.Rows, sumsIn(Subtotal, r.Text("budget_sheet.total."+string(source)), 7))
	}
	t.Rows = append(t.Rows, sumsIn(Total, r.Text("budget_sheet.total_extrabudgetary"), 7))
	return t
}

// sumsIn is a row of sums whose words stand in the second of three columns.
func sumsIn(kind RowKind, words string, figures int) Row {
	row := sums(kind, "", 2, figures)
	row.Cells[1] = Text(words)
	return row
}

// moneyTable has where the free cash under each earmark went.
func (f funding) moneyTable(r reader) Table {
	t := Table{
		Key: "money", Name: r.Text("funding.money_sheet"), Title: f.title(r, "funding.money_title"),
		Columns: []Column{
			TextOf("earmark", r.Text("earmarks.earmark")), TextOf("code", r.Text("earmarks.code")), TextOf("degree", r.Text("earmarks.degree")),
			MoneyOf("free", r.Text("funding.free"), money.USD), MoneyOf("allocated", r.Text("funding.to_lines"), money.USD),
			MoneyOf("not_needed", r.Text("funding.not_needed"), money.USD), MoneyOf("outside", r.Text("funding.outside"), money.USD),
		},
	}
	usd := func(units int64) money.Money { return money.FromUnits(units, money.USD) }
	for _, p := range f.money {
		left, outside := Calc(Across(Plus("free"), Minus("allocated"))), Dash()
		if !p.fits {
			left, outside = Dash(), Calc(Across(Plus("free")))
		}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{
			Text(r.Word(p.earmark.Title(r.Lang()))), Text(p.earmark.Code), Text(r.Text("earmark.degree." + degree(p.earmark))),
			Money(usd(p.free)), figureOr(usd(p.allocated)), left, outside,
		}})
	}
	t.Rows = append(t.Rows, sums(Total, r.Text("earmarks.total"), 2, 4))
	return t
}

func degree(e earmark.Earmark) string { return string(rune('0' + int(e.Degree))) }

func (f funding) title(r reader, key string) []string {
	standing := r.Text("funding.proposed", "symbols", r.List(f.plan.Texts))
	if !f.plan.On.IsZero() {
		standing = r.Text("funding.adopted", "symbols", r.List(f.plan.Texts), "date", f.plan.On)
	}
	return []string{r.Text(key), f.plan.Title, standing, r.Text("status.as_of", "date", f.plan.AsOf), r.Text("status.unit")}
}

func (f funding) basis(r reader) Basis {
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	return r.basis(
		r.fact("as_of", On(f.plan.AsOf)),
		r.fact("books", Cell{}),
		words("funding_needed"), words("funding_used"), words("funding_free"), words("funding_fits"), words("funding_order"),
		words("funding_outside"),
		r.fact("counting", Cell{}),
		words("rounding"), words("funding_regular"),
		r.fact("rates", Cell{}), words("actual_rates"),
	)
}
