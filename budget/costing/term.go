package costing

import (
	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
)

// Term is one product of what a figure is computed from:
//
//	quantity x times x days x cost x percent/100 x (100 - vacancy)/100
//
// and of a cost by the year the twelfth part, because times are months. What
// quantity, times and days count depends on the class:
//
//	staff      posts x months
//	fare       travellers x trips
//	allowance  travellers x trips x days
//	meetings   days x languages
//	documents  pages or words x languages
//	other      units
type Term struct {
	Class    Class
	Item     string
	Per      Per
	Quantity decimal.Decimal
	Times    decimal.Decimal
	Days     decimal.Decimal
	Percent  decimal.Decimal // of the standard cost, as in the first year of a post
	Vacancy  decimal.Decimal // per cent of the time in which a post is not filled
	Cost     decimal.Decimal // in US dollars
	From     date.Date       // from when that is the standard cost; no date for a cost that the line states itself
	Source   string
}

// Standard reports a term that stands on a standard cost.
func (t Term) Standard() bool { return !t.From.IsZero() }

var (
	hundred = decimal.New(100, 0)
	twelve  = decimal.New(12, 0)
)

// shared is the denominator of the products: of months in a year and of two
// percentages.
var shared = twelve.Mul(hundred).Mul(hundred)

// product is the term in parts of shared, exact.
func (t Term) product() decimal.Decimal {
	p := t.Quantity.Mul(t.Times).Mul(t.Days).Mul(t.Cost).Mul(t.Percent).Mul(hundred.Sub(t.Vacancy))
	if t.Per != Year {
		p = p.Mul(twelve)
	}
	return p
}

// Amount is the sum of the terms, exact until it is rounded once, half away
// from zero, to whole units of unit, which is 0.01 or 1.
//
// Error: money.too_large.
func Amount(terms []Term, unit decimal.Decimal) (money.Money, error) {
	sum := decimal.Zero
	for _, t := range terms {
		sum = sum.Add(t.product())
	}
	return money.New(sum.DivRound(shared.Mul(unit), 0).Mul(unit), money.USD)
}
