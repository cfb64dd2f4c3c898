package budgetdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
)

type decisionRow struct {
	bun.BaseModel `bun:"table:decision"`

	ID             int64 `bun:"id,pk,autoincrement"`
	VersionID      int64
	SessionID      string
	Outcome        budget.Outcome
	DecidedOn      date.Date
	Method         budget.Method
	VotesFor       *int
	VotesAgainst   *int
	Abstentions    *int
	Basis          budget.Basis `bun:",nullzero"`
	BasisReference string       `bun:",nullzero"`
	Reference      string
	EnteredBy      string
	RecordedAt     string
}

func (s *Store) Decisions(ctx context.Context, id int64) ([]budget.Decision, error) {
	var versions []versionRow
	if err := s.Conn(ctx).NewSelect().Model(&versions).Where("budget_id = ?", id).Scan(ctx); err != nil {
		return nil, err
	}
	symbols := map[int64]string{}
	for _, v := range versions {
		symbols[v.ID] = v.Symbol
	}
	var rows []decisionRow
	err := s.Conn(ctx).NewSelect().Model(&rows).
		Where("version_id IN (SELECT id FROM budget_version WHERE budget_id = ?)", id).Order("id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]budget.Decision, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = budget.Decision{
			ID: r.ID, VersionID: r.VersionID, Symbol: symbols[r.VersionID], Session: r.SessionID, Outcome: r.Outcome,
			DecidedOn: r.DecidedOn, Method: r.Method, For: r.VotesFor, Against: r.VotesAgainst, Abstentions: r.Abstentions,
			Basis: r.Basis, BasisReference: r.BasisReference, Reference: r.Reference,
			EnteredBy: r.EnteredBy, RecordedOn: conference.DispatchDate(at), RecordedAt: at,
		}
	}
	return list, nil
}

func (s *Store) InsertDecision(ctx context.Context, d budget.Decision, at time.Time) (int64, error) {
	row := decisionRow{
		VersionID: d.VersionID, SessionID: d.Session, Outcome: d.Outcome, DecidedOn: d.DecidedOn, Method: d.Method,
		VotesFor: d.For, VotesAgainst: d.Against, Abstentions: d.Abstentions,
		Basis: d.Basis, BasisReference: d.BasisReference, Reference: d.Reference,
		EnteredBy: d.EnteredBy, RecordedAt: instant(at),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return row.ID, err
}
