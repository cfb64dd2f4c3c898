package conference

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"article30/internal/journal"
)

// SessionObjects is what the journal calls the dates of sessions, and what befell
// them.
func SessionObjects() []string { return []string{"session", eventObject} }

// ToldOf reports whether the record is about the dates of the session, or about
// what befell it.
func ToldOf(session string, r journal.Record) bool {
	switch r.Object {
	case "session":
		return r.ID == session
	case eventObject:
		prefix := strings.TrimSuffix(eventPlace(session, 0), "0")
		number, ok := strings.CutPrefix(r.ID, prefix)
		n, err := strconv.Atoi(number)
		return ok && err == nil && r.ID == eventPlace(session, n)
	}
	return false
}

// SessionFrom is the session as these records of the journal tell of it; false
// where none does. They are in the order in which they were written.
func SessionFrom(session string, records []journal.Record) (s Session, told bool, err error) {
	s = Session{ID: session}
	for _, r := range records {
		if !ToldOf(session, r) {
			continue
		}
		at := r.At.UTC().Format(time.RFC3339)
		if r.Object == eventObject {
			var facts eventRecord
			if err := json.Unmarshal(r.After, &facts); err != nil {
				return s, false, err
			}
			s.Events = append(s.Events, Event{
				Seq: len(s.Events) + 1, Kind: facts.Kind, Dates: facts.Dates, From: facts.From, To: facts.To,
				Reason: r.Reason, EnteredBy: r.Actor, RecordedAt: at,
			})
			continue
		}
		var dates datesRecord
		if err := json.Unmarshal(r.After, &dates); err != nil {
			return s, false, err
		}
		reason := r.Reason
		if r.Action == sessionAdded {
			reason = "" // there it says where the file came from
		}
		s.Number, s.Kind = dates.Number, dates.Kind
		s.History = append(s.History, DateChange{
			Seq: len(s.History) + 1, Opening: dates.Opening, Closing: dates.Closing, Reason: reason, Source: dates.Source,
			EnteredBy: r.Actor, RecordedAt: at,
		})
	}
	if len(s.History) == 0 {
		return s, false, nil
	}
	return s.dated(), true, nil
}
