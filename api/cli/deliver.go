package cli

import "article30/contributions"

type deliverCmd struct {
	expectFlag
	Contribution int64  `arg:"" help:"The contribution's id."`
	Amount       string `arg:"" help:"Fair value in the contribution's currency, such as 1234.50."`
	On           string `required:"" placeholder:"DATE" help:"When it came, YYYY-MM-DD."`
	Nature       string `required:"" help:"${natures}."`
	Use          string `help:"${uses}; of goods expense when absent, services are disclosed only."`
	What         string `required:"" help:"What was delivered."`
	Basis        string `required:"" help:"On what the value rests: ${value_bases}."`
	Valuer       string `required:"" help:"Who says what it is worth."`
	ValuedOn     string `required:"" placeholder:"DATE" help:"When they said so."`
	Document     string `required:"" help:"The document that says so."`
	Reason       string `help:"Why, for the record."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *deliverCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.cases.Delivery.Do(a.ctx, a.actor, contributions.DeliveryIn{
			Contribution: c.Contribution, Expect: c.Expect, On: c.On, Amount: c.Amount, Nature: c.Nature, Use: c.Use, Description: c.What,
			Basis: c.Basis, Valuer: c.Valuer, ValuedOn: c.ValuedOn, Document: c.Document, Reason: c.Reason,
		})
		return a.entry(c.JSON, e, err)
	})
}
