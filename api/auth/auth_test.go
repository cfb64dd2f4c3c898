package auth_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"article30/api/auth"
	"article30/api/auth/authdb"
	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	conferenceintake "article30/budget/conference/intake"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/problem"
)

var operator = access.Operator("operator")

// desk is the service on a database of its own, with a clock to turn.
type desk struct {
	*auth.Service
	t       *testing.T
	db      *db.DB
	journal *journal.Journal
	clock   *clock
}

type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) set(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = now
}

func each(t *testing.T, test func(t *testing.T, d *desk)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := &clock{now: time.Date(2012, 7, 20, 9, 0, 0, 0, date.Vienna())}
		log := journal.New(d, c)
		who := conference.New(conference.Config{Store: conferencedb.New(d), Journal: log, Clock: c})
		if err := conferenceintake.Seed(t.Context(), who); err != nil {
			t.Fatal(err)
		}
		s := auth.New(auth.Config{Store: authdb.New(d), Journal: log, Conference: who, Clock: c})
		test(t, &desk{s, t, d, log, c})
	})
}

func (d *desk) user(name string, roles ...string) auth.User {
	d.t.Helper()
	in := auth.UserIn{Name: name, Email: name + "@example.org", Roles: roles}
	if roles[0] == "delegate" {
		in.State = "FRA"
	}
	u, err := d.AddUser(d.t.Context(), operator, in)
	if err != nil {
		d.t.Fatal(err)
	}
	return u
}

func (d *desk) token(user string, scope ...string) (auth.Token, string) {
	d.t.Helper()
	t, secret, err := d.AddToken(d.t.Context(), operator, auth.TokenIn{User: user, Scope: scope})
	if err != nil {
		d.t.Fatal(err)
	}
	return t, secret
}

func (d *desk) records(object string) []journal.Record {
	d.t.Helper()
	list, err := d.journal.List(d.t.Context(), journal.Filter{Object: object})
	if err != nil {
		d.t.Fatal(err)
	}
	return list
}

func TestUsers(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		anna, err := d.AddUser(t.Context(), operator, auth.UserIn{
			Name: "anna", Email: " Anna.Officer@Example.org ", DisplayName: "Anna Officer", Roles: []string{"approver", "finance_officer"},
		})
		if err != nil {
			t.Fatal(err)
		}
		denis, err := d.AddUser(t.Context(), operator, auth.UserIn{
			Name: "denis", Email: "denis@example.org", Roles: []string{"delegate"}, State: "Turkey",
		})
		if err != nil {
			t.Fatal(err)
		}
		want := []auth.User{
			{
				Name: "anna", Email: "Anna.Officer@Example.org", DisplayName: "Anna Officer",
				Roles: []access.Role{access.FinanceOfficer, access.Approver}, Active: true,
				EnteredBy: "operator", RecordedAt: time.Date(2012, 7, 20, 7, 0, 0, 0, time.UTC),
			},
			{
				Name: "denis", Email: "denis@example.org", DisplayName: "denis",
				Roles: []access.Role{access.Delegate}, State: "TUR", Active: true,
				EnteredBy: "operator", RecordedAt: time.Date(2012, 7, 20, 7, 0, 0, 0, time.UTC),
			},
		}
		got, err := d.Users(t.Context())
		if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(auth.User{}, "ID")); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if diff := cmp.Diff([]auth.User{anna, denis}, got); diff != "" {
			t.Errorf("what was entered and what is there:\n%s", diff)
		}
		if a := denis.Actor(); a.Name != "denis" || a.State != "TUR" || a.Reach(access.ReadContributions) != access.Own {
			t.Errorf("the delegate acts as %+v", a)
		}
	})
}

func TestUserRefused(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		good := auth.UserIn{Name: "bert", Email: "bert@example.org", Roles: []string{"approver"}}
		for name, tt := range map[string]struct {
			change func(in *auth.UserIn)
			field  string // the field that is wrong, or ""
			code   string
		}{
			"27 same address":              {func(in *auth.UserIn) { in.Email = "anna@example.org" }, "", "user.same_person"},
			"27 same address, capitals":    {func(in *auth.UserIn) { in.Email = "ANNA@Example.ORG" }, "", "user.same_person"},
			"same name":                    {func(in *auth.UserIn) { in.Name = "anna" }, "", "user.exists"},
			"capitals in the name":         {func(in *auth.UserIn) { in.Name = "Bert" }, "name", "user.bad_name"},
			"no name":                      {func(in *auth.UserIn) { in.Name = "" }, "name", "user.bad_name"},
			"a name with a line break":     {func(in *auth.UserIn) { in.Name = "bert\n" }, "name", "user.bad_name"},
			"a name that is long":          {func(in *auth.UserIn) { in.Name = strings.Repeat("b", 41) }, "name", "user.bad_name"},
			"no address":                   {func(in *auth.UserIn) { in.Email = "" }, "email", "user.bad_email"},
			"an address with a look-alike": {func(in *auth.UserIn) { in.Email = "аnna@example.org" }, "email", "user.bad_email"},
			"an address in angles":         {func(in *auth.UserIn) { in.Email = "Bert <bert@example.org>" }, "email", "user.bad_email"},
			"an address without end":       {func(in *auth.UserIn) { in.Email = "b@" + strings.Repeat("x.", 130) + "org" }, "email", "user.bad_email"},
			"no role":                      {func(in *auth.UserIn) { in.Roles = nil }, "roles", "user.no_roles"},
			"29 the operator's role":       {func(in *auth.UserIn) { in.Roles = []string{"operator"} }, "roles", "user.unknown_role"},
			"the pages' role":              {func(in *auth.UserIn) { in.Roles = []string{"local_reader"} }, "roles", "user.unknown_role"},
			"auditor and more":             {func(in *auth.UserIn) { in.Roles = []string{"auditor", "approver"} }, "roles", "user.role_stands_alone"},
			"administrator and finance":    {func(in *auth.UserIn) { in.Roles = []string{"administrator", "finance_officer"} }, "roles", "user.role_stands_alone"},
			"delegate without a State":     {func(in *auth.UserIn) { in.Roles = []string{"delegate"} }, "state", "user.no_state"},
			"delegate of nowhere":          {func(in *auth.UserIn) { in.Roles, in.State = []string{"delegate"}, "Atlantis" }, "state", "conference.unknown_name"},
			"a State without a delegate":   {func(in *auth.UserIn) { in.State = "FRA" }, "state", "user.not_delegate"},
			"control characters":           {func(in *auth.UserIn) { in.DisplayName = "Bert\x1b[31m" }, "display_name", "text.unprintable"},
			"a long name":                  {func(in *auth.UserIn) { in.DisplayName = strings.Repeat("b", 201) }, "display_name", "text.too_long"},
		} {
			in := good
			tt.change(&in)
			_, err := d.AddUser(t.Context(), operator, in)
			if tt.field == "" {
				if !problem.Is(err, tt.code) || problem.KindOf(err) != problem.Conflict {
					t.Errorf("%s: %v, want %s", name, err, tt.code)
				}
				continue
			}
			e, ok := problem.As(err)
			if !ok || e.Code != "user.invalid" || len(e.Fields) != 1 || e.Fields[0].Path != tt.field || e.Fields[0].Code != tt.code {
				t.Errorf("%s: %v, want %s: %s", name, err, tt.field, tt.code)
			}
		}
		if list, err := d.Users(t.Context()); err != nil || len(list) != 1 {
			t.Errorf("users: %v, %v", list, err)
		}
		if n := len(d.records("user")); n != 1 {
			t.Errorf("%d records of users", n)
		}
	})
}

// 27: the database itself refuses a second account, should two be entered at
// once.
func TestTwoAccountsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		var all sync.WaitGroup
		var mu sync.Mutex
		entered := 0
		for i := range 10 {
			all.Go(func() {
				_, err := d.AddUser(context.Background(), operator, auth.UserIn{
					Name: fmt.Sprintf("anna%d", i), Email: "Anna@Example.org", Roles: []string{"approver"},
				})
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					entered++
				} else if !problem.Is(err, "user.same_person") {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if entered != 1 {
			t.Errorf("one person has %d accounts", entered)
		}
	})
}

func TestRolesChange(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		_, secret := d.token("anna", "read", "write")
		u, err := d.SetRoles(t.Context(), operator, "anna", auth.RolesIn{Roles: []string{"delegate"}, State: "FRA"})
		if err != nil || u.State != "FRA" || len(u.Roles) != 1 {
			t.Fatalf("%+v, %v", u, err)
		}
		// 35: a role that was removed is gone at the next request.
		actor, err := d.Authenticate(t.Context(), secret)
		if err != nil || actor.May(access.RecordContributions) || actor.Reach(access.ReadContributions) != access.Own {
			t.Errorf("acts as %+v, %v", actor, err)
		}
		for name, in := range map[string]auth.RolesIn{
			"user.unchanged": {Roles: []string{"delegate"}, State: "France"},
			"user.invalid":   {Roles: []string{"chief"}},
		} {
			if _, err := d.SetRoles(t.Context(), operator, "anna", in); !problem.Is(err, name) {
				t.Errorf("%v: %v, want %s", in, err, name)
			}
		}
		if _, err := d.SetRoles(t.Context(), operator, "bert", auth.RolesIn{Roles: []string{"auditor"}}); !problem.Is(err, "user.not_found") {
			t.Errorf("nobody: %v", err)
		}
		if u, err = d.SetRoles(t.Context(), operator, "anna", auth.RolesIn{Roles: []string{"auditor"}}); err != nil || u.State != "" {
			t.Errorf("the auditor still speaks for a State: %+v, %v", u, err)
		}
		last := d.records("user")[2]
		if last.Action != "user.roles" || !strings.Contains(string(last.Before), `"roles":["delegate"],"state":"FRA"`) || !strings.Contains(string(last.After), `"roles":["auditor"],"state":""`) {
			t.Errorf("the record is %s %s -> %s", last.Action, last.Before, last.After)
		}
	})
}

// 35: who was disabled is out at the next request, with all tokens, and comes
// back without them.
func TestDisabledUser(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		_, first := d.token("anna")
		_, second := d.token("anna")
		if _, err := d.Disable(t.Context(), operator, "anna", " "); !problem.Is(err, "user.invalid") {
			t.Errorf("without a reason: %v", err)
		}
		if _, err := d.Enable(t.Context(), operator, "anna", "back"); !problem.Is(err, "user.unchanged") {
			t.Errorf("who is active: %v", err)
		}
		u, err := d.Disable(t.Context(), operator, "anna", "left the office")
		if err != nil || u.Active {
			t.Fatalf("%+v, %v", u, err)
		}
		if _, err := d.Disable(t.Context(), operator, "anna", "again"); !problem.Is(err, "user.unchanged") {
			t.Errorf("twice: %v", err)
		}
		if _, _, err := d.AddToken(t.Context(), operator, auth.TokenIn{User: "anna"}); !problem.Is(err, "user.disabled") {
			t.Errorf("a token: %v", err)
		}
		if _, err := d.Enable(t.Context(), operator, "anna", "back from leave"); err != nil {
			t.Fatal(err)
		}
		for _, secret := range []string{first, second} {
			if _, err := d.Authenticate(t.Context(), secret); !problem.Is(err, "auth.revoked") {
				t.Errorf("an old token: %v", err)
			}
		}
		_, third := d.token("anna")
		if _, err := d.Authenticate(t.Context(), third); err != nil {
			t.Errorf("a new token: %v", err)
		}
		var reasons []string
		for _, r := range append(d.records("user"), d.records("token")...) {
			reasons = append(reasons, r.Action+" "+r.Reason)
		}
		want := []string{
			"user.add ", "user.disable left the office", "user.enable back from leave",
			"token.add ", "token.add ", "token.revoke left the office", "token.revoke left the office", "token.add ",
		}
		if diff := cmp.Diff(want, reasons); diff != "" {
			t.Error(diff)
		}
	})
}

// A user can be disabled without their tokens being revoked only by whoever
// writes into the database; even then the tokens do not work.
func TestDisabledInTheDatabase(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		_, secret := d.token("anna")
		err := d.db.Update(t.Context(), func(ctx context.Context) error {
			_, err := d.db.Conn(ctx).ExecContext(ctx, "UPDATE app_user SET active = FALSE")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.Authenticate(t.Context(), secret); !problem.Is(err, "auth.disabled") {
			t.Errorf("got %v", err)
		}
	})
}

// Nobody gives themselves a role, and a token is made for somebody else by the
// operator alone: whoever has it is that user.
func TestAdministratorHasNoPartInTheBooks(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		admin := d.user("adam", "administrator").Actor()
		ctx := t.Context()
		for name, err := range map[string]error{
			"own roles":     errOf(d.SetRoles(ctx, admin, "adam", auth.RolesIn{Roles: []string{"finance_officer"}})),
			"own account":   errOf(d.Disable(ctx, admin, "adam", "x")),
			"own return":    errOf(d.Enable(ctx, admin, "adam", "x")),
			"a third one's": errOf2(d.AddToken(ctx, admin, auth.TokenIn{User: "anna"})),
		} {
			if problem.KindOf(err) != problem.Forbidden || !problem.Is(err, "user.own_account") && !problem.Is(err, "token.not_yours") {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, _, err := d.AddToken(ctx, admin, auth.TokenIn{User: "adam"}); err != nil {
			t.Errorf("their own token: %v", err)
		}
		if _, err := d.SetRoles(ctx, admin, "anna", auth.RolesIn{Roles: []string{"approver"}}); err != nil {
			t.Errorf("another's roles: %v", err)
		}
	})
}

func errOf[T any](_ T, err error) error { return err }

func errOf2[A, B any](_ A, _ B, err error) error { return err }

func TestTokens(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		d.user("bert", "auditor")
		made, secret, err := d.AddToken(t.Context(), operator, auth.TokenIn{
			User: "anna", Label: "nightly load", Scope: []string{"contribution.record", "read"}, ExpiresOn: "2012-08-01",
		})
		if err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^a30_[a-z2-7]{59}$`).MatchString(secret) {
			t.Errorf("the secret is %q", secret)
		}
		usual, _ := d.token("bert")
		if usual.Scope.String() != "read" || usual.ExpiresOn != date.MustParse("2012-10-18") {
			t.Errorf("without a wish: %+v", usual)
		}
		want := []auth.Token{{
			ID: made.ID, User: "anna", Label: "nightly load", Scope: access.Scope{"read", "contribution.record"},
			ExpiresOn: date.MustParse("2012-08-01"), EnteredBy: "operator", RecordedAt: time.Date(2012, 7, 20, 7, 0, 0, 0, time.UTC),
			SecretSHA256: sum(secret),
		}}
		got, err := d.Tokens(t.Context(), "anna")
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		if all, err := d.Tokens(t.Context(), ""); err != nil || len(all) != 2 {
			t.Errorf("all: %v, %v", all, err)
		}
		actor, err := d.Authenticate(t.Context(), secret)
		if err != nil {
			t.Fatal(err)
		}
		if actor.Name != "anna" || !actor.May(access.RecordContributions) || !actor.May(access.ReadContributions) || actor.May(access.ImportRates) {
			t.Errorf("acts as %+v", actor)
		}
	})
}

func TestTokenRefused(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		for name, tt := range map[string]struct {
			in          auth.TokenIn
			field, code string
		}{
			"unknown scope":     {auth.TokenIn{User: "anna", Scope: []string{"everything"}}, "scope", "access.unknown_scope"},
			"no day":            {auth.TokenIn{User: "anna", ExpiresOn: "2012-09-31"}, "expires_on", "date.not_a_day"},
			"yesterday":         {auth.TokenIn{User: "anna", ExpiresOn: "2012-07-19"}, "expires_on", "token.ends_before"},
			"in two years":      {auth.TokenIn{User: "anna", ExpiresOn: "2014-07-20"}, "expires_on", "token.lives_too_long"},
			"a label of a book": {auth.TokenIn{User: "anna", Label: strings.Repeat("x", 201)}, "label", "text.too_long"},
		} {
			_, secret, err := d.AddToken(t.Context(), operator, tt.in)
			e, ok := problem.As(err)
			if !ok || e.Code != "token.invalid" || len(e.Fields) != 1 || e.Fields[0].Path != tt.field || e.Fields[0].Code != tt.code || secret != "" {
				t.Errorf("%s: %v, want %s: %s", name, err, tt.field, tt.code)
			}
		}
		if _, _, err := d.AddToken(t.Context(), operator, auth.TokenIn{User: "nobody"}); !problem.Is(err, "user.not_found") {
			t.Errorf("for nobody: %v", err)
		}
	})
}

// A token works up to the end of its last day in Vienna.
func TestTokenExpires(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		_, secret, err := d.AddToken(t.Context(), operator, auth.TokenIn{User: "anna", ExpiresOn: "2012-07-20"})
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct{ at, code string }{
			{"2012-07-20T21:59:59Z", ""},
			{"2012-07-20T22:00:00Z", "auth.expired"},
			{"2013-07-20T22:00:00Z", "auth.expired"},
		} {
			at, err := time.Parse(time.RFC3339, tt.at)
			if err != nil {
				t.Fatal(err)
			}
			d.clock.set(at)
			_, err = d.Authenticate(t.Context(), secret)
			if tt.code == "" && err != nil || tt.code != "" && !problem.Is(err, tt.code) {
				t.Errorf("%s: %v, want %q", tt.at, err, tt.code)
			}
		}
	})
}

func TestTokenRevoked(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		made, secret := d.token("anna")
		other, kept := d.token("anna")
		gone, err := d.RevokeToken(t.Context(), operator, made.ID, "leaked")
		if err != nil || gone.RevokedAt.IsZero() {
			t.Fatalf("%+v, %v", gone, err)
		}
		if _, err := d.Authenticate(t.Context(), secret); !problem.Is(err, "auth.revoked") {
			t.Errorf("the revoked one: %v", err)
		}
		if _, err := d.Authenticate(t.Context(), kept); err != nil {
			t.Errorf("the other one: %v", err)
		}
		if _, err := d.RevokeToken(t.Context(), operator, made.ID, ""); !problem.Is(err, "token.already_revoked") {
			t.Errorf("twice: %v", err)
		}
		if _, err := d.RevokeToken(t.Context(), operator, other.ID+1, ""); !problem.Is(err, "token.not_found") {
			t.Errorf("one that there is not: %v", err)
		}
	})
}

func TestAuthenticateRefuses(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		_, secret := d.token("anna")
		swapped := []byte(secret)
		swapped[10], swapped[11] = swapped[11], swapped[10]
		if swapped[10] == swapped[11] {
			swapped[10] ^= 1
		}
		for name, tt := range map[string]struct{ secret, code string }{
			"nothing":                {"", "auth.malformed"},
			"capitals":               {strings.ToUpper(secret), "auth.malformed"},
			"two letters swapped":    {string(swapped), "auth.malformed"},
			"cut short":              {secret[:len(secret)-1], "auth.malformed"},
			"too long":               {secret + "a", "auth.malformed"},
			"another prefix":         {"ghp_" + secret[4:], "auth.malformed"},
			"a digest":               {sum(secret), "auth.malformed"},
			"without end":            {strings.Repeat("a", 1<<20), "auth.malformed"},
			"well formed, of nobody": {auth.NewSecret(), "auth.unknown"},
		} {
			actor, err := d.Authenticate(t.Context(), tt.secret)
			if !problem.Is(err, tt.code) || problem.KindOf(err) != problem.Unauthorized || len(actor.Roles) != 0 {
				t.Errorf("%s: %+v, %v, want %s", name, actor, err, tt.code)
			}
		}
	})
}

func sum(s string) string {
	b := sha256.Sum256([]byte(s))
	return hex.EncodeToString(b[:])
}

// The secret is in no table and no record; what is there is its SHA-256.
func TestSecretIsNotKept(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.user("anna", "finance_officer")
		_, secret := d.token("anna")
		if _, err := d.Authenticate(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
		var kept []string
		err := d.db.View(t.Context(), func(ctx context.Context) error {
			return d.db.Conn(ctx).NewRaw("SELECT secret_sha256 FROM token UNION ALL SELECT record FROM journal").Scan(ctx, &kept)
		})
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, text := range kept {
			found = found || text == sum(secret)
			if strings.Contains(text, secret) || strings.Contains(text, secret[4:40]) {
				t.Errorf("kept: %s", text)
			}
		}
		if !found {
			t.Error("the SHA-256 is not there")
		}
	})
}

func TestBearer(t *testing.T) {
	for _, tt := range []struct {
		values       []string
		secret, code string
	}{
		{nil, "", "auth.missing"},
		{[]string{"Bearer a30_x"}, "a30_x", ""},
		{[]string{"bearer  a30_x "}, "a30_x", ""},
		{[]string{"Basic YTpi"}, "", "auth.malformed"},
		{[]string{"a30_x"}, "", "auth.malformed"},
		{[]string{""}, "", "auth.malformed"},
		{[]string{"Bearer a", "Bearer b"}, "", "auth.malformed"},
	} {
		secret, err := auth.Bearer(tt.values)
		if secret != tt.secret || tt.code != "" && !problem.Is(err, tt.code) || tt.code == "" && err != nil {
			t.Errorf("%q: %q, %v", tt.values, secret, err)
		}
	}
}
