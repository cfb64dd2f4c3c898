package project

import (
	"context"
	"fmt"

	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
)

// RefundIn is what a partner returned of its instalments, as it comes in, in US
// dollars.
type RefundIn struct {
	Project   string
	Partner   int
	Amount    string
	On        string
	Reference string // of the payment
	Reason    string
}

// Refund records what a partner returned unspent: less was spent then, and the
// programme support cost on it goes back too. It is taken off the last
// instalment first; each instalment that it reaches has an event of its own.
//
// Errors: access.denied, assistance.no_project, assistance.closed,
// assistance.no_partner; assistance.invalid with "on", "reference", "reason",
// "amount" (assistance.not_positive, assistance.refund_too_large); those of
// Books.Refund.
func (s *Service) Refund(ctx context.Context, actor access.Actor, in RefundIn) (made Case, err error) {
	if err := actor.Require(access.ImplementAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{
		Kind: Refunded, Partner: in.Partner, On: s.past(&fields, "on", in.On),
		Reference: required(&fields, "reference", in.Reference, maxReference), Reason: required(&fields, "reason", in.Reason, maxText),
	}
	usd, err := money.Parse(in.Amount, money.USD)
	fields.AddErr("amount", err)
	if err == nil && usd.Sign() <= 0 {
		fields.Add("amount", "assistance.not_positive", "value", usd)
	}
	if err := fields.Err("assistance.invalid"); err != nil {
		return Case{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		if made, err = w.byCode(in.Project); err != nil {
			return err
		}
		parts, err := made.returning(in.Partner, usd)
		if err != nil {
			return err
		}
		var refunds []PartnerRefund
		for i, part := range parts {
			refund := PartnerRefund{Expense: part.Release.Entry, Reference: e.Reference, USD: part.USD, On: e.On, Reason: e.Reason}
			if i > 0 {
				refund.Reference = fmt.Sprintf("%s/%d", e.Reference, i+1)
			}
			refunds = append(refunds, refund)
			e.Instalment, e.USD = part.No, part.USD
			if _, err := Decide(made, Outlook{}, e); err != nil {
				return err
			}
		}
		entries, err := s.books.Refund(ctx, actor, refunds)
		if err != nil {
			return err
		}
		for i, part := range parts {
			e.Instalment, e.USD, e.Entry = part.No, part.USD, entries[i]
			if made, err = s.record(ctx, actor, w, made, Outlook{}, e); err != nil {
				return err
			}
		}
		return nil
	})
	return made, err
}

// returning divides a refund among the partner's instalments, the last first;
// the USD of a part is what is returned of it.
//
// Errors: assistance.no_partner; assistance.invalid with
// assistance.refund_too_large.
func (c Case) returning(partner int, usd money.Money) (parts []Tranche, err error) {
	if c.Project == nil {
		return nil, nil
	}
	p, err := c.partner(partner)
	if err != nil {
		return nil, err
	}
	missing := usd.Units()
	for i := len(p.Instalments) - 1; i >= 0 && missing > 0; i-- {
		t := p.Instalments[i]
		if t.Release == nil {
			continue
		}
		if part := min(missing, t.USD.Units()-t.Refunded.Units()); part > 0 {
			missing -= part
			t.USD = money.FromUnits(part, money.USD)
			parts = append(parts, t)
		}
	}
	if missing > 0 {
		return nil, refuse("amount", "assistance.refund_too_large", "amount", usd, "most", money.FromUnits(usd.Units()-missing, money.USD))
	}
	return parts, nil
}

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
