package xlsx

import (
	"strings"
	"testing"
	"unicode/utf16"
)

func TestLegalNames(t *testing.T) {
	taken := []string{"Basis", "État des contributions"}
	for _, c := range []struct{ name, want string }{
		{"Status", "Status"},
		{"Budget 2011/2012 [draft]: a*b?", "Budget 2011 2012 draft a b"},
		{"basis", "basis 2"},
		{"ÉTAT DES CONTRIBUTIONS", "ÉTAT DES CONTRIBUTIONS 2"},
		{"'quoted'", "quoted"},
		{"L'état", "L'état"},
		{"", "Sheet"},
		{"///", "Sheet"},
		{"History", "History 2"},
		{strings.Repeat("x", 31), strings.Repeat("x", 31)},
		{strings.Repeat("x", 32), strings.Repeat("x", 31)},
		{strings.Repeat("x", 30) + "'y", strings.Repeat("x", 30)},
		{strings.Repeat("𝄞", 20), strings.Repeat("𝄞", 15)},
		{"a\x00b\tc", "a b c"},
	} {
		got := legalName(c.name, taken)
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
		if n := len(utf16.Encode([]rune(got))); n > 31 {
			t.Errorf("%q has %d units", got, n)
		}
	}
	var names []string
	for range 12 {
		names = append(names, legalName(strings.Repeat("y", 40), names))
	}
	seen := map[string]bool{}
	for _, n := range names {
		if seen[n] || len(n) > 31 {
			t.Errorf("%q", n)
		}
		seen[n] = true
	}
}
