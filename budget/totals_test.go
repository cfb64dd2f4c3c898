package budget

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/internal/money"
	"article30/internal/problem"
)

func dollars(t testing.TB, s string) money.Money {
	t.Helper()
	if s == "-" {
		return money.Money{}
	}
	m, err := money.Parse(s, money.USD)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// line is "title|section|funding|amounts", the amounts apart by blanks, nil a
// hyphen.
func line(t testing.TB, text string) Line {
	t.Helper()
	f := strings.Split(text, "|")
	l := Line{Title: f[0], Section: f[1], Funding: Funding(f[2])}
	for s := range strings.FieldsSeq(f[3]) {
		l.Amounts = append(l.Amounts, dollars(t, s))
	}
	return l
}

func content(t testing.TB, unit string, columns int, lines ...string) Content {
	t.Helper()
	c := Content{PSCPercent: decimal.NewFromInt(13), Unit: decimal.RequireFromString(unit)}
	for i := range columns {
		c.Columns = append(c.Columns, Column{Year: 2013 + i, Stage: Proposed})
	}
	for _, text := range lines {
		c.Lines = append(c.Lines, line(t, text))
	}
	return c
}

// dump writes totals as a table, one sum a line.
func dump(t Totals) string {
	var b strings.Builder
	row := func(name string, amounts []money.Money) {
		b.WriteString(name)
		for _, m := range amounts {
			b.WriteString(" " + m.Plain())
		}
		b.WriteString("\n")
	}
	for _, s := range t.Sections {
		row(string(s.Funding)+" "+s.Section, s.Amounts)
	}
	blocks := t.Blocks
	if t.Extrabudgetary != nil {
		both := *t.Extrabudgetary
		both.Funding = "extrabudgetary"
		blocks = append(blocks[:len(blocks):len(blocks)], both)
	}
	for _, block := range blocks {
		row(string(block.Funding)+": direct", block.Direct)
		row(string(block.Funding)+": support", block.PSC)
		row(string(block.Funding)+": total", block.Total)
	}
	return b.String()
}

func TestTotals(t *testing.T) {
	for _, c := range []struct {
		name    string
		content Content
		want    string
	}{
		{"regular and extrabudgetary money stand apart, support cost is on the latter only",
			content(t, "0.01", 2,
				"Posts||regular|1000.00 2000.00",
				"Experts|Meetings|general_purpose|100.00 -",
				"Travel|Meetings|special_purpose|10.00 20.00",
				"Hospitality|Meetings|regular|1.00 2.00"),
			`regular Meetings 1.00 2.00
general_purpose Meetings 100.00 0.00
special_purpose Meetings 10.00 20.00
regular: direct 1001.00 2002.00
regular: support 0.00 0.00
regular: total 1001.00 2002.00
general_purpose: direct 100.00 0.00
general_purpose: support 13.00 0.00
general_purpose: total 113.00 0.00
special_purpose: direct 10.00 20.00
special_purpose: support 1.30 2.60
special_purpose: total 11.30 22.60
extrabudgetary: direct 110.00 20.00
extrabudgetary: support 14.30 2.60
extrabudgetary: total 124.30 22.60
`},
		{"support cost is rounded half away from zero to the cent",
			content(t, "0.01", 2, "A||general_purpose|0.50 -0.50"),
			`general_purpose: direct 0.50 -0.50
general_purpose: support 0.07 -0.07
general_purpose: total 0.57 -0.57
`},
		{"and to the dollar where the version is in dollars",
			content(t, "1", 3, "A||general_purpose|50 -50 1158375"),
			`general_purpose: direct 50.00 -50.00 1158375.00
general_purpose: support 7.00 -7.00 150589.00
general_purpose: total 57.00 -57.00 1308964.00
`},
		{"no lines, no blocks", content(t, "1", 2), ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			totals, err := TotalsOf(c.content)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, dump(totals)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTotalsTooLarge(t *testing.T) {
	c := content(t, "0.01", 1, "A||regular|9999999999999.99", "B||regular|0.01")
	if _, err := TotalsOf(c); !problem.Is(err, "money.too_large") {
		t.Errorf("%v", err)
	}
}

// Every printed total is the sum of the printed rows: sections and the lines
// outside them give the direct cost, direct and support the total.
func TestTotalsAdd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := Content{PSCPercent: decimal.NewFromInt(13), Unit: decimal.NewFromInt(1), Columns: []Column{{Year: 2013, Stage: Proposed}}}
		for range rapid.IntRange(0, 12).Draw(t, "lines") {
			c.Lines = append(c.Lines, Line{
				Section: rapid.SampledFrom([]string{"", "A", "B"}).Draw(t, "section"),
				Funding: rapid.SampledFrom(Fundings()).Draw(t, "funding"),
				Amounts: []money.Money{money.FromUnits(10_000*rapid.Int64Range(-1e6, 1e6).Draw(t, "dollars"), money.USD)},
			})
		}
		totals, err := TotalsOf(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range totals.Blocks {
			var direct int64
			for _, l := range c.Lines {
				if l.Funding == b.Funding && l.Section == "" {
					direct += l.Amounts[0].Units()
				}
			}
			for _, s := range totals.Sections {
				if s.Funding == b.Funding {
					direct += s.Amounts[0].Units()
				}
			}
			if b.Direct[0].Units() != direct || b.Total[0].Units() != direct+b.PSC[0].Units() {
				t.Fatalf("%s: %d direct, %+v", b.Funding, direct, b)
			}
			if b.Funding == Regular && !b.PSC[0].IsZero() {
				t.Fatalf("support cost on the regular budget: %+v", b)
			}
		}
	})
}
