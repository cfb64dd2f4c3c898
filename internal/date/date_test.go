package date_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"article30/internal/date"
	"article30/internal/problem"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"2012-10-15", ""},
		{"1900-01-01", ""},
		{"2199-12-31", ""},
		{"2000-02-29", ""}, // divisible by 400
		{"2012-02-29", ""},

		{"1900-02-29", "date.not_a_day"}, // divisible by 100: the day that spreadsheets invent
		{"2100-02-29", "date.not_a_day"},
		{"2013-02-29", "date.not_a_day"},
		{"2026-02-30", "date.not_a_day"},
		{"2012-04-31", "date.not_a_day"},
		{"2012-00-10", "date.not_a_day"},
		{"2012-13-01", "date.not_a_day"},
		{"2012-10-00", "date.not_a_day"},
		{"2012-10-32", "date.not_a_day"},
		{"0000-00-00", "date.not_a_day"},
		{"1899-12-31", "date.out_of_range"},
		{"2200-01-01", "date.out_of_range"},
		{"0001-01-01", "date.out_of_range"},
		{"9999-12-31", "date.out_of_range"},

		{"", "date.grammar"},
		{"2012-10-5", "date.grammar"},
		{"12-10-15", "date.grammar"},
		{"20121015", "date.grammar"},
		{"2012/10/15", "date.grammar"},
		{"15.10.2012", "date.grammar"},
		{"15-10-2012", "date.grammar"},
		{"2012-10-15T00:00:00", "date.grammar"},
		{"2012-10-15 ", "date.grammar"},
		{" 2012-10-15", "date.grammar"},
		{"2012-10-15\n", "date.grammar"},
		{"-012-10-15", "date.grammar"},
		{"+012-10-15", "date.grammar"},
		{"2012-1O-15", "date.grammar"},
		{"٢٠١٢-10-15", "date.grammar"},
		{"41197", "date.grammar"},
		{"2012-W42-1", "date.grammar"},
		{"2012-10-1\x00", "date.grammar"},
		{strings.Repeat("2", 100_000), "date.grammar"},
	} {
		got, err := date.Parse(tt.in)
		if tt.want == "" {
			if err != nil || got.String() != tt.in {
				t.Errorf("Parse(%q) = %q, %v", tt.in, got, err)
			}
		} else if !problem.Is(err, tt.want) || !got.IsZero() {
			t.Errorf("Parse(%.40q) = %q, %v; want %s", tt.in, got, err, tt.want)
		}
	}
}

// The counts of the depositary and of rule 72, by the dates of the Conference.
func TestCounting(t *testing.T) {
	for _, tt := range []struct {
		from string
		days int
		want string
	}{
		{"2003-09-23", 30, "2003-10-23"},
		{"2013-05-17", 30, "2013-06-16"},
		{"2012-05-24", 30, "2012-06-23"},

		{"2005-10-10", -60, "2005-08-11"},
		{"2006-10-09", -60, "2006-08-10"},
		{"2008-10-08", -60, "2008-08-09"},
		{"2010-10-18", -60, "2010-08-19"},
		{"2012-10-15", -60, "2012-08-16"},
		{"2014-10-06", -60, "2014-08-07"},
		{"2016-10-17", -60, "2016-08-18"},
		{"2018-10-15", -60, "2018-08-16"},
		{"2020-10-12", -60, "2020-08-13"},
		{"2022-10-17", -60, "2022-08-18"},
		{"2024-10-14", -60, "2024-08-15"},

		{"2012-02-28", 1, "2012-02-29"},
		{"2012-02-28", 2, "2012-03-01"},
		{"2013-02-28", 1, "2013-03-01"},
		{"1900-02-28", 1, "1900-03-01"},
		{"2000-02-28", 366, "2001-02-28"},
		{"2012-12-31", 1, "2013-01-01"},
		{"2012-10-15", 0, "2012-10-15"},
		{"2012-05-01", -60, "2012-03-02"}, // across the change to summer time
		{"2012-12-01", -60, "2012-10-02"}, // and back
		{"1900-01-01", -1, "1899-12-31"},  // outside Parse, inside arithmetic
		{"1970-01-01", -719_162, "0001-01-01"},
		{"2199-12-31", 2_848_891, "9999-12-31"},
	} {
		from := date.MustParse(tt.from)
		got := from.AddDays(tt.days)
		if got.String() != tt.want {
			t.Errorf("%s %+d days is %s, want %s", tt.from, tt.days, got, tt.want)
		}
		if n := got.Sub(from); n != tt.days {
			t.Errorf("%s minus %s is %d, want %d", got, from, n, tt.days)
		}
	}
}

func TestParts(t *testing.T) {
	d := date.MustParse("2008-08-09")
	if d.Year() != 2008 || d.Month() != time.August || d.Day() != 9 || d.Weekday() != time.Saturday {
		t.Errorf("%s is %s %d %s %d", d, d.Weekday(), d.Day(), d.Month(), d.Year())
	}
}

func TestNoDate(t *testing.T) {
	var none date.Date
	if !none.IsZero() || none.String() != "" {
		t.Errorf("no date prints %q", none)
	}
	if none.AddDays(30) != none {
		t.Error("no date plus 30 days is a date")
	}
	if first := date.MustParse("1900-01-01"); !none.Before(first) || first.Compare(none) != 1 || none.Compare(none) != 0 {
		t.Error("no date does not come first")
	}
	mustPanic(t, "Sub", func() { none.Sub(date.MustParse("2012-10-15")) })
	mustPanic(t, "AddDays", func() { date.MustParse("2012-10-15").AddDays(1 << 40) })
	mustPanic(t, "AddDays", func() { date.MustParse("2012-10-15").AddDays(-1 << 40) })
	mustPanic(t, "MustParse", func() { date.MustParse("2012-02-30") })
}

func mustPanic(t *testing.T, what string, f func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Errorf("%s did not panic", what)
		}
	}()
	f()
}

// One instant is two dates in two places; the Conference counts in Vienna.
func TestOf(t *testing.T) {
	late := time.Date(2012, 8, 16, 23, 30, 0, 0, time.UTC)
	for _, tt := range []struct {
		loc  *time.Location
		want string
	}{
		{time.UTC, "2012-08-16"},
		{date.Vienna(), "2012-08-17"},
		{time.FixedZone("", -12*3600), "2012-08-16"},
		{time.FixedZone("", 14*3600), "2012-08-17"},
	} {
		if got := date.Of(late, tt.loc); got.String() != tt.want {
			t.Errorf("%s in %s is %s, want %s", late, tt.loc, got, tt.want)
		}
		if got := date.Today(date.Fixed(late), tt.loc); got.String() != tt.want {
			t.Errorf("today in %s is %s, want %s", tt.loc, got, tt.want)
		}
	}
}

// Both nights on which the clock in Vienna changes begin and end on the dates
// of the wall.
func TestOfAtClockChanges(t *testing.T) {
	for _, day := range []string{"2012-03-25", "2012-10-28"} {
		d := date.MustParse(day)
		first := time.Date(d.Year(), d.Month(), d.Day(), 0, 0, 0, 0, date.Vienna())
		last := time.Date(d.Year(), d.Month(), d.Day(), 23, 59, 59, 0, date.Vienna())
		if last.Sub(first).Round(time.Hour) == 24*time.Hour {
			t.Fatalf("%s has no clock change", day)
		}
		for _, instant := range []time.Time{first, first.Add(2 * time.Hour), last} {
			if got := date.Of(instant.UTC(), date.Vienna()); got != d {
				t.Errorf("%s is %s in Vienna, want %s", instant.UTC(), got, d)
			}
		}
		if got := date.Of(last.Add(time.Second), date.Vienna()); got != d.AddDays(1) {
			t.Errorf("a second after %s is %s", last, got)
		}
	}
}

func dates() *rapid.Generator[date.Date] {
	first, last := date.MustParse("1900-01-01"), date.MustParse("2199-12-31")
	return rapid.Map(rapid.IntRange(0, last.Sub(first)), first.AddDays)
}

func TestArithmeticLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := dates().Draw(t, "a"), dates().Draw(t, "b")
		n, m := rapid.IntRange(-100_000, 100_000).Draw(t, "n"), rapid.IntRange(-100_000, 100_000).Draw(t, "m")

		if back := a.AddDays(b.Sub(a)); back != b {
			t.Fatalf("%s plus the days to %s is %s", a, b, back)
		}
		if got := a.AddDays(n).Sub(a); got != n {
			t.Fatalf("%s plus %d days is %d days later", a, n, got)
		}
		if a.AddDays(n).AddDays(m) != a.AddDays(n+m) {
			t.Fatalf("%s plus %d and %d days", a, n, m)
		}
		if byText, byDate := strings.Compare(a.String(), b.String()), a.Compare(b); byText != byDate {
			t.Fatalf("%s and %s compare as %d, their texts as %d", a, b, byDate, byText)
		}
		if a.Before(b) != (a.Sub(b) < 0) || a.After(b) != (a.Sub(b) > 0) || (a == b) != (a.Sub(b) == 0) {
			t.Fatalf("the order of %s and %s", a, b)
		}
		if again := date.MustParse(a.String()); again != a {
			t.Fatalf("%s is read back as %s", a, again)
		}
		if again, err := date.New(a.Year(), a.Month(), a.Day()); err != nil || again != a {
			t.Fatalf("%s from its parts is %s, %v", a, again, err)
		}
		// The calendar of the standard library agrees.
		if want := time.Date(a.Year(), a.Month(), a.Day()+n, 12, 0, 0, 0, time.UTC); want.Format(time.DateOnly) != a.AddDays(n).String() {
			t.Fatalf("%s plus %d days is %s, want %s", a, n, a.AddDays(n), want)
		}
		if a.AddDays(n).Weekday() != time.Weekday((int(a.Weekday())+n%7+7)%7) {
			t.Fatalf("weekdays of %s and %d days later", a, n)
		}
	})
}

func TestSorting(t *testing.T) {
	days := []date.Date{date.MustParse("2012-10-15"), {}, date.MustParse("2012-08-16")}
	slices.SortFunc(days, date.Date.Compare)
	if days[0] != (date.Date{}) || days[1].String() != "2012-08-16" {
		t.Errorf("sorted: %v", days)
	}
}

// Parse accepts ten characters of one form, and prints back what it read.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"2012-10-15", "2000-02-29", "1900-02-29", "2012-13-01", "2012-1-1", "", "２012-10-15"} {
		f.Add(s)
	}
	form := regexp.MustCompile(`^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$`)
	f.Fuzz(func(t *testing.T, s string) {
		d, err := date.Parse(s)
		_, std := time.Parse(time.DateOnly, s)
		if want := form.MatchString(s) && std == nil; want != (err == nil) {
			t.Fatalf("%q gives %s and %v", s, d, err)
		}
		if err != nil {
			if e, ok := problem.As(err); !ok || e.Kind != problem.Invalid || !d.IsZero() {
				t.Fatalf("%q gives %s and %#v", s, d, err)
			}
		} else if d.String() != s {
			t.Fatalf("%q is read as %s", s, d)
		}
	})
}

func TestComparingByMethod(t *testing.T) {
	a, b := date.MustParse("2012-10-15"), date.MustParse("2012-10-16")
	if diff := cmp.Diff([]date.Date{a, {}}, []date.Date{b.AddDays(-1), {}}); diff != "" {
		t.Error(diff)
	}
	if a.Equal(b) {
		t.Errorf("%s equals %s", a, b)
	}
}
