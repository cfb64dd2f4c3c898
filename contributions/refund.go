package contributions

import "article30/internal/problem"

// refund books money that went back to the donor, at the value of its date. It
// comes first out of what the donor paid in advance, at the value at which
// that stands, then out of what is deferred, and then out of revenue. It does not make the contribution
// outstanding again.
//
// Errors: refund.more_than_received, entry.before_earlier.
func refund(h History, p Position, e *Entry, b *book) error {
	left := p.Received.minus(p.Refunded).Amount
	if e.Settles.Units() > left.Units() {
		var fields problem.Fields
		fields.Add("amount", "refund.more_than_received", "amount", e.Settles, "left", left)
		return fields.Err("entry.invalid")
	}
	if err := notBefore(e, h.latest()); err != nil {
		return err
	}
	went := Booked{e.Settles, e.USD}
	b.convert(e.On, Booked{e.Amount, e.USD}.neg(), went.neg())
	none := nothing(h.Contribution.Currency)
	returned, paid := none, none
	if amount := smaller(p.Advance.Amount, went.Amount); amount.Sign() > 0 {
		returned, paid = p.Advance.take(amount), went.take(amount)
	}
	if !p.hasAgreement() {
		b.move(e.On, Revenue, Cash, went)
		b.move(e.On, MemoAdvance, MemoPledges, returned)
		return nil
	}
	rest := went.minus(paid)
	deferred := p.Deferred.take(smaller(p.Deferred.Amount, rest.Amount))
	unearned := rest.take(deferred.Amount)
	b.move(e.On, Revenue, Cash, rest.minus(unearned))
	b.move(e.On, Deferred, Cash, deferred)
	b.move(e.On, Advance, Cash, returned)
	b.move(e.On, Exchange, Cash, Booked{none.Amount, paid.plus(unearned).minus(returned).minus(deferred).USD})
	return nil
}
