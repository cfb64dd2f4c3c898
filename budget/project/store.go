package project

import (
	"context"

	"article30/budget/conference"
	"article30/internal/access"
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

	Requests(ctx context.Context) ([]Request, error) // by ID
	Events(ctx context.Context) ([]Event, error)     // by request and Seq
	// Project is the request of which the project came, with its events; no
	// events when there is none.
	Project(ctx context.Context, code Code) (Request, []Event, error)
	AddRequest(ctx context.Context, r *Request) error
	AddEvent(ctx context.Context, e *Event) error
	LastNumber(ctx context.Context, year int) (int, error) // of the requests of the year; 0 for none
	LastCode(ctx context.Context, year int) (int, error)   // of the projects of the year; 0 for none

	// Figures are what the books of spending have of each project at the end of
	// the day, by its code; now for no date. Of one project, given its code, or of all.
	Figures(ctx context.Context, asOf date.Date, code string) (map[string]Figures, error)
	// TakenBack are the entries of events that a reversal took back by the end
	// of the day, in the books of spending; by now for no date.
	TakenBack(ctx context.Context, asOf date.Date) (map[int64]bool, error)
}

// Journal keeps who did what; see package journal.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}

// Conference is what projects need to know of the Conference.
type Conference interface {
	Participants(ctx context.Context) ([]conference.Participant, error)
}

// Books is where projects spend: the execution of budgets. Its errors are those
// of the execution. An amount is in US dollars of direct cost; programme
// support cost is charged there.
type Books interface {
	// Extrabudgetary reports whether the allotment is not of the regular budget.
	Extrabudgetary(ctx context.Context, allotment int64) (bool, error)
	// Commit promises money of an allotment and returns the commitment.
	Commit(ctx context.Context, actor access.Actor, in Commitment) (entry int64, err error)
	// Cancel leaves of a commitment only what is spent, which may be all of it.
	Cancel(ctx context.Context, actor access.Actor, commitment int64, on date.Date, reason string) error
	// Pay records an expense of a commitment and its payment, and returns the
	// expense.
	Pay(ctx context.Context, actor access.Actor, in Payment) (entry int64, err error)
	// Refund records what was returned at once of expenses that were paid, an
	// entry of each.
	Refund(ctx context.Context, actor access.Actor, all []PartnerRefund) (entries []int64, err error)
}

// Approvals links an event to the approval under which it was recorded, if any.
// What it posts is held to the limits in the books of spending.
type Approvals interface {
	KeepEvent(ctx context.Context, id int64) error
}

// Periods says which months of the books are open.
//
// Error of Open: period.closed, with the month and the first one that is open.
type Periods interface {
	Open(ctx context.Context, on date.Date) error
}

// PartnerRefund is what a partner returned of an expense.
type PartnerRefund struct {
	Expense   int64
	Reference string
	USD       money.Money
	On        date.Date
	Reason    string
}

// Commitment is what an agreement promises to a partner.
type Commitment struct {
	Allotment int64
	Project   string
	Payee     string
	Reference string
	USD       money.Money
	On        date.Date
}

// Payment is what a partner gets of a commitment.
type Payment struct {
	Commitment int64
	Reference  string
	USD        money.Money
	On         date.Date
}

// Earmarks is where the money of projects comes from: the free money of the
// fund by earmark, as it is there on the day and every later one, and which of
// the purposes each fits.
type Earmarks interface {
	Pots(ctx context.Context, on date.Date, purposes []Purpose) ([]Pot, error)
	// Fits reports whether money that the contribution had until the day could be
	// spent on the purpose.
	Fits(ctx context.Context, contribution int64, on date.Date, purpose Purpose) (bool, error)
}

// Refunds are those to donors, in the books of contributions.
//
// Error: assistance.no_donor_refund for an entry that is no refund in force.
type Refunds interface {
	DonorRefund(ctx context.Context, entry int64) (*DonorRefund, error)
}
