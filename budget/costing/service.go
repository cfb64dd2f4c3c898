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
	if err := actor.Require(access.DraftBudgets); err != nil {
		return StandardCost{}, err
	}
	c, err := in.parse()
	if err != nil {
		return c, err
	}
	err = s.Store.Update(ctx, func(ctx context.Context) error {
		table, err := s.Table(ctx)
		if err != nil {
			return err
		}
		var before *StandardCost
		for i, old := range table {
			if old.Class == c.Class && old.Item == c.Item && old.From == c.From {
				before = &table[i]
			}
		}
		c.Seq = 1
		if before != nil {
			if before.Amount.Equal(c.Amount) && before.Per == c.Per && before.Source == c.Source {
				c = *before
				return nil
			}
			if c.Reason == "" {
				return problem.New(problem.Conflict, "cost.no_reason", "class", string(c.Class), "item", c.Item, "date", c.From,
					"amount", before.Amount)
			}
			c.Seq = before.Seq + 1
		}
		c.EnteredBy, c.RecordedAt = actor.Name, s.Clock.Now().UTC().Truncate(time.Second)
		if c.ID, err = s.Store.InsertCost(ctx, c); err != nil {
			return err
		}
		return s.Journal.Append(ctx, journal.Entry{
			Actor: actor.Name, Action: "cost.set", Object: journalObject, ID: strconv.FormatInt(c.ID, 10),
			Reason: c.Reason, Before: optional(before), After: c,
		})
	})
	return c, err
}

func optional(c *StandardCost) any {
	if c == nil {
		return nil
	}
	return *c
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
