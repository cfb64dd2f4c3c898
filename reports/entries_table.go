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
	by := facts.byContribution()
	for _, e := range facts.inOrder(r) {
		cells := append(entryCells(r, by[e.Contribution], e), Text(r.Text("entries.rate_basis."+string(e.Basis))), Money(e.USD))
		t.Rows = append(t.Rows, Row{Kind: Line, Currency: e.Amount.Currency(), Cells: cells})
	}
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
	by := facts.byContribution()
	entries := facts.inOrder(r)
	for _, kind := range entryKinds {
		var rows []Row
		for _, e := range entries {
			if e.Kind == kind && e.USDUnore != (money.Money{}) && e.USDUnore != e.USD {
				cells := append(entryCells(r, by[e.Contribution], e),
					Money(e.USD), Money(e.USDUnore), Calc(Across(Plus("usd"), Minus("usd_unore"))))
				rows = append(rows, Row{Kind: Line, Currency: e.Amount.Currency(), Cells: cells})
			}
		}
		if len(rows) == 0 {
			continue
		}
		name := r.Text("entries.kind." + string(kind))
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(name)}})
		t.Rows = append(t.Rows, rows...)
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("recorded.subtotal", "kind", name), len(entryColumns(r))-1, 3))
	}
	if len(t.Rows) == 0 {
		t.Rows = []Row{{Kind: Note, Cells: []Cell{Text(r.Text("recorded.none"))}}}
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

func entryCells(r reader, s contributions.ContributionStatus, e contributions.Entry) []Cell {
	on := Dash()
	if e.DateKnown {
		on = On(e.On)
	}
	rate := Dash()
	if !e.Rate.IsZero() {
		rate = Decimal(e.Rate.Decimal())
	}
	return []Cell{
		Text(r.donor(s.Donor)), Text(s.Contribution.Reference), Text(entryKind(r, s, e)), on,
		Text(string(e.Amount.Currency())), Money(e.Amount), rate,
	}
}

// entryKind is what the entry says happened: a receipt in kind is a delivery.
func entryKind(r reader, s contributions.ContributionStatus, e contributions.Entry) string {
	if s.Contribution.Mode == contributions.InKind && e.Kind == contributions.Receipt {
		return r.Text("entries.kind.delivery")
	}
	return r.Text("entries.kind." + string(e.Kind))
}

func (f statusFacts) byContribution() map[int64]contributions.ContributionStatus {
	by := make(map[int64]contributions.ContributionStatus, len(f.statuses))
	for _, s := range f.statuses {
		by[s.Contribution.ID] = s
	}
	return by
}

// inOrder are the entries by donor, year and contribution, each contribution's
// in the order of recording.
func (f statusFacts) inOrder(r reader) []contributions.Entry {
	by := f.byContribution()
	entries := slices.Clone(f.entries)
	slices.SortStableFunc(entries, func(a, b contributions.Entry) int {
		return cmp.Or(
			cmp.Compare(by[a.Contribution].Contribution.Year, by[b.Contribution].Contribution.Year),
			cmp.Compare(a.Contribution, b.Contribution),
		)
	})
	return sorted(r, entries, func(e contributions.Entry) string { return r.donor(by[e.Contribution].Donor) })
}
