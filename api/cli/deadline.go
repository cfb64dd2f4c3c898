package cli

import (
	"article30/api/wire"
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/problem"
)

type deadlineCmd struct {
	Opening  string `arg:"" name:"date" help:"Opening of the session, YYYY-MM-DD."`
	Dispatch string `placeholder:"DATE" help:"With --json: the margin of a dispatch on that day, rather than of the deadline itself."`
	JSON     bool   `name:"json" help:"With the margin, the last working day and the counting rule."`
}

func (c *deadlineCmd) Run(a *app) error {
	var fields problem.Fields
	opening, err := date.Parse(c.Opening)
	fields.AddErr("date", err)
	var dispatch date.Date
	if c.Dispatch != "" {
		dispatch, err = date.Parse(c.Dispatch)
		fields.AddErr("dispatch", err)
	}
	if err := fields.Err("cli.invalid"); err != nil {
		return err
	}
	if c.JSON {
		return a.json(wire.NewDeadline(a.printer, opening, dispatch, a.set.rule))
	}
	a.println(conference.Deadline(opening, a.set.rule))
	return nil
}
