package cli

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"article30/internal/problem"
)

// table prints rows in columns that line up, under headings in the reader's
// language.
type table struct {
	a       *app
	rows    [][]string
	atRight []int // columns set to the right
}

// table starts one; the headings are the texts of "column."+key.
func (a *app) table(keys ...string) *table {
	heads := make([]string, len(keys))
	for i, key := range keys {
		heads[i] = a.printer.Text("column." + key)
	}
	return &table{a: a, rows: [][]string{heads}}
}

// more says below a table that its list goes on after that id.
func (a *app) more(after int64) { a.println(a.printer.Text("cli.more", "after", int(after))) }

// atLeastOne refuses a limit that leaves nothing to list.
func atLeastOne(limit int) error {
	var fields problem.Fields
	if limit < 1 {
		fields.Add("limit", "cli.limit", "value", limit)
	}
	return fields.Err("cli.invalid")
}

func (t *table) right(columns ...int) { t.atRight = columns }

func (t *table) row(cells ...string) { t.rows = append(t.rows, cells) }

// cellsOf is how many cells of a terminal the text fills: two for a Chinese
// character, none for an Arabic vowel sign or a control of direction.
func cellsOf(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide, kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}

func (t *table) print() error {
	widths := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], cellsOf(cell))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			padding := strings.Repeat(" ", widths[i]-cellsOf(cell))
			switch {
			case slices.Contains(t.atRight, i):
				line.WriteString(padding + cell)
			default:
				line.WriteString(cell + padding)
			}
			line.WriteString("  ")
		}
		t.a.println(strings.TrimRight(line.String(), " "))
	}
	return nil
}
