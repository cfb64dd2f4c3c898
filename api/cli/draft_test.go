package cli

import (
	"bytes"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"article30/budget"
)

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// edit changes cells of a workbook's sheet of lines; a value that begins with =
// is a formula.
func edit(t *testing.T, workbook string, cells map[string]any) string {
	t.Helper()
	return editSheet(t, workbook, budget.LinesSheet, cells)
}

func editSheet(t *testing.T, workbook, sheet string, cells map[string]any) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for cell, value := range cells {
		formula, _ := value.(string)
		if strings.HasPrefix(formula, "=") {
			err = f.SetCellFormula(sheet, cell, formula)
		} else {
			err = f.SetCellValue(sheet, cell, value)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// A draft is written line by line, goes out as a workbook, is edited and comes
// back line by line.
func TestRESTDraft(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		const symbol = "CTOC/COP/2012/7"
		c.post("/api/v1/costs", fields{"class": "staff", "item": "P-4", "amount": "199000", "valid_from": "2012-01-01", "source": "S"}).want(201)
		c.post("/api/v1/costs", fields{"class": "staff", "item": "P-4", "amount": "199000", "valid_from": "2012-01-01", "source": "T"}).problem(409, "cost.no_reason")
		c.post("/api/v1/budget/drafts", fields{"symbol": symbol, "title": "Budget", "session": "6", "years": []int{2013}, "unit": "1"}).want(201)
		line := fields{"symbol": symbol, "line": "B1", "title": "=1+1", "funding": "special_purpose", "figures": []fields{
			{"year": 2013, "drivers": []fields{{"class": "staff", "grade": "P-4", "posts": "1", "months": "1-5"}}},
		}}
		if v := c.post("/api/v1/budget/lines", line).want(201); v.at("lines.0.amounts.0.amount") != "82917.00" {
			t.Errorf("a computed line: %s", v.body)
		}
		line["figures"] = []fields{{"year": 2013, "drivers": []fields{{"class": "staff", "grade": "P-9", "posts": "1"}}}}
		if got := c.post("/api/v1/budget/lines", line).problem(422, "line.invalid"); got["figures[0].drivers[0].grade"] != "cost.none_in_force" {
			t.Errorf("%v", got)
		}
		c.post("/api/v1/budget/lines", fields{"symbol": symbol, "line": "C", "funding": "regular", "figures": []fields{{"year": 2013, "amount": "5"}}}).want(201)
		if b := c.get("/api/v1/budget/basis?symbol=" + symbol).want(200); b.at("items.0.terms.0.times") != "5" || b.at("items.1") != nil {
			t.Errorf("basis: %s", b.body)
		}

		workbook := c.get("/api/v1/reports/working-copy?format=xlsx&symbol=" + symbol).want(200).body
		if again := c.get("/api/v1/reports/working-copy?format=xlsx&symbol=" + symbol).body; again != workbook {
			t.Error("the same draft gives another workbook")
		}
		send := func(workbook, query string) answered {
			return c.do("POST", "/api/v1/budget/edits?file=w.xlsx&symbol="+symbol+query, workbook, "Content-Type", xlsxType)
		}
		if r := send(workbook, "&all=true").want(200); r.at("edits.0") != nil || r.at("accepted") != "0" {
			t.Errorf("an unchanged workbook: %s", r.body)
		}
		// Row 3 is B1, row 4 is C, row 5 is new; column I is 2013.
		edited := edit(t, workbook, map[string]any{"I3": 90000, "C4": "Conference", "C5": "Printing", "H5": "regular", "I5": "250.00"})
		listed := send(edited, "").want(200)
		if listed.at("edits.0.fields.0.computed") != true || listed.at("edits.1.fields.0.after") != "Conference" || listed.at("edits.2.kind") != "added" || listed.at("edits.3") != nil {
			t.Errorf("listed: %s", listed.body)
		}
		send(edit(t, workbook, map[string]any{"I4": "=1+1"}), "&all=true").problem(422, "sheet.formula")
		if r := send(edit(t, workbook, map[string]any{"I4": "1,000", "A5": "x", "C5": "y"}), "&all=true").want(422); r.at("refused.0.code") != "budget_table.figure" || r.at("refused.1.code") != "workbook.unknown_line" || r.at("edits.0") != nil {
			t.Errorf("what cannot be read: %s", r.body)
		}
		send(edit(t, workbook, map[string]any{"I3": 1.5, "I4": 6}), "&all=true").problem(422, "budget.invalid")
		send("a,b\n1,2\n", "").problem(415, "sheet.misnamed")
		send(c.get("/api/v1/reports/budget-sheet?format=xlsx&symbol="+symbol).want(200).body, "").problem(422, "workbook.not_ours")
		send(workbook, "x").problem(409, "workbook.other_version")
		if v := c.get("/api/v1/budget?symbol=" + symbol); v.at("versions.0.lines.1.amounts.0.amount") != "5.00" {
			t.Errorf("something of a refused workbook was written: %s", v.body)
		}
		if r := send(edited, "&accept=2,3").want(200); r.at("accepted") != "2" || r.at("edits.0.accepted") != false {
			t.Errorf("accepted: %s", r.body)
		}
		send(edited, "&all=true").problem(409, "workbook.stale")
		v := c.get("/api/v1/budget?symbol=" + symbol).want(200)
		for path, want := range map[string]any{
			"versions.0.lines.0.amounts.0.amount": "82917.00", "versions.0.lines.0.title": "=1+1", "versions.0.lines.1.title": "Conference",
			"versions.0.lines.2.title": "Printing", "versions.0.lines.2.amounts.0.amount": "250.00",
		} {
			if v.at(path) != want {
				t.Errorf("%s: %v, want %v", path, v.at(path), want)
			}
		}
		if ok := c.get("/api/v1/verify").want(200); ok.at("ok") != true {
			t.Errorf("verify: %s", ok.body)
		}
		workbook = c.get("/api/v1/reports/working-copy?format=xlsx&symbol=" + symbol).want(200).body
		named := editSheet(t, workbook, budget.TextsSheet, map[string]any{"B3": "ميزانية", "C4": "What it is for."})
		if r := send(named, "&all=true").want(200); r.at("accepted") != "2" || r.at("edits.0.sheet") != "Texts" || r.at("edits.0.title") != "title" || r.at("edits.0.row") != "3" {
			t.Errorf("words: %s", r.body)
		}
		send(editSheet(t, c.get("/api/v1/reports/working-copy?format=xlsx&symbol="+symbol).body, budget.TextsSheet, map[string]any{"A4": "x"}), "&all=true").problem(422, "workbook.unknown_text")
		if v := c.post("/api/v1/budget/lines", fields{"symbol": symbol, "line": "C", "new_funding": "general_purpose"}).want(201); v.at("lines.1.funding") != "general_purpose" {
			t.Errorf("another source of funding: %s", v.body)
		}
		c.post("/api/v1/budget/lines", fields{"symbol": symbol, "line": "C", "new_funding": "x"}).problem(422, "request.invalid")
		c.post("/api/v1/budget/texts", fields{"symbol": symbol, "language": "ru", "line": "C", "title": "Конференция"}).want(201)
		c.post("/api/v1/budget/lines/remove", fields{"symbol": symbol, "line": "B9"}).problem(http.StatusNotFound, "line.not_found")
		if l := c.get("/api/v1/budget/comparison?symbol="+symbol, "Accept-Language", "ru").want(200); l.at("lines.1.title") != "Конференция" || l.at("lines.1.figures.on_approved_percent") != nil {
			t.Errorf("comparison: %s", l.body)
		}
	})
}

func TestDraftOnTheCommandLine(t *testing.T) {
	w := newTerminal(t)
	say := func(args ...string) string {
		t.Helper()
		code, out, complaint := w.run(args...)
		if code != 0 {
			t.Fatalf("%q: %d %s", args, code, complaint)
		}
		return out
	}
	const symbol = "CTOC/COP/2012/7"
	say("cost", "set", "allowance", "Vienna", "268", "--from", "2012-01-01", "--source", "ICSC")
	say("cost", "set", "fare", "Vienna", "1200.50", "--from", "2012-01-01", "--source", "Travel unit")
	if out := say("cost", "--on", "2012-06-01"); !strings.Contains(out, "1200.5") {
		t.Errorf("costs: %s", out)
	}
	say("budget", "draft", "new", symbol, "--title", "Budget", "--session", "6", "--years", "2013,2014")
	say("budget", "draft", "line", symbol, "B1", "--title", "Travel", "--funding", "general_purpose", "--object", "travel_staff", "--year", "2013",
		"--travel", "city=Vienna,travellers=2,trips=1,days=3", "--other", "what=Visas,quantity=2,unit_cost=75,source=List of fees, of May")
	if out := say("budget", "show", symbol); !strings.Contains(out, "4,159.00") {
		t.Errorf("shown: %s", out)
	}
	if out := say("budget", "basis", symbol); !strings.Contains(out, "2 × 3 × 268") || !strings.Contains(out, "List of fees, of May") {
		t.Errorf("basis: %s", out)
	}
	say("budget", "draft", "line", symbol, "B1", "--year", "2014", "--amount", "1000")
	say("budget", "draft", "text", symbol, "fr", "--line", "B1", "--title", "Voyages")
	say("budget", "export", symbol, "--out", "w.xlsx")
	content, err := os.ReadFile("w.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("w.xlsx", []byte(edit(t, string(content), map[string]any{"I3": 4200, "C3": "Travel of experts"})), 0o644); err != nil {
		t.Fatal(err)
	}
	if out := say("budget", "import", "w.xlsx"); !strings.Contains(out, "1. B1 Travel of experts: changed, not accepted") ||
		!strings.Contains(out, "2013 proposed: 4159.00 → 4200.00 (was computed") {
		t.Errorf("differences: %s", out)
	}
	if out := say("budget", "import", "w.xlsx", "--accept", "1"); !strings.Contains(out, "accepted: 1") {
		t.Errorf("accepted: %s", out)
	}
	code, _, complaint := w.run("budget", "import", "w.xlsx", "--all")
	if code != 1 || !strings.Contains(complaint, "has changed since the workbook was exported") {
		t.Errorf("a stale workbook: %d %s", code, complaint)
	}
	if out := say("budget", "compare", symbol, "--with", symbol); !strings.Contains(out, "0.0") {
		t.Errorf("compared: %s", out)
	}
	for _, args := range [][]string{
		{"--year", "2014"}, {"--amount", "5"}, {"--year", "2014", "--travel", "nowhere"}, {"--year", "2014", "--travel", "city=Vienna,ship=1"},
	} {
		if code, _, _ := w.run(append([]string{"budget", "draft", "line", symbol, "B1"}, args...)...); code != 1 {
			t.Errorf("%q: exit %d", args, code)
		}
	}
	say("budget", "draft", "remove", symbol, "B1")
	say("verify")
}
