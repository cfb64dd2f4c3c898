package execution

import (
	"context"

	"article30/internal/date"
	"article30/internal/money"
)

// Spent is what was spent of one contribution's money under one earmark by one
// entry, in US dollars, so that the donor can be told what each dollar was spent
// on. What a reversal gave back, and what a payment cost less than what it
// settled, is negative.
type Spent struct {
	Entry        int64
	Kind         Kind
	On           date.Date
	Symbol       string // of the budget
	Line         Line
	Year         int
	Payee        string
	Reference    string
	Purpose      Purpose
	Contribution int64
	Earmark      string // code
	Rule         DrawRule
	Reason       string // why the rule was overridden
	Direct       money.Money
	PSC          money.Money
}

// SpentOn lists what was spent of the contributions by the end of the day asOf,
// by contribution, date and entry. It adds up to what is drawn of them.
func (s *Service) SpentOn(ctx context.Context, contributions []int64, asOf date.Date) (list []Spent, err error) {
	if len(contributions) == 0 {
		return nil, nil
	}
	err = s.store.View(ctx, func(ctx context.Context) error {
		list, err = s.store.SpentOn(ctx, contributions, asOf)
		return err
	})
	return list, err
}
