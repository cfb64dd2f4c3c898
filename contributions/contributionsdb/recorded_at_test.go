package contributionsdb_test

import (
	"slices"
	"testing"

	"article30/contributions"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// When something was recorded is what the journal says too.
func TestVerifyFindsAnotherTimeOfRecording(t *testing.T) {
	for table, want := range map[string]string{
		"entry":           "entry 1: verify.not_as_recorded",
		"contribution":    "contribution 1: verify.not_as_recorded",
		"agreement_terms": "terms 1: verify.not_as_recorded",
		"schedule":        "schedule 1: verify.not_as_recorded",
	} {
		t.Run(table, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				b := open(t, d)
				ctx := t.Context()
				c := b.contribution(b.donor("AUT").ID, "1", "USD")
				b.must(b.RecordAgreement(ctx, officer, promised(c, "2012-03-01", "100.00")))
				if _, err := b.SetTerms(ctx, officer, contributions.TermsIn{Contribution: c.ID, Number: "1", Signed: "2012-03-01"}); err != nil {
					t.Fatal(err)
				}
				if _, err := b.SetSchedule(ctx, officer, contributions.ScheduleIn{Contribution: c.ID, On: "2012-03-01",
					Instalments: []contributions.InstalmentIn{{Due: "2012-12-31", Amount: "100.00"}}}); err != nil {
					t.Fatal(err)
				}
				b.sound()
				dbtest.Tamper(ctx, t, d, table, "UPDATE "+table+" SET recorded_at = '2012-07-18T10:00:00Z'")
				if got := b.findings(); !slices.Equal(got, []string{want}) {
					t.Errorf("found %q, want %q", got, want)
				}
			})
		})
	}
}
