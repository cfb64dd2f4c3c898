package cli

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget/execution"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// What is put back draws on money like anything new, on the earmarks that the
// original named; worked by hand.
func TestWhatIsPutBackDrawsAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, ctx := drawingFund(t, d), t.Context()
		f.receive(1, "2013-01-02", "1000.00")
		f.receive(3, "2013-01-05", "107.00") // bears 100.00 at 7 per cent
		f.receive(4, "2013-01-06", "113.00") // bears 100.00 at 13 per cent
		want := func(what string, e execution.Entry, err error, text string) execution.Entry {
			t.Helper()
			if got := drawnText(e); err != nil || got != text {
				t.Errorf("%s: %v\n got %s\nwant %s", what, err, got, text)
			}
			return e
		}
		spend := func(in execution.ExpenseIn, text string) execution.Entry {
			t.Helper()
			in.Allotment, in.Payee = f.lines["1100"], "An airline"
			e, err := f.execution.RecordExpense(ctx, f.officer, in)
			return want("spent", e, err, text)
		}
		reverse := func(id int64) int64 {
			t.Helper()
			e, err := f.execution.Reverse(ctx, f.officer, id, "a mistake")
			f.no(err)
			return e.ID
		}
		named := spend(execution.ExpenseIn{Amount: "50.00", On: "2013-02-01", Project: "ALB/1", From: []string{"unearmarked"}, Because: "the donor asked"},
			"1 unearmarked held 0.00 0.00 drawn 50.00 6.50 overridden")
		ruled := spend(execution.ExpenseIn{Amount: "80.00", On: "2013-02-01", Project: "ALB/1"}, "4 alb-1 held 0.00 0.00 drawn 80.00 10.40 tightly")
		undone, other := reverse(named.ID), reverse(ruled.ID)
		spend(execution.ExpenseIn{Amount: "90.00", On: "2014-07-01", Project: "ALB/1"}, "4 alb-1 held 0.00 0.00 drawn 90.00 11.70 tightly")
		again, err := f.execution.Restore(ctx, f.officer, undone, "it was right", 0)
		want("as it was named", again, err, "1 unearmarked held 0.00 0.00 drawn 50.00 6.50 overridden")
		if again.Draws[0].Reason != "the donor asked" {
			t.Errorf("because %q", again.Draws[0].Reason)
		}
		again, err = f.execution.Restore(ctx, f.officer, other, "it was right", 0)
		want("by the rule, of what is left", again, err, "4 alb-1 held 0.00 0.00 drawn 10.00 1.30 tightly; 3 convention-29 held 0.00 0.00 drawn 70.00 4.90 earmarked")
		if again.PSC.Plain() != "6.20" || again.Purpose.Project != "ALB/1" {
			t.Errorf("support cost %s, for %+v", again.PSC, again.Purpose)
		}

		found, err := f.execution.Verify(ctx)
		f.no(err)
		more, err := f.earmarks.Verify(ctx)
		f.no(err)
		if len(found)+len(more) > 0 {
			t.Errorf("verify: %v %v", found, more)
		}
	})
}

// The same on the command line, with what it says.
func TestRestoreAndRefundCommands(t *testing.T) {
	w := newTerminal(t)
	for command := range strings.Lines(`donors add --party AUT
contributions open --reference 1 --donor 1 --year 2012 --currency USD
receipt 1 5000.00 --on 2012-04-02
`) {
		if code, _, said := w.run(strings.Fields(command)...); code != 0 {
			t.Fatalf("%s: %s", command, said)
		}
	}
	w.file("b.csv", "code,title,funding,proposed_2013\n1100,Experts,special_purpose,9000.00\n")
	for _, args := range [][]string{
		{"import", "budget", "b.csv", "--session", "6", "--symbol", "CTOC/COP/2012/7"},
		{"budget", "circulate", "CTOC/COP/2012/7", "--languages", "ar,zh,en,fr,ru,es", "--on", "2012-08-01", "--reference", "NV 1"},
		{"allot", "issue", "CTOC/COP/2012/7", "1100", "2013", "1000.00", "--on", "2013-01-02", "--advice", "AA/1", "--override", "sample"},
		{"expense", "100.00", "--allotment", "1", "--on", "2013-01-10", "--payee", "An airline"},
		{"pay", "2", "--on", "2013-01-11"},
	} {
		if code, _, said := w.run(args...); code != 0 {
			t.Fatalf("%q: %s", args, said)
		}
	}
	say := func(want string, args ...string) {
		t.Helper()
		if code, out, said := w.run(args...); code != 0 || !strings.Contains(out, want) {
			t.Errorf("%q: %d\n%s%s\nwant %s", args, code, out, said, want)
		}
	}
	say("-", "execution", "refund", "2", "40.00", "--on", "2013-02-01", "--reason", "not flown")
	say("", "execution", "reverse", "4", "--reason", "the bank's error")
	w.refuses(exitRefused, "article30: Entry 5 is itself a reversal, which is never reversed. If it was a mistake, put back what it took away: execution restore 5, or POST /api/v1/execution-entries/5/restoration.\n",
		"execution", "reverse", "5", "--reason", "x")
	w.refuses(exitRefused, "article30: Entry 3 is no reversal: there is nothing to put back.\n", "execution", "restore", "3", "--reason", "x")
	if code, _, said := w.run("execution", "restore", "5", "--reason", "x", "--expect", "1"); code != exitRefused || !strings.Contains(said, "changed") {
		t.Errorf("at a revision that is past: %d %s", code, said)
	}
	say("It puts back entry 4, which entry 5 had reversed by mistake", "execution", "restore", "5", "--reason", "it was this one")
	w.refuses(exitRefused, "article30: Entry 4 has been put back already, as entry 6.\n", "execution", "restore", "5", "--reason", "x")
	say("Entry 2, expense of 10 January 2013, allotment 1 of line 1100; ", "rate", "proof", "--spending", "2")
	say("6 entries, 0 not proven.", "rate", "proof", "--allotment", "1")
	w.refuses(exitRefused, "article30: There is no entry 99.\n", "rate", "proof", "--spending", "99")
	say("All is well", "verify")
}

// A donor's record has a revision, which changes with the merges that it is in;
// a merge, and the end of one, can expect it, as can the proceeds of a
// contribution and what puts an entry back.
func TestExpectedRevisions(t *testing.T) {
	w := newTerminal(t)
	ok := func(args ...string) string {
		t.Helper()
		code, out, said := w.run(args...)
		if code != 0 {
			t.Fatalf("%q: %s", args, said)
		}
		return out
	}
	changed := func(args ...string) {
		t.Helper()
		if code, _, said := w.run(append(args, "--expect", "1")...); code != exitRefused || !strings.Contains(said, "changed") {
			t.Errorf("%q: %d %s", args, code, said)
		}
	}
	ok("donors", "add", "--name", "A ministry", "--kind", "subnational", "--code", "C01")
	ok("donors", "add", "--party", "AUT")
	revision := func() string {
		_, after, found := strings.Cut(ok("donors", "show", "1"), "evision ")
		if !found {
			t.Fatal("no revision of a donor")
		}
		return strings.Trim(strings.Fields(after)[0], ".:")
	}
	first := revision()
	ok("donors", "merge", "1", "2", "--reason", "the same", "--expect", first)
	if revision() == first {
		t.Error("a merge does not change the revision")
	}
	changed("donors", "unmerge", "1", "--reason", "x")
	ok("contributions", "open", "--reference", "1", "--donor", "2", "--year", "2012", "--currency", "USD", "--mode", "proceeds_30_2_c")
	set := []string{"proceeds", "set", "1", "--legal-basis", "Law 1", "--total", "1000.00", "--percent", "10", "--reason", "x"}
	changed(set...)
	ok(set...)
	ok("receipt", "1", "100.00", "--on", "2012-07-02")
	ok("reverse", "1", "--reason", "x")
	changed("contributions", "restore", "2", "--reason", "x")
	ok("contributions", "restore", "2", "--reason", "x")
}

// What is put back is worth what the rate of its original's day gives, not that
// of the day on which it stands: a correction of the one reaches it, of the other
// does not, and the books are as if it had happened once. Worked by hand.
func TestWhatIsPutBackFollowsTheRateOfItsDay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f, ctx := drawingFund(t, d), t.Context()
		f.receive(3, "2013-01-05", "1070.00") // at 7 per cent
		must := func(e execution.Entry, err error) execution.Entry {
			t.Helper()
			f.no(err)
			return e
		}
		backAgain := func(e execution.Entry, usd string) execution.Entry {
			t.Helper()
			undone := must(f.execution.Reverse(ctx, f.officer, e.ID, "a mistake"))
			again := must(f.execution.Restore(ctx, f.officer, undone.ID, "it was right", 0))
			if again.USD.Plain() != usd || again.On != date.MustParse("2014-07-01") || again.RateDate != date.MustParse("2013-01-01") {
				t.Errorf("put back: %s on %s at the rate of %s, want %s", again.USD, again.On, again.RateDate, usd)
			}
			return again
		}
		corrected := func(effective, perUSD string, want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, spentText(f.correct(effective, perUSD))); diff != "" {
				t.Errorf("%s of %s (-want +got):\n%s", perUSD, effective, diff)
			}
			if found := f.found(ctx); len(found) > 0 {
				t.Error(found)
			}
			f.no(f.contributions.EachProof(ctx, 0, func(p contributions.Proof) error {
				if !p.Holds() {
					t.Errorf("entry %d: %v %+v", p.Entry.ID, p.Doubt, p.Lines)
				}
				return nil
			}))
		}
		stand := func(want map[string]string) {
			t.Helper()
			if diff := cmp.Diff(want, f.booked("1100")); diff != "" {
				t.Errorf("books (-want +got):\n%s", diff)
			}
		}

		expense := backAgain(f.expense(execution.ExpenseIn{Allotment: f.lines["1100"], Amount: "76.00", On: "2013-01-10"}), "100.00")
		paid := must(f.execution.RecordPayment(ctx, f.officer, execution.PaymentIn{Expense: expense.ID, Amount: "38.00", On: "2014-07-01"}))
		if paid.USD.Plain() != "40.86" { // at 0.93, the rate of that day
			t.Errorf("paid %s", paid.USD)
		}
		// 95.00 are spent, half of it is paid: 47.50 for 40.86.
		corrected("2013-01-01", "0.8", "expense 76.00 EUR: 100.00 to 95.00")
		stand(map[string]string{
			"expense": "95.00", "psc_expense": "6.65", "payable": "-47.50", "cash": "-47.51", "exchange": "-6.64",
			"memo:allotted": "-49905.00", "memo:spent": "-95.00",
		})
		// The rate of the day on which it stands is the payment's alone.
		corrected("2013-01-20", "0.95", "payment 38.00 EUR: 40.86 to 40.00")
		// What was corrected and is taken back comes back at what is right by now.
		must(f.execution.Reverse(ctx, f.officer, paid.ID, "another's"))
		expense = backAgain(expense, "95.00")
		stand(map[string]string{
			"expense": "95.00", "psc_expense": "6.65", "payable": "-95.00", "cash": "-6.65", "memo:allotted": "-49905.00", "memo:spent": "-95.00",
		})
		undone := must(f.execution.Reverse(ctx, f.officer, expense.ID, "a mistake"))
		corrected("2013-01-01", "0.5") // touches nothing that counts
		if again := must(f.execution.Restore(ctx, f.officer, undone.ID, "it was right", 0)); again.USD.Plain() != "152.00" {
			t.Errorf("put back after a correction: %s", again.USD)
		}
		corrected("2013-01-01", "0.76", "expense 76.00 EUR: 152.00 to 100.00")
		stand(map[string]string{
			"expense": "100.00", "psc_expense": "7.00", "payable": "-100.00", "cash": "-7.00", "memo:allotted": "-49900.00", "memo:spent": "-100.00",
		})
	})
}
