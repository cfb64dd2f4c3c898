package contributions

import (
	"context"

	"article30/internal/date"
)

// OpenItem is money that is expected and still to come on one day.
type OpenItem struct {
	Contribution Contribution
	Donor        Donor
	Due          date.Date // of the instalment; without a schedule the day of the agreement or of the pledge
	Scheduled    bool      // the day is that of an instalment
	Expired      date.Date // of the agreement, where it had expired by that day; see History.Expired
	Outstanding  Booked
}

// OpenItems is what a contribution has outstanding at the end of the day asOf,
// by due date: instalment by instalment where a schedule is in force, and
// otherwise all of it as of the day of the agreement or of the pledge. US
// dollars are divided in proportion; the items add up to the position exactly.
// A contribution in kind has none.
//
// Error: money.too_large.
func OpenItems(h History, schedules []Schedule, asOf date.Date) ([]OpenItem, error) {
	p, err := h.Position(asOf)
	if err != nil || p.Outstanding.Amount.IsZero() || h.Contribution.Mode == InKind {
		return nil, err
	}
	in, ok := h.ScheduleOn(schedules, asOf)
	if !ok {
		return []OpenItem{{Contribution: h.Contribution, Due: h.promised(asOf), Outstanding: p.Outstanding}}, nil
	}
	states, err := h.Instalments(in, asOf)
	if err != nil {
		return nil, err
	}
	var items []OpenItem
	left := p.Outstanding
	for _, s := range states {
		if s.Outstanding.IsZero() {
			continue
		}
		part := left.take(s.Outstanding)
		left = left.minus(part)
		items = append(items, OpenItem{Contribution: h.Contribution, Due: s.Due, Scheduled: true, Outstanding: part})
	}
	return items, nil
}

// promised is the day of the agreement that counts or, without one, of the
// pledge; of its revision, where that is dated before it.
func (h History) promised(asOf date.Date) date.Date {
	if agreement, ok := h.agreement(asOf); ok {
		return agreement.On
	}
	for _, e := range h.Entries {
		if (e.Kind == Pledge || e.Kind == PledgeRevision) && h.counts(e, asOf) {
			return e.On
		}
	}
	return date.Date{}
}

// OpenItemsOn is what all contributions of the filter have outstanding at the
// end of the day asOf, by contribution and due date.
//
// Error: money.too_large.
func (s *Service) OpenItemsOn(ctx context.Context, asOf date.Date, f Filter) (items []OpenItem, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		items = nil
		list, err := s.store.Contributions(ctx, f)
		if err != nil {
			return err
		}
		ids := make([]int64, len(list))
		for i, c := range list {
			ids[i] = c.ID
		}
		entries, err := s.store.Entries(ctx, ids)
		if err != nil {
			return err
		}
		of := map[int64][]Entry{}
		for _, e := range entries {
			of[e.Contribution] = append(of[e.Contribution], e)
		}
		all, err := s.store.Schedules(ctx)
		if err != nil {
			return err
		}
		schedules := map[int64][]Schedule{}
		for _, one := range all {
			schedules[one.Contribution] = append(schedules[one.Contribution], one)
		}
		agreed, err := s.store.Terms(ctx)
		if err != nil {
			return err
		}
		terms := map[int64][]Terms{}
		for _, one := range agreed {
			terms[one.Contribution] = append(terms[one.Contribution], one)
		}
		donors, err := s.donorsOf(ctx, list)
		if err != nil {
			return err
		}
		for _, c := range list {
			open, err := OpenItems(History{c, of[c.ID]}, schedules[c.ID], asOf)
			if err != nil {
				return err
			}
			for _, item := range open {
				item.Donor, item.Expired = donors[c.Donor], History{c, of[c.ID]}.Expired(terms[c.ID], asOf)
				items = append(items, item)
			}
		}
		return nil
	})
	return items, err
}
