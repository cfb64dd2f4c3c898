package sheet

import (
	"bytes"
	"maps"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"article30/internal/problem"
)

func TestCells(t *testing.T) {
	for _, c := range []struct{ name, cell, want string }{
		{"shared text keeps its blanks", `<c t="s"><v>2</v></c>`, " Åland "},
		{"inline text", `<c t="inlineStr"><is><t>a &amp; b &lt;i&gt; &#233;&#xE9;</t></is></c>`, "a & b <i> éé"},
		{"runs of one text", `<c t="inlineStr"><is><r><rPr><b/></rPr><t xml:space="preserve">Côte </t></r><r><t>d'Ivoire</t></r></is></c>`, "Côte d'Ivoire"},
		{"how a text is pronounced is not part of it", `<c t="inlineStr"><is><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><phoneticPr fontId="1"/></is></c>`, "東京"},
		{"text of a formula that was removed", `<c t="str"><v>a</v></c>`, "a"},
		{"character data sections", `<c t="str"><v><![CDATA[<a> & ]]>b</v></c>`, "<a> & b"},
		{"a comment inside a number", `<c><v>12<!-- 99 -->34</v></c>`, "1234"},
		{"blanks around a number", "<c><v>\n 12\t</v></c>", "12"},
		{"a line break", `<c t="inlineStr"><is><t>a` + "\r\n" + `b_x000D_` + "\n" + `c&#13;&#10;d</t></is></c>`, "a\nb\nc\nd"},
		{"an escape of an escape", `<c t="str"><v>_x005F_x000D_ _x20AC_ _xD800_ _x12_</v></c>`, "_x000D_ € _xD800_ _x12_"},
		{"true", `<c t="b"><v>1</v></c>`, "TRUE"},
		{"false", `<c t="b"><v>0</v></c>`, "FALSE"},
		{"the style of a number", `<c s="2"><v>1234.5</v></c>`, "1234.5"},
		{"a style that does not exist", `<c s="99"><v>41197</v></c>`, "41197"},
		{"a date", `<c s="1"><v>41197</v></c>`, "2012-10-15"},
		{"a moment", `<c s="1"><v>41197.5625</v></c>`, "2012-10-15T13:30:00"},
		{"a moment to the second", `<c s="1"><v>41197.5624999</v></c>`, "2012-10-15T13:30:00"},
		{"a date of text with a date's style", `<c s="1" t="str"><v>n/a</v></c>`, "n/a"},
		{"no value", `<c s="1"/>`, ""},
		{"an empty value", `<c t="s"><v/></c>`, ""},
		{"something of a later version", `<c><v>1</v><extLst><ext><v>2</v></ext></extLst></c>`, "1"},
		{"an element of another namespace", `<c><v>1</v><x:v xmlns:x="urn:x">2</x:v></c>`, "1"},
	} {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<row r="2"><c><v>7</v></c>`+c.cell+`</row>`).bytes())
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
		} else if got := table.Get(table.Rows[0], "amount"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
	for _, c := range []struct{ name, cell, code string }{
		{"an error", `<c t="e"><v>#DIV/0!</v></c>`, "sheet.error_value"},
		{"shared text that is not there", `<c t="s"><v>3</v></c>`, "sheet.bad_value"},
		{"shared text before the first", `<c t="s"><v>-1</v></c>`, "sheet.bad_value"},
		{"a truth value that is none", `<c t="b"><v>2</v></c>`, "sheet.bad_value"},
		{"an unknown type", `<c t="x"><v>2</v></c>`, "sheet.bad_value"},
		{"a number that is text", `<c><v>n/a</v></c>`, "sheet.not_a_number"},
		{"an escaped control character", `<c t="str"><v>a_x0007_</v></c>`, "sheet.control_character_in_cell"},
	} {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<row r="2"><c r="B2"`+c.cell[2:]+`</row>`).bytes())
		t.Run(c.name, func(t *testing.T) { refused(t, table, err, problem.Invalid, c.code, "cell", "B2") })
	}
}

func TestCellsOf32KiB(t *testing.T) {
	for n, ok := range map[int]bool{maxCell: true, maxCell + 1: false} {
		text := strings.Repeat("x", n)
		for name, file := range map[string]string{
			"inline.xlsx": string(newBook(headerRow + `<row r="2"><c r="A2" t="inlineStr"><is><r><t>x</t></r><r><t>` + text[1:] + `</t></r></is></c></row>`).bytes()),
			"quoted.csv":  "a,b\n\"" + text + "\",1",
			"plain.csv":   "a,b\n" + text + ",1",
			"doubled.csv": "a,b\n\"" + text[:n-1] + `""",1`,
		} {
			table, err := read(t, name, []byte(file))
			switch {
			case ok && (err != nil || len(table.Rows[0].Cells[0]) != n):
				t.Errorf("%s: %d bytes: %v", name, n, err)
			case !ok:
				refused(t, table, err, problem.TooLarge, "sheet.cell_too_long", "cell", "A2")
			}
		}
	}
}

func TestNumberFormatsOfDates(t *testing.T) {
	for format, want := range map[string]bool{
		"General": false, "0": false, "0.00E+00": false, "@": false, `#,##0.00_);[Red]\(#,##0.00\)`: false,
		"yyyy-mm-dd": true, "D/M/YYYY": true, "h:mm": true, "[$-409]d mmm yyyy;@": true, "[h]": true, "[mm]:ss": true, "[SS].0": true,
		`"day" 0`: false, `0 \d`: false, "0_d": false, "0*y": false, "[Magenta]0": false, "[$USD] 0": false, "[$-F800]dddd": true,
		`0 "unclosed d`: false, "0 [unclosed d": false, `\`: false, `\é0`: false, "ggge年m月d日": true, "[]0": false,
	} {
		if got := dateFormat(format); got != want {
			t.Errorf("%s: got %v", format, got)
		}
	}
	for id := range 70 {
		want := id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
		if got := builtinDate(id); got != want {
			t.Errorf("format %d: got %v", id, got)
		}
	}
}

func TestHeader(t *testing.T) {
	for _, c := range []struct{ name, csv, want, code string }{
		{"trimmed", " a ,\u00a0b\t,c\n1,2,3", "a|b|c\n2: 1|2|3\n", ""},
		{"empty columns at the end", "a,b,,\n1,2,,\n", "a|b\n2: 1|2\n", ""},
		{"an empty column", "a,,b\n1,,2\n", "a||b\n2: 1||2\n", ""},
		{"a value in an empty column", "a,,b\n1,2,3\n", "", "sheet.no_header"},
		{"a value after the columns", "a,b,\n1,2,3\n", "", "sheet.no_header"},
		{"a column twice", "a,b, a\n1,2,3\n", "", "sheet.duplicate_column"},
		{"columns that differ in case", "a,A\n1,2\n", "a|A\n2: 1|2\n", ""},
		{"empty lines before, between and after", "\r\n\n,\na,b\n\n1,2\n , \n3,4\n\n", "a|b\n6: 1|2\n8: 3|4\n", ""},
		{"nothing below", "a,b", "a|b\n", ""},
	} {
		table, err := read(t, "x.csv", []byte(c.csv))
		if c.code != "" {
			t.Run(c.name, func(t *testing.T) { refused(t, table, err, problem.Invalid, c.code) })
		} else if err != nil || dump(table) != c.want {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	for cols, ok := range map[int]bool{256: true, 257: false} {
		var header []string
		for i := range cols {
			header = append(header, "c"+ref(i+1, 1))
		}
		table, err := read(t, "x.csv", []byte(strings.Join(header, ",")))
		if ok && (err != nil || len(table.Header) != cols) {
			t.Errorf("%d columns: %v", cols, err)
		} else if !ok {
			refused(t, table, err, problem.TooLarge, "sheet.too_many_columns", "limit", 256, "cell", "IW1")
		}
	}
}

func TestRequire(t *testing.T) {
	table, err := read(t, "x.csv", []byte("a,b\n1,2\n"))
	if err != nil {
		t.Fatal(err)
	}
	if err := table.Require("a", "b"); err != nil {
		t.Error(err)
	}
	refused(t, nil, table.Require("a", "c", "A"), problem.Invalid, "sheet.missing_columns", "missing", "c, A", "found", "a, b")
	if table.Has("c") || table.Get(table.Rows[0], "c") != "" || table.Get(table.Rows[0], "b") != "2" {
		t.Error("columns that are and are not there are mixed up")
	}
}

// sheets is a book of several worksheets, given as name and attributes; each
// has the one column that is its name.
func sheets(t *testing.T, sheets ...string) book {
	b := newBook("").with(t, "xl/workbook.xml", `<sheet name="Data" sheetId="1" r:id="rId1"/>`, "<!-- -->")
	for i := 0; i < len(sheets); i += 2 {
		id := sheets[i]
		b = b.with(t, "xl/workbook.xml", "<!-- -->", `<sheet name="`+id+`" `+sheets[i+1]+` r:id="`+id+`"/><!-- -->`)
		b = b.with(t, "xl/_rels/workbook.xml.rels", "</Relationships>", `<Relationship Id="`+id+`" Type="x/worksheet" Target="worksheets/`+id+`.xml"/></Relationships>`)
		b["xl/worksheets/"+id+".xml"] = `<worksheet xmlns="` + mainNS + `"><sheetData><row><c t="inlineStr"><is><t>` + id + `</t></is></c></row></sheetData></worksheet>`
	}
	return b
}

func TestWhichWorksheet(t *testing.T) {
	b := sheets(t, "Old", `state="hidden"`, "Older", `state="veryHidden"`, "New", "", "Notes", "")
	for asked, want := range map[string]string{"": "New", "Old": "Old", "Notes": "Notes"} {
		table, err := readWith(t, "x.xlsx", b.bytes(), Options{Sheet: asked})
		if err != nil || table.Sheet != want || table.Header[0] != want {
			t.Fatalf("%q: %v", asked, err)
		}
		if asked == "" {
			if n := table.Notices; len(n) != 1 || n[0].Code != "sheet.several_sheets" || n[0].Args["sheet"] != "New" || n[0].Args["others"] != "Old, Older, Notes" {
				t.Errorf("got notices %v", n)
			}
		} else if table.Notices != nil {
			t.Errorf("%q: got notices %v", asked, table.Notices)
		}
	}
	table, err := readWith(t, "x.xlsx", b.bytes(), Options{Sheet: "new"})
	refused(t, table, err, problem.Invalid, "sheet.no_such_sheet", "sheet", "new", "found", "Old, Older, New, Notes")
	table, err = read(t, "x.xlsx", sheets(t, "Old", `state="hidden"`).bytes())
	refused(t, table, err, problem.Invalid, "sheet.no_sheet")
	table, err = read(t, "x.xlsx", sheets(t, "A", "", "A", "").bytes())
	refused(t, table, err, problem.Invalid, "sheet.damaged_part")
	t.Run("a chart has no rows", func(t *testing.T) {
		table, err := read(t, "x.xlsx", sheets(t, "Chart", "", "New", "").with(t, "xl/_rels/workbook.xml.rels",
			`Id="Chart" Type="x/worksheet"`, `Id="Chart" Type="x/chartsheet"`).bytes())
		if err != nil || table.Sheet != "New" || table.Notices != nil {
			t.Errorf("got %v, %v", table, err)
		}
	})
}

func TestWhatTheReaderShouldKnow(t *testing.T) {
	file := newBook(headerRow+strings.Replace(goodRow, `r="2"`, `r="2" hidden="1"`, 1)).
		with(t, sheetPart, "</sheetData>", `</sheetData><mergeCells count="1"><mergeCell ref="A1:B1"/></mergeCells>`).bytes()
	table, err := read(t, "x.xlsx", file)
	if err != nil {
		t.Fatal(err)
	}
	if n := table.Notices; len(n) != 2 || n[0].Code != "sheet.merged_cells" || n[1].Code != "sheet.hidden_rows" || n[1].Args["count"] != 1 {
		t.Errorf("got %v", n)
	}
	for _, n := range table.Notices {
		said(t, problem.New(problem.Invalid, n.Code, "count", n.Args["count"]))
	}
}

// Forms that other programs write.
func TestOtherWriters(t *testing.T) {
	good := newBook(headerRow + goodRow)
	const want = "donor|amount\n2:  Åland |20000\n"
	prefixed := newBook("")
	prefixed[sheetPart] = strings.NewReplacer("</", "</x:", "<?", "<?", "<", "<x:", "xmlns=", "xmlns:x=").Replace(good[sheetPart][strings.Index(good[sheetPart], "<worksheet"):])
	strict := newBook(headerRow + goodRow)
	for part, text := range strict {
		text = strings.ReplaceAll(text, mainNS, mainNamespaces[1])
		strict[part] = strings.ReplaceAll(text, "http://schemas.openxmlformats.org/officeDocument/2006/relationships", "http://purl.oclc.org/ooxml/officeDocument/relationships")
	}
	stored := good.entries()
	for i := range stored {
		stored[i].stored = true
	}
	later := good.entries()
	for i := range later {
		later[i].bend = func(local, _ *zipHeader) { local.flags, local.crc, local.packed, local.size = flagLater, 0, 0, 0 }
	}
	wide := good.entries()
	for i := range wide {
		wide[i].bend = func(local, central *zipHeader) {
			var sizes bytes.Buffer
			write(&sizes, uint16(9), uint16(1), uint8(0), uint16(1), uint16(16), uint64(local.size), uint64(local.packed))
			local.extra, central.extra = sizes.String(), sizes.String()
			local.size, local.packed, central.size, central.packed = 1<<32-1, 1<<32-1, 1<<32-1, 1<<32-1
		}
	}
	var positions, unpositioned = good, newBook(strings.NewReplacer(` r="1"`, "", ` r="A1"`, "", ` r="B1"`, "", ` r="2"`, "", ` r="A2"`, "", ` r="B2"`, "").Replace(headerRow + goodRow))
	for name, file := range map[string][]byte{
		"as others do":                positions.bytes(),
		"a prefix for the namespace":  prefixed.bytes(),
		"ISO 29500 strict":            strict.bytes(),
		"parts that are not packed":   zipOf(stored...),
		"sizes after the data":        zipOf(later...),
		"64-bit sizes":                zipOf(wide...),
		"no positions":                unpositioned.bytes(),
		"another case of a part name": good.with(t, "xl/_rels/workbook.xml.rels", "worksheets/sheet1.xml", "WorkSheets/Sheet1.XML").bytes(),
		"a byte order mark":           bookWith(good, sheetPart, bom+good[sheetPart]).bytes(),
		"no XML declaration":          bookWith(good, sheetPart, good[sheetPart][strings.Index(good[sheetPart], "<worksheet"):]).bytes(),
		"folders as entries":          zipOf(append([]entry{{name: "xl/", stored: true}}, good.entries()...)...),
	} {
		table, err := read(t, "x.xlsx", file)
		if err != nil || dump(table) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	t.Run("rows of another namespace are no rows", func(t *testing.T) {
		table, err := read(t, "x.xlsx", newBook(headerRow+`<x:row xmlns:x="urn:x"><c><v>1</v></c></x:row>`).bytes())
		if err != nil || len(table.Rows) != 0 {
			t.Errorf("got %v, %v", table, err)
		}
	})
	t.Run("a worksheet of another namespace is none", func(t *testing.T) {
		table, err := read(t, "x.xlsx", good.with(t, sheetPart, mainNS, "urn:x").bytes())
		refused(t, table, err, problem.Invalid, "sheet.xml", "part", sheetPart)
	})
}

func bookWith(b book, part, text string) book {
	c := book{}
	maps.Copy(c, b)
	c[part] = text
	return c
}

func TestPartsThatAreMissingOrDouble(t *testing.T) {
	for part, code := range map[string]string{
		"[Content_Types].xml": "sheet.not_a_workbook", "_rels/.rels": "sheet.not_a_workbook", "xl/workbook.xml": "sheet.damaged_part",
		"xl/_rels/workbook.xml.rels": "sheet.damaged_part", "xl/styles.xml": "sheet.damaged_part", sharedPart: "sheet.damaged_part", sheetPart: "sheet.damaged_part",
	} {
		b := newBook(headerRow + goodRow)
		delete(b, part)
		table, err := read(t, "x.xlsx", b.bytes())
		e, ok := problem.As(err)
		if !ok || e.Code != code || table != nil {
			t.Fatalf("without %s: got %v, want %s", part, err, code)
		}
		said(t, e)
	}
	good := newBook(headerRow + goodRow)
	for name, b := range map[string]book{
		"two workbooks":           good.with(t, "_rels/.rels", "</Rel", `<Relationship Id="x" Type="x/officeDocument" Target="xl/workbook.xml"/></Rel`),
		"two lists of texts":      good.with(t, "xl/_rels/workbook.xml.rels", "</Rel", `<Relationship Id="x" Type="x/sharedStrings" Target="sharedStrings.xml"/></Rel`),
		"one id twice":            good.with(t, "xl/_rels/workbook.xml.rels", "rId2", "rId1"),
		"a type twice":            good.with(t, "[Content_Types].xml", "</Types>", `<Override PartName="/XL/workbook.xml" ContentType="x"/></Types>`),
		"a sheet without a part":  good.with(t, "xl/workbook.xml", `r:id="rId1"`, `r:id="rId9"`),
		"a sheet elsewhere":       good.with(t, "xl/_rels/workbook.xml.rels", `Target="worksheets/sheet1.xml"`, `Target="http://x/" TargetMode="External"`),
		"a sheet outside":         good.with(t, "xl/_rels/workbook.xml.rels", `worksheets/sheet1.xml`, `../../../etc/passwd`),
		"a control character":     good.with(t, sharedPart, "donor", "_x0000_"),
		"a sheet that is not XML": good.with(t, "xl/_rels/workbook.xml.rels", `worksheets/sheet1.xml`, `sheet.bin`),
	} {
		table, err := read(t, "x.xlsx", b.bytes())
		t.Run(name, func(t *testing.T) { refused(t, table, err, problem.Invalid, "sheet.damaged_part") })
	}
}

// What the library that writes our own workbooks writes.
func TestWorkbookOfExcelize(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	sum := 0.1
	sum += 0.2
	for i, row := range [][]any{
		{"donor", "amount", "on", "sum"},
		{"Türkiye", sum, excelize.Cell{StyleID: style, Value: 41197}, "=1+1"},
	} {
		if err := w.SetRow(ref(1, i+1), row); err != nil {
			t.Fatal(err)
		}
	}
	w.Flush()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	table, err := read(t, "x.xlsx", b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if got, want := dump(table), "donor|amount|on|sum\n2: Türkiye|0.3|2012-10-15|=1+1\n"; got != want {
		t.Errorf("got %q", got)
	}
}
