package money

import (
	"strings"

	"github.com/shopspring/decimal"

	"article30/internal/problem"
)

// Rate is a rate of exchange as the United Nations prints it: units of a
// currency for one US dollar, exact. The zero value is no rate.
type Rate struct {
	text string // canonical: no leading or trailing zeros that say nothing
}

const rateDigits = 12

var (
	maxRate = decimal.New(1, 9)
	minRate = decimal.New(1, -9)
)

// ParseRate reads a positive decimal number; the leading zero may be missing,
// as in the Treasury's ".8981". At most 12 significant digits, from 10^-9 to
// 10^9.
//
// Errors: rate.grammar, rate.out_of_range, rate.too_many_digits.
func ParseRate(s string) (Rate, error) {
	integer, decimals, point := strings.Cut(s, ".")
	if !isDigits(integer) && !(integer == "" && point) || point && !isDigits(decimals) ||
		len(integer) > decimalDigits || len(decimals) > decimalDigits {
		return Rate{}, problem.New(problem.Invalid, "rate.grammar", "value", s)
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return Rate{}, problem.New(problem.Invalid, "rate.grammar", "value", s)
	}
	return NewRate(d)
}

// NewRate is the rate of d units for one US dollar, within the limits of
// ParseRate.
//
// Errors: rate.out_of_range, rate.too_many_digits.
func NewRate(d decimal.Decimal) (Rate, error) {
	if d.LessThan(minRate) || d.GreaterThan(maxRate) {
		return Rate{}, problem.New(problem.Invalid, "rate.out_of_range",
			"value", d, "min", minRate, "max", maxRate)
	}
	text := d.String()
	if significant := strings.Trim(strings.Replace(text, ".", "", 1), "0"); len(significant) > rateDigits {
		return Rate{}, problem.New(problem.Invalid, "rate.too_many_digits", "value", d, "digits", rateDigits)
	}
	return Rate{text}, nil
}

// String is the canonical text: "0.8981", "4.5", "1". No rate is "".
func (r Rate) String() string { return r.text }

// Decimal is the rate as a number; zero for no rate.
func (r Rate) Decimal() decimal.Decimal {
	if r.IsZero() {
		return decimal.Decimal{}
	}
	return decimal.RequireFromString(r.text)
}

// IsZero reports no rate.
func (r Rate) IsZero() bool { return r.text == "" }

// Equal is ==, for those that compare by method.
func (r Rate) Equal(s Rate) bool { return r == s }

// ToUSD is m at the rate r: amount / rate, divided exactly and rounded once,
// to the cent, half away from zero.
//
// Errors: rate.missing for no rate; rate.dollar_not_one when m is in US
// dollars and the rate is not 1; money.too_large.
func (r Rate) ToUSD(m Money) (Money, error) {
	if r.IsZero() {
		return Money{}, problem.New(problem.Invalid, "rate.missing", "currency", string(m.currency))
	}
	if m.currency == USD && r.text != "1" {
		return Money{}, problem.New(problem.Invalid, "rate.dollar_not_one", "rate", r.text)
	}
	return New(m.Amount().DivRound(r.Decimal(), int32(USD.Digits())), USD)
}

// MarshalText is String.
func (r Rate) MarshalText() ([]byte, error) { return []byte(r.text), nil }

// UnmarshalText is ParseRate, with no rate for an empty text.
func (r *Rate) UnmarshalText(text []byte) error {
	if len(text) == 0 {
		*r = Rate{}
		return nil
	}
	parsed, err := ParseRate(string(text))
	if err != nil {
		return err
	}
	*r = parsed
	return nil
}
