package wire

import (
	"article30/budget"
	"article30/budget/conference"
	"article30/budget/proceedings"
	"article30/internal/locale"
	"article30/internal/money"
)

// Quorum is how many must be there, and how many are.
type Quorum struct {
	Of      int  `json:"of" doc:"The States among whom presence is counted."`
	Needed  int  `json:"needed"`
	Present int  `json:"present"`
	Reached bool `json:"reached"`
}

func newQuorum(q conference.Quorum) Quorum { return Quorum{q.Of, q.Needed, q.Present, q.Reached()} }

// Meeting is a meeting of a session with its two quorums.
type Meeting struct {
	Session       string   `json:"session"`
	Number        int      `json:"number"`
	On            string   `json:"on" format:"date"`
	Participating int      `json:"participating" doc:"Parties that participate in the session."`
	Absent        []string `json:"absent" doc:"Those of them that are not there."`
	ToOpen        Quorum   `json:"to_open" doc:"Rule 41: a third of the States parties that participate in the session."`
	ToDecide      Quorum   `json:"to_decide" doc:"Rule 41: a majority of the States parties."`
	EnteredBy     string   `json:"entered_by"`
	RecordedAt    string   `json:"recorded_at" format:"date-time"`
}

// NewMeeting is m on the wire.
func NewMeeting(m proceedings.Sitting) Meeting {
	w := Meeting{
		Session: m.Session, Number: m.Number, On: day(m.On), Participating: len(m.Participating), Absent: []string{},
		ToOpen: newQuorum(m.ToOpen), ToDecide: newQuorum(m.ToDecide), EnteredBy: m.EnteredBy, RecordedAt: instant(m.RecordedAt),
	}
	present := map[conference.ParticipantID]bool{}
	for _, id := range m.Present {
		present[id] = true
	}
	for _, id := range m.Participating {
		if !present[id] {
			w.Absent = append(w.Absent, string(id))
		}
	}
	return w
}

// Block is sums of one source of funding, one amount for each column.
type Block struct {
	Funding string  `json:"funding,omitempty" doc:"None for extrabudgetary money of both purposes."`
	Direct  []Money `json:"direct"`
	PSC     []Money `json:"psc" doc:"Programme support cost."`
	Total   []Money `json:"total"`
}

func newBlock(b budget.Block) Block {
	all := func(amounts []money.Money) []Money {
		w := []Money{}
		for _, m := range amounts {
			w = append(w, NewMoney(m))
		}
		return w
	}
	return Block{string(b.Funding), all(b.Direct), all(b.PSC), all(b.Total)}
}

// Consequence is what proposals change in a text.
type Consequence struct {
	Costs          bool    `json:"costs" doc:"It asks for more in a column, from the regular budget or from extrabudgetary money (rule 75)."`
	Regular        Block   `json:"regular" doc:"What changes; the regular budget and extrabudgetary money are never netted."`
	Extrabudgetary Block   `json:"extrabudgetary" doc:"What changes, of both purposes together."`
	Sources        []Block `json:"sources" doc:"What changes, by source of funding."`
	Totals         []Block `json:"totals" doc:"What the text comes to then, by source of funding."`
}

func newConsequence(c proceedings.Consequence) Consequence {
	w := Consequence{
		Costs: c.Costs(), Regular: newBlock(c.Regular), Extrabudgetary: newBlock(c.Extrabudgetary), Sources: []Block{}, Totals: []Block{},
	}
	for _, b := range c.Difference.Blocks {
		w.Sources = append(w.Sources, newBlock(b))
	}
	for _, b := range c.After.Blocks {
		w.Totals = append(w.Totals, newBlock(b))
	}
	return w
}

// Proposal is a proposal with what it costs and what became of it.
type Proposal struct {
	Number      int             `json:"number"`
	Symbol      string          `json:"symbol" example:"CTOC/COP/2012/L.4"`
	Version     string          `json:"version" doc:"The text that it amends."`
	Session     string          `json:"session"`
	Title       string          `json:"title"`
	Sponsors    []string        `json:"sponsors"`
	Instrument  string          `json:"instrument" doc:"Rule 76: it is for the parties to this one."`
	On          string          `json:"on" format:"date"`
	Amendments  []Amendment     `json:"amendments"`
	State       string          `json:"state"`
	Statement   string          `json:"statement,omitempty" doc:"Of its financial implications (rule 75)."`
	Events      []ProposalEvent `json:"events"`
	Consequence Consequence     `json:"consequence" doc:"By itself, on the text that it amends."`
	EnteredBy   string          `json:"entered_by"`
	RecordedAt  string          `json:"recorded_at" format:"date-time"`
}

// Amendment is what a proposal does to one line.
type Amendment struct {
	Action  string   `json:"action"`
	Place   int      `json:"place,omitempty" doc:"Of the line in the text, from 1; none for a line that is added."`
	Line    *Line    `json:"line,omitempty" doc:"The line that is added."`
	Title   string   `json:"title,omitempty" doc:"The new title."`
	To      string   `json:"to,omitempty" doc:"The source of funding to which it moves."`
	Amounts []*Money `json:"amounts" doc:"Under each column: the new amount or what moves; null where nothing changes."`
}

// ProposalEvent is what happened to a proposal.
type ProposalEvent struct {
	Kind       string `json:"kind"`
	On         string `json:"on" format:"date"`
	Method     string `json:"method,omitempty" doc:"How it was decided."`
	RollCall   int64  `json:"roll_call,omitempty"`
	Words      string `json:"words,omitempty" doc:"The statement, or why."`
	Override   string `json:"override,omitempty" doc:"Why it was decided without the statement of rule 75."`
	Reference  string `json:"reference,omitempty"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewProposal is c on the wire.
func NewProposal(c proceedings.Standing) Proposal {
	state, _ := c.State()
	statement, _ := c.Statement()
	w := Proposal{
		Number: c.Number, Symbol: c.Symbol, Version: c.Version, Session: c.Session, Title: c.Title, Sponsors: []string{},
		Instrument: string(c.Instrument), On: day(c.On), Amendments: []Amendment{}, State: string(state), Statement: statement.Words,
		Events: []ProposalEvent{}, Consequence: newConsequence(c.Consequence), EnteredBy: c.EnteredBy, RecordedAt: instant(c.RecordedAt),
	}
	for _, id := range c.Sponsors {
		w.Sponsors = append(w.Sponsors, string(id))
	}
	for _, a := range c.Amendments {
		one := Amendment{Action: string(a.Action), Place: a.At, To: string(a.To), Amounts: optionalMonies(a.Amounts)}
		if a.Action == proceedings.Add {
			line := newLine(a.Line)
			one.Line = &line
		} else {
			one.Title = a.Line.Title
		}
		w.Amendments = append(w.Amendments, one)
	}
	for _, e := range c.Events {
		w.Events = append(w.Events, ProposalEvent{
			string(e.Kind), day(e.On), string(e.Method), e.RollCall, e.Words, e.Override, e.Reference, e.EnteredBy, instant(e.RecordedAt),
		})
	}
	return w
}

// RollCall is a vote by name.
type RollCall struct {
	ID          int64        `json:"id"`
	Subject     string       `json:"subject"`
	Symbol      string       `json:"symbol" doc:"Of the proposal or the text that was voted on."`
	Instrument  string       `json:"instrument"`
	Majority    string       `json:"majority" doc:"That was asked for, as configured; check the text."`
	For         int          `json:"for"`
	Against     int          `json:"against"`
	Abstentions int          `json:"abstentions" doc:"They do not count."`
	Carried     bool         `json:"carried"`
	Answers     []VoteAnswer `json:"answers"`
	EnteredBy   string       `json:"entered_by"`
	RecordedAt  string       `json:"recorded_at" format:"date-time"`
}

// VoteAnswer is what one party said, and with how many votes.
type VoteAnswer struct {
	Party  string `json:"party"`
	Name   string `json:"name"`
	Answer string `json:"answer"`
	Votes  int    `json:"votes"`
}

// NewRollCall is r on the wire.
func NewRollCall(p *locale.Printer, r proceedings.RollCall) RollCall {
	w := RollCall{
		ID: r.ID, Subject: string(r.Subject), Symbol: r.Symbol, Instrument: string(r.Instrument), Majority: r.Majority.String(),
		For: r.For, Against: r.Against, Abstentions: r.Abstentions, Carried: r.Carried(), Answers: []VoteAnswer{},
		EnteredBy: r.EnteredBy, RecordedAt: instant(r.RecordedAt),
	}
	for _, b := range r.Ballots {
		w.Answers = append(w.Answers, VoteAnswer{string(b.Party), p.Party(string(b.Party)), string(b.Answer), b.Votes})
	}
	return w
}

// Conflict is two proposals about the same line.
type Conflict struct {
	First  string `json:"first"`
	Second string `json:"second"`
	Line   string `json:"line"`
	Clash  bool   `json:"clash" doc:"They cannot both be accepted."`
}

func newConflicts(list []proceedings.Conflict) []Conflict {
	w := []Conflict{}
	for _, c := range list {
		w = append(w, Conflict{c.First.Symbol, c.Second.Symbol, c.LineName(), c.Clash})
	}
	return w
}

// Room is a text before the Conference, with everything that was said of it.
type Room struct {
	Symbol    string         `json:"symbol"`
	Title     string         `json:"title"`
	Session   string         `json:"session"`
	Majority  string         `json:"majority" doc:"Of rule 58, as configured; check the text."`
	Columns   []Column       `json:"columns"`
	Meetings  []Meeting      `json:"meetings"`
	Proposals []Proposal     `json:"proposals"`
	Conflicts []Conflict     `json:"conflicts"`
	Accepted  Consequence    `json:"accepted" doc:"Of the accepted proposals together."`
	Decisions []RoomDecision `json:"decisions"`
	RollCalls []RollCall     `json:"roll_calls"`
}

// RoomDecision is a decision on the budget with what it rests on.
type RoomDecision struct {
	Decision
	RollCall     int64  `json:"roll_call,omitempty"`
	InTheRoom    bool   `json:"in_the_room" doc:"It rests on a meeting with a quorum."`
	Reconsidered string `json:"reconsidered,omitempty" doc:"Why it was taken up again (rule 55)."`
}

// NewRoom is r on the wire; the majority is that of rule 58.
func NewRoom(p *locale.Printer, r proceedings.Room, majority conference.Majority) Room {
	w := Room{
		Symbol: r.Version.Symbol, Title: r.Budget.TitleIn(r.Version, conference.Language(p.Lang())), Session: r.Session,
		Majority: majority.String(), Columns: newColumns(r.Version.Columns), Meetings: []Meeting{}, Proposals: []Proposal{},
		Conflicts: newConflicts(r.Conflicts), Accepted: newConsequence(r.Accepted), Decisions: []RoomDecision{}, RollCalls: []RollCall{},
	}
	for _, m := range r.Meetings {
		w.Meetings = append(w.Meetings, NewMeeting(m))
	}
	for _, one := range r.Proposals {
		w.Proposals = append(w.Proposals, NewProposal(one))
	}
	for _, d := range r.Decisions {
		one := RoomDecision{Decision: NewDecision(d.Decision), InTheRoom: d.Evidence != nil}
		if d.Evidence != nil {
			one.RollCall = d.Evidence.RollCall
		}
		if d.Reopening != nil {
			one.Reconsidered = d.Reopening.Reason
		}
		w.Decisions = append(w.Decisions, one)
	}
	for _, call := range r.RollCalls {
		w.RollCalls = append(w.RollCalls, NewRollCall(p, call))
	}
	return w
}

// Alternatives are sets of proposals side by side.
type Alternatives struct {
	Symbol  string        `json:"symbol"`
	Columns []Column      `json:"columns"`
	Items   []Alternative `json:"items"`
}

// Alternative is one set of proposals and what it does to the text.
type Alternative struct {
	Proposals   []string     `json:"proposals" doc:"By their symbols."`
	Clashes     []Conflict   `json:"clashes" doc:"What keeps the set from being a text."`
	Consequence *Consequence `json:"consequence,omitempty"`
}

// NewAlternatives is a list of alternatives to a text on the wire.
func NewAlternatives(base budget.Version, list []proceedings.Alternative) Alternatives {
	w := Alternatives{Symbol: base.Symbol, Columns: newColumns(base.Columns), Items: []Alternative{}}
	for _, a := range list {
		one := Alternative{Proposals: []string{}, Clashes: newConflicts(a.Clashes)}
		for _, p := range a.Proposals {
			one.Proposals = append(one.Proposals, p.Symbol)
		}
		if len(a.Clashes) == 0 {
			c := newConsequence(a.Consequence)
			one.Consequence = &c
		}
		w.Items = append(w.Items, one)
	}
	return w
}
