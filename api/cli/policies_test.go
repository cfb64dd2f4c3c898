package cli

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestPoliciesOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	w.run("import", "rates", w.file("rates.csv", rates))
	w.run("donors", "add", "--party", "FRA")
	w.run("contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "EUR")
	w.prints("United Nations operational rate of the date\n", "rate", "policy", "1")
	w.run("pledge", "1", "1000", "--on", "2012-06-15")
	w.prints("Entry 1, Pledge of 15 June 2012, FR-1; United Nations operational rate of exchange: proven\n"+
		"  EUR\u00a01,000.00 / 0.806 = 1,240.6948 → USD\u00a01,240.69, booked USD\u00a01,240.69\n", "rate", "proof", "1")
	w.prints("Fixed rate 1: 0.8 EUR for one US dollar from 1 January 2012 to 31 December 2012, Decision 5/1.\n",
		"rate", "fix", "EUR", "0.80", "--from", "2012-01-01", "--to", "2012-12-31", "--reference", "Decision 5/1")
	w.refuses(1, "article30: A rate was fixed already for days of this period.\n",
		"rate", "fix", "EUR", "0.81", "--from", "2012-12-31", "--to", "2013-12-31", "--reference", "Decision 5/2")
	w.prints("Contribution 1 is valued by the rate fixed for the period from now on.\n", "rate", "policy", "1", "fixed", "--reason", "Agreement 1")
	w.run("receipt", "1", "400", "--on", "2012-06-20")
	code, out, _ := w.run("rate", "proof", "--contribution", "1")
	if code != 0 || !strings.HasSuffix(out, "; Rate fixed for the period: proven\n  EUR\u00a0400.00 / 0.8 = 500 → USD\u00a0500.00, booked USD\u00a0500.00\n2 entries, 0 not proven.\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := w.run("rate", "fixed"); code != 0 || !strings.Contains(out, "0.8   Decision 5/1") {
		t.Errorf("exit %d\n%s", code, out)
	}
	w.refuses(1, "article30: The fixed rate gave entries their value, and cannot be withdrawn.\n", "rate", "withdraw", "1", "--reason", "x")
	w.refuses(1, "article30: Say which: an entry, --contribution, --spending, --allotment or --all.\n", "rate", "proof")
	if code, out, _ := w.run("rate", "proof", "--all", "--lang", "fr"); code != 0 || !strings.HasSuffix(out, "2 écritures, 0 non prouvées.\n") {
		t.Errorf("exit %d\n%s", code, out)
	}
	if code, out, _ := w.run("verify"); code != 0 || !strings.HasPrefix(out, "All is well: ") {
		t.Errorf("exit %d\n%s", code, out)
	}
}

// A rate that is older than the setting allows is refused by name and dates.
func TestRateMaxAge(t *testing.T) {
	w := newTerminal(t)
	w.run("import", "rates", w.file("rates.csv", rates))
	w.run("donors", "add", "--party", "FRA")
	w.run("contributions", "open", "--reference", "FR-1", "--donor", "1", "--year", "2012", "--currency", "EUR")
	const tooOld = "article30: The entry cannot be recorded so.\n" +
		"  on: The rate of EUR on 30 June 2012 is that of 1 June 2012, 29 days old. By the setting none older than 28 days is used.\n"
	code, _, err := w.run("pledge", "1", "1000", "--on", "2012-06-30", "--rate-max-age", "28")
	if code != 1 || !strings.HasSuffix(err, tooOld[strings.Index(tooOld, "\n"):]) {
		t.Errorf("exit %d\n%s", code, err)
	}
	if code, _, err := w.run("pledge", "1", "1000", "--on", "2012-06-30", "--rate-max-age", "29"); code != 0 {
		t.Errorf("exit %d\n%s", code, err)
	}
	if code, _, err := w.run("config", "--rate-max-age=-1"); code != 2 || !strings.Contains(err, "not below zero") {
		t.Errorf("exit %d\n%s", code, err)
	}
}

func TestRESTPolicies(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "EUR")
		made := c.post(path+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(http.StatusCreated)
		if made.at("rate_date") != "2012-06-01" || fmt.Sprint(made.at("rate_age_days")) != "14" {
			t.Errorf("the age of the rate: %s", made.body)
		}
		if r := c.get("/api/v1/rates?currency=EUR&on=2012-06-15").want(http.StatusOK); r.at("effective") != "2012-06-01" || fmt.Sprint(r.at("age_days")) != "14" {
			t.Errorf("%s", r.body)
		}
		fix := fields{"currency": "EUR", "from": "2012-01-01", "to": "2012-12-31", "per_usd": "0.8", "reference": "Decision 5/1"}
		c.post("/api/v1/fixed-rates", fix).want(http.StatusCreated)
		c.post("/api/v1/fixed-rates", fix).problem(http.StatusConflict, "fixed_rate.overlaps")
		c.post(path+"/policies", fields{"policy": "fixed", "reason": "Agreement 1"}).want(http.StatusCreated)
		c.post(path+"/policies", fields{"policy": "fixed", "reason": "Agreement 1"}).problem(http.StatusUnprocessableEntity, "policy.invalid")
		if got := c.get(path + "/policy").want(http.StatusOK); got.at("policy") != "fixed" || got.at("revisions.0.reason") != "Agreement 1" {
			t.Errorf("%s", got.body)
		}
		receipt := c.post(path+"/receipts", fields{"on": "2012-06-20", "amount": "400.00"}).want(http.StatusCreated)
		if receipt.at("rate_basis") != "fixed" || fmt.Sprint(receipt.at("fixed_rate")) != "1" {
			t.Errorf("%s", receipt.body)
		}
		proof := c.get("/api/v1/entries/2/proof").want(http.StatusOK)
		if proof.at("holds") != true || proof.at("lines.0.text") != "EUR\u00a0400.00 / 0.8 = 500 → USD\u00a0500.00, booked USD\u00a0500.00" {
			t.Errorf("%s", proof.body)
		}
		if all := c.get(path + "/proofs").want(http.StatusOK); all.at("items.0.lines.0.exact") != "1240.6948" {
			t.Errorf("%s", all.body)
		}
		if all := c.get("/api/v1/proofs").want(http.StatusOK); fmt.Sprint(all.at("entries")) != "2" || fmt.Sprint(all.at("proven")) != "2" {
			t.Errorf("%s", all.body)
		}
		c.get("/api/v1/entries/99/proof").problem(http.StatusNotFound, "entry.not_found")
		c.post("/api/v1/fixed-rates/1/withdrawal", fields{"reason": "x"}).problem(http.StatusConflict, "fixed_rate.used")
		if list := c.get("/api/v1/fixed-rates").want(http.StatusOK); list.at("items.0.per_usd") != "0.8" {
			t.Errorf("%s", list.body)
		}
	})
}
