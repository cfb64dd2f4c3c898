// Package access says who acts and what they may do: the one table of roles
// and permissions. Every use case takes the actor second, after the context,
// asks the table before it changes anything, and names the actor in the record
// of the change.
package access

import (
	"slices"

	"article30/internal/problem"
)

// Actor is a person, or a part of the program that acts on its own account
// such as an import. Without roles it may do nothing.
type Actor struct {
	Name  string // as the journal and the entered-by columns keep it
	Roles []Role
	State string // the participant that a delegate speaks for, by ISO code
	Scope Scope  // what the actor's token narrows the roles to; nil narrows nothing
}

// Operator is whoever has the database itself, at the command line. They may
// do everything, and what they do is recorded under the name that they give.
func Operator(name string) Actor { return Actor{Name: name, Roles: []Role{operator}} }

// LocalReader is whoever opens the pages, which are served to this machine
// only: until people sign in, they may read and nothing else.
func LocalReader() Actor { return Actor{Name: "local reader", Roles: []Role{localReader}} }

// IsOperator reports whether the actor is the operator.
func (a Actor) IsOperator() bool {
	return slices.Contains(a.Roles, operator)
}

// Reach is how far the actor's permission goes: the farthest that one of the
// roles has, within the scope. A delegate of no State has no State's records.
func (a Actor) Reach(p Permission) Reach {
	if !a.Scope.Covers(p) {
		return Nowhere
	}
	farthest := Nowhere
	for _, role := range a.Roles {
		farthest = max(farthest, role.Reach(p))
	}
	if farthest == Own && a.State == "" {
		return Nowhere
	}
	return farthest
}

// May reports whether the actor has the permission, for whatever record.
func (a Actor) May(p Permission) bool { return a.Reach(p) == Everywhere }

// Require refuses an actor who does not have the permission for whatever
// record.
//
// Errors: access.denied, which names the permission and the roles that have
// it; access.out_of_scope when only the token's scope stands in the way.
func (a Actor) Require(p Permission) error { return a.require(p, Everywhere) }

// RequireOwn refuses an actor who does not have the permission even for the
// records of their own State. Whoever asks so must then show no others to an
// actor whose Reach is Own.
//
// Errors: those of Require.
func (a Actor) RequireOwn(p Permission) error { return a.require(p, Own) }

func (a Actor) require(p Permission, least Reach) error {
	if a.Reach(p) >= least {
		return nil
	}
	unscoped := a
	unscoped.Scope = nil
	if unscoped.Reach(p) >= least {
		return problem.New(problem.Forbidden, "access.out_of_scope", "permission", string(p), "scope", a.Scope.String())
	}
	var roles []string
	for _, role := range Roles() {
		if role.Reach(p) == Everywhere {
			roles = append(roles, string(role))
		}
	}
	return problem.New(problem.Forbidden, "access.denied", "permission", string(p), "roles", roles)
}
