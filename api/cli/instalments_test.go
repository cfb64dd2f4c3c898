package cli

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestRESTInstalments(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "EUR")
		parts := []fields{{"due": "2012-06-30", "amount": "600"}, {"due": "2012-12-31", "amount": "400.00"}}
		c.post(path+"/schedules", fields{"on": "2012-06-15", "instalments": parts}).problem(http.StatusConflict, "schedule.no_agreement")
		c.post(path+"/agreements", fields{"on": "2012-06-15", "amount": "1000.00"}).want(http.StatusCreated)
		c.get(path+"/schedule").problem(http.StatusNotFound, "schedule.none")
		got := c.post(path+"/schedules", fields{"on": "15 June", "instalments": []fields{{"due": "2012-06-30", "amount": "1,0"}}}).
			problem(http.StatusUnprocessableEntity, "schedule.invalid")
		if got["on"] != "date.grammar" || got["instalments[0].amount"] != "money.grammar" {
			t.Errorf("wrong values: %v", got)
		}
		made := c.post(path+"/schedules", fields{"on": "2012-06-15", "instalments": parts}).want(http.StatusCreated)
		if made.at("revision") != "1" || made.at("instalments.1.due") != "2012-12-31" {
			t.Errorf("made %s", made.body)
		}
		c.post(path+"/schedules", fields{"on": "2012-06-20", "reason": "a letter", "instalments": parts[:1]}).problem(422, "schedule.invalid")

		paid := c.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "700", "bank_reference": "MT103/1", "charges": "10"}).want(http.StatusCreated)
		for at, want := range map[string]any{
			"official_receipt": "CR-2012-0001", "charges.amount": "10.00", "charges_usd.amount": "12.59", "bank_reference": "MT103/1",
		} {
			if got := paid.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		now := c.get(path + "/schedule").want(http.StatusOK)
		before := c.get(path + "/schedule?on=2012-07-01").want(http.StatusOK)
		for _, tt := range []struct {
			have any
			want string
		}{
			{now.at("instalments.0.outstanding.amount"), "0.00"},
			{now.at("instalments.1.paid.amount"), "100.00"},
			{before.at("instalments.0.outstanding.amount"), "600.00"},
		} {
			if tt.have != tt.want {
				t.Errorf("%v, want %s", tt.have, tt.want)
			}
		}
		c.post(fmt.Sprintf("/api/v1/entries/%v/reversal", paid.at("id")), fields{"reason": "entered twice"}).want(http.StatusCreated)
		list := c.get("/api/v1/receipts?year=2012&lang=fr").want(http.StatusOK)
		if list.at("items.0.number") != "CR-2012-0001" || list.at("items.0.cancelled") != "2012-07-20" || list.at("items.0.donor.name") != "France" {
			t.Errorf("receipts: %s", list.body)
		}
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

func TestScheduleOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(args ...string) string {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 {
			t.Fatalf("%q: %d %s", args, code, complaint)
		}
		return strings.ReplaceAll(out, "\u00a0", " ")
	}
	say("donors", "add", "--party", "USA")
	say("contributions", "open", "--reference", "R1", "--donor", "1", "--year", "2012", "--currency", "USD")
	say("agreement", "1", "1000", "--on", "2012-06-15")
	if out := say("schedule", "set", "1", "2012-06-30=600", "2012-12-31=400", "--on", "2012-06-15"); !strings.Contains(out, "2 instalments") {
		t.Errorf("set: %s", out)
	}
	if out := say("receipt", "1", "500", "--on", "2012-07-02", "--instalment", "2012-12-31", "--charges", "1.50"); !strings.Contains(out, "Official receipt CR-") {
		t.Errorf("receipt: %s", out)
	}
	out := strings.Split(strings.TrimSpace(say("schedule", "1")), "\n")
	for i, want := range []string{"2012-06-30 USD 600.00 USD 100.00 USD 0.00 USD 500.00", "2012-12-31 USD 400.00 USD 400.00 USD 0.00 USD 0.00"} {
		if len(out) != 3 || strings.Join(strings.Fields(out[i+1]), " ") != want {
			t.Errorf("schedule: %q, want %q", out, want)
		}
	}
	if out := say("receipts", "--lang", "fr"); !strings.Contains(out, "-0001") || !strings.Contains(out, "Annulé") {
		t.Errorf("receipts: %s", out)
	}
	say("verify")
}
