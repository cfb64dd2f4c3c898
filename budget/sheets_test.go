package budget_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/locale"
	"article30/internal/problem"
)

// formula is a cell that computes, with the value that it was saved with.
type formula struct {
	text  string
	value any
}

// workbook is a sheet in that language with the cells from C5 downwards.
func workbook(t testing.TB, l conference.Language, cells ...any) budget.Sheet {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	day, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for i, v := range cells {
		place, err := excelize.CoordinatesToCellName(3, 5+i)
		if err != nil {
			t.Fatal(err)
		}
		switch v := v.(type) {
		case nil:
		case formula:
			err = f.SetCellValue("Sheet1", place, v.value)
			if err == nil {
				err = f.SetCellFormula("Sheet1", place, v.text)
			}
		case time.Time:
			err = f.SetCellValue("Sheet1", place, v)
			if err == nil {
				err = f.SetCellStyle("Sheet1", place, place, day)
			}
		default:
			err = f.SetCellValue("Sheet1", place, v)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return budget.NewSheet(l, b.Bytes())
}

// What two languages may write differently, and what they may not.
func TestSameCell(t *testing.T) {
	october := time.Date(2012, 10, 15, 0, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		what       string
		one, other any
		same       bool
	}{
		{"a dash and nought", "–", 0, false},
		{"a dash and an empty cell", "–", nil, false},
		{"nought and an empty cell", 0, nil, false},
		{"a dash and a dash written otherwise", "–", " - ", true},
		{"a dash and the dash of Chinese", "–", "——", true},
		{"a dash and a word", "–", "néant", false},
		{"a dash and a figure written as text", "–", "1 000", false},
		{"one figure written in two ways", 1000, 1000.00, true},
		{"two figures", 1000, 1000.01, false},
		{"a figure and the same as text", 1000, "1000", false},
		{"a figure and its formula", 1000, formula{"500+500", 1000}, false},
		{"one formula", formula{"500+500", 1000}, formula{"500+500", 1000}, true},
		{"two formulas of one value", formula{"500+500", 1000}, formula{"250*4", 1000}, false},
		{"two formulas that were saved with other values", formula{"500+500", 1000}, formula{"500+501", 1001}, false},
		{"two words", "Experts", "Эксперты", true},
		{"a word and an empty cell", "Experts", nil, false},
		{"a code", "1100", "1100", true},
		{"another code", "1100", "1101", false},
		{"a code in the digits of Arabic", "1100", "١١٠٠", true},
		{"another code in the digits of Arabic", "1100", "١١٠١", false},
		{"a code in the digits of Persian", "1290", "۱۲۹۰", true},
		{"a year and the same with its word", "2013", "2013年", true},
		{"a year and another with its word", "2013", "2014年", false},
		{"figures as text with other marks", "1,000.50", "1.000,50", true},
		{"figures as text", "1,000.50", "1,000.05", false},
		{"a sentence with figures in it", "13 per cent of 1,000", "тринадцать процентов", true},
		{"a day", october, october, true},
		{"two days", october, october.AddDate(0, 0, 1), false},
		{"a day and a word", october, "15 octobre 2012", false},
		{"true and a word", true, "vrai", false},
	} {
		err := budget.SameFigures(t.Context(), "CTOC/1", []budget.Sheet{
			workbook(t, "en", "Title", test.one, "last"), workbook(t, "fr", "Titre", test.other, "fin"),
		})
		if test.same {
			if err != nil {
				t.Errorf("%s: %v", test.what, err)
			}
			continue
		}
		e, ok := problem.As(err)
		if !ok || !strings.HasPrefix(e.Code, "version.sheets_differ") || e.Args["cell"] != "C6" || e.Args["language"] != "en" || e.Args["other"] != "fr" {
			t.Errorf("%s: got %v", test.what, err)
		}
	}
}

// The refusal names what stands in both cells, or how they differ where that
// looks the same.
func TestDifferenceIsShown(t *testing.T) {
	long := strings.Repeat("x", 100)
	for _, test := range []struct {
		one, other   any
		value, found string
	}{
		{"–", nil, "–", ""}, {0, "–", "0", "–"}, {long, 1000.5, long[:60] + "…", "1000.5"},
	} {
		err := budget.SameFigures(t.Context(), "CTOC/1", []budget.Sheet{workbook(t, "en", test.one, 1), workbook(t, "ar", test.other, 1)})
		e, ok := problem.As(err)
		if !ok || e.Args["value"] != test.value || e.Args["found"] != test.found {
			t.Errorf("got %v, want %q and %q", err, test.value, test.found)
		}
	}
}

func TestDifferenceInKind(t *testing.T) {
	for _, test := range []struct {
		one, other  any
		kind, found string
	}{
		{1000, "1000", "figure", "words"}, {1000, formula{"500+500", 1000}, "figure", "formula"}, {true, "TRUE", "truth", "words"},
		{time.Date(2012, 10, 15, 0, 0, 0, 0, time.UTC), "2012-10-15", "day", "words"},
	} {
		err := budget.SameFigures(t.Context(), "CTOC/1", []budget.Sheet{workbook(t, "en", test.one, 1), workbook(t, "ar", test.other, 1)})
		e, ok := problem.As(err)
		if !ok || e.Code != "version.sheets_differ_in_kind" || e.Args["kind"] != test.kind || e.Args["found"] != test.found {
			t.Errorf("got %v, want %s and %s", err, test.kind, test.found)
			continue
		}
		for _, lang := range locale.Languages() {
			p, err2 := locale.For(lang)
			if err2 != nil {
				t.Fatal(err2)
			}
			if _, detail := p.Problem(err); strings.Contains(detail, test.found+" ") && lang != "en" {
				t.Errorf("%s: %s", lang, detail)
			}
		}
	}
}

func TestSheetsOfOtherShape(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	if _, err := f.NewSheet("Narrative"); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	err := budget.SameFigures(t.Context(), "CTOC/1", []budget.Sheet{workbook(t, "en", 1), budget.NewSheet("ru", b.Bytes())})
	if e, ok := problem.As(err); !ok || e.Code != "version.sheets_of_other_shape" || e.Args["worksheets"] != 1 || e.Args["found"] != 2 {
		t.Errorf("got %v", err)
	}
	longer := budget.SameFigures(t.Context(), "CTOC/1", []budget.Sheet{workbook(t, "en", 1), workbook(t, "ru", 1, nil, 2)})
	if e, ok := problem.As(longer); !ok || e.Args["cell"] != "C7" {
		t.Errorf("got %v", longer)
	}
}
