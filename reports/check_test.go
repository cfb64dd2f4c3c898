package reports_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/reports"
)

func usd(units int64) reports.Cell { return reports.Money(money.FromUnits(units*100, "USD")) } // cents

func row(kind reports.RowKind, title string, cells ...reports.Cell) reports.Row {
	return reports.Row{Kind: kind, Cells: append([]reports.Cell{reports.Text(title)}, cells...)}
}

func statement(rows ...reports.Row) reports.Statement {
	return reports.Statement{Name: "s", Title: "S", Lang: "en", Dir: "ltr", AsOf: date.MustParse("2012-07-20"),
		Tables: []reports.Table{{Key: "t", Name: "T", Title: []string{"T"}, Rows: rows, Columns: []reports.Column{
			reports.TextOf("line", "Line"), reports.MoneyOf("a", "A", "USD"), reports.MoneyOf("b", "B", "USD"),
		}}}}
}

var (
	sum     = reports.Calc(reports.Sum())
	lines   = reports.Line
	heading = func(title string) reports.Row { return row(reports.Heading, title) }
)

func check(t testing.TB, s reports.Statement) *reports.Checked {
	t.Helper()
	c, err := s.Check()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// figures are the plain values of one column, row by row.
func figures(t testing.TB, c *reports.Checked, column int) []string {
	t.Helper()
	var got []string
	for r, err := range c.Tables()[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, r.Cells[column].Plain())
	}
	return got
}

func formulas(t testing.TB, c *reports.Checked, column int) []string {
	t.Helper()
	var got []string
	for r, err := range c.Tables()[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		text := ""
		if r.Cells[column].Live() {
			text = string(r.Cells[column].AppendExcel(nil, func(b []byte, row, column int) []byte {
				return fmt.Appendf(b, "%c%d", 'A'+column, row+1)
			}))
		}
		got = append(got, text)
	}
	return got
}

func TestFormulas(t *testing.T) {
	direct := row(reports.Total, "Total direct", sum, sum)
	direct.Name = "direct"
	psc := row(lines, "PSC", reports.Calc(reports.Percent(decimal.NewFromInt(13), "direct")), reports.Dash())
	psc.Name = "psc"
	rows := reports.Calc(reports.Rows(reports.Plus("direct"), reports.Minus("psc")))
	c := check(t, statement(
		row(lines, "x", usd(100), reports.Calc(reports.Across(reports.Minus("a"), reports.Plus("a"), reports.Minus("a")))),
		heading("g"),
		row(lines, "y", usd(1), reports.Dash()),
		row(reports.Note, "said beside it", usd(77), usd(77)),
		row(lines, "z", usd(2)),
		heading("inner"),
		row(lines, "w", usd(50), usd(-50)),
		row(reports.Subtotal, "inner", sum, sum),
		row(reports.Subtotal, "g", sum, sum),
		direct, psc,
		row(reports.Total, "Direct less PSC", rows, rows),
		row(lines, "below the total", usd(5)),
		row(reports.Total, "Another block", sum, sum),
	))
	want := []struct{ a, b, formulaA, formulaB string }{
		{"1.00", "-1.00", "", "ROUND(-B1+B1-B1,2)"},
		{},
		{"0.01", "", "", ""},
		{"0.77", "0.77", "", ""},
		{"0.02", "", "", ""},
		{},
		{"0.50", "-0.50", "", ""},
		{"0.50", "-0.50", "ROUND(SUM(B7),2)", "ROUND(SUM(C7),2)"},
		{"0.53", "-0.50", "ROUND(SUM(B3,B5,B8),2)", "ROUND(SUM(C3,C5,C8),2)"},
		{"1.53", "-1.50", "ROUND(SUM(B1,B9),2)", "ROUND(SUM(C1,C9),2)"},
		{"0.20", "", "ROUND(B10*13%,2)", ""}, // 0.1989
		{"1.33", "-1.50", "ROUND(B10-B11,2)", "ROUND(C10-C11,2)"},
		{"0.05", "", "", ""},
		{"0.05", "0.00", "ROUND(SUM(B13),2)", "ROUND(SUM(C13),2)"},
	}
	a, b, fa, fb := figures(t, c, 1), figures(t, c, 2), formulas(t, c, 1), formulas(t, c, 2)
	if len(a) != len(want) {
		t.Fatalf("%d rows, want %d", len(a), len(want))
	}
	for i, w := range want {
		if a[i] != w.a || b[i] != w.b || fa[i] != w.formulaA || fb[i] != w.formulaB {
			t.Errorf("row %d: %s %s %s %s, want %+v", i+1, a[i], b[i], fa[i], fb[i], w)
		}
	}
}

func TestDepth(t *testing.T) {
	c := check(t, statement(row(lines, "x"), heading("g"), row(lines, "y"), heading("h"), row(lines, "z"),
		row(reports.Subtotal, "h", sum, sum), row(reports.Subtotal, "g", sum, sum)))
	var got []int
	for r := range c.Tables()[0].Rows() {
		got = append(got, r.Depth())
	}
	if want := []int{0, 0, 1, 1, 2, 1, 0}; !slices.Equal(got, want) {
		t.Errorf("depths %v, want %v", got, want)
	}
}

func TestProgrammeSupportCostIsRoundedToTheUnitOfTheBudget(t *testing.T) {
	for _, c := range []struct {
		direct   int64 // cents
		decimals int
		want     string
	}{
		{115837500, 0, "150589"}, // 150,588.75
		{5000, 0, "7"},           // 6.50: half away from zero
		{-5000, 0, "-7"},
		{5000, 2, "6.50"},
		{50, 2, "0.07"}, // 0.065
		{-50, 2, "-0.07"},
	} {
		s := statement(reports.Row{Kind: lines, Name: "d", Cells: []reports.Cell{{}, usd(c.direct)}},
			row(lines, "PSC", reports.Calc(reports.Percent(decimal.NewFromInt(13), "d"))))
		s.Tables[0].Columns[1].Decimals = c.decimals
		if got := figures(t, check(t, s), 1)[1]; got != c.want {
			t.Errorf("13 per cent of %d cents is %s, want %s", c.direct, got, c.want)
		}
	}
}

func TestATotalThatDoesNotAddIsRefused(t *testing.T) {
	_, err := statement(row(lines, "x", usd(100)), row(lines, "y", usd(250)),
		row(reports.Total, "Total", usd(349).By(reports.Sum()), sum)).Check()
	p, ok := problem.As(err)
	if !ok || p.Code != "reports.does_not_add" {
		t.Fatalf("%v, want reports.does_not_add", err)
	}
	want := problem.Args{"table": "t", "row": "3 (Total)", "column": "A", "printed": "3.49", "computed": "3.50", "difference": "-0.01"}
	if fmt.Sprint(p.Args) != fmt.Sprint(want) {
		t.Errorf("%v, want %v", p.Args, want)
	}
	check(t, statement(row(lines, "x", usd(100)), row(reports.Total, "Total", usd(100).By(reports.Sum()), sum)))
}

func TestATableThatContradictsItselfIsRefused(t *testing.T) {
	eur := reports.Money(money.FromUnits(10000, "EUR"))
	named := func(name string) reports.Row { return reports.Row{Kind: lines, Name: name} }
	huge := reports.Money(money.FromUnits(9_999_999_999_999_9900, "USD"))
	many := make([]reports.Row, 100)
	for i := range many {
		many[i] = row(lines, "x", huge)
	}
	for _, c := range []struct {
		what, code string
		rows       []reports.Row
	}{
		{"a heading without its subtotal", "reports.malformed", []reports.Row{heading("g")}},
		{"a subtotal without its heading", "reports.malformed", []reports.Row{row(reports.Subtotal, "g", sum)}},
		{"a total inside a group", "reports.malformed", []reports.Row{heading("g"), row(reports.Total, "t", sum)}},
		{"no such kind of row", "reports.malformed", []reports.Row{{}}},
		{"an amount in another currency", "reports.malformed", []reports.Row{row(lines, "x", eur)}},
		{"more decimals than the column shows", "reports.malformed", []reports.Row{row(lines, "x", reports.Money(money.FromUnits(1, "USD")))}},
		{"a total that is no formula", "reports.malformed", []reports.Row{row(reports.Total, "t", usd(0))}},
		{"a total that is a dash", "reports.malformed", []reports.Row{row(reports.Total, "t", reports.Dash())}},
		{"a figure in a heading", "reports.malformed", []reports.Row{row(reports.Heading, "g", usd(1)), row(reports.Subtotal, "g", sum)}},
		{"a sum in an ordinary line", "reports.malformed", []reports.Row{row(lines, "x", sum)}},
		{"words in a column of money are fine, a date is not", "reports.malformed", []reports.Row{row(lines, "x", reports.On(date.MustParse("2012-07-20")))}},
		{"a formula for words", "reports.malformed", []reports.Row{row(lines, "x", reports.Text("y").By(reports.Sum()))}},
		{"an unknown column", "reports.malformed", []reports.Row{row(lines, "x", reports.Calc(reports.Across(reports.Plus("c"))))}},
		{"a column of words", "reports.malformed", []reports.Row{row(lines, "x", reports.Calc(reports.Across(reports.Plus("line"))))}},
		{"a formula that needs a later one", "reports.malformed", []reports.Row{row(lines, "x", reports.Calc(reports.Across(reports.Plus("b"))), reports.Calc(reports.Across(reports.Plus("a"))))}},
		{"a row that is not above", "reports.malformed", []reports.Row{row(lines, "x", reports.Calc(reports.Rows(reports.Plus("later")))), named("later")}},
		{"two rows of one name", "reports.malformed", []reports.Row{named("n"), named("n")}},
		{"more cells than columns", "reports.malformed", []reports.Row{row(lines, "x", usd(1), usd(1), usd(1))}},
		{"a sum beyond the largest amount", "reports.too_large", []reports.Row{row(lines, "x", huge), row(lines, "y", huge), row(reports.Total, "t", sum)}},
		{"a sum that would wrap around", "reports.too_large", append(many, row(reports.Total, "t", sum))},
		{"a difference beyond the largest amount", "reports.too_large", []reports.Row{row(lines, "x", huge, reports.Calc(reports.Across(reports.Minus("a"), reports.Minus("a"))))}},
	} {
		if _, err := statement(c.rows...).Check(); !problem.Is(err, c.code) {
			t.Errorf("%s: %v, want %s", c.what, err, c.code)
		}
	}
}

func TestColumnsOfEachRowsOwnCurrencyHaveNoTotals(t *testing.T) {
	s := statement(
		reports.Row{Kind: lines, Currency: "JPY", Cells: []reports.Cell{{}, reports.Money(money.FromUnits(7_0000, "JPY")), reports.Calc(reports.Across(reports.Plus("a"), reports.Plus("a")))}},
		reports.Row{Kind: lines, Currency: "KWD", Cells: []reports.Cell{{}, reports.Money(money.FromUnits(1_2340, "KWD"))}},
	)
	s.Tables[0].Columns[1].Currency, s.Tables[0].Columns[2].Currency = "", ""
	c := check(t, s)
	if got := figures(t, c, 1); !slices.Equal(got, []string{"7", "1.234"}) {
		t.Errorf("amounts %v", got)
	}
	if got := formulas(t, c, 2)[0]; got != "ROUND(B1+B1,0)" {
		t.Errorf("formula %s", got)
	}
	s.Tables[0].Rows = append(s.Tables[0].Rows, reports.Row{Kind: reports.Total, Currency: "JPY", Cells: []reports.Cell{{}, sum}})
	if _, err := s.Check(); !problem.Is(err, "reports.malformed") {
		t.Errorf("a total of yen and dinars: %v", err)
	}
}

func TestALongSumStaysWithinTheArgumentsOfASpreadsheet(t *testing.T) {
	var rows []reports.Row
	for range 600 {
		rows = append(rows, row(lines, "x", usd(1)), row(reports.Note, "n"))
	}
	c := check(t, statement(append(rows, row(reports.Total, "t", sum, sum))...))
	f := formulas(t, c, 1)
	total := f[len(f)-1]
	if n := strings.Count(total, "SUM("); n != 3 {
		t.Errorf("%d sums in %s", n, total)
	}
	for part := range strings.SplitSeq(total, "SUM(") {
		if n := strings.Count(part, ","); n > 255 {
			t.Errorf("%d arguments", n)
		}
	}
	if got := figures(t, c, 1); got[len(got)-1] != "6.00" {
		t.Errorf("total %s", got[len(got)-1])
	}
}

func TestEveryTotalIsTheSumOfTheLinesUnderIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var rows []reports.Row
		var grand int64
		var group func(depth int) int64
		group = func(depth int) (total int64) {
			for range rapid.IntRange(0, 4).Draw(t, "rows") {
				switch rapid.IntRange(0, 3).Draw(t, "kind") {
				case 0:
					rows = append(rows, row(reports.Note, "n", usd(rapid.Int64Range(-1e9, 1e9).Draw(t, "note"))))
				case 1:
					if depth < 3 {
						rows = append(rows, heading("g"))
						inner := group(depth + 1)
						rows = append(rows, row(reports.Subtotal, "s", usd(inner).By(reports.Sum()), sum))
						total += inner
					}
				default:
					cents := rapid.Int64Range(-1e12, 1e12).Draw(t, "cents")
					rows = append(rows, row(lines, "x", usd(cents)))
					total += cents
				}
			}
			return total
		}
		grand = group(0)
		if _, err := statement(append(rows, row(reports.Total, "t", usd(grand).By(reports.Sum()), sum))...).Check(); err != nil {
			t.Fatal(err)
		}
		if _, err := statement(append(rows, row(reports.Total, "t", usd(grand+1).By(reports.Sum()), sum))...).Check(); !problem.Is(err, "reports.does_not_add") {
			t.Fatalf("a cent too much: %v", err)
		}
	})
}

func TestAStreamIsCheckedLikeRows(t *testing.T) {
	rows := []reports.Row{heading("g"), row(lines, "x", usd(100), usd(5)), row(reports.Subtotal, "g", sum, sum)}
	stream := func(rows ...reports.Row) reports.Statement {
		s := statement()
		s.Tables[0].Rows, s.Tables[0].Stream = nil, func(yield func(reports.Row, error) bool) {
			for _, r := range rows {
				if !yield(r, nil) {
					return
				}
			}
		}
		return s
	}
	a, b := check(t, statement(rows...)), check(t, stream(rows...))
	if a.Digest() != b.Digest() {
		t.Error("the same rows have another digest")
	}
	if got := figures(t, b, 1); !slices.Equal(got, []string{"", "1.00", "1.00"}) {
		t.Errorf("rows of the stream: %v", got)
	}
	rows[2] = row(reports.Subtotal, "g", usd(101).By(reports.Sum()), sum)
	if _, err := stream(rows...).Check(); !problem.Is(err, "reports.does_not_add") {
		t.Errorf("a stream that does not add: %v", err)
	}
}

func TestAStreamThatChangesIsNotRendered(t *testing.T) {
	base := []reports.Row{row(lines, "x", usd(100)), row(lines, "y", usd(1))}
	for what, second := range map[string][]reports.Row{
		"another figure": {row(lines, "x", usd(100)), row(lines, "y", usd(2))},
		"another name":   {row(lines, "x", usd(100)), row(lines, "z", usd(1))},
		"one row less":   base[:1],
		"one row more":   append(slices.Clone(base), row(lines, "z", usd(3))),
	} {
		runs := [][]reports.Row{base, second}
		s := statement()
		s.Tables[0].Stream = iter.Seq2[reports.Row, error](func(yield func(reports.Row, error) bool) {
			now := runs[0]
			runs = runs[1:]
			for _, r := range now {
				if !yield(r, nil) {
					return
				}
			}
		})
		var out bytes.Buffer
		if err := check(t, s).WriteJSON(&out); !problem.Is(err, "reports.changed") {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestDigestIsTheHashOfTheJSON(t *testing.T) {
	c := check(t, statement(row(lines, "Côte d'Ivoire <&>", usd(100))))
	var b bytes.Buffer
	if err := c.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256(b.Bytes())
	if got := hex.EncodeToString(hash[:]); got != c.Digest() {
		t.Errorf("digest %s, hash %s", c.Digest(), got)
	}
	if again := check(t, statement(row(lines, "Côte d'Ivoire <&>", usd(100)))); again.Digest() != c.Digest() {
		t.Error("the same content has another digest")
	}
	if other := check(t, statement(row(lines, "Côte d'Ivoire <&>", usd(101)))); other.Digest() == c.Digest() {
		t.Error("a cent more has the same digest")
	}
}

func TestCheckedDoesNotChangeWithItsStatement(t *testing.T) {
	s := statement(row(lines, "x", usd(100)))
	c := check(t, s)
	s.Tables[0].Rows[0].Cells[1] = usd(999)
	s.Tables[0].Columns[1].Label = "changed"
	s.Tables[0].Title[0] = "changed"
	if got := figures(t, c, 1)[0]; got != "1.00" {
		t.Errorf("the figure became %s", got)
	}
	if table := c.Tables()[0]; table.Columns()[1].Label != "A" || table.Title()[0] != "T" {
		t.Errorf("%v %v", table.Columns(), table.Title())
	}
}

func TestNothingUncheckedIsRendered(t *testing.T) {
	for _, c := range []*reports.Checked{nil, {}} {
		var b bytes.Buffer
		if err := c.WriteJSON(&b); !problem.Is(err, "reports.unchecked") || b.Len() > 0 {
			t.Errorf("%v, %d bytes", err, b.Len())
		}
	}
}
