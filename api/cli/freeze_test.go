package cli

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"testing"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/problem"
)

var secretariat = access.Operator("sara")

// frozenSheets are what the journal says that a version was frozen with.
func (c *client) frozenSheets(symbol string) (list []map[string]string) {
	c.t.Helper()
	records, err := c.s.audit.Journal.List(c.t.Context(), journal.Filter{Object: "budget_version", ID: symbol, Limit: 100})
	if err != nil {
		c.t.Fatal(err)
	}
	for _, r := range records {
		if r.Action != "version.freeze" {
			continue
		}
		var after struct{ Sheets map[string]string }
		if err := json.Unmarshal(r.After, &after); err != nil {
			c.t.Fatal(err)
		}
		list = append(list, after.Sheets)
	}
	return list
}

// What was frozen is what is sent, byte for byte, however often the program
// stops in between.
func TestFreeze(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		done := c.post("/api/v1/budget/freeze", fields{"symbol": symbol}).want(201)
		if done.at("version.frozen") != true || done.at("version.frozen_at") == "" {
			t.Errorf("got %s", done.body)
		}
		c.post("/api/v1/budget/freeze", fields{"symbol": symbol}).problem(409, "version.frozen")
		told := c.frozenSheets(symbol)
		kept, err := c.s.budget.Sheets(t.Context(), symbol)
		if err != nil || len(told) != 1 || len(kept) != len(told[0]) || len(kept) < len(locale.Languages()) {
			t.Fatalf("kept %d sheets, the journal tells of %v (%v)", len(kept), told, err)
		}
		for _, s := range kept {
			if told[0][string(s.Language)] != budget.NewSheet(s.Language, s.File).SHA256 {
				t.Errorf("%s: the journal has another digest", s.Language)
			}
		}

		// The program stopped after the freeze, or before it: a new one goes on.
		again := newClient(t, c.s.db)
		again.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en"}, "sent_on": "2012-07-20"}).want(201)
		if told := again.frozenSheets(symbol); len(told) != 1 {
			t.Errorf("the dispatch froze the version again: %v", told)
		}
		if v := again.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
		if l := again.get(bySymbol("/api/v1/budget/sheets")).want(200); l.at("items.0.sha256") != told[0][string(kept[0].Language)] {
			t.Errorf("got %s", l.body)
		}
	})
}

func TestFreezeRefused(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.post("/api/v1/budget/freeze", fields{"symbol": "CTOC/1"}).problem(404, "budget.not_found")
		c.post("/api/v1/budgets", fields{"symbol": "CTOC/1", "title": "Empty", "session": "6"}).want(201)
		c.post("/api/v1/budget/freeze", fields{"symbol": "CTOC/1"}).problem(422, "circulation.no_lines")
		if kept, err := c.s.budget.Sheets(t.Context(), "CTOC/1"); err != nil || len(kept) != 0 {
			t.Errorf("a refused freeze left %d sheets (%v)", len(kept), err)
		}
	})
}

// Of two officers who freeze at once one does, and the other is told so.
func TestTwoFreezeAtOnce(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		var wait sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			wait.Go(func() { _, _, errs[i] = c.s.budget.Freeze(context.Background(), secretariat, symbol) })
		}
		wait.Wait()
		won := 0
		for _, err := range errs {
			switch {
			case err == nil:
				won++
			case !problem.Is(err, "version.frozen"):
				t.Errorf("got %v", err)
			}
		}
		if told := c.frozenSheets(symbol); won != 1 || len(told) != 1 {
			t.Errorf("%d froze it, and the journal has %d records", won, len(told))
		}
	})
}

// differing makes sheets of which one has another figure.
type differing struct{ circulatedSheets }

func (d differing) Of(ctx context.Context, b budget.Budget, v budget.Version) ([]budget.Sheet, error) {
	list, err := d.circulatedSheets.Of(ctx, b, v)
	if err != nil {
		return nil, err
	}
	v.Lines = slices.Clone(v.Lines)
	v.Lines[0].Amounts = slices.Clone(v.Lines[1].Amounts)
	other, err := d.circulatedSheets.Of(ctx, b, v)
	list[len(list)-1] = other[len(other)-1]
	return list, err
}

// One cell that differs in one language, and nothing is frozen by any way.
func TestDifferentSheetsAreNotFrozen(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		c.s.budget = c.s.newBudget(settings{}, differing{circulatedSheets{c.s}})
		_, _, err := c.s.budget.Freeze(t.Context(), secretariat, symbol)
		if !problem.Is(err, "version.sheets_differ") {
			t.Errorf("got %v", err)
		}
		_, err = c.s.budget.Circulate(t.Context(), secretariat, budget.CirculateIn{Symbol: symbol, Languages: []string{"en"}, SentOn: "2012-07-20"})
		if !problem.Is(err, "version.sheets_differ") {
			t.Errorf("got %v", err)
		}
		for _, lang := range locale.Languages() {
			p, err2 := locale.For(lang)
			if err2 != nil {
				t.Fatal(err2)
			}
			if _, detail := p.Problem(err); !strings.Contains(detail, symbol) {
				t.Errorf("%s: %s", lang, detail)
			}
		}
		if c.isFrozen() || len(c.frozenSheets(symbol)) != 0 {
			t.Error("the version was frozen with sheets that differ")
		}
	})
}

// wordless makes no sheet in Russian.
type wordless struct{ circulatedSheets }

func (w wordless) Of(ctx context.Context, b budget.Budget, v budget.Version) ([]budget.Sheet, error) {
	list, err := w.circulatedSheets.Of(ctx, b, v)
	return slices.DeleteFunc(list, func(s budget.Sheet) bool { return s.Language == "ru" }), err
}

func TestFreezeWantsSixLanguages(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		c.s.budget = c.s.newBudget(settings{}, wordless{circulatedSheets{c.s}})
		_, _, err := c.s.budget.Freeze(t.Context(), secretariat, symbol)
		e, ok := problem.As(err)
		if !ok || e.Code != "version.sheets_missing" || !slices.Equal(e.Args["languages"].([]string), []string{"ru"}) || c.isFrozen() {
			t.Errorf("got %v", err)
		}
	})
}

// Whoever changes a sheet past the triggers is found out.
func TestVerifyFindsTamperedSheets(t *testing.T) {
	cases := map[string]string{
		"UPDATE budget_sheet SET content = (SELECT s.content FROM budget_sheet s WHERE s.language = 'fr') WHERE language = 'en'":    "version.sheet_changed",
		"UPDATE budget_sheet SET sha256 = '3030303030303030303030303030303030303030303030303030303030303030' WHERE language = 'en'": "version.sheet_changed",
		"DELETE FROM budget_sheet WHERE language = 'fr'": "version.sheet_gone",
		"INSERT INTO budget_sheet SELECT v.id, s.language, s.sha256, s.content FROM budget_sheet s, budget_version v WHERE v.symbol = 'CTOC/2'": "version.sheet_not_recorded",
	}
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		c.post("/api/v1/budgets", fields{"symbol": "CTOC/2", "title": "Draft", "session": "6"}).want(201)
		c.post("/api/v1/budget/freeze", fields{"symbol": symbol}).want(201)
		for statement, code := range cases {
			undo := problem.New(problem.Internal, "undo")
			err := c.s.db.Update(t.Context(), func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, c.s.db, "budget_sheet", statement)
				findings, err := c.s.budget.Verify(ctx)
				if err != nil || !slices.ContainsFunc(findings, func(f budget.Finding) bool { return f.Code == code }) {
					t.Errorf("%s: %v %v, want %s", statement, findings, err, code)
				}
				return undo
			})
			if !problem.Is(err, "undo") {
				t.Errorf("%s: %v", statement, err)
			}
		}
	})
}
