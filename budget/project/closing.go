package project

import (
	"context"
	"slices"

	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
)

// CloseIn is the financial closing of a project as it comes in. DonorRefund is
// the refund to the donor, in the books of contributions, by which the unspent
// balance went back; 0 where it stays under its earmarks. Note says what the
// closing stands on, such as the final reports.
type CloseIn struct {
	Project     string
	On          string
	DonorRefund int64
	Note        string
}

// Close ends a project financially. Every report must be accepted, and nothing
// committed or unpaid. What is unspent is no longer reserved: it is free again
// under its earmarks, or went back to the donor.
//
// Errors: access.denied, assistance.no_project, assistance.closed,
// assistance.reports_missing, assistance.not_settled,
// assistance.no_donor_refund, assistance.donor_refund_taken;
// assistance.invalid with "on", "note", and "donor_refund"
// (assistance.refund_too_large, assistance.refund_elsewhen,
// assistance.refund_other_purpose); period.closed.
func (s *Service) Close(ctx context.Context, actor access.Actor, in CloseIn) (made Case, err error) {
	if err := actor.Require(access.ImplementAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{Kind: Closed, On: s.past(&fields, "on", in.On), Text: required(&fields, "note", in.Note, maxText)}
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
		o := Outlook{Figures: w.figuresOf(c), Support: s.withSupport}
		if in.DonorRefund != 0 {
			if o.Donor, err = s.refunds.DonorRefund(ctx, in.DonorRefund); err != nil {
				return err
			}
			if o.Fits, err = s.earmarks.Fits(ctx, o.Donor.Contribution, o.Donor.On, c.Project.Purpose); err != nil {
				return err
			}
			o.Returned = slices.ContainsFunc(w.cases, func(other Case) bool {
				return other.Project != nil && other.Project.Closure != nil && other.Project.Closure.DonorEntry == in.DonorRefund
			})
		}
		made, err = s.record(ctx, actor, w, c, o, e)
		return err
	})
	return made, err
}

func (c Case) close(o Outlook, e *Event) error {
	p := c.Project
	for _, other := range c.Events {
		if err := notBefore(e.On, other.On); err != nil {
			return err
		}
	}
	for _, r := range p.Reports {
		if r.Accepted.IsZero() {
			return problem.New(problem.Conflict, "assistance.reports_missing", "project", p.Code, "report", r.No, "due", r.Due)
		}
	}
	if !o.Figures.Committed.IsZero() || !o.Figures.Unpaid.IsZero() {
		return problem.New(problem.Conflict, "assistance.not_settled", "project", p.Code,
			"committed", o.Figures.Committed, "unpaid", o.Figures.Unpaid)
	}
	unspent, err := p.Total.Sub(o.Figures.Spent)
	if err != nil {
		return err
	}
	e.USD = unspent
	if o.Donor == nil {
		return nil
	}
	e.DonorEntry, e.Contribution = o.Donor.Entry, o.Donor.Contribution
	switch {
	case o.Returned:
		return problem.New(problem.Conflict, "assistance.donor_refund_taken", "entry", o.Donor.Entry)
	case !o.Fits:
		return refuse("donor_refund", "assistance.refund_other_purpose", "entry", o.Donor.Entry, "contribution", o.Donor.Contribution, "project", p.Code)
	case o.Donor.On.Before(c.Decision.On) || o.Donor.On.After(e.On):
		return refuse("donor_refund", "assistance.refund_elsewhen", "date", o.Donor.On, "from", c.Decision.On, "to", e.On)
	case o.Donor.USD.Units() > o.Support(unspent).Units():
		return refuse("donor_refund", "assistance.refund_too_large", "amount", o.Donor.USD, "most", o.Support(unspent))
	}
	return nil
}

// Unspent is what a closed project left, and what of it went back to a donor;
// the rest is free under its earmarks again.
func (p Project) Unspent() (money.Money, bool) {
	if p.Closure == nil {
		return money.Money{}, false
	}
	return p.Closure.USD, p.Closure.DonorEntry != 0
}
