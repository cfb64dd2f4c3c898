package contributions

import (
	"context"
	"slices"

	"article30/budget/conference"
	"article30/internal/access"
)

// Sight is whose contributions an actor is shown: everybody's, or those of the
// one donor that their own State is.
type Sight struct {
	everybody bool
	donor     int64   // 0 for a State that is no donor yet
	records   []int64 // those that are the donor
}

// Sight says whose contributions the actor is shown.
//
// Errors: those of access.Actor.RequireOwn.
func (s *Service) Sight(ctx context.Context, actor access.Actor) (Sight, error) {
	if err := actor.RequireOwn(access.ReadContributions); err != nil {
		return Sight{}, err
	}
	if actor.May(access.ReadContributions) {
		return Sight{everybody: true}, nil
	}
	var sees Sight
	err := s.store.View(ctx, func(ctx context.Context) error {
		donors, err := s.donors(ctx)
		if err != nil {
			return err
		}
		identities, err := s.identities(ctx)
		for _, d := range donors {
			if d.Party == conference.ParticipantID(actor.State) {
				sees = Sight{donor: d.ID, records: identities.Records(d.ID)}
			}
		}
		return err
	})
	return sees, err
}

// Covers reports whether the donor's records are shown.
func (v Sight) Covers(donor int64) bool {
	return v.everybody || slices.Contains(v.records, donor)
}

// Narrow is the donor to whom a list is restricted, of whom was asked for (0
// for everybody); false when nothing is left.
func (v Sight) Narrow(asked int64) (donor int64, some bool) {
	if v.everybody {
		return asked, true
	}
	return v.donor, v.donor != 0 && (asked == 0 || slices.Contains(v.records, asked))
}
