package reports

import (
	"unicode/utf8"

	"golang.org/x/text/width"
)

// measure keeps the longest cell of each column.
func (t *CheckedTable) measure(row Row) {
	for i, c := range row.Cells {
		n := 0
		switch c.content {
		case Words:
			// A heading may run over the columns beside it.
			if row.Kind == Heading || row.Kind == Note {
				continue
			}
			n = Cells(c.text)
			if i == t.Stub() {
				n += 2 * row.depth
			}
		case Amount, Integer:
			n = figureWidth(c)
		case Day:
			n = len("15 sept. 2012")
		case Number:
			n = len(c.number.String())
		}
		t.widest[i] = max(t.widest[i], n)
	}
}

// figureWidth counts digits, separators, decimals and parentheses.
func figureWidth(c Cell) int {
	whole := c.units
	if c.content == Amount {
		whole /= unitsPerMajor
	}
	digits := 1
	for whole /= 10; whole != 0; whole /= 10 {
		digits++
	}
	n := digits + (digits-1)/3 + 2
	if c.content == Amount && c.decimal > 0 {
		n += 1 + int(c.decimal)
	}
	return n
}

// Cells is the number of columns that a text takes on a grid of characters:
// two for the wide characters of East Asian scripts.
func Cells(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r < 0x1100 {
			continue
		}
		switch width.LookupRune(r).Kind() {
		case width.EastAsianWide, width.EastAsianFullwidth:
			n++
		}
	}
	return n
}
