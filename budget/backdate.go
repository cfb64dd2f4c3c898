package budget

import (
	"context"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/money"
)

// Approvals holds what is entered to the rule that some of it wants a second
// person.
type Approvals interface {
	// Allow refuses an operation that needs an approval.
	//
	// Error: approval.always.
	Allow(ctx context.Context, actor access.Actor, op access.Operation, parts ...access.Operation) error
	// Keep links what was recorded to the approval under which it was, if any.
	Keep(ctx context.Context, op access.Operation, ids []int64) error
}

// backDated reports a dispatch to States parties that is entered more days after
// it went out than is usual, while the clock of rule 72 runs: a date that one
// person could have thought of afterwards. Once a session has opened nobody
// enters earlier dates for its budget; a budget that was registered after that
// is history, which nobody gains by.
func (f dispatchFacts) backDated(ship shipment, plan dispatchPlan, days int) bool {
	if !f.clockRuns() || !recordedOn(f.version.RecordedAt).Before(f.session.Opening) || f.today.Sub(ship.sentOn) <= days {
		return false
	}
	known := f.addressees
	if len(plan.addressees) > 0 {
		known = append(known[:len(known):len(known)], plan.addressees...)
	}
	counts := map[string]bool{}
	for _, a := range known {
		counts[string(a.Party)] = a.Role == Party
	}
	for _, d := range plan.dispatches {
		if counts[string(d.Party)] {
			return true
		}
	}
	return false
}

// backDating is what the gate is asked.
func backDating(symbol string) access.Operation {
	return access.Operation{Kind: access.BackDating, USD: money.Zero(money.USD), Of: "budget version " + symbol}
}

// allow asks the gate about a shipment that is back-dated.
//
// Error: approval.always.
func (s *Service) allow(ctx context.Context, actor access.Actor, v Version) error {
	if s.approvals == nil {
		return nil
	}
	return s.approvals.Allow(ctx, actor, backDating(v.Symbol))
}

// keepApproval links the shipment that was just recorded with its approval, and
// returns its last copy, by which it is known.
func (s *Service) keepApproval(ctx context.Context, v Version) (int64, error) {
	last, err := s.store.LastDispatch(ctx, v.ID)
	if err != nil || s.approvals == nil {
		return last, err
	}
	return last, s.approvals.Keep(ctx, backDating(v.Symbol), []int64{last})
}

// EachPosted hands out every shipment that was recorded as back-dated, with the
// last of its copies.
func (s *Service) EachPosted(ctx context.Context, fn func(access.Posted) error) error {
	return s.store.View(ctx, func(ctx context.Context) error {
		return journal.Each(ctx, s.journal, journalObject, func(r journal.Record, after dispatchRecord) error {
			if r.Action != actionDispatch || after.BackDated == 0 {
				return nil
			}
			return fn(access.Posted{Operation: backDating(r.ID), IDs: []int64{after.BackDated}, By: r.Actor, At: r.At})
		})
	})
}
