package contributionsdb_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

func promised(c contributions.Contribution, on, amount string) contributions.PromiseIn {
	return contributions.PromiseIn{Contribution: c.ID, On: on, Amount: amount}
}

func paid(c contributions.Contribution, on, amount string) contributions.PaymentIn {
	return contributions.PaymentIn{Contribution: c.ID, On: on, Amount: amount}
}

// standing is the position in US dollars.
func (b *books) standing(c contributions.Contribution) string {
	b.t.Helper()
	h, err := b.Contribution(b.t.Context(), c.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	p, err := h.Position(date.Date{})
	if err != nil {
		b.t.Fatal(err)
	}
	return fmt.Sprintf("agreed %s received %s refunded %s exchange %s overpaid %s outstanding %s", p.Agreed.USD.Plain(), p.Received.USD.Plain(),
		p.Refunded.USD.Plain(), p.Exchange.USD.Plain(), p.Overpaid.USD.Plain(), p.Outstanding.USD.Plain())
}

// touched is what a correction says it touches.
func touched(c contributions.RateCorrected) []string {
	var list []string
	for _, e := range c.Touched {
		list = append(list, fmt.Sprintf("%s %s %s: %s to %s, %s", e.Contribution.Reference, e.Entry.Kind, e.Entry.Amount,
			e.Before.Plain(), e.After.Plain(), e.Difference().Plain()))
	}
	return list
}

// used is a rate of EUR 0.75 that was used before and after another took its
// place; and amounts of three decimals and of none.
func used(b *books) (euro, dinar, yen contributions.Contribution) {
	ctx := b.t.Context()
	b.rate("EUR", "2012-01-01", "0.75")
	b.rate("EUR", "2012-03-15", "0.80")
	b.rate("KWD", "2012-01-01", "0.28")
	b.rate("JPY", "2012-01-01", "80")
	austria := b.donor("AUT").ID
	euro, dinar = b.contribution(austria, "eur", "EUR"), b.contribution(austria, "kwd", "KWD")
	yen = b.contribution(austria, "jpy", "JPY")

	b.must(b.RecordAgreement(ctx, officer, promised(euro, "2012-02-01", "6000.00"))) // 8,000.00
	b.must(b.RecordReceipt(ctx, officer, paid(euro, "2012-02-15", "1500.00")))       // 2,000.00 for 2,000.00
	mistake := b.must(b.RecordReceipt(ctx, officer, paid(euro, "2012-02-15", "1.00")))
	b.must(b.Reverse(ctx, officer, mistake.ID, "entered twice"))
	late := paid(euro, "2012-07-20", "1500.00")
	late.BankRate, late.Reason = "0.80", "the bank's advice"
	b.must(b.RecordReceipt(ctx, officer, late)) // 1,875.00 for 2,000.00: a loss of 125.00

	b.must(b.RecordReceipt(ctx, officer, paid(dinar, "2012-05-01", "28.123"))) // 100.44
	b.must(b.RecordRefund(ctx, officer, paid(dinar, "2012-05-02", "1.001")))   // 3.58
	b.must(b.RecordPledge(ctx, officer, promised(yen, "2012-05-01", "8001")))  // 100.01
	return euro, dinar, yen
}

func TestRateCorrectedAfterItWasUsed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		euro, dinar, yen := used(b)
		in := contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.60", Reason: "printed wrongly"}
		before := len(b.done())
		preview, err := b.PreviewRate(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{ // the reversed receipt does not count, the bank's rate is another
			"eur agreement 6000.00 EUR: 8000.00 to 10000.00, 2000.00",
			"eur receipt 1500.00 EUR: 2000.00 to 2500.00, 500.00",
		}
		if diff := cmp.Diff(want, touched(preview)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got := b.standing(euro); len(b.done()) != before || got != "agreed 8000.00 received 3875.00 refunded 0.00 exchange -125.00 overpaid 0.00 outstanding 4000.00" {
			t.Errorf("a preview changed something: %s", got)
		}

		done, err := b.CorrectRate(ctx, officer, in)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, touched(done)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		// Of 2,000.00 more revenue half is outstanding and half a loss, since it
		// was paid at the old value; the first payment was worth 500.00 more.
		if got, want := b.standing(euro), "agreed 10000.00 received 4375.00 refunded 0.00 exchange -625.00 overpaid 0.00 outstanding 5000.00"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		h, err := b.Contribution(ctx, euro.ID)
		if err != nil {
			t.Fatal(err)
		}
		e := h.Entries[len(h.Entries)-2]
		if e.Kind != contributions.RateCorrection || e.Adjusts != done.Touched[0].Entry.ID || e.ID != done.Touched[0].Adjustment ||
			e.On.String() != "2012-07-20" || e.USD.Plain() != "2000.00" || e.Rate.String() != "0.6" || e.Reason != in.Reason {
			t.Errorf("the adjustment is %+v", e)
		}
		if got := strings.Join(b.done()[before:], " "); got != "rate.correct entry.adjust entry.adjust" {
			t.Errorf("the journal has %s", got)
		}
		b.sound()

		r, err := b.RateOn(ctx, "EUR", date.MustParse("2012-03-01"))
		if err != nil || r.PerUSD.String() != "0.6" || r.Effective.String() != "2012-01-01" {
			t.Errorf("the rate in force is %v, %v", r, err)
		}
		versions, err := b.RateVersions(ctx, "EUR", date.MustParse("2012-01-01"))
		if err != nil || len(versions) != 2 || versions[0].PerUSD.String() != "0.75" || versions[1].Reason != "printed wrongly" || versions[1].EnteredBy != "officer" {
			t.Errorf("versions %+v, %v", versions, err)
		}
		b.rate("EUR", "2012-01-01", "0.75") // the file that was loaded first, once more: nothing new
		if versions, _ = b.RateVersions(ctx, "EUR", date.MustParse("2012-01-01")); len(versions) != 2 {
			t.Errorf("%d versions", len(versions))
		}

		// Back again, and everything is as it was.
		in.PerUSD, in.Reason = "0.75", "it was right"
		if _, err := b.CorrectRate(ctx, officer, in); err != nil {
			t.Fatal(err)
		}
		if got, want := b.standing(euro), "agreed 8000.00 received 3875.00 refunded 0.00 exchange -125.00 overpaid 0.00 outstanding 4000.00"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		b.sound()

		// Three decimals and none: 28.123 / 0.3 = 93.74, 1.001 / 0.3 = 3.34; 8,001 / 79 = 101.28.
		// What was refunded had left the memorandum at the old value, 0.24 more.
		for _, r := range []contributions.CorrectRateIn{
			{Currency: "KWD", Effective: "2012-01-01", PerUSD: "0.3", Reason: "x"},
			{Currency: "JPY", Effective: "2012-01-01", PerUSD: "79", Reason: "x"},
		} {
			if _, err := b.CorrectRate(ctx, officer, r); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := b.standing(dinar), "agreed 0.00 received 93.74 refunded 3.34 exchange -0.24 overpaid 93.98 outstanding 0.00"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if got, want := b.standing(yen), "agreed 0.00 received 0.00 refunded 0.00 exchange 0.00 overpaid 0.00 outstanding 101.28"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		b.sound()
	})
}

// An entry that was adjusted is reversed with its corrections, which cannot be
// reversed alone.
func TestReversalOfACorrectedEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.75")
		c := b.contribution(b.donor("AUT").ID, "eur", "EUR")
		receipt := b.must(b.RecordReceipt(ctx, officer, paid(c, "2012-02-15", "1500.00")))
		done, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.6", Reason: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Reverse(ctx, officer, done.Touched[0].Adjustment, "x"); !problem.Is(err, "entry.is_correction") {
			t.Errorf("a correction reversed: %v", err)
		}
		e := b.must(b.Reverse(ctx, officer, receipt.ID, "another account"))
		if e.USD.Plain() != "-2500.00" || e.Basis != contributions.Book {
			t.Errorf("the reversal takes back %s, %s", e.USD, e.Basis)
		}
		if got, want := b.standing(c), "agreed 0.00 received 0.00 refunded 0.00 exchange 0.00 overpaid 0.00 outstanding 0.00"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		b.sound()
		again, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.5", Reason: "x"})
		if err != nil || len(again.Touched) != 0 {
			t.Errorf("a reversed entry is touched: %v, %v", again.Touched, err)
		}
		b.sound()
	})
}

func TestRateCorrectionsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.75")
		before := b.done()
		good := contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.6", Reason: "x"}
		for _, tt := range []struct {
			change func(*contributions.CorrectRateIn)
			want   string
		}{
			{func(in *contributions.CorrectRateIn) { in.Currency = "XXX" }, "currency: money.unknown_currency"},
			{func(in *contributions.CorrectRateIn) { in.Effective = "2012-02-30" }, "effective: date.not_a_day"},
			{func(in *contributions.CorrectRateIn) { in.PerUSD = "0" }, "per_usd: rate.out_of_range"},
			{func(in *contributions.CorrectRateIn) { in.PerUSD = "0.750" }, "per_usd: rate.unchanged"},
			{func(in *contributions.CorrectRateIn) { in.Reason = " " }, "reason: entry.no_reason"},
			{func(in *contributions.CorrectRateIn) { in.Effective = "2012-01-02" }, "rate.not_found"},
		} {
			in := good
			tt.change(&in)
			_, err := b.CorrectRate(t.Context(), officer, in)
			got := said(err)
			if !strings.Contains(got, tt.want) {
				t.Errorf("%+v: %s, want %s", in, got, tt.want)
			}
		}
		if _, err := b.CorrectRate(t.Context(), access.LocalReader(), good); problem.KindOf(err) != problem.Forbidden {
			t.Errorf("a reader corrects a rate: %v", err)
		}
		if got := b.done(); !slices.Equal(got, before) {
			t.Errorf("the journal has %v, want %v", got, before)
		}
	})
}

// Verify finds a rate that was corrected behind the program's back: the entries
// valued at it were not adjusted.
func TestACorrectionThatAdjustsNothingIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		used(b)
		b.exec(`INSERT INTO rate_revision (currency, effective, seq, per_usd, reason, entered_by, recorded_at)
			VALUES ('EUR', '2012-01-01', 1, '0.6', 'why not', 'nobody', '2012-07-20T10:00:00Z')`)
		if diff := cmp.Diff([]string{
			"rate EUR 2012-01-01, version 1: verify.not_recorded", "entry 1: verify.valuation", "entry 2: verify.valuation",
		}, b.findings()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// Nor can a rate that was used be taken away unseen.
func TestARateThatIsGoneIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		used(b)
		dbtest.Tamper(t.Context(), t, d, "rate", "DELETE FROM rate WHERE currency = 'EUR' AND effective = '2012-01-01'")
		if diff := cmp.Diff([]string{
			"rate EUR 2012-01-01: verify.missing", "entry 1: verify.rate_gone", "entry 2: verify.rate_gone", "entry 3: verify.rate_gone",
		}, b.findings()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// The same amounts in the same currency give the same whether the rate was
// right from the beginning or corrected before anything was settled.
func TestCorrectedIsAsIfItHadBeenRight(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.75")
		one := b.contribution(b.donor("AUT").ID, "one", "EUR")
		b.must(b.RecordAgreement(ctx, officer, promised(one, "2012-02-01", "777.77")))
		if _, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.613", Reason: "x"}); err != nil {
			t.Fatal(err)
		}
		two := b.contribution(b.donor("IRL").ID, "two", "EUR")
		b.must(b.RecordAgreement(ctx, officer, promised(two, "2012-02-01", "777.77")))
		for _, c := range []contributions.Contribution{one, two} {
			b.must(b.RecordReceipt(ctx, officer, paid(c, "2012-07-20", "333.33")))
		}
		if diff := cmp.Diff(b.standing(two), b.standing(one)); diff != "" {
			t.Error(diff)
		}
		_, err := b.RateVersions(ctx, money.Currency("EUR"), date.MustParse("2012-01-02"))
		if !problem.Is(err, "rate.not_found") {
			t.Error(err)
		}
		b.sound()
	})
}
