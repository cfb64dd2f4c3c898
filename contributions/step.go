package contributions

import (
	"cmp"
	"slices"

	"article30/internal/date"
	"article30/internal/money"
)

// Step is what one entry did on one day to what is due from the donor. An
// entry has a step on its own date, and another on each later day on which its
// postings count.
//
// Every figure is a change, in the contribution's currency and in US dollars,
// and it holds in both, to the cent:
//
//	due = promised - received + returned - written down + exchange
type Step struct {
	Entry       Entry
	Kind        Kind // of the entry; for a reversal what it reverses, for the correction of a rate what it adjusts
	On          date.Date
	Promised    Booked // what is expected: by a pledge, its revision, or the agreement in its place
	Received    Booked
	Returned    Booked // of what was paid in advance; a refund of more changes nothing that is due
	WrittenDown Booked
	Exchange    Booked // US dollars only
	Due         Booked // outstanding less what is held in advance
	Refunded    Booked // all that went back, returned or not
	Charges     Booked // what banks took, in the currency of the entry
}

// Steps are the steps of the contribution in the order of their days. From the
// first they add up to the position: promised to what is expected, due to what
// is outstanding less what is held in advance.
//
// Error: money.too_large.
func (h History) Steps() ([]Step, error) {
	kinds := h.kinds()
	var steps []Step
	for _, e := range h.Entries {
		days := []date.Date{e.On}
		for _, p := range e.Postings {
			if !slices.Contains(days, p.On) {
				days = append(days, p.On)
			}
		}
		for _, on := range days {
			step, err := h.step(e, kinds[e.Seq], on)
			if err != nil {
				return nil, err
			}
			steps = append(steps, step)
		}
	}
	slices.SortStableFunc(steps, func(a, b Step) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Entry.Seq, b.Entry.Seq))
	})
	return steps, nil
}

func (h History) step(e Entry, kind Kind, on date.Date) (Step, error) {
	var sums []Sum
	if e.On == on {
		sums = append(sums, Sum{Kind: kind, Value: Booked{e.Settles, e.USD}})
	}
	charges := nothing(e.Amount.Currency())
	for _, p := range e.Postings {
		switch {
		case p.On != on:
		case p.Account == BankCharges:
			charges = charges.plus(Booked{p.Amount, p.USD})
		case p.Account != Cash && p.Account != Conversion:
			sums = append(sums, Sum{Kind: kind, Account: p.Account, Value: Booked{p.Amount, p.USD}})
		}
	}
	p, err := PositionOf(h.Contribution.Currency, sums)
	if err != nil {
		return Step{}, err
	}
	s := Step{
		Entry: e, Kind: kind, On: on,
		Received: p.Received, Refunded: p.Refunded, WrittenDown: p.WrittenDown, Exchange: p.Exchange,
		Returned: p.Overpaid.minus(p.Advance), Due: p.Outstanding.minus(p.Advance), Charges: charges,
	}
	s.Promised = s.Due.plus(s.Received).minus(s.Returned).plus(s.WrittenDown).minus(s.Exchange)
	return s, nil
}

// Due is what is outstanding less what is held in advance: less than nothing
// when it is the donor to whom something is owed.
func (p Position) Due() Booked { return p.Outstanding.minus(p.Advance) }

// Nothing reports whether the step changes no figure.
func (s Step) Nothing() bool {
	for _, v := range []Booked{s.Promised, s.Received, s.Returned, s.WrittenDown, s.Exchange, s.Due, s.Refunded} {
		if !v.Amount.IsZero() || !v.USD.IsZero() {
			return false
		}
	}
	return true
}

// SumOf adds up steps of a contribution in currency c.
//
// Error: money.too_large.
func SumOf(c money.Currency, steps []Step) (Step, error) {
	none := nothing(c)
	sum := Step{Promised: none, Received: none, Returned: none, WrittenDown: none, Exchange: none, Due: none, Refunded: none}
	for _, s := range steps {
		for _, pair := range []struct {
			into *Booked
			more Booked
		}{
			{&sum.Promised, s.Promised}, {&sum.Received, s.Received}, {&sum.Returned, s.Returned},
			{&sum.WrittenDown, s.WrittenDown}, {&sum.Exchange, s.Exchange}, {&sum.Due, s.Due}, {&sum.Refunded, s.Refunded},
		} {
			var err error
			if *pair.into, err = pair.into.add(pair.more); err != nil {
				return Step{}, err
			}
		}
	}
	return sum, nil
}
