package access

import "slices"

// Role is what a person is in the work of the Conference. A user has one or
// several.
type Role string

const (
	FinanceOfficer    Role = "finance_officer"    // enters contributions, rates and spending
	Approver          Role = "approver"           // sees the books and approves what others entered
	Secretariat       Role = "secretariat"        // prepares budgets and sends them out
	ConferenceOfficer Role = "conference_officer" // records dates of sessions and decisions
	Delegate          Role = "delegate"           // speaks for one State
	Auditor           Role = "auditor"            // reads everything and changes nothing
	Administrator     Role = "administrator"      // manages users and tokens and has no part in the books

	// No user is given these two: see Operator and LocalReader.
	operator    Role = "operator"
	localReader Role = "local_reader"
)

// Roles are those that a user can have.
func Roles() []Role {
	return []Role{FinanceOfficer, Approver, Secretariat, ConferenceOfficer, Delegate, Auditor, Administrator}
}

// Alone reports whether the role is independent of all others: whoever has it
// has no other.
func (r Role) Alone() bool {
	return slices.Contains([]Role{Delegate, Auditor, Administrator}, r)
}

// Reach is how far a permission goes: the order is from nothing to all.
type Reach int

const (
	Nowhere    Reach = iota
	Own              // the records of the actor's own State
	Everywhere       // all records
)

// Reach is the cell of the table for the role and the permission.
func (r Role) Reach(p Permission) Reach {
	if r == operator && slices.ContainsFunc(table, func(row row) bool { return row.permission == p }) {
		return Everywhere
	}
	for _, row := range table {
		switch {
		case row.permission != p:
		case slices.Contains(row.everywhere, r):
			return Everywhere
		case slices.Contains(row.own, r):
			return Own
		}
	}
	return Nowhere
}
