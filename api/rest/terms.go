package rest

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/contributions"
)

func (s *server) terms(api huma.API) {
	const tag = "contributions"
	get(api, "/api/v1/contributions/{id}/terms", "terms", tag, "What the agreement says, all revisions in their order", s.listTerms)
	post(api, "/api/v1/contributions/{id}/terms", "set-terms", tag, "Record what the agreement says, or revise it", s.setTerms)
	post(api, "/api/v1/contributions/{id}/conditions-met", "record-condition-met", tag, "Record that the condition on which an amount was agreed is met", s.conditionMet)
}

type termsOut struct {
	Items []wire.Terms `json:"items"`
}

func (s *server) listTerms(ctx context.Context, in *ByID) (*versioned[termsOut], error) {
	if err := s.covered(ctx, in.ID); err != nil {
		return nil, err
	}
	return atRevision(ctx, s.Contributions.Revision, in.ID, func(int64) (termsOut, error) {
		all, err := s.Contributions.Terms(ctx, in.ID)
		out := termsOut{[]wire.Terms{}}
		for _, t := range all {
			out.Items = append(out.Items, wire.NewTerms(t))
		}
		return out, err
	})
}

type setTermsIn struct {
	ByID
	IfMatch
	Body struct {
		Number    string   `json:"number" example:"AUT/2012/1"`
		Signed    string   `json:"signed" example:"2012-07-02"`
		Expires   string   `json:"expires,omitempty" example:"2014-12-31"`
		Condition string   `json:"condition,omitempty" doc:"What must be met, of an agreement that was recorded as conditional."`
		PSC       string   `json:"psc_percent,omitempty" doc:"Programme support cost, per cent of direct cost; the default when absent."`
		PSCFrom   string   `json:"psc_from,omitempty" doc:"Since when it is not the default."`
		PSCReason string   `json:"psc_reason,omitempty"`
		Duties    []dutyIn `json:"duties,omitempty" doc:"Reports owed to the donor, by due date."`
		Reason    string   `json:"reason,omitempty" doc:"A revision wants one."`
	}
}

type dutyIn struct {
	Due  string `json:"due" example:"2013-03-31"`
	What string `json:"what" example:"Narrative report"`
}

func (s *server) setTerms(ctx context.Context, in *setTermsIn) (*created[wire.Terms], error) {
	b := in.Body
	ask := contributions.TermsIn{
		Contribution: in.ID, Expect: in.expect, Number: b.Number, Signed: b.Signed, Expires: b.Expires, Condition: b.Condition,
		PSC: b.PSC, PSCFrom: b.PSCFrom, PSCReason: b.PSCReason, Reason: b.Reason,
	}
	for _, d := range b.Duties {
		ask.Duties = append(ask.Duties, contributions.DutyIn(d))
	}
	terms, err := s.Contributions.SetTerms(ctx, actor(ctx), ask)
	if err != nil {
		return nil, err
	}
	return &created[wire.Terms]{fmt.Sprintf("/api/v1/contributions/%d/terms", in.ID), wire.NewTerms(terms)}, nil
}

func (s *server) conditionMet(ctx context.Context, in *writeDownIn) (*entryOut, error) {
	return newEntryOut(s.Cases.ConditionMet.Do(ctx, actor(ctx), contributions.WriteDownIn{
		Contribution: in.ID, Expect: in.expect, On: in.Body.On, Amount: in.Body.Amount, Reason: in.Body.Reason,
	}))
}
