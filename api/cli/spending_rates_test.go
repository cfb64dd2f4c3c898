package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/api/approval"
	"article30/api/wire"
	"article30/budget/execution"
	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

// books are what stands in the accounts of a line's special-purpose money, in US
// dollars.
func (f *drawing) booked(line string) map[string]string {
	f.t.Helper()
	var rows []struct {
		Account string
		USD     int64 `bun:"usd"`
	}
	f.no(f.db.View(f.t.Context(), func(ctx context.Context) error {
		return f.db.Conn(ctx).NewRaw(`SELECT account, CAST(SUM(usd) AS BIGINT) AS usd FROM execution_posting
			WHERE allotment_id = ? AND fund = 'special_purpose' AND account NOT IN ('memo:unallotted', 'memo:psc') GROUP BY account HAVING SUM(usd) <> 0`, f.lines[line]).Scan(ctx, &rows)
	}))
	stand := map[string]string{}
	for _, r := range rows {
		stand[r.Account] = money.FromUnits(r.USD, money.USD).Plain()
	}
	return stand
}

func (f *drawing) correct(effective, perUSD string) contributions.RateCorrected {
	f.t.Helper()
	c, err := f.contributions.CorrectRate(f.t.Context(), f.officer, contributions.CorrectRateIn{
		Currency: "EUR", Effective: effective, PerUSD: perUSD, Reason: "misprint",
	})
	f.no(err)
	return c
}

func (f *drawing) expense(in execution.ExpenseIn) execution.Entry {
	f.t.Helper()
	in.Currency, in.Payee = "EUR", "A consultant"
	e, err := f.execution.RecordExpense(f.t.Context(), f.officer, in)
	f.no(err)
	return e
}

// found is what verify of spending says, notices marked.
func (f *drawing) found(ctx context.Context) (list []string) {
	f.t.Helper()
	findings, err := f.verifyExecution(ctx)
	f.no(err)
	more, err := f.verifyEarmarks(ctx)
	f.no(err)
	for _, x := range append(findings, more...) {
		said := x.Place + ": " + x.Code
		if x.Notice {
			said += " (notice)"
		}
		list = append(list, said)
	}
	return list
}

func spentText(c contributions.RateCorrected) (list []string) {
	for _, t := range c.Spent.Touched {
		list = append(list, fmt.Sprint(t.Kind, " ", t.Amount, ": ", t.Before.Plain(), " to ", t.After.Plain()))
	}
	return list
}

// What is spent at a rate that turns out to be wrong stands, once the rate is
// corrected, exactly where it would stand if the rate had been right, also after
// a second correction: worked by hand. A reversal takes all of it back.
func TestACorrectedRateReachesSpending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, ctx := drawingFund(t, d), t.Context()
		f.receive(1, "2013-01-02", "1000.00")
		f.receive(3, "2013-01-05", "1070.00") // at 7 per cent
		commitment, err := f.execution.Commit(ctx, f.officer, execution.CommitIn{Allotment: f.lines["1100"], Amount: "50.00", On: "2013-01-08", Payee: "x"})
		f.no(err)
		a := f.expense(execution.ExpenseIn{Allotment: f.lines["1100"], Amount: "76.00", On: "2013-01-10", Reference: "INV-1"}) // 100.00 dollars
		b := f.expense(execution.ExpenseIn{Commitment: commitment.ID, Amount: "38.00", On: "2013-01-10"})                      // all of the commitment
		pay := func(amount, on string) execution.Entry {
			e, err := f.execution.RecordPayment(ctx, f.officer, execution.PaymentIn{Expense: a.ID, Amount: amount, On: on})
			f.no(err)
			return e
		}
		first, second := pay("38.00", "2013-01-12"), pay("19.00", "2013-01-25") // 20.43 dollars at 0.93, for 25.00
		before := f.booked("1100")

		in := contributions.CorrectRateIn{Currency: "EUR", Effective: "2013-01-01", PerUSD: "0.8"}
		preview, err := f.contributions.PreviewRate(ctx, in)
		f.no(err)
		want := []string{"expense 76.00 EUR: 100.00 to 95.00", "expense 38.00 EUR: 50.00 to 47.50", "payment 38.00 EUR: 50.00 to 47.50"}
		if diff := cmp.Diff(want, spentText(preview)); diff != "" || preview.Spent.Touched[0].Adjustment != 0 || preview.Spent.Touched[0].Reference != "INV-1" {
			t.Errorf("before anything is posted (-want +got):\n%s", diff)
		}
		if w := wire.NewRateCorrected(preview).Spending; len(w) != 3 || w[0].Line != "1100" || w[0].Kind != "expense" || w[0].Before.Amount != "100.00" ||
			w[0].After.Amount != "95.00" || w[0].Difference.Amount != "-5.00" || w[0].Allotment != f.lines["1100"] {
			t.Errorf("over REST: %+v", w)
		}
		if diff := cmp.Diff(before, f.booked("1100")); diff != "" {
			t.Errorf("a preview posted something:\n%s", diff)
		}

		done := f.correct("2013-01-01", "0.8")
		if diff := cmp.Diff(want, spentText(done)); diff != "" || done.Spent.Touched[2].Adjustment == 0 || done.On != date.MustParse("2014-07-01") {
			t.Errorf("adjusted on %s (-want +got):\n%s", done.On, diff)
		}
		// Owed of the first expense is a quarter of it, 23.75, and all of the
		// second; of the commitment 2.50 are open again, with 0.17 of support cost.
		if diff := cmp.Diff(map[string]string{
			"expense": "142.50", "psc_expense": "9.98", "payable": "-71.25", "cash": "-77.91", "exchange": "-3.32",
			"memo:allotted": "-49855.00", "memo:spent": "-142.50", "memo:committed": "-2.50", "memo:psc_held": "-0.17",
		}, f.booked("1100")); diff != "" {
			t.Errorf("at 0.8 (-want +got):\n%s", diff)
		}
		if again, err := f.contributions.CorrectRate(ctx, f.officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2013-01-01", PerUSD: "0.8", Reason: "again"}); !problem.Is(err, "rate.invalid") {
			t.Errorf("nothing to correct: %v, %v", again.Spent, err)
		}

		// The second time the second expense is worth more than the commitment:
		// 4.29 come out of the allotment.
		done = f.correct("2013-01-01", "0.7")
		if diff := cmp.Diff([]string{"expense 76.00 EUR: 95.00 to 108.57", "expense 38.00 EUR: 47.50 to 54.29", "payment 38.00 EUR: 47.50 to 54.29"}, spentText(done)); diff != "" {
			t.Errorf("from what the first correction made of it (-want +got):\n%s", diff)
		}
		if diff := cmp.Diff(map[string]string{
			"expense": "162.86", "psc_expense": "11.40", "payable": "-81.43", "cash": "-86.12", "exchange": "-6.71",
			"memo:allotted": "-49837.14", "memo:spent": "-162.86",
		}, f.booked("1100")); diff != "" {
			t.Errorf("at 0.7 (-want +got):\n%s", diff)
		}
		h, err := f.earmarks.Of(ctx, 3, date.Date{})
		f.no(err)
		if p := h.Positions[0]; p.Drawn.Plain() != "167.55" || !p.Held.IsZero() { // 162.86 + 11.40 - 6.71
			t.Errorf("contribution 3: drawn %s, held %s", p.Drawn, p.Held)
		}
		if found := f.found(ctx); len(found) > 0 {
			t.Error(found)
		}
		count := 0
		f.no(f.contributions.EachProof(ctx, 0, func(p contributions.Proof) error {
			if p.Allotment != 0 {
				count++
			}
			if !p.Holds() {
				t.Errorf("entry %d: %v %+v", p.Entry.ID, p.Doubt, p.Lines)
			}
			return nil
		}))
		if count != 17 { // 4 allotments, 1 commitment, 2 expenses, 2 payments, twice 4 adjustments
			t.Errorf("%d entries of spending are proven", count)
		}

		// One allotment alone has what all of spending has of it, and one entry what
		// the allotment has of it.
		var ofLine, alone []string
		prove := func(of contributions.SpentOf, into *[]string) {
			f.no(f.contributions.EachSpentProof(ctx, of, func(p contributions.Proof) error {
				*into = append(*into, fmt.Sprint(p.Entry.ID, p.Allotment, p.Holds(), p.Lines))
				return nil
			}))
		}
		prove(contributions.SpentOf{Allotment: f.lines["1100"]}, &ofLine)
		prove(contributions.SpentOf{Entry: a.ID}, &alone)
		if len(ofLine) != 14 || len(alone) != 1 || alone[0] != ofLine[2] {
			t.Errorf("of the line %d: %v\nalone %v", len(ofLine), ofLine, alone)
		}
		for _, of := range []contributions.SpentOf{{Allotment: 99}, {Entry: 999}} {
			if err := f.contributions.EachSpentProof(ctx, of, func(contributions.Proof) error { return nil }); problem.KindOf(err) != problem.NotFound {
				t.Errorf("%+v: %v", of, err)
			}
		}

		// An adjustment stands with what it adjusts, and nothing builds on it.
		adjustment := done.Spent.Touched[0].Adjustment
		if _, err := f.execution.Reverse(ctx, f.officer, adjustment, "no"); !problem.Is(err, "execution.is_correction") {
			t.Errorf("reversed alone: %v", err)
		}
		if _, err := f.execution.RecordPayment(ctx, f.officer, execution.PaymentIn{Expense: adjustment, On: "2013-02-01"}); !problem.Is(err, "expense.not_found") {
			t.Errorf("an adjustment was paid: %v", err)
		}
		for _, e := range []execution.Entry{second, first, a, b} {
			_, err := f.execution.Reverse(ctx, f.officer, e.ID, "entered twice")
			f.no(err)
			if found := f.found(ctx); len(found) > 0 {
				t.Errorf("after the reversal of %d: %s", e.ID, found)
			}
		}
		if diff := cmp.Diff(map[string]string{"memo:allotted": "-49950.00", "memo:committed": "-50.00", "memo:psc_held": "-3.50"}, f.booked("1100")); diff != "" {
			t.Errorf("all taken back (-want +got):\n%s", diff)
		}
		if c := f.correct("2013-01-01", "0.9"); len(c.Spent.Touched) != 0 {
			t.Errorf("what was taken back is touched: %v", spentText(c))
		}
		_, err = f.execution.Reverse(ctx, f.officer, commitment.ID, "nothing builds on it")
		f.no(err)
	})
}

// The truth of the books is never refused: what an expense costs more than its
// allotment and its money have is a notice, and nothing more is committed.
func TestACorrectedRateLeavesWhatItLeaves(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, ctx := drawingFund(t, d), t.Context()
		f.receive(5, "2013-01-03", "113.00")
		_, err := f.execution.AdjustAllotment(ctx, f.officer, execution.AdjustAllotmentIn{Allotment: f.lines["1200"], Amount: "100.00", On: "2013-01-04", Advice: "AA/2", Reason: "less"})
		f.no(err)
		f.expense(execution.ExpenseIn{Allotment: f.lines["1200"], Amount: "76.00", On: "2013-01-10"})
		f.correct("2013-01-01", "0.7")
		want := []string{"allotment 2: execution.overspent_by_rate (notice)", "fund: execution.cash_overdrawn (notice)", "contribution 5: verify.earmark_overdrawn (notice)"}
		if diff := cmp.Diff(want, f.found(ctx)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		f.receive(1, "2013-01-03", "500.00")
		_, err = f.execution.Commit(ctx, f.officer, execution.CommitIn{Allotment: f.lines["1200"], Amount: "0.01", On: "2014-07-01", Payee: "x"})
		if e, _ := problem.As(err); e == nil || len(e.Fields) == 0 || e.Fields[0].Code != "allotment.exhausted" {
			t.Errorf("committed beyond: %v", err)
		}
		f.correct("2013-01-01", "0.76")
		if found := f.found(ctx); len(found) != 0 {
			t.Errorf("with the rate as it was: %s", found)
		}
	})
}

// A rate that comes late reaches the spending of its days, only with a reason;
// a rate that somebody put in by hand is found by the spending that it belies.
func TestALateRateReachesSpending(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, ctx := drawingFund(t, d), t.Context()
		f.receive(3, "2013-01-05", "1070.00")
		a := f.expense(execution.ExpenseIn{Allotment: f.lines["1100"], Amount: "76.00", On: "2013-01-10"})
		load := func(reason string) (changes []contributions.RateChange, err error) {
			perUSD, err := money.ParseRate("0.8")
			f.no(err)
			err = f.contributions.LoadRates(ctx, f.officer, contributions.File{Name: "late.csv", SHA256: "1"}, func(l *contributions.RateLoading) error {
				l.Correcting(reason)
				if _, err := l.Add(contributions.Rate{Currency: "EUR", Effective: date.MustParse("2013-01-09"), PerUSD: perUSD, Source: "test"}); err != nil {
					return err
				}
				changes, err = l.Write()
				return err
			})
			return changes, err
		}
		if _, err := load(""); !problem.Is(err, "rate.late") {
			t.Errorf("without a reason: %v", err)
		}
		changes, err := load("came late")
		f.no(err)
		if len(changes) != 1 || fmt.Sprint(spentText(changes[0].RateCorrected)) != "[expense 76.00 EUR: 100.00 to 95.00]" {
			t.Errorf("touched: %+v", changes)
		}
		if got := f.booked("1100"); got["expense"] != "95.00" || got["psc_expense"] != "6.65" {
			t.Errorf("books: %v", got)
		}
		if found := f.found(ctx); len(found) > 0 {
			t.Error(found)
		}

		place := fmt.Sprintf("entry %d: ", a.ID)
		for name, tt := range map[string]struct {
			table, statement, want string
		}{
			"a rate of its days by hand":   {"rate", "INSERT INTO rate VALUES ('EUR', '2013-01-10', '0.5', 'by hand')", place + "verify.other_rate"},
			"the rate changed":             {"rate", "UPDATE rate SET per_usd = '0.5' WHERE effective = '2013-01-09'", place + "verify.other_rate"},
			"the correction is no more":    {"execution_rate_correction", "DELETE FROM execution_rate_correction", place + "verify.other_rate"},
			"it corrects something else":   {"execution_rate_correction", fmt.Sprint("UPDATE execution_rate_correction SET adjusts = ", f.lines["1100"]), "execution.stray"},
			"the expense is worth another": {"execution_entry", fmt.Sprint("UPDATE execution_entry SET usd = usd + 100 WHERE id = ", a.ID), place + "execution.wrong_value"},
		} {
			undone := fmt.Errorf("undone")
			err := d.Update(ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d, tt.table, tt.statement)
				if found := f.found(ctx); !slices.ContainsFunc(found, func(s string) bool { return strings.Contains(s, tt.want) }) {
					t.Errorf("%s: found %s, want %s", name, found, tt.want)
				}
				return undone
			})
			if err != undone {
				t.Fatal(err)
			}
		}
	})
}

// What a correction moves of spending can want a second person, and is posted
// under the approval.
func TestACorrectionOfSpendingCanWantApproval(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, ctx := drawingFund(t, d), t.Context()
		f.receive(3, "2013-01-05", "1070.00")
		f.expense(execution.ExpenseIn{Allotment: f.lines["1100"], Amount: "76.00", On: "2013-01-10"})
		_, err := f.approvals.SetLimit(ctx, access.Operator("admin"), approval.LimitIn{Operation: string(access.CorrectingSpending), Above: "1.00", Reason: "policy"})
		f.no(err)
		in := contributions.CorrectRateIn{Currency: "EUR", Effective: "2013-01-01", PerUSD: "0.8", Reason: "misprint"}
		_, err = f.cases.CorrectRate.Do(ctx, access.Operator("officer"), in)
		pending, ok := err.(*approval.Pending)
		if !ok {
			t.Fatalf("above the limit: %v", err)
		}
		if got := f.booked("1100")["expense"]; got != "100.00" {
			t.Errorf("posted before it was approved: %s", got)
		}
		done, err := f.approvals.Approve(ctx, access.Operator("approver"), pending.Submission.ID)
		f.no(err)
		if len(done.Posted) != 1 || done.Posted[0].Book != approval.Execution || f.booked("1100")["expense"] != "95.00" {
			t.Errorf("posted %+v, %v", done.Posted, f.booked("1100"))
		}
		findings, err := f.verifyApprovals(ctx)
		f.no(err)
		for _, x := range findings {
			t.Errorf("%s: %s", x.Place, x.Code)
		}
	})
}
