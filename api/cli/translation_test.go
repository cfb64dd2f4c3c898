package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"article30/api/auth"
	"article30/api/statements"
	"article30/budget"
	"article30/internal/date"
	"article30/internal/dbtest"
	"article30/internal/problem"
	"article30/reports/xlsx/xlsxtest"
)

// translated is the workbook as somebody changed it.
func translated(t *testing.T, workbook string, change func(f *excelize.File, sheet string)) string {
	t.Helper()
	f, err := excelize.OpenReader(strings.NewReader(workbook))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	change(f, f.GetSheetName(0))
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// place is the first cell on the worksheet with that text.
func place(t *testing.T, f *excelize.File, sheet string, is func(text, formula string) bool) string {
	t.Helper()
	rows, err := f.GetRows(sheet, excelize.Options{RawCellValue: true})
	if err != nil {
		t.Fatal(err)
	}
	for y, row := range rows {
		for x, text := range row {
			at, err := excelize.CoordinatesToCellName(x+1, y+1)
			if err != nil {
				t.Fatal(err)
			}
			formula, err := f.GetCellFormula(sheet, at)
			if err != nil {
				t.Fatal(err)
			}
			if is(text, formula) {
				return at
			}
		}
	}
	t.Fatalf("no such cell on %s", sheet)
	return ""
}

func (c *client) putSheet(language, workbook string) answered {
	c.t.Helper()
	return c.do("POST", bySymbol("/api/v1/budget/translations")+"&language="+language, workbook, "Content-Type", statements.Workbook)
}

// What the translator brought is what is frozen and sent, byte for byte.
func TestTranslatorsWorkbook(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		own := c.get(bySymbol("/api/v1/budget/draft-sheet") + "&language=fr").want(200)
		brought := translated(t, own.body, func(f *excelize.File, sheet string) {
			at := place(t, f, sheet, func(text, _ string) bool { return strings.Contains(text, "Budget for 2013-2014") })
			if err := f.SetCellValue(sheet, at, "Budget de l’exercice 2013-2014"); err != nil {
				t.Fatal(err)
			}
		})
		put := c.putSheet("fr", brought).want(201)
		digest := budget.NewSheet("fr", []byte(brought)).SHA256
		if put.at("sha256") != digest || put.at("language") != "fr" || c.get(put.header.Get("Location")).want(200).body != brought {
			t.Errorf("got %s", put.body)
		}
		if l := c.get(bySymbol("/api/v1/budget/translations")).want(200); l.at("items.0.sha256") != digest || l.at("items.1") != nil {
			t.Errorf("got %s", l.body)
		}
		c.post("/api/v1/budget/freeze", fields{"symbol": symbol}).want(201)
		if told := c.frozenSheets(symbol); len(told) != 1 || told[0]["fr"] != digest || told[0]["en"] == digest {
			t.Errorf("the journal has %v", told)
		}
		if sent := c.get(bySymbol("/api/v1/budget/sheet") + "&language=fr").want(200); sent.body != brought {
			t.Error("another sheet is sent")
		}
		c.putSheet("fr", brought).problem(409, "version.frozen")
		c.post("/api/v1/budget/sheet-withdrawals", fields{"symbol": symbol, "language": "fr"}).problem(409, "version.frozen")
		c.get(bySymbol("/api/v1/budget/draft-sheet")+"&language=fr").problem(409, "version.frozen")
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

// A workbook that says anything else than the program's own is not taken.
func TestTranslationsRefused(t *testing.T) {
	c := newClient(t, openSQLite(t))
	c.sixthBudget()
	own := c.get(bySymbol("/api/v1/budget/draft-sheet") + "&language=ar").want(200).body
	set := func(f *excelize.File, sheet, at string, value any) {
		if err := f.SetCellValue(sheet, at, value); err != nil {
			t.Fatal(err)
		}
	}
	figure := func(text, formula string) bool { return text == "555875" && formula == "" }
	for _, test := range []struct {
		what, code string
		change     func(f *excelize.File, sheet string)
	}{
		{"another figure", "version.sheets_differ", func(f *excelize.File, sheet string) { set(f, sheet, place(t, f, sheet, figure), 555876) }},
		{"a figure as text", "version.sheets_differ_in_kind", func(f *excelize.File, sheet string) { set(f, sheet, place(t, f, sheet, figure), "555875") }},
		{"a dash for nought", "version.sheets_differ", func(f *excelize.File, sheet string) {
			set(f, sheet, place(t, f, sheet, func(text, formula string) bool { return text == "0" && formula == "" }), "–")
		}},
		{"the value of a formula", "version.sheets_differ_in_kind", func(f *excelize.File, sheet string) {
			at := place(t, f, sheet, func(_, formula string) bool { return formula != "" })
			value, err := f.GetCellValue(sheet, at, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellFormula(sheet, at, ""); err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellDefault(sheet, at, value); err != nil {
				t.Fatal(err)
			}
		}},
		{"another formula with the same value", "version.sheets_differ", func(f *excelize.File, sheet string) {
			at := place(t, f, sheet, func(_, formula string) bool { return formula != "" })
			formula, err := f.GetCellFormula(sheet, at)
			if err != nil {
				t.Fatal(err)
			}
			if err := f.SetCellFormula(sheet, at, "IF(TODAY()>41000,"+formula+",1)"); err != nil {
				t.Fatal(err)
			}
		}},
		{"a line more", "version.sheets_differ", func(f *excelize.File, sheet string) {
			if err := f.InsertRows(sheet, 12, 1); err != nil {
				t.Fatal(err)
			}
		}},
		{"a worksheet more", "version.sheets_of_other_shape", func(f *excelize.File, _ string) {
			if _, err := f.NewSheet("More"); err != nil {
				t.Fatal(err)
			}
		}},
	} {
		res := c.putSheet("ar", translated(t, own, test.change))
		if res.status != 409 || res.at("code") != test.code || !strings.Contains(res.body, "Arabic") {
			t.Errorf("%s: %d %s", test.what, res.status, res.body)
		}
	}
	c.putSheet("ar", "line,amount\nExperts,1\n").want(415)
	c.putSheet("de", own).want(400)
	if res := c.do("POST", "/api/v1/budget/translations?symbol=CTOC/1&language=ar", own, "Content-Type", statements.Workbook); res.status != 404 {
		t.Errorf("an unknown document: %d", res.status)
	}
	if l := c.get(bySymbol("/api/v1/budget/translations")).want(200); l.at("items.0") != nil {
		t.Errorf("a refused workbook was kept: %s", l.body)
	}
	c.post("/api/v1/budget/sheet-withdrawals", fields{"symbol": symbol, "language": "ar"}).problem(409, "version.no_translation")
	delegate := c.user("ken", auth.RolesIn{Roles: []string{"delegate"}, State: "KEN"})
	delegate.putSheet("ar", own).problem(403, "access.denied")
}

// A draft that changes after the translator was done is not frozen with what
// the translator brought.
func TestTranslationOfAnEarlierDraft(t *testing.T) {
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		own := c.get(bySymbol("/api/v1/budget/draft-sheet") + "&language=ar").want(200).body
		c.putSheet("ar", own).want(201)
		c.post("/api/v1/budget/lines", fields{"symbol": symbol, "line": "1000", "figures": []fields{{"year": 2018, "stage": "approved", "amount": "555000"}}}).want(201)
		changed := c.get(bySymbol("/api/v1/budget/draft-sheet") + "&language=fr").want(200).body
		if changed == own {
			t.Fatal("the draft did not change")
		}
		refused := c.post("/api/v1/budget/freeze", fields{"symbol": symbol})
		refused.problem(409, "version.sheets_differ")
		if !strings.Contains(refused.body, "Arabic") || c.isFrozen() {
			t.Errorf("got %s", refused.body)
		}
		c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"en"}, "sent_on": "2012-07-20"}).problem(409, "version.sheets_differ")
		if left := c.post("/api/v1/budget/sheet-withdrawals", fields{"symbol": symbol, "language": "ar"}).want(201); left.at("items.0") != nil {
			t.Errorf("got %s", left.body)
		}
		c.post("/api/v1/budget/freeze", fields{"symbol": symbol}).want(201)
		if v := c.get("/api/v1/verify").want(200); v.at("ok") != true {
			t.Errorf("verify: %s", v.body)
		}
	})
}

// Somebody who saves the workbook with LibreOffice changes nothing that counts.
func TestTranslatorUsesLibreOffice(t *testing.T) {
	c := newClient(t, openSQLite(t))
	c.sixthBudget()
	own := c.get(bySymbol("/api/v1/budget/draft-sheet") + "&language=ar").want(200).body
	saved := xlsxtest.Converted(t, []byte(own), "xlsx", "xlsx")
	c.putSheet("ar", string(saved)).want(201)
	c.post("/api/v1/budget/freeze", fields{"symbol": symbol}).want(201)
}

func TestVerifyFindsTamperedTranslations(t *testing.T) {
	cases := map[string]string{
		"UPDATE sheet_translation SET content = (SELECT o.content FROM sheet_translation o WHERE o.language = 'fr') WHERE language = 'ar'":                 "version.translation_changed",
		"UPDATE sheet_translation SET entered_by = 'nobody' WHERE language = 'ar'":                                                                         "version.translation_not_as_recorded",
		"DELETE FROM sheet_translation WHERE language = 'fr'":                                                                                              "version.translation_gone",
		"INSERT INTO sheet_translation SELECT 99, version_id, 'es', sha256, content, entered_by, recorded_at FROM sheet_translation WHERE language = 'fr'": "version.translation_not_recorded",
	}
	eachClient(t, func(t *testing.T, c *client) {
		c.sixthBudget()
		for _, l := range []string{"ar", "fr"} {
			c.putSheet(l, c.get(bySymbol("/api/v1/budget/draft-sheet")+"&language="+l).want(200).body).want(201)
		}
		for statement, code := range cases {
			undo := problem.New(problem.Internal, "undo")
			err := c.s.db.Update(t.Context(), func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, c.s.db, "sheet_translation", statement)
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

func TestTranslationsOnTheCommandLine(t *testing.T) {
	newTerminal(t)
	folder := t.TempDir()
	on := morning(date.MustParse("2012-07-20"))
	says := func(code int, want string, args ...string) string {
		t.Helper()
		var out bytes.Buffer
		got := run(t.Context(), date.Fixed(on), args, &out, &out)
		if got != code || !strings.Contains(out.String(), want) {
			t.Errorf("article30 %s: exit %d\n%s\nwant %d\n%s", strings.Join(args, " "), got, out.String(), code, want)
		}
		return out.String()
	}
	table, ar := filepath.Join(folder, "budget.csv"), filepath.Join(folder, "ar.xlsx")
	if err := os.WriteFile(table, []byte("code,title,funding,2013,2014\nB1,Experts,general_purpose,100000,90000\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	says(0, "", "import", "budget", table, "--session", "6", "--symbol", symbol, "--title", "Budget", "--unit", "1")
	says(0, "", "budget", "sheet", "get", symbol, "--language", "ar", "--out", ar)
	content, err := os.ReadFile(ar)
	if err != nil {
		t.Fatal(err)
	}
	digest := budget.NewSheet("ar", content).SHA256
	says(1, "Arabic", "budget", "sheet", "withdraw", symbol, "--language", "ar")
	says(0, "Arabic    "+digest, "budget", "sheet", "put", symbol, "--language", "ar", ar)
	says(0, `"sha256": "`+digest, "budget", "sheet", "list", symbol, "--json")
	says(1, "There is no file absent.xlsx", "budget", "sheet", "put", symbol, "--language", "ar", "absent.xlsx")
	says(1, "", "budget", "sheet", "put", symbol, "--language", "tlh", ar)
	bad := translated(t, string(content), func(f *excelize.File, sheet string) {
		if err := f.SetCellValue(sheet, place(t, f, sheet, func(text, formula string) bool { return text == "90000" && formula == "" }), 90001); err != nil {
			t.Fatal(err)
		}
	})
	if err := os.WriteFile(ar, []byte(bad), 0o644); err != nil {
		t.Fatal(err)
	}
	says(1, "is “90000” in Chinese and “90001” in Arabic", "budget", "sheet", "put", symbol, "--language", "ar", ar)
	says(0, "Language", "budget", "sheet", "withdraw", symbol, "--language", "ar")
	says(0, "Arabic", "budget", "freeze", symbol)
	says(0, "", "verify")
}
