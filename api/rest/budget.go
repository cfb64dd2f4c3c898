package rest

import (
	"context"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/budget"
)

// A symbol such as CTOC/COP/2012/7 has strokes in it, so it is a parameter and
// not a part of a path.

func (s *server) budgets(api huma.API) {
	const tag = "budgets"
	s.translations(api, tag)
	s.dispatchFiles(api, tag)
	get(api, "/api/v1/budgets", "budgets", tag, "Documents by symbol, with their versions, without figures", s.listBudgets)
	get(api, "/api/v1/budget", "budget", tag, "One document with all its versions and figures", s.budget)
	get(api, "/api/v1/budget/circulation", "circulation", tag, "How matters stand with a version under rule 72", s.circulation)
	get(api, "/api/v1/budget/sheets", "sheets", tag, "The sheets with which a version was frozen, with their digests", s.sheets)
	get(api, "/api/v1/budget/dispatches", "dispatches", tag, "What went out of a version", s.dispatches)
	get(api, "/api/v1/budget/facts", "facts", tag, "What became of the copies of a version: bounced, sent again, acknowledged, downloaded", s.facts)
	get(api, "/api/v1/budget/decisions", "decisions", tag, "What was decided on any version of a document", s.decisions)
	get(api, "/api/v1/budget/revisions", "budget-revisions", tag, "Revised budgets that were approved between sessions (unverified rule)", s.revisions)
	post(api, "/api/v1/budgets", "create-budget", tag, "Register a document with its original text", s.createBudget)
	post(api, "/api/v1/budget/versions", "add-version", tag, "Register a revision, an addendum or a corrigendum", s.addVersion)
	post(api, "/api/v1/budget/session", "assign-budget", tag, "Give a document to the session at which it is to be adopted", s.assignBudget)
	post(api, "/api/v1/budget/freeze", "freeze", tag, "Fix a version for ever, with its sheets in the official languages", s.freeze)
	post(api, "/api/v1/budget/dispatches", "circulate", tag, "Record that a version was sent to the States parties", s.circulate)
	post(api, "/api/v1/budget/facts", "record-fact", tag, "Record what became of copies that were sent; a bounce does not undo a dispatch", s.recordFact)
	post(api, "/api/v1/budget/decisions", "decide", tag, "Record what the Conference decided", s.decide)
	post(api, "/api/v1/budget/revisions", "revise-budget", tag, "Record that a revised budget was approved between sessions (unverified rule)", s.revise)
}

func (s *server) listBudgets(ctx context.Context, _ *InLanguage) (*body[list[wire.Budget]], error) {
	all, err := s.Budget.Budgets(ctx)
	if err != nil {
		return nil, err
	}
	l := list[wire.Budget]{Items: []wire.Budget{}}
	for _, b := range all {
		l.Items = append(l.Items, wire.NewBudget(b))
	}
	return answered(l), nil
}

type symbolIn struct {
	InLanguage
	Symbol string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
}

func (s *server) budget(ctx context.Context, in *symbolIn) (*body[wire.Budget], error) {
	b, err := s.Budget.Budget(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewBudget(b)), nil
}

func (s *server) circulation(ctx context.Context, in *symbolIn) (*body[wire.Circulation], error) {
	c, err := s.Budget.Circulation(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewCirculation(printer(ctx), c)), nil
}

func (s *server) dispatches(ctx context.Context, in *symbolIn) (*body[list[wire.Dispatch]], error) {
	all, err := s.Budget.Dispatches(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	l := list[wire.Dispatch]{Items: []wire.Dispatch{}}
	for _, d := range all {
		l.Items = append(l.Items, wire.NewDispatch(d))
	}
	return answered(l), nil
}

func (s *server) decisions(ctx context.Context, in *symbolIn) (*body[list[wire.Decision]], error) {
	all, err := s.Budget.Decisions(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	l := list[wire.Decision]{Items: []wire.Decision{}}
	for _, d := range all {
		l.Items = append(l.Items, wire.NewDecision(d))
	}
	return answered(l), nil
}

func locate(path, symbol string) string {
	return path + "?" + url.Values{"symbol": {symbol}}.Encode()
}

type createBudgetIn struct {
	InLanguage
	Body budget.CreateIn
}

func (s *server) createBudget(ctx context.Context, in *createBudgetIn) (*created[wire.Budget], error) {
	b, err := s.Budget.Create(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Budget]{locate("/api/v1/budget", b.Symbol), wire.NewBudget(b)}, nil
}

type addVersionIn struct {
	InLanguage
	Body budget.VersionIn
}

func (s *server) addVersion(ctx context.Context, in *addVersionIn) (*created[wire.Version], error) {
	v, err := s.Budget.AddVersion(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Version]{locate("/api/v1/budget", v.Symbol), wire.NewVersion(v)}, nil
}

type assignIn struct {
	InLanguage
	Body struct {
		Symbol  string `json:"symbol"`
		Session string `json:"session"`
	}
}

func (s *server) assignBudget(ctx context.Context, in *assignIn) (*created[wire.Budget], error) {
	b, err := s.Budget.Assign(ctx, actor(ctx), in.Body.Symbol, in.Body.Session)
	if err != nil {
		return nil, err
	}
	return &created[wire.Budget]{locate("/api/v1/budget", b.Symbol), wire.NewBudget(b)}, nil
}

type freezeIn struct {
	InLanguage
	Body struct {
		Symbol string `json:"symbol" maxLength:"80" example:"CTOC/COP/2012/7"`
	}
}

func (s *server) freeze(ctx context.Context, in *freezeIn) (*created[wire.Frozen], error) {
	v, sheets, err := s.Budget.Freeze(ctx, actor(ctx), in.Body.Symbol)
	if err != nil {
		return nil, err
	}
	return &created[wire.Frozen]{locate("/api/v1/budget/sheets", v.Symbol), wire.NewFrozen(printer(ctx), v, sheets)}, nil
}

func (s *server) sheets(ctx context.Context, in *symbolIn) (*body[list[wire.Sheet]], error) {
	all, err := s.Budget.Sheets(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	return answered(list[wire.Sheet]{Items: wire.NewSheets(printer(ctx), all)}), nil
}

type circulateIn struct {
	InLanguage
	Body budget.CirculateIn
}

func (s *server) circulate(ctx context.Context, in *circulateIn) (*created[wire.Circulation], error) {
	c, err := s.Cases.Circulate.Do(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Circulation]{locate("/api/v1/budget/circulation", in.Body.Symbol), wire.NewCirculation(printer(ctx), c)}, nil
}

func (s *server) revisions(ctx context.Context, in *symbolIn) (*body[list[wire.RevisedBudget]], error) {
	all, err := s.Budget.Revisions(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	l := list[wire.RevisedBudget]{Items: []wire.RevisedBudget{}}
	for _, r := range all {
		l.Items = append(l.Items, wire.NewRevisedBudget(r))
	}
	return answered(l), nil
}

type reviseIn struct {
	InLanguage
	Body budget.ReviseIn
}

func (s *server) revise(ctx context.Context, in *reviseIn) (*created[wire.RevisedBudget], error) {
	r, err := s.Budget.Revise(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.RevisedBudget]{locate("/api/v1/budget/revisions", r.Symbol), wire.NewRevisedBudget(r)}, nil
}

type decideIn struct {
	InLanguage
	Body budget.DecideIn
}

func (s *server) decide(ctx context.Context, in *decideIn) (*created[wire.Decision], error) {
	d, err := s.Budget.Decide(ctx, actor(ctx), in.Body)
	if err != nil {
		return nil, err
	}
	return &created[wire.Decision]{locate("/api/v1/budget/decisions", d.Symbol), wire.NewDecision(d)}, nil
}
