package proceedings

import (
	"context"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/journal"
)

// Store is what the use cases need of a database. Its methods run inside View
// or Update.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	Meetings(ctx context.Context, session string) ([]Meeting, error) // by session and number; of all for ""
	Proposals(ctx context.Context) ([]Proposal, error)               // by version and number
	Events(ctx context.Context) ([]Event, error)                     // by proposal and Seq
	RollCalls(ctx context.Context) ([]RollCall, error)               // by ID
	Evidence(ctx context.Context) ([]Evidence, error)                // by decision
	Reopenings(ctx context.Context) ([]Reopening, error)             // by decision

	AddMeeting(ctx context.Context, m *Meeting) error
	AddProposal(ctx context.Context, p *Proposal) error
	AddEvent(ctx context.Context, e *Event) error
	AddRollCall(ctx context.Context, r *RollCall) error
	AddEvidence(ctx context.Context, e Evidence) error
	AddReopening(ctx context.Context, r Reopening) error
}

// Journal keeps who did what; see package journal.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}

// Conference is what the room needs to know of the body that decides.
type Conference interface {
	Session(ctx context.Context, id string) (conference.Session, error)
	Participants(ctx context.Context) ([]conference.Participant, error)
}

// Budgets is where the budget is, and where it is decided on.
type Budgets interface {
	Settings() budget.Settings
	Budgets(ctx context.Context) ([]budget.Budget, error)
	Budget(ctx context.Context, symbol string) (budget.Budget, error)
	Decisions(ctx context.Context, symbol string) ([]budget.Decision, error)
	Amend(ctx context.Context, actor access.Actor, in budget.AmendIn) (budget.Version, error)
	Decide(ctx context.Context, actor access.Actor, in budget.DecideIn) (budget.Decision, error)
}
