package executiondb

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/problem"
)

type allotmentRow struct {
	bun.BaseModel `bun:"table:allotment,alias:allotment"`

	ID         int64 `bun:"id,pk,autoincrement"`
	VersionID  int64
	LineSeq    int
	Year       int
	Funding    budget.Funding
	PSCPercent string `bun:"psc_percent"`
	PSCReason  string `bun:"psc_reason"`
	EnteredBy  string
	RecordedAt string

	BudgetID int64          `bun:"budget_id,scanonly"`
	Symbol   string         `bun:"symbol,scanonly"`
	Code     string         `bun:"code,scanonly"`
	Title    string         `bun:"title,scanonly"`
	Section  string         `bun:"section,scanonly"`
	Mandate  budget.Mandate `bun:"mandate,scanonly,nullzero"`
	Object   budget.Object  `bun:"object,scanonly,nullzero"`

	Instrument conference.Instrument `bun:"instrument,scanonly,nullzero"`
}

func (r allotmentRow) allotment() (execution.Allotment, error) {
	a := execution.Allotment{
		ID: r.ID, Budget: r.BudgetID, Version: r.VersionID, Symbol: r.Symbol, LineSeq: r.LineSeq,
		Line: execution.NewLine(budget.Line{
			Code: r.Code, Title: r.Title, Section: r.Section, Mandate: r.Mandate, Funding: r.Funding,
			Instrument: r.Instrument, Object: r.Object,
		}),
		Year: r.Year, PSCReason: r.PSCReason, EnteredBy: r.EnteredBy,
	}
	var err error
	if a.RecordedAt, err = time.Parse(time.RFC3339, r.RecordedAt); err != nil {
		return a, err
	}
	a.PSCPercent, err = decimal.NewFromString(r.PSCPercent)
	return a, err
}

// withLine selects allotments with the lines that they are of.
func (s *Store) withLine(ctx context.Context, rows any) *bun.SelectQuery {
	return s.conn(ctx).NewSelect().Model(rows).ColumnExpr("allotment.*").
		ColumnExpr("budget_version.budget_id, budget_version.symbol").
		ColumnExpr("budget_line.code, budget_line.title, budget_line.section, budget_line.mandate, budget_line.instrument, budget_line.object").
		Join("JOIN budget_version ON budget_version.id = allotment.version_id").
		Join("JOIN budget_line ON budget_line.version_id = allotment.version_id AND budget_line.seq = allotment.line_seq")
}

// Allotments are those of a document, or of all for 0, by ID.
func (s *Store) Allotments(ctx context.Context, budget int64) ([]execution.Allotment, error) {
	var rows []allotmentRow
	q := s.withLine(ctx, &rows).Order("allotment.id")
	if budget != 0 {
		q = q.Where("budget_version.budget_id = ?", budget)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]execution.Allotment, len(rows))
	for i, r := range rows {
		var err error
		if list[i], err = r.allotment(); err != nil {
			return nil, err
		}
	}
	return list, nil
}

// Allotment is the allotment with that ID; allotment.not_found.
func (s *Store) Allotment(ctx context.Context, id int64) (execution.Allotment, error) {
	var r allotmentRow
	err := s.withLine(ctx, &r).Where("allotment.id = ?", id).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		err = problem.New(problem.NotFound, "allotment.not_found", "allotment", id)
	}
	if err != nil {
		return execution.Allotment{}, err
	}
	return r.allotment()
}

// AllotmentOf is the allotment to which an entry belongs; false for no such
// entry.
func (s *Store) AllotmentOf(ctx context.Context, entry int64) (id int64, found bool, err error) {
	err = s.conn(ctx).NewSelect().Table("execution_entry").Column("allotment_id").Where("id = ?", entry).Scan(ctx, &id)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, false, nil
	}
	return id, err == nil, err
}

// AddAllotment inserts an allotment and fills its ID in.
func (s *Store) AddAllotment(ctx context.Context, a *execution.Allotment) error {
	row := allotmentRow{
		VersionID: a.Version, LineSeq: a.LineSeq, Year: a.Year, Funding: a.Line.Funding,
		PSCPercent: a.PSCPercent.String(), PSCReason: a.PSCReason,
		EnteredBy: a.EnteredBy, RecordedAt: instant(a.RecordedAt),
	}
	_, err := s.conn(ctx).NewInsert().Model(&row).Exec(ctx)
	a.ID = row.ID
	return err
}

type approvalRow struct {
	bun.BaseModel `bun:"table:fund_approval,alias:fund_approval"`

	ID         int64 `bun:"id,pk,autoincrement"`
	VersionID  int64
	OnDate     date.Date
	Reference  string
	Reason     string
	Reverses   int64 `bun:",nullzero"`
	EnteredBy  string
	RecordedAt string

	Symbol string `bun:"symbol,scanonly"`
}

// Approvals are those of a document's texts, or of all for 0, by ID.
func (s *Store) Approvals(ctx context.Context, budget int64) ([]execution.FundApproval, error) {
	var rows []approvalRow
	q := s.conn(ctx).NewSelect().Model(&rows).ColumnExpr("fund_approval.*, budget_version.symbol").
		Join("JOIN budget_version ON budget_version.id = fund_approval.version_id").Order("fund_approval.id")
	if budget != 0 {
		q = q.Where("budget_version.budget_id = ?", budget)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]execution.FundApproval, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = execution.FundApproval{
			ID: r.ID, Version: r.VersionID, Symbol: r.Symbol, On: r.OnDate, Reference: r.Reference, Reason: r.Reason,
			Reverses: r.Reverses, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

// AddApproval inserts an approval and fills its ID in.
func (s *Store) AddApproval(ctx context.Context, a *execution.FundApproval) error {
	row := approvalRow{
		VersionID: a.Version, OnDate: a.On, Reference: a.Reference, Reason: a.Reason, Reverses: a.Reverses,
		EnteredBy: a.EnteredBy, RecordedAt: instant(a.RecordedAt),
	}
	_, err := s.conn(ctx).NewInsert().Model(&row).Exec(ctx)
	a.ID = row.ID
	return err
}
