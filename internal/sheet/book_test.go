package sheet

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"strings"
	"testing"

	"article30/internal/locale"
	"article30/internal/problem"
)

// Workbooks for the tests are written here byte by byte: a library would
// correct what has to be wrong.

const mainNS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

// book is the parts of a workbook by name.
type book map[string]string

// newBook has one worksheet with that content of sheetData, and three texts to
// share. Style 1 shows dates.
func newBook(sheetData string) book {
	const decl = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	const docs = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	return book{
		"[Content_Types].xml": decl + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + workbookType + `"/></Types>`,
		"_rels/.rels": decl + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="` + docs + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"docProps/app.xml": decl + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"/>`,
		"xl/workbook.xml": decl + `<workbook xmlns="` + mainNS + `" xmlns:r="` + docs + `"><workbookPr/>` +
			`<sheets><sheet name="Data" sheetId="1" r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": decl + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
			`<Relationship Id="rId1" Type="` + docs + `/worksheet" Target="worksheets/sheet1.xml"/>` +
			`<Relationship Id="rId2" Type="` + docs + `/styles" Target="styles.xml"/>` +
			`<Relationship Id="rId3" Type="` + docs + `/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>`,
		"xl/styles.xml": decl + `<styleSheet xmlns="` + mainNS + `"><numFmts><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd"/></numFmts>` +
			`<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="4"/></cellXfs></styleSheet>`,
		"xl/sharedStrings.xml":     decl + `<sst xmlns="` + mainNS + `"><si><t>donor</t></si><si><t>amount</t></si><si><t xml:space="preserve"> Åland </t></si></sst>`,
		"xl/worksheets/sheet1.xml": decl + `<worksheet xmlns="` + mainNS + `"><sheetData>` + sheetData + `</sheetData></worksheet>`,
	}
}

const (
	sheetPart  = "xl/worksheets/sheet1.xml"
	sharedPart = "xl/sharedStrings.xml"
	headerRow  = `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>`
	goodRow    = `<row r="2"><c r="A2" t="s"><v>2</v></c><c r="B2"><v>20000</v></c></row>`
)

// with is the book with old replaced by new in that part.
func (b book) with(t testing.TB, part, old, new string) book {
	t.Helper()
	c := book{}
	maps.Copy(c, b)
	if !strings.Contains(c[part], old) {
		t.Fatalf("%s does not contain %q", part, old)
	}
	c[part] = strings.Replace(c[part], old, new, 1)
	return c
}

func (b book) entries() []entry {
	var names []string
	for name := range b {
		names = append(names, name)
	}
	slices.Sort(names)
	var list []entry
	for _, name := range names {
		list = append(list, entry{name: name, text: b[name]})
	}
	return list
}

func (b book) bytes() []byte { return zipOf(b.entries()...) }

// entry is one file of an archive; bend changes what its headers say.
type entry struct {
	name   string
	text   string
	stored bool
	packed []byte // instead of text
	bend   func(local, central *zipHeader)
}

type zipHeader struct {
	name          string
	flags, method uint16
	crc           uint32
	packed, size  uint32
	offset        uint32
	extra         string
}

func zipOf(entries ...entry) []byte {
	var out, directory bytes.Buffer
	for _, e := range entries {
		local := zipHeader{name: e.name, method: 8, crc: crc32.ChecksumIEEE([]byte(e.text)), size: uint32(len(e.text)), offset: uint32(out.Len())}
		data := e.packed
		switch {
		case e.stored:
			local.method, data = 0, []byte(e.text)
		case data == nil:
			data = deflate(e.text)
		}
		local.packed = uint32(len(data))
		central := local
		if e.bend != nil {
			e.bend(&local, &central)
		}
		local.write(&out, "PK\x03\x04", false)
		out.Write(data)
		central.write(&directory, "PK\x01\x02", true)
	}
	start := out.Len()
	out.Write(directory.Bytes())
	out.WriteString("PK\x05\x06")
	write(&out, uint32(0), uint16(len(entries)), uint16(len(entries)), uint32(directory.Len()), uint32(start), uint16(0))
	return out.Bytes()
}

func (h zipHeader) write(w *bytes.Buffer, magic string, central bool) {
	w.WriteString(magic)
	if central {
		write(w, uint16(20))
	}
	write(w, uint16(20), h.flags, h.method, uint32(0), h.crc, h.packed, h.size, uint16(len(h.name)), uint16(len(h.extra)))
	if central {
		write(w, uint16(0), uint16(0), uint16(0), uint32(0), h.offset)
	}
	w.WriteString(h.name + h.extra)
}

func write(w *bytes.Buffer, values ...any) {
	for _, v := range values {
		if err := binary.Write(w, binary.LittleEndian, v); err != nil {
			panic(err)
		}
	}
}

func deflate(text string) []byte {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, flate.BestCompression)
	if err != nil {
		panic(err)
	}
	w.Write([]byte(text))
	w.Close()
	return b.Bytes()
}

// bomb is before, the pattern n times, and after, packed without ever being
// whole: a flushed block of a deflate stream may be repeated.
func bomb(before, pattern string, n int, after string) (packed []byte, size int) {
	block := func(text string) []byte {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestCompression)
		w.Write([]byte(text))
		w.Flush()
		return b.Bytes()
	}
	repeat := max(1, 1<<20/len(pattern))
	packed = block(before)
	packed = append(packed, bytes.Repeat(block(strings.Repeat(pattern, repeat)), n/repeat)...)
	packed = append(packed, block(strings.Repeat(pattern, n%repeat))...)
	packed = append(packed, deflate(after)...)
	return packed, len(before) + n*len(pattern) + len(after)
}

// bombed is the book with a bomb in place of one part, honest about its size
// but for the checksum.
func (b book) bombed(part string, packed []byte, size int) []byte {
	entries := b.entries()
	for i := range entries {
		if entries[i].name == part {
			entries[i].packed = packed
			entries[i].bend = func(local, central *zipHeader) {
				local.size, central.size = uint32(size), uint32(size)
			}
		}
	}
	return zipOf(entries...)
}

// read reads the file with default options.
func read(t testing.TB, name string, file []byte) (*Table, error) {
	t.Helper()
	return readWith(t, name, file, Options{})
}

func readWith(t testing.TB, name string, file []byte, opts Options) (*Table, error) {
	t.Helper()
	s, err := FromBytes(name, file)
	if err != nil {
		return nil, err
	}
	return s.Read(t.Context(), opts)
}

// refused checks that err has the code and the kind, and that its arguments
// hold every given value.
func refused(t testing.TB, table *Table, err error, kind problem.Kind, code string, args ...any) {
	t.Helper()
	e, ok := problem.As(err)
	switch {
	case err == nil:
		t.Errorf("accepted with %d rows, want %s", len(table.Rows), code)
	case !ok || e.Code != code || e.Kind != kind:
		t.Errorf("got %v, want %s (%v)", err, code, kind)
	case table != nil:
		t.Errorf("%s: there is a table beside the error", code)
	}
	if !ok {
		return
	}
	said(t, e)
	for i := 0; i < len(args); i += 2 {
		if got := fmt.Sprint(e.Args[args[i].(string)]); got != fmt.Sprint(args[i+1]) {
			t.Errorf("%s: %s is %q, want %q", code, args[i], got, args[i+1])
		}
	}
}

// said checks that the error can be told in every language; a text that lacks
// one of its arguments panics.
func said(t testing.TB, e *problem.Error) {
	t.Helper()
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		p.Problem(e)
		for _, f := range e.Fields {
			p.Field(f)
		}
	}
}

// dump is the table in one line a row.
func dump(table *Table) string {
	var b strings.Builder
	fmt.Fprintln(&b, strings.Join(table.Header, "|"))
	for _, row := range table.Rows {
		fmt.Fprintf(&b, "%d: %s\n", row.Line, strings.Join(row.Cells, "|"))
	}
	return b.String()
}
