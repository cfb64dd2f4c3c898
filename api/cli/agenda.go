package cli

import (
	"slices"
	"strconv"

	"article30/api/wire"
	"article30/budget"
	"article30/budget/conference"
	"article30/budget/outbox"
	"article30/internal/date"
	"article30/internal/problem"
)

type sessionPostponeCmd struct {
	ID     string `arg:"" help:"The session's id."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *sessionPostponeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		v, err := s.conference.Postpone(a.ctx, a.actor, c.ID, c.Reason)
		if err != nil {
			return err
		}
		return a.session(wire.NewSession(a.printer, v, s.conference.Rule()), c.JSON)
	})
}

type sessionResumeCmd struct {
	ID     string `arg:"" help:"The session's id."`
	From   string `arg:"" help:"The first day, YYYY-MM-DD."`
	To     string `arg:"" help:"The last day, YYYY-MM-DD."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *sessionResumeCmd) Run(a *app) error {
	var fields problem.Fields
	from, err := date.Parse(c.From)
	fields.AddErr("from", err)
	to, err := date.Parse(c.To)
	fields.AddErr("to", err)
	if err := fields.Err("cli.invalid"); err != nil {
		return err
	}
	return a.with(func(s *services) error {
		v, err := s.conference.Resume(a.ctx, a.actor, c.ID, from, to, c.Reason)
		if err != nil {
			return err
		}
		return a.session(wire.NewSession(a.printer, v, s.conference.Rule()), c.JSON)
	})
}

type sessionMilestonesCmd struct {
	ID   string `arg:"" help:"The session's id."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *sessionMilestonesCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		tasks, err := s.budget.Agenda(a.ctx, c.ID)
		if err != nil {
			return err
		}
		list := []wire.Task{}
		for _, t := range tasks {
			list = append(list, wire.NewTask(a.printer, t))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("date", "days", "symbol", "milestone", "done")
		t.right(1)
		for _, w := range list {
			done := "–"
			if w.Done {
				done = a.printer.Text("milestone.done")
			}
			t.row(w.On, strconv.Itoa(w.Days), w.Symbol, w.Text, done)
		}
		return t.print()
	})
}

type remindCmd struct {
	Within   int      `default:"14" placeholder:"DAYS" help:"How many days ahead (default ${default})."`
	MailTo   []string `placeholder:"ADDRESS" help:"Queue them as one message to each of these addresses besides."`
	ExitCode bool     `name:"exit-code" help:"End with 3 if something was told, with 4 if some of it is overdue."`
	JSON     bool     `name:"json" help:"As JSON."`
}

// Run prints what nobody was reminded of yet, and nothing where there is
// nothing, so that a timer mails only what is new.
func (c *remindCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		given, err := s.outbox.Remind(a.ctx, a.actor, outbox.RemindIn{
			Within: c.Within, To: c.MailTo, Language: conference.Language(a.printer.Lang()),
		})
		if err != nil {
			return err
		}
		list := []wire.Reminder{}
		for _, r := range given {
			list = append(list, wire.NewReminder(a.printer, r))
		}
		if c.JSON {
			err = a.json(list)
		} else {
			for _, r := range list {
				a.println(r.Reminder)
			}
		}
		if err == nil && c.ExitCode {
			err = c.ended(given)
		}
		return err
	})
}

// ended tells a timer whether anything was told, and whether it is pressing.
func (c *remindCmd) ended(given []budget.Reminder) error {
	switch {
	case len(given) == 0:
		return nil
	case slices.ContainsFunc(given, func(r budget.Reminder) bool { return r.Urgency == budget.Overdue }):
		return ended(exitOverdue)
	}
	return ended(exitDue)
}
