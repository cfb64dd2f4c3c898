package execution_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"article30/budget"
	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

const days = 12

var firstOfYear = date.MustParse("2013-01-01")

// Whatever is recorded, in whatever order of dates: every entry balances in
// every fund, and as of every single day nothing is less than nothing and
// allotted is left, committed and spent.
func TestEveryHistoryStaysWithinItsMeans(t *testing.T) {
	kinds := []execution.Kind{
		execution.KindAllotmentChange, execution.KindCommitment, execution.KindCommitment, execution.KindCommitmentChange,
		execution.KindExpense, execution.KindExpense, execution.KindExpense, execution.KindPayment, execution.KindPayment, execution.KindReversal,
	}
	accepted := 0
	rapid.Check(t, func(rt *rapid.T) {
		percent := rapid.SampledFrom([]string{"0", "7", "13", "12.5"}).Draw(rt, "percent")
		l := allotment(t, budget.SpecialPurpose, percent, rapid.SampledFrom([]string{"113.00", "500.00", "5000.00"}).Draw(rt, "cash"))
		m := model{amounts: map[int64]int64{}, kinds: map[int64]execution.Kind{}, of: map[int64]int64{}}
		steps := rapid.IntRange(1, 40).Draw(rt, "steps")
		today := 0
		for i := range steps {
			kind := execution.KindAllotment
			if i > 0 {
				kind = rapid.SampledFrom(kinds).Draw(rt, "kind")
			}
			if len(l.Entries) == 0 {
				kind = execution.KindAllotment
			}
			// Mostly in order of dates, sometimes late.
			if rapid.IntRange(0, 3).Draw(rt, "late") > 0 {
				today = rapid.IntRange(today, days).Draw(rt, "today")
			}
			on := firstOfYear.AddDays(rapid.IntRange(max(0, today-2), today).Draw(rt, "day"))
			var e execution.Entry
			var err error
			if kind == execution.KindReversal {
				e, err = l.reverse(anyEntry(rt, l), on.String())
			} else {
				e, err = l.try(kind, anySpending(rt, l, kind, on))
			}
			if err != nil {
				if problem.KindOf(err) == problem.Internal || kind != execution.KindReversal && problem.Is(err, "execution.depended_on") {
					rt.Fatalf("%s on %s: %v", kind, on, err)
				}
				continue
			}
			accepted++
			m.tell(e)
			if !execution.Balanced(e.Postings) {
				rt.Fatalf("%s does not balance:\n%s", e.Kind, postings(e))
			}
			for day := range days + 1 {
				check(rt, l, firstOfYear.AddDays(day))
			}
			m.check(rt, l)
		}
	})
	if accepted < 300 {
		t.Errorf("only %d entries were accepted: the test says little", accepted)
	}
}

func anyEntry(rt *rapid.T, l *life) int64 {
	return int64(rapid.IntRange(1, len(l.Entries)+1).Draw(rt, "entry"))
}

// anySpending is up to 100 dollars, or euros (an allotment ten times that), on something that may be there.
func anySpending(rt *rapid.T, l *life, kind execution.Kind, on date.Date) execution.Fact {
	c, rate := money.USD, ""
	of := int64(0)
	switch kind {
	case execution.KindExpense:
		if rapid.Bool().Draw(rt, "euros") {
			c, rate = "EUR", rapid.SampledFrom([]string{"0.5", "0.77", "1.3"}).Draw(rt, "rate")
		}
		if rapid.Bool().Draw(rt, "committed") {
			of = anyOf(rt, l, execution.KindCommitment)
		}
	case execution.KindCommitmentChange:
		of = anyOf(rt, l, execution.KindCommitment)
	case execution.KindPayment:
		of = anyOf(rt, l, execution.KindExpense)
		if of > 0 && int(of) <= len(l.Entries) {
			if c = l.Entries[of-1].Amount.Currency(); c != money.USD {
				rate = rapid.SampledFrom([]string{"0.5", "0.77", "1.3"}).Draw(rt, "rate")
			}
		}
	}
	// Few different amounts, so that things are used up exactly more often than
	// by chance; and odd cents, so that rounding has something to round.
	cents := rapid.OneOf(rapid.Int64Range(0, 10_000), rapid.SampledFrom([]int64{1, 3, 1000, 2500, 5000, 10_000})).Draw(rt, "cents")
	if kind == execution.KindAllotment || kind == execution.KindAllotmentChange {
		cents *= 10
	}
	return fact(on.String(), money.FromUnits(cents*100, c).String(), rate, of)
}

// anyOf is mostly an entry of that kind, sometimes any other.
func anyOf(rt *rapid.T, l *life, kind execution.Kind) int64 {
	var ids []int64
	for _, e := range l.Entries {
		if e.Kind == kind {
			ids = append(ids, e.ID)
		}
	}
	if len(ids) == 0 || rapid.IntRange(0, 9).Draw(rt, "wild") == 0 {
		return anyEntry(rt, l)
	}
	return rapid.SampledFrom(ids).Draw(rt, "of")
}

// check adds the postings up as of a day.
func check(rt *rapid.T, l *life, day date.Date) {
	sums := map[execution.Account]int64{}
	commitments, payables := map[int64]int64{}, map[int64]int64{}
	psc := int64(0)
	for _, e := range l.Entries {
		if e.On.After(day) {
			continue
		}
		root := e
		if e.Kind == execution.KindReversal {
			root = l.Entries[e.Reverses-1]
		}
		for _, p := range e.Postings {
			if p.Fund == execution.PSCFund {
				if p.Account == execution.Cash {
					psc += p.USD.Units()
				}
				continue
			}
			sums[p.Account] += p.USD.Units()
			switch {
			case p.Account == execution.MemoCommitted && root.Kind == execution.KindCommitment:
				commitments[root.ID] -= p.USD.Units()
			case p.Account == execution.MemoCommitted:
				commitments[root.Of] -= p.USD.Units()
			case p.Account == execution.Payable && root.Kind == execution.KindExpense:
				payables[root.ID] -= p.Amount.Units()
			case p.Account == execution.Payable:
				payables[root.Of] -= p.Amount.Units()
			}
		}
	}
	for id, open := range commitments {
		if open < 0 {
			rt.Fatalf("on %s, %d less than nothing is open of commitment %d", day, open, id)
		}
	}
	for id, owed := range payables {
		if owed < 0 {
			rt.Fatalf("on %s, %d less than nothing is owed on expense %d", day, owed, id)
		}
	}
	left, committed, spent := -sums[execution.MemoAllotted], -sums[execution.MemoCommitted], -sums[execution.MemoSpent]
	if left < 0 || committed < 0 || spent < 0 || sums[execution.MemoUnallotted] != left+committed+spent {
		rt.Fatalf("on %s: allotted %d, left %d, committed %d, spent %d", day, sums[execution.MemoUnallotted], left, committed, spent)
	}
	if spent != sums[execution.Expense] || psc != sums[execution.PSCExpense] {
		rt.Fatalf("on %s: spent %d, expense %d; support cost %d, in its fund %d", day, spent, sums[execution.Expense], sums[execution.PSCExpense], psc)
	}
	used := -sums[execution.Cash] - sums[execution.Payable] + committed - sums[execution.MemoHeld]
	// min(cash, allotted) - commitments - expenses, each side of the min.
	if free := l.cash.Units() - used; free < 0 {
		rt.Fatalf("on %s the fund is short of %d", day, -free)
	}
}

// model adds up what was told, without any books.
type model struct {
	amounts map[int64]int64 // dollars of each entry in force, by ID
	kinds   map[int64]execution.Kind
	of      map[int64]int64
}

func (m *model) tell(e execution.Entry) {
	if e.Kind == execution.KindReversal {
		delete(m.amounts, e.Reverses)
		return
	}
	m.amounts[e.ID], m.kinds[e.ID], m.of[e.ID] = e.USD.Units(), e.Kind, e.Of
}

func (m *model) check(rt *rapid.T, l *life) {
	var allotted, spent int64
	open := map[int64]int64{}
	for id, amount := range m.amounts {
		switch m.kinds[id] {
		case execution.KindAllotment, execution.KindAllotmentChange:
			allotted += amount
		case execution.KindCommitment:
			open[id] += amount
		case execution.KindCommitmentChange:
			open[m.of[id]] += amount
		case execution.KindExpense:
			spent += amount
			if m.of[id] != 0 {
				open[m.of[id]] -= amount
			}
		}
	}
	// A commitment holds the support cost on what is open of it, less or more a
	// cent for each expense that was rounded, and none when nothing is open.
	const cent = 100
	var committed, held int64
	support, expenses := map[int64]int64{}, map[int64]int64{}
	for _, e := range l.Entries {
		root := e
		if e.Kind == execution.KindReversal {
			root = l.Entries[e.Reverses-1]
		}
		of := root.ID
		if root.Kind != execution.KindCommitment {
			of = root.Of
		}
		for _, d := range e.Draws {
			support[of] += d.HeldPSC.Units()
		}
		expenses[of]++
		if e.Kind == execution.KindExpense && e.Of != 0 && -sumOf(e, execution.Payable, execution.Cash, execution.MemoCommitted, execution.MemoHeld) > 0 {
			rt.Fatalf("expense %d on a commitment needs cash", e.ID)
		}
	}
	for id, units := range open {
		committed += units
		held += support[id]
		right := money.PSC(money.FromUnits(units, money.USD), l.Allotment.PSCPercent, money.FromUnits(cent, money.USD).Amount()).Units()
		if off := support[id] - right; units == 0 && support[id] != 0 || support[id] < 0 || max(off, -off) > cent*expenses[id] {
			rt.Fatalf("%d are open of commitment %d, which holds %d of support cost", units, id, support[id])
		}
	}
	have := map[execution.Account]int64{}
	for _, e := range l.Entries {
		for _, p := range e.Postings {
			have[p.Account] += p.USD.Units()
		}
	}
	for account, want := range map[execution.Account]int64{
		execution.MemoUnallotted: allotted, execution.MemoSpent: -spent, execution.MemoCommitted: -committed,
		execution.MemoAllotted: -(allotted - committed - spent), execution.MemoHeld: -held, execution.MemoPSC: held,
	} {
		if have[account] != want {
			rt.Fatalf("%s stands at %d, told %d", account, have[account], want)
		}
	}
}

// sumOf is what the extrabudgetary postings add to the accounts, in US dollars.
func sumOf(e execution.Entry, accounts ...execution.Account) (units int64) {
	for _, p := range e.Postings {
		if p.Fund != execution.PSCFund && slices.Contains(accounts, p.Account) {
			units += p.USD.Units()
		}
	}
	return units
}
