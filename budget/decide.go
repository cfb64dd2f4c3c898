package budget

import (
	"context"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
)

// Decide records what the Conference decided, and freezes the version: what was
// before the Conference never changes, whatever became of it.
//
// An in-session text has no clock of its own, but it cannot heal a budget that
// was late: at a session under rule 72 it is adopted like the session's budget,
// in time if one of the budgets of the session is.
//
// Errors: decision.invalid with fields; budget.not_found; those of decide and
// of Room.Disposed.
func (s *Service) Decide(ctx context.Context, actor access.Actor, in DecideIn) (Decision, error) {
	if err := actor.Require(access.RecordDecisions); err != nil {
		return Decision{}, err
	}
	d, err := in.parse()
	if err != nil {
		return Decision{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, in.Symbol)
		if err != nil {
			return err
		}
		d.VersionID, d.EnteredBy, d.RecordedOn = v.ID, actor.Name, s.today()
		if d.Session == "" {
			d.Session = b.Session
		}
		f, err := s.decisionFacts(ctx, b, v, d)
		if err != nil {
			return err
		}
		if err := decide(d, in.Reason, f); err != nil {
			return err
		}
		if s.room != nil {
			if err := s.room.Disposed(ctx, v.Symbol, d.Outcome); err != nil {
				return err
			}
		}
		if d.ID, err = s.store.InsertDecision(ctx, d, s.now()); err != nil {
			return err
		}
		if err := s.freeze(ctx, actor, b, v); err != nil {
			return err
		}
		return s.record(ctx, actor, actionDecide, v.Symbol, in.Reason, nil, decisionRecord{d, f.circulation.Status})
	})
	return d, err
}

func (s *Service) decisionFacts(ctx context.Context, b Budget, v Version, d Decision) (decisionFacts, error) {
	f := decisionFacts{kind: b.Kind, today: s.today(), majority: s.settings.Majority}
	content, err := s.store.Content(ctx, v.ID)
	if err != nil {
		return f, err
	}
	f.lines = len(content.Lines)
	if f.earlier, err = s.store.Decisions(ctx, b.ID); err != nil {
		return f, err
	}
	participants, err := s.conference.Participants(ctx)
	if err != nil {
		return f, err
	}
	f.parties = len(partiesOn(participants, d.DecidedOn))
	var session conference.Session
	if d.Session != "" {
		if session, err = s.conference.Session(ctx, d.Session); err != nil {
			var fields problem.Fields
			fields.AddErr("session", err)
			return f, fields.Err("decision.invalid")
		}
	}
	f.session = session
	if v.InSession() && session.UnderRule72() {
		f.circulation, err = s.sessionStanding(ctx, session.ID)
	} else {
		f.circulation, err = s.circulation(ctx, b, v, d.Session)
	}
	return f, err
}

// sessionStanding is how the session's budget stands: one that is in time, if
// there is one.
func (s *Service) sessionStanding(ctx context.Context, session string) (Circulation, error) {
	list, err := s.SessionCirculations(ctx, session)
	if err != nil {
		return Circulation{}, err
	}
	for _, c := range list {
		if c.Status == Timely {
			return c, nil
		}
	}
	return list[0], nil
}
