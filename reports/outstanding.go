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

// splitFacts are what is outstanding on a day, divided.
type splitFacts struct {
	asOf  date.Date
	items []contributions.OutstandingItem
	total money.Money // US dollars, as the books have it
}

// Outstanding is what is outstanding at the end of a day, contribution by
// contribution: how much of it was not paid, in its currency and at the value of
// the promise, how much is there only because rates moved, and what the unpaid
// is worth at the rate of the day. What payments came to more or less than what
// they settled stands beside it: it is no longer outstanding. The total is
// compared with the books.
//
// Errors: reports.in_future, reports.not_the_books; those of Check.
func (s *Service) Outstanding(ctx context.Context, p *locale.Printer, in StatusIn) (*Checked, error) {
	facts, err := s.splitOn(ctx, in)
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	st := r.statement("outstanding", facts.asOf)
	st.Title = r.Text("split.title")
	st.Tables = []Table{splitTable(r, facts)}
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	st.Basis = r.basis(
		r.fact("as_of", On(facts.asOf)),
		r.fact("books", Cell{}),
		r.fact("outstanding", Text(r.Text("basis.outstanding.text", "amount", facts.total))),
		r.fact("counting", Cell{}),
		words("split_unpaid"), words("split_rates"), words("split_settled"), words("split_today"), words("rounding"),
	)
	return st.Check()
}

func (s *Service) splitOn(ctx context.Context, in StatusIn) (facts splitFacts, err error) {
	if facts.asOf, err = s.day(in.AsOf); err != nil {
		return facts, err
	}
	f := contributions.Filter{Donor: in.Donor, Year: in.Year}
	var accounts map[contributions.Account]money.Money
	err = s.store.View(ctx, func(ctx context.Context) (err error) {
		if facts.items, err = s.contributions.SplitOn(ctx, facts.asOf, f); err != nil {
			return err
		}
		accounts, err = s.store.Accounts(ctx, f, facts.asOf)
		return err
	})
	if err != nil {
		return facts, err
	}
	facts.total = money.Zero(money.USD)
	for _, i := range facts.items {
		if facts.total, err = facts.total.Add(i.Outstanding.USD); err != nil {
			return facts, err
		}
	}
	var books []money.Money
	for _, a := range []contributions.Account{contributions.Receivable, contributions.MemoPledged} {
		if m, ok := accounts[a]; ok {
			books = append(books, m)
		}
	}
	return facts, agree("outstanding", facts.total, books...)
}

func splitTable(r reader, facts splitFacts) Table {
	t := Table{
		Key: "outstanding", Name: r.Text("split.sheet"),
		Title: []string{r.Text("split.title"), r.Text("status.account"), r.Text("status.as_of", "date", facts.asOf), r.Text("ageing.unit")},
		Columns: []Column{
			TextOf("donor", r.Text("status.donor")),
			TextOf("reference", r.Text("originals.reference")),
			TextOf("currency", r.Text("originals.currency")),
			RateOf("rate", r.Text("split.rate")),
			MoneyOf("amount", r.Text("ageing.amount"), ""),
			MoneyOf("unpaid", r.Text("split.unpaid"), money.USD),
			MoneyOf("by_rates", r.Text("split.by_rates"), money.USD),
			MoneyOf("outstanding", r.Text("status.outstanding"), money.USD),
			MoneyOf("settled_by_rates", r.Text("split.settled"), money.USD),
			MoneyOf("today", r.Text("split.today"), money.USD),
		},
	}
	items := slices.Clone(facts.items)
	slices.SortStableFunc(items, func(a, b contributions.OutstandingItem) int {
		return cmp.Compare(a.Contribution.Reference, b.Contribution.Reference)
	})
	for _, i := range sorted(r, items, func(i contributions.OutstandingItem) string { return r.donor(i.Donor) }) {
		rate, today := Dash(), Dash()
		if !i.Rate.PerUSD.IsZero() {
			rate, today = Decimal(i.Rate.PerUSD.Decimal()), Money(i.Today)
		}
		t.Rows = append(t.Rows, Row{Kind: Line, Currency: i.Contribution.Currency, Cells: []Cell{
			Text(r.donor(i.Donor)), Text(i.Contribution.Reference), Text(string(i.Contribution.Currency)), rate,
			Money(i.Outstanding.Amount), Money(i.Unpaid.USD), Money(i.ByRates),
			Money(i.Outstanding.USD).By(Across(Plus("unpaid"), Plus("by_rates"))), Money(i.SettledByRates), today,
		}})
	}
	last := sums(Total, r.Text("status.grand_total"), 4, 5)
	last.Cells[7] = Money(facts.total).By(Sum())
	t.Rows = append(t.Rows, last)
	return t
}
