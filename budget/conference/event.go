package conference

import (
	"strings"

	"article30/internal/date"
	"article30/internal/problem"
)

// Event is what befell a session beside a change of its dates. A session that
// is postponed has no opening, and so no deadline, until dates are set again.
// One that is resumed meets once more on the days from From to To; it is the
// same session, so no new clock runs for it.
type Event struct {
	Seq        int // from 1
	Kind       EventKind
	Dates      int       // how many settings of the dates there were then
	From, To   date.Date // of a resumption
	Reason     string
	EnteredBy  string
	RecordedAt string // RFC 3339 in UTC, to the second
}

// EventKind is what happened.
type EventKind string

const (
	Postponed EventKind = "postponed" // no longer to meet on its dates; new ones are not set
	Resumed   EventKind = "resumed"   // adjourned at its closing, and to meet again
)

// Meets reports whether the session meets on that day. A session whose closing
// is not known meets on every day from its opening on.
func (s Session) Meets(on date.Date) bool {
	if s.Opening.IsZero() {
		return false
	}
	if !on.Before(s.Opening) && (s.Closing.IsZero() || !on.After(s.Closing)) {
		return true
	}
	for _, e := range s.Resumptions() {
		if !on.Before(e.From) && !on.After(e.To) {
			return true
		}
	}
	return false
}

// LastDay is the last day on which the session meets, resumptions included; no
// date when it is not known.
func (s Session) LastDay() date.Date {
	last := s.Closing
	for _, e := range s.Resumptions() {
		if e.To.After(last) {
			last = e.To
		}
	}
	return last
}

// Resumptions are those that go with the dates in force: a session that is
// given other dates starts anew.
func (s Session) Resumptions() []Event {
	var list []Event
	for _, e := range s.Events {
		if e.Kind == Resumed && e.Dates == len(s.History) {
			list = append(list, e)
		}
	}
	return list
}

// Postponed reports that the session has been put off and has no dates.
func (s Session) Postponed() bool {
	n := len(s.Events)
	return n > 0 && s.Events[n-1].Kind == Postponed && s.Events[n-1].Dates == len(s.History)
}

// dated is the session with the dates that its history and events leave it.
func (s Session) dated() Session {
	last := s.History[len(s.History)-1]
	s.Opening, s.Closing = last.Opening, last.Closing
	if s.Postponed() {
		s.Opening, s.Closing = date.Date{}, date.Date{}
	}
	return s
}

// postpone puts off a session that has not opened.
//
// Errors: conference.event_invalid with the field reason;
// conference.postponed_already, conference.has_opened.
func (s Session) postpone(reason string, today date.Date) (Event, error) {
	var f problem.Fields
	e := Event{Kind: Postponed, Reason: eventReason(&f, reason)}
	switch {
	case s.Postponed():
		return Event{}, problem.New(problem.Conflict, "conference.postponed_already", "session", s.ID)
	case !s.Opening.After(today):
		return Event{}, problem.New(problem.Conflict, "conference.has_opened", "session", s.ID, "opening", s.Opening)
	}
	return s.numbered(e), f.Err("conference.event_invalid")
}

// resume lets a session that has opened meet again, after every day on which it
// was to meet.
//
// Errors: conference.event_invalid with the fields from, to and reason;
// conference.no_closing for a session that is not known to have closed;
// conference.not_opened.
func (s Session) resume(from, to date.Date, reason string, today date.Date) (Event, error) {
	var f problem.Fields
	e := Event{Kind: Resumed, From: from, To: to, Reason: eventReason(&f, reason)}
	last := s.LastDay()
	switch {
	case last.IsZero():
		return Event{}, problem.New(problem.Conflict, "conference.no_closing", "session", s.ID)
	case s.Opening.After(today):
		return Event{}, problem.New(problem.Conflict, "conference.not_opened", "session", s.ID, "opening", s.Opening)
	case from.IsZero():
		f.Add("from", "conference.no_resumption")
	case !from.After(last):
		f.Add("from", "conference.resumed_before_closing", "from", from, "closing", last)
	}
	switch {
	case to.IsZero():
		f.Add("to", "conference.no_resumption")
	case to.Before(from):
		f.Add("to", "conference.closes_before_opening", "opening", from, "closing", to)
	}
	return s.numbered(e), f.Err("conference.event_invalid")
}

func (s Session) numbered(e Event) Event {
	e.Seq, e.Dates = len(s.Events)+1, len(s.History)
	return e
}

func eventReason(f *problem.Fields, reason string) string {
	reason = strings.TrimSpace(reason)
	if reason == "" {
		f.Add("reason", "conference.no_reason")
	}
	return reason
}
