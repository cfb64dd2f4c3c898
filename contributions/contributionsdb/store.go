// Package contributionsdb keeps contributions, their entries, the books and the
// rates of exchange in the database.
package contributionsdb

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/db"
	"article30/internal/problem"
)

// Store implements contributions.Store.
type Store struct {
	db *db.DB
}

var _ contributions.Store = (*Store)(nil)

// New is the store in d.
func New(d *db.DB) *Store { return &Store{d} }

func (s *Store) View(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.View(ctx, fn)
}

func (s *Store) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.db.Update(ctx, fn)
}

func (s *Store) conn(ctx context.Context) bun.IDB { return s.db.Conn(ctx) }

// batch is the number of rows of one INSERT: enough that the statement's own
// cost disappears, few enough that its text stays far below the limits of the
// engines.
const batch = 1000

// insertAll inserts rows in batches.
func insertAll[R any](ctx context.Context, conn bun.IDB, rows []R) error {
	for len(rows) > 0 {
		part := rows[:min(batch, len(rows))]
		if _, err := conn.NewInsert().Model(&part).Exec(ctx); err != nil {
			return err
		}
		rows = rows[len(part):]
	}
	return nil
}

// found turns the absence of a row into the error that says what is not there.
func found(err error, missing *problem.Error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return missing
	}
	return err
}

func noDonor(id int64) *problem.Error {
	return problem.New(problem.NotFound, "donor.not_found", "donor", id)
}

func noContribution(id int64) *problem.Error {
	return problem.New(problem.NotFound, "contribution.not_found", "contribution", id)
}

func noEntry(id int64) *problem.Error {
	return problem.New(problem.NotFound, "entry.not_found", "entry", id)
}
