package conference

import (
	"fmt"
	"slices"

	"article30/internal/date"
	"article30/internal/problem"
)

// Answer is what a party said when its name was called.
type Answer string

const (
	Yes     Answer = "yes"
	No      Answer = "no"
	Abstain Answer = "abstain"
	Absent  Answer = "absent"
)

// Answers are the answers in the order in which a record of a vote lists them.
func Answers() []Answer { return []Answer{Yes, No, Abstain, Absent} }

// Ballot is one party's answer with the votes that it has. Whoever was absent
// cast none.
type Ballot struct {
	Party  ParticipantID
	Answer Answer
	Votes  int
}

// RollCall is a vote by name: one ballot for every party to the instrument that
// has a vote or used one, in the order of the participants, and what they add
// up to. Present and voting are those who voted for or against; abstentions are
// counted but do not count.
type RollCall struct {
	Ballots     []Ballot
	For         int
	Against     int
	Abstentions int
}

// Count adds up ballots.
func Count(ballots []Ballot) RollCall {
	r := RollCall{Ballots: ballots}
	for _, b := range ballots {
		switch b.Answer {
		case Yes:
			r.For += b.Votes
		case No:
			r.Against += b.Votes
		case Abstain:
			r.Abstentions += b.Votes
		}
	}
	return r
}

// Call takes a vote on a matter of the instrument on that day. Rule 57: one
// State party, one vote; a regional economic integration organization votes
// with the number of its member States that are parties to the instrument, and
// never when one of them votes. A member State that answers, be it with an
// abstention, exercises its right. Rule 76: matters of one Protocol are for the
// parties to it.
//
// Errors: vote.invalid with the fields "answers[i]": vote.no_party for one that
// is no party to the Convention, vote.not_of_protocol for one that is no party
// to the Protocol, vote.twice, vote.organization_and_members.
func Call(participants []Participant, i Instrument, on date.Date, answers []Ballot) (RollCall, error) {
	var f problem.Fields
	said := map[ParticipantID]Answer{}
	for n, a := range answers {
		path := fmt.Sprintf("answers[%d]", n)
		at := slices.IndexFunc(participants, func(p Participant) bool { return p.ID == a.Party })
		_, again := said[a.Party]
		switch {
		case again:
			f.Add(path, "vote.twice", "party", string(a.Party))
		case at >= 0 && participants[at].PartyTo(i, on):
			said[a.Party] = a.Answer
		case at >= 0 && participants[at].PartyTo(Convention, on):
			f.Add(path, "vote.not_of_protocol", "party", string(a.Party), "instrument", string(i), "date", on)
		default:
			f.Add(path, "vote.no_party", "party", string(a.Party), "date", on)
		}
	}
	weight := map[ParticipantID]int{}
	for _, p := range participants {
		if !p.PartyTo(i, on) {
			continue
		}
		weight[p.ID] = 1
		if p.Kind != REIO {
			continue
		}
		members, voting := membersAmong(participants, p.ID, i, on, said)
		weight[p.ID] = members
		if answered(said[p.ID]) && len(voting) > 0 {
			n := slices.IndexFunc(answers, func(a Ballot) bool { return a.Party == p.ID })
			f.Add(fmt.Sprintf("answers[%d]", n), "vote.organization_and_members",
				"party", string(p.ID), "parties", voting, "count", len(voting))
		}
	}
	if err := f.Err("vote.invalid"); err != nil {
		return RollCall{}, err
	}
	var ballots []Ballot
	for _, p := range participants {
		n, party := weight[p.ID]
		switch answer := said[p.ID]; {
		case !party:
		case answered(answer):
			ballots = append(ballots, Ballot{p.ID, answer, n})
		case p.Kind == State:
			ballots = append(ballots, Ballot{p.ID, Absent, 0})
		}
	}
	return Count(ballots), nil
}

func answered(a Answer) bool { return a == Yes || a == No || a == Abstain }

// membersAmong counts the organization's member States that are parties, and
// names those that answered.
func membersAmong(participants []Participant, organization ParticipantID, i Instrument, on date.Date, said map[ParticipantID]Answer) (n int, voting []string) {
	members := MemberStates(organization, on)
	for _, p := range participants {
		if !slices.Contains(members, p.ID) || !p.PartyTo(i, on) {
			continue
		}
		n++
		if answered(said[p.ID]) {
			voting = append(voting, string(p.ID))
		}
	}
	return n, voting
}
