package cli

import (
	"net/http"
	"strings"
	"testing"
)

// What is outstanding of an expired agreement is said apart and not expected;
// what comes all the same is taken.
func TestRESTExpiredAgreements(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		old, current := c.contribution("FRA", "USD"), c.contribution("AUT", "USD")
		for _, path := range []string{old, current} {
			c.post(path+"/agreements", fields{"on": "2012-01-15", "amount": "100.00"}).want(http.StatusCreated)
			c.post(path+"/schedules", fields{"on": "2012-01-15", "instalments": []fields{{"due": "2012-09-30", "amount": "100.00"}}}).want(http.StatusCreated)
		}
		c.post(old+"/terms", fields{"number": "F/1", "signed": "2012-01-15", "expires": "2012-06-30"}).want(http.StatusCreated)
		due := c.get("/api/v1/reports/due-instalments?format=json").want(http.StatusOK)
		for _, want := range []string{"Agreement expired: not expected to come", "Subtotal, agreements that have expired", "Subtotal, expected to come"} {
			if !strings.Contains(due.body, want) {
				t.Errorf("due instalments do not say %q", want)
			}
		}
		ageing := c.get("/api/v1/reports/ageing?format=json").want(http.StatusOK)
		if !strings.Contains(ageing.body, "Instalment; agreement expired on 30 June 2012") || !strings.Contains(ageing.body, "The agreement of 1 item has expired.") {
			t.Errorf("ageing: %s", ageing.body)
		}
		c.get("/api/v1/reports/due-instalments?format=xlsx&lang=fr").want(http.StatusOK)
		before := c.get("/api/v1/reports/due-instalments?format=json&on=2012-06-30").want(http.StatusOK)
		if strings.Contains(before.body, "expired") {
			t.Error("expired on its last day")
		}
		paid := c.post(old+"/receipts", fields{"on": "2012-07-02", "amount": "40.00"}).want(http.StatusCreated)
		if paid.at("agreement_expired") != "2012-06-30" {
			t.Errorf("paid: %s", paid.body)
		}
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

func TestSuspensePartsOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(want string, args ...string) {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%q: %d %s%s\nwant %s", args, code, out, complaint, want)
		}
	}
	say("", "donor", "add", "--party", "FRA")
	say("", "contributions", "open", "--reference", "1", "--donor", "1", "--year", "2012", "--currency", "USD")
	say("", "agreement", "1", "500", "--on", "2012-01-15")
	say("", "terms", "set", "1", "--number", "F/1", "--signed", "2012-01-15", "--expires", "2012-06-30")
	say("", "suspense", "record", "500", "USD", "--on", "2012-07-02", "--payer", "NO NAME")
	say("Its agreement expired on 30 June 2012", "suspense", "match", "2", "1", "--on", "2012-07-03", "--amount", "200")
	say("USD\u00a0300.00", "suspense")
	w.refuses(exitRefused, "article30: This cannot be recorded so.\n  amount: USD\u00a0301.00 is more than the USD\u00a0300.00 that is still in suspense.\n",
		"suspense", "return", "2", "--on", "2012-07-03", "--amount", "301", "--reason", "x")
	say("", "suspense", "return", "2", "--on", "2012-07-03", "--amount", "100", "--reason", "theirs")
	say("USD\u00a0200.00", "suspense")
	say("", "verify")
}
