package contributions

import (
	"context"
	"slices"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
)

// RateLoading is an import of rates in progress.
type RateLoading struct {
	present map[rateKey]Rate
	earlier map[rateKey][]money.Rate // what corrected rates were said to be
	fresh   []Rate
}

type rateKey struct {
	currency  money.Currency
	effective date.Date
}

// Add takes a rate and reports whether the books did not have it yet.
//
// Error: rate.conflict when they have another figure for that currency and
// date, or were given one before in this import. A figure that was corrected
// since is known, and changes nothing.
func (l *RateLoading) Add(r Rate) (added bool, err error) {
	key := rateKey{r.Currency, r.Effective}
	switch present, ok := l.present[key]; {
	case !ok:
		l.present[key] = r
		l.fresh = append(l.fresh, r)
		return true, nil
	case present.PerUSD != r.PerUSD && !slices.Contains(l.earlier[key], r.PerUSD):
		return false, conflict(present, r)
	}
	return false, nil
}

// LoadRates runs fn over the rates that the books have and then writes those
// that fn added, all in one transaction: none when fn returns an error. fn may
// run again and must have no other effect.
func (s *Service) LoadRates(ctx context.Context, actor access.Actor, from File, fn func(l *RateLoading) error) error {
	if err := actor.Require(access.ImportRates); err != nil {
		return err
	}
	return s.store.Update(ctx, func(ctx context.Context) error {
		rates, err := s.store.Rates(ctx)
		if err != nil {
			return err
		}
		l := &RateLoading{present: make(map[rateKey]Rate, len(rates))}
		for _, r := range rates {
			l.present[rateKey{r.Currency, r.Effective}] = r
		}
		versions, err := s.store.RateVersions(ctx, "")
		if err != nil {
			return err
		}
		l.earlier = map[rateKey][]money.Rate{}
		for _, v := range versions {
			key := rateKey{v.Currency, v.Effective}
			l.earlier[key] = append(l.earlier[key], v.PerUSD)
		}
		if err := fn(l); err != nil || len(l.fresh) == 0 {
			return err
		}
		if err := s.store.AddRates(ctx, l.fresh); err != nil {
			return err
		}
		return s.journal.Append(ctx, from.record(actor, "rates.import", len(l.fresh)))
	})
}
