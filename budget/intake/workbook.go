package intake

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// EditOptions say which edits of a workbook are accepted, by their numbers, or
// all; none without either.
type EditOptions struct {
	Symbol string // of the version that the workbook must be of; any for ""
	Accept []int
	All    bool
}

// Edited is what a workbook changes in a draft.
type Edited struct {
	Symbol string
	Edits  []budget.Edit
	Report *sheet.Report // with any refusal in it there are no edits
}

// ImportEdits reads a workbook that was exported to edit a draft, and says line
// by line in what it differs; the edits that are accepted are written. What
// cannot be read is in the report, and then there are no edits and nothing is
// written.
//
// Errors: those of reading the file, sheet.formula among them; workbook.not_ours
// for a file that was not exported from here; those of budget's ImportEdits.
func ImportEdits(ctx context.Context, service *budget.Service, actor access.Actor, src *sheet.Source, opts EditOptions) (Edited, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Edited{}, err
	}
	edited := budget.EditedSheet{File: src.Name, SHA256: src.SHA256}
	if err := readVersion(ctx, src, &edited); err != nil {
		return Edited{}, err
	}
	if opts.Symbol != "" && opts.Symbol != edited.Symbol {
		return Edited{}, problem.New(problem.Conflict, "workbook.other_version", "symbol", opts.Symbol, "found", edited.Symbol)
	}
	v, err := service.Version(ctx, edited.Symbol)
	if err != nil {
		return Edited{}, err
	}
	if edited.Digest != v.SHA256 {
		return Edited{}, problem.New(problem.Conflict, "workbook.stale", "symbol", v.Symbol)
	}
	t, err := src.Read(ctx, sheet.Options{Sheet: budget.LinesSheet})
	if err != nil {
		return Edited{}, err
	}
	report := sheet.NewReport("edits", src, t)
	if err := readTexts(ctx, src, &edited); err != nil {
		return Edited{}, err
	}
	if err := readLines(t, v, &edited, report); err != nil || len(report.Refused) > 0 {
		return Edited{v.Symbol, nil, report}, err
	}
	edits, err := service.ImportEdits(ctx, actor, budget.ImportEditsIn{Sheet: edited, Accept: opts.Accept, All: opts.All})
	return Edited{v.Symbol, edits, report}, err
}

// readVersion reads of which version, and of which state of it, the workbook is.
func readVersion(ctx context.Context, src *sheet.Source, edited *budget.EditedSheet) error {
	notOurs := problem.New(problem.Invalid, "workbook.not_ours", "file", src.Name)
	t, err := src.Read(ctx, sheet.Options{Sheet: budget.VersionSheet})
	if problem.Is(err, "sheet.no_such_sheet") {
		return notOurs.With(err)
	}
	if err != nil {
		return err
	}
	for _, row := range t.Rows {
		switch value := strings.TrimSpace(t.Get(row, budget.ValueColumn)); strings.TrimSpace(t.Get(row, budget.FactColumn)) {
		case budget.SymbolFact:
			edited.Symbol = value
		case budget.DigestFact:
			edited.Digest = value
		}
	}
	if t.Kind != sheet.XLSX || edited.Symbol == "" || edited.Digest == "" {
		return notOurs
	}
	return nil
}

// readTexts reads the words beside the lines.
func readTexts(ctx context.Context, src *sheet.Source, edited *budget.EditedSheet) error {
	t, err := src.Read(ctx, sheet.Options{Sheet: budget.TextsSheet})
	if err != nil {
		return err
	}
	columns := []string{budget.TextColumn}
	for _, l := range conference.Languages() {
		columns = append(columns, string(l))
	}
	if err := t.Require(columns...); err != nil {
		return err
	}
	for _, r := range t.Rows {
		row := budget.EditedText{Row: r.Line, Text: strings.TrimSpace(t.Get(r, budget.TextColumn)), In: map[conference.Language]string{}}
		for _, l := range conference.Languages() {
			row.In[l] = strings.TrimSpace(t.Get(r, string(l)))
		}
		edited.Texts = append(edited.Texts, row)
	}
	return nil
}

// readLines reads the rows. Every column that was exported must be there, and
// no other.
func readLines(t *sheet.Table, v budget.Version, edited *budget.EditedSheet, report *sheet.Report) error {
	fields := budget.SheetFields(v.Columns)
	names := []string{budget.NumberColumn}
	for _, f := range fields {
		names = append(names, f.Name)
	}
	if err := t.Require(names...); err != nil {
		return err
	}
	for _, header := range t.Header {
		if header != "" && !slices.Contains(names, header) {
			if err := refuse(report, header, "budget_table.unknown_column"); err != nil {
				return err
			}
		}
	}
	for _, r := range t.Rows {
		row := budget.EditedRow{Row: r.Line, LineIn: budget.LineIn{Amounts: make([]string, len(v.Columns))}}
		if number := strings.TrimSpace(t.Get(r, budget.NumberColumn)); number != "" {
			var err error
			if row.Number, err = strconv.Atoi(number); err != nil || row.Number < 1 {
				if err := report.Refuse(r.Line, budget.NumberColumn, number, problem.New(problem.Invalid, "workbook.unknown_line", "row", r.Line, "number", number)); err != nil {
					return err
				}
				continue
			}
		}
		for _, f := range fields {
			value := strings.TrimSpace(t.Get(r, f.Name))
			if f.Figure >= 0 {
				var err error
				if value, err = amountOf(value); err != nil {
					if err := report.Refuse(r.Line, f.Name, t.Get(r, f.Name), err); err != nil {
						return err
					}
				}
			}
			f.Set(&row.LineIn, value)
		}
		edited.Rows = append(edited.Rows, row)
	}
	return nil
}

// amountOf is a figure as the budget writes it.
func amountOf(s string) (string, error) {
	f, err := parseFigure(s)
	if err != nil || f.null {
		return "", err
	}
	m, err := money.New(f.value, money.USD)
	if err != nil {
		return "", err
	}
	return m.Plain(), nil
}
