package cli

import (
	"strconv"

	"article30/api/wire"
	"article30/contributions"
	"article30/internal/date"
)

type suspenseCmd struct {
	List   suspenseListCmd   `cmd:"" default:"withargs" help:"List what is in suspense, with its age."`
	Record suspenseRecordCmd `cmd:"" help:"Record money that nobody can identify."`
	Match  suspenseMatchCmd  `cmd:"" help:"Say whose money it was, or a part of it: it becomes a receipt."`
	Return suspenseReturnCmd `cmd:"" help:"Record that it, or a part of it, went back."`
}

type suspenseListCmd struct {
	On   string `placeholder:"DATE" help:"At the end of that day; today without it."`
	All  bool   `help:"Also what was matched or returned."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *suspenseListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		var on date.Date
		if c.On != "" {
			var err error
			if on, err = date.Parse(c.On); err != nil {
				return err
			}
		}
		all, err := s.contributions.InSuspenseOn(a.ctx, on, c.All)
		if err != nil {
			return err
		}
		if c.JSON {
			list := []wire.SuspenseItem{}
			for _, i := range all {
				list = append(list, wire.NewSuspenseItem(i))
			}
			return a.json(list)
		}
		t := a.table("entry", "reference", "date", "amount", "rest", "usd", "age", "payer")
		t.right(3, 4, 5, 6)
		for _, i := range all {
			t.row(strconv.FormatInt(i.Entry.ID, 10), i.Reference, i.Entry.On.String(), a.printer.Money(i.Entry.Amount),
				a.printer.Money(i.Rest.Amount), a.printer.Money(i.Rest.USD), strconv.Itoa(i.Age), i.Payer)
		}
		return t.print()
	})
}

type suspenseRecordCmd struct {
	Amount        string `arg:"" help:"Amount, such as 1234.50."`
	Currency      string `arg:"" help:"Currency code."`
	On            string `required:"" placeholder:"DATE" help:"Value date, YYYY-MM-DD."`
	Payer         string `required:"" help:"What the bank says of where it came from."`
	BankReference string `help:"The bank's own reference of the payment."`
	Charges       string `help:"What banks took, in the currency of the payment; the amount is gross."`
	BankRate      string `help:"Units of the currency for one US dollar, in place of the operational rate; wants --reason."`
	Reason        string `help:"Why, for the record."`
	JSON          bool   `name:"json" help:"As JSON."`
}

func (c *suspenseRecordCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Suspense.Do(a.ctx, a.actor, contributions.SuspenseIn{
			On: c.On, Amount: c.Amount, Currency: c.Currency, Payer: c.Payer, BankReference: c.BankReference,
			Charges: c.Charges, BankRate: c.BankRate, Reason: c.Reason,
		})
		return a.entry(c.JSON, e, err)
	})
}

type suspenseMatchCmd struct {
	expectFlag
	Entry        int64  `arg:"" help:"The entry that put it into suspense."`
	Contribution int64  `arg:"" help:"The contribution's id."`
	On           string `required:"" placeholder:"DATE" help:"Day of the match, YYYY-MM-DD."`
	Amount       string `help:"How much of it; all that is left when absent."`
	Settles      string `help:"What it counts for in the contribution's currency, where that is another."`
	Instalment   string `placeholder:"DATE" help:"Due date of the instalment it is meant for; the oldest when absent."`
	Reason       string `help:"How it was found out."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *suspenseMatchCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.MatchSuspense.Do(a.ctx, a.actor, contributions.MatchIn{
			Suspense: c.Entry, Contribution: c.Contribution, Expect: c.Expect, Amount: c.Amount, On: c.On, Settles: c.Settles, Instalment: c.Instalment, Reason: c.Reason,
		})
		return a.entry(c.JSON, e, err)
	})
}

type suspenseReturnCmd struct {
	Entry  int64  `arg:"" help:"The entry that put it into suspense."`
	On     string `required:"" placeholder:"DATE" help:"When it went back, YYYY-MM-DD."`
	Amount string `help:"How much of it; all that is left when absent."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *suspenseReturnCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.ReturnSuspense.Do(a.ctx, a.actor, contributions.ReturnIn{Suspense: c.Entry, Amount: c.Amount, On: c.On, Reason: c.Reason})
		return a.entry(c.JSON, e, err)
	})
}
