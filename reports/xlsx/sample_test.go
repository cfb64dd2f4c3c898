package xlsx_test

import (
	"bytes"
	"testing"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
	"article30/reports"
	"article30/reports/xlsx"
)

// sample is a statement with every kind of column, row and formula.
func sample(t testing.TB) reports.Statement {
	usd := func(s string) reports.Cell { return reports.Money(amount(t, s, "USD")) }
	net := reports.Calc(reports.Across(reports.Plus("gross"), reports.Minus("refund")))
	line := func(title, gross, refund string, on string) reports.Row {
		cells := []reports.Cell{reports.Text(title), reports.Count(2012), usd(gross), reports.Dash(), net, {}, {}}
		if refund != "" {
			cells[3] = usd(refund)
		}
		if on != "" {
			cells[5] = reports.On(date.MustParse(on))
		}
		cells[6] = reports.Decimal(decimal.RequireFromString("0.814"))
		return reports.Row{Kind: reports.Line, Cells: cells}
	}
	sums := func(kind reports.RowKind, name, title string) reports.Row {
		sum := reports.Calc(reports.Sum())
		return reports.Row{Kind: kind, Name: name, Cells: []reports.Cell{reports.Text(title), {}, sum, sum, sum}}
	}
	heading := func(title string) reports.Row {
		return reports.Row{Kind: reports.Heading, Cells: []reports.Cell{reports.Text(title)}}
	}
	psc := reports.Calc(reports.Percent(decimal.NewFromInt(13), "direct"))
	both := reports.Calc(reports.Rows(reports.Plus("direct"), reports.Plus("psc")))
	return reports.Statement{
		Name: "sample", Title: "Sample & proof", Lang: "en", Dir: "ltr", AsOf: date.MustParse("2012-07-20"),
		Tables: []reports.Table{{
			Key: "sample", Name: "Sample", Title: []string{"Sample & proof", "CTOC/COP/2012/X, sixth session", "United States dollars, as of 20 July 2012"},
			Columns: []reports.Column{
				reports.TextOf("line", "Line"), reports.YearOf("year", "Year"),
				reports.MoneyOf("gross", "Gross, before what was given back", "USD"), reports.MoneyOf("refund", "Refunded", "USD"),
				reports.MoneyOf("net", "Net", "USD"), reports.DateOf("on", "Date"), reports.RateOf("rate", "Rate"),
			},
			Rows: []reports.Row{
				line("Salaries", "1234567.89", "", "2012-03-29"),
				heading("Meetings"),
				line("Preparatory meetings", "252000.00", "0.05", "1900-02-28"),
				line("=HYPERLINK(\"http://x\",\"y\")", "20000.50", "30000.00", "1900-03-01"),
				line("+1", "0.10", "", ""),
				line("-1", "0.20", "", ""),
				line("@SUM(1)", "0.00", "", ""),
				line("\ttab", "1.00", "", ""),
				line("\rreturn & <b> \"quoted\" _x0041_ \x07", "1.00", "", ""),
				sums(reports.Subtotal, "", "Subtotal, meetings"),
				line("Travel", "95500.00", "", "2012-10-15"),
				{Kind: reports.Note, Cells: []reports.Cell{reports.Text("A note on the travel above, which is long enough to run over the whole width of the sheet and to wrap there, since nobody would read a note that is cut off at the edge of a page.")}},
				line("Sundry", "40000.00", "", ""),
				sums(reports.Total, "direct", "Total direct costs"),
				{Kind: reports.Line, Name: "psc", Cells: []reports.Cell{reports.Text("Programme support costs (13 per cent)"), {}, psc, psc, psc}},
				{Kind: reports.Total, Cells: []reports.Cell{reports.Text("Grand total"), {}, both, both, both}},
			},
		}, {
			Key: "currencies", Name: "In original currency", Title: []string{"In original currency"},
			Columns: []reports.Column{
				reports.TextOf("reference", "Reference"), reports.TextOf("currency", "Currency"), reports.MoneyOf("amount", "Amount", ""),
				{Key: "share", Label: "Share", Kind: reports.PercentColumn, Decimals: 1},
			},
			Rows: []reports.Row{
				{Kind: reports.Line, Currency: "JPY", Cells: []reports.Cell{reports.Text("A"), reports.Text("JPY"), reports.Money(amount(t, "50000000", "JPY")), reports.Decimal(decimal.RequireFromString("12.5"))}},
				{Kind: reports.Line, Currency: "KWD", Cells: []reports.Cell{reports.Text("B"), reports.Text("KWD"), reports.Money(amount(t, "1234.567", "KWD")), reports.Dash()}},
				{Kind: reports.Line, Currency: "EUR", Cells: []reports.Cell{reports.Text("C"), reports.Text("EUR"), reports.Money(amount(t, "-9999999999999.99", "EUR"))}},
			},
		}},
		Basis: reports.Basis{Name: "Basis", Digest: "SHA-256 of the data", Pairs: []reports.Pair{
			{Key: "as_of", Label: "As of", Value: reports.On(date.MustParse("2012-07-20"))},
			{Key: "rounding", Label: "Rounding", Value: reports.Text("Half away from zero, once, at booking, to the cent")},
			{Key: "assumed", Label: "What was assumed"},
			{Key: "psc", Label: "Programme support costs", Value: reports.Text("13 per cent of direct costs")},
		}},
	}
}

func amount(t testing.TB, s string, c money.Currency) money.Money {
	t.Helper()
	m, err := money.Parse(s, c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func render(t testing.TB, s reports.Statement) []byte {
	t.Helper()
	c, err := s.Check()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := xlsx.Render(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
