package cli

import (
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"testing"

	"article30/api/auth"
	"article30/internal/access"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// gated is a request that can be above a limit: how the books come to where it
// is sent, and the request.
type gated struct {
	name      string // of the operation, as the description calls it
	operation access.OperationKind
	ready     func(g *gatedBooks) (path string, body any)
}

// gatedBooks are the books of officers, with what the requests need.
type gatedBooks struct {
	*officers
	berta *client
}

func newGatedBooks(c *client) *gatedBooks {
	c.t.Helper()
	c.load("rates", "rates.csv", []byte(rates))
	g := &gatedBooks{withOfficers(c), c.user("berta", auth.RolesIn{Roles: []string{"approver"}})}
	c.post(c.contribution("AUT", "USD")+"/receipts", fields{"on": "2012-01-10", "amount": "10000.00"}).want(201) // for anything
	return g
}

// on are the same books in a copy of the database, which c talks to.
func (g *gatedBooks) on(c *client) *gatedBooks {
	as := func(other *client) *client { return c.with(other.secret) }
	return &gatedBooks{&officers{
		client: c, sara: as(g.sara), anton: as(g.anton), alice: as(g.alice), frank: as(g.frank),
		kenya: as(g.kenya), france: as(g.france), allotment: g.allotment,
	}, as(g.berta)}
}

// made is the id of what a request makes.
func (g *gatedBooks) made(path string, body fields) string {
	g.t.Helper()
	return g.frank.post(path, body).want(201).at("id").(string)
}

// held is a contribution in that currency.
func (g *gatedBooks) held(party, currency string) string {
	g.t.Helper()
	return g.contribution(party, currency)
}

func (g *gatedBooks) spends() string { return "/api/v1/allotments/" + string(g.allotment) }

// engaged is a project with a partner.
func (g *gatedBooks) engaged() string {
	g.t.Helper()
	project := g.approved()
	g.frank.post(project+"/partners", g.agreement()).want(201)
	return project
}

const gatedFile = "text/csv"

// allGated are the requests; each kind of operation and each request that may
// wait has one.
func allGated() []gated {
	first := "/api/v1/contributions/1"
	sum := func(amount, on string, more ...any) fields {
		f := fields{"amount": amount, "on": on}
		for i := 0; i < len(more); i += 2 {
			f[more[i].(string)] = more[i+1]
		}
		return f
	}
	because := fields{"reason": "a mistake"}
	return []gated{
		{"record-pledge", access.Pledging, func(g *gatedBooks) (string, any) {
			return g.held("KEN", "EUR") + "/pledges", sum("1000.00", "2012-07-02")
		}},
		{"revise-pledge", access.RevisingPledge, func(g *gatedBooks) (string, any) {
			c := g.held("KEN", "EUR")
			g.made(c+"/pledges", sum("1000.00", "2012-07-02"))
			return c + "/pledge-revisions", sum("1500.00", "2012-07-03", "reason", "letter")
		}},
		{"record-agreement", access.Agreeing, func(g *gatedBooks) (string, any) {
			return g.held("KEN", "JPY") + "/agreements", sum("100000", "2012-07-02")
		}},
		{"record-condition-met", access.MeetingCondition, func(g *gatedBooks) (string, any) {
			c := g.held("KEN", "USD")
			g.made(c+"/agreements", sum("5000.00", "2012-07-02", "conditional", true))
			return c + "/conditions-met", sum("2000.00", "2012-07-05", "reason", "first report accepted")
		}},
		{"record-receipt", access.Receiving, func(g *gatedBooks) (string, any) {
			return g.held("KEN", "KWD") + "/receipts", sum("140.000", "2012-07-02")
		}},
		{"record-refund", access.Refunding, func(g *gatedBooks) (string, any) {
			return first + "/refunds", sum("500.00", "2012-07-18", "reason", "paid twice")
		}},
		{"record-write-down", access.WritingDown, func(g *gatedBooks) (string, any) {
			c := g.held("KEN", "EUR")
			g.made(c+"/agreements", sum("5000.00", "2012-07-02"))
			return c + "/write-downs", sum("2000.00", "2012-07-18", "reason", "letter of 17 July")
		}},
		{"record-suspense", access.HoldingInSuspense, func(g *gatedBooks) (string, any) {
			return "/api/v1/suspense", sum("300.00", "2012-07-11", "currency", "EUR", "payer", "BY ORDER OF UNKNOWN")
		}},
		{"match-suspense", access.ClearingSuspense, func(g *gatedBooks) (string, any) {
			id := g.made("/api/v1/suspense", sum("300.00", "2012-07-11", "currency", "USD", "payer", "UNKNOWN"))
			return "/api/v1/suspense/" + id + "/match", fields{"contribution": 1, "on": "2012-07-12", "reason": "letter of the bank"}
		}},
		{"return-suspense", access.ClearingSuspense, func(g *gatedBooks) (string, any) {
			id := g.made("/api/v1/suspense", sum("300.00", "2012-07-11", "currency", "USD", "payer", "UNKNOWN"))
			return "/api/v1/suspense/" + id + "/return", fields{"on": "2012-07-13", "reason": "not meant for the fund"}
		}},
		{"reverse-entry", access.Reversing, func(g *gatedBooks) (string, any) {
			id := g.made(g.held("KEN", "EUR")+"/receipts", sum("10.00", "2012-07-02"))
			return "/api/v1/entries/" + id + "/reversal", because
		}},
		{"restore-entry", access.Receiving, func(g *gatedBooks) (string, any) {
			id := g.made(g.held("KEN", "EUR")+"/receipts", sum("10.00", "2012-07-02"))
			back := g.made("/api/v1/entries/"+id+"/reversal", because)
			return "/api/v1/entries/" + back + "/restoration", because
		}},
		{"record-delivery", access.Receiving, func(g *gatedBooks) (string, any) {
			c := g.client.post("/api/v1/contributions", fields{"reference": "K", "donor": 1, "year": 2012, "currency": "USD", "mode": "in_kind"}).want(201)
			return c.header.Get("Location") + "/deliveries", sum("800.00", "2012-07-06", "nature", "goods", "use", "asset", "description", "Two computers",
				"basis", "donor_statement", "valued_on", "2012-07-06", "valuer", "Procurement", "document", "Invoice 7")
		}},
		{"record-income", access.Receiving, func(g *gatedBooks) (string, any) {
			return "/api/v1/income", sum("12.00", "2012-06-30", "currency", "USD", "kind", "interest", "payer", "The bank")
		}},
		{"correct-rate", access.CorrectingRate, func(g *gatedBooks) (string, any) {
			g.made(g.held("KEN", "EUR")+"/pledges", sum("100000.00", "2012-07-02"))
			return "/api/v1/rates/EUR/2012-07-01/corrections", fields{"per_usd": "0.800", "reason": "misprint"}
		}},
		{"correct-rate", access.CorrectingSpending, func(g *gatedBooks) (string, any) {
			g.made(g.spends()+"/expenses", sum("100.00", "2012-07-02", "currency", "EUR", "payee", "An airline", "reference", "Invoice 2"))
			return "/api/v1/rates/EUR/2012-07-01/corrections", fields{"per_usd": "0.800", "reason": "misprint"}
		}},
		{"revalue", access.Revaluing, func(g *gatedBooks) (string, any) {
			g.made(g.held("KEN", "EUR")+"/agreements", sum("100000.00", "2012-06-05"))
			return "/api/v1/revaluations", fields{"on": "2012-07-10"}
		}},
		{"reverse-revaluation", access.Revaluing, func(g *gatedBooks) (string, any) {
			g.made(g.held("KEN", "EUR")+"/agreements", sum("100000.00", "2012-06-05"))
			g.frank.post("/api/v1/revaluations", fields{"on": "2012-07-10"}).want(201)
			return "/api/v1/revaluations/1/reversal", because
		}},
		{"transfer-earmark", access.TransferringEarmark, func(g *gatedBooks) (string, any) {
			return first + "/earmark-transfers", sum("2000.00", "2012-07-19", "from", "convention-29", "to", "unearmarked",
				"consent_on", "2012-07-18", "consent_reference", "Note verbale of 18 July", "reason", "asked for")
		}},
		{"allot", access.Allotting, func(g *gatedBooks) (string, any) {
			return "/api/v1/budget/allotments", sum("500.00", "2012-02-01", "symbol", symbol, "line", "1100", "year", 2013, "advice", "AA/7", "override", "test")
		}},
		{"change-allotment", access.ChangingAllotment, func(g *gatedBooks) (string, any) {
			return g.spends() + "/changes", sum("190000.00", "2012-02-15", "advice", "AA/8", "reason", "less")
		}},
		{"commit", access.Committing, func(g *gatedBooks) (string, any) {
			return g.spends() + "/commitments", sum("1000.00", "2012-02-01", "payee", "A consultant", "reference", "PO-7")
		}},
		{"change-commitment", access.ChangingCommitment, func(g *gatedBooks) (string, any) {
			id := g.made(g.spends()+"/commitments", sum("1000.00", "2012-02-01", "payee", "A consultant", "reference", "PO-7"))
			return "/api/v1/commitments/" + id + "/changes", sum("1200.00", "2012-02-10", "reason", "two more days")
		}},
		{"record-direct-expense", access.Spending, func(g *gatedBooks) (string, any) {
			return g.spends() + "/expenses", sum("100.00", "2012-05-02", "payee", "An airline", "reference", "Invoice 2")
		}},
		{"record-expense", access.Spending, func(g *gatedBooks) (string, any) {
			id := g.made(g.spends()+"/commitments", sum("1000.00", "2012-02-01", "payee", "A consultant", "reference", "PO-7"))
			return "/api/v1/commitments/" + id + "/expenses", sum("800.00", "2012-03-15", "reference", "Invoice 1")
		}},
		{"record-payment", access.Paying, func(g *gatedBooks) (string, any) {
			id := g.made(g.spends()+"/expenses", sum("100.00", "2012-05-02", "payee", "An airline", "reference", "Invoice 2"))
			return "/api/v1/expenses/" + id + "/payments", fields{"on": "2012-05-03", "reference": "PV-1"}
		}},
		{"reverse-execution-entry", access.ReversingSpending, func(g *gatedBooks) (string, any) {
			id := g.made(g.spends()+"/expenses", sum("100.00", "2012-05-02", "payee", "An airline", "reference", "Invoice 2"))
			return "/api/v1/execution-entries/" + id + "/reversal", because
		}},
		{"record-expense-refund", access.Spending, func(g *gatedBooks) (string, any) {
			id := g.made(g.spends()+"/expenses", sum("100.00", "2012-05-02", "payee", "An airline", "reference", "Invoice 2"))
			g.made("/api/v1/expenses/"+id+"/payments", fields{"on": "2012-05-03", "reference": "PV-1"})
			return "/api/v1/expenses/" + id + "/refunds", sum("40.00", "2012-05-20", "reason", "not flown")
		}},
		{"restore-execution-entry", access.Spending, func(g *gatedBooks) (string, any) {
			id := g.made(g.spends()+"/expenses", sum("100.00", "2012-05-02", "payee", "An airline", "reference", "Invoice 2"))
			back := g.made("/api/v1/execution-entries/"+id+"/reversal", because)
			return "/api/v1/execution-entries/" + back + "/restoration", because
		}},
		{"engage-partner", access.Committing, func(g *gatedBooks) (string, any) {
			return g.approved() + "/partners", g.agreement()
		}},
		{"release-instalment", access.Spending, func(g *gatedBooks) (string, any) {
			return g.engaged() + "/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/1"}
		}},
		{"release-instalment", access.Paying, func(g *gatedBooks) (string, any) {
			return g.engaged() + "/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/1"}
		}},
		{"record-partner-refund", access.Spending, func(g *gatedBooks) (string, any) {
			project := g.engaged()
			g.frank.post(project+"/partners/1/releases", fields{"on": "2012-04-02", "reference": "P/1"}).want(201)
			g.frank.post(project+"/partners/1/releases", fields{"on": "2012-04-03", "reference": "P/2", "override": "asked for"}).want(201)
			return project + "/partners/1/refunds", sum("16000.00", "2012-07-18", "reference", "MT103/77", "reason", "unspent")
		}},
		{"end-partner", access.ChangingCommitment, func(g *gatedBooks) (string, any) {
			return g.engaged() + "/partners/1/end", fields{"on": "2012-07-18", "reason": "not needed"}
		}},
		{"import", access.ImportingContributions, func(g *gatedBooks) (string, any) {
			return "/api/v1/imports/contributions?file=a.csv", "reference,donor,donor_kind,year,currency,pledged,pledged_on,paid,paid_on\nA 1,Acme,company,2012,USD,100.00,2012-07-01,80.00,2012-07-02\n"
		}},
		{"import", access.ImportingExpenses, func(g *gatedBooks) (string, any) {
			return "/api/v1/imports/expenses?file=e.csv&symbol=" + url.QueryEscape(symbol),
				"reference,line,year,date,currency,amount,payee\nE 1,1100,2012,2012-05-02,USD,100.00,An airline\nE 2,1100,2012,2012-05-03,USD,50.00,An airline\n"
		}},
		{"import", access.CorrectingRate, func(g *gatedBooks) (string, any) {
			g.made(g.held("KEN", "EUR")+"/pledges", sum("100000.00", "2012-07-02"))
			return "/api/v1/imports/rates?correct=true&reason=bulletin&file=r.csv", "currency,effective,per_usd\nEUR,2012-07-01,0.8\n"
		}},
	}
}

// ask sends the request; a text is a file.
func (c *client) ask(path string, body any, headers ...string) answered {
	c.t.Helper()
	if file, ok := body.(string); ok {
		return c.do("POST", path, file, append(headers, "Content-Type", gatedFile)...)
	}
	return c.post(path, body, headers...)
}

// limit sets the limit of a kind of operation.
func (c *client) limit(kind access.OperationKind, above string) {
	c.t.Helper()
	c.post("/api/v1/approval-limits", fields{"operation": string(kind), "above": above, "reason": "rule 105.3"}).want(201)
}

// count is how many entries, transfers and events there are.
func (c *client) count() (n int) {
	c.t.Helper()
	err := c.s.db.View(c.t.Context(), func(ctx context.Context) error {
		return c.s.db.Conn(ctx).NewRaw(`SELECT (SELECT count(*) FROM entry) + (SELECT count(*) FROM execution_entry)
			+ (SELECT count(*) FROM earmark_transfer) + (SELECT count(*) FROM assistance_event)`).Scan(ctx, &n)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	return n
}

// Every request that can be above a limit is kept then, once, and posted by one
// approver alone who did not enter it; what is as much as the limit is posted at
// once.
func TestWhatIsAboveALimitCanBeSubmitted(t *testing.T) {
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			t.Parallel()
			var prepared *gatedBooks
			books := dbtest.Prepare(t, engine, func(d *db.DB) { prepared = newGatedBooks(newClient(t, d)) })
			for _, tt := range allGated() {
				t.Run(tt.name+" "+string(tt.operation), func(t *testing.T) {
					t.Parallel()
					c := newClient(t, books.Open(t))
					g := prepared.on(c)
					path, body := tt.ready(g)
					before := c.count()
					c.limit(tt.operation, "0.00")
					kept := g.frank.ask(path, body, "Idempotency-Key", "k1").want(202)
					usd := kept.at("usd.amount").(string)

					again := g.frank.ask(path, body, "Idempotency-Key", "k1").want(202)
					if again.body != kept.body || again.header.Get("Idempotency-Replayed") != "true" {
						t.Errorf("the same form again: %s", again.body)
					}
					g.frank.ask(path, body).problem(409, "approval.waiting")
					one := kept.header.Get("Location")
					g.frank.post(one+"/approval", fields{}).problem(403, "access.denied")
					if n := c.count(); n != before {
						t.Fatalf("%d entries before the approval, %d were there", n, before)
					}

					// From now on everything would be held.
					for _, kind := range access.OperationKinds() {
						if kind != tt.operation {
							c.limit(kind, "0.00")
						}
					}
					var wait sync.WaitGroup
					var got [2]answered
					for i, who := range []*client{g.alice, g.berta} {
						wait.Go(func() { got[i] = who.post(one+"/approval", fields{}) })
					}
					wait.Wait()
					slices.SortFunc(got[:], func(a, b answered) int { return a.status - b.status })
					if got[0].status != http.StatusCreated || got[1].status != http.StatusConflict {
						t.Fatalf("two approvers at once: %d %s, %d %s", got[0].status, got[0].body, got[1].status, got[1].body)
					}
					got[1].problem(409, "approval.decided")
					if n := c.count(); n <= before {
						t.Errorf("nothing was posted: %s", got[0].want(201).body)
					}
					g.sound()

					// A limit of as much as it is holds nothing. What holds does not ask
					// the engine, and TestASecondPersonApproves has it on both.
					if engine != db.SQLite {
						return
					}
					at := newClient(t, books.Open(t))
					other := prepared.on(at)
					path, body = tt.ready(other)
					at.limit(tt.operation, usd)
					if done := other.frank.ask(path, body); done.status != http.StatusCreated && done.status != http.StatusOK {
						t.Errorf("as much as the limit of %s: %d %s", usd, done.status, done.body)
					}
				})
			}
		})
	}
}

// No request and no kind of operation is forgotten.
func TestEveryRequestThatMayWaitIsTried(t *testing.T) {
	c := newClient(t, openSQLite(t))
	var doc struct {
		Paths map[string]map[string]struct {
			OperationID string
			Responses   map[string]json.RawMessage
		}
	}
	if err := json.Unmarshal([]byte(c.get("/openapi.json").body), &doc); err != nil {
		t.Fatal(err)
	}
	all, waits := allGated(), 0
	for _, path := range doc.Paths {
		for _, op := range path {
			if op.Responses["202"] == nil {
				continue
			}
			waits++
			if !slices.ContainsFunc(all, func(g gated) bool { return g.name == op.OperationID }) {
				t.Errorf("%s may wait and is not tried", op.OperationID)
			}
		}
	}
	if waits < 30 {
		t.Errorf("only %d requests may wait", waits)
	}
	for _, kind := range access.OperationKinds() {
		if !slices.ContainsFunc(all, func(g gated) bool { return g.operation == kind }) {
			t.Errorf("%s is not tried", kind)
		}
	}
}
