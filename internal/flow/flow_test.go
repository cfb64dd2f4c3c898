package flow_test

import (
	"testing"

	"article30/internal/date"
	"article30/internal/flow"
)

// The sum of a flow on a day, and its least and most from there on.
func TestFlow(t *testing.T) {
	day := func(n int) date.Date { return date.MustParse("1900-01-01").AddDays(n) }
	var f flow.Flow
	for _, s := range []flow.Step{{On: day(5), Units: 30}, {On: day(1), Units: 100}, {On: day(3), Units: -80}, {On: day(5), Units: -10}, {On: day(9), Units: -40}, {On: day(2), Units: 0}} {
		f.Add(s.On, s.Units)
	}
	for _, tt := range []struct {
		from        int
		at, lo, top int64
		on          int
	}{
		{0, 0, 0, 100, 0}, {1, 100, 0, 100, 9}, {2, 100, 0, 100, 9}, {3, 20, 0, 40, 9}, {4, 20, 0, 40, 9},
		{5, 40, 0, 40, 9}, {8, 40, 0, 40, 9}, {9, 0, 0, 0, 9}, {30, 0, 0, 0, 30},
	} {
		lo, on := f.Least(day(tt.from))
		if f.At(day(tt.from)) != tt.at || lo != tt.lo || on != day(tt.on) || f.Most(day(tt.from)) != tt.top {
			t.Errorf("from day %d: %d, least %d on %s, most %d", tt.from, f.At(day(tt.from)), lo, on, f.Most(day(tt.from)))
		}
	}
	if f.End() != 0 || len(f.Steps()) != 4 {
		t.Errorf("ends at %d after %v", f.End(), f.Steps())
	}
	g := f.Minus(f)
	if least, _ := g.Least(day(0)); least != 0 || g.Most(day(0)) != 0 {
		t.Errorf("less itself: %v", g)
	}
}
