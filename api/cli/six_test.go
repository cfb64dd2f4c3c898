package cli

import (
	stdcsv "encoding/csv"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/api/statements"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/reports/xlsx/xlsxtest"
)

// abroad has something to say in every statement: contributions in three
// currencies with a schedule, earmarks, a budget sent out, adopted and spent.
func abroad(t *testing.T) *client {
	c := newClientOn(t, openSQLite(t), date.Fixed(time.Date(2012, 10, 22, 9, 0, 0, 0, time.UTC)))
	c.spendable()
	c.post("/api/v1/budget/dispatches", fields{"symbol": symbol, "languages": []string{"ar", "zh", "fr", "ru", "es"}, "sent_on": "2012-07-19", "reference": "NV 2012/1"}).want(201)
	c.post("/api/v1/room/meetings", fields{"session": "6", "on": "2012-10-19", "absent": []string{"KEN"}}).want(201)
	c.post("/api/v1/room/proposals", fields{"version": symbol, "symbol": "CTOC/COP/2012/L.9", "title": "A proposal", "sponsors": []string{"FRA", "MEX"}, "on": "2012-10-19",
		"amendments": []fields{{"action": "change", "line": "1000", "amounts": []fields{{"year": 2018, "stage": "approved", "amount": "1"}}}}}).want(201)
	c.post("/api/v1/room/settlements", fields{"symbol": "CTOC/COP/2012/L.9", "roll_call": fields{"yes": []string{"FRA"}, "no": []string{"rest"}, "abstain": []string{"NOR"}}}).want(201)
	c.post("/api/v1/budget/decisions", fields{"symbol": symbol, "outcome": "adopted", "decided_on": "2012-10-19", "method": "consensus"}).want(201)
	c.post("/api/v1/budget/fund-approvals", fields{"symbol": symbol, "on": "2012-10-19", "reference": "resolution 21/1"}).want(201)
	for _, from := range []struct{ party, currency, pledged, paid string }{
		{"FRA", "EUR", "12345.67", "1000.50"}, {"IRL", "EUR", "800.00", "900.00"}, {"JPN", "JPY", "1500000", "1"}, {"KEN", "USD", "2500.00", ""},
	} {
		path := c.contribution(from.party, from.currency)
		c.post(path+"/pledges", fields{"on": "2012-07-02", "amount": from.pledged}).want(201)
		if from.paid != "" {
			c.post(path+"/receipts", fields{"on": "2012-07-16", "amount": from.paid}).want(201)
		}
	}
	issued := c.post("/api/v1/budget/allotments", fields{"symbol": symbol, "line": "1000", "year": 2018, "amount": "10000.00", "on": "2012-10-22", "advice": "AA/1"}).want(201)
	c.post(issued.header.Get("Location")+"/expenses", fields{"amount": "100.10", "on": "2012-10-22", "payee": "Taxi"}).want(201)
	c.checkpoint()
	return c
}

// Every statement says the same in the six languages: the sheets may be named
// as they are, Arabic ones go from right to left, and every figure of workbook,
// CSV and JSON is that of the English one. Rows are in the order of the names,
// which differs, so that rows are compared without their order.
func TestStatementsInSixLanguages(t *testing.T) {
	c := abroad(t)
	var inArabic [][]byte
	for _, name := range statements.Names {
		get := func(lang, format string) string {
			path := fmt.Sprintf("/api/v1/reports/%s?format=%s&lang=%s", name, format, lang)
			if name == "donor-statement" {
				path += "&donor=FRA"
			}
			return c.get(path).want(200).body
		}
		english := xlsxtest.Read(t, []byte(get("en", "xlsx")))
		figures := 0
		for _, s := range english.Sheets {
			for _, row := range figuresOf(t, s) {
				figures += strings.Count(row, "=")
			}
		}
		if figures < 5 {
			t.Errorf("%s has %d figures", name, figures)
		}
		inJSON, inCSV := scalars(t, get("en", "json")), cellsOfCSV(t, get("en", "csv"))
		for _, lang := range locale.Languages()[1:] {
			book := xlsxtest.Read(t, []byte(get(lang, "xlsx")))
			if len(book.Sheets) != len(english.Sheets) {
				t.Fatalf("%s: %s has %d sheets, en %d", name, lang, len(book.Sheets), len(english.Sheets))
			}
			var named struct {
				Tables []struct{ Name string }
			}
			asJSON := get(lang, "json")
			if err := json.Unmarshal([]byte(asJSON), &named); err != nil {
				t.Fatal(err)
			}
			for _, table := range named.Tables {
				if !slices.ContainsFunc(book.Sheets, func(s xlsxtest.Sheet) bool { return s.Name == table.Name }) {
					t.Errorf("%s: %s: no sheet is named %q", name, lang, table.Name)
				}
			}
			for i, s := range book.Sheets {
				if len(utf16.Encode([]rune(s.Name))) > 31 || strings.ContainsAny(s.Name, `[]:*?/\`) || strings.Trim(s.Name, "' ") != s.Name || s.Name == "" {
					t.Errorf("%s: %s: no sheet may be named %q", name, lang, s.Name)
				}
				if !writtenIn(lang, s.Name) && name != "working-copy" { // which is read again by the names of its sheets
					t.Errorf("%s: %s: a sheet is named %q", name, lang, s.Name)
				}
				if rtl := strings.Contains(s.XML, `rightToLeft="true"`); rtl != (lang == "ar") {
					t.Errorf("%s: %s: sheet %s goes from right to left: %v", name, lang, s.Name, rtl)
				}
				if diff := cmp.Diff(figuresOf(t, english.Sheets[i]), figuresOf(t, s)); diff != "" {
					t.Errorf("%s: %s: figures of %s (-en +%s):\n%s", name, lang, s.Name, lang, diff)
				}
			}
			if diff := cmp.Diff(inJSON, scalars(t, asJSON)); diff != "" {
				t.Errorf("%s: %s: JSON (-en +%s):\n%s", name, lang, lang, diff)
			}
			if diff := cmp.Diff(inCSV, cellsOfCSV(t, get(lang, "csv"))); diff != "" {
				t.Errorf("%s: %s: CSV (-en +%s):\n%s", name, lang, lang, diff)
			}
		}
		inArabic = append(inArabic, []byte(get("ar", "xlsx")))
	}
	t.Run("LibreOffice reads them", func(t *testing.T) {
		for i, d := range xlsxtest.DifferencesOf(t, inArabic...) {
			if len(d.Differences) > 0 || d.Cells < 10 {
				t.Errorf("%s: of %d cells: %v", statements.Names[i], d.Cells, d.Differences)
			}
		}
	})
}

// figuresOf are the rows of a sheet, sorted, each with the columns and values
// of its figures; a formula's value is the one kept with it.
func figuresOf(t *testing.T, s xlsxtest.Sheet) (rows []string) {
	t.Helper()
	for _, r := range s.Rows {
		var row strings.Builder
		for _, cell := range r.Cells {
			if cell.Type == "inlineStr" || cell.Value == "" {
				continue
			}
			d, err := decimal.NewFromString(cell.Value)
			if err != nil {
				t.Fatalf("%s!%s holds %q", s.Name, cell.Ref, cell.Value)
			}
			fmt.Fprintf(&row, "%s=%s ", strings.TrimRight(cell.Ref, "0123456789"), d)
		}
		if row.Len() > 0 {
			rows = append(rows, row.String())
		}
	}
	slices.Sort(rows)
	return rows
}

// scalars are the figures, days and truths of a JSON text, sorted.
func scalars(t *testing.T, text string) (all []string) {
	t.Helper()
	var v any
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatal(err)
	}
	var walk func(key string, v any)
	walk = func(key string, v any) {
		switch v := v.(type) {
		case map[string]any:
			for _, k := range slices.Sorted(maps.Keys(v)) {
				walk(k, v[k])
			}
		case []any:
			for _, item := range v {
				walk(key, item)
			}
		case string:
			if d, err := decimal.NewFromString(v); err == nil {
				all = append(all, key+"="+d.String())
			} else if _, err := date.Parse(v); err == nil {
				all = append(all, key+"="+v)
			}
		default:
			all = append(all, fmt.Sprint(key, "=", v))
		}
	}
	walk("", v)
	slices.Sort(all)
	return all
}

// cellsOfCSV are the rows of a CSV, sorted, with the figures and days of each.
func cellsOfCSV(t *testing.T, text string) (rows []string) {
	t.Helper()
	records, err := stdcsv.NewReader(strings.NewReader(strings.TrimPrefix(text, "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	for _, record := range records[1:] {
		var row strings.Builder
		for i, cell := range record {
			if d, err := decimal.NewFromString(cell); err == nil {
				fmt.Fprintf(&row, "%d=%s ", i, d)
			} else if _, err := date.Parse(cell); err == nil {
				fmt.Fprintf(&row, "%d=%s ", i, cell)
			}
		}
		rows = append(rows, row.String())
	}
	slices.Sort(rows)
	return rows
}

// writtenIn tells whether some letter of the text is of the language's script.
func writtenIn(lang, text string) bool {
	script := map[string]*unicode.RangeTable{"ar": unicode.Arabic, "zh": unicode.Han, "ru": unicode.Cyrillic}[lang]
	return script == nil || strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(script, r) })
}
