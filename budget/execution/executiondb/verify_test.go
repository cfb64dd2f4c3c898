package executiondb_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget/execution"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// unlock lets a test write what no program can: the triggers are gone.
func (b *books) unlock() {
	b.t.Helper()
	ctx := b.t.Context()
	var drops []string
	query := `SELECT 'DROP TRIGGER ' || name FROM sqlite_schema WHERE type = 'trigger' AND (tbl_name LIKE 'execution_%' OR tbl_name IN ('allotment', 'fund_approval'))`
	if b.db.Engine() == db.Postgres {
		query = `SELECT 'DROP TRIGGER ' || tgname || ' ON ' || relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid
			WHERE (relname LIKE 'execution_%' OR relname IN ('allotment', 'fund_approval')) AND NOT tgisinternal`
	}
	err := b.db.View(ctx, func(ctx context.Context) error { return b.db.Conn(ctx).NewRaw(query).Scan(ctx, &drops) })
	if err != nil || len(drops) < 4 {
		b.t.Fatalf("%d triggers, %v", len(drops), err)
	}
	for _, drop := range drops {
		b.exec(drop)
	}
}

// Whatever is changed behind the program's back is found.
func TestVerifyFindsWhatCannotBe(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change string
		want   []string
	}{
		{"a posting", "UPDATE execution_posting SET usd = usd + 100, amount = amount + 100 WHERE entry_id = 3 AND account = 'expense'",
			[]string{"entry 3: execution.wrong_postings", "entry 3: verify.unbalanced", "balance expense special_purpose USD: verify.balance", "entry 3: verify.not_as_recorded"}},
		{"both sides of a posting", "UPDATE execution_posting SET usd = 2 * usd, amount = 2 * amount WHERE entry_id = 2 AND account IN ('memo:psc', 'memo:psc_held')",
			[]string{"entry 2: execution.wrong_postings",
				"balance memo:psc special_purpose USD: verify.balance", "balance memo:psc_held special_purpose USD: verify.balance", "entry 2: verify.not_as_recorded"}},
		{"all postings of an entry", "DELETE FROM execution_posting WHERE entry_id = 4",
			[]string{"entry 4: execution.wrong_postings", "entry 4: verify.unbalanced",
				"balance cash special_purpose USD: verify.balance", "balance payable special_purpose USD: verify.balance", "entry 4: verify.not_as_recorded"}},
		{"a kept balance", "UPDATE execution_balance SET usd = usd + 1 WHERE account = 'cash' AND fund = 'psc'",
			[]string{"balance cash psc USD: verify.balance"}},
		{"a value", "UPDATE execution_entry SET rate = '2' WHERE id = 1",
			[]string{"entry 1: execution.wrong_value", "entry 1: verify.not_as_recorded"}},
		{"a support cost", "UPDATE execution_entry SET psc = psc + 100 WHERE id = 3",
			[]string{"entry 3: execution.wrong_psc", "entry 3: execution.wrong_postings", "entry 3: verify.not_as_recorded"}},
		{"an override", "DELETE FROM execution_override WHERE entry_id = 5",
			[]string{"entry 5: execution.unsaid_excess", "entry 5: verify.not_as_recorded"}},
		{"what a payment is of", "UPDATE execution_entry SET of_entry = 5 WHERE id = 4",
			[]string{"entry 4: execution.stray", "entry 4: verify.not_as_recorded"}},
		{"to whom it went", "UPDATE execution_entry SET payee = 'me' WHERE id = 3", []string{"entry 3: verify.not_as_recorded"}},
		{"who entered it", "UPDATE execution_entry SET entered_by = 'nobody' WHERE id = 3", []string{"entry 3: verify.not_as_recorded"}},
		{"when it was entered", "UPDATE execution_entry SET recorded_at = '2014-07-01T11:00:00Z' WHERE id = 3", []string{"entry 3: verify.not_as_recorded"}},
		{"why a rule was overridden", "UPDATE execution_override SET reason = 'because' WHERE entry_id = 5", []string{"entry 5: verify.not_as_recorded"}},
		{"the year of an allotment", "UPDATE allotment SET year = 2014 WHERE id = 1", []string{
			"entry 1: execution.unsaid_excess", "entry 1: verify.not_as_recorded"}},
		{"the last entry", "DELETE FROM execution_posting WHERE entry_id = 4; DELETE FROM execution_entry WHERE id = 4;" +
			"UPDATE execution_balance SET amount = -6000000, usd = -6000000 WHERE account = 'payable'; UPDATE execution_balance SET amount = -780000, usd = -780000 WHERE account = 'cash' AND fund = 'special_purpose'",
			[]string{"turnover USD: verify.balance", "entry 4: verify.missing"}},
		{"an approval", "UPDATE fund_approval SET reference = 'another'", []string{"approval 1: verify.not_as_recorded"}},
		{"an approval that nobody recorded", "INSERT INTO fund_approval VALUES (7, 1, '2013-01-01', 'x', '', NULL, 'officer', '2014-07-01T10:00:00Z')", []string{"approval 7: verify.not_recorded"}},
		{"an entry without postings", `INSERT INTO execution_entry SELECT 9, 2, 2, kind, on_date, currency, amount, usd, rate, rate_basis, rate_date, psc, of_entry,
			payee, reference, advice, reason, reverses, external, entered_by, recorded_at FROM execution_entry WHERE id = 5`,
			[]string{"entry 9: execution.wrong_postings", "entry 9: verify.unbalanced", "entry 9: verify.not_recorded"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				ctx := t.Context()
				b := open(t, d).ready("20000.00")
				allotment := b.allot("1100", 2013, "10000.00", "2013-01-02").Allotment                                              // 1
				commitment := b.commit(allotment, "1000.00", "2013-02-01")                                                          // 2
				expense := b.expense(execution.ExpenseIn{Commitment: commitment.ID, Amount: "600.00", On: "2013-03-01"})            // 3
				b.must(b.RecordPayment(ctx, officer, execution.PaymentIn{Expense: expense.ID, Amount: "600.00", On: "2013-04-01"})) // 4
				b.must(b.tryAllot(func(in *execution.AllotIn) { in.Amount, in.Override = "5.00", "why not" }))                      // 5
				b.sound()
				b.unlock()
				b.exec(tt.change)
				if diff := cmp.Diff(tt.want, b.findings()); diff != "" {
					t.Errorf("findings (-want +got):\n%s", diff)
				}
			})
		})
	}
}

// The database holds it too: what is posted does not change, and no posting
// reaches from extrabudgetary money into the regular budget.
func TestDatabaseRefuses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("20000.00")
		b.allot("1100", 2013, "10000.00", "2013-01-02")
		for _, change := range []string{
			"UPDATE execution_entry SET amount = 1", "DELETE FROM execution_posting", "UPDATE allotment SET year = 2014",
			"UPDATE fund_approval SET reference = 'x'", "DELETE FROM execution_entry",
		} {
			if err := b.try(change); !problem.Is(err, "posted.immutable") {
				t.Errorf("%s: %v", change, err)
			}
		}
		if err := b.try("INSERT INTO execution_posting VALUES (1, 9, 'cash', 1, 'special_purpose', 'regular', '2013-01-02', 'USD', 1, 1)"); err == nil {
			t.Error("a posting into the regular budget was accepted")
		}
	})
}
