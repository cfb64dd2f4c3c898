package budgetdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
)

type addresseeRow struct {
	bun.BaseModel `bun:"table:addressee"`

	VersionID int64                    `bun:",pk"`
	PartyID   conference.ParticipantID `bun:",pk"`
	Role      budget.Role
	AsOf      date.Date
}

type dispatchRow struct {
	bun.BaseModel `bun:"table:dispatch"`

	ID           int64 `bun:"id,pk,autoincrement"`
	VersionID    int64
	PartyID      conference.ParticipantID
	Language     conference.Language
	SentOn       date.Date
	Channel      budget.Channel
	Reference    string
	Evidence     string `bun:",nullzero"`
	RecordedLate bool
	EnteredBy    string
	RecordedAt   string
}

// Addressees are in the order of role and id: State parties first.
func (s *Store) Addressees(ctx context.Context, version int64) ([]budget.Addressee, error) {
	var rows []addresseeRow
	err := s.Conn(ctx).NewSelect().Model(&rows).Where("version_id = ?", version).
		OrderExpr("CASE role WHEN 'party' THEN 1 WHEN 'supplementary' THEN 2 ELSE 3 END, party_id").Scan(ctx)
	list := make([]budget.Addressee, len(rows))
	for i, r := range rows {
		list[i] = budget.Addressee{Party: r.PartyID, Role: r.Role, AsOf: r.AsOf}
	}
	return list, err
}

func (s *Store) InsertAddressees(ctx context.Context, version int64, list []budget.Addressee) error {
	rows := make([]addresseeRow, len(list))
	for i, a := range list {
		rows[i] = addresseeRow{VersionID: version, PartyID: a.Party, Role: a.Role, AsOf: a.AsOf}
	}
	return insert(ctx, s, rows)
}

func (s *Store) Dispatches(ctx context.Context, version int64) ([]budget.Dispatch, error) {
	var rows []dispatchRow
	err := s.Conn(ctx).NewSelect().Model(&rows).Where("version_id = ?", version).Order("id").Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]budget.Dispatch, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = budget.Dispatch{
			Party: r.PartyID, Language: r.Language, SentOn: r.SentOn, Channel: r.Channel, Reference: r.Reference, Evidence: r.Evidence,
			RecordedLate: r.RecordedLate, EnteredBy: r.EnteredBy, RecordedOn: conference.DispatchDate(at),
		}
	}
	return list, nil
}

func (s *Store) InsertDispatches(ctx context.Context, version int64, list []budget.Dispatch, at time.Time) error {
	rows := make([]dispatchRow, len(list))
	for i, d := range list {
		rows[i] = dispatchRow{
			VersionID: version, PartyID: d.Party, Language: d.Language, SentOn: d.SentOn, Channel: d.Channel,
			Reference: d.Reference, Evidence: d.Evidence, RecordedLate: d.RecordedLate, EnteredBy: d.EnteredBy, RecordedAt: instant(at),
		}
	}
	return insert(ctx, s, rows)
}

func (s *Store) LastDispatch(ctx context.Context, version int64) (id int64, err error) {
	err = s.Conn(ctx).NewSelect().Model((*dispatchRow)(nil)).ColumnExpr("max(id)").Where("version_id = ?", version).Scan(ctx, &id)
	return id, err
}
