package cli

import (
	"fmt"
	"strconv"
	"strings"

	"article30/api/auth"
	"article30/api/wire"
	"article30/internal/locale"
)

type userCmd struct {
	Add     userAddCmd     `cmd:"" help:"Enter a user."`
	List    userListCmd    `cmd:"" default:"withargs" help:"List the users."`
	Roles   userRolesCmd   `cmd:"" help:"Give a user other roles."`
	Disable userDisableCmd `cmd:"" help:"End what a user may do, and all their tokens."`
	Enable  userEnableCmd  `cmd:"" help:"Let a user who was disabled work again, by new tokens."`
}

type userAddCmd struct {
	Name        string   `arg:"" help:"What records call them: small letters, digits, dots, hyphens."`
	Email       string   `required:"" help:"E-mail address; a person has one account."`
	DisplayName string   `help:"The person’s name as others read it."`
	Role        []string `required:"" help:"${roles}; several with commas between them. A delegate, an auditor or an administrator has no other role."`
	State       string   `help:"Of a delegate: the State that they speak for, by ISO code or name."`
	JSON        bool     `name:"json" help:"As JSON."`
}

func (c *userAddCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		u, err := s.auth.AddUser(a.ctx, a.actor, auth.UserIn{
			Name: c.Name, Email: c.Email, DisplayName: c.DisplayName, Roles: c.Role, State: c.State,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewUser(u))
		}
		a.println(a.printer.Text("cli.user_added", "name", u.Name, "roles", wire.Words(u.Roles)))
		return nil
	})
}

type userListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *userListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.auth.Users(a.ctx)
		if err != nil {
			return err
		}
		list := []wire.User{}
		for _, u := range all {
			list = append(list, wire.NewUser(u))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("user", "display_name", "email", "roles", "state", "active")
		for _, u := range list {
			t.row(u.Name, u.DisplayName, u.Email, roleTexts(a.printer, u.Roles), u.State, a.printer.Text("user_state."+strconv.FormatBool(u.Active)))
		}
		return t.print()
	})
}

func roleTexts(p *locale.Printer, roles []string) string {
	texts := make([]string, len(roles))
	for i, role := range roles {
		texts[i] = p.Text("role." + role)
	}
	return p.List(texts)
}

type userRolesCmd struct {
	Name  string   `arg:"" help:"The user."`
	Roles []string `arg:"" help:"All roles from now on: ${roles}."`
	State string   `help:"Of a delegate: the State that they speak for, by ISO code or name."`
	JSON  bool     `name:"json" help:"As JSON."`
}

func (c *userRolesCmd) Run(a *app) error {
	return a.changeUser(c.JSON, func(s *services) (auth.User, error) {
		return s.auth.SetRoles(a.ctx, a.actor, c.Name, auth.RolesIn{Roles: c.Roles, State: c.State})
	})
}

type userDisableCmd struct {
	Name   string `arg:"" help:"The user."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *userDisableCmd) Run(a *app) error {
	return a.changeUser(c.JSON, func(s *services) (auth.User, error) {
		return s.auth.Disable(a.ctx, a.actor, c.Name, c.Reason)
	})
}

type userEnableCmd userDisableCmd

func (c *userEnableCmd) Run(a *app) error {
	return a.changeUser(c.JSON, func(s *services) (auth.User, error) {
		return s.auth.Enable(a.ctx, a.actor, c.Name, c.Reason)
	})
}

// changeUser prints what a user is after a change.
func (a *app) changeUser(asJSON bool, change func(s *services) (auth.User, error)) error {
	return a.with(func(s *services) error {
		u, err := change(s)
		if err != nil {
			return err
		}
		if asJSON {
			return a.json(wire.NewUser(u))
		}
		a.println(a.printer.Text("cli.user_changed", "name", u.Name, "roles", wire.Words(u.Roles), "active", strconv.FormatBool(u.Active)))
		return nil
	})
}

type tokenCmd struct {
	Add    tokenAddCmd    `cmd:"" help:"Make a token for a user and print it; it cannot be printed again."`
	List   tokenListCmd   `cmd:"" default:"withargs" help:"List the tokens, without their secrets."`
	Revoke tokenRevokeCmd `cmd:"" help:"End a token at once."`
}

type tokenAddCmd struct {
	User    string   `arg:"" help:"The user for whom it acts."`
	Scope   []string `default:"read" help:"What it may be used for, within what its owner may do: read (whatever changes nothing), write (whatever changes something, and no reading), or permissions by name (${permissions}); several with commas between them, such as read,write (default ${default})."`
	Expires string   `placeholder:"DATE" help:"The last day on which it works; in 90 days without it."`
	Label   string   `help:"What it is for."`
	JSON    bool     `name:"json" help:"As JSON, with the secret."`
}

// Run prints the secret alone to the standard output, so that a script can
// take it from there.
func (c *tokenAddCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		t, secret, err := s.auth.AddToken(a.ctx, a.actor, auth.TokenIn{User: c.User, Label: c.Label, Scope: c.Scope, ExpiresOn: c.Expires})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(struct {
				wire.Token
				Secret string `json:"secret"`
			}{wire.NewToken(t), secret})
		}
		fmt.Fprintln(a.err, a.printer.Text("cli.token_added", "id", t.ID, "user", t.User, "scope", t.Scope.String(), "date", t.ExpiresOn))
		a.println(secret)
		return nil
	})
}

type tokenListCmd struct {
	User string `help:"Only this user's."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *tokenListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.auth.Tokens(a.ctx, c.User)
		if err != nil {
			return err
		}
		list := []wire.Token{}
		for _, t := range all {
			list = append(list, wire.NewToken(t))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("id", "user", "scope", "expires", "revoked", "label")
		for _, v := range list {
			t.row(strconv.FormatInt(v.ID, 10), v.User, strings.Join(v.Scope, " "), v.ExpiresOn, v.RevokedAt, v.Label)
		}
		return t.print()
	})
}

type tokenRevokeCmd struct {
	ID     int64  `arg:"" help:"The token's id."`
	Reason string `help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *tokenRevokeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		t, err := s.auth.RevokeToken(a.ctx, a.actor, c.ID, c.Reason)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewToken(t))
		}
		a.println(a.printer.Text("cli.token_revoked", "id", t.ID, "user", t.User))
		return nil
	})
}
