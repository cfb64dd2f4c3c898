package rest

import (
	"context"
	"fmt"

	"article30/api/wire"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// OfRate names a rate.
type OfRate struct {
	InLanguage
	Currency  string `path:"currency" maxLength:"5" example:"EUR"`
	Effective string `path:"effective" format:"date" doc:"The day on which the rate took effect."`
}

func (s *server) rateVersions(ctx context.Context, in *OfRate) (*body[wire.RateVersions], error) {
	var fields problem.Fields
	c, err := money.ParseCurrency(in.Currency)
	fields.AddErr("path.currency", err)
	effective, err := date.Parse(in.Effective)
	fields.AddErr("path.effective", err)
	if err := fields.Err("request.invalid"); err != nil {
		return nil, err
	}
	versions, err := s.Contributions.RateVersions(ctx, c, effective)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewRateVersions(versions)), nil
}

type previewRateIn struct {
	OfRate
	PerUSD string `query:"per_usd" required:"true" maxLength:"30" doc:"Units of the currency for one US dollar."`
}

func (s *server) previewRate(ctx context.Context, in *previewRateIn) (*body[wire.RateCorrected], error) {
	c, err := s.Contributions.PreviewRate(ctx, contributions.CorrectRateIn{
		Currency: in.Currency, Effective: in.Effective, PerUSD: in.PerUSD,
	})
	if err != nil {
		return nil, err
	}
	return answered(wire.NewRateCorrected(c)), nil
}

type correctRateIn struct {
	OfRate
	Body struct {
		PerUSD string `json:"per_usd" example:"0.794" doc:"Units of the currency for one US dollar."`
		Reason string `json:"reason"`
	}
}

func (s *server) correctRate(ctx context.Context, in *correctRateIn) (*created[wire.RateCorrected], error) {
	c, err := s.Cases.CorrectRate.Do(ctx, actor(ctx), contributions.CorrectRateIn{
		Currency: in.Currency, Effective: in.Effective, PerUSD: in.Body.PerUSD, Reason: in.Body.Reason,
	})
	if err != nil {
		return nil, err
	}
	return &created[wire.RateCorrected]{
		fmt.Sprintf("/api/v1/rates/%s/%s", c.After.Currency, c.After.Effective), wire.NewRateCorrected(c),
	}, nil
}
