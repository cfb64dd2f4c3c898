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
	"slices"
	"strconv"
	"strings"

	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
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

// playYear carries out the steps up to today, each on its day, beside the
// published rates and contributions that there were on the first of them in
// its month. A year that was played is not played again.
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
			if _, err := a.loadFigures(s, step.on); err != nil {
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
	args := slices.Clone(step.args)
	for i, arg := range args {
		var err error
		if args[i], err = a.numbered(s, arg); err != nil {
			return err
		}
	}
	var c commands
	parsed, err := parse(&c, args, io.Discard, io.Discard, func(int) {})
	if err != nil {
		return err
	}
	var said bytes.Buffer
	one := &app{ctx: a.ctx, flags: a.flags, set: a.set, printer: a.printer, out: bufio.NewWriter(&said), err: &said, clock: s.clock, on: s}
	one.actor = access.Actor{Name: step.user, Roles: []access.Role{access.Role(strings.ReplaceAll(step.user, "-", "_"))}}
	err = parsed.Run(one)
	if one.pending(err) { // it waits for somebody else
		return nil
	}
	if errors.Is(err, errFound) { // it has said why
		one.out.Flush()
		return errors.New(said.String())
	}
	return err
}

// numbered is the number that the program gave to what the argument names:
// donor:NAME, contribution:REFERENCE or suspense:REFERENCE OF THE BANK. Any
// other argument is itself.
func (a *app) numbered(s *services, arg string) (string, error) {
	var id int64
	kind, name, named := strings.Cut(arg, ":")
	if !named {
		return arg, nil
	}
	switch kind {
	case "donor":
		all, err := s.contributions.Donors(a.ctx)
		if err != nil {
			return "", err
		}
		for _, d := range all {
			if d.Name == name {
				id = d.ID
			}
		}
	case "contribution":
		all, err := s.contributions.Contributions(a.ctx, contributions.Filter{})
		if err != nil {
			return "", err
		}
		for _, c := range all {
			if c.Reference == name {
				id = c.ID
			}
		}
	case "suspense":
		all, err := s.contributions.InSuspenseOn(a.ctx, s.contributions.Today(), false)
		if err != nil {
			return "", err
		}
		for _, item := range all {
			if item.Entry.Payment.BankReference == name {
				id = item.Entry.ID
			}
		}
	default:
		return arg, nil
	}
	return strconv.FormatInt(id, 10), nil
}
