package cli

import (
	"strings"
	"testing"
)

func TestApprovalsOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	run := func(want int, args ...string) string {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != want {
			t.Fatalf("%q: %d %s%s", args, code, out, complaint)
		}
		return out + complaint
	}
	if out := run(0, "approval", "limits"); !strings.Contains(out, "everything that is entered is posted at once") {
		t.Errorf("a fresh database: %s", out)
	}
	run(0, "donors", "add", "--party", "FRA", "--as", "anna")
	run(0, "contributions", "open", "--reference", "A 1", "--donor", "1", "--year", "2012", "--currency", "USD", "--as", "anna")
	run(0, "approval", "set", "receipt", "--above", "100", "--reason", "rule 105.3", "--as", "adam")
	if out := run(0, "receipt", "1", "150", "--on", "2012-07-02", "--as", "anna"); !strings.Contains(out, "submitted for approval as 1") {
		t.Errorf("submitted: %s", out)
	}
	run(0, "receipt", "1", "170", "--on", "2012-07-02", "--as", "anna")
	run(0, "receipt", "1", "990", "--on", "2012-07-02", "--as", "anna")
	if out := run(1, "approval", "approve", "1", "--as", "anna"); !strings.Contains(out, "does not approve") {
		t.Errorf("the submitter: %s", out)
	}
	run(1, "approval", "approve", "--as", "berta")
	run(1, "approval", "approve", "--all", "--operation", "receipt", "--as", "anna")
	if out := run(0, "approval", "approve", "--all", "--operation", "receipt", "--up-to", "170", "--as", "berta"); strings.Count(out, "approved: ") != 2 {
		t.Errorf("approved: %s", out)
	}
	if out := run(0, "approval", "list", "--pending"); strings.Count(out, "waiting") != 1 || !strings.Contains(out, "contribution 1") {
		t.Errorf("listed: %s", out)
	}
	if out := run(0, "approval", "list", "--pending", "--lang", "zh"); !strings.Contains(out, "捐款1 ") {
		t.Errorf("listed in Chinese: %s", out)
	}
	if out := run(0, "approval", "show", "3"); !strings.Contains(out, `"amount": "990"`) || !strings.Contains(out, "2 entries were posted") {
		t.Errorf("shown: %s", out)
	}
	run(0, "approval", "refuse", "3", "--reason", "no advice of the bank", "--as", "berta")
	run(1, "approval", "withdraw", "3", "--as", "anna")
	run(0, "approval", "unset", "receipt", "--reason", "trial over", "--as", "adam")
	run(0, "receipt", "1", "990", "--on", "2012-07-02", "--as", "anna")
	run(0, "verify")
}
