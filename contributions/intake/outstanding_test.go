package intake_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/contributions"
	"article30/contributions/intake"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/published"
)

// different are the published contributions of which pledged less paid, as the
// source prints both in the currency of the pledge, is not what is outstanding,
// with what it is instead. Everything else of the 977 rows subtracts.
var different = map[string]string{
	// Written off by the source: nothing was paid, and nothing is expected.
	"12-DC-DJI-022": "1000 left, 0 outstanding, 1000 written down",
	"13-DC-DJI-025": "1000 left, 0 outstanding, 1000 written down",
	"15-DC-DJI-014": "1000 left, 0 outstanding, 1000 written down",
	"16-DC-ALB-034": "1000 left, 0 outstanding, 1000 written down",
	"16-DC-DJI-039": "1000 left, 0 outstanding, 1000 written down",
	// Pledged in euros and paid in full in dollars, whose number the source prints
	// as the amount in the currency of the pledge.
	"09-DC-SMR-086": "-9210 left, 0 outstanding",
	"10-DC-SMR-102": "-11800 left, 0 outstanding",
	"10-DC-SMR-103": "-4720 left, 0 outstanding",
	"10-DC-SMR-104": "-7080 left, 0 outstanding",
	"11-DC-SMR-081": "-11800 left, 0 outstanding",
	"14-DC-SMR-057": "-2631.98 left, 0 outstanding",
	// Paid a whole number of dollars, ten cents more than was pledged.
	"13-DC-ZAF-075": "-0.1 left, 0 outstanding, 0.1 over-paid",
}

// Of each published contribution pledged less paid is outstanding, in the
// currency of the pledge; nowhere does a rate make anything outstanding.
func TestPledgedLessPaidIsOutstanding(t *testing.T) {
	rows := map[string][]map[string]string{}
	for _, r := range simple(t, published.CERF) {
		rows[r["ContributionCode"]] = append(rows[r["ContributionCode"]], r)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d, "2026-11-23")
		b.unore()
		b.cerf(intake.Options{})
		statuses, err := b.ContributionStatus(t.Context(), date.MustParse("2026-11-23"), contributions.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		read, found := 0, map[string]string{}
		for _, s := range statuses {
			code := s.Contribution.Reference
			printed := rows[code]
			read += len(printed)
			left := number(printed[0]["PledgeAmtLocal"]).Round(2)
			for _, r := range printed {
				left = left.Sub(number(r["PaidAmtLocal"]).Round(2))
			}
			outstanding := s.Outstanding.Amount.Amount()
			if left.Equal(outstanding) {
				continue
			}
			found[code] = left.String() + " left, " + outstanding.String() + " outstanding"
			for _, other := range []struct {
				amount decimal.Decimal
				what   string
			}{{s.WrittenDown.Amount.Amount(), " written down"}, {s.Overpaid.Amount.Amount(), " over-paid"}} {
				if !other.amount.IsZero() {
					found[code] += ", " + other.amount.String() + other.what
				}
			}
		}
		if diff := cmp.Diff(different, found); diff != "" || read != 977 {
			t.Errorf("%d rows (-named +found):\n%s", read, diff)
		}
		// And in US dollars: what the books have outstanding is what is unpaid at the
		// value of the pledge.
		items, err := b.SplitOn(t.Context(), date.MustParse("2026-11-23"), contributions.Filter{})
		if err != nil || len(items) == 0 {
			t.Fatalf("%d items, %v", len(items), err)
		}
		for _, i := range items {
			if !i.ByRates.IsZero() || i.Outstanding != i.Unpaid {
				t.Errorf("%s: %s outstanding by rates", i.Contribution.Reference, i.ByRates)
			}
		}
	})
}
