package conference

import (
	"regexp"
	"slices"
	"strings"

	"article30/internal/date"
	"article30/internal/problem"
)

// ParticipantID is the ISO 3166-1 alpha-3 code of a State. The European Union,
// which has none, is EuropeanUnion.
type ParticipantID string

// EuropeanUnion is the one regional economic integration organization among
// the participants.
const EuropeanUnion ParticipantID = "EUE"

// ParticipantKind tells a State from an organization of States.
type ParticipantKind string

const (
	State ParticipantKind = "state"
	REIO  ParticipantKind = "reio" // regional economic integration organization
)

// Participant is a State or a regional economic integration organization that
// is or may become a party. Not every State is a Member State of the United
// Nations.
type Participant struct {
	ID       ParticipantID
	Name     string // the United Nations short name in English
	Kind     ParticipantKind
	M49      string // the United Nations' three digits for statistics, "" for none
	UNMember bool
	Group    Group
	Source   string
	// SourceDate is a day on which the source spoke as it does here.
	SourceDate date.Date
	Consents   []Consent // what it has signed or deposited, in the order of Instruments
}

// Consent is what the participant has done about the instrument.
func (p Participant) Consent(i Instrument) (Consent, bool) {
	for _, c := range p.Consents {
		if c.Instrument == i {
			return c, true
		}
	}
	return Consent{}, false
}

// PartyTo reports whether the participant is bound by the instrument on that
// day.
func (p Participant) PartyTo(i Instrument, on date.Date) bool {
	c, ok := p.Consent(i)
	return ok && c.InForce(on)
}

// Check refuses what cannot be true of any participant. Only Member States are
// in a regional group; one that is in none is None as well.
//
// Errors: conference.participant_invalid with the fields id, name, kind, m49
// and group.
func (p Participant) Check() error {
	var f problem.Fields
	if !alpha3.MatchString(string(p.ID)) {
		f.Add("id", "conference.not_an_id", "value", string(p.ID))
	}
	if strings.TrimSpace(p.Name) == "" {
		f.Add("name", "conference.no_name")
	}
	if p.Kind != State && p.Kind != REIO {
		f.Add("kind", "conference.unknown_participant_kind", "value", string(p.Kind))
	}
	if p.M49 != "" && !threeDigits.MatchString(p.M49) {
		f.Add("m49", "conference.not_m49", "value", p.M49)
	}
	if group, err := ParseGroup(string(p.Group)); err != nil {
		f.AddErr("group", err)
	} else if group != None && !p.UNMember {
		f.Add("group", "conference.group_of_non_member", "group", string(group))
	}
	return f.Err("conference.participant_invalid")
}

var (
	alpha3      = regexp.MustCompile(`^[A-Z]{3}$`)
	threeDigits = regexp.MustCompile(`^[0-9]{3}$`)
)

// differs compares what is known about two participants, not who says so nor
// their consents.
func (p Participant) differs(q Participant) bool {
	return p.Name != q.Name || p.Kind != q.Kind || p.M49 != q.M49 || p.UNMember != q.UNMember || p.Group != q.Group
}

// With is the participant with the consent in place of the one about the same
// instrument.
func (p Participant) With(c Consent) Participant {
	p.Consents = slices.DeleteFunc(slices.Clone(p.Consents), func(old Consent) bool { return old.Instrument == c.Instrument })
	p.Consents = append(p.Consents, c)
	slices.SortFunc(p.Consents, func(a, b Consent) int { return a.Instrument.rank() - b.Instrument.rank() })
	return p
}
