package cli

import "article30/budget/project"

type assistanceRequestCmd struct {
	States      []string `arg:"" help:"ISO codes of the States that ask, parties or not."`
	On          string   `required:"" placeholder:"DATE" help:"Date of their letter, YYYY-MM-DD."`
	Instrument  string   `required:"" help:"convention, trafficking, migrants or firearms."`
	Article     string   `required:"" help:"Number of its article that the assistance is about."`
	Observation string   `help:"Of the review, which the request answers."`
	Language    string   `required:"" help:"Of the summary: ar, zh, en, fr, ru or es."`
	Summary     string   `required:"" help:"What is asked for."`
	Amount      string   `required:"" help:"Sought, in US dollars."`
	Contact     string   `required:"" help:"Reference of the document that names whom to turn to."`
	JSON        bool     `name:"json" help:"As JSON."`
}

func (c *assistanceRequestCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.Register(a.ctx, a.actor, project.RequestIn{
			On: c.On, States: c.States, Instrument: c.Instrument, Article: c.Article, Observation: c.Observation,
			Language: c.Language, Summary: c.Summary, Amount: c.Amount, Contact: c.Contact,
		})
	})
}

type assistanceOpenCmd struct {
	Number string `arg:"" help:"Number of the request."`
	On     string `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *assistanceOpenCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.OpenAppraisal(a.ctx, a.actor, c.Number, c.On)
	})
}

type assistanceAppraiseCmd struct {
	Number         string `arg:"" help:"Number of the request."`
	On             string `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	Recommended    bool   `xor:"finding" required:"" help:"It is recommended."`
	NotRecommended bool   `xor:"finding" required:"" help:"It is not."`
	Score          string `help:"As the appraisal gives it."`
	Criteria       string `required:"" help:"What it was judged by."`
	JSON           bool   `name:"json" help:"As JSON."`
}

func (c *assistanceAppraiseCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.Appraise(a.ctx, a.actor, project.AppraiseIn{
			Number: c.Number, On: c.On, Recommended: c.Recommended, Score: c.Score, Criteria: c.Criteria,
		})
	})
}

type assistanceApproveCmd struct {
	Number   string   `arg:"" help:"Number of the request."`
	On       string   `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	Title    string   `required:"" help:"Of the project."`
	Start    string   `required:"" placeholder:"DATE" help:"Of the project."`
	End      string   `required:"" placeholder:"DATE" help:"Of the project."`
	Budget   []string `required:"" sep:"none" placeholder:"OBJECT=AMOUNT" help:"US dollars for an object of expenditure, without programme support cost: ${objects}. Repeat it."`
	Override string   `placeholder:"REASON" help:"Why it is approved against the appraisal, or beyond the free money that fits."`
	JSON     bool     `name:"json" help:"As JSON."`
}

func (c *assistanceApproveCmd) Run(a *app) error {
	shares, err := shareParts(c.Budget)
	if err != nil {
		return err
	}
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.Approve(a.ctx, a.actor, project.ApproveIn{
			Number: c.Number, On: c.On, Title: c.Title, Start: c.Start, End: c.End, Budget: shares, Override: c.Override,
		})
	})
}

type assistanceDeclineCmd struct {
	Number string `arg:"" help:"Number of the request."`
	On     string `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	Reason string `required:"" help:"Why, for the record."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *assistanceDeclineCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.Decline(a.ctx, a.actor, c.Number, c.On, c.Reason)
	})
}

type assistanceWithdrawCmd struct {
	Number string `arg:"" help:"Number of the request."`
	On     string `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	Reason string `required:"" help:"Why, for the record."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *assistanceWithdrawCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.Withdraw(a.ctx, a.actor, c.Number, c.On, c.Reason)
	})
}
