package cli

import (
	"strings"
	"testing"

	"article30/internal/published"
)

// The Conference adopts, a revised budget follows between sessions, and each
// stays a fact of its own.
func TestReviseOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	must := func(args ...string) string {
		t.Helper()
		code, out, errors := w.run(args...)
		if code != 0 {
			t.Fatalf("article30 %s: exit %d\n%s%s", strings.Join(args, " "), code, out, errors)
		}
		return strings.ReplaceAll(out, "\u00a0", " ")
	}
	says := func(want string, args ...string) {
		t.Helper()
		if got := must(args...); !strings.Contains(got, want) {
			t.Errorf("article30 %s:\n%s\nwant\n%s", strings.Join(args, " "), got, want)
		}
	}
	table := w.file("budget.csv", string(published.Bytes(published.Vienna)))
	must("import", "budget", table, "--session", "6", "--symbol", symbol, "--title", "Budget")
	must("budget", "circulate", symbol, "--languages", "ar,zh,en,fr,ru,es", "--on", "2012-08-01", "--reference", "NV 1")
	must("import", "budget", table, "--symbol", symbol+"/Rev.1")
	revise := []string{"budget", "revise", symbol + "/Rev.1", "--by", "bureau", "--on", "2013-03-04", "--reference", "EB/2013/3", "--authority", "Decision 6/5, paragraph 4"}
	w.refuses(1, "article30: Nothing of the budget was adopted before 4 March 2013, so CTOC/COP/2012/7/Rev.1 has nothing to revise.\n", revise...)
	must("budget", "decide", symbol, "adopted", "--on", "2012-10-19")
	want := "CTOC/COP/2012/7/Rev.1: revised budget, approved between sessions on 4 March 2013 by the extended bureau (EB/2013/3), under Decision 6/5, paragraph 4. Who may approve it is an unverified rule: check the text.\n"
	says(want, revise...)
	says(want, "budget", "revisions", symbol)
	says(want, "execution", symbol)
	says(`"approved_by": "bureau"`, "budget", "revisions", symbol, "--json")
	says("budget révisé, approuvé entre deux sessions le 4 mars 2013 par le bureau élargi", "budget", "revisions", symbol, "--lang", "fr")
	says("no time limit", "budget", "status", symbol+"/Rev.1")
	must("verify")
}
