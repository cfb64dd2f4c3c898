package reports

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
)

// WriteJSON writes the statement as one JSON object, always in the same bytes
// for the same content. A figure is a text, an amount an object with its
// currency, a dash null; an empty cell is left out. Digest is the SHA-256 of
// what is written here.
//
// Errors: those of the writer and of a streamed table.
func (c *Checked) WriteJSON(w io.Writer) error {
	if !c.Valid() {
		return Unchecked()
	}
	out := newJSONWriter(w)
	out.begin(c.statement)
	for _, t := range c.tables {
		out.beginTable(t.table)
		for row, err := range t.Rows() {
			if err != nil {
				return err
			}
			out.row(t.table.Columns, row)
		}
		out.endTable()
	}
	out.end(c.statement)
	return out.flush()
}

// jsonWriter is a statement's JSON in the making. The first error of the
// writer beneath it comes out of flush.
type jsonWriter struct {
	w     *bufio.Writer
	buf   []byte
	first bool // no table, or no row of the table, yet
}

func newJSONWriter(w io.Writer) *jsonWriter {
	return &jsonWriter{w: bufio.NewWriterSize(w, 1<<16), first: true}
}

func (j *jsonWriter) flush() error { return j.w.Flush() }

func (j *jsonWriter) write() {
	_, _ = j.w.Write(j.buf) // bufio keeps the error for Flush
	j.buf = j.buf[:0]
}

func (j *jsonWriter) begin(s Statement) {
	b := append(j.buf, `{"statement":`...)
	b = appendQuoted(b, s.Name)
	b = appendQuoted(append(b, `,"title":`...), s.Title)
	b = appendQuoted(append(b, `,"language":`...), s.Lang)
	b = appendQuoted(append(b, `,"direction":`...), s.Dir)
	b = append(b, `,"as_of":`...)
	if s.AsOf.IsZero() {
		b = append(b, "null"...)
	} else {
		b = appendQuoted(b, s.AsOf.String())
	}
	j.buf = append(b, `,"tables":[`...)
	j.write()
}

func (j *jsonWriter) beginTable(t Table) {
	b := j.buf
	if !j.first {
		b = append(b, ',')
	}
	b = appendQuoted(append(b, "\n{\"key\":"...), t.Key)
	b = appendQuoted(append(b, `,"name":`...), t.Name)
	b = append(b, `,"title":[`...)
	for i, line := range t.Title {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(b, line)
	}
	b = append(b, `],"columns":[`...)
	for i, c := range t.Columns {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(append(b, `{"key":`...), c.Key)
		b = appendQuoted(append(b, `,"label":`...), c.Label)
		b = appendQuoted(append(b, `,"kind":`...), string(c.Kind))
		if c.Currency != "" {
			b = appendQuoted(append(b, `,"currency":`...), string(c.Currency))
			b = strconv.AppendInt(append(b, `,"decimals":`...), int64(c.Decimals), 10)
		}
		b = append(b, '}')
	}
	j.buf = append(b, `],"rows":[`...)
	j.write()
	j.first = true
}

func (j *jsonWriter) row(columns []Column, row Row) {
	b := j.buf
	if !j.first {
		b = append(b, ',')
	}
	j.first = false
	b = appendQuoted(append(b, "\n{\"kind\":"...), string(row.Kind))
	b = strconv.AppendInt(append(b, `,"depth":`...), int64(row.depth), 10)
	if row.Name != "" {
		b = appendQuoted(append(b, `,"name":`...), row.Name)
	}
	b = append(b, `,"cells":{`...)
	first := true
	for i, c := range row.Cells {
		if c.content == Empty {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(appendQuoted(b, columns[i].Key), ':')
		b = appendJSONCell(b, c)
	}
	j.buf = append(b, "}}"...)
	j.write()
}

func appendJSONCell(b []byte, c Cell) []byte {
	switch c.content {
	case Nil:
		return append(b, "null"...)
	case Words:
		return appendQuoted(b, c.text)
	case Amount:
		b = c.AppendPlain(append(b, `{"amount":"`...))
		b = append(append(b, `","currency":"`...), c.cur...)
		return append(b, `"}`...)
	}
	return append(c.AppendPlain(append(b, '"')), '"')
}

func (j *jsonWriter) endTable() {
	j.buf = append(j.buf, "\n]}"...)
	j.write()
	j.first = false
}

func (j *jsonWriter) end(s Statement) {
	b := append(j.buf, "\n],\"basis\":["...)
	for i, p := range s.Basis.Pairs {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendQuoted(append(b, "\n{\"key\":"...), p.Key)
		b = appendQuoted(append(b, `,"label":`...), p.Label)
		if p.Value.content != Empty {
			b = appendJSONCell(append(b, `,"value":`...), p.Value)
		}
		b = append(b, '}')
	}
	j.buf = append(b, "\n]}\n"...)
	j.write()
}

// appendQuoted appends s as a JSON string.
func appendQuoted(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			quoted, err := json.Marshal(s)
			if err != nil {
				panic(err) // a string always has a JSON form
			}
			return append(b, quoted...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
