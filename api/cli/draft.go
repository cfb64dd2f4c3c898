package cli

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"article30/api/statements"
	"article30/api/wire"
	"article30/budget"
	"article30/budget/costing"
	"article30/budget/intake"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

type budgetDraftCmd struct {
	New    draftNewCmd    `cmd:"" help:"Begin a document, or a revision, addendum or corrigendum of one, to be written line by line."`
	Line   draftLineCmd   `cmd:"" help:"Set a line: what it is, and its figure of a year, stated or computed."`
	Remove draftRemoveCmd `cmd:"" help:"Leave a line out."`
	Text   draftTextCmd   `cmd:"" help:"Set a title or a narrative in a language: of the document, of a line, or of a section."`
}

type draftNewCmd struct {
	Symbol     string `arg:"" help:"Symbol of the draft: CTOC/COP/2012/7, or CTOC/COP/2012/7/Rev.1."`
	Title      string `help:"Title of an original."`
	Session    string `help:"The session at which an original is to be adopted."`
	Document   string `help:"Of an original: budget, note or estimate; a budget without it."`
	From       string `placeholder:"SYMBOL" help:"Begin with the lines of this text; a version begins with the one that it belongs to."`
	Years      []int  `help:"Of an original: the years of its columns."`
	PSCPercent string `name:"psc" placeholder:"PERCENT" help:"Programme support cost; as set, or as in the text begun with, without it."`
	Unit       string `help:"What the figures are whole numbers of, in US dollars: 0.01 or 1."`
	JSON       bool   `name:"json" help:"As JSON."`
}

func (c *draftNewCmd) Run(a *app) error {
	return a.drafted(c.JSON, func(s *services) (budget.Version, error) {
		return s.budget.Draft(a.ctx, a.actor, budget.DraftIn{
			Symbol: c.Symbol, Title: c.Title, Session: c.Session, Kind: c.Document, From: c.From, Years: c.Years,
			PSCPercent: c.PSCPercent, Unit: c.Unit,
		})
	})
}

// drafted changes a draft and shows it.
func (a *app) drafted(asJSON bool, change func(s *services) (budget.Version, error)) error {
	return a.with(func(s *services) error {
		v, err := change(s)
		if err != nil {
			return err
		}
		if asJSON {
			return a.json(wire.NewVersion(v))
		}
		a.println(a.printer.Text("cli.draft", "symbol", v.Symbol, "count", len(v.Lines), "sha256", v.SHA256))
		return nil
	})
}

type draftLineCmd struct {
	Symbol     string   `arg:"" help:"Symbol of the draft."`
	Line       string   `arg:"" help:"Code of the line; a new one is added. A line without a code goes by its title."`
	Funding    string   `help:"regular, general_purpose or special_purpose: of a new line, or where several are called so."`
	NewFunding *string  `help:"Another source of funding for it."`
	Title      *string  `help:"Its title in English."`
	Section    *string  `help:"Its section; empty for none."`
	Mandate    *string  `help:"The article of rule 72: convention_29 to convention_32, trafficking_10, migrants_14 or firearms_14."`
	Instrument *string  `help:"The instrument; that of the mandate without it."`
	Object     *string  `help:"Object of expenditure, such as posts or travel_staff."`
	Year       int      `help:"Of which year the figure is."`
	Stage      string   `help:"Of which of the year's columns; proposed without it."`
	Amount     string   `help:"The figure, in US dollars."`
	Nil        bool     `help:"The line has no figure in that year."`
	Staff      []string `sep:"none" placeholder:"grade=P-4,posts=1,…" help:"Compute from posts: grade, posts, months (7-12), percent, vacancy; unit_cost and source in place of the standard cost. May be repeated, as all of these."`
	Travel     []string `sep:"none" placeholder:"city=Vienna,…" help:"Compute from journeys: city, travellers, trips, days; fare, allowance and source."`
	Meetings   []string `sep:"none" placeholder:"days=5,languages=6,…" help:"Compute from interpretation: days, languages, city; unit_cost and source."`
	Documents  []string `sep:"none" placeholder:"pages=20,languages=6,…" help:"Compute from documents: pages or words, languages; unit_cost and source."`
	Other      []string `sep:"none" placeholder:"what=Printing,…" help:"Compute from anything else: what, quantity, unit_cost, source."`
	JSON       bool     `name:"json" help:"As JSON."`
}

func (c *draftLineCmd) Run(a *app) error {
	in := budget.SetLineIn{
		Symbol: c.Symbol, LineRef: budget.LineRef{Line: c.Line, Funding: c.Funding}, NewFunding: c.NewFunding, Title: c.Title, Section: c.Section,
		Mandate: c.Mandate, Instrument: c.Instrument, Object: c.Object,
	}
	drivers, err := c.drivers()
	if err != nil {
		return err
	}
	switch {
	case c.Year != 0 && (c.Amount != "" || c.Nil || len(drivers) > 0):
		in.Figures = []budget.FigureIn{{Year: c.Year, Stage: c.Stage, Amount: c.Amount, Drivers: drivers}}
	case c.Year != 0 || c.Amount != "" || c.Nil || len(drivers) > 0:
		var fields problem.Fields
		fields.Add("year", "draft.year_and_figure")
		return fields.Err("cli.invalid")
	}
	return a.drafted(c.JSON, func(s *services) (budget.Version, error) { return s.budget.SetLine(a.ctx, a.actor, in) })
}

// drivers are what the figure is computed from, by class as the line of command
// has them.
func (c *draftLineCmd) drivers() ([]costing.Driver, error) {
	var drivers []costing.Driver
	var fields problem.Fields
	for _, given := range []struct {
		class string
		texts []string
	}{{"staff", c.Staff}, {"travel", c.Travel}, {"meetings", c.Meetings}, {"documents", c.Documents}, {"other", c.Other}} {
		for _, text := range given.texts {
			d, err := parseDriver(given.class, text)
			fields.AddErr(given.class, err)
			drivers = append(drivers, d)
		}
	}
	return drivers, fields.Err("cli.invalid")
}

// parseDriver reads "grade=P-4,posts=1". A comma in a value, as in a source, is
// part of it unless a name and an equals sign follow.
//
// Error: draft.driver.
func parseDriver(class, text string) (costing.Driver, error) {
	wrong := problem.New(problem.Invalid, "draft.driver", "value", text)
	values := map[string]string{"class": class}
	last := ""
	for part := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(part, "=")
		name = strings.TrimSpace(name)
		switch _, twice := values[name]; {
		case !ok && last != "":
			values[last] += "," + part
			continue
		case !ok, twice:
			return costing.Driver{}, wrong
		}
		values[name], last = strings.TrimSpace(value), name
	}
	var d costing.Driver
	b, err := json.Marshal(values)
	if err == nil {
		dec := json.NewDecoder(strings.NewReader(string(b)))
		dec.DisallowUnknownFields()
		err = dec.Decode(&d)
	}
	if err != nil {
		return d, wrong.With(err)
	}
	return d, nil
}

type draftRemoveCmd struct {
	Symbol  string `arg:"" help:"Symbol of the draft."`
	Line    string `arg:"" help:"Code of the line, or its title where it has none."`
	Funding string `help:"Where several lines are called so, which."`
	JSON    bool   `name:"json" help:"As JSON."`
}

func (c *draftRemoveCmd) Run(a *app) error {
	return a.drafted(c.JSON, func(s *services) (budget.Version, error) {
		return s.budget.RemoveLine(a.ctx, a.actor, budget.RemoveLineIn{Symbol: c.Symbol, LineRef: budget.LineRef{Line: c.Line, Funding: c.Funding}})
	})
}

type draftTextCmd struct {
	Symbol    string  `arg:"" help:"Symbol of the draft."`
	Language  string  `arg:"" help:"ar, zh, en, fr, ru or es."`
	Line      string  `help:"Code of a line, or its title where it has none."`
	Funding   string  `help:"Where several lines are called so, which."`
	Section   string  `help:"Name of a section in English."`
	Title     *string `help:"The title; empty for none."`
	Narrative *string `help:"What the money is for; empty for none."`
	JSON      bool    `name:"json" help:"As JSON."`
}

func (c *draftTextCmd) Run(a *app) error {
	return a.drafted(c.JSON, func(s *services) (budget.Version, error) {
		return s.budget.SetText(a.ctx, a.actor, budget.SetTextIn{
			Symbol: c.Symbol, Language: c.Language, Line: c.Line, Funding: c.Funding, Section: c.Section, Title: c.Title, Narrative: c.Narrative,
		})
	})
}

type budgetBasisCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	Line   string `arg:"" optional:"" help:"Only of this line."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetBasisCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		v, err := s.budget.Version(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		amounts := wire.ComputedAmounts(v, c.Line)
		if c.JSON {
			return a.json(amounts)
		}
		t := a.table("line", "year", "amount", "cost_class", "item", "computation", "valid_from", "source")
		t.right(2)
		for _, m := range amounts {
			name, year, amount := m.Code, strconv.Itoa(m.Year), m.Amount.Amount
			if name == "" {
				name = m.Title
			}
			for _, term := range m.Terms {
				t.row(name, year, amount, a.printer.Text("cost_class."+term.Class), term.Item, a.computation(term), term.ValidFrom, term.Source)
				name, year, amount = "", "", ""
			}
		}
		return t.print()
	})
}

// computation is a term as it is written down: 2 × 6 × 199000/12 × 50% × (100 − 5)%.
func (a *app) computation(t wire.Term) string {
	cost := t.Cost
	if t.Per == string(costing.Year) {
		cost += "/12"
	}
	factors := []string{t.Quantity}
	for _, f := range []string{t.Times, t.Days} {
		if f != "1" {
			factors = append(factors, f)
		}
	}
	factors = append(factors, cost)
	if t.Percent != "100" {
		factors = append(factors, t.Percent+"%")
	}
	if t.Vacancy != "0" {
		factors = append(factors, "(100 − "+t.Vacancy+")%")
	}
	return strings.Join(factors, " × ")
}

type budgetCompareCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	With   string `placeholder:"SYMBOL" help:"The text to compare it with; without it what was adopted at the last session before, and its last revision."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetCompareCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		compared, err := s.budget.Earlier(a.ctx, c.Symbol, c.With)
		if err != nil {
			return err
		}
		v, err := s.budget.Version(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		w := wire.NewComparison(a.printer, compared)
		if c.JSON {
			return a.json(w)
		}
		for _, text := range []struct {
			key string
			of  *wire.ComparedText
		}{{"approved", w.Approved}, {"revised", w.Revised}, {"proposed", &w.Proposed}} {
			if text.of != nil {
				a.println(a.printer.Text("cli.compared_"+text.key, "symbol", text.of.Symbol, "years", joinedYears(text.of.Years)))
			}
		}
		t := a.table("code", "line", "approved_before", "revised", "proposed", "on_approved", "percent", "on_revised", "percent")
		t.right(2, 3, 4, 5, 6, 7, 8)
		figures := func(code, title string, f wire.ComparedFigures) {
			row := []string{code, title}
			for _, m := range []*wire.Money{f.Approved, f.Revised, f.Proposed, f.OnApproved} {
				row = append(row, a.comparedFigure(m, v.Decimals()))
			}
			row = append(row, dashed(f.OnApprovedPercent), a.comparedFigure(f.OnRevised, v.Decimals()), dashed(f.OnRevisedPercent))
			t.row(row...)
		}
		for _, l := range w.Lines {
			figures(l.Code, l.Title, l.Figures)
		}
		for _, b := range w.Blocks {
			funding := a.printer.Text("funding." + b.Funding)
			figures("", a.printer.Text("cli.compared_direct", "funding", funding), b.Direct)
			if budget.Funding(b.Funding).Extrabudgetary() {
				figures("", a.printer.Text("cli.compared_psc", "funding", funding), b.PSC)
				figures("", a.printer.Text("cli.compared_total", "funding", funding), b.Total)
			}
		}
		return t.print()
	})
}

func joinedYears(years []int) string {
	texts := make([]string, len(years))
	for i, y := range years {
		texts[i] = strconv.Itoa(y)
	}
	return strings.Join(texts, ", ")
}

func dashed(s *string) string {
	if s == nil {
		return "–"
	}
	return *s
}

// comparedFigure is an amount in the reader's way of writing numbers; a dash for none.
func (a *app) comparedFigure(m *wire.Money, decimals int) string {
	if m == nil {
		return "–"
	}
	d, err := money.ParseDecimal(m.Amount)
	if err != nil {
		return m.Amount
	}
	return a.printer.Number(d, decimals)
}

type budgetExportCmd struct {
	Symbol string `arg:"" help:"Symbol of the draft."`
	Out    string `short:"o" default:"-" placeholder:"FILE" help:"Where to write the workbook; - is the standard output."`
}

func (c *budgetExportCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		file, err := s.statements.Make(a.ctx, a.actor, a.printer, statements.In{Name: "working-copy", Format: "xlsx", Symbol: c.Symbol})
		if err != nil {
			return err
		}
		return a.write(c.Out, func(w io.Writer) error {
			_, err := w.Write(file.Content)
			return err
		})
	})
}

type budgetImportCmd struct {
	File   string `arg:"" help:"The workbook that budget export wrote, edited."`
	Symbol string `help:"Refuse a workbook of any other version."`
	Accept []int  `placeholder:"NUMBER" help:"Accept these of the differences and refuse the others; without it they are listed and nothing is written."`
	All    bool   `help:"Accept every difference."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetImportCmd) Run(a *app) error {
	src, err := sheet.Open(c.File)
	if err != nil {
		return err
	}
	return a.with(func(s *services) error {
		edited, err := intake.ImportEdits(a.ctx, s.budget, a.actor, src, intake.EditOptions{Symbol: c.Symbol, Accept: c.Accept, All: c.All})
		if err != nil {
			return err
		}
		v, err := s.budget.Version(a.ctx, edited.Symbol)
		if err != nil {
			return err
		}
		w := wire.NewEdits(a.printer, edited, v.SHA256)
		if c.JSON {
			if err := a.json(w); err != nil {
				return err
			}
		} else {
			a.edits(w)
		}
		if len(w.Refused) > 0 {
			return errFound
		}
		return nil
	})
}

// edits prints what a workbook changes, line by line, or what in it cannot be
// read.
func (a *app) edits(w wire.Edits) {
	for _, f := range w.Refused {
		a.println("  " + a.place(f))
	}
	if len(w.Refused) > 0 {
		return
	}
	for _, e := range w.Edits {
		name := e.Title
		if e.Code != "" {
			name = e.Code + " " + e.Title
		}
		key := "cli.edit_refused"
		if e.Accepted {
			key = "cli.edit_accepted"
		}
		a.println(a.printer.Text(key, "number", e.Number, "kind", a.printer.Text("change_kind."+e.Kind), "line", name))
		for _, f := range e.Fields {
			text := "cli.edit_field"
			if f.Computed {
				text = "cli.edit_computed"
			}
			a.println("  " + a.printer.Text(text, "field", f.Field, "before", blankOrDash(f.Before), "after", blankOrDash(f.After)))
		}
	}
	a.println(a.printer.Text("cli.edits", "count", len(w.Edits), "accepted", w.Accepted))
}

func blankOrDash(s string) string {
	if s == "" {
		return "–"
	}
	return strings.ReplaceAll(s, "\n", " ")
}
