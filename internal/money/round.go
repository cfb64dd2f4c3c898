package money

import (
	"github.com/shopspring/decimal"
)

var hundred = decimal.New(100, 0)

// Round is the rounding of the program: to so many decimals, a half away from
// zero, as a spreadsheet's ROUND does it. Negative digits round to tens,
// hundreds and so on.
func Round(d decimal.Decimal, digits int32) decimal.Decimal { return d.Round(digits) }

// GrossToNet divides a gross contribution into direct cost and the programme
// support cost of percent of that direct cost. The direct cost is
// gross/(1 + percent/100) rounded once to the currency's minor unit; the
// programme support cost is the rest, so that the two always add to gross. It
// panics on a negative percent.
func GrossToNet(gross Money, percent decimal.Decimal) (direct, psc Money) {
	if percent.IsNegative() {
		panic("money: a negative programme support cost")
	}
	c := gross.currency
	net := gross.Amount().Mul(hundred).DivRound(hundred.Add(percent), int32(c.Digits()))
	direct = Money{net.Shift(MaxDigits).IntPart(), c}
	return direct, Money{gross.units - direct.units, c}
}

// PSC is the programme support cost on a direct cost: percent of it, rounded
// to a whole number of units, in which 0.01 is the cent and 1 a budget in
// whole dollars. It panics on a unit that is not positive.
func PSC(direct Money, percent, unit decimal.Decimal) Money {
	if !unit.IsPositive() {
		panic("money: a rounding unit that is not positive")
	}
	cost := direct.Amount().Mul(percent).Shift(-2).DivRound(unit, 0).Mul(unit)
	return Money{cost.Shift(MaxDigits).IntPart(), direct.currency}
}
