package cli

import (
	"fmt"
	"slices"
	"testing"

	"article30/budget/execution"
	"article30/contributions"
	"article30/internal/db"
	"article30/internal/dbtest"
)

// A life of spending in other currencies whose rates are corrected again and
// again, and come late. After every step verify finds nothing but what corrected
// rates leave, every entry is proven, and the same life is the same on both
// engines.
func TestRandomRates(t *testing.T) {
	steps, seed, lives := fromEnv(t, "ARTICLE30_LIFE_STEPS", 120), fromEnv(t, "ARTICLE30_LIFE_SEED", 7), fromEnv(t, "ARTICLE30_LIVES", 1)
	if testing.Short() {
		steps = min(steps, 40)
	}
	for n := range lives {
		onBoth(t, seed+n, func(t *testing.T, engine db.Engine) []string {
			l := newLife(t, dbtest.Open(t, engine), uint64(seed+n))
			l.endow()
			for range steps {
				l.step()
				l.verified()
				l.proven()
			}
			if steps >= 100 && l.respent < 5 {
				l.fail("only %d adjustments of spending to a corrected rate", l.respent)
			}
			l.end()
			return l.told
		})
	}
}

// endow gives the fund something to spend, and says what is done from then on.
func (l *life) endow() {
	l.t.Helper()
	for i, c := range l.contributions {
		_, err := l.s.contributions.RecordReceipt(l.ctx, l.actor, contributions.PaymentIn{
			Contribution: c.id, On: l.begin.String(), Amount: "90.00", Currency: "USD",
		})
		l.must(err)
		e, err := l.s.execution.Allot(l.ctx, l.actor, execution.AllotIn{
			Symbol: demoSymbol, LineIn: execution.LineIn{Line: l.lines[i]}, Year: 2017,
			Amount: "80.00", On: l.begin.String(), Advice: fmt.Sprint("AA/", i), Override: "the Executive Director",
		})
		l.must(err)
		l.allotments = append(l.allotments, e.Allotment)
	}
	l.rates = slices.DeleteFunc(l.rates, func(r ratePoint) bool { return r.currency != "EUR" && r.currency != "JPY" })
	l.often = map[string]int{
		"a day passes": 4, "expense": 22, "pay": 12, "reverse spending": 6, "commit": 10, "change commitment": 3,
		"correct rate": 12, "rate": 5, "receipt": 2, "change allotment": 2, "assign": 2,
	}
}

// proven is that every entry, of contributions and of spending, is proven.
func (l *life) proven() {
	l.t.Helper()
	l.must(l.s.contributions.EachProof(l.ctx, 0, func(p contributions.Proof) error {
		if !p.Holds() {
			l.fail("entry %d of allotment %d, contribution %d is not proven: %v %+v", p.Entry.ID, p.Allotment, p.Contribution.ID, p.Doubt, p.Lines)
		}
		return nil
	}))
}
