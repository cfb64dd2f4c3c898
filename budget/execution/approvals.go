package execution

import (
	"context"
	"strconv"

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
	KindAllotment:        access.Allotting,
	KindAllotmentChange:  access.ChangingAllotment,
	KindCommitment:       access.Committing,
	KindCommitmentChange: access.ChangingCommitment,
	KindExpense:          access.Spending,
	KindPayment:          access.Paying,
	KindReversal:         access.ReversingSpending,
}

// operationOf is what posting the entry alone is. Programme support cost that
// an expense is charged with follows from it and does not count.
func operationOf(e Entry) access.Operation {
	op := access.Operation{Kind: operations[e.Kind], USD: e.USD.Abs(), Of: "allotment " + strconv.FormatInt(e.Allotment, 10), Seq: e.Seq}
	if e.Adjusts != 0 {
		op.Kind = access.CorrectingSpending
	}
	return op
}

// post writes an entry of an allotment, if it may be posted.
//
// Error: approval.needed.
func (s *Service) post(ctx context.Context, actor access.Actor, a Allotment, e *Entry) error {
	op := operationOf(*e)
	if e.Kind == KindAllotment && e.Seq == 1 {
		op.Of, op.Seq = "budget line "+a.Symbol+" "+a.Line.Name(), 0 // the allotment is not there yet
	}
	if err := s.allow(ctx, actor, op); err != nil {
		return err
	}
	return s.write(ctx, op, a, []*Entry{e})
}

func (s *Service) allow(ctx context.Context, actor access.Actor, op access.Operation, parts ...access.Operation) error {
	if s.approvals == nil {
		return nil
	}
	if t, ok := ctx.Value(togetherKey{}).(*together); ok {
		t.ops = append(t.ops, op)
		return nil
	}
	return s.approvals.Allow(ctx, actor, op, parts...)
}

// together are operations that are one to whoever asks for them.
type together struct{ ops []access.Operation }

type togetherKey struct{}

// asOne posts several entries in one transaction, and then asks whether they may
// be posted as one operation, which whole makes of them; each is a part of it.
// The error undoes them all.
//
// Errors: those of fn; approval.needed.
func (s *Service) asOne(ctx context.Context, actor access.Actor, whole func(ops []access.Operation) (access.Operation, error), fn func(ctx context.Context) error) error {
	return s.store.Update(ctx, func(ctx context.Context) error {
		var t together
		if err := fn(context.WithValue(ctx, togetherKey{}, &t)); err != nil || len(t.ops) == 0 {
			return err
		}
		op, err := whole(t.ops)
		if err != nil {
			return err
		}
		return s.allow(ctx, actor, op, t.ops...)
	})
}

// write adds entries of an operation that was allowed. All that is ever posted
// passes here.
func (s *Service) write(ctx context.Context, op access.Operation, a Allotment, entries []*Entry) error {
	if err := s.store.AddEntries(ctx, a, entries); err != nil {
		return err
	}
	if s.approvals == nil {
		return nil
	}
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return s.approvals.Keep(ctx, op, ids)
}

// importing is the import of expenses: all amounts together, and as parts the
// largest one, so that a file does not carry past a limit what would be held to
// it alone.
func (l *Loading) importing(from File) (op access.Operation, parts []access.Operation, err error) {
	op = access.Operation{Kind: access.ImportingExpenses, USD: money.Zero(money.USD), Of: "file " + from.Name}
	for _, a := range l.order {
		for _, it := range a.fresh {
			one := operationOf(it.entry)
			if op.USD, err = op.USD.Add(one.USD); err != nil {
				return op, nil, err
			}
			if parts == nil || one.USD.Units() > parts[0].USD.Units() {
				parts = []access.Operation{one}
			}
		}
	}
	return op, parts, nil
}

const importAction = "expenses.import"

// fileFacts are what the journal keeps of an import: of its entries how much
// they are together, and the first of them.
type fileFacts struct {
	Name  string `json:"name"`
	Added int    `json:"added"`
	USD   string `json:"usd,omitempty"`
	First int64  `json:"first,omitempty"`
}

// EachPosted hands out every operation that was carried out, with what was
// posted by it, as the gate was asked about it. An expense that an import
// brought is handed out as such and as part of the import, and the import as a
// whole as the journal tells of it.
func (s *Service) EachPosted(ctx context.Context, fn func(access.Posted) error) error {
	return s.store.View(ctx, func(ctx context.Context) error {
		histories, err := s.histories(ctx, 0, s.store.Facts)
		if err != nil {
			return err
		}
		moved, err := s.store.MovedByRates(ctx)
		if err != nil {
			return err
		}
		for _, h := range histories {
			for _, e := range h.Entries {
				p := access.Posted{Operation: operationOf(e), IDs: []int64{e.ID}, By: e.EnteredBy, At: e.RecordedAt}
				if e.Adjusts != 0 {
					p.USD = moved[e.ID]
				}
				if err := fn(p); err != nil {
					return err
				}
				if e.External == "" {
					continue
				}
				p.Kind = access.ImportingExpenses
				if err := fn(p); err != nil {
					return err
				}
			}
		}
		return journal.Each(ctx, s.journal, "file", func(r journal.Record, after fileFacts) error {
			if r.Action != importAction || after.USD == "" {
				return nil
			}
			usd, err := money.Parse(after.USD, money.USD)
			if err != nil {
				return err
			}
			return fn(access.Posted{
				Operation: access.Operation{Kind: access.ImportingExpenses, USD: usd, Of: "file " + after.Name},
				IDs:       []int64{after.First}, By: r.Actor, At: r.At,
			})
		})
	})
}
