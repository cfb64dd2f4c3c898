package execution

import (
	"slices"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
)

// RateDays are the days on which an operational rate is in effect: units of the
// currency for one US dollar, from the day From until the day before Until,
// without end when there is none.
type RateDays struct {
	Currency    money.Currency
	From, Until date.Date
	PerUSD      money.Rate
}

func (d RateDays) has(e Entry) bool {
	return e.Amount.Currency() == d.Currency && !e.On.Before(d.From) && (d.Until.IsZero() || e.On.Before(d.Until))
}

// Touched is an expense or a payment of the days of a rate: what it stood at,
// what the rate gives, and the entry that adjusts it; 0 when there is nothing
// to adjust or nothing was written.
type Touched struct {
	Entry      Entry
	Allotment  Allotment
	Before     money.Money
	After      money.Money
	Adjustment int64
}

// DecideCorrection decides the entries that bring everything of the days of a
// rate to it, on the date on, and lists what that touches: every expense and
// payment that counts. What was reversed does not.
//
// An expense that is worth more or less takes it out of its commitment as far
// as that is open, and then out of the allotment; what was taken out of the
// allotment goes back there first. The money that the expense drew bears it in
// proportion, with its programme support cost. What is owed follows, and what
// was settled of it already goes from the exchange of the payments to the
// expense. What a payment is worth more or less is exchange. It is decided
// whatever it leaves: that is what things cost.
//
// Errors: money.too_large; earmark.no_money for an expense that was worth less
// than a cent, of which nobody's money was drawn.
func DecideCorrection(h History, days RateDays, on date.Date, reason string) ([]Touched, []Entry, error) {
	return open(h).correct(wholeFund, days, on, reason)
}

func (l *ledger) correct(pots pools, days RateDays, on date.Date, reason string) (touched []Touched, entries []Entry, err error) {
	changed := map[int64]bool{} // expenses
	for _, it := range slices.Clone(l.items) {
		if it.reversed || !it.entry.followsRate() {
			continue
		}
		last := l.lastValued(it)
		change := int64(0)
		if days.has(l.happened(it.entry)) {
			usd, err := days.PerUSD.ToUSD(it.entry.Amount)
			if err != nil {
				return nil, nil, err
			}
			stood := l.stands(it)
			change = usd.Units() - stood
			touched = append(touched, Touched{Entry: it.entry, Allotment: l.allotment, Before: dollars(stood), After: usd})
			last = Valuation{Rate: days.PerUSD, Basis: UNORE, RateDate: days.From}
		}
		follows := it.entry.Kind == KindPayment && changed[it.entry.Of] && l.resettled(it) != 0
		if change == 0 && !follows {
			continue
		}
		e := l.adjusting(it, last, change, later(on, l.items[len(l.items)-1].entry.On), reason)
		if err := l.parts(&e, Fact{}, pots); err != nil {
			return nil, nil, err
		}
		e.Postings = l.postings(e)
		l.put(e)
		entries = append(entries, e)
		changed[it.entry.ID] = change != 0
	}
	return touched, entries, nil
}

func later(a, b date.Date) date.Date {
	if a.Before(b) {
		return b
	}
	return a
}

// adjusting is an entry that changes what the other one is worth.
func (l *ledger) adjusting(it *item, v Valuation, change int64, on date.Date, reason string) Entry {
	of := it.entry
	v.USD = dollars(change)
	return Entry{
		Allotment: l.allotment.ID, Seq: len(l.items) + 1, Kind: of.Kind, On: on,
		Amount: money.Zero(of.Amount.Currency()), Valuation: v, PSC: dollars(0), Of: of.Of,
		Payee: of.Payee, Reference: of.Reference, Reason: reason, Adjusts: of.ID, Purpose: of.Purpose,
	}
}

// followsRate tells an expense or a payment whose value is what the operational
// rate of its date gives, whatever becomes known of that rate later.
func (e Entry) followsRate() bool {
	return (e.Kind == KindExpense || e.Kind == KindPayment) && e.Basis == UNORE && e.Adjusts == 0
}

// correctable reports whether the entry corrects the rate of one that there is.
func (l *ledger) correctable(e Entry) bool {
	it := l.byID[e.Adjusts]
	return it != nil && it.entry.followsRate() && it.entry.Kind == e.Kind && it.entry.Of == e.Of && !it.reversed
}

// family is an entry with the corrections of its rate, in their order.
func (l *ledger) family(id int64) []*item {
	it := l.byID[id]
	if it == nil {
		return nil
	}
	return append([]*item{it}, it.corrections...)
}

// stands is the value of an entry with every correction of its rate.
func (l *ledger) stands(it *item) (units int64) {
	for _, one := range l.family(it.entry.ID) {
		units += one.entry.USD.Units()
	}
	return units
}

// lastValued is how an entry is valued since the last correction of its rate.
func (l *ledger) lastValued(it *item) Valuation {
	all := l.family(it.entry.ID)
	return all[len(all)-1].entry.Valuation
}

// outOfCommitment is how much of the change of an expense its commitment bears;
// what goes back to it is negative.
func (l *ledger) outOfCommitment(e Entry) int64 {
	c := l.byID[e.Of]
	if c == nil {
		return 0
	}
	change := e.USD.Units()
	if change > 0 {
		open, _ := c.open.Least(e.On)
		return max(min(change, open), 0)
	}
	beyond := int64(0)
	for _, it := range l.family(e.Adjusts) {
		beyond += sumOf(it.entry.Postings, MemoAllotted, l.fund())
	}
	return min(change+beyond, 0)
}

// resettled is by how much the payment has to settle more of what is owed than
// it did, once the expense was corrected: payments settle the expense in the
// order in which they were made, each up to the part that is paid with it,
// rounded to the cent, half away from zero. So nothing is owed when all is paid.
func (l *ledger) resettled(payment *item) int64 {
	x := l.byID[payment.entry.Of]
	if len(l.family(x.entry.ID)) == 1 {
		return 0
	}
	expense := Booked{x.entry.Amount, dollars(l.stands(x))}
	paid, before := int64(0), int64(0)
	for _, it := range l.items {
		if it.entry.Kind != KindPayment || it.entry.Of != x.entry.ID || it.entry.Adjusts != 0 || it.reversed {
			continue
		}
		paid += it.entry.Amount.Units()
		until := expense.take(money.FromUnits(paid, expense.Amount.Currency())).USD.Units()
		if it == payment {
			return until - before - l.settled(payment)
		}
		before = until
	}
	return 0
}

// settled is how much of what was owed a payment settles.
func (l *ledger) settled(payment *item) (units int64) {
	for _, it := range l.family(payment.entry.ID) {
		units += sumOf(it.entry.Postings, Payable, l.fund())
	}
	return units
}

func (l *ledger) postCorrection(b *book, e Entry) {
	change := Booked{money.Zero(e.Amount.Currency()), e.USD}
	if e.Kind == KindPayment {
		settles := l.resettled(l.byID[e.Adjusts])
		b.post(l.fund(), Payable, Booked{change.Amount, dollars(settles)})
		b.post(l.fund(), Cash, change.neg())
		b.post(l.fund(), Exchange, Booked{change.Amount, dollars(e.USD.Units() - settles)})
		return
	}
	committed := l.outOfCommitment(e)
	b.move(l.fund(), MemoCommitted, MemoSpent, inDollars(committed))
	b.move(l.fund(), MemoAllotted, MemoSpent, inDollars(e.USD.Units()-committed))
	b.move(l.fund(), Expense, Payable, change)
	l.support(b, e)
}

// correctionParts is the money that bears a correction; see DecideCorrection.
func (l *ledger) correctionParts(e Entry, pots pools) ([]Draw, error) {
	if e.Kind == KindPayment {
		rest := e.USD.Units() - l.resettled(l.byID[e.Adjusts])
		return l.inProportion(e, l.drawnBy(e.Of), rest, 0, pots)
	}
	committed, change := l.outOfCommitment(e), e.USD.Units()
	drawn := l.drawnBy(e.Adjusts)
	if committed <= 0 {
		return l.inProportion(e, drawn, change, committed, pots)
	}
	draws := l.byID[e.Of].spend(committed)
	rest, err := l.inProportion(e, merged(drawn, draws), change-committed, 0, pots)
	return append(draws, rest...), err
}

// drawnBy is the money that an expense drew, with the corrections of its rate.
func (l *ledger) drawnBy(expense int64) (drawn []Draw) {
	for _, it := range l.family(expense) {
		drawn = merged(drawn, it.entry.Draws)
	}
	return drawn
}

// merged adds draws up by the money that they are of.
func merged(drawn, more []Draw) []Draw {
	drawn = slices.Clone(drawn)
	for _, d := range more {
		i := slices.IndexFunc(drawn, d.same)
		if i < 0 {
			i = len(drawn)
			drawn = append(drawn, d.of())
		}
		sum := &drawn[i]
		sum.Direct, sum.PSC = dollars(sum.Direct.Units()+d.Direct.Units()), dollars(sum.PSC.Units()+d.PSC.Units())
	}
	return drawn
}

// inProportion divides so much more or less among the money that was drawn;
// what of it goes back to the commitment, which is negative, is held there
// again. Each part of an expense bears the support cost on what it is then; the
// exchange of a payment bears none. Where nothing was drawn yet the rule says
// what is.
func (l *ledger) inProportion(e Entry, drawn []Draw, units, back int64, pots pools) (draws []Draw, err error) {
	if units == 0 {
		return nil, nil
	}
	weights := make([]int64, len(drawn))
	for i, d := range drawn {
		weights[i] = max(d.Direct.Units(), 0)
	}
	if !slices.ContainsFunc(weights, func(w int64) bool { return w > 0 }) {
		want := Want{On: e.On, Amount: dollars(units), Purpose: e.Purpose}
		if e.Kind == KindExpense {
			want.Percent = l.allotment.PSCPercent
		}
		pool, err := pots()
		if err != nil {
			return nil, err
		}
		return pool.Draw(want)
	}
	shares, err := money.Allocate(dollars(units), weights)
	if err != nil {
		return nil, err
	}
	held, err := money.Allocate(dollars(-back), magnitudes(shares))
	if err != nil {
		return nil, err
	}
	for i, d := range drawn {
		part := d.of()
		if e.Kind == KindPayment {
			part.Percent, part.Direct = decimal.Decimal{}, shares[i]
			draws = append(draws, part)
			continue
		}
		again, other := -held[i].Units(), shares[i].Units()+held[i].Units()
		if again != 0 {
			d = l.bearing(&part, d, again)
			part.Held, part.HeldPSC = part.Direct.Neg(), part.PSC.Neg()
			draws = append(draws, part)
			part = d.of()
		}
		if other != 0 {
			l.bearing(&part, d, other)
			draws = append(draws, part)
		}
	}
	return slices.DeleteFunc(draws, func(d Draw) bool { return d.Direct.IsZero() && d.PSC.IsZero() }), nil
}

// bearing fills so much more or less direct cost into a part with the support
// cost that this changes, and says what is drawn then.
func (l *ledger) bearing(part *Draw, drawn Draw, units int64) Draw {
	then := drawn.Direct.Units() + units
	psc := supportOn(then, drawn.Percent) - supportOn(drawn.Direct.Units(), drawn.Percent)
	if psc = max(psc, -drawn.PSC.Units()); then == 0 {
		psc = -drawn.PSC.Units()
	}
	part.Direct, part.PSC = dollars(units), dollars(psc)
	drawn.Direct, drawn.PSC = dollars(then), dollars(drawn.PSC.Units()+psc)
	return drawn
}

func magnitudes(amounts []money.Money) []int64 {
	sizes := make([]int64, len(amounts))
	for i, m := range amounts {
		sizes[i] = m.Abs().Units()
	}
	return sizes
}
