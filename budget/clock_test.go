package budget

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"article30/budget/conference"
	"article30/internal/date"
)

// Which version's dispatch counts, one row for each kind that there is.
func TestClockOfEachVersion(t *testing.T) {
	b := Budget{Kind: KindBudget, Versions: []Version{
		{Symbol: "A/7", Kind: Original},
		{Symbol: "A/7/Corr.1", Kind: Corrigendum},
		{Symbol: "A/7/Corr.2", Kind: Corrigendum, ChangesAmounts: true},
		{Symbol: "A/7/Add.1", Kind: Addendum},
		{Symbol: "A/7/Add.2", Kind: Addendum, ChangesAmounts: true},
		{Symbol: "A/7/Add.2/Corr.1", Kind: Corrigendum},
		{Symbol: "A/7/Rev.1", Kind: Revision},
		{Symbol: "A/7/Rev.1/Corr.1", Kind: Corrigendum},
		{Symbol: "A/7/Rev.2", Kind: Revision, ChangesAmounts: true, Amends: "A/7/Rev.1/Corr.1"},
		{Symbol: "A/7/Rev.3", Kind: Revision, ChangesAmounts: true, Amends: "A/7/Rev.2"},
	}}
	for _, tt := range []struct{ rule, symbol, clock string }{
		{"the original by its own", "A/7", "A/7"},
		{"a corrigendum of words by the text's", "A/7/Corr.1", "A/7"},
		{"a corrigendum of an amount by its own", "A/7/Corr.2", "A/7/Corr.2"},
		{"an addendum of words by the text's", "A/7/Add.1", "A/7"},
		{"an addendum of amounts by its own", "A/7/Add.2", "A/7/Add.2"},
		{"a corrigendum of words to that by the addendum's", "A/7/Add.2/Corr.1", "A/7/Add.2"},
		{"any revision by its own", "A/7/Rev.1", "A/7/Rev.1"},
		{"a corrigendum of words to that by the revision's", "A/7/Rev.1/Corr.1", "A/7/Rev.1"},
		{"a text amended in the room by that of the text amended", "A/7/Rev.2", "A/7/Rev.1"},
		{"a text amended twice by that of the first", "A/7/Rev.3", "A/7/Rev.1"},
	} {
		v, ok := b.Version(tt.symbol)
		if got := b.ClockVersion(v).Symbol; !ok || got != tt.clock {
			t.Errorf("%s: %s counts for %s, want %s", tt.rule, got, tt.symbol, tt.clock)
		}
	}
}

// Wherever the machine stands that notes an instant, the day is Vienna's; and a
// day of the calendar is a day, of 23, 24 or 25 hours.
func TestNoTimeZoneChangesTheStatus(t *testing.T) {
	var zones []*time.Location
	for _, name := range []string{"UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe"} {
		zone, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		zones = append(zones, zone)
	}
	rapid.Check(t, func(t *rapid.T) {
		opening := day("1991-01-01").AddDays(rapid.IntRange(0, 20_000).Draw(t, "opening"))
		deadline := opening.AddDays(-60)
		midnight := time.Date(deadline.Year(), deadline.Month(), deadline.Day()+1, 0, 0, 0, 0, date.Vienna())
		at := midnight.Add(time.Duration(rapid.IntRange(-100_000, 100_000).Draw(t, "seconds")) * time.Second)
		there := at.In(rapid.SampledFrom(zones).Draw(t, "zone"))
		on := conference.DispatchDate(there)
		c := StatusOf(sixth(sent(on.String()), func(f *CirculationFacts) { f.Opening, f.History, f.Today = opening, nil, opening }))
		if (c.Status == Timely) != at.Before(midnight) {
			t.Fatalf("sent at %s, opening %s: %s", there.Format(time.RFC3339), opening, c.Status)
		}
		if hours := midnight.AddDate(0, 0, 1).Sub(midnight).Hours(); deadline.AddDays(2).Sub(deadline.AddDays(1)) != 1 || hours < 23 || hours > 25 {
			t.Fatalf("the day after %s has %.0f hours", deadline, hours)
		}
	})
}
