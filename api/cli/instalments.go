package cli

import (
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/contributions"
	"article30/internal/date"
)

type scheduleCmd struct {
	Show scheduleShowCmd `cmd:"" default:"withargs" help:"Show what each instalment has paid and outstanding."`
	Set  scheduleSetCmd  `cmd:"" help:"Say when an agreement is to be paid, or revise it."`
}

type scheduleShowCmd struct {
	Contribution int64  `arg:"" help:"The contribution's id."`
	On           string `placeholder:"DATE" help:"At the end of that day; today without it."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *scheduleShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		var on date.Date
		if c.On != "" {
			var err error
			if on, err = date.Parse(c.On); err != nil {
				return err
			}
		}
		schedule, states, err := s.contributions.Instalments(a.ctx, c.Contribution, on)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewSchedule(schedule, states))
		}
		t := a.table("due", "amount", "paid", "written_down", "outstanding")
		t.right(1, 2, 3, 4)
		for _, i := range states {
			t.row(i.Due.String(), a.printer.Money(i.Amount), a.printer.Money(i.Paid), a.printer.Money(i.WrittenDown), a.printer.Money(i.Outstanding))
		}
		return t.print()
	})
}

type scheduleSetCmd struct {
	expectFlag
	Contribution int64    `arg:"" help:"The contribution's id."`
	Instalments  []string `arg:"" placeholder:"DATE=AMOUNT" help:"By due date, such as 2012-12-31=1234.50."`
	On           string   `required:"" placeholder:"DATE" help:"From when it is in force, YYYY-MM-DD."`
	Reason       string   `help:"Why; a revision wants it."`
	JSON         bool     `name:"json" help:"As JSON."`
}

func (c *scheduleSetCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		in := contributions.ScheduleIn{Contribution: c.Contribution, Expect: c.Expect, On: c.On, Reason: c.Reason}
		for _, text := range c.Instalments {
			due, amount, _ := strings.Cut(text, "=")
			in.Instalments = append(in.Instalments, contributions.InstalmentIn{Due: due, Amount: amount})
		}
		schedule, err := s.contributions.SetSchedule(a.ctx, a.actor, in)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewSchedule(schedule, nil))
		}
		a.println(a.printer.Text("cli.schedule_recorded", "contribution", schedule.Contribution, "revision", schedule.Revision,
			"count", len(schedule.Instalments), "on", schedule.On))
		return nil
	})
}

type receiptsCmd struct {
	Year int  `help:"Only those numbered in this year."`
	JSON bool `name:"json" help:"As JSON."`
}

func (c *receiptsCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.contributions.OfficialReceipts(a.ctx, c.Year)
		if err != nil {
			return err
		}
		list := []wire.OfficialReceipt{}
		for _, r := range all {
			list = append(list, wire.NewOfficialReceipt(a.printer, r))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("number", "date", "donor", "amount", "usd", "entry", "cancelled")
		t.right(3, 4)
		for i, r := range list {
			t.row(r.Number, r.On, r.Donor.Name, a.printer.Money(all[i].Amount), a.printer.Money(all[i].USD),
				strconv.FormatInt(r.Entry, 10), r.Cancelled)
		}
		return t.print()
	})
}
