package reports

import (
	"cmp"
	"iter"
	"slices"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

// contributionsTable has each contribution in the currency in which it was
// promised.
func contributionsTable(r reader, in StatusIn, facts statusFacts) Table {
	t := Table{
		Key: "contributions", Name: r.Text("originals.sheet"),
		Title: in.title(r, facts, "originals.title", "originals.unit"),
		Columns: []Column{
			TextOf("donor", r.Text("status.donor")),
			YearOf("year", r.Text("status.year")),
			TextOf("reference", r.Text("originals.reference")),
			DateOf("promised", r.Text("originals.promised")),
			DateOf("paid", r.Text("originals.paid")),
			TextOf("currency", r.Text("originals.currency")),
		},
	}
	for _, key := range contributionFigures {
		t.Columns = append(t.Columns, MoneyOf(key, r.Text("status."+key), ""))
	}
	promised, paid := facts.dates()
	var list []*contributions.ContributionStatus
	for i := range facts.statuses {
		if s := &facts.statuses[i]; in.counts(facts, *s) {
			list = append(list, s)
		}
	}
	slices.SortStableFunc(list, func(a, b *contributions.ContributionStatus) int {
		return cmp.Compare(a.Contribution.Year, b.Contribution.Year)
	})
	list = sorted(r, list, func(s *contributions.ContributionStatus) string { return r.donor(s.Donor) })
	t.Stream = rowsOf(list, func(s *contributions.ContributionStatus, cells []Cell) Row {
		c := s.Contribution
		cells = append(cells,
			Text(r.donor(s.Donor)), Count(int64(c.Year)), Text(c.Reference),
			knownDate(promised[c.ID]), knownDate(paid[c.ID]), Text(string(c.Currency)))
		if c.Mode == contributions.InKind {
			return Row{Kind: Note, Currency: c.Currency, Cells: inKind(r, *s, cells)}
		}
		for i, m := range originalOf(s.Position) {
			cell := Money(m)
			if contributionFigures[i] == "outstanding" {
				cell = cell.By(Across(Plus("expected"), Minus("received"), Plus("overpaid"), Minus("written_down")))
			}
			cells = append(cells, cell)
		}
		return Row{Kind: Line, Currency: c.Currency, Cells: cells}
	})
	return t
}

// rowsOf makes a row of each item when it is asked for, in cells that the next
// row uses again: a table of a hundred thousand rows is never held.
func rowsOf[T any](items []T, row func(item T, cells []Cell) Row) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		var cells []Cell
		for _, item := range items {
			made := row(item, cells[:0])
			cells = made.Cells
			if !yield(made, nil) {
				return
			}
		}
	}
}

// contributionFigures are the columns of figures, in the order of originalOf.
// A difference of exchange exists in US dollars only.
var contributionFigures = []string{
	"pledged", "agreed", "expected", "received", "written_down", "overpaid", "outstanding", "refunded",
}

func originalOf(p contributions.Position) []money.Money {
	return []money.Money{
		p.Pledged.Amount, p.Agreed.Amount, p.Expected().Amount, p.Received.Amount, p.WrittenDown.Amount,
		p.Overpaid.Amount, p.Outstanding.Amount, p.Refunded.Amount,
	}
}

// inKind shows a contribution in kind beside the others: what was promised, and
// what of it was delivered, apart from cash and not counted.
func inKind(r reader, s contributions.ContributionStatus, cells []Cell) []Cell {
	cells[2] = Text(r.Text("originals.in_kind", "reference", s.Contribution.Reference))
	switch {
	case s.Goods.Amount.Sign() > 0 && s.Services.Amount.Sign() > 0:
		cells[2] = Text(r.Text("originals.delivered_both", "reference", s.Contribution.Reference, "goods", s.Goods.Amount, "services", s.Services.Amount))
	case s.Goods.Amount.Sign() > 0:
		cells[2] = Text(r.Text("originals.delivered_goods", "reference", s.Contribution.Reference, "goods", s.Goods.Amount))
	case s.Services.Amount.Sign() > 0:
		cells[2] = Text(r.Text("originals.delivered_services", "reference", s.Contribution.Reference, "services", s.Services.Amount))
	}
	return append(cells, Money(s.InKind.Amount))
}

// dates are when each contribution was first promised and last paid; no date
// where the source does not know it.
func (f statusFacts) dates() (promised, paid map[int64]date.Date) {
	promised, paid = map[int64]date.Date{}, map[int64]date.Date{}
	reversed := map[int64]bool{}
	for _, e := range f.entries {
		reversed[e.Reverses] = true
	}
	for _, e := range f.entries {
		if !e.DateKnown || reversed[e.ID] {
			continue
		}
		switch e.Kind {
		case contributions.Pledge, contributions.Agreement:
			if first, ok := promised[e.Contribution]; !ok || e.On.Before(first) {
				promised[e.Contribution] = e.On
			}
		case contributions.Receipt:
			if e.On.After(paid[e.Contribution]) {
				paid[e.Contribution] = e.On
			}
		}
	}
	return promised, paid
}

func knownDate(d date.Date) Cell {
	if d.IsZero() {
		return Dash()
	}
	return On(d)
}
