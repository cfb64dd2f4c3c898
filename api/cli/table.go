package cli

import (
	"slices"
	"strings"
	"unicode/utf8"

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

func (t *table) print() error {
	widths := make([]int, len(t.rows[0]))
	for _, row := range t.rows {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range t.rows {
		var line strings.Builder
		for i, cell := range row {
			padding := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
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
