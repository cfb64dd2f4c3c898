package contributions

import (
	"context"

	"article30/internal/date"
)

// Dossier is everything that there is of one donor.
type Dossier struct {
	Donor      Donor
	StateParty bool // a party to the Convention in force on the day asked for
	Lives      []Life
}

// Life is a contribution with what was agreed of it, by revision.
type Life struct {
	History
	Terms     []Terms
	Schedules []Schedule
}

// Dossier is everything that there is of one donor, contributions by ID.
//
// Error: donor.not_found.
func (s *Service) Dossier(ctx context.Context, donor int64, asOf date.Date) (d Dossier, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		d = Dossier{}
		if d.Donor, err = s.donor(ctx, donor); err != nil {
			return err
		}
		if d.Donor.participates() {
			parties, err := s.statesParties(ctx, asOf)
			if err != nil {
				return err
			}
			d.StateParty = parties[d.Donor.Party]
		}
		list, err := s.store.Contributions(ctx, Filter{Donor: donor})
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return nil
		}
		ids, at := make([]int64, len(list)), map[int64]*Life{}
		d.Lives = make([]Life, len(list))
		for i, c := range list {
			ids[i], at[c.ID] = c.ID, &d.Lives[i]
			d.Lives[i].Contribution = c
		}
		terms, err := s.store.Terms(ctx, ids...)
		if err != nil {
			return err
		}
		for _, t := range terms {
			l := at[t.Contribution]
			l.Terms = append(l.Terms, t)
		}
		schedules, err := s.store.Schedules(ctx, ids...)
		if err != nil {
			return err
		}
		for _, t := range schedules {
			l := at[t.Contribution]
			l.Schedules = append(l.Schedules, t)
		}
		entries, err := s.store.Entries(ctx, ids)
		for len(entries) > 0 {
			of, n := entries[0].Contribution, 1
			for n < len(entries) && entries[n].Contribution == of {
				n++
			}
			at[of].Entries, entries = entries[:n:n], entries[n:]
		}
		return err
	})
	return d, err
}

// TermsOn are the terms of the agreement that counts at the end of the day, of
// the last revision recorded.
func (l Life) TermsOn(asOf date.Date) (Terms, bool) {
	return l.History.TermsOn(l.Terms, asOf)
}
