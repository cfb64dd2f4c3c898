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
	Spent         SpendingCorrected // what was spent at it
	On            date.Date         // on which what is touched is adjusted, in a month that is open; none when nothing is
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
		c, _, _, err = s.correction(ctx, access.Actor{}, in)
		return err
	})
	return c, err
}

// CorrectRate corrects a rate that may have been used. The old figure stays on
// record; every entry valued at it that still counts, of contributions and of
// spending, is adjusted by an entry of today that names it, and nothing is
// rewritten. The amounts that were settled
// in another currency stay as they were agreed.
//
// Errors: rate.not_found when no rate took effect on that day; rate.invalid
// with the fields that are wrong (money.unknown_currency, date.grammar,
// rate.grammar, rate.out_of_range, entry.no_reason; rate.unchanged when it is
// the figure already and every entry stands at it); rate.cannot_adjust;
// rate.revalued when open items stand at it: that run has to be taken back
// first; period.closed when the month of the adjustments is.
func (s *Service) CorrectRate(ctx context.Context, actor access.Actor, in CorrectRateIn) (c RateCorrected, err error) {
	if err := actor.Require(access.ImportRates); err != nil {
		return RateCorrected{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var entries []*Entry
		var days Span
		if c, entries, days, err = s.correction(ctx, actor, in); err != nil {
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
		if err := s.correctSpent(ctx, actor, &c, days); err != nil {
			return err
		}
		records, err := s.writeAdjusted(ctx, actor, rateCorrected, &c, entries)
		if err != nil {
			return err
		}
		if err := s.adjusted(ctx, actor, "rate "+rateID(c.After.Rate), entries, c.Spent); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, records)
	})
	if err != nil {
		return RateCorrected{}, err
	}
	return c, nil
}

// correction decides everything that a correction does.
func (s *Service) correction(ctx context.Context, actor access.Actor, in CorrectRateIn) (c RateCorrected, entries []*Entry, days Span, err error) {
	if c, err = s.correctedRate(ctx, actor, in); err != nil {
		return RateCorrected{}, nil, days, err
	}
	list, err := s.store.Rates(ctx)
	if err != nil {
		return RateCorrected{}, nil, days, err
	}
	days = NewRates(list).Span(c.After.Currency, c.After.Effective)
	if entries, err = s.adjust(ctx, actor, &c, days); err != nil {
		return RateCorrected{}, nil, days, err
	}
	err = s.previewSpent(ctx, &c, days)
	if err == nil && len(entries) == 0 && !c.Spent.Adjusts && c.Before.PerUSD == c.After.PerUSD {
		var fields problem.Fields
		fields.Add("per_usd", "rate.unchanged", "rate", c.After.PerUSD)
		err = fields.Err("rate.invalid")
	}
	return c, entries, days, err
}

// adjust decides the entries that bring everything of the days of a rate to its
// figure, and lists what that touches in c.
//
// Errors: rate.revalued, rate.cannot_adjust, period.closed, money.too_large.
func (s *Service) adjust(ctx context.Context, actor access.Actor, c *RateCorrected, days Span) ([]*Entry, error) {
	if err := s.revaluedIn(ctx, days); err != nil {
		return nil, err
	}
	var entries []*Entry
	err := s.eachTouched(ctx, days, func(h *History, touched Entry) error {
		if err := c.touch(*h, touched); err != nil {
			return err
		}
		e, needed, err := DecideCorrection(*h, touched.ID, c.After.Rate, s.Today(), c.After.Reason)
		if err != nil || !needed {
			return err
		}
		e.EnteredBy, e.RecordedAt = actor.Name, s.now()
		h.Entries = append(h.Entries, e)
		entries = append(entries, &e)
		c.On = e.On
		return nil
	})
	if err != nil {
		return nil, err
	}
	return entries, s.allOpen(ctx, entries)
}

// eachTouched goes through every entry of the days of a rate that follows it. fn
// may add to the history.
func (s *Service) eachTouched(ctx context.Context, days Span, fn func(h *History, e Entry) error) error {
	ids, err := s.store.ValuedIn(ctx, days)
	if err != nil {
		return err
	}
	list, err := s.store.ContributionsByID(ctx, ids)
	if err != nil {
		return err
	}
	return s.eachHistory(ctx, list, func(h History) error {
		for _, e := range h.touched(days) {
			if err := fn(&h, e); err != nil {
				return err
			}
		}
		return nil
	})
}

// touch lists an entry with what the corrected rate gives.
func (c *RateCorrected) touch(h History, e Entry) error {
	now, err := c.After.Value(e.Amount)
	c.Touched = append(c.Touched, Touched{Entry: e, Contribution: h.Contribution, Before: h.corrected(e), After: now.USD})
	return err
}

// writeAdjusted writes what adjust decided, fills the adjustments into c, and
// says what the journal has to keep of it.
func (s *Service) writeAdjusted(ctx context.Context, actor access.Actor, action string, c *RateCorrected, entries []*Entry) ([]journal.Entry, error) {
	if err := s.store.AddEntries(ctx, entries); err != nil {
		return nil, err
	}
	records := []journal.Entry{rateRecord(actor, action, *c)}
	adjustments := make(map[int64]int64, len(entries))
	for _, e := range entries {
		records = append(records, entryRecord(actor, *e))
		adjustments[e.Adjusts] = e.ID
	}
	for i := range c.Touched {
		if id := adjustments[c.Touched[i].Entry.ID]; id != 0 {
			c.Touched[i].Adjustment = id
		}
	}
	return records, nil
}

// adjusted asks whether the adjustments, of contributions and of spending, may
// be posted together.
//
// Error: approval.needed.
func (s *Service) adjusted(ctx context.Context, actor access.Actor, of string, entries []*Entry, spent ...SpendingCorrected) error {
	op, err := moving(access.CorrectingRate, of, entries)
	if err != nil || s.approvals == nil {
		return err
	}
	var parts []access.Operation
	for _, one := range spent {
		if len(one.Entries) == 0 {
			continue
		}
		parts = append(parts, one.Operation)
		if op.USD, err = op.USD.Add(one.Operation.USD); err != nil {
			return err
		}
	}
	if len(entries) == 0 && len(parts) == 0 {
		return nil
	}
	if err := s.approvals.Allow(ctx, actor, op, parts...); err != nil {
		return err
	}
	for _, one := range spent {
		if err := s.approvals.Keep(ctx, one.Operation, one.Entries); err != nil {
			return err
		}
	}
	ids := make([]int64, len(entries))
	for i, e := range entries {
		ids[i] = e.ID
	}
	return s.approvals.Keep(ctx, op, ids)
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
	reason := fields.Text("reason", in.Reason, maxReason)
	if err := fields.Err("rate.invalid"); err != nil {
		return RateCorrected{}, err
	}
	versions, err := s.versionsOf(ctx, c, effective)
	if err != nil {
		return RateCorrected{}, err
	}
	before := versions[len(versions)-1]
	return RateCorrected{Before: before, After: s.nextVersion(actor, before, perUSD, reason)}, nil
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

// nextVersion is what a rate is said to be from now on.
func (s *Service) nextVersion(actor access.Actor, before RateVersion, perUSD money.Rate, reason string) RateVersion {
	return RateVersion{
		Rate: Rate{before.Currency, before.Effective, perUSD, before.Source}, Seq: before.Seq + 1,
		Reason: reason, EnteredBy: actor.Name, RecordedAt: s.now(),
	}
}

// What the journal calls the correction of a rate, and a rate that became known
// after entries of its days had been valued at an older one.
const (
	rateObject    = "rate"
	rateCorrected = "rate.correct"
	rateLate      = "rate.late"
)

// rateFacts are what the journal keeps of a version of a rate, beside how many
// entries it touched.
type rateFacts struct {
	Seq    int    `json:"seq"` // 0 of a late rate
	PerUSD string `json:"per_usd"`
}

func rateRecord(actor access.Actor, action string, c RateCorrected) journal.Entry {
	after := struct {
		rateFacts
		Touched int `json:"touched"`
		Spent   int `json:"spent,omitempty"` // entries of spending that it touched
	}{rateFacts{c.After.Seq, c.After.PerUSD.String()}, len(c.Touched), len(c.Spent.Touched)}
	return journal.Entry{
		Actor: actor.Name, Action: action,
		Object: rateObject, ID: rateID(c.After.Rate), Reason: c.After.Reason,
		Before: map[string]any{"per_usd": c.Before.PerUSD.String()}, After: after,
	}
}

func rateID(r Rate) string { return string(r.Currency) + " " + r.Effective.String() }
