package contributionsdb_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget/period"
	"article30/budget/period/perioddb"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

// closing is what closes the months of the books.
func (b *books) closing() *period.Service {
	return period.New(period.Config{Store: perioddb.New(b.db), Journal: b.journal, Clock: b.clock})
}

// closes closes a month past the service, which closes none that is not over.
func (b *books) closes(month string) {
	b.t.Helper()
	m := date.MustParseMonth(month)
	b.exec(`INSERT INTO period_event (period, until, reason, journal_head, entered_by, recorded_at) VALUES (?, ?, '', '0:x', 'me', '2012-07-20T10:00:00Z')`, month, m.Last())
}

// Nothing is entered for a closed month, whatever it is; and what is dated
// today is refused when today's month is closed.
func TestNothingIsEnteredForAClosedMonth(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.80")
		b.rate("EUR", "2012-04-15", "0.85")
		austria := b.donor("AUT").ID
		bare, pledged := b.contribution(austria, "bare", "EUR"), b.contribution(austria, "pledged", "EUR")
		deferred := b.contribution(austria, "deferred", "EUR")
		b.must(b.RecordPledge(ctx, officer, promised(pledged, "2012-02-01", "800.00")))
		conditional := promised(deferred, "2012-02-01", "80.00")
		conditional.Conditional = true
		b.must(b.RecordAgreement(ctx, officer, conditional))
		paid := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: pledged.ID, On: "2012-03-01", Amount: "80.00"}))
		unknown := b.must(b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: "2012-03-01", Amount: "10.00", Currency: "USD", Payer: "A. N. Other"}))
		run := b.revalue("2012-04-30")
		b.closes("2012-06")
		const on = "2012-06-30"
		payment := contributions.PaymentIn{Contribution: pledged.ID, On: on, Amount: "1.00"}
		back := contributions.WriteDownIn{Contribution: pledged.ID, On: on, Amount: "1.00", Reason: "why"}
		met := back
		met.Contribution = deferred.ID
		refused := func(what string, err error, month, first string) {
			t.Helper()
			e, ok := problem.As(err)
			if !ok || e.Code != "period.closed" || e.Args["month"] != date.MustParseMonth(month) || e.Args["open"] != date.MustParseMonth(first) {
				t.Errorf("%s: %v, want period.closed for %s, open %s", what, err, month, first)
			}
		}
		for what, enter := range map[string]func() (contributions.Entry, error){
			"pledge": func() (contributions.Entry, error) { return b.RecordPledge(ctx, officer, promised(bare, on, "1.00")) },
			"revision": func() (contributions.Entry, error) {
				return b.RevisePledge(ctx, officer, promised(pledged, on, "900.00"))
			},
			"agreement": func() (contributions.Entry, error) {
				return b.RecordAgreement(ctx, officer, promised(pledged, on, "900.00"))
			},
			"receipt":       func() (contributions.Entry, error) { return b.RecordReceipt(ctx, officer, payment) },
			"refund":        func() (contributions.Entry, error) { return b.RecordRefund(ctx, officer, payment) },
			"write-down":    func() (contributions.Entry, error) { return b.RecordWriteDown(ctx, officer, back) },
			"condition met": func() (contributions.Entry, error) { return b.RecordConditionMet(ctx, officer, met) },
			"suspense match": func() (contributions.Entry, error) {
				return b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: unknown.ID, Contribution: pledged.ID, On: on})
			},
			"suspense": func() (contributions.Entry, error) {
				return b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: on, Amount: "10.00", Currency: "USD", Payer: "x"})
			},
			"suspense return": func() (contributions.Entry, error) {
				return b.ReturnSuspense(ctx, officer, contributions.ReturnIn{Suspense: unknown.ID, On: on, Reason: "why"})
			},
			"import": func() (e contributions.Entry, err error) {
				err = b.Load(ctx, officer, "file", contributions.File{Name: "x", SHA256: "0"}, func(l *contributions.Loading) error {
					donor, err := l.Donor(contributions.DonorIn{Party: "AUT"})
					if err != nil {
						return err
					}
					c, err := l.Contribution(donor, contributions.ContributionIn{Reference: "f", Year: 2012, Currency: "USD"})
					if err != nil {
						return err
					}
					for _, day := range []string{"2012-07-02", on} {
						amount := usd("1.00")
						if _, err = c.Record(contributions.Receipt, contributions.Fact{On: date.MustParse(day), Amount: amount, Valuation: contributions.Valuation{USD: amount, Rate: one(t), Basis: contributions.Par}}); err != nil {
							return err
						}
					}
					return nil
				})
				return e, err
			},
		} {
			_, err := enter()
			refused(what, err, "2012-06", "2012-07")
		}
		_, err := b.Revalue(ctx, officer, "2012-06-30")
		if !problem.Is(err, "revaluation.nothing") {
			t.Errorf("a revaluation that changes nothing: %v", err)
		}
		b.exec(`INSERT INTO rate VALUES ('EUR', '2012-06-15', '0.90', 'test')`)
		_, err = b.Revalue(ctx, officer, "2012-06-30")
		refused("revaluation", err, "2012-06", "2012-07")

		touched := contributions.CorrectRateIn{Currency: "EUR", Effective: "2012-01-01", PerUSD: "0.75", Reason: "misprint"}
		if _, err := b.Unrevalue(ctx, officer, run.ID, "again"); err != nil {
			t.Fatal(err)
		}
		preview, err := b.PreviewRate(ctx, touched)
		if err != nil || preview.On.String() != "2012-07-20" {
			t.Errorf("the adjustments of entries in closed months are dated %s, %v", preview.On, err)
		}
		b.closes("2012-07")
		_, err = b.CorrectRate(ctx, officer, touched)
		refused("rate correction", err, "2012-07", "2012-08")
		_, err = b.Reverse(ctx, officer, paid.ID, "why")
		refused("reversal", err, "2012-07", "2012-08")
		if diff := cmp.Diff([]string{"rate EUR 2012-06-15: verify.not_recorded"}, b.findings()); diff != "" {
			t.Errorf("beside the rate by hand (-want +got):\n%s", diff)
		}
	})
}

func one(t *testing.T) money.Rate {
	t.Helper()
	r, err := money.ParseRate("1")
	if err != nil {
		t.Fatal(err)
	}
	return r
}
