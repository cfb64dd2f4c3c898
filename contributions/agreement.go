package contributions

import (
	"article30/internal/date"
	"article30/internal/problem"
)

// agree books a binding agreement: revenue, and a receivable at the value of
// its date. It takes the place of the pledge: the memorandum of the pledge is
// taken out, and what was paid on it becomes a payment on the agreement.
//
// Errors: agreement.exists; agreement.pledge_closed when the pledge has
// refunds or write-downs, which belong to it and not to the agreement;
// entry.before_earlier when it is dated before the reversal of an earlier
// agreement.
func agree(h History, p Position, e *Entry, b *book) error {
	switch {
	case p.hasAgreement():
		return problem.New(problem.Conflict, "agreement.exists", "reference", h.Contribution.Reference, "agreed", p.Agreed.Amount)
	case !p.Refunded.Amount.IsZero() || !p.WrittenDown.Amount.IsZero():
		return problem.New(problem.Conflict, "agreement.pledge_closed", "reference", h.Contribution.Reference)
	}
	kinds := h.kinds()
	var undone date.Date
	for _, earlier := range h.Entries {
		if earlier.Kind == Reversal && kinds[earlier.Seq] == Agreement {
			undone = later(undone, earlier.On)
		}
	}
	if err := notBefore(e, undone); err != nil {
		return err
	}

	promised, paid := Booked{e.Settles, e.USD}, nothing(h.Contribution.Currency)
	b.move(e.On, Receivable, Revenue, promised)
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
