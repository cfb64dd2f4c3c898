package contributions

import (
	"time"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Policy is how an amount of a contribution in another currency becomes US
// dollars.
type Policy string

const (
	// ByUNORE takes the United Nations operational rate of the date. It is the
	// policy of a contribution that names none.
	ByUNORE Policy = "unore"
	// ByBank takes the bank's rate of the value date, which a payment must give
	// with the bank's document. A promise has none, and is valued by UNORE.
	ByBank Policy = "bank"
	// ByFixedRate takes the rate that was fixed for the replenishment period in
	// which the date lies, for amounts in the contribution's currency.
	ByFixedRate Policy = "fixed"
)

// Policies lists every policy.
var Policies = []Policy{ByUNORE, ByBank, ByFixedRate}

// PolicyRevision is a policy that was set for a contribution; the last one is in
// force for what is recorded from then on. What was recorded stays as it was
// valued.
type PolicyRevision struct {
	Contribution int64
	Revision     int // from 1
	Policy       Policy
	Reason       string
	EnteredBy    string
	RecordedAt   time.Time
}

// inForce is the policy of the last revision.
func inForce(revisions []PolicyRevision) Policy {
	if len(revisions) == 0 {
		return ByUNORE
	}
	return revisions[len(revisions)-1].Policy
}

// FixedRate is a rate that was decided for a replenishment period: units of the
// currency for one US dollar, on each day from From to To. It is never changed;
// one that gave no entry its value can be withdrawn.
type FixedRate struct {
	ID         int64
	Currency   money.Currency
	From, To   date.Date
	PerUSD     money.Rate
	Reference  string // of the decision
	EnteredBy  string
	RecordedAt time.Time
	Withdrawn  Withdrawal // none while it stands
}

// Withdrawal is why and by whom a fixed rate was taken back.
type Withdrawal struct {
	Reason     string
	EnteredBy  string
	RecordedAt time.Time
}

// FixedRates are the rates of periods, no two of one currency with a day in
// common.
type FixedRates []FixedRate

// On is the rate of the period in which the day lies.
//
// Error: rate.no_period, with currency and date.
func (list FixedRates) On(c money.Currency, on date.Date) (FixedRate, error) {
	for _, r := range list {
		if r.Currency == c && r.has(on) && r.Withdrawn == (Withdrawal{}) {
			return r, nil
		}
	}
	return FixedRate{}, problem.New(problem.Invalid, "rate.no_period", "currency", c, "date", on)
}

func (r FixedRate) has(on date.Date) bool { return !on.Before(r.From) && !on.After(r.To) }

// Value is what the amount is worth at the fixed rate.
//
// Error: money.too_large.
func (r FixedRate) Value(m money.Money) (Valuation, error) {
	usd, err := r.PerUSD.ToUSD(m)
	return Valuation{USD: usd, Rate: r.PerUSD, Basis: Fixed, FixedRate: r.ID}, err
}

// rate is the fixed rate without its period.
func (r FixedRate) rate() Rate {
	return Rate{Currency: r.Currency, Effective: r.From, PerUSD: r.PerUSD, Source: r.Reference}
}
