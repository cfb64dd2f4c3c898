// Package intake reads extracts of expenses from the files of others. A file is
// loaded whole or, with SkipRefused, without the rows that are refused; the
// report lists every refused row. Loading the same file again adds nothing.
package intake

import (
	"context"
	"errors"
	"strings"

	"article30/budget/execution"
	"article30/internal/access"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Options of an import.
type Options struct {
	DryRun      bool   // goes the whole way, then undoes it
	SkipRefused bool   // takes the other rows when some are refused
	Symbol      string // the document, for a file without a column of it
}

// The columns of an extract.
const (
	colSymbol     = "budget" // symbol of the document; may be missing with Options.Symbol
	colReference  = "reference"
	colLine       = "line"
	colYear       = "year"
	colDate       = "date"
	colCurrency   = "currency"
	colAmount     = "amount"
	colPayee      = "payee"
	colCommitment = "commitment" // may be missing
	colProject    = "project"    // may be missing; code of the project that it is for
)

var errRefused = errors.New("intake: rows are refused")

// ImportExpenses loads an extract of expenses, row by row in the order of the
// file, each as RecordExpense would take it. The reference of a row is the key
// by which the row is known again: an expense that the books have is left as
// it is, and another of the same reference is refused.
//
// Errors: those of reading the file. A wrong row is no error but a refusal in
// the report; see execution.Loading.Expense.
func ImportExpenses(ctx context.Context, s *execution.Service, actor access.Actor, src *sheet.Source, opts Options) (*sheet.Report, error) {
	t, err := src.Read(ctx, sheet.Options{})
	if err != nil {
		return nil, err
	}
	needed := []string{colReference, colLine, colYear, colDate, colCurrency, colAmount, colPayee}
	if opts.Symbol == "" {
		needed = append(needed, colSymbol)
	}
	if err := t.Require(needed...); err != nil {
		return nil, err
	}
	var report *sheet.Report
	err = sheet.Transact(ctx, s.Update, opts.DryRun, func(ctx context.Context) error {
		report = sheet.NewReport("expenses", src, t)
		report.DryRun = opts.DryRun
		return s.Load(ctx, actor, execution.File{Name: src.Name, SHA256: src.SHA256}, func(l *execution.Loading) error {
			return load(l, t, opts, report)
		})
	})
	if err != nil && !errors.Is(err, errRefused) {
		return nil, err
	}
	return report, nil
}

func load(l *execution.Loading, t *sheet.Table, opts Options, report *sheet.Report) error {
	for _, row := range t.Rows {
		cell := func(column string) string { return strings.TrimSpace(t.Get(row, column)) }
		in := execution.ExpenseRow{
			Symbol: cell(colSymbol), Reference: cell(colReference), Line: cell(colLine), Year: cell(colYear),
			On: cell(colDate), Currency: cell(colCurrency), Amount: cell(colAmount),
			Payee: cell(colPayee), Commitment: cell(colCommitment), Project: cell(colProject),
		}
		if in.Symbol == "" {
			in.Symbol = opts.Symbol
		}
		added, err := l.Expense(in)
		switch {
		case err != nil:
			if err := refuse(report, row.Line, cell, err); err != nil {
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

// refuse notes what is wrong with a row under the columns in question.
func refuse(report *sheet.Report, line int, cell func(string) string, err error) error {
	e, ok := problem.As(err)
	if !ok || len(e.Fields) == 0 {
		column := ""
		switch {
		case problem.Is(err, "budget.not_found"):
			column = colSymbol
		case problem.Is(err, "expense.changed"):
			column = colReference
		case problem.Is(err, "period.closed"):
			column = colDate
		}
		return report.Refuse(line, column, cell(column), err)
	}
	for _, f := range e.Fields {
		column := f.Path
		if column == "on" {
			column = colDate
		}
		if err := report.Refuse(line, column, cell(column), &problem.Error{Kind: e.Kind, Code: f.Code, Args: f.Args}); err != nil {
			return err
		}
	}
	return nil
}
