package executiondb_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget/execution"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// A whole chain is taken back by mistake, the last thing first, and put back in
// its order: each entry names both, is built on what stands now, and the figures
// are what they were.
func TestRestoreSpending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d).ready("3000.00")
		allotted := b.allot("1100", 2013, "1000.00", "2013-01-02")
		increased := b.must(b.AdjustAllotment(ctx, officer, execution.AdjustAllotmentIn{Allotment: allotted.Allotment, Amount: "1500.00", On: "2013-01-03", Advice: "AA/2"}))
		commitment := b.commit(allotted.Allotment, "400.00", "2013-01-04")
		changed := b.must(b.AdjustCommitment(ctx, officer, execution.AdjustCommitmentIn{Commitment: commitment.ID, Amount: "600.00", On: "2013-01-05", Reason: "more days"}))
		expense := b.expense(execution.ExpenseIn{Commitment: commitment.ID, Amount: "100.00", On: "2013-01-10", Reference: "Invoice 1"})
		paid := b.must(b.RecordPayment(ctx, officer, execution.PaymentIn{Expense: expense.ID, On: "2013-01-11"}))
		back := b.must(b.RecordRefund(ctx, officer, execution.RefundIn{Expense: expense.ID, Amount: "50.00", On: "2013-01-12", Reason: "half the time"}))
		figuresOf := func() string {
			t.Helper()
			x, err := b.Execution(ctx, symbol, date.MustParse("2014-07-01"))
			if err != nil {
				t.Fatal(err)
			}
			return fmt.Sprint(figures(x.Lines[0].Figures), " held ", x.Cash.Held, " free ", x.Cash.Free)
		}
		before := figuresOf()

		chain := []execution.Entry{allotted, increased, commitment, changed, expense, paid, back}
		undone := map[int64]execution.Entry{}
		for i := len(chain) - 1; i >= 0; i-- {
			undone[chain[i].ID] = b.must(b.Reverse(ctx, officer, chain[i].ID, "a mistake"))
		}
		if _, err := b.Restore(ctx, officer, undone[paid.ID].ID, "x", 0); !problem.Is(err, "execution.reversed") {
			t.Errorf("a payment of an expense that is taken back: %v", err)
		}
		made := map[int64]execution.Entry{}
		for _, e := range chain {
			again := b.must(b.Restore(ctx, officer, undone[e.ID].ID, "it was right", 0))
			if again.Kind != e.Kind || again.Amount != e.Amount || again.USD != e.USD || again.PSC != e.PSC || again.On != undone[e.ID].On ||
				again.Restores != (execution.Restoration{Original: e.ID, Reversal: undone[e.ID].ID}) || again.Payee != e.Payee || again.Reference != e.Reference {
				t.Errorf("restored: %+v\nof %+v", again, e)
			}
			made[e.ID] = again
		}
		if made[expense.ID].Of != made[commitment.ID].ID || made[paid.ID].Of != made[expense.ID].ID || made[back.ID].Refunds != made[expense.ID].ID {
			t.Errorf("built on what is gone: %+v", made)
		}
		if got := figuresOf(); got != before {
			t.Errorf("the figures are\n%s, and were\n%s", got, before)
		}

		// Only a reversal, only once, and a second reversal is another matter.
		for code, id := range map[string]int64{
			"entry.not_a_reversal": paid.ID, "entry.already_restored": undone[paid.ID].ID, "execution.entry_not_found": 999,
		} {
			if _, err := b.Restore(ctx, officer, id, "x", 0); !problem.Is(err, code) {
				t.Errorf("%v, want %s", err, code)
			}
		}
		if _, err := b.Restore(ctx, officer, undone[paid.ID].ID, " ", 0); !problem.Is(err, "execution.invalid") {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := b.Restore(ctx, access.Actor{Name: "somebody", Roles: []access.Role{access.Auditor}}, undone[paid.ID].ID, "x", 0); problem.KindOf(err) != problem.Forbidden {
			t.Errorf("by an auditor: %v", err)
		}
		twice := b.must(b.Reverse(ctx, officer, made[back.ID].ID, "a mistake after all"))
		if _, err := b.Restore(ctx, officer, twice.ID, "x", 1); !problem.Is(err, "record.changed") {
			t.Errorf("at a revision that is past: %v", err)
		}
		third := b.must(b.Restore(ctx, officer, twice.ID, "no", 0))
		if third.Restores.Original != made[back.ID].ID || third.USD != back.USD {
			t.Errorf("put back twice: %+v", third)
		}
		b.sound()

		dbtest.Tamper(ctx, t, d, "execution_restoration", fmt.Sprintf("UPDATE execution_restoration SET original_id = %d WHERE entry_id = %d", commitment.ID, third.ID))
		want := []string{fmt.Sprintf("entry %d: verify.restoration", third.ID), fmt.Sprintf("entry %d: verify.not_as_recorded", third.ID)}
		if diff := cmp.Diff(want, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// What was allotted against a rule is put back against it, for the same reason;
// against one that was not named it is refused.
func TestRestoreAllotment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.adopt(1, "2012-10-19")
		against := b.must(b.Allot(ctx, officer, execution.AllotIn{
			Symbol: symbol, LineIn: execution.LineIn{Line: "1100"}, Year: 2013, Amount: "10000.00", On: "2013-01-02", Advice: "AA/1", Override: "the Executive Director",
		}))
		undone := b.must(b.Reverse(ctx, officer, against.ID, "a mistake"))
		again := b.must(b.Restore(ctx, officer, undone.ID, "it was none", 0))
		if diff := cmp.Diff(against.Overrides, again.Overrides); diff != "" || len(again.Overrides) != 1 {
			t.Errorf("overrides (-want +got):\n%s", diff)
		}
		undone = b.must(b.Reverse(ctx, officer, again.ID, "a mistake"))
		b.approve("2012-12-13")
		b.allot("1100", 2013, "0.01", "2014-07-01")
		if _, err := b.Restore(ctx, officer, undone.ID, "x", 0); err == nil || !problem.Is(err, "execution.invalid") {
			t.Errorf("beyond the budget: %v", err)
		}
		b.sound()
	})
}
