package period

import (
	"slices"

	"article30/internal/date"
	"article30/internal/problem"
)

// Calendar is everything that was closed and reopened, in order.
type Calendar []Event

// standing are the closings of months, or of years, that were not reopened, in
// order.
func (c Calendar) standing(years bool) (closings []Event) {
	reopened := map[int64]bool{}
	for _, e := range c {
		reopened[e.Reopens] = true
	}
	for _, e := range c {
		if e.Reopens == 0 && !reopened[e.ID] && e.Period.IsYear() == years {
			closings = append(closings, e)
		}
	}
	return closings
}

// last is the closing of a month, or of a year, that was made last of those
// that stand.
func (c Calendar) last(years bool) (Event, bool) {
	closings := c.standing(years)
	if len(closings) == 0 {
		return Event{}, false
	}
	return closings[len(closings)-1], true
}

// Until is the day up to which the books are closed; no date when they are
// not.
func (c Calendar) Until() date.Date {
	last, _ := c.last(false)
	return last.Period.Last
}

// Closed reports whether the whole period is closed: a month that was passed
// over is closed with the one after it.
func (c Calendar) Closed(p Period) bool {
	if !p.IsYear() {
		return !p.Last.After(c.Until())
	}
	return slices.ContainsFunc(c.standing(true), func(e Event) bool { return e.Period == p })
}

// refuse refuses a day up to which the books are closed, which until is.
//
// Error: period.closed, with the first month that is open.
func refuse(on, until date.Date) error {
	if on.After(until) {
		return nil
	}
	return problem.New(problem.Conflict, "period.closed",
		"month", date.MonthOf(on), "open", date.MonthOf(until.AddDays(1)))
}

// Close decides the closing of a period. First is the earliest day after Until
// for which anything is booked; no date when nothing is.
//
// Errors: period.already_closed; period.not_over before the period has ended;
// period.earlier_open when an earlier month in which something is booked is
// open, or an earlier year with closed months; period.months_open for a year.
func (c Calendar) Close(p Period, first, today date.Date) (Event, error) {
	switch {
	case c.Closed(p):
		return Event{}, problem.New(problem.Conflict, "period.already_closed", "period", p.name())
	case !p.Last.Before(today):
		return Event{}, problem.New(problem.Conflict, "period.not_over", "period", p.name(), "last", p.Last)
	case p.IsYear():
		return Event{Period: p}, c.mayCloseYear(p)
	case !first.IsZero() && first.Before(p.First):
		return Event{}, problem.New(problem.Conflict, "period.earlier_open", "period", p.name(), "earlier", date.MonthOf(first))
	}
	return Event{Period: p}, nil
}

func (c Calendar) mayCloseYear(p Period) error {
	until := c.Until()
	if until.Before(p.Last) {
		open := date.MonthOf(p.First)
		if !until.Before(p.First) {
			open = date.MonthOf(until.AddDays(1))
		}
		return problem.New(problem.Conflict, "period.months_open", "year", p.name(), "month", open)
	}
	for _, e := range c.standing(false) {
		year, err := Year(e.Period.First.Year())
		if err != nil {
			return err
		}
		if year.Last.Before(p.First) && !c.Closed(year) {
			return problem.New(problem.Conflict, "period.earlier_open", "period", p.name(), "earlier", year.name())
		}
	}
	return nil
}

// Reopen decides the reopening of a period, which wants a reason.
//
// Errors: period.not_closed; period.later_closed, with the period to reopen
// first; period.year_closed for a month of a closed year; period.invalid with
// the field "reason" (entry.no_reason).
func (c Calendar) Reopen(p Period, reason string) (Event, error) {
	last, some := c.last(p.IsYear())
	year, err := Year(p.First.Year())
	switch {
	case err != nil:
		return Event{}, err
	case !c.Closed(p):
		return Event{}, problem.New(problem.Conflict, "period.not_closed", "period", p.name())
	case !p.IsYear() && c.Closed(year):
		return Event{}, problem.New(problem.Conflict, "period.year_closed", "month", p.name(), "year", year.name())
	case some && last.Period != p:
		return Event{}, problem.New(problem.Conflict, "period.later_closed", "period", p.name(), "later", last.Period.name())
	case reason == "":
		var fields problem.Fields
		fields.Add("reason", "entry.no_reason")
		return Event{}, fields.Err("period.invalid")
	}
	return Event{Period: p, Reopens: last.ID, Reason: reason}, nil
}

// Stands reports whether the event is a closing that was not reopened.
func (c Calendar) Stands(e Event) bool {
	return slices.ContainsFunc(c.standing(e.Period.IsYear()), func(s Event) bool { return s.ID == e.ID })
}
