package period

import (
	"context"

	"article30/internal/date"
	"article30/internal/journal"
)

// Store is what the use cases need of a database. View and Update run fn in
// one transaction, which travels in the context; every other method belongs
// inside one of the two.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	Events(ctx context.Context) (Calendar, error)             // by ID, with totals
	Until(ctx context.Context) (date.Date, error)             // of the Calendar, without reading all of it
	AddEvent(ctx context.Context, e *Event) error             // with totals; fills the ID in
	FirstAfter(context.Context, date.Date) (date.Date, error) // earliest day after it on which anything counts in the books; no date for none

	// Movements are the sums of the postings of each day up to the end of a
	// day, by account, in the order of the days.
	Movements(ctx context.Context, until date.Date) ([]Movement, error)
}

// Journal keeps who did what; see package journal.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
	Head(ctx context.Context) (journal.Head, error)
	HeadAt(ctx context.Context, size int64) (journal.Head, error)
}
