package cli

import (
	"fmt"
	"testing"

	"article30/budget/execution"
	"article30/internal/dbtest"
)

// A commitment that chooses among ten thousand receipts of a thousand
// contributions, and an expense on it, which draws what it holds.
func BenchmarkDraw(b *testing.B) {
	for _, engine := range dbtest.Engines {
		f, ctx := drawingFund(b, dbtest.Open(b, engine)), b.Context()
		for c := range 1000 {
			f.exec(`INSERT INTO contribution (id, source, reference, donor_id, year, currency, mode, comment, entered_by, recorded_at)
				VALUES (?, 'test', ?, 1, 2012, 'USD', 'cash', '', 'me', '2012-07-20T10:00:00Z')`, 100+c, fmt.Sprint(c))
			f.exec(`INSERT INTO entry SELECT 1000 * ? + n, ?, n, 'receipt', '2012-12-01', FALSE, 'USD', 100000, 100000, '1', 'par', NULL, NULL, 100000, '', NULL, NULL, NULL, 'me', '2012-07-20T10:00:00Z', NULL
				FROM (SELECT 1 AS n UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6 UNION SELECT 7 UNION SELECT 8 UNION SELECT 9 UNION SELECT 10) AS ten`, 100+c, 100+c)
			f.exec(`INSERT INTO posting SELECT id, 1, 'cash', 1, contribution_id, on_date, 'USD', 100000, 100000 FROM entry WHERE contribution_id = ?`, 100+c)
		}
		f.exec(`INSERT INTO balance VALUES ('cash', 1, 'USD', 1000000000, 1000000000) ON CONFLICT DO NOTHING`)
		b.Run(string(engine)+"/commit", func(b *testing.B) {
			for b.Loop() {
				_, err := f.execution.Commit(ctx, f.officer, execution.CommitIn{Allotment: f.lines["1100"], Amount: "1.00", On: "2013-02-01", Payee: "x"})
				f.no(err)
			}
		})
		b.Run(string(engine)+"/expense", func(b *testing.B) {
			large, err := f.execution.Commit(ctx, f.officer, execution.CommitIn{Allotment: f.lines["1100"], Amount: "1000.00", On: "2013-02-01", Payee: "x"})
			f.no(err)
			for b.Loop() {
				_, err := f.execution.RecordExpense(ctx, f.officer, execution.ExpenseIn{Commitment: large.ID, Amount: "0.01", On: "2013-02-01"})
				f.no(err)
			}
		})
	}
}
