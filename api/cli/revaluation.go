package cli

import (
	"strconv"

	"article30/api/approval"
	"article30/api/wire"
	"article30/contributions"
)

type revalueCmd struct {
	Make    revalueRunCmd     `cmd:"" name:"run" help:"Bring open items to the rate of a reporting date."`
	List    revalueListCmd    `cmd:"" default:"1" help:"List what was revalued, and what was taken back."`
	Reverse revalueReverseCmd `cmd:"" help:"Take a revaluation back as a whole."`
}

type revalueRunCmd struct {
	On   string `arg:"" placeholder:"DATE" help:"The reporting date."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *revalueRunCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		run, err := s.cases.Revalue.Do(a.ctx, a.actor, approval.RevalueIn{On: c.On})
		return a.revaluation(s, c.JSON, run, err)
	})
}

type revalueReverseCmd struct {
	ID     int64  `arg:"" help:"The revaluation's id."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *revalueReverseCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		run, err := s.cases.ReverseRevaluation.Do(a.ctx, a.actor, approval.ReverseIn{ID: c.ID, Reason: c.Reason})
		return a.revaluation(s, c.JSON, run, err)
	})
}

// revaluation prints a run with what it did to each contribution.
func (a *app) revaluation(s *services, asJSON bool, run contributions.RevaluationRun, err error) error {
	if err != nil {
		return err
	}
	items, sum, err := s.contributions.Revalued(a.ctx, run)
	if err != nil {
		return err
	}
	if asJSON {
		return a.json(wire.NewRevaluationItems(run, items, sum))
	}
	key := "cli.revalued"
	if run.Reverses != 0 {
		key = "cli.revaluation_reversed"
	}
	a.println(a.printer.Text(key, "id", run.ID, "on", run.On, "reverses", run.Reverses, "count", len(run.Entries)))
	if len(items) == 0 {
		return nil
	}
	t := a.table("id", "reference", "entry", "open", "rate", "usd", "difference")
	t.right(3, 4, 5, 6)
	for _, i := range items {
		t.row(strconv.FormatInt(i.Contribution.ID, 10), i.Contribution.Reference, strconv.FormatInt(i.Entry.ID, 10), a.printer.Money(i.Entry.Amount),
			a.printer.Decimal(i.Entry.Rate.String()), a.figure(i.Entry.USD), a.figure(i.Difference))
	}
	t.row("", a.printer.Text("cli.revalued_sum"), "", "", "", "", a.figure(sum))
	return t.print()
}

type revalueListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *revalueListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		runs, err := s.contributions.Revaluations(a.ctx)
		if err != nil {
			return err
		}
		all := []wire.Revaluation{}
		for _, r := range runs {
			all = append(all, wire.NewRevaluation(r))
		}
		if c.JSON {
			return a.json(all)
		}
		t := a.table("id", "date", "reverses", "entries", "actor", "reason")
		for _, r := range all {
			reverses := ""
			if r.Reverses != 0 {
				reverses = strconv.FormatInt(r.Reverses, 10)
			}
			t.row(strconv.FormatInt(r.ID, 10), r.On, reverses, strconv.Itoa(len(r.Entries)), r.EnteredBy, r.Reason)
		}
		return t.print()
	})
}
