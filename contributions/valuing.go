package contributions

import (
	"context"

	"article30/internal/date"
	"article30/internal/money"
)

// valuing is how amounts of contributions become US dollars and back: by the
// policy of the contribution, whoever asks. What is entered and what an import
// brings differ only in where the three come from.
type valuing struct {
	rateOn func(c money.Currency, on date.Date) (Rate, error) // rate.none, rate.too_old
	policy func(contribution int64) (Policy, error)
	fixed  func() (FixedRates, error)
}

// valuing reads the database whenever it is asked.
func (s *Service) valuing(ctx context.Context) valuing {
	return valuing{
		rateOn: func(c money.Currency, on date.Date) (Rate, error) { return s.rateOn(ctx, c, on) },
		policy: func(contribution int64) (Policy, error) {
			revisions, err := s.store.Policies(ctx, contribution)
			return inForce(revisions), err
		},
		fixed: func() (FixedRates, error) { return s.store.FixedRates(ctx) },
	}
}

// valuing has everything in memory.
func (l *Loading) valuing() valuing {
	return valuing{
		rateOn: l.rateOn,
		policy: func(contribution int64) (Policy, error) { return inForce(l.policies[contribution]), nil },
		fixed:  func() (FixedRates, error) { return l.fixed, nil },
	}
}

// of is the policy for amounts of the contribution in a currency: US dollars need
// none, and one that is not in the books yet has none of its own.
func (v valuing) of(c Contribution, currency money.Currency) (Policy, error) {
	if c.ID == 0 || currency == money.USD {
		return ByUNORE, nil
	}
	return v.policy(c.ID)
}

// value is what an amount of the contribution is worth by its policy: in its own
// currency at the fixed rate where that is the policy, and at the operational
// rate otherwise. A bank's rate is for Service.bankValue.
//
// Errors: rate.none, rate.too_old, rate.no_period, money.too_large.
func (v valuing) value(c Contribution, m money.Money, on date.Date) (Valuation, error) {
	fixed, ok, err := v.fixedRate(c, m.Currency(), on)
	switch {
	case err != nil:
		return Valuation{}, err
	case ok:
		return fixed.Value(m)
	case m.Currency() == money.USD:
		return atPar(m), nil
	}
	r, err := v.rateOn(m.Currency(), on)
	if err != nil {
		return Valuation{}, err
	}
	return r.Value(m)
}

// settles is what US dollars count for in the contribution's currency: at the
// rate of its policy on the date, rounded to the minor unit, half away from zero.
// A bank's rate is that of another currency, so that the operational one is used.
//
// Errors: those of value.
func (v valuing) settles(c Contribution, usd money.Money, on date.Date) (money.Money, error) {
	if c.Currency == money.USD {
		return usd, nil
	}
	fixed, ok, err := v.fixedRate(c, c.Currency, on)
	switch {
	case err != nil:
		return money.Money{}, err
	case ok:
		return fixed.rate().Of(usd)
	}
	r, err := v.rateOn(c.Currency, on)
	if err != nil {
		return money.Money{}, err
	}
	return r.Of(usd)
}

// fixedRate is the rate of the period for the contribution's own currency, where
// its policy is a fixed rate.
func (v valuing) fixedRate(c Contribution, currency money.Currency, on date.Date) (r FixedRate, ok bool, err error) {
	if currency != c.Currency {
		return FixedRate{}, false, nil
	}
	policy, err := v.of(c, currency)
	if err != nil || policy != ByFixedRate {
		return FixedRate{}, false, err
	}
	list, err := v.fixed()
	if err != nil {
		return FixedRate{}, false, err
	}
	r, err = list.On(currency, on)
	return r, true, err
}
