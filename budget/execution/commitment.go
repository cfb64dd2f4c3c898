package execution

import (
	"context"

	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
)

// CommitIn is a commitment as it comes in. Amount is in US dollars.
type CommitIn struct {
	Allotment int64
	Expect    int64 // revision that the allotment must still have; any when 0
	Amount    string
	On        string
	Payee     string
	Reference string
	Reason    string
	Project   string   // code; what is spent is for the project
	Region    string   // regional group
	Country   string   // ISO code
	From      []string // codes of the earmarks to draw on instead of the rule's, in order
	Because   string   // why
}

// Commit promises money of an allotment to a payee.
//
// Errors: allotment.not_found; commitment.reference_taken; execution.invalid
// with the fields that are wrong (those of a purpose, purpose.contradicts,
// draw.no_reason and its kin), allotment.exhausted, execution.no_cash;
// earmark.no_money, earmark.does_not_fit, earmark.not_found.
func (s *Service) Commit(ctx context.Context, actor access.Actor, in CommitIn) (Entry, error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	f := Fact{
		On:        s.bookable(&fields, "on", in.On),
		Amount:    amount(&fields, "amount", in.Amount, money.USD),
		Payee:     required(&fields, "payee", in.Payee, maxPayee),
		Reference: fields.Line("reference", in.Reference, maxReference),
		Reason:    fields.Line("reason", in.Reason, maxReason),
		From:      in.From,
		Because:   fields.Line("because", in.Because, maxReason),
	}
	f.Valuation = atPar(f.Amount)
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	return s.record(ctx, actor, in.Allotment, 0, func(ctx context.Context, l *ledger) (_ Entry, err error) {
		if err := s.unchanged(ctx, l.allotment.ID, in.Expect); err != nil {
			return Entry{}, err
		}
		if f.Purpose, err = s.told(ctx, purposeIn{project: in.Project, region: in.Region, country: in.Country}); err != nil {
			return Entry{}, err
		}
		return s.decide(ctx, l, KindCommitment, f)
	})
}

// AdjustCommitmentIn makes a commitment another amount: Amount is the new
// total, in US dollars. Cancel, without an amount, leaves only what is spent.
type AdjustCommitmentIn struct {
	Commitment int64
	Expect     int64 // revision that the allotment must still have; any when 0
	Amount     string
	Cancel     bool
	On         string
	Reason     string
	From       []string // of an increase; see CommitIn
	Because    string
}

// AdjustCommitment increases, decreases or cancels a commitment.
//
// Errors: commitment.not_found, execution.reversed; execution.invalid with the
// fields that are wrong, execution.before_earlier, execution.unchanged,
// commitment.below_spent, allotment.exhausted, execution.no_cash; those of
// drawing money for an increase.
func (s *Service) AdjustCommitment(ctx context.Context, actor access.Actor, in AdjustCommitmentIn) (e Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	f := Fact{
		On:      s.bookable(&fields, "on", in.On),
		Reason:  required(&fields, "reason", in.Reason, maxReason),
		Of:      in.Commitment,
		From:    in.From,
		Because: fields.Line("because", in.Because, maxReason),
	}
	switch {
	case !in.Cancel:
		f.Amount = amount(&fields, "amount", in.Amount, money.USD)
	case in.Amount != "":
		fields.Add("amount", "commitment.cancel_or_amount")
	}
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		allotment, err := s.allotmentOf(ctx, in.Commitment, "commitment.not_found", "commitment")
		if err != nil {
			return err
		}
		e, err = s.record(ctx, actor, allotment, in.Commitment, func(ctx context.Context, l *ledger) (Entry, error) {
			if err := s.unchanged(ctx, l.allotment.ID, in.Expect); err != nil {
				return Entry{}, err
			}
			if in.Cancel {
				c, err := l.live(in.Commitment, KindCommitment)
				if err != nil {
					return Entry{}, err
				}
				f.Amount = dollars(c.total - c.open.End())
			}
			f.Valuation = atPar(f.Amount)
			return s.decide(ctx, l, KindCommitmentChange, f)
		})
		return err
	})
	return e, err
}

// commit promises money of the allotment to a payee, and holds the support
// cost that its expense will bear.
//
// Errors: execution.not_positive; commitment.reference_taken when a commitment
// of the allotment has the reference; allotment.exhausted, execution.no_cash.
func (l *ledger) commit(e *Entry) error {
	if err := positive(e.Amount); err != nil {
		return err
	}
	if e.Reference != "" && l.names(KindCommitment, e.Reference) {
		return problem.New(problem.Conflict, "commitment.reference_taken", "reference", e.Reference)
	}
	return l.authorized(*e)
}

// changeCommitment makes a commitment another amount. The fact has the new
// total; the entry has the change. The amount already spent cancels the rest.
//
// Errors: commitment.not_found, execution.reversed; execution.before_earlier,
// execution.negative, execution.unchanged; commitment.below_spent; allotment.exhausted,
// execution.no_cash.
func (l *ledger) changeCommitment(e *Entry) error {
	c, err := l.live(e.Of, KindCommitment)
	if err != nil {
		return err
	}
	if err := notBefore(e, c.entry); err != nil {
		return err
	}
	if err := becomes(e, c.total); err != nil {
		return err
	}
	if open, on := c.open.Least(e.On); open+e.Amount.Units() < 0 {
		return refuse("amount", "commitment.below_spent",
			"amount", dollars(c.total+e.Amount.Units()), "least", dollars(c.total-open), "date", on)
	}
	return l.authorized(*e)
}

// authorized refuses what is more than is left of the allotment on the entry's
// date and on every later day.
//
// Error: allotment.exhausted.
func (l *ledger) authorized(e Entry) error {
	if left, on := l.authority.Least(e.On); e.USD.Units() > left {
		return refuse("amount", "allotment.exhausted", "amount", e.USD, "left", dollars(left), "date", on)
	}
	return nil
}
