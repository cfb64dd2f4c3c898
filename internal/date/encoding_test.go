package date_test

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"

	"article30/internal/date"
)

// A driver's time.Time means the day that it shows, in whatever zone the
// driver put it; converting it to another zone first would move the date.
func TestScanDoesNotShift(t *testing.T) {
	want := date.MustParse("2012-08-16")
	for _, loc := range []*time.Location{
		time.UTC, date.Vienna(), time.FixedZone("", 14*3600), time.FixedZone("", -12*3600), time.FixedZone("", 3600),
	} {
		var got date.Date
		if err := got.Scan(time.Date(2012, 8, 16, 0, 0, 0, 0, loc)); err != nil || got != want {
			t.Errorf("midnight in %s is %s, %v", loc, got, err)
		}
	}
}

func TestScan(t *testing.T) {
	for _, tt := range []struct {
		src  any
		want string
		ok   bool
	}{
		{"2012-08-16", "2012-08-16", true},
		{[]byte("2012-08-16"), "2012-08-16", true},
		{nil, "", true},
		{"", "", true},
		{time.Date(2012, 8, 16, 2, 0, 0, 0, date.Vienna()), "", false}, // midnight UTC that somebody moved
		{time.Date(2012, 8, 16, 0, 0, 0, 1, time.UTC), "", false},
		{time.Date(1899, 8, 16, 0, 0, 0, 0, time.UTC), "", false},
		{"2012-08-16T00:00:00Z", "", false},
		{"2012-02-30", "", false},
		{int64(41137), "", false},
		{41137.5, "", false},
		{true, "", false},
	} {
		kept := date.MustParse("2000-01-01")
		got := kept
		err := got.Scan(tt.src)
		switch {
		case tt.ok && (err != nil || got.String() != tt.want):
			t.Errorf("%v is %s, %v; want %q", tt.src, got, err, tt.want)
		case !tt.ok && (err == nil || got != kept):
			t.Errorf("%v is %s, %v; want an error", tt.src, got, err)
		}
	}
}

func TestRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := dates().Draw(t, "date")
		if rapid.Bool().Draw(t, "none") {
			d = date.Date{}
		}
		value, err := d.Value()
		if err != nil {
			t.Fatal(err)
		}
		scanned := date.MustParse("2000-01-01")
		if err := scanned.Scan(value); err != nil || scanned != d {
			t.Fatalf("%s comes back from the database as %s, %v", d, scanned, err)
		}
		text, err := json.Marshal(d)
		if err != nil {
			t.Fatal(err)
		}
		read := date.MustParse("2000-01-01")
		if err := json.Unmarshal(text, &read); err != nil || read != d {
			t.Fatalf("%s comes back from JSON as %s, %v", text, read, err)
		}
	})
}

func TestValueOfNoDateIsNull(t *testing.T) {
	if v, err := (date.Date{}).Value(); v != nil || err != nil {
		t.Errorf("no date is %v, %v in the database", v, err)
	}
}

func TestUnmarshalRefuses(t *testing.T) {
	for _, bad := range []string{`"2012-02-30"`, `"15.10.2012"`, `41137`, `"2012-10-15T00:00:00Z"`} {
		var d date.Date
		if err := json.Unmarshal([]byte(bad), &d); err == nil {
			t.Errorf("%s was read as %s", bad, d)
		}
	}
}
