package contributions

// receive books money that came, at the value of its date. On an agreement it
// settles the receivable at the value at which that stands, the difference is
// an exchange gain or loss, and what is beyond the agreement is owed to the
// donor as an advance. Without an agreement all of it is revenue, and it
// settles the pledge in the memorandum accounts in the same way.
func receive(h History, p Position, e *Entry, b *book) error {
	came := Booked{e.Settles, e.USD}
	b.convert(e.On, Booked{e.Amount, e.USD}, came)
	advance := p.Advance.plus(came)
	now := later(e.On, h.latest())
	if p.hasAgreement() {
		b.move(e.On, Cash, Advance, came)
		b.settle(now, agreed, advance, p.Outstanding)
		return nil
	}
	b.move(e.On, Cash, Revenue, came)
	b.move(e.On, MemoPledges, MemoAdvance, came)
	b.settle(now, pledged, advance, p.Outstanding)
	return nil
}
