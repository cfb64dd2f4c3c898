package cli

import (
	"strings"
	"testing"

	"article30/api/auth"
)

func TestContactsOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	file := w.file("contacts.csv", "party,address,language,since\nFrance,mission.fr@example.org,fr,2012-01-01\nAUT,mission.at@example.org,en,2012-01-01\n")
	if code, out, errors := w.run("import", "contacts", file); code != 0 || !strings.Contains(out, "2") {
		t.Fatalf("exit %d\n%s%s", code, out, errors)
	}
	w.prints("Code  Participant  Address                Office  Language  Since       Until\n"+
		"FRA   France       greffe.fr@example.org  Greffe  French    2012-06-01  –\n",
		"contact", "set", "France", "greffe.fr@example.org", "--name", "Greffe", "--language", "fr", "--since", "2012-06-01")
	w.prints("Code  Participant  Address                 Office  Language  Since       Until\n"+
		"AUT   Austria      mission.at@example.org          English   2012-01-01  –\n"+
		"FRA   France       greffe.fr@example.org   Greffe  French    2012-06-01  –\n", "contact", "list", "--on", "2012-07-20")
	w.refuses(1, "article30: France has the address greffe.fr@example.org from 1 June 2012. To correct it, say why; an address that changed later has a later first day.\n",
		"contact", "set", "France", "other@example.org", "--language", "fr", "--since", "2012-06-01")
}

// Addresses are seen by those who write to them, and by whoever audits that.
func TestContactsOverREST(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		in := fields{"party": "FRA", "address": "mission.fr@example.org", "language": "fr", "since": "2012-01-01"}
		c.post("/api/v1/contacts", in).want(201)
		if got := c.post("/api/v1/contacts", fields{"party": "FRA", "address": "a@example.org\r\nBcc: b@example.org", "language": "fr", "since": "2012-02-01"}).
			problem(422, "contact.invalid"); got["address"] != "contact.address" {
			t.Errorf("%v", got)
		}
		if list := c.get("/api/v1/contacts?on=2012-07-20").want(200); list.at("items.0.address") != "mission.fr@example.org" || list.at("items.0.party_name") != "France" {
			t.Error(list.body)
		}
		c.user("otto", auth.RolesIn{Roles: []string{"auditor"}}).get("/api/v1/contacts").want(200)
		c.user("denis", auth.RolesIn{Roles: []string{"delegate"}, State: "FRA"}).get("/api/v1/contacts").problem(403, "access.denied")
		c.user("frank", auth.RolesIn{Roles: []string{"finance_officer"}}).get("/api/v1/contacts").problem(403, "access.denied")
	})
}
