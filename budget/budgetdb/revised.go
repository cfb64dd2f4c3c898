package budgetdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
)

type revisedRow struct {
	bun.BaseModel `bun:"table:revised_budget"`

	VersionID  int64 `bun:",pk"`
	ApprovedBy budget.Reviser
	ApprovedOn date.Date
	Reference  string
	Authority  string
	EnteredBy  string
	RecordedAt string

	Symbol string `bun:",scanonly"`
}

func (s *Store) Revised(ctx context.Context, id int64) ([]budget.RevisedBudget, error) {
	var rows []revisedRow
	err := s.Conn(ctx).NewSelect().Model(&rows).ColumnExpr("revised_row.*, v.symbol").
		Join("JOIN budget_version AS v ON v.id = revised_row.version_id").
		Where("v.budget_id = ?", id).Order("revised_row.recorded_at", "revised_row.version_id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]budget.RevisedBudget, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = budget.RevisedBudget{
			VersionID: r.VersionID, Symbol: r.Symbol, By: r.ApprovedBy, On: r.ApprovedOn, Reference: r.Reference, Authority: r.Authority,
			EnteredBy: r.EnteredBy, RecordedOn: conference.DispatchDate(at), RecordedAt: at,
		}
	}
	return list, nil
}

func (s *Store) InsertRevised(ctx context.Context, r budget.RevisedBudget) error {
	row := revisedRow{
		VersionID: r.VersionID, ApprovedBy: r.By, ApprovedOn: r.On, Reference: r.Reference, Authority: r.Authority,
		EnteredBy: r.EnteredBy, RecordedAt: instant(r.RecordedAt),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}
