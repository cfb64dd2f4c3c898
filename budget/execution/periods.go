package execution

import (
	"context"

	"article30/internal/date"
)

// Periods says which months of the books are open. Everything that has a date
// of its own asks for it, in the transaction in which it is written.
//
// Error of Open: period.closed, with the month and the first one that is open.
type Periods interface {
	Open(ctx context.Context, on date.Date) error
}

// open refuses a date in a closed month.
func (s *Service) open(ctx context.Context, on date.Date) error {
	if s.periods == nil {
		return nil
	}
	return s.periods.Open(ctx, on)
}

// open refuses a date in a closed month, and asks once for each month.
func (l *Loading) open(on date.Date) error {
	month := date.MonthOf(on)
	err, asked := l.months[month]
	if !asked {
		err = l.s.open(l.ctx, on)
		l.months[month] = err
	}
	return err
}
