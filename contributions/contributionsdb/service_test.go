package contributionsdb_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/internal/problem"
)

// A contribution from its pledge to its last payment: 100,000.00 euros pledged
// at 0.77, agreed at 0.78, paid in two parts at 0.80 and at the bank's 0.7911.
func TestLifeOfAContribution(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.77")
		b.rate("EUR", "2012-03-15", "0.78")
		b.rate("EUR", "2012-05-01", "0.80")
		austria := b.donor("AUT")
		c := b.contribution(austria.ID, "2012/AUT/1", "EUR")

		pledge := b.must(b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-03-14", Amount: "100000.00"}))
		if pledge.USD != usd("129870.13") || pledge.Rate.String() != "0.77" || pledge.RateDate.String() != "2012-01-01" {
			t.Errorf("pledge: %s at %s of %s", pledge.USD, pledge.Rate, pledge.RateDate)
		}
		agreement := b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-03-15", Amount: "100000.00", Currency: "EUR"}))
		if agreement.USD != usd("128205.13") || agreement.Basis != contributions.UNORE {
			t.Errorf("agreement: %s, %s", agreement.USD, agreement.Basis)
		}
		b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-06-01", Amount: "60000.00"}))
		bank := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{
			Contribution: c.ID, On: "2012-07-20", Amount: "40000.00", BankRate: "0.7911", Reason: "rate of the bank's advice of 20 July",
		}))
		if bank.USD != usd("50562.51") || bank.USDUnore != usd("50000.00") || bank.Basis != contributions.Bank {
			t.Errorf("at the bank's rate: %s, operational %s, %s", bank.USD, bank.USDUnore, bank.Basis)
		}

		h, err := b.Contribution(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		if len(h.Entries) != 4 {
			t.Fatalf("%d entries", len(h.Entries))
		}
		if diff := cmp.Diff(bank, h.Entries[3], cmp.AllowUnexported(money.Money{}, money.Rate{}, date.Date{})); diff != "" {
			t.Errorf("recorded and read (-recorded +read):\n%s", diff)
		}
		rows, err := b.Status(ctx, date.MustParse("2012-07-20"), contributions.Filter{})
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"Austria 2012 party: pledged 129870.13 agreed 128205.13 expected 128205.13 received 125562.51 refunded 0.00 written down 0.00 exchange -2642.62 overpaid 0.00 outstanding 0.00 in kind 0.00"}
		if diff := cmp.Diff(want, lines(rows)); diff != "" {
			t.Errorf("status (-want +got):\n%s", diff)
		}
		b.sound()

		wantActions := []string{"rates.load", "rates.import", "rates.load", "rates.import", "rates.load", "rates.import", "donor.add", "contribution.open", "pledge.record", "agreement.record", "receipt.record", "receipt.record"}
		if diff := cmp.Diff(wantActions, b.done()); diff != "" {
			t.Errorf("journal (-want +got):\n%s", diff)
		}
	})
}

func usd(s string) money.Money {
	m, err := money.Parse(s, money.USD)
	if err != nil {
		panic(err)
	}
	return m
}

func lines(rows []contributions.StatusRow) []string {
	var list []string
	for _, r := range rows {
		party := "other"
		if r.StateParty {
			party = "party"
		}
		list = append(list, fmt.Sprintf("%s %d %s: pledged %s agreed %s expected %s received %s refunded %s written down %s exchange %s overpaid %s outstanding %s in kind %s",
			r.Donor.Name, r.Year, party, r.Pledged.Plain(), r.Agreed.Plain(), r.Expected.Plain(), r.Received.Plain(), r.Refunded.Plain(),
			r.WrittenDown.Plain(), r.Exchange.Plain(), r.Overpaid.Plain(), r.Outstanding.Plain(), r.InKind.Plain()))
	}
	return list
}

// The statement is as of a date, separates those who were not parties on it,
// and discloses contributions in kind in no other figure.
func TestStatusByDonorAndYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		ireland, japan := b.donor("IRL"), b.donor("JPN")
		one := b.contribution(ireland.ID, "1", "USD")
		two := b.contribution(ireland.ID, "2", "USD")
		kind, err := b.Open(ctx, officer, contributions.ContributionIn{Reference: "3", Donor: japan.ID, Year: 2011, Currency: "USD", Mode: "in_kind"})
		if err != nil {
			t.Fatal(err)
		}
		b.must(b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: one.ID, On: "2010-01-01", Amount: "100.00"}))
		b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: one.ID, On: "2010-07-17", Amount: "40.00"}))
		b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: two.ID, On: "2010-07-18", Amount: "7.00"}))
		b.must(b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: kind.ID, On: "2010-07-18", Amount: "900.00"}))
		b.must(b.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: one.ID, On: "2012-07-20", Amount: "10.00", Reason: "letter of 19 July"}))

		for _, test := range []struct {
			asOf string
			want []string
		}{
			{"2009-12-31", nil},
			{"2010-07-16", []string{
				"Ireland 2012 other: pledged 100.00 agreed 0.00 expected 100.00 received 0.00 refunded 0.00 written down 0.00 exchange 0.00 overpaid 0.00 outstanding 100.00 in kind 0.00",
			}},
			{"2012-07-20", []string{
				"Ireland 2012 party: pledged 100.00 agreed 0.00 expected 100.00 received 47.00 refunded 0.00 written down 10.00 exchange 0.00 overpaid 7.00 outstanding 50.00 in kind 0.00",
				"Japan 2011 other: pledged 0.00 agreed 0.00 expected 0.00 received 0.00 refunded 0.00 written down 0.00 exchange 0.00 overpaid 0.00 outstanding 0.00 in kind 900.00",
			}},
		} {
			rows, err := b.Status(ctx, date.MustParse(test.asOf), contributions.Filter{})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, lines(rows)); diff != "" {
				t.Errorf("as of %s (-want +got):\n%s", test.asOf, diff)
			}
		}
		rows, err := b.Status(ctx, date.MustParse("2012-07-20"), contributions.Filter{Donor: japan.ID})
		if err != nil || len(rows) != 1 || rows[0].Donor.Name != "Japan" {
			t.Errorf("Japan alone: %v, %v", lines(rows), err)
		}
		b.sound()
	})
}

// A payment in another currency settles what it is worth at the operational
// rates of both, unless it is said what it settles.
func TestReceiptInAnotherCurrency(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.77")
		b.rate("JPY", "2012-01-01", "79.4")
		c := b.contribution(b.donor("AUT").ID, "1", "JPY")
		e := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "1000.00", Currency: "EUR"}))
		// 1,000.00 / 0.77 = 1,298.70 dollars; x 79.4 = 103,116.78 -> 103,117 yen.
		if e.USD != usd("1298.70") || e.Settles.String() != "103117 JPY" {
			t.Errorf("%s settle %s", e.USD, e.Settles)
		}
		e = b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "1000.00", Currency: "EUR", Settles: "100000"}))
		if e.Settles.String() != "100000 JPY" {
			t.Errorf("settles %s", e.Settles)
		}
		b.sound()
	})
}

// Every wrong field is named at once, and nothing is written.
func TestWrongInput(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-02-01", "0.77")
		b.rate("EUR", "2012-08-01", "0.79")
		c := b.contribution(b.donor("AUT").ID, "1", "EUR")
		before := len(b.done())
		payment := func(in contributions.PaymentIn) func() error {
			return func() error {
				in.Contribution = c.ID
				_, err := b.RecordReceipt(ctx, officer, in)
				return err
			}
		}
		for _, test := range []struct {
			name string
			do   func() error
			want string // path: code of each field, or the code alone
		}{
			{"grouping", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1,000.00"}), "amount: money.grammar"},
			{"exponent", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1e3"}), "amount: money.grammar"},
			{"not a number", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "NaN"}), "amount: money.grammar"},
			{"negative", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "-1.00"}), "amount: entry.not_positive"},
			{"zero", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "0.00"}), "amount: entry.not_positive"},
			{"too many decimals", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1.001"}), "amount: money.too_many_decimals"},
			{"10^18", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1000000000000000000"}), "amount: money.too_large"},
			{"unknown currency", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1.00", Currency: "XYZ"}), "currency: money.unknown_currency"},
			{"no rate", payment(contributions.PaymentIn{On: "2012-01-31", Amount: "1.00"}), "on: rate.none currency=EUR date=2012-01-31"},
			{"future", payment(contributions.PaymentIn{On: "2012-07-21", Amount: "1.00"}), "on: date.future date=2012-07-21 today=2012-07-20"},
			{"no such day", payment(contributions.PaymentIn{On: "2012-02-30", Amount: "1.00"}), "on: date.not_a_day"},
			{"rate 0", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1.00", BankRate: "0", Reason: "x"}), "bank_rate: rate.out_of_range"},
			{"rate 10^12", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1.00", BankRate: "1000000000000", Reason: "x"}), "bank_rate: rate.out_of_range"},
			{"bank rate without reason", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1.00", BankRate: "0.7"}), "reason: entry.no_reason"},
			{"everything", payment(contributions.PaymentIn{On: "x", Amount: "y", Currency: "z", BankRate: "w"}),
				"currency: money.unknown_currency; on: date.grammar; amount: money.grammar; bank_rate: rate.grammar; reason: entry.no_reason"},
			{"control characters", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1.00", Reason: "a\x1b[31m"}), "reason: text.unprintable"},
			{"a name that turns the reading", func() error {
				_, err := b.AddDonor(ctx, officer, contributions.DonorIn{Name: "a\u202eb", Kind: "private"})
				return err
			}, "name: text.unprintable"},
			{"a name of two lines", func() error {
				_, err := b.AddDonor(ctx, officer, contributions.DonorIn{Name: "a\nb", Kind: "private"})
				return err
			}, "name: text.unprintable"},
			{"a long reason", payment(contributions.PaymentIn{On: "2012-02-01", Amount: "1.00", Reason: strings.Repeat("é", 1001)}), "reason: text.too_long"},
			{"refund of nothing", func() error {
				_, err := b.RecordRefund(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "1.00"})
				return err
			}, "amount: refund.more_than_received"},
			{"write-down without reason", func() error {
				_, err := b.RecordWriteDown(ctx, officer, contributions.WriteDownIn{Contribution: c.ID, On: "2012-02-01", Amount: "1.00"})
				return err
			}, "reason: entry.no_reason"},
			{"no such contribution", func() error {
				_, err := b.RecordPledge(ctx, officer, contributions.PromiseIn{Contribution: 99, On: "2012-02-01", Amount: "1.00"})
				return err
			}, "contribution.not_found"},
			{"no such entry", func() error {
				_, err := b.Reverse(ctx, officer, 99, "wrong")
				return err
			}, "entry.not_found"},
			{"unknown State", func() error {
				_, err := b.AddDonor(ctx, officer, contributions.DonorIn{Party: "XXX"})
				return err
			}, "party: conference.unknown_name"},
			{"a State that is none", func() error {
				_, err := b.AddDonor(ctx, officer, contributions.DonorIn{Name: "Ruritania", Kind: "state"})
				return err
			}, "name: conference.unknown_name"},
			{"the same donor again", func() error {
				_, err := b.AddDonor(ctx, officer, contributions.DonorIn{Party: "AUT"})
				return err
			}, "donor.exists"},
			{"the same reference again", func() error {
				_, err := b.Open(ctx, officer, contributions.ContributionIn{Reference: "1", Donor: c.Donor, Year: 2012, Currency: "USD"})
				return err
			}, "contribution.exists"},
			{"a contribution of nobody", func() error {
				_, err := b.Open(ctx, officer, contributions.ContributionIn{Reference: "2", Donor: 99, Year: 2012, Currency: "USD"})
				return err
			}, "donor: donor.not_found"},
			{"a contribution of nothing", func() error {
				_, err := b.Open(ctx, officer, contributions.ContributionIn{Mode: "barter"})
				return err
			}, "reference: contribution.no_reference; year: contribution.bad_year; currency: money.unknown_currency; mode: contribution.unknown_mode"},
		} {
			t.Run(test.name, func(t *testing.T) {
				if got := said(test.do()); !strings.HasPrefix(got, test.want) {
					t.Errorf("said %q, want %q", got, test.want)
				}
			})
		}
		if after := len(b.done()); after != before {
			t.Errorf("%d entries in the journal, %d before", after, before)
		}
		if h, err := b.Contribution(ctx, c.ID); err != nil || len(h.Entries) != 0 {
			t.Errorf("%d entries, %v", len(h.Entries), err)
		}
		b.sound()
	})
}

// said is what an error says: of each field path, code and, of some codes, the
// arguments.
func said(err error) string {
	e, ok := problem.As(err)
	if !ok {
		return fmt.Sprint(err)
	}
	if e.Fields == nil {
		return e.Code
	}
	var fields []string
	for _, f := range e.Fields {
		text := f.Path + ": " + f.Code
		if f.Code == "rate.none" || f.Code == "date.future" {
			var args []string
			for name, value := range f.Args {
				args = append(args, fmt.Sprintf(" %s=%v", name, value))
			}
			slices.Sort(args)
			text += strings.Join(args, "")
		}
		fields = append(fields, text)
	}
	return strings.Join(fields, "; ")
}

func TestReversalOnTheBooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		c := b.contribution(b.donor("AUT").ID, "1", "USD")
		e := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "10.00"}))
		if _, err := b.Reverse(ctx, officer, e.ID, " "); said(err) != "reason: entry.no_reason" {
			t.Errorf("without a reason: %v", err)
		}
		r := b.must(b.Reverse(ctx, officer, e.ID, "recorded for the wrong donor"))
		if r.Reverses != e.ID || r.USD != usd("-10.00") || r.On.String() != "2012-07-20" {
			t.Errorf("reversal: %+v", r)
		}
		if _, err := b.Reverse(ctx, officer, e.ID, "again"); !problem.Is(err, "entry.already_reversed") {
			t.Errorf("reversed twice: %v", err)
		}
		_, balances, err := b.DonorBalance(ctx, c.Donor)
		if err != nil {
			t.Fatal(err)
		}
		for _, balance := range balances {
			if !balance.Amount.IsZero() || !balance.USD.IsZero() {
				t.Errorf("%s: %s, %s", balance.Account, balance.Amount, balance.USD)
			}
		}
		b.sound()
	})
}

// A rate that was used is never overwritten.
func TestRates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.77")
		b.rate("EUR", "2012-01-15", "0.76")
		for on, want := range map[string]string{"2012-01-01": "0.77", "2012-01-14": "0.77", "2012-01-15": "0.76", "2030-01-01": "0.76"} {
			r, err := b.RateOn(ctx, "EUR", date.MustParse(on))
			if err != nil || r.PerUSD.String() != want {
				t.Errorf("on %s: %s, %v", on, r.PerUSD, err)
			}
		}
		if _, err := b.RateOn(ctx, "EUR", date.MustParse("2011-12-31")); !problem.Is(err, "rate.none") {
			t.Errorf("before the first: %v", err)
		}
		if r, err := b.RateOn(ctx, "USD", date.MustParse("2011-12-31")); err != nil || r.PerUSD.String() != "1" {
			t.Errorf("dollars: %s, %v", r.PerUSD, err)
		}
	})
}

// Attack 33: what is posted cannot be changed, and what was changed past the
// triggers is found and named.
func TestTamperedBooks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.77")
		c := b.contribution(b.donor("AUT").ID, "1", "EUR")
		b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c.ID, On: "2012-02-01", Amount: "100.00"}))
		e := b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "10.00"}))
		for _, query := range []string{
			"UPDATE entry SET usd = usd + 1", "DELETE FROM entry", "UPDATE posting SET usd = usd + 1", "DELETE FROM posting",
			"UPDATE rate SET per_usd = '0.5'", "DELETE FROM rate",
		} {
			if err := b.try(query); !problem.Is(err, "posted.immutable") {
				t.Errorf("%s: %v", query, err)
			}
		}
		b.sound()

		b.exec("UPDATE balance SET usd = usd + 100 WHERE account = 'cash'")
		b.exec("INSERT INTO posting (entry_id, seq, account, donor_id, contribution_id, on_date, currency, amount, usd) VALUES (?, 9, 'receivable', ?, ?, '2012-02-01', 'EUR', -10000, -10000)", e.ID, c.Donor, c.ID)
		want := []string{
			fmt.Sprintf("entry %d: verify.unbalanced", e.ID),
			fmt.Sprintf("balance cash %d EUR: verify.balance", c.Donor),
			fmt.Sprintf("balance receivable %d EUR: verify.balance", c.Donor),
			fmt.Sprintf("contribution %d: verify.standing", c.ID),
			fmt.Sprintf("contribution %d: verify.position", c.ID),
			fmt.Sprintf("entry %d: verify.not_as_recorded", e.ID),
		}
		if diff := cmp.Diff(want, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// Who owns the database can take the triggers away and change all that belongs
// together: here one receipt is doubled and another of the same amount taken
// out, so that every sum is as before. The journal still says what was recorded.
func TestBooksThatBalanceAndAreNotWhatWasRecorded(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		austria := b.donor("AUT")
		one, two := b.contribution(austria.ID, "1", "USD"), b.contribution(austria.ID, "2", "USD")
		pay := func(c contributions.Contribution) int64 {
			return b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "10.00"})).ID
		}
		doubled, renamed, gone := pay(one), pay(one), pay(two)
		b.sound()

		if d.Engine() == db.SQLite {
			for _, trigger := range []string{"entry_update", "entry_delete", "posting_update", "posting_delete", "official_receipt_delete"} {
				b.exec("DROP TRIGGER " + trigger)
			}
		} else {
			b.exec("ALTER TABLE entry DISABLE TRIGGER USER")
			b.exec("ALTER TABLE posting DISABLE TRIGGER USER")
			b.exec("ALTER TABLE official_receipt DISABLE TRIGGER USER")
		}
		b.exec("UPDATE entry SET amount = 2 * amount, usd = 2 * usd, settles = 2 * settles WHERE id = ?", doubled)
		b.exec("UPDATE posting SET amount = 2 * amount, usd = 2 * usd WHERE entry_id = ?", doubled)
		b.exec("UPDATE entry SET reason = 'as agreed' WHERE id = ?", renamed)
		b.exec("DELETE FROM posting WHERE entry_id = ?", gone)
		b.exec("DELETE FROM official_receipt WHERE entry_id = ?", gone)
		b.exec("DELETE FROM entry WHERE id = ?", gone)
		b.exec("UPDATE contribution SET year = 2011 WHERE id = ?", two.ID)
		b.exec("UPDATE donor SET kind = 'private', party_id = NULL WHERE id = ?", austria.ID)
		b.exec("INSERT INTO donor (name, kind, ceb_code, region, source) VALUES ('Nobody', 'private', '', '', 'register')")
		b.exec("INSERT INTO contribution (source, reference, donor_id, year, currency, mode, comment, entered_by, recorded_at) VALUES ('register', '3', ?, 2012, 'USD', 'cash', '', 'officer', '2012-07-20T10:00:00Z')", austria.ID)
		want := []string{
			fmt.Sprintf("contribution %d: verify.standing", one.ID),
			fmt.Sprintf("contribution %d: verify.standing", two.ID),
			fmt.Sprintf("donor %d: verify.not_as_recorded", austria.ID),
			fmt.Sprintf("donor %d: verify.not_recorded", austria.ID+1),
			fmt.Sprintf("contribution %d: verify.not_as_recorded", two.ID),
			fmt.Sprintf("contribution %d: verify.not_recorded", two.ID+1),
			fmt.Sprintf("entry %d: verify.not_as_recorded", doubled),
			fmt.Sprintf("entry %d: verify.not_as_recorded", renamed),
			fmt.Sprintf("entry %d: verify.missing", gone),
		}
		if diff := cmp.Diff(want, b.findings()); diff != "" {
			t.Errorf("findings (-want +got):\n%s", diff)
		}
	})
}

// Attack 32: balances that would leave 64 bits are refused, and nothing of the
// entry that would do it is kept.
func TestBalanceOverflow(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		donor := b.donor("AUT")
		var failed error
		n := 0
		for ; n < 100 && failed == nil; n++ {
			c := b.contribution(donor.ID, fmt.Sprint(n), "USD")
			_, failed = b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "9999999999999.99"})
		}
		if problem.KindOf(failed) != problem.Invalid {
			t.Fatalf("after %d receipts: %v", n, failed)
		}
		_, balances, err := b.DonorBalance(ctx, donor.ID)
		if err != nil {
			t.Fatal(err)
		}
		for _, balance := range balances {
			if balance.Account == contributions.Cash && balance.USD.Units() != int64(n-1)*99_999_999_999_999_900 {
				t.Errorf("cash is %d units after %d receipts", balance.USD.Units(), n-1)
			}
		}
	})
}

// The statement and every balance come out of one snapshot and one
// transaction: a reader never sees a contribution half recorded.
func TestRecordingIsAllOrNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		c := b.contribution(b.donor("AUT").ID, "1", "USD")
		failure := problem.New(problem.Unavailable, "db.unavailable")
		err := d.Update(ctx, func(ctx context.Context) error {
			b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c.ID, On: "2012-02-01", Amount: "10.00"}))
			return failure
		})
		if !problem.Is(err, "db.unavailable") {
			t.Fatal(err)
		}
		if h, err := b.Contribution(ctx, c.ID); err != nil || len(h.Entries) != 0 {
			t.Errorf("%d entries, %v", len(h.Entries), err)
		}
		if _, balances, err := b.DonorBalance(ctx, c.Donor); err != nil || len(balances) != 0 {
			t.Errorf("%v, %v", balances, err)
		}
	})
}
