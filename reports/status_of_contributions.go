package reports

import (
	"context"
	"maps"
	"slices"
	"strings"

	"article30/budget/conference"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// StatusIn selects what a status of contributions shows. Zero fields select
// all; AsOf is today when it is no date.
type StatusIn struct {
	AsOf  date.Date
	Donor int64
	Year  int
}

// StatusOfContributions is who pledged, agreed and paid what, and what is
// outstanding, at the end of a day: by donor and year in US dollars; each
// contribution in its own currency; every entry with its rate; and where the
// recorded US dollars are not those of the operational rate.
//
// Its totals are compared with the books: what was received less what was
// refunded with cash, what is outstanding with the receivables.
//
// Errors: reports.in_future, reports.not_the_books; those of Check.
func (s *Service) StatusOfContributions(ctx context.Context, p *locale.Printer, in StatusIn) (*Checked, error) {
	day, err := s.day(in.AsOf)
	if err != nil {
		return nil, err
	}
	in.AsOf = day
	f := contributions.Filter{Donor: in.Donor, Year: in.Year, Given: true}
	var facts statusFacts
	err = s.store.View(ctx, func(ctx context.Context) (err error) {
		if facts.statuses, err = s.contributions.ContributionStatus(ctx, day, f); err != nil {
			return err
		}
		if facts.participants, err = s.conference.Participants(ctx); err != nil {
			return err
		}
		if facts.books, err = s.closed(ctx); err != nil {
			return err
		}
		if facts.accounts, err = s.store.Accounts(ctx, f, day); err != nil {
			return err
		}
		facts.entries, err = s.store.Entries(ctx, f, day)
		return err
	})
	if err != nil {
		return nil, err
	}
	st, err := statusStatement(readerOf(p), in, facts)
	if err != nil {
		return nil, err
	}
	return st.Check()
}

// statusFacts are what a status of contributions is made of.
type statusFacts struct {
	statuses     []contributions.ContributionStatus
	entries      []StatedEntry
	ordered      []orderedEntry // the entries as they are printed
	printed      printedEntries
	accounts     map[contributions.Account]money.Money
	participants []conference.Participant
	books        *closedBooks
}

func statusStatement(r reader, in StatusIn, facts statusFacts) (Statement, error) {
	rows, err := contributions.ByDonorAndYear(facts.statuses)
	if err != nil {
		return Statement{}, err
	}
	total, err := contributions.Total(rows)
	if err != nil {
		return Statement{}, err
	}
	if err := facts.agree(total); err != nil {
		return Statement{}, err
	}
	facts.ordered = facts.inOrder(r)
	facts.printed = printedOf(r, facts.ordered)
	st := r.statement("status-of-contributions", in.AsOf)
	st.Title = r.Text("status.title")
	st.Tables = []Table{
		statusTable(r, in, facts, rows, total),
		contributionsTable(r, in, facts),
		entriesTable(r, in, facts),
		sourceTable(r, in, facts),
	}
	st.Basis = statusBasis(r, in, facts, total)
	return st, nil
}

// agree compares the totals with the postings.
func (f statusFacts) agree(total contributions.StatusRow) error {
	net, err := total.Received.Sub(total.Refunded)
	if err != nil {
		return err
	}
	if err := agree("received_less_refunded", net, f.account(contributions.Cash), f.account(contributions.BankCharges), f.account(contributions.Suspense)); err != nil {
		return err
	}
	return agree("outstanding", total.Outstanding,
		f.account(contributions.Receivable), f.account(contributions.MemoPledged))
}

func (f statusFacts) account(a contributions.Account) money.Money {
	if m, ok := f.accounts[a]; ok {
		return m
	}
	return money.Zero(money.USD)
}

// class is a kind of donors that the statement adds up by itself.
type class string

const (
	statesParties class = "states_parties"
	otherStates   class = "other_states"
	organizations class = "organizations"
	others        class = "others"
)

var classes = []class{statesParties, otherStates, organizations, others}

// classOf counts a regional economic integration organization that is a party
// among the States parties, as article 2 of the Convention has it.
func classOf(d contributions.Donor, stateParty bool) class {
	switch {
	case stateParty:
		return statesParties
	case d.Kind == contributions.State || d.Kind == contributions.REIO:
		return otherStates
	case d.Kind == contributions.UN || d.Kind == contributions.Organization || d.Kind == contributions.Subnational:
		return organizations
	}
	return others
}

// title is the block above a table of the statement.
func (in StatusIn) title(r reader, facts statusFacts, table, unit string) []string {
	lines := []string{r.Text(table), r.Text("status.account"), r.Text("status.as_of", "date", in.AsOf), r.Text(unit)}
	if sources := facts.sources(); len(sources) > 0 {
		lines = append(lines, r.Text("status.sources", "sources", sources))
	}
	if in.Year != 0 {
		lines = append(lines, r.Text("status.only_year", "year", in.Year))
	}
	if in.Donor != 0 && len(facts.statuses) > 0 {
		lines = append(lines, r.Text("status.only_donor", "donor", r.donor(facts.statuses[0].Donor)))
	}
	return lines
}

// sources are where imported records come from.
func (f statusFacts) sources() []string {
	names := map[string]bool{}
	for _, s := range f.statuses {
		if s.Contribution.Imported() {
			names[strings.ToUpper(s.Contribution.Source)] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// statusTable has one row for a donor and a year, under what kind of donor it
// is.
func statusTable(r reader, in StatusIn, facts statusFacts, rows []contributions.StatusRow, total contributions.StatusRow) Table {
	t := Table{Key: "status", Name: r.Text("status.sheet"), Title: in.title(r, facts, "status.title", "status.unit")}
	t.Columns = []Column{TextOf("donor", r.Text("status.donor")), YearOf("year", r.Text("status.year"))}
	for _, key := range statusFigures {
		t.Columns = append(t.Columns, MoneyOf(key, r.Text("status."+key), money.USD))
	}
	rows = slices.DeleteFunc(slices.Clone(rows), disclosedOnly)
	rows = sorted(r, rows, func(row contributions.StatusRow) string { return r.donor(row.Donor) })
	for _, c := range classes {
		var lines []Row
		for _, row := range rows {
			if classOf(row.Donor, row.StateParty) == c {
				cells := append([]Cell{Text(r.donor(row.Donor)), Count(int64(row.Year))}, figuresOf(row)...)
				lines = append(lines, Row{Kind: Line, Cells: cells})
			}
		}
		if len(lines) == 0 {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Heading, Cells: []Cell{Text(r.Text("status.class." + string(c)))}})
		t.Rows = append(t.Rows, lines...)
		t.Rows = append(t.Rows, sums(Subtotal, r.Text("status.class_total."+string(c)), 1, len(statusFigures)))
	}
	last := sums(Total, r.Text("status.grand_total"), 1, len(statusFigures))
	for i, figure := range amountsOf(total) {
		last.Cells[2+i] = Money(figure).By(Sum())
	}
	t.Rows = append(t.Rows, last)
	if total.InKind.Sign() > 0 {
		t.Rows = append(t.Rows, Row{Kind: Note, Cells: []Cell{Text(r.Text("status.in_kind", "amount", total.InKind))}})
	}
	if total.Goods.Sign() > 0 || total.Services.Sign() > 0 {
		t.Rows = append(t.Rows, Row{Kind: Note, Cells: []Cell{Text(r.Text("status.delivered", "goods", total.Goods, "services", total.Services))}})
	}
	for i := range facts.statuses {
		if s := &facts.statuses[i]; s.Contribution.OfProceeds() && in.counts(facts, *s) {
			t.Rows = append(t.Rows, Row{Kind: Note, Cells: []Cell{Text(proceedsNote(r, s))}})
		}
	}
	return t
}

// proceedsNote says of what confiscated proceeds a contribution is a share.
func proceedsNote(r reader, s *contributions.ContributionStatus) string {
	article := r.Text("mode." + string(s.Contribution.Mode))
	p := s.Proceeds
	if p == nil {
		return r.Text("originals.proceeds_unsaid", "reference", s.Contribution.Reference, "article", article)
	}
	return r.Text("originals.proceeds", "reference", s.Contribution.Reference, "article", article,
		"share", p.Share, "percent", r.Decimal(p.Percent.String()), "total", p.Total, "law", p.LegalBasis)
}

// statusFigures are the columns of figures, in the order of amountsOf.
var statusFigures = []string{
	"pledged", "agreed", "expected", "received", "written_down", "exchange", "overpaid", "outstanding", "refunded",
}

func amountsOf(row contributions.StatusRow) []money.Money {
	return []money.Money{
		row.Pledged, row.Agreed, row.Expected, row.Received, row.WrittenDown, row.Exchange, row.Overpaid,
		row.Outstanding, row.Refunded,
	}
}

// outstanding is the identity that every position keeps.
func outstanding() Formula {
	return Across(Plus("expected"), Minus("received"), Plus("exchange"), Plus("overpaid"), Minus("written_down"))
}

func figuresOf(row contributions.StatusRow) []Cell {
	var cells []Cell
	for i, m := range amountsOf(row) {
		c := Money(m)
		if statusFigures[i] == "outstanding" {
			c = c.By(outstanding())
		}
		cells = append(cells, c)
	}
	return cells
}

// disclosedOnly tells a row that has nothing but contributions in kind.
func disclosedOnly(row contributions.StatusRow) bool {
	return !slices.ContainsFunc(amountsOf(row), func(m money.Money) bool { return !m.IsZero() })
}

// sums is a closing row: words, some empty cells, then sums.
func sums(kind RowKind, words string, empty, figures int) Row {
	row := Row{Kind: kind, Cells: []Cell{Text(words)}}
	row.Cells = append(row.Cells, make([]Cell, empty)...)
	for range figures {
		row.Cells = append(row.Cells, Calc(Sum()))
	}
	return row
}

func statusBasis(r reader, in StatusIn, facts statusFacts, total contributions.StatusRow) Basis {
	words := func(key string, args ...any) Pair {
		return r.fact(key, Text(r.Text("basis."+key+".text", args...)))
	}
	contributing := 0
	for _, s := range facts.statuses {
		if in.counts(facts, s) {
			contributing++
		}
	}
	pairs := append([]Pair{r.fact("as_of", On(in.AsOf))}, r.closing(facts.books, in.AsOf)...)
	pairs = append(pairs,
		r.fact("contributions", Text(r.Integer(contributing))),
		r.fact("entries", Text(r.Integer(len(facts.entries)))),
	)
	if sources := facts.sources(); len(sources) > 0 {
		pairs = append(pairs, r.fact("sources", Text(r.List(sources))))
	}
	pairs = append(pairs,
		r.fact("books", Cell{}),
		facts.agrees(r),
		words("outstanding", "amount", total.Outstanding),
		words("expected"), words("exchange"), words("overpaid"),
		r.fact("counting", Cell{}),
		words("parties", "date", in.AsOf), words("rounding"), words("regular_budget"),
		r.fact("rates", Cell{}),
		words("unore"),
	)
	pairs = append(pairs, facts.valuations(r)...)
	var assumed []Pair
	if known := facts.depositsKnown(); known.Before(in.AsOf) {
		assumed = append(assumed, words("deposits", "date", known))
	}
	if note, ok := r.succession(facts.participants, in.AsOf); ok {
		assumed = append(assumed, note)
	}
	if note, ok := r.merged(facts.contributions()); ok {
		assumed = append(assumed, note)
	}
	if n := facts.unknownDates(); n > 0 {
		assumed = append(assumed, words("unknown_dates", "count", n))
	}
	if len(assumed) > 0 {
		pairs = append(append(pairs, r.fact("assumed", Cell{})), assumed...)
	}
	return r.basis(pairs...)
}

// agrees says with what the receipts were compared.
func (f statusFacts) agrees(r reader) Pair {
	cash, charges, suspense := f.account(contributions.Cash), f.account(contributions.BankCharges), f.account(contributions.Suspense)
	if charges.IsZero() && suspense.IsZero() {
		return r.fact("agrees", Text(r.Text("basis.agrees.text", "cash", cash)))
	}
	return r.fact("agrees", Text(r.Text("basis.agrees.charges", "cash", cash, "charges", charges, "suspense", suspense.Neg())))
}

func (f statusFacts) contributions() (list []contributions.Contribution) {
	for _, s := range f.statuses {
		list = append(list, s.Contribution)
	}
	return list
}

// depositsKnown is the last day on which a source said who has deposited what.
func (f statusFacts) depositsKnown() date.Date {
	var last date.Date
	for _, p := range f.participants {
		for _, c := range p.Consents {
			if c.SourceDate.After(last) {
				last = c.SourceDate
			}
		}
	}
	return last
}

// counts tells whether anything is known of the contribution on the day.
func (in StatusIn) counts(facts statusFacts, s contributions.ContributionStatus) bool {
	_, known := slices.BinarySearchFunc(facts.entries, s.Contribution.ID, func(e StatedEntry, id int64) int {
		switch {
		case e.Contribution < id:
			return -1
		case e.Contribution > id:
			return 1
		}
		return 0
	})
	return known
}

// valuations says how many entries were valued in which way.
func (f statusFacts) valuations(r reader) []Pair {
	count := map[contributions.Basis]int{}
	for _, e := range f.entries {
		count[e.Basis]++
	}
	var pairs []Pair
	for _, b := range []contributions.Basis{contributions.Par, contributions.UNORE, contributions.Bank, contributions.Fixed, contributions.Source, contributions.Book} {
		if count[b] > 0 {
			pairs = append(pairs, Pair{
				Key: "valued_" + string(b), Label: r.Text("entries.rate_basis." + string(b)),
				Value: Text(r.Text("basis.valued", "count", count[b])),
			})
		}
	}
	return pairs
}

func (f statusFacts) unknownDates() int {
	n := 0
	for _, e := range f.entries {
		if !e.DateKnown {
			n++
		}
	}
	return n
}
