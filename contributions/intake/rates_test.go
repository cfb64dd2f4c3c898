package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/contributions/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/published"
	"article30/internal/sheet"
)

// The published rates have no gap and no overlap, are loaded whole and once,
// and are found by the rule: the greatest effective date on or before.
func TestPublishedRates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2026-11-23")
		text := string(published.Bytes(published.UNORE))
		first := b.load(intake.ImportRates, published.UNORE, text, intake.Options{})
		if first.Read != 24920 || first.Added != 24920 || len(odd(first)) > 0 {
			t.Error(summary(first))
		}
		if second := b.load(intake.ImportRates, published.UNORE, text, intake.Options{}); second.Added != 0 || second.Unchanged != 24920 {
			t.Error(summary(second))
		}
		for _, test := range []struct{ currency, on, want, effective string }{
			{"EUR", "2012-10-15", ".777", "2012-10-01"},
			{"CAD", "2009-05-14", "1.204", "2009-05-01"}, // the last day before a revision
			{"CAD", "2009-05-15", "1.165", "2009-05-15"}, // the revision
			{"XEU", "1998-06-01", ".902", "1998-06-01"},
			{"BYN", "2016-12-31", "1.9565", "2016-12-31"},
			{"EUR", "2030-01-01", ".956", "2016-12-31"},
		} {
			want, err := money.ParseRate(test.want)
			if err != nil {
				t.Fatal(err)
			}
			r, err := b.RateOn(t.Context(), money.Currency(test.currency), date.MustParse(test.on))
			if err != nil || r.PerUSD != want || r.Effective.String() != test.effective {
				t.Errorf("%s on %s: %s of %s, %v; want %s of %s", test.currency, test.on, r.PerUSD, r.Effective, err, want, test.effective)
			}
		}
		if _, err := b.RateOn(t.Context(), "EUR", date.MustParse("1998-11-30")); !problem.Is(err, "rate.none") {
			t.Errorf("before the euro: %v", err)
		}
	})
}

// The ratio is part of the rate: 1.5205 thousand lire are 1520.5.
func TestRatesOfAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2026-11-23")
		load := func(text string, opts intake.Options) []string {
			t.Helper()
			return odd(b.load(intake.ImportRates, "rates.csv", text, opts))
		}
		const header = "currency,effective,until,per_usd,ratio\n"
		for _, test := range []struct {
			name, rows string
			want       []string
		}{
			{"good", "TRY,2000-01-01,2000-01-31,1.5205,1000\n", nil},
			{"a gap and an overlap", "EUR,2001-01-01,2001-01-30,0.9,\nEUR,2001-02-01,2001-02-28,0.91,\nEUR,2001-02-27,,0.92,\n", []string{
				"notice 3 effective: intake.rate_gap count:1 until:2001-01-30",
				"notice 4 effective: intake.rate_overlap count:2 until:2001-02-28",
			}},
			{"another rate for the same day", "TRY,2000-01-01,2000-01-31,1.5206,1000\n", []string{
				"refused 2 per_usd: rate.conflict currency:TRY date:2000-01-01 given:1520.6 present:1520.5",
			}},
			{"two rates for one day in the file", "GBP,2000-01-01,,0.6,\nGBP,2000-01-01,,0.61,\n", []string{
				"refused 3 per_usd: rate.conflict currency:GBP date:2000-01-01 given:0.61 present:0.6",
			}},
			{"wrong values", "QQQ,2000-13-01,x,0,1\nEUR,2000-01-01,,1e3,\nEUR,2000-01-01,,1000000000000,\nEUR,2000-01-01,,1,-1\n", []string{
				"refused 2 currency: money.unknown_currency value:QQQ",
				"refused 2 effective: date.not_a_day value:2000-13-01",
				"refused 2 until: date.grammar value:x",
				"refused 2 per_usd: rate.out_of_range max:1000000000 min:0.000000001 value:0",
				"refused 3 per_usd: rate.grammar value:1e3",
				"refused 4 per_usd: rate.out_of_range max:1000000000 min:0.000000001 value:1000000000000",
				"refused 5 ratio: rate.out_of_range max:1000000000 min:0.000000001 value:-1",
			}},
		} {
			if diff := cmp.Diff(test.want, load(header+test.rows, intake.Options{})); diff != "" {
				t.Errorf("%s (-want +got):\n%s", test.name, diff)
			}
		}
		// Nothing of a refused file was taken, and what is asked for is.
		if _, err := b.RateOn(t.Context(), "GBP", date.MustParse("2000-01-01")); !problem.Is(err, "rate.none") {
			t.Errorf("of a refused file: %v", err)
		}
		r := b.load(intake.ImportRates, "rates.csv", header+"GBP,2000-01-01,,0.6,\nGBP,2000-01-01,,0.61,\nGBP,2000-02-01,,0.62,\n",
			intake.Options{SkipRefused: true, Until: date.MustParse("2000-01-31")})
		if r.Added != 1 || r.Later != 1 || len(r.Refused) != 1 {
			t.Error(summary(r))
		}
	})
}

// With a reason a file corrects rates that were used: a dry run lists what that
// touches and changes nothing, and then it is done.
func TestRatesCorrectedByAFile(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2012-07-20")
		const header = "currency,effective,per_usd\n"
		load := func(text string, opts intake.Options) *sheet.Report {
			t.Helper()
			return b.load(intake.ImportRates, "rates.csv", header+text, opts)
		}
		load("EUR,2012-01-01,0.75\nEUR,2012-06-01,0.80\n", intake.Options{})
		donor, err := b.AddDonor(t.Context(), officer, contributions.DonorIn{Party: "AUT"})
		if err != nil {
			t.Fatal(err)
		}
		c, err := b.Open(t.Context(), officer, contributions.ContributionIn{Reference: "1", Donor: donor.ID, Year: 2012, Currency: "EUR"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = b.RecordPledge(t.Context(), officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-03-20", Amount: "6000.00"})
		if err != nil {
			t.Fatal(err)
		}
		const file = "EUR,2012-01-01,0.60\nEUR,2012-03-15,0.50\nEUR,2012-06-01,0.80\nGBP,2012-01-01,0.6\n"
		if diff := cmp.Diff([]string{
			"refused 2 per_usd: rate.conflict currency:EUR date:2012-01-01 given:0.6 present:0.75",
			"refused 3 per_usd: rate.late count:1 currency:EUR date:2012-03-15 given:0.5 present:0.75",
		}, odd(load(file, intake.Options{}))); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		skipped := load(file, intake.Options{SkipRefused: true, DryRun: true})
		if skipped.Added != 1 || skipped.Unchanged != 1 || len(skipped.Refused) != 2 {
			t.Error(summary(skipped))
		}
		touches := []string{
			"notice 2 per_usd: intake.rate_corrected after:0.6 before:0.75 count:0 currency:EUR date:2012-01-01",
			"notice 3 per_usd: intake.rate_corrected after:0.5 before:0.6 count:1 currency:EUR date:2012-03-15",
			"notice 3 per_usd: intake.rate_touches after:12000.00 USD amount:6000.00 EUR before:8000.00 USD difference:4000.00 USD entry:1 on:2012-03-20 reference:1",
		}
		for _, dry := range []bool{true, false} {
			r := load(file, intake.Options{Correct: true, Reason: "bulletin 7", DryRun: dry})
			if diff := cmp.Diff(touches, odd(r)); diff != "" || r.Added != 2 || r.Updated != 1 || r.Unchanged != 1 {
				t.Errorf("%s(-want +got):\n%s", summary(r), diff)
			}
			h, err := b.Contribution(t.Context(), c.ID)
			if want := map[bool]int{true: 1, false: 2}[dry]; err != nil || len(h.Entries) != want {
				t.Errorf("%d entries after a dry run (%t), %v", len(h.Entries), dry, err)
			}
		}
		b.sound()
		again := load(file+"EUR,2012-01-01,0.75\n", intake.Options{Correct: true, Reason: "bulletin 7"})
		if diff := cmp.Diff([]string{"notice 6 per_usd: intake.rate_superseded"}, odd(again)); diff != "" || again.Unchanged != 5 {
			t.Errorf("%s(-want +got):\n%s", summary(again), diff)
		}
		for _, opts := range []intake.Options{{Correct: true}, {Correct: true, Reason: " "}, {Reason: "x"}, {Correct: true, Reason: strings.Repeat("x", 1001)}} {
			src, _ := sheet.FromBytes("rates.csv", []byte(header))
			if _, err := intake.ImportRates(t.Context(), b.Service, officer, src, opts); !problem.Is(err, "import.invalid") {
				t.Errorf("%+v: %v", opts, err)
			}
		}
	})
}
