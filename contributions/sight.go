package contributions

import (
	"context"

	"article30/budget/conference"
	"article30/internal/access"
)

// Sight is whose contributions an actor is shown: everybody's, or those of the
// one donor that their own State is.
type Sight struct {
	everybody bool
	donor     int64 // 0 for a State that is no donor yet
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
	donors, err := s.Donors(ctx)
	for _, d := range donors {
		if d.Party == conference.ParticipantID(actor.State) {
			return Sight{donor: d.ID}, nil
		}
	}
	return Sight{}, err
}

// Covers reports whether the donor's records are shown.
func (v Sight) Covers(donor int64) bool {
	return v.everybody || v.donor != 0 && donor == v.donor
}

// Narrow is the donor to whom a list is restricted, of whom was asked for (0
// for everybody); false when nothing is left.
func (v Sight) Narrow(asked int64) (donor int64, some bool) {
	if v.everybody {
		return asked, true
	}
	return v.donor, v.donor != 0 && (asked == 0 || asked == v.donor)
}
