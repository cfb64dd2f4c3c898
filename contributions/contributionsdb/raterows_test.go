package contributionsdb_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
)

// Every rate is one that an import brought, also one that nothing was valued at:
// what is added, changed or deleted by hand is found and named.
func TestEveryRateIsProven(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		if _, err := b.load("", [3]string{"EUR", "2012-01-01", "0.8"}, [3]string{"CHF", "2012-01-01", "0.95"}, [3]string{"EUR", "2012-02-01", "0.75"}); err != nil {
			t.Fatal(err)
		}
		b.rate("EUR", "2011-12-01", "0.79") // another import of the same currency
		if _, err := b.CorrectRate(t.Context(), officer, contributions.CorrectRateIn{Currency: "CHF", Effective: "2012-01-01", PerUSD: "0.96", Reason: "misprint"}); err != nil {
			t.Fatal(err)
		}
		b.sound()
		undone := errors.New("undone")
		for what, tt := range map[string]struct {
			statements, want []string
		}{
			"added":                {[]string{"INSERT INTO rate VALUES ('EUR', '2012-03-01', '0.7', 'by hand')"}, []string{"rate EUR 2012-03-01: verify.not_recorded"}},
			"of another currency":  {[]string{"INSERT INTO rate VALUES ('NOK', '2012-03-01', '6', 'by hand')"}, []string{"rate NOK 2012-03-01: verify.not_recorded"}},
			"changed":              {[]string{"UPDATE rate SET per_usd = '0.751' WHERE effective = '2012-02-01'"}, []string{"rate EUR 2012-02-01: verify.not_as_recorded"}},
			"changed and then not": {[]string{"UPDATE rate SET per_usd = '0.96' WHERE currency = 'CHF'"}, []string{"rate CHF 2012-01-01: verify.not_as_recorded"}},
			"another source":       {[]string{"UPDATE rate SET source = 'nobody' WHERE effective = '2012-02-01'"}, []string{"rate EUR 2012-02-01: verify.not_as_recorded"}},
			"moved": {[]string{"UPDATE rate SET effective = '2012-02-02' WHERE effective = '2012-02-01'"},
				[]string{"rate EUR 2012-02-02: verify.not_recorded", "rate EUR 2012-02-01: verify.missing"}},
			"deleted": {[]string{"DELETE FROM rate WHERE effective = '2011-12-01'"}, []string{"rate EUR 2011-12-01: verify.missing"}},
			"one for another": {[]string{"DELETE FROM rate WHERE effective = '2011-12-01'", "INSERT INTO rate VALUES ('EUR', '2011-12-02', '0.79', 'test')"},
				[]string{"rate EUR 2011-12-02: verify.not_recorded", "rate EUR 2011-12-01: verify.missing"}},
		} {
			err := d.Update(t.Context(), func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d, "rate", tt.statements...)
				found, err := b.Verify(ctx)
				var got []string
				for _, f := range found {
					got = append(got, f.Place+": "+f.Code)
				}
				if diff := cmp.Diff(tt.want, got); diff != "" || err != nil {
					t.Errorf("%s: %v (-want +got):\n%s", what, err, diff)
				}
				return undone
			})
			if !errors.Is(err, undone) {
				t.Fatal(err)
			}
		}
		b.sound()
	})
}

// Of what earlier versions imported the journal says how many rates they were.
func TestRatesOfEarlierVersionsAreCounted(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.exec(`INSERT INTO rate VALUES ('EUR', '2012-01-01', '0.8', 'test'), ('EUR', '2012-02-01', '0.75', 'test')`)
		err := d.Update(t.Context(), func(ctx context.Context) error {
			return b.journal.Append(ctx, journal.Entry{
				Actor: officer.Name, Action: "rates.import", Object: "file", ID: "0", After: map[string]any{"name": "rates.csv", "mapping": "register", "added": 2},
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		b.rate("EUR", "2012-03-01", "0.7")
		b.sound()
		b.exec(`INSERT INTO rate VALUES ('NOK', '2012-01-01', '6', 'by hand')`)
		if diff := cmp.Diff([]string{"rates: verify.rates_counted"}, b.findings()); diff != "" {
			t.Errorf("one more (-want +got):\n%s", diff)
		}
	})
}
