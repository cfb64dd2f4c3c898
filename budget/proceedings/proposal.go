// Package proceedings is what happens to a budget in the room: meetings and who
// is there, amendments as numbered proposals, what each costs, roll calls, and
// the text that the Conference adopts.
//
// What is decided is decided in pure functions: Apply says what proposals make
// of a text, ConsequenceOf what they cost, ConflictsOf which of them are about
// the same line, and package conference when there is a quorum and what a vote
// comes to. The decision on the budget itself is budget.Decide, and there is no
// other.
package proceedings

import (
	"time"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/money"
)

// Proposal is a text before the Conference that amends lines of a version. Its
// amendments stand or fall together.
type Proposal struct {
	ID         int64
	VersionID  int64
	Version    string // the symbol of the text that it amends
	Session    string // at which it was submitted
	Number     int    // from 1, of the proposals on that version
	Symbol     string // of its own document, as in CTOC/COP/2012/L.4
	Title      string
	Sponsors   []conference.ParticipantID
	Instrument conference.Instrument // rule 76: it is for the parties to this one
	On         date.Date             // submitted
	Amendments []Amendment
	EnteredBy  string
	RecordedAt time.Time
}

// Amendment is one thing that a proposal does to one line.
type Amendment struct {
	Action Action
	At     int         // the line's place in the version, from 1; 0 for a line that is added
	Line   budget.Line // added: the line; changed: its new title and texts, if it has any
	To     budget.Funding
	// Amounts stand under the columns of the version. Changed: the new amount,
	// or no money where it stays. Moved: so much, or no money.
	Amounts []money.Money
}

// Action is what an amendment does.
type Action string

const (
	Add    Action = "add"
	Change Action = "change" // amounts, words or both
	Delete Action = "delete"
	Move   Action = "move" // to another source of funding
)

// Actions are the things that an amendment can do.
func Actions() []Action { return []Action{Add, Change, Delete, Move} }

// Event is what happened to a proposal after it was submitted.
type Event struct {
	ID         int64
	ProposalID int64
	Seq        int // from 1
	Kind       EventKind
	On         date.Date
	Meeting    int64         // of what was decided in one
	Method     budget.Method // of what was decided
	RollCall   int64         // of a vote
	Words      string        // of implications: the statement; withdrawn, reconsidered: why
	Override   string        // settled without the statement that rule 75 asks for: why
	Reference  string        // of implications: the document
	EnteredBy  string
	RecordedAt time.Time
}

// EventKind is what happened.
type EventKind string

const (
	Implications EventKind = "implications" // the statement of rule 75 was made
	Accepted     EventKind = "accepted"
	Rejected     EventKind = "rejected"
	Withdrawn    EventKind = "withdrawn"
	Reconsidered EventKind = "reconsidered" // rule 55: what was decided is open again
)

// EventKinds are what can happen to a proposal.
func EventKinds() []EventKind {
	return []EventKind{Implications, Accepted, Rejected, Withdrawn, Reconsidered}
}

// State is what has become of a proposal.
type State string

const (
	Before       State = "open"
	IsAccepted   State = State(Accepted)
	IsRejected   State = State(Rejected)
	HasWithdrawn State = State(Withdrawn)
)

// States are what can become of a proposal.
func States() []State { return []State{Before, IsAccepted, IsRejected, HasWithdrawn} }

// Case is a proposal with what happened to it.
type Case struct {
	Proposal
	Events []Event
}

// State is what has become of it, and the event that brought it about; none
// while it is open.
func (c Case) State() (State, Event) {
	state, by := Before, Event{}
	for _, e := range c.Events {
		switch e.Kind {
		case Accepted, Rejected, Withdrawn:
			state, by = State(e.Kind), e
		case Reconsidered:
			state, by = Before, Event{}
		}
	}
	return state, by
}

// Statement is the last statement of its financial implications.
func (c Case) Statement() (Event, bool) {
	for i := len(c.Events) - 1; i >= 0; i-- {
		if c.Events[i].Kind == Implications {
			return c.Events[i], true
		}
	}
	return Event{}, false
}

// accepted are the proposals that make up the text that is to be adopted.
func accepted(cases []Case) []Proposal {
	var list []Proposal
	for _, c := range cases {
		if state, _ := c.State(); state == IsAccepted {
			list = append(list, c.Proposal)
		}
	}
	return list
}
