package cli

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
)

func TestRESTDonors(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		add := func(body fields) json.Number {
			t.Helper()
			return json.Number(c.post("/api/v1/donors", body).want(http.StatusCreated).at("id").(string))
		}
		austria, ministry := add(fields{"party": "AUT"}), add(fields{"name": "Ministry in Vienna", "kind": "organization"})
		if code := c.get(fmt.Sprint("/api/v1/donors/", austria)).want(http.StatusOK).at("donor.ceb_code"); code != "C01" {
			t.Errorf("a State's code: %v", code)
		}
		if codes := c.post("/api/v1/donors", fields{"name": "Good Works", "kind": "foundation", "ceb_code": "C01"}).problem(422, "donor.invalid"); codes["ceb_code"] != "donor.code_of_another_kind" {
			t.Errorf("a foundation as a government: %v", codes)
		}
		if table := c.get("/api/v1/donor-codes").want(http.StatusOK); table.at("items.0.default") != "C01" || table.at("items.3.default") != nil || table.at("items.3.allowed.0") != "C02" {
			t.Errorf("codes: %s", table.body)
		}
		opened := c.post("/api/v1/contributions", fields{"reference": "1", "donor": ministry, "year": 2012, "currency": "USD"}).want(http.StatusCreated)
		if opened.at("donor_name") != "Ministry in Vienna" {
			t.Errorf("opened: %s", opened.body)
		}
		c.post(fmt.Sprintf("/api/v1/donors/%s/merge", austria), fields{"into": ministry, "reason": "x"}).problem(409, "donor.participant_into_other")
		c.post(fmt.Sprintf("/api/v1/donors/%s/merge", ministry), fields{"into": austria, "reason": ""}).problem(422, "donor.invalid")
		c.post(fmt.Sprintf("/api/v1/donors/%s/merge", ministry), fields{"into": austria, "reason": "a ministry of Austria"}).want(http.StatusCreated)
		if one := c.get(fmt.Sprint("/api/v1/donors/", ministry, "?lang=fr")).want(http.StatusOK); one.at("donor.name") != "Autriche" || one.at("donor.aliases.0.name") != "Ministry in Vienna" {
			t.Errorf("the merged record: %s", one.body)
		}
		list := c.get("/api/v1/contributions?lang=fr").want(http.StatusOK)
		if list.at("items.0.donor_name") != "Autriche" || list.at("items.0.donor") != austria.String() || list.at("items.0.donor_record") != ministry.String() {
			t.Errorf("contributions: %s", list.body)
		}
		if h := c.get("/api/v1/contributions/1").want(http.StatusOK); h.at("contribution.donor_name") != "Austria" {
			t.Errorf("the contribution: %s", h.body)
		}
		c.post("/api/v1/contributions/1/pledges", fields{"on": "2012-07-02", "amount": "100.00"}).want(http.StatusCreated)
		st := c.get("/api/v1/reports/status-of-contributions?format=json&donor=ministry%20in%20vienna").want(http.StatusOK)
		if !strings.Contains(st.body, "1 record of a donor that was entered more than once") || !strings.Contains(st.body, "Austria") {
			t.Errorf("the statement does not say who is who: %s", st.body)
		}
		if st := c.get("/api/v1/reports/ageing?format=json&donor=" + ministry.String()).want(http.StatusOK); !strings.Contains(st.body, "1 record of a donor") {
			t.Errorf("the ageing does not say who is who: %s", st.body)
		}
		c.post(fmt.Sprintf("/api/v1/donors/%s/unmerge", ministry), fields{"reason": "it is not"}).want(http.StatusCreated)
		if all := c.get("/api/v1/donor-merges").want(http.StatusOK); all.at("items.0.why_taken_back") != "it is not" {
			t.Errorf("merges: %s", all.body)
		}
		c.post(fmt.Sprintf("/api/v1/donors/%s/unmerge", ministry), fields{"reason": "again"}).problem(409, "donor.not_merged")
		if v := c.get("/api/v1/verify").want(http.StatusOK); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

func TestDonorsOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(want string, args ...string) {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%q: %d %s%s\nwant %s", args, code, out, complaint, want)
		}
	}
	say("Austria", "donor", "add", "--party", "AUT")
	say("Ministry", "donor", "add", "--name", "Ministry in Vienna", "--kind", "organization", "--code", "C02")
	w.refuses(exitRefused, "article30: The donor cannot be entered so.\n  ceb_code: “C9” is not a contributor code of this kind of donor (company). Allowed: C06.\n",
		"donor", "add", "--name", "Company", "--kind", "company", "--code", "C9")
	say("C02, C04A, C04B, C04C, C04D, C04E, C07", "donor", "codes")
	say("", "contributions", "open", "--reference", "1", "--donor", "2", "--year", "2012", "--currency", "USD")
	say("Record 2 is read as donor 1, Austria", "donor", "merge", "2", "1", "--reason", "a ministry of Austria")
	say("also Ministry in Vienna (record 2)", "donor", "show", "2")
	say("Austria", "contributions", "list")
	say("register 1, Austria, 2012, USD", "contributions", "show", "1")
	say("a ministry of Austria", "donor", "merges")
	w.refuses(exitRefused, "article30: Ministry in Vienna and Austria are the same donor already.\n", "donor", "merge", "2", "1", "--reason", "x")
	say("Record 2 is a donor of its own again", "donor", "unmerge", "2", "--reason", "it is not")
	say("", "verify")
}
