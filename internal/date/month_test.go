package date

import "testing"

func TestMonth(t *testing.T) {
	for _, tt := range []struct{ day, month, first, last, next string }{
		{"2012-02-29", "2012-02", "2012-02-01", "2012-02-29", "2012-03"},
		{"2011-02-01", "2011-02", "2011-02-01", "2011-02-28", "2011-03"},
		{"2012-12-31", "2012-12", "2012-12-01", "2012-12-31", "2013-01"},
	} {
		m := MonthOf(MustParse(tt.day))
		if m.String() != tt.month || m.First().String() != tt.first || m.Last().String() != tt.last || m.Next().String() != tt.next {
			t.Errorf("%s: %s from %s to %s, then %s", tt.day, m, m.First(), m.Last(), m.Next())
		}
		if m != MustParseMonth(tt.month) {
			t.Errorf("%s is not %s", tt.month, m)
		}
	}
	if (Month{}).String() != "" || !(Month{}).IsZero() {
		t.Error("no month is a month")
	}
	for _, s := range []string{"", "2012", "2012-13", "2012-00", "2012-1", "2012-01-01", "12-01", "2012/01"} {
		if m, err := ParseMonth(s); err == nil {
			t.Errorf("%q was read as %s", s, m)
		}
	}
}
