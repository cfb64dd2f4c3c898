package budget

import (
	"strings"
	"testing"

	"article30/internal/problem"
)

func TestSymbol(t *testing.T) {
	for _, c := range []struct {
		symbol, budget, parent string
		kind                   VersionKind
		inSession              bool
	}{
		{"CTOC/COP/2012/7", "CTOC/COP/2012/7", "", Original, false},
		{"CTOC/COP/2012/7/Rev.1", "CTOC/COP/2012/7", "CTOC/COP/2012/7", Revision, false},
		{"CTOC/COP/2012/7/Add.2", "CTOC/COP/2012/7", "CTOC/COP/2012/7", Addendum, false},
		{"CTOC/COP/2012/7/Rev.1/Corr.1", "CTOC/COP/2012/7", "CTOC/COP/2012/7/Rev.1", Corrigendum, false},
		{"CTOC/COP/2012/L.3", "CTOC/COP/2012/L.3", "", Original, true},
		{"CTOC/COP/2012/L.3/Rev.1", "CTOC/COP/2012/L.3", "CTOC/COP/2012/L.3", Revision, true},
		{"CTOC/COP/2012/CRP.10", "CTOC/COP/2012/CRP.10", "", Original, true},
		{"E/2002/43/Rev.1", "E/2002/43", "E/2002/43", Revision, false},
		{"A/80/400", "A/80/400", "", Original, false},
		{"VIENNA_CONVENTION_TRUST_FUND_2017_2020", "VIENNA_CONVENTION_TRUST_FUND_2017_2020", "", Original, false},
		{"REVENUE/ADDIS/CORRECTIONS", "REVENUE/ADDIS/CORRECTIONS", "", Original, false},
		{"CTOC/COP/2012/LAST", "CTOC/COP/2012/LAST", "", Original, false},
	} {
		s, err := ParseSymbol(c.symbol)
		if err != nil {
			t.Errorf("%s: %v", c.symbol, err)
			continue
		}
		if s.Budget() != c.budget || s.Parent() != c.parent || s.Kind() != c.kind || s.InSession() != c.inSession || s.String() != c.symbol {
			t.Errorf("%s: budget %q, parent %q, %s, in session %v", c.symbol, s.Budget(), s.Parent(), s.Kind(), s.InSession())
		}
	}
}

func TestSymbolRefused(t *testing.T) {
	for symbol, code := range map[string]string{
		"":                               "symbol.missing",
		strings.Repeat("A", 81):          "symbol.too_long",
		"CTOC//7":                        "symbol.grammar",
		"/CTOC":                          "symbol.grammar",
		"CTOC/":                          "symbol.grammar",
		"ctoc/COP":                       "symbol.grammar",
		"CTOC/COP 7":                     "symbol.grammar",
		"CTOC/<script>":                  "symbol.grammar",
		"CTOC/COP/../etc":                "symbol.grammar",
		"CTOC/-7":                        "symbol.grammar",
		"CTOC/\u0660":                    "symbol.grammar",
		"=HYPERLINK":                     "symbol.grammar",
		"CTOC/COP/7/Rev.0":               "symbol.suffix",
		"CTOC/COP/7/Rev.01":              "symbol.suffix",
		"CTOC/COP/7/Rev.":                "symbol.suffix",
		"CTOC/COP/7/Rev1":                "symbol.suffix",
		"CTOC/COP/7/rev.1":               "symbol.suffix",
		"CTOC/COP/7/REV.1":               "symbol.suffix",
		"CTOC/COP/7/Corr.1a":             "symbol.suffix",
		"CTOC/COP/7/Add.9999999999999":   "symbol.suffix",
		"Rev.1":                          "symbol.suffix",
		"CTOC/Rev.1/COP":                 "symbol.suffix",
		"CTOC/COP/2012/7/Rev.1/L.3":      "symbol.suffix",
		"CTOC/COP/2012/7/Add.1/Rev.1/.2": "symbol.grammar",
	} {
		if _, err := ParseSymbol(symbol); !problem.Is(err, code) {
			t.Errorf("%q: %v, want %s", symbol, err, code)
		}
	}
}

// A symbol that is read names the same document however often it is taken
// apart, and its parents end at an original.
func FuzzSymbol(f *testing.F) {
	for _, s := range []string{"CTOC/COP/2012/7/Rev.1/Corr.1", "CTOC/COP/2012/L.3", "A//B", "Rev.1", "ADD/Add.1", "X/Corr.999"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSymbol(text)
		if err != nil {
			if problem.KindOf(err) != problem.Invalid {
				t.Fatal(err)
			}
			return
		}
		for s.Kind() != Original {
			parent, err := ParseSymbol(s.Parent())
			if err != nil {
				t.Fatalf("the parent of %q: %v", s, err)
			}
			if parent.Budget() != s.Budget() || len(parent.String()) >= len(s.String()) {
				t.Fatalf("%q is a version of %q, its parent %q of %q", s, s.Budget(), parent, parent.Budget())
			}
			s = parent
		}
		if s.String() != s.Budget() {
			t.Fatalf("%q is an original of %q", s, s.Budget())
		}
	})
}
