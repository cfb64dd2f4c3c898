package cli

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
)

// Two officers read the same record and both write; the second is told.
func TestRESTIfMatch(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.spendable()
		contribution := "/api/v1/contributions/1"
		read := c.get(contribution).want(200)
		tag := read.header.Get("ETag")
		if !regexp.MustCompile(`^"[1-9][0-9]*"$`).MatchString(tag) || `"`+read.at("revision").(string)+`"` != tag {
			t.Fatalf("ETag %s of %s", tag, read.body)
		}
		receipt := fields{"on": "2012-07-10", "amount": "1.00"}
		c.post(contribution+"/receipts", receipt, "If-Match", tag).want(201)
		stale := c.post(contribution+"/refunds", receipt, "If-Match", tag)
		stale.problem(412, "record.changed")
		if now := c.get(contribution).want(200).header.Get("ETag"); !strings.Contains(string(stale.body), "to revision "+strings.Trim(now, `"`)) {
			t.Errorf("now %s: %s", now, stale.body)
		}
		for _, bad := range []string{"17", `"x"`, `W/"17"`, `"0"`, `"-1"`, `"1", "2"`, `"01"`} {
			c.post(contribution+"/refunds", receipt, "If-Match", bad).problem(400, "request.bad_if_match")
		}
		c.post(contribution+"/refunds", receipt, "If-Match", "*").want(201)
		c.post(contribution+"/receipts", receipt).want(201)

		earmarks := c.get(contribution + "/earmark").want(200).header.Get("ETag")
		transfer := fields{"from": "unearmarked", "to": "convention-29", "amount": "10.00", "on": "2012-07-19", "consent_on": "2012-07-18", "consent_reference": "Note 1", "reason": "x"}
		c.post(contribution+"/earmark-transfers", transfer, "If-Match", earmarks).want(201)
		c.post(contribution+"/earmark-transfers", transfer, "If-Match", earmarks).problem(412, "record.changed")

		c.post("/api/v1/budget/fund-approvals", fields{"symbol": symbol, "on": "2012-07-01", "reference": "resolution 21/1"}).want(201)
		allotment := c.post("/api/v1/budget/allotments", fields{
			"symbol": symbol, "line": "1000", "year": 2018, "amount": "10000.00", "on": "2012-07-19", "advice": "AA/1", "override": "letter of the Chair",
		}).want(201).header.Get("Location")
		write := func(path string, body fields) json.Number {
			t.Helper()
			tag := c.get(allotment).want(200).header.Get("ETag")
			old := `"1"`
			c.post(path, body, "If-Match", old).problem(412, "record.changed")
			made := c.post(path, body, "If-Match", tag).want(201)
			c.post(path, body, "If-Match", tag).problem(412, "record.changed")
			return json.Number(made.at("id").(string))
		}
		commitment := write(allotment+"/commitments", fields{"amount": "100.00", "on": "2012-07-19", "payee": "x"})
		write("/api/v1/commitments/"+commitment.String()+"/changes", fields{"amount": "200.00", "on": "2012-07-19", "reason": "more"})
		expense := write("/api/v1/commitments/"+commitment.String()+"/expenses", fields{"amount": "10.00", "on": "2012-07-19"})
		write(allotment+"/expenses", fields{"amount": "10.00", "on": "2012-07-19", "payee": "x"})
		write(allotment+"/changes", fields{"amount": "9000.00", "on": "2012-07-19", "advice": "AA/2"})
		payment := write("/api/v1/expenses/"+expense.String()+"/payments", fields{"amount": "10.00", "on": "2012-07-20"})
		write("/api/v1/execution-entries/"+payment.String()+"/reversal", fields{"reason": "bounced"})
	})
}

func TestExpectOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	w.run("donors", "add", "--party", "FRA")
	w.run("contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "USD")
	_, out, _ := w.run("contributions", "show", "1")
	found := regexp.MustCompile(`\nRevision ([0-9]+)\n$`).FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("no revision is shown: %s", out)
	}
	if code, out, complaint := w.run("pledge", "1", "100", "--on", "2012-06-15", "--expect", found[1]); code != 0 {
		t.Errorf("exit %d: %s%s", code, out, complaint)
	}
	code, _, complaint := w.run("receipt", "1", "100", "--on", "2012-06-16", "--expect", found[1])
	if code != 1 || !strings.HasPrefix(complaint, "article30: This was changed since it was read at revision "+found[1]+": by ") {
		t.Errorf("exit %d: %s", code, complaint)
	}
}
