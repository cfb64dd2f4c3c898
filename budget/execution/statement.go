package execution

import (
	"context"

	"article30/budget"
	"article30/internal/date"
	"article30/internal/money"
)

// Execution is how a document was carried out by the end of a day.
type Execution struct {
	Budget    string // symbol of the document
	Title     string
	AsOf      date.Date
	Texts     []string              // symbols of what is adopted; of the text asked for, when nothing is
	Decision  *budget.Decision      // that adopted it; nil when nothing is adopted
	Revised   *budget.RevisedBudget // approved since then between sessions; nil for none
	Approvals []FundApproval        // of these texts that stand; a text without one is not approved
	Lines     []LineExecution
	Blocks    []BlockExecution // by source of funding, those that have lines
	Overrides []Overridden
	Cash      FundCash
}

// Figures of a line and year or of a source of funding, in US dollars. It
// always holds:
//
//	allotted = left + committed + spent
//	spent    = paid + exchange + unpaid
type Figures struct {
	Approved  money.Money // direct cost, as adopted
	Allotted  money.Money
	Committed money.Money // and not spent yet
	Spent     money.Money // at the value of the expenses' dates
	Paid      money.Money // at the value of the payments' dates
	Exchange  money.Money // what payments cost less than what they settled; a loss is negative
	Unpaid    money.Money // at the value of the expenses' dates
	PSC       money.Money // programme support cost charged on what is spent
	Left      money.Money // of what is allotted
}

// LineExecution is one line in one year.
type LineExecution struct {
	Line       Line
	Year       int
	Allotments []int64 // by ID
	Figures
	// Available is what can be committed or spent: what is left of the
	// allotments, as far as the fund's free cash bears it together with its
	// programme support cost. The free cash is there once for all lines.
	Available money.Money
}

// BlockExecution is the sum of the lines of one source of funding. There is no
// sum of the regular budget and extrabudgetary money.
type BlockExecution struct {
	Funding budget.Funding // "" for extrabudgetary money of both purposes
	Figures
}

// Overridden is a rule that an allotment was issued or increased against.
type Overridden struct {
	Override
	Allotment int64
	Line      Line
	Year      int
	On        date.Date
	Amount    money.Money
	EnteredBy string
}

// Execution is how the document that has a text with that symbol was carried
// out by the end of the day asOf: every line of what is adopted by then, in
// every year, and every line that has an allotment. Nothing is netted between
// the regular budget and extrabudgetary money.
//
// Errors: budget.not_found; execution.not_a_budget; money.too_large.
func (s *Service) Execution(ctx context.Context, symbol string, asOf date.Date) (x Execution, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		x, err = s.execution(ctx, symbol, asOf)
		return err
	})
	return x, err
}

// Balance is one line in one year, as of today.
//
// Errors: those of Execution; allotment.no_line, allotment.ambiguous_line.
func (s *Service) Balance(ctx context.Context, symbol string, in LineIn, year int) (LineExecution, error) {
	x, err := s.Execution(ctx, symbol, s.Today())
	if err != nil {
		return LineExecution{}, err
	}
	var lines []plannedLine
	for _, l := range x.Lines {
		if l.Year == year {
			lines = append(lines, plannedLine{Line: l.Line})
		}
	}
	line, err := in.find(lines)
	if err != nil {
		return LineExecution{}, err
	}
	for _, l := range x.Lines {
		if l.Year == year && l.Line == line.Line {
			return l, nil
		}
	}
	return LineExecution{}, refuse("line", "allotment.no_line", "line", in.Line)
}

func (s *Service) execution(ctx context.Context, symbol string, asOf date.Date) (Execution, error) {
	d, err := s.document(ctx, symbol)
	if err != nil {
		return Execution{}, err
	}
	x := Execution{Budget: d.Symbol, Title: d.Title, AsOf: asOf}
	p, err := planOn(d.Budget, d.acts, symbol, asOf)
	if err != nil {
		return Execution{}, err
	}
	if p.adopted() {
		x.Decision = &p.decision
	}
	if p.revised.Symbol != "" {
		x.Revised = &p.revised
	}
	for _, v := range p.versions {
		x.Texts = append(x.Texts, v.Symbol)
		if a, ok := approvedOn(d.approvals, v.ID, asOf); ok {
			x.Approvals = append(x.Approvals, a)
		}
	}
	if x.Cash, err = s.fundCash(ctx, asOf); err != nil {
		return Execution{}, err
	}
	allotments, err := s.store.Allotments(ctx, d.ID)
	if err != nil {
		return Execution{}, err
	}
	against, err := s.store.Overridden(ctx, d.ID, asOf)
	if err != nil {
		return Execution{}, err
	}
	x.Overrides = overridden(allotments, against)
	ids := make([]int64, len(allotments))
	for i, a := range allotments {
		ids[i] = a.ID
	}
	sums, err := s.store.Sums(ctx, ids, asOf)
	if err != nil {
		return Execution{}, err
	}
	lines, err := p.lines()
	if err != nil {
		return Execution{}, err
	}
	if x.Lines, err = lineExecutions(lines, allotments, sums, x.Cash.Free.Units()); err != nil {
		return Execution{}, err
	}
	x.Blocks, err = blocks(x.Lines)
	return x, err
}

// histories are the document's allotments with their entries, as the store
// reads them; of every document for 0.
func (s *Service) histories(ctx context.Context, budget int64,
	read func(ctx context.Context, allotments []int64) ([]Entry, error)) ([]History, error) {
	all, err := s.store.Allotments(ctx, budget)
	if err != nil {
		return nil, err
	}
	ids := make([]int64, len(all))
	at := map[int64]int{}
	histories := make([]History, len(all))
	for i, a := range all {
		ids[i], at[a.ID], histories[i].Allotment = a.ID, i, a
	}
	entries, err := read(ctx, ids)
	for _, e := range entries {
		h := &histories[at[e.Allotment]]
		h.Entries = append(h.Entries, e)
	}
	return histories, err
}

// overridden are the rules that the entries were made against.
func overridden(allotments []Allotment, entries []Entry) (list []Overridden) {
	of := map[int64]Allotment{}
	for _, a := range allotments {
		of[a.ID] = a
	}
	for _, e := range entries {
		a := of[e.Allotment]
		for _, o := range e.Overrides {
			list = append(list, Overridden{o, a.ID, a.Line, a.Year, e.On, e.Amount, e.EnteredBy})
		}
	}
	return list
}

// place is a line in a year.
type place struct {
	line Line // its key
	year int
}

func lineExecutions(lines []plannedLine, allotments []Allotment, sums []Sum, free int64) ([]LineExecution, error) {
	var all []LineExecution
	at := map[place]int{}
	add := func(line Line, year int, approved money.Money) int {
		i, ok := at[place{line.key(), year}]
		if !ok {
			i = len(all)
			at[place{line.key(), year}] = i
			all = append(all, LineExecution{Line: line, Year: year, Figures: noFigures(), Available: money.Zero(money.USD)})
			all[i].Approved = approved
		}
		return i
	}
	for _, l := range lines {
		for _, year := range l.years {
			add(l.Line, year, l.amounts[year])
		}
	}
	of := map[int64][]Sum{}
	for _, sum := range sums {
		of[sum.Allotment] = append(of[sum.Allotment], sum)
	}
	for _, a := range allotments {
		l := &all[add(a.Line, a.Year, money.Zero(money.USD))]
		l.Allotments = append(l.Allotments, a.ID)
		own, err := figuresOf(of[a.ID], fundOf(a.Line.Funding))
		if err != nil {
			return nil, err
		}
		if err := l.Figures.add(own); err != nil {
			return nil, err
		}
		available := own.Left.Units()
		if a.Line.Funding.Extrabudgetary() {
			// Several allotments of a line share the cash too.
			rest := free - l.Available.Units() - supportOn(l.Available.Units(), a.PSCPercent)
			available = min(available, money.Bearable(dollars(rest), a.PSCPercent).Units())
		}
		l.Available = dollars(l.Available.Units() + available)
	}
	return all, nil
}

func noFigures() Figures {
	zero := money.Zero(money.USD)
	return Figures{zero, zero, zero, zero, zero, zero, zero, zero, zero}
}

// figuresOf are what the sums of an allotment's accounts say.
func figuresOf(sums []Sum, fund Fund) (Figures, error) {
	f := noFigures()
	for _, s := range sums {
		if s.Fund != fund {
			continue
		}
		switch s.Account {
		case MemoUnallotted:
			f.Allotted = s.USD
		case MemoAllotted:
			f.Left = s.USD.Neg()
		case MemoCommitted:
			f.Committed = s.USD.Neg()
		case Expense:
			f.Spent = s.USD
		case Payable:
			f.Unpaid = s.USD.Neg()
		case Exchange:
			f.Exchange = s.USD.Neg()
		case PSCExpense:
			f.PSC = s.USD
		case Cash:
			f.Paid = s.USD.Neg() // and the support cost, taken out below
		}
	}
	var err error
	f.Paid, err = f.Paid.Sub(f.PSC)
	return f, err
}

func (f *Figures) add(g Figures) (err error) {
	for _, pair := range []struct {
		into *money.Money
		more money.Money
	}{
		{&f.Approved, g.Approved}, {&f.Allotted, g.Allotted}, {&f.Committed, g.Committed}, {&f.Spent, g.Spent},
		{&f.Paid, g.Paid}, {&f.Exchange, g.Exchange}, {&f.Unpaid, g.Unpaid}, {&f.PSC, g.PSC}, {&f.Left, g.Left},
	} {
		if *pair.into, err = pair.into.Add(pair.more); err != nil {
			return err
		}
	}
	return nil
}

// Identity reports whether the figures say the same from both sides.
func (f Figures) Identity() bool {
	return f.Allotted.Units() == f.Left.Units()+f.Committed.Units()+f.Spent.Units() &&
		f.Spent.Units() == f.Paid.Units()+f.Exchange.Units()+f.Unpaid.Units()
}

// blocks are the sums by source of funding, and of both extrabudgetary ones
// when there are both.
func blocks(lines []LineExecution) ([]BlockExecution, error) {
	var list []BlockExecution
	extra := BlockExecution{Figures: noFigures()}
	purposes := 0
	for _, funding := range budget.Fundings() {
		b, found := BlockExecution{Funding: funding, Figures: noFigures()}, false
		for _, l := range lines {
			if l.Line.Funding != funding {
				continue
			}
			found = true
			if err := b.add(l.Figures); err != nil {
				return nil, err
			}
		}
		if !found {
			continue
		}
		list = append(list, b)
		if funding.Extrabudgetary() {
			purposes++
			if err := extra.add(b.Figures); err != nil {
				return nil, err
			}
		}
	}
	if purposes > 1 {
		list = append(list, extra)
	}
	return list, nil
}
