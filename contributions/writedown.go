package contributions

import "article30/internal/problem"

// writeDown books that an amount is no longer expected, at the value at which
// it is outstanding. What is deferred goes first: it never was revenue. The
// reason says why.
//
// Errors: write_down.more_than_outstanding, entry.before_earlier.
func writeDown(h History, p Position, e *Entry, b *book) error {
	if e.Amount.Units() > p.Outstanding.Amount.Units() {
		var fields problem.Fields
		fields.Add("amount", "write_down.more_than_outstanding", "amount", e.Amount, "left", p.Outstanding.Amount)
		return fields.Err("entry.invalid")
	}
	if err := notBefore(e, h.latest()); err != nil {
		return err
	}
	lost := p.Outstanding.take(e.Amount)
	e.Valuation = Valuation{USD: lost.USD, Basis: Book}
	if p.hasAgreement() {
		deferred := p.Deferred.take(smaller(e.Amount, p.Deferred.Amount))
		b.post(e.On, Receivable, lost.neg())
		b.post(e.On, Deferred, deferred)
		b.post(e.On, WrittenOff, lost.minus(deferred))
	} else {
		b.move(e.On, MemoPledges, MemoPledged, lost)
	}
	return nil
}
