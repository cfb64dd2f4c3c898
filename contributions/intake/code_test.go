package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions/intake"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// A contributor code that is not of the donor's kind is refused with those that
// are, and so is another one than the donor has.
func TestContributorCodes(t *testing.T) {
	const head = "reference,donor,donor_kind,ceb_code,year,currency,pledged_on,pledged,paid_on,paid\n"
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2014-01-01")
		r := b.load(intake.ImportContributions, "ours.csv", head+
			"1,Good Works,organization,C02,2012,USD,2012-01-20,1.00,,\n"+
			"2,Company,company,,2012,USD,2012-01-20,1.00,,\n", intake.Options{})
		if r.Added != 2 {
			t.Fatal(summary(r))
		}
		donors, err := b.Donors(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		codes := map[string]string{}
		for _, d := range donors {
			codes[d.Name] = d.CEBCode
		}
		if diff := cmp.Diff(map[string]string{"Good Works": "C02", "Company": "C06"}, codes); diff != "" {
			t.Errorf("codes (-want +got):\n%s", diff)
		}
		r = b.load(intake.ImportContributions, "ours.csv", head+
			"3,Foundation,foundation,C01,2012,USD,2012-01-20,1.00,,\n"+
			"4,Good Works,organization,C07,2012,USD,2012-01-20,1.00,,\n"+
			"5,Good Works,organization,,2012,USD,2012-01-20,1.00,,\n", intake.Options{SkipRefused: true})
		if r.Added != 1 {
			t.Error(summary(r))
		}
		want := []string{
			"refused 2 ceb_code: donor.code_of_another_kind allowed:C05 kind:foundation value:C01",
			"refused 3 donor: donor.code_changed given:C07 name:Good Works present:C02",
		}
		if diff := cmp.Diff(want, odd(r)); diff != "" {
			t.Errorf("report (-want +got):\n%s", diff)
		}
		b.sound()
	})
}
