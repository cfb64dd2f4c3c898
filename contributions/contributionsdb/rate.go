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

// Rates lists all rates by currency and effective date.
func (s *Store) Rates(ctx context.Context) ([]contributions.Rate, error) {
	var rows []rateRow
	if err := s.conn(ctx).NewSelect().Model(&rows).Order("currency", "effective").Scan(ctx); err != nil {
		return nil, err
	}
	rates := make([]contributions.Rate, len(rows))
	for i, r := range rows {
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
	err := s.conn(ctx).NewSelect().Model(&row).
		Where("currency = ?", string(c)).Where("effective <= ?", on).
		Order("effective DESC").Limit(1).Scan(ctx)
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
