package proceedings

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/problem"
)

// RollCall is a vote by name, as it was taken in a meeting: the evidence of what
// was decided.
type RollCall struct {
	ID         int64
	Meeting    int64
	Subject    Subject
	Symbol     string                // of the proposal or the version that was voted on
	Instrument conference.Instrument // rule 76
	Majority   conference.Majority   // that was asked for
	conference.RollCall
	EnteredBy  string
	RecordedAt time.Time
}

// Carried reports whether the majority that was asked for was reached.
func (r RollCall) Carried() bool { return r.Majority.Reached(r.For, r.Against) }

// Subject is what was voted on.
type Subject string

const (
	OnProposal        Subject = "proposal"
	OnText            Subject = "text"            // a version of the budget, as it is or as amended
	OnReconsideration Subject = "reconsideration" // rule 55
)

// Subjects are what can be voted on.
func Subjects() []Subject { return []Subject{OnProposal, OnText, OnReconsideration} }

// RollCallIn is a vote by name as it is entered: names or ids. Rest stands for
// every State there that is not named otherwise and may vote. Whoever is not
// named was absent.
type RollCallIn struct {
	Yes     []string `json:"yes,omitempty"`
	No      []string `json:"no,omitempty"`
	Abstain []string `json:"abstain,omitempty"`
}

// Rest is the name of all others.
const Rest = "rest"

// given reports whether anybody was named.
func (in *RollCallIn) given() bool {
	return in != nil && len(in.Yes)+len(in.No)+len(in.Abstain) > 0
}

// answers are the ballots that were entered, of parties that are there.
//
// Errors: vote.invalid with fields, among them vote.not_present and
// vote.rest_twice.
func (in *RollCallIn) answers(participants []conference.Participant, m Meeting, i conference.Instrument) ([]conference.Ballot, error) {
	var f problem.Fields
	var ballots []conference.Ballot
	rest := conference.Answer("")
	names := conference.NewNames(participants)
	for _, group := range []struct {
		answer conference.Answer
		names  []string
	}{{conference.Yes, in.Yes}, {conference.No, in.No}, {conference.Abstain, in.Abstain}} {
		for n, name := range group.names {
			path := fmt.Sprintf("%s[%d]", group.answer, n)
			if strings.TrimSpace(name) == Rest {
				if rest != "" {
					f.Add(path, "vote.rest_twice")
				}
				rest = group.answer
				continue
			}
			id, err := names.Find(name)
			switch f.AddErr(path, err); {
			case err != nil:
			case !slices.Contains(m.Present, id):
				f.Add(path, "vote.not_present", "party", string(id))
			default:
				ballots = append(ballots, conference.Ballot{Party: id, Answer: group.answer})
			}
		}
	}
	if rest != "" {
		for _, p := range participants {
			named := slices.ContainsFunc(ballots, func(b conference.Ballot) bool { return b.Party == p.ID })
			if !named && p.Kind == conference.State && p.PartyTo(i, m.On) && slices.Contains(m.Present, p.ID) {
				ballots = append(ballots, conference.Ballot{Party: p.ID, Answer: rest})
			}
		}
	}
	return ballots, f.Err("vote.invalid")
}

// how a decision was taken in a meeting.
type how struct {
	meeting  Meeting
	method   budget.Method
	rollCall RollCall // of a vote
}

// matter is what a decision is about.
type matter struct {
	subject    Subject
	symbol     string
	instrument conference.Instrument
	majority   conference.Majority
}

// take establishes the quorum of the meeting and, of a vote, takes the roll
// call and keeps it.
//
// Errors: meeting.none when the session had none, meeting.unknown;
// meeting.cannot_decide without a majority of the States parties; those of
// conference.Call and RollCallIn.answers.
func (s *Service) take(ctx context.Context, actor access.Actor, w world, session string, number int, about matter, vote *RollCallIn) (how, error) {
	m, err := w.meeting(session, number)
	if err != nil {
		return how{}, err
	}
	if q := s.toDecide(m, w.participants, about.instrument); !q.Reached() {
		return how{}, problem.New(problem.Conflict, "meeting.cannot_decide", "present", q.Present, "needed", q.Needed, "of", q.Of)
	}
	if !vote.given() {
		return how{m, budget.Consensus, RollCall{}}, nil
	}
	answers, err := vote.answers(w.participants, m, about.instrument)
	if err != nil {
		return how{}, err
	}
	r := RollCall{
		Meeting: m.ID, Subject: about.subject, Symbol: about.symbol, Instrument: about.instrument, Majority: about.majority,
		EnteredBy: actor.Name, RecordedAt: s.now(),
	}
	if r.RollCall, err = conference.Call(w.participants, about.instrument, m.On, answers); err != nil {
		return how{}, err
	}
	if err := s.store.AddRollCall(ctx, &r); err != nil {
		return how{}, err
	}
	return how{m, budget.Vote, r}, s.journal.Append(ctx, rollCallRecord(r))
}
