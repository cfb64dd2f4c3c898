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
