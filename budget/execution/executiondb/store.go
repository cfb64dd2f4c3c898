// Package executiondb keeps allotments, what was done with them and the books
// of it in the database.
package executiondb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/budget/execution"
	"article30/internal/db"
)

// Store implements execution.Store.
type Store struct {
	db *db.DB
}

var _ execution.Store = (*Store)(nil)

// New is the store in d.
func New(d *db.DB) *Store { return &Store{d} }

func (s *Store) View(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.View(ctx, fn)
}

func (s *Store) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.Update(ctx, fn)
}

func (s *Store) conn(ctx context.Context) bun.IDB { return s.db.Conn(ctx) }

// batch is how many rows one statement inserts.
const batch = 500

// insert inserts rows in batches.
func insert[R any](ctx context.Context, conn bun.IDB, rows []R) error {
	for len(rows) > 0 {
		part := rows[:min(batch, len(rows))]
		if _, err := conn.NewInsert().Model(&part).Exec(ctx); err != nil {
			return err
		}
		rows = rows[len(part):]
	}
	return nil
}

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }
