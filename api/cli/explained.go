package cli

import (
	"cmp"

	"article30/api/wire"
	"article30/budget/execution"
)

type executionExplainCmd struct {
	Symbol     string `arg:"" help:"Symbol of the budget."`
	Line       string `arg:"" optional:"" help:"The line's code, or its title when it has none; without it the programme support costs of --funding."`
	Difference string `default:"final_actual" help:"original_final: the final budget from the original one; final_actual: actual amounts from the final budget."`
	Year       int    `help:"Year of the budget; all of them together without it."`
	Funding    string `help:"Among lines of the same name: regular, general_purpose or special_purpose."`
	Section    string `help:"Among lines of the same name: the section."`
	Text       string `help:"Why they differ; in place of what was said before."`
	Withdraw   bool   `help:"Take back what was said."`
	JSON       bool   `name:"json" help:"As JSON."`
}

func (c *executionExplainCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		x, err := s.execution.Explain(a.ctx, a.actor, execution.ExplanationIn{
			Symbol: c.Symbol, LineIn: execution.LineIn{Line: c.Line, Funding: c.Funding, Section: c.Section},
			Year: c.Year, Difference: c.Difference, Text: c.Text, Withdraw: c.Withdraw,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewExplanation(x))
		}
		key := "cli.explained"
		if x.Text == "" {
			key = "cli.explanation_withdrawn"
		}
		a.println(a.printer.Text(key, "line", a.explainedLine(x), "symbol", x.Budget, "difference", string(x.Difference)))
		return nil
	})
}

// explainedLine is what an explanation is of.
func (a *app) explainedLine(x execution.Explanation) string {
	if x.Line.Title == "" {
		return a.printer.Text("fund.support_costs")
	}
	return x.Line.Name()
}

type executionExplanationsCmd struct {
	Symbol string `arg:"" help:"Symbol of the budget."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *executionExplanationsCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.execution.Explanations(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		if c.JSON {
			list := []wire.Explanation{}
			for _, x := range all {
				list = append(list, wire.NewExplanation(x))
			}
			return a.json(list)
		}
		t := a.table("line", "funding", "year", "difference", "explanation", "actor")
		for _, x := range all {
			t.row(a.explainedLine(x), a.printer.Text("funding."+string(x.Line.Funding)), cmp.Or(optional(int64(x.Year)), a.printer.Text("fund.all_years")),
				a.printer.Text("explained_difference."+string(x.Difference)), x.Text, x.EnteredBy)
		}
		return t.print()
	})
}
