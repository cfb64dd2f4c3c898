package budget

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func version(t testing.TB, symbol string, c Content) Version {
	t.Helper()
	s, err := ParseSymbol(symbol)
	if err != nil {
		t.Fatal(err)
	}
	return Version{Symbol: symbol, Kind: s.Kind(), Content: c}
}

func dumpDifference(d Difference) string {
	var b strings.Builder
	for _, l := range d.Lines {
		fmt.Fprintf(&b, "%s %s:", l.Kind, l.Line.Title)
		for i, m := range l.Change {
			fmt.Fprintf(&b, " %d %s", d.Columns[i].Year, m.Plain())
		}
		b.WriteString("\n")
	}
	for _, block := range d.Blocks {
		fmt.Fprintf(&b, "%s:", block.Funding)
		for _, m := range block.Total {
			b.WriteString(" " + m.Plain())
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestDifference(t *testing.T) {
	const symbol = "CTOC/COP/2012/7"
	original := content(t, "1", 2,
		"Experts|Meetings|general_purpose|100 200",
		"Travel|Meetings|general_purpose|50 -",
		"Posts||regular|1000 1000")
	for _, c := range []struct {
		name, symbol string
		to           Content
		changes      bool
		want         string
	}{
		{"the same text", symbol + "/Rev.1", original, false, "regular: 0.00 0.00\ngeneral_purpose: 0.00 0.00\n"},
		{"a line changed, one added, one left out", symbol + "/Rev.1",
			content(t, "1", 2,
				"Experts|Meetings|general_purpose|150 200",
				"Posts||regular|1000 1000",
				"Consultants||regular|- 7"), true,
			`changed Experts: 2013 50.00 2014 0.00
added Consultants: 2013 0.00 2014 7.00
removed Travel: 2013 -50.00 2014 0.00
regular: 0.00 7.00
general_purpose: 0.00 0.00
`},
		{"nil that becomes zero changes a line, not an amount", symbol + "/Corr.1",
			content(t, "1", 2,
				"Experts|Meetings|general_purpose|100 200",
				"Travel|Meetings|general_purpose|50 0",
				"Posts||regular|1000 1000"), false,
			"changed Travel: 2013 0.00 2014 0.00\nregular: 0.00 0.00\ngeneral_purpose: 0.00 0.00\n"},
		{"an amount that moves between lines leaves the total and is a change", symbol + "/Corr.1",
			content(t, "1", 2,
				"Experts|Meetings|general_purpose|150 200",
				"Travel|Meetings|general_purpose|- -",
				"Posts||regular|1000 1000"), true,
			"changed Experts: 2013 50.00 2014 0.00\nchanged Travel: 2013 -50.00 2014 0.00\nregular: 0.00 0.00\ngeneral_purpose: 0.00 0.00\n"},
		{"an addendum states only what it adds", symbol + "/Add.1",
			content(t, "1", 2, "Interpretation||general_purpose|10 -"), true,
			"added Interpretation: 2013 10.00 2014 0.00\ngeneral_purpose: 11.00 0.00\n"},
		{"a further year is a further column", symbol + "/Rev.1",
			content(t, "1", 3,
				"Experts|Meetings|general_purpose|100 200 300",
				"Travel|Meetings|general_purpose|50 - -",
				"Posts||regular|1000 1000 -"), true,
			"changed Experts: 2013 0.00 2014 0.00 2015 300.00\nregular: 0.00 0.00 0.00\ngeneral_purpose: 0.00 0.00 339.00\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, err := DifferenceOf(version(t, symbol, original), version(t, c.symbol, c.to))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, dumpDifference(d)); diff != "" {
				t.Error(diff)
			}
			if d.ChangesAmounts() != c.changes {
				t.Errorf("changes amounts: %v", d.ChangesAmounts())
			}
		})
	}
}

// The digest of a version is its own: any word or figure that changes changes
// it, and nothing that is not content does.
func TestDigest(t *testing.T) {
	base := func() Version {
		return version(t, "CTOC/COP/2012/7", content(t, "1", 2, "Experts|Meetings|general_purpose|100 -", "Posts||regular|1 1"))
	}
	want := base().Digest()
	for name, change := range map[string]func(*Version){
		"symbol":       func(v *Version) { v.Symbol += "/Rev.1" },
		"percentage":   func(v *Version) { v.PSCPercent = v.PSCPercent.Add(v.Unit) },
		"unit":         func(v *Version) { v.Unit = v.Unit.Shift(-2) },
		"year":         func(v *Version) { v.Columns[0].Year++ },
		"stage":        func(v *Version) { v.Columns[1].Stage = Approved },
		"label":        func(v *Version) { v.Columns[1].Label = "x" },
		"title":        func(v *Version) { v.Lines[0].Title += " " },
		"section":      func(v *Version) { v.Lines[1].Section = "Meetings" },
		"funding":      func(v *Version) { v.Lines[0].Funding = SpecialPurpose },
		"mandate":      func(v *Version) { v.Lines[0].Mandate = Convention29 },
		"object":       func(v *Version) { v.Lines[0].Object = Posts },
		"amount":       func(v *Version) { v.Lines[0].Amounts[0] = dollars(t, "101") },
		"nil to zero":  func(v *Version) { v.Lines[0].Amounts[1] = dollars(t, "0") },
		"lines turned": func(v *Version) { v.Lines[0], v.Lines[1] = v.Lines[1], v.Lines[0] },
		"line dropped": func(v *Version) { v.Lines = v.Lines[:1] },
	} {
		v := base()
		change(&v)
		if v.Digest() == want {
			t.Errorf("%s changed, and the digest did not", name)
		}
	}
	v := base()
	v.ID, v.Source, v.Frozen, v.EnteredBy = 7, "elsewhere", true, "somebody"
	if v.Digest() != want {
		t.Error("the digest depends on what is not content")
	}
}
