package cli

import (
	"strings"

	"article30/api/auth"
	"article30/internal/access"
	"article30/internal/problem"
)

// demoLabel tells the demonstration's tokens from others.
const demoLabel = "demonstration"

// demoState is whose delegate there is.
const demoState = "FRA"

// demoTokens enters a user of each role and prints a token for each, which
// takes the place of the one of an earlier start: a secret cannot be printed
// twice.
func (a *app) demoTokens(s *services, address string) error {
	t := a.table("user", "token")
	for i, role := range access.Roles() {
		user := strings.ReplaceAll(string(role), "_", "-")
		if err := a.demoUser(s, user, role); err != nil {
			return err
		}
		_, secret, err := s.auth.AddToken(a.ctx, a.actor, auth.TokenIn{
			User: user, Label: demoLabel, Scope: []string{access.ScopeRead, access.ScopeWrite},
		})
		if err != nil {
			return err
		}
		t.row(user, secret)
		if i == 0 {
			a.println(a.printer.Text("cli.demo_tokens"))
			a.printf("curl -H 'Authorization: Bearer %s' http://%s/api/v1/me\n", secret, address)
		}
	}
	return t.print()
}

// demoUser enters the user, or revokes what an earlier start made.
func (a *app) demoUser(s *services, user string, role access.Role) error {
	in := auth.UserIn{
		Name: user, Email: user + "@example.org", DisplayName: a.printer.Text("role." + string(role)), Roles: []string{string(role)},
	}
	if role == access.Delegate {
		in.State = demoState
	}
	_, err := s.auth.AddUser(a.ctx, a.actor, in)
	if !problem.Is(err, "user.exists") {
		return err
	}
	tokens, err := s.auth.Tokens(a.ctx, user)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if t.Label != demoLabel || !t.RevokedAt.IsZero() {
			continue
		}
		if _, err := s.auth.RevokeToken(a.ctx, a.actor, t.ID, ""); err != nil {
			return err
		}
	}
	return nil
}
