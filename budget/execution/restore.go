package execution

import (
	"context"
	"slices"

	"article30/internal/access"
	"article30/internal/problem"
)

// Restoration names what an entry puts back: the entry that was reversed, and
// the reversal that was the mistake. Zero of every other entry.
type Restoration struct {
	Original, Reversal int64
}

// Restore puts back what a reversal took away by mistake. A reversal is never
// reversed: the original is recorded once more, with its kind and amount and at
// the rate of its own day, as of the day of the reversal, so that it counts once
// on every day. It needs authority, cash and money that fits as if it were new,
// and draws on it by the rule, or on the earmarks that the original named. What
// the original was built on may have been put back meanwhile: then it is built on
// that. Expect is the revision that the allotment must still have; any for 0.
//
// Errors: execution.entry_not_found; entry.not_a_reversal,
// entry.already_restored; execution.invalid with execution.text_missing and
// the rules that stand against an allotment and that the original did not
// override; record.changed; period.closed; and what is refused of an entry of
// that kind as the allotment stands now.
func (s *Service) Restore(ctx context.Context, actor access.Actor, reversal int64, reason string, expect int64) (e Entry, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return Entry{}, err
	}
	var fields problem.Fields
	reason = required(&fields, "reason", reason, maxReason)
	if err := fields.Err("execution.invalid"); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		allotment, err := s.allotmentOf(ctx, reversal, "execution.entry_not_found", "entry")
		if err != nil {
			return err
		}
		e, err = s.record(ctx, actor, allotment, 0, func(ctx context.Context, l *ledger) (Entry, error) {
			if err := s.unchanged(ctx, allotment, expect); err != nil {
				return Entry{}, err
			}
			return s.restored(ctx, l, reversal, reason)
		})
		return err
	})
	return e, err
}

// restored is the entry that puts back what the reversal took away.
func (s *Service) restored(ctx context.Context, l *ledger, reversal int64, reason string) (Entry, error) {
	original, err := l.undoneBy(reversal)
	if err != nil {
		return Entry{}, err
	}
	if err := s.recall(ctx, l, original.entry.ID); err != nil {
		return Entry{}, err
	}
	f, err := l.again(original.entry, l.byID[reversal].entry, reason)
	if err != nil {
		return Entry{}, err
	}
	for _, base := range []int64{f.Of, f.Refunds} {
		if base == 0 {
			continue
		}
		if err := s.recall(ctx, l, base); err != nil {
			return Entry{}, err
		}
	}
	if f.Valuation, err = s.value(ctx, f.Amount, l.happened(original.entry).On); err != nil {
		return Entry{}, err
	}
	e, err := s.decide(ctx, l, original.entry.Kind, f)
	if err != nil {
		return Entry{}, err
	}
	e.Restores = Restoration{original.entry.ID, reversal}
	if e.Kind == KindAllotment || e.Kind == KindAllotmentChange {
		e.Overrides, err = s.overriddenAgain(ctx, l.allotment, e)
	}
	return e, err
}

// overriddenAgain are the rules that stand against an allotment put back, for the
// reasons for which the original was made against them.
func (s *Service) overriddenAgain(ctx context.Context, a Allotment, e Entry) ([]Override, error) {
	h, err := s.history(ctx, a.ID)
	if err != nil {
		return nil, err
	}
	d, err := s.document(ctx, a.Symbol)
	if err != nil {
		return nil, err
	}
	p, err := executable(d.Budget, d.acts, a.Symbol, e.On)
	if err != nil {
		return nil, err
	}
	w, err := s.warrant(ctx, d, p, a, e.On)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(h.Entries, func(old Entry) bool { return old.ID == e.Restores.Original })
	return w.again(e, a.Line, a.Year, h.Entries[at].Overrides)
}

// undoneBy is the item that the reversal took away, if it can be put back.
//
// Errors: execution.entry_not_found, entry.not_a_reversal,
// entry.already_restored.
func (l *ledger) undoneBy(reversal int64) (*item, error) {
	undone := l.byID[reversal]
	switch {
	case undone == nil:
		return nil, problem.New(problem.NotFound, "execution.entry_not_found", "entry", reversal)
	case undone.entry.Kind != KindReversal:
		return nil, problem.New(problem.Conflict, "entry.not_a_reversal", "entry", reversal)
	}
	for _, it := range l.items {
		if it.entry.Restores.Reversal == reversal {
			return nil, problem.New(problem.Conflict, "entry.already_restored", "entry", undone.entry.Reverses, "as", it.entry.ID)
		}
	}
	return l.byID[undone.entry.Reverses], nil
}

// again is what is told of an entry that is recorded once more.
//
// Error: money.too_large.
func (l *ledger) again(original, reversal Entry, reason string) (f Fact, err error) {
	f = Fact{
		On: reversal.On, Amount: original.Amount, Of: l.standsFor(original.Of), Refunds: l.standsFor(original.Refunds),
		Payee: original.Payee, Reference: original.Reference, Advice: original.Advice, Reason: reason, Purpose: original.Purpose,
	}
	if original.Kind != KindPayment && (original.Kind != KindExpense || original.Of == 0) {
		for _, d := range original.Draws {
			if d.Rule == DrawOverridden && d.uses() > 0 && !slices.Contains(f.From, d.Code) {
				f.From, f.Because = append(f.From, d.Code), d.Reason
			}
		}
	}
	switch original.Kind {
	case KindAllotmentChange:
		f.Amount, err = dollars(l.allotted.End()).Add(original.Amount)
	case KindCommitmentChange:
		if c := l.byID[f.Of]; c != nil {
			f.Amount, err = dollars(c.total).Add(original.Amount)
		}
	}
	return f, err
}

// standsFor is the entry that stands for the one with the ID now: itself, or
// what put it back.
func (l *ledger) standsFor(id int64) int64 {
	for _, it := range l.items {
		if id != 0 && it.entry.Restores.Original == id {
			id = it.entry.ID
		}
	}
	return id
}

// happened is the entry whose day's rate an entry follows: its own, or that of
// what it puts back.
func (l *ledger) happened(e Entry) Entry {
	for it := l.byID[e.Restores.Original]; it != nil && it.entry.Seq < e.Seq; it = l.byID[e.Restores.Original] {
		e = it.entry
	}
	return e
}

// misrestored reports that an entry cannot have put back what it says: the
// reversal must be that of the original, and the entry of its kind and amount.
func (l *ledger) misrestored(e Entry) bool {
	if e.Restores == (Restoration{}) {
		return false
	}
	original, reversal := l.byID[e.Restores.Original], l.byID[e.Restores.Reversal]
	return original == nil || reversal == nil || reversal.entry.Reverses != original.entry.ID ||
		original.entry.Kind != e.Kind || original.entry.Amount != e.Amount
}
