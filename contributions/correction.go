package contributions

import (
	"time"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// RateVersion is what a rate was said to be at one time. Seq is 0 of what was
// loaded first; the last one is in force. None is ever overwritten, so that
// what an old entry was valued at stays explained.
type RateVersion struct {
	Rate
	Seq        int
	Reason     string // of a correction
	EnteredBy  string // of a correction
	RecordedAt time.Time
}

// touched are the entries of the days of a rate that still count and are valued
// at operational rates: what was reversed does not count, nor what was taken out
// at the value in the books, nor a pledge that an agreement has taken the place
// of or of which a part was taken out: the memorandum of a pledge keeps the
// value of its day.
func (h History) touched(in Span) []Entry {
	var list []Entry
	for _, e := range h.Entries {
		if e.followsRate() && e.Amount.Currency() == in.Currency && in.Has(h.happened(e)) && h.correctable(e) {
			list = append(list, e)
		}
	}
	return list
}

// followsRate tells a promise or a payment whose value is what the operational
// rate of its date gives, whatever becomes known of that rate later. Money in
// suspense keeps the value of its day until it is matched.
func (e Entry) followsRate() bool {
	switch e.Kind {
	case Pledge, PledgeRevision, Agreement, Receipt, Refund, SpentExpense, SpentPayment:
		return e.Basis == UNORE
	}
	return false
}

func (h History) correctable(e Entry) bool {
	if e.Kind != Pledge && e.Kind != PledgeRevision {
		return !h.reversed(e.ID)
	}
	for _, other := range h.Entries {
		if other.overtakes() && !h.reversed(other.ID) {
			return false
		}
	}
	return !h.reversed(e.ID)
}

// overtakes tells an entry after which a pledge's own value no longer stands.
func (e Entry) overtakes() bool {
	return e.Kind == Agreement || e.Kind == PledgeRevision && e.Settles.Sign() < 0
}

// corrected is what an entry stands at, with every correction of its rate.
func (h History) corrected(e Entry) money.Money {
	usd := e.USD
	for _, other := range h.Entries {
		if other.Adjusts == e.ID && e.ID != 0 {
			usd = addUnits(usd, other.USD.Units())
		}
	}
	return usd
}

// DecideCorrection is the entry that brings another one to what the corrected
// rate gives. What the promise or payment is worth more or less follows it to
// where its money stands: the share still outstanding to the receivable (or, when
// that was revalued since, to what the revaluation made of it), the
// share still held to the advance, the share still deferred to that, and what is
// settled to exchange; the other
// side is what the original booked. There is nothing to adjust, and no entry,
// when the value to the cent is the same.
//
// Errors: entry.not_found; rate.cannot_adjust when the contribution could not
// stand so; money.too_large.
func DecideCorrection(h History, id int64, rate Rate, on date.Date, reason string) (e Entry, needed bool, err error) {
	original, err := h.find(id)
	if err != nil {
		return Entry{}, false, err
	}
	p, err := h.Position(date.Date{})
	if err != nil {
		return Entry{}, false, err
	}
	now, err := rate.Value(original.Amount)
	if err != nil {
		return Entry{}, false, err
	}
	change := addUnits(now.USD, -h.corrected(original).Units())
	if change.IsZero() {
		return Entry{}, false, nil
	}
	now.USD = change
	e = Entry{
		Contribution: h.Contribution.ID, Donor: h.Contribution.books(), Seq: len(h.Entries) + 1,
		Kind: RateCorrection, On: later(on, h.latest()), DateKnown: true,
		Amount: money.Zero(original.Amount.Currency()), Settles: money.Zero(h.Contribution.Currency),
		Valuation: now, Reason: reason, Adjusts: id,
	}
	b := corrections{e: e, original: original, change: change, revalued: h.revaluedAfter(original)}
	b.correct(p)
	if err := b.charges(h, rate); err != nil {
		return Entry{}, false, err
	}
	e, err = finish(h, e, &b.book)
	if problem.Is(err, "entry.depended_on") {
		err = problem.New(problem.Conflict, "rate.cannot_adjust", "entry", id, "reference", h.Contribution.Reference).With(err)
	}
	return e, err == nil, err
}

// corrections books the change in the value of one entry.
type corrections struct {
	book
	e, original Entry
	change      money.Money
	revalued    bool // what is open has stood at a reporting date's value since
}

// dollars posts US dollars with no amount.
func (b *corrections) dollars(a Account, c money.Currency, usd money.Money) {
	b.post(b.e.On, a, Booked{money.Zero(c), usd})
}

func (b *corrections) correct(p Position) {
	own := b.e.Settles.Currency()
	side := pledged
	if p.hasAgreement() {
		side = agreed
	}
	switch b.original.Kind {
	case Pledge, PledgeRevision, Agreement:
		open := within(b.share(p.Outstanding.Amount, p.Expected().Amount), p.Outstanding.USD)
		if b.revalued {
			b.dollars(side.unrealised, own, open)
		} else {
			b.dollars(side.outstanding, own, open)
		}
		b.dollars(side.exchange, own, addUnits(b.change, -open.Units()))
		if p.hasAgreement() {
			owed := within(b.share(smaller(b.moved(Deferred).Neg(), p.Deferred.Amount), b.original.Settles), p.Deferred.USD)
			b.dollars(Deferred, own, owed.Neg())
			b.dollars(Revenue, own, addUnits(owed, -b.change.Units()))
		} else {
			b.dollars(MemoPledges, own, b.change.Neg())
		}
	case Receipt:
		held := within(b.share(smaller(b.moved(side.advance).Neg(), p.Advance.Amount), b.original.Settles), p.Advance.USD)
		debit, credit := b.original.brings()
		b.dollars(debit, b.original.Amount.Currency(), b.change)
		b.dollars(side.advance, own, held.Neg())
		b.dollars(side.exchange, own, addUnits(held, -b.change.Units()))
		if !p.hasAgreement() {
			b.dollars(credit, own, b.change.Neg())
			b.dollars(MemoPledges, own, b.change)
		}
	case Refund:
		returned := money.Zero(money.USD)
		if p.hasAgreement() {
			returned = b.share(addUnits(b.moved(Advance), b.moved(Deferred).Units()), b.original.Settles)
		}
		b.dollars(Cash, b.original.Amount.Currency(), b.change.Neg())
		b.dollars(Exchange, own, returned)
		b.dollars(Revenue, own, addUnits(b.change, -returned.Units()))
	}
}

// moved is what the original entry posted to an account.
func (b *corrections) moved(a Account) money.Money {
	sum := money.Zero(b.original.Settles.Currency())
	for _, p := range b.original.Postings {
		if p.Account == a && p.Amount.Currency() == sum.Currency() {
			sum = addUnits(sum, p.Amount.Units())
		}
	}
	return sum
}

// share is the part of the change that belongs to a part of the amount, rounded
// to the cent, half away from zero.
func (b *corrections) share(part, whole money.Money) money.Money {
	return openPart(b.change, part, whole)
}

// within is the change as far as it takes no more than there is.
func within(change, there money.Money) money.Money {
	if change.Units() < -there.Units() {
		return there.Neg()
	}
	return change
}

// charges brings what the bank took for the payment to the corrected rate.
func (b *corrections) charges(h History, rate Rate) error {
	amount, usd := money.Zero(b.original.Amount.Currency()), money.Zero(money.USD)
	for _, e := range h.Entries {
		for _, p := range e.Postings {
			if p.Account == BankCharges && (e.ID == b.original.ID || e.Adjusts == b.original.ID) {
				amount, usd = addUnits(amount, p.Amount.Units()), addUnits(usd, p.USD.Units())
			}
		}
	}
	if amount.IsZero() {
		return nil
	}
	now, err := rate.PerUSD.ToUSD(amount)
	if err != nil {
		return err
	}
	change := addUnits(now, -usd.Units())
	b.dollars(BankCharges, amount.Currency(), change)
	b.dollars(Cash, amount.Currency(), change.Neg())
	return nil
}
