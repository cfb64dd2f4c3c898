package money

import (
	"strings"

	"github.com/shopspring/decimal"

	"article30/internal/problem"
)

const (
	integerDigits = 13 // before the point
	decimalDigits = 32 // after it, of a text that can still be a number
)

// Parse reads an amount as the program itself writes it: an optional minus,
// up to 13 digits, and optionally a point and decimals, no more of them than
// the currency has. ASCII only; no plus, exponent, grouping, blank or
// currency sign; zero has no minus. Whatever would have to be guessed is
// refused.
//
// Errors: money.grammar, money.too_many_decimals, money.too_large,
// money.unknown_currency.
func Parse(s string, c Currency) (Money, error) {
	if _, err := ParseCurrency(string(c)); err != nil {
		return Money{}, err
	}
	d, err := parseDecimal(s, c)
	if err != nil {
		return Money{}, err
	}
	if _, decimals, _ := strings.Cut(s, "."); len(decimals) > c.Digits() {
		return Money{}, tooManyDecimals(s, c)
	}
	return New(d, c)
}

// ParseDecimal reads a number by the grammar of Parse, with up to 32 decimals.
// It is for figures whose source prints more zeros than the currency has, as
// in "50000000.0" yen; New then decides.
//
// Errors: money.grammar, money.too_large.
func ParseDecimal(s string) (decimal.Decimal, error) { return parseDecimal(s, "") }

func parseDecimal(s string, c Currency) (decimal.Decimal, error) {
	grammar := func() (decimal.Decimal, error) {
		return decimal.Decimal{}, problem.New(problem.Invalid, "money.grammar", "value", s)
	}
	digits, negative := strings.CutPrefix(s, "-")
	integer, decimals, point := strings.Cut(digits, ".")
	if !isDigits(integer) || point && !isDigits(decimals) || len(decimals) > decimalDigits {
		return grammar()
	}
	if len(integer) > integerDigits {
		if strings.HasPrefix(integer, "0") {
			return grammar()
		}
		return decimal.Decimal{}, problem.New(problem.Invalid, "money.too_large",
			"value", s, "currency", string(c), "max", limit(c))
	}
	d, err := decimal.NewFromString(s)
	if err != nil || negative && d.IsZero() {
		return grammar()
	}
	return d, nil
}

// isDigits reports at least one ASCII digit and nothing else.
func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
