package contributionsdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/contributions"
)

// recordsOf are all records that are the donor of which one is given, four times.
const recordsOf = `SELECT CAST(? AS BIGINT) UNION SELECT now_id FROM donor_identity WHERE donor_id = ?
	UNION SELECT donor_id FROM donor_identity WHERE now_id = ?
		OR now_id = (SELECT now_id FROM donor_identity WHERE donor_id = ?)`

type mergeRow struct {
	bun.BaseModel `bun:"table:donor_merge,alias:donor_merge"`

	ID         int64  `bun:"id,pk,autoincrement"`
	FromID     int64  `bun:"from_id"`
	IntoID     int64  `bun:"into_id"`
	Reason     string `bun:"reason"`
	EnteredBy  string `bun:"entered_by"`
	RecordedAt string `bun:"recorded_at"`
}

type unmergeRow struct {
	bun.BaseModel `bun:"table:donor_unmerge,alias:donor_unmerge"`

	MergeID    int64  `bun:"merge_id,pk"`
	Reason     string `bun:"reason"`
	EnteredBy  string `bun:"entered_by"`
	RecordedAt string `bun:"recorded_at"`
}

// Merges are all, by ID, with what took them back.
func (s *Store) Merges(ctx context.Context) ([]contributions.Merge, error) {
	var rows []mergeRow
	if err := s.conn(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil || len(rows) == 0 {
		return nil, err
	}
	var ends []unmergeRow
	if err := s.conn(ctx).NewSelect().Model(&ends).Scan(ctx); err != nil {
		return nil, err
	}
	back := map[int64]contributions.Unmerge{}
	for _, r := range ends {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		back[r.MergeID] = contributions.Unmerge{Merge: r.MergeID, Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at}
	}
	merges := make([]contributions.Merge, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		merges[i] = contributions.Merge{
			ID: r.ID, From: r.FromID, Into: r.IntoID, Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at, Back: back[r.ID],
		}
	}
	return merges, nil
}

// AddMerge inserts a merge and fills the ID in.
func (s *Store) AddMerge(ctx context.Context, m *contributions.Merge) error {
	row := mergeRow{
		FromID: m.From, IntoID: m.Into, Reason: m.Reason, EnteredBy: m.EnteredBy, RecordedAt: m.RecordedAt.UTC().Format(time.RFC3339),
	}
	return insertReturning(ctx, s.conn(ctx), []mergeRow{row}, "id", func(r mergeRow) { m.ID = r.ID })
}

// AddUnmerge inserts what takes a merge back.
func (s *Store) AddUnmerge(ctx context.Context, u contributions.Unmerge) error {
	row := unmergeRow{MergeID: u.Merge, Reason: u.Reason, EnteredBy: u.EnteredBy, RecordedAt: u.RecordedAt.UTC().Format(time.RFC3339)}
	_, err := s.conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}
