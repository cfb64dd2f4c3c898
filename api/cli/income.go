package cli

import (
	"strconv"

	"article30/api/wire"
	"article30/contributions"
)

type incomeCmd struct {
	List   incomeListCmd   `cmd:"" default:"withargs" help:"List income that is no contribution."`
	Record incomeRecordCmd `cmd:"" help:"Record income that is no contribution; reverse takes it back."`
}

type incomeListCmd struct {
	Year int  `help:"Only of this calendar year."`
	JSON bool `name:"json" help:"As JSON."`
}

func (c *incomeListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.contributions.IncomeOf(a.ctx, c.Year)
		if err != nil {
			return err
		}
		if c.JSON {
			list := []wire.Income{}
			for _, i := range all {
				list = append(list, wire.NewIncome(i))
			}
			return a.json(list)
		}
		total, err := contributions.IncomeTotal(all)
		if err != nil {
			return err
		}
		t := a.table("entry", "reference", "income", "date", "amount", "usd", "reversed", "payer")
		t.right(4, 5)
		for _, i := range all {
			reversed := "–"
			if !i.Reversed.IsZero() {
				reversed = i.Reversed.String()
			}
			t.row(strconv.FormatInt(i.Entry.ID, 10), i.Reference, a.printer.Text("income_kind."+string(i.Kind)), i.Entry.On.String(),
				a.printer.Money(i.Entry.Amount), a.printer.Money(i.Entry.USD), reversed, i.Payer)
		}
		if err := t.print(); err != nil {
			return err
		}
		a.println(a.printer.Text("income.total", "amount", total))
		return nil
	})
}

type incomeRecordCmd struct {
	Kind          string `arg:"" help:"${income_kinds}."`
	Amount        string `arg:"" help:"Amount, such as 1234.50."`
	Currency      string `arg:"" help:"Currency code."`
	On            string `required:"" placeholder:"DATE" help:"Value date, YYYY-MM-DD."`
	Payer         string `required:"" help:"Who paid it, and for what."`
	BankReference string `help:"The bank's own reference of the payment."`
	Charges       string `help:"What banks took, in the currency of the payment; the amount is gross."`
	BankRate      string `help:"Units of the currency for one US dollar, in place of the operational rate; wants --reason."`
	Reason        string `help:"Why, for the record."`
	JSON          bool   `name:"json" help:"As JSON."`
}

func (c *incomeRecordCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Income.Do(a.ctx, a.actor, contributions.IncomeIn{
			Kind: c.Kind, On: c.On, Amount: c.Amount, Currency: c.Currency, Payer: c.Payer,
			BankReference: c.BankReference, Charges: c.Charges, BankRate: c.BankRate, Reason: c.Reason,
		})
		return a.entry(c.JSON, e, err)
	})
}
