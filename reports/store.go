package reports

import (
	"context"

	"article30/budget"
	"article30/budget/conference"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

// Store is what statements read beside the services: the books themselves, to
// compare with. Its methods run inside View, which is one snapshot; the
// services' own reading joins it.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error

	// Accounts are the sums of the postings up to the end of the day asOf, in
	// US dollars, of contributions that are not in kind.
	Accounts(ctx context.Context, f contributions.Filter, asOf date.Date) (map[contributions.Account]money.Money, error)
	// Entries are the entries up to the end of that day, without postings, by
	// contribution and Seq.
	Entries(ctx context.Context, f contributions.Filter, asOf date.Date) ([]contributions.Entry, error)
}

// Contributions is what statements ask contributions.
type Contributions interface {
	Today() date.Date
	ContributionStatus(ctx context.Context, asOf date.Date, f contributions.Filter) ([]contributions.ContributionStatus, error)
}

// Budgets is what statements ask about budgets.
type Budgets interface {
	Budget(ctx context.Context, symbol string) (budget.Budget, error)
	Circulation(ctx context.Context, symbol string) (budget.Circulation, error)
	Decisions(ctx context.Context, symbol string) ([]budget.Decision, error)
}

// Conference is what statements ask about the body that decides.
type Conference interface {
	Today() date.Date
	Session(ctx context.Context, id string) (conference.Session, error)
	Participants(ctx context.Context) ([]conference.Participant, error)
}
