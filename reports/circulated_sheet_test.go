package reports_test

import (
	"bytes"
	"slices"
	"testing"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/xlsx"
)

// circulated is the desk's document as the sheet that is frozen.
func (d desk) circulated(t testing.TB, lang string) budget.Sheet {
	t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		t.Fatal(err)
	}
	c, err := reports.New(reports.Config{Store: d, Budgets: d, Conference: d}).CirculatedSheet(t.Context(), p, d.budget, d.budget.Versions[0])
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := xlsx.Render(&file, c); err != nil {
		t.Fatal(err)
	}
	return budget.NewSheet(conference.Language(lang), file.Bytes())
}

// What is sent is the same in every language, figure by figure, and the same
// bytes whenever it is made.
func TestCirculatedSheets(t *testing.T) {
	d, _ := vienna(t)
	var sheets []budget.Sheet
	for _, lang := range locale.Languages() {
		one := d.circulated(t, lang)
		if again := d.circulated(t, lang); again.SHA256 != one.SHA256 {
			t.Errorf("%s: two sheets of one version differ", lang)
		}
		sheets = append(sheets, one)
	}
	if err := budget.SameFigures(t.Context(), "CTOC/COP/2012/30", sheets); err != nil {
		t.Error(err)
	}
	later, _ := vienna(t)
	later.circulation.Status = budget.Late
	later.decisions = []budget.Decision{{Symbol: "CTOC/COP/2012/30", Outcome: budget.Adopted}}
	if one := later.circulated(t, "en"); one.SHA256 != sheets[0].SHA256 {
		t.Error("the sheet changed with the status of the circulation and the decision")
	}
}

// What is written in one language only would not be in the others.
func TestCirculatedNarrative(t *testing.T) {
	d, _ := vienna(t)
	v := &d.budget.Versions[0]
	v.Lines[0].Texts = budget.Texts{"en": {Narrative: "Two experts."}, "fr": {Title: "Experts", Narrative: "Deux experts."}}
	both := []budget.Sheet{d.circulated(t, "en"), d.circulated(t, "fr"), d.circulated(t, "ru")}
	if err := budget.SameFigures(t.Context(), "", both); err != nil {
		t.Error(err)
	}
	v.Lines[0].Texts = budget.Texts{"fr": {Narrative: "Deux experts."}}
	err := budget.SameFigures(t.Context(), "", []budget.Sheet{d.circulated(t, "en"), d.circulated(t, "fr")})
	if e, ok := problem.As(err); !ok || e.Code != "version.sheets_differ" || e.Args["found"] != "Deux experts." {
		t.Errorf("got %v", err)
	}
}

// One difference in one cell of one language is found and named.
func TestSheetsThatDiffer(t *testing.T) {
	d, _ := vienna(t)
	of := func(change func(*budget.Version)) budget.Sheet {
		other, _ := vienna(t)
		change(&other.budget.Versions[0])
		return other.circulated(t, "fr")
	}
	cases := map[string]struct {
		change func(*budget.Version)
		code   string
		cell   string
	}{
		"a figure by a dollar": {func(v *budget.Version) {
			one, err := money.Sum(money.USD, v.Lines[0].Amounts[1], dollars(t, "1"))
			if err != nil {
				t.Fatal(err)
			}
			v.Lines[0].Amounts[1] = one
		}, "version.sheets_differ", "D9"},
		"no figure in place of one": {func(v *budget.Version) { v.Lines[0].Amounts[1] = money.Money{} }, "version.sheets_differ", "D9"},
		"a line more":               {func(v *budget.Version) { v.Lines = append(v.Lines, v.Lines[0]) }, "version.sheets_differ", ""},
		"a line less":               {func(v *budget.Version) { v.Lines = v.Lines[:len(v.Lines)-1] }, "version.sheets_differ", ""},
		"two lines in another order": {func(v *budget.Version) {
			v.Lines[0], v.Lines[1] = v.Lines[1], v.Lines[0]
		}, "version.sheets_differ", ""},
		"a column more": {func(v *budget.Version) {
			v.Columns = append(v.Columns, budget.Column{Year: 2021, Stage: budget.Proposed})
			for i := range v.Lines {
				v.Lines[i].Amounts = append(slices.Clone(v.Lines[i].Amounts), money.Money{})
			}
		}, "version.sheets_differ", ""},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			err := budget.SameFigures(t.Context(), "CTOC/COP/2012/30", []budget.Sheet{d.circulated(t, "en"), of(c.change)})
			e, ok := problem.As(err)
			if !ok || e.Code != c.code || c.cell != "" && e.Args["cell"] != c.cell {
				t.Fatalf("got %v, want %s in %s", err, c.code, c.cell)
			}
			if e.Args["language"] != "en" || e.Args["other"] != "fr" || e.Args["value"] == e.Args["found"] {
				t.Errorf("what differs is not named: %v", e.Args)
			}
		})
	}
	words := of(func(v *budget.Version) { v.Lines[0].Title = "Experts indépendants" })
	if err := budget.SameFigures(t.Context(), "", []budget.Sheet{d.circulated(t, "en"), words}); err != nil {
		t.Errorf("words may differ: %v", err)
	}
}
