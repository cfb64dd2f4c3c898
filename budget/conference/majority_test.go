package conference

import (
	"testing"

	"pgregory.net/rapid"

	"article30/internal/problem"
)

// A half must be exceeded; every larger part only reached.
func TestMajorities(t *testing.T) {
	for _, c := range []struct {
		majority     string
		yes, no      int
		reached, bad bool
	}{
		{"1/2", 50, 50, false, false},
		{"1/2", 51, 50, true, false},
		{"2/4", 50, 50, false, false},
		{"3/4", 75, 25, true, false},
		{"3/4", 74, 25, false, false},
		{"1/1", 10, 0, true, false},
		{"1/3", 0, 0, false, true},
		{"3/2", 0, 0, false, true},
		{"0/1", 0, 0, false, true},
		{"two thirds", 0, 0, false, true},
		{"2/3 ", 0, 0, false, true},
		{"", 0, 0, false, true},
	} {
		m, err := ParseMajority(c.majority)
		if problem.Is(err, "decision.not_a_majority") != c.bad || m.Reached(c.yes, c.no) != c.reached {
			t.Errorf("%q, %d to %d: %v, %v", c.majority, c.yes, c.no, m.Reached(c.yes, c.no), err)
		}
	}
}

// Two thirds in whole numbers: three times those for, against twice all who
// voted for or against.
func TestTwoThirds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		yes, no := rapid.IntRange(0, 1000).Draw(t, "for"), rapid.IntRange(0, 1000).Draw(t, "against")
		want := yes >= 2*no && yes > 0
		if got := TwoThirds().Reached(yes, no); got != want {
			t.Fatalf("%d for and %d against: %v", yes, no, got)
		}
	})
}
