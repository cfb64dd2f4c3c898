package budget

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget/conference"
	"article30/internal/date"
)

// Every addressee and language, with the days to spare and what became of it.
func TestCopiesOf(t *testing.T) {
	day := date.MustParse
	f := CirculationFacts{
		Registered: true, Kind: KindBudget, Symbol: "CTOC/1", ClockOf: "CTOC/1", Session: "6", UnderRule72: true,
		Opening: day("2012-10-15"), Rule: conference.Rule72(), Today: day("2012-09-20"),
		Addressees: []Addressee{
			{Party: "FRA", Role: Party, AsOf: day("2012-08-10")}, {Party: "KEN", Role: Party, AsOf: day("2012-08-10")},
			{Party: "GHA", Role: Supplementary, AsOf: day("2012-09-20")}, {Party: "JPN", Role: Courtesy, AsOf: day("2012-08-10")},
		},
		Dispatches: []Dispatch{
			{Party: "FRA", Language: "fr", SentOn: day("2012-08-16"), Channel: NoteVerbale},
			{Party: "FRA", Language: "ru", SentOn: day("2012-08-17"), Channel: Email},
			{Party: "KEN", Language: "en", SentOn: day("2012-08-10"), Channel: Hand},
			{Party: "GHA", Language: "en", SentOn: day("2012-09-20"), Channel: Post},
			{Party: "JPN", Language: "zh", SentOn: day("2012-09-18"), Channel: Portal},
		},
		Facts: []Fact{
			{Party: "FRA", Language: "fr", Kind: Bounced, On: day("2012-08-20")}, {Party: "FRA", Language: "fr", Kind: Bounced, On: day("2012-08-18")},
			{Party: "FRA", Language: "fr", Kind: SentAgain, On: day("2012-08-21")}, {Party: "KEN", Language: "en", Kind: Acknowledged, On: day("2012-08-12")},
			{Party: "KEN", Language: "en", Kind: Downloaded, On: day("2012-08-13")},
		},
	}
	write := func(f CirculationFacts) string {
		var b strings.Builder
		days := func(n *int) string {
			if n == nil {
				return "-"
			}
			return fmt.Sprint(*n)
		}
		for _, c := range CopiesOf(f) {
			if c.Sent.SentOn.IsZero() {
				if c.Margin != nil || c.InHand != nil {
					t.Errorf("%s %s was not sent and has days", c.Party, c.Language)
				}
				continue
			}
			fmt.Fprintln(&b, c.Party, c.Role, c.Language, c.Sent.SentOn, c.Sent.Channel, days(c.Margin), days(c.InHand),
				"|", c.Bounced, c.SentAgain, c.Acknowledged, c.Downloaded)
		}
		return b.String()
	}
	want := `FRA party fr 2012-08-16 note_verbale 60 0 | 2012-08-20 2012-08-21  
FRA party ru 2012-08-17 email 59 -1 |    
KEN party en 2012-08-10 hand 66 6 |   2012-08-12 2012-08-13
GHA supplementary en 2012-09-20 post 25 - |    
JPN courtesy zh 2012-09-18 portal 27 - |    
`
	if diff := cmp.Diff(want, write(f)); diff != "" {
		t.Error(diff)
	}
	copies := CopiesOf(f)
	if len(copies) != 3*6+1 || !slices.IsSortedFunc(copies[:6], func(a, b Copy) int {
		return slices.Index(conference.Languages(), a.Language) - slices.Index(conference.Languages(), b.Language)
	}) {
		t.Errorf("%d copies", len(copies))
	}
	f.Rule.ClearDays = true
	if got := write(f); !strings.Contains(got, "FRA party fr 2012-08-16 note_verbale 60 -1 |") {
		t.Errorf("with clear days:\n%s", got)
	}
	f.Kind = KindNote
	if got := write(f); !strings.Contains(got, "FRA party fr 2012-08-16 note_verbale 60 - |") {
		t.Errorf("a note has no deadline:\n%s", got)
	}
	f.Opening = date.Date{}
	if got := write(f); !strings.Contains(got, "FRA party fr 2012-08-16 note_verbale - - |") {
		t.Errorf("without an opening:\n%s", got)
	}
}
