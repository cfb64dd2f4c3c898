package reports

import (
	"cmp"
	"strings"

	"article30/contributions"
	"article30/internal/money"
)

// stepFigures are the columns of what a step changes, in the order of
// changesOf. Exchange exists in US dollars only.
var stepFigures = []string{"promised", "received", "returned", "written_down", "exchange", "due"}

func changesOf(s contributions.Step, of func(contributions.Booked) money.Money) []money.Money {
	return []money.Money{of(s.Promised), of(s.Received), of(s.Returned), of(s.WrittenDown), of(s.Exchange), of(s.Due)}
}

func inOwn(v contributions.Booked) money.Money     { return v.Amount }
func inDollars(v contributions.Booked) money.Money { return v.USD }

// stepColumns are the figures of an account in currency c; their keys begin
// with the prefix.
func stepColumns(r reader, prefix string, c money.Currency) (columns []Column) {
	for _, key := range stepFigures {
		if key == "exchange" && prefix == "" {
			continue
		}
		label := r.Text("donor_statement." + key)
		if prefix == "" {
			label = r.Text("donor_statement.in", "figure", label, "currency", string(c))
		}
		columns = append(columns, MoneyOf(prefix+key, label, c))
	}
	return columns
}

// dueFrom is how what is due follows from the other figures of a step.
func dueFrom(prefix string) Formula {
	terms := []Term{Plus(prefix + "promised"), Minus(prefix + "received"), Plus(prefix + "returned"), Minus(prefix + "written_down")}
	if prefix != "" {
		terms = append(terms, Plus(prefix+"exchange"))
	}
	return Across(terms...)
}

// appendStep adds what a step changes, without exchange where it has none.
func appendStep(cells []Cell, s contributions.Step, exchange bool, due Formula, of func(contributions.Booked) money.Money) []Cell {
	for i, m := range changesOf(s, of) {
		switch key := stepFigures[i]; {
		case key == "due":
			cells = append(cells, Money(m).By(due))
		case key != "exchange" || exchange:
			cells = append(cells, figureOr(m))
		}
	}
	return cells
}

// accountTable has everything that happened in the period to the contributions
// in one currency, between what was due at its beginning and at its end.
func accountTable(r reader, f donorFacts, c money.Currency) Table {
	t := Table{
		Key: "account_" + strings.ToLower(string(c)), Name: r.Text("donor_statement.account_sheet", "currency", string(c)),
		Title: f.title(r, "donor_statement.account_title", "donor_statement.account_unit", "currency", string(c)),
		Columns: []Column{
			TextOf("entry", r.Text("entries.entry")), DateOf("on", r.Text("entries.on")),
			TextOf("document", r.Text("donor_statement.document")),
			MoneyOf("amount", r.Text("entries.amount"), ""), RateOf("rate", r.Text("entries.rate")),
		},
	}
	words := len(t.Columns)
	if c != money.USD {
		t.Columns = append(t.Columns, stepColumns(r, "", c)...)
	}
	t.Columns = append(t.Columns, stepColumns(r, "usd_", money.USD)...)
	figures := len(t.Columns) - words
	due, dueUSD := dueFrom(""), dueFrom("usd_")
	for _, l := range f.lives {
		if l.Contribution.Currency != c {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("donor_statement.heading",
			"reference", l.Contribution.Reference, "year", l.Contribution.Year, "purpose", l.purpose))}})
		if !f.From.IsZero() {
			t.Rows = append(t.Rows, l.openingRow(r, f, words, figures))
		}
		for _, s := range l.inPeriod {
			if s.On == s.Entry.On || !s.Nothing() {
				t.Rows = append(t.Rows, l.stepRow(r, s, len(t.Columns), due, dueUSD))
			}
		}
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("donor_statement.due_on", "date", f.To), words-1, figures))
	}
	t.Rows = append(t.Rows, sums(Total, r.Text("donor_statement.account_total", "currency", string(c)), words-1, figures))
	return t
}

func (l donorLife) openingRow(r reader, f donorFacts, words, figures int) Row {
	cells := make([]Cell, words+figures)
	cells[0], cells[1] = Text(r.Text("donor_statement.opening")), On(f.From)
	for i := range figures {
		cells[words+i] = Dash()
	}
	if l.Contribution.Currency != money.USD {
		cells[words+len(stepFigures)-2] = Money(l.opening.Due.Amount)
	}
	cells[len(cells)-1] = Money(l.opening.Due.USD)
	return Row{Kind: Line, Currency: l.Contribution.Currency, Cells: cells}
}

func (l *donorLife) stepRow(r reader, s contributions.Step, columns int, due, dueUSD Formula) Row {
	e := s.Entry
	amount, rate := Money(e.Amount), Dash()
	if e.Kind == contributions.RateCorrection || e.Kind == contributions.Revaluation || s.On != e.On {
		amount = Dash()
	}
	if !e.Rate.IsZero() && e.Amount.Currency() != money.USD && s.On == e.On {
		rate = Decimal(e.Rate.Decimal())
	}
	name := l.name(r, s)
	if e.Amount.Currency() != l.Contribution.Currency {
		name = r.Text("donor_statement.in", "figure", name, "currency", string(e.Amount.Currency()))
	}
	cells := append(make([]Cell, 0, columns), Text(name), On(s.On), Text(l.document(r, s)), amount, rate)
	if !e.DateKnown && s.On == e.On {
		cells[1] = Dash()
	}
	if l.Contribution.Currency != money.USD {
		cells = appendStep(cells, s, false, due, inOwn)
	}
	return Row{Kind: Line, Currency: e.Amount.Currency(), Cells: appendStep(cells, s, true, dueUSD, inDollars)}
}

// name is what happened, in words.
func (l donorLife) name(r reader, s contributions.Step) string {
	name := r.Text("entries.kind." + string(s.Entry.Kind))
	if s.Kind != s.Entry.Kind {
		name = r.Text("donor_statement.of", "what", name, "entry", r.Text("entries.kind."+string(s.Kind)))
	}
	if s.On != s.Entry.On {
		name = r.Text("donor_statement.settled", "what", name, "date", s.Entry.On)
	}
	return name
}

// document is the paper that the entry stands on, as far as one is known.
func (l donorLife) document(r reader, s contributions.Step) string {
	e := s.Entry
	var parts []string
	add := func(part string) {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if e.Kind == contributions.Agreement {
		for i := len(l.Terms) - 1; i >= 0; i-- {
			if l.Terms[i].Agreement == e.ID {
				add(l.Terms[i].Number)
				break
			}
		}
	}
	add(l.official(e))
	add(e.Payment.BankReference)
	add(e.Reason)
	return r.Beside(parts...)
}

// official is the number of the official receipt of the entry, or of the one
// that it takes back or adjusts.
func (l donorLife) official(e contributions.Entry) string {
	if of := cmp.Or(e.Reverses, e.Adjusts); of != 0 {
		for i := range l.Entries {
			if l.Entries[i].ID == of {
				return l.Entries[i].Payment.Official.String()
			}
		}
	}
	return e.Payment.Official.String()
}
