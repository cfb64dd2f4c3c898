package conference

import (
	"strings"

	"article30/internal/date"
	"article30/internal/problem"
)

// SessionKind tells the regular sessions from those called in between.
type SessionKind string

const (
	Regular SessionKind = "regular"
	Special SessionKind = "special"
)

// rulesAdoptedAt is the number of the session that adopted the rules of
// procedure: no rule applied before it opened.
const rulesAdoptedAt = 1

// Session is a session of the Conference with all the dates that were ever set
// for it.
type Session struct {
	ID      string // "6"
	Number  int
	Kind    SessionKind
	Source  string
	Opening date.Date    // the date in force: the last of History; none while it is postponed
	Closing date.Date    // none: not known
	History []DateChange // oldest first, never empty
	Events  []Event      // oldest first
}

// DateChange is one setting of a session's dates.
type DateChange struct {
	Seq        int // from 1
	Opening    date.Date
	Closing    date.Date
	Reason     string // why the dates were changed; "" for the first
	Source     string // who says so, with the source's own words where they are odd
	EnteredBy  string
	RecordedAt string // RFC 3339 in UTC, to the second
}

// UnderRule72 reports whether a budget for this session is under the clock. The
// rule speaks of regular sessions, and was adopted at the first of them.
func (s Session) UnderRule72() bool {
	return s.Kind == Regular && s.Number > rulesAdoptedAt
}

// Deadline is the last day on which a budget for this session goes out in
// time; false for a session without a clock, or without an opening to count
// from.
func (s Session) Deadline(r Rule) (date.Date, bool) {
	if !s.UnderRule72() || s.Opening.IsZero() {
		return date.Date{}, false
	}
	return Deadline(s.Opening, r), true
}

// lastOpening is the last opening that was set, whatever befell it.
func (s Session) lastOpening() date.Date { return s.History[len(s.History)-1].Opening }

// FirstOpening is the opening date that was set at first. Where it differs
// from Opening, the opening was moved.
func (s Session) FirstOpening() date.Date { return s.History[0].Opening }

// move is the change that sets other dates for the session.
//
// Errors: conference.dates_invalid with the fields opening, closing and reason.
func (s Session) move(opening, closing date.Date, reason string) (DateChange, error) {
	var f problem.Fields
	checkDates(&f, opening, closing)
	if strings.TrimSpace(reason) == "" {
		f.Add("reason", "conference.no_reason")
	}
	if f.Len() == 0 && opening == s.Opening && closing == s.Closing {
		f.Add("opening", "conference.same_dates", "opening", opening)
	}
	if err := f.Err("conference.dates_invalid"); err != nil {
		return DateChange{}, err
	}
	return DateChange{Seq: len(s.History) + 1, Opening: opening, Closing: closing, Reason: strings.TrimSpace(reason)}, nil
}

// reopens refuses another opening for a session that has opened, and one that
// is past for any.
//
// Errors: conference.opened_already, conference.opens_in_past.
func (s Session) reopens(opening, today date.Date) error {
	switch {
	case opening == s.Opening:
		return nil
	case !s.Opening.IsZero() && !s.Opening.After(today):
		return problem.New(problem.Conflict, "conference.opened_already", "session", s.ID, "opening", s.Opening)
	case opening.Before(today):
		return problem.New(problem.Invalid, "conference.opens_in_past", "opening", opening, "today", today)
	}
	return nil
}

// with is the session after the change.
func (s Session) with(c DateChange) Session {
	s.History = append(s.History[:len(s.History):len(s.History)], c)
	return s.dated()
}

func checkDates(f *problem.Fields, opening, closing date.Date) {
	switch {
	case opening.IsZero():
		f.Add("opening", "conference.no_opening")
	case !closing.IsZero() && closing.Before(opening):
		f.Add("closing", "conference.closes_before_opening", "opening", opening, "closing", closing)
	}
}

// Check refuses what cannot be true of any session.
//
// Errors: conference.session_invalid with the fields id, number, kind, opening
// and closing.
func (s Session) Check() error {
	var f problem.Fields
	if s.ID == "" {
		f.Add("id", "conference.no_session_id")
	}
	if s.Number < 1 {
		f.Add("number", "conference.not_a_session_number", "value", s.Number)
	}
	if s.Kind != Regular && s.Kind != Special {
		f.Add("kind", "conference.unknown_session_kind", "value", string(s.Kind))
	}
	checkDates(&f, s.Opening, s.Closing)
	return f.Err("conference.session_invalid")
}
