package contributionsdb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

// Article 30 (2) (c): a percentage of the money, or of the value, of confiscated
// proceeds of crime.
func TestConfiscatedProceeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		austria := b.donor("AUT")
		of := func(mode string) int64 {
			t.Helper()
			c, err := b.Open(ctx, officer, contributions.ContributionIn{Reference: mode, Donor: austria.ID, Year: 2012, Currency: "USD", Mode: mode})
			if err != nil {
				t.Fatal(err)
			}
			return c.ID
		}
		c := of("proceeds_30_2_c")
		in := contributions.ProceedsIn{Contribution: c, LegalBasis: "Decision 4/2012", Total: "1000.30", Percent: "7.5"}
		with := func(change func(*contributions.ProceedsIn)) contributions.ProceedsIn {
			other := in
			change(&other)
			return other
		}
		for name, test := range map[string]struct {
			in          contributions.ProceedsIn
			path, field string
		}{
			"no law":         {with(func(i *contributions.ProceedsIn) { i.LegalBasis = " " }), "legal_basis", "proceeds.no_legal_basis"},
			"nothing":        {with(func(i *contributions.ProceedsIn) { i.Total = "0.00" }), "total", "entry.not_positive"},
			"less":           {with(func(i *contributions.ProceedsIn) { i.Total = "-1.00" }), "total", "entry.not_positive"},
			"more than all":  {with(func(i *contributions.ProceedsIn) { i.Percent = "101" }), "percent", "money.percent_out_of_range"},
			"none of it":     {with(func(i *contributions.ProceedsIn) { i.Percent = "0" }), "percent", "proceeds.no_share"},
			"less than cent": {with(func(i *contributions.ProceedsIn) { i.Total, i.Percent = "0.01", "40" }), "percent", "proceeds.no_share"},
			"not a percent":  {with(func(i *contributions.ProceedsIn) { i.Percent = "7,5" }), "percent", "money.percent_grammar"},
		} {
			_, err := b.SetProceeds(ctx, officer, test.in)
			if p, ok := problem.As(err); !ok || len(p.Fields) != 1 || p.Fields[0].Path != test.path || p.Fields[0].Code != test.field {
				t.Errorf("%s: %v, want %s %s", name, err, test.path, test.field)
			}
		}
		if _, err := b.SetProceeds(ctx, access.Actor{Name: "ada", Roles: []access.Role{access.Auditor}}, in); !problem.Is(err, "access.denied") {
			t.Errorf("by an auditor: %v", err)
		}
		if _, err := b.SetProceeds(ctx, officer, with(func(i *contributions.ProceedsIn) { i.Contribution = of("cash") })); !problem.Is(err, "proceeds.other_mode") {
			t.Errorf("of a contribution in cash: %v", err)
		}
		// 7.5 per cent of 1,000.30 are 75.0225: 75.02, once.
		p, err := b.SetProceeds(ctx, officer, in)
		if err != nil || p.Share != usd("75.02") || p.Revision != 1 {
			t.Errorf("share: %+v, %v", p, err)
		}
		pledge := func(amount string) error {
			_, err := b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: c, On: "2012-06-01", Amount: amount})
			return err
		}
		for _, amount := range []string{"75.00", "75.04", "80.00"} {
			err := pledge(amount)
			if p, ok := problem.As(err); !ok || len(p.Fields) != 1 || p.Fields[0].Code != "proceeds.differs" {
				t.Errorf("a pledge of %s: %v", amount, err)
			}
		}
		if err := pledge("75.03"); err != nil {
			t.Errorf("a cent of another rounding: %v", err)
		}
		if _, err := b.RevisePledge(ctx, officer, contributions.PromiseIn{Contribution: c, On: "2012-06-02", Amount: "70.00"}); !problem.Is(err, "entry.invalid") {
			t.Errorf("revised to another amount: %v", err)
		}
		if _, err := b.SetProceeds(ctx, officer, with(func(i *contributions.ProceedsIn) { i.Percent, i.Reason = "8", "x" })); !problem.Is(err, "proceeds.invalid") {
			t.Errorf("another share than is pledged: %v", err)
		}
		if _, err := b.SetProceeds(ctx, officer, in); !problem.Is(err, "proceeds.invalid") {
			t.Errorf("revised without a reason: %v", err)
		}
		if p, err := b.SetProceeds(ctx, officer, with(func(i *contributions.ProceedsIn) { i.LegalBasis, i.Reason = "Decision 5/2012", "on appeal" })); err != nil || p.Revision != 2 {
			t.Errorf("revised: %+v, %v", p, err)
		}
		// Money is never refused; what is beyond the share is said.
		for _, part := range []struct{ amount, beyond string }{{"75.00", ""}, {"0.03", ""}, {"1.00", "1.01"}} {
			e := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c, On: "2012-07-01", Amount: part.amount}))
			if part.beyond == "" && e.Beyond.Sign() != 0 || part.beyond != "" && e.Beyond != usd(part.beyond) {
				t.Errorf("with %s more: beyond %s, want %q", part.amount, e.Beyond, part.beyond)
			}
		}
		statuses, err := b.ContributionStatus(ctx, date.MustParse("2012-07-20"), contributions.Filter{})
		if err != nil || statuses[0].Proceeds.LegalBasis != "Decision 5/2012" {
			t.Errorf("status: %+v, %v", statuses, err)
		}
		// An import is held to it as a person is.
		err = b.Load(ctx, officer, "register", contributions.File{Name: "f", SHA256: "0"}, func(l *contributions.Loading) error {
			donor, err := l.Donor(contributions.DonorIn{Name: "Austria", Kind: "state"})
			if err != nil {
				return err
			}
			loaded, err := l.Contribution(donor, contributions.ContributionIn{Reference: "proceeds_30_2_c", Year: 2012, Currency: "USD", Mode: "proceeds_30_2_c"})
			if err != nil {
				return err
			}
			_, err = loaded.Record(contributions.Agreement, contributions.Fact{
				On: date.MustParse("2012-07-02"), Amount: usd("90.00"), Valuation: contributions.Valuation{USD: usd("90.00"), Basis: contributions.Par},
			})
			return err
		})
		if !problem.Is(err, "entry.invalid") {
			t.Errorf("another amount by import: %v", err)
		}
		b.sound()

		dbtest.Tamper(ctx, t, d, "proceeds", "UPDATE proceeds SET share = share + 100 WHERE revision = 2")
		if diff := cmp.Diff([]string{"proceeds 2: verify.not_as_recorded", "proceeds 2: verify.proceeds"}, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// The share and what is kept are the total, to a cent, whatever the percentage.
func TestSharesOfProceeds(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	b := open(t, d)
	c, err := b.Open(t.Context(), officer, contributions.ContributionIn{Reference: "1", Donor: b.donor("AUT").ID, Year: 2012, Currency: "USD", Mode: "proceeds_14_3_a"})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(r *rapid.T) {
		cents, percent := rapid.Int64Range(10000, 1_000_000_00).Draw(r, "cents"), rapid.Int64Range(1, 10000).Draw(r, "hundredths")
		in := contributions.ProceedsIn{Contribution: c.ID, LegalBasis: "x", Reason: "x", Total: decimalText(cents), Percent: decimalText(percent)}
		p, err := b.SetProceeds(t.Context(), officer, in)
		if err != nil {
			r.Fatal(err)
		}
		// Twice the exact share, against the bounds of rounding half away from zero.
		exact, rounded := 2*cents*percent, 2*(p.Share.Units()/100)*10000
		if rounded < exact-10000+1 || rounded > exact+10000 {
			r.Errorf("%s per cent of %s is %s", in.Percent, in.Total, p.Share)
		}
	})
	b.sound()
}

// decimalText is so many hundredths, with two decimals.
func decimalText(hundredths int64) string {
	return money.FromUnits(hundredths*100, money.USD).Plain()
}
