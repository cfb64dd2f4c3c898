package period

import (
	"strings"
	"testing"
	"time"

	"article30/internal/date"
	"article30/internal/problem"
)

// calendarOf closes the periods of a text in order; a minus before one reopens
// the closing of it that stands.
func calendarOf(t *testing.T, text string) Calendar {
	t.Helper()
	var c Calendar
	for word := range strings.FieldsSeq(text) {
		name, reopens := strings.CutPrefix(word, "-")
		p, err := Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		e := Event{ID: int64(len(c) + 1), Period: p}
		for _, closing := range c.standing(p.IsYear()) {
			if reopens && closing.Period == p {
				e.Reopens, e.Reason = closing.ID, "why"
			}
		}
		c = append(c, e)
	}
	return c
}

func TestParse(t *testing.T) {
	for text, days := range map[string]string{"2012-06": "2012-06-01 2012-06-30", "2012": "2012-01-01 2012-12-31", "2012-02": "2012-02-01 2012-02-29"} {
		p, err := Parse(text)
		if err != nil || p.First.String()+" "+p.Last.String() != days || p.String() != text || p.IsYear() != (len(text) == 4) {
			t.Errorf("%s: %s from %s to %s, %v", text, p, p.First, p.Last, err)
		}
	}
	for _, text := range []string{"", "12", "02012", "+201", "2012-13", "2012-6", "2012-06-01", "June 2012"} {
		if p, err := Parse(text); !problem.Is(err, "period.grammar") {
			t.Errorf("%q: %s, %v", text, p, err)
		}
	}
}

func TestOpenDays(t *testing.T) {
	for _, tt := range []struct{ rule, closed, on, refused string }{
		{"with nothing closed every day is open", "", "1999-01-01", ""},
		{"the last day of a closed month is closed", "2012-06", "2012-06-30", "June 2012, open July 2012"},
		{"the day after it is open", "2012-06", "2012-07-01", ""},
		{"what is before it is closed too", "2012-06", "2011-01-31", "January 2011, open July 2012"},
		{"a month that was passed over is closed", "2012-03 2012-06", "2012-05-01", "May 2012, open July 2012"},
		{"the month after December is January", "2012-12", "2012-12-01", "December 2012, open January 2013"},
		{"a reopened month is open", "2012-05 2012-06 -2012-06", "2012-06-01", ""},
		{"and the one before it is closed", "2012-05 2012-06 -2012-06", "2012-05-31", "May 2012, open June 2012"},
		{"with a reopened month those that it passed over are open", "2012-03 2012-06 -2012-06", "2012-04-01", ""},
		{"a month that was closed again is closed", "2012-06 -2012-06 2012-06", "2012-06-01", "June 2012, open July 2012"},
	} {
		err := refuse(date.MustParse(tt.on), calendarOf(t, tt.closed).Until())
		got := ""
		if e, ok := problem.As(err); ok && e.Code == "period.closed" {
			month := func(name string) string { return e.Args[name].(date.Month).First().String() }
			written := func(s string) string {
				d := date.MustParse(s)
				return d.Month().String() + " " + s[:4]
			}
			got = written(month("month")) + ", open " + written(month("open"))
		}
		if got != tt.refused {
			t.Errorf("%s: %q (%v), want %q", tt.rule, got, err, tt.refused)
		}
	}
}

const all2012 = "2012-01 2012-02 2012-03 2012-04 2012-05 2012-06 2012-07 2012-08 2012-09 2012-10 2012-11 2012-12"

func TestClose(t *testing.T) {
	for _, tt := range []struct{ rule, closed, close, first, today, code string }{
		{"the first month may be any before which nothing is booked", "", "2012-06", "2012-06-30", "2012-07-01", ""},
		{"a fund in which nothing is booked may close", "", "2012-06", "", "2012-07-01", ""},
		{"a month closes after its last day", "", "2012-06", "", "2012-06-30", "period.not_over"},
		{"months close in their order", "", "2012-06", "2012-05-31", "2012-07-20", "period.earlier_open"},
		{"after the last closed one too", "2012-04", "2012-06", "2012-05-31", "2012-07-20", "period.earlier_open"},
		{"a month without entries may be passed over", "2012-04", "2012-06", "2012-06-01", "2012-07-20", ""},
		{"a month closes once", "2012-06", "2012-06", "", "2012-07-20", "period.already_closed"},
		{"what was passed over is closed", "2012-04 2012-06", "2012-05", "", "2012-07-20", "period.already_closed"},
		{"a reopened month may close again", "2012-06 -2012-06", "2012-06", "2012-06-10", "2012-07-20", ""},
		{"a year wants its twelve months", strings.TrimSuffix(all2012, " 2012-12"), "2012", "", "2013-01-20", "period.months_open"},
		{"even when none is closed", "", "2012", "", "2013-01-20", "period.months_open"},
		{"and then closes", all2012, "2012", "", "2013-01-20", ""},
		{"and once", all2012 + " 2012", "2012", "", "2013-01-20", "period.already_closed"},
		{"not before it is over", all2012, "2012", "", "2012-12-31", "period.not_over"},
		{"twelve months may be passed over together", "2012-12", "2012", "", "2013-01-20", ""},
		{"years close in their order", "2011-12 " + all2012, "2012", "", "2013-01-20", "period.earlier_open"},
		{"which begins where months were closed", "2011-12 2011 " + all2012, "2012", "", "2013-01-20", ""},
		{"a reopened year may close again", all2012 + " 2012 -2012", "2012", "", "2013-01-20", ""},
	} {
		p, err := Parse(tt.close)
		if err != nil {
			t.Fatal(err)
		}
		var first date.Date
		if tt.first != "" {
			first = date.MustParse(tt.first)
		}
		e, err := calendarOf(t, tt.closed).Close(p, first, date.MustParse(tt.today))
		if code := codeOf(err); code != tt.code || err == nil && (e.Period != p || e.Reopens != 0) {
			t.Errorf("%s: %q, want %q", tt.rule, code, tt.code)
		}
	}
}

func TestReopen(t *testing.T) {
	for _, tt := range []struct{ rule, closed, reopen, reason, code string }{
		{"the last closed month may be reopened", "2012-05 2012-06", "2012-06", "why", ""},
		{"with a reason", "2012-05 2012-06", "2012-06", "", "period.invalid"},
		{"an earlier one after those that follow it", "2012-05 2012-06", "2012-05", "why", "period.later_closed"},
		{"and then it may", "2012-05 2012-06 -2012-06", "2012-05", "why", ""},
		{"one that was passed over goes with the one after it", "2012-04 2012-06", "2012-05", "why", "period.later_closed"},
		{"an open one cannot", "2012-06", "2012-07", "why", "period.not_closed"},
		{"nor a reopened one", "2012-06 -2012-06", "2012-06", "why", "period.not_closed"},
		{"nor a month of a closed year", all2012 + " 2012", "2012-12", "why", "period.year_closed"},
		{"nor one of a closed year when the next has begun", all2012 + " 2012 2013-01", "2012-12", "why", "period.year_closed"},
		{"a closed year may be reopened", all2012 + " 2012", "2012", "why", ""},
		{"with a reason as well", all2012 + " 2012", "2012", "", "period.invalid"},
		{"the later year first", "2011-12 2011 " + all2012 + " 2012", "2011", "why", "period.later_closed"},
		{"an open year cannot", all2012, "2012", "why", "period.not_closed"},
		{"months of a reopened year may", all2012 + " 2012 -2012", "2012-12", "why", ""},
	} {
		p, err := Parse(tt.reopen)
		if err != nil {
			t.Fatal(err)
		}
		c := calendarOf(t, tt.closed)
		e, err := c.Reopen(p, tt.reason)
		if code := codeOf(err); code != tt.code {
			t.Errorf("%s: %q, want %q", tt.rule, code, tt.code)
		}
		if err == nil && (c[e.Reopens-1].Period != p || !c.Stands(c[e.Reopens-1])) {
			t.Errorf("%s: reopens %d", tt.rule, e.Reopens)
		}
	}
}

func codeOf(err error) string {
	if e, ok := problem.As(err); ok {
		return e.Code
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func TestYearsThatCannotBe(t *testing.T) {
	if _, err := Year(0); err == nil {
		t.Error("the year 0 was accepted")
	}
	if p, err := Year(2012); err != nil || p.First.Month() != time.January || p.Last.Day() != 31 {
		t.Errorf("%v, %v", p, err)
	}
}
