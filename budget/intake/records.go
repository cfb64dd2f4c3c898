package intake

import (
	"context"
	"errors"
	"slices"
	"strings"

	"article30/budget/contact"
	"article30/budget/costing"
	"article30/internal/access"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// RecordOptions of an import of records, one in each row.
type RecordOptions struct {
	DryRun      bool // goes the whole way, then undoes it
	SkipRefused bool // takes the other rows when some are refused
}

var errRefused = errors.New("intake: rows are refused")

// records is a file that has one record in each row.
type records struct {
	kind     string
	must     []string // columns
	may      []string
	conflict string // the column at which a row is refused as a whole
	order    string // the column by which the rows are taken, in the order of its text; none for that of the file
}

// cells is what stands in the columns of one row.
type cells func(column string) string

// load reads the file and hands its rows out to set, which says whether the
// record was new. All of it is one change.
func (k records) load(ctx context.Context, update func(context.Context, func(context.Context) error) error, src *sheet.Source, opts RecordOptions,
	begin func(ctx context.Context, each func(set func(cells) (bool, error)) error) error) (*sheet.Report, error) {
	t, err := src.Read(ctx, sheet.Options{})
	if err != nil {
		return nil, err
	}
	if err := t.Require(k.must...); err != nil {
		return nil, err
	}
	var report *sheet.Report
	err = sheet.Transact(ctx, update, opts.DryRun, func(ctx context.Context) error {
		report = sheet.NewReport(k.kind, src, t)
		report.DryRun = opts.DryRun
		for _, header := range t.Header {
			if header != "" && !slices.Contains(k.must, header) && !slices.Contains(k.may, header) {
				if err := refuse(report, header, "budget_table.unknown_column"); err != nil {
					return err
				}
			}
		}
		return begin(ctx, func(set func(cells) (bool, error)) error { return k.each(t, set, opts, report) })
	})
	if err != nil && !errors.Is(err, errRefused) {
		return nil, err
	}
	return report, nil
}

func (k records) each(t *sheet.Table, set func(cells) (bool, error), opts RecordOptions, report *sheet.Report) error {
	rows := t.Rows
	if k.order != "" {
		rows = slices.Clone(rows)
		slices.SortStableFunc(rows, func(a, b sheet.Row) int {
			return strings.Compare(strings.TrimSpace(t.Get(a, k.order)), strings.TrimSpace(t.Get(b, k.order)))
		})
	}
	for _, r := range rows {
		cell := func(column string) string { return strings.TrimSpace(t.Get(r, column)) }
		added, err := set(cell)
		e, refused := problem.As(err)
		switch {
		case refused && len(e.Fields) > 0:
			for _, f := range e.Fields {
				if err := report.Refuse(r.Line, f.Path, cell(f.Path), &problem.Error{Kind: e.Kind, Code: f.Code, Args: f.Args}); err != nil {
					return err
				}
			}
		case err != nil:
			if err := report.Refuse(r.Line, k.conflict, cell(k.conflict), err); err != nil {
				return err
			}
		case added:
			report.Added++
		default:
			report.Unchanged++
		}
	}
	slices.SortStableFunc(report.Refused, func(a, b sheet.Refusal) int { return a.Line - b.Line })
	if len(report.Refused) > 0 && !opts.SkipRefused {
		return errRefused
	}
	return nil
}

// A reason is for a row that corrects another of the same day.
var (
	costs    = records{"costs", []string{"class", "item", "amount", "valid_from", "source"}, []string{"per", "reason"}, "amount", ""}
	contacts = records{"contacts", []string{"party", "address", "language", "since"}, []string{"name", "until", "reason"}, "address", ""}
)

// ImportCosts loads a table of standard costs, each row as costing's Set takes
// it. A cost that is there is left as it is.
//
// Errors: those of reading the file. A wrong row is no error but a refusal in
// the report.
func ImportCosts(ctx context.Context, s *costing.Service, actor access.Actor, src *sheet.Source, opts RecordOptions) (*sheet.Report, error) {
	return costs.load(ctx, s.Update, src, opts, func(ctx context.Context, each func(func(cells) (bool, error)) error) error {
		return s.Load(ctx, actor, func(l *costing.Loading) error {
			return each(func(cell cells) (bool, error) {
				_, added, err := l.Set(costing.In{
					Class: cell("class"), Item: cell("item"), Amount: cell("amount"), Per: cell("per"),
					ValidFrom: cell("valid_from"), Source: cell("source"), Reason: cell("reason"),
				})
				return added, err
			})
		})
	})
}

// ImportContacts loads contacts, each row as contact's Set takes it. A contact
// that is there is left as it is.
//
// Errors: those of reading the file. A wrong row is no error but a refusal in
// the report.
func ImportContacts(ctx context.Context, s *contact.Service, actor access.Actor, src *sheet.Source, opts RecordOptions) (*sheet.Report, error) {
	return contacts.load(ctx, s.Update, src, opts, func(ctx context.Context, each func(func(cells) (bool, error)) error) error {
		return s.Load(ctx, actor, func(l *contact.Loading) error {
			return each(func(cell cells) (bool, error) {
				_, added, err := l.Set(contact.SetContactIn{
					Party: cell("party"), Address: cell("address"), Name: cell("name"), Language: cell("language"),
					Since: cell("since"), Until: cell("until"), Reason: cell("reason"),
				})
				return added, err
			})
		})
	})
}
