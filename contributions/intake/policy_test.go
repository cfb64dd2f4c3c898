package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/contributions/intake"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

const payments = "reference,donor,donor_kind,year,mode,currency,pledged_on,pledged,paid_on,paid_currency,paid\n"

// A payment in another currency counts for the same, and is refused for the same,
// whether a file brings it or somebody enters it: the policy of the contribution
// says so in both.
func TestAnImportFollowsThePolicy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := open(t, d, "2014-01-01"), t.Context()
		b.rates(someRates)
		pledges := payments + "P/1,Austria,,2012,,EUR,2012-01-15,1000.00,,,\nP/2,Austria,,2012,,EUR,2012-01-15,1000.00,,,\n"
		b.load(intake.ImportContributions, "pledges.csv", pledges, intake.Options{})
		if _, err := b.FixRate(ctx, officer, contributions.FixedRateIn{Currency: "EUR", From: "2012-03-01", To: "2012-12-31", PerUSD: "0.5", Reference: "Decision 5/1"}); err != nil {
			t.Fatal(err)
		}
		policy := func(p string) {
			for _, id := range []int64{1, 2} {
				if _, err := b.SetPolicy(ctx, officer, contributions.PolicyIn{Contribution: id, Policy: p, Reason: "the agreement"}); err != nil {
					t.Fatal(err)
				}
			}
		}
		by := func(on string) (string, error) {
			e, err := b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: 2, On: on, Amount: "6000", Currency: "ISK"})
			return e.Settles.String() + " at " + e.USD.String(), err
		}
		text := pledges
		file := func(on string) (string, []string) {
			paid := text + "P/1,,,,,,,," + on + ",ISK,6000\n"
			if text == pledges {
				text = paid
			}
			said := odd(b.load(intake.ImportContributions, "paid.csv", paid, intake.Options{}))
			h, err := b.Contribution(ctx, 1)
			if err != nil {
				t.Fatal(err)
			}
			e := h.Entries[len(h.Entries)-1]
			return e.Settles.String() + " at " + e.USD.String(), said
		}
		policy("fixed")
		entered, err := by("2012-03-10")
		imported, said := file("2012-03-10")
		// 6,000 krónur at 60 are 100.00 dollars: 50.00 euros at the fixed rate,
		// and not 75.00.
		if entered != imported || imported != "50.00 EUR at 100.00 USD" || err != nil {
			t.Errorf("entered %s, imported %s, %v", entered, imported, err)
		}
		if diff := cmp.Diff([]string{"notice 4 paid: intake.settles_worth settles:50.00 EUR"}, said); diff != "" {
			t.Errorf("said (-want +got):\n%s", diff)
		}
		_, err = by("2012-02-10")
		if _, said = file("2012-02-10"); !strings.Contains(strings.Join(said, "\n"), "rate.no_period") || field(err) != "rate.no_period" {
			t.Errorf("outside of the period: entered %v, imported %s", err, said)
		}
		policy("bank")
		_, err = by("2012-03-12")
		if _, said = file("2012-03-12"); !strings.Contains(strings.Join(said, "\n"), "entry.no_bank_rate") || field(err) != "entry.no_bank_rate" {
			t.Errorf("without the bank's rate: entered %v, imported %s", err, said)
		}
	})
}

func field(err error) string {
	p, ok := problem.As(err)
	if !ok || len(p.Fields) == 0 {
		return ""
	}
	return p.Fields[0].Code
}

// What a file brings beyond the share of confiscated proceeds is taken and said,
// as it is when somebody enters it; the same file says the same again.
func TestAnImportBeyondTheShareIsSaid(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b, ctx := open(t, d, "2014-01-01"), t.Context()
		pledge := payments + "C/1,Côte d'Ivoire,state,2012,proceeds_30_2_c,USD,2012-01-15,75.02,,,\n"
		b.load(intake.ImportContributions, "pledge.csv", pledge, intake.Options{})
		if _, err := b.SetProceeds(ctx, officer, contributions.ProceedsIn{Contribution: 1, LegalBasis: "Decision 4/2012", Total: "1000.30", Percent: "7.5"}); err != nil {
			t.Fatal(err)
		}
		row := "C/1,Côte d'Ivoire,state,2012,proceeds_30_2_c,USD,2012-01-15,75.02,2012-02-01,USD,75.00\n"
		paid := payments + row + ",,,,,,,,2012-02-02,USD,5.00\n"
		paid = strings.Replace(paid, "\n,,", "\nC/1,,", 1)
		want := []string{"notice 3 paid: intake.receipt_beyond amount:4.98 USD", "notice 3 paid: intake.overpaid amount:4.98 USD"}
		for _, when := range []string{"first", "again"} {
			r := b.load(intake.ImportContributions, "paid.csv", paid, intake.Options{})
			if diff := cmp.Diff(want, odd(r)); diff != "" {
				t.Errorf("%s: %s (-want +got):\n%s", when, summary(r), diff)
			}
		}
		e, err := b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: 1, On: "2012-02-03", Amount: "1.00"})
		if err != nil || e.Beyond.Plain() != "5.98" {
			t.Errorf("entered: %s, %v", e.Beyond, err)
		}
	})
}
