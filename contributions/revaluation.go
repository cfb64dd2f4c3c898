package contributions

import (
	"time"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// RevaluationRun is the revaluation of everything that was open at a reporting
// date, or the taking back of one. A run that was taken back does not count.
type RevaluationRun struct {
	ID         int64
	On         date.Date // the reporting date
	Reverses   int64     // run that this one takes back; 0
	Reason     string
	EnteredBy  string
	RecordedAt time.Time
	Entries    []int64
}

// Revalued is what a run did to one contribution: what was open, and what it
// became worth more or less, in US dollars.
type Revalued struct {
	Contribution Contribution
	Entry        Entry
	Difference   money.Money
}

// revalues is by how much an entry of a run changes what is open at the
// reporting date.
func (e Entry) revalues() money.Money {
	gain := money.Zero(money.USD)
	for _, line := range e.Postings {
		if line.Account == agreed.unrealised || line.Account == pledged.unrealised {
			gain = addUnits(gain, -line.USD.Units())
		}
	}
	return gain
}

// DecideRevaluation is the entry that brings what was open at the end of the
// day to the rate of that day. The difference is unrealised; what has been
// settled or corrected since then leaves the part of the value of the day that is
// still open, and the rest is exchange. There
// is no entry for a contribution in US dollars, of which nothing was open, or
// whose value to the cent is the same.
//
// Errors: money.too_large.
func DecideRevaluation(h History, rate Rate, on date.Date) (e Entry, needed bool, err error) {
	c := h.Contribution.Currency
	then, err := h.Position(on)
	if err != nil || c == money.USD || then.Outstanding.Amount.Sign() <= 0 {
		return Entry{}, false, err
	}
	now, err := h.Position(date.Date{})
	if err != nil {
		return Entry{}, false, err
	}
	value, err := rate.Value(then.Outstanding.Amount)
	if err != nil {
		return Entry{}, false, err
	}
	gain := addUnits(value.USD, -then.Outstanding.USD.Units())
	if gain.IsZero() || then.hasAgreement() != now.hasAgreement() {
		return Entry{}, false, nil
	}
	e = Entry{
		Contribution: h.Contribution.ID, Donor: h.Contribution.books(), Seq: len(h.Entries) + 1,
		Kind: Revaluation, On: on, DateKnown: true,
		Amount: then.Outstanding.Amount, Settles: then.Outstanding.Amount, Valuation: value,
	}
	side := sideOf(now)
	var b book
	dollars := func(on date.Date, a Account, usd money.Money) { b.post(on, a, Booked{money.Zero(c), usd}) }
	dollars(on, side.outstanding, gain)
	dollars(on, side.unrealised, gain.Neg())
	stands := addUnits(now.Outstanding.USD, gain.Units())
	settled := money.Zero(money.USD)
	switch {
	case now.Outstanding.Amount.Units() <= then.Outstanding.Amount.Units():
		settled = addUnits(stands, -openPart(value.USD, now.Outstanding.Amount, then.Outstanding.Amount).Units())
	case stands.Sign() < 0:
		settled = stands
	}
	since := later(on, h.latest())
	dollars(since, side.outstanding, settled.Neg())
	dollars(since, side.exchange, settled)
	e, err = finish(h, e, &b)
	return e, err == nil, err
}

// decideRevaluationBack is the entry that takes a revaluation back: what is
// still open loses its part of the difference, and what was settled since has
// been settled at the value before it. A pledge that became an agreement has
// left the memorandum with its revaluation, and needs no entry.
//
// Errors: entry.not_found, entry.already_reversed, entry.depended_on.
func decideRevaluationBack(h History, id int64, on date.Date, reason string) (e Entry, needed bool, err error) {
	original, err := h.find(id)
	if err != nil {
		return Entry{}, false, err
	}
	if h.reversed(id) {
		return Entry{}, false, problem.New(problem.Conflict, "entry.already_reversed", "entry", id)
	}
	p, err := h.Position(date.Date{})
	if err != nil {
		return Entry{}, false, err
	}
	before, err := History{h.Contribution, h.Entries[:original.Seq-1]}.Position(date.Date{})
	if err != nil {
		return Entry{}, false, err
	}
	side, none := sideOf(p), money.Zero(h.Contribution.Currency)
	gain, open := money.Zero(money.USD), money.Zero(money.USD)
	for _, line := range original.Postings {
		switch line.Account {
		case side.unrealised:
			gain = addUnits(gain, -line.USD.Units())
		case side.outstanding:
			open = addUnits(open, line.USD.Units())
		}
	}
	if gain.IsZero() {
		return Entry{}, false, nil
	}
	e = Entry{
		Contribution: h.Contribution.ID, Donor: h.Contribution.books(), Seq: len(h.Entries) + 1,
		Kind: Reversal, On: later(on, h.latest()), DateKnown: true,
		Amount: original.Amount.Neg(), Settles: original.Settles.Neg(), Valuation: original.Valuation.neg(),
		Reason: reason, Reverses: id,
	}
	back := within(openPart(open, p.Outstanding.Amount, before.Outstanding.Amount).Neg(), p.Outstanding.USD)
	var b book
	b.post(e.On, side.unrealised, Booked{none, gain})
	b.post(e.On, side.outstanding, Booked{none, back})
	b.post(e.On, side.exchange, Booked{none, addUnits(gain, back.Units()).Neg()})
	e, err = finish(h, e, &b)
	return e, err == nil, err
}

func sideOf(p Position) side {
	if p.hasAgreement() {
		return agreed
	}
	return pledged
}

// openPart is the part of US dollars that belongs to what is still open of an
// amount, rounded to the cent, half away from zero.
func openPart(usd, open, whole money.Money) money.Money {
	switch {
	case open.Sign() <= 0:
		return money.Zero(money.USD)
	case open.Units() >= whole.Units():
		return usd
	}
	part := usd.Amount().Mul(decimal.New(open.Units(), 0)).DivRound(decimal.New(whole.Units(), 0), int32(money.USD.Digits()))
	return money.FromUnits(part.Shift(money.MaxDigits).IntPart(), money.USD)
}

// revaluedAfter tells whether what is open of the promise has been brought to a
// reporting date's value since, and stands there.
func (h History) revaluedAfter(e Entry) bool {
	for _, other := range h.Entries {
		if other.Kind == Revaluation && other.Seq > e.Seq && !h.reversed(other.ID) {
			return true
		}
	}
	return false
}

// everRevalued tells whether what is open ever stood at a reporting date's
// value.
func (h History) everRevalued() bool {
	for _, e := range h.Entries {
		if e.Kind == Revaluation {
			return true
		}
	}
	return false
}
