// Package intake reads contributions and rates of exchange from the files of
// others. Each file is loaded whole or, with SkipRefused, without the
// contributions that are refused; the report lists every refused row and every
// oddity that was decided on the way. Loading the same file again adds nothing.
package intake

import (
	"context"
	"errors"
	"strings"
	"unicode"
	"unicode/utf8"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Options of an import.
type Options struct {
	DryRun      bool // goes the whole way, then undoes it
	SkipRefused bool // takes the rest when some is refused
	// Mapping is the JSON of a Mapping: one of Named, or a file's. When it is
	// empty the program looks which of its own fits the header.
	Mapping []byte
	// Until leaves what is dated after it for later, without refusing it: rows,
	// or the payment of a row. No date leaves nothing out, and then a date
	// after today is refused.
	Until date.Date
	// Correct lets rates correct those that the books have, for the Reason.
	Correct bool
	Reason  string
}

// maxReason is the length of a reason, in characters.
const maxReason = 1000

// reasoned refuses corrections without a reason, and a reason without any.
func (o Options) reasoned() error {
	var fields problem.Fields
	switch n := utf8.RuneCountInString(o.Reason); {
	case o.Correct && strings.TrimSpace(o.Reason) == "":
		fields.Add("reason", "entry.no_reason")
	case n > maxReason:
		fields.Add("reason", "text.too_long", "length", n, "most", maxReason)
	case strings.ContainsFunc(o.Reason, unicode.IsControl):
		fields.Add("reason", "text.unprintable")
	case !o.Correct && o.Reason != "":
		fields.Add("reason", "import.no_such_option")
	}
	return fields.Err("import.invalid")
}

var errRefused = errors.New("intake: rows are refused")

// begin reads the file and finds out what it means.
//
// Errors: those of reading a sheet and of choosing the mapping.
func (l layout) begin(ctx context.Context, src *sheet.Source, opts Options) (*sheet.Table, Mapping, error) {
	t, err := src.Read(ctx, sheet.Options{})
	if err != nil {
		return nil, Mapping{}, err
	}
	m, err := l.choose(opts.Mapping, t)
	return t, m, err
}

// run is one import in one transaction, undone when it is a dry run or when
// rows are refused and none may be.
func run(ctx context.Context, s *contributions.Service, opts Options, load func(ctx context.Context) (*sheet.Report, error)) (*sheet.Report, error) {
	var report *sheet.Report
	err := sheet.Transact(ctx, s.Update, opts.DryRun, func(ctx context.Context) (err error) {
		report, err = load(ctx)
		return err
	})
	if err != nil && !errors.Is(err, errRefused) {
		return nil, err
	}
	return report, nil
}

func newReport(l layout, src *sheet.Source, t *sheet.Table, m Mapping, opts Options) *sheet.Report {
	r := sheet.NewReport(l.kind, src, t)
	r.Mapping, r.DryRun = m.Name, opts.DryRun
	return r
}

func file(src *sheet.Source, m Mapping) contributions.File {
	return contributions.File{Name: src.Name, SHA256: src.SHA256, Mapping: m.Name}
}

// cells reads the rows of a table under our names for the columns.
type cells struct {
	table   *sheet.Table
	mapping Mapping
	report  *sheet.Report
}

// text is the row's text in our column, without blanks around it.
func (c cells) text(row sheet.Row, column string) string {
	return strings.TrimSpace(c.table.Get(row, c.mapping.header(column)))
}

// refuse notes that the row is not taken because of what stands in the column.
func (c cells) refuse(row sheet.Row, column string, err error) error {
	return c.report.Refuse(row.Line, c.mapping.header(column), c.text(row, column), err)
}

// note says something about a row that is taken, because of what stands in the
// column. The arguments alternate name and value.
func (c cells) note(row sheet.Row, column, code string, args ...any) {
	c.report.Note(row.Line, c.mapping.header(column), c.text(row, column), code, args...)
}
