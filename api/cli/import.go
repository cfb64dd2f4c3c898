package cli

import (
	"cmp"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"

	"article30/api/approval"
	"article30/api/imports"
	"article30/api/wire"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/sheet"
)

type importCmd struct {
	Kind string `arg:"" enum:"${kinds}" help:"${kinds}."`
	File string `arg:"" help:"CSV or XLSX file."`

	DryRun      bool   `help:"Go the whole way, list every refused row, and undo it."`
	SkipRefused bool   `help:"Take the other rows when some are refused."`
	Mapping     string `placeholder:"NAME|FILE" help:"A mapping that the program ships (cerf), or a JSON file with one."`
	Until       string `placeholder:"DATE" help:"Contributions: leave what happened later for another time."`

	Correct bool   `help:"Rates: correct those that are known and take late ones, and adjust every entry that they touch. Wants --reason."`
	Reason  string `help:"Rates: why they are corrected. Dispatches: why they were late."`

	Evidence     string `placeholder:"FILE" help:"Dispatches: the file that shows them, such as the note verbale."`
	RecordAsLate bool   `help:"Dispatches: record those after the deadline as what they are. Wants --reason."`

	Session  string `help:"Budget: the session at which it is to be adopted."`
	Symbol   string `help:"Budget, dispatches and expenses: symbol of the document, such as CTOC/COP/2012/7."`
	Title    string `help:"Budget: title of the document."`
	Document string `help:"Budget: budget, note or estimate."`
	Unit     string `help:"Budget: the unit of the figures, as printed."`
	Funding  string `help:"Budget: regular, general_purpose or special_purpose."`

	DistrOn    string `placeholder:"DATE" help:"Budget: Distr. date that the document prints; it does not count for rule 72."`
	UploadedOn string `placeholder:"DATE" help:"Budget: when it was uploaded; it does not count for rule 72."`

	Notices bool `help:"List every notice, not only how many there are of each."`
	JSON    bool `name:"json" help:"The whole report as JSON."`
}

func importKinds() []string { return imports.Kinds }

func (c *importCmd) Run(a *app) error {
	o, err := c.options()
	if err != nil {
		return err
	}
	src, err := sheet.Open(c.File)
	if err != nil {
		return err
	}
	return a.with(func(s *services) error {
		if c.Kind == "dispatches" && !c.DryRun {
			o.Dispatch.Evidence, err = a.evidence(s, c.Evidence)
		} else if c.Kind != "dispatches" {
			o.Dispatch.Evidence = c.Evidence // which is refused
		}
		if err != nil {
			return err
		}
		report, err := s.cases.Import.Do(a.ctx, a.actor, approval.ImportIn{Kind: c.Kind, Source: src, Options: o})
		if err != nil {
			return err
		}
		w := wire.NewReport(a.printer, report)
		if c.JSON {
			err = a.json(w)
		} else {
			a.report(w, c.Notices || c.Correct, c.SkipRefused)
		}
		if err == nil && len(report.Refused) > 0 {
			err = errFound
		}
		return err
	})
}

func (c *importCmd) options() (imports.Options, error) {
	o := imports.Options{
		DryRun: c.DryRun, SkipRefused: c.SkipRefused, Mapping: c.Mapping, Correct: c.Correct, Reason: c.Reason,
		Budget: imports.Budget{
			Session: c.Session, Symbol: c.Symbol, Title: c.Title, Kind: c.Document, Unit: c.Unit, Funding: c.Funding,
			DistrOn: c.DistrOn, UploadedOn: c.UploadedOn,
		},
		Dispatch: imports.Dispatch{RecordAsLate: c.RecordAsLate},
	}
	if strings.ContainsAny(c.Mapping, `./\`) { // a name that the program ships has none of these
		b, err := os.ReadFile(c.Mapping)
		if err != nil {
			return o, problem.New(problem.NotFound, "cli.no_mapping_file", "file", c.Mapping).With(err)
		}
		o.Mapping = string(b)
	}
	if c.Until != "" {
		var err error
		if o.Until, err = date.Parse(c.Until); err != nil {
			return o, err
		}
	}
	return o, nil
}

// report prints what an import did: the figures, every refused row, and the
// notices.
func (a *app) report(r wire.Report, notices, skipRefused bool) {
	t := a.printer.Text
	a.println(t("cli.import_file", "kind", r.Kind, "file", r.File, "sha256", r.SHA256))
	counts := "cli.import_counts"
	if r.DryRun || len(r.Refused) > 0 && !skipRefused {
		counts = "cli.import_would" // nothing was written
	}
	a.println(t(counts, "read", r.Read, "added", r.Added, "updated", r.Updated, "unchanged", r.Unchanged))
	if r.Later > 0 {
		a.println(t("cli.import_later", "count", r.Later))
	}
	if len(r.Refused) > 0 {
		a.println(t("cli.import_refused", "count", len(r.Refused)))
		for _, f := range r.Refused {
			a.println("  " + a.place(f))
		}
	}
	a.notices(r.Notices, notices)
	switch {
	case r.DryRun:
		a.println(t("cli.import_dry_run"))
	case len(r.Refused) > 0 && r.Kind == "budget":
		a.println(t("cli.import_nothing_of_budget"))
	case len(r.Refused) > 0 && !skipRefused:
		a.println(t("cli.import_nothing"))
	}
}

// notices prints all of them, or how many there are of each kind with the
// first as an example.
func (a *app) notices(all []wire.Refusal, each bool) {
	if len(all) == 0 {
		return
	}
	a.println(a.printer.Text("cli.import_notices", "count", len(all)))
	if each {
		for _, n := range all {
			a.println("  " + a.place(n))
		}
		return
	}
	counts := map[string]int{}
	first := map[string]wire.Refusal{}
	for _, n := range all {
		if counts[n.Code]++; counts[n.Code] == 1 {
			first[n.Code] = n
		}
	}
	codes := slices.SortedFunc(maps.Keys(counts), func(x, y string) int {
		return cmp.Or(cmp.Compare(counts[y], counts[x]), cmp.Compare(x, y))
	})
	for _, code := range codes {
		a.println("  " + a.printer.Text("cli.import_notice", "times", counts[code], "code", code, "example", a.place(first[code])))
	}
}

// place is "line 12, column PaidAmt: ... (value)", as far as there is a line,
// a column and a value.
func (a *app) place(f wire.Refusal) string {
	var where []string
	if f.Line > 0 {
		where = append(where, a.printer.Text("cli.line", "line", f.Line))
	}
	if f.Column != "" {
		where = append(where, a.printer.Text("cli.column", "column", f.Column))
	}
	s := f.Text
	if len(where) > 0 {
		s = a.printer.Text("cli.place", "where", a.printer.Beside(where...), "text", s)
	}
	if f.Value != "" && !strings.Contains(f.Text, f.Value) {
		s += " (" + strconv.Quote(f.Value) + ")"
	}
	return s
}
