package earmark

import (
	"context"

	"article30/budget/conference"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
)

// Store is what the use cases need of a database. View and Update run fn in
// one transaction, which travels in the context; every other method belongs
// inside one of the two.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	Tree(ctx context.Context) (Tree, error) // by ID
	AddEarmark(ctx context.Context, e *Earmark) error
	AddClosure(ctx context.Context, c Closure) error

	// Of the contributions, of all for none, by contribution.
	Assignments(ctx context.Context, contributions ...int64) ([]Assignment, error)
	Transfers(ctx context.Context, contributions ...int64) ([]Transfer, error) // then by Seq
	Movements(ctx context.Context, contributions ...int64) ([]Movement, error) // then by date and entry
	AddAssignment(ctx context.Context, a Assignment) error
	AddTransfer(ctx context.Context, t *Transfer) error

	// Cash is the cash of every contribution, in the end, with what it was given for.
	Cash(ctx context.Context) ([]Open, error)

	// KeptCash is the balance of cash that the books keep, in US dollars.
	KeptCash(ctx context.Context) (money.Money, error)
}

// Journal keeps who did what; see package journal.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
	journal.Laster
}

// Contributions is what earmarks need to know of contributions.
type Contributions interface {
	Contribution(ctx context.Context, id int64) (contributions.History, error)
	OwnSupport(ctx context.Context, contributions ...int64) (map[int64]contributions.OwnSupport, error)
	Today() date.Date
}

// Spending is what earmarks need to know of what is spent.
type Spending interface {
	// Uses is by how much each day changed what is held and drawn of a
	// contribution's cash, of all for none.
	Uses(ctx context.Context, contributions ...int64) ([]Use, error)
	// Used is what is held and drawn of each contribution's cash in the end, in
	// ten-thousandths of a US dollar.
	Used(ctx context.Context) (map[int64]int64, error)
	// Purposes are what the money of contributions was held or drawn for.
	Purposes(ctx context.Context) ([]UsedFor, error)
	// LostOf is how much more of a contribution's cash was drawn because rates
	// at which it was spent were corrected, in ten-thousandths of a US dollar.
	LostOf(ctx context.Context, contribution int64) (int64, error)
}

// UsedFor is what money under an earmark was held or drawn for, and the first
// entry of a spending that did so.
type UsedFor struct {
	Earmark int64
	Purpose Purpose
	Entry   int64
}

// Conference is what earmarks need to know of the Conference.
type Conference interface {
	Participants(ctx context.Context) ([]conference.Participant, error)
}
