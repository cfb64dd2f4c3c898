package execution

import (
	"article30/internal/date"
	"article30/internal/money"
)

// DaybookLine is a posting as the daybook has it: with what it belongs to.
type DaybookLine struct {
	Posting
	On        date.Date
	Entry     int64
	Kind      Kind
	Allotment int64
	Payee     string
	Reference string
	Reason    string
	Reverses  int64 // entry that the entry reverses; 0
}

// KeptBalance is the balance that the books keep of an account of a fund.
type KeptBalance struct {
	Account  Account
	Fund     Fund
	Currency money.Currency
	Booked
}
