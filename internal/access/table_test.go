package access

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// TestTable holds every cell of the table against a text that people can read
// and agree on.
func TestTable(t *testing.T) {
	const golden = "testdata/table.txt"
	columns := append(Roles(), localReader, operator)
	var b strings.Builder
	fmt.Fprintf(&b, "%-20s", "")
	for _, role := range columns {
		fmt.Fprintf(&b, "  %s", role)
	}
	b.WriteString("\n")
	for _, p := range Permissions() {
		fmt.Fprintf(&b, "%-20s", p)
		for _, role := range columns {
			cell := [...]string{Nowhere: ".", Own: "own", Everywhere: "yes"}[role.Reach(p)]
			fmt.Fprintf(&b, "  %-*s", len(role), cell)
		}
		b.WriteString("\n")
	}
	got := regexp.MustCompile(` +\n`).ReplaceAllString(b.String(), "\n")
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("the table (- agreed, + now):\n%s", diff)
	}
}

func TestRowsOfTheTable(t *testing.T) {
	grammar := regexp.MustCompile(`^[a-z]+\.[a-z]+$`)
	seen := map[Permission]bool{}
	for _, row := range table {
		if !grammar.MatchString(string(row.permission)) {
			t.Errorf("%q is not thing.action", row.permission)
		}
		if seen[row.permission] {
			t.Errorf("%s has two rows", row.permission)
		}
		seen[row.permission] = true
		for _, role := range row.own {
			if slices.Contains(row.everywhere, role) {
				t.Errorf("%s: %s is listed twice", row.permission, role)
			}
		}
	}
}

// What the roles are for, in sentences.
func TestRolesKeepTheirPart(t *testing.T) {
	for _, p := range Permissions() {
		if got := Auditor.Reach(p) == Everywhere; got != p.Reads() {
			t.Errorf("auditor and %s: %v; an auditor reads all and changes nothing", p, got)
		}
		area, action, _ := strings.Cut(string(p), ".")
		if (Delegate.Reach(p) != Nowhere || localReader.Reach(p) != Nowhere) && !p.Reads() {
			t.Errorf("a delegate or the reader of the pages may change something: %s", p)
		}
		if Approver.Reach(p) != Nowhere && !p.Reads() && action != "approve" && area != "period" && area != "approval" {
			t.Errorf("an approver may change something beside approving: %s", p)
		}
		if slices.Contains([]string{"period", "contribution", "donor", "rate", "execution", "assistance", "budget", "report"}, area) && Administrator.Reach(p) != Nowhere {
			t.Errorf("the administrator has a right in the books: %s", p)
		}
		if Role("").Reach(p) != Nowhere || Role("chief").Reach(p) != Nowhere {
			t.Errorf("no role gives %s", p)
		}
	}
	if drafts, decides := Secretariat.Reach(RecordDecisions), ConferenceOfficer.Reach(CirculateBudgets); drafts != Nowhere || decides != Nowhere {
		t.Error("one role both sends a budget out and records its adoption")
	}
	for _, role := range []Role{operator, localReader} {
		if slices.Contains(Roles(), role) {
			t.Errorf("a user could be given %s", role)
		}
	}
}
