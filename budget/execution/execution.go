// Package execution is how an adopted budget is carried out: what is allotted
// of each line, and what is committed, spent and paid out of the allotment.
//
// The Conference's decision (rule 73) is not by itself authority to spend. An
// allotment of extrabudgetary money wants two facts: that the Conference
// adopted the line, and that the Crime Commission approved the Fund's budget.
// The second is an unverified rule of this program and is named as one
// wherever it is printed. An allotment against either, or beyond the adopted
// amount, wants an override with a reason, which is printed with the figures.
//
// What happens to an allotment is a series of entries that are never changed;
// a mistake is corrected by a reversal that names its original and a reason.
// Each entry is decided by a pure function from the entries before it and the
// cash of the fund, and carries postings in double entry. At every step, as of
// every day, it holds:
//
//	available = min(cash received, allotted) - commitments - expenses >= 0
//
// Only a rate of exchange that is corrected, or becomes known late, changes what
// was spent whatever that leaves; Verify says so, and nothing more is committed
// until it is made good.
//
// Cash counts as used by programme support cost too, and what nobody can
// identify does not count as received. The regular budget has no
// cash in this fund and pays no programme support cost: there, and nowhere in
// one sum with the rest, available is allotted - commitments - expenses.
package execution

import (
	"time"

	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/money"
)

// Line is the budget line of an allotment.
type Line struct {
	Code    string
	Title   string
	Section string
	Mandate budget.Mandate
	Funding budget.Funding

	Instrument conference.Instrument // also of a line that names no article
	Object     budget.Object
}

// Name is the line's code, or its title when it has none.
func (l Line) Name() string {
	if l.Code != "" {
		return l.Code
	}
	return l.Title
}

// key is what tells a line of one text which line it is in another: the title
// counts only where there is no code.
func (l Line) key() Line {
	l.Instrument, l.Object = "", ""
	if l.Code != "" {
		l.Title = ""
	}
	return l
}

// NewLine is a line of a budget. The treaty of a line that names none is that of
// its article.
func NewLine(l budget.Line) Line {
	line := Line{
		Code: l.Code, Title: l.Title, Section: l.Section, Mandate: l.Mandate, Funding: l.Funding,
		Instrument: l.Instrument, Object: l.Object,
	}
	if line.Instrument == "" && line.Mandate != "" {
		line.Instrument = line.Mandate.Instrument()
	}
	return line
}

// Allotment is authority to spend on one line in one year. Its amount is that
// of its entries of kind allotment and allotment_change.
type Allotment struct {
	ID         int64
	Budget     int64  // the document
	Version    int64  // the text on whose line it was issued
	Symbol     string // of that text
	LineSeq    int    // the line's place in it, from 1
	Line       Line
	Year       int
	PSCPercent decimal.Decimal // programme support cost on what is spent; 0 for the regular budget
	PSCReason  string          // why it is not the text's percentage: which agreement, of which date
	EnteredBy  string
	RecordedAt time.Time
}

// Kind is what an entry says happened.
type Kind string

const (
	KindAllotment        Kind = "allotment"
	KindAllotmentChange  Kind = "allotment_change"  // an increase or a decrease
	KindCommitment       Kind = "commitment"        // money promised to a payee
	KindCommitmentChange Kind = "commitment_change" // adjusted, or cancelled
	KindExpense          Kind = "expense"           // against a commitment, or directly against the allotment; less than nothing for a refund of one
	KindPayment          Kind = "payment"           // of an expense, in whole or in part
	KindReversal         Kind = "reversal"          // the entry that it names was a mistake
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{KindAllotment, KindAllotmentChange, KindCommitment, KindCommitmentChange, KindExpense, KindPayment, KindReversal}
}

// Basis says how an entry's US dollars came about.
type Basis string

const (
	Par   Basis = "par"   // US dollars themselves
	UNORE Basis = "unore" // United Nations operational rate of exchange of the date
)

// Valuation is an amount's value in US dollars, rounded once to the cent, half
// away from zero, and the rate that gave it.
type Valuation struct {
	USD      money.Money
	Rate     money.Rate
	Basis    Basis
	RateDate date.Date // from which the rate was in effect; none at par
}

// Entry is one thing that happened to an allotment. It is never changed.
//
// Amount is in US dollars, of an expense and its payments in the currency in
// which it arose. A change has the change, which may be negative, and a
// reversal the negative of what it reverses. The correction of a rate has none,
// and in US dollars what it changes.
type Entry struct {
	ID        int64
	Allotment int64
	Seq       int // within the allotment, from 1, in the order of recording
	Kind      Kind
	On        date.Date
	Amount    money.Money
	Valuation
	PSC        money.Money // programme support cost charged with an expense; US dollars
	Of         int64       // the commitment that is changed or spent, or the expense that is paid; 0
	Refunds    int64       // the expense of which a payee returned something; 0
	Adjusts    int64       // the expense or payment that this one, without an amount, brings to the right rate; 0
	Payee      string
	Reference  string
	Advice     string // number of the allotment advice
	Reason     string
	Overrides  []Override
	Reverses   int64 // entry that this one reverses; 0
	Restores   Restoration
	External   string // the key under which an import knows it; ""
	EnteredBy  string
	RecordedAt time.Time
	Postings   []Posting
	Purpose    Purpose // what it is for
	Draws      []Draw  // what it changes of the money that is held and drawn; nothing of the regular budget
}

// Rule is a rule that an allotment can be issued against.
type Rule string

const (
	NotAdopted  Rule = "not_adopted"  // the Conference has adopted no text of the document by the date
	NotApproved Rule = "not_approved" // no approval of the Fund's budget is recorded by the date; unverified rule
	AboveBudget Rule = "above_budget" // with it, more is allotted than the text has for line and year
)

// Rules lists every rule.
func Rules() []Rule { return []Rule{NotAdopted, NotApproved, AboveBudget} }

// Override is a rule that an entry was made against, and why.
type Override struct {
	Rule   Rule
	Reason string
}

// Fact is what is told of a thing that happened, before it is decided what it
// does to the allotment. Of a change, Amount is the new total.
type Fact struct {
	On        date.Date
	Amount    money.Money
	Valuation Valuation
	Of        int64
	Refunds   int64 // the expense of which this is a refund
	Payee     string
	Reference string
	Advice    string
	Reason    string
	Overrides []Override
	External  string
	Purpose   Purpose  // as far as it is told
	From      []string // codes of the earmarks to draw on instead of the rule's
	Because   string   // why
}

// History is an allotment with its entries in the order of recording.
type History struct {
	Allotment Allotment
	Entries   []Entry
}
