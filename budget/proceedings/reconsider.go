package proceedings

import (
	"context"
	"time"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
)

// ReconsiderIn is a decision to reconsider, at the same session, a proposal
// that was accepted or rejected, or the decision on a budget. Symbol is that of
// the proposal, or of a version of the budget. Without a roll call nobody
// objected.
type ReconsiderIn struct {
	Symbol   string      `json:"symbol"`
	Session  string      `json:"session,omitempty"`
	Meeting  int         `json:"meeting,omitempty"`
	RollCall *RollCallIn `json:"roll_call,omitempty"`
	Reason   string      `json:"reason"`
}

// Reopening is a decision on a budget that the Conference took up again at the
// same session.
type Reopening struct {
	Decision   int64
	Meeting    int64
	Method     budget.Method
	RollCall   int64 // 0 for consensus
	Reason     string
	EnteredBy  string
	RecordedAt time.Time
}

// Reconsider opens again what was decided, if two thirds of those present and
// voting are for it (rule 55), and reports whether it did. A vote that fails is
// kept.
//
// Errors: proposal.invalid with the field reason; budget.not_found;
// proposal.not_decided for what is open; proposal.other_session;
// decision.already for a proposal on a text that was decided on, which is
// reconsidered first; those of take.
func (s *Service) Reconsider(ctx context.Context, actor access.Actor, in ReconsiderIn) (open bool, err error) {
	if err := actor.Require(access.RecordDecisions); err != nil {
		return false, err
	}
	var f problem.Fields
	reason := required(&f, "reason", in.Reason, longestText)
	if err := f.Err("proposal.invalid"); err != nil {
		return false, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		if _, err := w.find(in.Symbol); err != nil {
			open, err = s.reopen(ctx, actor, w, in, reason)
			return err
		}
		_, err = s.recordOn(ctx, in.Symbol, func(ctx context.Context, w world, c Case, t text) (Event, error) {
			state, _ := c.State()
			if state != IsAccepted && state != IsRejected {
				return Event{}, problem.New(problem.Conflict, "proposal.not_decided", "symbol", c.Symbol)
			}
			if err := t.settled(w); err != nil {
				return Event{}, err
			}
			about := matter{OnReconsideration, c.Symbol, c.Instrument, conference.TwoThirds()}
			taken, err := s.take(ctx, actor, w, c.Session, in.Meeting, about, in.RollCall)
			if open = err == nil && taken.carried(); !open {
				return Event{}, err
			}
			e := taken.event(Reconsidered)
			e.Words = reason
			return e, nil
		}, actor)
		return err
	})
	return open, err
}

// reopen takes up a decision on a budget again.
func (s *Service) reopen(ctx context.Context, actor access.Actor, w world, in ReconsiderIn, reason string) (bool, error) {
	t, err := s.text(ctx, in.Symbol, in.Session)
	if err != nil {
		return false, err
	}
	d, ok := budget.Settled(t.decisions, t.session)
	if !ok || t.settled(w) == nil {
		return false, problem.New(problem.Conflict, "proposal.not_decided", "symbol", in.Symbol)
	}
	about := matter{OnReconsideration, d.Symbol, conference.Convention, conference.TwoThirds()}
	taken, err := s.take(ctx, actor, w, t.session, in.Meeting, about, in.RollCall)
	if err != nil || !taken.carried() {
		return false, err
	}
	r := Reopening{d.ID, taken.meeting.ID, taken.method, taken.rollCall.ID, reason, actor.Name, s.now()}
	if err := s.store.AddReopening(ctx, r); err != nil {
		return false, err
	}
	return true, s.journal.Append(ctx, reopeningRecord(d, r))
}

// carried reports that nobody objected, or that the vote was for it.
func (h how) carried() bool { return h.method == budget.Consensus || h.rollCall.Carried() }

// reopened is why the last decision on the document was taken up again; "" for
// one that was not.
func (t text) reopened(w world) string {
	d, _ := budget.Settled(t.decisions, t.session)
	for _, r := range w.reopenings {
		if r.Decision == d.ID {
			return r.Reason
		}
	}
	return ""
}
