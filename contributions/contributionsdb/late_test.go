package contributionsdb_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

// load imports rates, "EUR 2012-02-10 0.60", and says what that did.
func (b *books) load(reason string, rates ...[3]string) (changes []contributions.RateChange, err error) {
	b.t.Helper()
	from := contributions.File{Name: "rates.csv", SHA256: "1"}
	err = b.LoadRates(b.t.Context(), officer, from, func(l *contributions.RateLoading) error {
		l.Correcting(reason)
		for _, r := range rates {
			per, err := money.ParseRate(r[2])
			if err != nil {
				return err
			}
			rate := contributions.Rate{Currency: money.Currency(r[0]), Effective: date.MustParse(r[1]), PerUSD: per, Source: "test"}
			if _, err := l.Add(rate); err != nil {
				return err
			}
		}
		changes, err = l.Write()
		return err
	})
	return changes, err
}

func changed(changes []contributions.RateChange) []string {
	var list []string
	for _, c := range changes {
		list = append(list, fmt.Sprintf("%s %s %s to %s", c.After.Currency, c.After.Effective, c.Before.PerUSD, c.After.PerUSD))
		list = append(list, touched(c.RateCorrected)...)
	}
	return list
}

// A revision of mid-February becomes known when entries of its days stand at the
// rate of January: it is refused without a reason, and with one each entry from
// its day until the next rate is adjusted, and no other.
func TestLateRate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		euro, _, _ := used(b)
		before := b.standing(euro)
		late := [3]string{"EUR", "2012-02-10", "0.60"}
		_, err := b.load("", late)
		if !problem.Is(err, "rate.late") {
			t.Fatalf("a late rate: %v", err)
		}
		if p, _ := problem.As(err); p.Args["count"] != 1 || fmt.Sprint(p.Args["present"]) != "0.75" {
			t.Errorf("the refusal says %v", p.Args)
		}
		if r, _ := b.RateOn(t.Context(), "EUR", date.MustParse("2012-02-15")); r.PerUSD.String() != "0.75" || b.standing(euro) != before {
			t.Error("a refused rate changed something")
		}
		// One that touches nothing is taken as any other: between the last entry of
		// January's rate and the next rate.
		if changes, err := b.load("", [3]string{"EUR", "2012-03-01", "0.70"}); err != nil || len(changes) > 0 {
			t.Errorf("a rate that touches nothing: %v, %v", changes, err)
		}

		changes, err := b.load("revision of 10 February", late)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{ // not the agreement of 1 February, nor what was reversed or is the bank's
			"EUR 2012-02-10 0.75 to 0.6",
			"eur receipt 1500.00 EUR: 2000.00 to 2500.00, 500.00",
		}
		if diff := cmp.Diff(want, changed(changes)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		if got, want := b.standing(euro), "agreed 8000.00 received 4375.00 refunded 0.00 exchange 375.00 overpaid 0.00 outstanding 4000.00"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		b.sound()

		// The receipt follows its new rate now, and no longer the old one.
		done, err := b.CorrectRate(t.Context(), officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.80", Reason: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"eur agreement 6000.00 EUR: 8000.00 to 7500.00, -500.00"}, touched(done)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		done, err = b.CorrectRate(t.Context(), officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-02-10", PerUSD: "0.625", Reason: "x"})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"eur receipt 1500.00 EUR: 2500.00 to 2400.00, -100.00"}, touched(done)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		b.sound()
	})
}

// An import with a reason corrects known rates as CorrectRate does, several and
// late ones in one go; a figure that was corrected since is left as it is.
func TestRatesCorrectedByImport(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		euro, _, _ := used(b)
		known := [3]string{"EUR", "2012-01-01", "0.60"}
		if _, err := b.load("", known); !problem.Is(err, "rate.conflict") {
			t.Fatalf("without a reason: %v", err)
		}
		changes, err := b.load("the bulletin", known, [3]string{"EUR", "2012-02-10", "0.5"}, [3]string{"JPY", "2012-01-01", "79"})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{
			"EUR 2012-01-01 0.75 to 0.6",
			"eur agreement 6000.00 EUR: 8000.00 to 10000.00, 2000.00",
			"JPY 2012-01-01 80 to 79",
			"jpy pledge 8001 JPY: 100.01 to 101.28, 1.27",
			"EUR 2012-02-10 0.6 to 0.5",
			"eur receipt 1500.00 EUR: 2000.00 to 3000.00, 1000.00",
		}
		if diff := cmp.Diff(want, changed(changes)); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		for _, c := range changes {
			for _, touched := range c.Touched {
				if touched.Adjustment == 0 {
					t.Errorf("entry %d was not adjusted", touched.Entry.ID)
				}
			}
		}
		if got, want := b.standing(euro), "agreed 10000.00 received 4875.00 refunded 0.00 exchange -125.00 overpaid 0.00 outstanding 5000.00"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		b.sound()
		if changes, err := b.load("again", known, [3]string{"EUR", "2012-01-01", "0.75"}); err != nil || len(changes) > 0 {
			t.Errorf("the same again: %v, %v", changes, err)
		}
		if _, err := b.load("twice", [3]string{"EUR", "2012-01-01", "0.61"}, [3]string{"EUR", "2012-01-01", "0.62"}); !problem.Is(err, "rate.conflict") {
			t.Errorf("two figures in one import: %v", err)
		}
		b.sound()
	})
}

// Open items that stand at a reporting date's rate are not left at a rate that a
// late one replaces.
func TestLateRateUnderARevaluation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		used(b)
		run, err := b.Revalue(t.Context(), officer, "2012-06-30")
		if err != nil {
			t.Fatal(err)
		}
		late := [3]string{"EUR", "2012-06-15", "0.5"}
		if _, err := b.load("revision", late); !problem.Is(err, "rate.revalued") {
			t.Fatalf("a late rate: %v", err)
		}
		if _, err := b.load("revision", [3]string{"GBP", "2012-06-15", "0.5"}); err != nil {
			t.Errorf("of a currency in which nothing stands: %v", err)
		}
		if _, err := b.Unrevalue(t.Context(), officer, run.ID, "late rate"); err != nil {
			t.Fatal(err)
		}
		if changes, err := b.load("revision", late); err != nil || len(changes) > 0 {
			t.Errorf("%v, %v", changes, err)
		}
		b.sound()
	})
}

// A row that somebody puts among the rates is found by the entries that do not
// stand at it, and `rate correct` adjusts them.
func TestARateInsertedBehindTheProgramsBackIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		used(b)
		if _, err := b.Revalue(t.Context(), officer, "2012-06-30"); err != nil {
			t.Fatal(err)
		}
		b.exec(`INSERT INTO rate (currency, effective, per_usd, source) VALUES ('EUR', '2012-02-10', '0.6', 'nobody'), ('JPY', '2012-06-15', '70', 'nobody')`)
		if diff := cmp.Diff([]string{"rate EUR 2012-02-10: verify.not_recorded", "rate JPY 2012-06-15: verify.not_recorded", "entry 2: verify.other_rate"}, b.findings()); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		in := contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-02-10", PerUSD: "0.6", Reason: "found"}
		if _, err := b.CorrectRate(t.Context(), officer, in); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"rate EUR 2012-02-10: verify.not_recorded", "rate JPY 2012-06-15: verify.not_recorded"}, b.findings()); diff != "" {
			t.Errorf("adjusted, but nobody recorded them (-want +got):\n%s", diff)
		}
		if _, err := b.CorrectRate(t.Context(), officer, in); !problem.Is(errors.Join(err), "rate.invalid") {
			t.Errorf("corrected to the same once more: %v", err)
		}
		b.exec(`INSERT INTO rate (currency, effective, per_usd, source) VALUES ('EUR', '2012-06-15', '0.5', 'nobody')`)
		if got := b.findings(); len(got) != 4 || got[3] != fmt.Sprintf("entry %d: verify.other_rate", 9) {
			t.Errorf("what stands at a reporting date's rate: %v", got)
		}
	})
}

// Corrections and revaluations are those that the journal tells of.
func TestTamperedRatesAreFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		used(b)
		if _, err := b.load("bulletin", [3]string{"EUR", "2012-01-01", "0.6"}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Revalue(t.Context(), officer, "2012-06-30"); err != nil {
			t.Fatal(err)
		}
		b.sound()
		for _, c := range []struct {
			table, statement string
			want             []string
		}{
			{"rate_revision", "UPDATE rate_revision SET reason = 'another'", []string{"rate EUR 2012-01-01, version 1: verify.not_as_recorded"}},
			{"rate_revision", "UPDATE rate_revision SET entered_by = 'mallory'", []string{"rate EUR 2012-01-01, version 1: verify.not_as_recorded"}},
			{"rate_revision", "UPDATE rate_revision SET recorded_at = '2012-01-01T00:00:00Z'", []string{"rate EUR 2012-01-01, version 1: verify.not_as_recorded"}},
			{"rate_revision", "DELETE FROM rate_revision", []string{"rate EUR 2012-01-01, version 1: verify.missing", "entry 1: verify.valuation", "entry 2: verify.valuation", "entry 9: verify.valuation", "entry 10: verify.valuation"}},
			{"revaluation", "UPDATE revaluation SET on_date = '2012-06-29'", []string{"revaluation 1: verify.not_as_recorded"}},
			{"revaluation", "UPDATE revaluation SET entered_by = 'mallory'", []string{"revaluation 1: verify.not_as_recorded"}},
			{"revaluation_entry", "DELETE FROM revaluation_entry WHERE entry_id = (SELECT MIN(entry_id) FROM revaluation_entry)", []string{"revaluation 1: verify.not_as_recorded"}},
			{"revaluation", "INSERT INTO revaluation (on_date, reason, entered_by, recorded_at) VALUES ('2012-06-30', '', 'mallory', '2012-07-20T10:00:00Z')", []string{"revaluation 2: verify.not_recorded"}},
		} {
			b.tampered(c.table, c.statement, c.want...)
		}
		b.sound()
	})
}

// tampered wants Verify to find exactly that after the statement, which is then
// undone.
func (b *books) tampered(table, statement string, want ...string) {
	b.t.Helper()
	undo := errors.New("undo")
	err := b.db.Update(b.t.Context(), func(ctx context.Context) error {
		dbtest.Tamper(ctx, b.t, b.db, table, statement)
		findings, err := b.Verify(ctx)
		if err != nil {
			return err
		}
		var got []string
		for _, f := range findings {
			got = append(got, f.Place+": "+f.Code)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			b.t.Errorf("%s (-want +got):\n%s", statement, diff)
		}
		return undo
	})
	if err != undo {
		b.t.Errorf("%s: %v", statement, err)
	}
}
