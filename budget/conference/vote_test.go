package conference

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"article30/internal/problem"
)

func TestMemberStatesOfTheEuropeanUnion(t *testing.T) {
	for _, c := range []struct {
		on    string
		count int
	}{
		{"1957-12-31", 0}, {"1958-01-01", 6}, {"1973-01-01", 9}, {"1981-01-01", 10}, {"1986-01-01", 12}, {"1995-01-01", 15},
		{"2004-04-30", 15}, {"2004-05-01", 25}, {"2007-01-01", 27}, {"2012-10-15", 27}, {"2013-06-30", 27}, {"2013-07-01", 28},
		{"2020-01-31", 28}, {"2020-02-01", 27}, {"2024-10-14", 27},
	} {
		if got := MemberStates(EuropeanUnion, day(c.on)); len(got) != c.count {
			t.Errorf("on %s: %d, want %d", c.on, len(got), c.count)
		}
	}
	if on := day("2020-02-01"); slices.Contains(MemberStates(EuropeanUnion, on), "GBR") || !slices.Contains(MemberStates(EuropeanUnion, on), "HRV") {
		t.Error("who is in and who is out in 2020")
	}
	if MemberStates("FRA", day("2012-10-15")) != nil {
		t.Error("a State has member States")
	}
}

// room is a small Conference: three member States of the Union of which one is
// no party, three other States, the Union, and a State that only signed. Of the
// Trafficking Protocol FRA, KEN and the Union are parties.
func room() []Participant {
	bound := Consent{Instrument: Convention, Deposited: day("2005-01-01"), Kind: Accession}
	protocol := bound
	protocol.Instrument = Trafficking
	union := participant(EuropeanUnion, bound, protocol)
	union.Kind = REIO
	return []Participant{
		participant("DEU", bound), union, participant("FRA", bound, protocol), participant("IRL"),
		participant("KEN", bound, protocol), participant("MEX", bound), participant("NOR", bound), participant("JPN"),
	}
}

var voteDay = day("2012-10-17")

func called(answers string) []Ballot {
	letters := map[string]Answer{"y": Yes, "n": No, "a": Abstain, "-": Absent}
	var list []Ballot
	for one := range strings.FieldsSeq(answers) {
		party, answer, _ := strings.Cut(one, "=")
		list = append(list, Ballot{Party: ParticipantID(party), Answer: letters[answer]})
	}
	return list
}

func TestCall(t *testing.T) {
	for _, c := range []struct {
		what, answers            string
		instrument               Instrument
		yes, no, abstain, absent int
		code                     string
	}{
		{"one State party, one vote", "DEU=y KEN=y MEX=n NOR=a", Convention, 2, 1, 1, 1, ""},
		{"the Union votes for its members that are parties", "EUE=y KEN=n", Convention, 2, 1, 0, 4, ""},
		{"not when a member votes", "EUE=y DEU=n", Convention, 0, 0, 0, 0, "vote.organization_and_members"},
		{"nor when a member abstains", "EUE=y DEU=a", Convention, 0, 0, 0, 0, "vote.organization_and_members"},
		{"a member that is absent does not vote", "EUE=n DEU=- FRA=-", Convention, 0, 2, 0, 5, ""},
		{"the Union may be silent", "EUE=- DEU=y FRA=n", Convention, 1, 1, 0, 3, ""},
		{"the Union abstains with its votes", "EUE=a KEN=y", Convention, 1, 0, 2, 4, ""},
		{"of a Protocol: its parties among the members", "EUE=y KEN=n", Trafficking, 1, 1, 0, 1, ""},
		{"rule 76: no party to the Protocol", "MEX=y KEN=y", Trafficking, 0, 0, 0, 0, "vote.not_of_protocol"},
		{"a member that is no party does not vote", "IRL=y", Convention, 0, 0, 0, 0, "vote.no_party"},
		{"nobody", "XXX=y", Convention, 0, 0, 0, 0, "vote.no_party"},
		{"called twice", "KEN=y KEN=n", Convention, 0, 0, 0, 0, "vote.twice"},
		{"nobody answers", "", Convention, 0, 0, 0, 5, ""},
	} {
		r, err := Call(room(), c.instrument, voteDay, called(c.answers))
		if c.code != "" {
			if e, ok := problem.As(err); !ok || e.Code != "vote.invalid" || e.Fields[0].Code != c.code {
				t.Errorf("%s: %v, want %s", c.what, err, c.code)
			}
			continue
		}
		absent := 0
		for _, b := range r.Ballots {
			if b.Answer == Absent {
				absent++
			}
		}
		if err != nil || r.For != c.yes || r.Against != c.no || r.Abstentions != c.abstain || absent != c.absent {
			t.Errorf("%s: %+v, %v", c.what, r, err)
		}
	}
}

// However the parties answer, no vote is cast twice: those cast are never more
// than there are States parties, and abstentions and absences move no majority.
func TestVotesAreCastOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var answers []Ballot
		for _, id := range []ParticipantID{"DEU", "FRA", "KEN", "MEX", "NOR", EuropeanUnion} {
			if rapid.Bool().Draw(t, "called "+string(id)) {
				answers = append(answers, Ballot{Party: id, Answer: rapid.SampledFrom(Answers()).Draw(t, string(id))})
			}
		}
		r, err := Call(room(), Convention, voteDay, answers)
		said := map[ParticipantID]Answer{}
		for _, a := range answers {
			said[a.Party] = a.Answer
		}
		both := answered(said[EuropeanUnion]) && (answered(said["DEU"]) || answered(said["FRA"]))
		if problem.Is(err, "vote.invalid") != both {
			t.Fatalf("%v: %v", said, err)
		}
		if err != nil {
			return
		}
		if n := r.For + r.Against + r.Abstentions; n > 5 {
			t.Fatalf("%d votes of 5 States parties", n)
		}
		without := slices.DeleteFunc(slices.Clone(answers), func(b Ballot) bool { return b.Answer == Abstain || b.Answer == Absent })
		again, err := Call(room(), Convention, voteDay, without)
		if err != nil || again.For != r.For || again.Against != r.Against {
			t.Fatalf("without abstentions: %+v, %v; with them: %+v", again, err, r)
		}
		if m := TwoThirds(); m.Reached(again.For, again.Against) != m.Reached(r.For, r.Against) {
			t.Fatal("abstentions moved the majority")
		}
		if c := Count(r.Ballots); c.For != r.For || c.Against != r.Against || c.Abstentions != r.Abstentions {
			t.Fatalf("counted again: %+v", c)
		}
	})
}

// One more vote for never loses a majority, and one more against never gains
// one.
func TestMajoritiesAreMonotonous(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := rapid.IntRange(1, 20).Draw(t, "denominator")
		m := Majority{rapid.IntRange((d+1)/2, d).Draw(t, "numerator"), d}
		yes, no := rapid.IntRange(0, 300).Draw(t, "for"), rapid.IntRange(0, 300).Draw(t, "against")
		if m.Reached(yes, no) && !m.Reached(yes+1, no) || !m.Reached(yes, no) && m.Reached(yes, no+1) {
			t.Fatalf("%s of %d to %d", m, yes, no)
		}
		if m.Reached(yes, no) && yes <= no {
			t.Fatalf("%s: %d to %d carry", m, yes, no)
		}
	})
}
