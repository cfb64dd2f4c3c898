package budget

import (
	"context"
	"time"

	"article30/budget/conference"
	"article30/budget/costing"
	"article30/internal/journal"
)

// Store is what the use cases need to remember. Its methods run inside View or
// Update.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	// Budgets come by symbol, with their versions in order, without content.
	Budgets(ctx context.Context) ([]Budget, error)
	// Find is the budget that has a version with that symbol, its versions
	// without content; false when there is none.
	Find(ctx context.Context, symbol string) (Budget, bool, error)
	Content(ctx context.Context, version int64) (Content, error)

	InsertBudget(ctx context.Context, b Budget) (int64, error) // without versions
	SetSession(ctx context.Context, budget int64, session string) error
	InsertVersion(ctx context.Context, v Version) (int64, error) // with content
	ReplaceVersion(ctx context.Context, v Version) error         // with content; a draft only
	Freeze(ctx context.Context, version int64, at time.Time) error

	Sheets(ctx context.Context, version int64) ([]Sheet, error)             // in no order
	InsertSheets(ctx context.Context, version int64, sheets []Sheet) error  // of a draft that is being frozen
	Translations(ctx context.Context, version int64) ([]Translation, error) // in the order in which they were entered
	InsertTranslation(ctx context.Context, version int64, t Translation) error

	Addressees(ctx context.Context, version int64) ([]Addressee, error) // State parties first, then by id
	InsertAddressees(ctx context.Context, version int64, list []Addressee) error
	Dispatches(ctx context.Context, version int64) ([]Dispatch, error) // in the order in which they were entered
	LastDispatch(ctx context.Context, version int64) (int64, error)    // the ID of the one entered last
	InsertDispatches(ctx context.Context, version int64, list []Dispatch, at time.Time) error

	Facts(ctx context.Context, version int64) ([]Fact, error) // in the order in which they were entered
	InsertFacts(ctx context.Context, version int64, list []Fact, at time.Time) error
	Evidence(ctx context.Context, digest string) (Evidence, bool, error) // with content
	EvidenceDigests(ctx context.Context) ([]string, error)
	InsertEvidence(ctx context.Context, e Evidence) error

	Decisions(ctx context.Context, budget int64) ([]Decision, error) // in the order in which they were entered
	InsertDecision(ctx context.Context, d Decision, at time.Time) (int64, error)

	Revised(ctx context.Context, budget int64) ([]RevisedBudget, error) // in the order in which they were entered
	InsertRevised(ctx context.Context, r RevisedBudget) error

	Reminders(ctx context.Context) ([]Reminder, error) // in the order in which they were given
	InsertReminder(ctx context.Context, r Reminder) (int64, error)
}

// Journal records every change in the transaction that makes it.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}

// Room is where proposals amend a version. Disposed refuses a decision on the
// version that would leave some of them behind.
type Room interface {
	Disposed(ctx context.Context, version string, outcome Outcome) error
}

// Conference is what the use cases need to know of the body that decides.
type Conference interface {
	Rule() conference.Rule
	Session(ctx context.Context, id string) (conference.Session, error)
	Sessions(ctx context.Context) ([]conference.Session, error)
	Participants(ctx context.Context) ([]conference.Participant, error)
}

// Costs is what the use cases need to know of standard costs.
type Costs interface {
	Table(ctx context.Context) (costing.Table, error)
}

// noCosts is where there are none.
type noCosts struct{}

func (noCosts) Table(context.Context) (costing.Table, error) { return nil, nil }
