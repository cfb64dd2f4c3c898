package earmark

import (
	"context"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
)

// operationOf is what the transfer is, given what the contribution has. One of
// all that there is counts as what is there; what is still to come cannot be
// known.
func operationOf(r Record, t Transfer) (access.Operation, error) {
	op := access.Operation{Kind: access.TransferringEarmark, USD: t.USD, Of: "contribution " + number(t.Contribution), Seq: t.Seq}
	if !t.all() {
		return op, nil
	}
	op.USD = money.Zero(money.USD)
	for _, l := range r.Lots(date.Date{}) {
		if l.Earmark == t.From && l.USD.Sign() > 0 {
			var err error
			if op.USD, err = op.USD.Add(l.USD); err != nil {
				return op, err
			}
		}
	}
	return op, nil
}

// post writes the transfer, if it may be made.
//
// Error: approval.needed.
func (s *Service) post(ctx context.Context, actor access.Actor, r Record, t *Transfer) error {
	if s.approvals == nil {
		return s.store.AddTransfer(ctx, t)
	}
	op, err := operationOf(r, *t)
	if err != nil {
		return err
	}
	if err := s.approvals.Allow(ctx, actor, op); err != nil {
		return err
	}
	if err := s.store.AddTransfer(ctx, t); err != nil {
		return err
	}
	return s.approvals.Keep(ctx, op, []int64{t.ID})
}

// EachPosted hands out every transfer that says how much it moved. What one of
// all that there was moved then cannot be told afterwards.
func (s *Service) EachPosted(ctx context.Context, fn func(access.Posted) error) error {
	return s.store.View(ctx, func(ctx context.Context) error {
		transfers, err := s.store.Transfers(ctx)
		if err != nil {
			return err
		}
		for _, t := range transfers {
			if t.all() {
				continue
			}
			op, err := operationOf(Record{}, t)
			if err != nil {
				return err
			}
			if err := fn(access.Posted{Operation: op, IDs: []int64{t.ID}, By: t.EnteredBy, At: t.RecordedAt}); err != nil {
				return err
			}
		}
		return nil
	})
}
