package budget

import (
	"context"
	"time"

	"github.com/shopspring/decimal"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Service has the use cases of a budget's life: it is registered, versions
// follow, it is circulated, and the Conference decides.
type Service struct {
	store      Store
	journal    Journal
	conference Conference
	costs      Costs
	sheets     Sheets
	room       Room
	approvals  Approvals
	clock      date.Clock
	settings   Settings
}

// Settings are what the rules leave open.
type Settings struct {
	PSCPercent decimal.Decimal     // of extrabudgetary direct cost, where a version does not say
	Majority   conference.Majority // of rule 58, as configured
	Lead       conference.Lead     // when the work on a budget has to be done
	EntryDays  int                 // within how many days after it went out a dispatch is entered as usual
}

// DefaultSettings are programme support cost of 13 per cent, a majority of two
// thirds of the parties present and voting, the usual lead, and three days to
// enter a dispatch.
func DefaultSettings() Settings {
	return Settings{PSCPercent: decimal.New(13, 0), Majority: conference.TwoThirds(), Lead: conference.DefaultLead(), EntryDays: 3}
}

// Config is what a Service stands on. The zero Settings mean DefaultSettings.
type Config struct {
	Store      Store
	Journal    Journal
	Conference Conference
	Sheets     Sheets    // without it a version is frozen without sheets
	Costs      Costs     // none: no standard cost is known
	Room       Room      // none: nothing was proposed
	Approvals  Approvals // none: nothing needs a second person
	Clock      date.Clock
	Settings   Settings
}

// New is a Service on these parts.
func New(c Config) *Service {
	if c.Settings.Majority == (conference.Majority{}) {
		c.Settings = DefaultSettings()
	}
	if c.Costs == nil {
		c.Costs = noCosts{}
	}
	return &Service{c.Store, c.Journal, c.Conference, c.Costs, c.Sheets, c.Room, c.Approvals, c.Clock, c.Settings}
}

// Settings are those that the service works by.
func (s *Service) Settings() Settings { return s.settings }

// Update runs several use cases as one change: all of it is kept or nothing.
func (s *Service) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.store.Update(ctx, fn)
}

// Budgets lists the documents by symbol, with their versions, without figures.
func (s *Service) Budgets(ctx context.Context) ([]Budget, error) {
	var list []Budget
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		list, err = s.store.Budgets(ctx)
		return err
	})
	return list, err
}

// Budget is the document that has a version with that symbol, all its versions
// with their figures.
//
// Error: budget.not_found.
func (s *Service) Budget(ctx context.Context, symbol string) (Budget, error) {
	var b Budget
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		if b, _, err = s.find(ctx, symbol); err != nil {
			return err
		}
		for i := range b.Versions {
			if b.Versions[i].Content, err = s.store.Content(ctx, b.Versions[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
	return b, err
}

// Version is the version with that symbol, with its figures.
//
// Error: budget.not_found.
func (s *Service) Version(ctx context.Context, symbol string) (Version, error) {
	var v Version
	err := s.store.View(ctx, func(ctx context.Context) (err error) {
		if _, v, err = s.find(ctx, symbol); err != nil {
			return err
		}
		v.Content, err = s.store.Content(ctx, v.ID)
		return err
	})
	return v, err
}

// Compare says what the later of two versions changes in the earlier.
//
// Error: budget.not_found.
func (s *Service) Compare(ctx context.Context, from, to string) (Difference, error) {
	var d Difference
	err := s.store.View(ctx, func(ctx context.Context) error {
		a, err := s.Version(ctx, from)
		if err != nil {
			return err
		}
		b, err := s.Version(ctx, to)
		if err != nil {
			return err
		}
		d, err = DifferenceOf(a, b)
		return err
	})
	return d, err
}

// Decisions lists what was decided on any version of the document, in the
// order in which it was entered.
//
// Error: budget.not_found.
func (s *Service) Decisions(ctx context.Context, symbol string) ([]Decision, error) {
	var list []Decision
	err := s.store.View(ctx, func(ctx context.Context) error {
		b, _, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		list, err = s.store.Decisions(ctx, b.ID)
		return err
	})
	return list, err
}

// Dispatches lists what went out of one version, in the order in which it was
// entered.
//
// Error: budget.not_found.
func (s *Service) Dispatches(ctx context.Context, symbol string) ([]Dispatch, error) {
	var list []Dispatch
	err := s.store.View(ctx, func(ctx context.Context) error {
		_, v, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		list, err = s.store.Dispatches(ctx, v.ID)
		return err
	})
	return list, err
}

// find is the document and the version, without figures.
func (s *Service) find(ctx context.Context, symbol string) (Budget, Version, error) {
	b, ok, err := s.store.Find(ctx, symbol)
	if err != nil {
		return Budget{}, Version{}, err
	}
	v, found := b.Version(symbol)
	if !ok || !found {
		return Budget{}, Version{}, problem.New(problem.NotFound, "budget.not_found", "symbol", symbol)
	}
	return b, v, nil
}

// now is the instant to record, to the second.
func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Second) }

// today is the date at the Conference's seat, by the clock that is recorded.
func (s *Service) today() date.Date { return date.Today(s.clock, date.Vienna()) }

// journalObject is what the journal calls a version.
const journalObject = "budget_version"

// record writes the journal entry of a change to a version.
func (s *Service) record(ctx context.Context, actor access.Actor, action, symbol, reason string, before, after any) error {
	return s.journal.Append(ctx, journal.Entry{
		Actor: actor.Name, Action: action, Object: journalObject, ID: symbol,
		Reason: reason, Before: before, After: after,
	})
}

// recordedOn is the day at the seat on which something was recorded.
func recordedOn(t time.Time) date.Date { return conference.DispatchDate(t) }
