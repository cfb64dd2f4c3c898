package conference

import (
	"article30/internal/date"
	"article30/internal/problem"
)

// ConsentKind is the act by which a participant agreed to be bound.
type ConsentKind string

const (
	NoConsent    ConsentKind = "" // signed at most
	Ratification ConsentKind = "ratification"
	Acceptance   ConsentKind = "acceptance"
	Approval     ConsentKind = "approval"
	Accession    ConsentKind = "accession"
	Succession   ConsentKind = "succession"
)

// ConsentKinds are the acts, without NoConsent.
func ConsentKinds() []ConsentKind {
	return []ConsentKind{Ratification, Acceptance, Approval, Accession, Succession}
}

// ParseConsentKind reads the word, or the letter that stands in the
// depositary's tables: A acceptance, AA approval, a accession, d succession.
//
// Errors: conference.unknown_consent_kind.
func ParseConsentKind(s string) (ConsentKind, error) {
	switch s {
	case "":
		return NoConsent, nil
	case "ratification":
		return Ratification, nil
	case "acceptance", "A":
		return Acceptance, nil
	case "approval", "AA":
		return Approval, nil
	case "accession", "a":
		return Accession, nil
	case "succession", "d":
		return Succession, nil
	}
	return "", problem.New(problem.Invalid, "conference.unknown_consent_kind", "value", s)
}

// daysToEntry pass between the deposit and the day on which a State becomes a
// party (Convention article 38, paragraph 2, and the like of the Protocols).
const daysToEntry = 30

// Consent is what one participant has done about one instrument. The treaty
// tables give the days of signature and of deposit; a participant is a party
// only later, from InForceFrom.
type Consent struct {
	Participant ParticipantID
	Instrument  Instrument
	Signed      date.Date // none: did not sign
	Deposited   date.Date // none: not deposited
	Kind        ConsentKind
	Source      string
	SourceDate  date.Date

	// Waits has a succession take effect as late as any other consent. It is a
	// setting, not a fact: see Config.
	Waits bool
}

// InForceFrom is the first day on which the participant is a party: thirty days
// after the deposit, but not before the instrument itself entered into force.
// A State that succeeds another is a party from its succession on, unless it
// Waits. Without a deposit it is no date.
func (c Consent) InForceFrom() date.Date {
	if c.Deposited.IsZero() {
		return date.Date{}
	}
	from := c.Deposited
	if c.Kind != Succession || c.Waits {
		from = from.AddDays(daysToEntry)
	}
	if start := c.Instrument.InForce(); from.Before(start) {
		return start
	}
	return from
}

// InForce reports whether the participant is a party on that day.
func (c Consent) InForce(on date.Date) bool {
	from := c.InForceFrom()
	return !from.IsZero() && !on.Before(from)
}

// Check refuses what cannot be true of any consent.
//
// Errors: conference.consent_invalid with the fields signed, deposited and
// kind.
func (c Consent) Check() error {
	var f problem.Fields
	adopted := c.Instrument.Adopted()
	if adopted.IsZero() {
		f.Add("instrument", "conference.unknown_instrument", "value", string(c.Instrument))
	}
	if !c.Signed.IsZero() && c.Signed.Before(adopted) {
		f.Add("signed", "conference.before_adoption", "date", c.Signed, "adopted", adopted)
	}
	if !c.Deposited.IsZero() {
		if c.Deposited.Before(adopted) {
			f.Add("deposited", "conference.before_adoption", "date", c.Deposited, "adopted", adopted)
		}
		if !c.Signed.IsZero() && c.Deposited.Before(c.Signed) {
			f.Add("deposited", "conference.deposited_before_signed", "deposited", c.Deposited, "signed", c.Signed)
		}
	}
	if kind, err := ParseConsentKind(string(c.Kind)); err != nil || kind != c.Kind {
		f.Add("kind", "conference.unknown_consent_kind", "value", string(c.Kind))
	} else if (c.Kind == NoConsent) != c.Deposited.IsZero() {
		f.Add("kind", "conference.kind_without_deposit")
	}
	return f.Err("conference.consent_invalid")
}

// Amended is the consent after a source has told something about it. What the
// source leaves open stays as it was, so that an incomplete table takes nothing
// away; a source that tells nothing new is not kept as the source.
func (c Consent) Amended(told Consent) Consent {
	after := c
	after.Participant, after.Instrument = told.Participant, told.Instrument
	if !told.Signed.IsZero() {
		after.Signed = told.Signed
	}
	if !told.Deposited.IsZero() {
		after.Deposited, after.Kind = told.Deposited, told.Kind
	}
	if after != c {
		after.Source, after.SourceDate = told.Source, told.SourceDate
	}
	return after
}
