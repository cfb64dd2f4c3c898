package sheet

import (
	"context"
	"strings"
)

// Worksheet is one worksheet of a workbook as it stands, cell by cell, with the
// formulas that Read refuses.
type Worksheet struct {
	Name   string
	Hidden bool
	// Rows has the cells of row n at n-1, and of column n at n-1 in it; rows and
	// columns end with the last cell that has something in it.
	Rows [][]Cell
}

// Content is what a cell holds.
type Content string

const (
	Nothing Content = ""
	Words   Content = "words"
	Figure  Content = "figure"
	Day     Content = "day" // a date, or a moment
	Truth   Content = "truth"
)

// Cell is one cell: its text as in Row.Cells, of which kind it is, and the
// formula where it has one, with an equals sign: "=SUM(B2:B9)". The text of a
// formula is the value that it was saved with. A formula that is shared by cells
// begins with how: "={shared}".
type Cell struct {
	Content Content
	Text    string
	Formula string
}

// At is the cell in that row and column, both from 1; Nothing where there is
// none.
func (w Worksheet) At(row, column int) Cell {
	if row < 1 || row > len(w.Rows) || column < 1 || column > len(w.Rows[row-1]) {
		return Cell{}
	}
	return w.Rows[row-1][column-1]
}

// Columns is the number of columns of the widest row.
func (w Worksheet) Columns() int {
	widest := 0
	for _, row := range w.Rows {
		widest = max(widest, len(row))
	}
	return widest
}

// Place is the name of a cell, "C5", from its column and row, both from 1.
func Place(column, row int) string { return ref(column, row) }

// Worksheets are those of a workbook in their order, under the limits of Read.
//
// Errors: those of Read for a workbook; sheet.not_a_workbook for a CSV file.
func (s *Source) Worksheets(ctx context.Context) ([]Worksheet, error) {
	kind, err := recognise(s.text)
	if err != nil {
		return nil, err
	}
	if kind != XLSX {
		return nil, unsupported("sheet.not_a_workbook")
	}
	b := newBuilder(ctx, Options{}.withDefaults())
	if err := b.spend(len(s.text)); err != nil {
		return nil, err
	}
	a, err := openArchive(s.text)
	if err != nil {
		return nil, err
	}
	w := &workbook{archive: a}
	for _, read := range []func() error{w.locate, w.read, w.readStyles, func() error { return w.readShared(b) }} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	if len(w.sheets) == 0 {
		return nil, invalid("sheet.no_sheet")
	}
	list := make([]Worksheet, len(w.sheets))
	for i, one := range w.sheets {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		list[i] = Worksheet{Name: one.name, Hidden: one.hidden}
		r := worksheetReader{workbook: w, b: b, whole: &list[i]}
		if err := r.read(one); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// keep puts the current cell into the worksheet that is read whole.
func (r *worksheetReader) keep(kind, style string, formula bool) error {
	if len(r.value) == 0 && !formula {
		return nil
	}
	text := ""
	if len(r.value) > 0 {
		var err error
		if text, err = r.meaning(kind, style); err != nil {
			return r.refuse(err)
		}
	}
	switch {
	case r.col > r.b.opts.MaxCols:
		return tooLarge("sheet.too_many_columns", "limit", r.b.opts.MaxCols, "cell", ref(r.col, r.row))
	case r.row > r.b.opts.MaxRows:
		return tooLarge("sheet.too_many_rows", "limit", r.b.opts.MaxRows)
	}
	cell := Cell{Content: r.content(kind, style), Text: text}
	if formula {
		cell.Formula = "=" + strings.TrimSpace(string(r.formula))
	}
	if text == "" {
		cell.Content = Nothing
		if !formula {
			return nil
		}
	}
	w := r.whole
	before := len(w.Rows)
	for len(w.Rows) < r.row {
		w.Rows = append(w.Rows, nil)
	}
	row := w.Rows[r.row-1]
	if err := r.b.spend(len(text) + len(cell.Formula) + (len(w.Rows)-before)*rowCost + (r.col-len(row))*wholeCost); err != nil {
		return err
	}
	for len(row) < r.col {
		row = append(row, Cell{})
	}
	row[r.col-1] = cell
	w.Rows[r.row-1] = row
	return nil
}

// wholeCost is what a Cell takes in memory.
const wholeCost = 56

// content is the kind of a value that meaning has taken.
func (r *worksheetReader) content(kind, style string) Content {
	switch kind {
	case "b":
		return Truth
	case "d":
		return Day
	case "", "n":
		if r.isDate(style) {
			return Day
		}
		return Figure
	}
	return Words
}
