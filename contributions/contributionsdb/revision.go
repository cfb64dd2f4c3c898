package contributionsdb

import (
	"context"
	"time"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

type revisionRow struct {
	bun.BaseModel `bun:"table:rate_revision,alias:revision"`

	Currency   string    `bun:"currency,pk"`
	Effective  date.Date `bun:"effective,pk"`
	Seq        int       `bun:"seq,pk"`
	PerUSD     string    `bun:"per_usd"`
	Reason     string    `bun:"reason"`
	EnteredBy  string    `bun:"entered_by"`
	RecordedAt string    `bun:"recorded_at"`
	Source     string    `bun:"source,scanonly"`
}

// RateVersions lists every version of the rates that were corrected, the one
// that was loaded first among them.
func (s *Store) RateVersions(ctx context.Context, c money.Currency) ([]contributions.RateVersion, error) {
	of := func(q *bun.SelectQuery) *bun.SelectQuery {
		if c != "" {
			q = q.Where("rate.currency = ?", string(c))
		}
		return q
	}
	first := of(s.conn(ctx).NewSelect().TableExpr("rate").
		ColumnExpr("rate.currency, rate.effective, 0 AS seq, rate.per_usd, '' AS reason, '' AS entered_by, '' AS recorded_at, rate.source").
		Where("EXISTS (SELECT 1 FROM rate_revision AS r WHERE r.currency = rate.currency AND r.effective = rate.effective)"))
	later := of(s.conn(ctx).NewSelect().TableExpr("rate_revision AS revision").
		ColumnExpr("revision.currency, revision.effective, revision.seq, revision.per_usd").
		ColumnExpr("revision.reason, revision.entered_by, revision.recorded_at, rate.source").
		Join("JOIN rate ON rate.currency = revision.currency AND rate.effective = revision.effective"))
	var rows []revisionRow
	err := s.conn(ctx).NewSelect().TableExpr("(?) AS revision", first.UnionAll(later)).ColumnExpr("*").
		OrderExpr("currency, effective, seq").Scan(ctx, &rows)
	if err != nil {
		return nil, err
	}
	versions := make([]contributions.RateVersion, len(rows))
	for i, r := range rows {
		rate, err := rateRow{Currency: r.Currency, Effective: r.Effective, PerUSD: r.PerUSD, Source: r.Source}.rate()
		if err != nil {
			return nil, err
		}
		versions[i] = contributions.RateVersion{Rate: rate, Seq: r.Seq, Reason: r.Reason, EnteredBy: r.EnteredBy}
		if r.RecordedAt != "" {
			if versions[i].RecordedAt, err = time.Parse(time.RFC3339, r.RecordedAt); err != nil {
				return nil, err
			}
		}
	}
	return versions, nil
}

// AddRateVersion inserts a correction.
func (s *Store) AddRateVersion(ctx context.Context, v contributions.RateVersion) error {
	_, err := s.conn(ctx).NewInsert().Model(&revisionRow{
		Currency: string(v.Currency), Effective: v.Effective, Seq: v.Seq, PerUSD: v.PerUSD.String(),
		Reason: v.Reason, EnteredBy: v.EnteredBy, RecordedAt: v.RecordedAt.UTC().Format(time.RFC3339),
	}).Exec(ctx)
	return err
}

// ValuedIn lists the contributions with entries of these days that an
// operational rate gave their value.
func (s *Store) ValuedIn(ctx context.Context, days contributions.Span) ([]int64, error) {
	q := s.conn(ctx).NewSelect().TableExpr("entry").ColumnExpr("DISTINCT contribution_id").
		Where("currency = ?", string(days.Currency)).Where("on_date >= ?", days.From).
		Where("rate_basis = ?", string(contributions.UNORE))
	if !days.Until.IsZero() {
		q.Where("on_date < ?", days.Until)
	}
	var ids []int64
	err := q.OrderExpr("contribution_id").Scan(ctx, &ids)
	return ids, err
}

// LastValued is the latest day of the entries of each currency that an
// operational rate gave their value.
func (s *Store) LastValued(ctx context.Context) (map[money.Currency]date.Date, error) {
	var rows []struct {
		Currency string    `bun:"currency"`
		Last     date.Date `bun:"last"`
	}
	err := s.conn(ctx).NewSelect().TableExpr("entry").ColumnExpr("currency, MAX(on_date) AS last").
		Where("rate_basis = ?", string(contributions.UNORE)).Group("currency").Scan(ctx, &rows)
	last := map[money.Currency]date.Date{}
	for _, r := range rows {
		last[money.Currency(r.Currency)] = r.Last
	}
	return last, err
}
