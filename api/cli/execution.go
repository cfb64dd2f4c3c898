package cli

import (
	"cmp"
	"strconv"
	"strings"

	"article30/api/wire"
	"article30/budget/execution"
	"article30/internal/money"
)

type allotCmd struct {
	Issue  allotIssueCmd  `cmd:"" default:"withargs" help:"Issue an allotment of a budget line for a year."`
	Change allotChangeCmd `cmd:"" help:"Make an allotment another amount."`
	List   allotListCmd   `cmd:"" help:"List the allotments of a budget."`
	Show   allotShowCmd   `cmd:"" help:"Show an allotment with its entries."`
}

type allotIssueCmd struct {
	Symbol     string `arg:"" help:"Symbol of the budget."`
	Line       string `arg:"" help:"The line's code, or its title when it has none."`
	Year       int    `arg:"" help:"For which year."`
	Amount     string `arg:"" help:"US dollars, such as 10000.00."`
	On         string `required:"" placeholder:"DATE" help:"Issue date, YYYY-MM-DD."`
	Advice     string `required:"" help:"Number of the allotment advice."`
	Reference  string `help:"Where it is decided."`
	Funding    string `help:"Among lines of the same name: regular, general_purpose or special_purpose."`
	Section    string `help:"Among lines of the same name: the section."`
	PSCPercent string `name:"percent" placeholder:"PERCENT" help:"Programme support cost; that of the budget without it."`
	PSCReason  string `name:"percent-reason" help:"The agreement, with its date, for another percentage."`
	Project    string `placeholder:"CODE" help:"Project that it is for."`
	Region     string `help:"Regional group that it is for."`
	Country    string `placeholder:"ISO" help:"State that it is for."`
	Mandate    string `placeholder:"ARTICLE" help:"Article that it is for, such as convention_29, of a line that names none."`
	Override   string `placeholder:"REASON" help:"Allot against the rules that stand against it; the reason is printed with the figures."`
	JSON       bool   `name:"json" help:"As JSON."`
}

func (c *allotIssueCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Allot.Do(a.ctx, a.actor, execution.AllotIn{
			Symbol: c.Symbol, LineIn: execution.LineIn{Line: c.Line, Funding: c.Funding, Section: c.Section}, Year: c.Year,
			Amount: c.Amount, On: c.On, Advice: c.Advice, Reference: c.Reference,
			PSCPercent: c.PSCPercent, PSCReason: c.PSCReason, Override: c.Override,
			Mandate: c.Mandate, Project: c.Project, Region: c.Region, Country: c.Country,
		})
		return a.spent(c.JSON, e, err)
	})
}

type allotChangeCmd struct {
	expectFlag
	Allotment int64  `arg:"" help:"The allotment's id."`
	Amount    string `arg:"" help:"The new total, in US dollars."`
	On        string `required:"" placeholder:"DATE" help:"Date of the advice, YYYY-MM-DD."`
	Advice    string `required:"" help:"Number of the allotment advice."`
	Reference string `help:"Where it is decided."`
	Reason    string `help:"Why, for the record."`
	Override  string `placeholder:"REASON" help:"Allot more against the rules; the reason is printed with the figures."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *allotChangeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.AdjustAllotment.Do(a.ctx, a.actor, execution.AdjustAllotmentIn{
			Expect: c.Expect, Allotment: c.Allotment, Amount: c.Amount, On: c.On, Advice: c.Advice, Reference: c.Reference, Reason: c.Reason, Override: c.Override,
		})
		return a.spent(c.JSON, e, err)
	})
}

type allotListCmd struct {
	Symbol string `arg:"" help:"Symbol of the budget."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *allotListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.execution.Allotments(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		if c.JSON {
			list := []wire.Allotment{}
			for _, v := range all {
				list = append(list, wire.NewAllotment(v))
			}
			return a.json(list)
		}
		t := a.table("id", "code", "year", "funding", "title")
		for _, v := range all {
			t.row(strconv.FormatInt(v.ID, 10), v.Line.Code, strconv.Itoa(v.Year), a.printer.Text("funding."+string(v.Line.Funding)), v.Line.Title)
		}
		return t.print()
	})
}

type allotShowCmd struct {
	Allotment int64 `arg:"" help:"The allotment's id."`
	JSON      bool  `name:"json" help:"As JSON."`
}

func (c *allotShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		revision, err := s.execution.Revision(a.ctx, c.Allotment) // before what is shown, so that no change is missed
		if err != nil {
			return err
		}
		h, err := s.execution.Allotment(a.ctx, c.Allotment)
		if err != nil {
			return err
		}
		given, err := s.approvals.GivenToSpending(a.ctx, h.Entries)
		if err != nil {
			return err
		}
		if c.JSON {
			w := wire.NewAllotmentHistory(a.printer, h, given)
			w.Revision = revision
			return a.json(w)
		}
		v := h.Allotment
		a.println(a.printer.Text("execution.allotment_of", "id", v.ID, "line", v.Line.Name(), "year", v.Year,
			"funding", string(v.Line.Funding), "percent", v.PSCPercent.String()))
		if v.PSCReason != "" {
			a.println(a.printer.Text("execution.psc_reason", "reason", v.PSCReason))
		}
		t := a.table("id", "entry", "of", "date", "amount", "usd", "psc", "payee", "reference", "actor", "approved_by")
		t.right(4, 5, 6)
		for _, e := range h.Entries {
			of := cmp.Or(e.Of, e.Refunds, e.Reverses, e.Restores.Original)
			t.row(strconv.FormatInt(e.ID, 10), a.printer.Text("execution_kind."+string(e.Kind)), optional(of), e.On.String(),
				a.printer.Money(e.Amount), a.figure(e.USD), a.figure(e.PSC), e.Payee, strings.TrimSpace(e.Advice+" "+e.Reference),
				e.EnteredBy, given[e.ID].By)
		}
		if err := t.print(); err != nil {
			return err
		}
		for _, e := range h.Entries {
			for _, d := range e.Draws {
				if d.Reason != "" {
					a.draw(d)
				}
			}
			for _, o := range e.Overrides {
				a.override(execution.Overridden{
					Override: o, Allotment: v.ID, Line: v.Line, Year: v.Year, On: e.On, Amount: e.Amount, EnteredBy: e.EnteredBy,
				})
			}
		}
		a.println(a.printer.Text("cli.revision", "revision", revision))
		return nil
	})
}

// optional is an id, or nothing for none.
func optional(id int64) string {
	if id == 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

// figure is an amount of US dollars under a heading that says so; a dash for
// nil.
func (a *app) figure(m money.Money) string {
	if m.IsZero() {
		return "–"
	}
	return a.printer.Number(m.Amount(), m.Currency().Digits())
}

func (a *app) override(o execution.Overridden) {
	a.println(a.printer.Text("execution.overridden", "date", o.On, "allotment", o.Allotment, "line", o.Line.Name(), "year", o.Year,
		"amount", o.Amount, "rule", string(o.Rule), "by", o.EnteredBy, "reason", o.Reason))
}

// draw prints what a part of the money is and by which rule it was chosen.
func (a *app) draw(d execution.Draw) {
	if d.Contribution == 0 {
		return
	}
	key, direct, psc := "execution.drawn", d.Direct, d.PSC
	switch {
	case d.Held.Sign() > 0:
		key, direct, psc = "execution.held", d.Held, d.HeldPSC
	case d.Direct.Sign() < 0:
		key, direct, psc = "execution.given_back", d.Direct.Neg(), d.PSC.Neg()
	case d.Direct.IsZero():
		key, direct, psc = "execution.given_back", d.Held.Neg(), d.HeldPSC.Neg()
	}
	a.println(a.printer.Text(key, "contribution", d.Contribution, "code", d.Code, "received", d.Received,
		"direct", direct, "psc", psc, "rule", string(d.Rule)))
	if d.Reason != "" {
		a.println(a.printer.Text("execution.draw_reason", "reason", d.Reason))
	}
}

type commitCmd struct {
	Record commitRecordCmd `cmd:"" default:"withargs" help:"Promise money of an allotment to a payee."`
	Change commitChangeCmd `cmd:"" help:"Make a commitment another amount, or cancel it."`
}

type commitRecordCmd struct {
	expectFlag
	Allotment int64  `arg:"" help:"The allotment's id."`
	Amount    string `arg:"" help:"US dollars."`
	On        string `required:"" placeholder:"DATE" help:"When it was made, YYYY-MM-DD."`
	Payee     string `required:"" help:"To whom."`
	Reference string `help:"Such as the number of the order; an extract of expenses names the commitment by it."`
	Reason    string `help:"Why, for the record."`
	Project   string `placeholder:"CODE" help:"Project that it is for."`
	Region    string `help:"Regional group that it is for."`
	Country   string `placeholder:"ISO" help:"State that it is for."`
	drawFlags
	JSON bool `name:"json" help:"As JSON."`
}

func (c *commitRecordCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Commit.Do(a.ctx, a.actor, execution.CommitIn{
			Expect: c.Expect, Allotment: c.Allotment, Amount: c.Amount, On: c.On, Payee: c.Payee, Reference: c.Reference, Reason: c.Reason,
			Project: c.Project, Region: c.Region, Country: c.Country, From: c.From, Because: c.Because,
		})
		return a.spent(c.JSON, e, err)
	})
}

// drawFlags name the earmarks to draw on.
type drawFlags struct {
	From    []string `placeholder:"EARMARK" help:"Draw on these earmarks, in this order, instead of the most restricted money that fits."`
	Because string   `placeholder:"REASON" help:"Why; it is printed with what was drawn."`
}

type commitChangeCmd struct {
	expectFlag
	Commitment int64  `arg:"" help:"The commitment's id."`
	Amount     string `arg:"" optional:"" help:"The new total, in US dollars."`
	Cancel     bool   `help:"In place of an amount: leave only what is spent."`
	On         string `required:"" placeholder:"DATE" help:"When it was changed, YYYY-MM-DD."`
	Reason     string `required:"" help:"Why."`
	drawFlags
	JSON bool `name:"json" help:"As JSON."`
}

func (c *commitChangeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.AdjustCommitment.Do(a.ctx, a.actor, execution.AdjustCommitmentIn{
			Expect: c.Expect, Commitment: c.Commitment, Amount: c.Amount, Cancel: c.Cancel, On: c.On, Reason: c.Reason,
			From: c.From, Because: c.Because,
		})
		return a.spent(c.JSON, e, err)
	})
}

type expenseCmd struct {
	expectFlag
	Amount     string `arg:"" help:"In the currency in which it arose."`
	Commitment int64  `placeholder:"ID" help:"The commitment that it is against."`
	Allotment  int64  `placeholder:"ID" help:"The allotment, for an expense without a commitment."`
	Currency   string `help:"US dollars when absent."`
	On         string `required:"" placeholder:"DATE" help:"Date of the expense, YYYY-MM-DD."`
	Payee      string `help:"To whom; the commitment's when absent."`
	Reference  string `help:"Such as the number of the invoice."`
	Reason     string `help:"Why, for the record."`
	Project    string `placeholder:"CODE" help:"Project that it is for."`
	Region     string `help:"Regional group that it is for."`
	Country    string `placeholder:"ISO" help:"State that it is for."`
	drawFlags
	JSON bool `name:"json" help:"As JSON."`
}

func (c *expenseCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Expense.Do(a.ctx, a.actor, execution.ExpenseIn{
			Expect: c.Expect, Commitment: c.Commitment, Allotment: c.Allotment, Amount: c.Amount, Currency: c.Currency, On: c.On,
			Payee: c.Payee, Reference: c.Reference, Reason: c.Reason,
			Project: c.Project, Region: c.Region, Country: c.Country, From: c.From, Because: c.Because,
		})
		return a.spent(c.JSON, e, err)
	})
}

type payCmd struct {
	expectFlag
	Expense   int64  `arg:"" help:"The expense's id."`
	Amount    string `arg:"" optional:"" help:"In the currency of the expense; all that is owed without it."`
	On        string `required:"" placeholder:"DATE" help:"When it was paid, YYYY-MM-DD."`
	Reference string `help:"Such as the bank's."`
	Reason    string `help:"Why, for the record."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *payCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Payment.Do(a.ctx, a.actor, execution.PaymentIn{
			Expect: c.Expect, Expense: c.Expense, Amount: c.Amount, On: c.On, Reference: c.Reference, Reason: c.Reason,
		})
		return a.spent(c.JSON, e, err)
	})
}

// spent prints what was recorded.
func (a *app) spent(asJSON bool, e execution.Entry, err error) error {
	if err != nil {
		return err
	}
	if asJSON {
		return a.json(wire.NewExecutionEntry(a.printer, e))
	}
	a.println(a.printer.Text("execution.recorded", "id", e.ID, "allotment", e.Allotment, "kind", string(e.Kind),
		"on", e.On, "amount", e.Amount, "usd", e.USD))
	if e.Restores.Original != 0 {
		a.println(a.printer.Text("cli.entry_restored", "original", e.Restores.Original, "reversal", e.Restores.Reversal))
	}
	if !e.PSC.IsZero() {
		a.println(a.printer.Text("execution.psc_charged", "psc", e.PSC))
	}
	for _, o := range e.Overrides {
		a.println(a.printer.Text("execution.override", "rule", string(o.Rule), "reason", o.Reason))
	}
	for _, d := range e.Draws {
		a.draw(d)
	}
	return nil
}
