package cli

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"article30/api/auth"
	"article30/internal/date"
)

// What became of the copies over REST: bounced, sent again, acknowledged, and
// fetched by those for whom it was.
func TestRESTFacts(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		note := "NV 2012/1: to the permanent missions"
		kept := c.do("POST", "/api/v1/budget/evidence?name=note.txt", note, "Content-Type", "application/octet-stream").want(201)
		digest := kept.at("sha256").(string)
		if sum := sha256.Sum256([]byte(note)); digest != hex.EncodeToString(sum[:]) || kept.at("name") != "note.txt" {
			t.Errorf("got %s", kept.body)
		}
		if got := c.get(kept.header.Get("Location")).want(200); got.body != note || got.header.Get("Content-Type") != "application/octet-stream" ||
			!strings.Contains(got.header.Get("Content-Disposition"), "note.txt") {
			t.Errorf("got %v %q", got.header, got.body)
		}
		c.get("/api/v1/budget/evidence?sha256="+strings.Repeat("0", 64)).problem(404, "evidence.not_found")
		c.do("POST", "/api/v1/budget/evidence?name=note.txt", "", "Content-Type", "application/octet-stream").want(400)

		c.get("/api/v1/budget/sheet?language=fr&symbol="+url.QueryEscape(symbol)).problem(404, "version.no_sheet")
		sent := c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"ar", "zh", "en", "fr", "ru", "es"},
			"sent_on": "2012-07-20", "evidence": digest}).want(201)
		if sent.at("status") != "timely" || c.get(bySymbol("/api/v1/budget/dispatches")).want(200).at("items.0.evidence") != digest {
			t.Errorf("got %s", sent.body[:300])
		}
		bounced := c.post("/api/v1/budget/facts", fields{"symbol": symbol, "kind": "bounced", "parties": []string{"Kenya"}, "languages": []string{"fr", "en"}, "on": "2012-07-20"}).want(201)
		if bounced.at("status") != "timely" || bounced.at("causes.0.code") != "circulation.bounced" {
			t.Errorf("got %s", bounced.body[:600])
		}
		c.post("/api/v1/budget/facts", fields{"symbol": symbol, "kind": "sent_again", "parties": []string{"KEN"}, "languages": []string{"fr"}, "on": "2012-07-20", "channel": "hand"}).want(201)
		c.post("/api/v1/budget/facts", fields{"symbol": symbol, "kind": "acknowledged", "parties": []string{"KEN"}, "languages": []string{"en"}, "on": "2012-07-20", "reference": "Ref 7"}).want(201)
		c.post("/api/v1/budget/facts", fields{"symbol": symbol, "kind": "acknowledged", "parties": []string{"KEN"}, "languages": []string{"en"}, "on": "2012-07-20"}).
			problem(422, "fact.invalid")
		c.post("/api/v1/budget/facts", fields{"symbol": symbol, "kind": "lost", "parties": []string{"KEN"}, "on": "2012-07-20"}).problem(422, "fact.invalid")
		if now := c.get(bySymbol("/api/v1/budget/circulation")).want(200); strings.Contains(now.body, "circulation.bounced") {
			t.Errorf("nothing is open any more: %s", now.body[:600])
		}

		// A delegate who fetches the sheet leaves the day, once; nobody else does.
		delegate := c.user("ken", auth.RolesIn{Roles: []string{"delegate"}, State: "KEN"}, "read")
		file := delegate.get("/api/v1/budget/sheet?language=fr&symbol=" + url.QueryEscape(symbol)).want(200)
		if !strings.HasPrefix(file.body, "PK") || file.header.Get("Content-Language") != "fr" || !strings.Contains(file.header.Get("Content-Disposition"), "_fr.xlsx") {
			t.Errorf("got %v", file.header)
		}
		delegate.get("/api/v1/budget/sheet?language=fr&symbol=" + url.QueryEscape(symbol)).want(200)
		if same := delegate.get("/api/v1/budget/sheet?language=fr&symbol="+url.QueryEscape(symbol), "If-None-Match", file.header.Get("Etag")); same.status != 304 {
			t.Errorf("got %d", same.status)
		}
		c.get("/api/v1/budget/sheet?language=ar&symbol=" + url.QueryEscape(symbol)).want(200)
		facts := c.get(bySymbol("/api/v1/budget/facts")).want(200)
		for at, want := range map[string]any{
			"items.0.kind": "bounced", "items.0.party": "KEN", "items.0.on": "2012-07-20", "items.2.kind": "sent_again", "items.2.channel": "hand",
			"items.3.reference": "Ref 7", "items.4.kind": "downloaded", "items.4.language": "fr", "items.4.entered_by": "ken", "items.5": nil,
		} {
			if got := facts.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		delegate.get(kept.header.Get("Location")).problem(403, "access.denied")
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

func TestRESTImportOfDispatches(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		load := func(query, file string) answered {
			t.Helper()
			return c.do("POST", "/api/v1/imports/dispatches?file=register.csv&symbol="+url.QueryEscape(symbol)+query, file, "Content-Type", "text/csv")
		}
		const register = "party,languages,sent_on,reference\nKenya,all,2012-07-19,NV/1\n"
		refused := load("", register+"Atlantis,en,2012-07-19,NV/2\n").want(422)
		if refused.at("refused.0.line") != "3" || refused.at("refused.0.column") != "party" || refused.at("refused.0.value") != "Atlantis" || c.isFrozen() {
			t.Errorf("got %s", refused.body)
		}
		if r := load("&dry_run=true", register).want(200); r.at("added") != "1" || c.isFrozen() {
			t.Errorf("got %s", r.body)
		}
		load("&evidence="+strings.Repeat("0", 64), register).want(422)
		digest := c.do("POST", "/api/v1/budget/evidence?name=register.pdf", "register", "Content-Type", "application/octet-stream").want(201).at("sha256").(string)
		if r := load("&evidence="+digest, register).want(200); r.at("added") != "1" || !c.isFrozen() {
			t.Errorf("got %s", r.body)
		}
		if r := load("", register).want(200); r.at("unchanged") != "1" || r.at("added") != "0" {
			t.Errorf("got %s", r.body)
		}
		if c.get(bySymbol("/api/v1/budget/dispatches")).want(200).at("items.5.evidence") != digest {
			t.Error("the dispatches do not name what shows them")
		}
		c.do("POST", "/api/v1/imports/dispatches?file=register.csv", register, "Content-Type", "text/csv").problem(422, "import.invalid")
		c.do("POST", "/api/v1/imports/dispatches?mapping=cerf&symbol="+url.QueryEscape(symbol), register, "Content-Type", "text/csv").problem(422, "import.invalid")
		c.do("POST", "/api/v1/imports/rates?evidence="+digest, rates, "Content-Type", "text/csv").problem(422, "import.invalid")
		c.do("POST", "/api/v1/imports/dispatches?file=register.csv&symbol=CTOC/1", register, "Content-Type", "text/csv").problem(404, "budget.not_found")
	})
}

// The register of a budget on the command line, with what shows it.
func TestDispatchesOnTheCommandLine(t *testing.T) {
	newTerminal(t)
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	on := morning(date.MustParse("2012-07-20"))
	says := func(code int, want string, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		got := run(t.Context(), date.Fixed(on), args, &out, &out)
		if got != code || !strings.Contains(out.String(), want) {
			t.Errorf("article30 %s: exit %d\n%s\nwant %d\n%s", strings.Join(args, " "), got, out.String(), code, want)
		}
		return out.String()
	}
	table := file("budget.csv", "code,title,funding,2013,2014\nB1,Experts,general_purpose,100000,90000\n")
	says(0, "", "import", "budget", table, "--session", "6", "--symbol", symbol, "--title", "Budget", "--unit", "1")
	register := file("register.csv", "party,languages,sent_on,reference,channel\nKenya,all,2012-07-19,NV/1,\nFrance,\"en, fr\",2012-07-20,NV/2,hand\n")
	note := file("note.txt", "NV/1")
	const digest = "c9df6e78ba66c1b5f4a0adfbaf8479a85073b0a0962cbdcc23fc861468c3a612"
	says(0, "2 rows read: 2 to be added", "import", "dispatches", register, "--symbol", symbol, "--evidence", note, "--dry-run")
	if facts := says(0, "", "budget", "show", symbol); strings.Contains(facts, "frozen") {
		t.Errorf("a dry run froze it:\n%s", facts)
	}
	says(1, "There is no file absent.txt that can be read.", "import", "dispatches", register, "--symbol", symbol, "--evidence", "absent.txt")
	says(0, "2 added", "import", "dispatches", register, "--symbol", symbol, "--evidence", note)
	says(1, "evidence: ", "import", "rates", register, "--evidence", note)
	bad := file("bad.csv", "party,languages,sent_on\nAtlantis,en,2012-07-20\n")
	says(1, "line 2, column party: No participant is known by the name “Atlantis”.", "import", "dispatches", bad, "--symbol", symbol)
	says(0, "English   3 of 168", "budget", "circulate", symbol, "--languages", "en", "--parties", "Italy", "--on", "2012-07-20", "--evidence", note)
	says(0, "Italy   English   2012-07-20  note verbale               "+digest, "budget", "dispatches", symbol)
	says(0, `"evidence": "`+digest, "budget", "dispatches", symbol, "--json")
	says(0, "came back: Kenya", "budget", "fact", symbol, "bounced", "--parties", "KEN", "--languages", "fr,es", "--on", "2012-07-20")
	says(0, "came back: Kenya", "budget", "fact", symbol, "acknowledged", "--parties", "KEN", "--languages", "fr", "--on", "2012-07-20", "--reference", "Ref 7", "--evidence", note)
	if c := says(0, "", "budget", "fact", symbol, "sent_again", "--parties", "KEN", "--languages", "es", "--on", "2012-07-20", "--channel", "hand"); strings.Contains(c, "came back") {
		t.Errorf("nothing is open any more:\n%s", c)
	}
	says(1, "This is recorded already: Kenya, French, came back, 20 July 2012.", "budget", "fact", symbol, "bounced", "--parties", "KEN", "--languages", "fr", "--on", "2012-07-20")
	says(0, "Kenya  French    receipt acknowledged  2012-07-20  Ref 7      "+digest, "budget", "facts", symbol)
	says(0, `"kind": "sent_again"`, "budget", "facts", symbol, "--json")
	out := filepath.Join(folder, "out.txt")
	says(0, "", "budget", "evidence", digest, "--out", out)
	if got, err := os.ReadFile(out); err != nil || string(got) != "NV/1" {
		t.Errorf("%q, %v", got, err)
	}
	says(1, "There is no file with the SHA-256 00.", "budget", "evidence", "00", "--out", out)
	said := says(0, "", "report", "circulation", "--symbol", symbol, "--format", "csv", "--table", "register", "--out", out)
	for _, line := range []string{
		"Kenya,State party,Arabic,2012-07-19,note verbale,NV/1,88,28,,,,,2012-07-20",
		"Kenya,State party,Spanish,2012-07-19,note verbale,NV/1,88,28,2012-07-20,2012-07-20,,,2012-07-20",
		"Italy,State party,French,,,,,,,,,,",
	} {
		if got, err := os.ReadFile(out); err != nil || !strings.Contains(string(got), line) {
			t.Errorf("%s: the register does not have %s: %s", said, line, got)
		}
	}
	says(0, "", "verify")
}
