package reports

import (
	"cmp"
	"slices"

	"article30/contributions"
	"article30/internal/date"
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
	bases := map[contributions.Basis]Cell{}
	for _, e := range facts.ordered {
		if _, known := bases[e.Basis]; !known {
			bases[e.Basis] = Text(r.Text("entries.rate_basis." + string(e.Basis)))
		}
	}
	t.Stream = rowsOf(facts.ordered, func(e orderedEntry, cells []Cell) Row {
		cells = append(facts.printed.append(cells, r, e), bases[e.Basis], Money(e.USD))
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
				cells = append(facts.printed.append(cells, r, e),
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

// printedEntries is how kinds and rates of the entries are printed, of which
// hundreds of thousands of entries have few.
type printedEntries struct {
	kinds map[kindOfEntry]Cell
	rates map[money.Rate]Cell
}

// kindOfEntry is what the entry says happened: a receipt in kind is a delivery.
type kindOfEntry struct {
	contributions.Kind
	inKind bool
}

func (e orderedEntry) kind() kindOfEntry {
	return kindOfEntry{e.Kind, e.of.Contribution.Mode == contributions.InKind && e.Kind == contributions.Receipt}
}

func printedOf(r reader, entries []orderedEntry) printedEntries {
	p := printedEntries{map[kindOfEntry]Cell{}, map[money.Rate]Cell{{}: Dash()}}
	for _, e := range entries {
		kind := e.kind()
		if _, known := p.kinds[kind]; !known {
			name := string(kind.Kind)
			if kind.inKind {
				name = "delivery"
			}
			p.kinds[kind] = Text(r.Text("entries.kind." + name))
		}
		if _, known := p.rates[e.Rate]; !known {
			p.rates[e.Rate] = Decimal(e.Rate.Decimal())
		}
	}
	return p
}

// append adds the cells of entryColumns.
func (p printedEntries) append(cells []Cell, r reader, e orderedEntry) []Cell {
	on := Dash()
	if e.DateKnown {
		on = On(e.On)
	}
	return append(cells,
		Text(r.donor(e.of.Donor)), Text(e.of.Contribution.Reference), p.kinds[e.kind()], on,
		Text(string(e.Amount.Currency())), Money(e.Amount), p.rates[e.Rate])
}

// StatedEntry is what a statement says of an entry of a contribution: of hundreds of
// thousands it has no room for more.
type StatedEntry struct {
	ID, Contribution int64
	Reverses         int64
	Kind             contributions.Kind
	Basis            contributions.Basis
	On               date.Date
	DateKnown        bool
	Amount           money.Money
	USD              money.Money
	USDUnore         money.Money // what the operational rate gives, when USD is not from it and there is one
	Rate             money.Rate
}

// orderedEntry is an entry beside the status of its contribution.
type orderedEntry struct {
	*StatedEntry
	of *contributions.ContributionStatus
}

// inOrder are the entries by donor, year and contribution, each contribution's
// in the order of recording.
func (f statusFacts) inOrder(r reader) []orderedEntry {
	by := make(map[int64]*contributions.ContributionStatus, len(f.statuses))
	for i := range f.statuses {
		by[f.statuses[i].Contribution.ID] = &f.statuses[i]
	}
	type life struct {
		of      *contributions.ContributionStatus
		entries []StatedEntry
	}
	lives := make([]life, 0, len(f.statuses))
	for rest := f.entries; len(rest) > 0; {
		n := 1
		for n < len(rest) && rest[n].Contribution == rest[0].Contribution {
			n++
		}
		of := by[rest[0].Contribution]
		if of == nil {
			of = &contributions.ContributionStatus{}
		}
		lives, rest = append(lives, life{of, rest[:n]}), rest[n:]
	}
	slices.SortStableFunc(lives, func(a, b life) int { return cmp.Compare(a.of.Contribution.Year, b.of.Contribution.Year) })
	lives = sorted(r, lives, func(l life) string { return r.donor(l.of.Donor) })
	entries := make([]orderedEntry, 0, len(f.entries))
	for _, l := range lives {
		for i := range l.entries {
			entries = append(entries, orderedEntry{&l.entries[i], l.of})
		}
	}
	return entries
}
