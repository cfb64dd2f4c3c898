package intake_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"article30/budget"
	"article30/budget/budgetdb"
	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	"article30/budget/intake"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/published"
	"article30/internal/sheet"
)

var update = flag.Bool("update", false, "rewrite golden files")

var officer = access.Operator("finance officer")

func service(d *db.DB) *budget.Service {
	_, s := services(d)
	return s
}

func services(d *db.DB) (*conference.Service, *budget.Service) {
	clock := date.Fixed(time.Date(2012, 7, 20, 8, 0, 0, 0, time.UTC))
	log := journal.New(d, clock)
	body := conference.New(conference.Config{Store: conferencedb.New(d), Journal: log, Clock: clock})
	return body, budget.New(budget.Config{Store: budgetdb.New(d), Journal: log, Conference: body, Clock: clock})
}

func source(t testing.TB, name string, content []byte) *sheet.Source {
	t.Helper()
	src, err := sheet.FromBytes(name, content)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

func load(t testing.TB, s *budget.Service, src *sheet.Source, opts intake.Options) *sheet.Report {
	t.Helper()
	report, err := intake.ImportBudget(context.Background(), s, officer, src, opts)
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// reasons are the refusals in one line each.
func reasons(r *sheet.Report) string {
	var b strings.Builder
	for _, f := range r.Refused {
		fmt.Fprintf(&b, "%d %s %q %s", f.Line, f.Column, f.Value, f.Code)
		for _, name := range []string{"title", "printed", "computed", "difference"} {
			if v, ok := f.Args[name]; ok {
				fmt.Fprintf(&b, " %s=%v", name, v)
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// The published trust fund budget: every printed subtotal, programme support
// cost and grand total comes out to the dollar.
func TestVienna(t *testing.T) {
	printed, err := csv.NewReader(bytes.NewReader(published.Bytes(published.Vienna))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d)
		src := source(t, published.Vienna, published.Bytes(published.Vienna))
		dry := load(t, s, src, intake.Options{DryRun: true})
		if dry.Added != 17 || !dry.DryRun || len(dry.Refused) > 0 {
			t.Errorf("dry run: %+v", dry)
		}
		if list, _ := s.Budgets(context.Background()); len(list) > 0 {
			t.Fatalf("a dry run left %d documents", len(list))
		}
		report := load(t, s, src, intake.Options{})
		if report.Read != 23 || report.Added != 17 || len(report.Refused) > 0 {
			t.Fatalf("%+v", report)
		}
		const symbol = "VIENNA_CONVENTION_TRUST_FUND_2017_2020"
		v, err := s.Version(context.Background(), symbol)
		if err != nil {
			t.Fatal(err)
		}
		totals, err := budget.TotalsOf(v.Content)
		if err != nil {
			t.Fatal(err)
		}
		if len(totals.Blocks) != 1 || totals.Blocks[0].Funding != budget.GeneralPurpose || v.PSCPercent.String() != "13" || v.Unit.String() != "1" {
			t.Fatalf("%+v", totals.Blocks)
		}
		block := totals.Blocks[0]
		computed := map[string][]money.Money{
			"Total direct costs": block.Direct, "Programme support costs (13 per cent)": block.PSC, "Grand total": block.Total,
		}
		for _, section := range totals.Sections {
			computed["Subtotal, "+strings.ToLower(section.Section[:1])+section.Section[1:]] = section.Amounts
		}
		checked := 0
		for _, row := range printed[1:] {
			amounts, ok := computed[row[1]]
			if row[0] == "" != ok {
				t.Errorf("row %q", row[1])
			}
			for i := range amounts {
				want := strings.NewReplacer(" ", "", "-", "0").Replace(row[2+i])
				if got := strings.TrimSuffix(amounts[i].Plain(), ".00"); got != want {
					t.Errorf("%s, column %d: %s, printed %s", row[1], i, got, want)
				}
				checked++
			}
		}
		if checked != 6*4 {
			t.Errorf("%d printed sums were compared", checked)
		}
		for _, l := range v.Lines {
			outside := l.Code == "1000" || l.Code == "1600"
			if outside != (l.Section == "") {
				t.Errorf("line %s stands in section %q", l.Code, l.Section)
			}
		}
		if c := v.Columns; c[0].Stage != budget.Revised || c[0].Year != 2017 || c[3].Stage != budget.Approved || c[3].Year != 2020 {
			t.Errorf("columns %+v", c)
		}
		again := load(t, s, src, intake.Options{})
		if again.Added != 0 || again.Updated != 0 || again.Unchanged != 17 {
			t.Errorf("the same file again: %+v", again)
		}
		findings, err := s.Verify(context.Background())
		if err != nil || len(findings) > 0 {
			t.Errorf("verify: %+v, %v", findings, err)
		}
	})
}

// The published table has a misprint: (175.5) for 175.5.
func TestTable136(t *testing.T) {
	asPrinted := published.Bytes(published.Table136)
	corrected := bytes.Replace(asPrinted, []byte("(22.1),(175.5)"), []byte("(22.1),175.5"), 1)
	thousands := intake.Options{Unit: "1000", Symbol: "A/80/400", Title: "Table 136"}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d)
		report := load(t, s, source(t, published.Table136, asPrinted), thousands)
		want := `10 2026 revised estimate "(175.5)" budget_table.row_does_not_add title=General operating expenses printed=-175.5 computed=175.5 difference=-351
13 2026 revised estimate "24 996.2" budget_table.total_differs title=Total printed=24996.2 computed=24645.2 difference=351
`
		if got := reasons(report); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
		if list, _ := s.Budgets(context.Background()); len(list) > 0 || report.Added != 0 {
			t.Fatal("a table that does not add up was loaded")
		}
		english, _ := locale.For("en")
		if text := english.Field(problem.Field{Code: report.Refused[1].Code, Args: report.Refused[1].Args}); !strings.Contains(text, "difference 351.0 (unit: USD 1,000)") {
			t.Errorf("the finding says %q", text)
		}

		report = load(t, s, source(t, published.Table136, corrected), thousands)
		if len(report.Refused) > 0 || report.Added != 11 {
			t.Fatalf("corrected: %s", reasons(report))
		}
		if len(report.Notices) != 2 || report.Notices[0].Code != "budget_table.variance_holds" || report.Notices[1].Code != "budget_table.variance_holds" {
			t.Errorf("the two percentages: %+v", report.Notices)
		}
		v, err := s.Version(context.Background(), "A/80/400")
		if err != nil {
			t.Fatal(err)
		}
		totals, err := budget.TotalsOf(v.Content)
		if err != nil {
			t.Fatal(err)
		}
		var sums []string
		for _, m := range totals.Block(budget.Regular).Total {
			sums = append(sums, m.Plain())
		}
		if got := strings.Join(sums, " "); got != "27765000.00 29475500.00 0.00 -4479300.00 24996200.00" {
			t.Errorf("totals %s", got)
		}
		operating := v.Lines[8]
		if operating.Title != "General operating expenses" || operating.Object != budget.GeneralOperating ||
			operating.Amounts[4].Plain() != "175500.00" || operating.Amounts[2] != (money.Money{}) || operating.Funding != budget.Regular {
			t.Errorf("%+v", operating)
		}
		var stages []string
		for _, c := range v.Columns {
			stages = append(stages, fmt.Sprint(c.Year, " ", c.Stage))
		}
		if got := strings.Join(stages, ", "); got != "2025 approved, 2026 proposed, 2026 redeployed, 2026 change, 2026 revised" {
			t.Errorf("columns %s", got)
		}
	})
}

// A correct table, as rows of cells.
func sample() [][]string {
	return [][]string{
		{"code", "title", "2013 proposed", "2014 proposed"},
		{"1", "Experts", "100", "200"},
		{"2", "Travel", "50", "-"},
		{"", "Subtotal, meetings", "150", "200"},
		{"3", "Studies", "10", "20"},
		{"", "Total direct costs", "160", "220"},
		{"", "Programme support costs (13 per cent)", "21", "29"},
		{"", "Grand total", "181", "249"},
	}
}

func asCSV(rows [][]string) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	w.WriteAll(rows)
	return b.Bytes()
}

func TestFindings(t *testing.T) {
	set := func(row, column int, value string) func([][]string) [][]string {
		return func(rows [][]string) [][]string { rows[row][column] = value; return rows }
	}
	drop := func(row int) func([][]string) [][]string {
		return func(rows [][]string) [][]string { return append(rows[:row:row], rows[row+1:]...) }
	}
	for _, c := range []struct {
		name   string
		change func([][]string) [][]string
		opts   intake.Options
		want   string
	}{
		{"as it should be", set(0, 0, "code"), intake.Options{}, ""},
		{"a line misprinted", set(2, 2, "51"), intake.Options{}, `4 2013 proposed "150" budget_table.subtotal_differs title=Subtotal, meetings printed=150 computed=151 difference=-1
6 2013 proposed "160" budget_table.total_differs title=Total direct costs printed=160 computed=161 difference=-1
8 2013 proposed "181" budget_table.total_differs title=Grand total printed=181 computed=182 difference=-1
`},
		{"a subtotal misprinted", set(3, 3, "201"), intake.Options{}, `4 2014 proposed "201" budget_table.subtotal_differs title=Subtotal, meetings printed=201 computed=200 difference=1
`},
		{"programme support cost misprinted", set(6, 2, "20"), intake.Options{}, `7 2013 proposed "20" budget_table.psc_differs title=Programme support costs (13 per cent) printed=20 computed=21 difference=-1
`},
		{"programme support cost on the regular budget", set(0, 0, "code"), intake.Options{Funding: "regular"}, `7 2013 proposed "21" budget_table.psc_differs title=Programme support costs (13 per cent) printed=21 computed=0 difference=21
7 2014 proposed "29" budget_table.psc_differs title=Programme support costs (13 per cent) printed=29 computed=0 difference=29
8 2013 proposed "181" budget_table.total_differs title=Grand total printed=181 computed=160 difference=21
8 2014 proposed "249" budget_table.total_differs title=Grand total printed=249 computed=220 difference=29
`},
		{"a line left out", drop(4), intake.Options{}, `5 2013 proposed "160" budget_table.total_differs title=Total direct costs printed=160 computed=150 difference=10
5 2014 proposed "220" budget_table.total_differs title=Total direct costs printed=220 computed=200 difference=20
6 2013 proposed "21" budget_table.psc_differs title=Programme support costs (13 per cent) printed=21 computed=20 difference=1
6 2014 proposed "29" budget_table.psc_differs title=Programme support costs (13 per cent) printed=29 computed=26 difference=3
7 2013 proposed "181" budget_table.total_differs title=Grand total printed=181 computed=170 difference=11
7 2014 proposed "249" budget_table.total_differs title=Grand total printed=249 computed=226 difference=23
`},
		{"not a figure", set(1, 2, "1,000"), intake.Options{}, "2 2013 proposed \"1,000\" budget_table.figure\n"},
		{"a column that says nothing", set(0, 3, "Remarks"), intake.Options{}, "0 Remarks \"\" budget_table.unknown_column\n"},
		{"no titles", set(0, 1, "section"), intake.Options{}, "0  \"\" budget_table.no_title\n"},
		{"two columns of titles", set(0, 0, "description"), intake.Options{}, "0 title \"\" budget_table.column_twice\n"},
		{"two columns of one year and stage", set(0, 3, "2013"), intake.Options{}, "0 columns[1] \"\" column.duplicate\n"},
		{"a symbol that is none", set(0, 0, "code"), intake.Options{Symbol: "a b"}, "0 symbol \"\" symbol.grammar\n"},
		{"a session that is none", set(0, 0, "code"), intake.Options{Session: "99"}, "0 session \"\" conference.no_session\n"},
		{"a line without a name", set(1, 1, ""), intake.Options{}, "2 title \"\" budget.text_missing\n"},
		{"a fraction of a cent where nothing else is wrong", func([][]string) [][]string {
			return [][]string{{"title", "2013"}, {"A", "100.001"}}
		}, intake.Options{}, "2 2013 \"100.001\" money.too_many_decimals\n"},
		{"a fraction of a cent", set(1, 2, "100.001"), intake.Options{}, `4 2013 proposed "150" budget_table.subtotal_differs title=Subtotal, meetings printed=150 computed=150.001 difference=-0.001
6 2013 proposed "160" budget_table.total_differs title=Total direct costs printed=160 computed=160.001 difference=-0.001
7 2013 proposed "21" budget_table.psc_differs title=Programme support costs (13 per cent) printed=21 computed=20.8 difference=0.2
7 2014 proposed "29" budget_table.psc_differs title=Programme support costs (13 per cent) printed=29 computed=28.6 difference=0.4
8 2013 proposed "181" budget_table.total_differs title=Grand total printed=181 computed=180.801 difference=0.199
8 2014 proposed "249" budget_table.total_differs title=Grand total printed=249 computed=248.6 difference=0.4
`},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := service(dbtest.Open(t, db.SQLite))
			report := load(t, s, source(t, "BUDGET.csv", asCSV(c.change(sample()))), c.opts)
			if got := reasons(report); got != c.want {
				t.Errorf("got\n%swant\n%s", got, c.want)
			}
			if list, _ := s.Budgets(context.Background()); (len(list) == 0) != (c.want != "") {
				t.Errorf("%d documents", len(list))
			}
		})
	}
}

func TestOptionsRefused(t *testing.T) {
	s := service(dbtest.Open(t, db.SQLite))
	for code, opts := range map[string]intake.Options{
		"budget_table.unknown_unit":      {Unit: "10"},
		"sheet.bad_mapping":              {Mapping: []byte(`{"column": {}}`)},
		"budget_table.unmatched_mapping": {Mapping: []byte(`{"columns": {"Plan": "2026 proposed"}}`)},
	} {
		_, err := intake.ImportBudget(context.Background(), s, officer, source(t, "BUDGET.csv", asCSV(sample())), opts)
		if !problem.Is(err, code) {
			t.Errorf("%v, want %s", err, code)
		}
	}
}

func TestMapping(t *testing.T) {
	s := service(dbtest.Open(t, db.SQLite))
	rows := [][]string{
		{"Category", "Plan", "Outturn", "Remarks", "object", "funding", "mandate", "section"},
		{"A", "1.5", "2", "late", "posts", "regular", "", "Staff"},
		{"B", "3", "–", "", "Travel of staff", "special_purpose", "migrants_14", "Staff"},
	}
	mapping := `{"name": "ours", "unit": "1000", "columns": {"Category": "title", "Plan": "2026 proposed", "Outturn": "2025 actual", "Remarks": "ignore"}}`
	report := load(t, s, source(t, "plan.csv", asCSV(rows)), intake.Options{Mapping: []byte(mapping), Symbol: "CTOC/COP/2026/3", Title: "Plan"})
	if report.Mapping != "ours" || report.Added != 2 || len(report.Refused) > 0 {
		t.Fatalf("%+v", report)
	}
	v, err := s.Version(context.Background(), "CTOC/COP/2026/3")
	if err != nil {
		t.Fatal(err)
	}
	a, b := v.Lines[0], v.Lines[1]
	if a.Amounts[0].Plain() != "1500.00" || v.Columns[1].Stage != budget.Actual || a.Object != budget.Posts || a.Section != "Staff" ||
		b.Object != budget.TravelOfStaff || b.Funding != budget.SpecialPurpose || b.Instrument != conference.Migrants {
		t.Errorf("%+v", v)
	}
}

// A draft takes the changed file; a version that has gone out does not.
func TestChangedFile(t *testing.T) {
	s := service(dbtest.Open(t, db.SQLite))
	load(t, s, source(t, "BUDGET.csv", asCSV(sample())), intake.Options{})
	rows := sample()
	rows[1][1] = "Consultants"
	report := load(t, s, source(t, "BUDGET.csv", asCSV(rows)), intake.Options{})
	if report.Updated != 3 || report.Added != 0 {
		t.Errorf("%+v", report)
	}
	report = load(t, s, source(t, "revised.csv", asCSV(sample())), intake.Options{Symbol: "BUDGET/Rev.1"})
	if report.Added != 3 {
		t.Errorf("a revision: %+v", report)
	}
	b, err := s.Budget(context.Background(), "BUDGET")
	if err != nil || len(b.Versions) != 2 || b.Versions[0].Lines[0].Title != "Consultants" || b.Versions[1].Kind != budget.Revision {
		t.Errorf("%+v, %v", b, err)
	}
}

// The same table as a workbook with numbers in its cells.
func TestWorkbook(t *testing.T) {
	f := excelize.NewFile()
	for i, row := range sample() {
		for j, text := range row {
			cell, _ := excelize.CoordinatesToCellName(j+1, i+1)
			var value any = text
			var n float64
			if _, err := fmt.Sscanf(text, "%g", &n); err == nil && i > 0 && j > 1 {
				value = n
			}
			if err := f.SetCellValue("Sheet1", cell, value); err != nil {
				t.Fatal(err)
			}
		}
	}
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	s := service(dbtest.Open(t, db.SQLite))
	report := load(t, s, source(t, "BUDGET.xlsx", b.Bytes()), intake.Options{})
	if report.Added != 3 || len(report.Refused) > 0 {
		t.Errorf("%+v", report)
	}
}

// The sections of tables whose subtotals do not say which lines they are of.
func TestSections(t *testing.T) {
	for _, c := range []struct {
		name string
		rows []string
		want string
	}{
		{"all lines since the last subtotal", []string{"A|1", "B|2", "Subtotal, x|3"}, "A:X B:X"},
		{"a line stands outside", []string{"A|1", "B|2", "Subtotal, x|2"}, "A: B:X"},
		{"and after it", []string{"A|1", "Subtotal, x|1", "B|2", "C|3", "Subtotal: y|3", "D|4"}, "A:X B: C:Y D:"},
		{"a line without figures belongs to what follows", []string{"A|1", "B|-", "C|2", "Sub-total, x|2"}, "A: B:X C:X"},
		{"under a heading", []string{"Staff|", "A|1", "B|2", "Subtotal|3", "C|4"}, "A:Staff B:Staff C:"},
		{"a total with a name is a subtotal", []string{"A|1", "Total staff costs|1", "B|2", "Total|3"}, "A:Staff costs B:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows := [][]string{{"title", "2013"}}
			for _, r := range c.rows {
				rows = append(rows, strings.Split(r, "|"))
			}
			s := service(dbtest.Open(t, db.SQLite))
			report := load(t, s, source(t, "X.csv", asCSV(rows)), intake.Options{})
			if len(report.Refused) > 0 {
				t.Fatal(reasons(report))
			}
			v, err := s.Version(context.Background(), "X")
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, l := range v.Lines {
				got = append(got, l.Title+":"+l.Section)
			}
			if g := strings.Join(got, " "); g != c.want {
				t.Errorf("%s, want %s", g, c.want)
			}
		})
	}
}

// What the report of the misprinted table says to a reader, in every language.
func TestFindingsAreTold(t *testing.T) {
	s := service(dbtest.Open(t, db.SQLite))
	report := load(t, s, source(t, published.Table136, published.Bytes(published.Table136)), intake.Options{Unit: "1000"})
	var b strings.Builder
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range report.Refused {
			fmt.Fprintf(&b, "%s %d %s: %s\n", lang, f.Line, f.Column, p.Field(problem.Field{Code: f.Code, Args: f.Args}))
		}
		for _, n := range report.Notices {
			fmt.Fprintf(&b, "%s %d %s: %s\n", lang, n.Line, n.Column, p.Field(problem.Field{Code: n.Code, Args: n.Args}))
		}
	}
	path := filepath.Join("testdata", "misprint.txt")
	if *update {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s differs:\n%s", path, b.String())
	}
}

// Hostile or not, a table is read or refused; nothing panics, and what is
// loaded adds up.
func FuzzTable(f *testing.F) {
	f.Add(asCSV(sample()))
	f.Add(published.Bytes(published.Vienna))
	f.Add(published.Bytes(published.Table136))
	f.Add([]byte("title,2013\nSubtotal,1\nTotal,\nVariance (x),5\nProgramme support cost,1\n"))
	f.Add([]byte("object,2013 change\nGrand total,-\n"))
	s := service(dbtest.Open(f, db.SQLite))
	f.Fuzz(func(t *testing.T, content []byte) {
		src, err := sheet.FromBytes("FUZZ.csv", content)
		if err != nil {
			return
		}
		report, err := intake.ImportBudget(context.Background(), s, officer, src, intake.Options{DryRun: true})
		if err != nil {
			if problem.KindOf(err) == problem.Internal {
				t.Fatal(err)
			}
			return
		}
		for _, r := range report.Refused {
			if r.Code == "sheet.failed" {
				t.Fatalf("%+v", r)
			}
		}
	})
}
