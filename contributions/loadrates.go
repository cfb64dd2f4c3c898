package contributions

import (
	"context"
	"maps"
	"slices"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// RateLoading is an import of rates in progress.
type RateLoading struct {
	s       *Service
	ctx     context.Context
	actor   access.Actor
	from    File
	reason  string // of corrections; none are made without one
	were    map[rateKey]Rate
	present map[rateKey]Rate          // with what the import has added and changed
	earlier map[rateKey][]RateVersion // of the rates that were corrected, the first among them
	fresh   []Rate
	written []Rate // of them, what is in the books by now
	changed []Rate
}

type rateKey struct {
	currency  money.Currency
	effective date.Date
}

func (r Rate) key() rateKey { return rateKey{r.Currency, r.Effective} }

// Loaded is what becomes of a rate of an import.
type Loaded int

const (
	RateKnown      Loaded = iota // the books have it
	RateAdded                    // they did not have it yet
	RateChanged                  // they have another figure, which is corrected
	RateSuperseded               // the books had this figure, which was corrected since; it stays so
)

// Add takes a rate and says what becomes of it.
//
// Error: rate.conflict when the books have another figure for that currency and
// date and the import does not correct, or when they were given one before in
// this import.
func (l *RateLoading) Add(r Rate) (Loaded, error) {
	key := r.key()
	present, ok := l.present[key]
	had := func(v RateVersion) bool { return v.PerUSD == r.PerUSD }
	given := func(g Rate) bool { return g.key() == key }
	switch {
	case !ok:
		l.present[key] = r
		l.fresh = append(l.fresh, r)
		return RateAdded, nil
	case present.PerUSD == r.PerUSD:
		return RateKnown, nil
	case slices.ContainsFunc(l.earlier[key], had):
		return RateSuperseded, nil
	case l.reason == "" || slices.ContainsFunc(l.fresh, given) || slices.ContainsFunc(l.changed, given):
		return RateKnown, conflict(present, r)
	}
	l.changed = append(l.changed, r)
	l.present[key] = r
	return RateChanged, nil
}

// Correcting lets the import correct known figures, for that reason.
func (l *RateLoading) Correcting(reason string) { l.reason = reason }

// Drop takes back a rate that Add took as added or changed.
func (l *RateLoading) Drop(r Rate) {
	key := r.key()
	other := func(g Rate) bool { return g.key() == key }
	l.fresh, l.changed = slices.DeleteFunc(l.fresh, other), slices.DeleteFunc(l.changed, other)
	delete(l.present, key)
	if was, ok := l.were[key]; ok {
		l.present[key] = was
	}
}

// RateChange is what a rate of an import does to entries that are in the books:
// one whose figure is corrected, or a late one, which was added although
// entries of its days stand at an older rate. Err says why it cannot be taken.
type RateChange struct {
	RateCorrected
	Late bool
	Err  error
}

// Changes are the rates that are corrected and those that are late, in the order
// of the import, with what they touch. Those that cannot be taken must be
// dropped.
//
// Errors in Err: rate.late of a late rate when the import does not correct;
// rate.revalued.
func (l *RateLoading) Changes() ([]RateChange, error) {
	last, err := l.s.lastValued(l.ctx)
	if err != nil {
		return nil, err
	}
	var changes []RateChange
	for _, r := range l.changed {
		versions, err := l.s.versionsOf(l.ctx, r.Currency, r.Effective)
		if err != nil {
			return nil, err
		}
		before := versions[len(versions)-1]
		changes = append(changes, RateChange{RateCorrected: RateCorrected{
			Before: before, After: l.s.nextVersion(l.actor, before, r.PerUSD, l.reason),
		}})
	}
	rates := l.rates()
	for _, r := range l.fresh {
		if day, ok := last[r.Currency]; !ok || r.Effective.After(day) {
			continue
		}
		c := RateChange{Late: true, RateCorrected: RateCorrected{After: RateVersion{Rate: r, Reason: l.reason}}}
		if before, err := rates.On(r.Currency, r.Effective.AddDays(-1)); err == nil {
			c.Before.Rate = before
		}
		changes = append(changes, c)
	}
	for i := range changes {
		c := &changes[i]
		days := rates.Span(c.After.Currency, c.After.Effective)
		err := l.s.eachTouched(l.ctx, days, func(h *History, e Entry) error {
			return c.touch(*h, e)
		})
		if err != nil {
			return nil, err
		}
		if err := l.s.previewSpent(l.ctx, &c.RateCorrected, days); err != nil && !problem.Is(err, "period.closed") {
			return nil, err
		}
		err = l.s.revaluedIn(l.ctx, days)
		switch {
		case err != nil && !problem.Is(err, "rate.revalued"):
			return nil, err
		case err == nil && c.Late && c.count() > 0 && l.reason == "":
			err = problem.New(problem.Conflict, "rate.late", "currency", c.After.Currency, "date", c.After.Effective,
				"given", c.After.PerUSD, "present", c.Before.PerUSD, "count", c.count())
		}
		c.Err = err
	}
	return slices.DeleteFunc(changes, func(c RateChange) bool { return c.Late && c.Err == nil && c.count() == 0 }), nil
}

// count is how many entries the change touches, of contributions and of spending.
func (c RateChange) count() int { return len(c.Touched) + len(c.Spent.Touched) }

// rates are those that the books will have.
func (l *RateLoading) rates() Rates {
	all := make([]Rate, 0, len(l.present))
	for _, r := range l.present {
		all = append(all, r)
	}
	return NewRates(all)
}

// Write writes everything that was added, corrects what was changed, and adjusts
// every entry of the days of changed and late rates. It says what it did to
// them. A second time there is nothing more to write.
//
// Errors: those of Changes, the first of them; rate.cannot_adjust.
func (l *RateLoading) Write() ([]RateChange, error) {
	changes, err := l.Changes()
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if c.Err != nil {
			return nil, c.Err
		}
	}
	if err := l.s.store.AddRates(l.ctx, l.fresh); err != nil {
		return nil, err
	}
	if err := l.s.journal.AppendAll(l.ctx, rateRowsRecords(l.actor, l.from, l.fresh)); err != nil {
		return nil, err
	}
	l.written = append(l.written, l.fresh...)
	for _, c := range changes {
		if c.Late {
			continue
		}
		if err := l.s.store.AddRateVersion(l.ctx, c.After); err != nil {
			return nil, err
		}
	}
	rates := l.rates()
	var all []*Entry
	var spent []SpendingCorrected
	for i := range changes {
		c, action := &changes[i], rateCorrected
		if c.Late {
			action = rateLate
		}
		c.Touched = nil
		days := rates.Span(c.After.Currency, c.After.Effective)
		entries, err := l.s.adjust(l.ctx, l.actor, &c.RateCorrected, days)
		if err != nil {
			return nil, err
		}
		if err := l.s.correctSpent(l.ctx, l.actor, &c.RateCorrected, days); err != nil {
			return nil, err
		}
		all, spent = append(all, entries...), append(spent, c.Spent)
		records, err := l.s.writeAdjusted(l.ctx, l.actor, action, &c.RateCorrected, entries)
		if err != nil {
			return nil, err
		}
		if err := l.s.journal.AppendAll(l.ctx, records); err != nil {
			return nil, err
		}
	}
	l.fresh, l.changed = nil, nil
	return changes, l.s.adjusted(l.ctx, l.actor, "rates", all, spent...)
}

const ratesImportAction = "rates.import"

// LoadRates runs fn over the rates that the books have and then writes those
// that fn added, all in one transaction: none when fn returns an error. fn may
// run again and must have no other effect.
//
// Errors: those of RateLoading.Write.
func (s *Service) LoadRates(ctx context.Context, actor access.Actor, from File, fn func(l *RateLoading) error) error {
	if err := actor.Require(access.ImportRates); err != nil {
		return err
	}
	return s.store.Update(ctx, func(ctx context.Context) error {
		rates, err := s.store.Rates(ctx)
		if err != nil {
			return err
		}
		l := &RateLoading{s: s, ctx: ctx, actor: actor, from: from, present: make(map[rateKey]Rate, len(rates))}
		for _, r := range rates {
			l.present[r.key()] = r
		}
		l.were = maps.Clone(l.present)
		versions, err := s.store.RateVersions(ctx, "")
		if err != nil {
			return err
		}
		l.earlier = map[rateKey][]RateVersion{}
		for _, v := range versions {
			l.earlier[v.key()] = append(l.earlier[v.key()], v)
		}
		if err := fn(l); err != nil {
			return err
		}
		if _, err := l.Write(); err != nil || len(l.written) == 0 {
			return err
		}
		facts := fileFacts{Added: len(l.written), Currencies: currencies(l.written)}
		return s.journal.Append(ctx, from.record(actor, ratesImportAction, facts))
	})
}
