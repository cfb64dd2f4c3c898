package xlsx_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/xlsx"
	"article30/reports/xlsx/xlsxtest"
)

func TestWorkbookIsWhatItWas(t *testing.T) { xlsxtest.Golden(t, "sample", render(t, sample(t))) }

func TestLibreOfficeFindsTheCachedValues(t *testing.T) { xlsxtest.Judge(t, render(t, sample(t))) }

func TestTheJudgeSeesAWrongCachedValue(t *testing.T) {
	b := altered(t, render(t, sample(t)), "xl/worksheets/sheet1.xml",
		"<f>ROUND(SUM(C8:C14),2)</f><v>272002.80</v>", "<f>ROUND(SUM(C8:C14),2)</f><v>272002.81</v>")
	differences, _, _ := xlsxtest.Differences(t, b)
	if want := []string{"Sample!C15: cached 272002.81, calculated 272002.8"}; !slices.Equal(differences, want) {
		t.Errorf("%q, want %q", differences, want)
	}
}

// altered is the workbook with one text of a part replaced.
func altered(t testing.TB, workbook []byte, part, old, new string) []byte {
	t.Helper()
	w := xlsxtest.Read(t, workbook)
	if strings.Count(w.Parts[part], old) != 1 {
		t.Fatalf("%s has %q %d times", part, old, strings.Count(w.Parts[part], old))
	}
	w.Parts[part] = strings.Replace(w.Parts[part], old, new, 1)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range w.Order {
		f, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(w.Parts[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestSpreadsheetRoundsAsWeDo(t *testing.T) {
	// Programme support costs of amounts whose share ends in half a cent, and
	// sums of cents, at every magnitude that the fund could reach.
	random := rand.New(rand.NewPCG(30, 2012))
	var rows []reports.Row
	for i := range 600 {
		magnitude := int64(1)
		for range random.IntN(11) {
			magnitude *= 10
		}
		cents := random.Int64N(magnitude)*100 + 50
		if i%3 == 0 {
			cents = -cents
		}
		if i%5 == 0 {
			cents += random.Int64N(100)
		}
		name := fmt.Sprint("row ", i)
		whole := money.FromUnits(cents/100*10_000, "USD")
		rows = append(rows,
			reports.Row{Kind: reports.Line, Name: name, Cells: []reports.Cell{reports.Money(money.FromUnits(cents*100, "USD")), reports.Money(whole)}},
			reports.Row{Kind: reports.Line, Cells: []reports.Cell{
				reports.Calc(reports.Percent(decimal.NewFromInt(13), name)), reports.Calc(reports.Percent(decimal.RequireFromString("12.5"), name))}},
		)
	}
	rows = append(rows, reports.Row{Kind: reports.Total, Cells: []reports.Cell{reports.Calc(reports.Sum()), reports.Calc(reports.Sum())}})
	s := sample(t)
	s.Tables = []reports.Table{{Key: "r", Name: "R", Columns: []reports.Column{
		reports.MoneyOf("cents", "Cents", "USD"),
		{Key: "dollars", Label: "Dollars", Kind: reports.MoneyColumn, Currency: "USD"},
	}, Rows: rows}}
	xlsxtest.Judge(t, render(t, s))
}

// Attack 19: text that looks like a formula.
func TestWordsStayWordsWhenTheyAreEnteredAgain(t *testing.T) {
	b := render(t, sample(t))
	hostile := []string{"A9", "A10", "A11", "A12", "A13", "A14"}
	for what, workbook := range map[string][]byte{"ours": b, "LibreOffice's": xlsxtest.Recalculated(t, b)} {
		sheet := xlsxtest.Read(t, workbook).Sheet(t, "Sample")
		for _, ref := range hostile {
			c, ok := sheet.Cell(ref)
			if !ok || c.Formula != "" || c.Type != "inlineStr" && c.Type != "s" {
				t.Errorf("%s copy, %s: %+v", what, ref, c)
			}
		}
	}
	sheet := xlsxtest.Read(t, b).Sheet(t, "Sample")
	for _, ref := range append(hostile, "A8") {
		if c, _ := sheet.Cell(ref); c.Quoted == (ref == "A8") {
			t.Errorf("%s: %q has quotePrefix %v", ref, c.Text(), c.Quoted)
		}
	}
}

// A table of one short column is wide enough for the title above it, and the
// footer's words on the left stop before those in the middle.
func TestTitlesAndFootersHaveRoom(t *testing.T) {
	title := "Note on financial and budgetary matters"
	long := strings.Repeat("trust fund of the Convention, ", 5)
	for _, c := range []struct{ title, footer string }{
		{title, title + "&amp;C"},
		{long, "trust fund of the Convention, trust fund of the Conve…&amp;C"},
	} {
		w := xlsxtest.Read(t, render(t, reports.Statement{
			Name: "x", Title: c.title, AsOf: date.MustParse("2012-07-20"), Lang: "en", Dir: "ltr",
			Tables: []reports.Table{{Key: "a", Name: "A", Title: []string{c.title}, Columns: []reports.Column{reports.TextOf("line", "Line")}}},
			Basis:  reports.Basis{Name: "Basis"},
		}))
		sheet := w.Parts["xl/worksheets/sheet1.xml"]
		if !strings.Contains(sheet, c.footer) {
			t.Errorf("footer of %q: %s", c.title, sheet)
		}
		if !strings.Contains(sheet, `width="56.7`) {
			t.Errorf("columns of %q: %s", c.title, sheet)
		}
	}
}

func TestTheSameContentGivesTheSameBytes(t *testing.T) {
	want := render(t, sample(t))
	var wait sync.WaitGroup
	for range 20 {
		wait.Go(func() {
			if !bytes.Equal(render(t, sample(t)), want) {
				t.Error("a rendering differs")
			}
		})
	}
	wait.Wait()
	other := sample(t)
	other.Tables[0].Rows[0].Cells[0] = reports.Text("Salary")
	if bytes.Equal(render(t, other), want) {
		t.Error("another content has the same bytes")
	}
}

func TestTheFileSaysNothingOfTheMachine(t *testing.T) {
	b := render(t, sample(t))
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	for _, f := range z.File {
		order = append(order, f.Name)
		if got := f.Modified.UTC().Format("2006-01-02T15:04:05"); got != "1980-01-01T00:00:00" {
			t.Errorf("%s has the time %s", f.Name, got)
		}
	}
	want := []string{"[Content_Types].xml", "_rels/.rels", "docProps/app.xml", "docProps/core.xml", "xl/workbook.xml",
		"xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/theme/theme1.xml",
		"xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/worksheets/sheet3.xml"}
	if !slices.Equal(order, want) {
		t.Errorf("parts %q", order)
	}
	core := xlsxtest.Read(t, b).Parts["docProps/core.xml"]
	for _, s := range []string{"<dc:creator>Article 30</dc:creator>", "<dc:title>Sample &amp; proof</dc:title>",
		">2012-07-20T00:00:00Z</dcterms:created>", ">2012-07-20T00:00:00Z</dcterms:modified>", "<lastModifiedBy></lastModifiedBy>"} {
		if !strings.Contains(core, s) {
			t.Errorf("core.xml has no %s:\n%s", s, core)
		}
	}
}

func TestRightToLeft(t *testing.T) {
	s := sample(t)
	s.Lang, s.Dir = "ar", "rtl"
	w := xlsxtest.Read(t, render(t, s))
	for _, sheet := range w.Sheets {
		if !strings.Contains(sheet.XML, `rightToLeft="true"`) {
			t.Errorf("%s is written from left to right", sheet.Name)
		}
	}
	if !strings.Contains(w.Parts["xl/styles.xml"], `readingOrder="2"`) || strings.Contains(w.Parts["xl/styles.xml"], `horizontal="left"`) {
		t.Error("words are aligned as in a language from left to right")
	}
	if !strings.Contains(w.Parts["xl/styles.xml"], "[$-401]") {
		t.Error("months are not named in Arabic")
	}
}

func TestWhereASpreadsheetEnds(t *testing.T) {
	line := func(cells ...reports.Cell) reports.Row { return reports.Row{Kind: reports.Line, Cells: cells} }
	var groups []reports.Row
	for range 2000 {
		groups = append(groups, line(), reports.Row{Kind: reports.Note})
	}
	groups = append(groups, reports.Row{Kind: reports.Total, Cells: []reports.Cell{{}, reports.Calc(reports.Sum())}})
	for _, c := range []struct {
		code string
		rows []reports.Row
	}{
		{"reports.too_many_digits", []reports.Row{line(reports.Cell{}, reports.Money(money.FromUnits(1234567890123_4560, "KWD")))}},
		{"reports.text_too_long", []reports.Row{line(reports.Text(strings.Repeat("x", 32_768)))}},
		{"reports.text_too_long", []reports.Row{line(reports.Text(strings.Repeat("𝄞", 16_384)))}},
		{"reports.formula_too_long", groups},
	} {
		s := sample(t)
		s.Tables = []reports.Table{{Key: "t", Name: "T", Rows: c.rows, Columns: []reports.Column{
			reports.TextOf("words", "Words"), reports.MoneyOf("dinars", "Dinars", "KWD")}}}
		checked, err := s.Check()
		if err != nil {
			t.Fatal(err)
		}
		if err := xlsx.Render(&bytes.Buffer{}, checked); !problem.Is(err, c.code) {
			t.Errorf("%v, want %s", err, c.code)
		}
		s.Tables[0].Rows = []reports.Row{line(reports.Text(strings.Repeat("é", 32_767)), reports.Money(money.FromUnits(123456789012_3450, "KWD")))}
		render(t, s)
	}
	s := sample(t)
	s.Tables = []reports.Table{{Key: "t", Name: "T", Columns: []reports.Column{reports.TextOf("w", "W")},
		Stream: func(yield func(reports.Row, error) bool) {
			for range 1 << 20 {
				if !yield(line(reports.Text("x")), nil) {
					return
				}
			}
		}}}
	checked, err := s.Check()
	if err != nil {
		t.Fatal(err)
	}
	if err := xlsx.Render(&bytes.Buffer{}, checked); !problem.Is(err, "reports.too_many_rows") {
		t.Errorf("a million rows and a header: %v", err)
	}
}

func TestDatesOfTheSpreadsheetsCalendar(t *testing.T) {
	for _, c := range []struct{ day, want string }{
		{"1900-01-01", "1900-01-01"}, // its calendar has a 29 February 1900: before March, words
		{"1900-02-28", "1900-02-28"},
		{"1900-03-01", "61"},
		{"2012-02-29", "40968"},
		{"2012-10-15", "41197"},
		{"2199-12-31", "109574"},
	} {
		s := sample(t)
		s.Tables = []reports.Table{{Key: "t", Name: "T", Columns: []reports.Column{reports.DateOf("on", "On")},
			Rows: []reports.Row{{Kind: reports.Line, Cells: []reports.Cell{reports.On(date.MustParse(c.day))}}}}}
		cell, _ := xlsxtest.Read(t, render(t, s)).Sheet(t, "T").Cell("A3")
		if cell.Text() != c.want {
			t.Errorf("%s is %s, want %s", c.day, cell.Text(), c.want)
		}
	}
}

// full is a disk that takes so many bytes.
type full int

var errFull = errors.New("no space left")

func (f *full) Write(b []byte) (int, error) {
	if *f -= full(len(b)); *f < 0 {
		return 0, errFull
	}
	return len(b), nil
}

func TestAFullDiskIsAnError(t *testing.T) {
	c, err := sample(t).Check()
	if err != nil {
		t.Fatal(err)
	}
	size := len(render(t, sample(t)))
	for left := 0; left < size; left += 997 {
		disk := full(left)
		if err := xlsx.Render(&disk, c); !errors.Is(err, errFull) {
			t.Errorf("with room for %d of %d bytes: %v", left, size, err)
		}
	}
}

func TestNothingUncheckedIsRendered(t *testing.T) {
	for _, c := range []*reports.Checked{nil, {}} {
		var b bytes.Buffer
		if err := xlsx.Render(&b, c); !problem.Is(err, "reports.unchecked") || b.Len() > 0 {
			t.Errorf("%v, %d bytes", err, b.Len())
		}
	}
}

func TestAStreamThatFailsLeavesNoWorkbook(t *testing.T) {
	broken, runs := errors.New("the cursor broke"), 0
	s := sample(t)
	s.Tables = []reports.Table{{Key: "t", Name: "T", Columns: []reports.Column{reports.TextOf("w", "W")},
		Stream: func(yield func(reports.Row, error) bool) {
			if runs++; runs > 1 {
				yield(reports.Row{}, broken)
				return
			}
			yield(reports.Row{Kind: reports.Line}, nil)
		}}}
	c, err := s.Check()
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := xlsx.Render(&b, c); !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	if _, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len())); err == nil {
		t.Error("what was written opens as a workbook")
	}
}
