package reportsdb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// Two years with a revision in the middle of one, a revaluation that is taken
// back, and the correction of a rate that was used, worked out by hand. One US
// dollar is EUR 0.80 from January 2011 and 0.75 from 15 June; the latter should
// have been 0.60. Today is 20 July 2012.
func TestFundWithCorrectedRates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := open(t, d)
		ctx := t.Context()
		o.rate("EUR", "2011-01-01", "0.80")
		o.rate("EUR", "2011-06-15", "0.75")
		c := o.open(o.donor(contributions.DonorIn{Party: "AUT"}), "2011/AUT/1", "EUR", "cash", 2011)

		// 6,000 / 0.80 = 7,500.00 of revenue, receivable.
		o.must(o.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c, On: "2011-03-01", Amount: "6000.00"}))
		// 3,000 / 0.75 = 4,000.00 of cash for half of it, 3,750.00: a gain of 250.00.
		// 3,750.00 stay receivable.
		o.must(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c, On: "2011-07-01", Amount: "3000.00"}))
		// 3,000 / 0.75 = 4,000.00 at the end of the year: an unrealised gain of 250.00.
		run, err := o.Revalue(ctx, officer, "2011-12-31")
		if err != nil {
			t.Fatal(err)
		}
		// The rate stands under the revaluation: that comes back first, today. The
		// receivable is 3,750.00 again, and 250.00 of unrealised gain are lost.
		if _, err := o.Unrevalue(ctx, officer, run.ID, "the rate was wrong"); err != nil {
			t.Fatal(err)
		}
		// The payment was worth 3,000 / 0.60 = 5,000.00, 1,000.00 more; what it settled
		// stays 3,750.00, so that all of it is a realised gain, of today.
		in := contributions.CorrectRateIn{Currency: "EUR", Effective: "2011-06-15", PerUSD: "0.60", Reason: "misprint in the bulletin"}
		if _, err := o.CorrectRate(ctx, officer, in); err != nil {
			t.Fatal(err)
		}
		checked, err := o.fund("en", "2011-01-01", "")
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"section,row,figure,y2011,y2012,all",
			",line,Opening balance,0.00,8000.00,0.00",
			"Contributions and other income,line,Contributions,7500.00,,7500.00", // at the rate of the agreement, which was right
			`Contributions and other income,subtotal,"Subtotal, contributions and other income",7500.00,0.00,7500.00`,
			"Exchange gains or (losses),line,Realised,250.00,1000.00,1250.00", // 4,000 - 3,750; 5,000 - 4,000
			"Exchange gains or (losses),line,Unrealised,250.00,-250.00,0.00",  // the revaluation, and its reversal
			`Exchange gains or (losses),subtotal,"Subtotal, exchange gains or (losses)",500.00,750.00,1250.00`,
			",total,Closing balance,8000.00,8750.00,8750.00",                                        // 7,500 + 500; 8,000 + 750
			"The closing balance consists of,line,Cash,4000.00,5000.00,5000.00",                     // 3,000 euros, at 0.75 and then at 0.60
			"The closing balance consists of,line,Receivable on agreements,4000.00,3750.00,3750.00", // 3,000 euros, revalued and then at 0.80 again
			`The closing balance consists of,subtotal,"Subtotal, assets less liabilities",8000.00,8750.00,8750.00`,
			",total,Closing balance by the accounts,8000.00,8750.00,8750.00",
		}
		if diff := cmp.Diff(want, fundRows(t, checked)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}
