package contributions

import (
	"fmt"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Payment is what the bank says of a receipt or a refund. The entry's date is
// its value date, the entry's amount is gross: what the donor sent, or what is
// returned. Charges are what banks took for it, in the same currency: an
// expense, so that cash moves by the net and the contribution by the gross.
type Payment struct {
	BankReference string
	Charges       Booked         // no money where there are none
	Instalment    date.Date      // receipt: due date of the instalment it is meant for; none for the oldest
	Official      OfficialNumber // receipt entered by a person: its official receipt
	Cleared       int64          // receipt of money that was in suspense: the entry that took it out; 0
}

// OfficialNumber is the number of an official receipt, counted from 1 in each
// year without gaps.
type OfficialNumber struct {
	Year, Number int
}

// String is the number as printed, such as CR-2012-0001; "" for none.
func (n OfficialNumber) String() string {
	if n == (OfficialNumber{}) {
		return ""
	}
	return fmt.Sprintf("CR-%d-%04d", n.Year, n.Number)
}

// OfficialReceipt is what was confirmed to a donor. One whose receipt was
// reversed keeps its number and is cancelled on the day of the reversal.
type OfficialReceipt struct {
	OfficialNumber
	Entry        int64
	Contribution Contribution
	Donor        Donor
	On           date.Date // value date
	Amount       money.Money
	USD          money.Money
	Cancelled    date.Date // none while it is good
	IsReceipt    bool      // false only in books that were tampered with
}

// charge books what banks took for the payment, at the value of the payment.
//
// Errors: entry.not_positive, payment.charges_too_large, money.currency_mismatch
// on "charges"; refund.no_instalment on "instalment".
func charge(e *Entry, b *book) error {
	var fields problem.Fields
	if e.Kind == Refund && !e.Payment.Instalment.IsZero() {
		fields.Add("instalment", "refund.no_instalment")
	}
	if charges := e.Payment.Charges.Amount; charges != (money.Money{}) {
		more, err := charges.Cmp(e.Amount)
		fields.AddErr("charges", err)
		switch {
		case err != nil:
		case charges.Sign() <= 0:
			fields.Add("charges", "entry.not_positive", "value", charges)
		case more >= 0:
			fields.Add("charges", "payment.charges_too_large", "charges", charges, "amount", e.Amount)
		default:
			e.Payment.Charges = Booked{e.Amount, e.USD}.take(charges)
			b.move(e.On, BankCharges, Cash, e.Payment.Charges)
		}
	}
	return fields.Err("entry.invalid")
}
