package conference

import (
	"testing"

	"article30/internal/problem"
)

func sixth() Session {
	return Session{ID: "6", Number: 6, Kind: Regular}.with(DateChange{Seq: 1, Opening: day("2012-10-15"), Closing: day("2012-10-19")})
}

func TestMoveKeepsTheHistory(t *testing.T) {
	s := sixth()
	change, err := s.move(day("2012-10-08"), day("2012-10-12"), " the hall is taken ")
	if err != nil {
		t.Fatal(err)
	}
	if change.Seq != 2 || change.Reason != "the hall is taken" {
		t.Errorf("change %+v", change)
	}
	moved := s.with(change)
	if moved.Opening != day("2012-10-08") || moved.FirstOpening() != day("2012-10-15") || len(moved.History) != 2 {
		t.Errorf("moved: %+v", moved)
	}
	if d, _ := moved.Deadline(Rule72()); d != day("2012-08-09") {
		t.Errorf("the deadline moves with the opening, got %s", d)
	}
	if s.Opening != day("2012-10-15") || len(s.History) != 1 {
		t.Errorf("the session before the move has changed: %+v", s)
	}
}

func TestMoveRefuses(t *testing.T) {
	for _, tt := range []struct {
		rule, opening, closing, reason string
		path, code                     string
	}{
		{"the same dates", "2012-10-15", "2012-10-19", "x", "opening", "conference.same_dates"},
		{"no opening", "", "2012-10-19", "x", "opening", "conference.no_opening"},
		{"closing before opening", "2012-10-15", "2012-10-14", "x", "closing", "conference.closes_before_opening"},
		{"no reason", "2012-10-16", "2012-10-19", " ", "reason", "conference.no_reason"},
	} {
		_, err := sixth().move(day(tt.opening), day(tt.closing), tt.reason)
		e, ok := problem.As(err)
		if !ok || len(e.Fields) != 1 || e.Fields[0].Path != tt.path || e.Fields[0].Code != tt.code {
			t.Errorf("%s: got %v", tt.rule, err)
		}
	}
	if _, err := sixth().move(day("2012-10-15"), day("2012-10-18"), "a day less"); err != nil {
		t.Errorf("another closing alone: %v", err)
	}
}
