package budget

import (
	"context"
	"time"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// RevisedBudget is the approval, between two sessions, of a text that revises
// an adopted budget. From its date on the text is what allotments are held to,
// until the Conference decides anew. It is neither a decision under rule 73 nor
// an approval of the Fund's budget, which stays a fact of its own. Who may
// approve it could not be checked against a text: Authority says where the
// Conference gave leave, and is printed with it.
type RevisedBudget struct {
	VersionID  int64     `json:"-"`
	Symbol     string    `json:"symbol"` // of the version
	By         Reviser   `json:"approved_by"`
	On         date.Date `json:"approved_on"`
	Reference  string    `json:"reference"` // of the approval
	Authority  string    `json:"authority"` // of the Conference's leave
	EnteredBy  string    `json:"entered_by"`
	RecordedOn date.Date `json:"recorded_on"`
	RecordedAt time.Time `json:"-"`
}

// Reviser is who approved a revised budget between sessions.
type Reviser string

const (
	Bureau       Reviser = "bureau"     // the extended bureau of the Conference
	Commission   Reviser = "commission" // the Crime Commission, which approves the Fund's budget
	OtherReviser Reviser = "other"
)

// Revisers are the revisers in the order in which they are offered.
func Revisers() []Reviser { return []Reviser{Bureau, Commission, OtherReviser} }

// ReviseIn is the approval of a revised budget as it is entered.
type ReviseIn struct {
	Symbol    string `json:"symbol" doc:"Of the revision, addendum or corrigendum that was approved."`
	By        string `json:"approved_by"`
	On        string `json:"approved_on"`
	Reference string `json:"reference" doc:"Of the approval."`
	Authority string `json:"authority" doc:"Where the Conference allowed it: a decision and its paragraph."`
}

// revisionFacts are what an approval is judged by.
type revisionFacts struct {
	kind      Kind
	version   Version
	decisions []Decision      // on the document
	revised   []RevisedBudget // of the document
	sessions  []conference.Session
	today     date.Date
}

// Revise records that a revised budget was approved between sessions, and
// freezes its text.
//
// Errors: budget.not_found; revision.invalid with fields; revision.in_future;
// revision.not_a_revision for an original, an in-session text, a document
// without a budget and a text without figures; revision.nothing_adopted on a day
// on which there is nothing to revise; revision.decided for a text on which the
// Conference decided; revision.already, with who recorded it; revision.sitting
// on a day on which a session sits, which decides itself.
func (s *Service) Revise(ctx context.Context, actor access.Actor, in ReviseIn) (RevisedBudget, error) {
	if err := actor.Require(access.RecordDecisions); err != nil {
		return RevisedBudget{}, err
	}
	var f problem.Fields
	r := RevisedBudget{
		Symbol: in.Symbol, Reference: text(&f, "reference", in.Reference, true), Authority: text(&f, "authority", in.Authority, true),
	}
	var err error
	r.By, err = oneOf(in.By, Revisers(), "revision.unknown_reviser")
	f.AddErr("approved_by", err)
	r.On, err = date.Parse(in.On)
	f.AddErr("approved_on", err)
	if err := f.Err("revision.invalid"); err != nil {
		return RevisedBudget{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, in.Symbol)
		if err != nil {
			return err
		}
		facts, err := s.revisionFacts(ctx, b, v)
		if err != nil {
			return err
		}
		if err := r.check(facts); err != nil {
			return err
		}
		if err := s.freeze(ctx, actor, b, v); err != nil {
			return err
		}
		r.VersionID, r.EnteredBy, r.RecordedAt, r.RecordedOn = v.ID, actor.Name, s.now(), s.today()
		if err := s.store.InsertRevised(ctx, r); err != nil {
			return err
		}
		return s.record(ctx, actor, actionRevise, v.Symbol, "", nil, r)
	})
	if err != nil {
		return RevisedBudget{}, err
	}
	return r, nil
}

func (s *Service) revisionFacts(ctx context.Context, b Budget, v Version) (f revisionFacts, err error) {
	f = revisionFacts{kind: b.Kind, version: v, today: s.today()}
	if f.version.Content, err = s.store.Content(ctx, v.ID); err != nil {
		return f, err
	}
	if f.decisions, err = s.store.Decisions(ctx, b.ID); err != nil {
		return f, err
	}
	if f.revised, err = s.store.Revised(ctx, b.ID); err != nil {
		return f, err
	}
	f.sessions, err = s.conference.Sessions(ctx)
	return f, err
}

// check refuses what cannot be approved between sessions. Its errors are those
// of Revise.
func (r RevisedBudget) check(f revisionFacts) error {
	v := f.version
	if r.On.After(f.today) {
		return problem.New(problem.Invalid, "revision.in_future", "date", r.On, "today", f.today)
	}
	if f.kind != KindBudget || v.Kind == Original || v.InSession() || len(v.Lines) == 0 {
		return problem.New(problem.Conflict, "revision.not_a_revision", "symbol", v.Symbol)
	}
	for _, d := range f.decisions {
		if d.Symbol == v.Symbol {
			return problem.New(problem.Conflict, "revision.decided", "symbol", v.Symbol, "date", d.DecidedOn, "outcome", string(d.Outcome))
		}
	}
	for _, other := range f.revised {
		if other.Symbol == v.Symbol {
			return problem.New(problem.Conflict, "revision.already", "symbol", v.Symbol, "date", other.On,
				"by", other.EnteredBy, "at", other.RecordedAt.Format(time.RFC3339))
		}
	}
	if !adoptedBy(f.decisions, r.On) {
		return problem.New(problem.Conflict, "revision.nothing_adopted", "symbol", v.Symbol, "date", r.On)
	}
	for _, s := range f.sessions {
		if !s.Closing.IsZero() && s.Meets(r.On) {
			return problem.New(problem.Conflict, "revision.sitting", "date", r.On, "session", s.ID)
		}
	}
	return nil
}

// adoptedBy reports whether a decision that adopts any text, and is the last on
// it, is dated before the day.
func adoptedBy(decisions []Decision, on date.Date) bool {
	for _, d := range decisions {
		last, _ := DecisionOn(decisions, d.Symbol)
		if last.Outcome.Adopts() && last.DecidedOn.Before(on) {
			return true
		}
	}
	return false
}

// Revisions lists the revised budgets that were approved between sessions of
// the document that has a version with that symbol, in the order of their
// entry.
//
// Error: budget.not_found.
func (s *Service) Revisions(ctx context.Context, symbol string) ([]RevisedBudget, error) {
	var list []RevisedBudget
	err := s.store.View(ctx, func(ctx context.Context) error {
		b, _, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		list, err = s.store.Revised(ctx, b.ID)
		return err
	})
	return list, err
}

// isRevised reports whether the version is among those approved between
// sessions: no session is to adopt it, so no clock of rule 72 runs for it.
func isRevised(list []RevisedBudget, v Version) bool {
	for _, r := range list {
		if r.VersionID == v.ID {
			return true
		}
	}
	return false
}
