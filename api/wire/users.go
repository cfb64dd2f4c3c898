package wire

import "article30/api/auth"

// User is a person who may use the program.
type User struct {
	Name        string   `json:"name" example:"anna" doc:"As records call them."`
	Email       string   `json:"email"`
	DisplayName string   `json:"display_name"`
	Roles       []string `json:"roles"`
	State       string   `json:"state,omitempty" doc:"Of a delegate: the State that they speak for, by ISO code."`
	Active      bool     `json:"active"`
	EnteredBy   string   `json:"entered_by"`
	RecordedAt  string   `json:"recorded_at" format:"date-time"`
}

// NewUser is u on the wire.
func NewUser(u auth.User) User {
	return User{
		Name: u.Name, Email: u.Email, DisplayName: u.DisplayName, Roles: Words(u.Roles), State: u.State,
		Active: u.Active, EnteredBy: u.EnteredBy, RecordedAt: instant(u.RecordedAt),
	}
}

// Token is a token without its secret, which only the answer to its making
// has.
type Token struct {
	ID         int64    `json:"id"`
	User       string   `json:"user"`
	Label      string   `json:"label,omitempty" doc:"What it is for."`
	Scope      []string `json:"scope" doc:"read, write, or permissions by name."`
	ExpiresOn  string   `json:"expires_on" format:"date" doc:"The last day on which it works, in Vienna."`
	EnteredBy  string   `json:"entered_by"`
	RecordedAt string   `json:"recorded_at" format:"date-time"`
	RevokedAt  string   `json:"revoked_at,omitempty" format:"date-time"`
}

// NewToken is t on the wire.
func NewToken(t auth.Token) Token {
	return Token{
		ID: t.ID, User: t.User, Label: t.Label, Scope: t.Scope, ExpiresOn: day(t.ExpiresOn),
		EnteredBy: t.EnteredBy, RecordedAt: instant(t.RecordedAt), RevokedAt: instant(t.RevokedAt),
	}
}

// Words are values of a set of words as texts.
func Words[T ~string](values []T) []string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return words
}
