package contributions

import (
	"context"
	"slices"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/money"
)

// Approvals holds what is about to be posted to the limits above which a second
// person approves.
type Approvals interface {
	// Allow refuses an operation that is above its limit, or one of whose parts
	// is above that of its own kind.
	//
	// Error: approval.needed.
	Allow(ctx context.Context, actor access.Actor, op access.Operation, parts ...access.Operation) error
	// Keep links what was posted to the approval under which it was, if any.
	Keep(ctx context.Context, op access.Operation, ids []int64) error
}

// operations says which kind of operation a kind of entry is.
var operations = map[Kind]access.OperationKind{
	Pledge:         access.Pledging,
	PledgeRevision: access.RevisingPledge,
	Agreement:      access.Agreeing,
	ConditionMet:   access.MeetingCondition,
	Receipt:        access.Receiving,
	Refund:         access.Refunding,
	WriteDown:      access.WritingDown,
	RateCorrection: access.CorrectingRate,
	Revaluation:    access.Revaluing,
	InSuspense:     access.HoldingInSuspense,
	Cleared:        access.ClearingSuspense,
	Reversal:       access.Reversing,
}

// operationOf is what posting the entry alone is. A receipt out of suspense is
// part of clearing it.
func operationOf(e Entry) access.Operation {
	op := access.Operation{Kind: operations[e.Kind], USD: e.USD.Abs(), Of: at("contribution", e.Contribution), Seq: e.Seq}
	switch {
	case e.Payment.Cleared != 0:
		op.Kind = access.ClearingSuspense
	case e.Kind == InSuspense:
		op.Of, op.Seq = "suspense", 0 // its contribution comes with it
	}
	return op
}

// post writes entries of one operation, if they may be posted as such.
//
// Error: approval.needed.
func (s *Service) post(ctx context.Context, actor access.Actor, op access.Operation, entries []*Entry) error {
	if s.approvals == nil || len(entries) == 0 {
		return s.store.AddEntries(ctx, entries)
	}
	if err := s.approvals.Allow(ctx, actor, op); err != nil {
		return err
	}
	if err := s.store.AddEntries(ctx, entries); err != nil {
		return err
	}
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return s.approvals.Keep(ctx, op, ids)
}

// approved asks whether what was written in this transaction may be posted, and
// links it to the approval under which it is. The error undoes it all.
//
// Error: approval.needed.
func (s *Service) approved(ctx context.Context, actor access.Actor, op access.Operation, ids []int64, parts ...access.Operation) error {
	if s.approvals == nil || len(ids) == 0 {
		return nil
	}
	if err := s.approvals.Allow(ctx, actor, op, parts...); err != nil {
		return err
	}
	return s.approvals.Keep(ctx, op, ids)
}

// moving is an operation that moves values between accounts and has no amount
// of its own: how much the entries debit together.
func moving(kind access.OperationKind, of string, entries []*Entry) (access.Operation, error) {
	op := access.Operation{Kind: kind, USD: money.Zero(money.USD), Of: of}
	for _, e := range entries {
		for _, p := range e.Postings {
			if p.USD.Sign() > 0 {
				var err error
				if op.USD, err = op.USD.Add(p.USD); err != nil {
					return op, err
				}
			}
		}
	}
	return op, nil
}

// imported is what an import has written: all amounts together, whatever their
// direction, and as parts the largest of each kind, so that a file does not
// carry past a limit what would be held to it alone.
type imported struct {
	usd   money.Money
	parts []access.Operation
	ids   []int64
}

func (i *imported) add(e Entry) error {
	one := operationOf(e)
	if i.ids = append(i.ids, e.ID); len(i.ids) == 1 {
		i.usd = money.Zero(money.USD)
	}
	var err error
	if i.usd, err = i.usd.Add(one.USD); err != nil {
		return err
	}
	at := slices.IndexFunc(i.parts, func(p access.Operation) bool { return p.Kind == one.Kind })
	switch {
	case at < 0:
		i.parts = append(i.parts, one)
	case one.USD.Units() > i.parts[at].USD.Units():
		i.parts[at] = one
	}
	return nil
}

func (i *imported) operation(from File) access.Operation {
	return access.Operation{Kind: access.ImportingContributions, USD: i.usd, Of: "file " + from.Name}
}

// EachPosted hands out every operation that was carried out, with what was
// posted by it, as the gate was asked about it. What an import brought is
// handed out entry by entry, as its own kind and as part of the import, and as
// a whole from what the journal keeps of it.
func (s *Service) EachPosted(ctx context.Context, fn func(access.Posted) error) error {
	return s.store.View(ctx, func(ctx context.Context) error {
		runs, err := s.store.Revaluations(ctx)
		if err != nil {
			return err
		}
		runOf := map[int64]int{}
		for i, run := range runs {
			for _, id := range run.Entries {
				runOf[id] = i
			}
		}
		ofRun := make([][]*Entry, len(runs))
		err = s.store.EachEntry(ctx, func(e Entry) error {
			p := access.Posted{Operation: operationOf(e), IDs: []int64{e.ID}, By: e.EnteredBy, At: e.RecordedAt}
			if i, ok := runOf[e.ID]; ok {
				ofRun[i] = append(ofRun[i], &e)
				return nil
			}
			if e.Kind == RateCorrection {
				if p.Operation, err = moving(access.CorrectingRate, p.Of, []*Entry{&e}); err != nil {
					return err
				}
			}
			if err := fn(p); err != nil || e.External == "" {
				return err
			}
			p.Kind = access.ImportingContributions
			return fn(p)
		})
		if err != nil {
			return err
		}
		for i, run := range runs {
			op, err := moving(access.Revaluing, at("revaluation", run.ID), ofRun[i])
			if err != nil {
				return err
			}
			if err := fn(access.Posted{Operation: op, IDs: run.Entries, By: run.EnteredBy, At: run.RecordedAt}); err != nil {
				return err
			}
		}
		return s.eachImport(ctx, fn)
	})
}

// eachImport hands out the imports that the journal tells of, with the first
// entry that each posted.
func (s *Service) eachImport(ctx context.Context, fn func(access.Posted) error) error {
	return journal.Each(ctx, s.journal, "file", func(r journal.Record, after fileFacts) error {
		if r.Action != importAction || after.USD == "" {
			return nil
		}
		usd, err := money.Parse(after.USD, money.USD)
		if err != nil {
			return err
		}
		return fn(access.Posted{
			Operation: access.Operation{Kind: access.ImportingContributions, USD: usd, Of: "file " + after.Name},
			IDs:       []int64{after.First}, By: r.Actor, At: r.At,
		})
	})
}
