package cli

import (
	"slices"
	"testing"

	"article30/internal/access"
)

// ready is the request of that name.
func (g *gatedBooks) ready(name string) (access.OperationKind, string, any) {
	g.t.Helper()
	all := allGated()
	one := all[slices.IndexFunc(all, func(one gated) bool { return one.name == name })]
	path, body := one.ready(g)
	return one.operation, path, body
}

// lift takes the limit of a kind of operation away.
func (c *client) lift(kind access.OperationKind) {
	c.t.Helper()
	c.post("/api/v1/approval-limits", fields{"operation": string(kind), "reason": "no more"}).want(201)
}

// When the record has changed after the submission, the approval is refused
// with the domain's own words, nothing is half done, and it waits on.
func TestApprovalOfWhatHasChangedSince(t *testing.T) {
	on := func(day, amount string, more ...any) fields {
		f := fields{"on": day}
		if amount != "" {
			f["amount"] = amount
		}
		for i := 0; i < len(more); i += 2 {
			f[more[i].(string)] = more[i+1]
		}
		return f
	}
	const first, project = "/api/v1/contributions/1", aid + "/projects/TA-2012-01"
	for name, tt := range map[string]struct {
		request string
		change  func(g *gatedBooks)
		status  int
		code    string
	}{
		"a refund of what was refunded": {"record-refund", func(g *gatedBooks) {
			g.client.post(first+"/refunds", on("2012-07-18", "99800.00", "reason", "too much")).want(201)
		}, 422, "entry.invalid"},
		"a write-down of what was paid": {"record-write-down", func(g *gatedBooks) {
			g.client.post("/api/v1/contributions/3/receipts", on("2012-07-18", "4000.00")).want(201)
		}, 422, "entry.invalid"},
		"a match of money that was returned": {"match-suspense", func(g *gatedBooks) {
			g.client.post("/api/v1/suspense/3/return", on("2012-07-13", "", "reason", "a mistake")).want(201)
		}, 409, "suspense.not_there"},
		"a reversal of what was reversed": {"reverse-entry", func(g *gatedBooks) {
			g.client.post("/api/v1/entries/3/reversal", fields{"reason": "twice"}).want(201)
		}, 409, "entry.already_reversed"},
		"a second revaluation of the day": {"revalue", func(g *gatedBooks) {
			g.client.post("/api/v1/revaluations", on("2012-07-10", "")).want(201)
		}, 409, "approval.nothing_left"},
		"a transfer of what was moved away": {"transfer-earmark", func(g *gatedBooks) {
			_, path, body := g.ready("transfer-earmark")
			all := body.(fields)
			all["amount"] = "99000.00"
			g.client.post(path, all).want(201)
		}, 409, "earmark.not_enough"},
		"a commitment of what was spent": {"commit", func(g *gatedBooks) {
			g.client.post(g.spends()+"/expenses", on("2012-02-01", "8500.00", "payee", "An airline", "reference", "I 9")).want(201)
		}, 409, "earmark.no_free_money"},
		"an expense of a commitment that was cancelled": {"record-expense", func(g *gatedBooks) {
			g.client.post("/api/v1/commitments/3/changes", on("2012-02-10", "", "cancel", true, "reason", "off")).want(201)
		}, 422, "execution.invalid"},
		"a payment of what was paid": {"record-payment", func(g *gatedBooks) {
			g.client.post("/api/v1/expenses/3/payments", on("2012-05-03", "", "reference", "PV-0")).want(201)
		}, 409, "payment.nothing_owed"},
		"an agreement beyond a budget that was cut": {"engage-partner", func(g *gatedBooks) {
			g.alice.post(project+"/revisions", fields{"on": "2012-03-05", "reason": "less", "budget": []fields{{"object": "grants_contributions", "amount": "44999.99"}}}).want(201)
		}, 422, "assistance.invalid"},
		"an instalment to a partner whose agreement ended": {"release-instalment", func(g *gatedBooks) {
			g.frank.post(project+"/partners/1/end", on("2012-07-18", "", "reason", "off")).want(201)
		}, 409, "assistance.partner_done"},
		"an instalment that was released": {"release-instalment", func(g *gatedBooks) {
			g.frank.post(project+"/partners/1/releases", on("2012-04-02", "", "reference", "P/0")).want(201)
		}, 422, "assistance.invalid"},
		"a refund by a partner that it made already": {"record-partner-refund", func(g *gatedBooks) {
			g.frank.post(project+"/partners/1/refunds", on("2012-07-18", "30000.00", "reference", "M/1", "reason", "unspent")).want(201)
		}, 422, "assistance.invalid"},
		"an instalment dated in a month that was closed": {"release-instalment", func(g *gatedBooks) {
			g.client.post("/api/v1/periods/2012-04/closing", fields{"earlier": true}).want(201)
		}, 409, "period.closed"},
		"an end of what ended": {"end-partner", func(g *gatedBooks) {
			g.frank.post(project+"/partners/1/end", on("2012-07-18", "", "reason", "off")).want(201)
		}, 409, "assistance.partner_done"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachClient(t, func(t *testing.T, c *client) {
				g := newGatedBooks(c)
				kind, path, body := g.ready(tt.request)
				c.limit(kind, "0.00")
				one := g.frank.ask(path, body).want(202).header.Get("Location")
				c.lift(kind)
				tt.change(g)
				c.limit(kind, "0.00")
				before := c.count()
				g.berta.post(one+"/approval", fields{}).problem(tt.status, tt.code)
				if n := c.count(); n != before {
					t.Errorf("half done: %d entries, %d before", n, before)
				}
				if got := g.berta.get(one).want(200); got.at("state") != "pending" {
					t.Errorf("it is %v", got.at("state"))
				}
				g.berta.post(one+"/refusal", fields{"reason": "overtaken"}).want(201)
				g.sound()
			})
		})
	}
}

// What is kept of a release is the instalment that was next when it was
// submitted: two submissions never pay what neither of them meant.
func TestAReleaseIsOfTheInstalmentThatWasMeant(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		g := newGatedBooks(c)
		project := g.approved()
		two := g.agreement()
		two["instalments"] = []fields{{"due": "2012-04-01", "amount": "5000.00"}, {"due": "2012-04-01", "amount": "5000.00"}}
		g.frank.post(project+"/partners", two).want(201)
		c.limit(access.Spending, "1000.00")
		kept := g.frank.post(project+"/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/1"}).want(202)
		if kept.at("use_case") != "instalment_release" || kept.at("input.instalment") != "1" || kept.at("input.project") != "TA-2012-01" {
			t.Errorf("kept: %s", kept.body)
		}
		g.frank.post(project+"/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/2"}).want(202)
		g.berta.post("/api/v1/approvals/1/approval", fields{}).want(201)
		if p := g.berta.post("/api/v1/approvals/2/approval", fields{}).problem(422, "assistance.invalid"); p["instalment"] != "assistance.not_next" {
			t.Errorf("%v", p)
		}
		if got := c.get(project).want(200); got.at("project.spent.amount") != "5000.00" || got.at("project.unpaid.amount") != "0.00" {
			t.Errorf("%s", got.body)
		}
		g.sound()
	})
}

// A refund by a partner is held to the limit as a whole, whatever the number of
// instalments that it goes back over.
func TestARefundIsHeldAsAWhole(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		g := newGatedBooks(c)
		_, path, body := g.ready("record-partner-refund") // 15,000.00 and 1,000.00
		c.limit(access.Spending, "15999.99")
		kept := g.frank.ask(path, body).want(202)
		if kept.at("usd.amount") != "16000.00" {
			t.Errorf("kept: %s", kept.body)
		}
		// Under a lower limit each of its parts would be held too, and is covered.
		c.limit(access.Spending, "500.00")
		done := g.berta.post("/api/v1/approvals/1/approval", fields{}).want(201)
		if got := c.get(aid + "/projects/TA-2012-01").want(200); got.at("project.spent.amount") != "29000.00" {
			t.Errorf("%s: %s", done.body, got.body)
		}
		g.sound()
	})
}

// Several are approved at once, all or none, also those of projects.
func TestProjectsAreApprovedInBulk(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		g := newGatedBooks(c)
		project := g.engaged()
		for _, kind := range []access.OperationKind{access.Spending, access.ChangingCommitment, access.Committing} {
			c.limit(kind, "1000.00")
		}
		g.frank.post(project+"/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/1"}).want(202)
		g.frank.post(project+"/partners/1/end", fields{"on": "2012-07-18", "reason": "off"}).want(202)
		second := g.agreement()
		second["agreement"], second["instalments"], second["reports"] = "GA/2", []fields{{"due": "2012-05-01", "amount": "5000.00"}}, []fields{}
		g.frank.post(project+"/partners", second).want(202)
		before := c.count()
		// Ended first, nothing is released any more.
		if codes := g.berta.post("/api/v1/approvals", fields{"ids": []int{2, 1}}).problem(409, "approval.stands_in_the_way"); codes["ids[1]"] != "assistance.partner_done" {
			t.Errorf("in the way: %v", codes)
		}
		if n := c.count(); n != before {
			t.Fatalf("%d entries, %d before", n, before)
		}
		if all := g.berta.post("/api/v1/approvals", fields{"ids": []int{1, 3}}).want(201); all.at("approved") != "2" {
			t.Errorf("%s", all.body)
		}
		if got := c.get(project).want(200); got.at("project.spent.amount") != "30000.00" || got.at("project.committed.amount") != "20000.00" {
			t.Errorf("%s", got.body)
		}
		// The end would cancel less now than it was submitted for.
		g.berta.post("/api/v1/approvals/2/approval", fields{}).problem(409, "approval.changed")
		g.berta.post("/api/v1/approvals/2/refusal", fields{"reason": "overtaken"}).want(201)
		g.sound()
	})
}
