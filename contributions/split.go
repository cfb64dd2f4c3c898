package contributions

import (
	"context"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Split says of what is outstanding on a day how much of it was not paid, and
// how much is there only because rates moved; and beside it what payments came
// to more or less than what they settled, which is no longer outstanding. It
// always holds:
//
//	outstanding = unpaid + by rates
//	expected - received + overpaid - written down = unpaid - settled by rates
//
// so that what a plain subtraction leaves open of a contribution that is paid in
// full, in its own currency, is an exchange difference.
type Split struct {
	Outstanding    Booked      // as the books have it
	Unpaid         Booked      // the same amount at the value of the promise
	ByRates        money.Money // by revaluation at a reporting date: gains positive
	SettledByRates money.Money // realised gains, losses negative
	Rate           Rate        // of the day; none when there is none
	Today          money.Money // what is unpaid at the rate of the day; none without it
}

// OutstandingItem is the split of one contribution.
type OutstandingItem struct {
	Contribution Contribution
	Donor        Donor
	Split
}

// SplitOf divides what is outstanding. Revalued tells that open items were ever
// brought to a reporting date's rate; before that the books have what is unpaid
// at the value of the promise.
func SplitOf(p Position, revalued bool) Split {
	s := Split{Outstanding: p.Outstanding, Unpaid: p.Outstanding}
	if revalued && !p.Outstanding.Amount.IsZero() {
		s.Unpaid = p.Expected().take(p.Outstanding.Amount)
	}
	s.ByRates = addUnits(s.Outstanding.USD, -s.Unpaid.USD.Units())
	s.SettledByRates = addUnits(p.Exchange.USD, -s.ByRates.Units())
	return s
}

// valued adds what the unpaid is worth at a rate.
//
// Error: money.too_large.
func (s *Split) valued(r Rate) (err error) {
	s.Rate = r
	s.Today, err = r.PerUSD.ToUSD(s.Unpaid.Amount)
	return err
}

// SplitOn divides what is outstanding of every contribution at the end of the
// day asOf, in the order of their IDs: of those of which something is
// outstanding, or was settled at another value. Contributions in kind and in
// suspense have nothing outstanding. The rate of the day is that of the
// contribution's policy; where there is none, what the unpaid is worth is left
// out.
//
// Error: money.too_large.
func (s *Service) SplitOn(ctx context.Context, asOf date.Date, f Filter) (items []OutstandingItem, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		items = nil
		list, err := s.store.Contributions(ctx, f)
		if err != nil {
			return err
		}
		sums, err := s.store.Standings(ctx, list, asOf)
		if err != nil {
			return err
		}
		of := map[int64][]Sum{}
		revalued := map[int64]bool{}
		for _, sum := range sums {
			of[sum.Contribution] = append(of[sum.Contribution], sum)
			if sum.Account == Unrealised || sum.Account == MemoUnrealised {
				revalued[sum.Contribution] = true
			}
		}
		donors, err := s.donorsOf(ctx, list)
		if err != nil {
			return err
		}
		policies, err := s.policiesByContribution(ctx)
		if err != nil {
			return err
		}
		fixed, err := s.store.FixedRates(ctx)
		if err != nil {
			return err
		}
		for _, c := range list {
			p, err := PositionOf(c.Currency, of[c.ID])
			if err != nil {
				return err
			}
			split := SplitOf(p, revalued[c.ID])
			if c.Mode == InKind || split.Outstanding.Amount.IsZero() && split.SettledByRates.IsZero() {
				continue
			}
			var rate Rate
			if inForce(policies[c.ID]) == ByFixedRate {
				var period FixedRate
				period, err = FixedRates(fixed).On(c.Currency, asOf)
				rate = period.rate()
			} else {
				rate, err = s.RateOn(ctx, c.Currency, asOf)
			}
			switch {
			case err == nil:
				if err := split.valued(rate); err != nil {
					return err
				}
			case !problem.Is(err, "rate.none") && !problem.Is(err, "rate.no_period") && !problem.Is(err, "rate.too_old"):
				return err
			}
			items = append(items, OutstandingItem{c, donors[c.Donor], split})
		}
		return nil
	})
	return items, err
}
