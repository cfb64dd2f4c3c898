package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
)

func TestRESTLifeOfAContribution(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.load("rates", "rates.csv", []byte(rates))
		path := c.contribution("FRA", "EUR")

		pledge := c.post(path+"/pledges", fields{"on": "2012-06-15", "amount": "1000.00"}).want(http.StatusCreated)
		if got := pledge.at("usd.amount"); got != "1240.69" { // 1000 / 0.806
			t.Errorf("the pledge is worth %v", got)
		}
		receipt := c.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "400"}).want(http.StatusCreated)
		if got := receipt.at("usd.amount"); got != "503.78" { // 400 / 0.794
			t.Errorf("the receipt is worth %v", got)
		}
		mistake := c.post(path+"/receipts", fields{"on": "2012-07-03", "amount": "999"}).want(http.StatusCreated)
		c.post(fmt.Sprintf("/api/v1/entries/%v/reversal", mistake.at("id")), fields{"reason": "entered twice"}).want(http.StatusCreated)

		history := c.get(path).want(http.StatusOK)
		for at, want := range map[string]any{
			"contribution.currency": "EUR",
			"entries.0.kind":        "pledge",
			"entries.1.rate":        "0.794",
			"entries.1.rate_basis":  "unore",
			"entries.1.rate_date":   "2012-07-01",
			"entries.3.kind":        "reversal",
			"entries.3.reverses":    mistake.at("id"),
			"entries.3.reason":      "entered twice",
			"entries.0.entered_by":  "tester",
			"entries.0.recorded_at": "2012-07-20T07:00:00Z",
		} {
			if got := history.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		status := c.get("/api/v1/status?lang=fr").want(http.StatusOK)
		for at, want := range map[string]any{
			"rows.0.donor.name":        "France",
			"rows.0.state_party":       true,
			"rows.0.pledged.amount":    "1240.69",
			"rows.0.received.amount":   "503.78",
			"total.outstanding.amount": "744.41", // 600 of 1000 at the pledge's value
			"total.agreed.amount":      "0.00",
		} {
			if got := status.at(at); got != want {
				t.Errorf("%s is %v, want %v", at, got, want)
			}
		}
		verified := c.get("/api/v1/verify").want(http.StatusOK)
		if verified.at("ok") != true {
			t.Errorf("verify: %s", verified.body)
		}
		records := c.get("/api/v1/journal?object=contribution&limit=2").want(http.StatusOK)
		if records.at("items.0.action") != "contribution.open" || records.at("items.1.action") != "pledge.record" || records.at("next") == nil {
			t.Errorf("journal: %s", records.body)
		}
	})
}

// Every value that is wrong is told at once, in the reader's language.
func TestRESTEveryWrongValueIsTold(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		path := c.contribution("FRA", "EUR")
		res := c.post(path+"/receipts", fields{"on": "2012-02-30", "amount": "1,000.00", "currency": "XXX", "bank_rate": "0"}, "Accept-Language", "fr")
		got := res.problem(http.StatusUnprocessableEntity, "entry.invalid")
		want := map[string]string{
			"on": "date.not_a_day", "amount": "money.grammar", "currency": "money.unknown_currency",
			"bank_rate": "rate.out_of_range", "reason": "entry.no_reason",
		}
		for path, code := range want {
			if got[path] != code {
				t.Errorf("%s: got %s, want %s", path, got[path], code)
			}
		}
		if len(got) != len(want) {
			t.Errorf("got %v", got)
		}
		if res.header.Get("Content-Language") != "fr" || !strings.Contains(res.body, "Certaines données") {
			t.Errorf("not in French: %s", res.body)
		}
		if h := c.get(path); strings.Contains(h.body, "receipt") {
			t.Errorf("something was recorded: %s", h.body)
		}
	})
}

// 13, 14, 32: an amount is exact or refused, never guessed.
func TestRESTAmounts(t *testing.T) {
	c := newClient(t, openSQLite(t))
	c.load("rates", "rates.csv", []byte(rates))
	for currency, amounts := range map[string]map[string]string{
		"EUR": {
			"NaN": "money.grammar", "INF": "money.grammar", "1e309": "money.grammar", "1e3": "money.grammar",
			"0x10": "money.grammar", "1_000": "money.grammar", "١٠٠": "money.grammar", "1,000.50": "money.grammar",
			"1.000,50": "money.grammar", "-0": "money.grammar", "+1": "money.grammar", " 1": "money.grammar", "": "money.grammar",
			".5": "money.grammar", "5.": "money.grammar", "1.005": "money.too_many_decimals",
			"123456789012345678.99": "money.too_large", "1000000000000000000": "money.too_large",
			"-5": "entry.not_positive", "0": "entry.not_positive", "0.00": "entry.not_positive",
		},
		"JPY": {"1.50": "money.too_many_decimals"},
	} {
		party := map[string]string{"EUR": "FRA", "JPY": "JPN"}[currency]
		path := c.contribution(party, currency)
		for amount, code := range amounts {
			res := c.post(path+"/pledges", fields{"on": "2012-07-02", "amount": amount})
			if got := res.problem(422, "entry.invalid")["amount"]; got != code {
				t.Errorf("%s %q: got %s, want %s", currency, amount, got, code)
			}
		}
		if h := c.get(path); h.at("entries.0") != nil {
			t.Errorf("%s: something was recorded: %s", currency, h.body)
		}
	}
	dinar := c.contribution("KWT", "KWD")
	entry := c.post(dinar+"/pledges", fields{"on": "2012-07-02", "amount": "1.005"}).want(201)
	if entry.at("amount.amount") != "1.005" {
		t.Errorf("three decimals of a dinar became %v", entry.at("amount.amount"))
	}
}

func TestRESTRefusesWhatIsNotMeant(t *testing.T) {
	c := newClient(t, openSQLite(t))
	path := c.contribution("FRA", "EUR")
	for _, tt := range []struct {
		name, method, path, body string
		status                   int
		code                     string
		field, fieldCode         string
	}{
		{"29 mass assignment", "POST", path + "/pledges", `{"on":"2012-07-02","amount":"1","status":"approved","id":1}`, 422, "request.invalid", "status", "request.unknown_field"},
		{"29 mass assignment of a role", "POST", "/api/v1/donors", `{"party":"DEU","role":"admin"}`, 422, "request.invalid", "role", "request.unknown_field"},
		{"other case", "POST", "/api/v1/donors", `{"Party":"DEU"}`, 422, "request.invalid", "Party", "request.unknown_field"},
		{"a number for a text", "POST", path + "/pledges", `{"on":"2012-07-02","amount":1}`, 422, "request.invalid", "amount", "request.not_text"},
		{"a value missing", "POST", path + "/pledges", `{"amount":"1"}`, 422, "request.invalid", "on", "request.missing"},
		{"a list for an object", "POST", path + "/pledges", `[]`, 422, "request.invalid", "", "request.not_object"},
		{"no body", "POST", path + "/pledges", ``, 400, "request.no_json", "", ""},
		{"how matters will stand", "GET", "/api/v1/status?on=2012-07-21", ``, 422, "reports.in_future", "", ""},
		{"not JSON", "POST", path + "/pledges", `on=2012`, 400, "request.malformed_json", "", ""},
		{"41 negative limit", "GET", "/api/v1/contributions?limit=-1", "", 400, "request.invalid", "query.limit", "request.out_of_range"},
		{"41 limit of a milliard", "GET", "/api/v1/contributions?limit=1000000000", "", 400, "request.invalid", "query.limit", "request.out_of_range"},
		{"41 page", "GET", "/api/v1/contributions?page=-1", "", 400, "request.invalid", "query.page", "request.unknown_field"},
		{"41 repeated", "GET", "/api/v1/contributions?limit=1&limit=2", "", 400, "request.repeated_parameter", "", ""},
		{"41 altered cursor", "GET", "/api/v1/donors?after=999999", "", 400, "request.no_such_place", "", ""},
		{"22 SQL for an id", "GET", "/api/v1/contributions/1%20OR%201=1", "", 400, "request.invalid", "path.id", "request.not_integer"},
		{"an id beyond all", "GET", "/api/v1/contributions/9223372036854775808", "", 400, "request.invalid", "path.id", "request.not_integer"},
		{"no such contribution", "GET", "/api/v1/contributions/999", "", 404, "contribution.not_found", "", ""},
		{"no such donor", "GET", "/api/v1/donors/999", "", 404, "donor.not_found", "", ""},
		{"no such session", "GET", "/api/v1/sessions/99", "", 404, "conference.no_session", "", ""},
		{"no such budget", "GET", "/api/v1/budget?symbol=CTOC/COP/2012/99", "", 404, "budget.not_found", "", ""},
		{"no rate", "GET", "/api/v1/rates?currency=EUR&on=2012-07-02", "", 422, "rate.none", "", ""},
		{"an unknown currency", "GET", "/api/v1/rates?currency=ZZZ", "", 422, "request.invalid", "query.currency", "money.unknown_currency"},
		{"an unknown language", "GET", "/api/v1/sessions?lang=tlh", "", 400, "request.invalid", "query.lang", "request.not_one_of"},
		{"a day that is none", "GET", "/api/v1/parties?on=2012-02-30", "", 400, "request.invalid", "query.on", "request.not_day"},
		{"an unknown State", "POST", "/api/v1/donors", `{"party":"ZZZ"}`, 422, "donor.invalid", "party", "conference.unknown_name"},
		{"a future date", "POST", path + "/pledges", `{"on":"2012-07-21","amount":"1"}`, 422, "entry.invalid", "on", "date.future"},
		{"a State twice", "POST", "/api/v1/donors", `{"party":"FRA"}`, 409, "donor.exists", "", ""},
		{"another kind of content", "POST", path + "/pledges", "", 400, "request.no_json", "", ""},
	} {
		res := c.do(tt.method, tt.path, tt.body)
		got := res.problem(tt.status, tt.code)
		if tt.fieldCode != "" && got[tt.field] != tt.fieldCode {
			t.Errorf("%s: fields are %v, want %s: %s", tt.name, got, tt.field, tt.fieldCode)
		}
		if t.Failed() {
			t.Fatalf("%s: %s", tt.name, res.body)
		}
	}
	c.do("POST", path+"/pledges", "on=2012", "Content-Type", "text/plain").problem(415, "request.media_type")
}

// 28: the same pledge sent a hundred times at once is one pledge.
func TestRESTOneKeyOnePledge(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		path := c.contribution("USA", "USD")
		answers := make([]string, 100)
		var all sync.WaitGroup
		for i := range answers {
			all.Go(func() {
				res := c.post(path+"/pledges", fields{"on": "2012-07-02", "amount": "5.00"}, "Idempotency-Key", "one")
				answers[i] = fmt.Sprint(res.status, res.body)
			})
		}
		all.Wait()
		for _, a := range answers {
			if a != answers[0] || !strings.HasPrefix(a, "201") {
				t.Fatalf("got %s and %s", answers[0], a)
			}
		}
		if h := c.get(path); h.at("entries.0") == nil || h.at("entries.1") != nil {
			t.Errorf("not one entry: %s", h.body)
		}
		c.post(path+"/pledges", fields{"on": "2012-07-02", "amount": "6.00"}, "Idempotency-Key", "one").problem(422, "idempotency.other_body")
		c.post(path+"/pledges", fields{"on": "2012-07-02", "amount": "5.00"}).problem(409, "pledge.exists")
	})
}

func TestRESTPages(t *testing.T) {
	c := newClient(t, openSQLite(t))
	donor := c.post("/api/v1/donors", fields{"party": "USA"}).want(201)
	for i := range 5 {
		c.post("/api/v1/contributions", fields{
			"reference": fmt.Sprint("R", i), "donor": json.Number(donor.at("id").(string)), "year": 2012, "currency": "USD",
		}).want(201)
	}
	var seen []any
	next := ""
	for range 3 {
		page := c.get("/api/v1/contributions?limit=2" + next).want(200)
		for i := range 2 {
			if ref := page.at(fmt.Sprintf("items.%d.reference", i)); ref != nil {
				seen = append(seen, ref)
			}
		}
		if page.at("next") == nil {
			break
		}
		next = fmt.Sprint("&after=", page.at("next"))
	}
	if got := fmt.Sprint(seen); got != "[R0 R1 R2 R3 R4]" {
		t.Errorf("the pages held %s", got)
	}
}
