package contributionsdb_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// What was reversed by mistake is recorded once more, and every reversal stays.
func TestRestore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.80")
		b.rate("EUR", "2012-07-01", "0.75")
		c := b.contribution(b.donor("AUT").ID, "1", "EUR")
		b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-03-15", Amount: "100.00"}))
		paid := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{
			Contribution: c.ID, On: "2012-06-01", Amount: "60.00", Charges: "1.00", BankReference: "MT103/1",
		}))
		undone := b.must(b.Reverse(ctx, officer, paid.ID, "another account"))
		if _, err := b.Reverse(ctx, officer, undone.ID, "it was ours"); !problem.Is(err, "entry.is_reversal") {
			t.Errorf("a reversal reversed: %v", err)
		}
		for name, test := range map[string]struct {
			entry  int64
			reason string
			want   string
		}{
			"without a reason": {undone.ID, "", "entry.invalid"},
			"what was not":     {paid.ID, "x", "entry.not_a_reversal"},
			"nothing":          {999, "x", "entry.not_found"},
		} {
			if _, err := b.Restore(ctx, officer, test.entry, test.reason); !problem.Is(err, test.want) {
				t.Errorf("%s: %v, want %s", name, err, test.want)
			}
		}
		if _, err := b.Restore(ctx, access.Actor{Name: "ada", Roles: []access.Role{access.Auditor}}, undone.ID, "x"); !problem.Is(err, "access.denied") {
			t.Errorf("by an auditor: %v", err)
		}
		again := b.must(b.Restore(ctx, officer, undone.ID, "it was ours"))
		if again.Restores != (contributions.Restoration{Original: paid.ID, Reversal: undone.ID}) || again.Kind != contributions.Receipt ||
			again.Amount != paid.Amount || again.Valuation != paid.Valuation || again.On != undone.On ||
			again.Payment.BankReference != "MT103/1" || again.Payment.Charges != paid.Payment.Charges || again.Payment.Official.Number != 2 {
			t.Errorf("restored: %+v\nof %+v", again, paid)
		}
		h, err := b.Contribution(ctx, c.ID)
		if err != nil || h.Entries[3].Restores != again.Restores {
			t.Errorf("read back: %+v, %v", h.Entries[3].Restores, err)
		}
		b.sound()
		if _, err := b.Restore(ctx, officer, undone.ID, "once more"); !problem.Is(err, "entry.already_restored") {
			t.Errorf("twice: %v", err)
		}
		// It counts once on every day.
		for on, want := range map[string]string{"2012-05-31": "0.00", "2012-06-01": "60.00", "2012-07-19": "60.00", "2012-07-20": "60.00"} {
			p, err := h.Position(date.MustParse(on))
			if err != nil || p.Received.Amount.Plain() != want {
				t.Errorf("received on %s: %s, %v", on, p.Received.Amount, err)
			}
		}
		// What was put back can be reversed, and that be a mistake too.
		undone = b.must(b.Reverse(ctx, officer, again.ID, "after all not"))
		b.must(b.Restore(ctx, officer, undone.ID, "after all ours"))
		b.sound()
		if got := b.cash(c.Donor); got != "Austria 73.75" {
			t.Errorf("cash: %s", got)
		}
		// It follows the rate of the day on which the money came.
		corrected, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.79", Reason: "misprinted"})
		if err != nil || len(corrected.Touched) != 2 {
			t.Errorf("%d entries touched, %v", len(corrected.Touched), err)
		}
		if _, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-07-01", PerUSD: "0.76", Reason: "misprinted"}); err != nil {
			t.Fatal(err)
		}
		b.sound()

		dbtest.Tamper(ctx, t, d, "restoration", fmt.Sprintf("UPDATE restoration SET original_id = 1 WHERE entry_id = %d", again.ID))
		want := []string{fmt.Sprintf("entry %d: verify.restoration", again.ID), fmt.Sprintf("entry %d: verify.not_as_recorded", again.ID)}
		if diff := cmp.Diff(want, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// Each kind can be put back, as far as the contribution allows it now.
func TestRestoreEveryKind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.80")
		austria := b.donor("AUT")
		restored := func(e contributions.Entry, err error) contributions.Entry {
			t.Helper()
			original := b.must(e, err)
			undone := b.must(b.Reverse(ctx, officer, original.ID, "a mistake"))
			again := b.must(b.Restore(ctx, officer, undone.ID, "no mistake"))
			if again.Kind != original.Kind || again.Amount != original.Amount || again.USD != original.USD || again.Basis != original.Basis {
				t.Errorf("%s: %s at %s, was %s at %s", original.Kind, again.Amount, again.USD, original.Amount, original.USD)
			}
			b.sound()
			return again
		}
		on := "2012-07-20"
		c := b.contribution(austria.ID, "1", "EUR").ID
		restored(b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: c, On: "2012-02-01", Amount: "100.00"}))
		restored(b.RevisePledge(ctx, officer, contributions.PromiseIn{Contribution: c, On: on, Amount: "120.00"}))
		restored(b.RevisePledge(ctx, officer, contributions.PromiseIn{Contribution: c, On: on, Amount: "90.00"}))
		agreed := restored(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c, On: on, Amount: "100.00", Conditional: true}))
		restored(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c, On: on, Amount: "110.00", BankRate: "0.79", Reason: "the bank's"}))
		restored(b.RecordConditionMet(ctx, officer, contributions.WriteDownIn{Contribution: c, On: on, Amount: "60.00", Reason: "report of July"}))
		restored(b.RecordRefund(ctx, officer, contributions.PaymentIn{Contribution: c, On: on, Amount: "5.00"}))
		if agreed.Basis != contributions.UNORE {
			t.Errorf("agreed at %s", agreed.Basis)
		}
		two := b.contribution(austria.ID, "2", "EUR").ID
		b.must(b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: two, On: "2012-02-01", Amount: "100.00"}))
		down := b.must(b.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: two, On: on, Amount: "100.00", Reason: "x"}))
		undone := b.must(b.Reverse(ctx, officer, down.ID, "a mistake"))
		b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: two, On: on, Amount: "100.00"}))
		if _, err := b.Restore(ctx, officer, undone.ID, "no mistake"); !problem.Is(err, "entry.invalid") {
			t.Errorf("written down what was paid since: %v", err)
		}

		came := restored(b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: "2012-07-01", Amount: "10.00", Currency: "EUR", Payer: "?"}))
		match := b.must(b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: came.ID, Contribution: two, On: on}))
		undone = b.must(b.Reverse(ctx, officer, match.ID, "another's"))
		if _, err := b.Restore(ctx, officer, undone.ID, "x"); !problem.Is(err, "entry.restore_match") {
			t.Errorf("half of a match: %v", err)
		}
		if _, err := b.Restore(ctx, officer, undone.ID-1, "x"); !problem.Is(err, "entry.restore_match") {
			t.Errorf("the other half: %v", err)
		}
		b.sound()
	})
}

// However often something is reversed and put back, it counts as if it had
// happened once.
func TestRestoringIsAsIfNothingWas(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	b := open(t, d)
	b.rate("EUR", "2012-01-01", "0.80")
	austria, n := b.donor("AUT"), 0
	rapid.Check(t, func(r *rapid.T) {
		ctx := t.Context()
		n++
		c := b.contribution(austria.ID, fmt.Sprint(n), "EUR")
		b.must(b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-02-01", Amount: "100.00"}))
		amount := fmt.Sprintf("%d.%02d", rapid.IntRange(1, 200).Draw(r, "whole"), rapid.IntRange(0, 99).Draw(r, "cents"))
		e := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-06-01", Amount: amount}))
		h, err := b.Contribution(ctx, c.ID)
		if err != nil {
			r.Fatal(err)
		}
		before, err := h.Position(date.Date{})
		if err != nil {
			r.Fatal(err)
		}
		for range rapid.IntRange(1, 3).Draw(r, "times") {
			e = b.must(b.Restore(ctx, officer, b.must(b.Reverse(ctx, officer, e.ID, "x")).ID, "x"))
		}
		if h, err = b.Contribution(ctx, c.ID); err != nil {
			r.Fatal(err)
		}
		for _, on := range []string{"2012-06-01", "2012-07-19", "2012-07-20"} {
			after, err := h.Position(date.MustParse(on))
			if err != nil || after != before {
				r.Errorf("on %s %+v, was %+v; %v", on, after, before, err)
			}
		}
	})
	b.sound()
}
