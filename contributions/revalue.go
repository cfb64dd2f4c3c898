package contributions

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Revalue brings everything that is open in another currency than US dollars
// to the operational rate of a reporting date, YYYY-MM-DD: agreed receivables
// in the books, bare pledges in the memorandum. What stands at a fixed rate by
// its policy stays at it. A date that was revalued
// already gives that run again, and nothing new.
//
// Errors: revaluation.invalid with the field "on" (date.grammar, date.future;
// rate.none for a currency without a rate); revaluation.later when a later
// date was revalued: that run has to be taken back first; revaluation.nothing
// when everything stands at the rates of the date already: a run of nothing
// would only stand in the way of earlier dates.
func (s *Service) Revalue(ctx context.Context, actor access.Actor, onDate string) (run RevaluationRun, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return RevaluationRun{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var fields problem.Fields
		on := s.pastDate(&fields, "on", onDate)
		if err := fields.Err("revaluation.invalid"); err != nil {
			return err
		}
		standing, err := s.standingRuns(ctx)
		if err != nil {
			return err
		}
		for _, r := range standing {
			switch {
			case r.On == on:
				run = r
				return nil
			case r.On.After(on):
				return problem.New(problem.Conflict, "revaluation.later", "run", r.ID, "date", r.On)
			}
		}
		policies, err := s.policiesByContribution(ctx)
		if err != nil {
			return err
		}
		open, err := s.openOn(ctx, on)
		if err != nil {
			return err
		}
		open = slices.DeleteFunc(open, func(c Contribution) bool { return inForce(policies[c.ID]) == ByFixedRate })
		run = RevaluationRun{On: on}
		rates := map[money.Currency]Rate{}
		err = s.addRun(ctx, actor, &run, open, func(h History) (Entry, bool, error) {
			c := h.Contribution.Currency
			if _, known := rates[c]; !known {
				rate, err := s.rateOn(ctx, c, on)
				if err != nil {
					fields.AddErr("on", err)
					return Entry{}, false, fields.Err("revaluation.invalid")
				}
				rates[c] = rate
			}
			return DecideRevaluation(h, rates[c], on)
		})
		if err == nil && len(run.Entries) == 0 {
			err = problem.New(problem.Conflict, "revaluation.nothing", "date", on)
		}
		return err
	})
	if err != nil {
		return RevaluationRun{}, err
	}
	return run, nil
}

// Unrevalue takes a run back as a whole, today.
//
// Errors: revaluation.not_found; revaluation.is_reversal;
// revaluation.already_reversed; revaluation.later when a later date was
// revalued on top of it; revaluation.invalid with the field "reason"
// (entry.no_reason); entry.depended_on.
func (s *Service) Unrevalue(ctx context.Context, actor access.Actor, id int64, reason string) (run RevaluationRun, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return RevaluationRun{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		var fields problem.Fields
		reason := fields.Text("reason", reason, maxReason)
		if reason == "" {
			fields.Add("reason", "entry.no_reason")
		}
		if err := fields.Err("revaluation.invalid"); err != nil {
			return err
		}
		original, err := s.standingRun(ctx, id)
		if err != nil {
			return err
		}
		list, entryOf, err := s.revaluedBy(ctx, original)
		if err != nil {
			return err
		}
		run = RevaluationRun{On: original.On, Reverses: id, Reason: reason}
		return s.addRun(ctx, actor, &run, list, func(h History) (Entry, bool, error) {
			return decideRevaluationBack(h, entryOf[h.Contribution.ID], s.Today(), reason)
		})
	})
	if err != nil {
		return RevaluationRun{}, err
	}
	return run, nil
}

// Revaluations lists every run in the order in which they were made.
func (s *Service) Revaluations(ctx context.Context) (runs []RevaluationRun, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		runs, err = s.store.Revaluations(ctx)
		return err
	})
	return runs, err
}

// Revalued is what a run did, by contribution, and all of it together.
//
// Error: money.too_large.
func (s *Service) Revalued(ctx context.Context, run RevaluationRun) (items []Revalued, sum money.Money, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		items, sum = nil, money.Zero(money.USD)
		list, entryOf, err := s.revaluedBy(ctx, run)
		if err != nil {
			return err
		}
		err = s.eachHistory(ctx, list, func(h History) error {
			e, err := h.find(entryOf[h.Contribution.ID])
			if err != nil {
				return err
			}
			item := Revalued{h.Contribution, e, e.revalues()}
			items = append(items, item)
			sum, err = sum.Add(item.Difference)
			return err
		})
		place := make(map[int64]int, len(run.Entries))
		for i, id := range run.Entries {
			place[id] = i
		}
		slices.SortFunc(items, func(a, b Revalued) int { return place[a.Entry.ID] - place[b.Entry.ID] })
		return err
	})
	return items, sum, err
}

// openOn are the contributions in cash and not in US dollars of which something was
// outstanding at the end of the day.
func (s *Service) openOn(ctx context.Context, on date.Date) ([]Contribution, error) {
	list, err := s.store.Contributions(ctx, Filter{})
	if err != nil {
		return nil, err
	}
	list = slices.DeleteFunc(list, func(c Contribution) bool { return c.Mode == InKind || c.Currency == money.USD })
	sums, err := s.store.Standings(ctx, list, on)
	if err != nil {
		return nil, err
	}
	of := byContribution(sums, len(list))
	open := list[:0]
	for _, c := range list {
		p, err := PositionOf(c.Currency, of[c.ID])
		if err != nil {
			return nil, err
		}
		if !p.Outstanding.Amount.IsZero() {
			open = append(open, c)
		}
	}
	return open, nil
}

// revaluedBy are the contributions that have an entry of the run, by ID, and which
// entry each has.
func (s *Service) revaluedBy(ctx context.Context, run RevaluationRun) (list []Contribution, entryOf map[int64]int64, err error) {
	of, err := s.store.ContributionsOf(ctx, run.Entries)
	if err != nil {
		return nil, nil, err
	}
	entryOf = make(map[int64]int64, len(of))
	for entry, contribution := range of {
		entryOf[contribution] = entry
	}
	list, err = s.store.ContributionsByID(ctx, slices.Collect(maps.Keys(entryOf)))
	return list, entryOf, err
}

// standingRuns are those that were not taken back, the latest date last.
func (s *Service) standingRuns(ctx context.Context) ([]RevaluationRun, error) {
	runs, err := s.store.Revaluations(ctx)
	back := map[int64]bool{}
	for _, r := range runs {
		back[r.Reverses] = true
	}
	runs = slices.DeleteFunc(runs, func(r RevaluationRun) bool { return r.Reverses != 0 || back[r.ID] })
	slices.SortStableFunc(runs, func(a, b RevaluationRun) int { return a.On.Compare(b.On) })
	return runs, err
}

// standingRun is a run that can be taken back.
func (s *Service) standingRun(ctx context.Context, id int64) (RevaluationRun, error) {
	standing, err := s.standingRuns(ctx)
	if err != nil {
		return RevaluationRun{}, err
	}
	if last := len(standing) - 1; last >= 0 && standing[last].ID == id {
		return standing[last], nil
	}
	all, err := s.store.Revaluations(ctx)
	if err != nil {
		return RevaluationRun{}, err
	}
	i := slices.IndexFunc(all, func(r RevaluationRun) bool { return r.ID == id })
	switch {
	case i < 0:
		err = problem.New(problem.NotFound, "revaluation.not_found", "run", id)
	case all[i].Reverses != 0:
		err = problem.New(problem.Conflict, "revaluation.is_reversal", "run", id)
	case !slices.ContainsFunc(standing, func(r RevaluationRun) bool { return r.ID == id }):
		err = problem.New(problem.Conflict, "revaluation.already_reversed", "run", id)
	default:
		last := standing[len(standing)-1]
		err = problem.New(problem.Conflict, "revaluation.later", "run", last.ID, "date", last.On)
	}
	return RevaluationRun{}, err
}

// addRun decides an entry for each of the contributions, and writes them as one run.
func (s *Service) addRun(ctx context.Context, actor access.Actor, run *RevaluationRun, list []Contribution, decide func(History) (Entry, bool, error)) error {
	var entries []*Entry
	err := s.eachHistory(ctx, list, func(h History) error {
		e, needed, err := decide(h)
		if err == nil && needed {
			e.EnteredBy, e.RecordedAt = actor.Name, s.now()
			entries = append(entries, &e)
		}
		return err
	})
	if err != nil {
		return err
	}
	if err := s.allOpen(ctx, entries); err != nil {
		return err
	}
	op, err := moving(access.Revaluing, "revaluation "+run.On.String(), entries)
	if err != nil {
		return err
	}
	if err := s.post(ctx, actor, op, entries); err != nil {
		return err
	}
	run.EnteredBy, run.RecordedAt = actor.Name, s.now()
	var records []journal.Entry
	for _, e := range entries {
		run.Entries = append(run.Entries, e.ID)
		records = append(records, entryRecord(actor, *e))
	}
	if err := s.store.AddRevaluation(ctx, run); err != nil {
		return err
	}
	records = append(records, runRecord(actor, *run))
	return s.journal.AppendAll(ctx, records)
}

const revaluationObject = "revaluation"

// runFacts are what the journal keeps of a revaluation.
type runFacts struct {
	On       string  `json:"on"`
	Entries  []int64 `json:"entries"`
	Reverses int64   `json:"reverses,omitempty"`
}

func factsOfRun(run RevaluationRun) runFacts {
	return runFacts{run.On.String(), run.Entries, run.Reverses}
}

func runRecord(actor access.Actor, run RevaluationRun) journal.Entry {
	action := "revaluation.run"
	if run.Reverses != 0 {
		action = "revaluation.reverse"
	}
	return journal.Entry{
		Actor: actor.Name, Action: action, Object: revaluationObject, ID: strconv.FormatInt(run.ID, 10),
		Reason: run.Reason, After: factsOfRun(run),
	}
}

// revaluedIn refuses the correction of a rate on whose days a standing
// revaluation brought open items of its currency to a rate.
//
// Error: rate.revalued.
func (s *Service) revaluedIn(ctx context.Context, days Span) error {
	runs, err := s.standingRuns(ctx)
	if err != nil {
		return err
	}
	runs = slices.DeleteFunc(runs, func(r RevaluationRun) bool { return !days.Has(r.On) })
	if len(runs) == 0 {
		return nil
	}
	list, err := s.store.Contributions(ctx, Filter{})
	if err == nil && slices.ContainsFunc(list, func(c Contribution) bool { return c.Currency == days.Currency }) {
		err = problem.New(problem.Conflict, "rate.revalued", "currency", days.Currency, "date", days.From, "run", runs[0].ID)
	}
	return err
}
