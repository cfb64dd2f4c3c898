package cli

import (
	"context"
	"strconv"

	"article30/api/audit"
	"article30/api/wire"
	"article30/internal/date"
)

type periodCmd struct {
	List   periodListCmd   `cmd:"" default:"1" help:"List every closing and reopening, and up to which day the books are closed."`
	Show   periodShowCmd   `cmd:"" help:"What stood in the books when a month was closed."`
	Close  periodCloseCmd  `cmd:"" help:"Close a month, or a year whose months are closed."`
	Reopen periodReopenCmd `cmd:"" help:"Open the month or year again that was closed last."`
}

type periodListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *periodListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		calendar, err := s.periods.Calendar(a.ctx)
		if err != nil {
			return err
		}
		all := wire.NewPeriods(calendar)
		if c.JSON {
			return a.json(all)
		}
		t := a.table("id", "period", "done", "standing", "recorded", "actor", "reason")
		for _, e := range all.Events {
			state := "stands"
			switch {
			case e.Reopens != 0:
				state = "none"
			case !e.Stands:
				state = "reopened"
			}
			t.row(strconv.FormatInt(e.ID, 10), e.Period, a.printer.Text("period.action."+e.Action), a.printer.Text("period.state."+state),
				e.RecordedAt, e.EnteredBy, e.Reason)
		}
		if err := t.print(); err != nil {
			return err
		}
		a.println(a.closedTo(calendar.Until()))
		return nil
	})
}

// closedTo says up to which day the books are closed.
func (a *app) closedTo(until date.Date) string {
	if until.IsZero() {
		return a.printer.Text("period.none_closed")
	}
	return a.printer.Text("period.closed_to", "date", until, "open", date.MonthOf(until.AddDays(1)))
}

type periodShowCmd struct {
	Period string `arg:"" placeholder:"MONTH" help:"YYYY-MM."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *periodShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.periods.Closing(a.ctx, c.Period)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewPeriodEvent(e))
		}
		a.println(a.printer.Text("period.closing", "period", e.Period.String(), "at", wire.NewPeriodEvent(e).RecordedAt,
			"by", e.EnteredBy, "head", e.Head))
		t := a.table("book", "fund", "account", "usd")
		t.right(3)
		for _, total := range e.Totals {
			t.row(a.printer.Text("period.book."+string(total.Account.Book)), total.Account.Fund, total.Account.Name, a.printer.Money(total.USD))
		}
		return t.print()
	})
}

type periodCloseCmd struct {
	Period  string `arg:"" placeholder:"PERIOD" help:"A month, YYYY-MM, or a year, YYYY."`
	Earlier bool   `help:"First the earlier months that are open and have anything in them, each by itself."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *periodCloseCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		closings, err := s.periods.Close(a.ctx, a.actor, c.Period, c.Earlier)
		if err != nil {
			return err
		}
		all := []wire.PeriodEvent{}
		for _, e := range closings {
			all = append(all, wire.NewPeriodEvent(e))
		}
		if c.JSON {
			return a.json(all)
		}
		for _, e := range closings {
			a.println(a.printer.Text("period.closed_now", "period", e.Period.String(), "head", e.Head))
		}
		return nil
	})
}

type periodReopenCmd struct {
	Period string `arg:"" placeholder:"PERIOD" help:"A month, YYYY-MM, or a year, YYYY."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *periodReopenCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.periods.Reopen(a.ctx, a.actor, c.Period, c.Reason)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewPeriodEvent(e))
		}
		a.println(a.printer.Text("period.reopened_now", "period", e.Period.String(), "by", e.EnteredBy))
		return nil
	})
}

func (s *services) verifyPeriods(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.periods.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}
