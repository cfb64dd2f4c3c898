// Package csv renders one table of a checked statement as comma-separated
// values for programs: RFC 4180 with CRLF, exact decimals with a point and no
// grouping, ISO dates, 13 per cent as 13.
//
// The file begins with a byte order mark, without which Excel reads UTF-8 as
// an old code page; everything that reads UTF-8 well skips it. The first two
// columns say what a row is, so that nobody adds a total to its own lines:
// section (the headings that the row stands under) and row (line, subtotal,
// total, or note for figures that no sum counts). Headings and notes of words
// alone are no data and are left out. A dash and an empty cell are both empty
// here.
package csv

import (
	"bufio"
	"io"
	"slices"
	"strings"

	"article30/internal/problem"
	"article30/reports"
)

// ContentType is the media type of the file.
const ContentType = "text/csv; charset=utf-8; header=present"

// Header says what stands in the first line.
type Header int

const (
	Keys   Header = iota // the columns' keys, the same in every language
	Labels               // the columns' labels, in the statement's language
)

// Render writes the table with that key; the first one for "".
//
// Errors: reports.no_table; reports.changed; those of the writer.
func Render(w io.Writer, c *reports.Checked, table string, header Header) error {
	if !c.Valid() {
		return reports.Unchecked()
	}
	if table == "" && len(c.Tables()) > 0 {
		table = c.Tables()[0].Key()
	}
	t, ok := c.Table(table)
	if !ok {
		return problem.New(problem.NotFound, "reports.no_table", "table", table)
	}
	out := &writer{w: bufio.NewWriterSize(w, 1<<16)}
	out.write("\uFEFF")
	out.begin("section", "row")
	for _, column := range t.Columns() {
		name := column.Key
		if header == Labels {
			name = column.Label
		}
		out.words(name)
	}
	out.write("\r\n")
	if err := out.body(t); err != nil {
		return err
	}
	return out.w.Flush()
}

// writer writes fields; the first error of what is beneath comes out of its
// Flush.
type writer struct {
	w   *bufio.Writer
	buf []byte
}

func (o *writer) write(s string) { _, _ = o.w.WriteString(s) }

func (o *writer) body(t reports.CheckedTable) error {
	var sections []string
	for row, err := range t.Rows() {
		if err != nil {
			return err
		}
		switch {
		case row.Kind == reports.Heading:
			sections = append(sections[:row.Depth()], title(row))
			continue
		case row.Kind == reports.Note && !hasFigures(row):
			continue
		}
		// The subtotal of a group belongs to it, although it stands outside.
		depth := row.Depth()
		if row.Kind == reports.Subtotal {
			depth++
		}
		o.begin(strings.Join(sections[:min(depth, len(sections))], " / "), string(row.Kind))
		for _, c := range row.Cells {
			if c.Content() == reports.Words {
				o.words(c.Text())
				continue
			}
			o.buf = c.AppendPlain(append(o.buf[:0], ','))
			_, _ = o.w.Write(o.buf)
		}
		o.write("\r\n")
	}
	return nil
}

func hasFigures(row reports.Row) bool {
	return slices.ContainsFunc(row.Cells, func(c reports.Cell) bool {
		return c.Content() != reports.Empty && c.Content() != reports.Words
	})
}

// title is the words of a heading.
func title(row reports.Row) string {
	for _, c := range row.Cells {
		if c.Content() == reports.Words {
			return c.Text()
		}
	}
	return ""
}

func (o *writer) begin(section, row string) {
	o.write(quoted(Guarded(section)))
	o.words(row)
}

func (o *writer) words(s string) {
	o.write(",")
	o.write(quoted(Guarded(s)))
}

// quoted is a field as RFC 4180 writes it. A semicolon is quoted too, for the
// spreadsheets that take it for the separator.
func quoted(s string) string {
	if !strings.ContainsAny(s, "\",;\r\n\t") && strings.TrimSpace(s) == s {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}

// separators are where a spreadsheet may part a text, besides the comma, which
// quotes disarm.
const separators = ";\t\r\n"

// Guarded is words that no spreadsheet takes for a formula: an apostrophe goes
// before every part that looks like one, at the beginning and after each
// separator at which a spreadsheet might part the text.
func Guarded(s string) string {
	if !strings.ContainsAny(s, "=+-@\t\r\n＝＋－＠") {
		return s
	}
	var b strings.Builder
	for start := 0; start < len(s); {
		end := len(s)
		if i := strings.IndexAny(s[start:], separators); i >= 0 {
			end = len(s) - len(strings.TrimLeft(s[start+i:], separators))
		}
		part := s[start:end]
		if reports.LooksLikeFormula(part) {
			b.WriteByte('\'')
		}
		b.WriteString(part)
		start = end
	}
	return b.String()
}
