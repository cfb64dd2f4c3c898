package auth

import (
	"context"
	"strconv"
	"time"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Token lets a program act for a user, within a scope and up to a day.
type Token struct {
	ID         int64
	User       string
	Label      string // what it is for
	Scope      access.Scope
	ExpiresOn  date.Date // the last day on which it works, in Vienna
	EnteredBy  string
	RecordedAt time.Time
	RevokedAt  time.Time // zero while it is not

	SecretSHA256 string // in hexadecimal: all that is kept of the secret
}

// TokenIn is a token as it is asked for.
type TokenIn struct {
	User      string
	Label     string
	Scope     []string // read when empty
	ExpiresOn string   // in 90 days when empty
}

// How many days a token lives, without and with a wish.
const (
	usualLife   = 90
	longestLife = 366
)

// Tokens are those of a user, or of everybody for "", by id.
func (s *Service) Tokens(ctx context.Context, user string) (list []Token, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		list, err = s.store.Tokens(ctx, user)
		return err
	})
	return list, err
}

// AddToken makes a token and returns its secret, which cannot be had again.
// Whoever has the secret is its user to the program: only the operator makes
// one for somebody else.
//
// Errors: those of Require; token.not_yours; user.not_found, user.disabled;
// token.invalid with the fields that are wrong (access.unknown_scope,
// date.grammar, date.not_a_day, token.ends_before, token.lives_too_long,
// text.too_long, text.unprintable).
func (s *Service) AddToken(ctx context.Context, actor access.Actor, in TokenIn) (t Token, secret string, err error) {
	if err := actor.Require(access.ManageTokens); err != nil {
		return Token{}, "", err
	}
	if in.User != actor.Name && !actor.IsOperator() {
		return Token{}, "", problem.New(problem.Forbidden, "token.not_yours")
	}
	if t, err = s.newToken(in); err != nil {
		return Token{}, "", err
	}
	secret = newSecret()
	t.SecretSHA256 = digest(secret)
	err = s.store.Update(ctx, func(ctx context.Context) error {
		u, found, err := s.store.User(ctx, in.User)
		switch {
		case err != nil || !found:
			return orProblem(err, problem.New(problem.NotFound, "user.not_found", "name", in.User))
		case !u.Active:
			return problem.New(problem.Conflict, "user.disabled", "name", in.User)
		}
		t.EnteredBy, t.RecordedAt = actor.Name, s.now()
		if t.ID, err = s.store.InsertToken(ctx, t); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, []journal.Entry{tokenRecord(actor, tokenAdded, t, "", tokenFactsOf(t))})
	})
	if err != nil {
		return Token{}, "", err
	}
	return t, secret, nil
}

func (s *Service) newToken(in TokenIn) (Token, error) {
	var fields problem.Fields
	t := Token{User: in.User, Label: fields.Line("label", in.Label, maxText), ExpiresOn: s.today().AddDays(usualLife)}
	words := in.Scope
	if len(words) == 0 {
		words = []string{access.ScopeRead}
	}
	var err error
	t.Scope, err = access.ParseScope(words)
	fields.AddErr("scope", err)
	if in.ExpiresOn != "" {
		t.ExpiresOn, err = date.Parse(in.ExpiresOn)
		fields.AddErr("expires_on", err)
		switch today := s.today(); {
		case err != nil:
		case t.ExpiresOn.Before(today):
			fields.Add("expires_on", "token.ends_before", "date", t.ExpiresOn, "today", today)
		case t.ExpiresOn.Sub(today) > longestLife:
			fields.Add("expires_on", "token.lives_too_long", "count", longestLife)
		}
	}
	return t, fields.Err("token.invalid")
}

// RevokeToken ends a token at once and for ever.
//
// Errors: those of Require; token.not_found, token.already_revoked;
// token.invalid for a reason that cannot be kept.
func (s *Service) RevokeToken(ctx context.Context, actor access.Actor, id int64, reason string) (t Token, err error) {
	if err := actor.Require(access.ManageTokens); err != nil {
		return Token{}, err
	}
	var fields problem.Fields
	reason = fields.Line("reason", reason, maxText)
	if err := fields.Err("token.invalid"); err != nil {
		return Token{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var found bool
		t, found, err = s.store.Token(ctx, id)
		switch {
		case err != nil || !found:
			return orProblem(err, problem.New(problem.NotFound, "token.not_found", "id", strconv.FormatInt(id, 10)))
		case !t.RevokedAt.IsZero():
			return problem.New(problem.Conflict, "token.already_revoked", "id", strconv.FormatInt(id, 10))
		}
		t.RevokedAt = s.now()
		return s.revoke(ctx, actor, t, reason)
	})
	if err != nil {
		return Token{}, err
	}
	return t, nil
}

func (s *Service) revoke(ctx context.Context, actor access.Actor, t Token, reason string) error {
	if err := s.store.RevokeToken(ctx, t.ID, s.now()); err != nil {
		return err
	}
	return s.journal.AppendAll(ctx, []journal.Entry{tokenRecord(actor, tokenRevoked, t, reason, nil)})
}

// tokenFacts are what the journal keeps of a token.
type tokenFacts struct {
	User         string `json:"user"`
	Label        string `json:"label"`
	Scope        string `json:"scope"`
	ExpiresOn    string `json:"expires_on"`
	SecretSHA256 string `json:"secret_sha256"`
}

func tokenFactsOf(t Token) tokenFacts {
	return tokenFacts{t.User, t.Label, t.Scope.String(), t.ExpiresOn.String(), t.SecretSHA256}
}

// What the journal calls the two things that happen to a token.
const (
	tokenAdded   = "token.add"
	tokenRevoked = "token.revoke"
)

func tokenRecord(actor access.Actor, action string, t Token, reason string, after any) journal.Entry {
	return journal.Entry{
		Actor: actor.Name, Action: action, Object: "token", ID: strconv.FormatInt(t.ID, 10),
		Reason: reason, After: after,
	}
}

// Authenticate is who acts by the secret, as they are now: a user who was
// disabled or has lost a role has lost it with the next request. It writes
// nothing. The secret is found by its digest, so that the time it takes says
// nothing about secrets that are near it.
//
// Errors, all of kind Unauthorized: auth.malformed for a slip of the hand,
// auth.unknown, auth.revoked, auth.expired, auth.disabled.
func (s *Service) Authenticate(ctx context.Context, secret string) (access.Actor, error) {
	if !wellFormed(secret) {
		return access.Actor{}, problem.New(problem.Unauthorized, "auth.malformed")
	}
	var t Token
	var u User
	found := false
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		t, u, found, err = s.store.TokenBySecret(ctx, digest(secret))
		return err
	})
	switch {
	case err != nil:
		return access.Actor{}, err
	case !found:
		return access.Actor{}, problem.New(problem.Unauthorized, "auth.unknown")
	case !t.RevokedAt.IsZero():
		return access.Actor{}, problem.New(problem.Unauthorized, "auth.revoked")
	case s.today().After(t.ExpiresOn):
		return access.Actor{}, problem.New(problem.Unauthorized, "auth.expired", "date", t.ExpiresOn)
	case !u.Active:
		return access.Actor{}, problem.New(problem.Unauthorized, "auth.disabled")
	}
	actor := u.Actor()
	actor.Scope = t.Scope
	return actor, nil
}
