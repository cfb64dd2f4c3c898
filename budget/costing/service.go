package costing

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Store is what the use cases need to remember. Its methods run inside View or
// Update.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	Costs(ctx context.Context) (Table, error) // in any order
	InsertCost(ctx context.Context, c StandardCost) (int64, error)
}

// Journal records every change in the transaction that makes it.
type Journal interface {
	Append(ctx context.Context, e journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}

// Service keeps the table of standard costs.
type Service struct{ Config }

// Config is what a Service stands on.
type Config struct {
	Store   Store
	Journal Journal
	Clock   date.Clock
}

// Update runs several use cases as one change: all of it is kept or nothing.
func (s *Service) Update(ctx context.Context, fn func(ctx context.Context) error) error {
	return s.Store.Update(ctx, fn)
}

// New is a Service on these parts.
func New(c Config) *Service { return &Service{c} }

// Table is every standard cost that was ever set, in the order of a Table.
func (s *Service) Table(ctx context.Context) (Table, error) {
	var table Table
	err := s.Store.View(ctx, func(ctx context.Context) (err error) {
		table, err = s.Store.Costs(ctx)
		slices.SortFunc(table, compare)
		return err
	})
	return table, err
}

// In is a standard cost as it is entered. Per is "" for a year of a post, a
// trip, a day, or what the item of documents says.
type In struct {
	Class     string `json:"class" enum:"staff,fare,allowance,meetings,documents"`
	Item      string `json:"item" doc:"The grade, the city; page or word of documents."`
	Amount    string `json:"amount" doc:"US dollars, with at most four decimals."`
	Per       string `json:"per,omitempty" enum:"year,month,trip,day,page,word" doc:"Of a post year or month; a year without it."`
	ValidFrom string `json:"valid_from" format:"date"`
	Source    string `json:"source"`
	Reason    string `json:"reason,omitempty" doc:"Why, when a cost of the same day is corrected."`
}

// Set records a standard cost. Another of the same class, item and day corrects
// the one before and says why; what was computed with that one keeps it until
// it is computed anew. The same again changes nothing.
//
// Errors: cost.invalid with fields; cost.no_reason.
func (s *Service) Set(ctx context.Context, actor access.Actor, in In) (StandardCost, error) {
	var c StandardCost
	err := s.Load(ctx, actor, func(l *Loading) (err error) {
		c, _, err = l.Set(in)
		return err
	})
	return c, err
}

// Load sets many standard costs as one change: all of it is kept or nothing.
func (s *Service) Load(ctx context.Context, actor access.Actor, fn func(*Loading) error) error {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return err
	}
	return s.Store.Update(ctx, func(ctx context.Context) error {
		table, err := s.Table(ctx)
		if err != nil {
			return err
		}
		l := &Loading{s, ctx, actor, map[costKey]StandardCost{}}
		for _, c := range table {
			l.last[c.key()] = c
		}
		return fn(l)
	})
}

// Loading is one change of the table.
type Loading struct {
	service *Service
	ctx     context.Context
	actor   access.Actor
	last    map[costKey]StandardCost // of each day
}

// costKey is what one cost after another is the cost of.
type costKey struct {
	class Class
	item  string
	from  date.Date
}

func (c StandardCost) key() costKey { return costKey{c.Class, c.Item, c.From} }

// Set is the Set of a Service; added is false for what is there already.
//
// Errors: cost.invalid with fields; cost.no_reason.
func (l *Loading) Set(in In) (c StandardCost, added bool, err error) {
	if c, err = in.parse(); err != nil {
		return c, false, err
	}
	var before any
	c.Seq = 1
	if old, ok := l.last[c.key()]; ok {
		if old.Amount.Equal(c.Amount) && old.Per == c.Per && old.Source == c.Source {
			return old, false, nil
		}
		if c.Reason == "" {
			return c, false, problem.New(problem.Conflict, "cost.no_reason", "class", string(c.Class), "item", c.Item, "date", c.From,
				"amount", old.Amount)
		}
		before, c.Seq = old, old.Seq+1
	}
	c.EnteredBy, c.RecordedAt = l.actor.Name, l.service.Clock.Now().UTC().Truncate(time.Second)
	if c.ID, err = l.service.Store.InsertCost(l.ctx, c); err != nil {
		return c, false, err
	}
	l.last[c.key()] = c
	return c, true, l.service.Journal.Append(l.ctx, journal.Entry{
		Actor: l.actor.Name, Action: "cost.set", Object: journalObject, ID: strconv.FormatInt(c.ID, 10),
		Reason: c.Reason, Before: before, After: c,
	})
}

// journalObject is what the journal calls a standard cost.
const journalObject = "standard_cost"

func (in In) parse() (StandardCost, error) {
	var f problem.Fields
	c := StandardCost{
		Class: Class(in.Class), Item: strings.TrimSpace(in.Item), Per: Per(in.Per),
		Source: strings.TrimSpace(in.Source), Reason: strings.TrimSpace(in.Reason),
	}
	if !slices.Contains(Classes(), c.Class) {
		f.Add("class", "cost.unknown_class", "value", in.Class, "allowed", Classes())
	} else {
		c.per(&f)
	}
	if c.Item == "" {
		f.Add("item", "budget.text_missing")
	}
	if c.Source == "" {
		f.Add("source", "cost.no_source")
	}
	Words(&f, "item", c.Item, longestItem)
	Words(&f, "source", c.Source, longestSource)
	Words(&f, "reason", c.Reason, longestSource)
	var err error
	c.Amount, err = ParseNumber(in.Amount)
	f.AddErr("amount", err)
	c.From, err = date.Parse(in.ValidFrom)
	f.AddErr("valid_from", err)
	return c, f.Err("cost.invalid")
}

// per fills in what the cost is the cost of, which the item of documents says.
func (c *StandardCost) per(f *problem.Fields) {
	if c.Class == Documents {
		if of := Per(c.Item); of != Page && of != Word {
			f.Add("item", "cost.page_or_word", "value", c.Item)
		} else if c.Per == "" {
			c.Per = of
		} else if c.Per != of {
			f.Add("per", "cost.unknown_per", "value", string(c.Per), "allowed", []Per{of})
		}
		return
	}
	if c.Per == "" {
		c.Per = pers[c.Class][0]
	}
	if !slices.Contains(pers[c.Class], c.Per) {
		f.Add("per", "cost.unknown_per", "value", string(c.Per), "allowed", pers[c.Class])
	}
}

// Finding is a standard cost that is not as the journal tells of it.
type Finding struct {
	Place string
	Code  string
	Args  problem.Args
}

// Verify compares the standard costs with the journal. No findings means that
// all is well.
func (s *Service) Verify(ctx context.Context) ([]Finding, error) {
	var c journal.Comparison[string]
	err := s.Store.View(ctx, func(ctx context.Context) error {
		c = journal.Comparison[string]{}
		err := journal.Each(ctx, s.Journal, journalObject, func(r journal.Record, facts StandardCost) error {
			c.Tell("standard cost "+r.ID, r.At, facts, r.Actor)
			return nil
		})
		if err != nil {
			return err
		}
		table, err := s.Store.Costs(ctx)
		for _, cost := range table {
			c.Keep("standard cost "+strconv.FormatInt(cost.ID, 10), cost.RecordedAt, cost, cost.EnteredBy)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		e := d.Err()
		findings = append(findings, Finding{d.Place, e.Code, e.Args})
	}
	return findings, err
}
