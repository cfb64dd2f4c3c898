package conference

import "article30/internal/problem"

// Group is a regional group of the Member States of the United Nations.
type Group string

const (
	African                Group = "african"
	AsiaPacific            Group = "asia_pacific"
	EasternEuropean        Group = "eastern_european"
	LatinAmericanCaribbean Group = "latin_american_caribbean"
	WesternEuropeanOther   Group = "western_european_other"

	// None holds the participants that are not Member States: a place in every
	// table by groups, so that its rows add up to all.
	None Group = "none"
)

// Groups are the five regional groups, and None last.
func Groups() []Group {
	return []Group{African, AsiaPacific, EasternEuropean, LatinAmericanCaribbean, WesternEuropeanOther, None}
}

// ParseGroup reads one of the names above.
//
// Errors: conference.unknown_group.
func ParseGroup(s string) (Group, error) {
	for _, g := range Groups() {
		if s == string(g) {
			return g, nil
		}
	}
	return "", problem.New(problem.Invalid, "conference.unknown_group", "value", s)
}

// Bucket is one regional group with those of a list that are in it.
type Bucket struct {
	Group        Group
	Participants []Participant
}

// ByGroup divides the list among all six of Groups, keeping its order; nobody
// is left out.
func ByGroup(list []Participant) []Bucket {
	buckets := make([]Bucket, len(Groups()))
	place := map[Group]int{}
	for i, g := range Groups() {
		buckets[i].Group = g
		place[g] = i
	}
	for _, p := range list {
		i, ok := place[p.Group]
		if !ok {
			i = place[None]
		}
		buckets[i].Participants = append(buckets[i].Participants, p)
	}
	return buckets
}
