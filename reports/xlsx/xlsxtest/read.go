// Package xlsxtest reads workbooks back in tests, part by part and without the
// library that wrote them, and has LibreOffice calculate them again.
package xlsxtest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"
)

// Workbook is what a test wants to know of a workbook.
type Workbook struct {
	Sheets []Sheet
	Names  []DefinedName
	Parts  map[string]string
	Order  []string // of the parts
}

type DefinedName struct {
	Name  string `xml:"name,attr"`
	Value string `xml:",chardata"`
}

type Sheet struct {
	Name    string
	XML     string // of its part
	Rows    []Row
	Columns []ColumnWidth
	Merges  []string
}

type ColumnWidth struct {
	Min   int    `xml:"min,attr"`
	Max   int    `xml:"max,attr"`
	Width string `xml:"width,attr"`
}

type Row struct {
	Number int    `xml:"r,attr"`
	Height string `xml:"ht,attr"`
	Cells  []Cell `xml:"c"`
}

// Cell is a cell as it is stored; the format is filled in from the styles.
type Cell struct {
	Ref     string `xml:"r,attr"`
	Style   int    `xml:"s,attr"`
	Type    string `xml:"t,attr"`
	Formula string `xml:"f"`
	Value   string `xml:"v"`
	Inline  string `xml:"is>t"`

	Format string // number format, "" for general
	Bold   bool
	Italic bool
	Quoted bool // quotePrefix
	Indent int
}

// Text is what the cell holds, wherever it is stored.
func (c Cell) Text() string {
	if c.Type == "inlineStr" {
		return c.Inline
	}
	return c.Value
}

// Sheet is the sheet of that name; the test fails without it.
func (w Workbook) Sheet(t testing.TB, name string) Sheet {
	t.Helper()
	for _, s := range w.Sheets {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("the workbook has no sheet %q", name)
	return Sheet{}
}

// Cell is the cell at a reference, and whether it is stored.
func (s Sheet) Cell(ref string) (Cell, bool) {
	for _, r := range s.Rows {
		for _, c := range r.Cells {
			if c.Ref == ref {
				return c, true
			}
		}
	}
	return Cell{}, false
}

// Read takes a workbook apart.
func Read(t testing.TB, b []byte) Workbook {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	w := Workbook{Parts: map[string]string{}}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		w.Parts[f.Name] = string(content)
		w.Order = append(w.Order, f.Name)
	}
	w.readSheets(t)
	return w
}

func (w *Workbook) decode(t testing.TB, part string, into any) {
	t.Helper()
	content, ok := w.Parts[part]
	if !ok {
		t.Fatalf("the workbook has no part %s", part)
	}
	if err := xml.Unmarshal([]byte(content), into); err != nil {
		t.Fatalf("%s: %v", part, err)
	}
}

func (w *Workbook) readSheets(t testing.TB) {
	var book struct {
		Sheets []struct {
			Name string `xml:"name,attr"`
			ID   string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
		Names []DefinedName `xml:"definedNames>definedName"`
	}
	w.decode(t, "xl/workbook.xml", &book)
	w.Names = book.Names
	var rels struct {
		Rels []struct {
			ID     string `xml:"Id,attr"`
			Target string `xml:"Target,attr"`
		} `xml:"Relationship"`
	}
	w.decode(t, "xl/_rels/workbook.xml.rels", &rels)
	formats, shared := w.readFormats(t), w.readSharedStrings(t)
	for _, s := range book.Sheets {
		for _, r := range rels.Rels {
			if r.ID == s.ID {
				w.Sheets = append(w.Sheets, w.readSheet(t, s.Name, "xl/"+strings.TrimPrefix(r.Target, "/xl/"), formats, shared))
			}
		}
	}
}

func (w *Workbook) readSheet(t testing.TB, name, part string, formats []Cell, shared []string) Sheet {
	var content struct {
		Columns []ColumnWidth `xml:"cols>col"`
		Rows    []Row         `xml:"sheetData>row"`
		Merges  []struct {
			Ref string `xml:"ref,attr"`
		} `xml:"mergeCells>mergeCell"`
	}
	w.decode(t, part, &content)
	s := Sheet{Name: name, XML: w.Parts[part], Rows: content.Rows, Columns: content.Columns}
	for _, m := range content.Merges {
		s.Merges = append(s.Merges, m.Ref)
	}
	for _, r := range s.Rows {
		for i := range r.Cells {
			c := &r.Cells[i]
			f := formats[c.Style]
			c.Format, c.Bold, c.Italic, c.Quoted, c.Indent = f.Format, f.Bold, f.Italic, f.Quoted, f.Indent
			if c.Type == "s" {
				n, err := strconv.Atoi(c.Value)
				if err != nil || n >= len(shared) {
					t.Fatalf("%s: shared string %q", c.Ref, c.Value)
				}
				c.Value = shared[n]
			}
		}
	}
	return s
}

// readFormats gives the look of each cell format.
func (w *Workbook) readFormats(t testing.TB) []Cell {
	var styles struct {
		Formats []struct {
			ID   int    `xml:"numFmtId,attr"`
			Code string `xml:"formatCode,attr"`
		} `xml:"numFmts>numFmt"`
		Fonts []struct {
			Bold   *struct{} `xml:"b"`
			Italic *struct{} `xml:"i"`
		} `xml:"fonts>font"`
		Cells []struct {
			Format    int    `xml:"numFmtId,attr"`
			Font      int    `xml:"fontId,attr"`
			Quoted    string `xml:"quotePrefix,attr"`
			Alignment struct {
				Indent int `xml:"indent,attr"`
			} `xml:"alignment"`
		} `xml:"cellXfs>xf"`
	}
	w.decode(t, "xl/styles.xml", &styles)
	codes := map[int]string{}
	for _, f := range styles.Formats {
		codes[f.ID] = f.Code
	}
	var formats []Cell
	for _, c := range styles.Cells {
		font := styles.Fonts[c.Font]
		formats = append(formats, Cell{
			Format: codes[c.Format], Bold: font.Bold != nil, Italic: font.Italic != nil,
			Quoted: c.Quoted == "true" || c.Quoted == "1", Indent: c.Alignment.Indent,
		})
	}
	return formats
}

func (w *Workbook) readSharedStrings(t testing.TB) []string {
	if w.Parts["xl/sharedStrings.xml"] == "" {
		return nil
	}
	var shared struct {
		Items []struct {
			Text string   `xml:"t"`
			Runs []string `xml:"r>t"`
		} `xml:"si"`
	}
	w.decode(t, "xl/sharedStrings.xml", &shared)
	var texts []string
	for _, i := range shared.Items {
		texts = append(texts, i.Text+strings.Join(i.Runs, ""))
	}
	return texts
}
