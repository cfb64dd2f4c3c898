package contributions

import (
	"context"
	"slices"
	"time"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// Service has the use cases of contributions.
type Service struct {
	store        Store
	journal      Journal
	participants Participants
	periods      Periods
	spending     Spending
	spent        RatedSpending
	approvals    Approvals
	clock        date.Clock
	place        *time.Location
	oldest       int // days; 0 for no limit
}

// Settings are what a Service stands on. Place is where the day begins and
// ends; Vienna when nil.
type Settings struct {
	Store        Store
	Journal      Journal
	Participants Participants
	Periods      Periods  // without it every month is open
	Spending     Spending // without it nothing is spent
	Spent        RatedSpending
	Approvals    Approvals // without it nothing needs a second person
	Clock        date.Clock
	Place        *time.Location
	RateMaxAge   int // days that an operational rate may be old on the date of what it values; 0 for no limit
}

// New makes a Service.
func New(s Settings) *Service {
	if s.Place == nil {
		s.Place = date.Vienna()
	}
	return &Service{s.Store, s.Journal, s.Participants, s.Periods, s.Spending, s.Spent, s.Approvals, s.Clock, s.Place, s.RateMaxAge}
}

// Today is the date by which the service refuses a future.
func (s *Service) Today() date.Date { return date.Today(s.clock, s.place) }

func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Second) }

// Update runs several use cases as one change: all of it is kept or nothing.
func (s *Service) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.store.Update(ctx, fn)
}

// Donors lists all donors by name, each once: a record that was merged is an
// alias of the donor that it is now. What stands for other income is none.
func (s *Service) Donors(ctx context.Context) (donors []Donor, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		donors, err = s.donors(ctx)
		donors = slices.DeleteFunc(donors, Donor.Income)
		return err
	})
	return donors, err
}

// DonorsByID are all donors, also by the ids of records that were merged.
func (s *Service) DonorsByID(ctx context.Context) (donors map[int64]Donor, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		donors, err = s.donorsByID(ctx)
		return err
	})
	return donors, err
}

// Donor is the donor that the record is now.
//
// Error: donor.not_found.
func (s *Service) Donor(ctx context.Context, record int64) (d Donor, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		d, err = s.donor(ctx, record)
		return err
	})
	return d, err
}

// DonorBalance is what stands in the books for one donor, in every account and
// currency. It reads kept balances: as fast with a million postings as with
// ten. The id of a record that was merged is answered with the donor that it is
// now.
//
// Error: donor.not_found.
func (s *Service) DonorBalance(ctx context.Context, donor int64) (d Donor, balances []Balance, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		if d, err = s.donor(ctx, donor); err != nil {
			return err
		}
		balances, err = s.store.Balances(ctx, donor)
		return err
	})
	return d, balances, err
}

// Contributions lists contributions by ID.
func (s *Service) Contributions(ctx context.Context, f Filter) (list []Contribution, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		list, err = s.store.Contributions(ctx, f)
		return err
	})
	return list, err
}

// Contribution is one contribution with everything that happened to it.
//
// Error: contribution.not_found.
func (s *Service) Contribution(ctx context.Context, id int64) (h History, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		if h, err = s.history(ctx, id); err != nil {
			return err
		}
		terms, err := s.store.Terms(ctx, id)
		for i := range h.Entries {
			if e := &h.Entries[i]; e.Kind == Receipt {
				e.Expired = h.Expired(terms, e.On)
			}
		}
		return err
	})
	return h, err
}

func (s *Service) history(ctx context.Context, id int64) (History, error) {
	c, err := s.store.Contribution(ctx, id)
	if err != nil {
		return History{}, err
	}
	entries, err := s.store.Entries(ctx, []int64{id})
	return History{c, entries}, err
}

// record adds an entry to a contribution: read, decide, compare with the proceeds
// of which the contribution is a share, write and keep in the
// journal, in one transaction.
func (s *Service) record(ctx context.Context, actor access.Actor, contribution int64,
	decide func(ctx context.Context, h History) (Entry, error)) (e Entry, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		h, err := s.history(ctx, contribution)
		if err != nil {
			return err
		}
		if e, err = decide(ctx, h); err != nil {
			return err
		}
		if err := s.fits(ctx, h, &e); err != nil {
			return err
		}
		if err := s.open(ctx, e.On); err != nil {
			return err
		}
		if err := s.affordable(ctx, e); err != nil {
			return err
		}
		e.EnteredBy, e.RecordedAt = actor.Name, s.now()
		if err := s.post(ctx, actor, operationOf(e), []*Entry{&e}); err != nil {
			return err
		}
		return s.journal.Append(ctx, entryRecord(actor, e))
	})
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// Reverse takes an entry back, as of today.
//
// Errors: those of DecideReversal; period.closed, refund.committed.
func (s *Service) Reverse(ctx context.Context, actor access.Actor, entry int64, reason string) (Entry, error) {
	return s.ReverseAt(ctx, actor, entry, reason, 0)
}

// ReverseAt is Reverse of an entry of a contribution that must still have that
// revision; any for 0.
//
// Errors: those of Reverse; record.changed.
func (s *Service) ReverseAt(ctx context.Context, actor access.Actor, entry int64, reason string, expect int64) (e Entry, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		contribution, err := s.store.ContributionOf(ctx, entry)
		if err != nil {
			return err
		}
		if err := s.unchanged(ctx, contribution, expect); err != nil {
			return err
		}
		// A match is a receipt and a clearing: both are taken back or none.
		other, err := s.store.MatchOf(ctx, entry)
		if err != nil {
			return err
		}
		if other != 0 {
			if _, err := s.reverse(ctx, actor, other, reason); err != nil {
				return err
			}
		}
		e, err = s.reverse(ctx, actor, entry, reason)
		return err
	})
	return e, err
}

func (s *Service) reverse(ctx context.Context, actor access.Actor, entry int64, reason string) (e Entry, err error) {
	err = s.store.Update(ctx, func(ctx context.Context) error {
		contribution, err := s.store.ContributionOf(ctx, entry)
		if err != nil {
			return err
		}
		e, err = s.record(ctx, actor, contribution, func(ctx context.Context, h History) (Entry, error) {
			var fields problem.Fields
			reason := fields.Text("reason", reason, maxReason)
			if err := fields.Err("entry.invalid"); err != nil {
				return Entry{}, err
			}
			return DecideReversal(h, entry, s.Today(), reason)
		})
		return err
	})
	return e, err
}
