package execution

import (
	"github.com/shopspring/decimal"

	"article30/internal/money"
)

var cent = decimal.New(1, -2)

// supportOn is the programme support cost on a direct cost: the percentage of
// it, rounded to the cent, half away from zero.
func supportOn(direct int64, percent decimal.Decimal) int64 {
	return money.PSC(dollars(direct), percent, cent).Units()
}

// bearable is the greatest direct cost that an amount of cash bears together
// with its programme support cost; never less than nothing.
func bearable(cash int64, percent decimal.Decimal) int64 {
	if cash <= 0 {
		return 0
	}
	net, _ := money.GrossToNet(dollars(cash), percent)
	direct := net.Units()
	// Both roundings together can come to a cent too much.
	for direct+supportOn(direct, percent) > cash {
		direct -= oneCent
	}
	return direct
}

const oneCent = 100 // in ten-thousandths
