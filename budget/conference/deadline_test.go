package conference

import (
	"testing"
	"time"
	_ "time/tzdata"

	"pgregory.net/rapid"

	"article30/internal/date"
)

// Rule 72 for every regular session there has been.
func TestDeadlinesOfTheSessions(t *testing.T) {
	for _, tt := range []struct {
		number                        int
		opening, deadline, workingDay string
	}{
		{1, "2004-06-28", "", ""}, // it adopted the rules
		{2, "2005-10-10", "2005-08-11", "2005-08-11"},
		{3, "2006-10-09", "2006-08-10", "2006-08-10"},
		{4, "2008-10-08", "2008-08-09", "2008-08-08"}, // a Saturday; the day before is advice
		{5, "2010-10-18", "2010-08-19", "2010-08-19"},
		{6, "2012-10-15", "2012-08-16", "2012-08-16"},
		{7, "2014-10-06", "2014-08-07", "2014-08-07"},
		{8, "2016-10-17", "2016-08-18", "2016-08-18"},
		{9, "2018-10-15", "2018-08-16", "2018-08-16"},
		{10, "2020-10-12", "2020-08-13", "2020-08-13"},
		{11, "2022-10-17", "2022-08-18", "2022-08-18"},
		{12, "2024-10-14", "2024-08-15", "2024-08-15"},
	} {
		s := Session{Number: tt.number, Kind: Regular, Opening: day(tt.opening)}
		got, ok := s.Deadline(Rule72())
		if got != day(tt.deadline) || ok != (tt.deadline != "") {
			t.Errorf("session %d: deadline %s, %v, want %q", tt.number, got, ok, tt.deadline)
		}
		if !ok {
			continue
		}
		if w := LastWorkingDay(got); w != day(tt.workingDay) {
			t.Errorf("session %d: last working day %s, want %s", tt.number, w, tt.workingDay)
		}
		if Margin(s.Opening, got) != 60 || !Rule72().Timely(s.Opening, got) || Rule72().Timely(s.Opening, got.AddDays(1)) {
			t.Errorf("session %d: %s must be the last day in time", tt.number, got)
		}
		clear := Rule{Days: 60, ClearDays: true}
		if c, _ := s.Deadline(clear); c != got.AddDays(-1) || clear.Timely(s.Opening, got) || !clear.Timely(s.Opening, c) {
			t.Errorf("session %d: with clear days the deadline is %s, want the day before %s", tt.number, c, got)
		}
	}
	if _, ok := (Session{Number: 2, Kind: Special, Opening: day("2013-10-15")}).Deadline(Rule72()); ok {
		t.Error("a special session has no clock")
	}
}

func TestSixthSession(t *testing.T) {
	opening := day("2012-10-15")
	for _, tt := range []struct {
		dispatch string
		margin   int
		timely   bool
	}{
		{"2012-07-20", 87, true},
		{"2012-08-16", 60, true},
		{"2012-08-17", 59, false},
		{"2012-10-15", 0, false},
		{"2012-10-16", -1, false},
	} {
		if m := Margin(opening, day(tt.dispatch)); m != tt.margin {
			t.Errorf("%s: margin %d, want %d", tt.dispatch, m, tt.margin)
		}
		if got := Rule72().Timely(opening, day(tt.dispatch)); got != tt.timely {
			t.Errorf("%s: timely is %v", tt.dispatch, got)
		}
	}
}

// The day is the one that the calendar in Vienna shows, whatever UTC says.
func TestDispatchDate(t *testing.T) {
	for instant, want := range map[string]string{
		"2012-08-16T21:59:59Z":      "2012-08-16", // a second to midnight in summer
		"2012-08-16T22:00:00Z":      "2012-08-17",
		"2012-08-16T23:30:00Z":      "2012-08-17",
		"2012-12-16T22:59:59Z":      "2012-12-16", // in winter
		"2012-12-16T23:00:00Z":      "2012-12-17",
		"2012-08-16T23:30:00-05:00": "2012-08-17",
		"2012-03-25T00:59:59Z":      "2012-03-25", // the clocks go forward
		"2012-03-25T21:59:59Z":      "2012-03-25",
		"2012-03-25T22:00:00Z":      "2012-03-26",
		"2012-10-28T22:59:59Z":      "2012-10-28", // and back: a day of 25 hours
		"2012-10-28T23:00:00Z":      "2012-10-29",
	} {
		sent, err := time.Parse(time.RFC3339, instant)
		if err != nil {
			t.Fatal(err)
		}
		if got := DispatchDate(sent); got != day(want) {
			t.Errorf("%s is %s in Vienna, want %s", instant, got, want)
		}
	}
}

// Whatever the opening, and whether or not the clocks change in between, the
// last second of the deadline in Vienna is in time and the next is late.
func TestDeadlineEndsAtMidnightInVienna(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		opening := day("1990-01-01").AddDays(rapid.IntRange(0, 40_000).Draw(t, "opening"))
		rule := Rule{Days: rapid.IntRange(0, 400).Draw(t, "days"), ClearDays: rapid.Bool().Draw(t, "clear")}
		next := Deadline(opening, rule).AddDays(1)
		midnight := time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, date.Vienna())
		if !rule.Timely(opening, DispatchDate(midnight.Add(-time.Second))) {
			t.Errorf("%v: a second before %v is late for %s", rule, midnight, opening)
		}
		if rule.Timely(opening, DispatchDate(midnight)) {
			t.Errorf("%v: %v is in time for %s", rule, midnight, opening)
		}
	})
}

// The margin of every second of a day is that of its noon, in days of 23 and
// of 25 hours too, where a count of hours would be wrong.
func TestMarginIgnoresTheHour(t *testing.T) {
	changes := []string{"2012-03-25", "2012-10-28", "2020-03-29", "2020-10-25"}
	rapid.Check(t, func(t *rapid.T) {
		dispatch := day(rapid.SampledFrom(changes).Draw(t, "change")).AddDays(rapid.IntRange(-2, 2).Draw(t, "near"))
		opening := dispatch.AddDays(rapid.IntRange(0, 120).Draw(t, "ahead"))
		start := time.Date(dispatch.Year(), dispatch.Month(), dispatch.Day(), 0, 0, 0, 0, date.Vienna())
		next := dispatch.AddDays(1)
		end := time.Date(next.Year(), next.Month(), next.Day(), 0, 0, 0, 0, date.Vienna())
		at := start.Add(time.Duration(rapid.Int64Range(0, int64(end.Sub(start))-1).Draw(t, "hour")))
		if got := Margin(opening, DispatchDate(at)); got != opening.Sub(dispatch) {
			t.Errorf("%v before %s: margin %d, want %d", at, opening, got, opening.Sub(dispatch))
		}
	})
}

func TestLastWorkingDay(t *testing.T) {
	for _, tt := range []struct {
		rule, deadline string
		holidays       []date.Date
		want           string
	}{
		{"a Thursday", "2012-08-16", nil, "2012-08-16"},
		{"a Saturday", "2008-08-09", nil, "2008-08-08"},
		{"a Sunday", "2008-08-10", nil, "2008-08-08"},
		{"a holiday", "2024-08-15", []date.Date{day("2024-08-15")}, "2024-08-14"},
		{"a Monday that is a holiday", "2012-05-28", []date.Date{day("2012-05-28")}, "2012-05-25"},
	} {
		if got := LastWorkingDay(day(tt.deadline), tt.holidays...); got != day(tt.want) {
			t.Errorf("%s: got %s, want %s", tt.rule, got, tt.want)
		}
	}
}
