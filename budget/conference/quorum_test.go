package conference

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func several(n int, prefix string) []ParticipantID {
	list := make([]ParticipantID, n)
	for i := range list {
		list[i] = ParticipantID(fmt.Sprintf("%s%03d", prefix, i))
	}
	return list
}

// Rule 41 has two denominators: those that participate in the session, and the
// States parties.
func TestQuorum(t *testing.T) {
	for _, c := range []struct {
		what               string
		quorum             func([]ParticipantID, []ParticipantID) Quorum
		of, present, needs int
		reached            bool
	}{
		{"a third of 120 opens", ToOpen, 120, 40, 40, true},
		{"one fewer does not", ToOpen, 120, 39, 40, false},
		{"a third of 121 is 41", ToOpen, 121, 40, 41, false},
		{"a third of 122 is 41", ToOpen, 122, 41, 41, true},
		{"nobody participates", ToOpen, 0, 0, 1, false},
		{"a majority of 170 is 86", ToDecide, 170, 86, 86, true},
		{"half of 170 is not a majority", ToDecide, 170, 85, 86, false},
		{"a majority of 171 is 86", ToDecide, 171, 86, 86, true},
		{"half of 171 and a half less", ToDecide, 171, 85, 86, false},
		{"no States parties", ToDecide, 0, 0, 1, false},
	} {
		of := several(c.of, "P")
		got := c.quorum(of, of[:c.present])
		if got != (Quorum{c.of, c.needs, c.present}) || got.Reached() != c.reached {
			t.Errorf("%s: %+v, reached %v", c.what, got, got.Reached())
		}
	}
	// 60 of 120 that participate may open a meeting and decide nothing.
	parties := several(170, "P")
	if here := parties[:60]; !ToOpen(parties[:120], here).Reached() || ToDecide(parties, here).Reached() {
		t.Error("the two denominators are one")
	}
}

// Whoever is not in the base, or is named twice, adds nothing; one more of the
// base never takes a quorum away.
func TestQuorumCountsTheBaseOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := several(rapid.IntRange(1, 60).Draw(t, "base"), "P")
		n := rapid.IntRange(0, len(base)).Draw(t, "present")
		present := slices.Concat(base[:n], base[:n], several(rapid.IntRange(0, 60).Draw(t, "others"), "X"))
		if got := ToDecide(base, present); got.Present != n || got.Reached() != (2*n > len(base)) {
			t.Fatalf("%d of %d: %+v", n, len(base), got)
		}
		if got := ToOpen(base, present); got.Present != n || got.Reached() != (3*n >= len(base)) {
			t.Fatalf("%d of %d: %+v", n, len(base), got)
		}
	})
}

func TestQuorumBase(t *testing.T) {
	bound := Consent{Instrument: Convention, Deposited: day("2005-01-01"), Kind: Accession}
	toProtocol := bound
	toProtocol.Instrument = Trafficking
	union := participant(EuropeanUnion, bound)
	union.Kind = REIO
	all := []Participant{participant("AAA", bound, toProtocol), participant("BBB", bound), participant("CCC"), union}
	on := day("2012-10-15")
	if got := QuorumBase(all, Convention, on, false); !slices.Equal(got, []ParticipantID{"AAA", "BBB"}) {
		t.Errorf("without organizations: %v", got)
	}
	if got := QuorumBase(all, Convention, on, true); !slices.Equal(got, []ParticipantID{"AAA", "BBB", EuropeanUnion}) {
		t.Errorf("with organizations: %v", got)
	}
	if got := QuorumBase(all, Trafficking, on, false); !slices.Equal(got, []ParticipantID{"AAA"}) {
		t.Errorf("of the Protocol: %v", got)
	}
	if got := QuorumBase(all, Convention, day("2004-10-15"), true); got != nil {
		t.Errorf("before anybody was bound: %v", got)
	}
}
