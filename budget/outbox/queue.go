package outbox

import (
	"context"
	"slices"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/contact"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// DispatchIn is a dispatch by mail as it is asked for. Languages are all six
// where none are named; Parties are ids or names, none for every State party
// to which the languages have not been sent. LeaveOut leaves out the addressees
// that have no address, and says which. Again is for copies that came back, in
// the languages in which they did; Languages say nothing then.
type DispatchIn struct {
	Symbol       string   `json:"symbol" maxLength:"80"`
	Languages    []string `json:"languages,omitempty" doc:"All six without it."`
	Parties      []string `json:"parties,omitempty" doc:"Every State party to which the languages have not been sent without it."`
	Reference    string   `json:"reference,omitempty" maxLength:"200" doc:"Of the note."`
	RecordAsLate bool     `json:"record_as_late,omitempty"`
	Reason       string   `json:"reason,omitempty" maxLength:"1000" doc:"Why it is late."`
	Again        bool     `json:"again,omitempty" doc:"Send again what came back, in the languages in which it did; languages are not named then."`
	LeaveOut     bool     `json:"leave_out,omitempty" doc:"Leave out the addressees that have no address; they are named in the answer."`
}

// Queued is what a dispatch by mail put into the outbox.
type Queued struct {
	Messages  []Message
	Addressed []conference.ParticipantID // that wait in the outbox already
	Without   []conference.ParticipantID // that have no address
}

// Note is what the note to an addressee is written from. Deadline is none where
// rule 72 sets no date; Opening none while the session is postponed.
type Note struct {
	Language  conference.Language // of correspondence
	Party     conference.ParticipantID
	Budget    budget.Budget
	Version   budget.Version
	Session   string
	Opening   date.Date
	Rule72    bool // whether the budget is sent out under that rule
	Reference string
	Sheets    []NoteSheet
}

// NoteSheet is a sheet that goes with a note.
type NoteSheet struct {
	Language conference.Language
	Name     string
	SHA256   string
}

// Dispatch queues one message for each addressee, with the frozen sheets; a
// version that nobody froze is frozen. The dispatch itself is registered when
// the server has taken the message, on the day of that.
//
// Errors: those of budget.Service.Prepare and PrepareAgain; outbox.no_sheets for a version that
// was frozen without; outbox.no_contact, which names the addressees that have
// no address; outbox.nothing_to_send where everybody has a message already.
func (s *Service) Dispatch(ctx context.Context, actor access.Actor, in DispatchIn) (Queued, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Queued{}, err
	}
	if len(in.Languages) == 0 {
		for _, l := range conference.Languages() {
			in.Languages = append(in.Languages, string(l))
		}
	}
	var q Queued
	err := s.Store.Update(ctx, func(ctx context.Context) error {
		q = Queued{}
		out, err := s.prepare(ctx, actor, in)
		if err != nil {
			return err
		}
		book, err := s.Contacts.Book(ctx)
		if err != nil {
			return err
		}
		open, err := s.Store.Open(ctx)
		if err != nil {
			return err
		}
		to, err := s.addressed(out, book, open, &q)
		if err != nil {
			return err
		}
		if len(q.Without) > 0 && !in.LeaveOut {
			return problem.New(problem.Conflict, "outbox.no_contact", "parties", names(q.Without), "count", len(q.Without))
		}
		if len(to) == 0 {
			return problem.New(problem.Conflict, "outbox.nothing_to_send", "symbol", in.Symbol)
		}
		for _, one := range to {
			m, err := s.noteTo(ctx, out, one, in)
			if err != nil {
				return err
			}
			if m, err = s.queue(ctx, actor, m); err != nil {
				return err
			}
			q.Messages = append(q.Messages, m)
		}
		return nil
	})
	return q, err
}

// prepare is what is to be sent, and to whom.
func (s *Service) prepare(ctx context.Context, actor access.Actor, in DispatchIn) (budget.Outgoing, error) {
	if in.Again {
		return s.Budgets.PrepareAgain(ctx, actor, in.Symbol, in.Parties)
	}
	return s.Budgets.Prepare(ctx, actor, budget.CirculateIn{
		Symbol: in.Symbol, Languages: in.Languages, Parties: in.Parties, Channel: string(budget.Email), Reference: in.Reference,
		RecordAsLate: in.RecordAsLate, Reason: in.Reason,
	})
}

// copies are the languages that go to one addressee, and where.
type copies struct {
	contact   contact.Contact
	languages []conference.Language
}

// addressed are the addressees that a message is queued for; q gets the others.
// A language that waits in the outbox for an addressee is not queued again.
func (s *Service) addressed(out budget.Outgoing, book contact.Book, open []Case, q *Queued) ([]copies, error) {
	var list []copies
	for _, to := range out.To {
		left := slices.DeleteFunc(slices.Clone(to.Languages), func(l conference.Language) bool {
			return slices.ContainsFunc(open, func(c Case) bool {
				return c.VersionID == out.Version.ID && c.Party == to.Party && slices.Contains(c.Languages(), l)
			})
		})
		if len(left) == 0 {
			q.Addressed = append(q.Addressed, to.Party)
			continue
		}
		where, ok := book.Of(to.Party, s.today())
		if !ok {
			q.Without = append(q.Without, to.Party)
			continue
		}
		list = append(list, copies{where, left})
	}
	return list, nil
}

// noteTo is the message to one addressee.
func (s *Service) noteTo(ctx context.Context, out budget.Outgoing, to copies, in DispatchIn) (Message, error) {
	n := Note{
		Language: to.contact.Language, Party: to.contact.Party, Budget: out.Budget, Version: out.Version, Session: out.Budget.Session, Reference: in.Reference,
	}
	if n.Session != "" {
		session, err := s.Conference.Session(ctx, n.Session)
		if err != nil {
			return Message{}, err
		}
		n.Opening, n.Rule72 = session.Opening, session.UnderRule72() && out.Budget.Kind.HasClock()
	}
	m := Message{
		Kind: Dispatch, VersionID: out.Version.ID, Symbol: out.Version.Symbol, Party: to.contact.Party,
		Address: to.contact.Address, Name: to.contact.Name, Language: to.contact.Language,
		Reference: in.Reference, RecordAsLate: in.RecordAsLate, Reason: in.Reason,
	}
	for _, l := range conference.Languages() {
		if !slices.Contains(to.languages, l) {
			continue
		}
		i := slices.IndexFunc(out.Sheets, func(sheet budget.Sheet) bool { return sheet.Language == l })
		if i < 0 {
			return m, problem.New(problem.Conflict, "outbox.no_sheets", "symbol", m.Symbol, "language", string(l))
		}
		a := Attachment{l, s.Letters.FileName(m.Symbol, l)}
		m.Attachments = append(m.Attachments, a)
		n.Sheets = append(n.Sheets, NoteSheet{l, a.Name, out.Sheets[i].SHA256})
	}
	words, err := s.Letters.Note(n)
	m.Subject, m.Text = words.Subject, words.Text
	return m, err
}

func names(parties []conference.ParticipantID) []string {
	list := make([]string, len(parties))
	for i, p := range parties {
		list[i] = string(p)
	}
	return list
}

// RemindIn is whom reminders are mailed to. Language is that of what they say.
type RemindIn struct {
	Within   int
	To       []string // addresses
	Language conference.Language
}

// ReminderNote is what a message with reminders is written from.
type ReminderNote struct {
	Language  conference.Language
	Reminders []budget.Reminder
}

// Remind gives the reminders of budget.Service.Remind, and queues them for each
// address in one message: they count as told when they wait in the outbox.
// Where there is nothing to be reminded of, nothing is queued.
//
// Errors: those of budget.Service.Remind; outbox.invalid with the fields
// mail_to.
func (s *Service) Remind(ctx context.Context, actor access.Actor, in RemindIn) ([]budget.Reminder, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return nil, err
	}
	var f problem.Fields
	var to []string
	for _, one := range in.To {
		address, err := contact.ParseAddress(one)
		f.AddErr("mail_to", err)
		if !slices.Contains(to, address) {
			to = append(to, address)
		}
	}
	if err := f.Err("outbox.invalid"); err != nil {
		return nil, err
	}
	var given []budget.Reminder
	err := s.Store.Update(ctx, func(ctx context.Context) (err error) {
		if given, err = s.Budgets.Remind(ctx, actor, in.Within); err != nil || len(given) == 0 {
			return err
		}
		words, err := s.Letters.Reminders(ReminderNote{in.Language, given})
		if err != nil {
			return err
		}
		for _, address := range to {
			m := Message{Kind: Reminders, Address: address, Language: in.Language, Subject: words.Subject, Text: words.Text}
			if _, err := s.queue(ctx, actor, m); err != nil {
				return err
			}
		}
		return nil
	})
	return given, err
}
