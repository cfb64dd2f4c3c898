package reports

import (
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

// paymentsTable has what was paid in the period and what went back, with the
// official receipts and what banks took.
func paymentsTable(r reader, f donorFacts) Table {
	t := Table{
		Key: "payments", Name: r.Text("donor_statement.payments_sheet"),
		Title: f.title(r, "donor_statement.payments_title", "donor_statement.payments_unit"),
		Columns: []Column{
			TextOf("entry", r.Text("entries.entry")), DateOf("on", r.Text("donor_statement.value_date")),
			TextOf("official", r.Text("donor_statement.official")),
			TextOf("reference", r.Text("donor_statement.contribution")),
			TextOf("bank_reference", r.Text("donor_statement.bank_reference")),
			TextOf("currency", r.Text("originals.currency")),
			MoneyOf("amount", r.Text("donor_statement.gross"), ""), MoneyOf("charges", r.Text("donor_statement.charges"), ""),
			MoneyOf("net", r.Text("donor_statement.net"), ""),
			MoneyOf("usd", r.Text("donor_statement.usd_gross"), money.USD), MoneyOf("usd_charges", r.Text("donor_statement.usd_charges"), money.USD),
			MoneyOf("usd_net", r.Text("donor_statement.usd_net"), money.USD),
		},
	}
	for _, l := range f.lives {
		for _, s := range l.inPeriod {
			if row, ok := l.paymentRow(r, s); ok {
				t.Rows = append(t.Rows, row)
			}
		}
	}
	if len(t.Rows) == 0 {
		t.Rows = append(t.Rows, Row{Kind: Note, Cells: []Cell{Text(r.Text("donor_statement.no_payments"))}})
	}
	t.Rows = append(t.Rows, sums(Total, r.Text("donor_statement.payments_total"), 8, 3))
	return t
}

// paymentRow is a receipt or, with a minus sign, a refund; what reverses or
// corrects one stands in a row of its own.
func (l donorLife) paymentRow(r reader, s contributions.Step) (Row, bool) {
	e := s.Entry
	if s.Kind != contributions.Receipt && s.Kind != contributions.Refund || s.On != e.On {
		return Row{}, false
	}
	amount, usd := e.Amount, s.Received.USD
	if s.Kind == contributions.Refund {
		amount, usd = e.Amount.Neg(), s.Refunded.USD.Neg()
	}
	net := Across(Plus("amount"), Minus("charges"))
	return Row{Kind: Line, Currency: amount.Currency(), Cells: []Cell{
		Text(l.name(r, s)), On(s.On), Text(l.official(e)), Text(l.Contribution.Reference), Text(e.Payment.BankReference),
		Text(string(amount.Currency())), Money(amount), figureOr(s.Charges.Amount), Calc(net),
		Money(usd), figureOr(s.Charges.USD), Calc(Across(Plus("usd"), Minus("usd_charges"))),
	}}, true
}

// instalmentsTable has the instalments that are open or were due in the
// period, and what is outstanding without a schedule.
func instalmentsTable(r reader, f donorFacts) Table {
	t := Table{
		Key: "instalments", Name: r.Text("due.sheet"), Title: f.title(r, "donor_statement.instalments_title", "donor_statement.instalments_unit"),
		Columns: []Column{
			TextOf("reference", r.Text("donor_statement.contribution")), DateOf("due", r.Text("ageing.due")),
			TextOf("state", r.Text("donor_statement.state")), TextOf("currency", r.Text("originals.currency")),
			MoneyOf("amount", r.Text("donor_statement.instalment"), ""), MoneyOf("paid", r.Text("donor_statement.paid"), ""),
			MoneyOf("written_down", r.Text("status.written_down"), ""), MoneyOf("outstanding", r.Text("status.outstanding"), ""),
			MoneyOf("usd", r.Text("donor_statement.usd_outstanding"), money.USD),
		},
	}
	t.Title[2] = r.Text("status.as_of", "date", f.To)
	var scheduled, unscheduled []Row
	for _, l := range f.lives {
		scheduled = append(scheduled, l.instalmentRows(r, f.Period)...)
		for _, i := range l.open {
			if !i.Scheduled {
				unscheduled = append(unscheduled, Row{Kind: Line, Currency: l.Contribution.Currency, Cells: []Cell{
					Text(l.Contribution.Reference), {}, Text(r.Text("due.no_date")), Text(string(l.Contribution.Currency)),
					Dash(), Dash(), Dash(), Money(i.Outstanding.Amount), Money(i.Outstanding.USD),
				}})
			}
		}
	}
	for _, group := range []struct {
		key  string
		rows []Row
	}{{"scheduled", scheduled}, {"unscheduled", unscheduled}} {
		if len(group.rows) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("due." + group.key))}})
		t.Rows = append(t.Rows, group.rows...)
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("due."+group.key+"_total"), 7, 1))
	}
	t.Rows = append(t.Rows, sums(Total, r.Text("donor_statement.outstanding_total"), 7, 1))
	return t
}

func (l donorLife) instalmentRows(r reader, in Period) (rows []Row) {
	usd := map[date.Date]money.Money{}
	for _, i := range l.open {
		usd[i.Due] = i.Outstanding.USD
	}
	for _, i := range l.instalments {
		if i.Outstanding.IsZero() && i.Due.Before(in.From) {
			continue
		}
		rows = append(rows, Row{Kind: Line, Currency: l.Contribution.Currency, Cells: []Cell{
			Text(l.Contribution.Reference), On(i.Due), Text(stateOf(r, i, in.To)), Text(string(l.Contribution.Currency)),
			Money(i.Amount), figureOr(i.Paid), figureOr(i.WrittenDown),
			Money(i.Outstanding).By(Across(Plus("amount"), Minus("paid"), Minus("written_down"))), Money(usd[i.Due]),
		}})
	}
	return rows
}

// stateOf says whether the instalment is settled, overdue or still to come.
func stateOf(r reader, i contributions.InstalmentState, on date.Date) string {
	switch days := on.Sub(i.Due); {
	case i.Outstanding.IsZero():
		return r.Text("donor_statement.settled_instalment")
	case days > 0:
		return r.Text("donor_statement.late", "count", days)
	case days == 0:
		return r.Text("donor_statement.today")
	default:
		return r.Text("donor_statement.to_come", "count", -days)
	}
}
