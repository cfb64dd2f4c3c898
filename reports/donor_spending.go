package reports

import (
	"strings"

	"article30/budget"
	"article30/internal/money"
)

// Spent is what one contribution was spent on, in US dollars, in the period or
// before it: a line of a budget, and what the spending was for beside it.
type Spent struct {
	Contribution int64
	Before       bool
	Symbol       string // of the budget
	Code, Line   string
	Funding      budget.Funding
	Year         int // for which was allotted
	Project      string
	Country      string // a participant
	Direct       money.Money
	PSC          money.Money
	Held         money.Money // by commitments, with the support costs that they will bear
}

// donorMoney is what a contribution brought and what became of it by the end of the
// period.
type donorMoney struct {
	received, before, spent, held money.Money
}

// money adds up what became of a contribution's money.
func (f donorFacts) money(l donorLife) (donorMoney, error) {
	zero := money.Zero(money.USD)
	m := donorMoney{zero, zero, zero, zero}
	for _, s := range l.steps {
		for _, part := range []money.Money{s.Received.USD, s.Refunded.USD.Neg(), s.Charges.USD.Neg()} {
			if err := addTo(&m.received, part); err != nil {
				return m, err
			}
		}
	}
	for _, s := range f.spent {
		if s.Contribution != l.Contribution.ID {
			continue
		}
		into := &m.spent
		if s.Before {
			into = &m.before
		}
		for _, part := range []money.Money{s.Direct, s.PSC} {
			if err := addTo(into, part); err != nil {
				return m, err
			}
		}
		if err := addTo(&m.held, s.Held); err != nil {
			return m, err
		}
	}
	return m, nil
}

// moneyTable has what each contribution brought, what of it was spent and what
// is left.
//
// Error: money.too_large.
func moneyTable(r reader, f donorFacts) (Table, error) {
	t := Table{
		Key: "money", Name: r.Text("donor_statement.money_sheet"),
		Title: f.title(r, "donor_statement.money_title", "status.unit"),
		Columns: []Column{
			TextOf("reference", r.Text("donor_statement.contribution")), YearOf("year", r.Text("status.year")),
			TextOf("purpose", r.Text("donor_statement.purpose")),
			MoneyOf("cash", r.Text("donor_statement.cash"), money.USD), MoneyOf("before", r.Text("donor_statement.spent_before"), money.USD),
			MoneyOf("spent", r.Text("donor_statement.spent"), money.USD), MoneyOf("held", r.Text("donor_statement.held"), money.USD),
			MoneyOf("left", r.Text("donor_statement.left"), money.USD),
		},
	}
	for _, l := range f.lives {
		m, err := f.money(l)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{
			Text(l.Contribution.Reference), Count(int64(l.Contribution.Year)), Text(l.purpose),
			figureOr(m.received), figureOr(m.before), figureOr(m.spent), figureOr(m.held),
			Calc(Across(Plus("cash"), Minus("before"), Minus("spent"), Minus("held"))),
		}})
	}
	t.Rows = append(t.Rows, sums(Total, r.Text("donor_statement.total"), 2, 5))
	return t, nil
}

// spendingTable has what the money of each contribution was spent on in the
// period.
func spendingTable(r reader, f donorFacts) Table {
	t := Table{
		Key: "spending", Name: r.Text("donor_statement.spending_sheet"),
		Title: f.title(r, "donor_statement.spending_title", "status.unit"),
		Columns: []Column{
			TextOf("line", r.Text("budget_sheet.line")), TextOf("budget", r.Text("donor_statement.budget")),
			YearOf("year", r.Text("status.year")), TextOf("for", r.Text("donor_statement.for")),
			MoneyOf("direct", r.Text("fund.expenses"), money.USD), MoneyOf("support", r.Text("fund.support_costs"), money.USD),
			MoneyOf("total", r.Text("donor_statement.spent_total"), money.USD),
		},
	}
	for _, l := range f.lives {
		var rows []Row
		for _, s := range f.spent {
			if s.Contribution == l.Contribution.ID && !s.Before && (!s.Direct.IsZero() || !s.PSC.IsZero()) {
				rows = append(rows, spentRow(r, s))
			}
		}
		if len(rows) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("donor_statement.heading",
			"reference", l.Contribution.Reference, "year", l.Contribution.Year, "purpose", l.purpose))}})
		t.Rows = append(t.Rows, rows...)
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("donor_statement.spent_of", "reference", l.Contribution.Reference), 3, 3))
	}
	if len(t.Rows) == 0 {
		t.Rows = append(t.Rows, Row{Kind: Note, Cells: []Cell{Text(r.Text("donor_statement.nothing_spent"))}})
	}
	t.Rows = append(t.Rows, sums(Total, r.Text("donor_statement.total"), 3, 3))
	return t
}

func spentRow(r reader, s Spent) Row {
	var purpose []string
	if s.Project != "" {
		purpose = append(purpose, s.Project)
	}
	if s.Country != "" {
		purpose = append(purpose, r.Party(s.Country))
	}
	return Row{Kind: Line, Cells: []Cell{
		Text(s.Line), Text(strings.TrimSpace(s.Symbol + " " + s.Code)), Count(int64(s.Year)), Text(strings.Join(purpose, ", ")),
		figureOr(s.Direct), figureOr(s.PSC), Calc(Across(Plus("direct"), Plus("support"))),
	}}
}
