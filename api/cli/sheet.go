package cli

import (
	"errors"
	"io/fs"
	"os"

	"article30/api/wire"
	"article30/budget"
	"article30/budget/conference"
	"article30/internal/problem"
)

type budgetSheetCmd struct {
	Get      budgetSheetGetCmd      `cmd:"" help:"Write the sheet of a draft in one language, as it would be frozen now, for its translator."`
	Put      budgetSheetPutCmd      `cmd:"" help:"Take a translator's workbook in the place of the program's own sheet, which it must be but for the words."`
	List     budgetSheetListCmd     `cmd:"" help:"The workbooks that were brought."`
	Withdraw budgetSheetWithdrawCmd `cmd:"" help:"Have the program make the sheet of a language again."`
}

type budgetSheetGetCmd struct {
	Symbol   string `arg:"" help:"Symbol of the version."`
	Language string `required:"" help:"ar, zh, en, fr, ru or es."`
	Out      string `required:"" placeholder:"FILE" help:"Write it there."`
}

func (c *budgetSheetGetCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		language, err := conference.ParseLanguage(c.Language)
		if err != nil {
			return err
		}
		one, err := s.budget.DraftSheet(a.ctx, a.actor, c.Symbol, language)
		if err != nil {
			return err
		}
		return write(c.Out, one.File)
	})
}

type budgetSheetPutCmd struct {
	Symbol   string `arg:"" help:"Symbol of the version."`
	File     string `arg:"" help:"The workbook."`
	Language string `required:"" help:"ar, zh, en, fr, ru or es."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *budgetSheetPutCmd) Run(a *app) error {
	content, err := os.ReadFile(c.File)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return problem.New(problem.NotFound, "evidence.no_file", "file", c.File).With(err)
	}
	if err != nil {
		return err
	}
	return a.with(func(s *services) error {
		if _, err := s.budget.PutSheet(a.ctx, a.actor, budget.PutSheetIn{Symbol: c.Symbol, Language: c.Language, File: content}); err != nil {
			return err
		}
		return a.translations(s, c.Symbol, c.JSON)
	})
}

type budgetSheetListCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetSheetListCmd) Run(a *app) error {
	return a.with(func(s *services) error { return a.translations(s, c.Symbol, c.JSON) })
}

type budgetSheetWithdrawCmd struct {
	Symbol   string `arg:"" help:"Symbol of the version."`
	Language string `required:"" help:"ar, zh, en, fr, ru or es."`
	JSON     bool   `name:"json" help:"As JSON."`
}

func (c *budgetSheetWithdrawCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		if err := s.budget.WithdrawSheet(a.ctx, a.actor, budget.WithdrawSheetIn{Symbol: c.Symbol, Language: c.Language}); err != nil {
			return err
		}
		return a.translations(s, c.Symbol, c.JSON)
	})
}

// translations prints the workbooks that take the places of the program's own.
func (a *app) translations(s *services, symbol string, asJSON bool) error {
	all, err := s.budget.Translations(a.ctx, symbol)
	if err != nil {
		return err
	}
	list := wire.NewTranslations(a.printer, all)
	if asJSON {
		return a.json(list)
	}
	t := a.table("language", "sha256", "actor", "recorded")
	for _, one := range list {
		t.row(one.Name, one.SHA256, one.EnteredBy, one.RecordedAt)
	}
	return t.print()
}
