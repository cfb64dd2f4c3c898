package cli

import (
	"cmp"
	"context"
	"strconv"

	"article30/api/wire"
	"article30/budget"
)

type budgetCmd struct {
	List       budgetListCmd       `cmd:"" default:"withargs" help:"List the documents and how each stands under rule 72."`
	Show       budgetShowCmd       `cmd:"" help:"Show a version with its figures."`
	Draft      budgetDraftCmd      `cmd:"" help:"Write a draft line by line."`
	Basis      budgetBasisCmd      `cmd:"" help:"Show what computed amounts are computed from."`
	Compare    budgetCompareCmd    `cmd:"" help:"Compare with the approved and the revised budget before it, absolute and in per cent."`
	Export     budgetExportCmd     `cmd:"" help:"Write a draft as a workbook to be edited."`
	Import     budgetImportCmd     `cmd:"" help:"Read an edited workbook back: list its differences line by line, accept or refuse them."`
	Status     budgetStatusCmd     `cmd:"" help:"How matters stand with a version under rule 72."`
	Freeze     budgetFreezeCmd     `cmd:"" help:"Fix a version for ever, with its sheets in the official languages."`
	Sheets     budgetSheetsCmd     `cmd:"" help:"The sheets with which a version was frozen, with their digests."`
	Sheet      budgetSheetCmd      `cmd:"" help:"Workbooks of translators in the place of the program's own sheets of a draft."`
	Circulate  budgetCirculateCmd  `cmd:"" help:"Record that a version was sent to the States parties."`
	Dispatch   budgetDispatchCmd   `cmd:"" help:"Queue a version for its addressees, by mail."`
	Dispatches budgetDispatchesCmd `cmd:"" help:"What went out of a version."`
	Fact       budgetFactCmd       `cmd:"" help:"Record what became of copies that were sent: bounced, sent_again or acknowledged."`
	Facts      budgetFactsCmd      `cmd:"" help:"What became of the copies of a version."`
	Evidence   budgetEvidenceCmd   `cmd:"" help:"Write a file of evidence by its SHA-256."`
	Decide     budgetDecideCmd     `cmd:"" help:"Record what the Conference decided."`
	Revise     budgetReviseCmd     `cmd:"" help:"Record that a revised budget was approved between sessions."`
	Revisions  budgetRevisionsCmd  `cmd:"" help:"List the revised budgets that were approved between sessions."`
}

type budgetListCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *budgetListCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.budget.Budgets(a.ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			list := []wire.Budget{}
			for _, b := range all {
				list = append(list, wire.NewBudget(b))
			}
			return a.json(list)
		}
		t := a.table("symbol", "document", "session", "status", "title")
		for _, b := range all {
			for i, v := range b.Versions {
				stands, err := s.budget.Circulation(a.ctx, v.Symbol)
				if err != nil {
					return err
				}
				title := b.Title
				if i > 0 {
					title = a.printer.Text("version_kind." + string(v.Kind))
				}
				t.row(v.Symbol, a.printer.Text("budget_kind."+string(b.Kind)), b.Session,
					a.printer.Text("circulation_status."+string(stands.Status)), title)
			}
		}
		return t.print()
	})
}

type budgetShowCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	JSON   bool   `name:"json" help:"As JSON: the document with all its versions."`
}

func (c *budgetShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		b, err := s.budget.Budget(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewBudget(b))
		}
		v, _ := b.Version(c.Symbol)
		a.printf("%s: %s\n", v.Symbol, b.Title)
		a.println(a.printer.Text("cli.version", "kind", string(v.Kind), "percent", v.PSCPercent.String(), "unit", v.Unit.String(), "sha256", v.SHA256))
		t := a.table("code", "line")
		for i, column := range v.Columns {
			t.rows[0] = append(t.rows[0], a.printer.Text("budget_sheet.stage."+string(column.Stage), "year", column.Year))
			t.atRight = append(t.atRight, i+2)
		}
		for _, line := range v.Lines {
			cells := []string{line.Code, line.Title}
			for _, m := range line.Amounts {
				if m.Currency() == "" {
					cells = append(cells, "–")
					continue
				}
				cells = append(cells, a.printer.Number(m.Amount(), v.Decimals()))
			}
			t.row(cells...)
		}
		return t.print()
	})
}

type budgetStatusCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetStatusCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		stands, err := s.budget.Circulation(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		return a.circulation(stands, c.JSON)
	})
}

func (a *app) circulation(c budget.Circulation, asJSON bool) error {
	w := wire.NewCirculation(a.printer, c)
	if asJSON {
		return a.json(w)
	}
	a.printf("%s: %s\n", w.Symbol, w.StatusText)
	if !c.Deadline.IsZero() {
		a.println(a.printer.Text("cli.deadline", "deadline", c.Deadline, "opening", c.Opening))
	}
	for _, cause := range w.Causes {
		a.println("  " + cause.Text)
	}
	t := a.table("language", "sent_to", "last_dispatch", "margin")
	t.right(1, 3)
	for _, l := range w.Languages {
		margin := "–"
		if l.Margin != nil {
			margin = strconv.Itoa(*l.Margin)
		}
		last := l.Last
		if last == "" {
			last = "–"
		}
		t.row(l.Name, a.printer.Text("web.sent", "sent", l.Sent, "total", l.Total), last, margin)
	}
	return t.print()
}

type budgetCirculateCmd struct {
	Symbol       string   `arg:"" help:"Symbol of the version."`
	Languages    []string `required:"" help:"Languages that went out: ar, zh, en, fr, ru, es."`
	Parties      []string `help:"Addressees, by code or name; every State party to which the languages have not been sent without it."`
	On           string   `required:"" placeholder:"DATE" help:"When it was sent, as the calendar in Vienna showed it."`
	Channel      string   `help:"note_verbale, email, hand, post or portal; a note verbale without it."`
	Reference    string   `help:"Reference of the note."`
	Evidence     string   `placeholder:"FILE" help:"The file that shows it, such as the note itself."`
	RecordAsLate bool     `help:"It went out after the deadline; record it as what it is, with a reason."`
	Reason       string   `help:"Why it was late."`
	JSON         bool     `name:"json" help:"As JSON."`
}

func (c *budgetCirculateCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		var stands budget.Circulation
		var kept error
		err := s.budget.Update(a.ctx, func(ctx context.Context) error {
			evidence, err := a.within(ctx).evidence(s, c.Evidence)
			if err != nil {
				return err
			}
			stands, err = s.cases.Circulate.Do(ctx, a.actor, budget.CirculateIn{
				Symbol: c.Symbol, Languages: c.Languages, Parties: c.Parties, SentOn: c.On, Channel: c.Channel,
				Reference: c.Reference, Evidence: evidence, RecordAsLate: c.RecordAsLate, Reason: c.Reason,
			})
			if a.waits(err) {
				kept, err = err, nil // with its evidence
			}
			return err
		})
		if err = cmp.Or(err, kept); err != nil {
			return err
		}
		return a.circulation(stands, c.JSON)
	})
}

type budgetDecideCmd struct {
	Symbol         string `arg:"" help:"Symbol of the version."`
	Outcome        string `arg:"" help:"adopted, adopted_as_amended, taken_note_of, deferred or not_adopted."`
	On             string `required:"" placeholder:"DATE" help:"Day of the decision."`
	Method         string `default:"consensus" help:"consensus or vote."`
	For            *int   `help:"Votes for."`
	Against        *int   `help:"Votes against."`
	Abstentions    *int   `help:"Abstentions."`
	Session        string `help:"The session; the one that the document is for without it."`
	Basis          string `help:"On what basis a budget that is not timely is adopted: rule_80, no_objection or other."`
	BasisReference string `help:"Where that basis is recorded."`
	Reference      string `help:"Reference of the decision itself."`
	Reason         string `help:"Why a decision of the same session is reconsidered."`
	JSON           bool   `name:"json" help:"As JSON."`
}

func (c *budgetDecideCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		d, err := s.budget.Decide(a.ctx, a.actor, budget.DecideIn{
			Symbol: c.Symbol, Session: c.Session, Outcome: c.Outcome, DecidedOn: c.On, Method: c.Method,
			For: c.For, Against: c.Against, Abstentions: c.Abstentions,
			Basis: c.Basis, BasisReference: c.BasisReference, Reference: c.Reference, Reason: c.Reason,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewDecision(d))
		}
		a.println(a.printer.Text("budget_sheet.decision."+string(d.Outcome), "symbol", d.Symbol, "date", d.DecidedOn))
		if d.Method == budget.Vote {
			a.println(a.printer.Text("decision.majority", "majority", s.budget.Settings().Majority.String()))
		}
		return nil
	})
}
