package api_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gin-gonic/gin"

	"article30/api"
	"article30/api/answer"
	"article30/internal/access"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// stack is a server with a few routes that behave well, badly and worse.
type stack struct {
	*httptest.Server
	log  *lockedBuffer
	runs atomic.Int64 // how often the route /api/v1/write did its work
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// patience is how long the server of the tests waits for a request to come.
const patience = 250 * time.Millisecond

const secret = "SELECT secret FROM wallet"

// known takes the names of two people for their tokens.
func known(_ context.Context, secret string) (access.Actor, error) {
	switch secret {
	case "tester", "other":
		return access.Operator(secret), nil
	case "late":
		return access.Actor{}, problem.New(problem.Unauthorized, "auth.revoked")
	case "down":
		return access.Actor{}, problem.New(problem.Unavailable, "db.unavailable", "where", "the wallet")
	}
	return access.Actor{}, problem.New(problem.Unauthorized, "auth.unknown")
}

func start(t *testing.T, d *db.DB) *stack {
	t.Helper()
	s := &stack{log: &lockedBuffer{}}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	h := api.Handler(api.Config{DB: d, Log: log, Now: time.Now, Authenticate: known}, func(e *gin.Engine) {
		e.GET("/ok", func(g *gin.Context) { g.String(http.StatusOK, "fine") })
		slow := func(g *gin.Context) {
			// A framework may want to bound how long the body takes to come.
			_ = http.NewResponseController(g.Writer).SetReadDeadline(time.Now().Add(patience))
			select {
			case <-g.Request.Context().Done():
				answer.Write(g.Writer, g.Request, g.Request.Context().Err())
			case <-time.After(4 * patience):
				g.String(http.StatusOK, "done")
			}
		}
		e.GET("/slow", slow)
		e.POST("/slow", slow)
		e.GET("/panic", func(*gin.Context) { panic(secret) })
		e.GET("/fail", func(g *gin.Context) { answer.Write(g.Writer, g.Request, errors.New(secret)) })
		e.POST("/api/v1/write", func(g *gin.Context) {
			ctx := g.Request.Context()
			err := d.Update(ctx, func(ctx context.Context) error {
				n := s.runs.Add(1)
				_, err := d.Conn(ctx).NewRaw("INSERT INTO rate (currency, effective, per_usd, source) VALUES ('EUR', ?, '1.5', 'test')", fmt.Sprintf("2012-01-%02d", n)).Exec(ctx)
				return err
			})
			body, _ := io.ReadAll(g.Request.Body)
			switch {
			case err != nil:
				answer.Write(g.Writer, g.Request, err)
			case string(body) == `"refuse"`:
				answer.Write(g.Writer, g.Request, problem.New(problem.Conflict, "db.duplicate", "constraint", "x"))
			case string(body) == `"panic"`:
				panic(secret)
			default:
				g.Header("Location", "/x")
				g.JSON(http.StatusCreated, gin.H{"run": s.runs.Load(), "body": string(body)})
			}
		})
	})
	s.Server = httptest.NewUnstartedServer(h)
	s.Config.ReadTimeout = patience
	s.Start()
	t.Cleanup(func() {
		s.Close()
		if t.Failed() {
			t.Log(s.log.String())
		}
	})
	return s
}

func (s *stack) do(t *testing.T, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	if strings.HasPrefix(path, "/api/v1/") && !slices.Contains(headers, "Authorization") {
		req.Header.Set("Authorization", "Bearer tester")
	}
	for i := 0; i < len(headers); i += 2 {
		switch headers[i] {
		case "Host":
			req.Host = headers[i+1]
		case "Content-Type":
			req.Header.Set(headers[i], headers[i+1])
		default:
			req.Header.Add(headers[i], headers[i+1])
		}
	}
	res, err := s.Client().Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res, string(b)
}

func code(t *testing.T, body string) string {
	t.Helper()
	var p answer.Problem
	if err := json.Unmarshal([]byte(body), &p); err != nil {
		t.Fatalf("not a problem: %v: %s", err, body)
	}
	return p.Code
}

func sqlite(t *testing.T) *db.DB { return dbtest.Open(t, db.SQLite) }

func TestRefusals(t *testing.T) {
	s := start(t, sqlite(t))
	big := `"` + strings.Repeat("x", 1<<20) + `"`
	for _, tt := range []struct {
		name, method, path, body string
		headers                  []string
		status                   int
		code                     string
	}{
		{"no such page", "GET", "/nowhere", "", nil, 404, "request.no_such_page"},
		{"trailing slash", "GET", "/ok/", "", nil, 404, "request.no_such_page"},
		{"method", "DELETE", "/ok", "", nil, 405, "request.method"},
		{"unknown method", "BREW", "/ok", "", nil, 405, "request.method"},
		{"36 cross-site by Sec-Fetch-Site", "POST", "/api/v1/write", "{}", []string{"Sec-Fetch-Site", "cross-site"}, 403, "request.cross_origin"},
		{"36 wrong Origin", "POST", "/api/v1/write", "{}", []string{"Origin", "https://evil.example"}, 403, "request.cross_origin"},
		{"36 text/plain from elsewhere", "POST", "/api/v1/write", "{}", []string{"Origin", "null", "Content-Type", "text/plain"}, 403, "request.cross_origin"},
		{"38 Host of another machine", "GET", "/ok", "", []string{"Host", "evil.example"}, 403, "request.host"},
		{"38 Host that begins like ours", "GET", "/ok", "", []string{"Host", "127.0.0.1.evil.example"}, 403, "request.host"},
		{"40 over the limit", "POST", "/api/v1/write", big, nil, 413, "request.too_large"},
		{"40 depth", "POST", "/api/v1/write", strings.Repeat("[", 100_000), nil, 400, "request.too_deep"},
		{"40 duplicate keys", "POST", "/api/v1/write", `{"a":1,"a":2}`, nil, 400, "request.duplicate_key"},
		{"40 trailing data", "POST", "/api/v1/write", `{"a":1}{}`, nil, 400, "request.trailing_data"},
		{"40 a number of 10 MB", "POST", "/api/v1/write", strings.Repeat("9", 10<<20), nil, 413, "request.too_large"},
		{"41 repeated parameter", "GET", "/ok?limit=1&limit=2", "", nil, 400, "request.repeated_parameter"},
		{"41 malformed query", "GET", "/ok?a=%zz", "", nil, 400, "request.malformed_query"},
		{"43 panic", "GET", "/panic", "", nil, 500, "internal"},
		{"43 error without a code", "GET", "/fail", "", nil, 500, "internal"},
		{"28 key with a space", "POST", "/api/v1/write", "{}", []string{"Idempotency-Key", "a b"}, 400, "idempotency.key_grammar"},
		{"28 key too long", "POST", "/api/v1/write", "{}", []string{"Idempotency-Key", strings.Repeat("k", 129)}, 400, "idempotency.key_grammar"},
		{"28 empty key", "POST", "/api/v1/write", "{}", []string{"Idempotency-Key", ""}, 400, "idempotency.key_grammar"},
		{"28 two keys", "POST", "/api/v1/write", "{}", []string{"Idempotency-Key", "a", "Idempotency-Key", "b"}, 400, "idempotency.key_grammar"},
	} {
		res, body := s.do(t, tt.method, tt.path, tt.body, tt.headers...)
		if res.StatusCode != tt.status || code(t, body) != tt.code {
			t.Errorf("%s: got %d %s, want %d %s", tt.name, res.StatusCode, code(t, body), tt.status, tt.code)
		}
		if got := res.Header.Get("Content-Type"); got != answer.MediaType {
			t.Errorf("%s: content type %q", tt.name, got)
		}
		if strings.Contains(body, "SELECT") || strings.Contains(body, "goroutine") || strings.Contains(body, ".go:") {
			t.Errorf("%s: the answer shows what is inside: %s", tt.name, body)
		}
	}
	if s.runs.Load() != 0 {
		t.Errorf("a refused request was carried out %d times", s.runs.Load())
	}
	if !strings.Contains(s.log.String(), secret) {
		t.Error("the log does not tell what went wrong")
	}
}

func TestHeadersOfEveryAnswer(t *testing.T) {
	s := start(t, sqlite(t))
	for _, path := range []string{"/ok", "/nowhere", "/panic"} {
		res, _ := s.do(t, "GET", path, "")
		for name, want := range map[string]string{
			"Content-Security-Policy":      "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"X-Content-Type-Options":       "nosniff",
			"X-Frame-Options":              "DENY",
			"Referrer-Policy":              "no-referrer",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Cache-Control":                "no-store",
			"Vary":                         "Accept-Language",
		} {
			if got := res.Header.Get(name); got != want {
				t.Errorf("%s: %s is %q, want %q", path, name, got, want)
			}
		}
		if res.Header.Get("X-Request-Id") == "" {
			t.Errorf("%s: no request id", path)
		}
	}
}

func TestRefusalInTheReadersLanguage(t *testing.T) {
	s := start(t, sqlite(t))
	for _, tt := range []struct{ path, accept, lang, detail string }{
		{"/nowhere", "", "en", "There is nothing at /nowhere."},
		{"/nowhere", "fr-CH, en;q=0.5", "fr", "Il n’y a rien à l’adresse /nowhere."},
		{"/nowhere?lang=fr", "en", "fr", "Il n’y a rien à l’adresse /nowhere."},
	} {
		res, body := s.do(t, "GET", tt.path, "", "Accept-Language", tt.accept)
		var p answer.Problem
		if err := json.Unmarshal([]byte(body), &p); err != nil {
			t.Fatal(err)
		}
		if p.Detail != tt.detail || res.Header.Get("Content-Language") != tt.lang {
			t.Errorf("%s %s: got %q in %s", tt.path, tt.accept, p.Detail, res.Header.Get("Content-Language"))
		}
		if p.Request != res.Header.Get("X-Request-Id") {
			t.Errorf("the problem names request %q, the header %q", p.Request, res.Header.Get("X-Request-Id"))
		}
	}
}

func TestHead(t *testing.T) {
	s := start(t, sqlite(t))
	res, body := s.do(t, "HEAD", "/ok", "")
	if res.StatusCode != 200 || body != "" || res.Header.Get("Content-Length") != "4" {
		t.Errorf("got %d %q %v", res.StatusCode, body, res.Header)
	}
}

// 42: what a name or header brings along starts no line of its own.
func TestLogIsOneLineForEachEvent(t *testing.T) {
	s := start(t, sqlite(t))
	s.do(t, "GET", "/x%0d%0alevel=ERROR%20msg=forged%1b[31m", "")
	for line := range strings.Lines(s.log.String()) {
		if !strings.HasPrefix(line, "time=") || strings.Contains(line, "\x1b") {
			t.Errorf("log line %q", line)
		}
	}
	if n := strings.Count(s.log.String(), "\n"); n != 1 {
		t.Errorf("one request made %d log lines", n)
	}
}

// 39: framing that two programs could understand differently, and headers
// without end.
func TestRawRequests(t *testing.T) {
	s := start(t, sqlite(t))
	addr := s.Listener.Addr().String()
	for name, request := range map[string]string{
		"two lengths":        "POST /api/v1/write HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer tester\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
		"negative length":    "POST /api/v1/write HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer tester\r\nContent-Length: -1\r\n\r\n",
		"unknown encoding":   "POST /api/v1/write HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer tester\r\nTransfer-Encoding: xchunked\r\n\r\n",
		"no host":            "GET /ok HTTP/1.1\r\n\r\n",
		"space before colon": "GET /ok HTTP/1.1\r\nHost: 127.0.0.1\r\nX : y\r\n\r\n",
		"10 MiB of header":   "GET /ok HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + strings.Repeat("x", 10<<20) + "\r\n\r\n",
	} {
		conn, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		conn.SetDeadline(time.Now().Add(5 * time.Second))
		go io.WriteString(conn, request)
		res, err := http.ReadResponse(bufio.NewReader(conn), nil)
		if err == nil && res.StatusCode < 400 {
			t.Errorf("%s: got %d", name, res.StatusCode)
		}
		conn.Close()
	}
	if s.runs.Load() != 0 {
		t.Error("a request that could not be framed was carried out")
	}
}

// endless is a body of 1 GiB that is made as it is read.
type endless struct{ left int }

func (e *endless) Read(p []byte) (int, error) {
	if e.left <= 0 {
		return 0, io.EOF
	}
	n := min(len(p), e.left)
	for i := range p[:n] {
		p[i] = '9'
	}
	e.left -= n
	return n, nil
}

// 40: a body of 1 GiB in chunks is refused after its first MiB.
func TestEndlessBody(t *testing.T) {
	s := start(t, sqlite(t))
	body := &endless{left: 1 << 30}
	req, err := http.NewRequest("POST", s.URL+"/api/v1/write", body)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer tester")
	res, err := s.Client().Do(req)
	if err == nil {
		defer res.Body.Close()
		if res.StatusCode != http.StatusRequestEntityTooLarge {
			t.Errorf("got %d", res.StatusCode)
		}
	}
	if read := 1<<30 - body.left; read > 64<<20 {
		t.Errorf("%d MiB were taken", read>>20)
	}
}

// Without a good token nothing of a request is read, let alone carried out.
func TestTokenIsAskedFor(t *testing.T) {
	s := start(t, sqlite(t))
	const bad = `Bearer realm="article30", error="invalid_token"`
	for _, tt := range []struct {
		name      string
		headers   []string
		status    int
		code      string
		challenge string
	}{
		{"no token", []string{"Authorization", ""}, 401, "auth.malformed", bad},
		{"another scheme", []string{"Authorization", "Basic dGVzdGVyOg=="}, 401, "auth.malformed", bad},
		{"two tokens", []string{"Authorization", "Bearer tester", "Authorization", "Bearer other"}, 401, "auth.malformed", bad},
		{"an unknown token", []string{"Authorization", "Bearer nobody"}, 401, "auth.unknown", bad},
		{"a revoked token", []string{"Authorization", "Bearer late"}, 401, "auth.revoked", bad},
		{"43 the database is gone", []string{"Authorization", "Bearer down"}, 503, "request.unavailable", ""},
	} {
		for _, path := range []string{"/api/v1/write", "/api/v1/nowhere"} {
			res, body := s.do(t, "POST", path, `{"a":1,"a":2}`, tt.headers...)
			if res.StatusCode != tt.status || code(t, body) != tt.code || res.Header.Get("WWW-Authenticate") != tt.challenge {
				t.Errorf("%s: %s got %d %s, %q", tt.name, path, res.StatusCode, code(t, body), res.Header.Get("WWW-Authenticate"))
			}
		}
	}
	res, err := s.Client().Post(s.URL+"/api/v1/write", "application/json", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if body, _ := io.ReadAll(res.Body); res.StatusCode != 401 || code(t, string(body)) != "auth.missing" || res.Header.Get("WWW-Authenticate") != `Bearer realm="article30"` {
		t.Errorf("no header: %d %s %q", res.StatusCode, body, res.Header.Get("WWW-Authenticate"))
	}
	if s.runs.Load() != 0 {
		t.Error("a request of nobody was carried out")
	}
	if log := s.log.String(); !strings.Contains(log, "level=WARN msg=refused") || strings.Contains(log, "nobody") {
		t.Errorf("the log tells nothing of a refusal, or it has the token: %s", log)
	}
	s.do(t, "POST", "/api/v1/write", "{}")
	if !strings.Contains(s.log.String(), "actor=tester") {
		t.Error("the log does not say who asked")
	}
}

func TestListen(t *testing.T) {
	for addr, want := range map[string]string{
		"0.0.0.0:0": "server.not_loopback", ":0": "server.not_loopback", "192.0.2.1:0": "server.not_loopback",
		"[::]:0": "server.not_loopback", "example.org:0": "server.not_loopback", "127.0.0.1": "server.bad_address",
		"127.0.0.1:http-no": "server.cannot_listen", "127.0.0.1:0": "", "localhost:0": "",
	} {
		l, err := api.Listen(addr)
		switch {
		case want == "" && err != nil:
			t.Errorf("%s: %v", addr, err)
		case want != "" && !problem.Is(err, want):
			t.Errorf("%s: got %v, want %s", addr, err, want)
		}
		if err == nil {
			if host, _, _ := net.SplitHostPort(l.Addr().String()); host != "127.0.0.1" {
				t.Errorf("%s: listens on %s", addr, l.Addr())
			}
			l.Close()
		}
	}
}

func TestServeStopsGracefully(t *testing.T) {
	l, err := api.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	began := make(chan struct{})
	slow := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(began)
		time.Sleep(100 * time.Millisecond)
		io.WriteString(w, "done")
	})
	served := make(chan error, 1)
	go func() { served <- api.Serve(ctx, l, slow, slog.New(slog.DiscardHandler)) }()
	got := make(chan string, 1)
	go func() {
		res, err := http.Get("http://" + l.Addr().String())
		if err != nil {
			got <- err.Error()
			return
		}
		defer res.Body.Close()
		b, _ := io.ReadAll(res.Body)
		got <- string(b)
	}()
	<-began
	stop()
	if b := <-got; b != "done" {
		t.Errorf("the request under way ended with %q", b)
	}
	if err := <-served; err != nil {
		t.Error(err)
	}
}

// Only the reading of a request has to be quick: work that takes longer is not
// cut off.
func TestLongWorkIsNotCutOff(t *testing.T) {
	s := start(t, dbtest.Open(t, db.SQLite))
	for _, c := range []struct {
		method, body string
		headers      []string
	}{
		{"GET", "", nil},
		{"POST", "{}", nil},
		{"POST", "{}", []string{"Idempotency-Key", "one"}},
	} {
		if res, body := s.do(t, c.method, "/slow", c.body, c.headers...); res.StatusCode != http.StatusOK || body != "done" {
			t.Errorf("%s %v: %d %s", c.method, c.headers, res.StatusCode, body)
		}
	}
}
