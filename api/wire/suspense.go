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
	Rest      Money          `json:"rest" doc:"What is still in suspense."`
	RestUSD   Money          `json:"rest_usd" doc:"Its value in the books."`
	Parts     []SuspensePart `json:"parts" doc:"What has left suspense, in the order of recording."`
	Age       int            `json:"age" doc:"Days in suspense."`
	ClearedOn string         `json:"cleared_on,omitempty" format:"date" doc:"When the last of it left."`
}

// SuspensePart is money that left suspense.
type SuspensePart struct {
	Entry     int64  `json:"entry" doc:"That took it out."`
	On        string `json:"on" format:"date"`
	Amount    Money  `json:"amount"`
	USD       Money  `json:"usd" doc:"Its value in the books."`
	MatchedTo int64  `json:"matched_to,omitempty" doc:"The contribution; absent where it was returned."`
	MatchedAs int64  `json:"matched_as,omitempty" doc:"The receipt."`
	Reason    string `json:"reason,omitempty"`
}

// NewSuspenseItem is i on the wire.
func NewSuspenseItem(i contributions.SuspenseItem) SuspenseItem {
	w := SuspenseItem{
		Entry: i.Entry.ID, Reference: i.Reference, On: day(i.Entry.On), Amount: NewMoney(i.Entry.Amount), USD: NewMoney(i.Entry.USD),
		Payer: i.Payer, Payment: newPayment(i.Entry.Payment), Rest: NewMoney(i.Rest.Amount), RestUSD: NewMoney(i.Rest.USD),
		Parts: []SuspensePart{}, Age: i.Age, ClearedOn: day(i.Cleared),
	}
	for _, p := range i.Parts {
		w.Parts = append(w.Parts, SuspensePart{
			p.Entry.ID, day(p.Entry.On), NewMoney(p.Entry.Amount), NewMoney(p.Entry.USD), p.Matched, p.Receipt, p.Entry.Reason,
		})
	}
	return w
}
