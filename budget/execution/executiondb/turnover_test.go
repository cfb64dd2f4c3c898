package executiondb_test

import (
	"testing"

	"article30/budget/execution"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// What is spent fills the same books as what is received. 4,999,999,999,990.00
// received are posted to cash and disclosed, and leave room for 19.99.
func TestSpendingTakesWhatCanBeStated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("4999999999990.00")
		allot := func(amount string) (execution.Entry, error) {
			return b.Allot(t.Context(), officer, execution.AllotIn{
				Symbol: symbol, LineIn: execution.LineIn{Line: "1100"}, Year: 2013, Amount: amount, On: "2013-01-02", Advice: "AA/1",
			})
		}
		if _, err := allot("20.00"); !problem.Is(err, "books.too_large") {
			t.Fatalf("20.00: %v, want books.too_large", err)
		}
		e := b.must(allot("19.99"))
		b.sound()
		if _, err := b.Reverse(t.Context(), officer, e.ID, "why"); err != nil {
			t.Errorf("it cannot be taken back: %v", err)
		}
		b.sound()
	})
}
