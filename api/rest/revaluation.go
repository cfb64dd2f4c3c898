package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/approval"
	"article30/api/wire"
	"article30/contributions"
)

func (s *server) revaluations(api huma.API) {
	const tag = "contributions"
	get(api, "/api/v1/revaluations", "revaluations", tag, "Revaluations of open items in the order in which they were made", s.listRevaluations)
	post(api, "/api/v1/revaluations", "revalue", tag, "Bring open items to the rate of a reporting date", s.revalue)
	post(api, "/api/v1/revaluations/{id}/reversal", "reverse-revaluation", tag, "Take a revaluation back as a whole", s.unrevalue)
}

func (s *server) listRevaluations(ctx context.Context, in *pageIn) (*body[list[wire.Revaluation]], error) {
	all, err := s.Contributions.Revaluations(ctx)
	if err != nil {
		return nil, err
	}
	for len(all) > 0 && all[0].ID <= in.After {
		all = all[1:]
	}
	return answered(part(in.Paging, all,
		func(r contributions.RevaluationRun) int64 { return r.ID }, wire.NewRevaluation)), nil
}

type revalueIn struct {
	InLanguage
	Body struct {
		On string `json:"on" example:"2012-06-30" doc:"The reporting date. One that was revalued already gives that run again."`
	}
}

func (s *server) revalue(ctx context.Context, in *revalueIn) (*created[wire.RevaluationItems], error) {
	return s.newRun(ctx)(s.Cases.Revalue.Do(ctx, actor(ctx), approval.RevalueIn{On: in.Body.On}))
}

func (s *server) unrevalue(ctx context.Context, in *becauseIn) (*created[wire.RevaluationItems], error) {
	return s.newRun(ctx)(s.Cases.ReverseRevaluation.Do(ctx, actor(ctx), approval.ReverseIn{ID: in.ID, Reason: in.Body.Reason}))
}

// newRun is the answer to a run: with what it did to each contribution.
func (s *server) newRun(ctx context.Context) func(run contributions.RevaluationRun, err error) (*created[wire.RevaluationItems], error) {
	return func(run contributions.RevaluationRun, err error) (*created[wire.RevaluationItems], error) {
		if err != nil {
			return nil, err
		}
		items, sum, err := s.Contributions.Revalued(ctx, run)
		if err != nil {
			return nil, err
		}
		return &created[wire.RevaluationItems]{"/api/v1/revaluations", wire.NewRevaluationItems(run, items, sum)}, nil
	}
}
