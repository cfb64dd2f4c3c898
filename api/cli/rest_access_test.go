package cli

import (
	"context"
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"article30/api/auth"
	"article30/api/imports"
	"article30/api/statements"
	"article30/internal/access"
)

// user enters one and returns the client of a token of theirs.
func (c *client) user(name string, in auth.RolesIn, scope ...string) *client {
	c.t.Helper()
	if len(scope) == 0 {
		scope = []string{"read", "write"}
	}
	ctx, boss := context.Background(), access.Operator("boss")
	if _, err := c.s.auth.AddUser(ctx, boss, auth.UserIn{Name: name, Email: name + "@example.org", Roles: in.Roles, State: in.State}); err != nil {
		c.t.Fatal(err)
	}
	_, secret, err := c.s.auth.AddToken(ctx, boss, auth.TokenIn{User: name, Scope: scope})
	if err != nil {
		c.t.Fatal(err)
	}
	return c.with(secret)
}

// with is the same client with another token.
func (c *client) with(secret string) *client {
	other := *c
	other.secret = secret
	return &other
}

// try is a request to which the answer is known: what is taken for it.
type try struct {
	operation, method, path, body string
	headers                       []string
	takes                         []access.Permission // one of these; none for any token
	own                           bool
}

// tries are a request for each operation of the description, and for those
// whose request decides what is taken, one for each case.
func (c *client) tries() (all []try) {
	c.t.Helper()
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			Security    []map[string][]access.Permission
			Own         string `json:"x-own-state"`
		}
	}
	if err := json.Unmarshal([]byte(c.get("/openapi.json").want(200).body), &doc); err != nil {
		c.t.Fatal(err)
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for method, op := range doc.Paths[path] {
			if len(op.Security) == 0 {
				continue // /healthz
			}
			one := try{
				operation: op.OperationID, method: strings.ToUpper(method), path: strings.ReplaceAll(path, "{id}", "1"),
				takes: op.Security[0]["token"], own: op.Own != "",
			}
			if method == "post" {
				one.body = "{}"
			}
			switch op.OperationID {
			case "import":
				for _, kind := range imports.Kinds {
					one.path, one.body = "/api/v1/imports/"+kind, rates
					one.headers = []string{"Content-Type", "text/csv"}
					one.takes = []access.Permission{imports.Needs[kind]}
					all = append(all, one)
				}
			case "report":
				for _, name := range statements.Names {
					one.path = "/api/v1/reports/" + name + "?format=csv"
					needs, own := statements.Needs(name)
					one.own, one.takes = own, []access.Permission{needs}
					all = append(all, one)
				}
			default:
				all = append(all, one)
			}
		}
	}
	return all
}

// 23: every role at every operation, by real requests. Whoever may not gets
// 403 and is told what it takes; whoever may gets any other answer, for the
// requests are not good ones.
func TestEveryRoleAtEveryOperation(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		tries := c.tries()
		if len(tries) < 40 {
			t.Fatalf("only %d requests", len(tries))
		}
		for _, role := range access.Roles() {
			in := auth.RolesIn{Roles: []string{string(role)}}
			if role == access.Delegate {
				in.State = "FRA"
			}
			who := c.user(strings.ReplaceAll(string(role), "_", "-"), in)
			for _, one := range tries {
				may := len(one.takes) == 0
				for _, p := range one.takes {
					reach := role.Reach(p)
					may = may || reach == access.Everywhere || reach == access.Own && one.own
				}
				res := who.do(one.method, one.path, one.body, one.headers...)
				switch {
				case may && (res.status == http.StatusUnauthorized || res.status == http.StatusForbidden || res.status >= 500):
					t.Errorf("%s at %s (%s): %d %s", role, one.operation, one.path, res.status, res.body)
				case !may:
					res.problem(http.StatusForbidden, "access.denied")
				}
			}
		}
		for _, one := range tries {
			c.with("").do(one.method, one.path, one.body, one.headers...).problem(http.StatusUnauthorized, "auth.malformed")
		}
		if n := len(c.donors()); n != 0 {
			t.Errorf("%d donors were entered", n)
		}
	})
}

func (c *client) donors() []any {
	c.t.Helper()
	return c.get("/api/v1/donors").want(200).at("items").([]any)
}

// 23: a State's delegate sees the own State's records and learns nothing of
// another's: not by id, not by a filter, not by a statement.
func TestDelegateSeesTheOwnState(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		french, japanese := c.contribution("FRA", "EUR"), c.contribution("JPN", "JPY")
		c.post(french+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(201)
		c.post(japanese+"/pledges", fields{"on": "2012-07-15", "amount": "777000"}).want(201)
		d := c.user("denis", auth.RolesIn{Roles: []string{"delegate"}, State: "FRA"})

		if donors := d.donors(); len(donors) != 1 || donors[0].(map[string]any)["party"] != "FRA" {
			t.Errorf("donors: %v", donors)
		}
		d.get("/api/v1/donors/1").want(200)
		d.get(french).want(200)
		d.get(french+"/schedule").problem(404, "schedule.none")
		for _, path := range []string{"", "?donor=1"} {
			if list := d.get("/api/v1/contributions" + path).want(200); list.at("items.0.id") != "1" || list.at("items.1") != nil {
				t.Errorf("contributions%s: %s", path, list.body)
			}
		}
		if list := d.get("/api/v1/contributions?donor=2").want(200); list.at("items.0") != nil {
			t.Errorf("another State's contributions: %s", list.body)
		}
		status := d.get("/api/v1/status").want(200)
		if status.at("rows.1") != nil || status.at("rows.0.pledged.amount") != "1240.69" || status.at("total.pledged.amount") != "1240.69" {
			t.Errorf("status: %s", status.body)
		}
		statement := d.get("/api/v1/reports/status-of-contributions?format=csv").want(200)
		if own := c.get("/api/v1/reports/status-of-contributions?format=csv&donor=1").want(200); own.body != statement.body {
			t.Errorf("the statement is\n%s\nwant\n%s", statement.body, own.body)
		}
		account := d.get("/api/v1/reports/donor-statement?format=csv").want(200)
		if own := c.get("/api/v1/reports/donor-statement?format=csv&donor=France").want(200); own.body != account.body {
			t.Errorf("the statement of account is\n%s\nwant\n%s", account.body, own.body)
		}
		for _, said := range []string{status.body, statement.body, account.body} {
			if strings.Contains(said, "Japan") || strings.Contains(said, "777") {
				t.Errorf("it tells of another State: %s", said)
			}
		}

		// No operation for a delegate forgets that the record may be another's.
		for _, one := range c.tries() {
			if of := strings.Replace(one.path, "/1", "/2", 1); one.own && of != one.path {
				if res := d.do(one.method, of, one.body); res.status != 404 {
					t.Errorf("%s shows another State's: %d %s", of, res.status, res.body)
				}
			}
		}

		// What is another's answers as if it were not there.
		for _, pair := range [][2]string{
			{"/api/v1/donors/2", "/api/v1/donors/9"},
			{japanese, "/api/v1/contributions/9"},
			{japanese + "/schedule", "/api/v1/contributions/9/schedule"},
			{"/api/v1/reports/status-of-contributions?format=csv&donor=2", "/api/v1/reports/status-of-contributions?format=csv&donor=9"},
			{"/api/v1/reports/donor-statement?format=csv&donor=2", "/api/v1/reports/donor-statement?format=csv&donor=9"},
		} {
			hidden, absent := d.get(pair[0]), d.get(pair[1])
			if got, want := strings.ReplaceAll(essence(hidden.body), "2", "9"), essence(absent.body); hidden.status != 404 || got != want {
				t.Errorf("%s: %d %s\nwhat is not there: %s", pair[0], hidden.status, hidden.body, absent.body)
			}
		}
		d.get("/api/v1/export").problem(403, "access.denied")
		d.post(french+"/pledges", fields{"on": "2012-06-15", "amount": "1.00"}).problem(403, "access.denied")
	})
}

// essence is a problem without the identity of its request.
func essence(body string) string {
	before, _, _ := strings.Cut(body, `"request_id"`)
	return before
}

// A delegate whose State has not given sees an empty house.
func TestDelegateOfAStateThatIsNoDonor(t *testing.T) {
	c := newClient(t, openSQLite(t))
	c.load("rates", "rates.csv", []byte(rates))
	c.contribution("JPN", "JPY")
	d := c.user("tarik", auth.RolesIn{Roles: []string{"delegate"}, State: "Turkey"})
	if donors := d.donors(); len(donors) != 0 {
		t.Errorf("donors: %v", donors)
	}
	for path, empty := range map[string]string{"/api/v1/contributions": "items.0", "/api/v1/status": "rows.0"} {
		if res := d.get(path).want(200); res.at(empty) != nil {
			t.Errorf("%s: %s", path, res.body)
		}
	}
	d.get("/api/v1/reports/status-of-contributions?format=csv").problem(404, "donor.state_gave_nothing")
	d.get("/api/v1/contributions/1").problem(404, "contribution.not_found")
}

// What somebody does is recorded under their name, and a scope narrows what
// their roles give.
func TestActingByToken(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		officer := auth.RolesIn{Roles: []string{"finance_officer"}}
		anna := c.user("anna", officer)
		path := anna.contribution("FRA", "EUR")
		anna.post(path+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(201)
		if got := anna.get(path).want(200).at("entries.0.entered_by"); got != "anna" {
			t.Errorf("entered by %v", got)
		}
		if last := c.get("/api/v1/journal?object=contribution").want(200); last.at("items.1.actor") != "anna" {
			t.Errorf("recorded: %s", last.body)
		}
		me := anna.get("/api/v1/me").want(200)
		if me.at("name") != "anna" || me.at("roles.0") != "finance_officer" || !strings.Contains(me.body, `"contribution.record"`) || strings.Contains(me.body, "budget.draft") {
			t.Errorf("me: %s", me.body)
		}

		reader := c.user("rita", officer, "contribution.read", "contribution.record")
		reader.get(path).want(200)
		reader.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "400.00"}).want(201)
		reader.get("/api/v1/sessions").problem(403, "access.out_of_scope")
		reader.do("POST", "/api/v1/imports/rates", rates, "Content-Type", "text/csv").problem(403, "access.out_of_scope")
		if me := reader.get("/api/v1/me").want(200); me.at("permissions.1") != "contribution.record" || me.at("permissions.2") != nil {
			t.Errorf("me: %s", me.body)
		}

		// 35: at the next request.
		ctx, boss := context.Background(), access.Operator("boss")
		if _, err := c.s.auth.SetRoles(ctx, boss, "anna", auth.RolesIn{Roles: []string{"auditor"}}); err != nil {
			t.Fatal(err)
		}
		anna.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "1.00"}).problem(403, "access.denied")
		anna.get("/api/v1/tokens").want(200)
		if _, err := c.s.auth.Disable(ctx, boss, "rita", "left"); err != nil {
			t.Fatal(err)
		}
		gone := reader.get(path)
		gone.problem(401, "auth.revoked")
		if got := gone.header.Get("WWW-Authenticate"); got != `Bearer realm="article30", error="invalid_token"` {
			t.Errorf("challenge %q", got)
		}
	})
}

func TestUsersAndTokensOverREST(t *testing.T) {
	c := newClient(t, openSQLite(t))
	c.user("anna", auth.RolesIn{Roles: []string{"finance_officer"}})
	adam := c.user("adam", auth.RolesIn{Roles: []string{"administrator"}})
	users := adam.get("/api/v1/users").want(200)
	if users.at("items.1.email") != "anna@example.org" || users.at("items.1.roles.0") != "finance_officer" {
		t.Errorf("users: %s", users.body)
	}
	if tokens := adam.get("/api/v1/tokens?limit=1").want(200); tokens.at("items.0.user") != "anna" || tokens.at("next") != "1" || strings.Contains(tokens.body, "secret") {
		t.Errorf("tokens: %s", tokens.body)
	}
	if tokens := adam.get("/api/v1/tokens?after=1").want(200); tokens.at("items.0.user") != "adam" || tokens.at("next") != nil {
		t.Errorf("tokens after the first: %s", tokens.body)
	}
}

// The page hands out what it links to without a token, and nothing else.
func TestDownloadsOfThePage(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		nobody := c.with("")
		for _, query := range []string{"budget-sheet?format=xlsx&lang=fr&symbol=" + url.QueryEscape(symbol), "status-of-contributions?format=csv&lang=en"} {
			page, program := nobody.get("/downloads/"+query).want(200), c.get("/api/v1/reports/"+query).want(200)
			if page.body != program.body {
				t.Errorf("%s: the page hands out another file", query)
			}
			for _, name := range []string{"Content-Type", "Content-Length", "Content-Disposition", "Content-Language", "Cache-Control", "Etag", "Repr-Digest"} {
				if got, want := page.header.Get(name), program.header.Get(name); got != want || got == "" {
					t.Errorf("%s: %s is %q, want %q", query, name, got, want)
				}
			}
			if again := nobody.get("/downloads/"+query, "If-None-Match", page.header.Get("Etag")); again.status != http.StatusNotModified || again.body != "" {
				t.Errorf("%s: a reader who has it got %d", query, again.status)
			}
		}
		nobody.get("/downloads/journal?format=csv").problem(422, "report.invalid")
		nobody.get("/downloads/status-of-contributions").problem(422, "report.invalid")
		nobody.do("POST", "/downloads/budget-sheet", "{}", "Idempotency-Key", "k").problem(405, "request.method")
	})
}
