package proceedings

import (
	"context"
	"slices"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Finding is something in the room that cannot be. Place says where: "meeting
// 3", "proposal 2", "roll_call 1".
type Finding struct {
	Place string
	Code  string
	Args  problem.Args
}

func found(place string, err *problem.Error) Finding { return Finding{place, err.Code, err.Args} }

// Verify checks the room: meetings, proposals, what happened to them, roll
// calls, evidence and reconsiderations are what the journal says was recorded,
// no more and no less; proposals have no gaps in their numbers and can be
// applied; roll calls add up, of parties that were there, each of them with its
// own votes; what was decided by a vote is what the vote came to; and an amended
// text is what the accepted proposals make of the one that it amends.
func (s *Service) Verify(ctx context.Context) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		all, err := s.budgets.Budgets(ctx)
		if err != nil {
			return err
		}
		i := inspection{Service: s, world: w, decisions: map[int64]budget.Decision{}}
		for _, b := range all {
			decisions, err := s.budgets.Decisions(ctx, b.Symbol)
			if err != nil {
				return err
			}
			for _, d := range decisions {
				i.decisions[d.ID] = d
			}
		}
		if err := i.recorded(ctx); err != nil {
			return err
		}
		i.votes()
		for _, b := range all {
			if err := i.texts(ctx, b); err != nil {
				return err
			}
		}
		findings = i.findings
		return nil
	})
	return findings, err
}

// inspection is a verification under way.
type inspection struct {
	*Service
	world
	decisions map[int64]budget.Decision
	findings  []Finding
}

func (i *inspection) find(place, code string, args ...any) {
	i.findings = append(i.findings, found(place, problem.New(problem.Conflict, code, args...)))
}

func (i *inspection) recorded(ctx context.Context) error {
	var c journal.Comparison[string]
	if err := i.tell(ctx, &c); err != nil {
		return err
	}
	for _, m := range i.meetings {
		c.Keep(meetingObject+" "+id(m.ID), m.RecordedAt, m.EnteredBy, "", factsOfMeeting(m))
	}
	for _, p := range i.cases {
		c.Keep(proposalObject+" "+id(p.ID), p.RecordedAt, p.EnteredBy, "", factsOfProposal(p.Proposal))
		for _, e := range p.Events {
			c.Keep(eventObject+" "+id(e.ID), e.RecordedAt, e.EnteredBy, "", factsOfEvent(p.Symbol, e))
		}
	}
	for _, r := range i.rollCalls {
		c.Keep(rollCallObject+" "+id(r.ID), r.RecordedAt, r.EnteredBy, "", factsOfRollCall(r))
	}
	for _, r := range i.reopenings {
		c.Keep(reopeningObject+" "+id(r.Decision), r.RecordedAt, r.EnteredBy, r.Reason, reopeningFacts{r.Meeting, r.Method, r.RollCall})
	}
	for _, e := range i.evidence {
		c.Keep(evidenceObject+" "+id(e.Decision), i.decisions[e.Decision].RecordedAt, evidenceFacts{e.Meeting, e.RollCall})
	}
	differences, err := c.Differences()
	for _, d := range differences {
		i.findings = append(i.findings, found(d.Place, d.Err()))
	}
	return err
}

// votes counts every roll call again, and compares what was decided with it. It
// asks nobody who was a party on the day: what is known of that may have been
// corrected since, and the vote stands as it was taken.
func (i *inspection) votes() {
	for _, r := range i.rollCalls {
		place := rollCallObject + " " + id(r.ID)
		m, known := i.meetingOf(r.Meeting)
		again := conference.Count(r.Ballots)
		if !known || again.For != r.For || again.Against != r.Against || again.Abstentions != r.Abstentions || !castOnce(r.Ballots, m) {
			i.find(place, "verify.roll_call", "symbol", r.Symbol)
		}
		for _, b := range r.Ballots {
			if b.Answer != conference.Absent && !slices.Contains(m.Present, b.Party) {
				i.find(place, "verify.voted_in_absence", "party", string(b.Party))
			}
		}
	}
	for _, c := range i.cases {
		for n, e := range c.Events {
			place := eventObject + " " + id(e.ID)
			if r, ok := i.rollCallOf(e.RollCall); ok != (e.Method == budget.Vote) ||
				ok && (r.Symbol != c.Symbol || r.Carried() == (e.Kind == Rejected)) {
				i.find(place, "verify.not_as_voted", "symbol", c.Symbol)
			}
			if e.Seq != n+1 {
				i.find(place, "verify.proposal_gap", "symbol", c.Symbol)
			}
		}
	}
	for _, e := range i.evidence {
		d := i.decisions[e.Decision]
		r, voted := i.rollCallOf(e.RollCall)
		is := func(n *int, want int) bool { return n != nil && *n == want }
		if voted != (d.Method == budget.Vote) || voted && !(is(d.For, r.For) && is(d.Against, r.Against) && is(d.Abstentions, r.Abstentions)) {
			i.find(evidenceObject+" "+id(e.Decision), "verify.not_as_voted", "symbol", d.Symbol)
		}
	}
}

// castOnce reports that every State that answered has one vote, and that no
// organization voted beside its member States.
func castOnce(ballots []conference.Ballot, m Meeting) bool {
	answered := func(of conference.ParticipantID) bool {
		return slices.ContainsFunc(ballots, func(b conference.Ballot) bool { return b.Party == of && b.Answer != conference.Absent })
	}
	for _, b := range ballots {
		members := conference.MemberStates(b.Party, m.On)
		switch {
		case b.Answer == conference.Absent && b.Votes != 0, b.Answer != conference.Absent && members == nil && b.Votes != 1:
			return false
		case b.Answer != conference.Absent && slices.ContainsFunc(members, answered):
			return false
		}
	}
	return true
}

func (w world) meetingOf(id int64) (Meeting, bool) {
	for _, m := range w.meetings {
		if m.ID == id {
			return m, true
		}
	}
	return Meeting{}, false
}

func (w world) rollCallOf(id int64) (RollCall, bool) {
	for _, r := range w.rollCalls {
		if r.ID == id {
			return r, true
		}
	}
	return RollCall{}, false
}

// texts applies the proposals of a document's versions again.
func (i *inspection) texts(ctx context.Context, b budget.Budget) error {
	if len(b.Versions) == 0 {
		return nil
	}
	b, err := i.budgets.Budget(ctx, b.Symbol)
	if err != nil {
		return err
	}
	for _, v := range b.Versions {
		for n, c := range i.on(v.Symbol, "") {
			place := proposalObject + " " + id(c.ID)
			if c.Number != n+1 {
				i.find(place, "verify.proposal_gap", "symbol", c.Symbol)
			}
			if !c.within(v.Content) {
				i.find(place, "verify.proposal_line", "symbol", c.Symbol)
				return nil
			}
		}
	}
	for _, v := range b.Versions {
		if v.Amends == "" {
			continue
		}
		base, _ := b.Version(v.Amends)
		content, err := Apply(base.Content, accepted(i.on(base.Symbol, "")))
		made := v
		made.Content = content
		if err != nil || made.Digest() != v.Digest() {
			i.find("budget_version "+v.Symbol, "verify.not_the_amended_text", "symbol", v.Symbol, "base", base.Symbol)
		}
	}
	return nil
}

// within reports that the lines and columns of a proposal are there.
func (c Case) within(of budget.Content) bool {
	return !slices.ContainsFunc(c.Amendments, func(a Amendment) bool {
		return a.At > len(of.Lines) || a.Action != Add && a.At < 1 || len(a.Amounts) != len(of.Columns)
	})
}
