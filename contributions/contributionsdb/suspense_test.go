package contributionsdb_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// Money from nobody knows whom, of which one part was Austria's and another
// went back.
func TestSuspense(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.80")
		b.rate("EUR", "2012-06-01", "0.75")
		c := b.contribution(b.donor("AUT").ID, "2012/AUT/1", "EUR")
		b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-03-15", Amount: "100.00"}))
		come := func(on, amount, charges string) contributions.Entry {
			t.Helper()
			return b.must(b.RecordSuspense(ctx, officer, contributions.SuspenseIn{
				On: on, Amount: amount, Currency: "EUR", Payer: "REF 1 / NO NAME", BankReference: "MT103/9", Charges: charges,
			}))
		}
		one, two := come("2012-05-01", "100.00", "1.00"), come("2012-06-02", "40.00", "")
		b.sound()

		_, err := b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: "2012-05-01", Amount: "1.00"})
		if p, ok := problem.As(err); !ok || len(p.Fields) != 2 {
			t.Errorf("without payer and currency: %v", err)
		}
		if _, err := b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: one.Contribution, On: "2012-07-01", Amount: "1.00"}); !problem.Is(err, "suspense.separate") {
			t.Errorf("a receipt of the unknown: %v", err)
		}
		if _, err := b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: two.ID, Contribution: one.Contribution, On: "2012-07-01"}); !problem.Is(err, "suspense.separate") {
			t.Errorf("matched to the unknown: %v", err)
		}
		listed := func(asOf string, all bool) []string {
			t.Helper()
			items, err := b.InSuspenseOn(ctx, date.MustParse(asOf), all)
			if err != nil {
				t.Fatal(err)
			}
			var said []string
			for _, i := range items {
				var as int64
				for _, part := range i.Parts {
					as = part.Receipt
				}
				said = append(said, fmt.Sprintf("%s %s %s, %d days, cleared %s as %d", i.Reference, i.Entry.Amount, i.Entry.Payment.BankReference, i.Age, i.Cleared, as))
			}
			return said
		}
		matched := b.must(b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: one.ID, Contribution: c.ID, On: "2012-07-01", Reason: "the embassy's note"}))
		if matched.USD != usd("125.00") || matched.Basis != contributions.Book || matched.Payment.Official.Number != 1 || matched.Payment.Cleared == 0 {
			t.Errorf("matched at %s, %s, %+v", matched.USD, matched.Basis, matched.Payment)
		}
		b.sound()
		for _, tt := range []struct {
			asOf string
			all  bool
			want []string
		}{
			{"2012-06-30", false, []string{"S-2012-0001 100.00 EUR MT103/9, 60 days, cleared  as 0", "S-2012-0002 40.00 EUR MT103/9, 28 days, cleared  as 0"}},
			{"2012-07-02", false, []string{"S-2012-0002 40.00 EUR MT103/9, 30 days, cleared  as 0"}},
			{"2012-07-02", true, []string{fmt.Sprintf("S-2012-0001 100.00 EUR MT103/9, 61 days, cleared 2012-07-01 as %d", matched.ID), "S-2012-0002 40.00 EUR MT103/9, 30 days, cleared  as 0"}},
		} {
			if diff := cmp.Diff(tt.want, listed(tt.asOf, tt.all)); diff != "" {
				t.Errorf("as of %s (-want +got):\n%s", tt.asOf, diff)
			}
		}
		if _, err := b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: one.ID, Contribution: c.ID, On: "2012-07-02"}); !problem.Is(err, "suspense.not_there") {
			t.Errorf("matched twice: %v", err)
		}
		if _, err := b.Reverse(ctx, officer, one.ID, "a mistake"); !problem.Is(err, "entry.depended_on") {
			t.Errorf("reversed under its match: %v", err)
		}
		// Both halves of a match are taken back together.
		if _, err := b.Reverse(ctx, officer, matched.ID, "another donor"); err != nil {
			t.Fatal(err)
		}
		b.sound()
		if got := listed("2012-07-20", false); len(got) != 2 {
			t.Errorf("after the reversal: %q", got)
		}
		if _, err := b.ReturnSuspense(ctx, officer, contributions.ReturnIn{Suspense: two.ID, On: "2012-07-19"}); err == nil {
			t.Error("returned without a reason")
		}
		b.must(b.ReturnSuspense(ctx, officer, contributions.ReturnIn{Suspense: two.ID, On: "2012-07-19", Reason: "the bank asked for it"}))
		if got := listed("2012-07-20", false); len(got) != 1 {
			t.Errorf("after the return: %q", got)
		}
		b.sound()

		// A half reversed past the service is found.
		again := b.must(b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: one.ID, Contribution: c.ID, On: "2012-07-20"}))
		b.sound()
		if d.Engine() == db.SQLite {
			b.exec("DROP TRIGGER payment_update")
		} else {
			b.exec("ALTER TABLE payment DISABLE TRIGGER USER")
		}
		b.exec("UPDATE payment SET cleared_id = ? WHERE entry_id = ?", two.ID, again.ID)
		want := []string{fmt.Sprintf("entry %d: verify.not_as_recorded", again.ID), fmt.Sprintf("entry %d: verify.match", again.ID)}
		if diff := cmp.Diff(want, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}
