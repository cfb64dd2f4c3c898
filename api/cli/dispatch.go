package cli

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"article30/api/wire"
	"article30/budget"
	"article30/internal/problem"
)

// within is the command in a transaction.
func (a *app) within(ctx context.Context) *app {
	inner := *a
	inner.ctx = ctx
	return &inner
}

// evidence keeps the file and returns the digest by which it is referred to;
// "" for no file.
//
// Errors: evidence.no_file; those of budget.Service.AddEvidence.
func (a *app) evidence(s *services, file string) (string, error) {
	if file == "" {
		return "", nil
	}
	content, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return "", problem.New(problem.NotFound, "evidence.no_file", "file", file).With(err)
	}
	if err != nil {
		return "", err
	}
	e, err := s.budget.AddEvidence(a.ctx, a.actor, filepath.Base(file), content)
	return e.SHA256, err
}

// write writes a file that somebody asked for.
//
// Error: cli.cannot_write.
func write(name string, content []byte) error {
	if err := os.WriteFile(name, content, 0o644); err != nil {
		return problem.New(problem.Invalid, "cli.cannot_write", "file", name).With(err)
	}
	return nil
}

type budgetDispatchesCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetDispatchesCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.budget.Dispatches(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		list := []wire.Dispatch{}
		t := a.table("name", "language", "date", "channel", "reference", "sha256")
		for _, d := range all {
			list = append(list, wire.NewDispatch(d))
			t.row(a.printer.Party(string(d.Party)), a.printer.Text("language."+string(d.Language)), d.SentOn.String(),
				a.printer.Text("channel."+string(d.Channel)), d.Reference, d.Evidence)
		}
		if c.JSON {
			return a.json(list)
		}
		return t.print()
	})
}

type budgetFactCmd struct {
	Symbol    string   `arg:"" help:"Symbol of the version."`
	Kind      string   `arg:"" help:"bounced, sent_again or acknowledged."`
	Parties   []string `required:"" help:"Addressees, by code or name."`
	Languages []string `help:"Languages; all that were sent to the addressee without it."`
	On        string   `required:"" placeholder:"DATE" help:"When it happened, as the calendar in Vienna showed it."`
	Channel   string   `help:"How it was sent again: note_verbale, email, hand, post or portal; a note verbale without it."`
	Reference string   `help:"Reference of the note, or of the answer."`
	Evidence  string   `placeholder:"FILE" help:"The file that shows it."`
	JSON      bool     `name:"json" help:"As JSON."`
}

func (c *budgetFactCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		var stands budget.Circulation
		err := s.budget.Update(a.ctx, func(ctx context.Context) error {
			evidence, err := a.within(ctx).evidence(s, c.Evidence)
			if err != nil {
				return err
			}
			stands, err = s.budget.RecordFact(ctx, a.actor, budget.FactIn{
				Symbol: c.Symbol, Kind: c.Kind, Parties: c.Parties, Languages: c.Languages, On: c.On,
				Channel: c.Channel, Reference: c.Reference, Evidence: evidence,
			})
			return err
		})
		if err != nil {
			return err
		}
		return a.circulation(stands, c.JSON)
	})
}

type budgetFactsCmd struct {
	Symbol string `arg:"" help:"Symbol of the version."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *budgetFactsCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		all, err := s.budget.Facts(a.ctx, c.Symbol)
		if err != nil {
			return err
		}
		list := []wire.Fact{}
		t := a.table("name", "language", "fact", "date", "reference", "sha256")
		for _, f := range all {
			list = append(list, wire.NewFact(f))
			t.row(a.printer.Party(string(f.Party)), a.printer.Text("language."+string(f.Language)),
				a.printer.Text("fact_kind."+string(f.Kind)), f.On.String(), f.Reference, f.Evidence)
		}
		if c.JSON {
			return a.json(list)
		}
		return t.print()
	})
}

type budgetEvidenceCmd struct {
	SHA256 string `arg:"" name:"sha256" help:"Digest of the file."`
	Out    string `required:"" placeholder:"FILE" help:"Write it there."`
}

func (c *budgetEvidenceCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		e, err := s.budget.Evidence(a.ctx, a.actor, c.SHA256)
		if err != nil {
			return err
		}
		return write(c.Out, e.Content)
	})
}
