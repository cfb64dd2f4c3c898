package cli

import (
	"strings"
	"testing"
)

// What spending has committed or used does not go back to a donor, nor is it
// found never to have come; and other donors' money does not stand in for it.
func TestCommittedMoneyStays(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.spendable() // 20,000.00 of Austria
		c.post("/api/v1/budget/fund-approvals", fields{"symbol": symbol, "on": "2012-07-01", "reference": "resolution 21/1"}).want(201)
		allotted := c.post("/api/v1/budget/allotments", fields{
			"symbol": symbol, "line": "1000", "year": 2018, "amount": "10000.00", "on": "2012-07-19", "advice": "AA/1", "override": "letter of the Chair",
		}).want(201).header.Get("Location")
		austria := "/api/v1/contributions/1"
		refund := func(amount, on string) answered {
			return c.post(austria+"/refunds", fields{"on": on, "amount": amount})
		}
		c.post(allotted+"/commitments", fields{"amount": "8000.00", "on": "2012-07-19", "payee": "A consultant"}).want(201)

		// 20,000.00 less 8,000.00 and 1,040.00 of support cost that it will bear.
		refused := refund("10960.01", "2012-07-20")
		refused.problem(409, "refund.committed")
		if !strings.Contains(string(refused.body), "on 20 July 2012 USD\u00a010,960.00 of this money is free") {
			t.Errorf("refused: %s", refused.body)
		}
		// On the day before it was committed it was free, but it is not since.
		refund("10960.01", "2012-07-18").problem(409, "refund.committed")

		france := c.contribution("FRA", "USD")
		other := c.post(france+"/receipts", fields{"on": "2012-07-10", "amount": "50000.00"}).want(201)
		refund("10960.01", "2012-07-20").problem(409, "refund.committed")
		received := c.get(austria).want(200).at("entries.0.id").(string)
		c.post("/api/v1/entries/"+received+"/reversal", fields{"reason": "it was somebody else's"}).problem(409, "refund.committed")
		c.post("/api/v1/entries/"+other.at("id").(string)+"/reversal", fields{"reason": "it was somebody else's"}).want(201)
		refund("10960.00", "2012-07-20").want(201)
		refund("0.01", "2012-07-20").problem(409, "refund.committed")

		unknown := c.post("/api/v1/suspense", fields{"on": "2012-07-12", "amount": "300.00", "currency": "USD", "payer": "A. N. Other", "charges": "1.00"}).want(201)
		c.post("/api/v1/suspense/"+unknown.at("id").(string)+"/return", fields{"on": "2012-07-20", "reason": "nobody's"}).want(201)
	})
}

// A rate is corrected whatever is committed: that is what the money was worth.
// Then free cash is negative, nothing is committed, and verify says so without
// finding a fault; other money makes it good.
func TestCorrectedRateLeavesAShortage(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en"}, "sent_on": "2012-07-19", "reference": "NV 2012/1"}).want(201)
		c.load("rates", "rates.csv", []byte(rates))
		c.post(c.contribution("FRA", "EUR")+"/receipts", fields{"on": "2012-06-15", "amount": "806.00"}).want(201) // 1,000.00 US dollars
		c.post("/api/v1/budget/fund-approvals", fields{"symbol": symbol, "on": "2012-07-01", "reference": "resolution 21/1"}).want(201)
		allotted := c.post("/api/v1/budget/allotments", fields{
			"symbol": symbol, "line": "1000", "year": 2018, "amount": "10000.00", "on": "2012-07-19", "advice": "AA/1", "override": "letter of the Chair",
		}).want(201).header.Get("Location")
		commit := func(amount string) answered {
			return c.post(allotted+"/commitments", fields{"amount": amount, "on": "2012-07-19", "payee": "A consultant"})
		}
		commit("880.00").want(201) // with 114.40 of support cost

		c.post("/api/v1/rates/EUR/2012-06-01/corrections", fields{"per_usd": "0.900", "reason": "misprint"}).want(201) // 895.56
		verified := c.get("/api/v1/verify").want(200)
		if verified.at("ok") != true || strings.Count(verified.body, `"notice":true`) != 2 {
			t.Errorf("verified: %s", verified.body)
		}
		for _, code := range []string{"execution.cash_overdrawn", "verify.earmark_overdrawn"} {
			if !strings.Contains(verified.body, code) {
				t.Errorf("nobody says %s: %s", code, verified.body)
			}
		}
		if got := c.get("/api/v1/fund/cash").want(200).at("free.amount"); got != "-98.84" {
			t.Errorf("free: %v", got)
		}
		if got := commit("0.01").problem(422, "execution.invalid"); got["amount"] == "" {
			t.Errorf("committed over a shortage: %v", got)
		}

		c.post(c.contribution("AUT", "USD")+"/receipts", fields{"on": "2012-07-19", "amount": "500.00"}).want(201)
		if now := c.get("/api/v1/verify").want(200); strings.Contains(now.body, "execution.cash_overdrawn") {
			t.Errorf("made good: %s", now.body)
		}
	})
}
