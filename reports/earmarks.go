package reports

import (
	"context"
	"strconv"

	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// EarmarksIn selects the day of a statement of earmarks; today for no date.
type EarmarksIn struct {
	AsOf date.Date
}

// Earmarks is the cash that came in, less what went back to donors, by what it
// may be spent on, and of which contributions it is, in US dollars at the value
// of the payments. What was spent is not taken out of it. The total is compared
// with the cash in the books of contributions.
//
// Errors: reports.in_future, reports.not_the_books; those of Check.
func (s *Service) Earmarks(ctx context.Context, p *locale.Printer, in EarmarksIn) (*Checked, error) {
	day, err := s.day(in.AsOf)
	if err != nil {
		return nil, err
	}
	facts := earmarkFacts{asOf: day, contributions: map[int64]contributions.Contribution{}}
	err = s.store.View(ctx, func(ctx context.Context) error {
		if facts.tree, facts.lots, err = s.earmarks.Cash(ctx, day); err != nil {
			return err
		}
		if facts.accounts, err = s.store.Accounts(ctx, contributions.Filter{}, day); err != nil {
			return err
		}
		list, err := s.contributions.Contributions(ctx, contributions.Filter{})
		if err != nil {
			return err
		}
		for _, c := range list {
			facts.contributions[c.ID] = c
		}
		facts.donors, err = s.contributions.DonorsByID(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	total, err := facts.total()
	if err != nil {
		return nil, err
	}
	cash, ok := facts.accounts[contributions.Cash]
	if !ok {
		cash = money.Zero(money.USD)
	}
	if err := agree("cash_by_earmark", total, cash); err != nil {
		return nil, err
	}
	st, err := earmarksStatement(readerOf(p), facts, total)
	if err != nil {
		return nil, err
	}
	return st.Check()
}

// earmarkFacts are what a statement of earmarks is made of.
type earmarkFacts struct {
	asOf          date.Date
	tree          earmark.Tree
	lots          []earmark.Lot
	accounts      map[contributions.Account]money.Money
	contributions map[int64]contributions.Contribution
	donors        map[int64]contributions.Donor
}

func (f earmarkFacts) total() (money.Money, error) {
	amounts := make([]money.Money, len(f.lots))
	for i, l := range f.lots {
		amounts[i] = l.USD
	}
	return money.Sum(money.USD, amounts...)
}

// of are the lots under an earmark.
func (f earmarkFacts) of(id int64) (lots []earmark.Lot) {
	for _, l := range f.lots {
		if l.Earmark == id {
			lots = append(lots, l)
		}
	}
	return lots
}

func earmarksStatement(r reader, f earmarkFacts, total money.Money) (Statement, error) {
	st := r.statement("earmarks", f.asOf)
	st.Title = r.Text("earmarks.title")
	summary, err := earmarksTable(r, f, total)
	if err != nil {
		return Statement{}, err
	}
	st.Tables = []Table{summary, earmarkedTable(r, f, total)}
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	st.Basis = r.basis(
		r.fact("as_of", On(f.asOf)),
		r.fact("books", Cell{}),
		words("earmarks_cash"), words("earmarks_refunds"), words("earmarks_degrees"), words("earmarks_agrees"),
		r.fact("counting", Cell{}),
		words("rounding"),
	)
	return st, nil
}

func (f earmarkFacts) title(r reader, table string) []string {
	return []string{r.Text(table), r.Text("status.account"), r.Text("status.as_of", "date", f.asOf), r.Text("status.unit")}
}

// earmarksTable has every earmark with its own cash. One that is closed and has
// none is left out.
func earmarksTable(r reader, f earmarkFacts, total money.Money) (Table, error) {
	t := Table{
		Key: "earmarks", Name: r.Text("earmarks.sheet"), Title: f.title(r, "earmarks.title"),
		Columns: []Column{
			TextOf("earmark", r.Text("earmarks.earmark")),
			TextOf("code", r.Text("earmarks.code")),
			TextOf("above", r.Text("earmarks.above")),
			TextOf("degree", r.Text("earmarks.degree")),
			MoneyOf("cash", r.Text("earmarks.cash"), money.USD),
		},
	}
	for _, e := range f.tree {
		sum, err := earmark.Total(f.lots, e.ID)
		if err != nil {
			return Table{}, err
		}
		if !e.OpenOn(f.asOf) && sum.IsZero() {
			continue
		}
		cash := Money(sum)
		if sum.IsZero() {
			cash = Dash()
		}
		above := ""
		if up, err := f.tree.ByID(e.Parent); err == nil {
			above = up.Code
		}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{
			Text(e.Title(r.Lang())), Text(e.Code), Text(above), Text(r.Text("earmark.degree." + strconv.Itoa(int(e.Degree)))), cash,
		}})
	}
	last := sums(Total, r.Text("earmarks.total"), 3, 1)
	last.Cells[4] = Money(total).By(Sum())
	t.Rows = append(t.Rows, last)
	return t, nil
}

// earmarkedTable has, under each earmark with cash, of which contributions it
// is and when it came.
func earmarkedTable(r reader, f earmarkFacts, total money.Money) Table {
	t := Table{
		Key: "contributions", Name: r.Text("earmarks.contributions"), Title: f.title(r, "earmarks.contributions_title"),
		Columns: []Column{
			TextOf("donor", r.Text("status.donor")),
			YearOf("year", r.Text("status.year")),
			TextOf("reference", r.Text("originals.reference")),
			DateOf("received", r.Text("earmarks.received")),
			MoneyOf("cash", r.Text("earmarks.cash"), money.USD),
		},
	}
	name := func(l earmark.Lot) string { return r.donor(f.donors[f.contributions[l.Contribution].Donor]) }
	for _, e := range f.tree {
		lots := f.of(e.ID)
		if len(lots) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("earmarks.heading", "code", e.Code, "title", e.Title(r.Lang())))}})
		for _, l := range sorted(r, lots, name) {
			c := f.contributions[l.Contribution]
			t.Rows = append(t.Rows, Row{Kind: Line, Cells: []Cell{
				Text(name(l)), Count(int64(c.Year)), Text(c.Reference), On(l.Received), Money(l.USD),
			}})
		}
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("earmarks.subtotal", "code", e.Code), 3, 1))
	}
	last := sums(Total, r.Text("earmarks.total"), 3, 1)
	last.Cells[4] = Money(total).By(Sum())
	t.Rows = append(t.Rows, last)
	return t
}
