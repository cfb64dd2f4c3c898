package contributionsdb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

// The books take what can be stated and not a cent more. What is refused
// leaves nothing behind, and what is a mistake can be taken back.
func TestBooksTakeWhatCanBeStated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("JPY", "2012-01-01", "0.5")
		one, other := b.contribution(b.donor("AUT").ID, "1", "USD"), b.contribution(b.donor("IRL").ID, "2", "USD")
		pledge := func(c contributions.Contribution, amount string) (contributions.Entry, error) {
			return b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-02-01", Amount: amount})
		}
		large := b.must(pledge(one, "9999999999999.00"))
		before := b.done()
		_, err := pledge(other, "1.00")
		p, ok := problem.As(err)
		if !ok || p.Code != "books.too_large" || p.Args["currency"] != money.USD || p.Args["total"] != money.FromUnits(10_000_000_000_000_0000, money.USD) {
			t.Fatalf("one dollar more: %v", err)
		}
		if diff := cmp.Diff(before, b.done()); diff != "" {
			t.Errorf("the refusal left something in the journal:\n%s", diff)
		}
		b.must(pledge(other, "0.99"))
		b.sound()
		rows, err := b.Status(ctx, date.MustParse("2012-02-01"), contributions.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		total, err := contributions.Total(rows)
		if err != nil || total.Pledged != money.Largest(money.USD) {
			t.Errorf("pledged %v, %v; want the largest amount", total.Pledged, err)
		}

		// In another currency what is full is its value, not the amount.
		yen := b.contribution(rows[0].Donor.ID, "3", "JPY")
		if _, err := pledge(yen, "1"); !problem.Is(err, "books.too_large") {
			t.Errorf("a yen: %v", err)
		}

		if _, err := b.Reverse(ctx, officer, large.ID, "a slip of the hand"); err != nil {
			t.Fatalf("the slip cannot be taken back: %v", err)
		}
		b.sound()
	})
}

// An import is held to the same limit.
func TestImportTakesWhatCanBeStated(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		err := b.Load(t.Context(), officer, "big", contributions.File{Name: "big", SHA256: "1"}, func(l *contributions.Loading) error {
			donor, err := l.Donor(contributions.DonorIn{Party: "AUT"})
			if err != nil {
				return err
			}
			for _, reference := range []string{"1", "2"} {
				c, err := l.Contribution(donor, contributions.ContributionIn{Reference: reference, Year: 2012, Currency: "USD"})
				if err != nil {
					return err
				}
				amount := usd("6000000000000.00")
				value, err := l.Value(amount, date.MustParse("2012-02-01"))
				if err != nil {
					return err
				}
				if _, err := c.Record(contributions.Pledge, contributions.Fact{On: date.MustParse("2012-02-01"), Amount: amount, Valuation: value}); err != nil {
					return err
				}
			}
			return nil
		})
		if !problem.Is(err, "books.too_large") {
			t.Fatalf("%v, want books.too_large", err)
		}
		if len(b.done()) != 0 {
			t.Errorf("the journal has %v", b.done())
		}
	})
}

// Books of before the limit are read, checked and said to be too large; their
// sums, also negative ones, do not stop the check.
func TestVerifyGoesOnBeyondTheLimit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		donor := b.donor("AUT")
		for _, reference := range []string{"1", "2", "3"} {
			b.exec("DELETE FROM turnover")
			c := b.contribution(donor.ID, reference, "USD")
			b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "4000000000000.00"}))
		}
		if diff := cmp.Diff([]string{"turnover USD: verify.balance"}, b.findings()); diff != "" {
			t.Errorf("the turnover was taken away (-want +got):\n%s", diff)
		}
		b.exec("UPDATE turnover SET amount = amount * 3, usd = usd * 3")
		if diff := cmp.Diff([]string{"books: verify.beyond"}, b.findings()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		// A contribution that is beyond the limit in itself.
		b.exec("INSERT INTO entry (id, contribution_id, seq, kind, on_date, date_known, currency, amount, usd, rate, rate_basis, settles, reason, entered_by, recorded_at) " +
			"SELECT 99, contribution_id, 2, kind, on_date, date_known, currency, 99999999999999900, 99999999999999900, rate, rate_basis, 99999999999999900, reason, entered_by, recorded_at FROM entry WHERE id = 1")
		found := map[string]bool{}
		for _, f := range b.findings() {
			found[f] = true
		}
		for _, want := range []string{"contribution 1: verify.too_large", "entry 99: verify.unbalanced", "entry 99: verify.not_recorded", "books: verify.beyond"} {
			if !found[want] {
				t.Errorf("not found: %s, in %v", want, found)
			}
		}
	})
}
