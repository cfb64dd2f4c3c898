package cli

import (
	"net/url"
	"strings"
	"testing"

	"article30/internal/published"
)

const symbol = "CTOC/COP/2012/7"

// sixthBudget registers the published table as the budget of the sixth session.
func (c *client) sixthBudget() {
	c.t.Helper()
	query := url.Values{"file": {published.Vienna}, "session": {"6"}, "symbol": {symbol}, "title": {"Budget for 2013-2014"}}
	c.do("POST", "/api/v1/imports/budget?"+query.Encode(), string(published.Bytes(published.Vienna)), "Content-Type", "text/csv").want(200)
}

func bySymbol(path string) string { return path + "?symbol=" + url.QueryEscape(symbol) }

// Rules 72 and 73 from the registration of a budget to its adoption.
func TestRESTLifeOfABudget(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		b := c.get(bySymbol("/api/v1/budget")).want(200)
		for at, want := range map[string]any{
			"kind": "budget", "session": "6", "versions.0.kind": "original", "versions.0.psc_percent": "13",
			"versions.0.lines.0.amounts.0.amount": "555875.00", "versions.0.frozen": false,
		} {
			if got := b.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		before := c.get(bySymbol("/api/v1/budget/circulation")).want(200)
		if before.at("deadline") != "2012-08-16" || before.at("days_left") != "27" || before.at("status") != "open" {
			t.Errorf("before the first dispatch: %s", before.body[:300])
		}

		sent := c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en", "fr"}, "sent_on": "2012-07-19", "reference": "NV 2012/1"}, "Idempotency-Key", "nv1").want(201)
		if sent.at("languages.2.sent") != "167" && sent.at("languages.2.sent") != "168" {
			t.Errorf("English went to %v", sent.at("languages.2"))
		}
		again := c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en", "fr"}, "sent_on": "2012-07-19", "reference": "NV 2012/1"}, "Idempotency-Key", "nv1").want(201)
		if again.header.Get("Idempotency-Replayed") != "true" || again.body != sent.body {
			t.Error("the same note was sent twice")
		}
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en"}, "sent_on": "2012-07-19", "reference": "NV 2012/2"}).
			problem(409, "circulation.language_complete")
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"xx"}, "sent_on": "2012-07-21"}).want(422)
		if !c.isFrozen() {
			t.Error("a version that went out is not frozen")
		}

		late := c.post("/api/v1/budget/decisions", fields{"symbol": symbol, "outcome": "adopted", "decided_on": "2012-07-20", "method": "consensus"})
		if late.status != 422 {
			t.Errorf("a decision before the session opens: %d %s", late.status, late.body)
		}
		if d := c.get(bySymbol("/api/v1/budget/decisions")).want(200); d.at("items.0") != nil {
			t.Errorf("a refused decision was recorded: %s", d.body)
		}
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

func (c *client) isFrozen() bool {
	c.t.Helper()
	return c.get(bySymbol("/api/v1/budget")).want(200).at("versions.0.frozen") == true
}

// If the opening moves, the deadline moves with it and the dates that stood
// before are kept.
func TestRESTMovedSession(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		moved := c.post("/api/v1/sessions/6/dates", fields{"opening": "2012-10-01", "reason": "room"}).want(201)
		if moved.at("deadline") != "2012-08-02" || moved.at("history.0.opening") != "2012-10-15" || moved.at("history.1.reason") != "room" {
			t.Errorf("got %s", moved.body)
		}
		got := c.post("/api/v1/sessions/6/dates", fields{"opening": "2012-10-32", "closing": "x", "reason": ""}).problem(422, "conference.dates_invalid")
		if got["opening"] != "date.not_a_day" || got["closing"] != "date.grammar" {
			t.Errorf("got %v", got)
		}
	})
}

func TestRESTConference(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		d := c.get("/api/v1/deadline?opening=2012-10-15&dispatch=2012-08-17").want(200)
		if d.at("deadline") != "2012-08-16" || d.at("margin") != "59" || d.at("timely") != false || d.at("last_working_day") != "2012-08-16" {
			t.Errorf("got %s", d.body)
		}
		parties := c.get("/api/v1/parties?on=2012-10-15&lang=fr").want(200)
		for at, want := range map[string]any{
			"0.count": "171", "0.deposited": "172", "1.count": "152", "1.deposited": "153",
			"2.count": "133", "2.deposited": "135", "3.count": "95", "3.deposited": "96",
			"0.instrument": "convention", "1.name": "Protocole relatif à la traite des personnes",
		} {
			if got := parties.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		if all := c.get("/api/v1/participants").want(200); !strings.Contains(all.body, `"id":"EUE"`) {
			t.Error("the European Union is not among the participants")
		}
	})
}
