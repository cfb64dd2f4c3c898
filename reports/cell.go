package reports

import (
	"strconv"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
)

// Content is what a cell holds.
type Content uint8

const (
	Empty   Content = iota // nothing; nothing was to be expected
	Nil                    // no figure where one could be: a dash, counted as zero
	Words                  // text
	Amount                 // money
	Integer                // a whole number
	Day                    // a date
	Number                 // a rate, or so many per cent
	pending                // a formula that Check has not evaluated
)

// Cell is one place of a table. The zero value is empty.
type Cell struct {
	content Content
	decimal uint8 // decimals with which an amount is shown
	units   int64 // of Amount in ten-thousandths, of Integer in ones
	cur     money.Currency
	text    string
	day     date.Date
	number  decimal.Decimal
	formula *Formula
	how     *resolved
}

// Text is a cell of words; no words, an empty cell.
func Text(s string) Cell {
	if s == "" {
		return Cell{}
	}
	return Cell{content: Words, text: s}
}

// Money is a cell with an amount; no money is Dash.
func Money(m money.Money) Cell {
	if m == (money.Money{}) {
		return Dash()
	}
	return Cell{content: Amount, units: m.Units(), cur: m.Currency()}
}

// Count is a cell with a whole number.
func Count(n int64) Cell { return Cell{content: Integer, units: n} }

// On is a cell with a date; no date, an empty cell.
func On(d date.Date) Cell {
	if d.IsZero() {
		return Cell{}
	}
	return Cell{content: Day, day: d}
}

// Decimal is a cell of a rate or percent column. 13 in a percent column is 13
// per cent.
func Decimal(d decimal.Decimal) Cell { return Cell{content: Number, number: d} }

// Dash is a cell where a figure could be and none is. Sums count it as zero.
func Dash() Cell { return Cell{content: Nil} }

// Calc is a figure that follows from others. Check evaluates it.
func Calc(f Formula) Cell { return Cell{content: pending, formula: &f} }

// By says how the figure, known from elsewhere (the ledger, a printed
// document), must also follow from the table. Check refuses the statement when
// it does not.
func (c Cell) By(f Formula) Cell {
	c.formula = &f
	return c
}

// Content tells which of the accessors below has a meaning.
func (c Cell) Content() Content { return c.content }

// Text is the words of a Words cell.
func (c Cell) Text() string { return c.text }

// Day is the date of a Day cell.
func (c Cell) Day() date.Date { return c.day }

// Number is the value of a Number cell.
func (c Cell) Number() decimal.Decimal { return c.number }

// Money is the amount of an Amount cell.
func (c Cell) Money() money.Money { return money.FromUnits(c.units, c.cur) }

// Decimals is how many decimals an Amount cell of a checked table shows.
func (c Cell) Decimals() int { return int(c.decimal) }

// Live tells a figure with a formula.
func (c Cell) Live() bool { return c.how != nil }

// AppendExcel appends the formula of a Live cell as a spreadsheet writes it,
// without the equals sign; at appends the name of the cell in a row of the
// body and a column, both counted from zero.
func (c Cell) AppendExcel(b []byte, at func(b []byte, row, column int) []byte) []byte {
	return c.how.appendExcel(b, at)
}

// Plain is the cell's exact value as text: an amount with its decimals and no
// grouping, a date in ISO form, "" for an empty cell or a dash.
func (c Cell) Plain() string { return string(c.AppendPlain(nil)) }

// AppendPlain appends Plain to b.
func (c Cell) AppendPlain(b []byte) []byte {
	switch c.content {
	case Words:
		return append(b, c.text...)
	case Amount:
		return appendUnits(b, c.units, int(c.decimal))
	case Integer:
		return strconv.AppendInt(b, c.units, 10)
	case Day:
		return append(b, c.day.String()...)
	case Number:
		return append(b, c.number.String()...)
	}
	return b
}

// appendUnits writes ten-thousandths with that many decimals; those beyond
// them are known to be zero.
func appendUnits(b []byte, units int64, decimals int) []byte {
	u := uint64(units)
	if units < 0 {
		b = append(b, '-')
		u = -u
	}
	b = strconv.AppendUint(b, u/unitsPerMajor, 10)
	if decimals == 0 {
		return b
	}
	b = append(b, '.')
	rest := u % unitsPerMajor
	for scale, i := uint64(unitsPerMajor/10), 0; i < decimals; i++ {
		b = append(b, byte('0'+rest/scale%10))
		scale /= 10
	}
	return b
}

const unitsPerMajor = 10_000
