package project

import (
	"context"

	"article30/internal/access"
	"article30/internal/problem"
)

// OpenAppraisal records that the secretariat looks into a request.
//
// Errors: access.denied, assistance.no_request, assistance.decided,
// assistance.under_appraisal; assistance.invalid with "on".
func (s *Service) OpenAppraisal(ctx context.Context, actor access.Actor, number, on string) (Case, error) {
	if err := actor.Require(access.AppraiseAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{Kind: AppraisalOpened, On: s.past(&fields, "on", on)}
	return s.onRequest(ctx, actor, number, fields, e)
}

func (c Case) openAppraisal(Outlook, *Event) error {
	if c.State != Received {
		return problem.New(problem.Conflict, "assistance.under_appraisal", "number", c.Request.Number)
	}
	return nil
}

// AppraiseIn is an appraisal as it comes in: what it recommends, by which
// criteria, and the score where there is one.
type AppraiseIn struct {
	Number      string
	On          string
	Recommended bool
	Score       string
	Criteria    string
}

// Appraise records what an appraisal found. While nothing is decided, a later
// appraisal takes the place of an earlier one.
//
// Errors: access.denied, assistance.no_request, assistance.decided,
// assistance.not_opened; assistance.invalid with "on" and "criteria".
func (s *Service) Appraise(ctx context.Context, actor access.Actor, in AppraiseIn) (Case, error) {
	if err := actor.Require(access.AppraiseAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{
		Kind: Appraised, On: s.past(&fields, "on", in.On), Recommended: in.Recommended,
		Score: fields.Line("score", in.Score, maxName), Text: required(&fields, "criteria", in.Criteria, maxText),
	}
	return s.onRequest(ctx, actor, in.Number, fields, e)
}

func (c Case) appraise(Outlook, *Event) error {
	if c.State == Received {
		return problem.New(problem.Conflict, "assistance.not_opened", "number", c.Request.Number)
	}
	return nil
}

// Decline records that a request is not granted. It wants an appraisal.
//
// Errors: access.denied, assistance.no_request, assistance.decided,
// assistance.not_appraised; assistance.invalid with "on" and "reason".
func (s *Service) Decline(ctx context.Context, actor access.Actor, number, on, reason string) (Case, error) {
	if err := actor.Require(access.ApproveAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{Kind: Declined, On: s.past(&fields, "on", on), Reason: required(&fields, "reason", reason, maxText)}
	return s.onRequest(ctx, actor, number, fields, e)
}

func (c Case) decline(Outlook, *Event) error { return c.appraised() }

// appraised refuses a decision without an appraisal.
//
// Error: assistance.not_appraised.
func (c Case) appraised() error {
	if c.Appraisal == nil {
		return problem.New(problem.Conflict, "assistance.not_appraised", "number", c.Request.Number)
	}
	return nil
}

// Withdraw records that the States took their request back, before a decision.
//
// Errors: access.denied, assistance.no_request, assistance.decided;
// assistance.invalid with "on" and "reason".
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, number, on, reason string) (Case, error) {
	if err := actor.Require(access.RecordAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{Kind: Withdrawn, On: s.past(&fields, "on", on), Reason: required(&fields, "reason", reason, maxText)}
	return s.onRequest(ctx, actor, number, fields, e)
}

func (c Case) withdraw(Outlook, *Event) error { return nil }
