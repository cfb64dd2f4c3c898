// Package contributions is where the money comes from: donors, what they
// pledge, agree and pay, and the books in which it stands.
//
// A contribution's life is a series of entries that are never changed: a
// mistake is corrected by a reversal that names its original and a reason.
// Each entry is decided by a pure function from the entries before it and
// carries postings in double entry, which add to zero in every currency and in
// US dollars. Every position, balance and statement is a sum of them.
package contributions

import (
	"encoding/json"
	"time"

	"article30/internal/date"
	"article30/internal/money"
)

// Mode is in what form a contribution comes.
type Mode string

const (
	InCash     Mode = "cash"
	Proceeds30 Mode = "proceeds_30_2_c" // share of confiscated proceeds, article 30 (2) (c)
	Proceeds14 Mode = "proceeds_14_3_a" // the same on another State's request, article 14 (3) (a)
	InKind     Mode = "in_kind"
)

// Modes lists every mode.
var Modes = []Mode{InCash, Proceeds30, Proceeds14, InKind}

// registerSource is the source of what people enter.
const registerSource = "register"

// The lengths of texts, in characters.
const (
	maxName      = 200
	maxReference = 100
	maxComment   = 2000
	maxReason    = 1000
)

// Contribution is one contribution of one donor for one year, in the currency
// in which it was promised. Source and Reference together name it: the source
// is "register" for what people enter and the mapping's for what is imported.
//
// Donor is who gave it by what is known today. Record is under which record of
// that donor it was entered and stays in the books, where that is another one
// since the two were merged; 0 otherwise.
type Contribution struct {
	ID         int64
	Source     string
	Reference  string
	Donor      int64
	Record     int64
	Year       int
	Currency   money.Currency
	Mode       Mode
	Comment    string
	EnteredBy  string
	RecordedAt time.Time
}

// books is the record of the donor under which the contribution is posted.
func (c Contribution) books() int64 {
	if c.Record != 0 {
		return c.Record
	}
	return c.Donor
}

// Kind is what an entry says happened.
type Kind string

const (
	Pledge         Kind = "pledge"           // announced in writing, not binding
	PledgeRevision Kind = "pledge_revision"  // the pledge is another amount now; never a second pledge
	Agreement      Kind = "agreement"        // binding
	ConditionMet   Kind = "condition_met"    // what was agreed on a condition is revenue now
	Receipt        Kind = "receipt"          // money that came, in one part of several
	Refund         Kind = "refund"           // money that went back to the donor
	WriteDown      Kind = "write_down"       // no longer expected
	RateCorrection Kind = "rate_correction"  // the rate of the entry that it names was corrected
	Revaluation    Kind = "revaluation"      // what is open was worth so much at a reporting date
	InSuspense     Kind = "suspense"         // money that came from nobody knows whom
	Cleared        Kind = "suspense_cleared" // it was matched to a contribution, or returned
	Reversal       Kind = "reversal"         // the entry that it names was a mistake
)

// Kinds lists every kind.
var Kinds = []Kind{
	Pledge, PledgeRevision, Agreement, ConditionMet, Receipt, Refund, WriteDown, RateCorrection, Revaluation, InSuspense, Cleared, Reversal,
}

// Basis says how an entry's US dollars came about.
type Basis string

const (
	Par    Basis = "par"    // US dollars themselves
	UNORE  Basis = "unore"  // United Nations operational rate of exchange of the date
	Bank   Basis = "bank"   // the bank's rate, with a reason
	Source Basis = "source" // the figure that the source of an import prints
	Fixed  Basis = "fixed"  // the rate that was fixed for the period
	Book   Basis = "book"   // taken out at the value at which it stands in the books
)

// Bases lists every basis.
var Bases = []Basis{Par, UNORE, Bank, Source, Fixed, Book}

// Entry is one thing that happened to a contribution. It is never changed.
//
// Amount is in the currency in which the thing happened, Settles the same in
// the contribution's currency, USD its value in the books, rounded once to the
// cent, half away from zero. A pledge revision has the change, which may be
// negative, and a reversal the negative of what it reverses. A correction of a
// rate has no amount, only what the value in the books changes by. A revaluation
// has what was open, and what that was worth at the rate of the day.
type Entry struct {
	ID           int64
	Contribution int64
	Donor        int64 // the record under which it is posted; see Contribution.Record
	Seq          int   // within the contribution, from 1, in the order of recording
	Kind         Kind
	On           date.Date
	DateKnown    bool // false when the source does not know the date and On stands in for it
	Amount       money.Money
	Settles      money.Money
	Valuation
	Reason     string
	Reverses   int64           // entry that this one reverses; 0
	Adjusts    int64           // entry whose value this one corrects; 0
	External   string          // the source's own key, so that an import finds what it imported; ""
	Printed    json.RawMessage // what the source printed, word for word; nil
	EnteredBy  string
	RecordedAt time.Time
	Postings   []Posting
	Payment    Payment     // of a receipt or a refund
	Delivery   Delivery    // of a receipt in kind
	Restores   Restoration // what it puts back
	Beyond     money.Money // receipt: by how much more than the share of proceeds has come with it; told when it is recorded, and not kept
	Expired    date.Date   // receipt: when its agreement had expired before; told from the terms, and not kept
}

// Valuation is an amount's value in US dollars and how it came about.
type Valuation struct {
	USD      money.Money
	Rate     money.Rate // units of the currency for one US dollar; none with Book
	Basis    Basis
	RateDate date.Date   // from which the rate was in effect; none unless UNORE
	USDUnore money.Money // what the operational rate gives, when USD is not from it and there is one

	Document  string // of the bank that gave its rate; may be empty
	FixedRate int64  // the FixedRate of a basis that is Fixed; 0
}

// Fact is what is told of a thing that happened, before it is decided what it
// does to the contribution.
type Fact struct {
	On          date.Date
	DateUnknown bool
	Amount      money.Money
	Settles     money.Money // in the contribution's currency; none when Amount is in it
	Valuation   Valuation
	Reason      string
	External    string
	Printed     json.RawMessage
	Payment     Payment  // of a receipt or a refund, charges without their US dollars
	Conditional bool     // agreement: on a true condition, so that it is deferred
	Delivery    Delivery // receipt: what came in kind
	Overpaid    bool     // agreement: it is known that more has come than is agreed
}
