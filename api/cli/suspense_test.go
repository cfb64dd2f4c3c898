package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestRESTSuspense(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "USD")
		id := json.Number(path[strings.LastIndex(path, "/")+1:])
		c.post("/api/v1/suspense", fields{"on": "2012-07-02", "amount": "x", "currency": "EUR", "payer": "?"}).problem(422, "entry.invalid")
		came := c.post("/api/v1/suspense", fields{
			"on": "2012-07-02", "amount": "79.40", "currency": "EUR", "payer": "REF 1 / NO NAME", "bank_reference": "MT103/9",
		}).want(http.StatusCreated)
		list := c.get("/api/v1/suspense").want(http.StatusOK)
		if list.at("items.0.reference") != "S-2012-0001" || list.at("items.0.age") != "18" || list.at("items.0.bank_reference") != "MT103/9" {
			t.Errorf("listed: %s", list.body)
		}
		at := fmt.Sprintf("/api/v1/suspense/%v", came.at("id"))
		matched := c.post(at+"/match", fields{"contribution": id, "on": "2012-07-03"}).want(http.StatusCreated)
		if matched.at("settles.amount") != "100.00" || matched.at("usd.amount") != "100.00" || matched.at("cleared") == nil {
			t.Errorf("matched: %s", matched.body)
		}
		c.post(at+"/return", fields{"on": "2012-07-03", "reason": "x"}).problem(409, "suspense.not_there")
		if list := c.get("/api/v1/suspense").want(http.StatusOK); list.at("items.0") != nil {
			t.Errorf("still listed: %s", list.body)
		}
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
		c.get("/api/v1/reports/status-of-contributions?format=json&lang=fr").want(http.StatusOK)
	})
}

func TestSuspenseOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(args ...string) string {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 {
			t.Fatalf("%q: %d %s%s", args, code, out, complaint)
		}
		return out
	}
	say("suspense", "record", "500", "USD", "--on", "2012-07-02", "--payer", "NO NAME")
	if out := say("suspense", "--on", "2012-07-12"); !strings.Contains(out, "S-2012-0001") || !strings.Contains(out, "10  NO NAME") {
		t.Errorf("listed: %s", out)
	}
	say("report", "status-of-contributions", "--format", "json")
	say("suspense", "return", "1", "--on", "2012-07-03", "--reason", "the bank asked for it")
	if out := say("suspense", "--all"); !strings.Contains(out, "S-2012-0001") {
		t.Errorf("all: %s", out)
	}
	say("verify")
}
