package project

import (
	"context"

	"article30/internal/access"
	"article30/internal/problem"
)

// ReleaseIn is the payment of a partner's next instalment as it comes in.
// Instalment, where it is given, must be that one. Override is why it is paid
// although a report is missing, or before its date or condition.
type ReleaseIn struct {
	Project    string
	Partner    int
	Instalment int
	On         string
	Reference  string // of the payment
	Override   string
}

// Release pays the next instalment to a partner: an expense of its commitment,
// with programme support cost, and its payment.
//
// Errors: access.denied, assistance.no_project, assistance.closed,
// assistance.no_partner, assistance.partner_done; assistance.invalid with "on",
// "reference", "instalment" (assistance.not_next), "override"
// (assistance.before_due, assistance.condition_missing,
// assistance.report_missing, assistance.nothing_to_override); those of
// Books.Pay.
func (s *Service) Release(ctx context.Context, actor access.Actor, in ReleaseIn) (made Case, err error) {
	if err := actor.Require(access.ImplementAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{
		Kind: Released, Partner: in.Partner, Instalment: in.Instalment, On: s.past(&fields, "on", in.On),
		Reference: required(&fields, "reference", in.Reference, maxReference), Override: fields.Line("override", in.Override, maxText),
	}
	if err := fields.Err("assistance.invalid"); err != nil {
		return Case{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := w.byCode(in.Project)
		if err != nil {
			return err
		}
		released, err := Decide(c, Outlook{}, e)
		if err != nil {
			return err
		}
		released.Entry, err = s.books.Pay(ctx, actor, Payment{
			Commitment: c.Project.partner(in.Partner).Commitment, Reference: e.Reference, USD: released.USD, On: e.On,
		})
		if err != nil {
			return err
		}
		made, err = s.keep(ctx, actor, w, c, released)
		return err
	})
	return made, err
}

// Settle is in with the instalment that it means while it names none: the one
// that is next now. It is for keeping what was asked.
//
// Errors: assistance.no_project, assistance.no_partner.
func (s *Service) Settle(ctx context.Context, in ReleaseIn) (ReleaseIn, error) {
	if in.Instalment != 0 {
		return in, nil
	}
	err := s.store.View(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := w.byCode(in.Project)
		if err != nil {
			return err
		}
		p, err := c.partner(in.Partner)
		if err != nil {
			return err
		}
		if next, ok := p.Next(); ok {
			in.Instalment = next.No
		}
		return nil
	})
	return in, err
}

func (c Case) release(_ Outlook, e *Event) error {
	p, err := c.partner(e.Partner)
	if err != nil {
		return err
	}
	if p.Done() {
		return problem.New(problem.Conflict, "assistance.partner_done", "partner", p.No)
	}
	next, _ := p.Next()
	if e.Instalment != 0 && e.Instalment != next.No {
		return refuse("instalment", "assistance.not_next", "instalment", e.Instalment, "next", next.No)
	}
	if err := notBefore(e.On, p.On); err != nil {
		return err
	}
	e.Instalment, e.USD = next.No, next.USD
	var rules []Rule
	var fields problem.Fields
	if next.Due.After(e.On) {
		rules = append(rules, BeforeDue)
		fields.Add("override", "assistance.before_due", "instalment", next.No, "due", next.Due)
	}
	for _, r := range c.Project.Reports {
		accepted := !r.Accepted.IsZero() && !r.Accepted.After(e.On)
		switch {
		case accepted:
		case r.No == next.After:
			rules = append(rules, ConditionMissing)
			fields.Add("override", "assistance.condition_missing", "instalment", next.No, "report", r.No)
		case (r.Partner == 0 || r.Partner == p.No) && !r.Due.After(e.On):
			rules = append(rules, ReportMissing)
			fields.Add("override", "assistance.report_missing", "report", r.No, "due", r.Due)
		}
	}
	return e.override(rules, fields)
}
