package contributions

import (
	"context"

	"github.com/shopspring/decimal"

	"article30/internal/date"
)

// OwnSupport is the programme support cost that an agreement sets instead of
// the usual one.
type OwnSupport struct {
	terms []Terms // of the agreement in force, by revision
}

// On is the percentage on the day; false where the agreement sets none then.
// What the last revision says counts from the day that it gives.
func (o OwnSupport) On(day date.Date) (percent decimal.Decimal, own bool) {
	for _, t := range o.terms {
		if t.PSCFrom.After(day) {
			continue
		}
		percent, own = t.PSC, !t.PSCFrom.IsZero()
	}
	return percent, own
}

// OwnSupport is the programme support cost of those of the contributions, of all for
// none, whose agreement sets one.
func (s *Service) OwnSupport(ctx context.Context, contributions ...int64) (own map[int64]OwnSupport, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		all, err := s.store.Terms(ctx, contributions...)
		if err != nil {
			return err
		}
		own = map[int64]OwnSupport{}
		sets := map[int64]bool{}
		var ids []int64
		for _, t := range all {
			if !t.PSCFrom.IsZero() && !sets[t.Contribution] {
				sets[t.Contribution] = true
				ids = append(ids, t.Contribution)
			}
		}
		if len(ids) == 0 {
			return nil
		}
		entries, err := s.store.Entries(ctx, ids)
		if err != nil {
			return err
		}
		of := map[int64]*History{}
		for _, e := range entries {
			if of[e.Contribution] == nil {
				of[e.Contribution] = &History{}
			}
			of[e.Contribution].Entries = append(of[e.Contribution].Entries, e)
		}
		for _, t := range all {
			h := of[t.Contribution]
			if h == nil {
				continue
			}
			if agreement, ok := h.agreement(date.Date{}); ok && h.is(agreement, t.Agreement) {
				own[t.Contribution] = OwnSupport{append(own[t.Contribution].terms, t)}
			}
		}
		return nil
	})
	return own, err
}
