package reports

import (
	"context"
	"slices"
	"strconv"

	"article30/budget/execution"
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

// Earmarks is the money that came in, less what went back to donors, by what it
// may be spent on, and of which contributions it is, in US dollars at the value
// of the payments; with what spending holds and has drawn of it, and what is
// left. All totals are compared with the cash in the books of contributions and
// of the execution of budgets.
//
// Errors: reports.in_future, reports.not_the_books; those of Check.
func (s *Service) Earmarks(ctx context.Context, p *locale.Printer, in EarmarksIn) (*Checked, error) {
	day, err := s.day(in.AsOf)
	if err != nil {
		return nil, err
	}
	facts := earmarkFacts{asOf: day, contributions: map[int64]contributions.Contribution{}}
	err = s.store.View(ctx, func(ctx context.Context) error {
		if facts.tree, facts.positions, err = s.earmarks.Positions(ctx, day); err != nil {
			return err
		}
		if facts.cash, err = s.execution.FundCash(ctx, day); err != nil {
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
	positions     []earmark.Position
	cash          execution.FundCash
	contributions map[int64]contributions.Contribution
	donors        map[int64]contributions.Donor
}

// unidentified is money of which it is not known yet what it is for.
func (f earmarkFacts) unidentified() earmark.Position {
	p := earmark.Sum(nil)
	p.Received, p.Left = f.cash.Unidentified, f.cash.Unidentified
	return p
}

// total is all of it, which has to be what the books have.
//
// Errors: reports.not_the_books, money.too_large.
func (f earmarkFacts) total() (earmark.Position, error) {
	all := earmark.Sum(append(slices.Clone(f.positions), f.unidentified()))
	for _, c := range []struct {
		figure    string
		statement money.Money
		books     []money.Money
	}{
		{"received_by_earmark", all.Received, []money.Money{f.cash.Received}},
		{"held_by_earmark", all.Held, []money.Money{f.cash.Committed, f.cash.Held}},
		{"drawn_by_earmark", all.Drawn, []money.Money{f.cash.Paid, f.cash.Unpaid, f.cash.PSC}},
		{"left_by_earmark", all.Left, []money.Money{f.cash.Free, f.cash.Unidentified}},
	} {
		if err := agree(c.figure, c.statement, c.books...); err != nil {
			return earmark.Position{}, err
		}
	}
	return all, nil
}

func earmarksStatement(r reader, f earmarkFacts, total earmark.Position) (Statement, error) {
	st := r.statement("earmarks", f.asOf)
	st.Title = r.Text("earmarks.title")
	st.Tables = []Table{earmarksTable(r, f, total), earmarkedTable(r, f, total)}
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	st.Basis = r.basis(
		r.fact("as_of", On(f.asOf)),
		r.fact("books", Cell{}),
		words("earmarks_cash"), words("earmarks_drawn"), words("earmarks_refunds"), words("earmarks_degrees"), words("earmarks_agrees"),
		r.fact("counting", Cell{}),
		words("rounding"),
	)
	return st, nil
}

func (f earmarkFacts) title(r reader, table string) []string {
	return []string{r.Text(table), r.Text("status.account"), r.Text("status.as_of", "date", f.asOf), r.Text("status.unit")}
}

// positionColumns are the columns of a position.
func positionColumns(r reader) []Column {
	return []Column{
		MoneyOf("received", r.Text("earmarks.cash_in"), money.USD),
		MoneyOf("held", r.Text("earmarks.held"), money.USD),
		MoneyOf("drawn", r.Text("earmarks.drawn"), money.USD),
		MoneyOf("left", r.Text("earmarks.left"), money.USD),
	}
}

func dollars(m money.Money) Cell {
	if m.IsZero() {
		return Dash()
	}
	return Money(m)
}

// positionCells are the cells of a position in a line.
func positionCells(p earmark.Position) []Cell {
	left := Money(p.Left).By(Across(Plus("received"), Minus("held"), Minus("drawn")))
	return []Cell{dollars(p.Received), dollars(p.Held), dollars(p.Drawn), left}
}

// totals puts the sums of a position into the last cells of a row.
func totals(row Row, p earmark.Position) Row {
	n := len(row.Cells) - 4
	for i, m := range []money.Money{p.Received, p.Held, p.Drawn, p.Left} {
		row.Cells[n+i] = Money(m).By(Sum())
	}
	return row
}

// earmarksTable has every earmark with its own money. One that is closed and
// never had any is left out.
func earmarksTable(r reader, f earmarkFacts, total earmark.Position) Table {
	t := Table{
		Key: "earmarks", Name: r.Text("earmarks.sheet"), Title: f.title(r, "earmarks.title"),
		Columns: append([]Column{
			TextOf("earmark", r.Text("earmarks.earmark")),
			TextOf("code", r.Text("earmarks.code")),
			TextOf("above", r.Text("earmarks.above")),
			TextOf("degree", r.Text("earmarks.degree")),
		}, positionColumns(r)...),
	}
	line := func(title, code, above, degree string, p earmark.Position) {
		cells := []Cell{Text(title), Text(code), Text(above), Text(degree)}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: append(cells, positionCells(p)...)})
	}
	for _, e := range f.tree {
		own := earmark.Under(f.positions, e.ID)
		title := r.Word(e.Title(r.Lang()))
		if !e.OpenOn(f.asOf) {
			if len(own) == 0 {
				continue
			}
			title = r.Text("earmarks.closed", "title", title, "date", e.Closure.On)
		}
		above := ""
		if up, err := f.tree.ByID(e.Parent); err == nil {
			above = up.Code
		}
		line(title, e.Code, above, r.Text("earmark.degree."+strconv.Itoa(int(e.Degree))), earmark.Sum(own))
	}
	if own := earmark.Under(f.positions, 0); len(own) > 0 {
		line(r.Text("earmarks.unrecorded"), "", "", "", earmark.Sum(own))
	}
	if p := f.unidentified(); !p.Received.IsZero() {
		line(r.Text("earmarks.unidentified"), "", "", "", p)
	}
	t.Rows = append(t.Rows, totals(sums(Total, r.Text("earmarks.total"), 3, 4), total))
	return t
}

// earmarkedTable has, under each earmark that has or had money, of which
// contributions it is and since when.
func earmarkedTable(r reader, f earmarkFacts, total earmark.Position) Table {
	t := Table{
		Key: "contributions", Name: r.Text("earmarks.contributions"), Title: f.title(r, "earmarks.contributions_title"),
		Columns: append([]Column{
			TextOf("donor", r.Text("status.donor")),
			YearOf("year", r.Text("status.year")),
			TextOf("reference", r.Text("originals.reference")),
			DateOf("received_on", r.Text("earmarks.received")),
		}, positionColumns(r)...),
	}
	name := func(p earmark.Position) string { return r.donor(f.donors[f.contributions[p.Contribution].Donor]) }
	for _, e := range f.tree {
		own := earmark.Under(f.positions, e.ID)
		if len(own) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("earmarks.heading", "code", e.Code, "title", r.Word(e.Title(r.Lang()))))}})
		for _, p := range sorted(r, own, name) {
			c := f.contributions[p.Contribution]
			oldest := Dash()
			if !p.Oldest.IsZero() {
				oldest = On(p.Oldest)
			}
			cells := []Cell{Text(name(p)), Count(int64(c.Year)), Text(c.Reference), oldest}
			t.Rows = append(t.Rows, Row{Kind: Line, Cells: append(cells, positionCells(p)...)})
		}
		t.Rows = append(t.Rows, totals(sums(Subtotal, r.Text("earmarks.subtotal", "code", e.Code), 3, 4), earmark.Sum(own)))
	}
	for _, p := range earmark.Under(f.positions, 0) {
		cells := []Cell{Text(r.Text("earmarks.unrecorded")), Dash(), {}, Dash()}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: append(cells, positionCells(p)...)})
	}
	if p := f.unidentified(); !p.Received.IsZero() {
		cells := []Cell{Text(r.Text("earmarks.unidentified")), Dash(), {}, Dash()}
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: append(cells, positionCells(p)...)})
	}
	t.Rows = append(t.Rows, totals(sums(Total, r.Text("earmarks.total"), 3, 4), total))
	return t
}
