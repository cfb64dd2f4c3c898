package conference

import (
	"cmp"
	"context"
	"slices"
	"time"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Service has the use cases of the Conference: who is a party, when it meets,
// and the changes to both.
type Service struct {
	store   Store
	journal Journal
	clock   date.Clock
	rule    Rule
	waits   bool // a succession
}

// Config is what a Service stands on.
type Config struct {
	Store   Store
	Journal Journal
	Clock   date.Clock
	Rule    Rule // how days are counted; the zero value means Rule72

	// SuccessionWaits has a State that succeeds another become a party thirty
	// days later, as after any other consent, and not from its succession on.
	// Which of the two is right could not be checked against a text.
	SuccessionWaits bool
}

// New is a Service on these parts.
func New(c Config) *Service {
	if c.Rule == (Rule{}) {
		c.Rule = Rule72()
	}
	return &Service{c.Store, c.Journal, c.Clock, c.Rule, c.SuccessionWaits}
}

// Rule is how the days before an opening are counted.
func (s *Service) Rule() Rule { return s.rule }

// Today is the date at the Conference's seat.
func (s *Service) Today() date.Date { return date.Today(s.clock, date.Vienna()) }

// Update runs several use cases as one change: all of it is kept or nothing.
func (s *Service) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.store.Update(ctx, fn)
}

// Participants lists every State and organization that takes part, in the
// order of their English names, with what each has signed and deposited.
func (s *Service) Participants(ctx context.Context) ([]Participant, error) {
	var list []Participant
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		list, err = s.store.Participants(ctx)
		return err
	})
	for _, p := range list {
		for i := range p.Consents {
			p.Consents[i].Waits = s.waits
		}
	}
	sortByName(list)
	return list, err
}

// Participant is the one with that id.
//
// Errors: conference.no_participant.
func (s *Service) Participant(ctx context.Context, id ParticipantID) (Participant, error) {
	list, err := s.Participants(ctx)
	if err != nil {
		return Participant{}, err
	}
	for _, p := range list {
		if p.ID == id {
			return p, nil
		}
	}
	return Participant{}, problem.New(problem.NotFound, "conference.no_participant", "id", string(id))
}

// PartiesOn says for each instrument who was, is or will be a party on that
// day, and who has deposited but is not yet bound.
func (s *Service) PartiesOn(ctx context.Context, on date.Date) ([]InstrumentParties, error) {
	list, err := s.Participants(ctx)
	return PartiesOn(list, on), err
}

// Names finds today's participants by the names that sources give them.
func (s *Service) Names(ctx context.Context) (*Names, error) {
	list, err := s.Participants(ctx)
	return NewNames(list), err
}

// Sessions lists the sessions in the order of their openings; one that is
// postponed stands where it was to open.
func (s *Service) Sessions(ctx context.Context) ([]Session, error) {
	var list []Session
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		list, err = s.store.Sessions(ctx)
		return err
	})
	for i := range list {
		list[i] = list[i].dated()
	}
	slices.SortStableFunc(list, func(a, b Session) int {
		return cmp.Or(a.lastOpening().Compare(b.lastOpening()), cmp.Compare(a.ID, b.ID))
	})
	return list, err
}

// Session is the one with that id.
//
// Errors: conference.no_session.
func (s *Service) Session(ctx context.Context, id string) (Session, error) {
	list, err := s.Sessions(ctx)
	if err != nil {
		return Session{}, err
	}
	for _, one := range list {
		if one.ID == id {
			return one, nil
		}
	}
	return Session{}, problem.New(problem.NotFound, "conference.no_session", "id", id)
}

// NextRegular is the first regular session that opens on that day or later.
//
// Errors: conference.no_next_session.
func (s *Service) NextRegular(ctx context.Context, from date.Date) (Session, error) {
	list, err := s.Sessions(ctx)
	if err != nil {
		return Session{}, err
	}
	for _, one := range list {
		if one.Kind == Regular && !one.Opening.IsZero() && !one.Opening.Before(from) {
			return one, nil
		}
	}
	return Session{}, problem.New(problem.NotFound, "conference.no_next_session", "from", from)
}

// MoveOpening sets other dates for a session and keeps those it had. No
// closing date means that it is not known. Once the session has opened, only
// its closing moves: nobody makes a late budget timely by an opening that was
// not. It returns the session as it is then.
//
// Errors: conference.no_session, conference.dates_invalid;
// conference.opened_already, conference.opens_in_past.
func (s *Service) MoveOpening(ctx context.Context, actor access.Actor, id string, opening, closing date.Date, reason string) (Session, error) {
	if err := actor.Require(access.MoveSession); err != nil {
		return Session{}, err
	}
	var moved Session
	err := s.store.Update(ctx, func(ctx context.Context) error {
		before, err := s.Session(ctx, id)
		if err != nil {
			return err
		}
		change, err := before.move(opening, closing, reason)
		if err != nil {
			return err
		}
		if err := before.reopens(opening, s.Today()); err != nil {
			return err
		}
		moved, err = s.setDates(ctx, actor, before, change)
		return err
	})
	return moved, err
}

// Postpone records that a session will not open on its date, and that no other
// is set yet. Until one is, no deadline runs for it.
//
// Errors: conference.no_session, conference.event_invalid,
// conference.postponed_already, conference.has_opened.
func (s *Service) Postpone(ctx context.Context, actor access.Actor, id, reason string) (Session, error) {
	return s.befall(ctx, actor, id, func(one Session) (Event, error) { return one.postpone(reason, s.Today()) })
}

// Resume records that a session which closed, or was adjourned, meets again on
// the days from and to. It is the same session: the clock of rule 72 does not
// run anew for it, and it can decide then.
//
// Errors: conference.no_session, conference.event_invalid,
// conference.no_closing, conference.not_opened.
func (s *Service) Resume(ctx context.Context, actor access.Actor, id string, from, to date.Date, reason string) (Session, error) {
	return s.befall(ctx, actor, id, func(one Session) (Event, error) { return one.resume(from, to, reason, s.Today()) })
}

// befall writes an event with its journal entry.
func (s *Service) befall(ctx context.Context, actor access.Actor, id string, decide func(Session) (Event, error)) (Session, error) {
	if err := actor.Require(access.MoveSession); err != nil {
		return Session{}, err
	}
	var after Session
	err := s.store.Update(ctx, func(ctx context.Context) error {
		before, err := s.Session(ctx, id)
		if err != nil {
			return err
		}
		e, err := decide(before)
		if err != nil {
			return err
		}
		e.EnteredBy, e.RecordedAt = actor.Name, s.recordedAt()
		if err := s.store.InsertEvent(ctx, id, e); err != nil {
			return err
		}
		after = before
		after.Events = append(slices.Clone(before.Events), e)
		after = after.dated()
		return s.journal.AppendAll(ctx, []journal.Entry{{
			Actor: actor.Name, Action: "session." + string(e.Kind), Object: eventObject, ID: eventPlace(id, e.Seq),
			Reason: e.Reason, After: eventFacts(e),
		}})
	})
	return after, err
}

// setDates writes a change of dates with its journal entry.
func (s *Service) setDates(ctx context.Context, actor access.Actor, before Session, c DateChange) (Session, error) {
	c = s.signed(actor, c)
	if err := s.store.InsertDateChange(ctx, before.ID, c); err != nil {
		return Session{}, err
	}
	after := before.with(c)
	return after, s.journal.AppendAll(ctx, []journal.Entry{{
		Actor: actor.Name, Action: "session.move", Object: "session", ID: before.ID,
		Reason: c.Reason, Before: datesOf(before), After: datesOf(after),
	}})
}

// signed is the change with who made it and when.
func (s *Service) signed(actor access.Actor, c DateChange) DateChange {
	c.EnteredBy = actor.Name
	c.RecordedAt = s.recordedAt()
	return c
}

func (s *Service) recordedAt() string { return s.clock.Now().UTC().Format(time.RFC3339) }
