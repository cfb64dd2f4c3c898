package contributions

import "article30/budget/conference"

// DonorKind says what a donor is. Contributions come from States and
// organizations, parties or not, from private donors and from nobody named.
type DonorKind string

const (
	State        DonorKind = "state"
	REIO         DonorKind = "reio" // regional economic integration organization
	UN           DonorKind = "un"   // entity of the United Nations system
	Organization DonorKind = "organization"
	Foundation   DonorKind = "foundation"
	Company      DonorKind = "company"
	Private      DonorKind = "private" // persons, and private donors not told apart
	Subnational  DonorKind = "subnational"
	Anonymous    DonorKind = "anonymous"
)

// DonorKinds lists every kind, in the order in which people look for them.
var DonorKinds = []DonorKind{State, REIO, UN, Organization, Foundation, Company, Private, Subnational, Anonymous}

// Donor is who gives. Party is the participant that the donor is, empty for
// everybody else. Name is the one under which the donor was first entered; a
// participant's name in the reader's language comes from its Party.
type Donor struct {
	ID      int64
	Name    string
	Kind    DonorKind
	Party   conference.ParticipantID
	CEBCode string // contributor code of the United Nations system, where known
	Region  string // as the source prints it, where it does
	Source  string
}
