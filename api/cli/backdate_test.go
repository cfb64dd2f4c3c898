package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"article30/api/auth"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/published"
)

// Attack 31: a dispatch that is dated back beyond what is usual is recorded only
// when a second person approves it, and never once the session has opened; what
// was entered later is told wherever the circulation is.
func TestBackDatedDispatchWantsTwo(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		clock := &movable{date.MustParse("2012-07-20")}
		c := newClientOn(t, d, clock)
		sara := c.user("sara", auth.RolesIn{Roles: []string{"secretariat", "approver"}})
		berta := c.user("berta", auth.RolesIn{Roles: []string{"approver"}})
		c.sixthBudget()
		sent := func(languages ...string) fields {
			return fields{"symbol": symbol, "languages": languages, "sent_on": "2012-08-16", "reference": "NV 2012/31"}
		}
		status := func(want string, causes ...string) {
			t.Helper()
			got := c.get(bySymbol("/api/v1/budget/circulation")).want(200)
			if got.at("status") != want {
				t.Errorf("%s: %v, want %s", clock.day, got.at("status"), want)
			}
			for _, code := range causes {
				if !strings.Contains(got.body, code) {
					t.Errorf("%s is not told: %s", code, got.body[:600])
				}
			}
		}

		clock.day = date.MustParse("2012-08-19") // the third day after it went out
		sara.post("/api/v1/budget/dispatches", sent("en")).want(201)
		clock.day = date.MustParse("2012-08-20")
		kept := sara.post("/api/v1/budget/dispatches", sent("fr", "ar", "zh")).want(202)
		if kept.at("operation") != "backdated_dispatch" || kept.at("state") != "pending" || kept.at("concerns") != "budget version "+symbol {
			t.Errorf("kept: %s", kept.body)
		}
		status("partial")
		one := kept.header.Get("Location")
		sara.post(one+"/approval", fields{}).problem(403, "approval.own")
		sara.post("/api/v1/budget/dispatches", sent("fr", "ar", "zh")).problem(409, "approval.waiting")
		if n := len(c.get(bySymbol("/api/v1/budget/dispatches")).want(200).at("items").([]any)); n != len(c.dispatched("en")) {
			t.Errorf("%d copies are recorded", n)
		}
		clock.day = date.MustParse("2012-08-23")
		done := berta.post(one+"/approval", fields{}).want(201)
		if done.at("decided_by") != "berta" || done.at("posted.0.book") != "dispatch" {
			t.Errorf("approved: %s", done.body)
		}
		status("partial", "circulation.entered_later", "circulation.entered_afterwards")
		if french := c.dispatched("fr"); len(french) == 0 || french[0]["entered_by"] != "sara" || french[0]["recorded_on"] != "2012-08-23" || french[0]["recorded_late"] != false {
			t.Errorf("French: %v", french)
		}
		sound := func() {
			t.Helper()
			if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
				t.Errorf("verify: %s", v.body)
			}
		}
		sound()
		c.forged("dispatch_approval", "DELETE FROM dispatch_approval", "verify.never_approved")
		c.forged("dispatch_approval", "UPDATE dispatch_approval SET dispatch_id = 1", "verify.never_approved")

		// What still waits when the session opens is not approved any more.
		waiting := sara.post("/api/v1/budget/dispatches", sent("ru", "es")).want(202).header.Get("Location")
		clock.day = date.MustParse("2012-10-15")
		berta.post(waiting+"/approval", fields{}).problem(409, "circulation.session_opened")
		sara.post("/api/v1/budget/dispatches", sent("ru", "es")).problem(409, "circulation.session_opened")
		status("partial")
		sound()
	})
}

// dispatched are the recorded copies in a language.
func (c *client) dispatched(language string) (list []map[string]any) {
	c.t.Helper()
	for _, item := range c.get(bySymbol("/api/v1/budget/dispatches")).want(200).at("items").([]any) {
		if one := item.(map[string]any); one["language"] == language {
			list = append(list, one)
		}
	}
	return list
}

// forged runs the statement past the triggers, and the whole verification must
// find it.
func (c *client) forged(table, statement, code string) {
	c.t.Helper()
	undo := errors.New("undo")
	err := c.s.db.Update(c.t.Context(), func(ctx context.Context) error {
		dbtest.Tamper(ctx, c.t, c.s.db, table, statement)
		findings, err := c.s.verifyApprovals(ctx)
		if err != nil || !strings.Contains(fmt.Sprint(findings), code) {
			c.t.Errorf("%s: %s was not found: %v, %v", statement, code, findings, err)
		}
		return undo
	})
	if err != undo {
		c.t.Error(err)
	}
}

// On the command line it is kept, with its evidence; another day is as usual by
// setting.
func TestBackDatedOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	says := func(on, want string, args ...string) {
		t.Helper()
		var out bytes.Buffer
		code := run(t.Context(), date.Fixed(morning(date.MustParse(on))), args, &out, &out)
		if code != 0 || !strings.Contains(out.String(), want) {
			t.Errorf("article30 %s: exit %d\n%s\nwant\n%s", strings.Join(args, " "), code, out.String(), want)
		}
	}
	says("2012-07-20", "", "import", "budget", w.file("b.csv", string(published.Bytes(published.Vienna))), "--session", "6", "--symbol", symbol, "--title", "Budget")
	circulate := func(language string, more ...string) []string {
		return append([]string{"budget", "circulate", symbol, "--languages", language, "--on", "2012-08-10", "--reference", "NV", "--as", "sara"}, more...)
	}
	says("2012-08-14", "Nothing was recorded yet. A second person approves it, whatever its amount (dispatches entered long after their day): submitted for approval as 1.\n",
		circulate("en", "--evidence", w.file("note.txt", "note verbale"))...)
	says("2012-08-14", "Rien n’est encore enregistré.", circulate("fr", "--lang", "fr")...)
	says("2012-08-14", "English   0 of", "budget", "status", symbol)
	says("2012-08-14", "", "approval", "approve", "1", "--as", "berta")
	says("2012-08-14", "were entered later than is usual; longest delay in days: 4.", "budget", "status", symbol)
	says("2012-08-14", "Russian   168 of 168", circulate("ru", "--entry-days", "7")...)
	says("2012-08-14", "", "verify")
}
