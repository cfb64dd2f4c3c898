package cli

import (
	"article30/api/wire"
	"article30/budget"
)

type budgetReviseCmd struct {
	Symbol    string `arg:"" help:"Symbol of the revision, addendum or corrigendum."`
	By        string `required:"" help:"Who approved it: bureau, commission or other."`
	On        string `required:"" placeholder:"DATE" help:"Day of the approval."`
	Reference string `required:"" help:"Reference of the approval."`
	Authority string `required:"" help:"Where the Conference allowed it: a decision and its paragraph."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *budgetReviseCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		r, err := s.budget.Revise(a.ctx, a.actor, budget.ReviseIn{
			Symbol: c.Symbol, By: c.By, On: c.On, Reference: c.Reference, Authority: c.Authority,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewRevisedBudget(r))
		}
		a.println(a.revised(r))
		return nil
	})
}

type budgetRevisionsCmd struct {
	Symbol string `arg:"" help:"Symbol of any version of the document."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetRevisionsCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.budget.Revisions(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		list := []wire.RevisedBudget{}
		for _, r := range all {
			list = append(list, wire.NewRevisedBudget(r))
		}
		if c.JSON {
			return a.json(list)
		}
		for _, r := range all {
			a.println(a.revised(r))
		}
		return nil
	})
}

// revised says who approved a revised budget, and by whose leave.
func (a *app) revised(r budget.RevisedBudget) string {
	return a.printer.Text("budget.revised", "symbol", r.Symbol, "date", r.On, "by", string(r.By), "reference", r.Reference, "authority", r.Authority)
}
