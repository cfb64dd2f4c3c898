package project

import (
	"context"
	"slices"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// ReportIn is a report that will be due, as it comes in: from a partner, or for
// the project as a whole for partner 0.
type ReportIn struct {
	Partner int
	Kind    string
	What    string
	Due     string
}

// RequireReport records that a report will be due.
//
// Errors: access.denied, assistance.no_project, assistance.closed,
// assistance.no_partner; assistance.invalid with "on", "kind", "what", "due".
func (s *Service) RequireReport(ctx context.Context, actor access.Actor, code, on string, in ReportIn) (Case, error) {
	if err := actor.Require(access.FollowAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := reportDue(&fields, in)
	e.On = s.past(&fields, "on", on)
	return s.onProject(ctx, actor, code, fields, e)
}

func reportDue(fields *problem.Fields, in ReportIn) Event {
	e := Event{
		Kind: ReportDue, Partner: in.Partner, Type: in.Kind, Text: required(fields, "what", in.What, maxName), Due: day(fields, "due", in.Due),
	}
	if !slices.Contains(ReportKinds(), in.Kind) {
		fields.Add("kind", "assistance.report_kind", "value", in.Kind)
	}
	return e
}

func (c Case) requireReport(_ Outlook, e *Event) error {
	if e.Partner != 0 {
		if _, err := c.partner(e.Partner); err != nil {
			return err
		}
	}
	e.Report = 1
	for _, other := range c.Events {
		if other.Kind == ReportDue {
			e.Report = other.Report + 1
		}
	}
	return nil
}

// ReportStepIn is what happened to a report, as it comes in: its Reference when
// it was received, the Reason why it was returned.
type ReportStepIn struct {
	Project   string
	Report    int
	On        string
	Reference string
	Reason    string
}

// ReceiveReport records that a report came in.
//
// Errors: access.denied, assistance.no_project, assistance.no_report,
// assistance.report_accepted; assistance.invalid with "on" and "reference".
func (s *Service) ReceiveReport(ctx context.Context, actor access.Actor, in ReportStepIn) (Case, error) {
	return s.reportStep(ctx, actor, ReportReceived, in)
}

// AcceptReport records that a report is good.
//
// Errors: those of ReceiveReport; assistance.report_not_here.
func (s *Service) AcceptReport(ctx context.Context, actor access.Actor, in ReportStepIn) (Case, error) {
	return s.reportStep(ctx, actor, ReportAccepted, in)
}

// ReturnReport records that a report is to be made again.
//
// Errors: those of AcceptReport; assistance.invalid with "reason".
func (s *Service) ReturnReport(ctx context.Context, actor access.Actor, in ReportStepIn) (Case, error) {
	return s.reportStep(ctx, actor, ReportReturned, in)
}

func (s *Service) reportStep(ctx context.Context, actor access.Actor, kind Kind, in ReportStepIn) (Case, error) {
	if err := actor.Require(access.FollowAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{Kind: kind, Report: in.Report, On: s.past(&fields, "on", in.On)}
	switch kind {
	case ReportReceived:
		e.Reference = required(&fields, "reference", in.Reference, maxName)
	case ReportReturned:
		e.Reason = required(&fields, "reason", in.Reason, maxText)
	}
	return s.onProject(ctx, actor, in.Project, fields, e)
}

func (c Case) receiveReport(_ Outlook, e *Event) error {
	r, err := c.report(e)
	if err != nil {
		return err
	}
	return notBefore(e.On, r.Received)
}

func (c Case) acceptReport(_ Outlook, e *Event) error { return c.reportHere(e) }

func (c Case) returnReport(_ Outlook, e *Event) error { return c.reportHere(e) }

// reportHere refuses a judgement of a report that did not come.
func (c Case) reportHere(e *Event) error {
	r, err := c.report(e)
	if err != nil {
		return err
	}
	if r.Received.IsZero() || r.Returned {
		return problem.New(problem.Conflict, "assistance.report_not_here", "report", r.No)
	}
	return notBefore(e.On, r.Received)
}

// report is the report of the event, which is not accepted yet.
func (c Case) report(e *Event) (*Report, error) {
	r := c.Project.report(e.Report)
	switch {
	case r == nil:
		return nil, problem.New(problem.NotFound, "assistance.no_report", "report", e.Report)
	case !r.Accepted.IsZero():
		return nil, problem.New(problem.Conflict, "assistance.report_accepted", "report", r.No, "date", r.Accepted)
	}
	e.Partner = r.Partner
	return r, nil
}

// Overdue is a report that did not come in time, with its project.
type Overdue struct {
	Case
	Report Report
}

// Overdue lists the reports that were due before the day and are not here, the
// oldest first; of today for no date.
//
// Errors: those of access.Actor.RequireOwn.
func (s *Service) Overdue(ctx context.Context, actor access.Actor, on date.Date) (list []Overdue, err error) {
	if on.IsZero() {
		on = s.Today()
	}
	cases, err := s.Cases(ctx, actor, Filter{AsOf: on})
	for _, c := range cases {
		if c.Project == nil {
			continue
		}
		for _, r := range c.Project.Reports {
			if r.Overdue(on) {
				list = append(list, Overdue{c.Case, r})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b Overdue) int { return a.Report.Due.Compare(b.Report.Due) })
	return list, err
}
