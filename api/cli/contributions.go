package cli

import (
	"strconv"

	"article30/api/approval"
	"article30/api/wire"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

type contributionsCmd struct {
	List contributionsListCmd `cmd:"" default:"withargs" help:"List contributions."`
	Show contributionsShowCmd `cmd:"" help:"Show a contribution with its entries."`
	Open contributionsOpenCmd `cmd:"" help:"Enter a contribution, of which nothing is pledged or paid yet."`

	Restore  contributionsRestoreCmd  `cmd:"" help:"Put back what a reversal took away by mistake."`
	Spending contributionsSpendingCmd `cmd:"" help:"Show what a contribution's money was spent on."`
}

type contributionsListCmd struct {
	Donor int64 `help:"Only this donor's, by id."`
	Year  int   `help:"Only of this year."`
	After int64 `help:"Begin after this id."`
	Limit int   `default:"100" help:"At most so many."`
	JSON  bool  `name:"json" help:"As JSON."`
}

func (c *contributionsListCmd) Run(a *app) error {
	if err := atLeastOne(c.Limit); err != nil {
		return err
	}
	return a.with(func(s *services) error {
		all, err := s.contributions.Contributions(a.ctx, contributions.Filter{Given: true, Donor: c.Donor, Year: c.Year, After: c.After, Limit: c.Limit + 1})
		if err != nil {
			return err
		}
		donors, err := s.contributions.DonorsByID(a.ctx)
		if err != nil {
			return err
		}
		list := []wire.Contribution{}
		for _, v := range all[:min(len(all), c.Limit)] {
			list = append(list, wire.NewContribution(a.printer, v, donors[v.Donor]))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("id", "donor", "name", "year", "currency", "reference")
		for _, v := range list {
			t.row(strconv.FormatInt(v.ID, 10), strconv.FormatInt(v.Donor, 10), v.DonorName, strconv.Itoa(v.Year), v.Currency, v.Source+" "+v.Reference)
		}
		err = t.print()
		if len(all) > c.Limit {
			a.more(list[c.Limit-1].ID)
		}
		return err
	})
}

type contributionsShowCmd struct {
	ID   int64 `arg:"" help:"The contribution's id."`
	JSON bool  `name:"json" help:"As JSON."`
}

func (c *contributionsShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		revision, err := s.contributions.Revision(a.ctx, c.ID) // before what is shown, so that no change is missed
		if err != nil {
			return err
		}
		h, err := s.contributions.Contribution(a.ctx, c.ID)
		if err != nil {
			return err
		}
		d, err := s.contributions.Donor(a.ctx, h.Contribution.Donor)
		if err != nil {
			return err
		}
		proceeds, err := s.contributions.Proceeds(a.ctx, c.ID)
		if err != nil {
			return err
		}
		given, err := s.approvals.GivenToEntries(a.ctx, h.Entries)
		if err != nil {
			return err
		}
		if c.JSON {
			w := wire.NewHistory(a.printer, h, d, proceeds, given)
			w.Revision = revision
			return a.json(w)
		}
		a.printf("%s %s, %s, %d, %s\n", h.Contribution.Source, h.Contribution.Reference, wire.DonorName(a.printer, d),
			h.Contribution.Year, h.Contribution.Currency)
		if n := len(proceeds); n > 0 {
			a.println(a.proceeds(proceeds[n-1]))
		}
		t := a.table("id", "entry", "date", "amount", "usd", "rate", "actor", "approved_by")
		t.right(3, 4, 5)
		for _, e := range h.Entries {
			rate := ""
			if !e.Rate.IsZero() {
				rate = a.printer.Decimal(e.Rate.String())
			}
			t.row(strconv.FormatInt(e.ID, 10), a.printer.Text("entries.kind."+said(e)), e.On.String(),
				a.printer.Money(e.Amount), a.printer.Money(e.USD), rate, e.EnteredBy, given[e.ID].By)
		}
		if err := t.print(); err != nil {
			return err
		}
		a.println(a.printer.Text("cli.revision", "revision", revision))
		return nil
	})
}

type contributionsOpenCmd struct {
	Reference string `required:"" help:"What the contribution is called in the register."`
	Donor     int64  `required:"" help:"The donor's id."`
	Year      int    `required:"" help:"The year for which it is meant."`
	Currency  string `required:"" help:"The currency in which it is promised."`
	Mode      string `help:"${modes}; cash when absent."`
	Comment   string `help:"Anything else."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *contributionsOpenCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		v, err := s.contributions.Open(a.ctx, a.actor, contributions.ContributionIn{
			Reference: c.Reference, Donor: c.Donor, Year: c.Year, Currency: c.Currency, Mode: c.Mode, Comment: c.Comment,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			d, err := s.contributions.Donor(a.ctx, v.Donor)
			if err != nil {
				return err
			}
			return a.json(wire.NewContribution(a.printer, v, d))
		}
		a.println(a.printer.Text("cli.contribution_opened", "id", v.ID, "reference", v.Reference))
		return nil
	})
}

type rateCmd struct {
	Show    rateShowCmd    `cmd:"" default:"withargs" help:"The rate of a currency on a day."`
	History rateHistoryCmd `cmd:"" help:"What a rate was ever said to be."`
	Correct rateCorrectCmd `cmd:"" help:"Correct a rate that may have been used, and adjust every entry that was."`

	Fix      rateFixCmd      `cmd:"" help:"Record the rate that was decided for a replenishment period."`
	Fixed    rateFixedCmd    `cmd:"" help:"List the rates of periods."`
	Withdraw rateWithdrawCmd `cmd:"" help:"Take back a fixed rate that gave no entry its value."`
	Policy   ratePolicyCmd   `cmd:"" help:"Show or set how a contribution is valued: unore, bank or fixed."`
	Proof    rateProofCmd    `cmd:"" help:"Compute US dollars anew from amount and rate, beside what is booked."`
}

type rateShowCmd struct {
	Currency string `arg:"" help:"Currency code."`
	On       string `placeholder:"DATE" help:"Day of the transaction; today without it."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *rateShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		var fields problem.Fields
		currency, err := money.ParseCurrency(c.Currency)
		fields.AddErr("currency", err)
		on, err := a.day(c.On)
		fields.AddErr("on", err)
		if err := fields.Err("cli.invalid"); err != nil {
			return err
		}
		r, err := s.contributions.RateOn(a.ctx, currency, on)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewRate(r, on))
		}
		a.println(a.printer.Text("cli.rate", "currency", string(r.Currency), "rate", a.printer.Decimal(r.PerUSD.String()), "from", r.Effective))
		return nil
	})
}

// day reads a day; today, at the Conference's seat, without one.
func (a *app) day(value string) (date.Date, error) {
	if value == "" {
		return date.Today(a.clock, date.Vienna()), nil
	}
	return date.Parse(value)
}

// expectFlag is that of a write to something that was shown with a revision.
type expectFlag struct {
	Expect int64 `placeholder:"REVISION" help:"Write only if it is still at the revision at which it was shown."`
}

type promiseFlags struct {
	expectFlag
	Contribution int64  `arg:"" help:"The contribution's id."`
	Amount       string `arg:"" help:"Amount, such as 1234.50."`
	On           string `required:"" placeholder:"DATE" help:"When it happened, YYYY-MM-DD."`
	Currency     string `help:"The contribution's when absent."`
	Reason       string `help:"Why, for the record."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (f promiseFlags) in() contributions.PromiseIn {
	return contributions.PromiseIn{Contribution: f.Contribution, Expect: f.Expect, On: f.On, Amount: f.Amount, Currency: f.Currency, Reason: f.Reason}
}

type pledgeCmd struct {
	promiseFlags
	Revise bool `help:"The pledge exists and has this amount now."`
}

func (c *pledgeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		record := s.cases.Pledge
		if c.Revise {
			record = s.cases.RevisePledge
		}
		e, err := record.Do(a.ctx, a.actor, c.in())
		return a.entry(c.JSON, e, err)
	})
}

type agreementCmd struct {
	promiseFlags
	Conditional bool `help:"It has a true condition, and is deferred until that is met."`
	Overpaid    bool `help:"It is known that more has come than is agreed; the rest is held for the donor."`
}

func (c *agreementCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		in := c.in()
		in.Conditional, in.Overpaid = c.Conditional, c.Overpaid
		e, err := s.cases.Agreement.Do(a.ctx, a.actor, in)
		return a.entry(c.JSON, e, err)
	})
}

type paymentFlags struct {
	promiseFlags
	Settles      string `help:"What a payment in another currency counts for in the contribution's."`
	BankRate     string `help:"Units of the currency for one US dollar, in place of the operational rate; wants --reason or --bank-document."`
	BankDocument string `help:"The bank's advice or statement that gives its rate."`

	BankReference string `help:"The bank's own reference of the payment."`
	Charges       string `help:"What banks took, in the currency of the payment; the amount is gross."`
}

type receiptCmd struct {
	paymentFlags
	Instalment string `placeholder:"DATE" help:"Due date of the instalment it is meant for; the oldest when absent."`
}

func (c *receiptCmd) Run(a *app) error {
	return payment(a, c.paymentFlags, c.Instalment, func(s *services) payments { return s.cases.Receipt })
}

type refundCmd struct{ paymentFlags }

func (c *refundCmd) Run(a *app) error {
	return payment(a, c.paymentFlags, "", func(s *services) payments { return s.cases.Refund })
}

type payments = approval.Case[contributions.PaymentIn, contributions.Entry]

func payment(a *app, f paymentFlags, instalment string, record func(*services) payments) error {
	return a.with(func(s *services) error {
		e, err := record(s).Do(a.ctx, a.actor, contributions.PaymentIn{
			Contribution: f.Contribution, Expect: f.Expect, On: f.On, Amount: f.Amount, Currency: f.Currency,
			Settles: f.Settles, BankRate: f.BankRate, BankDocument: f.BankDocument, Reason: f.Reason,
			BankReference: f.BankReference, Charges: f.Charges, Instalment: instalment,
		})
		return a.entry(f.JSON, e, err)
	})
}

type writeDownCmd struct {
	expectFlag
	Contribution int64  `arg:"" help:"The contribution's id."`
	Amount       string `arg:"" help:"Amount in the contribution's currency."`
	On           string `required:"" placeholder:"DATE" help:"When it happened, YYYY-MM-DD."`
	Reason       string `required:"" help:"Why."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *writeDownCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.WriteDown.Do(a.ctx, a.actor, c.in())
		return a.entry(c.JSON, e, err)
	})
}

func (c *writeDownCmd) in() contributions.WriteDownIn {
	return contributions.WriteDownIn{Contribution: c.Contribution, Expect: c.Expect, On: c.On, Amount: c.Amount, Reason: c.Reason}
}

type reverseCmd struct {
	expectFlag
	Entry  int64  `arg:"" help:"The entry's id."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *reverseCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Reverse.Do(a.ctx, a.actor, approval.ReverseIn{ID: c.Entry, Reason: c.Reason, Expect: c.Expect})
		return a.entry(c.JSON, e, err)
	})
}

type contributionsRestoreCmd struct {
	expectFlag
	Reversal int64  `arg:"" help:"The reversal's id."`
	Reason   string `required:"" help:"Why."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *contributionsRestoreCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Restore.Do(a.ctx, a.actor, approval.ReverseIn{ID: c.Reversal, Reason: c.Reason, Expect: c.Expect})
		return a.entry(c.JSON, e, err)
	})
}

// said is the word for what an entry says happened: a receipt in kind is a
// delivery.
func said(e contributions.Entry) string {
	if e.Delivery.Nature != "" {
		return "delivery"
	}
	return string(e.Kind)
}

// entry prints what was recorded.
func (a *app) entry(asJSON bool, e contributions.Entry, err error) error {
	if err != nil {
		return err
	}
	if asJSON {
		return a.json(wire.NewEntry(e))
	}
	sentence := a.printer.Text("cli.entry_recorded", "id", e.ID, "kind", said(e), "contribution", e.Contribution,
		"on", e.On, "amount", e.Amount, "usd", e.USD)
	switch rate := a.printer.Decimal(e.Rate.String()); e.Basis {
	case contributions.UNORE:
		sentence += a.printer.Text("cli.at_rate", "rate", rate, "from", e.RateDate)
	case contributions.Bank:
		sentence += a.printer.Text("cli.at_bank_rate", "rate", rate)
	case contributions.Fixed:
		sentence += a.printer.Text("cli.at_fixed_rate", "rate", rate)
	}
	a.println(sentence)
	if e.Restores.Original != 0 {
		a.println(a.printer.Text("cli.entry_restored", "original", e.Restores.Original, "reversal", e.Restores.Reversal))
	}
	if e.Beyond.Sign() > 0 {
		a.println(a.printer.Text("cli.receipt_beyond", "amount", e.Beyond))
	}
	if !e.Expired.IsZero() {
		a.println(a.printer.Text("cli.receipt_expired", "date", e.Expired))
	}
	if number := e.Payment.Official.String(); number != "" {
		a.println(a.printer.Text("cli.official_receipt", "number", number))
	}
	return nil
}
