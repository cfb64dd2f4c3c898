package cli

import (
	"slices"
	"strconv"

	"article30/api/approval"
	"article30/api/wire"
	"article30/budget"
	"article30/budget/execution"
)

type executionCmd struct {
	Show     executionShowCmd     `cmd:"" default:"withargs" help:"How a budget was carried out: adopted, allotted, committed, spent, paid and available."`
	Approve  executionApproveCmd  `cmd:"" help:"Record that the Crime Commission approved the Fund's budget (unverified rule)."`
	Withdraw executionWithdrawCmd `cmd:"" help:"Take back an approval that was recorded by mistake."`
	Explain  executionExplainCmd  `cmd:"" help:"Say why budget and actual amounts of a line differ (IPSAS 24)."`
	Refund   executionRefundCmd   `cmd:"" help:"Record that a payee returned something of an expense that was paid."`
	Reverse  executionReverseCmd  `cmd:"" help:"Take back an entry that was a mistake."`
	Restore  executionRestoreCmd  `cmd:"" help:"Put back what a reversal took away by mistake."`

	Explanations executionExplanationsCmd `cmd:"" help:"List what was said of the differences."`
}

type executionShowCmd struct {
	Symbol string `arg:"" help:"Symbol of the budget."`
	On     string `placeholder:"DATE" help:"At the end of that day; today without it."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *executionShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		on, err := a.day(c.On)
		if err != nil {
			return err
		}
		x, err := s.execution.Execution(a.ctx, c.Symbol, on)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewExecution(a.printer, x))
		}
		return a.execution(x)
	})
}

// execution prints what the figures stand on, the figures by source of
// funding, what was allotted against the rules, and the cash.
func (a *app) execution(x execution.Execution) error {
	text := a.printer.Text
	a.println(text("execution.title", "symbol", x.Budget, "title", x.Title))
	a.println(text("execution.as_of", "date", x.AsOf))
	if x.Decision != nil {
		a.println(text("execution.adopted", "date", x.Decision.DecidedOn, "texts", x.Texts))
	} else {
		a.println(text("execution.not_adopted", "texts", x.Texts))
	}
	if r := x.Revised; r != nil {
		a.println(a.revised(*r))
	}
	for _, symbol := range x.Texts {
		i := slices.IndexFunc(x.Approvals, func(v execution.FundApproval) bool { return v.Symbol == symbol })
		if i < 0 {
			a.println(text("execution.not_approved", "symbol", symbol))
			continue
		}
		a.println(text("execution.approved", "symbol", symbol, "date", x.Approvals[i].On, "reference", x.Approvals[i].Reference))
	}
	t := a.table("code", "line", "year", "approved", "allotted", "committed", "spent", "paid", "psc", "left", "available")
	t.right(3, 4, 5, 6, 7, 8, 9, 10)
	figures := func(f execution.Figures) []string {
		return []string{
			a.figure(f.Approved), a.figure(f.Allotted), a.figure(f.Committed), a.figure(f.Spent), a.figure(f.Paid), a.figure(f.PSC), a.figure(f.Left),
		}
	}
	for _, b := range x.Blocks {
		name := text("execution.total_extrabudgetary")
		if b.Funding != "" {
			name = text("execution.total", "funding", string(b.Funding))
			for _, l := range linesOf(x, b.Funding) {
				cells := append([]string{l.Line.Code, l.Line.Title, strconv.Itoa(l.Year)}, figures(l.Figures)...)
				t.row(append(cells, a.figure(l.Available))...)
			}
		}
		t.row(append(append([]string{"", name, ""}, figures(b.Figures)...), "")...)
	}
	if err := t.print(); err != nil {
		return err
	}
	for _, o := range x.Overrides {
		a.override(o)
	}
	c := x.Cash
	a.println(text("execution.cash", "total", c.Total, "unidentified", c.Unidentified, "psc", c.PSC, "unpaid", c.Unpaid, "committed", c.Committed, "held", c.Held, "free", c.Free))
	return nil
}

// linesOf are the lines of one source of funding in which there is a figure.
func linesOf(x execution.Execution, funding budget.Funding) []execution.LineExecution {
	return slices.DeleteFunc(slices.Clone(x.Lines), func(l execution.LineExecution) bool {
		return l.Line.Funding != funding || l.Approved.IsZero() && len(l.Allotments) == 0
	})
}

type executionApproveCmd struct {
	Symbol    string `arg:"" help:"Symbol of the text whose figures stand in the Fund's budget."`
	On        string `required:"" placeholder:"DATE" help:"Date of the approval, YYYY-MM-DD."`
	Reference string `required:"" help:"Such as the number of the resolution."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *executionApproveCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		v, err := s.execution.ApproveFund(a.ctx, a.actor, execution.ApprovalIn{Symbol: c.Symbol, On: c.On, Reference: c.Reference})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewFundApproval(v))
		}
		a.println(a.printer.Text("execution.approval_recorded", "id", v.ID, "symbol", v.Symbol, "on", v.On, "reference", v.Reference))
		return nil
	})
}

type executionWithdrawCmd struct {
	Approval int64  `arg:"" help:"The approval's id."`
	Reason   string `required:"" help:"Why."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *executionWithdrawCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		v, err := s.execution.WithdrawApproval(a.ctx, a.actor, c.Approval, c.Reason)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewFundApproval(v))
		}
		a.println(a.printer.Text("execution.approval_withdrawn", "id", v.Reverses, "symbol", v.Symbol))
		return nil
	})
}

type executionRefundCmd struct {
	expectFlag
	Expense   int64  `arg:"" help:"The expense's id."`
	Amount    string `arg:"" help:"In US dollars."`
	On        string `required:"" placeholder:"DATE" help:"When it came, YYYY-MM-DD."`
	Reference string `help:"Such as the bank's."`
	Reason    string `required:"" help:"Why."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *executionRefundCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.ExpenseRefund.Do(a.ctx, a.actor, execution.RefundIn{
			Expense: c.Expense, Expect: c.Expect, Amount: c.Amount, On: c.On, Reference: c.Reference, Reason: c.Reason,
		})
		return a.spent(c.JSON, e, err)
	})
}

type executionReverseCmd struct {
	expectFlag
	Entry  int64  `arg:"" help:"The entry's id."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *executionReverseCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.ReverseSpending.Do(a.ctx, a.actor, approval.ReverseIn{ID: c.Entry, Reason: c.Reason, Expect: c.Expect})
		return a.spent(c.JSON, e, err)
	})
}

type executionRestoreCmd struct {
	expectFlag
	Reversal int64  `arg:"" help:"The reversal's id."`
	Reason   string `required:"" help:"Why."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *executionRestoreCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.RestoreSpending.Do(a.ctx, a.actor, approval.ReverseIn{ID: c.Reversal, Reason: c.Reason, Expect: c.Expect})
		return a.spent(c.JSON, e, err)
	})
}
