package contributionsdb

import (
	"context"
	"time"

	"github.com/shopspring/decimal"
	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
)

type termsRow struct {
	bun.BaseModel `bun:"table:agreement_terms,alias:agreement_terms"`

	ID          int64     `bun:"id,pk,autoincrement"`
	AgreementID int64     `bun:"agreement_id"`
	Revision    int       `bun:"revision"`
	Number      string    `bun:"number"`
	SignedOn    date.Date `bun:"signed_on"`
	ExpiresOn   date.Date `bun:"expires_on,nullzero"`
	Condition   string    `bun:"condition"`
	PSCPercent  string    `bun:"psc_percent"`
	PSCFrom     date.Date `bun:"psc_from,nullzero"`
	PSCReason   string    `bun:"psc_reason"`
	Reason      string    `bun:"reason"`
	EnteredBy   string    `bun:"entered_by"`
	RecordedAt  string    `bun:"recorded_at"`

	ContributionID int64 `bun:"contribution_id,scanonly"`
}

type dutyRow struct {
	bun.BaseModel `bun:"table:reporting_duty,alias:reporting_duty"`

	TermsID int64     `bun:"terms_id,pk"`
	Seq     int       `bun:"seq,pk"`
	DueOn   date.Date `bun:"due_on"`
	What    string    `bun:"what"`
}

// Terms are those of the contributions' agreements, of all for none, by
// contribution, agreement and revision.
func (s *Store) Terms(ctx context.Context, ids ...int64) ([]contributions.Terms, error) {
	of := func(q *bun.SelectQuery) *bun.SelectQuery {
		q = q.Join("JOIN entry ON entry.id = agreement_terms.agreement_id")
		if len(ids) == 0 {
			return q
		}
		return q.Where("entry.contribution_id IN (?)", bun.List(ids))
	}
	var rows []termsRow
	q := s.conn(ctx).NewSelect().Model(&rows).ColumnExpr("agreement_terms.*, entry.contribution_id").
		Order("entry.contribution_id", "agreement_terms.agreement_id", "agreement_terms.revision")
	if err := of(q).Scan(ctx); err != nil {
		return nil, err
	}
	var duties []dutyRow
	q = s.conn(ctx).NewSelect().Model(&duties).ColumnExpr("reporting_duty.*").
		Join("JOIN agreement_terms ON agreement_terms.id = reporting_duty.terms_id").
		Order("reporting_duty.terms_id", "reporting_duty.seq")
	if err := of(q).Scan(ctx); err != nil {
		return nil, err
	}
	owed := map[int64][]contributions.Duty{}
	for _, d := range duties {
		owed[d.TermsID] = append(owed[d.TermsID], contributions.Duty{Due: d.DueOn, What: d.What})
	}
	list := make([]contributions.Terms, len(rows))
	for i, r := range rows {
		at, err := time.Parse(time.RFC3339, r.RecordedAt)
		if err != nil {
			return nil, err
		}
		percent, err := decimal.NewFromString(r.PSCPercent)
		if err != nil {
			return nil, err
		}
		list[i] = contributions.Terms{
			ID: r.ID, Contribution: r.ContributionID, Revision: r.Revision, Agreement: r.AgreementID,
			Number: r.Number, Signed: r.SignedOn, Expires: r.ExpiresOn, Condition: r.Condition,
			PSC: percent, PSCFrom: r.PSCFrom, PSCReason: r.PSCReason, Duties: owed[r.ID],
			Reason: r.Reason, EnteredBy: r.EnteredBy, RecordedAt: at,
		}
	}
	return list, nil
}

// AddTerms inserts terms with their duties and fills the ID in.
func (s *Store) AddTerms(ctx context.Context, t *contributions.Terms) error {
	row := termsRow{
		AgreementID: t.Agreement, Revision: t.Revision, Number: t.Number, SignedOn: t.Signed, ExpiresOn: t.Expires,
		Condition: t.Condition, PSCPercent: t.PSC.String(), PSCFrom: t.PSCFrom, PSCReason: t.PSCReason,
		Reason: t.Reason, EnteredBy: t.EnteredBy, RecordedAt: t.RecordedAt.UTC().Format(time.RFC3339),
	}
	err := insertReturning(ctx, s.conn(ctx), []termsRow{row}, "id", func(r termsRow) { t.ID = r.ID })
	if err != nil {
		return err
	}
	var duties []dutyRow
	for i, d := range t.Duties {
		duties = append(duties, dutyRow{TermsID: t.ID, Seq: i + 1, DueOn: d.Due, What: d.What})
	}
	return insertAll(ctx, s.conn(ctx), duties)
}
