package executiondb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget"
	"article30/budget/execution"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// What was said last of a line, year and difference counts; each is kept apart,
// and what is taken back is there no more. Verify sets all of it against the
// journal.
func TestExplanations(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		in := execution.ExplanationIn{Symbol: symbol, LineIn: execution.LineIn{Line: "1100"}, Year: 2013, Difference: "final_actual", Text: "Two meetings fewer"}
		with := func(change func(in *execution.ExplanationIn)) execution.ExplanationIn {
			other := in
			change(&other)
			return other
		}
		if _, err := b.Explain(ctx, officer, in); !problem.Is(err, "execution.nothing_adopted") {
			t.Errorf("of a budget that is not adopted: %v", err)
		}
		b.ready("1.00")
		say := func(in execution.ExplanationIn) execution.Explanation {
			t.Helper()
			x, err := b.Explain(ctx, officer, in)
			if err != nil {
				t.Fatal(err)
			}
			return x
		}
		first := say(in)
		if first.Budget != symbol || first.Line.Title == "" || first.Line.Funding != budget.SpecialPurpose || first.EnteredBy != officer.Name {
			t.Errorf("said: %+v", first)
		}
		say(with(func(in *execution.ExplanationIn) { in.Difference, in.Text = "original_final", "Of another line" }))
		say(with(func(in *execution.ExplanationIn) { in.Year, in.Text = 0, "In both years" }))
		say(with(func(in *execution.ExplanationIn) {
			in.LineIn, in.Text = execution.LineIn{Funding: "special_purpose"}, "Less was spent"
		}))
		revised := say(with(func(in *execution.ExplanationIn) { in.Text = "Three meetings fewer" }))
		said := func() (texts []string) {
			t.Helper()
			list, err := b.Explanations(ctx, symbol)
			if err != nil {
				t.Fatal(err)
			}
			for _, x := range list {
				texts = append(texts, x.Text)
			}
			c, err := b.Comparison(ctx, symbol, date.MustParse("2014-07-01"))
			if err != nil || len(c.Explanations) != len(list) {
				t.Errorf("in the comparison %d, of %d: %v", len(c.Explanations), len(list), err)
			}
			return texts
		}
		if diff := cmp.Diff([]string{"Of another line", "In both years", "Less was spent", "Three meetings fewer"}, said()); diff != "" {
			t.Errorf("said (-want +got):\n%s", diff)
		}
		withdraw := with(func(in *execution.ExplanationIn) { in.Year, in.Text, in.Withdraw = 0, "", true })
		say(withdraw)
		if diff := cmp.Diff([]string{"Of another line", "Less was spent", "Three meetings fewer"}, said()); diff != "" {
			t.Errorf("after one is taken back (-want +got):\n%s", diff)
		}

		for code, in := range map[string]execution.ExplanationIn{
			"explanation.unknown_difference": with(func(in *execution.ExplanationIn) { in.Difference = "" }),
			"execution.text_missing":         with(func(in *execution.ExplanationIn) { in.Text = " " }),
			"explanation.two_things":         with(func(in *execution.ExplanationIn) { in.Withdraw = true }),
			"explanation.no_year":            with(func(in *execution.ExplanationIn) { in.Year = 2015 }),
			"explanation.unchanged":          with(func(in *execution.ExplanationIn) { in.Text = " Three meetings fewer " }),
			"allotment.no_line":              with(func(in *execution.ExplanationIn) { in.Line = "9" }),
		} {
			if _, err := b.Explain(ctx, officer, in); !problem.Is(err, "execution.invalid") || !hasCode(err, code) {
				t.Errorf("%s: %v", code, err)
			}
		}
		regular := with(func(in *execution.ExplanationIn) { in.LineIn = execution.LineIn{Funding: "regular"} })
		if _, err := b.Explain(ctx, officer, regular); !hasCode(err, "allotment.no_line") {
			t.Errorf("support costs of the regular budget: %v", err)
		}
		if _, err := b.Explain(ctx, officer, withdraw); !problem.Is(err, "explanation.none") {
			t.Errorf("taken back twice: %v", err)
		}
		if _, err := b.Explain(ctx, access.Actor{Name: "ada", Roles: []access.Role{access.Auditor}}, in); problem.KindOf(err) != problem.Forbidden {
			t.Errorf("by an auditor: %v", err)
		}
		b.sound()

		dbtest.Tamper(ctx, t, d, "budget_explanation", "UPDATE budget_explanation SET text = 'Nothing' WHERE id = 6")
		dbtest.Tamper(ctx, t, d, "budget_explanation", "DELETE FROM budget_explanation WHERE id = 1")
		want := []string{"explanation 6: verify.not_as_recorded", "explanation 1: verify.missing"}
		if diff := cmp.Diff(want, b.findings()); diff != "" || revised.ID != 5 {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// hasCode tells a refusal one of whose fields has the code.
func hasCode(err error, code string) bool {
	e, ok := problem.As(err)
	if !ok {
		return false
	}
	for _, f := range e.Fields {
		if f.Code == code {
			return true
		}
	}
	return false
}
