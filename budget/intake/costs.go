package intake

import (
	"context"
	"errors"
	"slices"
	"strings"

	"article30/budget/costing"
	"article30/internal/access"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// CostOptions of an import of standard costs.
type CostOptions struct {
	DryRun      bool // goes the whole way, then undoes it
	SkipRefused bool // takes the other rows when some are refused
}

var (
	costColumns    = []string{"class", "item", "amount", "valid_from", "source"}
	costMayColumns = []string{"per", "reason"} // the reason for a row that corrects a cost of the same day
)

var errRefused = errors.New("intake: rows are refused")

// ImportCosts loads a table of standard costs, each row as costing's Set takes
// it. A cost that is there is left as it is.
//
// Errors: those of reading the file. A wrong row is no error but a refusal in
// the report.
func ImportCosts(ctx context.Context, s *costing.Service, actor access.Actor, src *sheet.Source, opts CostOptions) (*sheet.Report, error) {
	t, err := src.Read(ctx, sheet.Options{})
	if err != nil {
		return nil, err
	}
	if err := t.Require(costColumns...); err != nil {
		return nil, err
	}
	var report *sheet.Report
	err = sheet.Transact(ctx, s.Update, opts.DryRun, func(ctx context.Context) error {
		report = sheet.NewReport("costs", src, t)
		report.DryRun = opts.DryRun
		for _, header := range t.Header {
			if header != "" && !slices.Contains(costColumns, header) && !slices.Contains(costMayColumns, header) {
				if err := refuse(report, header, "budget_table.unknown_column"); err != nil {
					return err
				}
			}
		}
		return s.Load(ctx, actor, func(l *costing.Loading) error { return loadCosts(l, t, opts, report) })
	})
	if err != nil && !errors.Is(err, errRefused) {
		return nil, err
	}
	return report, nil
}

func loadCosts(l *costing.Loading, t *sheet.Table, opts CostOptions, report *sheet.Report) error {
	for _, row := range t.Rows {
		cell := func(column string) string { return strings.TrimSpace(t.Get(row, column)) }
		_, added, err := l.Set(costing.In{
			Class: cell("class"), Item: cell("item"), Amount: cell("amount"), Per: cell("per"),
			ValidFrom: cell("valid_from"), Source: cell("source"), Reason: cell("reason"),
		})
		e, refused := problem.As(err)
		switch {
		case refused && len(e.Fields) > 0:
			for _, f := range e.Fields {
				if err := report.Refuse(row.Line, f.Path, cell(f.Path), &problem.Error{Kind: e.Kind, Code: f.Code, Args: f.Args}); err != nil {
					return err
				}
			}
		case err != nil:
			if err := report.Refuse(row.Line, "amount", cell("amount"), err); err != nil {
				return err
			}
		case added:
			report.Added++
		default:
			report.Unchanged++
		}
	}
	if len(report.Refused) > 0 && !opts.SkipRefused {
		return errRefused
	}
	return nil
}
