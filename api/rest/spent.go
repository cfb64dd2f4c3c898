package rest

import (
	"context"

	"article30/api/wire"
	"article30/internal/access"
)

// spending is what a contribution's money was spent on: to a delegate that of
// their own State, without the payees.
func (s *server) spending(ctx context.Context, in *earmarkOnIn) (*body[wire.ContributionSpending], error) {
	if err := s.covered(ctx, in.ID); err != nil {
		return nil, err
	}
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	h, err := s.Earmarks.Of(ctx, in.ID, on)
	if err != nil {
		return nil, err
	}
	spent, err := s.Execution.SpentOn(ctx, []int64{in.ID}, on)
	if err != nil {
		return nil, err
	}
	w, err := wire.NewContributionSpending(in.ID, on, h.Tree, h.Positions, spent, actor(ctx).May(access.ReadExecution))
	if err != nil {
		return nil, err
	}
	return answered(w), nil
}
