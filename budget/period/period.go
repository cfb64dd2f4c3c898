// Package period is the months and years of the books that close.
//
// A finance office closes a month when everything of it is entered: its
// balances are reported, and the next month's begin with them. So months close
// in their order and the books are closed up to one day, the last of the month
// that was closed last; whatever is dated on or before that day is refused with
// the first month that is open. A month in which nothing is dated may be passed
// over and is then closed with the month after it.
//
// A mistake in a closed month is entered in an open one. Where that will not do
// the last closed month is reopened, by somebody who may, with a reason; an
// earlier one after those that follow it, for their opening balances stand on
// it. A year closes when its twelve months are closed, after the years before
// it, and until it is reopened none of its months can be.
//
// A closing keeps what stood in the books at the end of the month, so that
// Verify shows that it still does.
package period

import (
	"strconv"
	"time"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Period is a calendar month or a calendar year.
type Period struct {
	First, Last date.Date
}

// Month and Year are periods of the two kinds.
func Month(m date.Month) Period { return Period{m.First(), m.Last()} }

func Year(year int) (Period, error) {
	first, err := date.New(year, time.January, 1)
	if err != nil {
		return Period{}, err
	}
	last, err := date.New(year, time.December, 31)
	return Period{first, last}, err
}

// Parse reads a month, YYYY-MM, or a year, YYYY.
//
// Error: period.grammar.
func Parse(s string) (Period, error) {
	if m, err := date.ParseMonth(s); err == nil {
		return Month(m), nil
	}
	if year, err := strconv.Atoi(s); err == nil && len(s) == len("2006") {
		if p, err := Year(year); err == nil {
			return p, nil
		}
	}
	return Period{}, problem.New(problem.Invalid, "period.grammar", "value", s)
}

// IsYear tells a year from a month.
func (p Period) IsYear() bool { return p.First.Month() != p.Last.Month() }

// String is YYYY-MM or YYYY.
func (p Period) String() string {
	if p.IsYear() {
		return p.First.String()[:len("2006")]
	}
	return date.MonthOf(p.First).String()
}

// name is how a sentence calls it.
func (p Period) name() any {
	if p.IsYear() {
		return p.First.Year()
	}
	return date.MonthOf(p.First)
}

// Event is a closing, or a reopening of the closing that it names. It is never
// changed.
type Event struct {
	ID         int64
	Period     Period
	Reopens    int64 // closing; 0 for a closing
	Reason     string
	Head       string  // of a closing: the journal's head before it, SIZE:ROOT
	Totals     []Total // of the closing of a month: what then stood in the accounts
	EnteredBy  string
	RecordedAt time.Time
}

// Book is which of the books an account is in.
type Book string

const (
	Contributions Book = "contributions"
	Execution     Book = "execution"
)

// Account is a heading of one of the books. Fund is that of execution, whose
// books are one for each fund; "" in contributions.
type Account struct {
	Book Book
	Fund string
	Name string
}

// String is the account as it is printed, such as "execution special_purpose
// cash".
func (a Account) String() string {
	if a.Fund == "" {
		return string(a.Book) + " " + a.Name
	}
	return string(a.Book) + " " + a.Fund + " " + a.Name
}

// Total is what stands in an account, in US dollars, positive in debit.
type Total struct {
	Account Account
	USD     money.Money
}

// Movement is what was posted to an account on a day.
type Movement struct {
	On date.Date
	Total
}
