package contributions

import (
	"slices"

	"article30/internal/date"
	"article30/internal/problem"
)

// agree books a binding agreement: revenue, or what is deferred, and a
// receivable at the value of its date. It takes the place of the pledge: the memorandum of the pledge is
// taken out, and what was paid on it becomes a payment on the agreement.
//
// An agreement of less than what has come already is a slip of the pen more
// often than an over-payment, and so it is refused until it is said that the
// over-payment is known; the rest is then held for the donor in advance.
//
// Errors: agreement.exists; agreement.below_paid; agreement.pledge_closed when the pledge has
// refunds or write-downs, which belong to it and not to the agreement;
// entry.before_earlier when it is dated before the reversal of one of these or
// of an earlier agreement.
func agree(h History, p Position, e *Entry, b *book, f Fact) error {
	switch {
	case p.hasAgreement():
		return problem.New(problem.Conflict, "agreement.exists", "reference", h.Contribution.Reference, "agreed", p.Agreed.Amount)
	case !p.Refunded.Amount.IsZero() || !p.WrittenDown.Amount.IsZero():
		return problem.New(problem.Conflict, "agreement.pledge_closed", "reference", h.Contribution.Reference)
	}
	if err := notBefore(e, h.undone(Agreement, Refund, WriteDown)); err != nil {
		return err
	}
	if received := p.Received.Amount; e.Settles.Units() < received.Units() && !f.Overpaid {
		var fields problem.Fields
		fields.Add("amount", "agreement.below_paid", "amount", e.Settles, "paid", received)
		return fields.Err("entry.invalid")
	}
	kinds := h.kinds()
	promised, paid := Booked{e.Settles, e.USD}, nothing(h.Contribution.Currency)
	if f.Conditional {
		b.move(e.On, Receivable, Deferred, promised)
	} else {
		b.move(e.On, Receivable, Revenue, promised)
	}
	for _, earlier := range h.Entries {
		for _, line := range earlier.Postings {
			if line.Account.Memo() {
				b.post(later(line.On, e.On), line.Account, Booked{line.Amount, line.USD}.neg())
			}
		}
		if kinds[earlier.Seq] == Receipt {
			payment := Booked{earlier.Settles, earlier.USD}
			b.move(later(earlier.On, e.On), Revenue, Advance, payment)
			paid = paid.plus(payment)
		}
	}
	b.settle(later(e.On, h.latest()), agreed, paid, promised)
	return nil
}

// meetCondition turns what was deferred into revenue, at the value at which it
// stands. The reason says how the condition was met.
//
// Errors: condition.more_than_deferred, entry.before_earlier.
func meetCondition(h History, p Position, e *Entry, b *book) error {
	if e.Amount.Units() > p.Deferred.Amount.Units() {
		var fields problem.Fields
		fields.Add("amount", "condition.more_than_deferred", "amount", e.Amount, "left", p.Deferred.Amount)
		return fields.Err("entry.invalid")
	}
	if err := notBefore(e, h.latest()); err != nil {
		return err
	}
	met := p.Deferred.take(e.Amount)
	e.Valuation = Valuation{USD: met.USD, Basis: Book}
	b.move(e.On, Deferred, Revenue, met)
	return nil
}

// undone is the day on which an entry of one of these kinds was last reversed;
// no date when none was. Until that day the reversed entry counted, and what
// could not be recorded beside it cannot be dated before it either.
func (h History) undone(which ...Kind) date.Date {
	var last date.Date
	kinds := h.kinds()
	for _, e := range h.Entries {
		if e.Kind == Reversal && slices.Contains(which, kinds[e.Seq]) {
			last = later(last, e.On)
		}
	}
	return last
}
