package wire

import "article30/contributions"

// Income is income of the fund that is no contribution.
type Income struct {
	Entry     int64  `json:"entry"`
	Kind      string `json:"kind" enum:"interest,investment,prior_year_refund,miscellaneous"`
	Reference string `json:"reference" example:"interest-2012-0001"`
	On        string `json:"on" format:"date"`
	Amount    Money  `json:"amount"`
	USD       Money  `json:"usd" doc:"Its value in the books."`
	Payer     string `json:"payer" doc:"Who paid it, and for what."`
	Payment
	ReversedOn string `json:"reversed_on,omitempty" format:"date"`
}

// NewIncome is i on the wire.
func NewIncome(i contributions.IncomeItem) Income {
	return Income{
		i.Entry.ID, string(i.Kind), i.Reference, day(i.Entry.On), NewMoney(i.Entry.Amount), NewMoney(i.Entry.USD), i.Payer,
		newPayment(i.Entry.Payment), day(i.Reversed),
	}
}
