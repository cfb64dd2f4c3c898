package proceedings

import (
	"context"
	"slices"
	"strings"

	"article30/budget"
)

// Standing is a proposal with what it costs and what became of it.
type Standing struct {
	Case
	Consequence Consequence // by itself, on the text that it amends
}

func standingOf(base budget.Version, c Case) (Standing, error) {
	consequence, err := ConsequenceOf(base, []Proposal{c.Proposal})
	return Standing{c, consequence}, err
}

// Room is a text before the Conference, with everything that was said of it.
type Room struct {
	Budget    budget.Budget
	Version   budget.Version
	Session   string
	Meetings  []Sitting // of the session
	Proposals []Standing
	Conflicts []Conflict  // among those that are open or accepted
	Accepted  Consequence // of the accepted proposals together
	Decisions []Decided   // on any version of the document
	RollCalls []RollCall  // on the proposals, the text and its reconsideration
}

// Decided is a decision on the budget with its evidence, if it was taken in the
// room, and its reconsideration, if there was one.
type Decided struct {
	budget.Decision
	Evidence  *Evidence
	Reopening *Reopening
}

// Room shows the text with that symbol in the room of a session, its own for "".
//
// Errors: budget.not_found, proposal.no_session.
func (s *Service) Room(ctx context.Context, symbol, session string) (r Room, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		t, err := s.text(ctx, symbol, session)
		if err != nil {
			return err
		}
		r, err = s.room(w, t)
		return err
	})
	return r, err
}

func (s *Service) room(w world, t text) (r Room, err error) {
	r = Room{Budget: t.budget, Version: t.version, Session: t.session}
	for _, m := range w.meetings {
		if m.Session == t.session {
			r.Meetings = append(r.Meetings, s.sitting(m, w.participants))
		}
	}
	symbols := []string{}
	for _, v := range t.budget.Versions {
		symbols = append(symbols, v.Symbol)
	}
	cases := w.on(t.version.Symbol, "")
	var alive []Proposal
	for _, c := range cases {
		one, err := standingOf(t.version, c)
		if err != nil {
			return r, err
		}
		r.Proposals = append(r.Proposals, one)
		symbols = append(symbols, c.Symbol)
		if state, _ := c.State(); state == Before || state == IsAccepted {
			alive = append(alive, c.Proposal)
		}
	}
	r.Conflicts = ConflictsOf(t.version.Content, alive)
	if r.Accepted, err = ConsequenceOf(t.version, accepted(cases)); err != nil {
		return r, err
	}
	for _, d := range t.decisions {
		one := Decided{Decision: d}
		for _, e := range w.evidence {
			if e.Decision == d.ID {
				one.Evidence = &e
			}
		}
		for _, again := range w.reopenings {
			if again.Decision == d.ID {
				one.Reopening = &again
			}
		}
		r.Decisions = append(r.Decisions, one)
	}
	for _, call := range w.rollCalls {
		if slices.Contains(symbols, call.Symbol) {
			r.RollCalls = append(r.RollCalls, call)
		}
	}
	return r, nil
}

// ParseSets reads sets of names that stand between commas.
func ParseSets(texts []string) [][]string {
	sets := make([][]string, len(texts))
	for i, text := range texts {
		for name := range strings.SplitSeq(text, ",") {
			if name = strings.TrimSpace(name); name != "" {
				sets[i] = append(sets[i], name)
			}
		}
	}
	return sets
}

// Alternatives lay sets of proposals on a version side by side. A proposal is
// named by its symbol or its number.
//
// Errors: budget.not_found, proposal.no_session, proposal.not_found.
func (s *Service) Alternatives(ctx context.Context, symbol string, sets [][]string) (base budget.Version, list []Alternative, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		t, err := s.text(ctx, symbol, "")
		if err != nil {
			return err
		}
		base = t.version
		proposals := make([][]Proposal, len(sets))
		for i, names := range sets {
			if proposals[i], err = w.named(symbol, names); err != nil {
				return err
			}
		}
		list, err = AlternativesOf(base, proposals)
		return err
	})
	return base, list, err
}

// Meetings lists the meetings of a session with their quorums.
//
// Error: conference.no_session.
func (s *Service) Meetings(ctx context.Context, session string) (list []Sitting, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		list = nil
		if _, err := s.conference.Session(ctx, session); err != nil {
			return err
		}
		participants, err := s.conference.Participants(ctx)
		if err != nil {
			return err
		}
		meetings, err := s.store.Meetings(ctx, session)
		for _, m := range meetings {
			list = append(list, s.sitting(m, participants))
		}
		return err
	})
	return list, err
}
