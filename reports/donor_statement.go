package reports

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// DonorIn selects a donor and a period.
type DonorIn struct {
	Donor int64
	Period
}

// DonorStatement is the account of one donor: what was due at the beginning of
// the period, every entry in it, what is due at its end, what of that is
// overdue, every payment with its official receipt, the instalments, and what
// the money was spent on and what is left of it; each contribution in its own
// currency and in US dollars.
//
// What is outstanding, what is held in advance and what was paid are compared
// with the books.
//
// Errors: donor.not_found, reports.in_future, reports.period_ends_first,
// reports.not_the_books; those of Check.
func (s *Service) DonorStatement(ctx context.Context, p *locale.Printer, in DonorIn) (*Checked, error) {
	period, err := s.period(in.Period)
	if err != nil {
		return nil, err
	}
	r := readerOf(p)
	f := donorFacts{Period: period}
	err = s.store.View(ctx, func(ctx context.Context) error {
		dossier, err := s.contributions.Dossier(ctx, in.Donor, period.To)
		if err != nil {
			return err
		}
		f.donor, f.lives, f.inKind = dossier.Donor, nil, nil
		if f.accounts, err = s.store.Accounts(ctx, contributions.Filter{Donor: in.Donor}, period.To); err != nil {
			return err
		}
		if f.spent, err = s.store.Spent(ctx, in.Donor, period.From, period.To); err != nil {
			return err
		}
		var ids []int64
		for _, l := range dossier.Lives {
			ids = append(ids, l.Contribution.ID)
		}
		tree, records, err := s.earmarks.RecordsOf(ctx, ids...)
		if err != nil {
			return err
		}
		f.lives = make([]donorLife, 0, len(dossier.Lives))
		for _, l := range dossier.Lives {
			life, err := newDonorLife(l, period)
			if err != nil {
				return err
			}
			life.purpose = purposeOf(tree, records[l.Contribution.ID], period.To, p)
			if l.Contribution.Mode == contributions.InKind {
				f.inKind = append(f.inKind, life)
			} else {
				f.lives = append(f.lives, life)
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := f.agree(); err != nil {
		return nil, err
	}
	f.lives = slices.DeleteFunc(f.lives, donorLife.still)
	byYear := func(a, b donorLife) int {
		return cmp.Or(cmp.Compare(a.Contribution.Year, b.Contribution.Year), cmp.Compare(a.Contribution.Reference, b.Contribution.Reference))
	}
	slices.SortStableFunc(f.lives, byYear)
	slices.SortStableFunc(f.inKind, byYear)
	st := r.statement("donor-statement", period.To)
	st.Title = r.Text("donor_statement.title", "donor", r.donor(f.donor))
	st.Tables = []Table{donorTable(r, f)}
	for _, c := range f.currencies() {
		st.Tables = append(st.Tables, accountTable(r, f, c))
	}
	became, err := moneyTable(r, f)
	if err != nil {
		return nil, err
	}
	st.Tables = append(st.Tables, paymentsTable(r, f), instalmentsTable(r, f), became, spendingTable(r, f))
	st.Basis = f.basis(r)
	return st.Check()
}

// donorFacts are what the statement of a donor is made of.
type donorFacts struct {
	Period
	donor    contributions.Donor
	lives    []donorLife // by year and reference
	inKind   []donorLife
	accounts map[contributions.Account]money.Money
	spent    []Spent
}

// purposeOf names what a contribution is given for on a day: the earmark under
// which its next money comes, and those to which a part was moved.
func purposeOf(tree earmark.Tree, record earmark.Record, on date.Date, p *locale.Printer) string {
	ids := []int64{record.Own(on)}
	for _, l := range record.Lots(on) {
		if l.USD.Sign() > 0 && !slices.Contains(ids, l.Earmark) {
			ids = append(ids, l.Earmark)
		}
	}
	var titles []string
	for _, id := range ids {
		if e, err := tree.ByID(id); err == nil {
			titles = append(titles, p.Word(e.Title(p.Lang())))
		}
	}
	return strings.Join(titles, " / ")
}

// donorLife is a contribution as far as the period has it.
type donorLife struct {
	contributions.Life
	purpose     string
	steps       []contributions.Step // to the end of the period
	inPeriod    []contributions.Step
	opening     contributions.Step // the sum of those before it
	flows       contributions.Step // the sum of those in it
	closing     contributions.Position
	open        []contributions.OpenItem
	instalments []contributions.InstalmentState
	overdue     money.Money // US dollars
}

func newDonorLife(l contributions.Life, in Period) (donorLife, error) {
	life := donorLife{Life: l, overdue: money.Zero(money.USD)}
	currency := l.Contribution.Currency
	steps, err := l.Steps()
	if err != nil {
		return life, err
	}
	life.steps = slices.DeleteFunc(steps, func(s contributions.Step) bool { return s.On.After(in.To) })
	begins := slices.IndexFunc(life.steps, func(s contributions.Step) bool { return !s.On.Before(in.From) })
	if begins < 0 {
		begins = len(life.steps)
	}
	life.inPeriod = life.steps[begins:]
	if life.opening, err = contributions.SumOf(currency, life.steps[:begins]); err != nil {
		return life, err
	}
	if life.flows, err = contributions.SumOf(currency, life.inPeriod); err != nil {
		return life, err
	}
	if life.closing, err = l.Position(in.To); err != nil {
		return life, err
	}
	if life.open, err = contributions.OpenItems(l.History, l.Schedules, in.To); err != nil {
		return life, err
	}
	for _, item := range life.open {
		if item.Scheduled && item.Due.Before(in.To) {
			if life.overdue, err = life.overdue.Add(item.Outstanding.USD); err != nil {
				return life, err
			}
		}
	}
	if schedule, ok := l.ScheduleOn(l.Schedules, in.To); ok {
		life.instalments, err = l.Instalments(schedule, in.To)
	}
	return life, err
}

// still tells a contribution of which there is nothing to say: nothing
// happened in the period, and nothing is open at its end.
func (l donorLife) still() bool {
	return len(l.inPeriod) == 0 && l.opening.Due.USD.IsZero() && l.opening.Due.Amount.IsZero() &&
		l.closing.Outstanding.Amount.IsZero() && l.closing.Advance.Amount.IsZero()
}

// agree compares what the statement has with the books.
func (f donorFacts) agree() error {
	zero := money.Zero(money.USD)
	outstanding, advance, paid := zero, zero, zero
	for _, l := range f.lives {
		sum, err := contributions.SumOf(l.Contribution.Currency, l.steps)
		if err != nil {
			return err
		}
		for _, pair := range []struct {
			into *money.Money
			more money.Money
		}{
			{&outstanding, l.closing.Outstanding.USD}, {&advance, l.closing.Advance.USD.Neg()},
			{&paid, sum.Received.USD}, {&paid, sum.Refunded.USD.Neg()},
		} {
			if *pair.into, err = pair.into.Add(pair.more); err != nil {
				return err
			}
		}
	}
	of := func(accounts ...contributions.Account) (have []money.Money) {
		for _, a := range accounts {
			if m, ok := f.accounts[a]; ok {
				have = append(have, m)
			}
		}
		return have
	}
	if err := agree("outstanding", outstanding, of(contributions.Receivable, contributions.MemoPledged)...); err != nil {
		return err
	}
	if err := agree("held_in_advance", advance, of(contributions.Advance, contributions.MemoAdvance)...); err != nil {
		return err
	}
	return agree("received_less_refunded", paid, of(contributions.Cash, contributions.BankCharges, contributions.Suspense)...)
}

// currencies are those of the contributions, US dollars last.
func (f donorFacts) currencies() []money.Currency {
	var all []money.Currency
	for _, l := range f.lives {
		if c := l.Contribution.Currency; !slices.Contains(all, c) {
			all = append(all, c)
		}
	}
	slices.SortFunc(all, func(a, b money.Currency) int {
		if (a == money.USD) != (b == money.USD) {
			if a == money.USD {
				return 1
			}
			return -1
		}
		return cmp.Compare(a, b)
	})
	return all
}

func (f donorFacts) title(r reader, key, unit string, args ...any) []string {
	return []string{r.Text(key, append(args, "donor", r.donor(f.donor))...), r.Text("status.account"), f.Period.title(r), r.Text(unit)}
}

// donorTable has one row for each contribution, in US dollars.
func donorTable(r reader, f donorFacts) Table {
	t := Table{
		Key: "summary", Name: r.Text("donor_statement.sheet"), Title: f.title(r, "donor_statement.title", "status.unit"),
		Columns: []Column{
			TextOf("reference", r.Text("donor_statement.contribution")),
			YearOf("year", r.Text("status.year")),
			TextOf("purpose", r.Text("donor_statement.purpose")),
			TextOf("currency", r.Text("originals.currency")),
		},
	}
	words := len(t.Columns)
	for _, key := range summaryFigures {
		t.Columns = append(t.Columns, MoneyOf(key, r.Text("donor_statement."+key), money.USD))
	}
	for _, l := range f.lives {
		c := l.Contribution
		cells := []Cell{Text(c.Reference), Count(int64(c.Year)), Text(l.purpose), Text(string(c.Currency))}
		balance := Across(Plus("opening"), Plus("promised"), Minus("received"), Plus("returned"), Minus("written_down"), Plus("exchange"))
		cells = append(cells,
			figureOr(l.opening.Due.USD), figureOr(l.flows.Promised.USD), figureOr(l.flows.Received.USD), figureOr(l.flows.Returned.USD),
			figureOr(l.flows.WrittenDown.USD), figureOr(l.flows.Exchange.USD), Money(l.closing.Due().USD).By(balance),
			figureOr(l.closing.Advance.USD), Money(l.closing.Outstanding.USD).By(Across(Plus("due"), Plus("advance"))), figureOr(l.overdue))
		t.Rows = append(t.Rows, Row{Kind: Line, Cells: cells})
	}
	if len(f.lives) == 0 {
		t.Rows = append(t.Rows, Row{Kind: Note, Cells: []Cell{Text(r.Text("donor_statement.nothing"))}})
	}
	t.Rows = append(t.Rows, sums(Total, r.Text("donor_statement.total"), words-1, len(summaryFigures)))
	for _, l := range f.inKind {
		if l.closing.Outstanding.Amount.IsZero() {
			continue
		}
		t.Rows = append(t.Rows, Row{Kind: Note, Cells: []Cell{Text(r.Text("donor_statement.in_kind",
			"reference", l.Contribution.Reference, "amount", l.closing.Outstanding.Amount))}})
	}
	return t
}

// summaryFigures are the columns of figures of the first table.
var summaryFigures = []string{
	"opening", "promised", "received", "returned", "written_down", "exchange", "due", "advance", "outstanding", "overdue",
}

// figureOr is an amount, a dash for nil.
func figureOr(m money.Money) Cell {
	if m.IsZero() {
		return Dash()
	}
	return Money(m)
}

func (f donorFacts) basis(r reader) Basis {
	words := func(key string) Pair { return r.fact(key, Text(r.Text("basis."+key+".text"))) }
	pairs := []Pair{r.fact("donor", Text(r.donor(f.donor)))}
	if !f.From.IsZero() {
		pairs = append(pairs, r.fact("from", On(f.From)))
	}
	return r.basis(append(pairs,
		r.fact("as_of", On(f.To)),
		r.fact("books", Cell{}),
		words("donor_due"), words("donor_promised"), words("donor_returned"), words("exchange"), words("donor_overdue"),
		words("donor_charges"), words("donor_spent"), words("donor_agrees"),
		r.fact("counting", Cell{}),
		words("divided"), words("rounding"), words("regular_budget"),
		r.fact("rates", Cell{}),
		words("donor_rates"),
	)...)
}
