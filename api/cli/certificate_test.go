package cli

import (
	"bytes"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"article30/budget/conference"
	"article30/budget/proof"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// certificate is one in a format.
func (c *client) certificate(format, lang string) answered {
	c.t.Helper()
	return c.get("/api/v1/reports/certificate?symbol=" + symbol + "&format=" + format + "&lang=" + lang)
}

// The certificate says what the last checkpoint covers, and goes on saying it
// whatever is entered later and whatever day it is.
func TestCertificate(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		c.certificate("csv", "en").problem(404, "checkpoint.none")
		c.checkpoint()
		c.certificate("csv", "en").problem(409, "proof.not_covered")
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en", "fr"}, "sent_on": "2012-07-20", "reference": "NV/2012/30"}).want(201)
		note := c.checkpoint()
		first := map[string]string{}
		for _, format := range []string{"xlsx", "csv", "json"} {
			first[format] = c.certificate(format, "fr").want(200).body
		}
		text := c.certificate("json", "en").want(200).body
		lines := strings.Split(note, "\n")
		sheets, err := c.s.budget.Sheets(t.Context(), symbol)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range sheets {
			if !strings.Contains(text, s.SHA256) {
				t.Errorf("the digest of the sheet in %s is not on it", s.Language)
			}
		}
		for _, want := range []string{lines[1], lines[2], strings.Fields(lines[4])[2], "NV/2012/30", "2012-07-20"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s is not on it", want)
			}
		}
		register := c.get("/api/v1/reports/certificate?symbol=" + symbol + "&format=csv&table=register&lang=en").want(200).body
		if n := strings.Count(register, "\n"); n != 1+6*168 {
			t.Errorf("%d lines: every addressee in every language", n)
		}
		if !strings.Contains(register, "Austria,State party,English,2012-07-20,note verbale,NV/2012/30,87,27,") || !strings.Contains(register, "Austria,State party,Spanish,,,,") {
			t.Errorf("the register is\n%s", register[:500])
		}

		// More is entered, the session is moved, and it is a month later.
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"es"}, "sent_on": "2012-07-20"}).want(201)
		c.post("/api/v1/sessions/6/dates", fields{"opening": "2012-10-08", "closing": "2012-10-12", "reason": "hall"}).want(201)
		later := newClientOn(t, c.s.db, date.Fixed(testClock.Now().AddDate(0, 1, 0)))
		for format, was := range first {
			if is := later.certificate(format, "fr").want(200).body; is != was {
				t.Errorf("the %s is another", format)
			}
		}
		later.checkpoint()
		if is := later.certificate("csv", "fr").want(200).body; is == first["csv"] {
			t.Error("a new checkpoint covers no more")
		}
	})
}

// childDatabase names the database of which a process of its own makes the
// certificate.
const childDatabase = "ARTICLE30_TEST_CERTIFICATE_OF"

// Two processes in two time zones make the same bytes.
func TestCertificateIsReproducible(t *testing.T) {
	if url := os.Getenv(childDatabase); url != "" {
		var said bytes.Buffer
		code := Run(t.Context(), []string{"report", "certificate", "--symbol", symbol, "--format", os.Getenv("FORMAT"), "--lang", "ar", "--db", url, "--out", os.Getenv("OUT")}, &said, &said)
		if code != 0 {
			t.Fatal(said.String())
		}
		return
	}
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			url := dbtest.URL(t, engine)
			d, err := db.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			c := newClient(t, d)
			c.circulatedBudget()
			if err := d.Close(); err != nil {
				t.Fatal(err)
			}
			for _, format := range []string{"xlsx", "csv", "json"} {
				var files [][]byte
				for i, zone := range []string{"Pacific/Kiritimati", "America/Los_Angeles"} {
					out := t.TempDir() + "/" + strconv.Itoa(i)
					cmd := exec.Command(os.Args[0], "-test.run", "^TestCertificateIsReproducible$")
					cmd.Env = append(os.Environ(), "TZ="+zone, childDatabase+"="+url, "FORMAT="+format, "OUT="+out, "LANG=tr_TR.UTF-8")
					if said, err := cmd.CombinedOutput(); err != nil {
						t.Fatalf("%v\n%s", err, said)
					}
					file, err := os.ReadFile(out)
					if err != nil || len(file) < 500 {
						t.Fatal(len(file), err)
					}
					files = append(files, file)
				}
				if !bytes.Equal(files[0], files[1]) {
					t.Errorf("%s: two processes make different files", format)
				}
			}
		})
	}
}

// What the certificate says of a sheet is what its proof shows.
func TestCertificateAgreesWithProof(t *testing.T) {
	c := newClient(t, openSQLite(t))
	b := c.circulatedBudget()
	text := c.certificate("csv", "en").want(200).body
	for lang, name := range map[conference.Language]string{"en": "English", "fr": "French", "ru": "Russian"} {
		q := b.ask(lang)
		shown, err := proof.Check(t.Context(), q)
		if err != nil {
			t.Fatal(err)
		}
		want := name + "," + strconv.Itoa(shown.Progress.Sent) + "," + strconv.Itoa(shown.Progress.Total) + "," + shown.Progress.First.String() + "," + shown.Progress.Last.String()
		if !strings.Contains(text, want) || !strings.Contains(text, shown.SHA256) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
}
