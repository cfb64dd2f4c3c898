package cli

import (
	"strconv"

	"article30/api/wire"
	"article30/internal/journal"
)

type verifyCmd struct {
	Since string `placeholder:"HEAD" help:"The head that an earlier verify printed; the history must still contain it."`
	JSON  bool   `name:"json" help:"As JSON."`
}

func (c *verifyCmd) Run(a *app) error {
	var since *journal.Head
	if c.Since != "" {
		head, err := journal.ParseHead(c.Since)
		if err != nil {
			return err
		}
		since = &head
	}
	return a.look(func(s *services) error {
		findings, head, err := s.audit.Verify(a.ctx, since)
		if err != nil {
			return err
		}
		v := wire.NewVerification(a.printer, findings, head)
		if c.JSON {
			if err := a.json(v); err != nil {
				return err
			}
		} else {
			for i, f := range v.Findings {
				switch {
				case f.Notice:
					a.println(a.printer.Text("cli.notice", "part", f.Part, "text", f.Text))
				case f.Place == "":
					a.println(a.printer.Text("cli.finding_of_all", "part", f.Part, "text", f.Text))
				default:
					a.println(a.printer.Text("cli.finding", "part", f.Part, "place", f.Where, "text", f.Text))
				}
				if err := findings[i].Err; err != nil {
					a.printf("  (%v)\n", err)
				}
			}
			if v.OK {
				a.println(a.printer.Text("cli.verified", "count", int(head.Size)))
			}
			a.println(a.printer.Text("cli.head", "head", v.Head))
		}
		if !v.OK {
			return errFound
		}
		return nil
	})
}

type journalCmd struct {
	Object string `help:"Only this kind of thing, such as contribution."`
	ID     string `name:"id" help:"Only this one."`
	After  int64  `help:"Begin after this number."`
	Limit  int    `default:"100" help:"At most so many."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *journalCmd) Run(a *app) error {
	if err := atLeastOne(c.Limit); err != nil {
		return err
	}
	return a.look(func(s *services) error {
		records, err := s.audit.Journal.List(a.ctx, journal.Filter{Object: c.Object, ID: c.ID, AfterSeq: c.After, Limit: c.Limit + 1})
		if err != nil {
			return err
		}
		list := []wire.Record{}
		for _, r := range records[:min(len(records), c.Limit)] {
			list = append(list, wire.NewRecord(r))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("id", "date", "actor", "action", "object", "reason")
		for _, r := range list {
			t.row(strconv.FormatInt(r.Seq, 10), r.At, r.Actor, r.Action, r.Object+" "+r.ID, r.Reason)
		}
		err = t.print()
		if len(records) > c.Limit {
			a.more(list[c.Limit-1].Seq)
		}
		return err
	})
}
