package reports

import (
	"cmp"
	"slices"

	"article30/contributions"
	"article30/internal/money"
)

// entriesTable has everything that happened, with the rate at which it was
// valued.
func entriesTable(r reader, in StatusIn, facts statusFacts) Table {
	t := Table{
		Key: "entries", Name: r.Text("entries.sheet"),
		Title:   in.title(r, facts, "entries.title", "entries.unit"),
		Columns: append(entryColumns(r), TextOf("basis", r.Text("entries.basis")), MoneyOf("usd", r.Text("entries.usd"), money.USD)),
	}
	t.Stream = rowsOf(facts.ordered, func(e orderedEntry, cells []Cell) Row {
		cells = append(appendEntry(cells, r, e), Text(r.Text("entries.rate_basis."+string(e.Basis))), Money(e.USD))
		return Row{Kind: Line, Currency: e.Amount.Currency(), Cells: cells}
	})
	return t
}

// sourceTable lists the entries whose recorded US dollars are not what the
// operational rate of their date gives, and the difference: the figures that
// an import keeps as its source has them, and those of a bank's rate.
func sourceTable(r reader, in StatusIn, facts statusFacts) Table {
	t := Table{
		Key: "recorded_by_source", Name: r.Text("recorded.sheet"),
		Title: in.title(r, facts, "recorded.title", "entries.unit"),
		Columns: append(entryColumns(r),
			MoneyOf("usd", r.Text("recorded.usd"), money.USD),
			MoneyOf("usd_unore", r.Text("recorded.usd_unore"), money.USD),
			MoneyOf("difference", r.Text("recorded.difference"), money.USD)),
	}
	differ := map[contributions.Kind][]orderedEntry{}
	for _, e := range facts.ordered {
		if slices.Contains(entryKinds, e.Kind) && e.USDUnore != (money.Money{}) && e.USDUnore != e.USD {
			differ[e.Kind] = append(differ[e.Kind], e)
		}
	}
	if len(differ) == 0 {
		t.Rows = []Row{{Kind: Note, Cells: []Cell{Text(r.Text("recorded.none"))}}}
		return t
	}
	t.Stream = func(yield func(Row, error) bool) {
		for _, kind := range entryKinds {
			if len(differ[kind]) == 0 {
				continue
			}
			name := r.Text("entries.kind." + string(kind))
			if !yield(Row{Kind: Heading, Cells: []Cell{Text(name)}}, nil) {
				return
			}
			for row := range rowsOf(differ[kind], func(e orderedEntry, cells []Cell) Row {
				cells = append(appendEntry(cells, r, e),
					Money(e.USD), Money(e.USDUnore), Calc(Across(Plus("usd"), Minus("usd_unore"))))
				return Row{Kind: Line, Currency: e.Amount.Currency(), Cells: cells}
			}) {
				if !yield(row, nil) {
					return
				}
			}
			if !yield(sums(Subtotal, r.Text("recorded.subtotal", "kind", name), len(entryColumns(r))-1, 3), nil) {
				return
			}
		}
	}
	return t
}

// entryKinds are the kinds of entry in the order of a contribution's life.
var entryKinds = []contributions.Kind{
	contributions.Pledge, contributions.PledgeRevision, contributions.Agreement, contributions.ConditionMet,
	contributions.Receipt, contributions.Refund, contributions.WriteDown,
	contributions.InSuspense, contributions.Cleared, contributions.RateCorrection, contributions.Revaluation, contributions.Reversal,
}

func entryColumns(r reader) []Column {
	return []Column{
		TextOf("donor", r.Text("status.donor")),
		TextOf("reference", r.Text("originals.reference")),
		TextOf("entry", r.Text("entries.entry")),
		DateOf("on", r.Text("entries.on")),
		TextOf("currency", r.Text("originals.currency")),
		MoneyOf("amount", r.Text("entries.amount"), ""),
		RateOf("rate", r.Text("entries.rate")),
	}
}

func appendEntry(cells []Cell, r reader, e orderedEntry) []Cell {
	on := Dash()
	if e.DateKnown {
		on = On(e.On)
	}
	rate := Dash()
	if !e.Rate.IsZero() {
		rate = Decimal(e.Rate.Decimal())
	}
	return append(cells,
		Text(r.donor(e.of.Donor)), Text(e.of.Contribution.Reference), Text(entryKind(r, e)), on,
		Text(string(e.Amount.Currency())), Money(e.Amount), rate)
}

// entryKind is what the entry says happened: a receipt in kind is a delivery.
func entryKind(r reader, e orderedEntry) string {
	if e.of.Contribution.Mode == contributions.InKind && e.Kind == contributions.Receipt {
		return r.Text("entries.kind.delivery")
	}
	return r.Text("entries.kind." + string(e.Kind))
}

// orderedEntry is an entry beside the status of its contribution.
type orderedEntry struct {
	*contributions.Entry
	of *contributions.ContributionStatus
}

// inOrder are the entries by donor, year and contribution, each contribution's
// in the order of recording.
func (f statusFacts) inOrder(r reader) []orderedEntry {
	by := make(map[int64]*contributions.ContributionStatus, len(f.statuses))
	for i := range f.statuses {
		by[f.statuses[i].Contribution.ID] = &f.statuses[i]
	}
	entries := make([]orderedEntry, 0, len(f.entries))
	for i := range f.entries {
		e := &f.entries[i]
		of := by[e.Contribution]
		if of == nil {
			of = &contributions.ContributionStatus{}
		}
		entries = append(entries, orderedEntry{e, of})
	}
	slices.SortStableFunc(entries, func(a, b orderedEntry) int {
		return cmp.Or(
			cmp.Compare(a.of.Contribution.Year, b.of.Contribution.Year),
			cmp.Compare(a.Contribution, b.Contribution),
		)
	})
	return sorted(r, entries, func(e orderedEntry) string { return r.donor(e.of.Donor) })
}
