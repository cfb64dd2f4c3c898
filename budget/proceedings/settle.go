package proceedings

import (
	"context"
	"slices"
	"strings"
	"time"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// ImplyIn is a statement of financial implications as it is entered.
type ImplyIn struct {
	Symbol    string `json:"symbol"` // of the proposal
	Statement string `json:"statement"`
	Reference string `json:"reference,omitempty"`
	On        string `json:"on"`
}

// Imply records the statement of the financial implications of a proposal. Rule
// 75: it is there before a proposal that costs money is decided.
//
// Errors: proposal.invalid with fields; proposal.not_found; proposal.settled.
func (s *Service) Imply(ctx context.Context, actor access.Actor, in ImplyIn) (Standing, error) {
	var f problem.Fields
	e := Event{
		Kind: Implications, Words: required(&f, "statement", in.Statement, longestWords),
		Reference: f.Line("reference", in.Reference, longestText), On: s.past(&f, "on", in.On),
	}
	return s.happen(ctx, actor, in.Symbol, f, e)
}

// WithdrawIn is the withdrawal of a proposal by its sponsors.
type WithdrawIn struct {
	Symbol string `json:"symbol"`
	On     string `json:"on"`
	Reason string `json:"reason,omitempty"`
}

// Withdraw records that the sponsors took a proposal back before it was decided.
//
// Errors: proposal.invalid with fields; proposal.not_found; proposal.settled.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, in WithdrawIn) (Standing, error) {
	var f problem.Fields
	e := Event{Kind: Withdrawn, Words: f.Line("reason", in.Reason, longestText), On: s.past(&f, "on", in.On)}
	return s.happen(ctx, actor, in.Symbol, f, e)
}

// happen records what befalls an open proposal without a decision.
func (s *Service) happen(ctx context.Context, actor access.Actor, symbol string, f problem.Fields, e Event) (Standing, error) {
	if err := actor.Require(access.RecordProceedings); err != nil {
		return Standing{}, err
	}
	return s.recordOn(ctx, symbol, func(ctx context.Context, w world, c Case, t text) (Event, error) {
		if e.On.Before(c.On) && f.Len() == 0 {
			f.Add("on", "proposal.before_it", "date", e.On, "submitted", c.On)
		}
		if err := f.Err("proposal.invalid"); err != nil {
			return Event{}, err
		}
		return e, c.open()
	}, actor)
}

// Outcomes are what the Conference can do with a proposal.
func Outcomes() []EventKind { return []EventKind{Accepted, Rejected} }

// SettleIn is a decision on a proposal. Meeting is the number of the meeting,
// the last one for 0. Without a roll call it is decided by consensus; with one,
// Outcome may be "" for what the vote comes to. Override says why a proposal
// that costs money is decided without the statement of rule 75.
type SettleIn struct {
	Symbol   string      `json:"symbol"`
	Outcome  string      `json:"outcome,omitempty"`
	Meeting  int         `json:"meeting,omitempty"`
	RollCall *RollCallIn `json:"roll_call,omitempty"`
	Override string      `json:"override,omitempty"`
}

// Settle records that a proposal was accepted or rejected.
//
// Errors: proposal.invalid with fields; proposal.not_found; proposal.settled,
// with who recorded what became of it and when; proposal.no_statement;
// proposal.nothing_to_override; proposal.clash with one that was accepted;
// proposal.not_as_voted; decision.already; those of take.
func (s *Service) Settle(ctx context.Context, actor access.Actor, in SettleIn) (Standing, error) {
	if err := actor.Require(access.RecordDecisions); err != nil {
		return Standing{}, err
	}
	var f problem.Fields
	outcome := EventKind(in.Outcome)
	allowed := Outcomes()
	if !slices.Contains(allowed, outcome) && (outcome != "" || !in.RollCall.given()) {
		f.Add("outcome", "proposal.unknown_outcome", "value", in.Outcome, "allowed", words(allowed))
	}
	override := f.Line("override", in.Override, longestText)
	if err := f.Err("proposal.invalid"); err != nil {
		return Standing{}, err
	}
	return s.recordOn(ctx, in.Symbol, func(ctx context.Context, w world, c Case, t text) (Event, error) {
		if err := c.open(); err != nil {
			return Event{}, err
		}
		if err := t.settled(w); err != nil {
			return Event{}, err
		}
		stands, err := standingOf(t.version, c)
		if err != nil {
			return Event{}, err
		}
		if err := stands.rule75(override); err != nil {
			return Event{}, err
		}
		about := matter{OnProposal, c.Symbol, c.Instrument, s.Majority()}
		taken, err := s.take(ctx, actor, w, c.Session, in.Meeting, about, in.RollCall)
		if err != nil {
			return Event{}, err
		}
		result, err := taken.result(outcome)
		if err != nil {
			return Event{}, err
		}
		if result == Accepted {
			if err := fits(t.version, c, accepted(w.on(c.Version, ""))); err != nil {
				return Event{}, err
			}
		}
		e := taken.event(result)
		e.Override = override
		return e, nil
	}, actor)
}

// result is what was decided: by a vote, what it came to.
//
// Error: proposal.not_as_voted when something else was entered.
func (h how) result(outcome EventKind) (EventKind, error) {
	if h.method == budget.Consensus {
		return outcome, nil
	}
	voted := Rejected
	if h.carried() {
		voted = Accepted
	}
	if outcome != "" && outcome != voted {
		return "", problem.New(problem.Conflict, "proposal.not_as_voted", "outcome", string(outcome),
			"for", h.rollCall.For, "against", h.rollCall.Against, "majority", h.rollCall.Majority.String())
	}
	return voted, nil
}

func (h how) event(kind EventKind) Event {
	return Event{Kind: kind, On: h.meeting.On, Meeting: h.meeting.ID, Method: h.method, RollCall: h.rollCall.ID}
}

// fits refuses a proposal that clashes with those that were accepted.
func fits(base budget.Version, c Case, with []Proposal) error {
	_, err := Apply(base.Content, append(slices.Clone(with), c.Proposal))
	return err
}

// open refuses what comes after a proposal was settled.
//
// Error: proposal.settled, with who recorded it and when.
func (c Case) open() error {
	state, by := c.State()
	if state == Before {
		return nil
	}
	return problem.New(problem.Conflict, "proposal.settled", "symbol", c.Symbol, "state", string(state),
		"by", by.EnteredBy, "at", by.RecordedAt.Format(time.RFC3339))
}

// rule75 refuses a proposal that costs money and has no statement of its
// financial implications, unless it is said why.
//
// Errors: proposal.no_statement, proposal.nothing_to_override.
func (c Standing) rule75(override string) error {
	_, stated := c.Statement()
	missing := c.Consequence.Costs() && !stated
	switch {
	case missing && override == "":
		return problem.New(problem.Conflict, "proposal.no_statement", "symbol", c.Symbol)
	case !missing && override != "":
		return problem.New(problem.Invalid, "proposal.nothing_to_override", "symbol", c.Symbol)
	}
	return nil
}

// recordOn records what happens to a proposal, if anything does.
func (s *Service) recordOn(ctx context.Context, symbol string, decide func(context.Context, world, Case, text) (Event, error), actor access.Actor) (Standing, error) {
	var made Standing
	err := s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		c, err := w.find(symbol)
		if err != nil {
			return err
		}
		t, err := s.text(ctx, c.Version, c.Session)
		if err != nil {
			return err
		}
		e, err := decide(ctx, w, c, t)
		if err != nil || e.Kind == "" {
			return err
		}
		e.ProposalID, e.Seq, e.EnteredBy, e.RecordedAt = c.ID, len(c.Events)+1, actor.Name, s.now()
		if err := s.store.AddEvent(ctx, &e); err != nil {
			return err
		}
		c.Events = append(slices.Clone(c.Events), e)
		if made, err = standingOf(t.version, c); err != nil {
			return err
		}
		return s.journal.Append(ctx, eventRecord(c.Proposal, e))
	})
	return made, err
}

// past reads a date that is not after today.
func (s *Service) past(f *problem.Fields, path, value string) date.Date {
	on, err := date.Parse(strings.TrimSpace(value))
	if f.AddErr(path, err); err == nil && on.After(s.today()) {
		f.Add(path, "date.future", "date", on, "today", s.today())
	}
	return on
}
