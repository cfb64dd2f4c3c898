package reports

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/maphash"
	"iter"
	"slices"

	"article30/internal/date"
	"article30/internal/problem"
)

// Checked is a statement that adds up. It is the only thing that can be
// rendered, and only Statement.Check makes it. It does not change when the
// statement that it came from does.
type Checked struct {
	statement Statement
	tables    []CheckedTable
	digest    string
}

// CheckedTable is one table of a checked statement.
type CheckedTable struct {
	table   Table
	rows    []Row // evaluated; nil for a streamed table
	count   int
	widest  []int
	seed    maphash.Seed
	streams uint64 // fingerprint of a streamed table's rows
}

// Check evaluates every formula exactly and compares it with the figure that
// the cell states, if it states one.
//
// Errors: reports.does_not_add (names table, row, column, both figures and the
// difference), reports.too_large; reports.malformed for a table that
// contradicts itself (a heading never closed, a figure of another currency, a
// total that is no formula), which is a mistake of the program; and what a
// stream fails with.
func (s Statement) Check() (*Checked, error) {
	s.Tables = slices.Clone(s.Tables)
	s.Basis.Pairs = slices.Clone(s.Basis.Pairs)
	for i := range s.Basis.Pairs {
		v := &s.Basis.Pairs[i].Value
		v.decimal = uint8(v.cur.Digits())
	}
	c := &Checked{statement: s}
	sum := sha256.New()
	out := newJSONWriter(sum)
	out.begin(s)
	keys := map[string]bool{}
	for i := range s.Tables {
		t := s.Tables[i]
		if keys[t.Key] || t.Key == "" {
			return nil, malformed(t.Key, "", "", "two tables of one key, or of none")
		}
		keys[t.Key] = true
		checked, err := checkTable(t, out)
		if err != nil {
			return nil, err
		}
		c.tables = append(c.tables, checked)
	}
	out.end(s)
	if err := out.flush(); err != nil {
		return nil, err
	}
	c.digest = hex.EncodeToString(sum.Sum(nil))
	return c, nil
}

func checkTable(t Table, out *jsonWriter) (CheckedTable, error) {
	t.Title, t.Columns, t.Rows = slices.Clone(t.Title), slices.Clone(t.Columns), slices.Clone(t.Rows)
	checked := CheckedTable{table: t, widest: make([]int, len(t.Columns)), seed: maphash.MakeSeed()}
	e, err := newEvaluator(t)
	if err != nil {
		return CheckedTable{}, err
	}
	out.beginTable(t)
	var seen fingerprint
	seen.hash.SetSeed(checked.seed)
	for row, err := range e.rows() {
		if err != nil {
			return CheckedTable{}, err
		}
		out.row(t.Columns, row)
		checked.measure(row)
		checked.count++
		if t.Stream != nil {
			seen.add(row)
			continue
		}
		row.Cells = slices.Clone(row.Cells)
		checked.rows = append(checked.rows, row)
	}
	out.endTable()
	checked.streams = seen.hash.Sum64()
	checked.table.Rows = nil
	return checked, nil
}

// Statement is what was checked, without the rows of its tables.
func (c *Checked) Statement() Statement {
	s := c.statement
	s.Tables = nil
	return s
}

// Tables are the checked tables in their order.
func (c *Checked) Tables() []CheckedTable { return c.tables }

// Table is the table with that key, and whether there is one.
func (c *Checked) Table(key string) (CheckedTable, bool) {
	i := slices.IndexFunc(c.tables, func(t CheckedTable) bool { return t.table.Key == key })
	if i < 0 {
		return CheckedTable{}, false
	}
	return c.tables[i], true
}

// Digest is the SHA-256, in hexadecimal, of the bytes that WriteJSON writes:
// the identity of the statement's content, whatever format carries it.
func (c *Checked) Digest() string { return c.digest }

func (t CheckedTable) Key() string       { return t.table.Key }
func (t CheckedTable) Name() string      { return t.table.Name }
func (t CheckedTable) Title() []string   { return t.table.Title }
func (t CheckedTable) Columns() []Column { return t.table.Columns }

// Stub is the place of the column that names the rows.
func (t CheckedTable) Stub() int { return stub(t.table.Columns) }

func stub(columns []Column) int {
	return max(0, slices.IndexFunc(columns, func(c Column) bool { return c.Stub }))
}

// Streamed tells a table whose rows come from a stream.
func (t CheckedTable) Streamed() bool { return t.table.Stream != nil }

// Len is the number of rows of the body.
func (t CheckedTable) Len() int { return t.count }

// Widest is the number of characters of the longest cell of a column, as it is
// shown.
func (t CheckedTable) Widest(column int) int { return t.widest[column] }

// Rows yields the checked rows, each with a cell for every column and every
// formula evaluated. A row is valid until the next is asked for. A stream that
// no longer yields what was checked ends in reports.changed.
func (t CheckedTable) Rows() iter.Seq2[Row, error] {
	if t.table.Stream == nil {
		return func(yield func(Row, error) bool) {
			for _, row := range t.rows {
				if !yield(row, nil) {
					return
				}
			}
		}
	}
	return func(yield func(Row, error) bool) {
		e, err := newEvaluator(t.table)
		if err != nil {
			yield(Row{}, err)
			return
		}
		var seen fingerprint
		seen.hash.SetSeed(t.seed)
		count := 0
		for row, err := range e.rows() {
			if err != nil {
				yield(Row{}, err)
				return
			}
			if count++; count > t.count {
				break
			}
			seen.add(row)
			if !yield(row, nil) {
				return
			}
		}
		if count != t.count || seen.hash.Sum64() != t.streams {
			yield(Row{}, problem.New(problem.Conflict, "reports.changed", "table", t.table.Key))
		}
	}
}

// fingerprint of a stream: whether it yields the same rows
// twice in one run of the program.
type fingerprint struct {
	hash maphash.Hash
	buf  []byte
}

func (p *fingerprint) add(row Row) {
	b := append(p.buf[:0], row.Kind...)
	for _, c := range row.Cells {
		b = append(b, byte(c.content))
		b = binary.LittleEndian.AppendUint64(b, uint64(c.units))
		switch c.content {
		case Words:
			b = append(binary.AppendUvarint(b, uint64(len(c.text))), c.text...)
		case Amount:
			b = append(b, c.cur...)
		case Day:
			b = binary.LittleEndian.AppendUint32(b, uint32(c.day.Sub(epoch)))
		case Number:
			b = append(b, c.number.String()...)
		}
	}
	p.buf = b
	_, _ = p.hash.Write(b)
}

var epoch = date.MustParse("1900-01-01")

func malformed(table, row, column, what string) error {
	return problem.New(problem.Internal, "reports.malformed", "table", table, "row", row, "column", column, "what", what)
}

// Unchecked is the error of a renderer that is handed no checked statement.
func Unchecked() error { return problem.New(problem.Internal, "reports.unchecked") }

// Valid tells a statement that Check made from a zero value.
func (c *Checked) Valid() bool { return c != nil && c.digest != "" }
