package execution

import (
	"github.com/shopspring/decimal"

	"article30/internal/money"
)

// supportOn is the programme support cost on a direct cost: the percentage of
// it, rounded to the cent, half away from zero.
func supportOn(direct int64, percent decimal.Decimal) int64 {
	return money.SupportCost(dollars(direct), percent).Units()
}
