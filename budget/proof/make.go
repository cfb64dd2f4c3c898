package proof

import (
	"context"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Log is where a proof comes from; a *journal.Journal is one.
type Log interface {
	Leaves(ctx context.Context, size int64, choose func(journal.Record) bool, objects ...string) ([]journal.Leaf, error)
	Continuation(ctx context.Context, earlier, size int64) ([]tlog.Hash, error)
}

// Checkpoints are the signed heads; *journal.Checkpoints are some.
type Checkpoints interface {
	Last(ctx context.Context) (journal.Checkpoint, error)
	List(ctx context.Context, after int64, limit int) ([]journal.Checkpoint, error)
}

// Budgets knows the versions; a *budget.Service does.
type Budgets interface {
	Version(ctx context.Context, symbol string) (budget.Version, error)
}

// Maker makes bundles.
type Maker struct {
	Log         Log
	Checkpoints Checkpoints
	Budgets     Budgets
}

// withEarlier is from how many earlier checkpoints a bundle shows the way, those
// asked for by name aside.
const withEarlier = 100

// Make bundles what the last checkpoint covers of the version: its entries, and
// those of the dates of its session. It shows that the log continues the last
// hundred checkpoints before it, and those of the sizes since.
//
// Errors: budget.not_found; checkpoint.none; checkpoint.not_found;
// proof.not_covered for a version that was frozen after the last checkpoint, or
// not at all.
func (m Maker) Make(ctx context.Context, symbol string, since ...int64) (Bundle, error) {
	v, err := m.Budgets.Version(ctx, symbol)
	if err != nil {
		return Bundle{}, err
	}
	last, err := m.Checkpoints.Last(ctx)
	if err != nil {
		return Bundle{}, err
	}
	if last.Size == 0 {
		return Bundle{}, problem.New(problem.NotFound, "checkpoint.none")
	}
	b := Bundle{Format: format, Symbol: v.Symbol, Checkpoint: last.Note}
	if b.Entries, err = m.entries(ctx, v.Symbol, last.Size); err != nil {
		return Bundle{}, err
	}
	b.Earlier, err = m.earlier(ctx, last.Size, since)
	return b, err
}

// Certified is what the journal says of a version up to a checkpoint: whatever is
// entered later, it stays the same.
type Certified struct {
	budget.Account
	Checkpoint journal.Checkpoint
	Key        journal.Key
	Head       journal.Head
	On         date.Date // the day of the checkpoint at the seat, for which the Account is given
}

// Certify is what the last checkpoint covers of the version.
//
// Errors: those of Make.
func (m Maker) Certify(ctx context.Context, symbol string, rule conference.Rule) (c Certified, err error) {
	b, err := m.Make(ctx, symbol)
	if err != nil {
		return c, err
	}
	if c.Checkpoint, err = m.Checkpoints.Last(ctx); err != nil {
		return c, err
	}
	if c.Key, err = journal.ParseKey(c.Checkpoint.Key); err != nil {
		return c, err
	}
	if c.Head, err = journal.OpenCheckpoint(b.Checkpoint, c.Key); err != nil {
		return c, err
	}
	records, err := b.records(c.Head)
	if err != nil {
		return c, err
	}
	c.On = conference.DispatchDate(c.Checkpoint.At)
	c.Account, err = budget.AccountOf(b.Symbol, records, rule, c.On)
	return c, err
}

// entries are those about the version and its session.
func (m Maker) entries(ctx context.Context, symbol string, size int64) ([]journal.Leaf, error) {
	var records []journal.Record
	objects := budget.AccountObjects()
	ofVersion, err := m.Log.Leaves(ctx, size, func(r journal.Record) bool {
		if !budget.ToldOf(symbol, r) {
			return false
		}
		records = append(records, r)
		return true
	}, objects[0])
	if err != nil {
		return nil, err
	}
	account, err := budget.AccountOf(symbol, records, conference.Rule72(), date.Date{})
	if err != nil {
		return nil, err
	}
	if account.Frozen.Seq == 0 {
		return nil, problem.New(problem.Conflict, "proof.not_covered", "symbol", symbol, "size", int(size))
	}
	session, err := budget.SessionIn(symbol, records)
	if err != nil {
		return nil, err
	}
	ofSession, err := m.Log.Leaves(ctx, size, func(r journal.Record) bool { return conference.ToldOf(session, r) }, objects[1:]...)
	if err != nil {
		return nil, err
	}
	all := slices.Concat(ofVersion, ofSession)
	slices.SortFunc(all, func(x, y journal.Leaf) int { return int(x.Seq - y.Seq) })
	return all, nil
}

// earlier are the ways from earlier checkpoints to that of the size.
func (m Maker) earlier(ctx context.Context, size int64, since []int64) ([]Continuation, error) {
	list := []Continuation{}
	var before []journal.Checkpoint
	for after := int64(0); ; {
		some, err := m.Checkpoints.List(ctx, after, 1000)
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			after = one.Size
			if one.Size < size {
				before = append(before, one)
			}
		}
		if len(some) < 1000 {
			break
		}
	}
	for _, wanted := range since {
		if wanted != size && !slices.ContainsFunc(before, func(c journal.Checkpoint) bool { return c.Size == wanted }) {
			return nil, problem.New(problem.NotFound, "checkpoint.not_found", "size", int(wanted))
		}
	}
	for i, one := range before {
		if i < len(before)-withEarlier && !slices.Contains(since, one.Size) {
			continue
		}
		path, err := m.Log.Continuation(ctx, one.Size, size)
		if err != nil {
			return nil, err
		}
		list = append(list, Continuation{one.Note, path})
	}
	return list, nil
}
