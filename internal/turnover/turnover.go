// Package turnover keeps the books within what can be stated. The turnover is
// everything that was ever posted in debit, in each currency and in US dollars,
// by contributions and by spending together; a reversal adds nothing to it, so
// that a mistake can always be taken back.
//
// No sum of postings, whichever of them it counts and up to whichever day, is
// larger than the turnover: of an entry that balances it counts the debits at
// most, and an entry and its reversal count once or not at all. So with a
// turnover within the limits of money every total of every statement is within
// them too.
package turnover

import (
	"context"
	"maps"
	"math"
	"slices"

	"github.com/uptrace/bun"

	"article30/internal/money"
	"article30/internal/problem"
)

// Book is one of the two sets of books.
type Book string

const (
	Contributions Book = "contributions"
	Execution     Book = "execution"
)

// Posting is what counts of one. Debits are positive.
type Posting struct {
	Currency    money.Currency
	Amount, USD int64 // in 1/10000
}

// Turnover is that of one currency, with its value in the books.
type Turnover struct {
	Currency money.Currency
	Amount   int64 // in 1/10000
	USD      int64
}

type row struct {
	bun.BaseModel `bun:"table:turnover,alias:turnover"`

	Book     Book           `bun:"book,pk"`
	Currency money.Currency `bun:"currency,pk"`
	Amount   int64          `bun:"amount"`
	USD      int64          `bun:"usd"`
}

// Keep adds the postings of entries that are no reversals to the turnover of a
// book, in the transaction of the entries.
//
// Error: books.too_large, naming the currency whose turnover would be beyond
// the limit; US dollars also for the value of everything together.
func Keep(ctx context.Context, c bun.IDB, book Book, postings []Posting) error {
	sums := map[money.Currency]row{}
	for _, p := range postings {
		sum := sums[p.Currency]
		amount, over := plus(sum.Amount, max(p.Amount, 0))
		usd, overUSD := plus(sum.USD, max(p.USD, 0))
		if over || overUSD {
			return tooLarge(p.Currency, math.MaxInt64)
		}
		sums[p.Currency] = row{Book: book, Currency: p.Currency, Amount: amount, USD: usd}
	}
	if len(sums) == 0 {
		return nil
	}
	var rows []row
	for _, currency := range slices.Sorted(maps.Keys(sums)) {
		rows = append(rows, sums[currency])
	}
	_, err := c.NewInsert().Model(&rows).On("CONFLICT (book, currency) DO UPDATE").
		Set("amount = turnover.amount + EXCLUDED.amount").Set("usd = turnover.usd + EXCLUDED.usd").Exec(ctx)
	if err != nil {
		return err
	}
	return within(ctx, c)
}

// within refuses a turnover beyond the limits of money.
func within(ctx context.Context, c bun.IDB) error {
	all, err := total(ctx, c)
	if err != nil {
		return err
	}
	dollars := int64(0)
	for _, t := range all {
		if t.Amount > money.Largest(t.Currency).Units() {
			return tooLarge(t.Currency, t.Amount)
		}
		sum, over := plus(dollars, t.USD)
		if over || sum > money.Largest(money.USD).Units() {
			return tooLarge(money.USD, sum)
		}
		dollars = sum
	}
	return nil
}

func total(ctx context.Context, c bun.IDB) ([]Turnover, error) {
	var all []Turnover
	err := c.NewSelect().TableExpr("turnover").
		ColumnExpr("currency, CAST(SUM(amount) AS BIGINT) AS amount, CAST(SUM(usd) AS BIGINT) AS usd").
		Group("currency").Order("currency").Scan(ctx, &all)
	return all, err
}

// Beyond is the error that Keep would give without adding anything: for books
// of before there was a limit.
func Beyond(ctx context.Context, c bun.IDB) (*problem.Error, error) {
	err := within(ctx, c)
	if p, ok := problem.As(err); ok && p.Code == "books.too_large" {
		return p, nil
	}
	return nil, err
}

// Kept is the turnover that is kept of a book, by currency.
func Kept(ctx context.Context, c bun.IDB, book Book) ([]Turnover, error) {
	var all []Turnover
	err := c.NewSelect().TableExpr("turnover").Column("currency", "amount", "usd").
		Where("book = ?", book).Order("currency").Scan(ctx, &all)
	return all, err
}

func tooLarge(c money.Currency, units int64) error {
	return problem.New(problem.Invalid, "books.too_large",
		"currency", c, "total", money.FromUnits(units, c), "max", money.Largest(c))
}

// plus is the sum of two numbers that are not negative.
func plus(a, b int64) (sum int64, over bool) {
	if a > math.MaxInt64-b {
		return math.MaxInt64, true
	}
	return a + b, false
}
