package cli

import (
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/contributions/earmark"
	"article30/internal/date"
)

type earmarkCmd struct {
	List     earmarkListCmd     `cmd:"" default:"1" help:"List the earmarks as a tree."`
	Add      earmarkAddCmd      `cmd:"" help:"Add an earmark to the tree."`
	Close    earmarkCloseCmd    `cmd:"" help:"Close an earmark as of today: nothing more is given for it."`
	Assign   earmarkAssignCmd   `cmd:"" help:"Say what a contribution is given for, before its money comes."`
	Transfer earmarkTransferCmd `cmd:"" help:"Move money of a contribution to another earmark, with the donor's consent."`
	Cash     earmarkCashCmd     `cmd:"" help:"Show the cash by earmark, of the fund or of one contribution."`
}

type earmarkListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *earmarkListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		tree, err := s.earmarks.Tree(a.ctx)
		if err != nil {
			return err
		}
		list := []wire.Earmark{}
		for _, e := range tree {
			list = append(list, wire.NewEarmark(a.printer, tree, e))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("code", "degree", "title", "closed")
		for _, e := range list {
			t.row(strings.Repeat("  ", e.Depth)+e.Code, a.degree(e.Degree), e.Title, e.Closed)
		}
		return t.print()
	})
}

func (a *app) degree(d int) string { return a.printer.Text("earmark.degree." + strconv.Itoa(d)) }

type earmarkAddCmd struct {
	Code    string `arg:"" help:"What it is called: small letters, digits, dots and hyphens."`
	Kind    string `arg:"" help:"${earmark_kinds}."`
	Value   string `arg:"" help:"What it restricts to: instrument, number of an article, regional group, ISO code or project."`
	Above   string `help:"Code of the earmark that it stands under; the root when absent."`
	Degree  int    `help:"2 softly earmarked, 3 earmarked, 4 tightly earmarked; the usual one of the kind when absent."`
	English string `name:"title-en" required:"" help:"Title in English."`
	French  string `name:"title-fr" required:"" help:"Title in French."`
	Arabic  string `name:"title-ar" help:"Title in Arabic; readers are shown the English one without it."`
	Chinese string `name:"title-zh" help:"Title in Chinese."`
	Russian string `name:"title-ru" help:"Title in Russian."`
	Spanish string `name:"title-es" help:"Title in Spanish."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *earmarkAddCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.earmarks.Add(a.ctx, a.actor, earmark.AddIn{
			Above: c.Above, Code: c.Code, Kind: c.Kind, Value: c.Value, Degree: c.Degree,
			Title: earmark.TitleIn{English: c.English, French: c.French, Others: earmark.Titles{
				Arabic: c.Arabic, Chinese: c.Chinese, Russian: c.Russian, Spanish: c.Spanish,
			}},
		})
		if err != nil {
			return err
		}
		tree, err := s.earmarks.Tree(a.ctx)
		if err != nil {
			return err
		}
		made := wire.NewEarmark(a.printer, tree, e)
		if c.JSON {
			return a.json(made)
		}
		a.println(a.printer.Text("cli.earmark_added", "code", made.Code, "degree", a.degree(made.Degree), "above", made.Above))
		return nil
	})
}

type earmarkCloseCmd struct {
	Code   string `arg:"" help:"The earmark."`
	Reason string `required:"" help:"Why, for the record."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *earmarkCloseCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.earmarks.Close(a.ctx, a.actor, c.Code, c.Reason)
		if err != nil {
			return err
		}
		if c.JSON {
			tree, err := s.earmarks.Tree(a.ctx)
			if err != nil {
				return err
			}
			return a.json(wire.NewEarmark(a.printer, tree, e))
		}
		a.println(a.printer.Text("cli.earmark_closed", "code", e.Code, "date", e.Closure.On))
		return nil
	})
}

type earmarkAssignCmd struct {
	expectFlag
	Contribution int64  `arg:"" help:"The contribution's id."`
	Earmark      string `arg:"" help:"Code of what it is given for."`
	On           string `required:"" placeholder:"DATE" help:"Date of the pledge or agreement that says so, YYYY-MM-DD."`
	Reference    string `required:"" help:"Its reference."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *earmarkAssignCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		_, err := s.earmarks.Assign(a.ctx, a.actor, earmark.AssignIn{
			Contribution: c.Contribution, Expect: c.Expect, Earmark: c.Earmark, On: c.On, Reference: c.Reference,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.earmarksOf(s, c.Contribution, date.Date{})
		}
		a.println(a.printer.Text("cli.earmark_assigned", "contribution", c.Contribution, "code", c.Earmark))
		return nil
	})
}

// earmarksOf prints what a contribution was given for as JSON.
func (a *app) earmarksOf(s *services, contribution int64, on date.Date) error {
	h, err := s.earmarks.Of(a.ctx, contribution, on)
	if err != nil {
		return err
	}
	given, err := s.approvals.GivenToTransfers(a.ctx, h.Record.Transfers)
	if err != nil {
		return err
	}
	return a.json(wire.NewContributionEarmarks(h, given))
}

type earmarkTransferCmd struct {
	expectFlag
	Contribution     int64  `arg:"" help:"The contribution's id."`
	From             string `arg:"" help:"Code of the earmark that the money leaves."`
	To               string `arg:"" help:"Code of the earmark that it goes to."`
	Amount           string `help:"In US dollars; all there is, and what is still to come, when absent."`
	On               string `required:"" placeholder:"DATE" help:"From when it counts, YYYY-MM-DD."`
	ConsentOn        string `required:"" placeholder:"DATE" help:"Date of the donor's consent."`
	ConsentReference string `required:"" help:"Its reference."`
	Reason           string `required:"" help:"Why, for the record."`
	JSON             bool   `name:"json" help:"As JSON."`
}

func (c *earmarkTransferCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		t, err := s.cases.TransferEarmark.Do(a.ctx, a.actor, earmark.TransferIn{
			Contribution: c.Contribution, Expect: c.Expect, From: c.From, To: c.To, Amount: c.Amount, On: c.On,
			ConsentOn: c.ConsentOn, ConsentReference: c.ConsentReference, Reason: c.Reason,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.earmarksOf(s, c.Contribution, date.Date{})
		}
		args := []any{"seq", t.Seq, "contribution", c.Contribution, "from", c.From, "to", c.To}
		key := "cli.earmark_transferred_all"
		if c.Amount != "" {
			key = "cli.earmark_transferred"
			args = append(args, "amount", t.USD)
		}
		a.println(a.printer.Text(key, args...))
		return nil
	})
}

type earmarkCashCmd struct {
	Contribution int64  `arg:"" optional:"" help:"Only of this contribution, by id."`
	On           string `placeholder:"DATE" help:"At the end of that day; today without it."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *earmarkCashCmd) Run(a *app) error {
	on, err := a.day(c.On)
	if err != nil {
		return err
	}
	return a.with(func(s *services) error {
		if c.Contribution != 0 {
			return c.one(a, s, on)
		}
		tree, positions, err := s.earmarks.Positions(a.ctx, on)
		if err != nil {
			return err
		}
		totals := wire.NewEarmarkTotals(a.printer, on.String(), tree, positions)
		if c.JSON {
			return a.json(totals)
		}
		t := a.table("earmark", "degree", "closed", "received", "held", "drawn", "left")
		t.right(3, 4, 5, 6)
		for i, e := range tree {
			sum := earmark.Sum(earmark.Under(positions, e.ID))
			t.row(strings.Repeat("  ", totals.Earmarks[i].Depth)+e.Code, a.degree(int(e.Degree)), e.Closure.On.String(),
				a.printer.Money(sum.Received), a.printer.Money(sum.Held), a.printer.Money(sum.Drawn), a.printer.Money(sum.Left))
		}
		if own := earmark.Under(positions, 0); len(own) > 0 {
			sum := earmark.Sum(own)
			t.row(a.printer.Text("draw_rule.unrecorded"), "", "",
				a.printer.Money(sum.Received), a.printer.Money(sum.Held), a.printer.Money(sum.Drawn), a.printer.Money(sum.Left))
		}
		return t.print()
	})
}

func (c *earmarkCashCmd) one(a *app, s *services, on date.Date) error {
	if c.JSON {
		return a.earmarksOf(s, c.Contribution, on)
	}
	h, err := s.earmarks.Of(a.ctx, c.Contribution, on)
	if err != nil {
		return err
	}
	if err := a.transfers(wire.NewContributionEarmarks(h, nil), h.Record.Transfers); err != nil {
		return err
	}
	t := a.table("earmark", "received_on", "usd")
	t.right(2)
	for i, l := range wire.NewEarmarkedCash(h.Tree, h.Lots) {
		t.row(l.Earmark, l.Received, a.printer.Money(h.Lots[i].USD))
	}
	if err := t.print(); err != nil {
		return err
	}
	a.println(a.printer.Text("cli.revision", "revision", h.Revision))
	return nil
}

// transfers lists what was transferred of a contribution from one earmark to
// another, and nothing where there is none.
func (a *app) transfers(w wire.ContributionEarmarks, list []earmark.Transfer) error {
	if len(list) == 0 {
		return nil
	}
	t := a.table("number", "date", "from", "to", "usd", "reference", "reason")
	t.right(4)
	for i, m := range w.Transfers {
		amount := a.printer.Text("cli.all_of_it")
		if m.USD != nil {
			amount = a.printer.Money(list[i].USD)
		}
		t.row(strconv.Itoa(m.Seq), m.On, m.From, m.To, amount, m.ConsentReference, m.Reason)
	}
	if err := t.print(); err != nil {
		return err
	}
	a.println()
	return nil
}
