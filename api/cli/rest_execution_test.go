package cli

import (
	"net/url"
	"strings"
	"testing"
)

// spendable is a budget that went out and 20,000.00 dollars in the fund.
func (c *client) spendable() {
	c.t.Helper()
	c.sixthBudget()
	c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en"}, "sent_on": "2012-07-19", "reference": "NV 2012/1"}).want(201)
	c.load("rates", "rates.csv", []byte(rates))
	path := c.contribution("AUT", "USD")
	c.post(path+"/receipts", fields{"on": "2012-07-01", "amount": "20000.00"}).want(201)
}

// From the allotment to the payment over REST, with what is refused on the way.
func TestRESTExecution(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.spendable()
		allot := fields{"symbol": symbol, "line": "1000", "year": 2018, "amount": "10000.00", "on": "2012-07-19", "advice": "AA/1"}
		if got := c.post("/api/v1/budget/allotments", allot).problem(422, "execution.invalid"); got["on"] != "allotment.not_approved" {
			t.Errorf("without decision and approval: %v", got)
		}
		c.post("/api/v1/budget/fund-approvals", fields{"symbol": symbol, "on": "2012-07-01", "reference": "resolution 21/1"}).want(201)
		if got := c.post("/api/v1/budget/allotments", allot).problem(422, "execution.invalid"); got["on"] != "allotment.not_adopted" {
			t.Errorf("without a decision: %v", got)
		}
		allot["override"] = "letter of the Chair of 18 July 2012"
		issued := c.post("/api/v1/budget/allotments", allot, "Idempotency-Key", "aa1").want(201)
		path := issued.header.Get("Location")
		if issued.at("overrides.0.rule") != "not_adopted" || issued.at("overrides.0.reason") != allot["override"] || !strings.HasPrefix(path, "/api/v1/allotments/") {
			t.Errorf("allotment: %s, %s", path, issued.body)
		}
		if again := c.post("/api/v1/budget/allotments", allot, "Idempotency-Key", "aa1").want(201); again.header.Get("Idempotency-Replayed") != "true" {
			t.Error("the same advice was issued twice")
		}
		c.post(path+"/changes", fields{"amount": "12000.00", "on": "2012-07-19", "advice": "AA/2"}).problem(422, "execution.invalid")
		c.post(path+"/changes", fields{"amount": "9000.00", "on": "2012-07-19", "advice": "AA/2"}).want(201)

		if got := c.post(path+"/commitments", fields{"amount": "9000.01", "on": "2012-07-19", "payee": "x"}).problem(422, "execution.invalid"); got["amount"] != "allotment.exhausted" {
			t.Errorf("over-commitment: %v", got)
		}
		committed := c.post(path+"/commitments", fields{"amount": "8000.00", "on": "2012-07-19", "payee": "A consultant", "reference": "PO 7"}).want(201)
		commitment := "/api/v1/commitments/" + committed.at("id").(string)
		spent := c.post(commitment+"/expenses", fields{"amount": "794.00", "currency": "EUR", "on": "2012-07-19", "reference": "Invoice 1"}).want(201)
		if spent.at("usd.amount") != "1000.00" || spent.at("psc.amount") != "130.00" || spent.at("rate_date") != "2012-07-01" || spent.at("payee") != "A consultant" {
			t.Errorf("expense: %s", spent.body)
		}
		c.post(path+"/expenses", fields{"amount": "100.00", "on": "2012-07-20", "payee": "Taxi"}).want(201)
		expense := "/api/v1/expenses/" + spent.at("id").(string)
		c.post(expense+"/payments", fields{"amount": "94.00", "on": "2012-07-20"}).want(201)
		paid := c.post(expense+"/payments", fields{"on": "2012-07-20"}).want(201)
		if paid.at("amount.amount") != "700.00" {
			t.Errorf("the rest of the payment: %s", paid.body)
		}
		c.post(expense+"/payments", fields{"on": "2012-07-20"}).problem(409, "payment.nothing_owed")
		c.post("/api/v1/expenses/99999/payments", fields{"on": "2012-07-20"}).problem(404, "expense.not_found")
		c.post(commitment+"/changes", fields{"cancel": true, "on": "2012-07-20", "reason": "done"}).want(201)
		reversal := "/api/v1/execution-entries/" + paid.at("id").(string) + "/reversal"
		c.post(reversal, fields{"reason": "bounced"}).want(201)
		c.post(reversal, fields{"reason": "bounced"}).problem(409, "execution.already_reversed")
		c.post(path+"/commitments", fields{"amount": "1.00", "on": "2012-07-20", "payee": "x", "status": "approved"}).problem(422, "request.invalid")

		x := c.get(bySymbol("/api/v1/budget/execution")).want(200)
		for at, want := range map[string]any{
			"adopted": nil, "approvals.0.reference": "resolution 21/1", "overrides.0.allotment": strings.TrimPrefix(path, "/api/v1/allotments/"),
			"lines.1.line": "1000", "lines.1.year": "2018", "lines.1.approved.amount": "566993.00", "lines.1.allotted.amount": "9000.00",
			"lines.1.committed.amount": "0.00", "lines.1.spent.amount": "1100.00", "lines.1.paid.amount": "118.39", "lines.1.unpaid.amount": "981.61",
			"lines.1.psc.amount": "143.00", "lines.1.left.amount": "7900.00", "lines.1.available.amount": "7900.00",
			"cash.received.amount": "20000.00", "cash.total.amount": "19881.61", "cash.psc.amount": "143.00", "cash.free.amount": "18757.00",
		} {
			if got := x.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		query := "/api/v1/budget/balance?" + url.Values{"symbol": {symbol}, "line": {"1000"}, "year": {"2018"}}.Encode()
		if got := c.get(query).want(200).at("available.amount"); got != "7900.00" {
			t.Errorf("balance: %v", got)
		}
		if h := c.get(path).want(200); h.at("entries.8.reverses") != paid.at("id") || h.at("allotment.psc_percent") != "13" {
			t.Errorf("history: %s", h.body)
		}
		if list := c.get(bySymbol("/api/v1/budget/allotments")).want(200); list.at("items.0.year") != "2018" {
			t.Errorf("allotments: %s", list.body)
		}
		if cash := c.get("/api/v1/fund/cash?on=2012-07-18").want(200); cash.at("total.amount") != "20000.00" {
			t.Errorf("cash: %s", cash.body)
		}
		approval := c.get(bySymbol("/api/v1/budget/fund-approvals")).want(200).at("items.0.id").(string)
		c.post("/api/v1/fund-approvals/"+approval+"/withdrawal", fields{"reason": "wrong text"}).problem(409, "fund_approval.relied_on")
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

func TestRESTImportExpenses(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.spendable()
		c.post("/api/v1/budget/allotments", fields{
			"symbol": symbol, "line": "1000", "year": 2018, "amount": "10000.00", "on": "2012-07-02", "advice": "AA/1", "override": "test",
		}).want(201)
		const file = "reference,line,year,date,currency,amount,payee\nV-1,1000,2018,2012-07-03,EUR,79.40,Printer\n"
		path := "/api/v1/imports/expenses?file=e.csv&symbol=" + url.QueryEscape(symbol)
		for _, want := range []string{"1 0", "0 1"} {
			r := c.do("POST", path, file, "Content-Type", "text/csv").want(200)
			if got := r.at("added").(string) + " " + r.at("unchanged").(string); got != want {
				t.Errorf("added and unchanged: %s, want %s", got, want)
			}
		}
		wrong := c.do("POST", path, strings.Replace(file, "79.40", "79.41", 1), "Content-Type", "text/csv").want(422)
		if wrong.at("refused.0.code") != "expense.changed" || wrong.at("refused.0.column") != "reference" || wrong.at("refused.0.line") != "2" {
			t.Errorf("a changed row: %s", wrong.body)
		}
		c.do("POST", path+"&title=x", file, "Content-Type", "text/csv").problem(422, "import.invalid")
		c.do("POST", path+"&mapping=cerf", file, "Content-Type", "text/csv").problem(422, "import.invalid")
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}
