package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
)

func TestOpenAPIDocument(t *testing.T) {
	c := newClient(t, openSQLite(t))
	res := c.get("/openapi.json").want(200)
	if got := res.header.Get("Content-Type"); got != "application/openapi+json" {
		t.Errorf("content type %s", got)
	}
	var doc struct {
		OpenAPI string
		Paths   map[string]map[string]struct {
			Summary, OperationID string
			Parameters           []struct{ Name string }
			Responses            map[string]struct {
				Content map[string]json.RawMessage
			}
		}
	}
	if err := json.Unmarshal([]byte(res.body), &doc); err != nil {
		t.Fatal(err)
	}
	if doc.OpenAPI != "3.1.0" {
		t.Errorf("version %s", doc.OpenAPI)
	}
	if strings.Contains(res.body, "$schema") {
		t.Error("answers would carry $schema")
	}
	operations := 0
	for path, item := range doc.Paths {
		for method, op := range item {
			operations++
			if op.Summary == "" || op.OperationID == "" {
				t.Errorf("%s %s says nothing of itself", method, path)
			}
			if problem := op.Responses["default"].Content["application/problem+json"]; problem == nil && path != "/api/v1/reports/{name}" {
				t.Errorf("%s %s does not say how it refuses", method, path)
			}
			if method != "post" {
				continue
			}
			key := false
			for _, p := range op.Parameters {
				key = key || p.Name == "Idempotency-Key"
			}
			if !key {
				t.Errorf("%s %s does not mention the Idempotency-Key", method, path)
			}
		}
	}
	if operations < 30 {
		t.Errorf("only %d operations", operations)
	}
	if yaml := c.get("/openapi.yaml").want(200); !strings.Contains(yaml.body, "openapi: 3.1.0") {
		t.Errorf("YAML begins with %.60q", yaml.body)
	}
}

// The enumerations describe: what is none of them is refused in the program's
// own words.
func TestEnumerationsOnlyDescribe(t *testing.T) {
	c := newClient(t, openSQLite(t))
	if kinds := c.get("/openapi.json").want(200).at("components.schemas.AddDonorInBody.properties.kind.enum.0"); kinds != "state" {
		t.Errorf("kinds of donors begin with %v", kinds)
	}
	refused := c.post("/api/v1/donors", fields{"name": "A. N. Other", "kind": "philanthropist"})
	refused.problem(422, "donor.invalid")
	if got := refused.at("errors.0.code"); got != "donor.unknown_kind" {
		t.Errorf("refused for %v", got)
	}
}

// 45: nothing answers that should not.
func TestNothingElseAnswers(t *testing.T) {
	c := newClient(t, openSQLite(t))
	for _, path := range []string{"/debug/pprof/", "/.git/config", "/metrics", "/schemas/Donor.json", "/openapi-3.0.json", "/static/", "/static/../web.go", "/admin"} {
		c.get(path).problem(404, "request.no_such_page")
	}
}

// 43: without its database the server says so, shows nothing and writes
// nothing.
func TestDatabaseGone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClient(t, d)
		if got := c.get("/healthz").want(200).at("status"); got != "ok" {
			t.Errorf("health is %v", got)
		}
		d.Close()
		for _, path := range []string{"/healthz", "/api/v1/sessions", "/api/v1/reports/status-of-contributions", "/"} {
			res := c.get(path)
			if res.status < 500 {
				t.Errorf("%s: got %d", path, res.status)
			}
			for _, inside := range []string{"sql", "SELECT", "goroutine", ".go:", "database is closed"} {
				if strings.Contains(res.body, inside) {
					t.Errorf("%s shows %q: %s", path, inside, res.body)
				}
			}
		}
		if res := c.post("/api/v1/donors", fields{"party": "FRA"}, "Idempotency-Key", "k"); res.status < 500 {
			t.Errorf("a write got %d", res.status)
		}
	})
}

// Where there is nothing a person gets a page in their language, and a program
// a problem.
func TestNothingIsHere(t *testing.T) {
	c := newClient(t, openSQLite(t))
	for lang, says := range map[string]string{"en": "Nothing is here", "fr": "Il n’y a rien ici"} {
		res := c.get("/nowhere", "Accept", "text/html,application/xhtml+xml", "Accept-Language", lang).want(404)
		if !strings.HasPrefix(res.header.Get("Content-Type"), "text/html") || !strings.Contains(res.body, says) || !strings.Contains(res.body, "/nowhere") {
			t.Errorf("%s: %s", lang, res.body)
		}
	}
	c.get("/nowhere", "Accept", "application/json").problem(404, "request.no_such_page")
	c.get("/api/v1/nowhere", "Accept", "text/html").problem(404, "request.no_such_page")
	if res := c.get("/<script>alert(1)</script>", "Accept", "text/html"); strings.Contains(res.body, "<script>") {
		t.Errorf("the path is on the page as it came: %s", res.body)
	}
	if res := c.get("//elsewhere.example/x", "Accept", "text/html"); strings.Contains(res.body, `href="//`) {
		t.Errorf("a link leads elsewhere: %s", res.body)
	}
}
