package cli

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strconv"

	"article30/api/statements"
	"article30/api/wire"
	"article30/budget"
	"article30/budget/conference"
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/reports/xlsx"
)

// circulatedSheets makes the workbooks that are frozen with a version.
type circulatedSheets struct{ *services }

// Of makes a sheet in each official language.
func (c circulatedSheets) Of(ctx context.Context, b budget.Budget, v budget.Version) ([]budget.Sheet, error) {
	var list []budget.Sheet
	for _, l := range conference.Languages() {
		p, err := locale.For(string(l))
		if err != nil {
			return nil, err
		}
		checked, err := c.reports.CirculatedSheet(ctx, p, b, v)
		if err != nil {
			return nil, err
		}
		var file bytes.Buffer
		if err := xlsx.Render(&file, checked); err != nil {
			return nil, err
		}
		list = append(list, budget.NewSheet(l, file.Bytes()))
	}
	return list, nil
}

type budgetFreezeCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetFreezeCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		v, sheets, err := s.budget.Freeze(a.ctx, a.actor, c.Symbol)
		if err != nil {
			return err
		}
		return a.frozen(v, sheets, c.JSON)
	})
}

func (a *app) frozen(v budget.Version, sheets []budget.Sheet, asJSON bool) error {
	w := wire.NewFrozen(a.printer, v, sheets)
	if asJSON {
		return a.json(w)
	}
	a.println(a.printer.Text("cli.frozen", "symbol", v.Symbol, "at", w.Version.FrozenAt, "sha256", v.SHA256))
	return a.sheetTable(w.Sheets)
}

func (a *app) sheetTable(sheets []wire.Sheet) error {
	t := a.table("language", "bytes", "sha256")
	t.right(1)
	for _, s := range sheets {
		t.row(s.Name, strconv.Itoa(s.Bytes), s.SHA256)
	}
	return t.print()
}

type budgetSheetsCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	Out    string `placeholder:"FOLDER" help:"Write the files there."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetSheetsCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		sheets, err := s.budget.Sheets(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		if c.Out != "" {
			if err := os.MkdirAll(c.Out, 0o755); err != nil {
				return problem.New(problem.Invalid, "cli.cannot_write", "file", c.Out).With(err)
			}
			for _, one := range sheets {
				name := filepath.Join(c.Out, statements.SheetName(c.Symbol, one.Language))
				if err := write(name, one.File); err != nil {
					return err
				}
			}
		}
		if c.JSON {
			return a.json(wire.NewSheets(a.printer, sheets))
		}
		return a.sheetTable(wire.NewSheets(a.printer, sheets))
	})
}
