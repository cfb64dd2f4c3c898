package cli

import (
	"io"
	"os"

	"article30/api/statements"
	"article30/internal/date"
	"article30/internal/problem"
)

type reportCmd struct {
	Name   string `arg:"" enum:"${reports}" help:"${reports}."`
	Format string `enum:"xlsx,csv,json" default:"xlsx" help:"xlsx, csv or json."`
	Out    string `short:"o" default:"-" placeholder:"FILE" help:"Where to write it; - is the standard output."`
	On     string `placeholder:"DATE" help:"Status of contributions: at the end of that day; today without it."`
	Donor  int64  `help:"Status of contributions: only this donor's, by id."`
	Year   int    `help:"Status of contributions: only of this year."`
	Symbol string `help:"Budget sheet: of this version; may be left out when there is one document only."`
	Table  string `help:"CSV: which table; the first without it."`
}

func reportNames() []string { return statements.Names }

func (c *reportCmd) Run(a *app) error {
	in := statements.In{Name: c.Name, Format: c.Format, Donor: c.Donor, Year: c.Year, Symbol: c.Symbol, Table: c.Table}
	if c.On != "" {
		var err error
		if in.AsOf, err = date.Parse(c.On); err != nil {
			return err
		}
	}
	return a.with(func(s *services) error {
		file, err := s.statements.Make(a.ctx, a.printer, in)
		if err != nil {
			return err
		}
		return a.write(c.Out, file.Content)
	})
}

// write writes a whole file or none: into a file beside it first, which then
// takes its place.
func (a *app) write(path string, content []byte) error {
	if path == "-" {
		_, err := a.out.Write(content)
		return err
	}
	fail := func(err error) error {
		return problem.New(problem.Invalid, "cli.cannot_write", "file", path).With(err)
	}
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return fail(err)
	}
	_, err = f.Write(content)
	if err == nil {
		err = f.Sync()
	}
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		os.Remove(part)
		return fail(err)
	}
	_, err = io.WriteString(a.err, a.printer.Text("cli.written", "file", path, "count", len(content))+"\n")
	return err
}
