// Package money has exact amounts of one currency, their rounding, their
// division into parts, and rates of exchange. Nothing in it is a binary
// fraction: an amount is counted in whole ten-thousandths of its currency's
// major unit, which every currency's minor unit divides into and which the
// database stores.
package money

import (
	"math"

	"github.com/shopspring/decimal"

	"article30/internal/problem"
)

// Money is an amount of a currency. The zero value is no money, which is not
// the same as zero dollars. Two Moneys are == if and only if amount and
// currency are the same.
type Money struct {
	units    int64
	currency Currency
}

// maxUnits is the largest amount that is let in: thirteen digits before the
// point, which with cents are the fifteen that a spreadsheet keeps.
const maxUnits = 9_999_999_999_999_9999

// New is the amount d of currency c. Trailing zeros do not count as decimals.
//
// Errors: money.unknown_currency, money.too_many_decimals, money.too_large.
func New(d decimal.Decimal, c Currency) (Money, error) {
	if _, err := ParseCurrency(string(c)); err != nil {
		return Money{}, err
	}
	if d.NumDigits()+int(d.Exponent()) > integerDigits && !d.IsZero() {
		return Money{}, tooLarge(d, c)
	}
	if !d.Equal(d.Truncate(int32(c.Digits()))) {
		return Money{}, tooManyDecimals(d, c)
	}
	return Money{d.Shift(MaxDigits).IntPart(), c}, nil
}

// FromUnits is the amount of so many ten-thousandths of the major unit, as the
// database keeps it. It is not checked against the limits of New; arithmetic
// with an amount beyond them is refused.
func FromUnits(units int64, c Currency) Money { return Money{units, c} }

// Largest is the largest amount of a currency that is let in and that a sum may
// come to.
func Largest(c Currency) Money { return Money{limit(c).Shift(MaxDigits).IntPart(), c} }

// Zero is the amount zero in currency c.
func Zero(c Currency) Money { return Money{0, c} }

// Units is the amount in ten-thousandths of the major unit.
func (m Money) Units() int64 { return m.units }

func (m Money) Amount() decimal.Decimal { return decimal.New(m.units, -MaxDigits) }

func (m Money) Currency() Currency { return m.currency }

// Add is the sum.
//
// Errors: money.currency_mismatch, money.too_large.
func (m Money) Add(n Money) (Money, error) {
	if err := same(m, n); err != nil {
		return Money{}, err
	}
	if beyond(m.units) || beyond(n.units) || beyond(m.units+n.units) {
		return Money{}, tooLarge(m.Amount().Add(n.Amount()), m.currency)
	}
	return Money{m.units + n.units, m.currency}, nil
}

// Sub is the difference.
//
// Errors: money.currency_mismatch, money.too_large.
func (m Money) Sub(n Money) (Money, error) {
	if err := same(m, n); err != nil {
		return Money{}, err
	}
	if beyond(m.units) || beyond(n.units) || beyond(m.units-n.units) {
		return Money{}, tooLarge(m.Amount().Sub(n.Amount()), m.currency)
	}
	return Money{m.units - n.units, m.currency}, nil
}

// Sum is the total of amounts that are all in currency c; zero for none.
//
// Errors: money.currency_mismatch, money.too_large.
func Sum(c Currency, amounts ...Money) (Money, error) {
	total := Zero(c)
	for _, m := range amounts {
		var err error
		if total, err = total.Add(m); err != nil {
			return Money{}, err
		}
	}
	return total, nil
}

// Neg is the amount with the other sign.
func (m Money) Neg() Money {
	if m.units == math.MinInt64 {
		panic("money: an amount beyond every limit has no negative")
	}
	return Money{-m.units, m.currency}
}

// Abs is the amount without its sign.
func (m Money) Abs() Money {
	if m.units < 0 {
		return m.Neg()
	}
	return m
}

// Sign is -1, 0 or 1.
func (m Money) Sign() int {
	switch {
	case m.units < 0:
		return -1
	case m.units > 0:
		return 1
	}
	return 0
}

// IsZero reports an amount of zero, of whatever currency or of none.
func (m Money) IsZero() bool { return m.units == 0 }

// Equal reports the same amount of the same currency.
func (m Money) Equal(n Money) bool { return m == n }

// Cmp is -1, 0 or 1 as m is less than, equal to or more than n.
//
// Error: money.currency_mismatch.
func (m Money) Cmp(n Money) (int, error) {
	if err := same(m, n); err != nil {
		return 0, err
	}
	switch {
	case m.units < n.units:
		return -1, nil
	case m.units > n.units:
		return 1, nil
	}
	return 0, nil
}

// String is the plain amount and the currency, "1234.50 USD"; "" for no money.
func (m Money) String() string {
	if m == (Money{}) {
		return ""
	}
	return m.Plain() + " " + string(m.currency)
}

// Plain is the amount with a decimal point, the currency's number of decimals
// and no grouping: "1234.50". Decimals beyond the minor unit, which only
// FromUnits can bring, are printed and not rounded away. No money is "".
func (m Money) Plain() string {
	if m == (Money{}) {
		return ""
	}
	return m.Amount().StringFixed(int32(m.places()))
}

// places is the number of decimals that show the amount in full, at least the
// currency's.
func (m Money) places() int {
	n := MaxDigits
	for rest := m.units; n > m.currency.Digits() && rest%10 == 0; n-- {
		rest /= 10
	}
	return n
}

func same(m, n Money) error {
	if m.currency == n.currency {
		return nil
	}
	return problem.New(problem.Invalid, "money.currency_mismatch",
		"one", string(m.currency), "other", string(n.currency))
}

func beyond(units int64) bool { return units > maxUnits || units < -maxUnits }

func tooManyDecimals(value any, c Currency) error {
	return problem.New(problem.Invalid, "money.too_many_decimals",
		"value", value, "currency", string(c), "digits", c.Digits())
}

func tooLarge(d decimal.Decimal, c Currency) error {
	return problem.New(problem.Invalid, "money.too_large",
		"value", d, "currency", string(c), "max", limit(c))
}

// limit is the largest amount of a currency, in its decimals.
func limit(c Currency) decimal.Decimal {
	return decimal.New(maxUnits, -MaxDigits).Truncate(int32(c.Digits()))
}
