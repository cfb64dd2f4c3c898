package executiondb_test

import (
	"sync"
	"testing"

	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// atOnce runs so many attempts in parallel and counts those that succeeded;
// every other must be refused with one of the codes.
func atOnce(t *testing.T, n int, attempt func(i int) error, codes ...string) (succeeded int) {
	t.Helper()
	errs := make([]error, n)
	var ready, done sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-start
			errs[i] = attempt(i)
		})
	}
	ready.Wait()
	close(start)
	done.Wait()
	for _, err := range errs {
		if err == nil {
			succeeded++
			continue
		}
		refused := false
		for _, code := range codes {
			refused = refused || hasField(err, "amount", code) || problem.Is(err, code)
		}
		if !refused {
			t.Errorf("%v, want %v", err, codes)
		}
	}
	return succeeded
}

// Twenty commit the last of the money at once: as many succeed as it pays for,
// whether it is the allotment or the cash that ends first.
func TestParallelCommitments(t *testing.T) {
	for _, tt := range []struct {
		name, cash, code string
		want             int
		left             string // of the free cash
	}{
		{"the allotment ends first", "100000.00", "allotment.exhausted", 10, "88700.00"},
		{"the cash ends first", "8000.00", "execution.no_cash", 7, "90.00"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := t.Context()
				b := open(t, d).ready(tt.cash)
				allotment := b.allot("1100", 2013, "10000.00", "2013-01-02").Allotment
				got := atOnce(t, 20, func(int) error {
					return second(b.Commit(ctx, officer, execution.CommitIn{Allotment: allotment, Amount: "1000.00", On: "2013-02-01", Payee: "x"}))
				}, tt.code)
				if got != tt.want {
					t.Errorf("%d of 20 commitments, want %d", got, tt.want)
				}
				c, err := b.FundCash(ctx, date.MustParse("2014-07-01"))
				if err != nil || c.Free != usd(tt.left) {
					t.Errorf("free: %s, %v, want %s", c.Free, err, tt.left)
				}
				b.sound()
			})
		})
	}
}

func TestParallelAllotments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("0.01")
		got := atOnce(t, 20, func(int) error {
			return second(b.tryAllot(func(in *execution.AllotIn) { in.Amount = "3000.00" }))
		}, "allotment.above_budget")
		if got != 3 {
			t.Errorf("%d of 20 allotments of 3,000.00 out of 10,000.00", got)
		}
		b.sound()
	})
}

// Expenses on two commitments, directly on the allotment and payments race for
// the last of everything.
func TestParallelExpensesAndPayments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d).ready("1130.00")
		allotment := b.allot("1100", 2013, "1000.00", "2013-01-02").Allotment
		commitment := b.commit(allotment, "500.00", "2013-02-01").ID
		got := atOnce(t, 20, func(i int) error {
			in := execution.ExpenseIn{Commitment: commitment, Amount: "100.00", On: "2013-03-01", Payee: "x"}
			if i%2 == 1 {
				in.Commitment, in.Allotment = 0, allotment
			}
			return second(b.RecordExpense(ctx, officer, in))
		}, "expense.more_than_committed", "allotment.exhausted", "execution.no_cash")
		if got != 10 {
			t.Errorf("%d of 20 expenses of 100.00 out of 1,000.00", got)
		}
		h, err := b.Allotment(ctx, allotment)
		if err != nil {
			t.Fatal(err)
		}
		expense := h.Entries[len(h.Entries)-1].ID
		got = atOnce(t, 20, func(int) error {
			return second(b.RecordPayment(ctx, officer, execution.PaymentIn{Expense: expense, Amount: "30.00", On: "2013-04-01"}))
		}, "payment.more_than_owed")
		if got != 3 {
			t.Errorf("%d of 20 payments of 30.00 out of 100.00", got)
		}
		got = atOnce(t, 20, func(int) error {
			return second(b.Reverse(ctx, officer, h.Entries[2].ID, "entered twice"))
		}, "execution.already_reversed")
		if got != 1 {
			t.Errorf("an expense was reversed %d times", got)
		}
		b.sound()
	})
}
