package reports_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/published"
	"article30/reports"
	"article30/reports/xlsx"
	"article30/reports/xlsx/xlsxtest"
)

// desk answers as the services do, with what a test put on it.
type desk struct {
	reports.Store
	budget      budget.Budget
	circulation budget.Circulation
	copies      []budget.Copy
	decisions   []budget.Decision
	approved    *budget.Version
	revised     *budget.Version

	participants []conference.Participant
}

func (d desk) View(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }

func (d desk) Budget(context.Context, string) (budget.Budget, error) { return d.budget, nil }

func (d desk) Circulation(context.Context, string) (budget.Circulation, error) {
	return d.circulation, nil
}

func (d desk) Copies(context.Context, string) ([]budget.Copy, error) { return d.copies, nil }

func (d desk) Decisions(context.Context, string) ([]budget.Decision, error) { return d.decisions, nil }

func (d desk) Earlier(context.Context, string, string) (budget.Comparison, error) {
	return budget.ComparisonOf(d.budget.Versions[0], d.approved, d.revised)
}

func (d desk) Settings() budget.Settings { return budget.DefaultSettings() }

func (d desk) Today() date.Date { return date.MustParse("2012-07-20") }

func (desk) Rule() conference.Rule { return conference.Rule72() }

func (d desk) Session(_ context.Context, id string) (conference.Session, error) {
	return conference.Session{ID: id, Number: 6, Kind: conference.Regular, Opening: date.MustParse("2012-10-15")}, nil
}

func (d desk) Participants(context.Context) ([]conference.Participant, error) {
	return d.participants, nil
}

func (d desk) sheet(t testing.TB, lang string) *reports.Checked {
	t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		t.Fatal(err)
	}
	c, err := reports.New(reports.Config{Store: d, Budgets: d, Conference: d}).
		BudgetSheet(t.Context(), p, reports.BudgetSheetIn{Symbol: d.budget.Versions[0].Symbol})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// vienna is the published budget of the Vienna Convention's trust fund, with
// its lines in the sections that the table prints subtotals for, as if it were
// the budget of the sixth session.
func vienna(t testing.TB) (desk, [][]string) {
	t.Helper()
	printed, err := csv.NewReader(bytes.NewReader(published.Bytes(published.Vienna))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	content := budget.Content{PSCPercent: decimal.NewFromInt(13), Unit: decimal.NewFromInt(1)}
	for _, c := range []struct {
		year  int
		stage budget.Stage
	}{{2017, budget.Revised}, {2018, budget.Approved}, {2019, budget.Approved}, {2020, budget.Approved}} {
		content.Columns = append(content.Columns, budget.Column{Year: c.year, Stage: c.stage})
	}
	sections := map[string]string{"1322": "meeting costs", "3304": "travel of Article 5 parties", "4100": "other operating costs"}
	section := ""
	for _, row := range printed[1:] {
		if name, ok := sections[row[0]]; ok {
			section = name
		}
		if row[0] == "" {
			section = ""
			continue
		}
		line := budget.Line{Code: row[0], Title: row[1], Section: section, Funding: budget.SpecialPurpose}
		for _, figure := range row[2:] {
			line.Amounts = append(line.Amounts, dollars(t, figure))
		}
		content.Lines = append(content.Lines, line)
	}
	opening, margin := date.MustParse("2012-10-15"), 105
	return desk{
		budget: budget.Budget{
			Session: "6", Kind: budget.KindBudget, Symbol: "CTOC/COP/2012/30", Title: "Budget of the trust fund",
			Versions: []budget.Version{{Symbol: "CTOC/COP/2012/30", Kind: budget.Original, Content: content}},
		},
		circulation: budget.Circulation{
			Symbol: "CTOC/COP/2012/30", Kind: budget.KindBudget, Opening: opening, Deadline: opening.AddDays(-60),
			LastWorkingDay: opening.AddDays(-60), Rule: conference.Rule72(), Status: budget.Timely,
			SentOn: opening.AddDays(-105), Margin: &margin,
		},
	}, printed[1:]
}

// dollars reads a printed figure: blanks between thousands, a dash for nil.
func dollars(t testing.TB, s string) money.Money {
	t.Helper()
	if s == "-" {
		return money.Money{}
	}
	m, err := money.Parse(strings.ReplaceAll(s, " ", ""), money.USD)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Every subtotal, the programme support costs and the grand total are the
// printed ones to the dollar.
func TestBudgetSheetGivesThePrintedFigures(t *testing.T) {
	d, printed := vienna(t)
	var got [][]string
	for row, err := range d.sheet(t, "en").Tables()[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		if row.Kind == reports.Heading {
			continue
		}
		var figures []string
		for _, c := range row.Cells[2:] {
			figures = append(figures, c.Plain())
		}
		got = append(got, figures)
	}
	var want [][]string
	for _, row := range printed {
		var figures []string
		for i, figure := range row[2:] {
			switch {
			case figure == "-" && row[0] == "":
				figures = append(figures, "0") // a subtotal of dashes
			case figure == "-":
				figures = append(figures, "")
			default:
				figures = append(figures, strings.ReplaceAll(row[2+i], " ", ""))
			}
		}
		want = append(want, figures)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-printed +sheet):\n%s", d)
	}
}

func TestBudgetSheetIsWhatItWas(t *testing.T) {
	d, _ := vienna(t)
	for _, lang := range []string{"en", "fr"} {
		xlsxtest.Golden(t, "budget_"+lang, workbook(t, d.sheet(t, lang)))
	}
}

func workbook(t testing.TB, c *reports.Checked) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := xlsx.Render(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestLibreOfficeAgreesWithTheBudgetSheet(t *testing.T) {
	d, _ := vienna(t)
	xlsxtest.Judge(t, workbook(t, d.sheet(t, "fr")))
}

// The regular budget bears no programme support costs and is added to nothing;
// both purposes of extrabudgetary money have their own costs and a sum.
func TestRegularBudgetAndExtrabudgetaryMoneyAreNeverNetted(t *testing.T) {
	amounts := func(s string) []money.Money { return []money.Money{dollars(t, s)} }
	d, _ := vienna(t)
	d.budget.Versions[0].Content = budget.Content{
		PSCPercent: decimal.RequireFromString("7.5"), Unit: decimal.RequireFromString("0.01"),
		Columns: []budget.Column{{Year: 2013, Stage: budget.Proposed, Label: "2013"}},
		Lines: []budget.Line{
			{Title: "Documentation", Funding: budget.Regular, Object: budget.ContractualServices, Amounts: amounts("1000.00")},
			{Title: "Training", Funding: budget.SpecialPurpose, Mandate: budget.Convention29, Section: "Training", Amounts: amounts("333.33")},
			{Title: "Experts", Funding: budget.GeneralPurpose, Mandate: budget.Firearms14, Amounts: amounts("0.10")},
			{Title: "Interpretation", Funding: budget.Regular, Amounts: amounts("500.00")},
			{Title: "Nothing", Funding: budget.SpecialPurpose, Section: "Training", Amounts: []money.Money{{}}},
		},
	}
	want := []string{
		"heading Regular budget", "line Documentation 1000.00", "line Interpretation 500.00",
		"subtotal Total, regular budget 1500.00",
		"heading Extrabudgetary resources: general-purpose funds", "line Experts 0.10",
		"subtotal Total direct costs 0.10", "line Programme support costs (7.5 per cent) 0.01",
		"total Grand total, general-purpose funds 0.11",
		"heading Extrabudgetary resources: special-purpose funds", "heading Training", "line Training 333.33", "line Nothing ",
		"subtotal Subtotal, Training 333.33",
		"subtotal Total direct costs 333.33", "line Programme support costs (7.5 per cent) 25.00",
		"total Grand total, special-purpose funds 358.33",
		"total Grand total, extrabudgetary resources 358.44",
	}
	var got []string
	for row, err := range d.sheet(t, "en").Tables()[0].Rows() {
		if err != nil {
			t.Fatal(err)
		}
		line := string(row.Kind) + " " + row.Cells[0].Text()
		if row.Kind != reports.Heading {
			line += " " + row.Cells[len(row.Cells)-1].Plain()
		}
		got = append(got, line)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
}

// A column is named in the reader's language, and by what the source prints
// only where year and stage do not tell two apart.
func TestColumnsOfABudgetSheet(t *testing.T) {
	d, _ := vienna(t)
	content := &d.budget.Versions[0].Content
	content.Columns = []budget.Column{
		{Year: 2017, Stage: budget.Revised, Label: "approved_revised_2017"},
		{Year: 2018, Stage: budget.Change, Label: "new and expanded mandates"},
		{Year: 2018, Stage: budget.Change, Label: "other changes"},
		{Year: 2018, Stage: budget.Proposed},
	}
	var keys, labels []string
	for _, c := range d.sheet(t, "fr").Tables()[0].Columns()[2:] {
		keys, labels = append(keys, c.Key), append(labels, c.Label)
	}
	if d := cmp.Diff([]string{"revised_2017", "change_2018_2", "change_2018_3", "proposed_2018"}, keys); d != "" {
		t.Error(d)
	}
	want := []string{"2017, révisé", "2018, variation\u00a0: new and expanded mandates", "2018, variation\u00a0: other changes", "2018, proposé"}
	if d := cmp.Diff(want, labels); d != "" {
		t.Error(d)
	}
}

func TestProgrammeSupportCostsInThousands(t *testing.T) {
	d, _ := vienna(t)
	d.budget.Versions[0].Content = budget.Content{
		PSCPercent: decimal.NewFromInt(13), Unit: decimal.NewFromInt(1000),
		Columns: []budget.Column{{Year: 2013, Stage: budget.Proposed}},
		Lines:   []budget.Line{{Title: "Training", Funding: budget.SpecialPurpose, Amounts: []money.Money{dollars(t, "50000")}}},
	}
	c := d.sheet(t, "en")
	if got := figures(t, c, 1); got[3] != "7000" { // 6,500
		t.Errorf("%q", got)
	}
	if got := formulas(t, c, 1)[3]; got != "ROUND(B3*13%,-3)" {
		t.Error(got)
	}
	xlsxtest.Judge(t, workbook(t, c))
}

// What stands above the figures: how the circulation stands under rule 72, and
// the decision under rule 73 with its basis.
func TestBudgetSheetSaysHowItStands(t *testing.T) {
	day := func(s string) date.Date { return date.MustParse(s) }
	n := func(i int) *int { return &i }
	for _, c := range []struct {
		name        string
		circulation budget.Circulation
		decisions   []budget.Decision
		want        []string
	}{
		{"in time", budget.Circulation{Status: budget.Timely, Deadline: day("2012-08-16"), SentOn: day("2012-07-02"), Margin: n(105)}, nil, []string{
			"Circulated in time (rule 72): sent in every language by 2 July 2012, 105 days before the opening; the last day was 16 August 2012",
		}},
		{"open", budget.Circulation{Status: budget.Open, Deadline: day("2012-08-16"), DaysLeft: 1}, nil, []string{
			"Circulation under way (rule 72): the last day to send it to the States parties is 16 August 2012; 1 day is left",
		}},
		{"late, adopted on a basis", budget.Circulation{Status: budget.Late, Deadline: day("2012-08-16"), SentOn: day("2012-08-17"), Margin: n(59)}, []budget.Decision{{
			Symbol: "CTOC/COP/2012/30", Outcome: budget.AdoptedAsAmended, DecidedOn: day("2012-10-19"), Method: budget.Consensus,
			Basis: budget.Rule80, BasisReference: "report of the session, para. 12", Reference: "decision 6/1",
		}}, []string{
			"Circulated late (rule 72): sent on 17 August 2012, 59 days before the opening; the last day was 16 August 2012",
			"CTOC/COP/2012/30 was adopted as amended on 19 October 2012 by consensus (decision 6/1). It was not circulated in time; the rule was suspended under rule 80: report of the session, para. 12",
		}},
		{"no date, put to the vote", budget.Circulation{Status: budget.NotEstablished}, []budget.Decision{{
			Symbol: "CTOC/COP/2012/30", Outcome: budget.NotAdopted, DecidedOn: day("2012-10-19"), Method: budget.Vote, For: n(10), Against: n(50), Abstentions: n(3),
		}}, []string{
			"Circulation not established (rule 72): no date of dispatch to the States parties is known",
			"CTOC/COP/2012/30 was not adopted on 19 October 2012 by a vote: 10 for, 50 against, 3 abstaining",
		}},
		{"an estimate", budget.Circulation{Status: budget.NoClock}, nil, []string{"Rule 72 sets no date for this document"}},
		{"a language that nobody was sent", budget.Circulation{Status: budget.Partial, Deadline: day("2012-08-16")}, nil, []string{
			"Circulated in part late (rule 72): not every language has been sent, and the last day was 16 August 2012",
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			d, _ := vienna(t)
			d.circulation, d.decisions = c.circulation, c.decisions
			want := append([]string{"Budget of the trust fund", "CTOC/COP/2012/30", "Conference of the Parties, sixth session, opening on 15 October 2012",
				"All figures in United States dollars", "As of 20 July 2012"}, c.want...)
			if d := cmp.Diff(want, d.sheet(t, "en").Tables()[0].Title()); d != "" {
				t.Errorf("(-want +got):\n%s", d)
			}
		})
	}
}

// What the rules leave open, and what does not count, is named under the sheet.
func TestBudgetSheetNamesItsAssumptions(t *testing.T) {
	d, _ := vienna(t)
	facts := func(lang string) map[string]string {
		all := map[string]string{}
		for _, p := range d.sheet(t, lang).Statement().Basis.Pairs {
			all[p.Key] = p.Value.Plain()
		}
		return all
	}
	if got := facts("en"); got["majority"] != "" || got["succession"] != "" || got["distr_on"] != "" {
		t.Errorf("nothing to assume: %q", got)
	}
	yes, no := 100, 40
	succession := conference.Consent{
		Instrument: conference.Convention, Kind: conference.Succession, Deposited: date.MustParse("2012-06-20"),
	}
	d.participants = []conference.Participant{{ID: "MNE", Name: "Montenegro", Consents: []conference.Consent{succession}}}
	d.circulation.Snapshot = date.MustParse("2012-07-02")
	d.decisions = []budget.Decision{{Outcome: budget.Adopted, Method: budget.Vote, For: &yes, Against: &no, DecidedOn: d.Today()}}
	d.budget.Versions[0].DistrOn = date.MustParse("2012-07-01")
	d.budget.Versions[0].UploadedOn = date.MustParse("2012-07-03")
	d.budget.Versions[0].Unit = decimal.RequireFromString("0.01")
	for lang, want := range map[string]map[string]string{
		"en": {
			"majority":       "Majority of rule 58, as configured: 2/3 of the parties present and voting. Check the text.",
			"succession":     "Taken to be a party from the date of its succession: Montenegro. A setting; check the text.",
			"distr_on":       "2012-07-01",
			"uploaded_on":    "2012-07-03",
			"sheet_rounding": "Every figure is a multiple of USD 0.01; totals add the printed figures.",
		},
		"fr": {"sheet_rounding": "Chaque chiffre est un multiple de 0,01 USD\u00a0; les totaux additionnent les chiffres imprimés."},
	} {
		got := facts(lang)
		for key, text := range want {
			if got[key] != text {
				t.Errorf("%s: %s is %q, want %q", lang, key, got[key], text)
			}
		}
	}
	d.participants[0].Consents[0].Waits = true
	if got := facts("en")["succession"]; got != "Taken to be a party only thirty days after its succession: Montenegro. A setting; check the text." {
		t.Error(got)
	}
	d.circulation.Snapshot = date.MustParse("2012-07-20") // thirty days later both readings agree
	if got := facts("en"); got["succession"] != "" {
		t.Errorf("%q", got)
	}
}

// Every status, decision and kind of line has its text in every language: a
// missing one panics in a test.
func TestEveryWordOfASheetHasAText(t *testing.T) {
	for _, lang := range locale.Languages() {
		d, _ := vienna(t)
		line := d.budget.Versions[0].Lines[0]
		for _, o := range budget.Objects() {
			line.Object = o
			d.budget.Versions[0].Lines = append(d.budget.Versions[0].Lines, line)
		}
		for _, m := range budget.Mandates() {
			line.Mandate = m
			d.budget.Versions[0].Lines = append(d.budget.Versions[0].Lines, line)
		}
		for _, s := range budget.Stages() {
			d.budget.Versions[0].Columns = append(d.budget.Versions[0].Columns, budget.Column{Year: 2021, Stage: s})
		}
		for i := range d.budget.Versions[0].Lines {
			l := &d.budget.Versions[0].Lines[i]
			l.Amounts = append(l.Amounts[:4:4], make([]money.Money, len(budget.Stages()))...)
		}
		for _, o := range budget.Outcomes() {
			for _, b := range budget.Bases() {
				d.decisions = append(d.decisions, budget.Decision{Outcome: o, Basis: b, Method: budget.Consensus, DecidedOn: d.Today()})
			}
		}
		for _, k := range budget.Kinds() {
			d.budget.Kind = k
			for _, s := range budget.Statuses() {
				d.circulation.Status, d.circulation.Margin = s, nil
				d.sheet(t, lang)
				margin := 3
				d.circulation.Margin, d.circulation.Rule.ClearDays = &margin, true
				d.sheet(t, lang)
			}
		}
	}
}

// A sheet says what the version says in its reader's language.
func TestBudgetSheetSpeaksItsLanguage(t *testing.T) {
	d, _ := vienna(t)
	v := &d.budget.Versions[0]
	v.Texts = budget.Texts{"fr": {Title: "Budget du fonds"}}
	v.Lines[0].Texts = budget.Texts{"fr": {Title: "Première ligne"}}
	at := slices.IndexFunc(v.Lines, func(l budget.Line) bool { return l.Section != "" })
	v.Sections = budget.SectionTexts{v.Lines[at].Section: {"fr": "Première section"}}
	for lang, want := range map[string]bool{"fr": true, "en": false} {
		c := d.sheet(t, lang)
		var text strings.Builder
		if err := c.WriteJSON(&text); err != nil {
			t.Fatal(err)
		}
		for _, words := range []string{"Budget du fonds", "Première ligne", "Première section"} {
			if strings.Contains(text.String(), words) != want {
				t.Errorf("%s: %q", lang, words)
			}
		}
	}
}
