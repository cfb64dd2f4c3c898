package auth_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/api/auth"
	"article30/internal/access"
	"article30/internal/dbtest"
)

// 33: whoever gives themselves a right in the database is found out, and the
// place is named.
func TestVerifyFindsTampering(t *testing.T) {
	cases := []struct{ table, statement, place, code string }{
		{"app_user_role", "INSERT INTO app_user_role VALUES (1, 'approver')", "user anna", "auth.not_as_recorded"},
		{"app_user_role", "UPDATE app_user_role SET role = 'administrator' WHERE user_id = 1", "user anna", "auth.not_as_recorded"},
		{"app_user", "UPDATE app_user SET party_id = 'DEU' WHERE name = 'denis'", "user denis", "auth.not_as_recorded"},
		{"app_user", "UPDATE app_user SET active = TRUE WHERE name = 'emil'", "user emil", "auth.not_as_recorded"},
		{"app_user", "UPDATE app_user SET email = 'm@example.org', email_key = 'm@example.org' WHERE name = 'anna'", "user anna", "auth.not_as_recorded"},
		{"app_user", "UPDATE app_user SET entered_by = 'mallory' WHERE name = 'anna'", "user anna", "auth.not_as_recorded"},
		{"app_user", "INSERT INTO app_user VALUES (9, 'mallory', 'm@example.org', 'm@example.org', 'M', NULL, TRUE, 'operator', '2012-07-20T07:00:00Z')", "user mallory", "auth.not_recorded"},
		{"token", "UPDATE token SET secret_sha256 = '3030303030303030303030303030303030303030303030303030303030303030' WHERE id = 1", "token 1", "auth.not_as_recorded"},
		{"token", "UPDATE token SET scope = 'read write' WHERE id = 1", "token 1", "auth.not_as_recorded"},
		{"token", "UPDATE token SET user_id = 2 WHERE id = 1", "token 1", "auth.not_as_recorded"},
		{"token", "UPDATE token SET expires_on = '2100-01-01' WHERE id = 1", "token 1", "auth.not_as_recorded"},
		{"token", "UPDATE token SET revoked_at = NULL WHERE id = 2", "token 2", "auth.not_as_recorded"},
		{"token", "UPDATE token SET revoked_at = '2012-07-20T07:00:00Z' WHERE id = 1", "token 1", "auth.not_as_recorded"},
		{"token", "DELETE FROM token WHERE id = 2", "token 2", "auth.gone"},
		{"token", "INSERT INTO token SELECT 9, user_id, label, '3030303030303030303030303030303030303030303030303030303030303030', scope, expires_on, entered_by, recorded_at, NULL FROM token WHERE id = 1", "token 9", "auth.not_recorded"},
	}
	each(t, func(t *testing.T, d *desk) {
		ctx := t.Context()
		d.user("anna", "finance_officer")
		d.user("denis", "delegate")
		d.user("emil", "auditor")
		d.token("anna")
		d.token("emil")
		if _, err := d.Disable(ctx, operator, "emil", "left"); err != nil {
			t.Fatal(err)
		}
		if _, err := d.SetRoles(ctx, access.Operator("another"), "anna", auth.RolesIn{Roles: []string{"secretariat"}}); err != nil {
			t.Fatal(err)
		}
		for _, c := range cases {
			d.finds(ctx)
			undo := errors.New("undo")
			err := d.db.Update(ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d.db, c.table, c.statement)
				d.finds(ctx, auth.Finding{Place: c.place, Code: c.code})
				return undo
			})
			if err != undo {
				t.Errorf("%s: %v", c.statement, err)
			}
		}
	})
}

func (d *desk) finds(ctx context.Context, want ...auth.Finding) {
	d.t.Helper()
	got, err := d.Verify(ctx)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		d.t.Errorf("%v\n%s", err, diff)
	}
}
