package wire

import "article30/contributions"

// SuspenseItem is money that was not identified when it came.
type SuspenseItem struct {
	Entry     int64  `json:"entry"`
	Reference string `json:"reference" example:"S-2012-0001"`
	On        string `json:"on" format:"date"`
	Amount    Money  `json:"amount"`
	USD       Money  `json:"usd" doc:"Its value in the books."`
	Payer     string `json:"payer" doc:"What the bank says of where it came from."`
	Payment
	Age       int    `json:"age" doc:"Days in suspense."`
	ClearedOn string `json:"cleared_on,omitempty" format:"date"`
	MatchedTo int64  `json:"matched_to,omitempty" doc:"The contribution; absent where it was returned."`
	MatchedAs int64  `json:"matched_as,omitempty" doc:"The receipt."`
}

// NewSuspenseItem is i on the wire.
func NewSuspenseItem(i contributions.SuspenseItem) SuspenseItem {
	return SuspenseItem{
		i.Entry.ID, i.Reference, day(i.Entry.On), NewMoney(i.Entry.Amount), NewMoney(i.Entry.USD), i.Payer,
		newPayment(i.Entry.Payment), i.Age, day(i.Cleared), i.MatchedTo, i.MatchedAs,
	}
}
