package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/klauspost/compress/flate"

	"article30/internal/problem"
)

// archive is the zip file that excelize fills. It keeps the small parts until
// Close, so that they always come in one order, and streams the rows of the
// sheets between them. Every part has the same time.
type archive struct {
	w      io.Writer
	bodies map[string]body
	parts  map[string]*bytes.Buffer
}

func newArchive(w io.Writer, bodies map[string]body) *archive {
	return &archive{w: w, bodies: bodies, parts: map[string]*bytes.Buffer{}}
}

// Create is excelize's way of handing over a part.
func (a *archive) Create(name string) (io.Writer, error) {
	if a.parts[name] != nil {
		return nil, fmt.Errorf("xlsx: part %s is written twice", name)
	}
	a.parts[name] = &bytes.Buffer{}
	return a.parts[name], nil
}

// AddFS is part of excelize's interface and not used by it here.
func (a *archive) AddFS(fs.FS) error { return fmt.Errorf("xlsx: no files are added to a workbook") }

// first are the parts with which a workbook begins, by the convention that
// lets file(1) recognise it.
var first = []string{"[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml",
	"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml"}

// epoch is the earliest time that a zip file knows.
var epoch = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Close writes the file.
func (a *archive) Close() error {
	z := zip.NewWriter(a.w)
	var compressor *flate.Writer // one for all parts, which follow each other
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (_ io.WriteCloser, err error) {
		if compressor == nil {
			compressor, err = flate.NewWriter(w, level)
			return compressor, err
		}
		compressor.Reset(w)
		return compressor, nil
	})
	names := slices.SortedFunc(maps.Keys(a.parts), byPlace)
	for _, name := range names {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: epoch})
		if err != nil {
			return err
		}
		if err := a.write(w, name); err != nil {
			return err
		}
	}
	return z.Close()
}

// level is where a smaller file starts to cost more time than it is worth.
const level = 5

func byPlace(a, b string) int {
	place := func(name string) int {
		if i := slices.Index(first, name); i >= 0 {
			return i
		}
		return len(first)
	}
	if d := place(a) - place(b); d != 0 {
		return d
	}
	if d := len(a) - len(b); d != 0 && strings.HasPrefix(a, "xl/worksheets/") && strings.HasPrefix(b, "xl/worksheets/") {
		return d
	}
	return strings.Compare(a, b)
}

const noRows = "<sheetData></sheetData>"

func (a *archive) write(w io.Writer, name string) error {
	part := a.parts[name].Bytes()
	rows := a.bodies[name]
	if rows == nil {
		_, err := w.Write(part)
		return err
	}
	before, tail, found := bytes.Cut(part, []byte(noRows))
	if !found {
		return fmt.Errorf("xlsx: %s has no place for its rows", name)
	}
	limited := &limitedWriter{w: w, left: maxPart}
	if _, err := limited.Write(slices.Concat(before, []byte("<sheetData>"))); err != nil {
		return err
	}
	if err := rows(limited); err != nil {
		return err
	}
	_, err := limited.Write(slices.Concat([]byte("</sheetData>"), tail))
	return err
}

// maxPart is where a zip entry would need the 64-bit form, which not every
// reader of workbooks knows.
const maxPart = 1<<32 - 1

type limitedWriter struct {
	w    io.Writer
	left int64
}

func (l *limitedWriter) Write(b []byte) (int, error) {
	if l.left -= int64(len(b)); l.left < 0 {
		return 0, problem.New(problem.TooLarge, "reports.too_many_rows", "max", maxRows)
	}
	return l.w.Write(b)
}
