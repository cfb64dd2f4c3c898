package reports

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"article30/contributions"
	"article30/internal/locale"
	"article30/internal/money"
)

// DueInstalments is what is to come, instalment by instalment by due date, and
// a forecast of cash by month in US dollars at the value at which it stands in
// the books. What has no schedule is said apart, so that the total is all that
// is outstanding, which is compared with the books.
//
// Errors: reports.in_future, reports.not_the_books; those of Check.
func (s *Service) DueInstalments(ctx context.Context, p *locale.Printer, in StatusIn) (*Checked, error) {
	facts, err := s.outstandingOn(ctx, in)
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	forecast, err := forecastTable(r, facts)
	if err != nil {
		return nil, err
	}
	st := r.statement("due-instalments", facts.asOf)
	st.Title = r.Text("due.title")
	st.Tables = []Table{dueTable(r, facts), forecast}
	st.Basis = r.outstandingBasis(facts)
	return st.Check()
}

func (f outstandingFacts) title(r reader, key, unit string) []string {
	return []string{r.Text(key), r.Text("status.account"), r.Text("status.as_of", "date", f.asOf), r.Text(unit)}
}

// dueTable has the instalments by due date, then what has no schedule, then what
// is outstanding of agreements that have expired.
func dueTable(r reader, facts outstandingFacts) Table {
	t := Table{
		Key: "due", Name: r.Text("due.sheet"), Title: facts.title(r, "due.title", "ageing.unit"),
		Columns: append(itemColumns(r), MoneyOf("amount", r.Text("ageing.amount"), ""), MoneyOf("outstanding", r.Text("status.outstanding"), money.USD)),
	}
	items := facts.inOrder(r)
	slices.SortStableFunc(items, func(a, b contributions.OpenItem) int { return a.Due.Compare(b.Due) })
	group := func(i contributions.OpenItem) string {
		switch {
		case !i.Expired.IsZero():
			return "due.expired"
		case i.Scheduled:
			return "due.scheduled"
		}
		return "due.unscheduled"
	}
	for _, key := range []string{"due.scheduled", "due.unscheduled", "due.expired"} {
		var lines []Row
		for _, i := range items {
			if group(i) == key {
				cells := append(itemCells(r, i), Money(i.Outstanding.Amount), Money(i.Outstanding.USD))
				lines = append(lines, Row{Kind: Line, Currency: i.Contribution.Currency, Cells: cells})
			}
		}
		if len(lines) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text(key))}})
		t.Rows = append(t.Rows, lines...)
		t.Rows = append(t.Rows, sums(Subtotal, r.Text(key+"_total"), len(t.Columns)-2, 1))
	}
	last := sums(Total, r.Text("status.grand_total"), len(t.Columns)-2, 1)
	last.Cells[len(last.Cells)-1] = Money(facts.total).By(Sum())
	t.Rows = append(t.Rows, last)
	return t
}

// forecastTable adds up by month what is due: first what is overdue, then what
// has no date. What is outstanding of expired agreements is not expected, and
// said apart below that.
func forecastTable(r reader, facts outstandingFacts) (Table, error) {
	t := Table{
		Key: "forecast", Name: r.Text("due.forecast"), Title: facts.title(r, "due.forecast_title", "status.unit"),
		Columns: []Column{TextOf("month", r.Text("due.month")), {Key: "items", Label: r.Text("due.items"), Kind: IntegerColumn}, MoneyOf("expected", r.Text("due.expected"), money.USD)},
	}
	type month struct {
		order, name string
		items       int64
		usd         money.Money
	}
	var months []month
	var unexpected int64
	lost := money.Zero(money.USD)
	for _, i := range facts.items {
		if !i.Expired.IsZero() {
			var err error
			if lost, err = lost.Add(i.Outstanding.USD); err != nil {
				return t, err
			}
			unexpected++
			continue
		}
		name := fmt.Sprintf("%04d-%02d", i.Due.Year(), i.Due.Month())
		m := month{order: name, name: name}
		switch {
		case !i.Scheduled:
			m = month{order: "z", name: r.Text("due.no_date")}
		case !i.Due.After(facts.asOf):
			m = month{order: "", name: r.Text("due.overdue")}
		}
		at := slices.IndexFunc(months, func(have month) bool { return have.order == m.order })
		if at < 0 {
			m.usd = money.Zero(money.USD)
			months, at = append(months, m), len(months)
		}
		sum, err := months[at].usd.Add(i.Outstanding.USD)
		if err != nil {
			return t, err
		}
		months[at].usd = sum
		months[at].items++
	}
	slices.SortFunc(months, func(a, b month) int { return cmp.Compare(a.order, b.order) })
	for _, m := range months {
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{Text(m.name), Count(m.items), Money(m.usd)}})
	}
	if unexpected > 0 {
		heading := func(key string) Row { return Row{Kind: Heading, Cells: []Cell{Text(r.Text(key))}} }
		t.Rows = append([]Row{heading("due.expected_to_come")}, t.Rows...)
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("due.expected_total"), 0, 2), heading("due.expired"))
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{Text(r.Text("due.outstanding")), Count(unexpected), Money(lost)}})
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("due.expired_total"), 0, 2))
	}
	last := sums(Total, r.Text("status.grand_total"), 0, 2)
	last.Cells[2] = Money(facts.total).By(Sum())
	t.Rows = append(t.Rows, last)
	return t, nil
}
