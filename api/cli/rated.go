package cli

import (
	"context"

	"article30/budget/execution"
	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
)

// ratedSpending is spending at operational rates, as contributions ask for it.
type ratedSpending struct{ *services }

func (b ratedSpending) PreviewRate(ctx context.Context, days contributions.Span, rate contributions.Rate, reason string) (contributions.SpendingCorrected, error) {
	c, err := b.execution.PreviewRate(ctx, rateDays(days, rate), reason)
	return spendingCorrected(c, rate), err
}

func (b ratedSpending) CorrectRate(ctx context.Context, actor access.Actor, days contributions.Span, rate contributions.Rate, reason string) (contributions.SpendingCorrected, error) {
	c, err := b.execution.CorrectRate(ctx, actor, rateDays(days, rate), reason)
	done := spendingCorrected(c, rate)
	for _, e := range c.Entries {
		done.Entries = append(done.Entries, e.ID)
	}
	return done, err
}

func (b ratedSpending) LastValued(ctx context.Context) (map[money.Currency]date.Date, error) {
	return b.execution.LastValued(ctx)
}

func (b ratedSpending) EachSpent(ctx context.Context, of contributions.SpentOf, fn func(contributions.Spent) error) error {
	if of.Entry != 0 {
		var err error
		if of.Allotment, err = b.execution.AllotmentOf(ctx, of.Entry); err != nil {
			return err
		}
	}
	return b.execution.EachHistory(ctx, of.Allotment, func(h execution.History) error {
		s := contributions.Spent{Allotment: h.Allotment.ID, Line: h.Allotment.Line.Name()}
		for _, e := range h.Entries {
			kind := contributions.Kind(e.Kind)
			if e.Adjusts != 0 {
				kind = contributions.RateCorrection
			}
			s.Entries = append(s.Entries, contributions.Entry{
				ID: e.ID, Seq: e.Seq, Kind: kind, On: e.On, DateKnown: true, Amount: e.Amount, Reason: e.Reason,
				Valuation: contributions.Valuation{USD: e.USD, Rate: e.Rate, Basis: contributions.Basis(e.Basis), RateDate: e.RateDate},
				Reverses:  e.Reverses, Adjusts: e.Adjusts, Restores: contributions.Restoration(e.Restores),
			})
		}
		return fn(s)
	})
}

func rateDays(days contributions.Span, rate contributions.Rate) execution.RateDays {
	return execution.RateDays{Currency: days.Currency, From: days.From, Until: days.Until, PerUSD: rate.PerUSD}
}

func spendingCorrected(c execution.Corrected, rate contributions.Rate) contributions.SpendingCorrected {
	done := contributions.SpendingCorrected{
		On: c.On, Adjusts: len(c.Entries) > 0, Operation: c.Operation("rate " + string(rate.Currency) + " " + rate.Effective.String()),
	}
	for _, t := range c.Touched {
		done.Touched = append(done.Touched, contributions.TouchedSpending{
			Entry: t.Entry.ID, Allotment: t.Allotment.ID, Line: t.Allotment.Line.Name(), Kind: contributions.Kind(t.Entry.Kind),
			Reference: t.Entry.Reference, On: t.Entry.On, Amount: t.Entry.Amount, Before: t.Before, After: t.After, Adjustment: t.Adjustment,
		})
	}
	return done
}
