package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"article30/api/statements"
	"article30/internal/locale"
	"article30/internal/published"
)

// Every statement comes whole, says what it is, is the same twice, and is not
// sent again to whoever has it.
func TestRESTStatements(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "EUR")
		c.post(path+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(201)
		c.sixthBudget()
		c.get("/api/v1/reports/certificate").problem(404, "checkpoint.none")
		c.post("/api/v1/budget/freeze", fields{"symbol": symbol}).want(201)
		c.checkpoint()
		begins := map[string]string{"xlsx": "PK\x03\x04", "csv": "\xef\xbb\xbfsection,row,", "json": "{"}
		for _, name := range statements.Names {
			if name == "budget-actual" { // wants a decision of the session, which has not opened yet
				c.get("/api/v1/reports/budget-actual").problem(409, "execution.nothing_adopted")
				continue
			}
			for _, lang := range locale.Languages() {
				for _, format := range statements.Formats {
					path := fmt.Sprintf("/api/v1/reports/%s?format=%s&lang=%s", name, format, lang)
					if name == "donor-statement" {
						path += "&donor=FRA"
					}
					res := c.get(path).want(200)
					if !strings.HasPrefix(res.body, begins[format]) {
						t.Errorf("%s begins with %q", path, res.body[:min(20, len(res.body))])
					}
					sum := sha256.Sum256([]byte(res.body))
					for header, want := range map[string]string{
						"Content-Length":   fmt.Sprint(len(res.body)),
						"Content-Language": lang,
						"Etag":             `"` + hex.EncodeToString(sum[:]) + `"`,
						"Repr-Digest":      "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":",
						"Cache-Control":    "private, no-cache",
					} {
						if got := res.header.Get(header); got != want {
							t.Errorf("%s: %s is %q, want %q", path, header, got, want)
						}
					}
					disposition := res.header.Get("Content-Disposition")
					if !strings.HasPrefix(disposition, `attachment; filename="`+name+"_") || !strings.HasSuffix(disposition, "_"+lang+"."+format+`"`) {
						t.Errorf("%s: %s", path, disposition)
					}
					if again := c.get(path); again.body != res.body {
						t.Errorf("%s: the same data gave other bytes", path)
					}
					has := c.get(path, "If-None-Match", `"other", W/`+res.header.Get("Etag"))
					if has.status != http.StatusNotModified || has.body != "" || has.header.Get("Etag") != res.header.Get("Etag") {
						t.Errorf("%s: a reader who has it got %d", path, has.status)
					}
				}
			}
		}
	})
}

func TestRESTStatementsRefused(t *testing.T) {
	c := newClient(t, openSQLite(t))
	for _, tt := range []struct {
		path, code string
		status     int
		field      string
	}{
		{"/api/v1/reports/nothing", "request.invalid", 400, "path.name"},
		{"/api/v1/reports/budget-sheet?format=pdf", "request.invalid", 400, "query.format"},
		{"/api/v1/reports/budget-sheet", "report.no_budget", 404, ""},
		{"/api/v1/reports/budget-sheet?year=2012", "report.invalid", 422, "year"},
		{"/api/v1/reports/budget-sheet?symbol=../../etc/passwd", "budget.not_found", 404, ""},
		{"/api/v1/reports/donor-statement", "report.invalid", 422, "donor"},
		{"/api/v1/reports/donor-statement?donor=Nobody", "donor.not_found", 404, ""},
		{"/api/v1/reports/donor-statement?donor=1&on=2012-07-20", "report.invalid", 422, "on"},
		{"/api/v1/reports/budget-actual?percent=x", "report.invalid", 422, "percent"},
		{"/api/v1/reports/budget-actual?donor=1", "report.invalid", 422, "donor"},
		{"/api/v1/reports/fund?on=2012-07-20", "report.invalid", 422, "on"},
		{"/api/v1/reports/fund?year=2012&to=2012-07-01", "report.invalid", 422, "year"},
		{"/api/v1/reports/fund?year=2013", "reports.in_future", 422, ""},
		{"/api/v1/reports/fund?from=2012-07-02&to=2012-07-01", "reports.period_ends_first", 422, ""},
		{"/api/v1/reports/fund?from=2012-02-30", "request.invalid", 400, "query.from"},
		{"/api/v1/reports/budget-sheet?from=2012-07-02", "report.invalid", 422, "from"},
		{"/api/v1/reports/status-of-contributions?symbol=x", "report.invalid", 422, "symbol"},
		{"/api/v1/reports/status-of-contributions?on=2012-07-21", "reports.in_future", 422, ""},
		{"/api/v1/reports/status-of-contributions?table=x", "report.invalid", 422, "table"},
	} {
		got := c.get(tt.path).problem(tt.status, tt.code)
		if tt.field != "" && got[tt.field] == "" {
			t.Errorf("%s: fields are %v, want %s", tt.path, got, tt.field)
		}
	}
}

// A file is first tried, then loaded, and the second time found there; with a
// refused row nothing is written.
func TestRESTImports(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		const bad = "currency,effective,per_usd\nEUR,2012-06-01,0.806\nEUR,2012-13-01,0.8\nXXX,2012-07-01,1e3\n"
		send := func(query, file string, headers ...string) answered {
			return c.do("POST", "/api/v1/imports/rates?file=rates.csv"+query, file, append([]string{"Content-Type", "text/csv"}, headers...)...)
		}
		dry := send("&dry_run=true", bad).want(200)
		for at, want := range map[string]any{
			"dry_run": true, "read": "3", "file": "rates.csv", "kind": "rates",
			"refused.0.line": "3", "refused.0.column": "effective", "refused.0.value": "2012-13-01", "refused.0.code": "date.not_a_day",
			"refused.1.line": "4", "refused.2.line": "4",
		} {
			if got := dry.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		refused := send("", bad).want(422)
		if refused.at("added") == nil || c.get("/api/v1/rates?currency=EUR&on=2012-06-02").status != 422 {
			t.Errorf("something of a refused file was written: %s", refused.body)
		}
		first := send("", rates, "Idempotency-Key", "f1").want(200)
		if first.at("added") != "4" || first.at("unchanged") != "0" {
			t.Errorf("the first time: %s", first.body)
		}
		if replayed := send("", rates, "Idempotency-Key", "f1").want(200); replayed.body != first.body || replayed.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("with the same key: %s", replayed.body)
		}
		if second := send("", rates).want(200); second.at("added") != "0" || second.at("unchanged") != "4" {
			t.Errorf("the second time: %s", second.body)
		}
		if tried := send("&dry_run=true", rates+"USD,2012-07-01,1\n", "Idempotency-Key", "f2"); tried.status != 200 {
			t.Errorf("a dry run with a key: %d", tried.status)
		}
		if r := c.get("/api/v1/rates?currency=EUR&on=2012-07-20").want(200); r.at("per_usd") != "0.794" || r.at("effective") != "2012-07-01" {
			t.Errorf("got %s", r.body)
		}
	})
}

// 1-18: a file that is not what it should be is refused as a whole.
func TestRESTHostileFiles(t *testing.T) {
	c := newClient(t, openSQLite(t))
	for name, file := range map[string][]byte{
		"empty":           []byte(" "),
		"HTML":            []byte("<html><body>currency</body></html>"),
		"random":          bytes.Repeat([]byte{0x00, 0xff, 0x17}, 1000),
		"truncated xlsx":  append([]byte("PK\x03\x04"), bytes.Repeat([]byte{1}, 200)...),
		"compound file":   append([]byte{0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1}, make([]byte, 600)...),
		"invalid UTF-8":   []byte("currency,effective,per_usd\nE\xff,2012-01-01,1\n"),
		"ragged":          []byte("currency,effective,per_usd\nEUR,2012-01-01\n"),
		"missing column":  []byte("currency,effective\nEUR,2012-01-01\n"),
		"two headers one": []byte("currency,currency,effective,per_usd\nEUR,EUR,2012-01-01,1\n"),
	} {
		res := c.do("POST", "/api/v1/imports/rates?file=x.xlsx", string(file), "Content-Type", "application/octet-stream")
		if res.status < 400 || res.status >= 500 || !strings.Contains(res.body, `"code"`) {
			t.Errorf("%s: got %d %s", name, res.status, res.body)
		}
	}
	big := c.do("POST", "/api/v1/imports/rates", strings.Repeat("x", 16<<20+1), "Content-Type", "text/csv")
	big.problem(413, "request.too_large")
	c.do("POST", "/api/v1/imports/rates", "").problem(400, "request.no_json")
	c.do("POST", "/api/v1/imports/sweets", "x", "Content-Type", "text/csv").problem(400, "request.invalid")
	c.do("POST", "/api/v1/imports/rates?mapping=nobody", rates, "Content-Type", "text/csv").problem(422, "import.unknown_mapping")
	c.do("POST", "/api/v1/imports/rates?symbol=X", rates, "Content-Type", "text/csv").problem(422, "import.invalid")
	if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
		t.Errorf("verify: %s", v.body)
	}
}

// The published contributions of another fund go in as its hub publishes them.
func TestRESTPublishedContributions(t *testing.T) {
	c := newClient(t, openSQLite(t))
	c.do("POST", "/api/v1/imports/rates?mapping=unore&until=2012-07-20", string(published.Bytes(published.UNORE)), "Content-Type", "text/csv").want(200)
	res := c.do("POST", "/api/v1/imports/contributions?mapping=cerf&until=2012-07-20&file=cerf.csv", string(published.Bytes(published.CERF)), "Content-Type", "text/csv").want(200)
	if res.at("read") != "977" || res.at("refused.0") != nil || res.at("notices.0.text") == nil {
		t.Errorf("got %.500s", res.body)
	}
}
