package reports

import (
	"cmp"
	"context"
	"slices"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// outstandingFacts are what is outstanding on a day, by due date.
type outstandingFacts struct {
	asOf  date.Date
	items []contributions.OpenItem
	total money.Money // US dollars, as the books have it
}

// outstandingOn reads what is outstanding and compares it with the receivables
// and the pledges of the books.
func (s *Service) outstandingOn(ctx context.Context, in StatusIn) (facts outstandingFacts, err error) {
	if facts.asOf, err = s.day(in.AsOf); err != nil {
		return facts, err
	}
	f := contributions.Filter{Donor: in.Donor, Year: in.Year}
	err = s.store.View(ctx, func(ctx context.Context) (err error) {
		if facts.items, err = s.contributions.OpenItemsOn(ctx, facts.asOf, f); err != nil {
			return err
		}
		accounts, err := s.store.Accounts(ctx, f, facts.asOf)
		if err != nil {
			return err
		}
		facts.total, err = money.Sum(money.USD)
		for _, a := range []contributions.Account{contributions.Receivable, contributions.MemoPledged} {
			if m, ok := accounts[a]; ok && err == nil {
				facts.total, err = facts.total.Add(m)
			}
		}
		return err
	})
	if err != nil {
		return facts, err
	}
	sum := money.Zero(money.USD)
	for _, i := range facts.items {
		if sum, err = sum.Add(i.Outstanding.USD); err != nil {
			return facts, err
		}
	}
	return facts, agree("outstanding", sum, facts.total)
}

// inOrder are the items by donor, in the order of the reader's language, and
// by due date.
func (f outstandingFacts) inOrder(r reader) []contributions.OpenItem {
	items := slices.Clone(f.items)
	slices.SortStableFunc(items, func(a, b contributions.OpenItem) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.Contribution.Reference, b.Contribution.Reference))
	})
	return sorted(r, items, func(i contributions.OpenItem) string { return r.donor(i.Donor) })
}

// Ageing is what is outstanding at the end of a day and for how long it has
// been due: item by item, in the currency of the contribution and in US
// dollars. Its total is compared with the books.
//
// Errors: reports.in_future, reports.not_the_books; those of Check.
func (s *Service) Ageing(ctx context.Context, p *locale.Printer, in StatusIn) (*Checked, error) {
	facts, err := s.outstandingOn(ctx, in)
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	st := r.statement("ageing", facts.asOf)
	st.Title = r.Text("ageing.title")
	st.Tables = []Table{ageingTable(r, facts)}
	st.Basis = r.outstandingBasis(facts)
	return st.Check()
}

// ages are the columns of the ageing, each up to a number of days after the
// due date.
var ages = []struct {
	key  string
	days int
}{{"not_due", -1}, {"days_30", 30}, {"days_90", 90}, {"days_365", 365}, {"older", 1 << 30}}

func ageingTable(r reader, facts outstandingFacts) Table {
	t := Table{
		Key: "ageing", Name: r.Text("ageing.sheet"),
		Title:   facts.title(r, "ageing.title", "ageing.unit"),
		Columns: append(itemColumns(r), MoneyOf("amount", r.Text("ageing.amount"), "")),
	}
	words := len(t.Columns) - 1
	var terms []Term
	for _, age := range ages {
		t.Columns = append(t.Columns, MoneyOf(age.key, r.Text("ageing."+age.key), money.USD))
		terms = append(terms, Plus(age.key))
	}
	t.Columns = append(t.Columns, MoneyOf("outstanding", r.Text("status.outstanding"), money.USD))
	for _, i := range facts.inOrder(r) {
		cells := append(itemCells(r, i), Money(i.Outstanding.Amount))
		late, placed := facts.asOf.Sub(i.Due), false
		for _, age := range ages {
			if !placed && late <= age.days {
				cells, placed = append(cells, Money(i.Outstanding.USD)), true
				continue
			}
			cells = append(cells, Dash())
		}
		cells = append(cells, Money(i.Outstanding.USD).By(Across(terms...)))
		t.Rows = append(t.Rows, Row{Kind: Line, Currency: i.Contribution.Currency, Cells: cells})
	}
	last := sums(Total, r.Text("status.grand_total"), words, len(ages)+1)
	last.Cells[len(last.Cells)-1] = Money(facts.total).By(Sum())
	t.Rows = append(t.Rows, last)
	if expired := facts.expired(); len(expired) > 0 {
		t.Rows = append(t.Rows, Row{Kind: Note, Cells: []Cell{Text(r.Text("ageing.expired_note", "count", len(expired)))}})
	}
	return t
}

// expired are the items of agreements that have expired: what is outstanding of
// them is not expected to come.
func (f outstandingFacts) expired() (items []contributions.OpenItem) {
	for _, i := range f.items {
		if !i.Expired.IsZero() {
			items = append(items, i)
		}
	}
	return items
}

func itemColumns(r reader) []Column {
	return []Column{
		TextOf("donor", r.Text("status.donor")),
		TextOf("reference", r.Text("originals.reference")),
		DateOf("due", r.Text("ageing.due")),
		TextOf("due_by", r.Text("ageing.due_by")),
		TextOf("currency", r.Text("originals.currency")),
	}
}

func itemCells(r reader, i contributions.OpenItem) []Cell {
	by := "ageing.by_promise"
	if i.Scheduled {
		by = "ageing.by_instalment"
	}
	due := r.Text(by)
	if !i.Expired.IsZero() {
		due = r.Text("ageing.expired", "by", due, "date", i.Expired)
	}
	return []Cell{
		Text(r.donor(i.Donor)), Text(i.Contribution.Reference), On(i.Due), Text(due), Text(string(i.Contribution.Currency)),
	}
}

func (r reader) outstandingBasis(facts outstandingFacts) Basis {
	words := func(key string, args ...any) Pair {
		return r.fact(key, Text(r.Text("basis."+key+".text", args...)))
	}
	pairs := []Pair{
		r.fact("as_of", On(facts.asOf)),
		r.fact("books", Cell{}),
		words("outstanding", "amount", facts.total),
		r.fact("counting", Cell{}),
		words("due_dates"), words("divided"), words("rounding"), words("regular_budget"),
	}
	var list []contributions.Contribution
	for _, i := range facts.items {
		list = append(list, i.Contribution)
	}
	if note, ok := r.merged(list); ok {
		pairs = append(pairs, note)
	}
	return r.basis(pairs...)
}
