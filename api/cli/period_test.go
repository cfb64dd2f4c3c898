package cli

import (
	"net/http"
	"strings"
	"testing"
)

func TestRESTPeriods(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		path := c.contribution("FRA", "USD")
		const june = "/api/v1/periods/2012-06"
		c.post(path+"/receipts", fields{"on": "2012-05-15", "amount": "1000.00"}).want(http.StatusCreated)
		c.post(june+"/closing", fields{}).problem(http.StatusConflict, "period.earlier_open")
		closed := c.post(june+"/closing", fields{"earlier": true}).want(http.StatusCreated)
		for at, want := range map[string]any{
			"items.0.period": "2012-05", "items.1.period": "2012-06", "items.1.action": "close", "items.1.stands": true,
			"items.1.totals.0.account": "cash", "items.1.totals.0.usd.amount": "1000.00",
		} {
			if got := closed.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		c.post(path+"/receipts", fields{"on": "2012-06-30", "amount": "1.00"}).problem(http.StatusConflict, "period.closed")
		c.post(path+"/receipts", fields{"on": "2012-07-01", "amount": "1.00"}).want(http.StatusCreated)
		if one := c.get(june).want(http.StatusOK); one.at("totals.0.usd.amount") != "1000.00" || one.at("journal_head") == nil {
			t.Errorf("June: %s", one.body)
		}
		list := c.get("/api/v1/periods").want(http.StatusOK)
		if list.at("closed_to") != "2012-06-30" || list.at("first_open") != "2012-07" || list.at("events.1.stands") != true {
			t.Errorf("periods: %s", list.body)
		}
		if got := c.post(june+"/reopening", fields{"reason": ""}).problem(422, "period.invalid"); got["reason"] != "entry.no_reason" {
			t.Errorf("wrong values: %v", got)
		}
		if e := c.post(june+"/reopening", fields{"reason": "late"}).want(http.StatusCreated); e.at("action") != "reopen" || e.at("reason") != "late" {
			t.Errorf("reopened: %s", e.body)
		}
		c.get(june).problem(http.StatusNotFound, "period.not_closed")
		c.get("/api/v1/periods/2012-6").problem(422, "period.grammar")
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
		if st := c.get("/api/v1/reports/fund?format=json&year=2012").want(http.StatusOK); !strings.Contains(string(st.body), "books closed to 31 May 2012") {
			t.Errorf("the fund says nothing of the closing: %s", st.body)
		}
	})
}

// What promises money, or says what it is given for, is dated in an open month;
// closing one takes no content.
func TestDatedRecordsAskForAnOpenMonth(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		o := withOfficers(c)
		project, second := o.approved(), o.appraised(true, "UGA")
		third := c.post("/api/v1/contributions", fields{"reference": "F/3", "donor": 1, "year": 2012, "currency": "USD"}).want(201).header.Get("Location")
		c.post("/api/v1/periods/2012-01/closing", fields{"earlier": true}).want(201)
		// January is closed, and nothing is in February: March can be closed, by a request without content.
		if got := c.do("POST", "/api/v1/periods/2012-03/closing", "").want(201); got.at("items.0.period") != "2012-03" {
			t.Errorf("%s", got.body)
		}
		c.post(third+"/earmark", fields{"earmark": "firearms", "on": "2012-03-31", "reference": "F"}).problem(409, "period.closed")
		o.alice.post(second+"/approval", projectApproval("100.00")).problem(409, "period.closed")
		o.alice.post(project+"/revisions", fields{"on": "2012-03-31", "reason": "less", "budget": []fields{{"object": "posts", "amount": "100.00"}}}).problem(409, "period.closed")
		o.frank.post(project+"/partners", o.agreement()).problem(409, "period.closed")
		o.frank.post(project+"/closure", fields{"on": "2012-03-31", "note": "x"}).problem(409, "period.closed")
		// A letter and an appraisal move no figure.
		o.appraised(true, "TZA")

		c.post(third+"/earmark", fields{"earmark": "firearms", "on": "2012-04-01", "reference": "F"}).want(201)
		o.frank.post(project+"/closure", fields{"on": "2012-04-01", "note": "x"}).want(201)
		o.sound()
	})
}

func TestPeriodsOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	w.prints("Id  Period  Done  Standing  Recorded  By  Reason\nNo month of the books is closed.\n", "period")
	w.run("donors", "add", "--party", "FRA")
	w.run("contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "USD")
	w.run("pledge", "1", "1000", "--on", "2012-05-15")
	w.refuses(1, "article30: June 2012 cannot be closed before May 2012: periods close in their order.\n", "period", "close", "2012-06")
	if code, out, complaint := w.run("period", "close", "2012-06", "--earlier"); code != 0 || strings.Count(out, "is closed. The head of the journal before it was ") != 2 {
		t.Errorf("exit %d: %s%s", code, out, complaint)
	}
	w.refuses(1, "article30: May 2012 is closed; the first open month is July 2012.\n", "receipt", "1", "10", "--on", "2012-05-31")
	if code, out, _ := w.run("period", "show", "2012-06"); code != 0 || !strings.Contains(out, "contributions        memo:pledged   USD\u00a01,000.00\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
	statement := func() string {
		t.Helper()
		_, out, _ := w.run("report", "status-of-contributions", "--on", "2012-06-30", "--format", "json")
		return out
	}
	if out := statement(); !strings.Contains(out, "Books closed to 30 June 2012") {
		t.Errorf("the status does not say that its month is closed: %s", out)
	}
	w.prints("2012-06 is open again, reopened by op.\n", "--as", "op", "period", "reopen", "2012-06", "--reason", "late invoice")
	if out := statement(); !strings.Contains(out, "Not closed to 30 June 2012: books closed to 31 May 2012.") {
		t.Errorf("the status does not say that its month is open: %s", out)
	}
	if code, out, _ := w.run("period"); code != 0 || !strings.Contains(out, "  reopened since  ") || !strings.HasSuffix(out, "Books closed to 31 May 2012. The first open month is June 2012.\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := w.run("verify"); code != 0 || !strings.HasPrefix(out, "All is well: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
}
