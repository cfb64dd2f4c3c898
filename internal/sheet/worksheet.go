package sheet

import (
	"strconv"
	"strings"

	"article30/internal/problem"
)

// The size of a worksheet by the standard, and the merged areas that a table
// may have.
const (
	maxRow    = 1_048_576
	maxColumn = 16_384
	maxMerges = 1_000
)

// worksheetReader reads the rows of one worksheet.
type worksheetReader struct {
	*workbook
	x      *xmlReader
	b      *builder
	row    int
	col    int
	cells  []string // of this row, from column 1
	spans  []span   // those of them that stand in text
	text   []byte   // the row's own texts, one after the other
	value  []byte
	hidden int
}

type span struct{ cell, from, to int }

// readWorksheet passes the rows with values to b. Rows and cells must stand in
// order, each at most once. Formulas and error values are refused.
func (w *workbook) readWorksheet(s worksheet, b *builder) error {
	r := worksheetReader{workbook: w, b: b}
	seen, merges := false, 0
	err := w.parse(s.part, "worksheet", mainNamespaces, func(x *xmlReader) error {
		r.x = x
		return x.children(func(name string) error {
			switch name {
			case "sheetData":
				if seen {
					return damagedPart(s.part, "sheetData twice")
				}
				seen = true
				return x.children(r.readRow)
			case "mergeCells":
				return x.children(func(string) error {
					if merges++; merges > maxMerges {
						return tooLarge("sheet.too_many_merges", "limit", maxMerges)
					}
					return x.skip()
				})
			}
			return x.skip()
		})
	})
	if err != nil {
		return err
	}
	if merges > 0 {
		b.note(0, "sheet.merged_cells", "count", merges)
	}
	if r.hidden > 0 {
		b.note(0, "sheet.hidden_rows", "count", r.hidden)
	}
	return nil
}

func (r *worksheetReader) readRow(element string) error {
	x := r.x
	if element != "row" {
		return x.skip()
	}
	number := r.row + 1
	if at := x.attr("r"); at != nil {
		n, err := strconv.Atoi(string(at))
		if err != nil || n < 1 || n > maxRow {
			return invalid("sheet.bad_row", "row", shorten(string(at), 20), "part", x.part)
		}
		if n < number {
			return invalid("sheet.row_order", "row", n, "after", r.row)
		}
		number = n
	}
	if number > maxRow {
		return invalid("sheet.bad_row", "row", itoa(number), "part", x.part)
	}
	hidden := xmlTrue(x.attr("hidden"))
	r.row, r.col = number, 0
	r.cells, r.spans, r.text = r.cells[:0], r.spans[:0], r.text[:0]
	if err := x.children(r.readCell); err != nil {
		return err
	}
	text := string(r.text)
	for _, s := range r.spans {
		r.cells[s.cell] = text[s.from:s.to]
	}
	if hidden && !blank(r.cells) {
		r.hidden++
	}
	if err := r.b.spend(len(text)); err != nil {
		return err
	}
	return r.b.add(number, r.cells)
}

func (r *worksheetReader) readCell(element string) error {
	x := r.x
	if element != "c" {
		return x.skip()
	}
	col := r.col + 1
	if at := x.attr("r"); at != nil {
		c, row, ok := parseRef(string(at))
		if !ok || row != r.row {
			return invalid("sheet.bad_cell", "cell", shorten(string(at), 20), "row", r.row)
		}
		if c < col {
			return invalid("sheet.cell_order", "cell", string(at), "after", ref(r.col, r.row))
		}
		col = c
	}
	if col > maxColumn {
		return invalid("sheet.bad_cell", "cell", ref(col, r.row), "row", r.row)
	}
	r.col = col
	kind := string(x.attr("t"))
	style := 0
	if s := x.attr("s"); s != nil {
		var err error
		if style, err = strconv.Atoi(string(s)); err != nil || style < 0 || style >= max(1, len(r.dates)) {
			return r.refuse("sheet.bad_style")
		}
	}
	var has struct{ v, is bool }
	value := r.value[:0]
	err := x.children(func(name string) (err error) {
		switch name {
		case "f":
			return r.refuse("sheet.formula")
		case "v":
			if has.v || has.is {
				return r.refuse("sheet.two_values")
			}
			has.v = true
			value, err = x.plainText(value)
			return err
		case "is":
			if has.v || has.is || kind != "inlineStr" {
				return r.refuse("sheet.two_values")
			}
			has.is = true
			value, err = x.richText(value)
			return err
		}
		return x.skip()
	})
	r.value = value
	if err != nil {
		if e, ok := problem.As(err); ok && e.Code == "sheet.part_text_too_long" {
			return tooLarge("sheet.cell_too_long", "line", r.row, "cell", ref(col, r.row), "limit_kib", maxCell>>10)
		}
		return err
	}
	if !has.v && !has.is || len(value) == 0 {
		return nil
	}
	text, shared, err := r.meaning(kind, style, value)
	if err != nil || text == "" {
		return err
	}
	if col > r.b.opts.MaxCols {
		return tooLarge("sheet.too_many_columns", "limit", r.b.opts.MaxCols, "cell", ref(col, r.row))
	}
	for len(r.cells) < col {
		r.cells = append(r.cells, "")
	}
	if r.cells[col-1] = text; !shared {
		r.spans = append(r.spans, span{col - 1, len(r.text), len(r.text) + len(text)})
		r.text = append(r.text, text...)
	}
	return nil
}

// meaning is the text for a cell's stored value; shared when the workbook
// holds that text in any case.
func (r *worksheetReader) meaning(kind string, style int, value []byte) (text string, shared bool, err error) {
	stored := string(value)
	trimmed := strings.Trim(stored, xmlSpace)
	switch kind {
	case "", "n":
		number, code := decimalText(trimmed)
		if code != "" {
			return "", false, r.refuse(code, "value", shorten(stored, 40))
		}
		if style >= len(r.dates) || !r.dates[style] {
			return number, false, nil
		}
		date, code := dateText(number, r.date1904)
		if code != "" {
			return "", false, r.refuse(code, "value", number)
		}
		return date, false, nil
	case "s":
		i, err := strconv.Atoi(trimmed)
		if err != nil || i < 0 || i >= len(r.shared) {
			return "", false, r.refuse("sheet.bad_shared_text")
		}
		return r.shared[i], true, nil
	case "str", "inlineStr":
		text, ok := decodeText(value)
		if !ok {
			return "", false, r.refuse("sheet.control_character_in_cell")
		}
		return text, false, nil
	case "b":
		switch trimmed {
		case "0", "false":
			return "FALSE", true, nil
		case "1", "true":
			return "TRUE", true, nil
		}
	case "d":
		if isoDate(trimmed) {
			return trimmed, false, nil
		}
	case "e":
		return "", false, r.refuse("sheet.error_value", "value", shorten(stored, 40))
	}
	return "", false, r.refuse("sheet.bad_value", "value", shorten(stored, 40))
}

// refuse names the current cell.
func (r *worksheetReader) refuse(code string, args ...any) error {
	return invalid(code, append([]any{"cell", ref(r.col, r.row)}, args...)...)
}
