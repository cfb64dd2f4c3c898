package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/published"
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
