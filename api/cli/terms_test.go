package cli

import (
	"net/http"
	"strings"
	"testing"
)

func TestRESTTerms(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		path := c.contribution("USA", "USD")
		terms := fields{
			"number": "USA/2012/1", "signed": "2012-06-14", "expires": "2014-12-31", "condition": "ten courses held",
			"psc_percent": "7", "psc_from": "2012-06-14", "psc_reason": "standard agreement",
			"duties": []fields{{"due": "2013-03-31", "what": "Narrative report"}},
		}
		c.post(path+"/terms", terms).problem(http.StatusConflict, "terms.no_agreement")
		agreed := c.post(path+"/agreements", fields{"on": "2012-06-15", "amount": "1000.00", "conditional": true}).want(http.StatusCreated)
		if agreed.at("postings.1.account") != "deferred" {
			t.Errorf("agreed %s", agreed.body)
		}
		c.post(path+"/terms", terms).want(http.StatusCreated)
		terms["condition"] = ""
		if got := c.post(path+"/terms", terms).problem(422, "terms.invalid"); got["condition"] != "terms.no_condition" || got["reason"] != "entry.no_reason" {
			t.Errorf("wrong values: %v", got)
		}
		list := c.get(path + "/terms").want(http.StatusOK)
		if list.at("items.0.psc_percent") != "7" || list.at("items.0.duties.0.due") != "2013-03-31" || list.at("items.1") != nil {
			t.Errorf("terms: %s", list.body)
		}
		c.post(path+"/conditions-met", fields{"on": "2012-07-02", "amount": "1000.01", "reason": "report"}).problem(422, "entry.invalid")
		met := c.post(path+"/conditions-met", fields{"on": "2012-07-02", "amount": "1000.00", "reason": "report of 30 June"}).want(http.StatusCreated)
		if met.at("kind") != "condition_met" || met.at("postings.1.account") != "revenue" {
			t.Errorf("met: %s", met.body)
		}
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
		c.get("/api/v1/reports/status-of-contributions?format=json").want(http.StatusOK)
	})
}

func TestTermsOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(args ...string) string {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 {
			t.Fatalf("%q: %d %s", args, code, complaint)
		}
		return out
	}
	say("donors", "add", "--party", "USA")
	say("contributions", "open", "--reference", "R1", "--donor", "1", "--year", "2012", "--currency", "USD")
	say("agreement", "1", "1000", "--on", "2012-06-15", "--conditional")
	say("terms", "set", "1", "--number", "USA/2012/1", "--signed", "2012-06-14", "--condition", "ten courses held",
		"--duty", "2013-03-31=Narrative, in English", "--duty", "2014-03-31=Accounts")
	if out := say("terms", "1"); !strings.Contains(out, "ten courses held") || !strings.Contains(out, "Narrative, in English") || !strings.Contains(out, "Accounts") {
		t.Errorf("terms: %s", out)
	}
	if out := say("condition-met", "1", "400", "--on", "2012-07-02", "--reason", "four courses held"); !strings.Contains(out, "Condition met") {
		t.Errorf("met: %s", out)
	}
	say("verify")
}
