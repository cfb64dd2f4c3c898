package cli

import (
	"article30/api/wire"
	"article30/budget/costing"
	"article30/internal/date"
)

type costCmd struct {
	List costListCmd `cmd:"" default:"withargs" help:"List the standard costs."`
	Set  costSetCmd  `cmd:"" help:"Set what is planned by from a day on."`
}

type costListCmd struct {
	On   string `placeholder:"DATE" help:"Only those that are valid on that day."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *costListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		table, err := s.costs.Table(a.ctx)
		if err != nil {
			return err
		}
		if c.On != "" {
			on, err := date.Parse(c.On)
			if err != nil {
				return err
			}
			table = table.On(on)
		}
		return a.costs(c.JSON, table)
	})
}

func (a *app) costs(asJSON bool, table costing.Table) error {
	w := []wire.StandardCost{}
	for _, c := range table {
		w = append(w, wire.NewStandardCost(c))
	}
	if asJSON {
		return a.json(w)
	}
	t := a.table("cost_class", "item", "amount", "per", "valid_from", "source", "reason")
	t.right(2)
	for _, c := range w {
		t.row(a.printer.Text("cost_class."+c.Class), c.Item, c.Amount, a.printer.Text("cost_per."+c.Per), c.ValidFrom, c.Source, c.Reason)
	}
	return t.print()
}

type costSetCmd struct {
	Class  string `arg:"" help:"staff, fare, allowance, meetings or documents."`
	Item   string `arg:"" help:"The grade, the city; page or word of documents."`
	Amount string `arg:"" help:"US dollars: of a post a year, of a journey, of a day of allowance, of a day of interpretation into one language, of a page or word in one language."`
	From   string `required:"" placeholder:"DATE" help:"From when on it is planned by."`
	Source string `required:"" help:"Where it comes from."`
	Per    string `help:"Of a post: year or month; a year without it."`
	Reason string `help:"Why, when one of the same day is corrected."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *costSetCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		cost, err := s.costs.Set(a.ctx, a.actor, costing.In{
			Class: c.Class, Item: c.Item, Amount: c.Amount, Per: c.Per, ValidFrom: c.From, Source: c.Source, Reason: c.Reason,
		})
		if err != nil {
			return err
		}
		return a.costs(c.JSON, costing.Table{cost})
	})
}
