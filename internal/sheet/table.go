package sheet

import (
	"context"
	"strings"
)

// Table is the content of one CSV file or worksheet.
type Table struct {
	Kind      Kind
	Sheet     string   // XLSX: the worksheet's name
	Delimiter string   // CSV: the character between fields
	Header    []string // trimmed; "" over a column that is empty throughout
	Rows      []Row
	Notices   []Notice // what the reader of the import's report should know
	columns   map[string]int
}

// Row is one row below the header.
type Row struct {
	// Line is where a person finds the row: the physical line on which it
	// begins in a CSV file, the row number in a worksheet, both from 1.
	Line int
	// Cells has one text for each column of the header, "" where empty.
	// Text and CSV fields are verbatim, not trimmed. A worksheet's number is
	// exact decimal text ("-1234.5"), a date "2012-10-15", a moment
	// "2012-10-15T13:30:00", a truth value "TRUE" or "FALSE".
	Cells []string
}

// Has reports whether the header names the column, exactly.
func (t *Table) Has(column string) bool {
	_, ok := t.columns[column]
	return ok
}

// Get is the row's text in that column, "" when the header does not name it.
func (t *Table) Get(row Row, column string) string {
	i, ok := t.columns[column]
	if !ok {
		return ""
	}
	return row.Cells[i]
}

// Require refuses a table whose header lacks one of the columns
// (sheet.missing_columns, naming all that are missing and those there are).
func (t *Table) Require(columns ...string) error {
	var missing []string
	for _, c := range columns {
		if !t.Has(c) {
			missing = append(missing, c)
		}
	}
	if missing == nil {
		return nil
	}
	return invalid("sheet.missing_columns",
		"missing", strings.Join(missing, ", "), "found", shorten(strings.Join(t.Header, ", "), 400))
}

// The largest cell in bytes, and the memory that a table may take together with
// its file: what bounds a file whose rows, columns and cells are each within
// their limits.
const (
	maxCell  = 32 << 10
	maxTable = 48 << 20

	cellCost   = 16 // a string's header
	rowCost    = 32
	sharedCost = 48 // with the list as it grows
	cellBlock  = 4096
	rowBlock   = 1024
)

// builder collects the rows of a table under the limits, for both readers.
type builder struct {
	ctx    context.Context
	opts   Options
	table  *Table
	width  int      // columns of the header as given, with empty ones at the end
	cost   int      // bytes kept so far
	cells  []string // space for the cells of the next rows
	blocks [][]Row  // full blocks of rows, joined by finish
	rows   []Row    // the block being filled
}

func newBuilder(ctx context.Context, opts Options) *builder {
	return &builder{ctx: ctx, opts: opts, table: &Table{}}
}

// add takes the next row. Cells that are missing at its end are empty.
func (b *builder) add(line int, cells []string) error {
	if blank(cells) {
		return nil
	}
	if b.table.Header == nil {
		return b.header(line, cells)
	}
	count := len(b.blocks)*rowBlock + len(b.rows)
	if count%rowBlock == 0 {
		if err := b.ctx.Err(); err != nil {
			return err
		}
	}
	if count >= b.opts.MaxRows {
		return tooLarge("sheet.too_many_rows", "limit", b.opts.MaxRows)
	}
	for i, c := range cells {
		if c != "" && (i >= len(b.table.Header) || b.table.Header[i] == "") {
			return invalid("sheet.no_header", "line", line, "cell", ref(i+1, line), "value", shorten(c, 80))
		}
	}
	row := Row{Line: line, Cells: b.space(len(b.table.Header))}
	copy(row.Cells, cells)
	if b.rows == nil {
		b.rows = make([]Row, 0, rowBlock)
	}
	b.rows = append(b.rows, row)
	if len(b.rows) == rowBlock {
		b.blocks, b.rows = append(b.blocks, b.rows), nil
	}
	return b.spend(rowCost + cellCost*len(row.Cells))
}

// spend counts bytes that the table keeps.
func (b *builder) spend(bytes int) error {
	b.cost += bytes
	if b.cost > maxTable {
		return tooLarge("sheet.too_large", "limit_mib", maxTable>>20)
	}
	return nil
}

func (b *builder) space(n int) []string {
	if len(b.cells) < n {
		b.cells = make([]string, max(cellBlock, n))
	}
	s := b.cells[:n:n]
	b.cells = b.cells[n:]
	return s
}

func (b *builder) header(line int, cells []string) error {
	b.width = len(cells)
	t := b.table
	t.columns = map[string]int{}
	for i, c := range cells {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		if i >= b.opts.MaxCols {
			return tooLarge("sheet.too_many_columns", "limit", b.opts.MaxCols, "cell", ref(i+1, line))
		}
		if first, ok := t.columns[c]; ok {
			return invalid("sheet.duplicate_column", "column", shorten(c, 80), "first", ref(first+1, line), "second", ref(i+1, line))
		}
		for len(t.Header) < i {
			t.Header = append(t.Header, "")
		}
		t.Header = append(t.Header, c)
		t.columns[c] = i
	}
	return nil
}

func (b *builder) finish() (*Table, error) {
	if b.table.Header == nil {
		return nil, invalid("sheet.empty")
	}
	b.blocks = append(b.blocks, b.rows)
	n := 0
	for _, block := range b.blocks {
		n += len(block)
	}
	b.table.Rows = make([]Row, 0, n)
	for _, block := range b.blocks {
		b.table.Rows = append(b.table.Rows, block...)
	}
	return b.table, nil
}

func (b *builder) note(line int, code string, args ...any) {
	b.table.Notices = append(b.table.Notices, newNotice(line, "", "", code, args...))
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}
