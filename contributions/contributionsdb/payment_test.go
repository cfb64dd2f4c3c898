package contributionsdb_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

// exactly compares figures and dates as they are.
var exactly = cmp.AllowUnexported(money.Money{}, money.Rate{}, date.Date{})

// An agreement of 100,000.00 euros in two instalments, the second paid first
// and with charges.
func TestPaymentInInstalments(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.80")
		c := b.contribution(b.donor("AUT").ID, "2012/AUT/1", "EUR")
		other := b.contribution(b.donor("IRL").ID, "2012/IRL/1", "EUR")
		b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-03-15", Amount: "100000.00"}))
		b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: other.ID, On: "2012-03-15", Amount: "1.00"}))
		set := func(id int64, on, reason string, parts ...contributions.InstalmentIn) contributions.Schedule {
			t.Helper()
			s, err := b.SetSchedule(ctx, officer, contributions.ScheduleIn{Contribution: id, On: on, Instalments: parts, Reason: reason})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		set(c.ID, "2012-03-15", "", contributions.InstalmentIn{Due: "2012-06-30", Amount: "60000"}, contributions.InstalmentIn{Due: "2012-12-31", Amount: "40000"})
		set(other.ID, "2012-03-15", "", contributions.InstalmentIn{Due: "2012-06-30", Amount: "1"})
		made := set(c.ID, "2012-04-01", "the donor's letter", contributions.InstalmentIn{Due: "2012-06-30", Amount: "60000"}, contributions.InstalmentIn{Due: "2013-01-31", Amount: "40000"})

		_, err := b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-07-02", Amount: "1.00", Instalment: "2012-12-31"})
		if p, ok := problem.As(err); !ok || p.Fields[0].Code != "instalment.not_found" {
			t.Errorf("an instalment that is no longer: %v", err)
		}
		paid := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{
			Contribution: c.ID, On: "2012-07-02", Amount: "40000.00", BankReference: "MT103/1", Charges: "12.50", Instalment: "2013-01-31",
		}))
		h, err := b.Contribution(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(paid.Payment, h.Entries[1].Payment, exactly); diff != "" {
			t.Errorf("recorded and read (-recorded +read):\n%s", diff)
		}
		if paid.Payment.Charges.USD != usd("15.63") || paid.Payment.Official.String() != "CR-2012-0001" {
			t.Errorf("charges %s, receipt %s", paid.Payment.Charges.USD, paid.Payment.Official)
		}
		in, states, err := b.Instalments(ctx, c.ID, date.Date{})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(made, in, exactly); diff != "" {
			t.Errorf("schedule recorded and read (-recorded +read):\n%s", diff)
		}
		if states[0].Outstanding.Plain() != "60000.00" || states[1].Paid.Plain() != "40000.00" {
			t.Errorf("%v", states)
		}
		if before, _, err := b.Instalments(ctx, c.ID, date.MustParse("2012-03-31")); err != nil || before.Revision != 1 {
			t.Errorf("before the revision: %d, %v", before.Revision, err)
		}
		if _, _, err := b.Instalments(ctx, c.ID, date.MustParse("2012-03-14")); !problem.Is(err, "schedule.none") {
			t.Errorf("before the agreement: %v", err)
		}
		b.sound()

		b.exec(`INSERT INTO schedule (contribution_id, revision, agreement_id, on_date, reason, entered_by, recorded_at) VALUES (2, 2, 2, '2012-04-01', 'x', 'x', '2012-07-20T10:00:00Z')`)
		b.exec(`INSERT INTO official_receipt (year, number, entry_id) VALUES (2012, 3, 1)`)
		want := map[string]bool{
			"schedule 4: verify.not_recorded": true, "receipt CR-2012-0003: verify.receipt_number": true,
			"entry 1: verify.not_as_recorded": true,
		}
		for _, f := range b.findings() {
			if !want[f] {
				t.Errorf("found %s", f)
			}
			delete(want, f)
		}
		if len(want) > 0 {
			t.Errorf("not found: %v", want)
		}
	})
}

// Fifty receipts at once have the numbers from 1 to 50, each once; what is
// refused or reversed leaves no gap.
func TestOfficialReceiptsAreGapless(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		c := b.contribution(b.donor("AUT").ID, "1", "USD")
		var all sync.WaitGroup
		for i := range 50 {
			all.Go(func() {
				_, _ = b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-07-21", Amount: "1.00"})
				_, err := b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-07-02", Amount: fmt.Sprint(i + 1)})
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		list, err := b.OfficialReceipts(ctx, 2012)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) != 50 {
			t.Fatalf("%d receipts", len(list))
		}
		for i, r := range list {
			if want := fmt.Sprintf("CR-2012-%04d", i+1); r.OfficialNumber.String() != want || !r.Cancelled.IsZero() || r.Donor.Name != "Austria" {
				t.Errorf("%s %s, want %s", r.OfficialNumber, r.Donor.Name, want)
			}
		}
		if _, err := b.Reverse(ctx, officer, list[6].Entry, "entered twice"); err != nil {
			t.Fatal(err)
		}
		next := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-07-02", Amount: "1.00"}))
		if next.Payment.Official.Number != 51 {
			t.Errorf("the next is %s", next.Payment.Official)
		}
		if list, err = b.OfficialReceipts(ctx, 0); err != nil || list[6].Cancelled.String() != "2012-07-20" || list[6].OfficialNumber.Number != 7 {
			t.Errorf("reversed: %+v, %v", list[6], err)
		}
		b.sound()
	})
}
