package rest

import (
	"context"

	"article30/api/answer"
	"article30/contributions"
	"article30/internal/problem"
)

// sight is whose contributions the actor is shown.
func (s *server) sight(ctx context.Context) (contributions.Sight, error) {
	return s.Contributions.Sight(ctx, actor(ctx))
}

// covered refuses a contribution that the actor is not shown, as one that is
// not there.
func (s *server) covered(ctx context.Context, contribution int64) error {
	sees, err := s.sight(ctx)
	if err != nil {
		return err
	}
	h, err := s.Contributions.Contribution(ctx, contribution)
	if err == nil && !sees.Covers(h.Contribution.Donor) {
		err = hidden(ctx, "contribution", contribution)
	}
	return err
}

// hidden answers as if the thing (a "donor", a "contribution") were not there,
// and notes the attempt.
func hidden(ctx context.Context, thing string, id int64) error {
	answer.Of(ctx).Log.Warn("another State's record was asked for", "thing", thing, "id", id)
	return problem.New(problem.NotFound, thing+".not_found", thing, id)
}
