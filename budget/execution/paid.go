package execution

import (
	"context"

	"article30/internal/access"
)

// RecordPaidExpense records an expense and its payment in whole, on the same day
// and with the same reference. It is one operation, the expense, and held to the
// limits of both.
//
// Errors: those of RecordExpense and RecordPayment.
func (s *Service) RecordPaidExpense(ctx context.Context, actor access.Actor, in ExpenseIn) (expense Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	first := func(ops []access.Operation) (access.Operation, error) { return ops[0], nil }
	err = s.asOne(ctx, actor, first, func(ctx context.Context) error {
		if expense, err = s.RecordExpense(ctx, actor, in); err != nil {
			return err
		}
		_, err := s.RecordPayment(ctx, actor, PaymentIn{Expense: expense.ID, On: in.On, Reference: in.Reference})
		return err
	})
	if err != nil {
		return Entry{}, err
	}
	return expense, nil
}
