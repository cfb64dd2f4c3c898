package conference

import (
	"context"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Outcome is what saving one record did.
type Outcome int

const (
	Unchanged Outcome = iota // it was already there, as it is now
	Added
	Updated
)

// Change is one record as it was and as it is.
type Change[T any] struct {
	Outcome       Outcome
	Before, After T // Before has no meaning when the record was added
}

// SaveParticipants adds the participants that are not yet known and brings the
// others up to date; their Consents are left as they are, and so is an M49 that
// the source does not give. A source that says what is already known changes
// nothing. The reason goes into the journal. The
// result has one change for each of the list, in its order.
//
// Errors: conference.participant_invalid; then nothing is saved.
func (s *Service) SaveParticipants(ctx context.Context, actor access.Actor, list []Participant, reason string) ([]Change[Participant], error) {
	if err := actor.Require(access.ImportReference); err != nil {
		return nil, err
	}
	var changes []Change[Participant]
	err := s.store.Update(ctx, func(ctx context.Context) error {
		known, err := s.known(ctx)
		if err != nil {
			return err
		}
		changes = nil
		var added []Participant
		var entries []journal.Entry
		for _, p := range list {
			if err := p.Check(); err != nil {
				return err
			}
			before, ok := known[p.ID]
			p.Consents = before.Consents
			if p.M49 == "" {
				p.M49 = before.M49
			}
			c := Change[Participant]{Before: before, After: p}
			entry := journal.Entry{Actor: actor.Name, Object: "participant", ID: string(p.ID), Reason: reason, After: participantFacts(p)}
			switch {
			case !ok:
				c.Outcome, entry.Action = Added, "participant.add"
				added = append(added, p)
			case p.differs(before):
				c.Outcome, entry.Action, entry.Before = Updated, "participant.change", participantFacts(before)
				if err := s.store.UpdateParticipant(ctx, p); err != nil {
					return err
				}
			default:
				c.After = before
			}
			known[p.ID] = c.After
			changes = append(changes, c)
			if c.Outcome != Unchanged {
				entries = append(entries, entry)
			}
		}
		if err := s.store.InsertParticipants(ctx, added); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, entries)
	})
	return changes, err
}

// SaveConsents adds what participants have newly signed or deposited and
// corrects what is known otherwise, as Consent.Amended says. The reason goes
// into the journal. The result has one change for each of the list, in its
// order.
//
// Errors: conference.no_participant, conference.consent_invalid; then nothing
// is saved.
func (s *Service) SaveConsents(ctx context.Context, actor access.Actor, list []Consent, reason string) ([]Change[Consent], error) {
	if err := actor.Require(access.ImportReference); err != nil {
		return nil, err
	}
	var changes []Change[Consent]
	err := s.store.Update(ctx, func(ctx context.Context) error {
		known, err := s.known(ctx)
		if err != nil {
			return err
		}
		changes = nil
		var added []Consent
		var entries []journal.Entry
		for _, told := range list {
			p, ok := known[told.Participant]
			if !ok {
				return problem.New(problem.NotFound, "conference.no_participant", "id", string(told.Participant))
			}
			before, ok := p.Consent(told.Instrument)
			after := before.Amended(told)
			if err := after.Check(); err != nil {
				return err
			}
			c := Change[Consent]{Before: before, After: after}
			entry := journal.Entry{Actor: actor.Name, Object: "consent", ID: consentID(after), Reason: reason, After: consentFacts(after)}
			switch {
			case !ok:
				c.Outcome, entry.Action = Added, "consent.add"
				added = append(added, after)
			case after != before:
				c.Outcome, entry.Action, entry.Before = Updated, "consent.change", consentFacts(before)
				if err := s.store.UpdateConsent(ctx, after); err != nil {
					return err
				}
			}
			known[p.ID] = p.With(after)
			changes = append(changes, c)
			if c.Outcome != Unchanged {
				entries = append(entries, entry)
			}
		}
		if err := s.store.InsertConsents(ctx, added); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, entries)
	})
	return changes, err
}

// SaveSession adds a session, or moves one that has other dates; a missing
// closing date leaves the one that is known. DatesSource says who names the
// dates; the reason stands for the move and in the journal. To move one takes
// the permission for that besides.
//
// Errors: conference.session_invalid, conference.dates_invalid.
func (s *Service) SaveSession(ctx context.Context, actor access.Actor, told Session, datesSource, reason string) (Change[Session], error) {
	if err := actor.Require(access.ImportReference); err != nil {
		return Change[Session]{}, err
	}
	var c Change[Session]
	err := s.store.Update(ctx, func(ctx context.Context) error {
		if err := told.Check(); err != nil {
			return err
		}
		before, err := s.Session(ctx, told.ID)
		if problem.Is(err, "conference.no_session") {
			c.Outcome = Added
			c.After, err = s.addSession(ctx, actor, told, datesSource, reason)
			return err
		}
		if err != nil {
			return err
		}
		if told.Closing.IsZero() && told.Opening == before.Opening {
			told.Closing = before.Closing
		}
		c = Change[Session]{Before: before, After: before}
		if told.Opening == before.Opening && told.Closing == before.Closing {
			return nil
		}
		if err := actor.Require(access.MoveSession); err != nil {
			return err
		}
		change, err := before.move(told.Opening, told.Closing, reason)
		if err != nil {
			return err
		}
		change.Source = datesSource
		c.Outcome = Updated
		c.After, err = s.setDates(ctx, actor, before, change)
		return err
	})
	return c, err
}

func (s *Service) addSession(ctx context.Context, actor access.Actor, told Session, datesSource, reason string) (Session, error) {
	first := s.signed(actor, DateChange{Seq: 1, Opening: told.Opening, Closing: told.Closing, Source: datesSource})
	told.History = nil
	added := told.with(first)
	if err := s.store.InsertSession(ctx, added); err != nil {
		return Session{}, err
	}
	if err := s.store.InsertDateChange(ctx, added.ID, first); err != nil {
		return Session{}, err
	}
	return added, s.journal.AppendAll(ctx, []journal.Entry{{
		Actor: actor.Name, Action: sessionAdded, Object: "session", ID: added.ID,
		Reason: reason, After: datesOf(added),
	}})
}

func (s *Service) known(ctx context.Context) (map[ParticipantID]Participant, error) {
	list, err := s.store.Participants(ctx)
	known := make(map[ParticipantID]Participant, len(list))
	for _, p := range list {
		known[p.ID] = p
	}
	return known, err
}

// The facts of a record as the journal keeps them, and as Verify finds them
// again.
type (
	participantRecord struct {
		Name       string          `json:"name"`
		Kind       ParticipantKind `json:"kind"`
		M49        string          `json:"m49,omitempty"`
		UNMember   bool            `json:"un_member"`
		Group      Group           `json:"regional_group"`
		Source     string          `json:"source"`
		SourceDate date.Date       `json:"source_date"`
	}
	consentRecord struct {
		Signed     date.Date   `json:"signed,omitzero"`
		Deposited  date.Date   `json:"deposited,omitzero"`
		Kind       ConsentKind `json:"kind,omitempty"`
		Source     string      `json:"source"`
		SourceDate date.Date   `json:"source_date"`
	}
	datesRecord struct {
		Number  int         `json:"number"`
		Kind    SessionKind `json:"kind"`
		Opening date.Date   `json:"opening"`
		Closing date.Date   `json:"closing,omitzero"`
		Source  string      `json:"source"`
	}
)

func participantFacts(p Participant) participantRecord {
	return participantRecord{p.Name, p.Kind, p.M49, p.UNMember, p.Group, p.Source, p.SourceDate}
}

func consentFacts(c Consent) consentRecord {
	return consentRecord{c.Signed, c.Deposited, c.Kind, c.Source, c.SourceDate}
}

func datesOf(s Session) datesRecord {
	return datesRecord{s.Number, s.Kind, s.Opening, s.Closing, s.History[len(s.History)-1].Source}
}

func consentID(c Consent) string { return string(c.Participant) + "/" + string(c.Instrument) }

// eventRecord is an event as the journal keeps it, apart from who recorded it
// and why.
type eventRecord struct {
	Kind  EventKind `json:"kind"`
	Dates int       `json:"dates"`
	From  date.Date `json:"from,omitzero"`
	To    date.Date `json:"to,omitzero"`
}

func eventFacts(e Event) eventRecord { return eventRecord{e.Kind, e.Dates, e.From, e.To} }

// eventObject is the journal's word for what befell sessions.
const eventObject = "session_event"

// sessionAdded is the journal's word for the first dates of a session.
const sessionAdded = "session.add"
