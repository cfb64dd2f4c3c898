package cli

import (
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"article30/internal/access"
)

// The operator enters people and hands out tokens; each act is recorded under
// the name that the operator gives.
func TestUsersAndTokens(t *testing.T) {
	w := newTerminal(t)
	w.prints("User anna entered: finance officer and approver\n",
		"user", "add", "anna", "--email", "Anna@example.org", "--display-name", "Anna Officer", "--role", "approver,finance_officer", "--as", "boss")
	w.prints("User denis entered: delegate of a State\n", "user", "add", "denis", "--email", "d@example.org", "--role", "delegate", "--state", "Turkey")
	w.refuses(1, "article30: ANNA@example.org is the address of the user anna. A person has one account.\n",
		"user", "add", "eve", "--email", "ANNA@example.org", "--role", "auditor")
	w.refuses(1, "article30: The user was not entered or changed.\n  roles: Whoever has the role auditor has no other: it is independent of the rest.\n",
		"user", "roles", "anna", "auditor", "approver")
	w.prints(`User   Who           E-mail            Roles                         State  Account
anna   Anna Officer  Anna@example.org  finance officer and approver         active
denis  denis         d@example.org     delegate of a State           TUR    active
`, "user")

	code, secret, said := w.run("token", "add", "anna", "--scope", "read,contribution.record", "--label", "nightly", "--as", "boss")
	if code != 0 || !regexp.MustCompile(`^a30_[a-z2-7]{59}\n$`).MatchString(secret) || !strings.HasPrefix(said, "Token 1 of anna, read contribution.record, up to and including ") {
		t.Fatalf("exit %d, %q, %q", code, secret, said)
	}
	var shown struct{ Secret, Label string }
	if _, out, _ := w.run("token", "add", "denis", "--json"); json.Unmarshal([]byte(out), &shown) != nil || !strings.HasPrefix(shown.Secret, "a30_") {
		t.Errorf("as JSON: %+v", shown)
	}
	w.refuses(1, "article30: The token was not made or changed.\n  expires_on: 1 January 2001 is before today, "+today(t)+".\n",
		"token", "add", "anna", "--expires", "2001-01-01")
	w.prints("Token 1 of anna revoked\n", "token", "revoke", "1", "--reason", "leaked", "--as", "boss")
	w.prints("User anna: finance officer and approver; disabled\n", "user", "disable", "anna", "--reason", "left", "--as", "boss")
	w.prints("Utilisateur anna\u00a0: fonctionnaire des finances et approbateur\u00a0; actif\n", "user", "enable", "anna", "--reason", "retour", "--lang", "fr", "--as", "boss")

	var records []struct{ Actor, Action, Object, ID, Reason string }
	for _, object := range []string{"user", "token"} {
		_, out, _ := w.run("journal", "--json", "--object", object)
		if strings.Contains(out, strings.TrimSpace(secret)) {
			t.Error("the journal has the secret")
		}
		var some []struct{ Actor, Action, Object, ID, Reason string }
		if err := json.Unmarshal([]byte(out), &some); err != nil {
			t.Fatal(err)
		}
		records = append(records, some...)
	}
	var acts []string
	for _, r := range records {
		if r.Actor == "boss" {
			acts = append(acts, strings.TrimSpace(r.Action+" "+r.ID+" "+r.Reason))
		}
	}
	if got := strings.Join(acts, "; "); got != "user.add anna; user.disable anna left; user.enable anna retour; token.add 1; token.revoke 1 leaked" {
		t.Errorf("recorded: %s", got)
	}
}

// The demonstration prints a token for each role; those of an earlier start
// end with the next.
func TestDemoTokens(t *testing.T) {
	w := newTerminal(t)
	who := func(address, secret string) (status int, name string) {
		req, _ := http.NewRequest("GET", address+"/api/v1/me", nil)
		req.Header.Set("Authorization", "Bearer "+secret)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer res.Body.Close()
		var me struct{ Name string }
		json.NewDecoder(res.Body).Decode(&me)
		return res.StatusCode, me.Name
	}
	var earlier []string
	for range 2 {
		address, printed, stop := w.serving("demo", "--addr", "127.0.0.1:0", "--db", "sqlite:demo.db")
		secrets := regexp.MustCompile(`(?m)^(\S+) +(a30_[a-z2-7]{59})$`).FindAllStringSubmatch(printed, -1)
		if len(secrets) != len(access.Roles()) {
			t.Fatalf("%d tokens in\n%s", len(secrets), printed)
		}
		for i, s := range secrets {
			want := strings.ReplaceAll(string(access.Roles()[i]), "_", "-")
			if status, name := who(address, s[2]); status != 200 || name != want || s[1] != want {
				t.Errorf("%s is %s: %d", s[1], name, status)
			}
		}
		if !strings.Contains(printed, "curl -H 'Authorization: Bearer "+secrets[0][2]+"' "+address+"/api/v1/me\n") {
			t.Errorf("no example in\n%s", printed)
		}
		for _, s := range earlier {
			if status, _ := who(address, s); status != 401 {
				t.Errorf("a token of the earlier start: %d", status)
			}
		}
		for _, s := range secrets {
			earlier = append(earlier, s[2])
		}
		if code := stop(); code != 0 {
			t.Errorf("exit %d", code)
		}
	}
}
