package reportsdb_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// Interest, a refund of an earlier year's expense and what was a mistake are
// income of the fund and cash without an earmark, and stand among no
// contributions, donors or totals of States.
func TestOtherIncome(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o := withEarmarks(threeYears(t, d))
		ctx := t.Context()
		before, err := o.Status(ctx, date.MustParse("2012-07-20"), contributions.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		statement, err := o.status("en", "")
		if err != nil {
			t.Fatal(err)
		}
		record := func(in contributions.IncomeIn) contributions.Entry {
			t.Helper()
			e, err := o.RecordIncome(ctx, officer, in)
			if err != nil {
				t.Fatal(err)
			}
			return e
		}
		// 72,000 / 80 = 900.00, of which the bank took 80 / 80 = 1.00.
		record(contributions.IncomeIn{Kind: "interest", On: "2011-06-30", Amount: "72000", Currency: "JPY", Charges: "80", Payer: "The bank, second quarter"})
		record(contributions.IncomeIn{Kind: "interest", On: "2012-06-30", Amount: "40.00", Currency: "USD", Payer: "The bank"})
		record(contributions.IncomeIn{Kind: "prior_year_refund", On: "2012-06-30", Amount: "7.50", Currency: "USD", Payer: "An airline, ticket of 2010"})
		mistake := record(contributions.IncomeIn{Kind: "miscellaneous", On: "2012-07-01", Amount: "1.00", Currency: "USD", Payer: "?"})
		o.must(o.Reverse(ctx, officer, mistake.ID, "another's"))
		if mistake.Payment.Official.String() != "" {
			t.Errorf("it has the official receipt %s", mistake.Payment.Official)
		}

		c, err := o.fund("en", "", "")
		if err != nil {
			t.Fatal(err)
		}
		rows := strings.Join(fundRows(t, c), "\n")
		for _, want := range []string{
			"Contributions and other income,line,Contributions,10600.00,10000.00,500.00,21100.00",
			"Contributions and other income,line,Interest,,900.00,40.00,940.00",
			"Contributions and other income,line,Refunds of prior-year expenses,,,7.50,7.50",
			"Expenses,line,Bank charges,,-1.00,,-1.00",
			",total,Closing balance,9885.71,20499.00,20296.50,20296.50", // 19,600 + 899; 19,350 + 899 + 47.50
		} {
			if !strings.Contains(rows, want) {
				t.Errorf("the fund has no %s:\n%s", want, rows)
			}
		}

		after, err := o.Status(ctx, date.MustParse("2012-07-20"), contributions.Filter{})
		if err != nil || !reflect.DeepEqual(before, after) {
			t.Errorf("the status of contributions was %v and is %v, %v", before, after, err)
		}
		again, err := o.status("en", "")
		if err != nil || again.Digest() != statement.Digest() {
			t.Errorf("the statement of contributions is another: %v", err)
		}
		donors, err := o.Donors(ctx)
		if err != nil || slices.ContainsFunc(donors, contributions.Donor.Income) {
			t.Errorf("the donors are %v, %v", donors, err)
		}
		if cash := strings.Join(linesOf(t, must(o.statement("en", "")), "contributions"), "\n"); !strings.Contains(cash, "Other income,2011,interest-2011-0001,2011-06-30,899.00") {
			t.Errorf("the cash by earmark:\n%s", cash)
		}
		items, err := o.IncomeOf(ctx, 2012)
		if err != nil || len(items) != 3 || items[2].Reversed != date.MustParse("2012-07-20") {
			t.Errorf("the list of 2012: %v, %v", items, err)
		}
		if total, err := contributions.IncomeTotal(items); err != nil || total.Plain() != "47.50" {
			t.Errorf("it comes to %s, %v", total, err)
		}
		if found, err := o.Verify(ctx); err != nil || len(found) > 0 {
			t.Errorf("verify finds %v, %v", found, err)
		}

		interest, err := o.Contributions(ctx, contributions.Filter{Income: true, Year: 2011})
		if err != nil || len(interest) != 1 {
			t.Fatal(interest, err)
		}
		for code, err := range map[string]error{
			"income.separate":      second(o.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: interest[0].ID, On: "2012-07-01", Amount: "1"})),
			"income.only_received": second(o.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: interest[0].ID, On: "2012-07-01", Amount: "1"})),
			"entry.invalid":        second(o.RecordIncome(ctx, officer, contributions.IncomeIn{Kind: "gift", On: "2012-07-01", Amount: "1.00", Currency: "USD"})),
		} {
			if !problem.Is(err, code) {
				t.Errorf("%s: %v", code, err)
			}
		}
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
