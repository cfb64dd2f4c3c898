package execution

import (
	"context"

	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
)

// RefundIn is what a payee returned of an Expense that was paid, as it comes
// in, in US dollars.
type RefundIn struct {
	Expense   int64
	Expect    int64 // revision that the allotment must still have; any when 0
	Amount    string
	On        string
	Reference string
	Reason    string
}

// RecordRefund records that a payee returned what it did not need: less was
// spent then, with less programme support cost, the cash is back, and the
// allotment can be used again. The money goes back to where the expense drew it,
// what was drawn last first. The entry is an expense with a negative amount
// that names the one it refunds; a refund is no correction of a mistake, which
// is a reversal.
//
// Errors: expense.not_found, execution.reversed; execution.invalid with the
// fields that are wrong, execution.before_earlier, refund.not_dollars,
// refund.more_than_paid; record.changed.
func (s *Service) RecordRefund(ctx context.Context, actor access.Actor, in RefundIn) (e Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	f := Fact{
		On:        s.bookable(&fields, "on", in.On),
		Amount:    amount(&fields, "amount", in.Amount, money.USD).Neg(),
		Refunds:   in.Expense,
		Reference: fields.Line("reference", in.Reference, maxReference),
		Reason:    required(&fields, "reason", in.Reason, maxReason),
	}
	f.Valuation = atPar(f.Amount)
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		allotment, err := s.allotmentOf(ctx, in.Expense, "expense.not_found", "expense")
		if err != nil {
			return err
		}
		e, err = s.record(ctx, actor, allotment, in.Expense, func(ctx context.Context, l *ledger) (Entry, error) {
			if err := s.unchanged(ctx, allotment, in.Expect); err != nil {
				return Entry{}, err
			}
			return s.decide(ctx, l, KindExpense, f)
		})
		return err
	})
	return e, err
}

// RecordRefunds records what a payee returned at once of several expenses of one
// allotment; the limits hold for all of it together.
//
// Errors: those of RecordRefund.
func (s *Service) RecordRefunds(ctx context.Context, actor access.Actor, in []RefundIn) (list []Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return nil, err
	}
	err = s.asOne(ctx, actor, sum, func(ctx context.Context) error {
		list = nil
		for _, one := range in {
			e, err := s.RecordRefund(ctx, actor, one)
			if err != nil {
				return err
			}
			list = append(list, e)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

// sum is the first of the operations with the amounts of all.
func sum(ops []access.Operation) (whole access.Operation, err error) {
	whole = ops[0]
	for _, op := range ops[1:] {
		if whole.USD, err = whole.USD.Add(op.USD); err != nil {
			return whole, err
		}
	}
	return whole, nil
}

// refund books what a payee returned of an expense: not more than was paid and
// not returned yet.
//
// Errors: execution.not_positive; expense.not_found, execution.reversed,
// execution.before_earlier; refund.not_dollars; refund.more_than_paid.
func (l *ledger) refund(e *Entry) error {
	x, err := l.live(e.Refunds, KindExpense)
	if err != nil {
		return err
	}
	if x.entry.Refunds != 0 {
		return problem.New(problem.NotFound, "expense.not_found", "expense", e.Refunds)
	}
	if err := positive(e.Amount.Neg()); err != nil {
		return err
	}
	if err := notBefore(e, x.entry); err != nil {
		return err
	}
	if c := x.entry.Amount.Currency(); c != money.USD {
		return problem.New(problem.Conflict, "refund.not_dollars", "currency", c)
	}
	if paid := x.paid(e.On); -e.Amount.Units() > paid {
		return refuse("amount", "refund.more_than_paid", "amount", e.Amount.Neg(), "paid", dollars(paid))
	}
	e.Payee = x.entry.Payee
	return nil
}

// refunds are those of the expense that stand, in the order of recording.
func (l *ledger) refunds(expense int64) (list []Entry) {
	for _, it := range l.items {
		if it.entry.Refunds == expense && it.entry.Kind == KindExpense && !it.reversed {
			list = append(list, it.entry)
		}
	}
	return list
}

// giveRefund gives so much back to where the expense drew it, what was drawn
// last first, with the support cost on it; the whole gives back all of that.
func (l *ledger) giveRefund(expense *item, units int64) (draws []Draw) {
	drawn := expense.entry.Draws
	for i := len(drawn) - 1; i >= 0 && units > 0; i-- {
		direct, psc := drawn[i].Direct.Units(), drawn[i].PSC.Units()
		for _, earlier := range l.refunds(expense.entry.ID) {
			for _, d := range earlier.Draws {
				if d.same(drawn[i]) {
					direct, psc = direct+d.Direct.Units(), psc+d.PSC.Units()
				}
			}
		}
		back := min(units, direct)
		if back <= 0 {
			continue
		}
		units -= back
		if back < direct {
			psc = min(psc, supportOn(back, drawn[i].Percent))
		}
		d := drawn[i].of()
		d.Direct, d.PSC = dollars(-back), dollars(-psc)
		draws = append(draws, d)
	}
	return draws
}
