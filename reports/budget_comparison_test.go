package reports_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"article30/budget"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/reports"
	"article30/reports/csv"
)

// The published budget beside one that was approved before without its first
// line, and that one's revision to half of its second.
func TestBudgetComparison(t *testing.T) {
	d, _ := vienna(t)
	earlier := d.budget.Versions[0]
	earlier.Symbol, earlier.Lines = "CTOC/COP/2010/7", slices.Clone(earlier.Lines[1:])
	revised := earlier
	revised.Symbol, revised.Lines = "CTOC/COP/2010/7/Rev.1", slices.Clone(earlier.Lines)
	revised.Lines[0].Amounts = slices.Repeat([]money.Money{money.Zero(money.USD)}, len(revised.Columns))
	d.approved, d.revised = &earlier, &revised
	d.budget.Versions[0].Lines[0].Texts = budget.Texts{"fr": {Title: "Première ligne"}}
	var b bytes.Buffer
	if err := csv.Render(&b, d.comparison(t, "en"), "", csv.Labels); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(b.String()), "\n")
	if want := 1 + len(d.budget.Versions[0].Lines) + 3; len(lines) != want {
		t.Errorf("%d lines, want %d", len(lines), want)
	}
	for _, want := range []string{
		`,Approved,Revised,Proposed,On approved,Per cent on approved,On revised,Per cent on revised`,
		`,line,1000,"Employee salaries, allowances and benefits",,,555875,555875,,555875,`,
		`,line,1322,Conference Services costs: preparatory meetings and meetings of the parties,252000,0,252000,0,0,252000,`,
		`,line,3307,Travel of Article 5 parties: Ozone Research Managers meeting,160000,150000,150000,-10000,-6.3,0,0`,
		`,subtotal,,Total direct costs,883500,350500,1158375,274875,31.1,807875,230.5`,
		`,line,,Programme support costs,114855,45565,150589,35734,31.1,105024,230.5`,
		`,total,,"Grand total, special-purpose funds",998355,396065,1308964,310609,31.1,912899,230.5`,
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("without %s:\n%s", want, b.String())
		}
	}
	d.approved, d.revised = nil, nil
	b.Reset()
	if err := csv.Render(&b, d.comparison(t, "fr"), "", csv.Labels); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(b.String(), "Première ligne") {
		t.Error(b.String())
	}
}

func (d desk) comparison(t *testing.T, lang string) *reports.Checked {
	t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		t.Fatal(err)
	}
	c, err := reports.New(reports.Config{Store: d, Budgets: d, Conference: d}).
		BudgetComparison(t.Context(), p, reports.BudgetComparisonIn{Symbol: d.budget.Versions[0].Symbol})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
