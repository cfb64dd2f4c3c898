package executiondb_test

import (
	"context"
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget/execution"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/migrations"
)

// What was recorded before it was kept what spending draws on is of nobody's
// money, as much as its postings say: the same as what the service writes that
// is told of nobody's money.
func TestSpendingBeforeDrawsWereKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d).ready("20000.00")
		b.rate("EUR", "2013-01-01", "0.76")
		b.rate("EUR", "2013-04-01", "0.78")
		allotment := b.allot("1100", 2013, "9000.00", "2013-01-02").Allotment
		regular := b.allot("2100", 2013, "500.00", "2013-01-02").Allotment
		commitment := b.commit(allotment, "3000.00", "2013-02-01")
		b.commit(regular, "30.00", "2013-02-01")
		expense := b.expense(execution.ExpenseIn{Commitment: commitment.ID, Amount: "700.00", Currency: "EUR", On: "2013-03-01"})
		direct := b.expense(execution.ExpenseIn{Allotment: allotment, Amount: "33.33", On: "2013-03-01", Payee: "x"})
		b.must(b.RecordPayment(ctx, officer, execution.PaymentIn{Expense: expense.ID, Amount: "500.00", On: "2013-04-02"}))
		b.must(b.AdjustCommitment(ctx, officer, execution.AdjustCommitmentIn{Commitment: commitment.ID, Amount: "2000.00", On: "2013-04-03", Reason: "x"}))
		b.must(b.Reverse(ctx, officer, direct.ID, "twice"))
		written := b.draws()
		if len(written) != 6 {
			t.Fatalf("%d parts: %q", len(written), written)
		}
		b.unlock()
		b.exec("DELETE FROM execution_draw")
		statement := regexp.MustCompile(`(?s)INSERT INTO execution_draw .*?;`).FindString(migrations.Text(d.Engine()))
		b.exec(statement)
		if diff := cmp.Diff(written, b.draws()); diff != "" {
			t.Errorf("parts (-written +migrated):\n%s", diff)
		}
		b.sound()
		b.expense(execution.ExpenseIn{Commitment: commitment.ID, Amount: "100.00", On: "2013-05-01"})
		b.sound()
	})
}

// draws are all rows of draws as text.
func (b *books) draws() []string {
	b.t.Helper()
	ctx := b.t.Context()
	var list []string
	err := b.db.View(ctx, func(ctx context.Context) error {
		return b.db.Conn(ctx).NewRaw(`SELECT entry_id || ' ' || seq || ' ' || COALESCE(commitment_id, 0) || ' ' || on_date || ' ' || rule || ' ' || psc_percent
			|| ' ' || held || ' ' || held_psc || ' ' || direct || ' ' || psc FROM execution_draw ORDER BY entry_id, seq`).Scan(ctx, &list)
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}
