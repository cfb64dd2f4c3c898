package cli

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"

	"article30/api/auth"
	"article30/internal/access"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// house is a client with two officers and two approvers, one of whom is both.
type house struct{ anna, berta, carl, adam *client }

func (c *client) house() house {
	c.t.Helper()
	c.load("rates", "rates.csv", []byte(rates))
	return house{
		anna:  c.user("anna", auth.RolesIn{Roles: []string{"finance_officer", "approver"}}),
		berta: c.user("berta", auth.RolesIn{Roles: []string{"approver"}}),
		carl:  c.user("carl", auth.RolesIn{Roles: []string{"approver"}}),
		adam:  c.user("adam", auth.RolesIn{Roles: []string{"administrator"}}),
	}
}

func (h house) limit(operation, above string) {
	h.adam.t.Helper()
	h.adam.post("/api/v1/approval-limits", fields{"operation": operation, "above": above, "reason": "rule 105.3"}).want(201)
}

// entries are how many a contribution has.
func (c *client) entries(path string) int {
	c.t.Helper()
	return len(c.get(path).want(200).at("entries").([]any))
}

// 24: who enters does not approve; above the limit nothing is posted before
// somebody else says so.
func TestASecondPersonApproves(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		h := c.house()
		path := h.anna.contribution("FRA", "USD")
		h.limit("receipt", "1000.00")
		h.anna.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "1000.00"}).want(201)

		kept := h.anna.post(path+"/receipts", fields{"on": "2012-07-03", "amount": "1000.01", "bank_reference": "B 2"}, "Idempotency-Key", "k1").want(202)
		one := kept.header.Get("Location")
		if one != "/api/v1/approvals/1" || kept.at("state") != "pending" || kept.at("usd.amount") != "1000.01" ||
			kept.at("input.bank_reference") != "B 2" || kept.at("concerns") != "contribution 1" {
			t.Fatalf("%s: %s", one, kept.body)
		}
		again := h.anna.post(path+"/receipts", fields{"on": "2012-07-03", "amount": "1000.01", "bank_reference": "B 2"}, "Idempotency-Key", "k1").want(202)
		if again.body != kept.body || again.header.Get("Location") != one || again.header.Get("Idempotency-Replayed") != "true" {
			t.Errorf("replayed: %s", again.body)
		}
		h.anna.post(path+"/receipts", fields{"on": "2012-07-03", "amount": "1000.01", "bank_reference": "B 2"}).problem(409, "approval.waiting")
		if n := c.entries(path); n != 1 {
			t.Fatalf("%d entries before the approval", n)
		}

		h.anna.post(one+"/approval", fields{}).problem(403, "approval.own")
		h.anna.post("/api/v1/approvals", fields{"ids": []int{1}}).problem(409, "approval.stands_in_the_way")
		h.adam.post("/api/v1/approver-limits", fields{"user": "berta", "up_to": "1000.00", "reason": "new"}).want(201)
		h.berta.post(one+"/approval", fields{}).problem(403, "approval.above_limit")
		done := h.carl.post(one+"/approval", fields{}).want(201)
		if done.at("state") != "approved" || done.at("decided_by") != "carl" || done.at("posted.0.book") != "entry" {
			t.Errorf("approved: %s", done.body)
		}
		entry := c.get(path).want(200)
		if entry.at("entries.1.entered_by") != "anna" || entry.at("entries.1.usd.amount") != "1000.01" {
			t.Errorf("posted: %s", entry.body)
		}
		h.berta.post(one+"/approval", fields{}).problem(409, "approval.decided")
		h.berta.post(one+"/refusal", fields{"reason": "x"}).problem(409, "approval.decided")
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}

		// Refused, withdrawn.
		h.anna.post(path+"/receipts", fields{"on": "2012-07-04", "amount": "2000.00"}).want(202)
		h.anna.post(path+"/receipts", fields{"on": "2012-07-05", "amount": "3000.00"}).want(202)
		h.carl.post("/api/v1/approvals/2/refusal", fields{"reason": ""}).problem(422, "approval.invalid")
		h.carl.post("/api/v1/approvals/2/refusal", fields{"reason": "no advice"}).want(201)
		h.anna.do("POST", "/api/v1/approvals/3/withdrawal", "").want(201) // without content
		if n := c.entries(path); n != 2 {
			t.Errorf("%d entries after a refusal and a withdrawal", n)
		}
		if list := h.carl.get("/api/v1/approvals?pending=true").want(200); list.at("items.0") != nil {
			t.Errorf("waiting: %s", list.body)
		}
	})
}

// When the world has changed, the approval fails and the submission waits on.
func TestWhatCannotBePostedAnyMoreWaits(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		h := c.house()
		path := h.anna.contribution("FRA", "USD")
		h.anna.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "500.00"}).want(201)
		h.limit("refund", "100.00")
		h.anna.post(path+"/refunds", fields{"on": "2012-07-03", "amount": "400.00"}).want(202)
		h.anna.post(path+"/refunds", fields{"on": "2012-07-03", "amount": "300.00"}).want(202)

		// All or none, and the one that stands in the way is named.
		if codes := h.berta.post("/api/v1/approvals", fields{"ids": []int{1, 2}}).problem(409, "approval.stands_in_the_way"); codes["ids[1].amount"] != "refund.more_than_received" {
			t.Errorf("in the way: %v", codes)
		}
		if n := c.entries(path); n != 1 {
			t.Fatalf("%d entries although none was approved", n)
		}
		part := h.berta.post("/api/v1/approvals", fields{"ids": []int{1, 2}, "partial": true}).want(201)
		if part.at("approved") != "1" || part.at("items.0.approved") != true || part.at("items.1.approved") != false || part.at("items.1.problem.code") != "entry.invalid" {
			t.Errorf("partial: %s", part.body)
		}
		h.berta.post("/api/v1/approvals/2/approval", fields{}).problem(422, "entry.invalid")
		if one := h.berta.get("/api/v1/approvals/2").want(200); one.at("state") != "pending" || one.at("since") != "1" {
			t.Errorf("waiting: %s", one.body)
		}
	})
}

// What was approved is what is posted: another rate makes it another amount.
func TestApprovalOfAnotherAmount(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		h := c.house()
		path := h.anna.contribution("FRA", "EUR")
		h.limit("pledge", "100.00")
		h.anna.post(path+"/pledges", fields{"on": "2012-07-02", "amount": "1000.00"}).want(202)
		h.anna.post("/api/v1/rates/EUR/2012-07-01/corrections", fields{"per_usd": "0.800", "reason": "misprint"}).want(201)
		h.berta.post("/api/v1/approvals/1/approval", fields{}).problem(409, "approval.changed")
		h.anna.post("/api/v1/approval-limits", fields{"operation": "pledge", "reason": "x"}).problem(403, "access.denied")
		h.adam.post("/api/v1/approval-limits", fields{"operation": "pledge", "reason": "no more"}).want(201)
		h.berta.post("/api/v1/approvals/1/approval", fields{}).problem(409, "approval.nothing_left")
		if n := c.entries(path); n != 0 {
			t.Errorf("%d entries", n)
		}
	})
}

// 26: two approvers at once, and exactly one posting.
func TestTwoApproversAtOnce(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		h := c.house()
		path := h.anna.contribution("FRA", "USD")
		h.limit("receipt", "1.00")
		for round := range 10 {
			kept := h.anna.post(path+"/receipts", fields{"on": "2012-07-03", "amount": json.Number("10." + string(rune('0'+round)) + "0").String()}).want(202)
			var wg sync.WaitGroup
			status := [2]int{}
			for i, who := range []*client{h.berta, h.carl} {
				wg.Go(func() { status[i] = who.post(kept.header.Get("Location")+"/approval", fields{}).status })
			}
			wg.Wait()
			if status[0]+status[1] != http.StatusCreated+http.StatusConflict {
				t.Errorf("round %d: %v", round, status)
			}
		}
		if n := c.entries(path); n != 10 {
			t.Errorf("%d entries of 10 approvals", n)
		}
	})
}

// An import is kept with its file, and its submitter sees what it would do.
func TestAnImportIsApproved(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		h := c.house()
		h.limit("receipt", "50.00")
		const file = "reference,donor,donor_kind,year,currency,pledged,pledged_on,paid,paid_on\nA 1,Acme,company,2012,USD,100.00,2012-07-01,80.00,2012-07-02\n"
		kept := h.anna.do("POST", "/api/v1/imports/contributions?file=a.csv", file, "Content-Type", "text/csv").want(202)
		if kept.at("operation") != "import_contributions" || kept.at("usd.amount") != "180.00" || kept.at("report.added") != "1" || kept.at("file_name") != "a.csv" {
			t.Fatalf("kept: %s", kept.body)
		}
		if n := len(c.donors()); n != 0 {
			t.Fatalf("%d donors before the approval", n)
		}
		h.anna.do("POST", "/api/v1/imports/contributions?file=a.csv&dry_run=true", file, "Content-Type", "text/csv").want(200)
		done := h.berta.post("/api/v1/approvals/1/approval", fields{}).want(201)
		if done.at("posted.0.book") != "entry" || done.at("posted.1") != nil {
			t.Errorf("approved: %s", done.body)
		}
		id := c.get("/api/v1/contributions").want(200).at("items.0.id").(string)
		if n := c.entries("/api/v1/contributions/" + id); n != 2 {
			t.Errorf("%d entries", n)
		}
	})
}

// Whoever goes around the program is found out.
func TestVerifyFindsWhatNobodyApproved(t *testing.T) {
	tamper := map[string]struct{ do, want string }{
		"an approval taken away":    {"DELETE FROM entry_approval", "verify.not_as_recorded"},
		"an input made another":     {"UPDATE submission SET input = '{}'", "verify.not_as_recorded"},
		"an approver made another":  {"UPDATE submission_decision SET decided_by = 'carl'", "verify.not_as_recorded"},
		"a limit raised":            {"UPDATE approval_limit SET above = 99999999999999", "verify.not_as_recorded"},
		"a limit put in":            {"INSERT INTO approval_limit VALUES (7, 'receipt', NULL, 'x', 'adam', '2012-07-20T07:00:00Z')", "verify.not_recorded"},
		"a limit set before it was": {"UPDATE approval_limit SET recorded_at = '2012-07-20T06:59:59Z', above = 10000; DELETE FROM entry_approval", "verify.unapproved"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for name, tt := range tamper {
			c := newClient(t, dbtest.Open(t, d.Engine()))
			h := c.house()
			path := h.anna.contribution("FRA", "USD")
			h.limit("receipt", "10.00")
			h.anna.post(path+"/receipts", fields{"on": "2012-07-03", "amount": "20.00"}).want(202)
			h.berta.post("/api/v1/approvals/1/approval", fields{}).want(201)
			statements := strings.Split(tt.do, "; ")
			for _, table := range []string{"entry_approval", "submission", "submission_decision"} {
				dbtest.Tamper(t.Context(), t, c.s.db, table)
			}
			dbtest.Tamper(t.Context(), t, c.s.db, "approval_limit", statements...)
			if got := c.get("/api/v1/verify").want(200); !strings.Contains(got.body, tt.want) {
				t.Errorf("%s: %s", name, got.body)
			}
		}
	})
}

// A delegate never sees what others submitted.
func TestDelegateSeesNoSubmissions(t *testing.T) {
	c := newClient(t, openSQLite(t))
	d := c.user("denis", auth.RolesIn{Roles: []string{string(access.Delegate)}, State: "FRA"})
	d.get("/api/v1/approvals").problem(403, "access.denied")
	d.get("/api/v1/approvals/1").problem(403, "access.denied")
}
