package executiondb_test

import (
	"testing"

	"article30/budget/execution"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// Nothing is entered for a closed month, whatever it is; and what is dated
// today is refused when today's month is closed.
func TestNothingIsEnteredForAClosedMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("10000.00")
		ctx := t.Context()
		allotment := b.allot("1100", 2013, "5000.00", "2013-01-02").Allotment
		commitment := b.commit(allotment, "1000.00", "2013-02-01").ID
		expense := b.expense(execution.ExpenseIn{Commitment: commitment, Amount: "100.00", On: "2013-02-02"}).ID
		closes := func(month, until string) {
			b.exec(`INSERT INTO period_event (period, until, reason, journal_head, entered_by, recorded_at) VALUES (?, ?, '', '0:x', 'me', '2014-07-01T10:00:00Z')`, month, until)
		}
		closes("2013-02", "2013-02-28")
		const on = "2013-02-28"
		entered := map[string]func() error{
			"allotment": func() error {
				return second(b.tryAllot(func(in *execution.AllotIn) { in.On, in.Amount = on, "1.00" }))
			},
			"change of an allotment": func() error {
				return second(b.AdjustAllotment(ctx, officer, execution.AdjustAllotmentIn{Allotment: allotment, Amount: "6000.00", On: on, Advice: "2"}))
			},
			"commitment": func() error {
				return second(b.Commit(ctx, officer, execution.CommitIn{Allotment: allotment, Amount: "1.00", On: on, Payee: "x"}))
			},
			"change of a commitment": func() error {
				return second(b.AdjustCommitment(ctx, officer, execution.AdjustCommitmentIn{Commitment: commitment, Amount: "900.00", On: on, Reason: "why"}))
			},
			"expense": func() error {
				return second(b.RecordExpense(ctx, officer, execution.ExpenseIn{Commitment: commitment, Amount: "1.00", On: on}))
			},
			"payment": func() error {
				return second(b.RecordPayment(ctx, officer, execution.PaymentIn{Expense: expense, On: on}))
			},
			"approval": func() error {
				b.text(2, 2, "revision", symbol+"/Rev.1", map[string]string{"1100": "9000.00 10000.00 5000.00"})
				_, err := b.ApproveFund(ctx, officer, execution.ApprovalIn{Symbol: symbol + "/Rev.1", On: on, Reference: "x"})
				return err
			},
		}
		for what, enter := range entered {
			if err := enter(); !problem.Is(err, "period.closed") {
				t.Errorf("%s: %v", what, err)
			}
		}
		closes("2014-07", "2014-07-31")
		if err := second(b.Reverse(ctx, officer, expense, "why")); !problem.Is(err, "period.closed") {
			t.Errorf("reversal: %v", err)
		}
		if _, err := b.WithdrawApproval(ctx, officer, 1, "why"); !problem.Is(err, "period.closed") {
			t.Errorf("withdrawal: %v", err)
		}
		b.sound()
	})
}
