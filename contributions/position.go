package contributions

import (
	"article30/internal/date"
	"article30/internal/money"
)

// Position is where a contribution stands on a date, each figure in the
// contribution's currency and in US dollars. Reversed entries are not in it.
// Pledged and agreed stand side by side and are never added.
//
// It always holds, in both, to the cent:
//
//	outstanding = expected - (received - exchange - overpaid) - written down
type Position struct {
	Pledged     Booked // at the value of the pledge's date, revisions at theirs
	Agreed      Booked // at the value of the agreement's date
	Received    Booked // at the value of the payment dates
	Refunded    Booked // at the value of the refunds' dates; not taken out of Received
	WrittenDown Booked // at the value at which it was outstanding
	Exchange    Booked // what payments were worth more than what they settled, and open items at reporting dates; US dollars only
	Overpaid    Booked // received without or beyond what was expected, refunded since or not
	Outstanding Booked // expected and still to come
	Advance     Booked // of the overpaid, what is still held for the donor
	Deferred    Booked // of the agreed, what is not revenue until a condition is met
}

// Expected is what is agreed, or without an agreement what is pledged.
func (p Position) Expected() Booked {
	if p.hasAgreement() {
		return p.Agreed
	}
	return p.Pledged
}

func (p Position) hasAgreement() bool { return p.Agreed.Amount.Sign() > 0 }

// Sum is a total that a Position is made of: of a contribution's entries of
// one kind when Account is empty, otherwise of the postings that these entries
// made to the account. A reversal counts as the kind of what it reverses, and
// the correction of a rate as that of what it adjusts. Of postings the kind need
// only say whether they are of a refund, and may be empty otherwise.
type Sum struct {
	Contribution int64
	Kind         Kind
	Account      Account
	Value        Booked // of entries: Settles and USD
}

// PositionOf adds up what a contribution in currency c consists of. Postings
// to cash and conversion, which may be in another currency, are not part of a
// position and must be left out.
//
// Error: money.too_large.
func PositionOf(c money.Currency, sums []Sum) (Position, error) {
	s, err := standingOf(c, sums)
	return s.Position, err
}

// standing is a position with what its promises come to in the books (agreed)
// and in the memorandum (pledged), outstanding less advance.
type standing struct {
	Position
	agreed, pledged, suspense Booked
}

func standingOf(c money.Currency, sums []Sum) (standing, error) {
	none := nothing(c)
	p := standing{Position{none, none, none, none, none, none, none, none, none, none}, none, none, none}
	for _, s := range sums {
		var err error
		add := func(into *Booked, v Booked) {
			if err == nil {
				*into, err = into.add(v)
			}
		}
		switch s.Account {
		case "":
			switch s.Kind {
			case Pledge, PledgeRevision:
				add(&p.Pledged, s.Value)
			case Agreement:
				add(&p.Agreed, s.Value)
			case Receipt:
				add(&p.Received, s.Value)
			case Refund:
				add(&p.Refunded, s.Value)
			case WriteDown:
				add(&p.WrittenDown, s.Value)
			}
		case Receivable, MemoPledged:
			add(&p.Outstanding, s.Value)
			add(p.side(s.Account), s.Value)
		case Advance, MemoAdvance:
			add(p.side(s.Account), s.Value)
			add(&p.Advance, s.Value.neg())
			if s.Kind != Refund {
				add(&p.Overpaid, s.Value.neg())
			}
		case Suspense:
			add(&p.suspense, s.Value.neg())
		case Deferred:
			add(&p.Deferred, s.Value.neg())
		case Exchange, MemoExchange, Unrealised, MemoUnrealised:
			if s.Kind != Refund {
				add(&p.Exchange, s.Value.neg())
			}
		}
		if err != nil {
			return standing{}, err
		}
	}
	return p, nil
}

func (p *standing) side(a Account) *Booked {
	if a.Memo() {
		return &p.pledged
	}
	return &p.agreed
}

// add is the sum within the limits of money.
func (v Booked) add(w Booked) (Booked, error) {
	amount, err := v.Amount.Add(w.Amount)
	if err != nil {
		return Booked{}, err
	}
	usd, err := v.USD.Add(w.USD)
	return Booked{amount, usd}, err
}

// Identity reports whether outstanding is what the rest of the position says.
func (p Position) Identity() bool {
	paid := p.Received.minus(p.Exchange).minus(p.Overpaid)
	return p.Outstanding == p.Expected().minus(paid).minus(p.WrittenDown)
}

// sound reports whether a contribution can stand so: the identity holds,
// nothing is less than nothing, and a promise stands either in the books or in
// the memorandum.
func (p standing) sound() bool {
	elsewhere := p.agreed
	if p.hasAgreement() {
		elsewhere = p.pledged
	}
	if elsewhere != nothing(elsewhere.Amount.Currency()) {
		return false
	}
	for _, v := range []Booked{p.Pledged, p.Agreed, p.Received, p.Refunded, p.WrittenDown, p.Outstanding, p.Advance, p.Deferred, p.suspense} {
		if v.Amount.Sign() < 0 || v.USD.Sign() < 0 {
			return false
		}
	}
	for _, v := range []Booked{p.Outstanding, p.Advance, p.Deferred, p.suspense} {
		if v.Amount.IsZero() && !v.USD.IsZero() {
			return false
		}
	}
	return p.Refunded.Amount.Units() <= p.Received.Amount.Units() && p.Identity()
}

// History is a contribution with its entries in the order of recording.
type History struct {
	Contribution Contribution
	Entries      []Entry
}

// Position is where the contribution stood at the end of the day asOf, or now
// for no date.
//
// Error: money.too_large.
func (h History) Position(asOf date.Date) (Position, error) {
	return PositionOf(h.Contribution.Currency, h.sums(asOf))
}

func (h History) sums(asOf date.Date) []Sum {
	counts := func(on date.Date) bool { return asOf.IsZero() || !on.After(asOf) }
	kinds := h.kinds()
	var sums []Sum
	for _, e := range h.Entries {
		kind := kinds[e.Seq]
		if counts(e.On) {
			sums = append(sums, Sum{Kind: kind, Value: Booked{e.Settles, e.USD}})
		}
		for _, p := range e.Postings {
			if counts(p.On) && p.Account != Cash && p.Account != Conversion {
				sums = append(sums, Sum{Kind: kind, Account: p.Account, Value: Booked{p.Amount, p.USD}})
			}
		}
	}
	return sums
}

// kinds is what each entry counts as, by its Seq: a reversal as what it
// reverses, the correction of a rate as what it adjusts.
func (h History) kinds() map[int]Kind {
	byID, bySeq := map[int64]Kind{}, map[int]Kind{}
	for _, e := range h.Entries {
		byID[e.ID] = e.Kind
		bySeq[e.Seq] = e.Kind
		switch e.Kind {
		case Reversal:
			bySeq[e.Seq] = byID[e.Reverses]
		case RateCorrection:
			bySeq[e.Seq] = byID[e.Adjusts]
		}
	}
	return bySeq
}

// latest is the last date on which anything counts; no date for no entries.
func (h History) latest() date.Date {
	var last date.Date
	for _, e := range h.Entries {
		last = later(last, e.On)
		for _, p := range e.Postings {
			last = later(last, p.On)
		}
	}
	return last
}

// reversed reports whether a later entry reverses the one with that ID.
func (h History) reversed(id int64) bool {
	for _, e := range h.Entries {
		if e.Kind == Reversal && e.Reverses == id {
			return true
		}
	}
	return false
}

func later(a, b date.Date) date.Date {
	if a.After(b) {
		return a
	}
	return b
}
