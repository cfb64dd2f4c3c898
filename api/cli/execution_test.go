package cli

import (
	"strings"
	"testing"

	"article30/internal/published"
)

// The commands of a year: what each prints, and what the figures say at last.
func TestExecutionCommands(t *testing.T) {
	w := newTerminal(t)
	t.Setenv("ARTICLE30_AS", "anna")
	says := func(want int, args ...string) string {
		t.Helper()
		code, out, errors := w.run(args...)
		if code != want {
			t.Fatalf("article30 %s: exit %d, want %d\n%s%s", strings.Join(args, " "), code, want, out, errors)
		}
		return strings.ReplaceAll(out+errors, "\u00a0", " ") // the space that keeps currency and amount on one line
	}
	must := func(args ...string) string { t.Helper(); return says(0, args...) }
	prints := func(want string, args ...string) {
		t.Helper()
		if got := must(args...); got != want {
			t.Errorf("article30 %s:\n%s\nwant\n%s", strings.Join(args, " "), got, want)
		}
	}
	refuses := func(want string, args ...string) {
		t.Helper()
		if got := says(1, args...); got != want {
			t.Errorf("article30 %s:\n%s\nwant\n%s", strings.Join(args, " "), got, want)
		}
	}
	table := w.file("budget.csv", string(published.Bytes(published.Vienna)))
	must("import", "budget", table, "--session", "6", "--symbol", symbol, "--title", "Budget")
	must("budget", "circulate", symbol, "--languages", "ar,zh,en,fr,ru,es", "--on", "2012-08-01", "--reference", "NV 1")
	must("budget", "decide", symbol, "adopted", "--on", "2012-10-19")
	must("donors", "add", "--name", "A foundation", "--kind", "foundation")
	must("contributions", "open", "--reference", "1", "--donor", "1", "--year", "2017", "--currency", "USD")
	must("receipt", "1", "100000.00", "--on", "2017-01-01")
	must("import", "rates", w.file("rates.csv", "currency,effective,per_usd\nEUR,2017-03-01,0.76\nEUR,2017-04-01,0.78\n"))

	refuses("article30: This cannot be recorded as it stands.\n"+
		"  on: No approval of the Fund’s budget by the Crime Commission is recorded by 2 January 2017 (unverified rule). Only an override with a reason allots extrabudgetary money without it.\n",
		"allot", symbol, "1000", "2017", "500000.00", "--on", "2017-01-02", "--advice", "AA/1")
	prints("Approval 1 of the Fund’s budget recorded for CTOC/COP/2012/7: 13 December 2012, resolution 21/1 (unverified rule)\n",
		"execution", "approve", symbol, "--on", "2012-12-13", "--reference", "resolution 21/1")
	prints("Entry 1 of allotment 1 recorded: allotment, 2 January 2017, USD 500,000.00, in the books USD 500,000.00\n",
		"allot", symbol, "1000", "2017", "500000.00", "--on", "2017-01-02", "--advice", "AA/1")
	prints("Entry 2 of allotment 2 recorded: allotment, 2 January 2017, USD 300,000.00, in the books USD 300,000.00\n"+
		"Override: it is more than the budget has. Reason: memorandum of 2 January\n",
		"allot", symbol, "1322", "2017", "300000.00", "--on", "2017-01-02", "--advice", "AA/2", "--override", "memorandum of 2 January")
	prints("Entry 3 of allotment 1 recorded: commitment, 1 February 2017, USD 80,000.00, in the books USD 80,000.00\n"+
		"Held of contribution 1, unearmarked, received on 1 January 2017: USD 80,000.00, and USD 10,400.00 for support costs (unearmarked)\n",
		"commit", "1", "80000.00", "--on", "2017-02-01", "--payee", "A consultant", "--reference", "PO-7")
	refuses("article30: This cannot be recorded as it stands.\n"+
		"  amount: This needs USD 10,170.00 of the fund’s cash, with programme support costs; USD 9,600.00 are free on 1 February 2017.\n",
		"commit", "2", "9000.00", "--on", "2017-02-01", "--payee", "An airline")
	prints("Entry 4 of allotment 1 recorded: expense, 15 March 2017, EUR 3,000.00, in the books USD 3,947.37\n"+
		"Programme support costs charged: USD 513.16\n"+
		"Drawn on contribution 1, unearmarked, received on 1 January 2017: USD 3,947.37, and USD 513.16 for support costs (unearmarked)\n",
		"expense", "3000.00", "--commitment", "3", "--currency", "EUR", "--on", "2017-03-15")
	prints("Entry 5 of allotment 1 recorded: payment, 2 April 2017, EUR 3,000.00, in the books USD 3,846.15\n"+
		"Given back to contribution 1, unearmarked, received on 1 January 2017: USD 101.22, and USD 0.00 for support costs\n",
		"pay", "4", "--on", "2017-04-02")
	prints("Entry 6 of allotment 1 recorded: change of a commitment, 30 June 2017, USD -76,052.63, in the books USD -76,052.63\n"+
		"Given back to contribution 1, unearmarked, received on 1 January 2017: USD 76,052.63, and USD 9,886.84 for support costs\n",
		"commit", "change", "3", "--cancel", "--on", "2017-06-30", "--reason", "done")
	extract := w.file("extract.csv", "reference,line,year,date,currency,amount,payee,commitment\nV-1,1322,2017,2017-08-01,USD,100.00,Printer,\n")
	if out := must("import", "expenses", extract, "--symbol", symbol); !strings.Contains(out, "1 rows read: 1 added, 0 updated, 0 unchanged") {
		t.Error(out)
	}
	refuses("article30: Entry 4 cannot be taken back: others build on it, or what it gave is used. Take those back first.\n",
		"execution", "reverse", "4", "--reason", "x")

	compared := must("report", "budget-actual", "--symbol", symbol, "--on", "2017-12-31", "--year", "2017", "--percent", "99.5", "--format", "csv", "--table", "reconciliation")
	for _, want := range []string{
		"line,\"Actual amounts on the comparable basis, extrabudgetary resources\",4573.53\r\n", // 3,947.37 + 513.16 + 100.00 + 13.00
		"total,Expenses in the statement of the fund,4573.53\r\n",
	} {
		if !strings.Contains(compared, want) {
			t.Errorf("budget and actual:\n%s\nhas no\n%s", compared, want)
		}
	}
	if code, _, _ := w.run("report", "budget-actual", "--symbol", symbol, "--year", "1999"); code != 1 {
		t.Errorf("a year that the budget has not: exit %d", code)
	}

	for table, want := range map[string]string{
		// 100,000.00 came; 3,947.37 + 513.16, of which the payment gave 101.22 back, and 100.00 + 13.00.
		"money":    "line,1,2017,Unearmarked,100000.00,,4472.31,,95527.69\r\n",
		"spending": "line,Conference Services costs: preparatory meetings and meetings of the parties,CTOC/COP/2012/7 1322,2017,,100.00,13.00,113.00\r\n",
	} {
		if out := must("report", "donor-statement", "--donor", "A foundation", "--year", "2017", "--format", "csv", "--table", table); !strings.Contains(out, want) {
			t.Errorf("the donor's %s:\n%s\nhas no\n%s", table, out, want)
		}
	}
	byEarmark := must("report", "fund-by-earmark", "--year", "2017", "--format", "csv")
	if want := "total,The fund,,0.00,100000.00,0.00,0.00,0.00,-4047.37,-526.16,0.00,101.22,0.00,95527.69\r\n"; !strings.Contains(byEarmark, want) {
		t.Errorf("the fund by earmark:\n%s\nhas no\n%s", byEarmark, want)
	}

	// 13 per cent of 555,875.00; 3,947.37 + 513.16; and all the free cash there is.
	funded := must("report", "funding", "--on", "2017-12-31", "--format", "csv")
	if want := "line,1000,\"Employee salaries, allowances and benefits\",2017,555875.00,72263.75,628138.75,4460.53,95527.69,99988.22,528150.53\r\n"; !strings.Contains(funded, want) {
		t.Errorf("the funding:\n%s\nhas no\n%s", funded, want)
	}

	out := must("execution", symbol, "--on", "2017-12-31")
	for _, want := range []string{
		"CTOC/COP/2012/7: Budget\nExecution as of 31 December 2017, in US dollars\nAdopted on 19 October 2012: CTOC/COP/2012/7\n" +
			"CTOC/COP/2012/7: Fund’s budget approved on 13 December 2012, resolution 21/1 (recorded under an unverified rule)\n",
		"2017    555,875.00  500,000.00          –  3,947.37  3,846.15         513.16  496,052.63  84,537.78\n",
		"Override on 2 January 2017, allotment 2 (line 1322, 2017), USD 300,000.00: it is more than the budget has. Reason given by anna: memorandum of 2 January\n" +
			"Cash of the fund: USD 96,153.85. Of it unidentified USD 0.00, for support costs USD 526.16, owed USD 100.00, committed USD 0.00, held for support costs on commitments USD 0.00, free USD 95,527.69\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("execution lacks\n%s\nin\n%s", want, out)
		}
	}
	if out := must("execution", symbol, "--lang", "fr"); !strings.Contains(out, "Dérogation du 2 janvier 2017") {
		t.Errorf("in French: %s", out)
	}
	for _, list := range []struct{ want, of string }{{"1322", "list " + symbol}, {"PO-7", "show 1"}} {
		if out := must(append([]string{"allot"}, strings.Fields(list.of)...)...); !strings.Contains(out, list.want) {
			t.Errorf("allot %s lacks %s:\n%s", list.of, list.want, out)
		}
	}
	if out := must("verify"); !strings.Contains(out, "All is well") {
		t.Error(out)
	}
}
