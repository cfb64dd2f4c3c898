package proceedings

import (
	"context"
	"slices"
	"strconv"
	"time"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/problem"
)

// Service has the use cases of the room.
type Service struct {
	store         Store
	journal       Journal
	conference    Conference
	budgets       Budgets
	clock         date.Clock
	organizations bool
}

// Config is what a Service stands on.
type Config struct {
	Store      Store
	Journal    Journal
	Conference Conference
	Budgets    Budgets
	Clock      date.Clock

	// QuorumCountsOrganizations has a regional economic integration organization
	// that is a party counted for the quorum. Which of the two is right could not
	// be checked against a text.
	QuorumCountsOrganizations bool
}

// New makes a Service.
func New(c Config) *Service {
	return &Service{c.Store, c.Journal, c.Conference, c.Budgets, c.Clock, c.QuorumCountsOrganizations}
}

// Majority is that of rule 58 for budgetary matters, as configured.
func (s *Service) Majority() conference.Majority { return s.budgets.Settings().Majority }

func (s *Service) today() date.Date { return date.Today(s.clock, date.Vienna()) }

func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Second) }

// world is everything that was said in the rooms.
type world struct {
	participants []conference.Participant
	meetings     []Meeting
	cases        []Case
	rollCalls    []RollCall
	evidence     []Evidence
	reopenings   []Reopening
}

func (s *Service) world(ctx context.Context) (w world, err error) {
	if w.participants, err = s.conference.Participants(ctx); err != nil {
		return w, err
	}
	if w.meetings, err = s.store.Meetings(ctx, ""); err != nil {
		return w, err
	}
	proposals, err := s.store.Proposals(ctx)
	if err != nil {
		return w, err
	}
	events, err := s.store.Events(ctx)
	if err != nil {
		return w, err
	}
	of := map[int64][]Event{}
	for _, e := range events {
		of[e.ProposalID] = append(of[e.ProposalID], e)
	}
	for _, p := range proposals {
		w.cases = append(w.cases, Case{p, of[p.ID]})
	}
	if w.rollCalls, err = s.store.RollCalls(ctx); err != nil {
		return w, err
	}
	if w.evidence, err = s.store.Evidence(ctx); err != nil {
		return w, err
	}
	w.reopenings, err = s.store.Reopenings(ctx)
	return w, err
}

// meeting is the one of that number, the last one for 0.
//
// Errors: meeting.none, meeting.unknown.
func (w world) meeting(session string, number int) (Meeting, error) {
	var last Meeting
	for _, m := range w.meetings {
		if m.Session == session {
			if m.Number == number {
				return m, nil
			}
			last = m
		}
	}
	switch {
	case last.ID == 0:
		return Meeting{}, problem.New(problem.Conflict, "meeting.none", "session", session)
	case number != 0:
		return Meeting{}, problem.New(problem.NotFound, "meeting.unknown", "session", session, "number", number)
	}
	return last, nil
}

// find is the proposal with that symbol.
//
// Error: proposal.not_found.
func (w world) find(symbol string) (Case, error) {
	for _, c := range w.cases {
		if c.Symbol == symbol {
			return c, nil
		}
	}
	return Case{}, problem.New(problem.NotFound, "proposal.not_found", "symbol", symbol)
}

// on are the proposals on a version that were submitted to a session; to all
// sessions for "".
func (w world) on(version, session string) []Case {
	return slices.DeleteFunc(slices.Clone(w.cases), func(c Case) bool {
		return c.Version != version || session != "" && c.Session != session
	})
}

// named are the proposals on a version by symbol or number.
//
// Error: proposal.not_found.
func (w world) named(version string, names []string) ([]Proposal, error) {
	var list []Proposal
	for _, name := range names {
		n, _ := strconv.Atoi(name)
		i := slices.IndexFunc(w.cases, func(c Case) bool { return c.Version == version && (c.Symbol == name || c.Number == n) })
		if i < 0 {
			return nil, problem.New(problem.NotFound, "proposal.not_found", "symbol", name)
		}
		if p := w.cases[i].Proposal; !slices.ContainsFunc(list, func(q Proposal) bool { return q.ID == p.ID }) {
			list = append(list, p)
		}
	}
	return list, nil
}

// text is a version with its document, and the session that deals with it: the
// one asked for, or the document's own.
type text struct {
	budget    budget.Budget
	version   budget.Version
	session   string
	decisions []budget.Decision
}

// text reads a version.
//
// Errors: budget.not_found; proposal.no_session for a document that has been
// given to no session, while none is asked for.
func (s *Service) text(ctx context.Context, symbol, session string) (t text, err error) {
	if t.budget, err = s.budgets.Budget(ctx, symbol); err != nil {
		return t, err
	}
	t.version, _ = t.budget.Version(symbol)
	t.session = session
	if session == "" {
		t.session = t.budget.Session
	}
	if t.session == "" {
		return t, problem.New(problem.Conflict, "proposal.no_session", "symbol", symbol)
	}
	t.decisions, err = s.budgets.Decisions(ctx, symbol)
	return t, err
}

// settled refuses what comes after the session has decided on the document,
// unless it reconsiders that.
//
// Error: decision.already, with who entered the decision and when.
func (t text) settled(w world) error {
	d, ok := budget.Settled(t.decisions, t.session)
	if ok && !slices.ContainsFunc(w.reopenings, func(r Reopening) bool { return r.Decision == d.ID }) {
		return d.Already()
	}
	return nil
}
