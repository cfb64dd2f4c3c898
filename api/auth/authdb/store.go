// Package authdb keeps users and tokens in the database.
package authdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"article30/api/auth"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
)

// Store is an auth.Store on a database.
type Store struct{ *db.DB }

// New is the Store on d.
func New(d *db.DB) *Store { return &Store{d} }

type userRow struct {
	bun.BaseModel `bun:"table:app_user"`

	ID          int64 `bun:"id,pk,autoincrement"`
	Name        string
	Email       string
	EmailKey    string // the address in small letters
	DisplayName string
	PartyID     string `bun:",nullzero"`
	Active      bool
	EnteredBy   string
	RecordedAt  string
}

type roleRow struct {
	bun.BaseModel `bun:"table:app_user_role"`

	UserID int64 `bun:",pk"`
	Role   access.Role
}

type tokenRow struct {
	bun.BaseModel `bun:"table:token"`

	ID           int64 `bun:"id,pk,autoincrement"`
	UserID       int64
	UserName     string `bun:",scanonly"`
	Label        string
	SecretSHA256 string `bun:"secret_sha256"`
	Scope        string // words with spaces between them
	ExpiresOn    date.Date
	EnteredBy    string
	RecordedAt   string
	RevokedAt    string `bun:",nullzero"`
}

func (s *Store) Users(ctx context.Context) ([]auth.User, error) {
	return s.users(ctx, "TRUE")
}

func (s *Store) User(ctx context.Context, name string) (auth.User, bool, error) {
	return s.user(ctx, "name = ?", name)
}

func (s *Store) UserByEmail(ctx context.Context, email string) (auth.User, bool, error) {
	return s.user(ctx, "email_key = ?", strings.ToLower(email))
}

func (s *Store) user(ctx context.Context, where string, arg any) (auth.User, bool, error) {
	list, err := s.users(ctx, where, arg)
	if err != nil || len(list) == 0 {
		return auth.User{}, false, err
	}
	return list[0], true, nil
}

func (s *Store) users(ctx context.Context, where string, args ...any) ([]auth.User, error) {
	var rows []userRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Where(where, args...).Order("name").Scan(ctx); err != nil || len(rows) == 0 {
		return nil, err
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	var roles []roleRow
	if err := s.Conn(ctx).NewSelect().Model(&roles).Where("user_id IN (?)", bun.List(ids)).Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]auth.User, len(rows))
	for i, r := range rows {
		recorded, err := instant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = auth.User{
			ID: r.ID, Name: r.Name, Email: r.Email, DisplayName: r.DisplayName, State: r.PartyID,
			Active: r.Active, EnteredBy: r.EnteredBy, RecordedAt: recorded,
		}
		for _, role := range access.Roles() {
			for _, has := range roles {
				if has.UserID == r.ID && has.Role == role {
					list[i].Roles = append(list[i].Roles, role)
				}
			}
		}
	}
	return list, nil
}

func (s *Store) InsertUser(ctx context.Context, u auth.User) (int64, error) {
	row := userRow{
		Name: u.Name, Email: u.Email, EmailKey: strings.ToLower(u.Email), DisplayName: u.DisplayName,
		PartyID: u.State, Active: u.Active, EnteredBy: u.EnteredBy, RecordedAt: text(u.RecordedAt),
	}
	if _, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
		return 0, err
	}
	return row.ID, s.insertRoles(ctx, row.ID, u.Roles)
}

func (s *Store) insertRoles(ctx context.Context, user int64, roles []access.Role) error {
	rows := make([]roleRow, len(roles))
	for i, role := range roles {
		rows[i] = roleRow{UserID: user, Role: role}
	}
	_, err := s.Conn(ctx).NewInsert().Model(&rows).Exec(ctx)
	return err
}

func (s *Store) UpdateUser(ctx context.Context, u auth.User) error {
	row := userRow{ID: u.ID, PartyID: u.State, Active: u.Active}
	result, err := s.Conn(ctx).NewUpdate().Model(&row).Column("party_id", "active").WherePK().Exec(ctx)
	if err := one(result, err, "user"); err != nil {
		return err
	}
	if _, err := s.Conn(ctx).NewDelete().Model((*roleRow)(nil)).Where("user_id = ?", u.ID).Exec(ctx); err != nil {
		return err
	}
	return s.insertRoles(ctx, u.ID, u.Roles)
}

func (s *Store) Tokens(ctx context.Context, user string) ([]auth.Token, error) {
	if user == "" {
		return s.tokens(ctx, "TRUE")
	}
	return s.tokens(ctx, "app_user.name = ?", user)
}

func (s *Store) Token(ctx context.Context, id int64) (auth.Token, bool, error) {
	return s.token(ctx, "token_row.id = ?", id)
}

func (s *Store) TokenBySecret(ctx context.Context, digest string) (auth.Token, auth.User, bool, error) {
	t, found, err := s.token(ctx, "secret_sha256 = ?", digest)
	if err != nil || !found {
		return auth.Token{}, auth.User{}, false, err
	}
	u, found, err := s.User(ctx, t.User)
	return t, u, found, err
}

func (s *Store) token(ctx context.Context, where string, arg any) (auth.Token, bool, error) {
	list, err := s.tokens(ctx, where, arg)
	if err != nil || len(list) == 0 {
		return auth.Token{}, false, err
	}
	return list[0], true, nil
}

func (s *Store) tokens(ctx context.Context, where string, args ...any) ([]auth.Token, error) {
	var rows []tokenRow
	err := s.Conn(ctx).NewSelect().Model(&rows).ColumnExpr("token_row.*").ColumnExpr("app_user.name AS user_name").
		Join("JOIN app_user ON app_user.id = token_row.user_id").Where(where, args...).Order("token_row.id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]auth.Token, len(rows))
	for i, r := range rows {
		list[i] = auth.Token{
			ID: r.ID, User: r.UserName, Label: r.Label, Scope: strings.Fields(r.Scope),
			ExpiresOn: r.ExpiresOn, EnteredBy: r.EnteredBy, SecretSHA256: r.SecretSHA256,
		}
		var failed error
		list[i].RecordedAt, err = instant(r.RecordedAt)
		if r.RevokedAt != "" {
			list[i].RevokedAt, failed = instant(r.RevokedAt)
		}
		if err := errors.Join(err, failed); err != nil {
			return nil, err
		}
	}
	return list, nil
}

func (s *Store) InsertToken(ctx context.Context, t auth.Token) (int64, error) {
	u, found, err := s.User(ctx, t.User)
	if err != nil {
		return 0, err
	}
	if !found {
		return 0, fmt.Errorf("authdb: no user %s", t.User)
	}
	row := tokenRow{
		UserID: u.ID, Label: t.Label, SecretSHA256: t.SecretSHA256, Scope: t.Scope.String(),
		ExpiresOn: t.ExpiresOn, EnteredBy: t.EnteredBy, RecordedAt: text(t.RecordedAt),
	}
	_, err = s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return row.ID, err
}

func (s *Store) RevokeToken(ctx context.Context, id int64, at time.Time) error {
	row := tokenRow{ID: id, RevokedAt: text(at)}
	result, err := s.Conn(ctx).NewUpdate().Model(&row).Column("revoked_at").WherePK().Exec(ctx)
	return one(result, err, "token")
}

// one makes sure that a row that must be there was changed.
func one(result sql.Result, err error, what string) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		err = fmt.Errorf("authdb: %d rows of %s updated", n, what)
	}
	return err
}

func text(at time.Time) string { return at.UTC().Format(time.RFC3339) }

func instant(text string) (time.Time, error) { return time.Parse(time.RFC3339, text) }
