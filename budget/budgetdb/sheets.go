package budgetdb

import (
	"context"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
)

type sheetRow struct {
	bun.BaseModel `bun:"table:budget_sheet"`

	VersionID int64               `bun:",pk"`
	Language  conference.Language `bun:",pk"`
	SHA256    string              `bun:"sha256"`
	Content   []byte
}

func (s *Store) Sheets(ctx context.Context, version int64) ([]budget.Sheet, error) {
	var rows []sheetRow
	err := s.Conn(ctx).NewSelect().Model(&rows).Where("version_id = ?", version).Scan(ctx)
	list := make([]budget.Sheet, len(rows))
	for i, r := range rows {
		list[i] = budget.Sheet{Language: r.Language, File: r.Content, SHA256: r.SHA256}
	}
	return list, err
}

func (s *Store) InsertSheets(ctx context.Context, version int64, sheets []budget.Sheet) error {
	rows := make([]sheetRow, len(sheets))
	for i, one := range sheets {
		rows[i] = sheetRow{VersionID: version, Language: one.Language, SHA256: one.SHA256, Content: one.File}
	}
	return insert(ctx, s, rows)
}

type translationRow struct {
	bun.BaseModel `bun:"table:sheet_translation"`

	ID         int64 `bun:"id,pk,autoincrement"`
	VersionID  int64
	Language   conference.Language
	SHA256     string `bun:"sha256,nullzero"`
	Content    []byte `bun:",nullzero"`
	EnteredBy  string
	RecordedAt string
}

func (s *Store) Translations(ctx context.Context, version int64) ([]budget.Translation, error) {
	var rows []translationRow
	if err := s.Conn(ctx).NewSelect().Model(&rows).Where("version_id = ?", version).Order("id").Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]budget.Translation, len(rows))
	for i, r := range rows {
		at, err := parseInstant(r.RecordedAt)
		if err != nil {
			return nil, err
		}
		list[i] = budget.Translation{
			Sheet: budget.Sheet{Language: r.Language, File: r.Content, SHA256: r.SHA256}, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

func (s *Store) InsertTranslation(ctx context.Context, version int64, t budget.Translation) error {
	row := translationRow{
		VersionID: version, Language: t.Language, SHA256: t.SHA256, Content: t.File, EnteredBy: t.EnteredBy, RecordedAt: instant(t.RecordedAt),
	}
	_, err := s.Conn(ctx).NewInsert().Model(&row).Exec(ctx)
	return err
}
