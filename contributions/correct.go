package contributions

import (
	"context"
	"slices"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// CorrectRateIn is a correction of a rate as it comes in: that of the currency
// which took effect on the day, YYYY-MM-DD. It wants a Reason.
type CorrectRateIn struct {
	Currency  string
	Effective string
	PerUSD    string
	Reason    string
}

// RateCorrected is what a correction does: the rate before and after, and every
// entry that was valued at it.
type RateCorrected struct {
	Before, After RateVersion
	Touched       []Touched
}

// Touched is an entry that was valued at a rate which was corrected: what it
// stood at, what the corrected rate gives, and the entry that adjusts it; 0
// when there is nothing to adjust or nothing was written.
type Touched struct {
	Entry        Entry
	Contribution Contribution
	Before       money.Money
	After        money.Money
	Adjustment   int64
}

// Difference is what the correction changes in the books, in US dollars; not
// always what it adds to the fund, since the entry may be a refund.
func (t Touched) Difference() money.Money { return addUnits(t.After, -t.Before.Units()) }

// PreviewRate says what CorrectRate would do, and does nothing. A reason need
// not be given yet.
//
// Errors: those of CorrectRate.
func (s *Service) PreviewRate(ctx context.Context, in CorrectRateIn) (c RateCorrected, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		c, _, err = s.correction(ctx, access.Actor{}, in)
		return err
	})
	return c, err
}

// CorrectRate corrects a rate that may have been used. The old figure stays on
// record; every entry valued at it that still counts is adjusted by an entry of
// today that names it, and nothing is rewritten. The amounts that were settled
// in another currency stay as they were agreed.
//
// Errors: rate.not_found when no rate took effect on that day; rate.invalid
// with the fields that are wrong (money.unknown_currency, date.grammar,
// rate.grammar, rate.out_of_range, rate.unchanged, entry.no_reason);
// rate.cannot_adjust; rate.revalued when open items stand at it: that run has
// to be taken back first.
func (s *Service) CorrectRate(ctx context.Context, actor access.Actor, in CorrectRateIn) (c RateCorrected, err error) {
	if err := actor.Require(access.ImportRates); err != nil {
		return RateCorrected{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var entries []*Entry
		if c, entries, err = s.correction(ctx, actor, in); err != nil {
			return err
		}
		if c.After.Reason == "" {
			var fields problem.Fields
			fields.Add("reason", "entry.no_reason")
			return fields.Err("rate.invalid")
		}
		if err := s.store.AddRateVersion(ctx, c.After); err != nil {
			return err
		}
		if err := s.store.AddEntries(ctx, entries); err != nil {
			return err
		}
		records := []journal.Entry{rateRecord(actor, c)}
		for _, e := range entries {
			records = append(records, entryRecord(actor, *e))
			for i := range c.Touched {
				if c.Touched[i].Entry.ID == e.Adjusts {
					c.Touched[i].Adjustment = e.ID
				}
			}
		}
		return s.journal.AppendAll(ctx, records)
	})
	if err != nil {
		return RateCorrected{}, err
	}
	return c, nil
}

// correction decides everything that a correction does.
func (s *Service) correction(ctx context.Context, actor access.Actor, in CorrectRateIn) (RateCorrected, []*Entry, error) {
	c, err := s.correctedRate(ctx, actor, in)
	if err != nil {
		return RateCorrected{}, nil, err
	}
	if err := s.revaluedAt(ctx, c.After.Rate); err != nil {
		return RateCorrected{}, nil, err
	}
	ids, err := s.store.ValuedAt(ctx, c.After.Currency, c.After.Effective)
	if err != nil {
		return RateCorrected{}, nil, err
	}
	var entries []*Entry
	for _, id := range ids {
		h, err := s.history(ctx, id)
		if err != nil {
			return RateCorrected{}, nil, err
		}
		for _, touched := range h.touched(c.After.Currency, c.After.Effective) {
			now, err := c.After.Value(touched.Amount)
			if err != nil {
				return RateCorrected{}, nil, err
			}
			c.Touched = append(c.Touched, Touched{
				Entry: touched, Contribution: h.Contribution, Before: h.corrected(touched), After: now.USD,
			})
			e, needed, err := DecideCorrection(h, touched.ID, c.After.Rate, s.Today(), c.After.Reason)
			if err != nil {
				return RateCorrected{}, nil, err
			}
			if !needed {
				continue
			}
			e.EnteredBy, e.RecordedAt = actor.Name, s.now()
			h.Entries = append(h.Entries, e)
			entries = append(entries, &e)
		}
	}
	return c, entries, nil
}

// correctedRate reads the correction and finds the rate.
func (s *Service) correctedRate(ctx context.Context, actor access.Actor, in CorrectRateIn) (RateCorrected, error) {
	var fields problem.Fields
	c, err := money.ParseCurrency(in.Currency)
	fields.AddErr("currency", err)
	effective, err := date.Parse(in.Effective)
	fields.AddErr("effective", err)
	perUSD, err := money.ParseRate(in.PerUSD)
	fields.AddErr("per_usd", err)
	reason := text(&fields, "reason", in.Reason, maxReason)
	if err := fields.Err("rate.invalid"); err != nil {
		return RateCorrected{}, err
	}
	versions, err := s.versionsOf(ctx, c, effective)
	if err != nil {
		return RateCorrected{}, err
	}
	before := versions[len(versions)-1]
	if before.PerUSD == perUSD {
		fields.Add("per_usd", "rate.unchanged", "rate", perUSD)
		return RateCorrected{}, fields.Err("rate.invalid")
	}
	after := RateVersion{
		Rate: Rate{c, effective, perUSD, before.Source}, Seq: before.Seq + 1,
		Reason: reason, EnteredBy: actor.Name, RecordedAt: s.now(),
	}
	return RateCorrected{Before: before, After: after}, nil
}

// RateVersions is what the rate that took effect on the day was ever said to
// be, the last one in force.
//
// Error: rate.not_found.
func (s *Service) RateVersions(ctx context.Context, c money.Currency, effective date.Date) (versions []RateVersion, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		versions, err = s.versionsOf(ctx, c, effective)
		return err
	})
	return versions, err
}

func (s *Service) versionsOf(ctx context.Context, c money.Currency, effective date.Date) ([]RateVersion, error) {
	all, err := s.store.RateVersions(ctx, c)
	if err != nil {
		return nil, err
	}
	versions := slices.DeleteFunc(all, func(v RateVersion) bool { return v.Effective != effective })
	if len(versions) > 0 {
		return versions, nil
	}
	r, found, err := s.store.RateOn(ctx, c, effective)
	if err == nil && (!found || r.Effective != effective) {
		err = problem.New(problem.NotFound, "rate.not_found", "currency", c, "date", effective)
	}
	return []RateVersion{{Rate: r}}, err
}

func rateRecord(actor access.Actor, c RateCorrected) journal.Entry {
	return journal.Entry{
		Actor: actor.Name, Action: "rate.correct",
		Object: "rate", ID: string(c.After.Currency) + " " + c.After.Effective.String(), Reason: c.After.Reason,
		Before: map[string]any{"per_usd": c.Before.PerUSD.String()},
		After:  map[string]any{"per_usd": c.After.PerUSD.String(), "touched": len(c.Touched)},
	}
}
