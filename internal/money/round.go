package money

import "github.com/shopspring/decimal"

// Round is the rounding of the program: to so many decimals, a half away from
// zero, as a spreadsheet's ROUND does it. Negative digits round to tens,
// hundreds and so on.
func Round(d decimal.Decimal, digits int32) decimal.Decimal { return d.Round(digits) }

// RoundTo is d rounded to the minor unit of c.
//
// Errors: money.unknown_currency, money.too_large.
func RoundTo(d decimal.Decimal, c Currency) (Money, error) {
	return New(Round(d, int32(c.Digits())), c)
}
