package project

import (
	"time"

	"article30/budget"
	"article30/internal/date"
	"article30/internal/money"
)

// Kind is what an event says happened.
type Kind string

const (
	// To the request.
	AppraisalOpened Kind = "appraisal_opened"
	Appraised       Kind = "appraised" // again, while nothing is decided
	Approved        Kind = "approved"  // which makes the project
	Declined        Kind = "declined"
	Withdrawn       Kind = "withdrawn" // by the States

	// To the project.
	Revised        Kind = "revised"  // another budget or end
	Engaged        Kind = "engaged"  // an agreement with a partner, with its instalments
	Released       Kind = "released" // an instalment to the partner
	Refunded       Kind = "refunded" // what the partner returned of its instalments
	PartnerEnded   Kind = "partner_ended"
	ReportDue      Kind = "report_due"
	ReportReceived Kind = "report_received"
	ReportAccepted Kind = "report_accepted"
	ReportReturned Kind = "report_returned" // to be made again
	Closed         Kind = "closed"
)

// Kinds lists every kind.
func Kinds() []Kind {
	return []Kind{
		AppraisalOpened, Appraised, Approved, Declined, Withdrawn, Revised, Engaged, Released, Refunded, PartnerEnded,
		ReportDue, ReportReceived, ReportAccepted, ReportReturned, Closed,
	}
}

// Rule is a rule that an event can be made against, with a reason.
type Rule string

const (
	NotRecommended   Rule = "not_recommended"   // approved against the appraisal
	NoMoney          Rule = "no_money"          // approved beyond the free money that fits
	ReportMissing    Rule = "report_missing"    // released while a report that is due is not accepted
	BeforeDue        Rule = "before_due"        // released before its date
	ConditionMissing Rule = "condition_missing" // released before the report that it waits for was accepted
)

// Rules lists every rule.
func Rules() []Rule {
	return []Rule{NotRecommended, NoMoney, ReportMissing, BeforeDue, ConditionMissing}
}

// Event is one thing that happened to a case. It is never changed. What a kind
// does not have is empty.
type Event struct {
	ID      int64
	Request int64
	Seq     int // within the case, from 1, in the order of recording
	Kind    Kind
	On      date.Date

	Partner    int         // engaged and all that follows, and a report of the partner; by number, from 1
	Instalment int         // released; by its number with the partner, from 1
	Report     int         // of a report; by number within the project, from 1
	USD        money.Money // approved, revised (new total), engaged, released, refunded, unspent at closing

	Recommended bool   // appraised
	Score       string // appraised; as the appraisal gives it
	Text        string // criteria of the appraisal; title of the project; name of the partner; what a report is
	Type        string // kind of partner, or of report
	Reference   string // of the agreement, of the report, of the payment
	Due         date.Date
	Start, End  date.Date // approved, revised
	Reason      string
	Overrides   []Rule // made against these rules
	Override    string // why

	Code       Code  // approved
	Allotment  int64 // engaged: of which the agreement is committed
	Entry      int64 // of the execution: the commitment, the expense, the refund
	DonorEntry int64 // closed: the refund to the donor, in the books of contributions

	Contribution int64 // of the donor's refund

	Appraisal   int // approved, revised: Seq of the appraisal that it stands on
	AppraisedBy string
	RequestedBy string

	Budget []Share      // approved, revised; by object of expenditure
	Plan   []Instalment // engaged

	EnteredBy  string
	RecordedAt time.Time
}

// Share is the part of a project's budget that is for one object of
// expenditure, in US dollars of direct cost.
type Share struct {
	Object budget.Object
	USD    money.Money
}

// Instalment is a part of what a partner gets: on its due date, once a report
// is accepted, or both.
type Instalment struct {
	No    int
	Due   date.Date // none where only the report counts
	After int       // number of the report; 0 for none
	USD   money.Money
}

// PartnerKinds are the kinds of implementing partners.
func PartnerKinds() []string {
	return []string{"government", "un_entity", "intergovernmental", "ngo", "academic", "private"}
}

// ReportKinds are the kinds of reports.
func ReportKinds() []string { return []string{"narrative", "financial"} }
