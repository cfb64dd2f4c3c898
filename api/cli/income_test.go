package cli

import (
	"net/http"
	"strings"
	"testing"
)

// Interest over REST and on the command line: recorded, listed, taken back.
func TestIncome(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		c.post("/api/v1/income", fields{"kind": "gift", "on": "2012-06-30", "amount": "1.00", "currency": "USD", "payer": "x"}).problem(422, "entry.invalid")
		made := c.post("/api/v1/income", fields{"kind": "interest", "on": "2012-06-30", "amount": "120.00", "currency": "USD", "payer": "The bank, second quarter"}).want(http.StatusCreated)
		mistake := c.post("/api/v1/income", fields{"kind": "miscellaneous", "on": "2012-07-01", "amount": "5.00", "currency": "USD", "payer": "?"}).want(http.StatusCreated)
		c.post("/api/v1/entries/"+mistake.at("id").(string)+"/reversal", fields{"reason": "another's"}).want(http.StatusCreated)
		list := c.get("/api/v1/income?year=2012").want(200)
		if list.at("items.0.entry") != made.at("id") || list.at("items.1.reversed_on") != "2012-07-20" || list.at("total.amount") != "120.00" {
			t.Errorf("the list: %s", list.body)
		}
		for path, empty := range map[string]string{"/api/v1/donors": "items.0", "/api/v1/contributions": "items.0", "/api/v1/status": "rows.0"} {
			if res := c.get(path).want(200); res.at(empty) != nil {
				t.Errorf("it stands in %s: %s", path, res.body)
			}
		}
	})
}

func TestIncomeCommands(t *testing.T) {
	w := newTerminal(t)
	if code, _, errors := w.run("income", "record", "interest", "120.00", "USD", "--on", "2017-06-30", "--payer", "The bank"); code != 0 {
		t.Fatal(errors)
	}
	code, out, _ := w.run("income")
	out = strings.ReplaceAll(out, "\u00a0", " ")
	for _, want := range []string{"interest-2017-0001", "Other income, without what was taken back: USD 120.00"} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("exit %d, no %q in\n%s", code, want, out)
		}
	}
	if code, _, errors := w.run("income", "record", "gift", "1.00", "USD", "--on", "2017-06-30", "--payer", "x"); code != 1 || !strings.Contains(errors, "“gift” is no kind of income") {
		t.Errorf("a gift: exit %d, %s", code, errors)
	}
}
