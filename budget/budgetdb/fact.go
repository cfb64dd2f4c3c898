package budgetdb

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/date"
)

type factRow struct {
	bun.BaseModel `bun:"table:dispatch_fact"`

	ID         int64 `bun:"id,pk,autoincrement"`
	VersionID  int64
	PartyID    conference.ParticipantID
	Language   conference.Language
	Kind       budget.FactKind
	HappenedOn date.Date
	Channel    budget.Channel `bun:",nullzero"`
	Reference  string
	Evidence   string `bun:",nullzero"`
	EnteredBy  string
	RecordedAt string
}

func (s *Store) Facts(ctx context.Context, version int64) ([]budget.Fact, error) {
	var rows []factRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Where("version_id = ?", version).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]budget.Fact, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = budget.Fact{
			Party: r.PartyID, Language: r.Language, Kind: r.Kind, On: r.HappenedOn, Channel: r.Channel,
			Reference: r.Reference, Evidence: r.Evidence, EnteredBy: r.EnteredBy, RecordedOn: conference.DispatchDate(at),
		}
	}
	return list, nil
}

func (s *Store) InsertFacts(ctx context.Context, version int64, list []budget.Fact, at time.Time) error {
	rows := make([]factRow, len(list))
	for i, f := range list {
		rows[i] = factRow{
			VersionID: version, PartyID: f.Party, Language: f.Language, Kind: f.Kind, HappenedOn: f.On, Channel: f.Channel,
			Reference: f.Reference, Evidence: f.Evidence, EnteredBy: f.EnteredBy, RecordedAt: instant(at),
		}
	}
	return insert(ctx, s, rows)
}

type evidenceRow struct {
	bun.BaseModel `bun:"table:evidence"`

	SHA256     string `bun:"sha256,pk"`
	Name       string
	Content    []byte
	EnteredBy  string
	RecordedAt string
}

func (s *Store) Evidence(ctx context.Context, digest string) (budget.Evidence, bool, error) {
	var r evidenceRow
	err := s.Conn(ctx).NewSelect().Model(&r).Where("sha256 = ?", digest).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return budget.Evidence{}, false, nil
	}
	if err != nil {
		return budget.Evidence{}, false, err
	}
	at, err := parseInstant(r.RecordedAt)
	return budget.Evidence{
		SHA256: r.SHA256, Name: r.Name, Bytes: len(r.Content), Content: r.Content, EnteredBy: r.EnteredBy, RecordedAt: at,
	}, true, err
}

func (s *Store) EvidenceDigests(ctx context.Context) ([]string, error) {
	var list []string
	err := s.Conn(ctx).NewSelect().Model((*evidenceRow)(nil)).Column("sha256").Order("sha256").Scan(ctx, &list)
	return list, err
}

func (s *Store) InsertEvidence(ctx context.Context, e budget.Evidence) error {
	row := evidenceRow{SHA256: e.SHA256, Name: e.Name, Content: e.Content, EnteredBy: e.EnteredBy, RecordedAt: instant(e.RecordedAt)}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}
