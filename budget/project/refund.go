package project

import "article30/internal/money"

func (c Case) refund(_ Outlook, e *Event) error {
	p, err := c.partner(e.Partner)
	if err != nil {
		return err
	}
	t := c.Project.tranche(p.No, e.Instalment)
	if t == nil || t.Release == nil || e.USD.Units() > t.USD.Units()-t.Refunded.Units() {
		return refuse("amount", "assistance.refund_too_large", "amount", e.USD,
			"most", money.FromUnits(p.Released().Units()-p.Refunded().Units(), money.USD))
	}
	return notBefore(e.On, t.Release.On)
}
