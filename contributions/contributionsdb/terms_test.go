package contributionsdb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

func TestTermsOfAnAgreement(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		c := b.contribution(b.donor("AUT").ID, "2012/AUT/1", "USD")
		in := contributions.TermsIn{
			Contribution: c.ID, Number: "AUT/2012/1", Signed: "2012-03-14", Expires: "2014-12-31", Condition: "ten courses held",
			PSC: "7", PSCFrom: "2012-03-14", PSCReason: "standard agreement with the donor",
			Duties: []contributions.DutyIn{{Due: "2013-03-31", What: "Narrative report"}, {Due: "2013-06-30", What: "Certified statement"}},
		}
		if _, err := b.SetTerms(ctx, officer, in); !problem.Is(err, "terms.no_agreement") {
			t.Errorf("without an agreement: %v", err)
		}
		b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-03-15", Amount: "1000.00", Conditional: true}))
		made, err := b.SetTerms(ctx, officer, in)
		if err != nil {
			t.Fatal(err)
		}
		for _, tt := range []struct {
			what, path, code string
			change           func(in *contributions.TermsIn)
		}{
			{"no number", "number", "terms.no_number", func(in *contributions.TermsIn) { in.Number = "" }},
			{"no condition", "condition", "terms.no_condition", func(in *contributions.TermsIn) { in.Condition = "" }},
			{"signed tomorrow", "signed", "date.future", func(in *contributions.TermsIn) { in.Signed = "2012-07-21" }},
			{"ends first", "expires", "terms.ends_before", func(in *contributions.TermsIn) { in.Expires = "2012-03-13" }},
			{"support without why", "psc", "terms.psc_unexplained", func(in *contributions.TermsIn) { in.PSCReason = "" }},
			{"default with why", "psc", "terms.psc_explained", func(in *contributions.TermsIn) { in.PSC = "13.0" }},
			{"support of a half", "psc", "money.percent_out_of_range", func(in *contributions.TermsIn) { in.PSC = "101" }},
			{"duties in disorder", "duties[1].due", "terms.duties_not_in_order", func(in *contributions.TermsIn) { in.Duties[1].Due = "2013-01-01" }},
			{"a duty of nothing", "duties[0].what", "terms.no_duty", func(in *contributions.TermsIn) { in.Duties[0].What = " " }},
			{"a revision without why", "reason", "entry.no_reason", func(in *contributions.TermsIn) { in.Reason = "" }},
		} {
			changed := in
			changed.Reason = "as amended"
			changed.Duties = append([]contributions.DutyIn{}, in.Duties...)
			tt.change(&changed)
			_, err := b.SetTerms(ctx, officer, changed)
			if p, ok := problem.As(err); !ok || len(p.Fields) != 1 || p.Fields[0].Path != tt.path || p.Fields[0].Code != tt.code {
				t.Errorf("%s: %v, want %s: %s", tt.what, err, tt.path, tt.code)
			}
		}
		in.Reason, in.Duties, in.PSC, in.PSCFrom, in.PSCReason = "as amended", nil, "", "", ""
		revised, err := b.SetTerms(ctx, officer, in)
		if err != nil {
			t.Fatal(err)
		}
		list, err := b.Terms(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]contributions.Terms{made, revised}, list, exactly); diff != "" {
			t.Errorf("recorded and read (-recorded +read):\n%s", diff)
		}
		met := b.must(b.RecordConditionMet(ctx, officer, contributions.WriteDownIn{Contribution: c.ID, On: "2012-07-01", Amount: "1000.00", Reason: "the report of 30 June"}))
		if met.Kind != contributions.ConditionMet || met.Basis != contributions.Book {
			t.Errorf("%s %s", met.Kind, met.Basis)
		}
		b.sound()
		b.exec(`INSERT INTO agreement_terms (agreement_id, revision, number, signed_on, condition, psc_percent, psc_reason, reason, entered_by, recorded_at) VALUES (1, 3, 'x', '2012-04-01', '', '13', '', 'x', 'x', '2012-07-20T10:00:00Z')`)
		if diff := cmp.Diff([]string{"terms 3: verify.not_recorded"}, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}
