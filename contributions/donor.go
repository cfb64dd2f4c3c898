package contributions

import (
	"slices"
	"strings"

	"article30/budget/conference"
	"article30/internal/problem"
)

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
//
// A donor may have been entered more than once. Records of one donor are merged
// and never changed: Aliases are those that are read as this one.
type Donor struct {
	ID      int64
	Name    string
	Kind    DonorKind
	Party   conference.ParticipantID
	CEBCode string // contributor code of the United Nations system, where known
	Region  string // as the source prints it, where it does
	Source  string
	Aliases []Alias // by name
}

// Alias is a record that was merged, by its own name.
type Alias struct {
	ID   int64
	Name string
}

// called is the donor's name in a refusal: a participant's in the reader's
// language.
func (d Donor) called() problem.Word {
	if d.Party != "" {
		return problem.Word{Kind: "party", Value: string(d.Party)}
	}
	return problem.Word{Value: d.Name}
}

func (d Donor) participates() bool { return d.Party != "" }

// Named reports whether the donor has the id or, whatever the letters' case,
// the name, itself or as an alias.
func (d Donor) Named(id int64, name string) bool {
	is := func(a Alias) bool { return a.ID == id || strings.EqualFold(a.Name, name) }
	return is(Alias{d.ID, d.Name}) || slices.ContainsFunc(d.Aliases, is)
}
