package contributions

import (
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// pledge discloses what is announced: memorandum accounts only. What was paid
// before the pledge settles it.
//
// Errors: pledge.exists, pledge.agreed (a revision or a write-down is meant),
// entry.before_earlier when it is dated before the reversal of an agreement or
// of an earlier pledge.
func pledge(h History, p Position, e *Entry, b *book) error {
	switch {
	case p.hasAgreement():
		return problem.New(problem.Conflict, "pledge.agreed", "reference", h.Contribution.Reference)
	case !p.Pledged.Amount.IsZero():
		return problem.New(problem.Conflict, "pledge.exists", "reference", h.Contribution.Reference, "pledged", p.Pledged.Amount)
	}
	if err := notBefore(e, h.undone(Agreement, Pledge)); err != nil {
		return err
	}
	promised := Booked{e.Settles, e.USD}
	b.move(e.On, MemoPledged, MemoPledges, promised)
	b.settle(later(e.On, h.latest()), pledged, p.Advance, promised)
	return nil
}

// revisePledge makes the pledge another amount. The fact has the new total;
// the entry has the change. More is valued at the rate of the revision's
// date; less is taken out at the value at which it is outstanding (of a pledge that
// was revalued, at that of the pledge, and the rest is exchange), and cannot
// be more than that.
//
// Errors: pledge.none, pledge.agreed, pledge.unchanged, pledge.below_settled;
// entry.before_earlier when it is dated before the pledge, before an earlier
// revision, or before the reversal of a revision or of an agreement.
func revisePledge(h History, p Position, e *Entry, b *book) error {
	switch {
	case p.hasAgreement():
		return problem.New(problem.Conflict, "pledge.agreed", "reference", h.Contribution.Reference)
	case p.Pledged.Amount.IsZero():
		return problem.New(problem.Conflict, "pledge.none", "reference", h.Contribution.Reference)
	}
	change := addUnits(e.Amount, -p.Pledged.Amount.Units())
	var fields problem.Fields
	switch {
	case change.IsZero():
		fields.Add("amount", "pledge.unchanged", "amount", e.Amount)
	case -change.Units() > p.Outstanding.Amount.Units():
		least := addUnits(p.Pledged.Amount, -p.Outstanding.Amount.Units())
		fields.Add("amount", "pledge.below_settled", "amount", e.Amount, "least", least)
	}
	if err := fields.Err("entry.invalid"); err != nil {
		return err
	}
	e.Amount, e.Settles = change, change
	if change.Sign() < 0 {
		if err := notBefore(e, h.latest()); err != nil {
			return err
		}
		less := p.Outstanding.take(change.Neg())
		promised := less
		if h.everRevalued() {
			promised = p.Pledged.take(less.Amount) // a revaluation is no part of the promise
		}
		e.Valuation = Valuation{USD: promised.USD.Neg(), Basis: Book}
		b.move(e.On, MemoPledges, MemoPledged, promised)
		b.move(e.On, MemoExchange, MemoPledged, Booked{money.Zero(less.Amount.Currency()), less.minus(promised).USD})
		return nil
	}
	if err := notBefore(e, later(h.pledgedOn(), h.undone(Agreement, PledgeRevision))); err != nil {
		return err
	}
	usd, err := revalue(e.Valuation, change)
	if err != nil {
		return err
	}
	e.Valuation = usd
	more := Booked{change, e.USD}
	b.move(e.On, MemoPledged, MemoPledges, more)
	b.settle(later(e.On, h.latest()), pledged, p.Advance, p.Outstanding.plus(more))
	return nil
}

// pledgedOn is the date of the pledge that stands, with its revisions.
func (h History) pledgedOn() date.Date {
	var last date.Date
	for _, e := range h.Entries {
		if (e.Kind == Pledge || e.Kind == PledgeRevision) && !h.reversed(e.ID) {
			last = later(last, e.On)
		}
	}
	return last
}
