package access

import "slices"

// Permission is one thing that somebody may do, named by the use cases.
type Permission string

const (
	ReadReference       Permission = "reference.read" // participants, sessions, rates
	ImportReference     Permission = "reference.import"
	MoveSession         Permission = "session.move"
	ImportRates         Permission = "rate.import"
	ReadContributions   Permission = "contribution.read"
	RecordDonors        Permission = "donor.record"
	RecordContributions Permission = "contribution.record"
	ImportContributions Permission = "contribution.import"
	DefineEarmarks      Permission = "earmark.define" // the tree
	RecordEarmarks      Permission = "earmark.record" // what a contribution is given for, and its transfers
	ReadBudgets         Permission = "budget.read"
	DraftBudgets        Permission = "budget.draft"
	CirculateBudgets    Permission = "budget.circulate"
	ReadEvidence        Permission = "evidence.read" // notes and other files that show dispatches
	ReadContacts        Permission = "contact.read"  // addresses, and what was mailed to them
	RecordContacts      Permission = "contact.record"
	RecordDecisions     Permission = "budget.decide"
	RecordProceedings   Permission = "proceedings.record" // meetings, proposals and their financial implications
	ReadExecution       Permission = "execution.read"
	RecordExecution     Permission = "execution.record"
	ClosePeriods        Permission = "period.close"
	ReopenPeriods       Permission = "period.reopen"
	ReadAssistance      Permission = "assistance.read"      // requests and projects
	RecordAssistance    Permission = "assistance.record"    // requests, and their withdrawal
	AppraiseAssistance  Permission = "assistance.appraise"  // requests
	ApproveAssistance   Permission = "assistance.approve"   // and decline requests, and revise projects
	ImplementAssistance Permission = "assistance.implement" // agreements with partners, instalments, closing
	FollowAssistance    Permission = "assistance.follow"    // reports of partners
	ReadApprovals       Permission = "approval.read"        // what was submitted, and what was decided
	ReadApprovalLimits  Permission = "limit.read"
	DecideApprovals     Permission = "approval.decide"   // of what others submitted
	WithdrawSubmissions Permission = "approval.withdraw" // one's own
	SetApprovals        Permission = "approval.set"
	ReadReports         Permission = "report.read" // each statement takes the reading of what is in it besides
	ReadJournal         Permission = "journal.read"
	RunVerify           Permission = "verify.run"
	MakeCheckpoints     Permission = "checkpoint.make" // sign the head of the log
	ReadUsers           Permission = "user.read"
	ManageUsers         Permission = "user.manage"
	ManageTokens        Permission = "token.manage"
)

// row says who has a permission: for all records, or for those of their own
// State. The operator has every one and is not listed.
type row struct {
	permission Permission
	reads      bool // it changes nothing
	everywhere []Role
	own        []Role
}

// table is who may do what; there is no other place that says so.
var table = []row{
	{ReadReference, true, []Role{FinanceOfficer, Approver, Secretariat, ConferenceOfficer, Delegate, Auditor, Administrator, localReader}, nil},
	{ImportReference, false, []Role{Secretariat, ConferenceOfficer}, nil},
	{MoveSession, false, []Role{ConferenceOfficer}, nil},
	{ImportRates, false, []Role{FinanceOfficer}, nil},

	{ReadContributions, true, []Role{FinanceOfficer, Approver, Secretariat, Auditor, localReader}, []Role{Delegate}},
	{RecordDonors, false, []Role{FinanceOfficer}, nil},
	{RecordContributions, false, []Role{FinanceOfficer}, nil},
	{ImportContributions, false, []Role{FinanceOfficer}, nil},
	{DefineEarmarks, false, []Role{FinanceOfficer, Secretariat}, nil},
	{RecordEarmarks, false, []Role{FinanceOfficer}, nil},

	{ReadBudgets, true, []Role{FinanceOfficer, Approver, Secretariat, ConferenceOfficer, Delegate, Auditor, localReader}, nil},
	{DraftBudgets, false, []Role{Secretariat}, nil},
	{CirculateBudgets, false, []Role{Secretariat}, nil},
	{ReadEvidence, true, []Role{Secretariat, ConferenceOfficer, Auditor}, nil},
	{ReadContacts, true, []Role{Secretariat, Auditor}, nil},
	{RecordContacts, false, []Role{Secretariat}, nil},
	{RecordDecisions, false, []Role{ConferenceOfficer}, nil},
	{RecordProceedings, false, []Role{Secretariat, ConferenceOfficer}, nil},

	{ReadExecution, true, []Role{FinanceOfficer, Approver, Secretariat, Auditor}, nil},
	{RecordExecution, false, []Role{FinanceOfficer}, nil},

	{ClosePeriods, false, []Role{FinanceOfficer, Approver}, nil},
	{ReopenPeriods, false, []Role{Approver}, nil}, // not whoever enters, and the administrator has no part in the books
	{ReadAssistance, true, []Role{FinanceOfficer, Approver, Secretariat, ConferenceOfficer, Auditor}, []Role{Delegate}},
	{RecordAssistance, false, []Role{Secretariat}, nil},
	{AppraiseAssistance, false, []Role{Secretariat}, nil},
	{ApproveAssistance, false, []Role{Approver}, nil},
	{ImplementAssistance, false, []Role{FinanceOfficer}, nil},
	{FollowAssistance, false, []Role{Secretariat, FinanceOfficer}, nil},

	{ReadApprovals, true, []Role{FinanceOfficer, Approver, Secretariat, Auditor}, nil},
	{ReadApprovalLimits, true, []Role{FinanceOfficer, Approver, Secretariat, Auditor, Administrator}, nil},
	{DecideApprovals, false, []Role{Approver}, nil},
	{WithdrawSubmissions, false, []Role{FinanceOfficer}, nil},
	{SetApprovals, false, []Role{Administrator}, nil},

	{ReadReports, true, []Role{FinanceOfficer, Approver, Secretariat, ConferenceOfficer, Delegate, Auditor, localReader}, nil},
	{ReadJournal, true, []Role{FinanceOfficer, Auditor}, nil},
	{RunVerify, true, []Role{FinanceOfficer, Auditor, Administrator}, nil},
	{MakeCheckpoints, false, []Role{Secretariat, Administrator}, nil},

	{ReadUsers, true, []Role{Auditor, Administrator}, nil},
	{ManageUsers, false, []Role{Administrator}, nil},
	{ManageTokens, false, []Role{Administrator}, nil},
}

// Permissions are all that there are, in the order of the table.
func Permissions() []Permission {
	all := make([]Permission, len(table))
	for i, row := range table {
		all[i] = row.permission
	}
	return all
}

// Reads reports whether the permission is one to read and not to change.
func (p Permission) Reads() bool {
	return slices.ContainsFunc(table, func(row row) bool { return row.permission == p && row.reads })
}
