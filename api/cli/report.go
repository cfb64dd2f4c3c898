package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"article30/api/statements"
	"article30/internal/date"
	"article30/internal/problem"
)

type reportCmd struct {
	Name    string `arg:"" enum:"${reports}" help:"${reports}."`
	Format  string `enum:"xlsx,csv,json" default:"xlsx" help:"xlsx, csv or json."`
	Out     string `short:"o" default:"-" placeholder:"FILE" help:"Where to write it; - is the standard output."`
	On      string `placeholder:"DATE" help:"At the end of that day; today without it. For ${taking_on}."`
	Donor   string `placeholder:"DONOR" help:"Only this donor's, by id, name or ISO code. For ${taking_donor}."`
	Year    int    `help:"Only of this calendar year. For ${taking_year}."`
	From    string `placeholder:"DATE" help:"From that day; from the first one without it. For ${taking_from}."`
	To      string `placeholder:"DATE" help:"To the end of that day; today without it. For ${taking_to}."`
	Symbol  string `help:"Of this version of a budget; may be left out when there is one document only. For ${taking_symbol}."`
	Percent string `help:"From which difference, in per cent of the final budget, a line is marked for explanation; 10 without it. For ${taking_percent}."`
	Table   string `help:"CSV: which table; the first without it."`
}

// reportVars are what the help says of statements.
func reportVars() kong.Vars {
	vars := kong.Vars{"reports": strings.Join(statements.Names, ", ")}
	for _, o := range statements.Options() {
		vars["taking_"+string(o)] = strings.Join(statements.Taking(o), ", ")
	}
	return vars
}

func (c *reportCmd) Run(a *app) error {
	in := statements.In{Name: c.Name, Format: c.Format, Donor: c.Donor, Year: c.Year, Symbol: c.Symbol, Percent: c.Percent, Table: c.Table}
	var fields problem.Fields
	for _, d := range []struct {
		path, value string
		into        *date.Date
	}{{"on", c.On, &in.AsOf}, {"from", c.From, &in.From}, {"to", c.To, &in.To}} {
		if d.value != "" {
			var err error
			*d.into, err = date.Parse(d.value)
			fields.AddErr(d.path, err)
		}
	}
	if c.Year != 0 && (c.Year < 1900 || c.Year > 2199) {
		fields.Add("year", "contribution.bad_year", "value", strconv.Itoa(c.Year))
	}
	if err := fields.Err("cli.invalid"); err != nil {
		return err
	}
	return a.with(func(s *services) error {
		file, err := s.statements.Make(a.ctx, a.actor, a.printer, in)
		if err != nil {
			return err
		}
		return a.write(c.Out, func(w io.Writer) error {
			_, err := w.Write(file.Content)
			return err
		})
	})
}

// write writes a whole file or none.
//
// Errors: those of fill; cli.cannot_write.
func (a *app) write(path string, fill func(io.Writer) error) error {
	if path == "-" {
		return fill(a.out)
	}
	size, err := replace(path, fill)
	_, unusable := errors.AsType[*fs.PathError](err)
	_, unmoved := errors.AsType[*os.LinkError](err)
	switch {
	case unusable || unmoved:
		return problem.New(problem.Invalid, "cli.cannot_write", "file", path).With(err)
	case err != nil:
		return err
	}
	_, err = io.WriteString(a.err, a.printer.Text("cli.written", "file", path, "count", int(size))+"\n")
	return err
}

// replace fills a file beside the one at path, which then takes its place, and
// returns how many bytes it has.
func replace(path string, fill func(io.Writer) error) (size int64, err error) {
	part := path + ".part"
	f, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o666)
	if err != nil {
		return 0, err
	}
	err = fill(f)
	if err == nil {
		size, err = f.Seek(0, io.SeekCurrent)
	}
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
	}
	return size, err
}
