package auth

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"time"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/problem"
)

// User is a person who may use the program. Name is what records call them and
// never changes; no two users have one e-mail address, for one person with two
// accounts could approve what they entered.
type User struct {
	ID          int64
	Name        string
	Email       string
	DisplayName string
	Roles       []access.Role // in the order of access.Roles
	State       string        // of a delegate, ISO code; "" otherwise
	Active      bool
	EnteredBy   string
	RecordedAt  time.Time
}

// Actor is the user at work, with all that the roles give.
func (u User) Actor() access.Actor {
	return access.Actor{Name: u.Name, Roles: u.Roles, State: u.State}
}

// UserIn is a user as they are entered. State is an ISO code or one of the
// participant's names, for a delegate and for nobody else.
type UserIn struct {
	Name        string
	Email       string
	DisplayName string
	Roles       []string
	State       string
}

// RolesIn is what a user is from now on.
type RolesIn struct {
	Roles []string
	State string
}

var (
	nameGrammar  = regexp.MustCompile(`^[a-z][a-z0-9._-]{1,39}$`)
	emailGrammar = regexp.MustCompile("^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})+$")
)

const (
	maxEmail = 254
	maxText  = 200
)

// Users are all users by name.
func (s *Service) Users(ctx context.Context) (list []User, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		list, err = s.store.Users(ctx)
		return err
	})
	return list, err
}

// Known tells whether there is a user of that name.
func (s *Service) Known(ctx context.Context, name string) (known bool, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		_, known, err = s.store.User(ctx, name)
		return err
	})
	return known, err
}

// Standing is what the user of that name may do now, nothing while disabled; not
// known when there is no such user.
func (s *Service) Standing(ctx context.Context, name string) (actor access.Actor, active, known bool, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		var u User
		if u, known, err = s.store.User(ctx, name); known && u.Active {
			actor, active = u.Actor(), true
		}
		return err
	})
	return actor, active, known, err
}

// AddUser enters a user, who may then work by a token.
//
// Errors: those of Require; user.exists; user.same_person, which names the
// account with that address; user.invalid with the fields that are wrong
// (user.bad_name, user.bad_email, user.no_roles, user.unknown_role,
// user.role_stands_alone, user.no_state, user.not_delegate, text.too_long,
// text.unprintable, conference.unknown_name, conference.ambiguous_name).
func (s *Service) AddUser(ctx context.Context, actor access.Actor, in UserIn) (u User, err error) {
	if err := actor.Require(access.ManageUsers); err != nil {
		return User{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		if u, err = s.newUser(ctx, in); err != nil {
			return err
		}
		if _, exists, err := s.store.User(ctx, u.Name); err != nil || exists {
			return orProblem(err, problem.New(problem.Conflict, "user.exists", "name", u.Name))
		}
		if other, exists, err := s.store.UserByEmail(ctx, u.Email); err != nil || exists {
			return orProblem(err, problem.New(problem.Conflict, "user.same_person", "email", u.Email, "name", other.Name))
		}
		u.Active, u.EnteredBy, u.RecordedAt = true, actor.Name, s.now()
		if u.ID, err = s.store.InsertUser(ctx, u); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, []journal.Entry{userRecord(actor, "user.add", "", nil, u)})
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}

// orProblem is err, or p when there is none.
func orProblem(err error, p *problem.Error) error {
	if err != nil {
		return err
	}
	return p
}

// SetRoles gives a user other roles, with effect from the next request.
//
// Errors: those of Require; user.not_found; user.own_account for one's own;
// user.unchanged; user.invalid with the fields of RolesIn, as in AddUser.
func (s *Service) SetRoles(ctx context.Context, actor access.Actor, name string, in RolesIn) (u User, err error) {
	if err := actor.Require(access.ManageUsers); err != nil {
		return User{}, err
	}
	return s.change(ctx, actor, name, "user.roles", "", func(u *User) error {
		var fields problem.Fields
		roles, state := s.parts(ctx, &fields, in)
		if err := fields.Err("user.invalid"); err != nil {
			return err
		}
		if slices.Equal(roles, u.Roles) && state == u.State {
			return problem.New(problem.Conflict, "user.unchanged", "name", name)
		}
		u.Roles, u.State = roles, state
		return nil
	})
}

// Disable ends what a user may do: all tokens are revoked with it.
//
// Errors: those of Require; user.not_found, user.own_account, user.unchanged;
// user.invalid for a reason that is none.
func (s *Service) Disable(ctx context.Context, actor access.Actor, name, reason string) (u User, err error) {
	if err := actor.Require(access.ManageUsers); err != nil {
		return User{}, err
	}
	if reason, err = why(reason); err != nil {
		return User{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		if u, err = s.setActive(ctx, actor, name, reason, false); err != nil {
			return err
		}
		tokens, err := s.store.Tokens(ctx, name)
		if err != nil {
			return err
		}
		for _, t := range tokens {
			if !t.RevokedAt.IsZero() {
				continue
			}
			if err := s.revoke(ctx, actor, t, reason); err != nil {
				return err
			}
		}
		return nil
	})
	return u, err
}

// Enable lets a user who was disabled work again, by new tokens.
//
// Errors: those of Disable.
func (s *Service) Enable(ctx context.Context, actor access.Actor, name, reason string) (u User, err error) {
	if err := actor.Require(access.ManageUsers); err != nil {
		return User{}, err
	}
	if reason, err = why(reason); err != nil {
		return User{}, err
	}
	return s.setActive(ctx, actor, name, reason, true)
}

func (s *Service) setActive(ctx context.Context, actor access.Actor, name, reason string, active bool) (User, error) {
	action := "user.disable"
	if active {
		action = "user.enable"
	}
	return s.change(ctx, actor, name, action, reason, func(u *User) error {
		if u.Active == active {
			return problem.New(problem.Conflict, "user.unchanged", "name", name)
		}
		u.Active = active
		return nil
	})
}

// why reads a reason, which must be given.
func why(reason string) (string, error) {
	var fields problem.Fields
	if reason = fields.Line("reason", reason, maxText); reason == "" {
		fields.Add("reason", "user.no_reason")
	}
	return reason, fields.Err("user.invalid")
}

// change makes a user another by fn, with its record. Nobody changes what they
// may do themselves.
func (s *Service) change(ctx context.Context, actor access.Actor, name, action, reason string, fn func(u *User) error) (u User, err error) {
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var found bool
		if u, found, err = s.store.User(ctx, name); err != nil || !found {
			return orProblem(err, problem.New(problem.NotFound, "user.not_found", "name", name))
		}
		if name == actor.Name && !actor.IsOperator() {
			return problem.New(problem.Forbidden, "user.own_account")
		}
		before := factsOf(u)
		if err := fn(&u); err != nil {
			return err
		}
		if err := s.store.UpdateUser(ctx, u); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, []journal.Entry{userRecord(actor, action, reason, before, u)})
	})
	if err != nil {
		return User{}, err
	}
	return u, nil
}

func (s *Service) newUser(ctx context.Context, in UserIn) (User, error) {
	var fields problem.Fields
	u := User{
		Name: in.Name, Email: strings.TrimSpace(in.Email),
		DisplayName: fields.Line("display_name", in.DisplayName, maxText),
	}
	if u.DisplayName == "" {
		u.DisplayName = u.Name
	}
	if !nameGrammar.MatchString(u.Name) {
		fields.Add("name", "user.bad_name", "value", u.Name)
	}
	if len(u.Email) > maxEmail || !emailGrammar.MatchString(u.Email) {
		fields.Add("email", "user.bad_email", "value", u.Email)
	}
	u.Roles, u.State = s.parts(ctx, &fields, RolesIn{in.Roles, in.State})
	return u, fields.Err("user.invalid")
}

// parts reads roles, in the order of access.Roles, and the State of a delegate.
func (s *Service) parts(ctx context.Context, fields *problem.Fields, in RolesIn) (roles []access.Role, state string) {
	for _, word := range in.Roles {
		if !slices.Contains(access.Roles(), access.Role(word)) {
			fields.Add("roles", "user.unknown_role", "value", word, "allowed", strings.Join(roleNames(access.Roles()), ", "))
		}
	}
	for _, role := range access.Roles() {
		if slices.Contains(in.Roles, string(role)) {
			roles = append(roles, role)
		}
	}
	if len(in.Roles) == 0 {
		fields.Add("roles", "user.no_roles")
	}
	for _, role := range roles {
		if role.Alone() && len(roles) > 1 {
			fields.Add("roles", "user.role_stands_alone", "role", string(role))
		}
	}
	switch delegate := slices.Contains(roles, access.Delegate); {
	case delegate && in.State == "":
		fields.Add("state", "user.no_state")
	case !delegate && in.State != "":
		fields.Add("state", "user.not_delegate")
	case delegate:
		names, err := s.conference.Names(ctx)
		if err != nil {
			fields.AddErr("state", err)
			break
		}
		id, err := names.Find(in.State)
		fields.AddErr("state", err)
		state = string(id)
	}
	return roles, state
}

func roleNames(roles []access.Role) []string {
	names := make([]string, len(roles))
	for i, r := range roles {
		names[i] = string(r)
	}
	return names
}

// userFacts are what the journal keeps of a user.
type userFacts struct {
	Email       string        `json:"email"`
	DisplayName string        `json:"display_name"`
	Roles       []access.Role `json:"roles"`
	State       string        `json:"state"`
	Active      bool          `json:"active"`
}

func factsOf(u User) userFacts {
	return userFacts{u.Email, u.DisplayName, u.Roles, u.State, u.Active}
}

func userRecord(actor access.Actor, action, reason string, before any, after User) journal.Entry {
	return journal.Entry{
		Actor: actor.Name, Action: action, Object: "user", ID: after.Name,
		Reason: reason, Before: before, After: factsOf(after),
	}
}
