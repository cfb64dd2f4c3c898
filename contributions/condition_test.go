package contributions_test

import (
	"testing"

	"pgregory.net/rapid"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// A true condition defers: what is agreed is owed until the condition is met,
// in parts and at the value of the agreement.
func TestConditionalAgreement(t *testing.T) {
	l := contribution(t, "EUR")
	f := fact("2012-03-01", "100.00 EUR", "0.80")
	f.Conditional = true
	wantPostings(t, l.record(contributions.Agreement, f), `
		2012-03-01 receivable  100.00 EUR  125.00
		2012-03-01 deferred   -100.00 EUR -125.00`)
	l.record(contributions.Receipt, fact("2012-04-01", "60.00 EUR", "0.75"))
	wantPostings(t, l.record(contributions.ConditionMet, fact("2012-05-01", "30.00 EUR", "0.70")), `
		2012-05-01 deferred  30.00 EUR  37.50
		2012-05-01 revenue  -30.00 EUR -37.50`)
	wantPostings(t, l.record(contributions.Refund, fact("2012-06-01", "20.00 EUR", "0.75")), `
		2012-06-01 cash     -20.00 EUR -26.67
		2012-06-01 deferred  20.00 EUR  25.00
		2012-06-01 exchange   0.00 EUR   1.67`)
	wantPostings(t, l.record(contributions.WriteDown, fact("2012-07-01", "40.00 EUR", "0.75")), `
		2012-07-01 receivable -40.00 EUR -50.00
		2012-07-01 deferred    40.00 EUR  50.00`)
	_, err := l.try(contributions.ConditionMet, fact("2012-07-02", "10.01 EUR", "0.75"))
	wantField(t, err, "amount", "condition.more_than_deferred")
	if _, err := l.reverse(1, "2012-07-02"); !problem.Is(err, "entry.depended_on") {
		t.Errorf("the agreement reversed under its condition: %v", err)
	}
	l.record(contributions.ConditionMet, fact("2012-07-02", "10.00 EUR", "0.75"))
	if p, err := l.Position(date.Date{}); err != nil || !p.Deferred.Amount.IsZero() || !p.Deferred.USD.IsZero() {
		t.Errorf("deferred %v, %v", p.Deferred, err)
	}
}

// Whatever happens to a conditional agreement: every entry balances, the
// identity holds on every day, and deferred is what was agreed less what was
// met, refunded and written down while there was any.
func TestEveryConditionalHistory(t *testing.T) {
	first := date.MustParse("2012-01-01")
	const days = 12
	rapid.Check(t, func(rt *rapid.T) {
		own := money.Currency(rapid.SampledFrom([]string{"USD", "EUR", "JPY", "KWD"}).Draw(rt, "currency"))
		l := contribution(t, own)
		kinds := []contributions.Kind{
			contributions.Agreement, contributions.ConditionMet, contributions.ConditionMet,
			contributions.Receipt, contributions.Refund, contributions.WriteDown, contributions.Reversal,
		}
		var held contributions.Booked
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
			on := first.AddDays(rapid.IntRange(0, days).Draw(rt, "day"))
			var e contributions.Entry
			var err error
			if kind == contributions.Reversal {
				e, err = l.reverse(int64(rapid.IntRange(1, len(l.Entries)+1).Draw(rt, "entry")), on.String())
			} else {
				f := anyFact(rt, own, kind, on)
				f.Conditional = kind == contributions.Agreement
				e, err = l.try(kind, f)
			}
			if err != nil {
				if problem.KindOf(err) == problem.Internal || kind != contributions.Reversal && problem.Is(err, "entry.depended_on") {
					rt.Fatalf("%s on %s: %v", kind, on, err)
				}
				continue
			}
			if !contributions.Balanced(e.Postings) {
				rt.Fatalf("%s does not balance:\n%s", e.Kind, postings(e))
			}
			for _, p := range e.Postings {
				if p.Account == contributions.Deferred {
					held.Amount = money.FromUnits(held.Amount.Units()-p.Amount.Units(), own)
					held.USD = money.FromUnits(held.USD.Units()-p.USD.Units(), money.USD)
				}
			}
			for day := range days + 1 {
				p, err := l.Position(first.AddDays(day))
				if err != nil {
					rt.Fatal(err)
				}
				if !p.Identity() {
					rt.Fatalf("after %s on %s the identity does not hold as of day %d: %+v", e.Kind, on, day, p)
				}
				if d := p.Deferred; d.Amount.Sign() < 0 || d.USD.Sign() < 0 || d.Amount.IsZero() != d.USD.IsZero() && d.Amount.IsZero() {
					rt.Fatalf("after %s on %s deferred is %s at %s as of day %d", e.Kind, on, d.Amount, d.USD, day)
				}
			}
			now, err := l.Position(date.Date{})
			if err != nil {
				rt.Fatal(err)
			}
			if now.Deferred.Amount.Units() != held.Amount.Units() || now.Deferred.USD.Units() != held.USD.Units() {
				rt.Fatalf("deferred is %v, the postings hold %v", now.Deferred, held)
			}
		}
	})
}
