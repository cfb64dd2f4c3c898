package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"article30/api"
	"article30/api/answer"
	"article30/api/rest"
	conferenceintake "article30/budget/conference/intake"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/sheet"
)

// client talks to the whole program on one database, at nine o'clock of
// 20 July 2012 in Vienna.
type client struct {
	t      *testing.T
	url    string
	s      *services
	secret string
}

// masterKey opens everything to a client that does not say otherwise, so that
// a test of something else needs no user.
const masterKey = "master"

var testClock = date.Fixed(time.Date(2012, 7, 20, 9, 0, 0, 0, date.Vienna()))

// eachClient runs the test on both engines at once.
func eachClient(t *testing.T, test func(t *testing.T, c *client)) {
	t.Helper()
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			test(t, newClient(t, dbtest.Open(t, engine)))
		})
	}
}

func newClient(t *testing.T, d *db.DB) *client {
	t.Helper()
	return newClientOn(t, d, testClock)
}

// newClientOn is a client of a program with another clock.
func newClientOn(t *testing.T, d *db.DB, clock date.Clock) *client {
	t.Helper()
	return newClientWith(t, d, clock, settings{})
}

// newClientWith is a client of a program with other settings.
func newClientWith(t *testing.T, d *db.DB, clock date.Clock, set settings) *client {
	t.Helper()
	s := compose(d, clock, set)
	if err := conferenceintake.Seed(context.Background(), s.conference); err != nil {
		t.Fatal(err)
	}
	s.checkpointKey = keyFile(t)
	a := &app{ctx: context.Background(), actor: access.Operator("tester"), printer: locale.Match("")}
	var log bytes.Buffer
	h := api.Handler(api.Config{
		DB: d, Log: slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelError})),
		Now: clock.Now,
		Authenticate: func(ctx context.Context, secret string) (access.Actor, error) {
			if secret == masterKey {
				return access.Operator("tester"), nil
			}
			return s.auth.Authenticate(ctx, secret)
		},
		Public: rest.Public,
	}, a.routes(s, true))
	server := httptest.NewServer(h)
	t.Cleanup(func() {
		server.Close()
		if t.Failed() && log.Len() > 0 {
			t.Log(log.String())
		}
	})
	return &client{t, server.URL, s, masterKey}
}

// testKey signs the checkpoints of a test; it is nobody's secret.
const testKey = "PRIVATE+KEY+example.org/article30+bb45e8cf+AakoRGuu1yLAV/HYhpGrzrKJdRov+qXPHjn++Vtd3VCo"

// keyFile is a file with that key.
func keyFile(t *testing.T) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(name, []byte(testKey+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// load imports a file of the embedded kind into the client's database.
func (c *client) load(kind, name string, content []byte) {
	c.t.Helper()
	src, err := sheet.FromBytes(name, content)
	if err != nil {
		c.t.Fatal(err)
	}
	res := c.do("POST", "/api/v1/imports/"+kind+"?file="+src.Name, string(content), "Content-Type", "text/csv")
	if res.status != http.StatusOK {
		c.t.Fatalf("import of %s: %d %s", name, res.status, res.body)
	}
}

// answered is what came back.
type answered struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

func (c *client) do(method, path, body string, headers ...string) answered {
	c.t.Helper()
	req, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if strings.HasPrefix(path, "/api/v1/") {
		req.Header.Set("Authorization", "Bearer "+c.secret)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		c.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		c.t.Fatal(err)
	}
	return answered{c.t, res.StatusCode, res.Header, string(b)}
}

func (c *client) get(path string, headers ...string) answered {
	c.t.Helper()
	return c.do("GET", path, "", headers...)
}

// post sends v as JSON.
func (c *client) post(path string, v any, headers ...string) answered {
	c.t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		c.t.Fatal(err)
	}
	return c.do("POST", path, string(b), headers...)
}

type fields = map[string]any

// want checks the status and decodes the body.
func (a answered) want(status int) answered {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("got %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// at is the value at a path such as "entries.0.usd.amount" in the body.
func (a answered) at(path string) any {
	a.t.Helper()
	var v any
	dec := json.NewDecoder(strings.NewReader(a.body))
	dec.UseNumber()
	if err := dec.Decode(&v); err != nil {
		a.t.Fatalf("not JSON: %v: %s", err, a.body)
	}
	for step := range strings.SplitSeq(path, ".") {
		switch node := v.(type) {
		case map[string]any:
			v = node[step]
		case []any:
			i := 0
			for _, digit := range step {
				i = i*10 + int(digit-'0')
			}
			if i >= len(node) {
				return nil
			}
			v = node[i]
		default:
			return nil
		}
	}
	if n, ok := v.(json.Number); ok {
		return n.String()
	}
	return v
}

// problem checks that the answer is a problem with that status and code, and
// returns the codes of its fields by path.
func (a answered) problem(status int, code string) map[string]string {
	a.t.Helper()
	var p answer.Problem
	if err := json.Unmarshal([]byte(a.body), &p); err != nil {
		a.t.Fatalf("not a problem: %d %s", a.status, a.body)
	}
	if a.status != status || p.Status != status || p.Code != code {
		a.t.Errorf("got %d %s, want %d %s: %s", a.status, p.Code, status, code, a.body)
	}
	if a.header.Get("Content-Type") != answer.MediaType {
		a.t.Errorf("content type %s", a.header.Get("Content-Type"))
	}
	if p.Title == "" || p.Detail == "" || p.Request == "" {
		a.t.Errorf("the problem lacks something: %s", a.body)
	}
	codes := map[string]string{}
	for _, f := range p.Errors {
		if f.Detail == "" {
			a.t.Errorf("%s: no detail", f.Path)
		}
		codes[f.Path] = f.Code
	}
	return codes
}

// contribution enters a donor and a contribution and returns the latter's path.
func (c *client) contribution(party, currency string) string {
	c.t.Helper()
	donor := c.post("/api/v1/donors", fields{"party": party}).want(http.StatusCreated)
	id := json.Number(donor.at("id").(string))
	opened := c.post("/api/v1/contributions", fields{
		"reference": "REF-" + party, "donor": id, "year": 2012, "currency": currency,
	}).want(http.StatusCreated)
	return opened.header.Get("Location")
}

// rates are two rates of the euro and one each of the yen and the dinar.
const rates = "currency,effective,per_usd\nEUR,2012-06-01,0.806\nEUR,2012-07-01,0.794\nJPY,2012-07-01,79.5\nKWD,2012-07-01,0.28\n"

func openSQLite(t *testing.T) *db.DB { return dbtest.Open(t, db.SQLite) }
