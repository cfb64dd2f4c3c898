package executiondb_test

import (
	"fmt"
	"testing"

	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/dbtest"
)

const (
	manyExpenses = 20_000
	manyLines    = 1_000
)

// spentBooks are books with so many expenses on one allotment, and another with
// a thousand.
func spentBooks(b *testing.B, k *books) (allotment, busy int64) {
	b.Helper()
	allotment = k.allot("1100", 2013, "9000.00", "2013-01-02").Allotment
	k.allot("1200", 2013, "2000.00", "2013-01-02")
	busy = k.allot("1100", 2014, "5000.00", "2013-01-02").Allotment
	for _, part := range []struct {
		line string
		year int
		n    int
	}{{"1200", 2013, manyExpenses}, {"1100", 2014, manyLines}} {
		err := k.Load(b.Context(), officer, execution.File{Name: "x", SHA256: part.line}, func(l *execution.Loading) error {
			for i := range part.n {
				_, err := l.Expense(execution.ExpenseRow{
					Symbol: symbol, Reference: fmt.Sprint(part.line, i), Line: part.line, Year: fmt.Sprint(part.year),
					On: date.MustParse("2013-02-01").AddDays(i % 300).String(), Currency: "USD", Amount: "0.05", Payee: "x",
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	return allotment, busy
}

// A commitment beside twenty thousand expenses on other lines, and an expense
// on an allotment that has a thousand.
func BenchmarkRecord(b *testing.B) {
	for _, engine := range dbtest.Engines {
		d := dbtest.Open(b, engine)
		k := open(b, d).ready("100000.00")
		allotment, busy := spentBooks(b, k)
		b.Run(string(engine)+"/commit", func(b *testing.B) {
			for b.Loop() {
				k.commit(allotment, "0.01", "2014-06-30")
			}
		})
		b.Run(string(engine)+"/expense", func(b *testing.B) {
			for b.Loop() {
				k.expense(execution.ExpenseIn{Allotment: busy, Amount: "0.01", On: "2014-06-30", Payee: "x"})
			}
		})
		b.Run(string(engine)+"/execution", func(b *testing.B) {
			for b.Loop() {
				if _, err := k.Execution(b.Context(), symbol, date.MustParse("2013-06-30")); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
