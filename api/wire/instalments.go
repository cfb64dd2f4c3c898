package wire

import (
	"article30/contributions"
	"article30/internal/locale"
)

// Payment is what the bank says of a receipt or a refund.
type Payment struct {
	BankReference string `json:"bank_reference,omitempty"`
	Charges       *Money `json:"charges,omitempty" doc:"What banks took, in the currency of the payment."`
	ChargesUSD    *Money `json:"charges_usd,omitempty" doc:"Its value in the books."`
	Instalment    string `json:"instalment,omitempty" format:"date" doc:"Due date of the instalment that the payment was meant for."`
	Official      string `json:"official_receipt,omitempty" example:"CR-2012-0001"`
	Cleared       int64  `json:"cleared,omitempty" doc:"Receipt of money that was in suspense: the entry that took it out."`
}

func newPayment(p contributions.Payment) Payment {
	return Payment{p.BankReference, optionalMoney(p.Charges.Amount), optionalMoney(p.Charges.USD), day(p.Instalment), p.Official.String(), p.Cleared}
}

// Schedule says when an agreement is to be paid.
type Schedule struct {
	ID           int64        `json:"id"`
	Contribution int64        `json:"contribution"`
	Revision     int          `json:"revision"`
	Agreement    int64        `json:"agreement" doc:"The entry."`
	On           string       `json:"on" format:"date" doc:"From when it has been in force."`
	Instalments  []Instalment `json:"instalments"`
	Reason       string       `json:"reason,omitempty"`
	EnteredBy    string       `json:"entered_by"`
	RecordedAt   string       `json:"recorded_at" format:"date-time"`
}

// Instalment is a part of an agreement, and where it stands.
type Instalment struct {
	Due         string `json:"due" format:"date"`
	Amount      Money  `json:"amount"`
	Paid        *Money `json:"paid,omitempty"`
	WrittenDown *Money `json:"written_down,omitempty"`
	Outstanding *Money `json:"outstanding,omitempty"`
}

// NewSchedule is s on the wire, with where its instalments stand when states
// are given.
func NewSchedule(s contributions.Schedule, states []contributions.InstalmentState) Schedule {
	w := Schedule{s.ID, s.Contribution, s.Revision, s.Agreement, day(s.On), []Instalment{}, s.Reason, s.EnteredBy, instant(s.RecordedAt)}
	for i, in := range s.Instalments {
		one := Instalment{Due: day(in.Due), Amount: NewMoney(in.Amount)}
		if states != nil {
			one.Paid = optionalMoney(states[i].Paid)
			one.WrittenDown = optionalMoney(states[i].WrittenDown)
			one.Outstanding = optionalMoney(states[i].Outstanding)
		}
		w.Instalments = append(w.Instalments, one)
	}
	return w
}

// OfficialReceipt is what was confirmed to a donor.
type OfficialReceipt struct {
	Number       string `json:"number" example:"CR-2012-0001"`
	Entry        int64  `json:"entry"`
	Contribution int64  `json:"contribution"`
	Reference    string `json:"reference"`
	Donor        Donor  `json:"donor"`
	On           string `json:"on" format:"date"`
	Amount       Money  `json:"amount"`
	USD          Money  `json:"usd"`
	Cancelled    string `json:"cancelled,omitempty" format:"date" doc:"When the receipt was reversed; its number stays."`
}

// NewOfficialReceipt is r on the wire.
func NewOfficialReceipt(p *locale.Printer, r contributions.OfficialReceipt) OfficialReceipt {
	return OfficialReceipt{
		r.OfficialNumber.String(), r.Entry, r.Contribution.ID, r.Contribution.Reference, NewDonor(p, r.Donor),
		day(r.On), NewMoney(r.Amount), NewMoney(r.USD), day(r.Cancelled),
	}
}
