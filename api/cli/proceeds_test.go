package cli

import (
	"net/http"
	"strings"
	"testing"
)

func TestRESTProceeds(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.post("/api/v1/donors", fields{"party": "FRA"}).want(http.StatusCreated)
		path := c.post("/api/v1/contributions", fields{"reference": "P", "donor": 1, "year": 2012, "currency": "USD", "mode": "proceeds_14_3_a"}).want(http.StatusCreated).header.Get("Location")
		c.post(path+"/pledges", fields{"on": "2012-06-01", "amount": "75000.00"}).want(http.StatusCreated)
		if st := c.get("/api/v1/reports/status-of-contributions?format=json").want(http.StatusOK); !strings.Contains(st.body, "have not been stated") {
			t.Errorf("a statement that does not say what is missing: %s", st.body)
		}
		said := fields{"legal_basis": "Decision 4/2012", "total": "1000000.00", "percent": "7"}
		if codes := c.post(path+"/proceeds", said).problem(422, "proceeds.invalid"); codes["percent"] != "proceeds.differs" {
			t.Errorf("another share: %v", codes)
		}
		said["percent"] = "7.5"
		if made := c.post(path+"/proceeds", said).want(http.StatusCreated); made.at("share.amount") != "75000.00" || made.at("percent") != "7.5" {
			t.Errorf("recorded: %s", made.body)
		}
		if h := c.get(path).want(http.StatusOK); h.at("proceeds.legal_basis") != "Decision 4/2012" {
			t.Errorf("the contribution: %s", h.body)
		}
		if list := c.get(path + "/proceeds").want(http.StatusOK); list.at("items.0.total.amount") != "1000000.00" {
			t.Errorf("listed: %s", list.body)
		}
		if paid := c.post(path+"/receipts", fields{"on": "2012-07-02", "amount": "76000.00"}).want(http.StatusCreated); paid.at("beyond_share.amount") != "1000.00" {
			t.Errorf("paid: %s", paid.body)
		}
		for lang, want := range map[string]string{"en": "7.5 per cent of USD\u00a01,000,000.00 confiscated", "fr": "7,5 pour cent de 1\u202f000\u202f000,00\u00a0USD confisqués"} {
			if st := c.get("/api/v1/reports/status-of-contributions?format=json&lang=" + lang).want(http.StatusOK); !strings.Contains(st.body, want) {
				t.Errorf("the statement does not say %q: %s", want, st.body)
			}
		}
		c.get("/api/v1/reports/status-of-contributions?format=xlsx").want(http.StatusOK)
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

func TestProceedsOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(want string, args ...string) {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%q: %d %s%s\nwant %s", args, code, out, complaint, want)
		}
	}
	say("", "donor", "add", "--party", "FRA")
	say("", "contributions", "open", "--reference", "P", "--donor", "1", "--year", "2012", "--currency", "USD", "--mode", "proceeds_30_2_c")
	say("USD\u00a075.02: 7.5 per cent of USD\u00a01,000.30 confiscated (Law 3)", "proceeds", "set", "1", "--legal-basis", "Law 3", "--total", "1000.30", "--percent", "7.5")
	say("75.02", "contributions", "show", "1")
	say("Law 3", "proceeds", "1")
	w.refuses(exitRefused, "article30: This cannot be recorded so.\n  amount: 7.5 per cent of USD\u00a01,000.30 confiscated is USD\u00a075.02; USD\u00a080.00 differs from it by more than a cent.\n",
		"pledge", "1", "80", "--on", "2012-07-01")
	w.refuses(exitRefused, "article30: The proceeds cannot be recorded so.\n  total: The amount must be more than zero.\n",
		"proceeds", "set", "1", "--legal-basis", "Law 3", "--total", "-5", "--percent", "7.5", "--reason", "x")
	say("With it USD\u00a04.98 more has come", "receipt", "1", "80", "--on", "2012-07-01")
	say("", "verify")
}
