package cli

import (
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"article30/api"
	"article30/api/imports"
	"article30/budget"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/published"
	"article30/internal/sheet"
)

// The demonstration stands 27 days before the deadline of the sixth session.
const (
	demoToday   = "2012-07-20"
	demoSession = "6"
	demoSymbol  = "SAMPLE/COP/2012/1"
)

// demoPrepared is when the demonstration's budget was registered, and
// demoDispatches what has gone out of it since; Arabic and Chinese have not.
var (
	demoPrepared   = date.MustParse("2012-06-29")
	demoDispatches = []struct {
		on        date.Date
		languages []string
	}{
		{date.MustParse("2012-07-02"), []string{"en", "fr"}},
		{date.MustParse("2012-07-11"), []string{"es", "ru"}},
	}
)

type demoCmd struct {
	serveFlags
	Today string `default:"${demo_today}" placeholder:"DATE" help:"Where the demonstration's clock starts (default ${default})."`
}

func (c *demoCmd) Run(a *app) error {
	today, err := date.Parse(c.Today)
	if err != nil {
		return err
	}
	l, err := api.Listen(c.Addr)
	if err != nil {
		return err
	}
	defer l.Close()
	if a.flags.DB == "" {
		folder, err := os.MkdirTemp("", "article30-demo-")
		if err != nil {
			return problem.New(problem.Invalid, "cli.cannot_write", "file", os.TempDir()).With(err)
		}
		defer os.RemoveAll(folder)
		a.flags.DB = "sqlite:" + filepath.Join(folder, "demo.db")
	}
	a.println(a.printer.Text("cli.demo_clock", "today", today))
	return a.withDemo(today, func(s *services) error {
		if err := a.demoTokens(s, l.Addr().String()); err != nil {
			return err
		}
		return a.serve(l, s, c.serveFlags, slog.LevelWarn, true)
	})
}

// withDemo runs a function on a database in which things happened on their
// days, with a clock that goes on from today.
func (a *app) withDemo(today date.Date, run func(*services) error) error {
	prepared := demoPrepared
	if prepared.After(today) {
		prepared = today
	}
	past, err := open(a.ctx, a.flags.DB, date.Fixed(morning(prepared)), a.set)
	if err != nil {
		return err
	}
	defer past.db.Close()
	if err := a.playYear(past, today); err != nil {
		return err
	}
	if err := a.loadDemoBudget(past, today); err != nil {
		return err
	}
	a.clock = date.From(morning(today))
	s := compose(past.db, a.clock, a.set)
	loaded, err := a.loadFigures(s, today)
	if err != nil {
		return err
	}
	for _, r := range loaded {
		a.println(a.printer.Text("cli.demo_loaded", "kind", r.Kind, "count", r.Added+r.Updated+r.Unchanged, "later", r.Later))
	}
	return run(s)
}

// morning is nine o'clock of that day at the Conference's seat.
func morning(day date.Date) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), 9, 0, 0, 0, date.Vienna())
}

// loadFigures loads the published figures that there were by that day; a second
// time it finds everything there.
func (a *app) loadFigures(s *services, until date.Date) (reports []*sheet.Report, err error) {
	for _, step := range []struct {
		kind, file, mapping string
	}{
		{"rates", published.UNORE, "unore"},
		{"contributions", published.CERF, "cerf"},
	} {
		src, err := sheet.FromBytes(step.file, published.Bytes(step.file))
		if err != nil {
			return nil, err
		}
		report, err := s.imports.Import(a.ctx, a.actor, step.kind, src, imports.Options{Mapping: step.mapping, Until: until})
		if err != nil {
			return nil, err
		}
		reports = append(reports, report)
	}
	return reports, nil
}

// loadDemoBudget registers the sample budget and sends it out, each on its day.
func (a *app) loadDemoBudget(past *services, today date.Date) error {
	src, err := sheet.FromBytes(published.Vienna, published.Bytes(published.Vienna))
	if err != nil {
		return err
	}
	report, err := past.imports.Import(a.ctx, a.actor, "budget", src, imports.Options{Budget: imports.Budget{
		Session: demoSession, Symbol: demoSymbol, Title: a.printer.Text("cli.demo_title"),
	}})
	if err != nil {
		return err
	}
	a.println(a.printer.Text("cli.demo_budget", "symbol", demoSymbol, "count", report.Added+report.Unchanged))
	if report.Added == 0 {
		return nil
	}
	for _, d := range demoDispatches {
		if d.on.After(today) {
			break
		}
		then := compose(past.db, date.Fixed(morning(d.on)), a.set)
		if _, err := then.budget.Circulate(a.ctx, a.actor, budget.CirculateIn{
			Symbol: demoSymbol, Languages: d.languages, SentOn: d.on.String(), Reference: "NV/" + d.on.String(),
		}); err != nil {
			return err
		}
	}
	return nil
}
