package period

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"time"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Service has the use cases of closing the books.
type Service struct {
	store   Store
	journal Journal
	clock   date.Clock
	place   *time.Location
}

// Config is what a Service stands on. Place is where the day begins and ends;
// Vienna when nil.
type Config struct {
	Store   Store
	Journal Journal
	Clock   date.Clock
	Place   *time.Location
}

// New makes a Service.
func New(c Config) *Service {
	if c.Place == nil {
		c.Place = date.Vienna()
	}
	return &Service{c.Store, c.Journal, c.Clock, c.Place}
}

// Open refuses a day up to which the books are closed. Whoever books anything
// asks it in the same transaction.
//
// Error: period.closed, with the month and the first one that is open.
func (s *Service) Open(ctx context.Context, on date.Date) error {
	until, err := s.Until(ctx)
	if err != nil {
		return err
	}
	return refuse(on, until)
}

// Until is the day up to which the books are closed; no date when no month is.
func (s *Service) Until(ctx context.Context) (until date.Date, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		until, err = s.store.Until(ctx)
		return err
	})
	return until, err
}

// Calendar is everything that was closed and reopened.
func (s *Service) Calendar(ctx context.Context) (c Calendar, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		c, err = s.store.Events(ctx)
		return err
	})
	return c, err
}

// Closing is the closing of a period that stands, with its totals.
//
// Errors: period.grammar; period.not_closed when nothing closed the period by
// itself.
func (s *Service) Closing(ctx context.Context, name string) (Event, error) {
	p, err := Parse(name)
	if err != nil {
		return Event{}, err
	}
	c, err := s.Calendar(ctx)
	if err != nil {
		return Event{}, err
	}
	for _, e := range c.standing(p.IsYear()) {
		if e.Period == p {
			return e, nil
		}
	}
	return Event{}, problem.New(problem.NotFound, "period.not_closed", "period", p.name())
}

// Close closes a month, YYYY-MM, or a year, YYYY. With earlier, the earlier
// months that are open and have anything in them are closed before it, each by
// itself. The closings come back in their order.
//
// Errors: access.denied; period.grammar; those of Calendar.Close.
func (s *Service) Close(ctx context.Context, actor access.Actor, name string, earlier bool) (closings []Event, err error) {
	if err := actor.Require(access.ClosePeriods); err != nil {
		return nil, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		closings = nil
		p, err := Parse(name)
		if err != nil {
			return err
		}
		var books []Movement // up to the end of p, read once for all closings
		for {
			calendar, err := s.store.Events(ctx)
			if err != nil {
				return err
			}
			first, err := s.store.FirstAfter(ctx, calendar.Until())
			if err != nil {
				return err
			}
			next := p
			if earlier && !p.IsYear() && !first.IsZero() && first.Before(p.First) {
				next = Month(date.MonthOf(first))
			}
			e, err := calendar.Close(next, first, date.Today(s.clock, s.place))
			if err != nil {
				return err
			}
			if !p.IsYear() {
				if closings == nil {
					if books, err = s.store.Movements(ctx, p.Last); err != nil {
						return err
					}
				}
				if e.Totals, err = totals(books, next.Last); err != nil {
					return err
				}
			}
			head, err := s.journal.Head(ctx)
			if err != nil {
				return err
			}
			e.Head = head.String()
			if err := s.add(ctx, actor, &e); err != nil {
				return err
			}
			closings = append(closings, e)
			if next == p {
				return nil
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return closings, nil
}

// Reopen opens a month or a year again.
//
// Errors: access.denied; period.grammar; those of Calendar.Reopen;
// period.invalid with text.too_long and text.unprintable.
func (s *Service) Reopen(ctx context.Context, actor access.Actor, name, reason string) (e Event, err error) {
	if err := actor.Require(access.ReopenPeriods); err != nil {
		return Event{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		p, err := Parse(name)
		if err != nil {
			return err
		}
		var fields problem.Fields
		reason := fields.Line("reason", reason, maxReason)
		if err := fields.Err("period.invalid"); err != nil {
			return err
		}
		calendar, err := s.store.Events(ctx)
		if err != nil {
			return err
		}
		if e, err = calendar.Reopen(p, reason); err != nil {
			return err
		}
		return s.add(ctx, actor, &e)
	})
	if err != nil {
		return Event{}, err
	}
	return e, nil
}

// add keeps an event.
func (s *Service) add(ctx context.Context, actor access.Actor, e *Event) error {
	e.EnteredBy, e.RecordedAt = actor.Name, s.clock.Now().UTC().Truncate(time.Second)
	if err := s.store.AddEvent(ctx, e); err != nil {
		return err
	}
	return s.journal.Append(ctx, eventRecord(*e))
}

// totals are what movements, in the order of their days, add up to at the end of
// a day, by account.
//
// Error: money.too_large.
func totals(movements []Movement, until date.Date) ([]Total, error) {
	sums := map[Account]money.Money{}
	for _, m := range movements {
		if m.On.After(until) {
			break
		}
		if err := addTo(sums, m.Total); err != nil {
			return nil, err
		}
	}
	return sorted(sums), nil
}

func addTo(sums map[Account]money.Money, t Total) error {
	sum, ok := sums[t.Account]
	if !ok {
		sum = money.Zero(money.USD)
	}
	sum, err := sum.Add(t.USD)
	sums[t.Account] = sum
	return err
}

// sorted leaves out the accounts in which nothing stands.
func sorted(sums map[Account]money.Money) (list []Total) {
	for _, a := range slices.SortedFunc(maps.Keys(sums), compare) {
		if !sums[a].IsZero() {
			list = append(list, Total{a, sums[a]})
		}
	}
	return list
}

func compare(a, b Account) int {
	return cmp.Or(cmp.Compare(a.Book, b.Book), cmp.Compare(a.Fund, b.Fund), cmp.Compare(a.Name, b.Name))
}

// maxReason is the length of a reason in characters.
const maxReason = 1000
