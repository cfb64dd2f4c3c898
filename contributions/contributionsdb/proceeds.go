package contributionsdb

import (
	"context"
	"time"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/money"
)

type proceedsRow struct {
	bun.BaseModel `bun:"table:proceeds,alias:proceeds"`

	ID             int64  `bun:"id,pk,autoincrement"`
	ContributionID int64  `bun:"contribution_id"`
	Revision       int    `bun:"revision"`
	LegalBasis     string `bun:"legal_basis"`
	Total          int64  `bun:"total"`
	Percent        string `bun:"percent"`
	Share          int64  `bun:"share"`
	Reason         string `bun:"reason"`
	EnteredBy      string `bun:"entered_by"`
	RecordedAt     string `bun:"recorded_at"`

	Currency string `bun:"currency,scanonly"`
}

// Proceeds are what was said of the contribution's, of all for 0, by
// contribution and revision.
func (s *Store) Proceeds(ctx context.Context, contribution int64) ([]contributions.Proceeds, error) {
	var rows []proceedsRow
	q := s.conn(ctx).NewSelect().Model(&rows).ColumnExpr("proceeds.*, contribution.currency").
		Join("JOIN contribution ON contribution.id = proceeds.contribution_id").
		Order("proceeds.contribution_id", "proceeds.revision")
	if contribution != 0 {
		q = q.Where("proceeds.contribution_id = ?", contribution)
	}
	if err := q.Scan(ctx); err != nil {
		return nil, err
	}
	list := make([]contributions.Proceeds, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		percent, err := decimal.NewFromString(r.Percent)
		if err != nil {
			return nil, err
		}
		c := money.Currency(r.Currency)
		list[i] = contributions.Proceeds{
			ID: r.ID, Contribution: r.ContributionID, Revision: r.Revision, LegalBasis: r.LegalBasis,
			Total: money.FromUnits(r.Total, c), Percent: percent, Share: money.FromUnits(r.Share, c),
			Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

// AddProceeds inserts proceeds and fills the ID in.
func (s *Store) AddProceeds(ctx context.Context, p *contributions.Proceeds) error {
	row := proceedsRow{
		ContributionID: p.Contribution, Revision: p.Revision, LegalBasis: p.LegalBasis,
		Total: p.Total.Units(), Percent: p.Percent.String(), Share: p.Share.Units(),
		Reason: p.Reason, EnteredBy: p.EnteredBy, RecordedAt: p.RecordedAt.UTC().Format(time.RFC3339),
	}
	return insertReturning(ctx, s.conn(ctx), []proceedsRow{row}, "id", func(r proceedsRow) { p.ID = r.ID })
}
