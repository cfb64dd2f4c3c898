package contributions

import (
	"slices"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Rate is a United Nations operational rate of exchange: so many units of the
// currency for one US dollar, from its effective date until the next one of
// that currency. They are revised in the middle of months too, and then only
// some of them.
type Rate struct {
	Currency  money.Currency
	Effective date.Date
	PerUSD    money.Rate
	Source    string
}

// Rates are the rates of each currency, by effective date.
type Rates map[money.Currency][]Rate

// NewRates puts rates in order.
func NewRates(rates []Rate) Rates {
	byCurrency := Rates{}
	for _, r := range rates {
		byCurrency[r.Currency] = append(byCurrency[r.Currency], r)
	}
	for _, list := range byCurrency {
		slices.SortFunc(list, func(a, b Rate) int { return a.Effective.Compare(b.Effective) })
	}
	return byCurrency
}

// On is the rate of a transaction on that date: the one with the greatest
// effective date on or before it. There is no other way to a rate: none is
// interpolated, and no later one is used.
//
// Error: rate.none, with currency and date.
func (r Rates) On(c money.Currency, on date.Date) (Rate, error) {
	list := r[c]
	after, _ := slices.BinarySearchFunc(list, on.AddDays(1), func(r Rate, d date.Date) int { return r.Effective.Compare(d) })
	if after == 0 {
		return Rate{}, noRate(c, on)
	}
	return list[after-1], nil
}

// Span is the days of the rate that took effect on a day: from then until the
// day before the next rate of its currency.
type Span struct {
	Currency money.Currency
	From     date.Date
	Until    date.Date // the first day of the next one; none while there is none
}

// Has reports whether the rate is in effect on the day.
func (s Span) Has(on date.Date) bool {
	return !on.Before(s.From) && (s.Until.IsZero() || on.Before(s.Until))
}

// Span is that of the rate that took effect on the day.
func (r Rates) Span(c money.Currency, effective date.Date) Span {
	list := r[c]
	next, _ := slices.BinarySearchFunc(list, effective.AddDays(1), func(r Rate, d date.Date) int { return r.Effective.Compare(d) })
	if next == len(list) {
		return Span{Currency: c, From: effective}
	}
	return Span{c, effective, list[next].Effective}
}

// Last is the last effective date of any rate; no date without rates.
func (r Rates) Last() date.Date {
	var last date.Date
	for _, list := range r {
		last = later(last, list[len(list)-1].Effective)
	}
	return last
}

func noRate(c money.Currency, on date.Date) error {
	return problem.New(problem.Invalid, "rate.none", "currency", c, "date", on)
}

// Value is what the amount is worth at the rate of its date.
//
// Error: money.too_large.
func (r Rate) Value(m money.Money) (Valuation, error) {
	usd, err := r.PerUSD.ToUSD(m)
	return Valuation{USD: usd, Rate: r.PerUSD, Basis: UNORE, RateDate: r.Effective}, err
}

// Of is what US dollars are in the rate's currency, rounded to its minor unit,
// half away from zero.
//
// Error: money.too_large.
func (r Rate) Of(usd money.Money) (money.Money, error) {
	return money.RoundTo(usd.Amount().Mul(r.PerUSD.Decimal()), r.Currency)
}

var one = func() money.Rate {
	r, err := money.ParseRate("1")
	if err != nil {
		panic(err)
	}
	return r
}()

// atPar is the value of US dollars.
func atPar(m money.Money) Valuation {
	return Valuation{USD: m, Rate: one, Basis: Par}
}

// revalue is the value of another amount in the way in which total was valued.
func revalue(v Valuation, amount money.Money) (Valuation, error) {
	usd, err := v.Rate.ToUSD(amount)
	v.USD = usd
	return v, err
}

// conflict refuses a rate that is already there with another figure; rates
// that were used are never overwritten.
func conflict(present, given Rate) error {
	return problem.New(problem.Conflict, "rate.conflict",
		"currency", present.Currency, "date", present.Effective,
		"present", present.PerUSD, "given", given.PerUSD)
}
