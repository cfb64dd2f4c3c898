package cli

import (
	"strconv"

	"article30/api/wire"
	"article30/contributions"
)

type proceedsCmd struct {
	Show proceedsShowCmd `cmd:"" default:"withargs" help:"Show what was said of them, all revisions."`
	Set  proceedsSetCmd  `cmd:"" help:"Say of what proceeds a contribution is a share, or revise it."`
}

type proceedsShowCmd struct {
	Contribution int64 `arg:"" help:"The contribution's id."`
	JSON         bool  `name:"json" help:"As JSON."`
}

func (c *proceedsShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.contributions.Proceeds(a.ctx, c.Contribution)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewProceedsList(all))
		}
		t := a.table("revision", "confiscated", "percent", "share", "legal_basis")
		t.right(1, 2, 3)
		for _, p := range all {
			t.row(strconv.Itoa(p.Revision), a.printer.Money(p.Total), a.printer.Decimal(p.Percent.String()), a.printer.Money(p.Share), p.LegalBasis)
		}
		return t.print()
	})
}

type proceedsSetCmd struct {
	expectFlag
	Contribution int64  `arg:"" help:"The contribution's id."`
	LegalBasis   string `required:"" help:"The law, or the decision of a court or an authority."`
	Total        string `required:"" placeholder:"AMOUNT" help:"What was confiscated, or its value, in the contribution's currency."`
	Percent      string `required:"" help:"Of it that is given."`
	Reason       string `help:"Why; a revision wants it."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *proceedsSetCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		p, err := s.contributions.SetProceeds(a.ctx, a.actor, contributions.ProceedsIn{
			Contribution: c.Contribution, Expect: c.Expect, LegalBasis: c.LegalBasis, Total: c.Total, Percent: c.Percent, Reason: c.Reason,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewProceeds(p))
		}
		a.println(a.proceeds(p))
		return nil
	})
}

// proceeds is the sentence about them.
func (a *app) proceeds(p contributions.Proceeds) string {
	return a.printer.Text("proceeds.share", "share", p.Share, "percent", a.printer.Decimal(p.Percent.String()), "total", p.Total, "law", p.LegalBasis)
}
