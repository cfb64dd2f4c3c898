package contributions_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// schedule reads "2012-06-30 60.00 EUR".
func schedule(l *life, on, reason string, earlier []contributions.Schedule, parts ...string) (contributions.Schedule, error) {
	var list []contributions.Instalment
	for _, p := range parts {
		due, amount, _ := strings.Cut(p, " ")
		list = append(list, contributions.Instalment{Due: date.MustParse(due), Amount: cash(amount)})
	}
	return contributions.DecideSchedule(l.History, earlier, date.MustParse(on), list, reason)
}

// stand says what each instalment has paid, written down and outstanding.
func stand(t *testing.T, l *life, s contributions.Schedule, asOf string) []string {
	t.Helper()
	states, err := l.Instalments(s, date.MustParse(asOf))
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, i := range states {
		said = append(said, fmt.Sprintf("%s %s %s %s", i.Due, i.Paid.Plain(), i.WrittenDown.Plain(), i.Outstanding.Plain()))
	}
	return said
}

func TestInstalments(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Receipt, fact("2012-01-10", "5.00 EUR", "0.77"))
	l.record(contributions.Agreement, fact("2012-02-01", "100.00 EUR", "0.77"))
	s, err := schedule(l, "2012-02-01", "", nil, "2012-06-30 60.00 EUR", "2012-12-31 30.00 EUR", "2013-06-30 10.00 EUR")
	if err != nil {
		t.Fatal(err)
	}
	chosen := fact("2012-05-01", "35.00 EUR", "0.77")
	chosen.Payment.Instalment = date.MustParse("2012-12-31")
	l.record(contributions.Receipt, chosen)
	l.record(contributions.WriteDown, fact("2012-07-01", "40.00 EUR", "0.77"))
	l.record(contributions.Receipt, fact("2012-08-01", "45.00 EUR", "0.77"))
	l.reverse(3, "2012-08-02")
	for _, tt := range []struct {
		what, asOf string
		want       []string
	}{
		{"what was paid before the agreement counts", "2012-02-01", []string{"2012-06-30 5.00 0.00 55.00", "2012-12-31 0.00 0.00 30.00", "2013-06-30 0.00 0.00 10.00"}},
		{"the chosen instalment first, the oldest with what is left", "2012-05-01", []string{"2012-06-30 10.00 0.00 50.00", "2012-12-31 30.00 0.00 0.00", "2013-06-30 0.00 0.00 10.00"}},
		{"a write-down comes off the oldest that is open", "2012-07-01", []string{"2012-06-30 10.00 40.00 10.00", "2012-12-31 30.00 0.00 0.00", "2013-06-30 0.00 0.00 10.00"}},
		{"what is overpaid is paid into none", "2012-08-01", []string{"2012-06-30 20.00 40.00 0.00", "2012-12-31 30.00 0.00 0.00", "2013-06-30 10.00 0.00 0.00"}},
	} {
		if diff := cmp.Diff(tt.want, stand(t, l, s, tt.asOf)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.what, diff)
		}
	}
}

func TestScheduleIsRefused(t *testing.T) {
	l := contribution(t, "EUR")
	if _, err := schedule(l, "2012-02-01", "", nil, "2012-06-30 1.00 EUR"); !problem.Is(err, "schedule.no_agreement") {
		t.Errorf("without an agreement: %v", err)
	}
	l.record(contributions.Agreement, fact("2012-02-01", "100.00 EUR", "0.77"))
	first, err := schedule(l, "2012-02-01", "", nil, "2012-06-30 100.00 EUR")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		what, on, reason string
		earlier          []contributions.Schedule
		parts            []string
		want             string
	}{
		{"a cent missing", "2012-02-01", "", nil, []string{"2012-06-30 99.99 EUR"}, "instalments: schedule.does_not_add"},
		{"in another currency", "2012-02-01", "", nil, []string{"2012-06-30 100.00 USD"}, "instalments[0].amount: money.currency_mismatch"},
		{"nothing at all", "2012-02-01", "", nil, nil, "instalments: schedule.empty"},
		{"an instalment of nothing", "2012-02-01", "", nil, []string{"2012-06-30 100.00 EUR", "2012-07-30 0.00 EUR"}, "instalments[1].amount: entry.not_positive"},
		{"two on one day", "2012-02-01", "", nil, []string{"2012-06-30 50.00 EUR", "2012-06-30 50.00 EUR"}, "instalments[1].due: schedule.not_in_order"},
		{"before the agreement", "2012-01-31", "", nil, []string{"2012-06-30 100.00 EUR"}, "on: entry.before_earlier"},
		{"a revision without why", "2012-02-01", "", []contributions.Schedule{first}, []string{"2012-07-30 100.00 EUR"}, "reason: entry.no_reason"},
	} {
		_, err := schedule(l, tt.on, tt.reason, tt.earlier, tt.parts...)
		p, ok := problem.As(err)
		if !ok || p.Code != "schedule.invalid" || len(p.Fields) != 1 || p.Fields[0].Path+": "+p.Fields[0].Code != tt.want {
			t.Errorf("%s: %v", tt.what, err)
		}
	}
}

// A schedule holds from its date, and falls with its agreement.
func TestScheduleInForce(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Agreement, fact("2012-02-01", "100.00 EUR", "0.77"))
	first, _ := schedule(l, "2012-02-01", "", nil, "2012-06-30 100.00 EUR")
	second, err := schedule(l, "2012-03-01", "the donor asked", []contributions.Schedule{first}, "2012-09-30 100.00 EUR")
	if err != nil {
		t.Fatal(err)
	}
	all := []contributions.Schedule{first, second}
	l.reverse(1, "2012-04-01")
	l.record(contributions.Agreement, fact("2012-04-01", "70.00 EUR", "0.77"))
	for asOf, want := range map[string]int{"2012-01-31": 0, "2012-02-29": 1, "2012-03-01": 2, "2012-03-31": 2, "2012-04-01": 0} {
		s, _ := l.ScheduleOn(all, date.MustParse(asOf))
		if s.Revision != want {
			t.Errorf("on %s revision %d is in force, want %d", asOf, s.Revision, want)
		}
	}
}

// Banks take their charges from the cash; the contribution is settled in full.
func TestBankCharges(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Agreement, fact("2012-02-01", "100.00 EUR", "0.80"))
	f := fact("2012-03-01", "100.00 EUR", "0.80")
	f.Payment.Charges.Amount = cash("0.30 EUR")
	e := l.record(contributions.Receipt, f)
	wantPostings(t, e, `
		2012-03-01 cash               99.70 EUR       124.62
		2012-03-01 receivable       -100.00 EUR      -125.00
		2012-03-01 bank_charges        0.30 EUR         0.38`)
	if p, err := l.Position(date.Date{}); err != nil || !p.Outstanding.Amount.IsZero() {
		t.Errorf("outstanding %s, %v", p.Outstanding.Amount, err)
	}
	for charges, code := range map[string]string{"100.00 EUR": "payment.charges_too_large", "0.00 EUR": "entry.not_positive", "1.00 USD": "money.currency_mismatch"} {
		f.Payment.Charges.Amount = cash(charges)
		_, err := contributions.Decide(l.History, contributions.Receipt, f)
		if p, ok := problem.As(err); !ok || len(p.Fields) != 1 || p.Fields[0].Path != "charges" || p.Fields[0].Code != code {
			t.Errorf("charges of %s: %v", charges, err)
		}
	}
	f = fact("2012-03-02", "1.00 EUR", "0.80")
	f.Payment.Instalment = date.MustParse("2012-06-30")
	if _, err := contributions.Decide(l.History, contributions.Refund, f); err == nil {
		t.Error("a refund was paid into an instalment")
	}
}

// Whatever happens to an agreement, its instalments add up to it and what they
// have outstanding to the position, on every day.
func TestInstalmentsAddUp(t *testing.T) {
	first := date.MustParse("2012-01-01")
	const days = 12
	rapid.Check(t, func(rt *rapid.T) {
		own := money.Currency(rapid.SampledFrom([]string{"USD", "EUR", "JPY", "KWD"}).Draw(rt, "currency"))
		l := contribution(t, own)
		var all []contributions.Schedule
		kinds := []contributions.Kind{
			contributions.Agreement, contributions.Agreement, contributions.Receipt, contributions.Receipt,
			contributions.Refund, contributions.WriteDown, contributions.Reversal,
		}
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
			on := first.AddDays(rapid.IntRange(0, days).Draw(rt, "day"))
			if kind == contributions.Reversal {
				_, _ = l.reverse(int64(rapid.IntRange(1, len(l.Entries)+1).Draw(rt, "entry")), on.String())
			} else {
				f := anyFact(rt, own, kind, on)
				if kind == contributions.Receipt && rapid.Bool().Draw(rt, "chosen") {
					f.Payment.Instalment = first.AddDays(rapid.IntRange(0, 3).Draw(rt, "instalment"))
				}
				if kind != contributions.WriteDown && kind != contributions.Agreement && rapid.Bool().Draw(rt, "charged") {
					f.Payment.Charges.Amount = money.FromUnits(f.Amount.Units()/2/10_000*10_000, f.Amount.Currency())
					if f.Payment.Charges.Amount.IsZero() {
						f.Payment = contributions.Payment{}
					}
				}
				e, err := l.try(kind, f)
				if err == nil && !contributions.Balanced(e.Postings) {
					rt.Fatalf("%s does not balance:\n%s", e.Kind, postings(e))
				}
				if err == nil && kind == contributions.Agreement {
					all = append(all, anySchedule(rt, l, e, all, first))
				}
			}
			for day := range days + 1 {
				asOf := first.AddDays(day)
				s, ok := l.ScheduleOn(all, asOf)
				if !ok {
					continue
				}
				states, err := l.Instalments(s, asOf)
				if err != nil {
					rt.Fatal(err)
				}
				p, err := l.Position(asOf)
				if err != nil {
					rt.Fatal(err)
				}
				outstanding := int64(0)
				for _, i := range states {
					if i.Paid.Sign() < 0 || i.WrittenDown.Sign() < 0 || i.Outstanding.Sign() < 0 ||
						i.Paid.Units()+i.WrittenDown.Units()+i.Outstanding.Units() != i.Amount.Units() {
						rt.Fatalf("an instalment of %s has %s paid, %s written down and %s outstanding", i.Amount, i.Paid, i.WrittenDown, i.Outstanding)
					}
					outstanding += i.Outstanding.Units()
				}
				if outstanding != p.Outstanding.Amount.Units() {
					rt.Fatalf("as of %s the instalments have %d outstanding, the position %s", asOf, outstanding, p.Outstanding.Amount)
				}
			}
		}
	})
}

// anySchedule pays the agreement in up to four parts.
func anySchedule(rt *rapid.T, l *life, agreement contributions.Entry, earlier []contributions.Schedule, first date.Date) contributions.Schedule {
	left := agreement.Settles
	minor := cash(map[bool]string{true: "1 JPY", false: "0.01 EUR"}[left.Currency() == "JPY"]).Units()
	var parts []contributions.Instalment
	for i := range 3 {
		n := rapid.Int64Range(0, left.Units()/minor).Draw(rt, "part") * minor
		if n == 0 || n == left.Units() {
			continue
		}
		parts = append(parts, contributions.Instalment{Due: first.AddDays(i), Amount: money.FromUnits(n, left.Currency())})
		left = money.FromUnits(left.Units()-n, left.Currency())
	}
	parts = append(parts, contributions.Instalment{Due: first.AddDays(3), Amount: left})
	on := agreement.On
	if len(earlier) > 0 && earlier[len(earlier)-1].On.After(on) {
		on = earlier[len(earlier)-1].On
	}
	s, err := contributions.DecideSchedule(l.History, earlier, on, slices.Clone(parts), "as agreed")
	if err != nil {
		rt.Fatal(err)
	}
	return s
}
