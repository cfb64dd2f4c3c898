package outbox

import (
	"context"
	"strconv"
	"time"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/contact"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Store is what the use cases need to remember. Its methods run inside View or
// Update.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	Cases(ctx context.Context) ([]Case, error)              // by id
	Open(ctx context.Context) ([]Case, error)               // by id, those that were not sent, refused or withdrawn
	Find(ctx context.Context, id int64) (Case, bool, error) // with its events
	InsertMessage(ctx context.Context, m Message) (int64, error)
	InsertEvent(ctx context.Context, e Event) error
}

// Journal records every change in the transaction that makes it.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}

// Budgets is what is sent, and the register of what was.
type Budgets interface {
	Prepare(ctx context.Context, actor access.Actor, in budget.CirculateIn) (budget.Outgoing, error)
	PrepareAgain(ctx context.Context, actor access.Actor, symbol string, parties []string) (budget.Outgoing, error)
	CameBack(ctx context.Context, symbol string, party conference.ParticipantID) ([]conference.Language, error)
	RecordFact(ctx context.Context, actor access.Actor, in budget.FactIn) (budget.Circulation, error)
	Sheets(ctx context.Context, symbol string) ([]budget.Sheet, error)
	Dispatches(ctx context.Context, symbol string) ([]budget.Dispatch, error)
	Circulate(ctx context.Context, actor access.Actor, in budget.CirculateIn) (budget.Circulation, error)
	Remind(ctx context.Context, actor access.Actor, within int) ([]budget.Reminder, error)
}

// Contacts are the addresses.
type Contacts interface {
	Book(ctx context.Context) (contact.Book, error)
}

// Conference is what a message says of the body that decides.
type Conference interface {
	Session(ctx context.Context, id string) (conference.Session, error)
	Rule() conference.Rule
}

// Service has the use cases of the outbox.
type Service struct{ Config }

// Config is what a Service stands on.
type Config struct {
	Store      Store
	Journal    Journal
	Budgets    Budgets
	Contacts   Contacts
	Conference Conference
	Letters    Letters
	Transport  Transport // none: no server is set
	Clock      date.Clock
}

// New is a Service on these parts.
func New(c Config) *Service { return &Service{c} }

func (s *Service) now() time.Time { return s.Clock.Now().UTC().Truncate(time.Second) }

func (s *Service) today() date.Date { return date.Today(s.Clock, date.Vienna()) }

// Messages are all messages with what became of them, by id.
func (s *Service) Messages(ctx context.Context) ([]Standing, error) {
	var list []Standing
	err := s.Store.View(ctx, func(ctx context.Context) error {
		cases, err := s.Store.Cases(ctx)
		if err != nil {
			return err
		}
		list = make([]Standing, len(cases))
		for i, c := range cases {
			list[i] = s.standing(c)
		}
		return nil
	})
	return list, err
}

// Message is one message with what became of it.
//
// Error: outbox.not_found.
func (s *Service) Message(ctx context.Context, id int64) (Standing, error) {
	var st Standing
	err := s.Store.View(ctx, func(ctx context.Context) error {
		c, err := s.find(ctx, id)
		st = s.standing(c)
		return err
	})
	return st, err
}

// Standing is a message as it stands now.
type Standing struct {
	Case
	State State
	Next  time.Time // from when it is tried again; none where it is not
}

func (s *Service) standing(c Case) Standing {
	st := Standing{Case: c, State: c.StateAt(s.now())}
	if st.State == Waiting {
		st.Next = c.last().Next
	}
	return st
}

// find is the message with that id.
//
// Error: outbox.not_found.
func (s *Service) find(ctx context.Context, id int64) (Case, error) {
	c, ok, err := s.Store.Find(ctx, id)
	if err == nil && !ok {
		err = problem.New(problem.NotFound, "outbox.not_found", "id", id)
	}
	return c, err
}

// What the journal calls messages and what becomes of them.
const (
	messageObject = "mail"
	eventObject   = "mail_event"
)

func messageID(id int64) string { return strconv.FormatInt(id, 10) }

// eventID tells the events of all messages apart.
func eventID(e Event) string { return messageID(e.MessageID) + "." + strconv.Itoa(e.Seq) }

// queue keeps a message, to be sent by the next run.
func (s *Service) queue(ctx context.Context, actor access.Actor, m Message) (Message, error) {
	m.EnteredBy, m.RecordedAt = actor.Name, s.now()
	var err error
	if m.ID, err = s.Store.InsertMessage(ctx, m); err != nil {
		return m, err
	}
	return m, s.Journal.Append(ctx, journal.Entry{
		Actor: actor.Name, Action: "mail.queue", Object: messageObject, ID: messageID(m.ID), Reason: m.Reason, After: factsOfMessage(m),
	})
}

// note adds an event to a case, in the transaction of the caller.
func (s *Service) note(ctx context.Context, actor access.Actor, c Case, e Event) (Case, error) {
	e.MessageID, e.Seq, e.At, e.EnteredBy = c.ID, len(c.Events)+1, s.now(), actor.Name
	if err := s.Store.InsertEvent(ctx, e); err != nil {
		return c, err
	}
	c.Events = append(c.Events, e)
	return c, s.Journal.Append(ctx, journal.Entry{
		Actor: actor.Name, Action: "mail." + string(e.Kind), Object: eventObject, ID: eventID(e), Reason: e.Reason, After: e,
	})
}
