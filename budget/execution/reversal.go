package execution

import (
	"context"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/problem"
)

// Reverse takes an entry back, as of today.
//
// Errors: those of DecideReversal; allotment.above_budget when taking back a
// decrease would allot more than the text has.
func (s *Service) Reverse(ctx context.Context, actor access.Actor, entry int64, reason string) (Entry, error) {
	return s.ReverseAt(ctx, actor, entry, reason, 0)
}

// ReverseAt is Reverse of an entry of an allotment that must still have that
// revision; any for 0.
//
// Errors: those of Reverse; record.changed.
func (s *Service) ReverseAt(ctx context.Context, actor access.Actor, entry int64, reason string, expect int64) (e Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	today := s.Today()
	s.judge(&fields, "on", today)
	reason = required(&fields, "reason", reason, maxReason)
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		allotment, err := s.allotmentOf(ctx, entry, "execution.entry_not_found", "entry")
		if err != nil {
			return err
		}
		e, err = s.record(ctx, actor, allotment, entry, func(ctx context.Context, l *ledger) (Entry, error) {
			if err := s.unchanged(ctx, allotment, expect); err != nil {
				return Entry{}, err
			}
			free, err := s.free(ctx, today)
			if err != nil {
				return Entry{}, err
			}
			e, err := l.reverse(free, s.pools(ctx), entry, today, reason)
			if err != nil || l.byID[entry].entry.Kind != KindAllotmentChange {
				return e, err
			}
			return e, s.warranted(ctx, l, e)
		})
		return err
	})
	return e, err
}

// warranted refuses a reversal that gives authority against a rule.
func (s *Service) warranted(ctx context.Context, l *ledger, e Entry) error {
	d, err := s.document(ctx, l.allotment.Symbol)
	if err != nil {
		return err
	}
	p, err := executable(d.Budget, d.acts, l.allotment.Symbol, e.On)
	if err != nil {
		return err
	}
	_, err = s.overrides(ctx, d, p, l.allotment, e, "")
	return err
}

// DecideReversal is the entry that takes back the one with that ID and every
// correction of its rate, on the date on. Entries that build on the one reversed have to be reversed first.
//
// Errors: execution.entry_not_found; execution.is_reversal (record the thing
// again instead); execution.is_correction (correct the rate again); execution.already_reversed; execution.depended_on when
// something builds on it or the money is used elsewhere; execution.no_cash.
func DecideReversal(h History, free Course, id int64, on date.Date, reason string) (Entry, error) {
	return open(h).reverse(free.flow(), wholeFund, id, on, reason)
}

func (l *ledger) reverse(free flow.Flow, money pools, id int64, on date.Date, reason string) (Entry, error) {
	it := l.byID[id]
	switch {
	case it == nil:
		return Entry{}, problem.New(problem.NotFound, "execution.entry_not_found", "entry", id)
	case it.entry.Adjusts != 0:
		return Entry{}, problem.New(problem.Conflict, "execution.is_correction", "entry", id)
	case it.entry.Kind == KindReversal:
		return Entry{}, problem.New(problem.Conflict, "execution.is_reversal", "entry", id)
	case it.reversed:
		return Entry{}, problem.New(problem.Conflict, "execution.already_reversed", "entry", id)
	case it.builtOn > 0, it.entry.Kind == KindAllotment && l.inForce() > 1:
		return Entry{}, dependedOn(id)
	case reason == "":
		return Entry{}, refuse("reason", "execution.no_reason")
	}
	original := it.entry
	e := Entry{
		Allotment: l.allotment.ID,
		Seq:       len(l.items) + 1,
		Kind:      KindReversal,
		On:        on,
		Amount:    original.Amount.Neg(),
		Valuation: l.lastValued(it),
		Reason:    reason,
		Reverses:  id,
	}
	e.USD = dollars(-l.stands(it))
	var err error
	if e.Purpose, err = l.purposeOf(e, Purpose{}); err != nil {
		return Entry{}, err
	}
	return l.finish(e, Fact{}, free, money)
}

func dependedOn(id int64) error {
	return problem.New(problem.Conflict, "execution.depended_on", "entry", id)
}
