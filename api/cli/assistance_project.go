package cli

import (
	"strconv"
	"strings"

	"article30/budget/project"
	"article30/internal/problem"
)

type assistanceReviseCmd struct {
	Project  string   `arg:"" help:"Code of the project."`
	On       string   `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	Start    string   `placeholder:"DATE" help:"As it is without it."`
	End      string   `placeholder:"DATE" help:"As it is without it."`
	Budget   []string `sep:"none" placeholder:"OBJECT=AMOUNT" help:"The whole new budget, by objects of expenditure; as it is without it."`
	Reason   string   `required:"" help:"Why, for the record."`
	Override string   `placeholder:"REASON" help:"Why it is increased beyond the free money that fits."`
	JSON     bool     `name:"json" help:"As JSON."`
}

func (c *assistanceReviseCmd) Run(a *app) error {
	shares, err := shareParts(c.Budget)
	if err != nil {
		return err
	}
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.Revise(a.ctx, a.actor, project.ReviseIn{
			Project: c.Project, On: c.On, Start: c.Start, End: c.End, Budget: shares, Reason: c.Reason, Override: c.Override,
		})
	})
}

type assistanceEngageCmd struct {
	Project     string   `arg:"" help:"Code of the project."`
	Name        string   `arg:"" help:"The partner."`
	Kind        string   `required:"" help:"${partner_kinds}."`
	Agreement   string   `required:"" help:"Its reference."`
	On          string   `required:"" placeholder:"DATE" help:"Of the agreement, YYYY-MM-DD."`
	Allotment   int64    `required:"" help:"Of which the instalments are committed."`
	Instalments []string `name:"instalment" required:"" sep:"none" placeholder:"WHEN=AMOUNT" help:"US dollars on a date, after a report of the agreement, or both: 2013-01-15=5000, report1=5000, 2013-01-15+report1=5000. Repeat it."`
	Reports     []string `name:"report" sep:"none" placeholder:"KIND:DUE=WHAT" help:"A report that will be due: financial:2013-01-31=Interim report. Repeat it."`
	JSON        bool     `name:"json" help:"As JSON."`
}

func (c *assistanceEngageCmd) Run(a *app) error {
	in := project.EngageIn{Project: c.Project, Name: c.Name, Kind: c.Kind, Agreement: c.Agreement, On: c.On, Allotment: c.Allotment}
	err := parts("instalment", c.Instalments, func(when, amount string) error {
		i := project.InstalmentIn{Amount: amount}
		for word := range strings.SplitSeq(when, "+") {
			report, ok := strings.CutPrefix(word, "report")
			if !ok {
				i.Due = word
				continue
			}
			n, err := strconv.Atoi(report)
			if err != nil || n < 1 {
				return problem.New(problem.Invalid, "cli.not_a_report", "value", word)
			}
			i.After = n
		}
		in.Instalments = append(in.Instalments, i)
		return nil
	})
	if err != nil {
		return err
	}
	err = parts("report", c.Reports, func(due, what string) error {
		kind, day, _ := strings.Cut(due, ":")
		in.Reports = append(in.Reports, project.ReportIn{Kind: kind, Due: day, What: what})
		return nil
	})
	if err != nil {
		return err
	}
	return a.assisted(c.JSON, func(s *services) (project.Case, error) { return s.cases.Engage.Do(a.ctx, a.actor, in) })
}

type assistanceReleaseCmd struct {
	Project    string `arg:"" help:"Code of the project."`
	Partner    int    `arg:"" help:"Number of the partner within the project."`
	Instalment int    `help:"The next one without it; no other can be paid."`
	On         string `required:"" placeholder:"DATE" help:"Of the payment, YYYY-MM-DD."`
	Reference  string `required:"" help:"Of the payment."`
	Override   string `placeholder:"REASON" help:"Why it is paid although a report is missing, or before its date or condition."`
	JSON       bool   `name:"json" help:"As JSON."`
}

func (c *assistanceReleaseCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.cases.Release.Do(a.ctx, a.actor, project.ReleaseIn{
			Project: c.Project, Partner: c.Partner, Instalment: c.Instalment, On: c.On, Reference: c.Reference, Override: c.Override,
		})
	})
}

type assistanceRefundCmd struct {
	Project   string `arg:"" help:"Code of the project."`
	Partner   int    `arg:"" help:"Number of the partner within the project."`
	Amount    string `arg:"" help:"In US dollars."`
	On        string `required:"" placeholder:"DATE" help:"When it came, YYYY-MM-DD."`
	Reference string `required:"" help:"Of the payment."`
	Reason    string `required:"" help:"Why, for the record."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *assistanceRefundCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.cases.PartnerRefund.Do(a.ctx, a.actor, project.RefundIn{
			Project: c.Project, Partner: c.Partner, Amount: c.Amount, On: c.On, Reference: c.Reference, Reason: c.Reason,
		})
	})
}

type assistanceEndCmd struct {
	Project string `arg:"" help:"Code of the project."`
	Partner int    `arg:"" help:"Number of the partner within the project."`
	On      string `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	Reason  string `required:"" help:"Why, for the record."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *assistanceEndCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.cases.EndPartner.Do(a.ctx, a.actor, project.EndIn{Project: c.Project, Partner: c.Partner, On: c.On, Reason: c.Reason})
	})
}

type assistanceReportCmd struct {
	Project string `arg:"" help:"Code of the project."`
	What    string `arg:"" help:"What the report is."`
	Kind    string `required:"" help:"narrative or financial."`
	Partner int    `help:"Number of the partner that owes it; the project as a whole without it."`
	Due     string `required:"" placeholder:"DATE" help:"When it is due."`
	On      string `required:"" placeholder:"DATE" help:"Since when that is known."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *assistanceReportCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.RequireReport(a.ctx, a.actor, c.Project, c.On, project.ReportIn{
			Partner: c.Partner, Kind: c.Kind, What: c.What, Due: c.Due,
		})
	})
}

type assistanceReceivedCmd struct {
	Project   string `arg:"" help:"Code of the project."`
	Report    int    `arg:"" help:"Number of the report within the project."`
	On        string `required:"" placeholder:"DATE" help:"When it came in."`
	Reference string `required:"" help:"Of the report."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *assistanceReceivedCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.ReceiveReport(a.ctx, a.actor, project.ReportStepIn{Project: c.Project, Report: c.Report, On: c.On, Reference: c.Reference})
	})
}

type assistanceAcceptCmd struct {
	Project string `arg:"" help:"Code of the project."`
	Report  int    `arg:"" help:"Number of the report within the project."`
	On      string `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *assistanceAcceptCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.AcceptReport(a.ctx, a.actor, project.ReportStepIn{Project: c.Project, Report: c.Report, On: c.On})
	})
}

type assistanceReturnCmd struct {
	Project string `arg:"" help:"Code of the project."`
	Report  int    `arg:"" help:"Number of the report within the project."`
	On      string `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	Reason  string `required:"" help:"Why, for the partner and the record."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *assistanceReturnCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.ReturnReport(a.ctx, a.actor, project.ReportStepIn{Project: c.Project, Report: c.Report, On: c.On, Reason: c.Reason})
	})
}

type assistanceCloseCmd struct {
	Project     string `arg:"" help:"Code of the project."`
	On          string `required:"" placeholder:"DATE" help:"YYYY-MM-DD."`
	DonorRefund int64  `placeholder:"ENTRY" help:"The refund in the books of contributions by which the unspent balance went back to the donor; it stays under its earmarks without it."`
	Note        string `required:"" help:"What the closing stands on."`
	JSON        bool   `name:"json" help:"As JSON."`
}

func (c *assistanceCloseCmd) Run(a *app) error {
	return a.assisted(c.JSON, func(s *services) (project.Case, error) {
		return s.projects.Close(a.ctx, a.actor, project.CloseIn{Project: c.Project, On: c.On, DonorRefund: c.DonorRefund, Note: c.Note})
	})
}
