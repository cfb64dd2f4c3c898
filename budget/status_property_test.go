package budget

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"article30/budget/conference"
	"article30/internal/date"
)

// Instants are judged by the day that the calendar in Vienna showed, however
// many hours lie between it and the opening: the clocks change between the
// dispatch and an opening in spring or late autumn.
func TestDispatchInstantsAroundClockChanges(t *testing.T) {
	openings := []string{"2012-05-21", "2012-05-23", "2012-05-24", "2012-05-25", "2012-10-15", "2012-12-26", "2012-12-27", "2012-12-28"}
	rapid.Check(t, func(t *rapid.T) {
		opening := day(rapid.SampledFrom(openings).Draw(t, "opening"))
		deadline := opening.AddDays(-60)
		midnight := time.Date(deadline.Year(), deadline.Month(), deadline.Day(), 0, 0, 0, 0, date.Vienna())
		at := midnight.Add(time.Duration(rapid.Int64Range(-3*24*3600, 3*24*3600).Draw(t, "second")) * time.Second).UTC()
		local := at.In(date.Vienna())
		y, m, d := local.Date()
		inTime := y*10000+int(m)*100+d <= deadline.Year()*10000+int(deadline.Month())*100+deadline.Day()
		on := conference.DispatchDate(at)
		c := StatusOf(sixth(sent(on.String()), func(f *CirculationFacts) { f.Opening, f.History, f.Today = opening, nil, opening }))
		if (c.Status == Timely) != inTime {
			t.Fatalf("sent at %s (%s in Vienna), opening %s: %s", at.Format(time.RFC3339), local.Format(time.RFC3339), opening, c.Status)
		}
	})
}

// facts draws a circulation: parties, some of whose languages have gone out.
func facts(t *rapid.T) CirculationFacts {
	f := sixth(func(f *CirculationFacts) { f.Addressees = nil })
	for i := range rapid.IntRange(1, 4).Draw(t, "parties") {
		id := conference.ParticipantID(fmt.Sprintf("P%02d", i))
		f.Addressees = append(f.Addressees, Addressee{id, Party, day("2012-07-20")})
		for _, l := range conference.Languages() {
			if rapid.IntRange(0, 9).Draw(t, "sent") > 0 {
				on := f.Opening.AddDays(-rapid.IntRange(54, 66).Draw(t, "days"))
				f.Dispatches = append(f.Dispatches, Dispatch{Party: id, Language: l, SentOn: on, RecordedOn: on})
			}
		}
	}
	return f
}

func complete(f CirculationFacts) bool {
	return len(f.Dispatches) == len(f.Addressees)*len(conference.Languages())
}

// In time means: every State party, every language, not later than the
// deadline; and nothing else does.
func TestTimelyIfAndOnlyIf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts(t)
		late := slices.ContainsFunc(f.Dispatches, func(d Dispatch) bool { return f.Opening.Sub(d.SentOn) < 60 })
		if got := StatusOf(f).Status; (got == Timely) != (complete(f) && !late) {
			t.Fatalf("complete %v, late %v: %s", complete(f), late, got)
		}
	})
}

// rank orders what can become of a complete circulation.
var rank = map[Status]int{Late: 1, Partial: 2, Timely: 3}

// Sending something later never makes a complete circulation better.
func TestLaterIsNeverBetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts(t)
		if !complete(f) {
			return
		}
		before := StatusOf(f).Status
		f.Dispatches = slices.Clone(f.Dispatches)
		i := rapid.IntRange(0, len(f.Dispatches)-1).Draw(t, "which")
		f.Dispatches[i].SentOn = f.Dispatches[i].SentOn.AddDays(rapid.IntRange(0, 10).Draw(t, "by"))
		if after := StatusOf(f).Status; rank[after] > rank[before] {
			t.Fatalf("sent later, and %s became %s", before, after)
		}
	})
}

// One more dispatch never makes a list of what is missing longer, nor takes
// away a circulation that is in time.
func TestAnotherDispatchNeverHarms(t *testing.T) {
	missing := func(c Circulation) (n int) {
		for _, p := range c.Parties {
			n += len(p.Missing)
		}
		return n
	}
	rapid.Check(t, func(t *rapid.T) {
		f := facts(t)
		if len(f.Dispatches) == 0 {
			return
		}
		fewer := f
		fewer.Dispatches = slices.Delete(slices.Clone(f.Dispatches), 0, 1)
		a, b := StatusOf(fewer), StatusOf(f)
		if missing(b) != missing(a)-1 {
			t.Fatalf("%d missing, then %d", missing(a), missing(b))
		}
		if a.Status == Timely {
			t.Fatal("in time with a dispatch missing")
		}
	})
}

// As days pass nothing gets better by itself: what is open becomes a breach or
// stays open, what is in time stays so.
func TestTimeHealsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts(t)
		f.Today = day("2012-08-10").AddDays(rapid.IntRange(0, 10).Draw(t, "today"))
		now := StatusOf(f).Status
		f.Today = f.Today.AddDays(rapid.IntRange(0, 60).Draw(t, "later"))
		then := StatusOf(f).Status
		if now != then && now != Open || now == then && then == Open && f.Today.After(day("2012-08-16")) {
			t.Fatalf("%s became %s by waiting until %s", now, then, f.Today)
		}
	})
}

// The order in which dispatches were entered makes no difference.
func TestOrderOfEntryMakesNoDifference(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := facts(t)
		g := f
		g.Dispatches = rapid.Permutation(f.Dispatches).Draw(t, "order")
		a, b := StatusOf(f), StatusOf(g)
		if a.Status != b.Status || a.SentOn != b.SentOn || told(a) != told(b) {
			t.Fatalf("%s (%s) became %s (%s)", a.Status, told(a), b.Status, told(b))
		}
	})
}
