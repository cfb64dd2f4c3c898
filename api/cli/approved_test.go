package cli

import (
	"bufio"
	"bytes"
	"context"
	"strings"
	"testing"

	"article30/api/auth"
	"article30/internal/access"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/problem"
)

// Whoever submitted something must still be allowed to enter it when it is
// approved, and whoever approves it to approve.
func TestRightsAreAskedAgainAtTheApproval(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		ctx, boss := context.Background(), access.Operator("boss")
		h := c.house()
		h.limit("receipt", "10.00")
		path := c.contribution("FRA", "USD")
		h.anna.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "20.00"}).want(202)
		h.anna.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "30.00"}).want(202)
		h.anna.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "40.00"}).want(202)
		approve := func(who *client, id string) answered { return who.post("/api/v1/approvals/"+id+"/approval", fields{}) }
		roles := func(name string, roles ...string) {
			if _, err := c.s.auth.SetRoles(ctx, boss, name, auth.RolesIn{Roles: roles}); err != nil {
				t.Fatal(err)
			}
		}

		roles("anna", "approver") // no finance officer any more
		if got := approve(h.berta, "1"); !strings.Contains(got.body, "anna, who entered it") || !strings.Contains(got.body, "contribution.record") {
			t.Errorf("the sentence: %s", got.body)
		}
		approve(h.berta, "1").problem(409, "approval.submitter_denied")
		if codes := h.berta.post("/api/v1/approvals", fields{"ids": []int{1}}).problem(409, "approval.stands_in_the_way"); codes["ids[0]"] != "approval.submitter_denied" {
			t.Errorf("in the way: %v", codes)
		}
		if _, err := c.s.auth.Disable(ctx, boss, "anna", "left"); err != nil {
			t.Fatal(err)
		}
		approve(h.berta, "2").problem(409, "approval.submitter_disabled")
		if got := h.berta.get("/api/v1/approvals/2").want(200); got.at("state") != "pending" {
			t.Errorf("it waits on: %s", got.body)
		}
		if n := c.entries(path); n != 0 {
			t.Fatalf("%d entries of somebody who may not enter them", n)
		}
		h.berta.post("/api/v1/approvals/2/refusal", fields{"reason": "anna has left"}).want(201)

		// Back again, what she submitted can be approved: by who may.
		if _, err := c.s.auth.Enable(ctx, boss, "anna", "back"); err != nil {
			t.Fatal(err)
		}
		roles("anna", "finance_officer")
		roles("berta", "secretariat")
		approve(h.berta, "1").problem(403, "access.denied")
		// Not even at the command line, in the name of somebody who may not.
		for name, want := range map[string]string{"berta": "approval.approver_denied", "anna": "approval.approver_denied"} {
			if _, err := c.s.approvals.Approve(ctx, access.Operator(name), 1); !problem.Is(err, want) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := c.s.approvals.Refuse(ctx, access.Operator(name), 1, "why"); !problem.Is(err, want) {
				t.Errorf("%s refuses: %v", name, err)
			}
		}
		if _, err := c.s.auth.Disable(ctx, boss, "berta", "left"); err != nil {
			t.Fatal(err)
		}
		if _, err := c.s.approvals.Approve(ctx, access.Operator("berta"), 1); !problem.Is(err, "approval.approver_disabled") {
			t.Errorf("a disabled approver: %v", err)
		}
		if done := approve(h.carl, "1").want(201); done.at("decided_by") != "carl" {
			t.Errorf("%s", done.body)
		}
		// Whoever has the database approves under a name that no user has.
		if _, err := c.s.approvals.Approve(ctx, access.Operator("head of finance"), 3); err != nil {
			t.Error(err)
		}
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

// command is one of the command line's.
type command interface{ Run(a *app) error }

// says is what a command prints.
func (c *client) says(command command) string {
	c.t.Helper()
	var out bytes.Buffer
	a := &app{ctx: c.t.Context(), actor: access.Operator("tester"), printer: locale.Match("en"), out: bufio.NewWriter(&out), clock: testClock, on: c.s}
	if err := command.Run(a); err != nil {
		c.t.Fatal(err)
	}
	a.out.Flush()
	return out.String()
}

// Who approved is said wherever the entry is shown: of contributions, of
// spending, of projects.
func TestWhoApprovedIsShownAtTheEntry(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		g := newGatedBooks(c)
		for _, kind := range []access.OperationKind{access.Receiving, access.TransferringEarmark, access.Committing, access.Spending} {
			c.limit(kind, "1000.00")
		}
		project := g.approved()
		submit := func(path string, body fields) {
			t.Helper()
			one := g.frank.post(path, body).want(202).header.Get("Location")
			g.berta.post(one+"/approval", fields{}).want(201)
		}
		submit("/api/v1/contributions/1/receipts", fields{"on": "2012-07-02", "amount": "1000.01"})
		submit("/api/v1/contributions/1/earmark-transfers", fields{"amount": "2000.00", "on": "2012-07-19", "from": "convention-29", "to": "unearmarked",
			"consent_on": "2012-07-18", "consent_reference": "Note verbale of 18 July", "reason": "asked for"})
		submit(project+"/partners", g.agreement())
		submit(project+"/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/1"})

		for path, want := range map[string]map[string]any{
			"/api/v1/contributions/1": {"entries.0.approved_by": nil, "entries.1.entered_by": "frank", "entries.1.approved_by": "berta",
				"entries.1.submission": "1", "entries.1.approved_at": "2012-07-20T07:00:00Z"},
			"/api/v1/contributions/1/earmark": {"transfers.0.entered_by": "frank", "transfers.0.approved_by": "berta"},
			g.spends(): {"entries.0.approved_by": nil, "entries.1.kind": "commitment", "entries.1.approved_by": "berta",
				"entries.2.kind": "expense", "entries.2.approved_by": "berta", "entries.3.kind": "payment", "entries.3.approved_by": "berta"},
			project: {"history.2.kind": "approved", "history.2.approved_by": nil, "history.3.kind": "engaged", "history.3.entered_by": "frank",
				"history.3.approved_by": "berta", "history.4.kind": "report_due", "history.4.approved_by": "berta", "history.5.kind": "released", "history.5.approved_by": "berta"},
			aid + "/projects": {"items.0.history.5.approved_by": "berta"},
		} {
			got := c.get(path).want(200)
			for at, value := range want {
				if got.at(at) != value {
					t.Errorf("%s: %s is %v, want %v", path, at, got.at(at), value)
				}
			}
		}
		allotment, _ := g.allotment.Int64()
		for _, command := range []command{&contributionsShowCmd{ID: 1}, &allotShowCmd{Allotment: allotment}, &assistanceShowCmd{Key: "TA-2012-01"}} {
			if out := c.says(command); !strings.Contains(out, "frank") || !strings.Contains(out, "berta") || !strings.Contains(out, "Approved by") {
				t.Errorf("%T does not say who approved: %s", command, out)
			}
		}
		if out := c.says(&assistanceShowCmd{Key: "TA-2012-01"}); !strings.Contains(out, "60,000.00") || !strings.Contains(out, "30,000.00") {
			t.Errorf("amounts without separators: %s", out)
		}
		g.sound()
	})
}

// 33: an approval that is made another's, or taken away, or given to what needed
// none, is found.
func TestVerifyFindsChangedApprovalsOfProjects(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newClient(t, d)
		g := newGatedBooks(c)
		c.limit(access.Committing, "1000.00")
		project := g.approved()
		one := g.frank.post(project+"/partners", g.agreement()).want(202).header.Get("Location")
		g.berta.post(one+"/approval", fields{}).want(201)
		g.sound()
		undone := context.Canceled
		for _, tamper := range []struct{ name, table, statement, want string }{
			{"an event's approval taken away", "assistance_approval", "DELETE FROM assistance_approval WHERE event_id = 4", "approval 1: verify.not_as_recorded"},
			{"one given to another event", "assistance_approval", "INSERT INTO assistance_approval VALUES (3, 1)", "approval 1: verify.not_as_recorded"},
			{"a commitment's approval taken away", "execution_approval", "DELETE FROM execution_approval", "approval 1: verify.not_as_recorded"},
			{"another approver", "submission_decision", "UPDATE submission_decision SET decided_by = 'alice'", "approval 1: verify.not_as_recorded"},
		} {
			var found strings.Builder
			err := c.s.db.Update(t.Context(), func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, c.s.db, tamper.table, tamper.statement)
				findings, err := c.s.verifyApprovals(ctx)
				for _, f := range findings {
					found.WriteString(f.Place + ": " + f.Code + "; ")
				}
				if err != nil {
					t.Errorf("%s: %v", tamper.name, err)
				}
				return undone
			})
			if err != undone || !strings.Contains(found.String(), tamper.want) {
				t.Errorf("%s: found %q, want %q (%v)", tamper.name, found.String(), tamper.want, err)
			}
		}
	})
}
