package cli

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
)

// judged has that program check a journal strictly.
func judged(t *testing.T, journal string) {
	t.Helper()
	cmd := exec.Command(dbtest.Judge(t, "hledger"), "-f", "-", "check", "--strict")
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.Stdin = strings.NewReader(journal)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("hledger: %v\n%s", err, out)
	}
}

// paid is a pledge of 1,000 euros and a payment of 400.
func (c *client) paid() {
	c.t.Helper()
	c.load("rates", "rates.csv", []byte(rates))
	path := c.contribution("FRA", "EUR")
	c.post(path+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(201)
	c.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "400.00"}).want(201)
}

func TestRESTExport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClient(t, d)
		t.Setenv("TMPDIR", t.TempDir())
		c.paid()
		res := c.get("/api/v1/export?format=hledger").want(200)
		sum := sha256.Sum256([]byte(res.body))
		for header, want := range map[string]string{
			"Content-Type":        "text/plain; charset=utf-8",
			"Content-Length":      fmt.Sprint(len(res.body)),
			"Content-Disposition": `attachment; filename="books.journal"`,
			"Etag":                `"` + hex.EncodeToString(sum[:]) + `"`,
			"Repr-Digest":         "sha-256=:" + base64.StdEncoding.EncodeToString(sum[:]) + ":",
			"Cache-Control":       "private, no-cache",
		} {
			if got := res.header.Get(header); got != want {
				t.Errorf("%s is %q, want %q", header, got, want)
			}
		}
		for _, line := range []string{
			"2012-07-02 (2) France | receipt\n",
			"    usd:cash:France (1):EUR  503.78 USD\n",
			"    [original:cash:France (1)]  0.00 EUR = 400.00 EUR\n",
		} {
			if !strings.Contains(res.body, line) {
				t.Errorf("no %q in\n%s", line, res.body)
			}
		}
		judged(t, res.body)

		if again := c.get("/api/v1/export?lang=fr", "If-None-Match", res.header.Get("Etag")); again.status != http.StatusNotModified || again.body != "" {
			t.Errorf("a reader who has it got %d", again.status)
		}
		c.get("/api/v1/export?format=beancount").problem(400, "request.invalid")
		c.s.db.Close()
		if gone := c.get("/api/v1/export"); gone.status < 500 || gone.header.Get("Content-Disposition") != "" {
			t.Errorf("without a database: %d %v", gone.status, gone.header)
		}
		if left, err := os.ReadDir(os.Getenv("TMPDIR")); err != nil || len(left) > 0 {
			t.Errorf("files left behind: %v %v", left, err)
		}
	})
}

func TestExport(t *testing.T) {
	w := newTerminal(t)
	w.refuses(1, "article30: There is no database article30.db.\n", "export")
	url := dbtest.URL(t, db.SQLite)
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	c := newClient(t, d)
	c.paid()
	want := c.get("/api/v1/export").want(200).body
	w.prints(want, "export", "--format", "hledger", "--db", url, "--lang", "fr")

	code, out, errors := w.run("export", "--db", url, "--out", "books.journal")
	if said := "books.journal: " + locale.Match("").Integer(len(want)) + " bytes written\n"; code != 0 || out != "" || errors != said {
		t.Errorf("exit %d, %q, %q", code, out, errors)
	}
	if got, err := os.ReadFile("books.journal"); err != nil || string(got) != want {
		t.Errorf("the file is another: %v\n%s", err, got)
	}
	w.refuses(1, "article30: no/such/books.journal cannot be written.\n", "export", "--db", url, "--out", "no/such/books.journal")
	if code, _, _ := w.run("export", "--format", "beancount"); code != 2 {
		t.Errorf("an unknown format: exit %d", code)
	}
}
