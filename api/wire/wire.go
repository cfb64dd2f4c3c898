// Package wire is the JSON form of what the services return, the same over
// HTTP and on the command line: amounts as texts with their currency, days as
// YYYY-MM-DD, names in the reader's language. A fact that is not known is left
// out, never a zero.
package wire

import (
	"time"

	"article30/internal/date"
	"article30/internal/money"
)

// Money is an exact amount.
type Money struct {
	Amount   string `json:"amount" example:"1234.50" doc:"Exact, with the currency's minor digits."`
	Currency string `json:"currency" example:"USD"`
}

// NewMoney is m on the wire.
func NewMoney(m money.Money) Money { return Money{m.Plain(), string(m.Currency())} }

// optionalMoney is m on the wire, nil for no money.
func optionalMoney(m money.Money) *Money {
	if m == (money.Money{}) {
		return nil
	}
	w := NewMoney(m)
	return &w
}

func instant(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

func day(d date.Date) string { return d.String() }
