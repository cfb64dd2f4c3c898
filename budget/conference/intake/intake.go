// Package intake reads files about the Conference: lists of countries with
// their regional groups, tables of signatures and consents, sessions. Each file
// is loaded whole or, with SkipRefused, without the rows that are refused; in
// both cases the report lists every refused row. Loading the same file again
// changes nothing.
package intake

import (
	"bytes"
	"context"
	"maps"
	"slices"
	"strings"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Options of an import.
type Options struct {
	DryRun      bool // goes the whole way, then undoes it
	SkipRefused bool // takes the other rows when some are refused
	// Mapping says under which headers the file has our columns, as JSON:
	// {"name": "ours", "columns": {"participant": "State"}}. Columns that it
	// does not name keep their names. Empty means the published layout.
	Mapping []byte
	// Source and SourceDate are kept with every record: who says so, and a day
	// on which it was said. By default the file's name and today.
	Source     string
	SourceDate date.Date
}

// A layout names the columns of a kind of file. Those that are not required
// may be missing.
type layout struct {
	kind               string
	required, optional []string
}

// mapping is the JSON of Options.Mapping.
type mapping struct {
	Name    string            `json:"name"`
	Columns map[string]string `json:"columns"`
}

// parseMapping reads a mapping for the layout.
//
// Errors: sheet.bad_mapping, conference.unknown_mapping_column.
func parseMapping(text []byte, l layout) (mapping, error) {
	var m mapping
	if len(bytes.TrimSpace(text)) == 0 {
		return m, nil
	}
	if err := sheet.ReadMapping(text, &m); err != nil {
		return m, err
	}
	known := slices.Concat(l.required, l.optional)
	for _, column := range slices.Sorted(maps.Keys(m.Columns)) {
		if !slices.Contains(known, column) {
			return m, problem.New(problem.Invalid, "conference.unknown_mapping_column",
				"column", column, "known", strings.Join(known, ", "))
		}
	}
	return m, nil
}

// load is one import under way.
type load struct {
	service *conference.Service
	actor   access.Actor
	opts    Options
	table   *sheet.Table
	mapping mapping
	report  *sheet.Report
	reason  string // for the journal: the file and its hash
}

// run imports one file. check judges every row and returns what saves those
// that are good; it may run more than once.
func run(ctx context.Context, service *conference.Service, actor access.Actor, src *sheet.Source, opts Options, layout layout,
	check func(ctx context.Context, l *load) (save func(ctx context.Context) error, err error)) (*sheet.Report, error) {

	m, err := parseMapping(opts.Mapping, layout)
	if err != nil {
		return nil, err
	}
	table, err := src.Read(ctx, sheet.Options{})
	if err != nil {
		return nil, err
	}
	if opts.Source == "" {
		opts.Source = src.Name
	}
	if opts.SourceDate.IsZero() {
		opts.SourceDate = service.Today()
	}
	l := &load{service: service, actor: actor, opts: opts, table: table, mapping: m,
		reason: src.Name + " sha256:" + src.SHA256}
	if err := l.require(layout); err != nil {
		return nil, err
	}
	err = sheet.Transact(ctx, service.Update, opts.DryRun, func(ctx context.Context) error {
		l.report = sheet.NewReport(layout.kind, src, table)
		l.report.DryRun, l.report.Mapping = opts.DryRun, m.Name
		save, err := check(ctx, l)
		if err != nil {
			return err
		}
		if len(l.report.Refused) > 0 && !opts.SkipRefused {
			return nil
		}
		return save(ctx)
	})
	if err != nil {
		return nil, err
	}
	return l.report, nil
}

// require refuses a file without a required column, or without one that the
// mapping names.
func (l *load) require(layout layout) error {
	var needed []string
	for _, column := range layout.required {
		needed = append(needed, l.header(column))
	}
	for column := range l.mapping.Columns {
		needed = append(needed, l.header(column))
	}
	slices.Sort(needed)
	return l.table.Require(slices.Compact(needed)...)
}

// header is the name of our column in this file.
func (l *load) header(column string) string {
	if h, ok := l.mapping.Columns[column]; ok {
		return strings.TrimSpace(h)
	}
	return column
}

func (l *load) has(column string) bool { return l.table.Has(l.header(column)) }

// cell is the row's text in our column, without blanks around it.
func (l *load) cell(row sheet.Row, column string) string {
	return strings.TrimSpace(l.table.Get(row, l.header(column)))
}

// date is the date in the cell, none for an empty one.
func (l *load) date(row sheet.Row, column string) (date.Date, error) {
	text := l.cell(row, column)
	if text == "" {
		return date.Date{}, nil
	}
	return date.Parse(text)
}

// refuse notes that the row is not taken because of what stands in the column.
func (l *load) refuse(row sheet.Row, column string, err error) error {
	return l.report.Refuse(row.Line, l.header(column), l.cell(row, column), err)
}

// refuseFields is refuse for an error about several fields, whose columns are
// given by their paths; that of "" stands for the row.
func (l *load) refuseFields(row sheet.Row, columns map[string]string, err error) error {
	e, ok := problem.As(err)
	if !ok || len(e.Fields) == 0 {
		return l.refuse(row, columns[""], err)
	}
	for _, f := range e.Fields {
		if err := l.refuse(row, columns[f.Path], &problem.Error{Kind: e.Kind, Code: f.Code, Args: f.Args}); err != nil {
			return err
		}
	}
	return nil
}

// note says something about a row that is taken, because of what stands in the
// column. The arguments alternate name and value.
func (l *load) note(row sheet.Row, column, code string, args ...any) {
	l.report.Note(row.Line, l.header(column), l.cell(row, column), code, args...)
}

// corrected notes that a value that was known is now another.
func (l *load) corrected(row sheet.Row, column, before, after string) {
	if before != "" && before != after {
		l.note(row, column, "conference.corrected", "before", before, "after", after)
	}
}

// count adds a row to the figures of the report.
func (l *load) count(o conference.Outcome) {
	switch o {
	case conference.Added:
		l.report.Added++
	case conference.Updated:
		l.report.Updated++
	default:
		l.report.Unchanged++
	}
}
