package reports

import (
	"context"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/execution"
	"article30/budget/proceedings"
	"article30/budget/project"
	"article30/contributions"
	"article30/contributions/earmark"
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
	// Entries are the entries up to the end of that day, by contribution and in the
	// order of recording.
	Entries(ctx context.Context, f contributions.Filter, asOf date.Date) ([]StatedEntry, error)
	// Movements are the sums of the postings up to the end of the day to, by
	// calendar year; what is before from, which may be no date, is of year 0.
	// Contributions in kind, the regular budget and the fund of programme
	// support costs are not among them.
	Movements(ctx context.Context, from, to date.Date) ([]Movement, error)
	// Flows are the sums of the postings of contributions by contribution and
	// day, up to the end of the day to; what is before from, which may be no
	// date, has no day. Contributions in kind are not among them.
	Flows(ctx context.Context, from, to date.Date) ([]Flow, error)
	// Drawn is what spending drew up to the end of the day to, by contribution
	// and earmark.
	Drawn(ctx context.Context, from, to date.Date) ([]Drawn, error)
	// Spent is what the contributions of a donor were spent on up to the end of
	// the day to, by contribution, year and line.
	Spent(ctx context.Context, donor int64, from, to date.Date) ([]Spent, error)
	// ProjectSpending is what the books of spending have for projects, all
	// together, at the end of the day: committed and not spent, and spent.
	ProjectSpending(ctx context.Context, asOf date.Date) (committed, spent money.Money, err error)
	// Spending are the sums of what execution posted up to the end of that day,
	// by allotment and calendar year, in every fund but that of programme
	// support costs.
	Spending(ctx context.Context, asOf date.Date) ([]Spending, error)
}

// Contributions is what statements ask contributions.
type Contributions interface {
	Today() date.Date
	Contributions(ctx context.Context, f contributions.Filter) ([]contributions.Contribution, error)
	DonorsByID(ctx context.Context) (map[int64]contributions.Donor, error)
	ContributionStatus(ctx context.Context, asOf date.Date, f contributions.Filter) ([]contributions.ContributionStatus, error)
	Dossier(ctx context.Context, donor int64, asOf date.Date) (contributions.Dossier, error)
	SplitOn(ctx context.Context, asOf date.Date, f contributions.Filter) ([]contributions.OutstandingItem, error)
	OpenItemsOn(ctx context.Context, asOf date.Date, f contributions.Filter) ([]contributions.OpenItem, error)
}

// Earmarks is what statements ask about earmarks.
type Earmarks interface {
	Positions(ctx context.Context, asOf date.Date) (earmark.Tree, []earmark.Position, error)
	RecordsOf(ctx context.Context, contributions ...int64) (earmark.Tree, map[int64]earmark.Record, error)
	Records(ctx context.Context) (earmark.Tree, []earmark.Record, error)
	Free(ctx context.Context, on date.Date) (earmark.Tree, []earmark.Lot, error)
}

// Periods is what statements ask about the closing of the books.
type Periods interface {
	Until(ctx context.Context) (date.Date, error)
}

// Budgets is what statements ask about budgets.
type Budgets interface {
	Budget(ctx context.Context, symbol string) (budget.Budget, error)
	Circulation(ctx context.Context, symbol string) (budget.Circulation, error)
	Copies(ctx context.Context, symbol string) ([]budget.Copy, error)
	Decisions(ctx context.Context, symbol string) ([]budget.Decision, error)
	Earlier(ctx context.Context, symbol, with string) (budget.Comparison, error)
	Settings() budget.Settings
}

// Proceedings is what statements ask about the room.
type Proceedings interface {
	Room(ctx context.Context, symbol, session string) (proceedings.Room, error)
}

// Projects is what statements ask about technical assistance.
type Projects interface {
	Standings(ctx context.Context, asOf date.Date) ([]project.Standing, error)
}

// Execution is what statements ask about how budgets are carried out.
type Execution interface {
	Comparison(ctx context.Context, symbol string, asOf date.Date) (execution.Comparison, error)
	Performance(ctx context.Context, symbol string, asOf date.Date) (execution.Performance, error)
	FundCash(ctx context.Context, asOf date.Date) (execution.FundCash, error)
	Plan(ctx context.Context, symbol string, asOf date.Date) (execution.Plan, error)
}

// Conference is what statements ask about the body that decides.
type Conference interface {
	Today() date.Date
	Rule() conference.Rule
	Session(ctx context.Context, id string) (conference.Session, error)
	Participants(ctx context.Context) ([]conference.Participant, error)
}
