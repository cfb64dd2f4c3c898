package execution

import (
	"slices"

	"article30/internal/flow"
	"article30/internal/money"
	"article30/internal/problem"
)

// Decide is the entry that a fact becomes, given what was recorded of the
// allotment before and how the free cash of the fund goes on from the date of
// the fact; the regular budget asks for no cash. It is pure: the same history,
// course and fact give the same entry.
//
// An entry may be dated before others that are recorded already. What it takes
// must then be there on its date and on every later day.
//
// The money of the fund is not told apart here: every entry draws on nobody's.
//
// Errors are execution.invalid with the field in question ("amount", "on"), or
// NotFound and Conflict where there is nothing, or nothing in force, to build
// on; each kind's own function lists them. money.too_large when a total would
// leave the limits of money.
func Decide(h History, free Course, kind Kind, f Fact) (Entry, error) {
	return open(h).decide(free.flow(), wholeFund, kind, f)
}

func (l *ledger) decide(free flow.Flow, money pools, kind Kind, f Fact) (Entry, error) {
	e := Entry{
		Allotment: l.allotment.ID,
		Seq:       len(l.items) + 1,
		Kind:      kind,
		On:        f.On,
		Amount:    f.Amount,
		Valuation: f.Valuation,
		PSC:       dollars(0),
		Of:        f.Of,
		Refunds:   f.Refunds,
		Payee:     f.Payee,
		Reference: f.Reference,
		Advice:    f.Advice,
		Reason:    f.Reason,
		Overrides: f.Overrides,
		External:  f.External,
	}
	var err error
	switch kind {
	case KindAllotment:
		err = positive(e.Amount)
	case KindAllotmentChange:
		err = l.changeAllotment(&e)
	case KindCommitment:
		err = l.commit(&e)
	case KindCommitmentChange:
		err = l.changeCommitment(&e)
	case KindExpense:
		if e.Refunds != 0 {
			err = l.refund(&e)
		} else {
			err = l.expend(&e)
		}
	case KindPayment:
		err = l.payExpense(&e)
	default:
		panic("execution: " + string(kind) + " is not decided here")
	}
	if err != nil {
		return Entry{}, err
	}
	if e.Purpose, err = l.purposeOf(e, f.Purpose); err != nil {
		return Entry{}, err
	}
	return l.finish(e, f, free, money)
}

// finish finds the money for the entry, books it and makes sure of what every
// entry guarantees: it balances, nothing is less than nothing on its date or
// later, the fund has the cash, and it has the money that is drawn on.
func (l *ledger) finish(e Entry, f Fact, free flow.Flow, money pools) (Entry, error) {
	if err := l.parts(&e, f, money); err != nil {
		if short := l.affordable(l.estimate(e), free); short != nil && (problem.Is(err, "earmark.no_money") || problem.Is(err, "earmark.no_free_money")) {
			return Entry{}, short
		}
		return Entry{}, err
	}
	e.Postings = l.postings(e)
	if !Balanced(e.Postings) {
		return Entry{}, problem.New(problem.Internal, "execution.unbalanced")
	}
	if err := l.affordable(e, free); err != nil {
		return Entry{}, err
	}
	if err := l.withinLimits(e); err != nil {
		return Entry{}, err
	}
	if !l.bears(e) {
		return Entry{}, dependedOn(e.Reverses)
	}
	return e, nil
}

// estimate is the entry as it would be if all money were alike.
func (l *ledger) estimate(e Entry) Entry {
	if err := l.parts(&e, Fact{}, wholeFund); err == nil {
		e.Postings = l.postings(e)
	}
	return e
}

// affordable refuses what the fund has no cash for, with the support cost that
// comes with it. What uses less cash than before is always affordable.
//
// Error: execution.no_cash.
func (l *ledger) affordable(e Entry, free flow.Flow) error {
	more := used(e.Postings)
	if more <= 0 {
		return nil
	}
	if left, on := free.Least(e.On); more > left {
		return refuse("amount", "execution.no_cash", "needed", dollars(more), "free", dollars(left), "date", on)
	}
	return nil
}

// bears reports whether authority, commitment and payable stay zero or more on
// the entry's date and on every later day.
func (l *ledger) bears(e Entry) bool {
	original := l.original(e)
	own := l.byID[original.ID]
	commitment, expense := l.commitmentOf(original, own), l.expenseOf(original, own)
	enough := func(f flow.Flow, change int64) bool {
		least, _ := f.Least(e.On)
		return change >= 0 || least+change >= 0
	}
	for _, p := range e.Postings {
		switch p.Account {
		case MemoAllotted:
			if !enough(l.authority, -p.USD.Units()) {
				return false
			}
		case MemoCommitted:
			if commitment != nil && !enough(commitment.open, -p.USD.Units()) {
				return false
			}
		case Payable:
			if expense != nil && !enough(expense.payable, -p.Amount.Units()) {
				return false
			}
		}
	}
	return true
}

// withinLimits refuses an allotment that would be beyond the limits of money.
func (l *ledger) withinLimits(e Entry) error {
	change := sumOf(e.Postings, MemoUnallotted, l.fund())
	if change <= 0 {
		return nil
	}
	_, err := dollars(l.allotted.Most(e.On)).Add(dollars(change))
	return err
}

// refuse is execution.invalid with one field.
func refuse(path, code string, args ...any) error {
	var fields problem.Fields
	fields.Add(path, code, args...)
	return fields.Err("execution.invalid")
}

func positive(m money.Money) error {
	if m.Sign() <= 0 {
		return refuse("amount", "execution.not_positive", "value", m)
	}
	return nil
}

// notBefore refuses a date before that of the entry built on.
func notBefore(e *Entry, of Entry) error {
	if e.On.Before(of.On) {
		return refuse("on", "execution.before_earlier", "date", e.On, "earliest", of.On)
	}
	return nil
}

// becomes makes the new total of a change the change itself.
func becomes(e *Entry, present int64) error {
	if e.Amount.Sign() < 0 {
		return refuse("amount", "execution.negative", "value", e.Amount)
	}
	change := e.Amount.Units() - present
	if change == 0 {
		return refuse("amount", "execution.unchanged", "amount", e.Amount)
	}
	e.Amount, e.USD = dollars(change), dollars(change)
	return nil
}

// names reports whether an entry in force of the kind has the reference.
func (l *ledger) names(kind Kind, reference string) bool {
	return slices.ContainsFunc(l.items, func(it *item) bool {
		return it.entry.Kind == kind && it.entry.Reference == reference && !it.reversed
	})
}
