package cli

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestRESTDeliveriesAndRestorations(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.post("/api/v1/donors", fields{"party": "FRA"}).want(http.StatusCreated)
		path := c.post("/api/v1/contributions", fields{"reference": "K", "donor": 1, "year": 2012, "currency": "USD", "mode": "in_kind"}).want(http.StatusCreated).header.Get("Location")
		c.post(path+"/pledges", fields{"on": "2012-06-01", "amount": "500.00"}).want(http.StatusCreated)
		delivery := fields{
			"on": "2012-07-02", "amount": "400.00", "nature": "goods", "use": "asset", "description": "Ten workstations",
			"basis": "donor_statement", "valuer": "Ministry of the Interior", "valued_on": "2012-06-28", "document": "NV 12",
		}
		made := c.post(path+"/deliveries", delivery).want(http.StatusCreated)
		if made.at("delivery.use") != "asset" || made.at("official_receipt") != nil || made.at("delivery.valued_on") != "2012-06-28" {
			t.Errorf("delivered: %s", made.body)
		}
		delivery["nature"] = "money"
		if codes := c.post(path+"/deliveries", delivery).problem(422, "entry.invalid"); codes["nature"] != "delivery.not_one_of" {
			t.Errorf("money in kind: %v", codes)
		}
		c.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "1.00"}).problem(409, "contribution.in_kind")
		if st := c.get("/api/v1/status").want(http.StatusOK); st.at("total.in_kind_goods.amount") != "400.00" || st.at("total.received.amount") != "0.00" {
			t.Errorf("status: %s", st.body)
		}
		if st := c.get("/api/v1/reports/status-of-contributions?format=json").want(http.StatusOK); !strings.Contains(st.body, "goods delivered") || !strings.Contains(st.body, "Delivered in kind") {
			t.Errorf("statement: %s", st.body)
		}
		entry := fmt.Sprintf("/api/v1/entries/%v", made.at("id"))
		c.post(entry+"/restoration", fields{"reason": "x"}).problem(409, "entry.not_a_reversal")
		undone := c.post(entry+"/reversal", fields{"reason": "x"}).want(http.StatusCreated)
		at := fmt.Sprintf("/api/v1/entries/%v", undone.at("id"))
		c.post(at+"/reversal", fields{"reason": "x"}).problem(409, "entry.is_reversal")
		again := c.post(at+"/restoration", fields{"reason": "it did come"}).want(http.StatusCreated)
		if again.at("restores") != made.at("id") || again.at("undoes") != undone.at("id") || again.at("delivery.document") != "NV 12" {
			t.Errorf("restored: %s", again.body)
		}
		c.post(at+"/restoration", fields{"reason": "again"}).problem(409, "entry.already_restored")
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

func TestDeliveriesOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(want string, args ...string) {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%q: %d %s%s\nwant %s", args, code, out, complaint, want)
		}
	}
	say("", "donor", "add", "--party", "FRA")
	say("", "contributions", "open", "--reference", "K", "--donor", "1", "--year", "2012", "--currency", "USD", "--mode", "in_kind")
	say("Entry 1 of contribution 1 recorded: Delivered in kind", "deliver", "1", "400", "--on", "2012-07-02", "--nature", "services", "--what", "A trainer",
		"--basis", "un_rate", "--valuer", "Human Resources", "--valued-on", "2012-07-01", "--document", "HR/9")
	say("Delivered in kind", "contributions", "show", "1")
	say("Entry 2", "reverse", "1", "--reason", "another trainer")
	w.refuses(exitRefused, "article30: Entry 2 is itself a reversal, which is never reversed. If it was a mistake, put back what it took away: contributions restore 2, or POST /api/v1/entries/2/restoration.\n",
		"reverse", "2", "--reason", "x")
	say("It puts back entry 1, which entry 2 had reversed by mistake", "contributions", "restore", "2", "--reason", "it was this one")
	w.refuses(exitRefused, "article30: Entry 1 has been put back already, as entry 3.\n", "contributions", "restore", "2", "--reason", "x")
	say("", "verify")
	say("", "report", "status-of-contributions", "--format", "json")
}
