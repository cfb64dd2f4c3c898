package execution

import (
	"context"

	"article30/budget"
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

	Allotments(ctx context.Context, budget int64) ([]Allotment, error)           // of a document, by ID; 0 for every document
	Allotment(ctx context.Context, id int64) (Allotment, error)                  // allotment.not_found
	AllotmentOf(ctx context.Context, entry int64) (int64, bool, error)           // false for no such entry
	AddAllotment(ctx context.Context, a *Allotment) error                        // fills the ID in
	Facts(ctx context.Context, allotments []int64) ([]Entry, error)              // as Entries, without all that
	Entries(ctx context.Context, allotments []int64) ([]Entry, error)            // with postings, overrides, purposes and draws, by allotment and Seq
	AddEntries(ctx context.Context, allotment Allotment, entries []*Entry) error // with all that and kept balances; fills the IDs in
	Purposes(ctx context.Context, entries []int64) (map[int64]Purpose, error)    // by entry
	Draws(ctx context.Context, entries []int64) (map[int64][]Draw, error)        // by entry, in order
	Held(ctx context.Context, commitments []int64) (map[int64][]Draw, error)     // what each holds now, in the order in which it was held

	Overridden(ctx context.Context, budget int64, asOf date.Date) ([]Entry, error) // those of a document made against a rule by then and not taken back, with overrides, without postings

	SpentOn(ctx context.Context, contributions []int64, asOf date.Date) ([]Spent, error) // by contribution, date and entry

	Approvals(ctx context.Context, budget int64) ([]FundApproval, error) // of a document's texts, by ID; 0 for every document
	AddApproval(ctx context.Context, a *FundApproval) error              // fills the ID in

	Explanations(ctx context.Context, budget int64) ([]Explanation, error) // recorded of a document, by ID; 0 for every document
	AddExplanation(ctx context.Context, x *Explanation) error              // fills the ID in

	Allotted(ctx context.Context, allotments []int64) (Course, error) // the amount of all of them together, from the first day
	Used(ctx context.Context, from date.Date) (Course, error)         // what of the fund's cash is used; see CashUsers
	Sums(ctx context.Context, allotments []int64, asOf date.Date) ([]Sum, error)
	FundSums(ctx context.Context, asOf date.Date) ([]Sum, error)          // of all allotments together
	ValuedIn(ctx context.Context, days RateDays) ([]int64, error)         // allotments with entries of these days that an operational rate gave their value, by ID
	MovedByRates(ctx context.Context) (map[int64]money.Money, error)      // what corrections of rates debit, in US dollars, by entry
	LastValued(ctx context.Context) (map[money.Currency]date.Date, error) // the latest day of such entries, by currency
	Ledger
}

// Ledger is what Verify reads: the books as they are, not as they should be.
type Ledger interface {
	Unbalanced(ctx context.Context) ([]int64, error)           // entries whose postings do not add to zero in a fund, or that have none
	WrongBalances(ctx context.Context) ([]WrongBalance, error) // kept balances that are not the sum of their postings
	WrongTurnover(ctx context.Context) ([]WrongBalance, error) // by currency, without account and fund
}

// Sum is what stands in an account of a fund, in US dollars: for one allotment,
// or for all when Allotment is 0.
type Sum struct {
	Allotment int64
	Account   Account
	Fund      Fund
	USD       money.Money
}

// WrongBalance is a kept balance that differs from its postings.
type WrongBalance struct {
	Account  Account
	Fund     Fund
	Currency money.Currency
	Kept     Booked
	Posted   Booked
}

// Journal keeps who did what; see package journal.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	AppendAll(ctx context.Context, entries []journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
	journal.Laster
}

// Budgets is what execution needs to know of the documents.
type Budgets interface {
	Budgets(ctx context.Context) ([]budget.Budget, error)
	Budget(ctx context.Context, symbol string) (budget.Budget, error)
	Decisions(ctx context.Context, symbol string) ([]budget.Decision, error)
	Revisions(ctx context.Context, symbol string) ([]budget.RevisedBudget, error)
}

// CashBook is the cash in the books of contributions, in US dollars. Cash is
// what was received less what was refunded; Unidentified what of it came from
// nobody knows whom yet, and so cannot be spent.
type CashBook interface {
	Cash(ctx context.Context, from date.Date) (Course, error)
	Unidentified(ctx context.Context, from date.Date) (Course, error)
	// Lost is how much of the cash was lost, ever, without anybody deciding
	// about it: a corrected rate made it worth less, or a bank kept it.
	Lost(ctx context.Context) (money.Money, error)
}

// Rates are the United Nations operational rates of exchange: units of the
// currency for one US dollar, and from when they are in effect.
//
// Error: rate.none.
type Rates interface {
	RateOn(ctx context.Context, c money.Currency, on date.Date) (perUSD money.Rate, effective date.Date, err error)
}
