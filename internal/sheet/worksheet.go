package sheet

import (
	"strconv"
	"strings"

	"article30/internal/problem"
)

// The size of a worksheet by the standard; the merged areas that a table may
// have; and the cells that an error names at most.
const (
	maxRow     = 1_048_576
	maxColumn  = 16_384
	maxMerges  = 1_000
	maxRefused = 100
)

// worksheetReader reads the rows of one worksheet.
type worksheetReader struct {
	*workbook
	x        *xmlReader
	b        *builder
	row, col int      // of the current cell, 0 before the first
	cells    []string // of the current row, from column 1
	value    []byte   // as stored in the current cell
	formula  []byte   // of the current cell, where the worksheet is read whole
	hidden   int      // rows with values
	merges   int
	refused  *problem.Error
	whole    *Worksheet // kept cell by cell in place of the rows; nil for none
}

// readWorksheet passes the rows with values to b. Rows and cells must stand in
// order, each at most once. Cells that cannot be taken (formulas, error
// values, numbers and dates that are none) are named together in one error,
// which carries the code of the first.
func (w *workbook) readWorksheet(s worksheet, b *builder) error {
	r := worksheetReader{workbook: w, b: b}
	if err := r.read(s); err != nil {
		return err
	}
	if r.merges > 0 {
		b.note(0, "sheet.merged_cells", "count", r.merges)
	}
	if r.hidden > 0 {
		b.note(0, "sheet.hidden_rows", "count", r.hidden)
	}
	return nil
}

func (r *worksheetReader) read(s worksheet) error {
	seen := false
	err := r.parse(s.part, "worksheet", mainNamespaces, func(x *xmlReader) error {
		r.x = x
		return x.children(func(name string) error {
			switch {
			case name == "sheetData" && !seen:
				seen = true
				return x.children(r.readRow)
			case name == "sheetData":
				return damagedPart(s.part, "sheetData twice")
			case name == "mergeCells":
				return x.children(r.countMerge)
			}
			return x.skip()
		})
	})
	if err == nil && r.refused != nil {
		return r.refused
	}
	return err
}

func (r *worksheetReader) countMerge(string) error {
	if r.merges++; r.merges > maxMerges {
		return tooLarge("sheet.too_many_merges", "limit", maxMerges)
	}
	return r.x.skip()
}

func (r *worksheetReader) readRow(element string) error {
	if element != "row" {
		return r.x.skip()
	}
	number := r.row + 1
	if at := string(r.x.attr("r")); at != "" {
		n, err := strconv.Atoi(at)
		if err != nil || n < 1 || n > maxRow {
			return invalid("sheet.bad_row", "row", shorten(at, 20))
		}
		if n < number {
			return invalid("sheet.row_order", "row", n, "after", r.row)
		}
		number = n
	}
	if number > maxRow {
		return invalid("sheet.bad_row", "row", strconv.Itoa(number))
	}
	r.row, r.col = number, 0
	r.cells = r.cells[:0]
	hidden := xmlTrue(r.x.attr("hidden"))
	if err := r.x.children(r.readCell); err != nil || r.refused != nil {
		return err
	}
	if r.whole != nil {
		return nil
	}
	if hidden && !blank(r.cells) {
		r.hidden++
	}
	return r.b.add(number, r.cells)
}

func (r *worksheetReader) readCell(element string) error {
	if element != "c" {
		return r.x.skip()
	}
	col := r.col + 1
	if at := string(r.x.attr("r")); at != "" {
		c, row, ok := parseRef(at)
		if !ok || row != r.row {
			return invalid("sheet.bad_cell", "cell", shorten(at, 20), "row", r.row)
		}
		if c < col {
			return invalid("sheet.cell_order", "cell", at, "after", ref(r.col, r.row))
		}
		col = c
	}
	if col > maxColumn {
		return invalid("sheet.bad_cell", "cell", ref(col, r.row), "row", r.row)
	}
	r.col = col
	kind, style := string(r.x.attr("t")), string(r.x.attr("s"))
	formula, err := r.readValue(kind)
	switch {
	case err != nil:
		return err
	case r.whole != nil:
		return r.keep(kind, style, formula)
	case formula:
		return r.refuse(invalid("sheet.formula"))
	case len(r.value) == 0:
		return nil
	}
	text, err := r.meaning(kind, style)
	switch {
	case err != nil:
		return r.refuse(err)
	case text == "":
		return nil
	case col > r.b.opts.MaxCols:
		return tooLarge("sheet.too_many_columns", "limit", r.b.opts.MaxCols, "cell", ref(col, r.row))
	}
	for len(r.cells) < col {
		r.cells = append(r.cells, "")
	}
	r.cells[col-1] = text
	if kind == "s" {
		return nil
	}
	return r.b.spend(len(text))
}

// readValue reads the children of a cell into value.
func (r *worksheetReader) readValue(kind string) (formula bool, err error) {
	r.value = r.value[:0]
	values := 0
	err = r.x.children(func(name string) (err error) {
		switch {
		case name == "f":
			formula = true
			if r.whole == nil {
				return r.x.skip()
			}
			return r.readFormula()
		case name == "v":
			values++
			r.value, err = r.x.plainText(r.value)
		case name == "is" && kind == "inlineStr":
			values++
			r.value, err = r.x.richText(r.value)
		case name == "is":
			values = 2
			fallthrough
		default:
			return r.x.skip()
		}
		return err
	})
	switch {
	case problem.Is(err, "sheet.text_too_long"):
		err = tooLarge("sheet.cell_too_long", "cell", ref(r.col, r.row), "limit_kib", maxCell>>10)
	case err == nil && values > 1:
		err = r.refuse(invalid("sheet.bad_value"))
	}
	return formula, err
}

// readFormula reads the text of a formula; one that is shared or spans several
// cells begins with how, so that it is no plain formula's.
func (r *worksheetReader) readFormula() (err error) {
	r.formula = r.formula[:0]
	if how := r.x.attr("t"); len(how) > 0 && string(how) != "normal" {
		r.formula = append(append(append(r.formula, '{'), how...), '}')
	}
	r.formula, err = r.x.plainText(r.formula)
	return err
}

// meaning is the text for a stored value of that type and style.
func (r *worksheetReader) meaning(kind, style string) (string, error) {
	if kind == "str" || kind == "inlineStr" {
		return decodeText(r.value)
	}
	value := strings.Trim(string(r.value), xmlSpace)
	switch kind {
	case "", "n":
		number, err := decimalText(value)
		if err != nil || !r.isDate(style) {
			return number, err
		}
		return dateText(number, r.date1904)
	case "s":
		if i, err := strconv.Atoi(value); err == nil && i >= 0 && i < len(r.shared) {
			return r.shared[i], nil
		}
	case "b":
		switch value {
		case "0", "false":
			return "FALSE", nil
		case "1", "true":
			return "TRUE", nil
		}
	case "d":
		if isoDate(value) {
			return value, nil
		}
	case "e":
		return "", invalid("sheet.error_value")
	}
	return "", invalid("sheet.bad_value")
}

func (r *worksheetReader) isDate(style string) bool {
	if style == "" {
		return len(r.dates) > 0 && r.dates[0]
	}
	i, err := strconv.Atoi(style)
	return err == nil && i >= 0 && i < len(r.dates) && r.dates[i]
}

// refuse adds the current cell to those that cannot be taken; it stops the
// reading when there are enough of them to report.
func (r *worksheetReader) refuse(err error) error {
	e, ok := problem.As(err)
	if !ok {
		return err
	}
	place := ref(r.col, r.row)
	args := problem.Args{"cell": place, "value": shorten(string(r.value), 40)}
	if r.refused == nil {
		r.refused = &problem.Error{Kind: e.Kind, Code: e.Code, Args: args}
	}
	r.refused.Fields = append(r.refused.Fields, problem.Field{Path: place, Code: e.Code, Args: args})
	if len(r.refused.Fields) == maxRefused {
		return r.refused
	}
	return nil
}
