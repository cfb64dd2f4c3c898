package xlsx

import (
	"strings"

	"article30/reports"
)

// letters are the widths of the printable ASCII characters in the typeface, in
// thousandths of its size. A digit is 556.
var letters = [...]uint16{
	278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, // blank to /
	556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, // 0 to ?
	1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778, // @ to O
	667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, // P to _
	333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, // ` to o
	556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584, // p to ~
}

const digit = 556

// extent is how wide a text is, in thousandths of the size of its letters. The
// characters of other alphabets count as digits, wide ones as two.
func extent(s string) int {
	sum := 0
	for _, r := range s {
		if r >= ' ' && int(r-' ') < len(letters) {
			sum += int(letters[r-' '])
		} else {
			sum += digit * reports.Cells(string(r))
		}
	}
	return sum
}

// linesOf is how many lines a text breaks into in a column so many digits
// wide. A twentieth is kept for readers whose typeface is another.
func linesOf(s string, width int) int {
	limit := width * digit * 20 / 21
	lines, used := 1, 0
	for word := range strings.FieldsSeq(s) {
		n := extent(word)
		if used > 0 && used+extent(" ")+n > limit {
			lines, used = lines+1, 0
		}
		if used > 0 {
			used += extent(" ")
		}
		used += n
		for used > limit && limit > 0 { // a word longer than a line is broken
			lines, used = lines+1, used-limit
		}
	}
	return lines
}

// widths fits the columns to their content and to the longest word of their
// labels. Columns of figures get one width where the page has room for it, and
// elsewhere those of nearly one width. A narrow table is given room for its
// title in the column that names its rows.
func widths(t reports.CheckedTable) []int {
	columns := t.Columns()
	list := make([]int, len(columns))
	widest, sum, equal := 0, 0, 0
	for i, c := range columns {
		list[i] = width(c, t.Widest(i))
		sum += list[i]
		if c.Kind == reports.MoneyColumn {
			widest = max(widest, list[i])
		}
	}
	for i, c := range columns {
		if c.Kind == reports.MoneyColumn && c.Width == 0 {
			equal += widest - list[i]
		}
	}
	room := portrait
	if sum > portrait {
		room = landscape
	}
	for i, c := range columns {
		if c.Kind == reports.MoneyColumn && c.Width == 0 && (list[i]+nearly >= widest || sum+equal <= room) {
			list[i] = widest
		}
	}
	sum = 0
	for _, w := range list {
		sum += w
	}
	if stub := t.Stub(); stub >= 0 && stub < len(list) {
		list[stub] += max(0, narrowest-sum)
	}
	return list
}

const (
	shortest    = 7  // of a column, in characters
	longest     = 46 // of a column of words; longer ones wrap
	narrowest   = 56 // of a table
	nearly      = 4
	gap         = 2 // between labels
	indentWidth = 2
)

func width(c reports.Column, widest int) int {
	if c.Width > 0 {
		return c.Width
	}
	w := min(widest, longest)
	if c.Kind == reports.TextColumn {
		w += indentWidth
	}
	for word := range strings.FieldsSeq(c.Label) {
		w = max(w, (extent(word)+digit-1)/digit+1)
	}
	if whole := extent(c.Label)/digit + gap; whole <= w+nearly {
		w = max(w, whole)
	}
	return max(w, shortest) + 1
}
