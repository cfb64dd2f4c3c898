// Package budgetdb keeps budgets, their versions, dispatches and decisions in
// the database.
package budgetdb

import (
	"context"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/internal/db"
)

// Store is a budget.Store on a database.
type Store struct{ *db.DB }

// New is the Store on d.
func New(d *db.DB) *Store { return &Store{d} }

func (s *Store) Budgets(ctx context.Context) ([]budget.Budget, error) {
	return s.budgets(ctx, func(q *bun.SelectQuery) *bun.SelectQuery { return q })
}

func (s *Store) Find(ctx context.Context, symbol string) (budget.Budget, bool, error) {
	list, err := s.budgets(ctx, func(q *bun.SelectQuery) *bun.SelectQuery {
		return q.Where("id IN (SELECT budget_id FROM budget_version WHERE symbol = ?)", symbol)
	})
	if err != nil || len(list) == 0 {
		return budget.Budget{}, false, err
	}
	return list[0], true, nil
}

func (s *Store) budgets(ctx context.Context, which func(*bun.SelectQuery) *bun.SelectQuery) ([]budget.Budget, error) {
	var rows []budgetRow
	if err := which(s.Conn(ctx).NewSelect().Model(&rows)).Order("symbol").Scan(ctx); err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, nil
	}
	ids := make([]int64, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	var versions []versionRow
	err := s.Conn(ctx).NewSelect().Model(&versions).
		Where("budget_id IN (?)", bun.List(ids)).Order("budget_id", "seq").Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]budget.Budget, len(rows))
	place := map[int64]int{}
	for i, r := range rows {
		if list[i], err = r.budget(); err != nil {
			return nil, err
		}
		place[r.ID] = i
	}
	amends, err := s.amends(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, r := range versions {
		v, err := r.version()
		if err != nil {
			return nil, err
		}
		v.Amends = amends[r.ID]
		b := &list[place[r.BudgetID]]
		b.Versions = append(b.Versions, v)
	}
	return list, nil
}

func (s *Store) InsertBudget(ctx context.Context, b budget.Budget) (int64, error) {
	row := newBudgetRow(b)
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return row.ID, err
}

func (s *Store) SetSession(ctx context.Context, id int64, session string) error {
	return one(s.Conn(ctx).NewUpdate().Model((*budgetRow)(nil)).
		Set("session_id = ?", session).Where("id = ?", id).Exec(ctx))
}

func (s *Store) InsertVersion(ctx context.Context, v budget.Version) (int64, error) {
	row := newVersionRow(v)
	if _, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
		return 0, err
	}
	if v.Amends != "" {
		if err := s.insertAmends(ctx, row.ID, v.Amends); err != nil {
			return 0, err
		}
	}
	return row.ID, s.insertContent(ctx, row.ID, v.Content)
}

func (s *Store) ReplaceVersion(ctx context.Context, v budget.Version) error {
	row := newVersionRow(v)
	if err := one(s.Conn(ctx).NewUpdate().Model(&row).WherePK().Exec(ctx)); err != nil {
		return err
	}
	for _, table := range []any{
		(*basisRow)(nil), (*sectionTextRow)(nil), (*lineTextRow)(nil), (*documentTextRow)(nil), (*amountRow)(nil), (*lineRow)(nil), (*columnRow)(nil),
	} {
		if _, err := s.Conn(ctx).NewDelete().Model(table).Where("version_id = ?", v.ID).Exec(ctx); err != nil {
			return err
		}
	}
	return s.insertContent(ctx, v.ID, v.Content)
}

func (s *Store) Freeze(ctx context.Context, version int64, at time.Time) error {
	return one(s.Conn(ctx).NewUpdate().Model((*versionRow)(nil)).
		Set("frozen = ?", true).Set("frozen_at = ?", instant(at)).Where("id = ?", version).Exec(ctx))
}

func insert[T any](ctx context.Context, s *Store, rows []T) error {
	for len(rows) > 0 {
		some := rows[:min(len(rows), batch)]
		if _, err := s.Conn(ctx).NewInsert().Model(&some).Exec(ctx); err != nil {
			return err
		}
		rows = rows[len(some):]
	}
	return nil
}

// batch is how many rows one statement inserts.
const batch = 500

// one refuses a change of anything but one row.
func one(result interface{ RowsAffected() (int64, error) }, err error) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		err = fmt.Errorf("budgetdb: %d rows updated instead of one", n)
	}
	return err
}
