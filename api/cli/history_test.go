package cli

import (
	stdcsv "encoding/csv"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"article30/budget/conference"
	"article30/budget/proof"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/published"
)

// rowsOf are the rows of a CSV file by the names of its columns.
func rowsOf(t *testing.T, text string) (rows []map[string]string) {
	t.Helper()
	all, err := stdcsv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, name := range all[0] {
			row[name] = cells[i]
		}
		rows = append(rows, row)
	}
	return rows
}

// partiesIn counts the parties to the Convention on a day from the published
// table alone: 30 days after the deposit, a succession at once, and nobody
// before the Convention itself.
func partiesIn(t *testing.T, on date.Date) (n int) {
	t.Helper()
	for _, row := range rowsOf(t, string(published.Bytes(published.Status))) {
		if row["UNTOC consent"] == "" {
			continue
		}
		from := date.MustParse(row["UNTOC consent"])
		if row["UNTOC consent_type"] != "succession" {
			from = from.AddDays(30)
		}
		if inForce := date.MustParse("2003-09-29"); from.Before(inForce) {
			from = inForce
		}
		if !from.After(on) {
			n++
		}
	}
	return n
}

// chronicler enters the history of the Conference day by day.
type chronicler struct {
	*client
	clock *movable
}

// document registers one with figures, or a paper without.
func (c chronicler) document(symbol, session, kind, title string) {
	c.t.Helper()
	in := fields{"symbol": symbol, "session": session, "kind": kind, "title": title}
	if kind == "budget" {
		in["unit"], in["columns"] = "1", []fields{{"year": 2013}}
		in["lines"] = []fields{{"code": "A", "title": "Activities", "funding": "special_purpose", "amounts": []string{"100000"}}}
	}
	c.post("/api/v1/budgets", in).want(201)
}

func (c chronicler) send(symbol string, on date.Date, more ...any) answered {
	c.t.Helper()
	c.clock.day = on
	in := fields{"symbol": symbol, "languages": []string{"ar", "zh", "en", "fr", "ru", "es"}, "sent_on": on.String(), "reference": "NV " + on.String()}
	for i := 0; i < len(more); i += 2 {
		in[more[i].(string)] = more[i+1]
	}
	return c.post("/api/v1/budget/dispatches", in)
}

func (c chronicler) decide(symbol string, on date.Date, more ...any) answered {
	c.t.Helper()
	c.clock.day = on
	in := fields{"symbol": symbol, "outcome": "adopted", "decided_on": on.String(), "method": "consensus"}
	for i := 0; i < len(more); i += 2 {
		in[more[i].(string)] = more[i+1]
	}
	return c.post("/api/v1/budget/decisions", in)
}

// The regular sessions since 2004, entered as time goes by: for each a budget
// that goes out on the last day in time and one of the day after, with the
// deadlines that the published table has and the parties that it counts. The
// rules were adopted at the first session, which has no clock. In the end, each
// sheet proves what it was.
func TestTwelveSessions(t *testing.T) {
	sessions := rowsOf(t, string(published.Bytes(published.Sessions)))
	if len(sessions) != 12 {
		t.Fatalf("%d sessions", len(sessions))
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := &movable{date.MustParse("2004-03-01")}
		c := chronicler{newClientOn(t, d, clock), clock}
		margins := map[string]int{}
		for _, row := range sessions {
			id, opening := row["session"], date.MustParse(row["opening_date"])
			deadline := date.MustParse(row["latest_date_for_budget_under_60_day_rule"])
			timely, late := "SAMPLE/"+row["opening_date"][:4]+"/1", "SAMPLE/"+row["opening_date"][:4]+"/2"
			clock.day = deadline.AddDays(-10)
			c.document(timely, id, "budget", "Budget of session "+id)
			c.document(late, id, "budget", "Late budget of session "+id)
			if id == "1" {
				if got := c.send(timely, deadline.AddDays(1)).want(201); got.at("status") != "no_clock" || got.at("deadline") != nil {
					t.Errorf("session 1: %s", got.body[:200])
				}
				continue
			}
			got := c.send(timely, deadline).want(201)
			parties := partiesIn(t, deadline)
			for at, want := range map[string]string{
				"opening": opening.String(), "deadline": deadline.String(), "status": "timely", "margin": "60", "languages.0.total": strconv.Itoa(parties), "languages.5.sent": strconv.Itoa(parties),
			} {
				if got.at(at) != want {
					t.Errorf("session %s: %s is %v, want %s", id, at, got.at(at), want)
				}
			}
			c.send(late, deadline.AddDays(1)).problem(422, "circulation.late")
			if got := c.send(late, deadline.AddDays(1), "record_as_late", true, "reason", "history").want(201); got.at("status") != "late" || got.at("margin") != "59" {
				t.Errorf("session %s, a day late: %v, %v days", id, got.at("status"), got.at("margin"))
			}
			c.decide(late, opening).problem(422, "decision.not_timely")
			c.decide(late, opening, "basis", "rule_80", "basis_reference", "Statement of the President").want(201)
			c.decide(timely, opening).want(201)
			margins[timely], margins[late] = 60, 59
		}
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
		note := c.checkpoint()
		signer, err := signerOf(c.s.checkpointKey)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := journal.OpenCheckpoint(note, signer.Key); err != nil {
			t.Fatal(err)
		}
		for _, symbol := range slices.Sorted(maps.Keys(margins)) {
			sheets, err := c.s.budget.Sheets(t.Context(), symbol)
			if err != nil {
				t.Fatal(err)
			}
			bundle := c.get("/api/v1/budget/proof?symbol=" + symbol).want(200).body
			shown, err := proof.Check(t.Context(), proof.Question{
				File: sheets[0].File, Bundle: []byte(bundle), Key: signer.Key, Rule: conference.Rule72(), Today: clock.day,
			})
			if err != nil || *shown.Circulation.Margin != margins[symbol] || shown.Progress.Late != (margins[symbol] < 60) || shown.Decision == nil || shown.Decision.Outcome != "adopted" {
				t.Errorf("%s: %v, %v", symbol, shown.Circulation.Status, err)
			}
		}
	})
}

// The sixth session from its documents: three kinds of paper, of which the
// budget alone has the clock of rule 72. The estimate of 20 September would be
// late as a budget.
func TestDocumentsOfTheSixthSession(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("testdata", "sixth_session.csv"))
	if err != nil {
		t.Fatal(err)
	}
	documents := rowsOf(t, string(text))
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := &movable{date.MustParse("2012-07-04")}
		c := chronicler{newClientOn(t, d, clock), clock}
		kinds := map[string]bool{}
		for _, row := range documents {
			symbol, kind, dated := row["symbol"], row["document"], date.MustParse(row["dated"])
			clock.day = date.MustParse("2012-07-04")
			c.document(symbol, "6", kind, row["title"])
			got := c.send(symbol, dated).want(201)
			want := map[string]any{"budget": "timely", "note": "no_clock", "estimate": "no_clock"}[kind]
			if got.at("status") != want || (got.at("deadline") == "2012-08-16") != (kind == "budget") {
				t.Errorf("%s: %v, deadline %v", symbol, got.at("status"), got.at("deadline"))
			}
			kinds[kind] = true
		}
		if len(kinds) != 3 {
			t.Errorf("only %v", kinds)
		}
		opening := date.MustParse("2012-10-15")
		for _, row := range documents {
			symbol, dated := row["symbol"], date.MustParse(row["dated"])
			if row["document"] == "budget" {
				c.decide(symbol, opening.AddDays(4)).want(201)
				continue
			}
			if n := opening.Sub(dated); n != 25 {
				t.Errorf("%s: %d days before the opening", symbol, n)
			}
			c.decide(symbol, opening.AddDays(4)).problem(422, "decision.only_note")
			c.decide(symbol, opening.AddDays(4), "outcome", "taken_note_of").want(201)
		}

		// Misfiled as a budget, the same paper of the same day is refused, and
		// late once it is recorded so.
		clock.day = date.MustParse("2012-07-04")
		misfiled := "SAMPLE/2012/14"
		c.document(misfiled, "6", "budget", "The estimate, misfiled")
		c.send(misfiled, date.MustParse("2012-09-20")).problem(422, "circulation.late")
		got := c.send(misfiled, date.MustParse("2012-09-20"), "record_as_late", true, "reason", "misfiled").want(201)
		if got.at("status") != "late" || got.at("margin") != "25" {
			t.Errorf("misfiled: %v, %v days", got.at("status"), got.at("margin"))
		}
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}
