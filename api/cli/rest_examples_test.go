package cli

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"flag"
	"fmt"
	"mime"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"article30/api/auth"
	"article30/api/rest"
	"article30/budget/outbox"
	"article30/internal/date"
)

// examplesFolder has what is said to a server and what it answered.
var examplesFolder = filepath.Join("..", "rest", "examples")

// movable is a clock that a test sets.
type movable struct{ day date.Date }

func (m *movable) Now() time.Time { return morning(m.day) }

// roleOf are the people of the session.
var roleOf = map[string]string{"sara": "secretariat", "anton": "secretariat", "alice": "approver", "frank": "finance_officer"}

// everReady is a server of mail that takes everything, so that the examples
// need no process beside them.
type everReady struct{}

func (e everReady) Connect(context.Context) (outbox.Connection, error) { return e, nil }

func (everReady) Send(_ context.Context, l outbox.Letter, mark func(string) error) (string, error) {
	return fmt.Sprintf("250 2.0.0 taken as %d", l.ID), mark(l.MessageID("example.org"))
}

func (everReady) Close() {}

// exchange is one request of the session.
type exchange struct {
	operation, method, path, contentType, body string
}

// The examples of the description are true: the session in session.txt is
// carried out on a fresh server, every answer has a status that the operation
// documents, and what is kept as its example is what it answered.
func TestExamplesWork(t *testing.T) {
	clock := &movable{date.MustParse("2012-07-20")}
	c := newClientOn(t, openSQLite(t), clock)
	c.s.outbox.Transport = everReady{}
	speakers := map[string]*client{"operator": c}
	last := ""
	for _, x := range session(t) {
		if name, ok := strings.CutPrefix(x.operation, "as "); ok {
			if speakers[name] == nil {
				speakers[name] = speakers["operator"].user(name, auth.RolesIn{Roles: []string{roleOf[name]}})
			}
			c = speakers[name]
			continue
		}
		if day, ok := strings.CutPrefix(x.operation, "on "); ok {
			clock.day = date.MustParse(day)
			continue
		}
		path := strings.ReplaceAll(x.path, "{last}", last)
		headers := []string{}
		if x.body != "" {
			headers = []string{"Content-Type", x.contentType}
		}
		body := x.body
		if from, ok := strings.CutPrefix(body, "what is answered to GET "); ok {
			from, cell, edited := strings.Cut(from, ", with Lines!")
			body = c.get(strings.TrimSpace(from)).want(200).body
			if cell, value, _ := strings.Cut(cell, " = "); edited {
				body = edit(t, body, map[string]any{cell: strings.TrimSpace(value)})
			}
		}
		res := c.do(x.method, path, body, headers...)
		if res.status >= 300 {
			t.Fatalf("%s: %s %s: %d %s", x.operation, x.method, path, res.status, res.body)
		}
		if id := madeID(res.body); x.method == "POST" && id != "" {
			last = id
		}
		if x.operation != "" {
			keepOrCompare(t, x, path, res)
		}
	}
}

func keepOrCompare(t *testing.T, x exchange, path string, res answered) {
	t.Helper()
	kind, _, err := mime.ParseMediaType(res.header.Get("Content-Type"))
	if err != nil {
		t.Fatalf("%s: %v", x.operation, err)
	}
	e := rest.Example{Path: path, Status: fmt.Sprint(res.status), Answer: kind, Got: shown(t, kind, res.body)}
	if x.body != "" {
		e.Type, e.Sent = x.contentType, shown(t, x.contentType, x.body)
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(e); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(examplesFolder, x.operation+".json")
	if flag.Lookup("update").Value.String() == "true" { // of xlsxtest
		if err := os.WriteFile(file, text.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	kept, err := os.ReadFile(file)
	if err != nil {
		t.Errorf("%v; go test ./api/cli -run Examples -update keeps it", err)
		return
	}
	if diff := cmp.Diff(string(kept), text.String()); diff != "" {
		t.Errorf("%s is not what is answered now; -update keeps that (-kept +answered):\n%s", x.operation, diff)
	}
}

// shown is a body as an example has it: JSON with lists cut to two items, a
// text, or how a file begins, in base64.
func shown(t *testing.T, kind, body string) json.RawMessage {
	t.Helper()
	var v any = body
	if kind == "application/json" {
		dec := json.NewDecoder(strings.NewReader(body))
		dec.UseNumber()
		if err := dec.Decode(&v); err != nil {
			t.Fatalf("%v: %s", err, body)
		}
		v = cut(v)
	} else if !utf8.ValidString(body) {
		v = base64.StdEncoding.EncodeToString([]byte(body[:30])) + "…"
	} else if lines := strings.SplitAfter(body, "\n"); len(lines) > 20 {
		v = strings.Join(lines[:20], "")
	}
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		t.Fatal(err)
	}
	nothing := strings.Repeat("A", 43) + "="
	some := anyHead.ReplaceAll(text.Bytes(), []byte(`"1000:`+nothing+`"`))
	some = anySigned.ReplaceAll(some, []byte("${1}${2}"+nothing))
	return anyLength.ReplaceAll(some, []byte("${1}1000"))
}

// anyHead is a head of the journal, in which the tokens of the session are
// other ones every time.
var anyHead = regexp.MustCompile(`"[0-9]+:[A-Za-z0-9+/]{43}="`)

// anyLength is how much stands in the journal, which every step of the session
// changes.
var anyLength = regexp.MustCompile(`("revision":|"size":|"seq":|\\"seq\\":|/article30\\n)[0-9]{3,}`)

// anySigned is a hash of the journal, or what is signed of one.
var anySigned = regexp.MustCompile(`("|\\n)[A-Za-z0-9+/]{43}=|(— \S+ )[A-Za-z0-9+/]{43,}={0,2}`)

func cut(v any) any {
	switch v := v.(type) {
	case []any:
		v = v[:min(len(v), 2)]
		for i := range v {
			v[i] = cut(v[i])
		}
		return v
	case map[string]any:
		for name := range v {
			v[name] = cut(v[name])
		}
	}
	return v
}

// madeID is the number of what a write made.
func madeID(body string) string {
	var made struct {
		ID    json.Number
		Entry struct{ ID json.Number }
	}
	if json.Unmarshal([]byte(body), &made) != nil {
		return ""
	}
	return string(max(made.ID, made.Entry.ID))
}

// session reads session.txt.
func session(t *testing.T) (all []exchange) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(examplesFolder, "session.txt"))
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range strings.Split("\n"+string(text), "\n###")[1:] {
		head, rest, _ := strings.Cut(block, "\n")
		x := exchange{operation: strings.TrimSpace(head)}
		request, body, _ := strings.Cut(strings.TrimSpace(rest), "\n")
		x.method, x.path, _ = strings.Cut(request, " ")
		x.contentType, x.body = "application/json", body
		if body != "" && !strings.HasPrefix(body, "{") {
			x.contentType, x.body, _ = strings.Cut(body, "\n")
			x.body += "\n"
		}
		all = append(all, x)
	}
	return all
}

// Every operation has an example of what is sent to it and of what it answers.
func TestEveryOperationHasAnExample(t *testing.T) {
	type media struct{ Example json.RawMessage }
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			RequestBody struct{ Content map[string]media }
			Responses   map[string]struct{ Content map[string]media }
		}
	}
	c := newClient(t, openSQLite(t))
	if err := json.Unmarshal([]byte(c.get("/openapi.json").want(200).body), &doc); err != nil {
		t.Fatal(err)
	}
	has := func(content map[string]media) bool {
		for _, m := range content {
			if len(m.Example) > 0 {
				return true
			}
		}
		return false
	}
	var said []string
	for _, x := range session(t) {
		said = append(said, x.operation)
	}
	for path, item := range doc.Paths {
		for method, op := range item {
			if !slices.Contains(said, op.OperationID) {
				t.Errorf("%s: session.txt never does it: %s %s", op.OperationID, method, path)
				continue
			}
			if len(op.RequestBody.Content) > 0 && !has(op.RequestBody.Content) {
				t.Errorf("%s: no example of what is sent", op.OperationID)
			}
			answered := false
			for status, answer := range op.Responses {
				answered = answered || status != "default" && has(answer.Content)
			}
			if !answered {
				t.Errorf("%s: no example of the answer", op.OperationID)
			}
		}
	}
}
