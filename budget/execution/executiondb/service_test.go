package executiondb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget"
	"article30/budget/execution"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

// A budget from its allotments to the last payment. 20,000.00 dollars of cash;
// the example of the domain's test, on both engines, with a regular line beside
// it that touches none of the cash.
func TestLifeOfABudget(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d).ready("20000.00")
		b.rate("EUR", "2013-03-01", "0.76")
		b.rate("EUR", "2013-04-01", "0.78")
		b.rate("EUR", "2013-05-01", "0.75")

		issue := b.allot("1100", 2013, "10000.00", "2013-01-02")
		regular := b.allot("2100", 2013, "3000.00", "2013-01-02")
		commitment := b.commit(issue.Allotment, "8000.00", "2013-02-01")
		expense := b.expense(execution.ExpenseIn{Commitment: commitment.ID, Amount: "3000.00", Currency: "EUR", On: "2013-03-15", Reference: "Invoice 1"})
		if expense.USD != usd("3947.37") || expense.PSC != usd("513.16") || expense.RateDate != date.MustParse("2013-03-01") || expense.Payee != "A consultant" {
			t.Errorf("expense: %s, support cost %s, rate of %s, to %s", expense.USD, expense.PSC, expense.RateDate, expense.Payee)
		}
		b.must(b.RecordPayment(ctx, officer, execution.PaymentIn{Expense: expense.ID, Amount: "1000.00", On: "2013-04-02"}))
		b.must(b.RecordPayment(ctx, officer, execution.PaymentIn{Expense: expense.ID, On: "2013-05-02"})) // the rest
		b.must(b.AdjustCommitment(ctx, officer, execution.AdjustCommitmentIn{Commitment: commitment.ID, Cancel: true, On: "2013-06-30", Reason: "done"}))
		b.expense(execution.ExpenseIn{Allotment: regular.Allotment, Amount: "2500.00", On: "2013-06-30", Payee: "Staff"})

		x, err := b.Execution(ctx, symbol, date.MustParse("2014-07-01"))
		if err != nil {
			t.Fatal(err)
		}
		// Free of the cash: 20,000.00 - 1,282.05 - 2,666.67 - 513.16 = 15,538.12,
		// which bears 13,750.55; so of each line all that is left is available.
		want := []string{
			"1100 2013 approved 10000.00 allotted 10000.00 committed 0.00 spent 3947.37 paid 3948.72 exchange -1.35 unpaid 0.00 psc 513.16 left 6052.63 available 6052.63",
			"1100 2014 approved 5000.00 allotted 0.00 committed 0.00 spent 0.00 paid 0.00 exchange 0.00 unpaid 0.00 psc 0.00 left 0.00 available 0.00",
			"1200 2013 approved 2000.00 allotted 0.00 committed 0.00 spent 0.00 paid 0.00 exchange 0.00 unpaid 0.00 psc 0.00 left 0.00 available 0.00",
			"1200 2014 approved 0.00 allotted 0.00 committed 0.00 spent 0.00 paid 0.00 exchange 0.00 unpaid 0.00 psc 0.00 left 0.00 available 0.00",
			"2100 2013 approved 3000.00 allotted 3000.00 committed 0.00 spent 2500.00 paid 0.00 exchange 0.00 unpaid 2500.00 psc 0.00 left 500.00 available 500.00",
			"2100 2014 approved 3000.00 allotted 0.00 committed 0.00 spent 0.00 paid 0.00 exchange 0.00 unpaid 0.00 psc 0.00 left 0.00 available 0.00",
		}
		if diff := cmp.Diff(want, lines(x)); diff != "" {
			t.Errorf("execution (-want +got):\n%s", diff)
		}
		var blocks []string
		for _, block := range x.Blocks {
			blocks = append(blocks, string(block.Funding)+": "+block.Approved.Plain()+", "+block.Spent.Plain())
		}
		if diff := cmp.Diff([]string{"regular: 6000.00, 2500.00", "general_purpose: 2000.00, 0.00", "special_purpose: 15000.00, 3947.37", ": 17000.00, 3947.37"}, blocks); diff != "" {
			t.Errorf("blocks (-want +got):\n%s", diff)
		}
		if x.Decision == nil || x.Decision.DecidedOn != date.MustParse("2012-10-19") || len(x.Approvals) != 1 || len(x.Overrides) != 0 {
			t.Errorf("decision %v, approvals %v, overrides %v", x.Decision, x.Approvals, x.Overrides)
		}

		// As of 1 April 2013 nothing was paid, and 4,052.63 were still committed.
		x, err = b.Execution(ctx, symbol, date.MustParse("2013-04-01"))
		if err != nil {
			t.Fatal(err)
		}
		if got := lines(x)[0]; got != "1100 2013 approved 10000.00 allotted 10000.00 committed 4052.63 spent 3947.37 paid 0.00 exchange 0.00 unpaid 3947.37 psc 513.16 left 2000.00 available 2000.00" {
			t.Errorf("as of 1 April 2013: %s", got)
		}
		// Before the decision there is nothing adopted.
		x, err = b.Execution(ctx, symbol, date.MustParse("2012-10-18"))
		if err != nil || x.Decision != nil || len(x.Approvals) != 0 || x.Cash.Total != usd("0.00") {
			t.Errorf("as of 18 October 2012: %v, %v, %v, %v", x.Decision, x.Approvals, x.Cash.Total, err)
		}

		one, err := b.Balance(ctx, symbol, execution.LineIn{Line: "1100"}, 2013)
		if err != nil || one.Available != usd("6052.63") || len(one.Allotments) != 1 {
			t.Errorf("balance: %v, %v", one, err)
		}
		if _, err := b.Balance(ctx, symbol, execution.LineIn{Line: "9999"}, 2013); !hasField(err, "line", "allotment.no_line") {
			t.Errorf("balance of a line that is not there: %v", err)
		}

		h, err := b.Allotment(ctx, issue.Allotment)
		if err != nil || len(h.Entries) != 6 {
			t.Fatalf("%d entries, %v", len(h.Entries), err)
		}
		if diff := cmp.Diff(expense, h.Entries[2], cmp.AllowUnexported(money.Money{}, money.Rate{}, date.Date{})); diff != "" {
			t.Errorf("recorded and read (-recorded +read):\n%s", diff)
		}
		list, err := b.Allotments(ctx, symbol)
		if err != nil || len(list) != 2 || list[1].Line.Funding != budget.Regular || !list[1].PSCPercent.IsZero() {
			t.Errorf("allotments: %v, %v", list, err)
		}
		b.sound()
		wantActions := []string{
			"donor.add", "contribution.open", "fund_approval.record", "receipt.record", "allotment.issue", "allotment.issue",
			"commitment.record", "expense.record", "payment.record", "payment.record", "commitment.change", "expense.record",
		}
		if diff := cmp.Diff(wantActions, b.done()); diff != "" {
			t.Errorf("journal (-want +got):\n%s", diff)
		}
	})
}

// The cash of both books together is the fund's: what was received, less what
// was paid; and what each part of it is there for.
func TestFundCash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("20000.00")
		b.receive("2013-12-01", "500.00")
		b.refund("2013-12-02", "100.00")
		_, err := b.contributions.RecordSuspense(t.Context(), officer, contributions.SuspenseIn{On: "2013-12-03", Amount: "70.00", Currency: "USD", Payer: "?"})
		if err != nil {
			t.Fatal(err)
		}
		allotment := b.allot("1100", 2013, "10000.00", "2013-01-02").Allotment
		b.commit(allotment, "1000.00", "2013-02-01")
		one := b.expense(execution.ExpenseIn{Allotment: allotment, Amount: "2000.00", On: "2013-03-01", Payee: "A printer"})
		b.expense(execution.ExpenseIn{Allotment: allotment, Amount: "300.00", On: "2013-03-02", Payee: "A printer"})
		b.must(b.RecordPayment(t.Context(), officer, execution.PaymentIn{Expense: one.ID, On: "2013-04-01"}))
		for asOf, want := range map[string]string{
			"2013-01-01": "received 0.00 paid 0.00 total 0.00: unidentified 0.00 psc 0.00 unpaid 0.00 committed 0.00 held 0.00 free 0.00",
			"2013-02-28": "received 20000.00 paid 0.00 total 20000.00: unidentified 0.00 psc 0.00 unpaid 0.00 committed 1000.00 held 130.00 free 18870.00",
			"2013-03-02": "received 20000.00 paid 0.00 total 20000.00: unidentified 0.00 psc 299.00 unpaid 2300.00 committed 1000.00 held 130.00 free 16271.00",
			"2013-03-31": "received 20000.00 paid 0.00 total 20000.00: unidentified 0.00 psc 299.00 unpaid 2300.00 committed 1000.00 held 130.00 free 16271.00",
			"2014-07-01": "received 20470.00 paid 2000.00 total 18470.00: unidentified 70.00 psc 299.00 unpaid 300.00 committed 1000.00 held 130.00 free 16671.00",
		} {
			c, err := b.FundCash(t.Context(), date.MustParse(asOf))
			if err != nil {
				t.Fatal(err)
			}
			got := "received " + c.Received.Plain() + " paid " + c.Paid.Plain() + " total " + c.Total.Plain() + ": unidentified " + c.Unidentified.Plain() + " psc " + c.PSC.Plain() +
				" unpaid " + c.Unpaid.Plain() + " committed " + c.Committed.Plain() + " held " + c.Held.Plain() + " free " + c.Free.Plain()
			if got != want {
				t.Errorf("as of %s: %s, want %s", asOf, got, want)
			}
			if c.Total.Units() != c.Unidentified.Units()+c.PSC.Units()+c.Unpaid.Units()+c.Committed.Units()+c.Held.Units()+c.Free.Units() {
				t.Errorf("as of %s the parts do not add", asOf)
			}
		}
		b.sound()
	})
}

// Money that comes later does not pay for what happened before, and what was
// refunded since is not there.
func TestCashOnEveryDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("113.00")
		b.receive("2013-06-01", "1130.00")
		allotment := b.allot("1100", 2013, "10000.00", "2013-01-02").Allotment
		commit := func(amount, on string) error {
			_, err := b.Commit(t.Context(), officer, execution.CommitIn{Allotment: allotment, Amount: amount, On: on, Payee: "x"})
			return err
		}
		if err := commit("100.01", "2013-05-31"); !hasField(err, "amount", "execution.no_cash") {
			t.Errorf("before the money came: %v", err)
		}
		if err := commit("100.00", "2013-05-31"); err != nil {
			t.Error(err)
		}
		// What nobody can identify is no cash to spend.
		_, err := b.contributions.RecordSuspense(t.Context(), officer, contributions.SuspenseIn{On: "2013-06-01", Amount: "1130.00", Currency: "USD", Payer: "?"})
		if err != nil {
			t.Fatal(err)
		}
		b.refund("2013-07-01", "565.00")
		if err := commit("500.01", "2013-06-02"); !hasField(err, "amount", "execution.no_cash") {
			t.Errorf("money that was refunded later: %v", err)
		}
		if err := commit("500.00", "2013-06-02"); err != nil {
			t.Error(err)
		}
		b.sound()
		// Here nothing refuses a refund of money that is committed: it is a fault.
		b.refund("2013-08-01", "1.00")
		if diff := cmp.Diff([]string{"fund: execution.cash_overdrawn"}, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// Two allotments of a line share the free cash: it is there once.
func TestAllotmentsOfALineShareTheCash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("1130.00")
		b.allot("1100", 2013, "600.00", "2013-01-02")
		b.allot("1100", 2013, "700.00", "2013-01-03")
		l, err := b.Balance(t.Context(), symbol, execution.LineIn{Line: "1100"}, 2013)
		if err != nil || l.Left != usd("1300.00") || l.Available != usd("1000.00") || len(l.Allotments) != 2 {
			t.Errorf("left %s, available %s, %v", l.Left, l.Available, err)
		}
	})
}

func hasField(err error, path, code string) bool {
	e, ok := problem.As(err)
	if !ok {
		return false
	}
	for _, f := range e.Fields {
		if f.Path == path && f.Code == code {
			return true
		}
	}
	return false
}
