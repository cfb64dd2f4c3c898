package money

import (
	"github.com/shopspring/decimal"

	"article30/internal/problem"
)

var hundred = decimal.New(100, 0)

// ParsePercent reads a percentage such as "13" or "7.5": 0 to 100, at most
// four decimals.
//
// Errors: money.percent_grammar, money.percent_out_of_range.
func ParsePercent(s string) (decimal.Decimal, error) {
	d, err := ParseDecimal(s)
	if err != nil || d.Exponent() < -MaxDigits {
		return decimal.Decimal{}, problem.New(problem.Invalid, "money.percent_grammar", "value", s)
	}
	if !isPercent(d) {
		return decimal.Decimal{}, problem.New(problem.Invalid, "money.percent_out_of_range", "value", s)
	}
	return d, nil
}

// GrossToNet divides a gross contribution into direct cost and the programme
// support cost of percent of that direct cost. The direct cost is
// gross/(1 + percent/100) rounded once to the currency's minor unit; the
// programme support cost is the rest, so that the two always add to gross. It
// panics on a percentage that ParsePercent would not give.
func GrossToNet(gross Money, percent decimal.Decimal) (direct, psc Money) {
	mustPercent(percent)
	net := gross.Amount().Mul(hundred).DivRound(hundred.Add(percent), int32(gross.currency.Digits()))
	direct = exactly(net, gross.currency)
	return direct, Money{gross.units - direct.units, gross.currency}
}

// PSC is the programme support cost on a direct cost: percent of it, rounded
// once to a whole number of units, where a unit of 0.01 is the cent and 1 a
// budget in whole dollars. A unit finer than the currency's minor unit counts
// as the minor unit. It panics on a unit that is not positive and on a
// percentage that ParsePercent would not give.
func PSC(direct Money, percent, unit decimal.Decimal) Money {
	mustPercent(percent)
	if !unit.IsPositive() {
		panic("money: a rounding unit that is not positive")
	}
	unit = decimal.Max(unit, decimal.New(1, -int32(direct.currency.Digits())))
	return exactly(direct.Amount().Mul(percent).Shift(-2).DivRound(unit, 0).Mul(unit), direct.currency)
}

// SupportCost is the programme support cost that a direct cost is charged with:
// percent of it, rounded once to the cent, half away from zero. It panics on a
// percentage that ParsePercent would not give.
func SupportCost(direct Money, percent decimal.Decimal) Money {
	return PSC(direct, percent, cent)
}

var cent = decimal.New(1, -2)

// Bearable is the greatest direct cost that an amount bears together with its
// programme support cost, each in whole minor units; never less than zero. It
// panics on a percentage that ParsePercent would not give.
func Bearable(gross Money, percent decimal.Decimal) Money {
	if gross.units <= 0 {
		return Zero(gross.currency)
	}
	step := int64(1)
	for range MaxDigits - gross.currency.Digits() {
		step *= 10
	}
	unit := decimal.New(1, -int32(gross.currency.Digits()))
	direct, _ := GrossToNet(gross, percent)
	// Both roundings together can come to a unit too much.
	for direct.units > 0 && direct.units+PSC(direct, percent, unit).units > gross.units {
		direct.units -= step
	}
	return direct
}

func isPercent(d decimal.Decimal) bool { return !d.IsNegative() && !d.GreaterThan(hundred) }

func mustPercent(d decimal.Decimal) {
	if !isPercent(d) {
		panic("money: a programme support cost of " + d.String() + " per cent")
	}
}

// exactly is d without rounding; it panics where d has no exact Money.
func exactly(d decimal.Decimal, c Currency) Money {
	units := d.Shift(MaxDigits)
	if !units.IsInteger() || !units.BigInt().IsInt64() {
		panic("money: " + d.String() + " is no amount of " + string(c))
	}
	return Money{units.IntPart(), c}
}
