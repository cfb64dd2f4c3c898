package contributionsdb_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

func (b *books) fix(currency, from, to, perUSD string) contributions.FixedRate {
	b.t.Helper()
	r, err := b.FixRate(b.t.Context(), officer, contributions.FixedRateIn{
		Currency: currency, From: from, To: to, PerUSD: perUSD, Reference: "Decision 5/1",
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return r
}

func (b *books) policy(c contributions.Contribution, p string) {
	b.t.Helper()
	_, err := b.SetPolicy(b.t.Context(), officer, contributions.PolicyIn{Contribution: c.ID, Policy: p, Reason: "Agreement, paragraph 4"})
	if err != nil {
		b.t.Fatal(err)
	}
}

// proofs are the lines of the proof of every entry of a contribution.
func (b *books) proofs(c contributions.Contribution) []string {
	b.t.Helper()
	var list []string
	err := b.EachProof(b.t.Context(), c.ID, func(p contributions.Proof) error {
		for _, l := range p.Lines {
			list = append(list, fmt.Sprintf("%s %s %s: %s at %s = %s -> %s booked %s %t",
				p.Entry.Kind, p.Entry.Basis, l.Step, l.Amount, l.Rate, l.Exact, l.Right.Plain(), l.Booked.Plain(), l.Holds()))
		}
		if !p.Holds() {
			list = append(list, "doubt "+p.Doubt.Code)
		}
		return nil
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return list
}

// By a rate that is fixed for the period a contribution has no exchange
// differences: promise and payments are worth the same, whatever the operational
// rate does. A revaluation leaves it alone, and so does a corrected rate.
func TestFixedRateOfAPeriod(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.75")
		b.rate("EUR", "2012-06-01", "0.90")
		fixed := b.fix("EUR", "2012-01-01", "2012-06-30", "0.803")
		c := b.contribution(b.donor("AUT").ID, "fixed", "EUR")
		b.policy(c, "fixed")

		promise := b.must(b.RecordAgreement(ctx, officer, promised(c, "2012-02-01", "6000.00")))
		if promise.Basis != contributions.Fixed || promise.FixedRate != fixed.ID || promise.USD.Plain() != "7471.98" || !promise.RateDate.IsZero() {
			t.Errorf("valued %s of %d at %s", promise.Basis, promise.FixedRate, promise.USD)
		}
		h, err := b.Contribution(ctx, c.ID)
		if err != nil || h.Entries[0].Basis != contributions.Fixed || h.Entries[0].FixedRate != fixed.ID {
			t.Errorf("read as %+v, %v", h.Entries[0].Valuation, err)
		}
		b.must(b.RecordReceipt(ctx, officer, paid(c, "2012-06-30", "2000.00")))
		dollars := paid(c, "2012-06-30", "1000.00") // 803.00 euros at the fixed rate
		dollars.Currency = "USD"
		if e := b.must(b.RecordReceipt(ctx, officer, dollars)); e.Settles.Plain() != "803.00" {
			t.Errorf("US dollars settle %s", e.Settles)
		}
		mistake := b.must(b.RecordReceipt(ctx, officer, paid(c, "2012-06-30", "1.00")))
		b.must(b.Reverse(ctx, officer, mistake.ID, "entered twice"))
		if _, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.5", Reason: "x"}); err != nil {
			t.Fatal(err)
		}
		if run, err := b.Revalue(ctx, officer, "2012-06-30"); !problem.Is(err, "revaluation.nothing") {
			t.Errorf("%d entries of a revaluation, %v", len(run.Entries), err)
		}
		if got, want := b.standing(c), "agreed 7471.98 received 3490.66 refunded 0.00 exchange 0.00 overpaid 0.00 outstanding 3981.32"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if diff := cmp.Diff([]string{
			"agreement fixed rate: 6000.00 EUR at 0.803 = 7471.9801 -> 7471.98 booked 7471.98 true",
			"receipt fixed rate: 2000.00 EUR at 0.803 = 2490.66 -> 2490.66 booked 2490.66 true",
			"receipt par par: 1000.00 USD at  = 1000 -> 1000.00 booked 1000.00 true",
			"receipt fixed rate: 1.00 EUR at 0.803 = 1.2453 -> 1.25 booked 1.25 true",
			"reversal fixed reversal: -1.00 EUR at  = -1.25 -> -1.25 booked -1.25 true",
		}, b.proofs(c)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		b.sound()

		late := paid(c, "2012-07-01", "1.00")
		if _, err := b.RecordReceipt(ctx, officer, late); !strings.Contains(said(err), "on: rate.no_period") {
			t.Errorf("after the period: %s", said(err))
		}
		bank := paid(c, "2012-06-30", "1.00")
		bank.BankRate, bank.Reason = "0.8", "x"
		if _, err := b.RecordReceipt(ctx, officer, bank); !strings.Contains(said(err), "bank_rate: entry.rate_is_fixed") {
			t.Errorf("a bank's rate beside the fixed one: %s", said(err))
		}
		if _, err := b.WithdrawFixedRate(ctx, officer, fixed.ID, "x"); !problem.Is(err, "fixed_rate.used") {
			t.Errorf("a used rate withdrawn: %v", err)
		}
	})
}

// By the bank's rate a payment gives it with the bank's document; a promise,
// for which no bank gives a rate, is valued by the operational one.
func TestBankRateByPolicy(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.75")
		c := b.contribution(b.donor("AUT").ID, "bank", "EUR")
		b.policy(c, "bank")
		if e := b.must(b.RecordPledge(ctx, officer, promised(c, "2012-02-01", "6000.00"))); e.Basis != contributions.UNORE {
			t.Errorf("a promise is valued by %s", e.Basis)
		}
		for _, tt := range []struct{ rate, document, reason, want string }{
			{"", "", "", "bank_rate: entry.no_bank_rate"},
			{"0.8", "", "the advice", "bank_document: entry.no_bank_document"},
			{"", "Advice 7", "", "bank_rate: entry.no_bank_rate"},
		} {
			in := paid(c, "2012-03-01", "1000.00")
			in.BankRate, in.BankDocument, in.Reason = tt.rate, tt.document, tt.reason
			if _, err := b.RecordReceipt(ctx, officer, in); !strings.Contains(said(err), tt.want) {
				t.Errorf("%+v: %s", tt, said(err))
			}
		}
		in := paid(c, "2012-03-01", "1000.00")
		in.BankRate, in.BankDocument, in.Charges = "0.806", "Advice 7", "10.00"
		e := b.must(b.RecordReceipt(ctx, officer, in))
		h, err := b.Contribution(ctx, c.ID)
		if err != nil || h.Entries[1].Document != "Advice 7" || h.Entries[1].Basis != contributions.Bank || e.USDUnore.Plain() != "1333.33" {
			t.Errorf("read as %+v, %v", h.Entries[1].Valuation, err)
		}
		dollars := paid(c, "2012-03-01", "5.00")
		dollars.Currency = "USD"
		b.must(b.RecordReceipt(ctx, officer, dollars))
		if diff := cmp.Diff([]string{
			"pledge unore rate: 6000.00 EUR at 0.75 = 8000 -> 8000.00 booked 8000.00 true",
			"receipt bank rate: 1000.00 EUR at 0.806 = 1240.6948 -> 1240.69 booked 1240.69 true",
			"receipt bank charges: 10.00 EUR at  = 12.4069 -> 12.41 booked 12.41 true",
			"receipt par par: 5.00 USD at  = 5 -> 5.00 booked 5.00 true",
		}, b.proofs(c)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		b.sound()

		// Without the policy a document explains a bank's rate as a reason does.
		other := b.contribution(b.donor("IRL").ID, "free", "EUR")
		in.Contribution = other.ID
		b.must(b.RecordReceipt(ctx, officer, in))
		in.BankRate = ""
		if _, err := b.RecordReceipt(ctx, officer, in); !strings.Contains(said(err), "bank_document: entry.document_of_no_rate") {
			t.Errorf("a document of no rate: %s", said(err))
		}
	})
}

// A proof of every kind of entry, in currencies of two, three and no decimals.
func TestProofs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		euro, dinar, yen := used(b)
		b.must(b.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: euro.ID, On: "2012-07-20", Amount: "1000.01", Reason: "x"}))
		b.must(b.RevisePledge(ctx, officer, promised(yen, "2012-07-20", "3001")))
		if _, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "KWD", Effective: "2012-01-01", PerUSD: "0.3", Reason: "x"}); err != nil {
			t.Fatal(err)
		}
		b.revalue("2012-07-20")
		for _, tt := range []struct {
			of   contributions.Contribution
			want []string
		}{
			{euro, []string{
				"agreement unore rate: 6000.00 EUR at 0.75 = 8000 -> 8000.00 booked 8000.00 true",
				"receipt unore rate: 1500.00 EUR at 0.75 = 2000 -> 2000.00 booked 2000.00 true",
				"receipt unore rate: 1.00 EUR at 0.75 = 1.3333 -> 1.33 booked 1.33 true",
				"reversal unore reversal: -1.00 EUR at  = -1.33 -> -1.33 booked -1.33 true",
				"receipt bank rate: 1500.00 EUR at 0.8 = 1875 -> 1875.00 booked 1875.00 true",
				"write_down book book: 1000.01 EUR at  = 1333.3467 -> 1333.35 booked 1333.35 true",
				"revaluation unore rate: 1999.99 EUR at 0.8 = 2499.9875 -> 2499.99 booked 2499.99 true",
			}},
			{dinar, []string{
				"receipt unore rate: 28.123 KWD at 0.28 = 100.4393 -> 100.44 booked 100.44 true",
				"receipt unore adjusted: 28.123 KWD at  = -6.7 -> -6.70 booked -6.70 true",
				"receipt unore standing: 28.123 KWD at 0.3 = 93.7433 -> 93.74 booked 93.74 true",
				"refund unore rate: 1.001 KWD at 0.28 = 3.575 -> 3.58 booked 3.58 true",
				"refund unore adjusted: 1.001 KWD at  = -0.24 -> -0.24 booked -0.24 true",
				"refund unore standing: 1.001 KWD at 0.3 = 3.3367 -> 3.34 booked 3.34 true",
				"rate_correction unore correction: 28.123 KWD at 0.3 = 93.7433 -> -6.70 booked -6.70 true",
				"rate_correction unore correction: 1.001 KWD at 0.3 = 3.3367 -> -0.24 booked -0.24 true",
			}},
			{yen, []string{
				"pledge unore rate: 8001 JPY at 80 = 100.0125 -> 100.01 booked 100.01 true",
				"pledge_revision book book: -5000 JPY at  = -62.4984 -> -62.50 booked -62.50 true",
			}},
		} {
			if diff := cmp.Diff(tt.want, b.proofs(tt.of)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		}
		b.sound()
		if _, err := b.Proof(ctx, 999); !problem.Is(err, "entry.not_found") {
			t.Errorf("of no entry: %v", err)
		}
	})
}

// Whatever is changed about how an entry was valued is found.
func TestTamperedPoliciesAreFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.75")
		b.fix("EUR", "2012-01-01", "2012-06-30", "0.80")
		spare := b.fix("EUR", "2012-07-01", "2012-12-31", "0.90")
		if _, err := b.WithdrawFixedRate(ctx, officer, spare.ID, "mistyped"); err != nil {
			t.Fatal(err)
		}
		c := b.contribution(b.donor("AUT").ID, "fixed", "EUR")
		b.policy(c, "fixed")
		b.must(b.RecordAgreement(ctx, officer, promised(c, "2012-02-01", "6000.00")))
		b.must(b.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: c.ID, On: "2012-07-20", Amount: "100.00", Reason: "x"}))
		b.sound()
		for _, tt := range []struct {
			table, statement string
			want             []string
		}{
			{"fixed_rate", "UPDATE fixed_rate SET per_usd = '0.81' WHERE id = 1", []string{"fixed rate 1: verify.not_as_recorded", "entry 1: verify.fixed_rate"}},
			{"fixed_rate", "UPDATE fixed_rate SET to_on = '2012-01-31' WHERE id = 1", []string{"fixed rate 1: verify.not_as_recorded", "entry 1: verify.fixed_rate"}},
			{"fixed_rate", "UPDATE fixed_rate SET reference = 'another' WHERE id = 1", []string{"fixed rate 1: verify.not_as_recorded"}},
			{"fixed_rate_withdrawal", "DELETE FROM fixed_rate_withdrawal", []string{"withdrawal of fixed rate 2: verify.missing"}},
			{"fixed_rate_withdrawal", "UPDATE fixed_rate_withdrawal SET reason = 'another'", []string{"withdrawal of fixed rate 2: verify.not_as_recorded"}},
			{"contribution_policy", "DELETE FROM contribution_policy", []string{"contribution 1, policy 1: verify.missing"}},
			{"contribution_policy", "UPDATE contribution_policy SET policy = 'bank'", []string{"contribution 1, policy 1: verify.not_as_recorded"}},
			{"entry_policy", "DELETE FROM entry_policy", []string{"entry 1: verify.not_as_recorded"}},
			{"entry_policy", "UPDATE entry_policy SET fixed_rate_id = 2", []string{"entry 1: verify.fixed_rate", "entry 1: verify.not_as_recorded"}},
			{"entry", "UPDATE entry SET usd = usd + 100 WHERE id = 2", []string{"contribution 1: verify.standing", "contribution 1: verify.position", "entry 2: verify.not_proven", "entry 2: verify.not_as_recorded"}},
		} {
			b.tampered(tt.table, tt.statement, tt.want...)
		}
		b.sound()
	})
}

func TestPoliciesRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.fix("EUR", "2012-01-01", "2012-06-30", "0.80")
		good := contributions.FixedRateIn{Currency: "EUR", From: "2012-07-01", To: "2012-12-31", PerUSD: "0.9", Reference: "x"}
		for _, tt := range []struct {
			change func(*contributions.FixedRateIn)
			want   string
		}{
			{func(in *contributions.FixedRateIn) { in.Currency = "XXX" }, "currency: money.unknown_currency"},
			{func(in *contributions.FixedRateIn) { in.Currency = "USD" }, "currency: fixed_rate.dollars"},
			{func(in *contributions.FixedRateIn) { in.From = "x" }, "from: date.grammar"},
			{func(in *contributions.FixedRateIn) { in.To = "2012-06-30" }, "to: fixed_rate.ends_before"},
			{func(in *contributions.FixedRateIn) { in.PerUSD = "0" }, "per_usd: rate.out_of_range"},
			{func(in *contributions.FixedRateIn) { in.Reference = " " }, "reference: fixed_rate.no_reference"},
			{func(in *contributions.FixedRateIn) { in.From = "2012-06-30" }, "fixed_rate.overlaps"},
			{func(in *contributions.FixedRateIn) { in.From = "2011-06-30" }, "fixed_rate.overlaps"},
		} {
			in := good
			tt.change(&in)
			if _, err := b.FixRate(ctx, officer, in); !strings.Contains(said(err), tt.want) {
				t.Errorf("%+v: %s, want %s", in, said(err), tt.want)
			}
		}
		other := good
		other.Currency, other.From = "GBP", "2012-06-30"
		if _, err := b.FixRate(ctx, officer, other); err != nil {
			t.Errorf("another currency: %v", err)
		}
		if _, err := b.FixRate(ctx, access.LocalReader(), good); problem.KindOf(err) != problem.Forbidden {
			t.Errorf("a reader fixes a rate: %v", err)
		}
		if _, err := b.WithdrawFixedRate(ctx, officer, 1, " "); !strings.Contains(said(err), "entry.no_reason") {
			t.Error(said(err))
		}
		if _, err := b.WithdrawFixedRate(ctx, officer, 1, "mistyped"); err != nil {
			t.Fatal(err)
		}
		for id, want := range map[int64]string{1: "fixed_rate.withdrawn", 9: "fixed_rate.not_found"} {
			if _, err := b.WithdrawFixedRate(ctx, officer, id, "again"); !problem.Is(err, want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
		b.fix("EUR", "2012-01-01", "2012-06-30", "0.81") // in the place of the one withdrawn
		list, err := b.FixedRates(ctx)
		if err != nil || len(list) != 3 || list[0].Withdrawn.Reason != "mistyped" {
			t.Errorf("%+v, %v", list, err)
		}
		if r, err := list.On("EUR", date.MustParse("2012-06-30")); err != nil || r.PerUSD.String() != "0.81" {
			t.Errorf("%+v, %v", r, err)
		}

		euro, dollar := b.contribution(b.donor("AUT").ID, "e", "EUR"), b.contribution(b.donor("IRL").ID, "d", "USD")
		for _, tt := range []struct {
			in   contributions.PolicyIn
			want string
		}{
			{contributions.PolicyIn{Contribution: euro.ID, Policy: "best", Reason: "x"}, "policy: policy.unknown"},
			{contributions.PolicyIn{Contribution: euro.ID, Policy: "unore", Reason: "x"}, "policy: policy.unchanged"},
			{contributions.PolicyIn{Contribution: euro.ID, Policy: "bank"}, "reason: entry.no_reason"},
			{contributions.PolicyIn{Contribution: dollar.ID, Policy: "bank", Reason: "x"}, "policy.dollars"},
			{contributions.PolicyIn{Contribution: 99, Policy: "bank", Reason: "x"}, "contribution.not_found"},
		} {
			if _, err := b.SetPolicy(ctx, officer, tt.in); !strings.Contains(said(err), tt.want) {
				t.Errorf("%+v: %s, want %s", tt.in, said(err), tt.want)
			}
		}
		b.policy(euro, "bank")
		b.policy(euro, "unore")
		if p, revisions, err := b.PolicyOf(ctx, euro.ID); err != nil || p != contributions.ByUNORE || len(revisions) != 2 {
			t.Errorf("%s, %+v, %v", p, revisions, err)
		}
		b.sound()
	})
}
