// Package costingdb keeps standard costs in the database.
package costingdb

import (
	"context"
	"fmt"
	"time"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"article30/budget/costing"
	"article30/internal/date"
	"article30/internal/db"
)

// Store is a costing.Store on a database.
type Store struct{ *db.DB }

// New is the Store on d.
func New(d *db.DB) *Store { return &Store{d} }

type costRow struct {
	bun.BaseModel `bun:"table:standard_cost"`

	ID         int64 `bun:"id,pk,autoincrement"`
	Class      costing.Class
	Item       string
	Per        costing.Per
	Amount     string
	ValidFrom  date.Date
	Seq        int
	Source     string
	Reason     string
	EnteredBy  string
	RecordedAt string
}

func (s *Store) Costs(ctx context.Context) (costing.Table, error) {
	var rows []costRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	table := make(costing.Table, len(rows))
	for i, r := range rows {
		amount, err := decimal.NewFromString(r.Amount)
		if err != nil {
			return nil, fmt.Errorf("costingdb: standard cost %d: %w", r.ID, err)
		}
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, fmt.Errorf("costingdb: standard cost %d: %w", r.ID, err)
		}
		table[i] = costing.StandardCost{
			ID: r.ID, Class: r.Class, Item: r.Item, Per: r.Per, Amount: amount, From: r.ValidFrom, Seq: r.Seq,
			Source: r.Source, Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return table, nil
}

func (s *Store) InsertCost(ctx context.Context, c costing.StandardCost) (int64, error) {
	row := costRow{
		Class: c.Class, Item: c.Item, Per: c.Per, Amount: c.Amount.String(), ValidFrom: c.From, Seq: c.Seq,
		Source: c.Source, Reason: c.Reason, EnteredBy: c.EnteredBy, RecordedAt: c.RecordedAt.UTC().Format(time.RFC3339),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return row.ID, err
}
