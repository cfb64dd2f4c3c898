// Package auth knows the people who may use the program and the tokens by
// which their programs sign in.
//
// A user is never deleted, because records name them; one who has left is
// disabled. A token's secret is shown once, when it is made: the database has
// only its SHA-256, which is enough for a secret that nobody can guess.
package auth

import (
	"context"
	"time"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/journal"
)

// Service has the use cases of users and tokens.
type Service struct {
	store      Store
	journal    Journal
	conference Conference
	clock      date.Clock
}

// Config is what a Service stands on.
type Config struct {
	Store      Store
	Journal    Journal
	Conference Conference
	Clock      date.Clock
}

// New is a Service on these parts.
func New(c Config) *Service {
	return &Service{c.Store, c.Journal, c.Conference, c.Clock}
}

// today is the date at the Conference's seat, by which tokens expire.
func (s *Service) today() date.Date { return date.Today(s.clock, date.Vienna()) }

func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Second) }

// Store is what the use cases need to remember. Its methods run inside View or
// Update.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	Users(ctx context.Context) ([]User, error) // by name
	// User is the one with that name; false when there is none.
	User(ctx context.Context, name string) (User, bool, error)
	// UserByEmail is the one whose address differs at most in the case of
	// letters; false when there is none.
	UserByEmail(ctx context.Context, email string) (User, bool, error)
	InsertUser(ctx context.Context, u User) (int64, error)
	UpdateUser(ctx context.Context, u User) error // roles, State and whether active

	Tokens(ctx context.Context, user string) ([]Token, error) // by id; of everybody for ""
	// Token is the one with that id; false when there is none.
	Token(ctx context.Context, id int64) (Token, bool, error)
	// TokenBySecret is the one with that digest and whose it is; false when
	// there is none.
	TokenBySecret(ctx context.Context, digest string) (Token, User, bool, error)
	InsertToken(ctx context.Context, t Token) (int64, error)
	RevokeToken(ctx context.Context, id int64, at time.Time) error
}

// Journal records every change in the transaction that makes it.
type Journal interface {
	AppendAll(ctx context.Context, entries []journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}

// Conference finds the participant that a delegate speaks for.
type Conference interface {
	Names(ctx context.Context) (*conference.Names, error)
}
