package execution

import (
	"cmp"
	"slices"

	"github.com/shopspring/decimal"

	"article30/internal/money"
	"article30/internal/problem"
)

// parts fills in what the entry changes of the money that is held and drawn,
// and the support cost that it is charged with; see DrawRule. The regular
// budget draws on nothing and pays no support cost.
//
// Errors: those of Pool; execution.depended_on for a reversal when the money is
// used elsewhere; draw.regular, draw.held, draw.no_reason and
// draw.nothing_named for earmarks that are named.
func (l *ledger) parts(e *Entry, f Fact, money pools) (err error) {
	e.PSC = dollars(0)
	if err := l.named(*e, f); err != nil || !l.allotment.Line.Funding.Extrabudgetary() {
		return err
	}
	switch e.Kind {
	case KindCommitment:
		e.Draws, err = l.hold(*e, f, money)
	case KindCommitmentChange:
		if e.USD.Sign() > 0 {
			e.Draws, err = l.hold(*e, f, money)
		} else {
			e.Draws = l.byID[e.Of].release(-e.USD.Units(), nil)
		}
	case KindExpense:
		switch {
		case e.Adjusts != 0:
			e.Draws, err = l.correctionParts(*e, money)
		case e.Refunds != 0:
			e.Draws = l.giveRefund(l.byID[e.Refunds], -e.USD.Units())
		case e.Of != 0:
			e.Draws = l.byID[e.Of].spend(e.USD.Units())
		default:
			e.Draws, err = l.wanted(*e, f, money)
		}
	case KindPayment:
		if e.Adjusts != 0 {
			e.Draws, err = l.correctionParts(*e, money)
		} else {
			e.Draws, err = l.exchange(*e, money)
		}
	case KindReversal:
		e.Draws, err = l.giveBack(*e, money)
	}
	original := l.original(*e)
	for i, d := range e.Draws {
		e.PSC = dollars(e.PSC.Units() + d.PSC.Units())
		e.Draws[i].Commitment = 0
		if d.Held.IsZero() && d.HeldPSC.IsZero() {
			continue
		}
		e.Draws[i].Commitment = original.ID
		if original.Kind != KindCommitment {
			e.Draws[i].Commitment = original.Of
		}
	}
	return err
}

// named refuses earmarks that are named where nothing is drawn, or without a
// reason.
func (l *ledger) named(e Entry, f Fact) error {
	var fields problem.Fields
	switch {
	case len(f.From) == 0 && f.Because == "":
	case len(f.From) == 0:
		fields.Add("from", "draw.nothing_named")
	case f.Because == "":
		fields.Add("because", "draw.no_reason")
	case !l.allotment.Line.Funding.Extrabudgetary():
		fields.Add("from", "draw.regular", "line", l.allotment.Line.Name())
	case e.Kind == KindExpense && e.Of != 0:
		fields.Add("from", "draw.held", "commitment", e.Of)
	}
	return fields.Err("execution.invalid")
}

func (l *ledger) wanted(e Entry, f Fact, money pools) ([]Draw, error) {
	pool, err := money()
	if err != nil {
		return nil, err
	}
	return pool.Draw(Want{e.On, e.USD, l.allotment.PSCPercent, e.Purpose, f.From, f.Because})
}

// hold draws for a commitment.
func (l *ledger) hold(e Entry, f Fact, money pools) ([]Draw, error) {
	draws, err := l.wanted(e, f, money)
	for i, d := range draws {
		draws[i].Held, draws[i].HeldPSC, draws[i].Direct, draws[i].PSC = d.Direct, d.PSC, d.Held, d.HeldPSC
	}
	return draws, err
}

// holds puts what an entry changed of the money that the commitment holds.
func (it *item) holds(draws []Draw) {
	for _, d := range draws {
		if d.Held.IsZero() && d.HeldPSC.IsZero() {
			continue
		}
		i := slices.IndexFunc(it.held, d.same)
		if i < 0 {
			i = len(it.held)
			it.held = append(it.held, d.of())
		}
		h := &it.held[i]
		h.Held, h.HeldPSC = dollars(h.Held.Units()+d.Held.Units()), dollars(h.HeldPSC.Units()+d.HeldPSC.Units())
	}
}

// spend draws what a commitment holds, what was held first first. Each part
// bears the support cost on it as far as that is held; the last one sets the
// rest free.
func (it *item) spend(units int64) (draws []Draw) {
	for _, h := range it.held {
		direct := min(units, h.Held.Units())
		if direct <= 0 {
			continue
		}
		units -= direct
		psc := min(supportOn(direct, h.Percent), h.HeldPSC.Units())
		kept := h.HeldPSC.Units() - psc
		if direct == h.Held.Units() {
			kept = 0
		}
		d := h.of()
		d.Held, d.HeldPSC, d.Direct, d.PSC = dollars(-direct), dollars(kept-h.HeldPSC.Units()), dollars(direct), dollars(psc)
		draws = append(draws, d)
	}
	return draws
}

// release gives back so much of what a commitment holds: first what is
// preferred, as far as it is there, then what was held last. What stays holds
// no more support cost than is on it.
func (it *item) release(units int64, preferred []Draw) (draws []Draw) {
	released := make([]int64, len(it.held))
	take := func(i int, most int64) {
		part := max(min(units, most, it.held[i].Held.Units()-released[i]), 0)
		released[i] += part
		units -= part
	}
	for _, d := range preferred {
		if i := slices.IndexFunc(it.held, d.same); i >= 0 {
			take(i, d.Held.Units())
		}
	}
	for i := len(it.held) - 1; i >= 0; i-- {
		take(i, units)
	}
	for i, h := range slices.Backward(it.held) {
		if released[i] == 0 {
			continue
		}
		left := h.Held.Units() - released[i]
		d := h.of()
		d.Held = dollars(-released[i])
		d.HeldPSC = dollars(min(0, supportOn(left, h.Percent)-h.HeldPSC.Units()))
		draws = append(draws, d)
	}
	return draws
}

// giveBack is what a reversal changes: exactly the parts that its original
// and the corrections of its rate took, except that what a commitment holds is
// given back as it is held now.
//
// Error: execution.depended_on when something would have to be taken that is
// used elsewhere.
func (l *ledger) giveBack(e Entry, money pools) ([]Draw, error) {
	original := l.original(e)
	var draws []Draw
	switch c := l.commitmentOf(original, l.byID[original.ID]); {
	case c == nil:
		for _, it := range l.family(e.Reverses) {
			for _, d := range it.entry.Draws {
				draws = append(draws, d.neg())
			}
		}
	case original.Kind == KindExpense:
		draws = l.heldAgain(e.Reverses)
	case original.USD.Sign() > 0:
		draws = c.release(original.USD.Units(), original.Draws)
	default:
		for _, d := range original.Draws {
			draws = append(draws, d.neg())
		}
	}
	type pot struct{ contribution, earmark int64 }
	more := map[pot]int64{}
	for _, d := range draws {
		more[pot{d.Contribution, d.Earmark}] += d.uses()
	}
	for from, units := range more {
		if units <= 0 || from.contribution == 0 {
			continue
		}
		pool, err := money()
		if err != nil {
			return nil, err
		}
		left, err := pool.Left(from.contribution, from.earmark, e.On)
		if err != nil {
			return nil, err
		}
		if left.Units() < units {
			return nil, dependedOn(e.Reverses)
		}
	}
	return draws, nil
}

// heldAgain is what an expense drew of its commitment, which holds it again with
// the support cost that it bore; what a correction drew beside the commitment is
// given back.
func (l *ledger) heldAgain(expense int64) (draws []Draw) {
	for _, it := range l.family(expense) {
		for _, d := range it.entry.Draws {
			back := d.neg()
			if it.entry.Adjusts == 0 || !d.Held.IsZero() || !d.HeldPSC.IsZero() {
				back.Held, back.HeldPSC = d.Direct, d.PSC
			}
			draws = append(draws, back)
		}
	}
	return draws
}

// exchange is what a payment costs more or less than what it settles. It is
// borne by the money that the expense drew, in proportion; of a loss, what that
// money has not is drawn elsewhere, and bears no support cost.
func (l *ledger) exchange(e Entry, pots pools) ([]Draw, error) {
	x := l.byID[e.Of]
	loss := e.USD.Units() - x.unpaid().take(e.Amount).USD.Units()
	if loss == 0 {
		return nil, nil
	}
	weights := make([]int64, len(x.entry.Draws))
	for i, d := range x.entry.Draws {
		weights[i] = d.Direct.Units()
	}
	shares, err := money.Allocate(dollars(loss), weights)
	if err != nil {
		return nil, err
	}
	pool, err := pots()
	if err != nil {
		return nil, err
	}
	var draws []Draw
	for i, d := range x.entry.Draws {
		share := shares[i].Units()
		if loss > 0 && d.Contribution != 0 {
			left, err := pool.Left(d.Contribution, d.Earmark, e.On)
			if err != nil {
				return nil, err
			}
			share = min(share, max(left.Units(), 0))
		}
		if share == 0 {
			continue
		}
		loss -= share
		part := d.of()
		part.Percent, part.Direct = decimal.Decimal{}, dollars(share)
		draws = append(draws, part)
	}
	if loss <= 0 {
		return draws, nil
	}
	if err := pool.Use(e.On, draws); err != nil {
		return nil, err
	}
	rest, err := pool.Draw(Want{On: e.On, Amount: dollars(loss), Purpose: e.Purpose})
	back := slices.Clone(draws)
	for i := range back {
		back[i] = back[i].neg()
	}
	return append(draws, rest...), cmp.Or(err, pool.Use(e.On, back))
}
