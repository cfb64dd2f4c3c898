package conference

import (
	"slices"

	"article30/internal/date"
)

// Quorum is how many must be there, how many are, and of how many that is
// counted.
type Quorum struct {
	Of      int
	Needed  int
	Present int
}

// Reached reports whether enough are there.
func (q Quorum) Reached() bool { return q.Present >= q.Needed }

// ToOpen is the quorum for declaring a meeting open. Rule 41: at least one
// third of the States parties that participate in the session.
func ToOpen(participating, present []ParticipantID) Quorum {
	return Quorum{Of: len(participating), Needed: max(1, (len(participating)+2)/3), Present: among(participating, present)}
}

// ToDecide is the quorum for any decision. Rule 41: a majority of the States
// parties, whether they participate in the session or not.
func ToDecide(parties, present []ParticipantID) Quorum {
	return Quorum{Of: len(parties), Needed: len(parties)/2 + 1, Present: among(parties, present)}
}

// among counts those of the list that are in the base, each once.
func among(base, list []ParticipantID) int {
	n := 0
	for i, id := range list {
		if slices.Contains(base, id) && !slices.Contains(list[:i], id) {
			n++
		}
	}
	return n
}

// QuorumBase are those among whom presence is counted: the States parties to
// the instrument on that day (rule 76: matters of one Protocol are for the
// parties to it), and a regional economic integration organization only when
// withOrganizations says so, for it has no vote of its own.
func QuorumBase(participants []Participant, i Instrument, on date.Date, withOrganizations bool) []ParticipantID {
	var base []ParticipantID
	for _, p := range participants {
		if p.PartyTo(i, on) && (p.Kind == State || withOrganizations) {
			base = append(base, p.ID)
		}
	}
	return base
}
