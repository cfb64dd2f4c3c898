package contributions

import "article30/internal/problem"

// writeDown books that an amount is no longer expected, at the value at which
// it is outstanding. The reason says why.
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
		b.move(e.On, WrittenOff, Receivable, lost)
	} else {
		b.move(e.On, MemoPledges, MemoPledged, lost)
	}
	return nil
}
