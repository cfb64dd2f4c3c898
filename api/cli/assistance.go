package cli

import (
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"article30/api/wire"
	"article30/budget"
	"article30/budget/conference"
	"article30/budget/project"
	"article30/internal/problem"
)

type assistanceCmd struct {
	List    assistanceListCmd    `cmd:"" default:"1" help:"List the requests, with the projects that came of them."`
	Show    assistanceShowCmd    `cmd:"" help:"Show a request or a project with everything that happened to it."`
	Overdue assistanceOverdueCmd `cmd:"" help:"List the reports that were due and are not here."`

	Request  assistanceRequestCmd  `cmd:"" help:"Register a request of one State or several."`
	Open     assistanceOpenCmd     `cmd:"" help:"Record that a request is looked into."`
	Appraise assistanceAppraiseCmd `cmd:"" help:"Record what an appraisal found."`
	Approve  assistanceApproveCmd  `cmd:"" help:"Grant a request, against free money that fits, and make its project."`
	Decline  assistanceDeclineCmd  `cmd:"" help:"Record that a request is not granted."`
	Withdraw assistanceWithdrawCmd `cmd:"" help:"Record that the States took their request back."`

	Revise   assistanceReviseCmd   `cmd:"" help:"Give a project another budget or time."`
	Engage   assistanceEngageCmd   `cmd:"" help:"Record an agreement with a partner, and commit its instalments."`
	Release  assistanceReleaseCmd  `cmd:"" help:"Pay a partner its next instalment."`
	Refund   assistanceRefundCmd   `cmd:"" help:"Record what a partner returned of its instalments."`
	End      assistanceEndCmd      `cmd:"" help:"Release no more to a partner, and cancel what is committed."`
	Report   assistanceReportCmd   `cmd:"" help:"Record that a report will be due."`
	Received assistanceReceivedCmd `cmd:"" help:"Record that a report came in."`
	Accept   assistanceAcceptCmd   `cmd:"" help:"Record that a report is good."`
	Return   assistanceReturnCmd   `cmd:"" help:"Record that a report is to be made again."`
	Close    assistanceCloseCmd    `cmd:"" help:"Close a project financially."`
}

// assistanceVars are what the help says of technical assistance.
func assistanceVars() kong.Vars {
	return kong.Vars{
		"assistance_states": joined(project.States()),
		"partner_kinds":     strings.Join(project.PartnerKinds(), ", "),
		"objects":           joined(budget.Objects()),
	}
}

type assistanceListCmd struct {
	State    string `placeholder:"STATE" help:"Only those in this state: ${assistance_states}."`
	Country  string `placeholder:"ISO" help:"Only those of this State."`
	Year     int    `help:"Only those of this year."`
	On       string `placeholder:"DATE" help:"As things stood at the end of that day; today without it."`
	Projects bool   `help:"Only those of which a project came."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *assistanceListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		on, err := a.day(c.On)
		if err != nil {
			return err
		}
		f := project.Filter{State: project.State(c.State), Country: conference.ParticipantID(c.Country), Year: c.Year, AsOf: on}
		cases, err := s.projects.Cases(a.ctx, a.actor, f)
		if err != nil {
			return err
		}
		given, err := s.approvals.GivenToEvents(a.ctx, cases...)
		if err != nil {
			return err
		}
		list := []wire.Assistance{}
		for _, one := range cases {
			if !c.Projects || one.Project != nil {
				list = append(list, wire.NewAssistance(a.printer, one, on, given))
			}
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("number", "standing", "states", "article", "sought", "project", "project_budget", "spent")
		t.right(4, 6, 7)
		for _, w := range list {
			code, total, spent := "", "", ""
			if p := w.Project; p != nil {
				code, total, spent = p.Code, a.printer.Decimal(p.Total.Amount), a.printer.Decimal(p.Spent.Amount)
			}
			t.row(w.Number, a.printer.Text("assistance.state."+w.State), a.stateNames(w), w.Instrument+" "+w.Article, a.printer.Decimal(w.Sought.Amount), code, total, spent)
		}
		return t.print()
	})
}

// caseOf is a case as it stands today.
func (a *app) caseOf(s *services, key string) (wire.Assistance, error) {
	one, err := s.projects.Find(a.ctx, a.actor, key)
	if err != nil {
		return wire.Assistance{}, err
	}
	given, err := s.approvals.GivenToEvents(a.ctx, one)
	return wire.NewAssistance(a.printer, one, s.projects.Today(), given), err
}

func (a *app) stateNames(w wire.Assistance) string {
	names := make([]string, len(w.States))
	for i, state := range w.States {
		names[i] = state.Name
	}
	return a.printer.Beside(names...)
}

type assistanceShowCmd struct {
	Key  string `arg:"" help:"Number of the request or code of the project."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *assistanceShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		w, err := a.caseOf(s, c.Key)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(w)
		}
		return a.assistance(w)
	})
}

// assistance prints a case: the request, the project, what happened.
func (a *app) assistance(w wire.Assistance) error {
	text := a.printer.Text
	a.println(text("assistance.shown", "number", w.Number, "state", text("assistance.state."+w.State), "on", w.On, "amount", a.printer.Decimal(w.Sought.Amount)))
	for _, state := range w.States {
		key := "assistance.party"
		if !state.Party {
			key = "assistance.not_party"
		}
		a.println("  " + text(key, "state", state.Name))
	}
	a.println("  " + text("assistance.about", "instrument", text("instrument."+w.Instrument), "article", w.Article))
	a.println("  " + w.Summary)
	if p := w.Project; p != nil {
		a.println()
		a.println(text("assistance.project_shown", "project", p.Code, "title", p.Title, "state", text("assistance.project."+p.State), "start", p.Start, "end", p.End))
		t := a.table("project_budget", "committed", "spent", "left")
		t.right(0, 1, 2, 3)
		t.row(a.printer.Decimal(p.Total.Amount), a.printer.Decimal(p.Committed.Amount), a.printer.Decimal(p.Spent.Amount), a.printer.Decimal(p.Left.Amount))
		if err := t.print(); err != nil {
			return err
		}
		for _, q := range p.Partners {
			a.println()
			a.println(text("assistance.partner_shown", "partner", q.Partner, "name", q.Name, "agreement", q.Agreement))
			t := a.table("instalment", "amount", "due", "after_report", "released")
			t.right(1)
			for _, i := range q.Instalments {
				after := ""
				if i.After != 0 {
					after = strconv.Itoa(i.After)
				}
				t.row(strconv.Itoa(i.Instalment), a.printer.Decimal(i.USD.Amount), i.Due, after, i.Released)
			}
			if err := t.print(); err != nil {
				return err
			}
		}
		if len(p.Reports) > 0 {
			a.println()
			t := a.table("report", "due", "standing", "what")
			for _, r := range p.Reports {
				t.row(strconv.Itoa(r.Report), r.Due, text("assistance.report."+r.State), r.What)
			}
			if err := t.print(); err != nil {
				return err
			}
		}
	}
	a.println()
	t := a.table("date", "event", "actor", "approved_by", "amount", "reason")
	t.right(4)
	for _, e := range w.History {
		amount := ""
		if e.USD != nil {
			amount = a.printer.Decimal(e.USD.Amount)
		}
		reason := e.Reason
		if e.Override != "" {
			reason = strings.TrimSpace(reason + " " + text("assistance.against", "rules", strings.Join(e.Against, ", "), "reason", e.Override))
		}
		t.row(e.On, text("assistance.event."+e.Kind), e.EnteredBy, e.ApprovedBy, amount, reason)
	}
	return t.print()
}

type assistanceOverdueCmd struct {
	On   string `placeholder:"DATE" help:"Of that day; today without it."`
	JSON bool   `name:"json" help:"As JSON."`
}

func (c *assistanceOverdueCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		on, err := a.day(c.On)
		if err != nil {
			return err
		}
		all, err := s.projects.Overdue(a.ctx, a.actor, on)
		if err != nil {
			return err
		}
		list := []wire.OverdueReport{}
		for _, o := range all {
			list = append(list, wire.NewOverdueReport(o, on))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("project", "report", "due", "days", "partner", "what")
		t.right(3)
		for _, o := range list {
			t.row(o.Project, strconv.Itoa(o.Report), o.Due, strconv.Itoa(o.Days), o.From, o.What)
		}
		return t.print()
	})
}

// assisted runs a change of a case and says what came of it.
func (a *app) assisted(asJSON bool, change func(s *services) (project.Case, error)) error {
	return a.with(func(s *services) error {
		c, err := change(s)
		if err != nil {
			return err
		}
		w, err := a.caseOf(s, c.Request.Number.String())
		if err != nil {
			return err
		}
		if asJSON {
			return a.json(w)
		}
		if w.Project != nil {
			p := w.Project
			a.println(a.printer.Text("assistance.project_done", "project", p.Code, "state", a.printer.Text("assistance.project."+p.State),
				"total", a.printer.Decimal(p.Total.Amount), "committed", a.printer.Decimal(p.Committed.Amount), "spent", a.printer.Decimal(p.Spent.Amount)))
			return nil
		}
		a.println(a.printer.Text("assistance.done", "number", w.Number, "state", a.printer.Text("assistance.state."+w.State)))
		return nil
	})
}

// parts splits each value at its first "=".
func parts(path string, values []string, add func(before, after string) error) error {
	var fields problem.Fields
	for _, v := range values {
		before, after, ok := strings.Cut(v, "=")
		if !ok {
			fields.Add(path, "cli.no_equals", "value", v)
			continue
		}
		fields.AddErr(path, add(before, after))
	}
	return fields.Err("cli.invalid")
}

func shareParts(values []string) (list []project.ShareIn, err error) {
	err = parts("budget", values, func(object, amount string) error {
		list = append(list, project.ShareIn{Object: object, Amount: amount})
		return nil
	})
	return list, err
}
