package budget

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/internal/money"
)

func compared(t *testing.T, v Version, approved, revised *Version) string {
	t.Helper()
	c, err := ComparisonOf(v, approved, revised)
	if err != nil {
		t.Fatal(err)
	}
	figures := func(f Figures) string {
		percent := func(m Movement) string {
			if m.Percent == nil {
				return "–"
			}
			return m.Percent.String()
		}
		return fmt.Sprint(plain(f.Approved), " ", plain(f.Revised), " ", plain(f.Proposed), " | ",
			plain(f.OnApproved.Change), " ", percent(f.OnApproved), " | ", plain(f.OnRevised.Change), " ", percent(f.OnRevised))
	}
	var lines []string
	for _, r := range []*Reference{c.Approved, c.Revised, &c.Proposed} {
		if r != nil {
			lines = append(lines, fmt.Sprint(r.Symbol, " ", r.Years))
		}
	}
	for _, l := range c.Lines {
		lines = append(lines, l.Line.Title+": "+figures(l.Figures))
	}
	for _, b := range c.Blocks {
		lines = append(lines, string(b.Funding)+": "+figures(b.Direct), "psc: "+figures(b.PSC), "total: "+figures(b.Total))
	}
	return strings.Join(lines, "\n")
}

func plain(m money.Money) string {
	if m == (money.Money{}) {
		return "nil"
	}
	return m.Plain()
}

// Absolute and in per cent of the earlier figure, to one decimal, half away
// from zero; of zero and of nothing there is no percentage. The regular budget
// and extrabudgetary money stand apart.
func TestComparison(t *testing.T) {
	approved := version(t, "CTOC/COP/2010/7", content(t, "1", 2, "Experts|Meetings|general_purpose|100 60", "Left out||general_purpose|40 -", "Posts||regular|0 0", "Nothing||regular|- -"))
	revised := version(t, "CTOC/COP/2010/7/Rev.1", content(t, "1", 2, "Experts|Meetings|general_purpose|120 80", "Posts||regular|8 0", "Nothing||regular|- -"))
	later := version(t, "CTOC/COP/2012/7", content(t, "1", 2, "Experts|Meetings|general_purpose|100 50", "New||general_purpose|- 7", "Posts||regular|5 4", "Nothing||regular|- -"))
	for _, v := range []*Version{&approved, &revised} {
		for i := range v.Columns {
			v.Columns[i].Year -= 2
		}
	}
	got := compared(t, later, &approved, &revised)
	want := `CTOC/COP/2010/7 [2011 2012]
CTOC/COP/2010/7/Rev.1 [2011 2012]
CTOC/COP/2012/7 [2013 2014]
Experts: 160.00 200.00 150.00 | -10.00 -6.3 | -50.00 -25
New: nil nil 7.00 | 7.00 – | 7.00 –
Posts: 0.00 8.00 9.00 | 9.00 – | 1.00 12.5
Nothing: nil nil nil | 0.00 – | 0.00 –
Left out: 40.00 nil nil | -40.00 -100 | 0.00 –
regular: 0.00 8.00 9.00 | 9.00 – | 1.00 12.5
psc: 0.00 0.00 0.00 | 0.00 – | 0.00 –
total: 0.00 8.00 9.00 | 9.00 – | 1.00 12.5
general_purpose: 200.00 200.00 157.00 | -43.00 -21.5 | -43.00 -21.5
psc: 26.00 26.00 20.00 | -6.00 -23.1 | -6.00 -23.1
total: 226.00 226.00 177.00 | -49.00 -21.7 | -49.00 -21.7`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A budget that prints what was approved before beside what it proposes is
// compared with that when nothing else is known.
func TestComparisonWithItsOwnColumns(t *testing.T) {
	v := version(t, "A/80/6", content(t, "1", 2, "Posts||regular|50 60"))
	v.Columns[0].Stage = Approved
	want := `A/80/6 [2013]
A/80/6 [2014]
Posts: 50.00 nil 60.00 | 10.00 20 | nil –
regular: 50.00 nil 60.00 | 10.00 20 | nil –
psc: 0.00 nil 0.00 | 0.00 – | nil –
total: 50.00 nil 60.00 | 10.00 20 | nil –`
	if diff := cmp.Diff(want, compared(t, v, nil, nil)); diff != "" {
		t.Error(diff)
	}
	if got := compared(t, version(t, "A", content(t, "1", 1, "Posts||regular|5")), nil, nil); got != "A [2013]\nPosts: nil nil 5.00 | nil – | nil –\nregular: nil nil 5.00 | nil – | nil –\npsc: nil nil 0.00 | nil – | nil –\ntotal: nil nil 5.00 | nil – | nil –" {
		t.Error(got)
	}
}
