package contributionsdb_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// item is the only one in suspense, as of the day.
func (b *books) item(asOf string) string {
	b.t.Helper()
	items, err := b.InSuspenseOn(b.t.Context(), date.MustParse(asOf), true)
	if err != nil || len(items) != 1 {
		b.t.Fatalf("%d items, %v", len(items), err)
	}
	var said strings.Builder
	for _, p := range items[0].Parts {
		to := "back"
		if p.Matched != 0 {
			to = fmt.Sprint("to ", p.Matched)
		}
		said.WriteString(fmt.Sprintf("%s %s, ", p.Entry.Amount, to))
	}
	return said.String() + fmt.Sprintf("left %s at %s, cleared %s", items[0].Rest.Amount, items[0].Rest.USD, items[0].Cleared)
}

// One transfer was Austria's in part and Ireland's in part, and the rest went
// back.
func TestSuspenseInParts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		b.rate("EUR", "2012-01-01", "0.70")
		one := b.contribution(b.donor("AUT").ID, "1", "EUR").ID
		two := b.contribution(b.donor("IRL").ID, "2", "EUR").ID
		came := b.must(b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: "2012-06-01", Amount: "100.00", Currency: "EUR", Payer: "?"}))
		match := func(to int64, on, amount string) (contributions.Entry, error) {
			return b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: came.ID, Contribution: to, On: on, Amount: amount})
		}
		for amount, want := range map[string]string{"100.01": "suspense.more_than_rest", "0.00": "entry.not_positive", "-1.00": "entry.not_positive", "1.001": "money.too_many_decimals"} {
			if _, err := match(one, "2012-07-01", amount); err == nil {
				t.Errorf("%s matched", amount)
			} else if p, ok := problem.As(err); !ok || len(p.Fields) != 1 || p.Fields[0].Path != "amount" || p.Fields[0].Code != want {
				t.Errorf("%s: %v, want %s", amount, err, want)
			}
		}
		// 100.00 are 142.86 dollars. 33.33 of them are 47.62; 33.33 of the rest are
		// 47.61; what is left takes the rest of the value.
		first := b.must(match(one, "2012-07-01", "33.33"))
		if first.USD != usd("47.62") || first.Payment.Official.Number != 1 {
			t.Errorf("the first part: %s", first.USD)
		}
		second := b.must(match(two, "2012-07-02", "33.33"))
		if got, want := b.item("2012-07-02"), fmt.Sprintf("33.33 EUR to %d, 33.33 EUR to %d, left 33.34 EUR at 47.63 USD, cleared ", one, two); got != want {
			t.Errorf("after two parts: %s\nwant %s", got, want)
		}
		if got, want := b.item("2012-07-01"), fmt.Sprintf("33.33 EUR to %d, left 66.67 EUR at 95.24 USD, cleared ", one); got != want {
			t.Errorf("the day before: %s\nwant %s", got, want)
		}
		b.sound()
		b.must(b.ReturnSuspense(ctx, officer, contributions.ReturnIn{Suspense: came.ID, On: "2012-07-03", Amount: "10.00", Reason: "the bank asked"}))
		b.must(b.ReturnSuspense(ctx, officer, contributions.ReturnIn{Suspense: came.ID, On: "2012-07-04", Reason: "nobody's"}))
		if got, want := b.item("2012-07-20"), fmt.Sprintf("33.33 EUR to %d, 33.33 EUR to %d, 10.00 EUR back, 23.34 EUR back, left 0.00 EUR at 0.00 USD, cleared 2012-07-04", one, two); got != want {
			t.Errorf("at the end: %s\nwant %s", got, want)
		}
		if _, err := match(one, "2012-07-05", "1.00"); !problem.Is(err, "suspense.not_there") {
			t.Errorf("more than there was: %v", err)
		}
		b.sound()
		// A part is taken back alone, and matched anew.
		b.must(b.Reverse(ctx, officer, second.ID, "not Ireland's"))
		if got, want := b.item("2012-07-20"), fmt.Sprintf("33.33 EUR to %d, 10.00 EUR back, 23.34 EUR back, left 33.33 EUR at 47.61 USD, cleared ", one); got != want {
			t.Errorf("a part taken back: %s\nwant %s", got, want)
		}
		b.must(match(one, "2012-07-20", ""))
		b.sound()
		if got := b.cash(1); got != "Austria 95.23" {
			t.Errorf("cash: %s", got)
		}
	})
}

// However an amount is taken apart, its parts and what is left are all of it, in
// its currency and in US dollars.
func TestSuspensePartsAddUp(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	b := open(t, d)
	b.rate("JPY", "2012-01-01", "79.37")
	c := b.contribution(b.donor("JPN").ID, "1", "JPY").ID
	rapid.Check(t, func(r *rapid.T) {
		ctx := t.Context()
		whole := int64(rapid.IntRange(1, 5000).Draw(r, "yen"))
		came := b.must(b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: "2012-06-01", Amount: fmt.Sprint(whole), Currency: "JPY", Payer: "?"}))
		left, worth := whole, usd("0.00")
		for left > 0 {
			part := rapid.Int64Range(1, left).Draw(r, "part")
			var e contributions.Entry
			if rapid.Bool().Draw(r, "matched") {
				e = b.must(b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: came.ID, Contribution: c, On: "2012-07-20", Amount: fmt.Sprint(part)}))
			} else {
				e = b.must(b.ReturnSuspense(ctx, officer, contributions.ReturnIn{Suspense: came.ID, On: "2012-07-20", Amount: fmt.Sprint(part), Reason: "x"}))
			}
			left -= part
			var err error
			if worth, err = worth.Add(e.USD); err != nil {
				r.Fatal(err)
			}
		}
		if worth != came.USD {
			r.Errorf("the parts are worth %s, the whole %s", worth, came.USD)
		}
	})
	b.sound()
}

// A receipt after the end of its agreement is taken and marked; what is
// outstanding is marked too, until the agreement is extended.
func TestExpiredAgreements(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := t.Context()
		b := open(t, d)
		c := b.contribution(b.donor("AUT").ID, "1", "USD").ID
		b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: c, On: "2012-01-15", Amount: "100.00"}))
		terms := func(expires, reason string) {
			t.Helper()
			_, err := b.SetTerms(ctx, officer, contributions.TermsIn{Contribution: c, Number: "A/1", Signed: "2012-01-15", Expires: expires, Reason: reason})
			if err != nil {
				t.Fatal(err)
			}
		}
		terms("2012-06-30", "")
		expired := func(asOf string) string {
			t.Helper()
			items, err := b.OpenItemsOn(ctx, date.MustParse(asOf), contributions.Filter{})
			if err != nil || len(items) != 1 {
				t.Fatal(items, err)
			}
			return items[0].Expired.String()
		}
		pay := func(on string) string {
			t.Helper()
			return b.must(b.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: c, On: on, Amount: "10.00"})).Expired.String()
		}
		// On its last day it has not expired yet.
		for on, want := range map[string]string{"2012-06-30": "", "2012-07-01": "2012-06-30"} {
			if got := pay(on); got != want {
				t.Errorf("a receipt of %s: %q, want %q", on, got, want)
			}
			if got := expired(on); got != want {
				t.Errorf("outstanding on %s: %q, want %q", on, got, want)
			}
		}
		h, err := b.Contribution(ctx, c)
		if err != nil {
			t.Fatal(err)
		}
		marked := map[string]bool{}
		for _, e := range h.Entries {
			if !e.Expired.IsZero() {
				marked[e.On.String()] = true
			}
		}
		if diff := cmp.Diff(map[string]bool{"2012-07-01": true}, marked); diff != "" {
			t.Errorf("marked when read (-want +got):\n%s", diff)
		}
		came := b.must(b.RecordSuspense(ctx, officer, contributions.SuspenseIn{On: "2012-05-01", Amount: "10.00", Currency: "USD", Payer: "?"}))
		if e := b.must(b.MatchSuspense(ctx, officer, contributions.MatchIn{Suspense: came.ID, Contribution: c, On: "2012-07-02"})); e.Expired.IsZero() {
			t.Error("a match after the end is not marked")
		}
		terms("2012-12-31", "extended by an exchange of letters")
		if got := expired("2012-07-20"); got != "" {
			t.Errorf("extended, and still expired on %s", got)
		}
		if got := pay("2012-07-03"); got != "" {
			t.Errorf("extended, and a receipt is marked %s", got)
		}
		b.sound()
		// An agreement that was reversed by mistake has its terms again.
		two := b.contribution(b.donor("IRL").ID, "2", "USD").ID
		agreed := b.must(b.RecordAgreement(ctx, officer, contributions.PromiseIn{Contribution: two, On: "2012-01-15", Amount: "100.00"}))
		if _, err := b.SetTerms(ctx, officer, contributions.TermsIn{Contribution: two, Number: "A/2", Signed: "2012-01-15"}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.SetSchedule(ctx, officer, contributions.ScheduleIn{Contribution: two, On: "2012-01-15", Instalments: []contributions.InstalmentIn{{Due: "2012-12-31", Amount: "100.00"}}}); err != nil {
			t.Fatal(err)
		}
		undone := b.must(b.Reverse(ctx, officer, agreed.ID, "x"))
		b.must(b.Restore(ctx, officer, undone.ID, "x"))
		list, err := b.Terms(ctx, two)
		if err != nil || len(list) != 1 || list[0].Number != "A/2" {
			t.Errorf("terms of what was put back: %+v, %v", list, err)
		}
		if in, _, err := b.Instalments(ctx, two, date.Date{}); err != nil || len(in.Instalments) != 1 {
			t.Errorf("schedule of what was put back: %+v, %v", in, err)
		}
		b.sound()
	})
}
