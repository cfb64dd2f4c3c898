package rest

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/contributions"
)

func (s *server) proceeds(api huma.API) {
	const tag = "contributions"
	get(api, "/api/v1/contributions/{id}/proceeds", "proceeds", tag, "Of what confiscated proceeds a contribution is a share, all revisions in their order", s.listProceeds)
	post(api, "/api/v1/contributions/{id}/proceeds", "set-proceeds", tag, "Say of what confiscated proceeds a contribution is a share, or revise it", s.setProceeds)
}

type proceedsOut struct {
	Items []wire.Proceeds `json:"items"`
}

func (s *server) listProceeds(ctx context.Context, in *ByID) (*body[proceedsOut], error) {
	if err := s.covered(ctx, in.ID); err != nil {
		return nil, err
	}
	all, err := s.Contributions.Proceeds(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return answered(proceedsOut{wire.NewProceedsList(all)}), nil
}

type setProceedsIn struct {
	ByID
	IfMatch
	Body struct {
		LegalBasis string `json:"legal_basis" example:"Court of Appeal, decision 4/2012 of 2 May 2012" doc:"The law, or the decision of a court or an authority."`
		Total      string `json:"total" example:"1000000.00" doc:"What was confiscated, or its value, in the contribution's currency."`
		Percent    string `json:"percent" example:"7.5" doc:"Of it that is given."`
		Reason     string `json:"reason,omitempty" doc:"A revision wants one."`
	}
}

func (s *server) setProceeds(ctx context.Context, in *setProceedsIn) (*created[wire.Proceeds], error) {
	p, err := s.Contributions.SetProceeds(ctx, actor(ctx), contributions.ProceedsIn{
		Contribution: in.ID, Expect: in.expect, LegalBasis: in.Body.LegalBasis, Total: in.Body.Total, Percent: in.Body.Percent, Reason: in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &created[wire.Proceeds]{fmt.Sprintf("/api/v1/contributions/%d/proceeds", in.ID), wire.NewProceeds(p)}, nil
}
