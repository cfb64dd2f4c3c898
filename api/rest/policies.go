package rest

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/contributions"
)

func (s *server) policies(api huma.API) {
	const tag = "rates"
	get(api, "/api/v1/fixed-rates", "fixed-rates", tag, "Rates that were fixed for replenishment periods", s.fixedRates)
	post(api, "/api/v1/fixed-rates", "fix-rate", tag, "Record the rate that was decided for a period", s.fixRate)
	post(api, "/api/v1/fixed-rates/{id}/withdrawal", "withdraw-fixed-rate", tag, "Take back a fixed rate that gave no entry its value", s.withdrawFixedRate)
	get(api, "/api/v1/contributions/{id}/policy", "policy", tag, "How a contribution is valued", s.policy)
	post(api, "/api/v1/contributions/{id}/policies", "set-policy", tag, "Say how a contribution is valued from now on", s.setPolicy)
	get(api, "/api/v1/entries/{id}/proof", "proof", tag, "Compute an entry's US dollars anew, beside what is booked", s.proof)
	get(api, "/api/v1/contributions/{id}/proofs", "contribution-proofs", tag, "The proof of every entry of a contribution", s.contributionProofs)
	get(api, "/api/v1/execution-entries/{id}/proof", "spending-proof", tag, "Compute the US dollars of an entry of spending anew, beside what is booked", s.spendingProof)
	get(api, "/api/v1/allotments/{id}/proofs", "allotment-proofs", tag, "The proof of every entry of spending of an allotment", s.allotmentProofs)
	get(api, "/api/v1/proofs", "proofs", tag, "What the proof of every entry comes to", s.proofs)
}

type fixedRatesOut struct {
	Items []wire.FixedRate `json:"items"`
}

func (s *server) fixedRates(ctx context.Context, _ *InLanguage) (*body[fixedRatesOut], error) {
	list, err := s.Contributions.FixedRates(ctx)
	if err != nil {
		return nil, err
	}
	out := fixedRatesOut{[]wire.FixedRate{}}
	for _, r := range list {
		out.Items = append(out.Items, wire.NewFixedRate(r))
	}
	return answered(out), nil
}

type fixRateIn struct {
	InLanguage
	Body struct {
		Currency  string `json:"currency" example:"EUR"`
		From      string `json:"from" example:"2012-01-01"`
		To        string `json:"to" example:"2014-12-31"`
		PerUSD    string `json:"per_usd" example:"0.8" doc:"Units of the currency for one US dollar."`
		Reference string `json:"reference" example:"CTOC/COP/2010/17, decision 5/1"`
	}
}

func (s *server) fixRate(ctx context.Context, in *fixRateIn) (*created[wire.FixedRate], error) {
	r, err := s.Contributions.FixRate(ctx, actor(ctx), contributions.FixedRateIn(in.Body))
	if err != nil {
		return nil, err
	}
	return &created[wire.FixedRate]{"/api/v1/fixed-rates", wire.NewFixedRate(r)}, nil
}

type withdrawIn struct {
	ByID
	Body struct {
		Reason string `json:"reason"`
	}
}

func (s *server) withdrawFixedRate(ctx context.Context, in *withdrawIn) (*created[wire.FixedRate], error) {
	r, err := s.Contributions.WithdrawFixedRate(ctx, actor(ctx), in.ID, in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &created[wire.FixedRate]{"/api/v1/fixed-rates", wire.NewFixedRate(r)}, nil
}

func (s *server) policy(ctx context.Context, in *ByID) (*body[wire.Policy], error) {
	if err := s.covered(ctx, in.ID); err != nil {
		return nil, err
	}
	p, revisions, err := s.Contributions.PolicyOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewPolicy(in.ID, p, revisions)), nil
}

type setPolicyIn struct {
	ByID
	Body struct {
		Policy string `json:"policy" example:"fixed" doc:"unore, bank or fixed."`
		Reason string `json:"reason" example:"Agreement AUT/2012/1, paragraph 4"`
	}
}

func (s *server) setPolicy(ctx context.Context, in *setPolicyIn) (*created[wire.PolicyRevision], error) {
	r, err := s.Contributions.SetPolicy(ctx, actor(ctx), contributions.PolicyIn{
		Contribution: in.ID, Policy: in.Body.Policy, Reason: in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &created[wire.PolicyRevision]{fmt.Sprintf("/api/v1/contributions/%d/policy", in.ID), wire.NewPolicyRevision(r)}, nil
}

func (s *server) proof(ctx context.Context, in *ByID) (*body[wire.Proof], error) {
	sees, err := s.sight(ctx)
	if err != nil {
		return nil, err
	}
	p, err := s.Contributions.Proof(ctx, in.ID)
	if err == nil && !sees.Covers(p.Contribution.Donor) {
		err = hidden(ctx, "entry", in.ID)
	}
	if err != nil {
		return nil, err
	}
	return answered(wire.NewProof(printer(ctx), p)), nil
}

type proofsOut struct {
	Items []wire.Proof `json:"items"`
}

func (s *server) contributionProofs(ctx context.Context, in *ByID) (*body[proofsOut], error) {
	if err := s.covered(ctx, in.ID); err != nil {
		return nil, err
	}
	out := proofsOut{[]wire.Proof{}}
	err := s.Contributions.EachProof(ctx, in.ID, func(p contributions.Proof) error {
		out.Items = append(out.Items, wire.NewProof(printer(ctx), p))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answered(out), nil
}

func (s *server) spendingProof(ctx context.Context, in *ByID) (*body[wire.Proof], error) {
	proofs, err := s.spentProofs(ctx, contributions.SpentOf{Entry: in.ID})
	if err != nil {
		return nil, err
	}
	return answered(proofs[0]), nil
}

func (s *server) allotmentProofs(ctx context.Context, in *ByID) (*body[proofsOut], error) {
	proofs, err := s.spentProofs(ctx, contributions.SpentOf{Allotment: in.ID})
	if err != nil {
		return nil, err
	}
	return answered(proofsOut{proofs}), nil
}

func (s *server) spentProofs(ctx context.Context, of contributions.SpentOf) (list []wire.Proof, err error) {
	err = s.Contributions.EachSpentProof(ctx, of, func(p contributions.Proof) error {
		list = append(list, wire.NewProof(printer(ctx), p))
		return nil
	})
	return list, err
}

// maxDoubts is how many entries that are not proven are told of at once.
const maxDoubts = 100

func (s *server) proofs(ctx context.Context, _ *InLanguage) (*body[wire.Proofs], error) {
	out := wire.Proofs{Doubts: []wire.Proof{}}
	err := s.Contributions.EachProof(ctx, 0, func(p contributions.Proof) error {
		out.Entries++
		switch {
		case p.Holds():
			out.Proven++
		case len(out.Doubts) < maxDoubts:
			out.Doubts = append(out.Doubts, wire.NewProof(printer(ctx), p))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return answered(out), nil
}
