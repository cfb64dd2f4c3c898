package contact

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"article30/budget/conference"
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

	Contacts(ctx context.Context) (Book, error) // in any order
	InsertContact(ctx context.Context, c Contact) (int64, error)
}

// Journal records every change in the transaction that makes it.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}

// Conference is who can have a contact.
type Conference interface {
	Participants(ctx context.Context) ([]conference.Participant, error)
}

// Service keeps the contacts.
type Service struct{ Config }

// Config is what a Service stands on.
type Config struct {
	Store      Store
	Journal    Journal
	Conference Conference
	Clock      date.Clock
}

// New is a Service on these parts.
func New(c Config) *Service { return &Service{c} }

// Update runs several use cases as one change: all of it is kept or nothing.
func (s *Service) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.Store.Update(ctx, fn)
}

// Book is every contact that was ever set, in the order of a Book.
func (s *Service) Book(ctx context.Context) (Book, error) {
	var book Book
	err := s.Store.View(ctx, func(ctx context.Context) (err error) {
		book, err = s.Store.Contacts(ctx)
		slices.SortFunc(book, compare)
		return err
	})
	return book, err
}

// SetContactIn is a contact as it is entered. Party is an id or a name.
type SetContactIn struct {
	Party    string `json:"party" maxLength:"200"`
	Address  string `json:"address" maxLength:"254" example:"mission@example.org"`
	Name     string `json:"name,omitempty" maxLength:"200" doc:"Of the office."`
	Language string `json:"language" doc:"In which it is written to."`
	Since    string `json:"since" format:"date"`
	Until    string `json:"until,omitempty" format:"date" doc:"The last day; open without it."`
	Reason   string `json:"reason,omitempty" maxLength:"500" doc:"Why, when a contact of the same first day is corrected."`
}

// Set records a contact. Another of the same party and first day corrects the
// one before and says why. The same again changes nothing.
//
// Errors: contact.invalid with fields; contact.no_reason.
func (s *Service) Set(ctx context.Context, actor access.Actor, in SetContactIn) (Contact, error) {
	var c Contact
	err := s.Load(ctx, actor, func(l *Loading) (err error) {
		c, _, err = l.Set(in)
		return err
	})
	return c, err
}

// Load sets many contacts as one change: all of it is kept or nothing.
func (s *Service) Load(ctx context.Context, actor access.Actor, fn func(*Loading) error) error {
	if err := actor.Require(access.RecordContacts); err != nil {
		return err
	}
	return s.Store.Update(ctx, func(ctx context.Context) error {
		participants, err := s.Conference.Participants(ctx)
		if err != nil {
			return err
		}
		book, err := s.Book(ctx)
		if err != nil {
			return err
		}
		l := &Loading{s, ctx, actor, conference.NewNames(participants), map[contactKey]Contact{}}
		for _, c := range book {
			l.last[c.key()] = c
		}
		return fn(l)
	})
}

// Loading is one change of the contacts.
type Loading struct {
	service *Service
	ctx     context.Context
	actor   access.Actor
	names   *conference.Names
	last    map[contactKey]Contact
}

// contactKey is what one contact after another is the contact of.
type contactKey struct {
	party conference.ParticipantID
	since date.Date
}

func (c Contact) key() contactKey { return contactKey{c.Party, c.Since} }

// Set is the Set of a Service; added is false for what is there already.
//
// Errors: contact.invalid with fields; contact.no_reason.
func (l *Loading) Set(in SetContactIn) (c Contact, added bool, err error) {
	if c, err = in.parse(l.names); err != nil {
		return c, false, err
	}
	var before any
	c.Seq = 1
	if old, ok := l.last[c.key()]; ok {
		if old.Address == c.Address && old.Name == c.Name && old.Language == c.Language && old.Until == c.Until {
			return old, false, nil
		}
		if c.Reason == "" {
			return c, false, problem.New(problem.Conflict, "contact.no_reason", "party", string(c.Party), "date", c.Since, "address", old.Address)
		}
		before, c.Seq = old, old.Seq+1
	}
	c.EnteredBy, c.RecordedAt = l.actor.Name, l.service.Clock.Now().UTC().Truncate(time.Second)
	if c.ID, err = l.service.Store.InsertContact(l.ctx, c); err != nil {
		return c, false, err
	}
	l.last[c.key()] = c
	return c, true, l.service.Journal.Append(l.ctx, journal.Entry{
		Actor: l.actor.Name, Action: "contact.set", Object: journalObject, ID: strconv.FormatInt(c.ID, 10),
		Reason: c.Reason, Before: before, After: c,
	})
}

// journalObject is what the journal calls a contact.
const journalObject = "contact"

func (in SetContactIn) parse(names *conference.Names) (Contact, error) {
	var f problem.Fields
	c := Contact{Name: words(&f, "name", in.Name), Reason: words(&f, "reason", in.Reason)}
	var err error
	c.Party, err = names.Find(in.Party)
	f.AddErr("party", err)
	c.Address, err = ParseAddress(in.Address)
	f.AddErr("address", err)
	c.Language, err = conference.ParseLanguage(in.Language)
	f.AddErr("language", err)
	c.Since, err = date.Parse(in.Since)
	f.AddErr("since", err)
	if in.Until != "" {
		c.Until, err = date.Parse(in.Until)
		f.AddErr("until", err)
		if err == nil && c.Until.Before(c.Since) {
			f.Add("until", "contact.ends_before", "since", c.Since, "until", c.Until)
		}
	}
	return c, f.Err("contact.invalid")
}

const longestText = 200

// words is a short text on one line; what it cannot be is noted.
func words(f *problem.Fields, path, s string) string {
	s = strings.TrimSpace(s)
	switch {
	case utf8.RuneCountInString(s) > longestText:
		f.Add(path, "budget.text_too_long", "limit", longestText)
	case !utf8.ValidString(s), strings.ContainsFunc(s, unicode.IsControl):
		f.Add(path, "budget.text_unprintable")
	}
	return s
}

// Finding is a contact that is not as the journal tells of it.
type Finding struct {
	Place string
	Code  string
	Args  problem.Args
}

// Verify compares the contacts with the journal. No findings means that all is
// well.
func (s *Service) Verify(ctx context.Context) ([]Finding, error) {
	var c journal.Comparison[string]
	err := s.Store.View(ctx, func(ctx context.Context) error {
		c = journal.Comparison[string]{}
		err := journal.Each(ctx, s.Journal, journalObject, func(r journal.Record, facts Contact) error {
			c.Tell("contact "+r.ID, r.At, facts, r.Actor)
			return nil
		})
		if err != nil {
			return err
		}
		book, err := s.Store.Contacts(ctx)
		for _, one := range book {
			c.Keep("contact "+strconv.FormatInt(one.ID, 10), one.RecordedAt, one, one.EnteredBy)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		e := d.Err()
		findings = append(findings, Finding{d.Place, e.Code, e.Args})
	}
	return findings, err
}
