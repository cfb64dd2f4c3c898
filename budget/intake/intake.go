// Package intake reads budget tables as they are published: lines, subtotals,
// programme support cost, totals, in dollars or in thousands. A table is loaded
// only when everything that it prints adds up; the report names each figure
// that does not, with what it should be. Loading the same file again changes
// nothing.
package intake

import (
	"bytes"
	"context"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Options of an import. What is "" is taken from the mapping or has the default
// that stands beside it.
type Options struct {
	DryRun     bool   // goes the whole way, then undoes it
	Session    string // none
	Symbol     string // the file's name without its ending, in capitals
	Title      string // the file's name without its ending
	Kind       string // budget
	Unit       string // US dollars that a printed 1 stands for: "1", "1000" or "1000000"; 1
	Funding    string // of lines that do not say; general_purpose when the table has programme support costs, else regular
	DistrOn    string // none
	UploadedOn string // none
	// Mapping says what the columns are where their headers do not, as JSON:
	// {"name": "ours", "unit": "1000", "funding": "regular", "columns":
	// {"Category": "title", "Plan": "2026 proposed", "Remarks": "ignore"}}.
	Mapping []byte
}

// mapping is the JSON of Options.Mapping.
type mapping struct {
	Name    string            `json:"name"`
	Unit    string            `json:"unit"`
	Funding string            `json:"funding"`
	Columns map[string]string `json:"columns"`
}

// parseMapping reads a mapping.
//
// Error: sheet.bad_mapping.
func parseMapping(text []byte) (mapping, error) {
	var m mapping
	if len(bytes.TrimSpace(text)) == 0 {
		return m, nil
	}
	return m, sheet.ReadMapping(text, &m)
}

// ImportBudget loads one table as one version: as a new document, as the next
// version of a document that is there, or as the new text of a draft. The
// counts of the report are lines.
//
// Errors: those of reading the file; sheet.bad_mapping, budget_table.unknown_unit,
// budget_table.unmatched_mapping, and from the budget budget.other_kind,
// budget.not_found for the version of a document that is not there, and
// version.frozen. What is wrong in the table is no error but in the report.
func ImportBudget(ctx context.Context, service *budget.Service, actor access.Actor, src *sheet.Source, opts Options) (*sheet.Report, error) {
	m, err := parseMapping(opts.Mapping)
	if err != nil {
		return nil, err
	}
	opts.complete(m, src)
	if !slices.Contains([]string{"1", "1000", "1000000"}, opts.Unit) {
		return nil, problem.New(problem.Invalid, "budget_table.unknown_unit", "value", opts.Unit)
	}
	table, err := src.Read(ctx, sheet.Options{})
	if err != nil {
		return nil, err
	}
	for _, header := range slices.Sorted(maps.Keys(m.Columns)) {
		if !table.Has(header) {
			return nil, problem.New(problem.Invalid, "budget_table.unmatched_mapping", "column", header)
		}
	}
	report := sheet.NewReport("budget", src, table)
	report.DryRun, report.Mapping = opts.DryRun, m.Name
	t, err := read(table, m, opts, service.Settings().PSCPercent, report)
	if err != nil || len(report.Refused) > 0 {
		return report, err
	}
	return report, t.save(ctx, service, actor, opts, report)
}

// complete fills in what was not said.
func (o *Options) complete(m mapping, src *sheet.Source) {
	name := strings.TrimSuffix(src.Name, filepath.Ext(src.Name))
	fill(&o.Symbol, strings.ToUpper(name))
	fill(&o.Title, strings.ReplaceAll(name, "_", " "))
	fill(&o.Unit, m.Unit)
	fill(&o.Unit, "1")
	fill(&o.Funding, m.Funding)
}

func fill(value *string, other string) {
	if *value == "" {
		*value = other
	}
}

// table is one table whose figures were checked.
type table struct {
	layout  layout
	lines   []*row
	unit    decimal.Decimal
	percent decimal.Decimal
	source  string
}

// read takes the table apart and checks it. What is wrong is in the report.
func read(t *sheet.Table, m mapping, opts Options, percent decimal.Decimal, report *sheet.Report) (table, error) {
	parsed := table{percent: percent, source: report.File + " sha256:" + report.SHA256}
	parsed.unit, _ = decimal.NewFromString(opts.Unit)
	var err error
	if parsed.layout, err = arrange(t, m, report); err != nil || len(report.Refused) > 0 {
		return parsed, err
	}
	rows, err := readRows(t, parsed.layout, report)
	if err != nil || len(report.Refused) > 0 {
		return parsed, err
	}
	if i := slices.IndexFunc(rows, func(r row) bool { return r.role == isPSC }); i >= 0 {
		fill(&opts.Funding, string(budget.GeneralPurpose))
		if p := percentOf(rows[i].label); p != "" {
			if parsed.percent, err = money.ParsePercent(p); err != nil {
				return parsed, report.Refuse(rows[i].Line, "", rows[i].label, err)
			}
		} else {
			report.Note(rows[i].Line, "", rows[i].label, "budget_table.percent_assumed", "percent", percent)
		}
	}
	fill(&opts.Funding, string(budget.Regular))
	for i := range rows {
		if err := rows[i].words(parsed.layout, opts.Funding, report); err != nil {
			return parsed, err
		}
	}
	k := checker{layout: parsed.layout, report: report, unit: parsed.unit, percent: parsed.percent}
	err = k.run(rows)
	parsed.lines = k.lines
	return parsed, err
}

// input is the table as the service takes it.
func (t table) input(opts Options) budget.CreateIn {
	in := budget.CreateIn{
		Session: opts.Session, Kind: opts.Kind, Symbol: opts.Symbol, Title: opts.Title,
		ContentIn: budget.ContentIn{
			PSCPercent: t.percent.String(), Unit: "1", Source: t.source,
			DistrOn: opts.DistrOn, UploadedOn: opts.UploadedOn, Columns: t.layout.columns(),
		},
	}
	for _, r := range t.lines {
		line := budget.LineIn{
			Code: t.layout.cell(r.Row, holdsCode), Title: r.label, Section: r.section, Object: r.object, Funding: r.funding,
			Mandate:    t.layout.cell(r.Row, holdsMandate),
			Instrument: t.layout.cell(r.Row, holdsInstrument),
		}
		for _, f := range r.figures {
			amount := ""
			if !f.null {
				dollars := f.value.Mul(t.unit)
				if !dollars.IsInteger() {
					in.Unit = "0.01"
				}
				amount = dollars.String()
			}
			line.Amounts = append(line.Amounts, amount)
		}
		in.Lines = append(in.Lines, line)
	}
	return in
}

func (t table) save(ctx context.Context, service *budget.Service, actor access.Actor, opts Options, report *sheet.Report) error {
	var saved budget.Saved
	err := sheet.Transact(ctx, service.Update, opts.DryRun, func(ctx context.Context) (err error) {
		_, saved, err = service.Save(ctx, actor, t.input(opts))
		return err
	})
	if e, ok := problem.As(err); ok && len(e.Fields) > 0 {
		return t.refuse(e, report)
	}
	if err != nil {
		return err
	}
	switch saved {
	case budget.SavedNew:
		report.Added = len(t.lines)
	case budget.SavedChanged:
		report.Updated = len(t.lines)
	default:
		report.Unchanged = len(t.lines)
	}
	return nil
}

var lineField = regexp.MustCompile(`^lines\[([0-9]+)\](\.amounts\[([0-9]+)\])?`)

// refuse puts the fields of the service's refusal where they stand in the file.
func (t table) refuse(e *problem.Error, report *sheet.Report) error {
	for _, f := range e.Fields {
		line, column, value := 0, f.Path, ""
		if at := lineField.FindStringSubmatch(f.Path); at != nil {
			i, _ := strconv.Atoi(at[1])
			line, column = t.lines[i].Line, strings.TrimPrefix(f.Path[len(at[0]):], ".")
			if at[3] != "" {
				j, _ := strconv.Atoi(at[3])
				c := t.layout.figures[j]
				column, value = c.Label, t.lines[i].Cells[c.place]
			}
		}
		if err := report.Refuse(line, column, value, &problem.Error{Kind: e.Kind, Code: f.Code, Args: f.Args}); err != nil {
			return err
		}
	}
	return nil
}
