package project

import (
	"context"
	"fmt"
	"slices"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// ShareIn is a part of a budget as it comes in: US dollars of direct cost for
// an object of expenditure.
type ShareIn struct {
	Object string
	Amount string
}

// ApproveIn is an approval as it comes in. Override is why it is given against
// the appraisal, or beyond the free money that fits.
type ApproveIn struct {
	Number     string
	On         string
	Title      string
	Start, End string
	Budget     []ShareIn
	Override   string
}

// Approve grants a request and makes its project. Whoever entered the request
// or its appraisal does not approve it. The budget, with programme support
// cost, must be there in free money that fits the project's purpose, on the day
// and every later one, beside what is promised to other projects; see Room.
//
// Errors: access.denied, assistance.no_request, assistance.decided,
// assistance.not_appraised, assistance.own; assistance.invalid with "on",
// "title", "start", "end", "budget" (assistance.no_budget,
// assistance.no_money) and "override"; period.closed.
func (s *Service) Approve(ctx context.Context, actor access.Actor, in ApproveIn) (made Case, err error) {
	if err := actor.Require(access.ApproveAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{
		Kind: Approved, On: s.past(&fields, "on", in.On), Text: required(&fields, "title", in.Title, maxName),
		Override: fields.Line("override", in.Override, maxText),
	}
	e.Start, e.End = span(&fields, in.Start, in.End)
	e.Budget, e.USD = shares(&fields, in.Budget)
	if err := fields.Err("assistance.invalid"); err != nil {
		return Case{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := w.byNumber(in.Number)
		if err != nil {
			return err
		}
		last, err := s.store.LastCode(ctx, e.On.Year())
		if err != nil {
			return err
		}
		e.Code = Code{e.On.Year(), last + 1}
		made, err = s.sanction(ctx, actor, w, c, c.Request.Purpose(e.Code, w.known), e)
		return err
	})
	return made, err
}

// ReviseIn is a project's new budget and time as they come in: the whole
// budget, not a difference; what is empty stays.
type ReviseIn struct {
	Project    string
	On         string
	Start, End string
	Budget     []ShareIn
	Reason     string
	Override   string
}

// Revise changes a project's budget or time. An increase is checked against the
// free money as an approval is; a decrease leaves what is committed and spent.
//
// Errors: access.denied, assistance.no_project, assistance.closed,
// assistance.own; assistance.invalid with "on", "reason", "start", "end",
// "budget" (assistance.unchanged, assistance.below_used, assistance.no_money)
// and "override"; period.closed.
func (s *Service) Revise(ctx context.Context, actor access.Actor, in ReviseIn) (made Case, err error) {
	if err := actor.Require(access.ApproveAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{
		Kind: Revised, On: s.past(&fields, "on", in.On), Reason: required(&fields, "reason", in.Reason, maxText),
		Override: fields.Line("override", in.Override, maxText),
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		fields, e := fields, e
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := w.byCode(in.Project)
		if err != nil {
			return err
		}
		p := c.Project
		start, end := in.Start, in.End
		if start == "" {
			start = p.Start.String()
		}
		if end == "" {
			end = p.End.String()
		}
		e.Start, e.End = span(&fields, start, end)
		if e.Budget, e.USD = p.Budget, p.Total; len(in.Budget) > 0 {
			e.Budget, e.USD = shares(&fields, in.Budget)
		}
		if err := fields.Err("assistance.invalid"); err != nil {
			return err
		}
		made, err = s.sanction(ctx, actor, w, c, p.Purpose, e)
		return err
	})
	return made, err
}

// sanction decides on an approval or a revision by the room for it.
func (s *Service) sanction(ctx context.Context, actor access.Actor, w world, c Case, purpose Purpose, e Event) (Case, error) {
	e.RequestedBy, e.EnteredBy = c.Request.EnteredBy, actor.Name
	if c.Appraisal != nil {
		e.Appraisal, e.AppraisedBy = c.Appraisal.Seq, c.Appraisal.EnteredBy
	}
	room, err := s.room(ctx, w, c, purpose, e.On)
	if err != nil {
		return Case{}, err
	}
	return s.record(ctx, actor, w, c, Outlook{Room: room, Support: s.withSupport, Figures: w.figuresOf(c)}, e)
}

// room is what the project may take on the day and every later one.
func (s *Service) room(ctx context.Context, w world, c Case, purpose Purpose, on date.Date) (money.Money, error) {
	claims := []Claim{{Purpose: purpose}}
	for _, other := range w.cases {
		if other.Project != nil && other.Request.ID != c.Request.ID {
			claims = append(claims, other.Project.Reserve(w.figuresOf(other), s.percent))
		}
	}
	purposes := make([]Purpose, len(claims))
	for i, claim := range claims {
		purposes[i] = claim.Purpose
	}
	pots, err := s.earmarks.Pots(ctx, on, purposes)
	return Room(pots, claims), err
}

func (c Case) approve(o Outlook, e *Event) error {
	if err := c.appraised(); err != nil {
		return err
	}
	if err := c.another(e); err != nil {
		return err
	}
	var rules []Rule
	var fields problem.Fields
	if !c.Appraisal.Recommended {
		rules = append(rules, NotRecommended)
		fields.Add("override", "assistance.not_recommended", "number", c.Request.Number)
	}
	rules, fields = o.afford(e.USD, rules, fields)
	return e.override(rules, fields)
}

func (c Case) revise(o Outlook, e *Event) error {
	if err := c.another(e); err != nil {
		return err
	}
	p := c.Project
	if slices.Equal(e.Budget, p.Budget) && e.Start == p.Start && e.End == p.End {
		return refuse("budget", "assistance.unchanged", "project", p.Code)
	}
	used := o.Figures.Committed.Units() + o.Figures.Spent.Units()
	if e.USD.Units() < used {
		return refuse("budget", "assistance.below_used", "amount", e.USD, "least", money.FromUnits(used, money.USD))
	}
	var rules []Rule
	var fields problem.Fields
	if e.USD.Units() > p.Total.Units() {
		rules, fields = o.afford(money.FromUnits(e.USD.Units()-used, money.USD), rules, fields)
	}
	return e.override(rules, fields)
}

// another refuses an approval by whoever entered the request or its appraisal.
//
// Error: assistance.own.
func (c Case) another(e *Event) error {
	if e.EnteredBy == c.Request.EnteredBy || c.Appraisal != nil && e.EnteredBy == c.Appraisal.EnteredBy {
		return problem.New(problem.Forbidden, "assistance.own", "number", c.Request.Number)
	}
	return nil
}

// afford notes that there is no room for a direct cost with its programme
// support cost.
func (o Outlook) afford(direct money.Money, rules []Rule, fields problem.Fields) ([]Rule, problem.Fields) {
	if whole := o.Support(direct); whole.Units() > o.Room.Units() {
		rules = append(rules, NoMoney)
		fields.Add("budget", "assistance.no_money", "amount", direct, "whole", whole, "available", o.Room,
			"missing", money.FromUnits(whole.Units()-o.Room.Units(), money.USD))
	}
	return rules, fields
}

// span reads the time of a project.
func span(fields *problem.Fields, start, end string) (date.Date, date.Date) {
	from, err := date.Parse(start)
	fields.AddErr("start", err)
	to, otherErr := date.Parse(end)
	fields.AddErr("end", otherErr)
	if err == nil && otherErr == nil && to.Before(from) {
		fields.Add("end", "assistance.ends_before", "start", from, "end", to)
	}
	return from, to
}

// shares reads a budget; they come in the order of the objects of expenditure.
func shares(fields *problem.Fields, in []ShareIn) (list []Share, total money.Money) {
	total = money.Zero(money.USD)
	if len(in) == 0 {
		fields.Add("budget", "assistance.no_budget")
	}
	for i, share := range in {
		path := fmt.Sprintf("budget[%d]", i)
		object := budget.Object(share.Object)
		if object.Category() == "" {
			fields.Add(path+".object", "assistance.unknown_object", "value", share.Object)
		} else if slices.ContainsFunc(list, func(s Share) bool { return s.Object == object }) {
			fields.Add(path+".object", "assistance.object_twice", "value", share.Object)
		}
		usd, err := money.Parse(share.Amount, money.USD)
		fields.AddErr(path+".amount", err)
		if err == nil && usd.Sign() <= 0 {
			fields.Add(path+".amount", "assistance.not_positive", "value", usd)
		}
		if err == nil {
			total, err = total.Add(usd)
			fields.AddErr(path+".amount", err)
		}
		list = append(list, Share{object, usd})
	}
	at := func(s Share) int { return slices.Index(budget.Objects(), s.Object) }
	slices.SortStableFunc(list, func(a, b Share) int { return at(a) - at(b) })
	return list, total
}
