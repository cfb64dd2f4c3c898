package cli

import (
	"article30/api/wire"
	"article30/internal/date"
	"article30/internal/problem"
)

type partiesCmd struct {
	On   string `placeholder:"DATE" help:"The day; today without it."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *partiesCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		on, err := a.day(c.On)
		if err != nil {
			return err
		}
		all, err := s.conference.PartiesOn(a.ctx, on)
		if err != nil {
			return err
		}
		list := []wire.InstrumentParties{}
		for _, ip := range all {
			list = append(list, wire.NewInstrumentParties(a.printer, ip))
		}
		if c.JSON {
			return a.json(list)
		}
		for i, ip := range list {
			if i > 0 {
				a.println()
			}
			a.println(a.printer.Text("cli.parties", "instrument", ip.Name, "date", on, "count", ip.Count))
			a.parties(ip.Parties)
			if len(ip.Awaiting) > 0 {
				a.println(a.printer.Text("cli.awaiting", "count", len(ip.Awaiting)))
				a.parties(ip.Awaiting)
			}
		}
		return nil
	})
}

func (a *app) parties(list []wire.Party) {
	for _, p := range list {
		note := ""
		if p.Unverified != "" {
			note = " (" + p.Unverified + ")"
		}
		a.printf("  %s  %s  %s%s\n", p.ID, p.InForceFrom, p.Name, note)
	}
}

type sessionCmd struct {
	List sessionListCmd `cmd:"" default:"withargs" help:"List the sessions with their deadlines."`
	Show sessionShowCmd `cmd:"" help:"Show a session with the history of its dates."`
	Move sessionMoveCmd `cmd:"" help:"Set other dates for a session."`

	Postpone   sessionPostponeCmd   `cmd:"" help:"Put a session off without new dates."`
	Resume     sessionResumeCmd     `cmd:"" help:"Have a session meet again after its closing."`
	Milestones sessionMilestonesCmd `cmd:"" help:"What has to be done for a session, and by which day."`
}

type sessionListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *sessionListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.conference.Sessions(a.ctx)
		if err != nil {
			return err
		}
		list := []wire.Session{}
		for _, v := range all {
			list = append(list, wire.NewSession(a.printer, v, s.conference.Rule()))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("id", "session", "opening", "closing", "deadline")
		for _, v := range list {
			t.row(v.ID, v.Name, v.Opening, v.Closing, v.Deadline)
		}
		return t.print()
	})
}

type sessionShowCmd struct {
	ID   string `arg:"" help:"The session's id."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *sessionShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		v, err := s.conference.Session(a.ctx, c.ID)
		if err != nil {
			return err
		}
		return a.session(wire.NewSession(a.printer, v, s.conference.Rule()), c.JSON)
	})
}

func (a *app) session(v wire.Session, asJSON bool) error {
	if asJSON {
		return a.json(v)
	}
	a.println(v.Name)
	if v.Postponed {
		a.println(a.printer.Text("cli.session_postponed"))
	}
	if v.Deadline != "" {
		a.println(a.printer.Text("cli.session_deadline", "deadline", v.Deadline))
	}
	t := a.table("opening", "closing", "recorded", "actor", "reason")
	for _, h := range v.History {
		t.row(h.Opening, h.Closing, h.RecordedAt, h.EnteredBy, h.Reason)
	}
	if err := t.print(); err != nil || len(v.Events) == 0 {
		return err
	}
	e := a.table("event", "from", "to", "recorded", "actor", "reason")
	for _, one := range v.Events {
		e.row(a.printer.Text("session_event."+one.Kind), one.From, one.To, one.RecordedAt, one.EnteredBy, one.Reason)
	}
	return e.print()
}

type sessionMoveCmd struct {
	ID      string `arg:"" help:"The session's id."`
	Opening string `arg:"" help:"New opening, YYYY-MM-DD."`
	Closing string `placeholder:"DATE" help:"New closing; not known without it."`
	Reason  string `required:"" help:"Why."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *sessionMoveCmd) Run(a *app) error {
	var fields problem.Fields
	opening, err := date.Parse(c.Opening)
	fields.AddErr("opening", err)
	var closing date.Date
	if c.Closing != "" {
		closing, err = date.Parse(c.Closing)
		fields.AddErr("closing", err)
	}
	if err := fields.Err("cli.invalid"); err != nil {
		return err
	}
	return a.with(func(s *services) error {
		v, err := s.conference.MoveOpening(a.ctx, a.actor, c.ID, opening, closing, c.Reason)
		if err != nil {
			return err
		}
		return a.session(wire.NewSession(a.printer, v, s.conference.Rule()), c.JSON)
	})
}
