package execution

import (
	"context"

	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
)

// PaymentIn is a payment as it comes in: of an Expense, in the expense's
// currency; all that is owed when Amount is empty.
type PaymentIn struct {
	Expense   int64
	Expect    int64 // revision that the allotment must still have; any when 0
	Amount    string
	On        string
	Reference string
	Reason    string
}

// RecordPayment records that an expense was paid, in whole or in part, at the
// operational rate of the payment's date.
//
// Errors: expense.not_found, execution.reversed; execution.invalid with the
// fields that are wrong, rate.none, execution.before_earlier,
// payment.nothing_owed, payment.more_than_owed, execution.no_cash or earmark.no_money for an exchange loss.
func (s *Service) RecordPayment(ctx context.Context, actor access.Actor, in PaymentIn) (e Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	f := Fact{
		On:        s.bookable(&fields, "on", in.On),
		Of:        in.Expense,
		Reference: fields.Line("reference", in.Reference, maxReference),
		Reason:    fields.Line("reason", in.Reason, maxReason),
	}
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		allotment, err := s.allotmentOf(ctx, in.Expense, "expense.not_found", "expense")
		if err != nil {
			return err
		}
		e, err = s.record(ctx, actor, allotment, in.Expense, func(ctx context.Context, l *ledger) (Entry, error) {
			if err := s.unchanged(ctx, l.allotment.ID, in.Expect); err != nil {
				return Entry{}, err
			}
			if err := s.payment(ctx, l, in, &f); err != nil {
				return Entry{}, err
			}
			return s.decide(ctx, l, KindPayment, f)
		})
		return err
	})
	return e, err
}

// payment reads the amount of a payment in the currency of its expense, and
// values it.
func (s *Service) payment(ctx context.Context, l *ledger, in PaymentIn, f *Fact) error {
	x, err := l.live(in.Expense, KindExpense)
	if err != nil {
		return err
	}
	var fields problem.Fields
	f.Amount = x.unpaid().Amount
	if in.Amount == "" && f.Amount.IsZero() {
		return problem.New(problem.Conflict, "payment.nothing_owed", "expense", in.Expense)
	}
	if in.Amount != "" {
		f.Amount = amount(&fields, "amount", in.Amount, x.entry.Amount.Currency())
	}
	if fields.Len() == 0 {
		f.Valuation, err = s.value(ctx, f.Amount, f.On)
		fields.AddErr("on", err)
	}
	return fields.Err("execution.invalid")
}

// payExpense records that an expense was paid, in whole or in part, in the
// currency of the expense and worth what the operational rate of the payment's
// date gives. The difference from what stood in the books is an exchange gain
// or loss and changes nothing about the expense; a loss needs cash.
//
// Errors: execution.not_positive; expense.not_found, execution.reversed,
// execution.before_earlier; payment.other_currency; payment.more_than_owed; execution.no_cash.
func (l *ledger) payExpense(e *Entry) error {
	x, err := l.live(e.Of, KindExpense)
	if err != nil {
		return err
	}
	if err := positive(e.Amount); err != nil {
		return err
	}
	if err := notBefore(e, x.entry); err != nil {
		return err
	}
	c := x.entry.Amount.Currency()
	if e.Amount.Currency() != c {
		return problem.New(problem.Invalid, "payment.other_currency", "currency", e.Amount.Currency(), "expense", c)
	}
	if owed, on := x.payable.Least(e.On); e.Amount.Units() > owed {
		return refuse("amount", "payment.more_than_owed",
			"amount", e.Amount, "owed", money.FromUnits(owed, c), "date", on)
	}
	return nil
}
