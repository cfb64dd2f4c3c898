package execution

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/internal/date"
)

// What cash bears is the greatest direct cost that fits with its support cost:
// not a cent less.
func TestBearableIsTheGreatest(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		cash := oneCent * rapid.OneOf(rapid.Int64Range(-5, 500), rapid.Int64Range(0, 1e12)).Draw(rt, "cents")
		percent := decimal.New(rapid.Int64Range(0, 1_000_000).Draw(rt, "percent"), -4)
		direct := bearable(cash, percent)
		if direct < 0 || direct+supportOn(direct, percent) > max(cash, 0) {
			rt.Fatalf("%d bear %d and %d at %s per cent", cash, direct, supportOn(direct, percent), percent)
		}
		if more := direct + oneCent; more+supportOn(more, percent) <= cash {
			rt.Fatalf("%d bear %d at %s per cent, and a cent more", cash, direct, percent)
		}
	})
}

// The sum of a flow on a day, and its least and most from there on.
func TestFlow(t *testing.T) {
	day := func(n int) date.Date { return firstDay.AddDays(n) }
	var f flow
	for _, s := range []step{{day(5), 30}, {day(1), 100}, {day(3), -80}, {day(5), -10}, {day(9), -40}, {day(2), 0}} {
		f.add(s.on, s.units)
	}
	for _, tt := range []struct {
		from        int
		at, lo, top int64
		on          int
	}{
		{0, 0, 0, 100, 0}, {1, 100, 0, 100, 9}, {2, 100, 0, 100, 9}, {3, 20, 0, 40, 9}, {4, 20, 0, 40, 9},
		{5, 40, 0, 40, 9}, {8, 40, 0, 40, 9}, {9, 0, 0, 0, 9}, {30, 0, 0, 0, 30},
	} {
		lo, on := f.least(day(tt.from))
		if f.at(day(tt.from)) != tt.at || lo != tt.lo || on != day(tt.on) || f.most(day(tt.from)) != tt.top {
			t.Errorf("from day %d: %d, least %d on %s, most %d", tt.from, f.at(day(tt.from)), lo, on, f.most(day(tt.from)))
		}
	}
	if f.end() != 0 || len(f.days) != 4 {
		t.Errorf("ends at %d after %v", f.end(), f.days)
	}
	g := f.minus(f)
	if least, _ := g.least(day(0)); least != 0 || g.most(day(0)) != 0 {
		t.Errorf("less itself: %v", g)
	}
}
