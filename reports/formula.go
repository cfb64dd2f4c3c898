package reports

import (
	"strconv"

	"github.com/shopspring/decimal"

	"article30/internal/money"
)

// Formula says how a figure follows from others of its table. It is evaluated
// twice: here, exactly, and in the reader's spreadsheet, from the text that
// Cell.AppendExcel gives. Every formula ends in one rounding to the decimals of its
// column, half away from zero, which is what a spreadsheet's ROUND does.
type Formula struct {
	op      op
	terms   []Term
	percent decimal.Decimal
	places  *int // to which the result is rounded, where not to the decimals of its column
}

type op uint8

const (
	sumOfGroup op = iota
	acrossColumns
	ofRows
	percentOfRow
)

// Term is a column of the same row, or a named row above in the same column,
// added or taken away.
type Term struct {
	of   string
	less bool
}

func Plus(of string) Term { return Term{of: of} }

func Minus(of string) Term { return Term{of: of, less: true} }

// Sum is the total of what stands directly in the group that this row closes:
// its lines, and the subtotals of the groups inside it.
func Sum() Formula { return Formula{op: sumOfGroup} }

// Across adds columns of the same row, named by their keys.
func Across(terms ...Term) Formula { return Formula{op: acrossColumns, terms: terms} }

// Rows adds named rows above, in the same column.
func Rows(terms ...Term) Formula { return Formula{op: ofRows, terms: terms} }

// Percent is so many per cent of a named row above: programme support costs of
// 13 per cent of the direct costs.
func Percent(percent decimal.Decimal, row string) Formula {
	return Formula{op: percentOfRow, percent: percent, terms: []Term{Plus(row)}}
}

// To rounds the formula's figure to that decimal place in place of the column's
// last: 0 for whole dollars, -3 for thousands.
func (f Formula) To(places int) Formula {
	f.places = &places
	return f
}

// resolved is a formula whose operands have found their places: a sum of
// spans, perhaps so many per cent of it, rounded.
type resolved struct {
	op       op
	spans    []span
	percent  decimal.Decimal
	decimals int
}

// span is the cells from one row of the body to another in one column.
type span struct {
	from, to, column int
	less             bool
}

// A spreadsheet's function takes at most 255 arguments.
const maxArguments = 250

// place appends the name of the cell in a row of the body and a column, both
// counted from zero.
type place = func(b []byte, row, column int) []byte

func (r *resolved) appendExcel(b []byte, at place) []byte {
	b = append(b, "ROUND("...)
	if r.op == sumOfGroup {
		b = r.appendSum(b, at)
	} else {
		b = r.appendTerms(b, at)
	}
	b = append(b, ',')
	b = strconv.AppendInt(b, int64(r.decimals), 10)
	return append(b, ')')
}

func (r *resolved) appendSum(b []byte, at place) []byte {
	if len(r.spans) == 0 {
		return append(b, '0')
	}
	for i, s := range r.spans {
		switch {
		case i%maxArguments != 0:
			b = append(b, ',')
		case i == 0:
			b = append(b, "SUM("...)
		default:
			b = append(b, ")+SUM("...)
		}
		b = at(b, s.from, s.column)
		if s.to != s.from {
			b = at(append(b, ':'), s.to, s.column)
		}
	}
	return append(b, ')')
}

func (r *resolved) appendTerms(b []byte, at place) []byte {
	for i, s := range r.spans {
		switch {
		case s.less:
			b = append(b, '-')
		case i > 0:
			b = append(b, '+')
		}
		b = at(b, s.from, s.column)
	}
	if r.op == percentOfRow {
		b = append(b, '*')
		b = append(b, r.percent.String()...)
		b = append(b, '%')
	}
	return b
}

// share is percent of so many ten-thousandths, rounded to the decimals.
func share(units int64, percent decimal.Decimal, decimals int) decimal.Decimal {
	return money.Round(decimal.New(units, -4).Mul(percent).Shift(-2), int32(decimals)).Shift(4)
}
