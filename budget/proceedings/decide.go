package proceedings

import (
	"context"
	"strings"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
)

// RoomDecisionIn is a decision on a budget in the room. Symbol is that of the text
// that is before the Conference. Adopted as amended, it becomes another version
// made of the accepted proposals, whose symbol is As, or the next one that is
// free. Without a roll call it is decided by consensus.
type RoomDecisionIn struct {
	Symbol         string      `json:"symbol"`
	Session        string      `json:"session,omitempty"`
	Outcome        string      `json:"outcome"`
	As             string      `json:"as,omitempty"`
	Meeting        int         `json:"meeting,omitempty"`
	RollCall       *RollCallIn `json:"roll_call,omitempty"`
	Basis          string      `json:"basis,omitempty"`
	BasisReference string      `json:"basis_reference,omitempty"`
	Reference      string      `json:"reference,omitempty"`
}

// Evidence is what a decision on a budget rests on: the meeting, and of a vote
// the roll call.
type Evidence struct {
	Decision int64
	Meeting  int64
	RollCall int64 // 0 for consensus
}

// Decide records what the Conference decided on the budget, by budget.Decide,
// with the meeting and the roll call as evidence. A text that is adopted as
// amended is made of the proposals that were accepted, and registered in the
// same transaction.
//
// Errors: budget.not_found; proposal.no_session; decision.already;
// proposal.undecided while proposals are open; proposal.adopts_amended for a
// text with accepted proposals that is adopted as it stands,
// proposal.nothing_accepted for the contrary; proposal.as_without_text; those of
// take, Apply, budget.Service.Amend and budget.Service.Decide.
func (s *Service) Decide(ctx context.Context, actor access.Actor, in RoomDecisionIn) (budget.Decision, error) {
	if err := actor.Require(access.RecordDecisions); err != nil {
		return budget.Decision{}, err
	}
	var d budget.Decision
	err := s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		t, err := s.text(ctx, in.Symbol, in.Session)
		if err != nil {
			return err
		}
		if err := t.settled(w); err != nil {
			return err
		}
		outcome := budget.Outcome(in.Outcome)
		if err := disposed(w.on(in.Symbol, ""), outcome); err != nil {
			return err
		}
		about := matter{OnText, in.Symbol, conference.Convention, s.Majority()}
		taken, err := s.take(ctx, actor, w, t.session, in.Meeting, about, in.RollCall)
		if err != nil {
			return err
		}
		symbol, err := s.assemble(ctx, actor, t, accepted(w.on(in.Symbol, "")), outcome, in.As)
		if err != nil {
			return err
		}
		decision := taken.decision(in, symbol)
		decision.Session, decision.Reason = t.session, t.reopened(w)
		if d, err = s.budgets.Decide(ctx, actor, decision); err != nil {
			return err
		}
		e := Evidence{d.ID, taken.meeting.ID, taken.rollCall.ID}
		if err := s.store.AddEvidence(ctx, e); err != nil {
			return err
		}
		return s.journal.Append(ctx, evidenceRecord(d, e))
	})
	return d, err
}

// disposed refuses a decision that leaves proposals behind.
func disposed(cases []Case, outcome budget.Outcome) error {
	if !outcome.Adopts() {
		return nil
	}
	var open []string
	for _, c := range cases {
		if state, _ := c.State(); state == Before {
			open = append(open, c.Symbol)
		}
	}
	amended := len(accepted(cases)) > 0
	switch {
	case open != nil:
		return problem.New(problem.Conflict, "proposal.undecided", "symbols", strings.Join(open, ", "), "count", len(open))
	case outcome == budget.Adopted && amended:
		return problem.New(problem.Conflict, "proposal.adopts_amended", "count", len(accepted(cases)))
	case outcome == budget.AdoptedAsAmended && !amended:
		return problem.New(problem.Conflict, "proposal.nothing_accepted")
	}
	return nil
}

// Disposed refuses to adopt a version, wherever that is recorded, while
// proposals on it are open or while the text is not made of those that were
// accepted.
//
// Errors: proposal.undecided, proposal.adopts_amended, proposal.not_assembled.
func (s *Service) Disposed(ctx context.Context, version string, outcome budget.Outcome) error {
	return s.store.View(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		cases := w.on(version, "")
		if len(cases) == 0 {
			return nil
		}
		if err := disposed(cases, outcome); err != nil {
			return err
		}
		if outcome == budget.AdoptedAsAmended {
			return problem.New(problem.Conflict, "proposal.not_assembled", "symbol", version)
		}
		return nil
	})
}

// assemble registers the text that is adopted as amended, and is the symbol of
// the text that is decided on.
func (s *Service) assemble(ctx context.Context, actor access.Actor, t text, with []Proposal, outcome budget.Outcome, as string) (string, error) {
	if outcome != budget.AdoptedAsAmended {
		if as != "" {
			return "", problem.New(problem.Invalid, "proposal.as_without_text", "outcome", string(outcome))
		}
		return t.version.Symbol, nil
	}
	content, err := Apply(t.version.Content, with)
	if err != nil {
		return "", err
	}
	v, err := s.budgets.Amend(ctx, actor, budget.AmendIn{Base: t.version.Symbol, Symbol: as, Content: content})
	return v.Symbol, err
}

func (h how) decision(in RoomDecisionIn, symbol string) budget.DecideIn {
	d := budget.DecideIn{
		Symbol: symbol, Outcome: in.Outcome, DecidedOn: h.meeting.On.String(), Method: string(h.method),
		Basis: in.Basis, BasisReference: in.BasisReference, Reference: in.Reference,
	}
	if h.method == budget.Vote {
		d.For, d.Against, d.Abstentions = &h.rollCall.For, &h.rollCall.Against, &h.rollCall.Abstentions
	}
	return d
}
