package contributionsdb

import (
	"context"
	"database/sql"
	"errors"

	"github.com/uptrace/bun"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

type rateRow struct {
	bun.BaseModel `bun:"table:rate,alias:rate"`

	Currency  string    `bun:"currency,pk"`
	Effective date.Date `bun:"effective,pk"`
	PerUSD    string    `bun:"per_usd"`
	Source    string    `bun:"source"`
}

func (r rateRow) rate() (contributions.Rate, error) {
	per, err := money.ParseRate(r.PerUSD)
	return contributions.Rate{
		Currency: money.Currency(r.Currency), Effective: r.Effective, PerUSD: per, Source: r.Source,
	}, err
}

// inForce is the figure of the row of rate: its last revision where it has one.
const inForce = `COALESCE((SELECT revision.per_usd FROM rate_revision AS revision
	WHERE revision.currency = rate.currency AND revision.effective = rate.effective
	ORDER BY revision.seq DESC LIMIT 1), rate.per_usd)`

func (s *Store) rates(ctx context.Context, into any) *bun.SelectQuery {
	return s.conn(ctx).NewSelect().Model(into).ColumnExpr("rate.currency, rate.effective, rate.source").
		ColumnExpr("? AS per_usd", bun.Safe(inForce))
}

// Rates lists all rates by currency and effective date.
func (s *Store) Rates(ctx context.Context) ([]contributions.Rate, error) {
	var rows []rateRow
	return listed(ctx, &rows, s.rates(ctx, &rows))
}

// LoadedRates lists all rates, as they were before any correction, by currency
// and effective date.
func (s *Store) LoadedRates(ctx context.Context) ([]contributions.Rate, error) {
	var rows []rateRow
	return listed(ctx, &rows, s.conn(ctx).NewSelect().Model(&rows))
}

func listed(ctx context.Context, rows *[]rateRow, q *bun.SelectQuery) ([]contributions.Rate, error) {
	if err := q.Order("rate.currency", "rate.effective").Scan(ctx); err != nil {
		return nil, err
	}
	rates := make([]contributions.Rate, len(*rows))
	for i, r := range *rows {
		var err error
		if rates[i], err = r.rate(); err != nil {
			return nil, err
		}
	}
	return rates, nil
}

// RateOn is the rate with the greatest effective date on or before on.
func (s *Store) RateOn(ctx context.Context, c money.Currency, on date.Date) (contributions.Rate, bool, error) {
	var row rateRow
	err := s.rates(ctx, &row).
		Where("rate.currency = ?", string(c)).Where("rate.effective <= ?", on).
		Order("rate.effective DESC").Limit(1).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return contributions.Rate{}, false, nil
	}
	if err != nil {
		return contributions.Rate{}, false, err
	}
	r, err := row.rate()
	return r, err == nil, err
}

// AddRates inserts rates.
func (s *Store) AddRates(ctx context.Context, rates []contributions.Rate) error {
	rows := make([]rateRow, len(rates))
	for i, r := range rates {
		rows[i] = rateRow{
			Currency: string(r.Currency), Effective: r.Effective, PerUSD: r.PerUSD.String(), Source: r.Source,
		}
	}
	return insertAll(ctx, s.conn(ctx), rows)
}
