package execution

import (
	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/money"
	"article30/internal/problem"
)

// ledger is an allotment with everything that stands on it. Entries are put
// into it one after the other; what it says follows from their postings.
type ledger struct {
	allotment Allotment
	items     []*item // by Seq
	byID      map[int64]*item
	allotted  flow.Flow // the allotment's amount
	authority flow.Flow // allotted, neither committed nor spent
}

// item is an entry with what has been built on it.
type item struct {
	entry    Entry
	reversed bool
	builtOn  int // entries in force that name it

	corrections []*item // of its rate, in their order

	// Of a commitment, in US dollars.
	total int64     // as adjusted
	open  flow.Flow // not spent yet
	held  []Draw    // money that it holds, in the order in which it was held

	// Of an expense: what is owed to the payee, in its currency and in US
	// dollars.
	payable, payableUSD flow.Flow
	refunded            flow.Flow // what the payee returned
}

// open puts a history into a ledger.
func open(h History) *ledger {
	l := &ledger{allotment: h.Allotment, byID: map[int64]*item{}}
	for _, e := range h.Entries {
		l.put(e)
	}
	return l
}

// retrace puts the facts of a history into a ledger: entries without postings,
// which follow from them. It reads an eighth of what open needs, and Verify sees
// to it that both are the same.
func retrace(h History) (*ledger, error) {
	l := open(History{Allotment: h.Allotment})
	for _, e := range h.Entries {
		if l.stray(e) {
			return nil, problem.New(problem.Internal, "execution.stray")
		}
		e.Postings = l.postings(e)
		l.put(e)
	}
	return l, nil
}

// stray reports an entry that names one which its allotment does not have.
func (l *ledger) stray(e Entry) bool {
	gone := func(id int64) bool { return id != 0 && l.byID[id] == nil }
	return gone(e.Of) || gone(e.Refunds) || gone(e.Reverses) || e.Adjusts != 0 && !l.correctable(e) ||
		gone(e.Restores.Original) || gone(e.Restores.Reversal)
}

func (l *ledger) fund() Fund { return fundOf(l.allotment.Line.Funding) }

// original is the entry itself, or for a reversal the entry that it reverses.
func (l *ledger) original(e Entry) Entry {
	if e.Kind == KindReversal {
		if it := l.byID[e.Reverses]; it != nil {
			return it.entry
		}
	}
	return e
}

// put adds an entry that was decided on what the ledger says now.
func (l *ledger) put(e Entry) {
	it := &item{entry: e}
	l.items = append(l.items, it)
	if e.ID != 0 {
		l.byID[e.ID] = it
	}
	original, by := e, 1
	switch {
	case e.Kind == KindReversal:
		for _, of := range l.family(e.Reverses) {
			of.reversed = true
		}
		if of := l.byID[e.Reverses]; of != nil {
			it = of
		}
		original, by = it.entry, -1
	case e.Adjusts != 0:
		by = 0
		if of := l.byID[e.Adjusts]; of != nil {
			of.corrections = append(of.corrections, it)
		}
	}
	for _, id := range []int64{original.Of, original.Refunds} {
		if of := l.byID[id]; of != nil {
			of.builtOn += by
		}
	}
	if x := l.byID[original.Refunds]; x != nil {
		x.refunded.Add(e.On, -e.Amount.Units())
	}
	commitment, expense := l.commitmentOf(original, it), l.expenseOf(original, it)
	if commitment != nil && original.Kind != KindExpense {
		commitment.total += e.Amount.Units()
	}
	if commitment != nil {
		commitment.holds(e.Draws)
	}
	for _, p := range e.Postings {
		switch {
		case p.Account == MemoUnallotted:
			l.allotted.Add(e.On, p.USD.Units())
		case p.Account == MemoAllotted:
			l.authority.Add(e.On, -p.USD.Units())
		case p.Account == MemoCommitted && commitment != nil:
			commitment.open.Add(e.On, -p.USD.Units())
		case p.Account == Payable && expense != nil:
			expense.payable.Add(e.On, -p.Amount.Units())
			expense.payableUSD.Add(e.On, -p.USD.Units())
		}
	}
}

// commitmentOf is the commitment that an entry makes, changes or spends; it is
// the entry's own item. Nil for every other entry.
func (l *ledger) commitmentOf(e Entry, it *item) *item {
	switch e.Kind {
	case KindCommitment:
		return it
	case KindCommitmentChange, KindExpense:
		return l.byID[e.Of]
	}
	return nil
}

// expenseOf is the expense that an entry makes or pays.
func (l *ledger) expenseOf(e Entry, it *item) *item {
	switch {
	case e.Kind == KindExpense && e.Adjusts != 0:
		return l.byID[e.Adjusts]
	case e.Kind == KindExpense:
		return it
	case e.Kind == KindPayment:
		return l.byID[e.Of]
	}
	return nil
}

// live is the entry in force of that kind, for others to build on.
//
// Errors: commitment.not_found, expense.not_found; execution.reversed.
func (l *ledger) live(id int64, kind Kind) (*item, error) {
	it := l.byID[id]
	if it != nil && it.entry.Adjusts != 0 {
		it = nil
	}
	switch {
	case (it == nil || it.entry.Kind != kind) && kind == KindCommitment:
		return nil, problem.New(problem.NotFound, "commitment.not_found", "commitment", id)
	case it == nil || it.entry.Kind != kind:
		return nil, problem.New(problem.NotFound, "expense.not_found", "expense", id)
	case it.reversed:
		return nil, problem.New(problem.Conflict, "execution.reversed", "entry", id)
	}
	return it, nil
}

// inForce is the number of entries that stand: neither reversals nor reversed.
func (l *ledger) inForce() (n int) {
	for _, it := range l.items {
		if it.entry.Kind != KindReversal && !it.reversed {
			n++
		}
	}
	return n
}

// unpaid is what is owed on an expense.
func (it *item) unpaid() Booked {
	return Booked{
		Amount: money.FromUnits(it.payable.End(), it.entry.Amount.Currency()),
		USD:    dollars(it.payableUSD.End()),
	}
}

// paid is what was paid of an expense and not returned, in its currency, on the
// day and every later one.
func (it *item) paid(on date.Date) int64 {
	paid := flow.Flow{}
	paid.Add(date.Date{}, it.entry.Amount.Units())
	least, _ := paid.Minus(it.payable).Minus(it.refunded).Least(on)
	return least
}

// postings are what an entry does to the books as they are now. A reversal
// takes back what its original did, and every correction of its rate; the
// support cost held changes with the parts of the money.
func (l *ledger) postings(e Entry) []Posting {
	var b book
	switch e.Kind {
	case KindAllotment, KindAllotmentChange:
		b.move(l.fund(), MemoUnallotted, MemoAllotted, Booked{e.Amount, e.USD})
	case KindCommitment, KindCommitmentChange:
		b.move(l.fund(), MemoAllotted, MemoCommitted, Booked{e.Amount, e.USD})
	case KindExpense:
		if e.Adjusts != 0 {
			l.postCorrection(&b, e)
		} else {
			l.spend(&b, e)
		}
	case KindPayment:
		if e.Adjusts != 0 {
			l.postCorrection(&b, e)
		} else {
			l.pay(&b, e)
		}
	case KindReversal:
		for _, it := range l.family(e.Reverses) {
			for _, p := range it.entry.Postings {
				if p.Account != MemoHeld && p.Account != MemoPSC {
					b.post(p.Fund, p.Account, Booked{p.Amount, p.USD}.neg())
				}
			}
		}
	}
	held := int64(0)
	for _, d := range e.Draws {
		held += d.HeldPSC.Units()
	}
	b.move(l.fund(), MemoPSC, MemoHeld, inDollars(held))
	return b.lines()
}

func (l *ledger) spend(b *book, e Entry) {
	from := MemoAllotted
	if e.Of != 0 {
		from = MemoCommitted
	}
	owed := Payable
	if e.Refunds != 0 {
		owed = Cash // which is here
	}
	b.move(l.fund(), from, MemoSpent, Booked{e.USD, e.USD})
	b.move(l.fund(), Expense, owed, Booked{e.Amount, e.USD})
	l.support(b, e)
}

// support charges programme support cost.
func (l *ledger) support(b *book, e Entry) {
	psc := Booked{e.PSC, e.PSC}
	b.move(l.fund(), PSCExpense, Cash, psc)
	b.move(PSCFund, Cash, PSCIncome, psc)
}

func (l *ledger) pay(b *book, e Entry) {
	settled := l.byID[e.Of].unpaid().take(e.Amount)
	paid := Booked{e.Amount, e.USD}
	b.post(l.fund(), Payable, settled)
	b.post(l.fund(), Cash, paid.neg())
	loss := Booked{money.Zero(e.Amount.Currency()), dollars(paid.USD.Units() - settled.USD.Units())}
	b.post(l.fund(), Exchange, loss)
}
