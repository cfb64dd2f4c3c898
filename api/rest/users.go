package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/auth"
	"article30/api/wire"
	"article30/internal/access"
)

func (s *server) users(api huma.API) {
	const tag = "users"
	get(api, "/api/v1/me", "me", tag, "Who acts by this token, and what they may do", s.me)
	get(api, "/api/v1/users", "users", tag, "The users and their roles", s.listUsers)
	get(api, "/api/v1/tokens", "tokens", tag, "The tokens, without their secrets", s.listTokens)
}

// meOut is who acts.
type meOut struct {
	Name        string   `json:"name"`
	Roles       []string `json:"roles"`
	State       string   `json:"state,omitempty" doc:"Of a delegate: the State that they speak for."`
	Scope       []string `json:"scope" doc:"What the token narrows the roles to."`
	Permissions []string `json:"permissions" doc:"What they may do."`
	Own         []string `json:"own" doc:"What they may do with the records of their own State only."`
}

func (s *server) me(ctx context.Context, _ *InLanguage) (*body[meOut], error) {
	a := actor(ctx)
	out := meOut{Name: a.Name, Roles: wire.Words(a.Roles), State: a.State, Scope: a.Scope, Permissions: []string{}, Own: []string{}}
	for _, p := range access.Permissions() {
		switch a.Reach(p) {
		case access.Everywhere:
			out.Permissions = append(out.Permissions, string(p))
		case access.Own:
			out.Own = append(out.Own, string(p))
		}
	}
	return answered(out), nil
}

func (s *server) listUsers(ctx context.Context, _ *InLanguage) (*body[list[wire.User]], error) {
	all, err := s.Auth.Users(ctx)
	if err != nil {
		return nil, err
	}
	l := list[wire.User]{Items: []wire.User{}}
	for _, u := range all {
		l.Items = append(l.Items, wire.NewUser(u))
	}
	return answered(l), nil
}

type tokensIn struct {
	InLanguage
	Paging
	User string `query:"user" maxLength:"40" doc:"Only this user's."`
}

func (s *server) listTokens(ctx context.Context, in *tokensIn) (*body[list[wire.Token]], error) {
	all, err := s.Auth.Tokens(ctx, in.User)
	if err != nil {
		return nil, err
	}
	for len(all) > 0 && all[0].ID <= in.After {
		all = all[1:]
	}
	return answered(part(in.Paging, all, func(t auth.Token) int64 { return t.ID }, wire.NewToken)), nil
}
