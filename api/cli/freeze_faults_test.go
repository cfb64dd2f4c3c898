package cli

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"article30/budget"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// whole checks that the version is frozen with all its sheets and their digests
// in the journal, or that nothing of a freeze is there.
func (c *client) whole() (frozen bool) {
	c.t.Helper()
	kept, err := c.s.budget.Sheets(c.t.Context(), symbol)
	if err != nil {
		c.t.Fatal(err)
	}
	told := c.frozenSheets(symbol)
	if frozen = c.isFrozen(); !frozen {
		if len(kept) != 0 || len(told) != 0 {
			c.t.Errorf("not frozen, and %d sheets and %d records are there", len(kept), len(told))
		}
		return false
	}
	if len(told) != 1 || len(kept) != 6 {
		c.t.Fatalf("frozen with %d sheets and %d records", len(kept), len(told))
	}
	for _, s := range kept {
		if told[0][string(s.Language)] != s.SHA256 {
			c.t.Errorf("%s: the journal has another digest", s.Language)
		}
	}
	return true
}

// A process that is killed at any moment of a freeze leaves a whole frozen
// version or none, and another process goes on with it.
func TestKilledFreeze(t *testing.T) {
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			url := dbtest.URL(t, engine)
			d, err := db.Open(t.Context(), url)
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { d.Close() })
			c := newClientOn(t, d, &instant{time.Now()})
			c.sixthBudget()
			for after := 20 * time.Millisecond; !c.whole() && after < 2*time.Second; after *= 2 {
				p := program(t, "budget", "freeze", symbol, "--db", url)
				time.Sleep(after)
				if err := p.Process.Kill(); err != nil {
					t.Log(err) // it was done already
				}
				_ = p.Wait() // killed, or done
			}
			if !c.whole() {
				if err := program(t, "budget", "freeze", symbol, "--db", url).Wait(); err != nil {
					t.Fatal(err)
				}
			}
			before := c.frozenSheets(symbol)[0]
			err = program(t, "budget", "circulate", symbol, "--db", url, "--languages", "en", "--on", date.Today(date.System(), date.Vienna()).String(),
				"--record-as-late", "--reason", "a test of our own day").Wait()
			if err != nil || !c.whole() || c.frozenSheets(symbol)[0]["en"] != before["en"] {
				t.Errorf("the dispatch after it: %v", err)
			}
			if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
				t.Errorf("verify: %s", v.body)
			}
		})
	}
}

// on is the same program on another day.
func (c *client) on(day string) *client {
	c.t.Helper()
	return newClientOn(c.t, c.s.db, &movable{date.MustParse(day)})
}

// Of officers who record the decision at once one does.
func TestTwoDecideAtOnce(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"ar", "zh", "en", "fr", "ru", "es"}, "sent_on": "2012-07-20"}).want(201)
		later := c.on("2012-10-19")
		var wait sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wait.Go(func() {
				_, errs[i] = later.s.budget.Decide(context.Background(), secretariat, budget.DecideIn{
					Symbol: symbol, Outcome: "adopted", DecidedOn: "2012-10-19", Method: "consensus", Reference: "Decision 6/5",
				})
			})
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if e, ok := problem.As(err); !ok || e.Kind != problem.Conflict && e.Kind != problem.Invalid {
				t.Errorf("got %v", err)
			}
		}
		list, err := later.s.budget.Decisions(t.Context(), symbol)
		if err != nil || won != 1 || len(list) != 1 {
			t.Errorf("%d were told that they recorded it, and %d decisions are there (%v): %v", won, len(list), err, errs)
		}
		if v := later.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

// A frozen version is changed by no statement, and whoever gets past the
// triggers is found out.
func TestFrozenVersionInTheDatabase(t *testing.T) {
	cases := []struct{ table, statement, code string }{
		{"budget_amount", "UPDATE budget_amount SET amount = amount + 10000 WHERE line_seq = 1", "budget.not_as_frozen"},
		{"budget_line", "UPDATE budget_line SET title = 'Another' WHERE seq = 1", "budget.not_as_frozen"},
		{"budget_column", "UPDATE budget_column SET year = 2031 WHERE seq = 4", "budget.not_as_frozen"},
		{"budget_version", "UPDATE budget_version SET psc_percent = '7'", "budget.not_as_frozen"},
		{"budget_version", "UPDATE budget_version SET frozen = FALSE, frozen_at = NULL", "version.unfrozen"},
		{"budget_version", "UPDATE budget_version SET frozen_at = '2012-07-01T08:00:00Z'", "version.frozen_otherwise"},
	}
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		c.post("/api/v1/budget/freeze", fields{"symbol": symbol}).want(201)
		for _, test := range cases {
			err := c.s.db.Update(t.Context(), func(ctx context.Context) error {
				_, err := c.s.db.Conn(ctx).ExecContext(ctx, test.statement)
				return err
			})
			if err == nil || !strings.Contains(err.Error(), "version.frozen") {
				t.Errorf("%s: %v", test.statement, err)
			}
			undo := problem.New(problem.Internal, "undo")
			err = c.s.db.Update(t.Context(), func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, c.s.db, test.table, test.statement)
				findings, err := c.s.budget.Verify(ctx)
				if err != nil || !slices.ContainsFunc(findings, func(f budget.Finding) bool { return f.Code == test.code }) {
					t.Errorf("%s: %v %v, want %s", test.statement, findings, err, test.code)
				}
				return undo
			})
			if !problem.Is(err, "undo") {
				t.Errorf("%s: %v", test.statement, err)
			}
		}
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

// A clock that was set back between the freeze and the dispatch cannot make a
// late dispatch an early one.
func TestClockSetBackAfterTheFreeze(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		c.on("2012-08-20").post("/api/v1/budget/freeze", fields{"symbol": symbol}).want(201)
		back := c.on("2012-08-10")
		dispatch := fields{"symbol": symbol, "languages": []string{"en"}, "sent_on": "2012-08-10", "reference": "NV/1"}
		back.post("/api/v1/budget/dispatches", dispatch).problem(409, "circulation.clock_set_back")
		if sent := c.get(bySymbol("/api/v1/budget/dispatches")).want(200); sent.at("items.0") != nil {
			t.Errorf("it was recorded: %s", sent.body)
		}
		dispatch["sent_on"], dispatch["record_as_late"], dispatch["reason"] = "2012-08-20", true, "translation"
		c.on("2012-08-20").post("/api/v1/budget/dispatches", dispatch).want(201)
	})
}
