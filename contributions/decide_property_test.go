package contributions_test

import (
	"slices"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Whatever is recorded, in whatever order of dates: every entry balances, the
// contribution stands soundly after it, and its identity holds, in its own
// currency and in dollars, as of every single day.
func TestEveryHistoryKeepsItsIdentity(t *testing.T) {
	first := date.MustParse("2012-01-01")
	const days = 12
	kinds := []contributions.Kind{
		contributions.Pledge, contributions.PledgeRevision, contributions.Agreement,
		contributions.Receipt, contributions.Receipt, contributions.Receipt,
		contributions.Refund, contributions.WriteDown, contributions.Reversal, contributions.RateCorrection, contributions.Revaluation,
	}
	rapid.Check(t, func(rt *rapid.T) {
		own := money.Currency(rapid.SampledFrom([]string{"USD", "EUR", "JPY", "KWD"}).Draw(rt, "currency"))
		l := contribution(t, own)
		var told model
		for range rapid.IntRange(1, 14).Draw(rt, "steps") {
			kind := rapid.SampledFrom(kinds).Draw(rt, "kind")
			on := first.AddDays(rapid.IntRange(0, days).Draw(rt, "day"))
			var e contributions.Entry
			var err error
			switch kind {
			case contributions.RateCorrection:
				id := int64(rapid.IntRange(1, len(l.Entries)+1).Draw(rt, "entry"))
				needed := false
				if e, needed, err = l.correct(id, anyRate(rt), on); !needed && err == nil {
					continue
				}
			case contributions.Revaluation:
				needed := false
				if e, needed, err = l.revalue(rt, own, on); !needed && err == nil {
					continue
				}
			case contributions.Reversal:
				id := int64(rapid.IntRange(1, len(l.Entries)+1).Draw(rt, "entry"))
				e, err = l.reverse(id, on.String())
			default:
				e, err = l.try(kind, anyFact(rt, own, kind, on))
			}
			if err != nil {
				if problem.KindOf(err) == problem.Internal || problem.Is(err, "rate.cannot_adjust") || kind != contributions.Reversal && problem.Is(err, "entry.depended_on") {
					rt.Fatalf("%s on %s: %v", kind, on, err)
				}
				continue
			}
			told.tell(l, e)
			if !contributions.Balanced(e.Postings) {
				rt.Fatalf("%s does not balance:\n%s", e.Kind, postings(e))
			}
			now, err := l.Position(date.Date{})
			if err != nil {
				rt.Fatal(err)
			}
			told.check(rt, now)
			steps, err := l.Steps()
			if err != nil {
				rt.Fatal(err)
			}
			for day := range days + 1 {
				p, err := l.Position(first.AddDays(day))
				if err != nil {
					rt.Fatal(err)
				}
				if !p.Identity() {
					rt.Fatalf("after %s on %s the identity does not hold as of day %d: %+v", e.Kind, on, day, p)
				}
				until := slices.DeleteFunc(slices.Clone(steps), func(s contributions.Step) bool { return s.On.After(first.AddDays(day)) })
				sum, err := contributions.SumOf(own, until)
				if err != nil || sum.Due != p.Due() || sum.Promised != p.Expected() || sum.Received != p.Received || sum.Refunded != p.Refunded {
					rt.Fatalf("after %s on %s the steps do not add up to the position as of day %d: %+v, %+v, %v", e.Kind, on, day, sum, p, err)
				}
			}
		}
	})
}

// anyFact is a payment or promise of up to 200 units, sometimes paid in another
// currency.
func anyFact(rt *rapid.T, own money.Currency, kind contributions.Kind, on date.Date) contributions.Fact {
	c := own
	if (kind == contributions.Receipt || kind == contributions.Refund) && rapid.IntRange(0, 3).Draw(rt, "elsewhere") == 0 {
		c = "CHF"
	}
	f := contributions.Fact{On: on, Amount: anyAmount(rt, c)}
	if c != own {
		f.Settles = anyAmount(rt, own)
	}
	r := parsed(rt, "1")
	if c != money.USD {
		r = anyRate(rt)
	}
	usd, err := r.ToUSD(f.Amount)
	if err != nil {
		rt.Fatal(err)
	}
	f.Valuation = contributions.Valuation{USD: usd, Rate: r, Basis: contributions.UNORE, RateDate: on}
	return f
}

func anyRate(rt *rapid.T) money.Rate {
	return parsed(rt, rapid.SampledFrom([]string{"0.283", "0.77", "1", "1.316", "79.4"}).Draw(rt, "rate"))
}

func parsed(rt *rapid.T, text string) money.Rate {
	r, err := money.ParseRate(text)
	if err != nil {
		rt.Fatal(err)
	}
	return r
}

// revalue brings what is open on the day to a rate, or takes the last
// revaluation back.
func (l *life) revalue(rt *rapid.T, own money.Currency, on date.Date) (e contributions.Entry, needed bool, err error) {
	if last := contributions.LastRevaluation(l.History); last != 0 {
		e, needed, err = contributions.DecideRevaluationBack(l.History, last, on, "taken back")
	} else {
		e, needed, err = contributions.DecideRevaluation(l.History, contributions.Rate{Currency: own, Effective: on, PerUSD: anyRate(rt)}, on)
	}
	if err == nil && needed {
		e.ID = int64(len(l.Entries) + 1)
		l.Entries = append(l.Entries, e)
	}
	return e, needed, err
}

// correct corrects the rate of an entry that was valued at one and counts.
func (l *life) correct(id int64, rate money.Rate, on date.Date) (contributions.Entry, bool, error) {
	if id > int64(len(l.Entries)) || !contributions.Correctable(l.History, l.Entries[id-1]) {
		return contributions.Entry{}, false, nil
	}
	original := l.Entries[id-1]
	e, needed, err := contributions.DecideCorrection(l.History, id, contributions.Rate{
		Currency: original.Amount.Currency(), Effective: original.RateDate, PerUSD: rate,
	}, on, "printed wrongly")
	if err == nil && needed {
		e.ID = int64(len(l.Entries) + 1)
		l.Entries = append(l.Entries, e)
	}
	return e, needed, err
}

func anyAmount(rt *rapid.T, c money.Currency) money.Money {
	digits := int32(c.Digits())
	most := decimal.New(200, digits).IntPart()
	// Few different amounts, so that payments settle their promise exactly
	// more often than by chance.
	n := rapid.OneOf(rapid.Int64Range(1, most), rapid.SampledFrom([]int64{most / 4, most / 2, most})).Draw(rt, "amount")
	m, err := money.New(decimal.New(n, -digits), c)
	if err != nil {
		rt.Fatal(err)
	}
	return m
}

// model adds up what was told, without any books.
type model struct {
	totals map[contributions.Kind][2]int64 // units in the contribution's currency and in dollars
}

func (m *model) tell(l *life, e contributions.Entry) {
	kind := e.Kind
	if kind == contributions.Reversal {
		kind = l.Entries[e.Reverses-1].Kind
	}
	if kind == contributions.RateCorrection {
		kind = l.Entries[e.Adjusts-1].Kind
	}
	if kind == contributions.PledgeRevision {
		kind = contributions.Pledge
	}
	if m.totals == nil {
		m.totals = map[contributions.Kind][2]int64{}
	}
	sum := m.totals[kind]
	m.totals[kind] = [2]int64{sum[0] + e.Settles.Units(), sum[1] + e.USD.Units()}
}

func (m *model) check(rt *rapid.T, p contributions.Position) {
	for kind, have := range map[contributions.Kind]contributions.Booked{
		contributions.Pledge: p.Pledged, contributions.Agreement: p.Agreed, contributions.Receipt: p.Received,
		contributions.Refund: p.Refunded, contributions.WriteDown: p.WrittenDown,
	} {
		want := m.totals[kind]
		if have.Amount.Units() != want[0] || have.USD.Units() != want[1] {
			rt.Fatalf("%s stands at %s, %s; told %v", kind, have.Amount, have.USD, want)
		}
	}
	if !p.Identity() {
		rt.Fatalf("the identity does not hold: %+v", p)
	}
	for _, v := range []contributions.Booked{p.Outstanding, p.Advance} {
		if v.Amount.Sign() < 0 || v.USD.Sign() < 0 || v.Amount.IsZero() && !v.USD.IsZero() {
			rt.Fatalf("%s stands in the books at %s", v.Amount, v.USD)
		}
	}
	if p.Exchange.Amount.Sign() != 0 {
		rt.Fatalf("an exchange difference of %s", p.Exchange.Amount)
	}
}

// The same facts give the same position, whichever of payment and promise is
// recorded first.
func TestOrderOfRecordingDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		own := money.Currency("EUR")
		promise := rapid.SampledFrom([]contributions.Kind{contributions.Pledge, contributions.Agreement}).Draw(rt, "promise")
		promised := anyFact(rt, own, promise, date.MustParse("2012-03-01"))
		promised.Overpaid = true
		paid := anyFact(rt, own, contributions.Receipt, date.MustParse("2012-02-01").AddDays(rapid.IntRange(0, 60).Draw(rt, "day")))

		a, b := contribution(t, own), contribution(t, own)
		a.record(promise, promised)
		a.record(contributions.Receipt, paid)
		b.record(contributions.Receipt, paid)
		b.record(promise, promised)
		for day := range 90 {
			on := date.MustParse("2012-01-20").AddDays(day)
			p, err := a.Position(on)
			if err != nil {
				rt.Fatal(err)
			}
			q, err := b.Position(on)
			if err != nil {
				rt.Fatal(err)
			}
			if p != q {
				rt.Fatalf("as of %s: %+v\nor %+v", on, p, q)
			}
		}
	})
}
