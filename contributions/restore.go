package contributions

import (
	"context"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// Restoration names what an entry puts back: the entry that was reversed, and
// the reversal that was the mistake. Zero of every other entry.
type Restoration struct {
	Original, Reversal int64
}

// Restore puts back what a reversal took away by mistake. A reversal is never
// reversed: the original is recorded once more, with its kind, amounts and rate,
// as of the day of the reversal, so that it counts once on every day. A receipt
// gets the next official number; the original's stays cancelled.
//
// Errors: entry.not_found; entry.not_a_reversal; entry.already_restored;
// entry.restore_match for half of a match with money in suspense,
// entry.restore_revaluation; entry.invalid with entry.no_reason; and what is
// refused of an entry of that kind as the contribution stands now.
func (s *Service) Restore(ctx context.Context, actor access.Actor, reversal int64, reason string) (Entry, error) {
	return s.RestoreAt(ctx, actor, reversal, reason, 0)
}

// RestoreAt is Restore of an entry of a contribution that must still have that
// revision; any for 0.
//
// Errors: those of Restore; record.changed.
func (s *Service) RestoreAt(ctx context.Context, actor access.Actor, reversal int64, reason string, expect int64) (e Entry, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return Entry{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		contribution, err := s.store.ContributionOf(ctx, reversal)
		if err != nil {
			return err
		}
		if err := s.unchanged(ctx, contribution, expect); err != nil {
			return err
		}
		e, err = s.record(ctx, actor, contribution, func(ctx context.Context, h History) (Entry, error) {
			var fields problem.Fields
			reason := fields.Text("reason", reason, maxReason)
			if reason == "" {
				fields.Add("reason", "entry.no_reason")
			}
			if err := fields.Err("entry.invalid"); err != nil {
				return Entry{}, err
			}
			original, err := h.undoneBy(reversal)
			if err != nil {
				return Entry{}, err
			}
			again := original.Valuation
			if again.Basis == UNORE {
				if again, err = s.value(ctx, original.Amount, h.happened(original)); err != nil {
					return Entry{}, err
				}
			}
			made, err := DecideRestoration(h, reversal, again, reason)
			if err != nil || made.Kind != Receipt || made.Delivery != (Delivery{}) {
				return made, err
			}
			return s.officially(ctx, h, made)
		})
		return err
	})
	return e, err
}

// DecideRestoration is the entry that records once more what a reversal took
// away, at the value given.
//
// Errors: see Restore.
func DecideRestoration(h History, reversal int64, again Valuation, reason string) (Entry, error) {
	original, err := h.undoneBy(reversal)
	if err != nil {
		return Entry{}, err
	}
	undone, err := h.find(reversal)
	if err != nil {
		return Entry{}, err
	}
	fact := Fact{
		On: undone.On, Amount: original.Amount, Settles: original.Settles, Valuation: again, Reason: reason,
		Payment: Payment{
			BankReference: original.Payment.BankReference, Instalment: original.Payment.Instalment,
			Charges: Booked{Amount: original.Payment.Charges.Amount},
		},
		Conditional: original.deferred(), Overpaid: true, Delivery: original.Delivery,
	}
	if original.Kind == PledgeRevision {
		p, err := h.Position(date.Date{})
		if err != nil {
			return Entry{}, err
		}
		if fact.Amount, err = p.Pledged.Amount.Add(original.Amount); err != nil {
			return Entry{}, err
		}
	}
	e, err := Decide(h, original.Kind, fact)
	e.Restores = Restoration{original.ID, reversal}
	return e, err
}

// happened is the day whose rate an entry follows: its own, or that on which what
// it puts back happened.
func (h History) happened(e Entry) date.Date {
	for e.Restores.Original != 0 {
		original, err := h.find(e.Restores.Original)
		if err != nil || original.Seq >= e.Seq {
			break
		}
		e = original
	}
	return e.On
}

// is reports whether the entry is the one with that ID, or puts it back: what was
// agreed of the one holds for the other.
func (h History) is(e Entry, id int64) bool {
	for e.ID != id && e.Restores.Original != 0 {
		original, err := h.find(e.Restores.Original)
		if err != nil || original.Seq >= e.Seq {
			break
		}
		e = original
	}
	return e.ID == id
}

// undoneBy is the entry that the reversal took away, if it can be put back.
func (h History) undoneBy(reversal int64) (Entry, error) {
	undone, err := h.find(reversal)
	if err != nil {
		return Entry{}, err
	}
	if undone.Kind != Reversal {
		return Entry{}, problem.New(problem.Conflict, "entry.not_a_reversal", "entry", reversal)
	}
	for _, e := range h.Entries {
		if e.Restores.Reversal == reversal {
			return Entry{}, problem.New(problem.Conflict, "entry.already_restored", "entry", undone.Reverses, "as", e.ID)
		}
	}
	original, err := h.find(undone.Reverses)
	switch {
	case err != nil:
		return Entry{}, err
	case original.Kind == Cleared || original.Payment.Cleared != 0:
		return Entry{}, problem.New(problem.Conflict, "entry.restore_match", "entry", original.ID)
	case original.Kind == Revaluation:
		return Entry{}, problem.New(problem.Conflict, "entry.restore_revaluation", "entry", original.ID)
	}
	return original, nil
}

// misrestored finds that an entry cannot have put back what it says: the reversal
// must be that of the original, and the entry of its kind and amount in the same
// contribution.
func (h History) misrestored(e Entry) []Finding {
	if e.Restores == (Restoration{}) {
		return nil
	}
	original, missing := h.find(e.Restores.Original)
	reversal, gone := h.find(e.Restores.Reversal)
	if missing == nil && gone == nil && original.Kind == e.Kind && original.Amount == e.Amount && reversal.Reverses == original.ID {
		return nil
	}
	return []Finding{found(at("entry", e.ID), problem.New(problem.Conflict, "verify.restoration",
		"original", e.Restores.Original, "reversal", e.Restores.Reversal))}
}
