package db

import (
	"context"
	"database/sql"
	"math/rand/v2"
	"time"

	"github.com/uptrace/bun"
)

// A transaction that loses against another process is tried again this often,
// with a pause that grows from the first to the last.
const (
	attempts   = 10
	firstPause = 2 * time.Millisecond
	lastPause  = 250 * time.Millisecond
)

type transaction struct {
	bun.Tx
	write bool
}

// inside is the key of the transaction of one DB in a context.
type inside struct{ *DB }

func (d *DB) current(ctx context.Context) (transaction, bool) {
	t, ok := ctx.Value(inside{d}).(transaction)
	return t, ok
}

// View runs fn on one snapshot of the database, in which the engine refuses
// every write. Inside another View or an Update it joins that one.
//
// Errors: those of fn, db.unavailable.
func (d *DB) View(ctx context.Context, fn func(ctx context.Context) error) error {
	if _, ok := d.current(ctx); ok {
		return fn(ctx)
	}
	return d.problem(d.run(ctx, d.beginView, fn))
}

// Update runs fn in a transaction: all that it writes is kept when it returns
// nil, and nothing when it returns an error or panics. Writers go one after
// the other, and fn sees what the one before it left. Inside another Update it
// joins: an error then undoes what this fn wrote, and the outer one decides
// about the rest. Inside a View it panics, because a snapshot cannot become a
// decision.
//
// On PostgreSQL fn runs again when another program's transaction got in the
// way: it must have no effect outside the database.
//
// Errors: those of fn; db.duplicate, money.overflow, the codes that triggers
// raise (posted.immutable, version.frozen), db.unavailable.
func (d *DB) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	if t, ok := d.current(ctx); ok {
		if !t.write {
			panic("db: Update inside View")
		}
		return d.problem(d.run(ctx, savepoint(t), fn))
	}
	for attempt := 1; ; attempt++ {
		err := d.run(ctx, d.beginUpdate, fn)
		if attempt == attempts || !lost(err) || pause(ctx, attempt) != nil {
			return d.problem(err)
		}
	}
}

// Conn runs queries in the transaction of the context. It panics outside View
// and Update.
func (d *DB) Conn(ctx context.Context) bun.IDB {
	t, ok := d.current(ctx)
	if !ok {
		panic("db: query outside View and Update")
	}
	return t.Tx
}

func (d *DB) run(ctx context.Context, begin func(context.Context) (transaction, error), fn func(context.Context) error) error {
	t, err := begin(ctx)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			t.Rollback()
		}
	}()
	if err := fn(context.WithValue(ctx, inside{d}, t)); err != nil {
		return err
	}
	done = true
	return t.Commit()
}

func (d *DB) beginView(ctx context.Context) (transaction, error) {
	return begin(ctx, d.read, d.readTx, false)
}

func (d *DB) beginUpdate(ctx context.Context) (transaction, error) {
	t, err := begin(ctx, d.write, d.writeTx, true)
	if err != nil || d.firstWrite == "" {
		return t, err
	}
	if _, err := t.ExecContext(ctx, d.firstWrite); err != nil {
		t.Rollback()
		return t, err
	}
	return t, nil
}

func begin(ctx context.Context, pool *bun.DB, options sql.TxOptions, write bool) (transaction, error) {
	tx, err := pool.BeginTx(ctx, &options)
	return transaction{tx, write}, err
}

func savepoint(outer transaction) func(context.Context) (transaction, error) {
	return func(ctx context.Context) (transaction, error) {
		tx, err := outer.BeginTx(ctx, nil)
		return transaction{tx, true}, err
	}
}

// pause waits before the next attempt, each time about twice as long, and not
// in step with others that wait. Errors: those of the context.
func pause(ctx context.Context, attempt int) error {
	limit := min(firstPause<<attempt, lastPause)
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(limit/2 + rand.N(limit/2)):
		return nil
	}
}
