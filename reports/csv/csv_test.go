package csv_test

import (
	"bytes"
	stdcsv "encoding/csv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/csv"
	"article30/reports/xlsx/xlsxtest"
)

func sample() reports.Statement {
	usd := func(units int64) reports.Cell { return reports.Money(money.FromUnits(units, "USD")) }
	sum := reports.Calc(reports.Sum())
	row := func(kind reports.RowKind, cells ...reports.Cell) reports.Row {
		return reports.Row{Kind: kind, Cells: cells}
	}
	return reports.Statement{Name: "s", Lang: "en", Dir: "ltr", Tables: []reports.Table{{
		Key: "t", Name: "T",
		Columns: []reports.Column{reports.TextOf("donor", "Donor, in full"), reports.MoneyOf("amount", "Amount", "USD"),
			reports.DateOf("on", "Date"), {Key: "share", Label: "Share", Kind: reports.PercentColumn, Decimals: 1}},
		Rows: []reports.Row{
			row(reports.Line, reports.Text("Côte d'Ivoire"), usd(-12_345_0000), reports.On(date.MustParse("2012-10-15")), reports.Decimal(decimal.RequireFromString("12.5"))),
			row(reports.Heading, reports.Text("African States")),
			row(reports.Line, reports.Text(`Bolivia (Plurinational "State" of), the`), reports.Dash()),
			row(reports.Heading, reports.Text("=inner")),
			row(reports.Line, reports.Text("two\r\nlines"), usd(5000)),
			row(reports.Subtotal, reports.Text("Subtotal, inner"), sum),
			row(reports.Note, reports.Text("a note of words is no data")),
			row(reports.Note, reports.Text("in kind"), usd(70000)),
			row(reports.Subtotal, reports.Text("Subtotal"), sum),
			row(reports.Total, reports.Text("Total"), sum),
		},
	}, {Key: "empty", Name: "E", Columns: []reports.Column{reports.TextOf("a", "A")}}}}
}

func render(t testing.TB, table string, header csv.Header) string {
	t.Helper()
	c, err := sample().Check()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := csv.Render(&b, c, table, header); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestFile(t *testing.T) {
	want := strings.Join([]string{
		"\uFEFFsection,row,donor,amount,on,share",
		"" + `,line,Côte d'Ivoire,-12345.00,2012-10-15,12.5`,
		`African States,line,"Bolivia (Plurinational ""State"" of), the",,,`,
		`African States / =inner,line,"two` + "\r\n" + `lines",0.50,,`,
		`African States / =inner,subtotal,"Subtotal, inner",0.50,,`,
		`African States,note,in kind,7.00,,`,
		`African States,subtotal,Subtotal,0.50,,`,
		`,total,Total,-12344.50,,`,
		"",
	}, "\r\n")
	if d := cmp.Diff(want, render(t, "", csv.Keys)); d != "" {
		t.Error(d)
	}
	if got, want := render(t, "empty", csv.Labels), "\uFEFFsection,row,A\r\n"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if first, _, _ := strings.Cut(render(t, "t", csv.Labels), "\r\n"); first != "\uFEFFsection,row,\"Donor, in full\",Amount,Date,Share" {
		t.Error(first)
	}
}

func TestEveryReaderOfTheStandardReadsTheSame(t *testing.T) {
	records, err := stdcsv.NewReader(strings.NewReader(strings.TrimPrefix(render(t, "t", csv.Keys), "\uFEFF"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if got := records[2][2]; got != `Bolivia (Plurinational "State" of), the` {
		t.Error(got)
	}
	if len(records) != 8 {
		t.Errorf("%d records", len(records))
	}
}

// Attack 20: text that looks like a formula, also behind another separator.
func TestGuarded(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"Austria", "Austria"},
		{"", ""},
		{"Guinea-Bissau", "Guinea-Bissau"},
		{"a=b; c-d", "a=b; c-d"},
		{`=HYPERLINK("http://x")`, `'=HYPERLINK("http://x")`},
		{"+1", "'+1"},
		{"-1", "'-1"},
		{"@SUM(A1)", "'@SUM(A1)"},
		{"\t=1", "'\t'=1"},
		{"\r=1", "'\r'=1"},
		{"x\n=1", "x\n'=1"},
		{";=1+1", ";'=1+1"},
		{"a; =1+1", "a;' =1+1"},
		{`a;"=1+1"`, `a;'"=1+1"`},
		{" =1", "' =1"},
		{"＝1", "'＝1"},
	} {
		if got := csv.Guarded(c.text); got != c.want {
			t.Errorf("%q: %q, want %q", c.text, got, c.want)
		}
	}
}

// Attack 20, as LibreOffice sees it, with a comma and with a semicolon for the
// separator.
func TestLibreOfficeSeesNoFormula(t *testing.T) {
	s := sample()
	for _, text := range []string{"=1+1", ";=1+1", `";=1+1`, "a;=1+1;b", "\t=1+1", "+1+1", "@SUM(1;1)", "-1-1", " =1+1"} {
		s.Tables[0].Rows = append(s.Tables[0].Rows, reports.Row{Kind: reports.Line, Cells: []reports.Cell{reports.Text(text)}})
	}
	c, err := s.Check()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := csv.Render(&b, c, "t", csv.Keys); err != nil {
		t.Fatal(err)
	}
	for _, separator := range []string{"44", "59"} {
		if got := formulas(t, b.Bytes(), separator); len(got) > 0 {
			t.Errorf("separator %s: %q", separator, got)
		}
	}
	if got := formulas(t, []byte("a;b\r\n1;=1+1\r\n"), "59"); len(got) != 1 {
		t.Errorf("LibreOffice was not asked to look for formulas: %q", got)
	}
}

// formulas are what LibreOffice takes for formulas, asked to evaluate them as
// a person's spreadsheet would, with the separator of that character code.
func formulas(t testing.TB, file []byte, separator string) (found []string) {
	t.Helper()
	workbook := xlsxtest.Converted(t, file, "csv", "xlsx",
		"--infilter=CSV:"+separator+",34,76,1,,0,false,true,false,false,false,0,true,false,true")
	for _, sheet := range xlsxtest.Read(t, workbook).Sheets {
		for _, r := range sheet.Rows {
			for _, c := range r.Cells {
				if c.Formula != "" {
					found = append(found, c.Ref+" "+c.Formula)
				}
			}
		}
	}
	return found
}

func TestRefusals(t *testing.T) {
	c, err := sample().Check()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := csv.Render(&b, c, "nothing", csv.Keys); !problem.Is(err, "reports.no_table") {
		t.Error(err)
	}
	if err := csv.Render(&b, nil, "", csv.Keys); !problem.Is(err, "reports.unchecked") {
		t.Error(err)
	}
}
