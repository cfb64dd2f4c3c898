package contributions

import (
	"context"
	"maps"
	"slices"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Status is the status of contributions by donor and year as of the end of the
// day asOf, in US dollars.
//
// Errors: money.too_large, money.overflow.
func (s *Service) Status(ctx context.Context, asOf date.Date, f Filter) ([]StatusRow, error) {
	statuses, err := s.ContributionStatus(ctx, asOf, f)
	if err != nil {
		return nil, err
	}
	return ByDonorAndYear(statuses)
}

// ContributionStatus is where each contribution stood at the end of the day
// asOf, in the order of their IDs. Contributions of which nothing was known
// yet are in it, with zeros. Other income is not.
//
// Error: money.too_large.
func (s *Service) ContributionStatus(ctx context.Context, asOf date.Date, f Filter) (statuses []ContributionStatus, err error) {
	f.Given = true
	err = s.store.View(ctx, func(ctx context.Context) error {
		list, err := s.store.Contributions(ctx, f)
		if err != nil {
			return err
		}
		sums, err := s.store.Standings(ctx, list, asOf)
		if err != nil {
			return err
		}
		donors, err := s.donorsOf(ctx, list)
		if err != nil {
			return err
		}
		var parties map[conference.ParticipantID]bool
		if slices.ContainsFunc(slices.Collect(maps.Values(donors)), Donor.participates) {
			if parties, err = s.statesParties(ctx, asOf); err != nil {
				return err
			}
		}
		if statuses, err = Statuses(list, donors, sums, parties); err != nil {
			return err
		}
		if !slices.ContainsFunc(list, Contribution.OfProceeds) {
			return nil
		}
		all, err := s.store.Proceeds(ctx, 0)
		proceeds := lastProceeds(all)
		for i := range statuses {
			if p, ok := proceeds[statuses[i].Contribution.ID]; ok {
				statuses[i].Proceeds = &p
			}
		}
		return err
	})
	return statuses, err
}

// donorsOf are the donors of the contributions, and perhaps others.
func (s *Service) donorsOf(ctx context.Context, list []Contribution) (map[int64]Donor, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if one := list[0].Donor; !slices.ContainsFunc(list, func(c Contribution) bool { return c.Donor != one }) {
		d, err := s.donor(ctx, one)
		return map[int64]Donor{one: d}, err
	}
	return s.donorsByID(ctx)
}

func (s *Service) donorsByID(ctx context.Context) (map[int64]Donor, error) {
	donors, err := s.donors(ctx)
	if err != nil {
		return nil, err
	}
	byID := make(map[int64]Donor, len(donors))
	for _, d := range donors {
		byID[d.ID] = d
		for _, alias := range d.Aliases {
			byID[alias.ID] = d
		}
	}
	return byID, nil
}

// statesParties are the parties to the Convention in force on that day.
func (s *Service) statesParties(ctx context.Context, on date.Date) (map[conference.ParticipantID]bool, error) {
	participants, err := s.participants.Participants(ctx)
	if err != nil {
		return nil, err
	}
	parties := map[conference.ParticipantID]bool{}
	for _, p := range participants {
		parties[p.ID] = p.PartyTo(conference.Convention, on)
	}
	return parties, nil
}

// RateOn is the operational rate of a transaction in the currency on that
// date; for US dollars it is 1.
//
// Errors: rate.none; rate.too_old by the setting.
func (s *Service) RateOn(ctx context.Context, c money.Currency, on date.Date) (r Rate, err error) {
	if c == money.USD {
		return Rate{Currency: c, Effective: on, PerUSD: one, Source: string(Par)}, nil
	}
	err = s.store.View(ctx, func(ctx context.Context) error {
		r, err = s.rateOn(ctx, c, on)
		return err
	})
	return r, err
}

func (s *Service) rateOn(ctx context.Context, c money.Currency, on date.Date) (Rate, error) {
	r, found, err := s.store.RateOn(ctx, c, on)
	switch {
	case err != nil:
		return Rate{}, err
	case !found:
		return Rate{}, noRate(c, on)
	}
	return r, s.young(r, on)
}

// young refuses a rate that is older on the day than the setting allows.
//
// Error: rate.too_old, with currency and dates.
func (s *Service) young(r Rate, on date.Date) error {
	if age := on.Sub(r.Effective); s.oldest > 0 && age > s.oldest {
		return problem.New(problem.Invalid, "rate.too_old",
			"currency", r.Currency, "date", on, "effective", r.Effective, "age", age, "most", s.oldest)
	}
	return nil
}
