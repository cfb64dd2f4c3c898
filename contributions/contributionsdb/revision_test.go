package contributionsdb_test

import (
	"sync"
	"testing"

	"article30/contributions"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

func (b *books) revision(c contributions.Contribution) int64 {
	b.t.Helper()
	n, err := b.Revision(b.t.Context(), c.ID)
	if err != nil {
		b.t.Fatal(err)
	}
	return n
}

// Two officers read a contribution and both write: the second is told what
// happened, whatever either of them writes.
func TestOfWhatWasReadNothingHasChanged(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		ctx := t.Context()
		b.rate("EUR", "2012-01-01", "0.80")
		austria := b.donor("AUT").ID
		c, other := b.contribution(austria, "1", "USD"), b.contribution(austria, "2", "USD")
		b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "5.00"}))
		unknown := b.must(b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: "2012-03-01", Amount: "10.00", Currency: "USD", Payer: "x"}))
		steps := []struct {
			what  string
			write func(expect int64) error
		}{
			{"pledge", func(expect int64) error {
				in := promised(c, "2012-03-01", "100.00")
				in.Expect = expect
				return second(b.RecordPledge(ctx, officer, in))
			}},
			{"revision", func(expect int64) error {
				in := promised(c, "2012-03-02", "120.00")
				in.Expect = expect
				return second(b.RevisePledge(ctx, officer, in))
			}},
			{"agreement", func(expect int64) error {
				in := promised(c, "2012-03-03", "130.00")
				in.Expect = expect
				in.Conditional = true
				return second(b.RecordAgreement(ctx, officer, in))
			}},
			{"terms", func(expect int64) error {
				_, err := b.SetTerms(ctx, officer, contributions.TermsIn{Contribution: c.ID, Expect: expect, Number: "1", Signed: "2012-03-03", Condition: "x"})
				return err
			}},
			{"schedule", func(expect int64) error {
				_, err := b.SetSchedule(ctx, officer, contributions.ScheduleIn{Contribution: c.ID, Expect: expect, On: "2012-03-03",
					Instalments: []contributions.InstalmentIn{{Due: "2012-12-31", Amount: "130.00"}}})
				return err
			}},
			{"condition met", func(expect int64) error {
				return second(b.RecordConditionMet(ctx, officer, contributions.WriteDownIn{Contribution: c.ID, Expect: expect, On: "2012-04-01", Amount: "10.00", Reason: "x"}))
			}},
			{"receipt", func(expect int64) error {
				return second(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, Expect: expect, On: "2012-04-02", Amount: "20.00"}))
			}},
			{"refund", func(expect int64) error {
				return second(b.RecordRefund(ctx, officer, contributions.PaymentIn{Contribution: c.ID, Expect: expect, On: "2012-04-03", Amount: "1.00"}))
			}},
			{"write-down", func(expect int64) error {
				return second(b.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: c.ID, Expect: expect, On: "2012-04-04", Amount: "1.00", Reason: "x"}))
			}},
			{"match", func(expect int64) error {
				return second(b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: unknown.ID, Contribution: c.ID, Expect: expect, On: "2012-04-05"}))
			}},
			{"reversal", func(expect int64) error {
				h, err := b.Contribution(ctx, c.ID)
				if err != nil {
					return err
				}
				return second(b.ReverseAt(ctx, officer, h.Entries[len(h.Entries)-1].ID, "x", expect))
			}},
		}
		for _, step := range steps {
			read := b.revision(c)
			b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: other.ID, On: "2012-04-01", Amount: "1.00"})) // is no concern of c's
			if err := step.write(read - 1); !problem.Is(err, "record.changed") {
				t.Errorf("%s at a revision that has passed: %v", step.what, err)
			}
			if got := b.revision(c); got != read {
				t.Fatalf("%s: a refused write made revision %d of %d", step.what, got, read)
			}
			if err := step.write(read); err != nil {
				t.Fatalf("%s: %v", step.what, err)
			}
			if now := b.revision(c); now <= read {
				t.Errorf("%s: revision %d after %d", step.what, now, read)
			}
		}

		read := b.revision(c)
		var done sync.WaitGroup
		errs := make([]error, 8)
		for i := range errs {
			done.Go(func() {
				errs[i] = second(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, Expect: read, On: "2012-07-01", Amount: "1.00"}))
			})
		}
		done.Wait()
		written := 0
		for _, err := range errs {
			switch {
			case err == nil:
				written++
			case !problem.Is(err, "record.changed"):
				t.Error(err)
			}
		}
		if written != 1 {
			t.Errorf("%d of eight wrote on what they had read", written)
		}
		b.sound()
	})
}

func second(_ contributions.Entry, err error) error { return err }
