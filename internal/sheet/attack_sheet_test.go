package sheet

import (
	"fmt"
	"strings"
	"testing"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

func TestAttack08RowsAndCellsOutsideASheet(t *testing.T) {
	for _, row := range []string{"-1", "0", "2147483647", "1048577", "18446744073709551617", "1.5", "1e3", "x", " 2"} {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<row r="`+row+`"><c><v>1</v></c></row>`).bytes())
		refused(t, table, err, problem.Invalid, "sheet.bad_row", "row", row)
	}
	for _, cell := range []string{"XFE2", "A1048577", "A0", "A-1", "2", "A", "a2", "A2:A3", "$A$2", "ZZZZ2", "AAAAAAAAAAAAAA2", "A02", "B3", "A99999999"} {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<row r="2"><c r="`+cell+`"><v>1</v></c></row>`).bytes())
		refused(t, table, err, problem.Invalid, "sheet.bad_cell", "cell", cell, "row", 2)
	}
	t.Run("a row after the last", func(t *testing.T) {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<row r="1048576"/><row/>`).bytes())
		refused(t, table, err, problem.Invalid, "sheet.bad_row", "row", "1048577")
	})
	t.Run("a cell after the last", func(t *testing.T) {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<row r="2"><c r="XFD2"/><c/></row>`).bytes())
		refused(t, table, err, problem.Invalid, "sheet.bad_cell", "cell", "XFE2")
	})
}

func TestAttack09OutOfOrderOrRepeated(t *testing.T) {
	for _, c := range []struct{ rows, code, name, value string }{
		{`<row r="3"/><row r="2"/>`, "sheet.row_order", "row", "2"},
		{`<row r="2"/><row r="2"/>`, "sheet.row_order", "row", "2"},
		{`<row r="1"/>`, "sheet.row_order", "row", "1"},
		{`<row r="5"/><row/><row r="6"/>`, "sheet.row_order", "row", "6"},
		{`<row r="2"><c r="B2"/><c r="A2"/></row>`, "sheet.cell_order", "cell", "A2"},
		{`<row r="2"><c r="B2"><v>1</v></c><c r="B2"><v>2</v></c></row>`, "sheet.cell_order", "cell", "B2"},
		{`<row r="2"><c r="B2"/><c/><c r="C2"/></row>`, "sheet.cell_order", "cell", "C2"},
		{`<row r="2"><c r="A2" r="B2"/></row>`, "sheet.xml", "part", sheetPart},
		{`<row r="2"><c><v>1</v><v>2</v></c></row>`, "sheet.bad_value", "cell", "A2"},
		{`<row r="2"><c t="inlineStr"><v>1</v><is><t>2</t></is></c></row>`, "sheet.bad_value", "cell", "A2"},
		{`<row r="2"><c><is><t>2</t></is></c></row>`, "sheet.bad_value", "cell", "A2"},
		{`<row r="2"><c>1</c></row>`, "sheet.xml", "part", sheetPart},
		{`<row r="2">1</row>`, "sheet.xml", "part", sheetPart},
		{`<row r="2"><c><v>1<b/>2</v></c></row>`, "sheet.xml", "part", sheetPart},
		{`</sheetData><sheetData><row r="2"/>`, "sheet.damaged_part", "part", sheetPart},
	} {
		table, err := read(t, "x.xlsx", newBook(headerRow+c.rows).bytes())
		refused(t, table, err, problem.Invalid, c.code, c.name, c.value)
	}
}

func TestAttack10WideRowsAndMergedCells(t *testing.T) {
	var wide strings.Builder
	wide.WriteString(headerRow)
	for i := range 20_000 {
		fmt.Fprintf(&wide, `<row r="%d"><c r="XFD%d"><v>1</v></c></row>`, i+2, i+2)
	}
	merges := strings.Repeat(`<mergeCell ref="A1:B1"/>`, 20_000)
	for name, c := range map[string]struct {
		file  []byte
		code  string
		limit int
	}{
		"attack 10 only column XFD": {newBook(wide.String()).bytes(), "sheet.too_many_columns", 256},
		"attack 10 merged cells": {newBook(headerRow+goodRow).with(t, sheetPart, "</sheetData>",
			"</sheetData><mergeCells>"+merges+"</mergeCells>").bytes(), "sheet.too_many_merges", maxMerges},
	} {
		t.Run(name, func(t *testing.T) {
			bounded(t, func() {
				table, err := read(t, "x.xlsx", c.file)
				refused(t, table, err, problem.TooLarge, c.code, "limit", c.limit)
			})
		})
	}
	t.Run("formats without values are no columns", func(t *testing.T) {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<row r="2"><c r="A2"><v>7</v></c><c r="XFD2" s="1"/></row>`).bytes())
		if err != nil || dump(table) != "donor|amount\n2: 7|\n" {
			t.Errorf("got %v", err)
		}
	})
}

func TestAttack11RowLimits(t *testing.T) {
	rows := func(n int) []byte {
		return newBook(headerRow + strings.Repeat(`<row><c><v>1</v></c></row>`, n)).bytes()
	}
	lines := func(n int) []byte { return []byte("donor,amount\r\n" + strings.Repeat("1,2\r\n", n)) }
	for _, c := range []struct {
		name string
		file []byte
		opts Options
		ok   int
		code string
	}{
		{"100,001 rows.xlsx", rows(100_001), Options{}, 0, "sheet.too_many_rows"},
		{"100,000 rows.xlsx", rows(100_000), Options{}, 100_000, ""},
		{"10 of 9 allowed.xlsx", rows(10), Options{MaxRows: 9}, 0, "sheet.too_many_rows"},
		{"100,001 rows.csv", lines(100_001), Options{}, 0, "sheet.too_many_rows"},
		{"100,000 rows.csv", lines(100_000), Options{}, 100_000, ""},
		{"2 million rows.csv", lines(2_000_000), Options{}, 0, "sheet.too_many_rows"},
	} {
		t.Run(c.name, func(t *testing.T) {
			bounded(t, func() {
				table, err := readWith(t, c.name, c.file, c.opts)
				switch {
				case c.code != "":
					refused(t, table, err, problem.TooLarge, c.code, "limit", c.opts.withDefaults().MaxRows)
				case err != nil || len(table.Rows) != c.ok:
					t.Errorf("got %v", err)
				}
			})
		})
	}
	t.Run("1,048,576 rows with 2 filled", func(t *testing.T) {
		file := newBook(headerRow + goodRow + strings.Repeat(`<row/>`, maxRow-3) + `<row r="1048576"><c><v>7</v></c></row>`).bytes()
		bounded(t, func() {
			table, err := read(t, "x.xlsx", file)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := dump(table), "donor|amount\n2:  Åland |20000\n1048576: 7|\n"; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	})
}

func TestAttack12Formulas(t *testing.T) {
	for _, cell := range []string{
		`<c r="B2"><f>1+1</f><v>999999</v></c>`,
		`<c r="B2"><v>999999</v><f>1+1</f></c>`,
		`<c r="B2"><f/><v>999999</v></c>`,
		`<c r="B2" t="str"><f t="shared" si="0"/><v>999999</v></c>`,
		`<c r="B2"><f t="array" ref="B2:B9">A1:A9</f></c>`,
		`<c r="B2" t="inlineStr"><f>A1</f><is><t>999999</t></is></c>`,
	} {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<row r="2"><c r="A2"><v>1</v></c>`+cell+`</row>`).bytes())
		refused(t, table, err, problem.Invalid, "sheet.formula", "cell", "B2")
	}
}

func TestEveryCellThatCannotBeTakenIsNamed(t *testing.T) {
	table, err := read(t, "x.xlsx", newBook(headerRow+
		`<row r="2"><c r="A2"><f>1</f></c><c r="B2" t="e"><v>#N/A</v></c></row>`+
		`<row r="4"><c r="A4"><v>NaN</v></c><c r="B4" s="1"><v>60</v></c></row>`).bytes())
	refused(t, table, err, problem.Invalid, "sheet.formula", "cell", "A2")
	e, _ := problem.As(err)
	var got []string
	for _, f := range e.Fields {
		got = append(got, fmt.Sprint(f.Path, " ", f.Code, " ", f.Args["value"]))
	}
	want := "A2 sheet.formula \nB2 sheet.error_value #N/A\nA4 sheet.not_a_number NaN\nB4 sheet.date_serial 60"
	if strings.Join(got, "\n") != want {
		t.Errorf("got %q", got)
	}
	t.Run("but not more than anyone would read", func(t *testing.T) {
		_, err := read(t, "x.xlsx", newBook(headerRow+strings.Repeat(`<row><c t="e"><v>#REF!</v></c></row>`, 5_000)).bytes())
		if e, _ := problem.As(err); len(e.Fields) != maxRefused {
			t.Errorf("%d cells are named", len(e.Fields))
		}
	})
}

// What becomes of an amount on its whole way: stored in a cell as a number or
// as text, or in a CSV field, and then parsed as US dollars. An outcome is the
// amount or the code of the refusal.
func TestAttack13And14Amounts(t *testing.T) {
	for _, c := range []struct{ stored, number, text string }{
		{"1234.5", "1234.50", "1234.50"},
		{"-3664.8", "-3664.80", "-3664.80"},
		{"0", "0.00", "0.00"},
		{"1.5E7", "15000000.00", "money.grammar"},
		{"1E+3", "1000.00", "money.grammar"},
		{"1234.5600000000001", "1234.56", "money.too_many_decimals"},
		{"9999999999999.99", "9999999999999.99", "9999999999999.99"},
		{"NaN", "sheet.not_a_number", "money.grammar"},
		{"INF", "sheet.not_a_number", "money.grammar"},
		{"-Infinity", "sheet.not_a_number", "money.grammar"},
		{"1e309", "sheet.number_out_of_range", "money.grammar"},
		{"1e99999999999999999999", "sheet.number_out_of_range", "money.grammar"},
		{"0x10", "sheet.not_a_number", "money.grammar"},
		{"0x1p4", "sheet.not_a_number", "money.grammar"},
		{"1_000", "sheet.not_a_number", "money.grammar"},
		{"١٢٣", "sheet.not_a_number", "money.grammar"},
		{"1,000.50", "sheet.not_a_number", "money.grammar"},
		{"1.000,50", "sheet.not_a_number", "money.grammar"},
		{"1 000", "sheet.not_a_number", "money.grammar"},
		{"--1", "sheet.not_a_number", "money.grammar"},
		{"-0", "0.00", "money.grammar"},
		{"123456789012345678.99", "sheet.number_too_long", "money.too_large"},
		{"12345678901234567", "sheet.number_too_long", "money.too_large"},
		{"1.005", "money.too_many_decimals", "money.too_many_decimals"},
	} {
		for edge, file := range map[string]struct {
			name, text, want string
		}{
			"number": {"x.xlsx", string(newBook(headerRow + `<row r="2"><c r="B2"><v>` + c.stored + `</v></c></row>`).bytes()), c.number},
			"text":   {"x.xlsx", string(newBook(headerRow + `<row r="2"><c r="B2" t="inlineStr"><is><t>` + c.stored + `</t></is></c></row>`).bytes()), c.text},
			"CSV":    {"x.csv", "donor;amount\n;" + c.stored + "\n", c.text},
		} {
			t.Run(edge+" "+c.stored, func(t *testing.T) {
				table, err := read(t, file.name, []byte(file.text))
				var amount money.Money
				if err == nil {
					amount, err = money.Parse(table.Get(table.Rows[0], "amount"), money.USD)
				}
				got := amount.Plain()
				if e, ok := problem.As(err); ok {
					got = e.Code
				}
				if got != file.want {
					t.Errorf("got %s, want %s", got, file.want)
				}
			})
		}
	}
}

// What becomes of a date on its whole way, as above. The 1900 system takes
// 1900 for a leap year, the 1904 system starts four years later.
func TestAttack15Dates(t *testing.T) {
	for _, c := range []struct{ stored, in1900, in1904 string }{
		{"1", "1900-01-01", "1904-01-02"},
		{"59", "1900-02-28", "1904-02-29"},
		{"60", "sheet.date_serial", "1904-03-01"},
		{"61", "1900-03-01", "1904-03-02"},
		{"39735", "2008-10-14", "2012-10-15"},
		{"41197", "2012-10-15", "2016-10-16"},
		{"41197.0", "2012-10-15", "2016-10-16"},
		{"4.1197E4", "2012-10-15", "2016-10-16"},
		{"41197.000000000007", "2012-10-15", "2016-10-16"},
		{"109938", "date.out_of_range", "date.out_of_range"}, // after 2199
		{"0", "sheet.date_serial", "1904-01-01"},
		{"0.5", "sheet.date_serial", "date.grammar"},
		{"41197.5625", "date.grammar", "date.grammar"}, // half past one in the afternoon
		{"-1", "sheet.date_serial", "sheet.date_serial"},
		{"2957004", "date.out_of_range", "sheet.date_serial"},
		{"2958466", "sheet.date_serial", "sheet.date_serial"},
		{"1e300", "sheet.date_serial", "sheet.date_serial"},
		{"2012-10-15", "sheet.not_a_number", "sheet.not_a_number"},
	} {
		for system, want := range map[string]string{"0": c.in1900, "1": c.in1904} {
			file := newBook(headerRow+`<row r="2"><c r="B2" s="1"><v>`+c.stored+`</v></c></row>`).
				with(t, "xl/workbook.xml", "<workbookPr/>", `<workbookPr date1904="`+system+`"/>`).bytes()
			if got := dateIn(t, "x.xlsx", string(file)); got != want {
				t.Errorf("%s (date1904=%s): got %s, want %s", c.stored, system, got, want)
			}
		}
	}
	for stored, want := range map[string]string{
		"2012-10-15":          "2012-10-15",
		"2026-02-30":          "date.not_a_day",
		"15/10/2012":          "date.grammar",
		"41197":               "date.grammar",
		"2012-10-15T00:00:00": "date.grammar",
	} {
		file := newBook(headerRow + `<row r="2"><c r="B2" t="str"><v>` + stored + `</v></c></row>`).bytes()
		if got := dateIn(t, "x.xlsx", string(file)); got != want {
			t.Errorf("text %s: got %s, want %s", stored, got, want)
		}
		if got := dateIn(t, "x.csv", "donor,amount\n,"+stored); got != want {
			t.Errorf("CSV %s: got %s, want %s", stored, got, want)
		}
	}
	for stored, want := range map[string]string{
		"2012-10-15": "2012-10-15", "2012-02-30": "sheet.bad_value", "2012-10-15T13:30:00": "date.grammar",
		"2012-10-15T13:30:00Z": "sheet.bad_value", "20121015": "sheet.bad_value",
	} {
		file := newBook(headerRow + `<row r="2"><c r="B2" t="d"><v>` + stored + `</v></c></row>`).bytes()
		if got := dateIn(t, "x.xlsx", string(file)); got != want {
			t.Errorf("ISO %s: got %s, want %s", stored, got, want)
		}
	}
}

func dateIn(t *testing.T, name, file string) string {
	table, err := read(t, name, []byte(file))
	var d date.Date
	if err == nil {
		d, err = date.Parse(table.Get(table.Rows[0], "amount"))
	}
	if e, ok := problem.As(err); ok {
		return e.Code
	}
	return d.String()
}

// Text that a spreadsheet program could take for a formula is text here, and
// returned as it stands; the writers of XLSX and CSV disarm it.
func TestAttack19And20TextThatLooksLikeAFormula(t *testing.T) {
	for _, text := range []string{`=HYPERLINK("http://x","y")`, "+1", "-1", "@SUM(A1)", "\t=1+1", "\n=1+1", ";=1+1", `=1+1";"=2+2`, "'=1", "=cmd|' /C calc'!A0"} {
		escaped := strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(text)
		for name, file := range map[string]string{
			"x.xlsx": string(newBook(headerRow + `<row r="2"><c r="A2" t="inlineStr"><is><t>` + escaped + `</t></is></c></row>`).bytes()),
			"x.csv":  "donor;amount\n\"" + strings.ReplaceAll(text, `"`, `""`) + "\";\n",
		} {
			table, err := read(t, name, []byte(file))
			if err != nil || table.Get(table.Rows[0], "donor") != text {
				t.Errorf("%s: %q: %v", name, text, err)
			}
		}
	}
}
