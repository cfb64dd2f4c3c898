package contributions

import (
	"context"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Store is what the use cases need of a database. View and Update run fn in
// one transaction, which travels in the context; every other method belongs
// inside one of the two. What is not found is an error of kind NotFound:
// donor.not_found, contribution.not_found, entry.not_found.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	Donors(ctx context.Context) ([]Donor, error) // all records, by name
	Donor(ctx context.Context, id int64) (Donor, error)
	AddDonors(ctx context.Context, donors []*Donor) error // fills the IDs in
	Merges(ctx context.Context) ([]Merge, error)          // by ID, also those that were taken back
	AddMerge(ctx context.Context, m *Merge) error         // fills the ID in
	AddUnmerge(ctx context.Context, u Unmerge) error

	Contributions(ctx context.Context, f Filter) ([]Contribution, error) // by ID
	Contribution(ctx context.Context, id int64) (Contribution, error)
	ContributionsByID(ctx context.Context, ids []int64) ([]Contribution, error) // by ID
	ContributionOf(ctx context.Context, entry int64) (int64, error)
	ContributionsOf(ctx context.Context, entries []int64) (map[int64]int64, error) // by entry
	AddContributions(ctx context.Context, list []*Contribution) error              // fills the IDs in

	Entries(ctx context.Context, contributions []int64) ([]Entry, error) // with postings, by contribution and Seq
	AddEntries(ctx context.Context, entries []*Entry) error              // with postings and kept balances; fills the IDs in

	MatchOf(ctx context.Context, entry int64) (other int64, err error)         // receipt and clearing of one match; 0 for others
	Proceeds(ctx context.Context, contribution int64) ([]Proceeds, error)      // by contribution and revision; of all for 0
	AddProceeds(ctx context.Context, p *Proceeds) error                        // fills the ID in
	Terms(ctx context.Context, contributions ...int64) ([]Terms, error)        // by contribution and revision; of all for none
	AddTerms(ctx context.Context, t *Terms) error                              // fills the ID in
	Schedules(ctx context.Context, contributions ...int64) ([]Schedule, error) // by contribution and revision; of all for none
	AddSchedule(ctx context.Context, s *Schedule) error                        // fills the ID in
	LastOfficial(ctx context.Context, year int) (int, error)                   // the highest number of the year; 0
	OfficialReceipts(ctx context.Context, year int) ([]OfficialReceipt, error) // by number; of all years for 0

	Rates(ctx context.Context) ([]Rate, error)
	LoadedRates(ctx context.Context) ([]Rate, error) // as they were before any correction, by currency and date
	RateOn(ctx context.Context, c money.Currency, on date.Date) (rate Rate, found bool, err error)
	AddRates(ctx context.Context, rates []Rate) error
	RateVersions(ctx context.Context, c money.Currency) ([]RateVersion, error) // of all currencies for ""; by currency, date and Seq
	AddRateVersion(ctx context.Context, v RateVersion) error
	FixedRates(ctx context.Context) ([]FixedRate, error)                        // by ID, with their withdrawals
	AddFixedRate(ctx context.Context, r *FixedRate) error                       // fills the ID in
	WithdrawFixedRate(ctx context.Context, r FixedRate) error                   // with its Withdrawal
	Policies(ctx context.Context, contribution int64) ([]PolicyRevision, error) // by contribution and revision; of all for 0
	AddPolicy(ctx context.Context, p PolicyRevision) error
	Revaluations(ctx context.Context) ([]RevaluationRun, error)           // by ID
	AddRevaluation(ctx context.Context, r *RevaluationRun) error          // fills the ID in; its entries are there
	ValuedIn(ctx context.Context, days Span) ([]int64, error)             // contributions with entries of these days that an operational rate gave their value, by ID
	LastValued(ctx context.Context) (map[money.Currency]date.Date, error) // the latest day of such entries, by currency

	Standings(ctx context.Context, of []Contribution, asOf date.Date) ([]Sum, error) // the kept ones
	Balances(ctx context.Context, donor int64) ([]Balance, error)                    // the kept ones, of all records that are the donor
	Ledger
}

// Ledger is what Verify reads: the books as they are, not as they should be.
type Ledger interface {
	Unbalanced(ctx context.Context) ([]int64, error)                            // entries whose postings do not add to zero, or that have none
	WrongBalances(ctx context.Context) ([]WrongBalance, error)                  // kept balances that are not the sum of their postings
	WrongTurnover(ctx context.Context) ([]WrongBalance, error)                  // by currency, without donor and account
	Beyond(ctx context.Context) (*problem.Error, error)                         // books.too_large of books of before the limit; nil
	Sums(ctx context.Context, of []Contribution, asOf date.Date) ([]Sum, error) // what Standings are to be
	WrongStandings(ctx context.Context) ([]int64, error)                        // contributions of which something else is kept, on whichever day
	AccountTotals(ctx context.Context) (map[Account]money.Money, error)         // US dollars
	EachEntry(ctx context.Context, fn func(e Entry) error) error                // by ID, with postings
}

// Journal keeps who did what; see package journal.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	AppendAll(ctx context.Context, entries []journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
	journal.Laster
}

// Participants is what contributions need to know of the Conference.
type Participants interface {
	Participants(ctx context.Context) ([]conference.Participant, error)
}

// Filter selects contributions; a zero field selects all. Donor is any record of
// the donor, and selects what is under all of them. After and Limit page
// through them in the order of their IDs.
type Filter struct {
	Donor  int64
	Year   int
	Source string
	Given  bool // contributions only, without other income
	Income bool // other income only
	After  int64
	Limit  int
}

// Balance is what stands in an account for a donor, in one currency and at its
// value in the books.
type Balance struct {
	Account Account
	Booked
}

// WrongBalance is a kept balance that differs from its postings.
type WrongBalance struct {
	Donor    int64
	Account  Account
	Currency money.Currency
	Kept     Booked
	Posted   Booked
}
