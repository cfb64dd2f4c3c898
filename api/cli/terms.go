package cli

import (
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/contributions"
)

type termsCmd struct {
	Show termsShowCmd `cmd:"" default:"withargs" help:"Show what the agreement says, all revisions."`
	Set  termsSetCmd  `cmd:"" help:"Record what the agreement says, or revise it."`
}

type termsShowCmd struct {
	Contribution int64 `arg:"" help:"The contribution's id."`
	JSON         bool  `name:"json" help:"As JSON."`
}

func (c *termsShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.contributions.Terms(a.ctx, c.Contribution)
		if err != nil {
			return err
		}
		if c.JSON {
			list := []wire.Terms{}
			for _, t := range all {
				list = append(list, wire.NewTerms(t))
			}
			return a.json(list)
		}
		t := a.table("revision", "number", "signed", "expires", "psc_percent", "condition")
		for _, v := range all {
			t.row(strconv.Itoa(v.Revision), v.Number, v.Signed.String(), v.Expires.String(), v.PSC.String(), v.Condition)
		}
		if err := t.print(); err != nil || len(all) == 0 {
			return err
		}
		duties := a.table("due", "report")
		for _, d := range all[len(all)-1].Duties {
			duties.row(d.Due.String(), d.What)
		}
		return duties.print()
	})
}

type termsSetCmd struct {
	expectFlag
	Contribution int64    `arg:"" help:"The contribution's id."`
	Number       string   `required:"" help:"The agreement's number."`
	Signed       string   `required:"" placeholder:"DATE" help:"When it was signed, YYYY-MM-DD."`
	Expires      string   `placeholder:"DATE" help:"When it ends."`
	Condition    string   `help:"What must be met, of an agreement that was recorded as conditional."`
	PSC          string   `name:"psc" help:"Programme support cost, per cent of direct cost; the default when absent."`
	PSCFrom      string   `name:"psc-from" placeholder:"DATE" help:"Since when it is not the default."`
	PSCReason    string   `name:"psc-reason" help:"Why it is not the default."`
	Duty         []string `sep:"none" placeholder:"DATE=REPORT" help:"A report owed to the donor; may be given several times, by due date."`
	Reason       string   `help:"Why; a revision wants it."`
	JSON         bool     `name:"json" help:"As JSON."`
}

func (c *termsSetCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		in := contributions.TermsIn{
			Contribution: c.Contribution, Expect: c.Expect, Number: c.Number, Signed: c.Signed, Expires: c.Expires, Condition: c.Condition,
			PSC: c.PSC, PSCFrom: c.PSCFrom, PSCReason: c.PSCReason, Reason: c.Reason,
		}
		for _, text := range c.Duty {
			due, what, _ := strings.Cut(text, "=")
			in.Duties = append(in.Duties, contributions.DutyIn{Due: due, What: what})
		}
		terms, err := s.contributions.SetTerms(a.ctx, a.actor, in)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewTerms(terms))
		}
		a.println(a.printer.Text("cli.terms_recorded", "contribution", terms.Contribution, "revision", terms.Revision,
			"number", terms.Number))
		return nil
	})
}

type conditionMetCmd struct{ writeDownCmd }

func (c *conditionMetCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.ConditionMet.Do(a.ctx, a.actor, c.in())
		return a.entry(c.JSON, e, err)
	})
}
