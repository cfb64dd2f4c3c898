package contributions

import (
	"article30/internal/date"
	"article30/internal/problem"
)

// Decide is the entry that a fact becomes, given what was recorded before it.
// It is pure: the same history and fact give the same entry.
//
// Errors are Invalid with the field in question ("on", "amount", "currency",
// "settles"), or Conflict where the contribution is in no state for it; each
// kind's own function lists them. money.too_large when a total would leave the
// limits of money.
func Decide(h History, kind Kind, f Fact) (Entry, error) {
	p, err := h.Position(date.Date{})
	if err != nil {
		return Entry{}, err
	}
	if err := acceptable(h.Contribution, kind, f); err != nil {
		return Entry{}, err
	}
	e := Entry{
		Contribution: h.Contribution.ID,
		Donor:        h.Contribution.books(),
		Seq:          len(h.Entries) + 1,
		Kind:         kind,
		On:           f.On,
		DateKnown:    !f.DateUnknown,
		Amount:       f.Amount,
		Settles:      f.Settles,
		Valuation:    f.Valuation,
		Reason:       f.Reason,
		External:     f.External,
		Printed:      f.Printed,
		Payment:      f.Payment,
		Delivery:     f.Delivery,
	}
	if e.Amount.Currency() == h.Contribution.Currency {
		e.Settles = e.Amount
	}
	var b book
	switch kind {
	case Pledge:
		err = pledge(h, p, &e, &b)
	case PledgeRevision:
		err = revisePledge(h, p, &e, &b)
	case Agreement:
		err = agree(h, p, &e, &b, f)
	case ConditionMet:
		err = meetCondition(h, p, &e, &b)
	case InSuspense:
		if err = charge(&e, &b); err == nil {
			b.move(e.On, Cash, Suspense, Booked{e.Settles, e.USD})
		}
	case Cleared:
		err = clearSuspense(h, &e, &b)
	case Receipt:
		if e.Delivery != (Delivery{}) {
			deliver(h, p, &e, &b)
			break
		}
		if err = charge(&e, &b); err == nil {
			err = receive(h, p, &e, &b)
		}
	case Refund:
		if err = charge(&e, &b); err == nil {
			err = refund(h, p, &e, &b)
		}
	case WriteDown:
		err = writeDown(h, p, &e, &b)
	default:
		panic("contributions: " + string(kind) + " is not decided here")
	}
	if err != nil {
		return Entry{}, err
	}
	return finish(h, e, &b)
}

// acceptable refuses what no contribution takes. A contribution in kind is
// pledged, the pledge revised or written down, and delivered: no money comes of
// it, and none goes back.
//
// Errors: entry.not_positive, entry.currency_differs, contribution.in_kind,
// delivery.not_in_kind, suspense.separate, income.only_received.
func acceptable(c Contribution, kind Kind, f Fact) error {
	if (c.Source == suspenseSource) != (kind == InSuspense || kind == Cleared) {
		return problem.New(problem.Conflict, "suspense.separate", "reference", c.Reference)
	}
	if c.Income() != "" && kind != Receipt {
		return problem.New(problem.Conflict, "income.only_received", "reference", c.Reference)
	}
	delivered := f.Delivery != (Delivery{})
	if delivered && c.Mode != InKind {
		return problem.New(problem.Conflict, "delivery.not_in_kind", "reference", c.Reference)
	}
	if c.Mode == InKind && (kind == Agreement || kind == ConditionMet || kind == Receipt && !delivered || kind == Refund) {
		return problem.New(problem.Conflict, "contribution.in_kind", "reference", c.Reference)
	}
	var fields problem.Fields
	if f.Amount.Sign() < 0 || f.Amount.IsZero() && kind != PledgeRevision {
		fields.Add("amount", "entry.not_positive", "value", f.Amount)
	}
	if f.Amount.Currency() != c.Currency {
		switch {
		case kind != Receipt && kind != Refund || delivered:
			fields.Add("currency", "entry.currency_differs",
				"currency", f.Amount.Currency(), "contribution", c.Currency)
		case f.Settles.Sign() <= 0:
			fields.Add("settles", "entry.not_positive", "value", f.Settles)
		case f.Settles.Currency() != c.Currency:
			fields.Add("settles", "entry.currency_differs",
				"currency", f.Settles.Currency(), "contribution", c.Currency)
		}
	}
	return fields.Err("entry.invalid")
}

// finish puts the postings in order and makes sure of what every entry
// guarantees: they balance, and the contribution stands soundly after it.
func finish(h History, e Entry, b *book) (Entry, error) {
	e.Postings = b.lines()
	if !Balanced(e.Postings) {
		return Entry{}, problem.New(problem.Internal, "entry.unbalanced")
	}
	after := History{h.Contribution, append(h.Entries[:len(h.Entries):len(h.Entries)], e)}
	p, err := standingOf(h.Contribution.Currency, after.sums(date.Date{}))
	if err != nil {
		return Entry{}, err
	}
	if !p.sound() {
		return Entry{}, problem.New(problem.Conflict, "entry.depended_on", "entry", e.Reverses)
	}
	return e, nil
}

// notBefore refuses a date before what the entry builds on.
func notBefore(e *Entry, last date.Date) error {
	var fields problem.Fields
	if e.On.Before(last) {
		fields.Add("on", "entry.before_earlier", "date", e.On, "last", last)
	}
	return fields.Err("entry.invalid")
}
