package cli

import (
	"strconv"

	"article30/api/wire"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

type rateHistoryCmd struct {
	Currency  string `arg:"" help:"Currency code."`
	Effective string `arg:"" placeholder:"DATE" help:"The day on which the rate took effect."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *rateHistoryCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		var fields problem.Fields
		currency, err := money.ParseCurrency(c.Currency)
		fields.AddErr("currency", err)
		effective, err := date.Parse(c.Effective)
		fields.AddErr("effective", err)
		if err := fields.Err("cli.invalid"); err != nil {
			return err
		}
		versions, err := s.contributions.RateVersions(a.ctx, currency, effective)
		if err != nil {
			return err
		}
		w := wire.NewRateVersions(versions)
		if c.JSON {
			return a.json(w)
		}
		t := a.table("rate", "date", "actor", "reason")
		for _, v := range w.Versions {
			t.row(v.PerUSD, v.RecordedAt, v.EnteredBy, v.Reason)
		}
		return t.print()
	})
}

type rateCorrectCmd struct {
	Currency  string `arg:"" help:"Currency code."`
	Effective string `arg:"" placeholder:"DATE" help:"The day on which the rate took effect."`
	PerUSD    string `arg:"" name:"per-usd" help:"What it should have been: units of the currency for one US dollar."`
	Reason    string `help:"Why."`
	DryRun    bool   `help:"List every entry that it touches, and change nothing."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *rateCorrectCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		in := contributions.CorrectRateIn{Currency: c.Currency, Effective: c.Effective, PerUSD: c.PerUSD, Reason: c.Reason}
		var done contributions.RateCorrected
		var err error
		if c.DryRun {
			done, err = s.contributions.PreviewRate(a.ctx, in)
		} else {
			done, err = s.cases.CorrectRate.Do(a.ctx, a.actor, in)
		}
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewRateCorrected(done))
		}
		a.println(a.printer.Text("cli.rate_corrected", "currency", string(done.After.Currency), "from", done.After.Effective,
			"before", done.Before.PerUSD, "after", done.After.PerUSD, "count", len(done.Touched)+len(done.Spent.Touched)))
		if c.DryRun {
			a.println(a.printer.Text("cli.dry_run"))
		}
		if !done.On.IsZero() {
			a.println(a.printer.Text("cli.adjusted_on", "date", done.On))
		}
		return a.touched(done)
	})
}

// touched lists every entry that the correction of a rate touches: those of
// contributions, and after them those of spending.
func (a *app) touched(c contributions.RateCorrected) error {
	number := func(id int64) string {
		if id == 0 {
			return ""
		}
		return strconv.FormatInt(id, 10)
	}
	if len(c.Touched) > 0 {
		t := a.table("id", "entry", "date", "reference", "amount", "before", "after", "difference", "adjusted_by")
		t.right(4, 5, 6, 7, 8)
		for _, e := range c.Touched {
			t.row(number(e.Entry.ID), a.printer.Text("entries.kind."+string(e.Entry.Kind)), e.Entry.On.String(),
				e.Contribution.Reference, a.printer.Money(e.Entry.Amount), a.printer.Money(e.Before), a.printer.Money(e.After),
				a.printer.Money(e.Difference()), number(e.Adjustment))
		}
		if err := t.print(); err != nil {
			return err
		}
	}
	if len(c.Spent.Touched) == 0 {
		return nil
	}
	a.println(a.printer.Text("cli.rate_spent"))
	t := a.table("id", "entry", "date", "line", "reference", "amount", "before", "after", "difference", "adjusted_by")
	t.right(5, 6, 7, 8, 9)
	for _, e := range c.Spent.Touched {
		t.row(number(e.Entry), a.printer.Text("execution_kind."+string(e.Kind)), e.On.String(), e.Line, e.Reference,
			a.printer.Money(e.Amount), a.printer.Money(e.Before), a.printer.Money(e.After), a.printer.Money(e.Difference()), number(e.Adjustment))
	}
	return t.print()
}
