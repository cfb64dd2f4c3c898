package project

import (
	"context"
	"fmt"
	"slices"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// InstalmentIn is an instalment as it comes in: US dollars on a date, after a
// report, or both. After counts the reports of the same agreement from 1.
type InstalmentIn struct {
	Due    string
	After  int
	Amount string
}

// EngageIn is an agreement with an implementing partner as it comes in. Its
// instalments together are committed of the allotment.
type EngageIn struct {
	Project     string
	On          string
	Name        string
	Kind        string
	Agreement   string
	Allotment   int64
	Instalments []InstalmentIn
	Reports     []ReportIn
}

// Engage records an agreement with a partner, with its instalments and the
// reports that it brings, and commits the money.
//
// Errors: access.denied, assistance.no_project, assistance.closed,
// assistance.agreement_taken; assistance.invalid with "on", "name", "kind",
// "agreement", "allotment" (assistance.regular_budget), "instalments"
// (assistance.no_instalments, assistance.no_due, assistance.no_such_report,
// assistance.over_budget) and "reports"; those of Books.Commit.
func (s *Service) Engage(ctx context.Context, actor access.Actor, in EngageIn) (made Case, err error) {
	if err := actor.Require(access.ImplementAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{
		Kind: Engaged, On: s.past(&fields, "on", in.On), Text: required(&fields, "name", in.Name, maxName),
		Type: in.Kind, Reference: required(&fields, "agreement", in.Agreement, maxReference), Allotment: in.Allotment,
	}
	if !slices.Contains(PartnerKinds(), in.Kind) {
		fields.Add("kind", "assistance.partner_kind", "value", in.Kind)
	}
	e.Plan, e.USD = plan(&fields, in.Instalments)
	var reports []Event
	for i, r := range in.Reports {
		var own problem.Fields
		due := reportDue(&own, r)
		fields.AddErr(fmt.Sprintf("reports[%d]", i), own.Err("assistance.invalid"))
		due.On = e.On
		reports = append(reports, due)
	}
	if err := fields.Err("assistance.invalid"); err != nil {
		return Case{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := w.byCode(in.Project)
		if err != nil {
			return err
		}
		extra, err := s.books.Extrabudgetary(ctx, in.Allotment)
		if err != nil {
			return err
		}
		o := Outlook{Figures: w.figuresOf(c), Regular: !extra, Reports: len(reports)}
		engaged, err := Decide(c, o, e)
		if err != nil {
			return err
		}
		engaged.Entry, err = s.books.Commit(ctx, actor, Commitment{
			Allotment: in.Allotment, Project: c.Project.Code.String(), Payee: e.Text, Reference: e.Reference, USD: e.USD, On: e.On,
		})
		if err != nil {
			return err
		}
		if made, err = s.keep(ctx, actor, w, c, engaged); err != nil {
			return err
		}
		for _, r := range reports {
			r.Partner = engaged.Partner
			if made, err = s.record(ctx, actor, w, made, Outlook{}, r); err != nil {
				return err
			}
		}
		return nil
	})
	return made, err
}

// plan reads instalments, which are released in the order in which they come.
func plan(fields *problem.Fields, in []InstalmentIn) (list []Instalment, total money.Money) {
	total = money.Zero(money.USD)
	if len(in) == 0 {
		fields.Add("instalments", "assistance.no_instalments")
	}
	for i, one := range in {
		path := fmt.Sprintf("instalments[%d]", i)
		usd, err := money.Parse(one.Amount, money.USD)
		fields.AddErr(path+".amount", err)
		if err == nil && usd.Sign() <= 0 {
			fields.Add(path+".amount", "assistance.not_positive", "value", usd)
		}
		if err == nil {
			total, err = total.Add(usd)
			fields.AddErr(path+".amount", err)
		}
		var due date.Date
		if one.Due != "" {
			due = day(fields, path+".due", one.Due)
		}
		if one.Due == "" && one.After == 0 {
			fields.Add(path, "assistance.no_due")
		}
		list = append(list, Instalment{i + 1, due, one.After, usd})
	}
	return list, total
}

func (c Case) engage(o Outlook, e *Event) error {
	first := 0 // reports that are due already
	e.Partner = 1
	for _, other := range c.Events {
		switch {
		case other.Kind == ReportDue:
			first = other.Report
		case other.Kind == Engaged:
			e.Partner = other.Partner + 1
		}
	}
	var fields problem.Fields
	e.Plan = slices.Clone(e.Plan)
	for i := range e.Plan {
		after := &e.Plan[i].After
		if *after < 0 || *after > o.Reports {
			fields.Add(fmt.Sprintf("instalments[%d].after", i), "assistance.no_such_report", "report", *after, "count", o.Reports)
		}
		if *after > 0 {
			*after += first
		}
	}
	if o.Regular {
		fields.Add("allotment", "assistance.regular_budget")
	}
	if err := fields.Err("assistance.invalid"); err != nil {
		return err
	}
	for _, p := range c.Project.Partners {
		if p.Agreement == e.Reference {
			return problem.New(problem.Conflict, "assistance.agreement_taken", "reference", e.Reference)
		}
	}
	return c.Project.within(o.Figures, e.USD, "instalments")
}

// Purpose is what a project is for.
//
// Error: assistance.no_project.
func (s *Service) Purpose(ctx context.Context, code string) (p Purpose, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		c, _, err := s.project(ctx, code)
		if err == nil {
			p = c.Project.Purpose
		}
		return err
	})
	return p, err
}

// Spend refuses what a project has no budget for, or that comes after its
// closing: by how much more would be committed and spent together, in US
// dollars of direct cost.
//
// Errors: assistance.no_project, assistance.closed; assistance.invalid with
// assistance.over_budget.
func (s *Service) Spend(ctx context.Context, code string, more money.Money) error {
	return s.store.View(ctx, func(ctx context.Context) error {
		c, figures, err := s.project(ctx, code)
		switch {
		case err != nil:
			return err
		case c.Project.Closure != nil:
			return problem.New(problem.Conflict, "assistance.closed", "project", c.Project.Code, "date", c.Project.Closure.On)
		case more.Sign() <= 0:
			return nil
		}
		return c.Project.within(figures, more, "amount")
	})
}

// project is the case of one project and its figures, without reading any other.
//
// Error: assistance.no_project.
func (s *Service) project(ctx context.Context, code string) (Case, Figures, error) {
	k, err := ParseCode(code)
	if err != nil {
		return Case{}, Figures{}, err
	}
	w := world{}
	if w.known, err = s.conference.Participants(ctx); err != nil {
		return Case{}, Figures{}, err
	}
	if w.figures, err = s.store.Figures(ctx, date.Date{}, k.String()); err != nil {
		return Case{}, Figures{}, err
	}
	if w.takenBack, err = s.store.TakenBack(ctx, date.Date{}); err != nil {
		return Case{}, Figures{}, err
	}
	r, events, err := s.store.Project(ctx, k)
	if err != nil {
		return Case{}, Figures{}, err
	}
	if len(events) > 0 {
		w.cases = []Case{Trace(r, events, w.known, w.takenBack, date.Date{})}
	}
	c, err := w.byCode(code)
	return c, w.figuresOf(c), err
}

// within refuses what would take a project above its budget.
//
// Error: assistance.invalid with assistance.over_budget.
func (p Project) within(f Figures, more money.Money, path string) error {
	left := p.Total.Units() - f.Committed.Units() - f.Spent.Units()
	if more.Units() > left {
		return refuse(path, "assistance.over_budget", "project", p.Code, "amount", more, "left", money.FromUnits(max(left, 0), money.USD))
	}
	return nil
}

// EndIn is the end of a partner's agreement as it comes in.
type EndIn struct {
	Project string
	Partner int
	On      string
	Reason  string
}

// EndPartner records that a partner gets no more instalments, and cancels what
// is committed to it still.
//
// Errors: access.denied, assistance.no_project, assistance.no_partner,
// assistance.partner_done; assistance.invalid with "on" and "reason"; those of
// Books.Cancel.
func (s *Service) EndPartner(ctx context.Context, actor access.Actor, in EndIn) (made Case, err error) {
	if err := actor.Require(access.ImplementAssistance); err != nil {
		return Case{}, err
	}
	var fields problem.Fields
	e := Event{
		Kind: PartnerEnded, Partner: in.Partner, On: s.past(&fields, "on", in.On), Reason: required(&fields, "reason", in.Reason, maxText),
	}
	if err := fields.Err("assistance.invalid"); err != nil {
		return Case{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := w.byCode(in.Project)
		if err != nil {
			return err
		}
		ended, err := Decide(c, Outlook{}, e)
		if err != nil {
			return err
		}
		if err := s.books.Cancel(ctx, actor, c.Project.partner(in.Partner).Commitment, e.On, e.Reason); err != nil {
			return err
		}
		made, err = s.keep(ctx, actor, w, c, ended)
		return err
	})
	return made, err
}

func (c Case) endPartner(_ Outlook, e *Event) error {
	p, err := c.partner(e.Partner)
	if err != nil {
		return err
	}
	if p.Done() {
		return problem.New(problem.Conflict, "assistance.partner_done", "partner", p.No)
	}
	return notBefore(e.On, p.On)
}

// partner is the partner with that number.
//
// Error: assistance.no_partner.
func (c Case) partner(no int) (*Partner, error) {
	if p := c.Project.partner(no); p != nil {
		return p, nil
	}
	return nil, problem.New(problem.NotFound, "assistance.no_partner", "partner", no)
}
