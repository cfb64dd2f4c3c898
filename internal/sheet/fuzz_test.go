package sheet

import (
	"archive/zip"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"article30/internal/problem"
)

// checkTable fails unless the outcome is a refusal with a code or a table that
// keeps the promises of its type.
func checkTable(t *testing.T, table *Table, err error) {
	t.Helper()
	if err != nil {
		if _, ok := problem.As(err); !ok || table != nil {
			t.Fatalf("refused with %v", err)
		}
		return
	}
	if len(table.Header) == 0 || strings.TrimSpace(table.Header[len(table.Header)-1]) == "" {
		t.Fatalf("header %q", table.Header)
	}
	line := 0
	for _, row := range table.Rows {
		if row.Line <= line || len(row.Cells) != len(table.Header) || blank(row.Cells) {
			t.Fatalf("line %d after %d: %q", row.Line, line, row.Cells)
		}
		line = row.Line
		for i, cell := range row.Cells {
			if !utf8.ValidString(cell) || len(cell) > maxCell || cell != "" && table.Header[i] == "" {
				t.Fatalf("line %d, column %d: %q", line, i, cell)
			}
		}
	}
}

// Any bytes: no panic, and what is accepted as an archive is the same archive
// for the standard library.
func FuzzFile(f *testing.F) {
	good := newBook(headerRow + goodRow)
	f.Add(good.bytes())
	f.Add([]byte("a,b\n1,2\n"))
	entries := good.entries()
	for i := range entries {
		entries[i].stored = true
	}
	f.Add(zipOf(entries...))
	f.Fuzz(func(t *testing.T, file []byte) {
		table, err := read(t, "", file)
		checkTable(t, table, err)
		a, err := openArchive(string(file))
		if err != nil {
			return
		}
		judge, err := zip.NewReader(strings.NewReader(string(file)), int64(len(file)))
		if err != nil || len(judge.File) != len(a.parts) {
			t.Fatalf("%d parts, but %v", len(a.parts), err)
		}
		for _, entry := range judge.File {
			p := a.parts[strings.ToLower(entry.Name)]
			if p == nil {
				t.Fatalf("there is no %q", entry.Name)
			}
			if strings.HasSuffix(entry.Name, "/") {
				continue
			}
			r, err := entry.Open()
			if err != nil {
				t.Fatalf("%q: %v", entry.Name, err)
			}
			want, err := io.ReadAll(r)
			got, _ := io.ReadAll(p.open())
			if err != nil || string(got) != string(want) {
				t.Fatalf("%q: %v: %q, not %q", entry.Name, err, got, want)
			}
		}
	})
}

// Any XML in the parts of a sound archive.
func FuzzWorksheet(f *testing.F) {
	good := newBook("")
	f.Add(headerRow+goodRow, "<si><t>a</t></si>", "yyyy", false)
	f.Add(headerRow+`<row r="2"><c s="1"><v>41197.5</v></c><c t="inlineStr"><is><r><t>x</t></r></is></c></row>`, "<si><r><t>a</t></r><rPh><t>b</t></rPh></si>", "[h]", true)
	f.Add(headerRow+`<row hidden="1"><c t="b"><v>1</v></c><c t="d"><v>2012-10-15</v></c></row></sheetData><mergeCells><mergeCell/></mergeCells><sheetData/>`, "", "0", true)
	f.Fuzz(func(t *testing.T, rows, shared, format string, date1904 bool) {
		b := good.with(t, sheetPart, "<sheetData>", "<sheetData>"+rows)
		b[sharedPart] = strings.Replace(b[sharedPart], "</sst>", shared+"</sst>", 1)
		b["xl/styles.xml"] = strings.Replace(b["xl/styles.xml"], `yyyy\-mm\-dd`, format, 1)
		if date1904 {
			b = b.with(t, "xl/workbook.xml", "<workbookPr/>", `<workbookPr date1904="1"/>`)
		}
		entries := b.entries()
		for i := range entries {
			entries[i].stored = true
		}
		table, err := read(t, "x.xlsx", zipOf(entries...))
		checkTable(t, table, err)
	})
}
