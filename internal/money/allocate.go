package money

import (
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"article30/internal/problem"
)

// Weight is what a part counts for when an amount is divided.
type Weight interface{ int64 | decimal.Decimal }

// Allocate divides total in proportion to the weights, by largest remainder:
// every part first gets its share rounded towards zero to the currency's
// minor unit, then the units left over go one each to the parts that lost
// most, the earlier first among equals. The parts add to total exactly, no
// part differs from its exact share by a whole unit, a weight of zero gets
// nothing, and a negative total is divided as its absolute value.
//
// Errors: money.negative_weight; money.no_weight when nothing but zero weighs
// and there is something to divide.
func Allocate[W Weight](total Money, weights []W) ([]Money, error) {
	scaled, sum, err := scale(weights)
	if err != nil {
		return nil, err
	}
	parts := make([]Money, len(weights))
	for i := range parts {
		parts[i] = Zero(total.currency)
	}
	if total.IsZero() {
		return parts, nil
	}
	if sum.Sign() == 0 {
		return nil, problem.New(problem.Invalid, "money.no_weight", "total", total)
	}

	unit := int64(1)
	for range MaxDigits - total.places() {
		unit *= 10
	}
	count := total.units / unit
	remainders := make([]*big.Int, len(weights))
	left := count
	for i, w := range scaled {
		share, rest := new(big.Int).QuoRem(new(big.Int).Mul(w, big.NewInt(count)), sum, new(big.Int))
		parts[i].units = share.Int64() * unit
		remainders[i] = rest
		left -= share.Int64()
	}
	order := make([]int, len(weights))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return remainders[b].CmpAbs(remainders[a]) })
	step := int64(total.Sign())
	for _, i := range order[:left*step] {
		parts[i].units += step * unit
	}
	return parts, nil
}

// scale brings weights to whole numbers of one unit, and adds them.
func scale[W Weight](weights []W) (scaled []*big.Int, sum *big.Int, err error) {
	exact := make([]decimal.Decimal, len(weights))
	finest := int32(0)
	for i, w := range weights {
		switch w := any(w).(type) {
		case int64:
			exact[i] = decimal.NewFromInt(w)
		case decimal.Decimal:
			exact[i] = w
		}
		if exact[i].IsNegative() {
			return nil, nil, problem.New(problem.Invalid, "money.negative_weight", "value", exact[i])
		}
		finest = min(finest, exact[i].Exponent())
	}
	sum = new(big.Int)
	for _, d := range exact {
		n := d.Shift(-finest).BigInt()
		scaled = append(scaled, n)
		sum.Add(sum, n)
	}
	return scaled, sum, nil
}
