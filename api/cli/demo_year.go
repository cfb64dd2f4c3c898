package cli

import (
	"bufio"
	"bytes"
	"embed"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"article30/api/imports"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
	"article30/internal/published"
	"article30/internal/sheet"
)

//go:embed demo
var demoFiles embed.FS

// demoStep is a command of the demonstration's year: who typed it, and when.
type demoStep struct {
	line int
	on   date.Date
	user string
	args []string
}

// demoLine is a date, a user and a command line.
var demoLine = regexp.MustCompile(`^(\S+)\s+(\S+)\s+(\S.*)$`)

// demoYear reads the steps; {NAME} in them is the path of a file in folder.
func demoYear(folder string) (steps []demoStep, err error) {
	text, err := demoFiles.ReadFile("demo/year.txt")
	if err != nil {
		return nil, err
	}
	for i, line := range strings.Split(string(text), "\n") {
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		step := demoStep{line: i + 1}
		parts := demoLine.FindStringSubmatch(line)
		if parts == nil {
			return nil, problem.New(problem.Internal, "cli.demo_line", "line", step.line)
		}
		if step.on, err = date.Parse(parts[1]); err != nil {
			return nil, err
		}
		step.user = parts[2]
		words := csv.NewReader(strings.NewReader(parts[3]))
		words.Comma, words.LazyQuotes = ' ', true
		if step.args, err = words.Read(); err != nil {
			return nil, err
		}
		for i, arg := range step.args {
			if name, ok := strings.CutPrefix(arg, "{"); ok {
				step.args[i] = filepath.Join(folder, strings.TrimSuffix(name, "}"))
			}
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// playYear carries out the steps up to today, each on its day, with the rates
// of exchange that there were by then. A year that was played is not played
// again.
func (a *app) playYear(past *services, today date.Date) error {
	budgets, err := past.budget.Budgets(a.ctx)
	if err != nil || len(budgets) > 0 {
		return err
	}
	folder, err := os.MkdirTemp("", "article30-demo-")
	if err != nil {
		return problem.New(problem.Invalid, "cli.cannot_write", "file", os.TempDir()).With(err)
	}
	defer os.RemoveAll(folder)
	if err := os.CopyFS(folder, demoFiles); err != nil {
		return problem.New(problem.Invalid, "cli.cannot_write", "file", folder).With(err)
	}
	steps, err := demoYear(filepath.Join(folder, "demo"))
	if err != nil {
		return err
	}
	played, month := 0, ""
	for _, step := range steps {
		if step.on.After(today) {
			break
		}
		s := compose(past.db, date.Fixed(morning(step.on)), a.set)
		if m := step.on.String()[:len("2006-01")]; m != month {
			month = m
			if err := a.loadRates(s, step.on); err != nil {
				return err
			}
		}
		if err := a.play(s, step); err != nil {
			return problem.New(problem.Internal, "cli.demo_step", "line", step.line, "command", strings.Join(step.args, " ")).With(err)
		}
		played++
	}
	a.println(a.printer.Text("cli.demo_year", "count", played))
	return nil
}

// play runs a command as it would run by itself, on the services and in the
// role of its user.
func (a *app) play(s *services, step demoStep) error {
	var c commands
	var said bytes.Buffer
	parsed, err := grammar(&c, io.Discard, io.Discard, func(int) {}).Parse(step.args)
	if err != nil {
		return err
	}
	one := &app{ctx: a.ctx, flags: a.flags, set: a.set, printer: a.printer, out: bufio.NewWriter(&said), err: &said, clock: s.clock, on: s}
	one.actor = access.Actor{Name: step.user, Roles: []access.Role{access.Role(strings.ReplaceAll(step.user, "-", "_"))}}
	err = parsed.Run(one)
	if errors.Is(err, errFound) { // it has said why
		one.out.Flush()
		return errors.New(said.String())
	}
	return err
}

// loadRates loads the published rates that there were by that day.
func (a *app) loadRates(s *services, until date.Date) error {
	src, err := sheet.FromBytes(published.UNORE, published.Bytes(published.UNORE))
	if err != nil {
		return err
	}
	_, err = s.imports.Import(a.ctx, a.actor, "rates", src, imports.Options{Mapping: "unore", Until: until})
	return err
}
