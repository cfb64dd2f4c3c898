package executiondb_test

import (
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// Random lives of several lines that share the fund's cash, some of it received
// on the way: after every step each line's figures agree with each other,
// nothing is less than nothing, and the cash of the fund is what its parts add
// to. At the end, Verify finds nothing.
func TestEveryLifeStaysWithinItsMeans(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d).ready("3000.00")
		b.rate("EUR", "2013-01-01", "0.76")
		b.rate("EUR", "2013-01-20", "0.93")
		accepted, ids := 0, &known{byKind: map[execution.Kind][]int64{}}
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(1, 6).Draw(rt, "steps") {
				if b.anyStep(rt, ids) {
					accepted++
				}
				b.check(rt, "2014-07-01")
			}
			b.check(rt, "2013-01-10", "2013-01-25")
		})
		b.sound()
		if accepted < 30 {
			t.Errorf("only %d steps were accepted: the test says little", accepted)
		}
	})
}

// anyStep does one thing that may be refused.
func (b *books) anyStep(rt *rapid.T, ids *known) bool {
	ctx := b.t.Context()
	on := date.MustParse("2013-01-02").AddDays(rapid.IntRange(0, 30).Draw(rt, "day")).String()
	amount := usd(strconv.Itoa(rapid.IntRange(1, 400).Draw(rt, "dollars")) + "." + rapid.SampledFrom([]string{"00", "01", "33", "99"}).Draw(rt, "cents")).Plain()
	var e execution.Entry
	var err error
	switch rapid.SampledFrom([]string{"allot", "commit", "commit", "change", "expense", "expense", "pay", "pay", "refund", "reverse", "reverse", "restore", "receive"}).Draw(rt, "step") {
	case "allot":
		e, err = b.Allot(ctx, officer, execution.AllotIn{
			Symbol: symbol, LineIn: execution.LineIn{Line: rapid.SampledFrom([]string{"1100", "1200", "2100"}).Draw(rt, "line")},
			Year: 2013, Amount: amount, On: on, Advice: "AA",
		})
	case "commit":
		e, err = b.Commit(ctx, officer, execution.CommitIn{Allotment: ids.of(rt, execution.KindAllotment), Amount: amount, On: on, Payee: "x"})
	case "change":
		e, err = b.AdjustCommitment(ctx, officer, execution.AdjustCommitmentIn{
			Commitment: ids.of(rt, execution.KindCommitment), Amount: amount, On: on, Reason: "x",
		})
	case "expense":
		in := execution.ExpenseIn{Amount: amount, On: on, Payee: "x", Currency: rapid.SampledFrom([]string{"", "EUR"}).Draw(rt, "currency")}
		if rapid.Bool().Draw(rt, "committed") {
			in.Commitment = ids.of(rt, execution.KindCommitment)
		} else {
			in.Allotment = ids.of(rt, execution.KindAllotment)
		}
		e, err = b.RecordExpense(ctx, officer, in)
	case "pay":
		in := execution.PaymentIn{Expense: ids.of(rt, execution.KindExpense), On: on}
		if rapid.Bool().Draw(rt, "part") {
			in.Amount = amount
		}
		e, err = b.RecordPayment(ctx, officer, in)
	case "reverse":
		e, err = b.Reverse(ctx, officer, rapid.SampledFrom(append(ids.all, 0)).Draw(rt, "entry"), "x")
	case "restore":
		e, err = b.Restore(ctx, officer, rapid.SampledFrom(append(ids.all, 0)).Draw(rt, "reversal"), "x", 0)
	case "refund":
		e, err = b.RecordRefund(ctx, officer, execution.RefundIn{Expense: ids.of(rt, execution.KindExpense), Amount: amount, On: on, Reason: "x"})
	case "receive":
		b.receive(on, amount)
	}
	if err != nil && problem.KindOf(err) == problem.Internal {
		rt.Fatalf("%v", err)
	}
	if err == nil && e.ID != 0 {
		ids.add(e)
	}
	return err == nil
}

// known are the IDs to build on, of each kind (of allotments their own), and
// those of all entries.
type known struct {
	byKind map[execution.Kind][]int64
	all    []int64
}

func (k *known) add(e execution.Entry) {
	id := e.ID
	k.all = append(k.all, id)
	if e.Kind == execution.KindAllotment {
		id = e.Allotment
	}
	k.byKind[e.Kind] = append(k.byKind[e.Kind], id)
}

func (k *known) of(rt *rapid.T, kind execution.Kind) int64 {
	if len(k.byKind[kind]) == 0 {
		return 0
	}
	return rapid.SampledFrom(k.byKind[kind]).Draw(rt, "of")
}

func (b *books) check(rt *rapid.T, days ...string) {
	for _, asOf := range days {
		x, err := b.Execution(b.t.Context(), symbol, date.MustParse(asOf))
		if err != nil {
			rt.Fatal(err)
		}
		for _, l := range x.Lines {
			if !l.Identity() {
				rt.Fatalf("as of %s line %s: %s", asOf, l.Line.Name(), figures(l.Figures))
			}
			for _, m := range []int64{l.Allotted.Units(), l.Committed.Units(), l.Spent.Units(), l.Unpaid.Units(), l.Left.Units(), l.Available.Units()} {
				if m < 0 {
					rt.Fatalf("as of %s line %s has less than nothing: %s, available %s", asOf, l.Line.Name(), figures(l.Figures), l.Available)
				}
			}
			if l.Available.Units() > l.Left.Units() || l.Allotted.Units() > l.Approved.Units() {
				rt.Fatalf("as of %s line %s: approved %s, %s, available %s", asOf, l.Line.Name(), l.Approved, figures(l.Figures), l.Available)
			}
		}
		c := x.Cash
		if c.Free.Sign() < 0 || c.Total.Units() != c.Unidentified.Units()+c.PSC.Units()+c.Unpaid.Units()+c.Committed.Units()+c.Held.Units()+c.Free.Units() {
			rt.Fatalf("as of %s: %+v", asOf, c)
		}
	}
}
