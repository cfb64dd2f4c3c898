package cli

import (
	"strconv"

	"article30/api/wire"
)

type contributionsSpendingCmd struct {
	Contribution int64  `arg:"" help:"The contribution's id."`
	On           string `placeholder:"DATE" help:"By the end of that day; today without it."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *contributionsSpendingCmd) Run(a *app) error {
	on, err := a.day(c.On)
	if err != nil {
		return err
	}
	return a.with(func(s *services) error {
		h, err := s.earmarks.Of(a.ctx, c.Contribution, on)
		if err != nil {
			return err
		}
		spent, err := s.execution.SpentOn(a.ctx, []int64{c.Contribution}, on)
		if err != nil {
			return err
		}
		w, err := wire.NewContributionSpending(c.Contribution, on, h.Tree, h.Positions, spent, true)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(w)
		}
		t := a.table("earmark", "received", "held", "drawn", "left")
		t.right(1, 2, 3, 4)
		for i, p := range h.Positions {
			t.row(w.Earmarks[i].Earmark, a.printer.Money(p.Received), a.printer.Money(p.Held), a.printer.Money(p.Drawn), a.printer.Money(p.Left))
		}
		if err := t.print(); err != nil {
			return err
		}
		t = a.table("entry", "date", "line", "year", "project", "payee", "earmark", "rule", "direct", "psc")
		t.right(8, 9)
		for _, v := range spent {
			t.row(strconv.FormatInt(v.Entry, 10), v.On.String(), v.Line.Name(), strconv.Itoa(v.Year), v.Purpose.Project, v.Payee,
				v.Earmark, a.printer.Text("draw_rule."+string(v.Rule)), a.figure(v.Direct), a.figure(v.PSC))
		}
		if err := t.print(); err != nil {
			return err
		}
		for _, v := range spent {
			if v.Reason != "" {
				a.println(a.printer.Text("execution.chosen", "entry", v.Entry, "code", v.Earmark, "reason", v.Reason))
			}
		}
		return nil
	})
}
