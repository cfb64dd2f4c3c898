package cli

import (
	"strings"
	"testing"
)

// What was said of a difference is listed on the command line, stands in the
// statement, and can be taken back.
func TestExplainedDifferencesOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	ok := func(args ...string) string {
		t.Helper()
		code, out, said := w.run(args...)
		if code != 0 {
			t.Fatalf("%q: %s", args, said)
		}
		return strings.Join(strings.Fields(out), " ")
	}
	w.file("b.csv", "code,title,funding,proposed_2013\n1100,Experts,special_purpose,9000.00\n")
	const symbol = "CTOC/COP/2012/7"
	ok("import", "budget", "b.csv", "--session", "6", "--symbol", symbol)
	ok("budget", "circulate", symbol, "--languages", "ar,zh,en,fr,ru,es", "--on", "2012-08-01", "--reference", "NV 1")
	w.refuses(exitRefused, "article30: The Conference had adopted no text of CTOC/COP/2012/7 by "+today(t)+", so there is no budget to compare with.\n",
		"execution", "explain", symbol, "1100", "--text", "x")
	ok("budget", "decide", symbol, "adopted", "--on", "2012-10-19")
	if got := ok("execution", "explain", symbol, "1100", "--year", "2013", "--text", "Two meetings fewer"); got != "1100 of CTOC/COP/2012/7 is explained: Actual amounts from final budget" {
		t.Error(got)
	}
	if got := ok("execution", "explain", symbol, "--funding", "special_purpose", "--difference", "original_final", "--text", "Rounded", "--lang", "fr"); !strings.HasPrefix(got, "Dépenses d’appui") {
		t.Error(got)
	}
	if got := ok("execution", "explanations", symbol); !strings.Contains(got, "1100 special-purpose funds 2013 Actual amounts from final budget Two meetings fewer") ||
		!strings.Contains(got, "Programme support costs special-purpose funds All years Final budget from original budget Rounded") {
		t.Error(got)
	}
	if got := ok("report", "budget-actual", "--symbol", symbol, "--format", "csv"); !strings.Contains(got, "Note 1") {
		t.Error(got)
	}
	if got := ok("execution", "explain", symbol, "1100", "--year", "2013", "--withdraw"); got != "The explanation of 1100 of CTOC/COP/2012/7 is taken back: Actual amounts from final budget" {
		t.Error(got)
	}
	w.refuses(exitRefused, "article30: Nothing was said of 1100 that could be taken back.\n", "execution", "explain", symbol, "1100", "--year", "2013", "--withdraw")
	if got := ok("verify"); !strings.HasPrefix(got, "All is well") {
		t.Error(got)
	}
}
