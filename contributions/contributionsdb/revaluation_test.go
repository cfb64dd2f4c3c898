package contributionsdb_test

import (
	"strings"
	"testing"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

func (b *books) revalue(on string) contributions.RevaluationRun {
	b.t.Helper()
	run, err := b.Revalue(b.t.Context(), officer, on)
	if err != nil {
		b.t.Fatal(err)
	}
	return run
}

func (b *books) wants(c contributions.Contribution, want string) {
	b.t.Helper()
	if got := b.standing(c); got != want {
		b.t.Errorf("%s stands at %s, want %s", c.Reference, got, want)
	}
}

// in is what stands in an account, in US dollars.
func (b *books) in(a contributions.Account) string {
	b.t.Helper()
	donors, err := b.Donors(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	sum := usd("0")
	for _, d := range donors {
		_, balances, err := b.DonorBalance(b.t.Context(), d.ID)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, balance := range balances {
			if balance.Account == a {
				if sum, err = sum.Add(balance.USD); err != nil {
					b.t.Fatal(err)
				}
			}
		}
	}
	return sum.Plain()
}

// Amounts of no, two and three decimals: 800,000 JPY at 80, revalued at 75;
// 600.00 USD; 280.000 KWD at 0.28, revalued at 0.32; and a bare pledge of
// 750.00 EUR at 0.75, revalued at 0.60.
func TestRevaluation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		for _, r := range [][3]string{
			{"JPY", "2012-01-01", "80"}, {"JPY", "2012-06-01", "75"}, {"JPY", "2012-07-01", "100"},
			{"KWD", "2012-01-01", "0.28"}, {"KWD", "2012-06-01", "0.32"},
			{"EUR", "2012-01-01", "0.75"}, {"EUR", "2012-06-15", "0.60"},
		} {
			b.rate(r[0], r[1], r[2])
		}
		austria := b.donor("AUT").ID
		yen, dollar := b.contribution(austria, "jpy", "JPY"), b.contribution(austria, "usd", "USD")
		dinar, euro := b.contribution(austria, "kwd", "KWD"), b.contribution(austria, "eur", "EUR")
		b.must(b.RecordAgreement(ctx, officer, promised(yen, "2012-02-01", "800000")))
		b.must(b.RecordAgreement(ctx, officer, promised(dollar, "2012-02-01", "600.00")))
		b.must(b.RecordAgreement(ctx, officer, promised(dinar, "2012-02-01", "280.000")))
		b.must(b.RecordPledge(ctx, officer, promised(euro, "2012-02-01", "750.00")))

		run := b.revalue("2012-06-30")
		if len(run.Entries) != 3 { // US dollars are worth what they are worth
			t.Errorf("%d entries", len(run.Entries))
		}
		b.wants(yen, "agreed 10000.00 received 0.00 refunded 0.00 exchange 666.67 overpaid 0.00 outstanding 10666.67")
		b.wants(dinar, "agreed 1000.00 received 0.00 refunded 0.00 exchange -125.00 overpaid 0.00 outstanding 875.00")
		b.wants(euro, "agreed 0.00 received 0.00 refunded 0.00 exchange 250.00 overpaid 0.00 outstanding 1250.00")
		b.wants(dollar, "agreed 600.00 received 0.00 refunded 0.00 exchange 0.00 overpaid 0.00 outstanding 600.00")
		if got := b.in(contributions.Unrealised); got != "-541.67" { // a gain stands in credit
			t.Errorf("unrealised %s", got)
		}
		if got := b.in(contributions.MemoUnrealised); got != "-250.00" {
			t.Errorf("unrealised in the memorandum %s", got)
		}
		b.sound()

		// The same date again is the same run.
		before := len(b.done())
		if again := b.revalue("2012-06-30"); again.ID != run.ID || len(b.done()) != before {
			t.Errorf("run %d again as %d", run.ID, again.ID)
		}

		// Half of the yen come at 100: 4,000.00 for half of what they stand at, 5,333.34.
		b.must(b.RecordReceipt(ctx, officer, paid(yen, "2012-07-10", "400000")))
		b.wants(yen, "agreed 10000.00 received 4000.00 refunded 0.00 exchange -666.67 overpaid 0.00 outstanding 5333.33")
		// The next date builds on it: 400,000 at 100 are 4,000.00.
		next := b.revalue("2012-07-15")
		b.wants(yen, "agreed 10000.00 received 4000.00 refunded 0.00 exchange -2000.00 overpaid 0.00 outstanding 4000.00")
		b.sound()

		for want, err := range map[string]error{
			"revaluation.later":       func() error { _, err := b.Unrevalue(ctx, officer, run.ID, "x"); return err }(),
			"revaluation.not_found":   func() error { _, err := b.Unrevalue(ctx, officer, 99, "x"); return err }(),
			"reason: entry.no_reason": func() error { _, err := b.Unrevalue(ctx, officer, next.ID, " "); return err }(),
			"on: date.future":         func() error { _, err := b.Revalue(ctx, officer, "2012-07-21"); return err }(),
			"entry.is_revaluation":    func() error { _, err := b.Reverse(ctx, officer, run.Entries[0], "x"); return err }(),
			"rate.revalued": func() error {
				_, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "JPY", Effective: "2012-06-01", PerUSD: "76", Reason: "x"})
				return err
			}(),
		} {
			if !strings.Contains(said(err), want) {
				t.Errorf("%v, want %s", err, want)
			}
		}
		if _, err := b.Revalue(ctx, officer, "2012-06-20"); !problem.Is(err, "revaluation.later") {
			t.Errorf("an earlier date: %v", err)
		}
		if _, err := b.Revalue(ctx, access.LocalReader(), "2012-07-16"); problem.KindOf(err) != problem.Forbidden {
			t.Errorf("a reader revalues: %v", err)
		}

		// Both are taken back: what was paid had settled half of 10,000.00, and a
		// cent more, since half of 10,666.67 was settled as 5,333.34.
		for _, id := range []int64{next.ID, run.ID} {
			back, err := b.Unrevalue(ctx, officer, id, "wrong date")
			if err != nil || back.Reverses != id {
				t.Fatalf("%+v, %v", back, err)
			}
			if _, err := b.Unrevalue(ctx, officer, back.ID, "x"); !problem.Is(err, "revaluation.is_reversal") {
				t.Errorf("taking back taken back: %v", err)
			}
			if _, err := b.Unrevalue(ctx, officer, id, "x"); !problem.Is(err, "revaluation.already_reversed") {
				t.Errorf("taken back twice: %v", err)
			}
			b.sound()
		}
		b.wants(yen, "agreed 10000.00 received 4000.00 refunded 0.00 exchange -1000.01 overpaid 0.00 outstanding 4999.99")
		b.wants(dinar, "agreed 1000.00 received 0.00 refunded 0.00 exchange 0.00 overpaid 0.00 outstanding 1000.00")
		b.wants(euro, "agreed 0.00 received 0.00 refunded 0.00 exchange 0.00 overpaid 0.00 outstanding 1000.00")
		if got := b.in(contributions.Unrealised); got != "0.00" {
			t.Errorf("unrealised %s", got)
		}
		if runs, err := b.Revaluations(ctx); err != nil || len(runs) != 4 {
			t.Errorf("%d runs, %v", len(runs), err)
		}
	})
}

// A date is revalued after what came since was recorded: what it was worth on
// the date is in the books of that date, and what is left stands right now.
func TestRevaluationOfADateThatIsPast(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("JPY", "2012-01-01", "80")
		b.rate("JPY", "2012-06-01", "75")
		b.rate("JPY", "2012-07-01", "100")
		c := b.contribution(b.donor("AUT").ID, "jpy", "JPY")
		b.must(b.RecordAgreement(ctx, officer, promised(c, "2012-02-01", "800000")))
		b.must(b.RecordReceipt(ctx, officer, paid(c, "2012-07-10", "600000"))) // 6,000.00 for 7,500.00
		b.revalue("2012-06-30")
		h, err := b.Contribution(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		for day, want := range map[string]string{"2012-06-29": "10000.00", "2012-06-30": "10666.67", "2012-07-10": "2666.67"} {
			p, err := h.Position(date.MustParse(day))
			if err != nil || p.Outstanding.USD.Plain() != want {
				t.Errorf("on %s %s is outstanding, want %s (%v)", day, p.Outstanding.USD, want, err)
			}
		}
		b.wants(c, "agreed 10000.00 received 6000.00 refunded 0.00 exchange -1333.33 overpaid 0.00 outstanding 2666.67")
		b.sound()
		b.must(b.RecordReceipt(ctx, officer, paid(c, "2012-07-11", "200000")))
		b.wants(c, "agreed 10000.00 received 8000.00 refunded 0.00 exchange -2000.00 overpaid 0.00 outstanding 0.00")
		b.sound()
	})
}

// A pledge became an agreement after a revaluation, whose run was then taken
// back: the agreement took the pledge out of the memorandum with its
// revaluation, so there was nothing to take back. The rate of the day may be
// corrected, and the books stand.
func TestRateCorrectedOfARevaluationThatLeftWithItsPledge(t *testing.T) {
	for name, undo := range map[string]bool{"agreement stands": false, "agreement reversed": true} {
		t.Run(name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				b := open(t, d)
				ctx := t.Context()
				for _, r := range [][2]string{{"2012-01-01", "80"}, {"2012-03-02", "79"}, {"2012-05-01", "78"}} {
					b.rate("JPY", r[0], r[1])
				}
				c := b.contribution(b.donor("AUT").ID, "jpy", "JPY")
				b.must(b.RecordPledge(ctx, officer, promised(c, "2012-02-01", "20000")))
				run := b.revalue("2012-03-04")
				if len(run.Entries) != 1 {
					t.Fatalf("%d entries", len(run.Entries))
				}
				agreement := b.must(b.RecordAgreement(ctx, officer, promised(c, "2012-05-26", "28500")))
				back, err := b.Unrevalue(ctx, officer, run.ID, "too early")
				if err != nil || len(back.Entries) != 0 {
					t.Fatalf("%+v, %v", back, err)
				}
				if undo {
					b.must(b.Reverse(ctx, officer, agreement.ID, "not signed"))
				}
				b.sound()
				if _, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "JPY", Effective: "2012-03-02", PerUSD: "79.5", Reason: "misprint"}); err != nil {
					t.Fatal(err)
				}
				b.sound()
			})
		})
	}
}

// More contributions than are read at a time are corrected and revalued in their
// order, each with an entry of its own.
func TestRateOfManyContributions(t *testing.T) {
	const many = 1100
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.80")
		b.rate("EUR", "2012-07-01", "0.50")
		b.bulk("many", "EUR", many, contributions.Pledge)
		c, err := b.CorrectRate(ctx, officer, contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.64", Reason: "misprint"})
		if err != nil || len(c.Touched) != many {
			t.Fatalf("%d entries were touched: %v", len(c.Touched), err)
		}
		adjusted := map[int64]bool{0: true}
		for i, touched := range c.Touched {
			if touched.Contribution.ID != int64(i+1) || touched.Entry.Contribution != int64(i+1) || adjusted[touched.Adjustment] {
				t.Fatalf("%d was touched as %+v", i+1, touched)
			}
			adjusted[touched.Adjustment] = true
		}
		run := b.revalue("2012-07-02")
		back, err := b.Unrevalue(ctx, officer, run.ID, "too early")
		if err != nil {
			t.Fatal(err)
		}
		for _, run := range []contributions.RevaluationRun{run, back} {
			items, sum, err := b.Revalued(ctx, run)
			if err != nil || len(items) != many || sum.Abs().Plain() != "82500.00" {
				t.Fatalf("%d were revalued by %s: %v", len(items), sum.Plain(), err)
			}
			for i, item := range items {
				if item.Contribution.ID != int64(i+1) || item.Entry.ID != run.Entries[i] {
					t.Fatalf("%d was revalued as %+v", i+1, item)
				}
			}
		}
		b.sound()
	})
}
