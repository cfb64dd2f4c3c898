package access

import (
	"time"

	"article30/internal/money"
)

// OperationKind is a kind of what is posted, for which an administrator can
// set an amount above which a second person approves.
type OperationKind string

const (
	Pledging               OperationKind = "pledge"
	RevisingPledge         OperationKind = "pledge_revision"
	Agreeing               OperationKind = "agreement"
	MeetingCondition       OperationKind = "condition_met"
	Receiving              OperationKind = "receipt"
	Refunding              OperationKind = "refund"
	WritingDown            OperationKind = "write_down"
	HoldingInSuspense      OperationKind = "suspense"
	ClearingSuspense       OperationKind = "suspense_cleared" // matched or returned
	Reversing              OperationKind = "reversal"         // of an entry of contributions
	CorrectingRate         OperationKind = "rate_correction"  // what the adjustments move together
	Revaluing              OperationKind = "revaluation"      // a run, or its reversal: what it moves as a whole
	ImportingContributions OperationKind = "import_contributions"
	TransferringEarmark    OperationKind = "earmark_transfer"

	Allotting          OperationKind = "allotment"
	ChangingAllotment  OperationKind = "allotment_change"
	Committing         OperationKind = "commitment"
	ChangingCommitment OperationKind = "commitment_change"
	Spending           OperationKind = "expense"
	Paying             OperationKind = "payment"
	ReversingSpending  OperationKind = "spending_reversal"
	ImportingExpenses  OperationKind = "import_expenses"
	CorrectingSpending OperationKind = "spending_rate_correction" // what the adjustments of spending move together

	// BackDating has no amount and no limit: it always wants a second person.
	BackDating OperationKind = "backdated_dispatch" // a dispatch that is entered long after its day
)

// Always reports a kind that wants a second person whatever is set.
func (k OperationKind) Always() bool { return k == BackDating }

// OperationKinds are all that a limit can be set for, in the order of a
// contribution's life and then of spending; there is no other list.
func OperationKinds() []OperationKind {
	return []OperationKind{
		Pledging, RevisingPledge, Agreeing, MeetingCondition, Receiving, Refunding, WritingDown,
		HoldingInSuspense, ClearingSuspense, Reversing, CorrectingRate, Revaluing, ImportingContributions, TransferringEarmark,
		Allotting, ChangingAllotment, Committing, ChangingCommitment, Spending, Paying, ReversingSpending, ImportingExpenses, CorrectingSpending,
	}
}

// Operation is something that is about to be posted. USD is how much, without
// a sign. Of says of what, such as "contribution 4", and Seq is the place that
// the entry will have there: on which state of the record it was decided. Of
// several entries on several records Seq is 0.
type Operation struct {
	Kind OperationKind
	USD  money.Money
	Of   string
	Seq  int
}

// Posted is an operation that was carried out: one entry of it, or all of them
// together when IDs has several.
type Posted struct {
	Operation
	IDs []int64
	By  string
	At  time.Time
}
