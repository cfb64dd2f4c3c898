package conference

import (
	"slices"
	"time"

	"article30/internal/date"
)

// Rule is how many days before the opening of a regular session its budget
// must have been sent to the States parties, and how those days are counted.
type Rule struct {
	Days int
	// ClearDays leaves out both the day of dispatch and the day of opening, for
	// a body that counts so; the last day in time is then one day earlier.
	ClearDays bool
}

// Rule72 of the rules of procedure: at least 60 days before the opening.
func Rule72() Rule { return Rule{Days: 60} }

// Required is the smallest Margin that is in time.
func (r Rule) Required() int {
	if r.ClearDays {
		return r.Days + 1
	}
	return r.Days
}

// Timely reports whether a dispatch on that day is in time.
func (r Rule) Timely(opening, dispatch date.Date) bool {
	return Margin(opening, dispatch) >= r.Required()
}

// Deadline is the last day on which a dispatch is in time. It is not moved for
// weekends or holidays.
func Deadline(opening date.Date, r Rule) date.Date {
	return opening.AddDays(-r.Required())
}

// Margin is the number of calendar days from the dispatch to the opening;
// negative for a dispatch after it. Both are dates at the Conference's seat,
// never instants: a span of hours would be short or long by one where the
// clocks change.
func Margin(opening, dispatch date.Date) int { return opening.Sub(dispatch) }

// DispatchDate is the day that the calendar at the seat, Vienna, showed when
// something was sent.
func DispatchDate(sent time.Time) date.Date { return date.Of(sent, date.Vienna()) }

// LastWorkingDay is the last day not later than the deadline that is neither a
// Saturday, a Sunday nor one of the holidays given. It is advice to the
// sender: the rule knows no working days.
func LastWorkingDay(deadline date.Date, holidays ...date.Date) date.Date {
	day := deadline
	for !working(day, holidays) {
		day = day.AddDays(-1)
	}
	return day
}

func working(day date.Date, holidays []date.Date) bool {
	if w := day.Weekday(); w == time.Saturday || w == time.Sunday {
		return false
	}
	return !slices.Contains(holidays, day)
}
