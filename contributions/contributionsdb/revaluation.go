package contributionsdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
)

type revaluationRow struct {
	bun.BaseModel `bun:"table:revaluation,alias:revaluation"`

	ID         int64     `bun:"id,pk,autoincrement"`
	OnDate     date.Date `bun:"on_date"`
	Reverses   int64     `bun:"reverses,nullzero"`
	Reason     string    `bun:"reason"`
	EnteredBy  string    `bun:"entered_by"`
	RecordedAt string    `bun:"recorded_at"`
}

type revaluedRow struct {
	bun.BaseModel `bun:"table:revaluation_entry,alias:revalued"`

	EntryID       int64 `bun:"entry_id,pk"`
	RevaluationID int64 `bun:"revaluation_id"`
}

// Revaluations lists every run by ID, with its entries.
func (s *Store) Revaluations(ctx context.Context) ([]contributions.RevaluationRun, error) {
	var rows []revaluationRow
	if err := s.conn(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	var revalued []revaluedRow
	if err := s.conn(ctx).NewSelect().Model(&revalued).Order("entry_id").Scan(ctx); err != nil {
		return nil, err
	}
	entries := map[int64][]int64{}
	for _, r := range revalued {
		entries[r.RevaluationID] = append(entries[r.RevaluationID], r.EntryID)
	}
	runs := make([]contributions.RevaluationRun, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		runs[i] = contributions.RevaluationRun{
			ID: r.ID, On: r.OnDate, Reverses: r.Reverses, Reason: r.Reason,
			EnteredBy: r.EnteredBy, RecordedAt: at, Entries: entries[r.ID],
		}
	}
	return runs, nil
}

// AddRevaluation inserts a run, whose entries are there, and fills its ID in.
func (s *Store) AddRevaluation(ctx context.Context, run *contributions.RevaluationRun) error {
	row := revaluationRow{
		OnDate: run.On, Reverses: run.Reverses, Reason: run.Reason,
		EnteredBy: run.EnteredBy, RecordedAt: run.RecordedAt.UTC().Format(time.RFC3339),
	}
	if err := s.conn(ctx).NewInsert().Model(&row).Returning("id").Scan(ctx, &run.ID); err != nil {
		return err
	}
	rows := make([]revaluedRow, len(run.Entries))
	for i, id := range run.Entries {
		rows[i] = revaluedRow{EntryID: id, RevaluationID: run.ID}
	}
	return insertAll(ctx, s.conn(ctx), rows)
}
