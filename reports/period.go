package reports

import (
	"fmt"

	"article30/internal/date"
	"article30/internal/problem"
)

// Period selects the days that a statement tells of. From is the first day that
// anything was booked when it is no date, To is today.
type Period struct {
	From, To date.Date
}

// OfYear selects a calendar year, as far as it has gone.
//
// Error: reports.in_future for one that has not begun.
func (in *Period) OfYear(year int, today date.Date) error {
	in.From, in.To = firstOf(year), lastOf(year)
	if in.From.After(today) {
		return problem.New(problem.Invalid, "reports.in_future", "date", in.From, "today", today)
	}
	if in.To.After(today) {
		in.To = today
	}
	return nil
}

// period is the period asked for, with its end.
//
// Errors: reports.in_future, reports.period_ends_first.
func (s *Service) period(in Period) (Period, error) {
	var err error
	if in.To, err = s.day(in.To); err != nil {
		return in, err
	}
	if in.From.After(in.To) {
		return in, problem.New(problem.Invalid, "reports.period_ends_first", "from", in.From, "to", in.To)
	}
	return in, nil
}

// title is the line that says which days.
func (in Period) title(r reader) string {
	if in.From.IsZero() {
		return r.Text("period.up_to", "to", in.To)
	}
	return r.Text("fund.period", "from", in.From, "to", in.To)
}

func firstOf(year int) date.Date { return date.MustParse(fmt.Sprintf("%d-01-01", year)) }

func lastOf(year int) date.Date { return date.MustParse(fmt.Sprintf("%d-12-31", year)) }
