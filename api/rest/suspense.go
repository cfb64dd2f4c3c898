package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/contributions"
)

func (s *server) suspense(api huma.API) {
	const tag = "contributions"
	get(api, "/api/v1/suspense", "suspense", tag, "Money that nobody can identify, with its age on a day", s.listSuspense)
	post(api, "/api/v1/suspense", "record-suspense", tag, "Record money that nobody can identify", s.recordSuspense)
	post(api, "/api/v1/suspense/{id}/match", "match-suspense", tag, "Say whose money it was: all or a part of it: it becomes a receipt at the value at which it stands", s.matchSuspense)
	post(api, "/api/v1/suspense/{id}/return", "return-suspense", tag, "Record that all or a part of it went back", s.returnSuspense)
}

type suspenseIn struct {
	OnDay
	All bool `query:"all" doc:"Also what was matched or returned."`
}

type suspenseOut struct {
	On    string              `json:"on" format:"date"`
	Items []wire.SuspenseItem `json:"items"`
}

func (s *server) listSuspense(ctx context.Context, in *suspenseIn) (*body[suspenseOut], error) {
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	all, err := s.Contributions.InSuspenseOn(ctx, on, in.All)
	if err != nil {
		return nil, err
	}
	out := suspenseOut{on.String(), []wire.SuspenseItem{}}
	for _, i := range all {
		out.Items = append(out.Items, wire.NewSuspenseItem(i))
	}
	return answered(out), nil
}

type recordSuspenseIn struct {
	InLanguage
	Body struct {
		On            string `json:"on" example:"2012-07-02" doc:"Value date."`
		Amount        string `json:"amount" doc:"A decimal text such as 1234.50."`
		Currency      string `json:"currency"`
		Payer         string `json:"payer" doc:"What the bank says of where it came from."`
		BankReference string `json:"bank_reference,omitempty" example:"MT103/20120702-17"`
		Charges       string `json:"charges,omitempty" doc:"What banks took, in the currency of the payment: amount is gross."`
		BankRate      string `json:"bank_rate,omitempty" doc:"Units of the currency for one US dollar, in place of the operational rate; wants a reason."`
		Reason        string `json:"reason,omitempty"`
	}
}

func (s *server) recordSuspense(ctx context.Context, in *recordSuspenseIn) (*entryOut, error) {
	return newEntryOut(s.Cases.Suspense.Do(ctx, actor(ctx), contributions.SuspenseIn(in.Body)))
}

type matchIn struct {
	ByID
	IfMatch
	Body struct {
		Contribution int64  `json:"contribution"`
		Amount       string `json:"amount,omitempty" doc:"How much of it; all that is left when absent."`
		On           string `json:"on" example:"2012-07-02"`
		Settles      string `json:"settles,omitempty" doc:"What it counts for in the contribution's currency, where that is another."`
		Instalment   string `json:"instalment,omitempty" doc:"Due date of the instalment it is meant for; the oldest when absent."`
		Reason       string `json:"reason,omitempty"`
	}
}

func (s *server) matchSuspense(ctx context.Context, in *matchIn) (*entryOut, error) {
	return newEntryOut(s.Cases.MatchSuspense.Do(ctx, actor(ctx), contributions.MatchIn{
		Suspense: in.ID, Contribution: in.Body.Contribution, Expect: in.expect, Amount: in.Body.Amount, On: in.Body.On,
		Settles: in.Body.Settles, Instalment: in.Body.Instalment, Reason: in.Body.Reason,
	}))
}

type returnIn struct {
	ByID
	Body struct {
		On     string `json:"on" example:"2012-07-02"`
		Amount string `json:"amount,omitempty" doc:"How much of it; all that is left when absent."`
		Reason string `json:"reason"`
	}
}

func (s *server) returnSuspense(ctx context.Context, in *returnIn) (*entryOut, error) {
	return newEntryOut(s.Cases.ReturnSuspense.Do(ctx, actor(ctx), contributions.ReturnIn{
		Suspense: in.ID, Amount: in.Body.Amount, On: in.Body.On, Reason: in.Body.Reason,
	}))
}
