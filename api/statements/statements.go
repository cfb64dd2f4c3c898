// Package statements hands out every statement as a complete file: the one
// table that says what can be had and in which formats, for the command line,
// the interface for programs and the pages alike.
package statements

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"article30/budget"
	"article30/budget/conference"
	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/csv"
	"article30/reports/xlsx"
)

// Formats in which each statement can be had.
var Formats = []string{"xlsx", "csv", "json"}

// In selects a statement. What a statement does not know must be empty.
type In struct {
	Name, Format string
	AsOf         date.Date // today when it is no date
	Donor        string    // by id, name or code of the participant; all for ""
	Year         int       // all for 0
	From, To     date.Date // all there is up to today when they are no dates
	Symbol       string    // of a version of a budget; may be empty when there is one document only
	Percent      string    // of a difference that is to be explained; the statement's own for ""
	Table        string    // CSV: which table, the first for ""
}

// File is a complete statement.
type File struct {
	Name        string // letters, digits, dots, hyphens and underscores only
	ContentType string
	Content     []byte
	SHA256      [sha256.Size]byte
}

// ETag identifies the content: the same data gives the same bytes.
func (f *File) ETag() string { return `"` + hex.EncodeToString(f.SHA256[:]) + `"` }

// Digest is the content's SHA-256 as the header Repr-Digest has it.
func (f *File) Digest() string {
	return "sha-256=:" + base64.StdEncoding.EncodeToString(f.SHA256[:]) + ":"
}

// Disposition has a browser keep the file under its name, which needs no
// escaping.
func (f *File) Disposition() string { return `attachment; filename="` + f.Name + `"` }

// atOnce is how many statements are made at the same time; whoever asks for
// one more waits, so that memory stays bounded.
const atOnce = 2

// Statements makes files.
type Statements struct {
	reports       *reports.Service
	budget        *budget.Service
	contributions *contributions.Service
	places        chan struct{}
}

// New makes files of the statements of these services.
func New(r *reports.Service, b *budget.Service, c *contributions.Service) *Statements {
	return &Statements{r, b, c, make(chan struct{}, atOnce)}
}

// Make makes the statement in p's language.
//
// Errors: those of access.Actor.Require; report.invalid with the fields name,
// format, symbol, on, donor, year, from, to and table; donor.not_found for
// another State's; those of the statement.
func (s *Statements) Make(ctx context.Context, actor access.Actor, p *locale.Printer, in In) (*File, error) {
	if err := actor.Require(access.ReadReports); err != nil {
		return nil, err
	}
	kind, known := find(in.Name)
	render, ok := renderers[in.Format]
	if err := check(in, kind, known, ok); err != nil {
		return nil, err
	}
	ask := request{In: in}
	if err := s.narrow(ctx, actor, p, kind, &ask); err != nil {
		return nil, err
	}
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	checked, about, err := kind.make(s, ctx, p, ask)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := render.write(&b, checked, in); err != nil {
		return nil, err
	}
	return NewFile(fileName(in.Name, about, p.Lang())+"."+in.Format, render.contentType, b.Bytes()), nil
}

func check(in In, kind statement, known, knownFormat bool) error {
	var fields problem.Fields
	unknown := func(path, value string, allowed []string) {
		fields.Add(path, "report.not_one_of", "value", value, "allowed", strings.Join(allowed, ", "))
	}
	if !knownFormat {
		unknown("format", in.Format, Formats)
	}
	if !known {
		unknown("name", in.Name, Names)
	}
	given := []struct {
		option Option
		set    bool
	}{
		{Symbol, in.Symbol != ""}, {On, !in.AsOf.IsZero()}, {Donor, in.Donor != ""}, {Year, in.Year != 0},
		{From, !in.From.IsZero()}, {To, !in.To.IsZero()}, {Percent, in.Percent != ""},
	}
	for _, o := range given {
		if known && o.set && !kind.takes(o.option) {
			fields.Add(string(o.option), "report.no_such_option")
		}
	}
	if in.Year != 0 && (!in.From.IsZero() || !in.To.IsZero()) {
		fields.Add("year", "report.year_or_period")
	}
	if in.Table != "" && in.Format != "csv" {
		fields.Add("table", "report.no_such_option")
	}
	return fields.Err("report.invalid")
}

// narrow refuses what is not for the actor, and makes what is only in part so
// that part.
func (s *Statements) narrow(ctx context.Context, actor access.Actor, p *locale.Printer, kind statement, ask *request) error {
	if !kind.takes(Donor) {
		return actor.Require(kind.needs)
	}
	sees, err := s.contributions.Sight(ctx, actor)
	if err != nil {
		return err
	}
	unknown := problem.New(problem.NotFound, "donor.not_found", "donor", ask.Donor)
	asked, found, err := s.find(ctx, p, ask.Donor)
	if err != nil {
		return err
	}
	var some bool
	ask.donor, some = sees.Narrow(asked)
	switch {
	case !some && ask.Donor == "":
		return problem.New(problem.NotFound, "donor.state_gave_nothing", "state", actor.State)
	case !some || !found:
		return unknown
	}
	return nil
}

// find is the donor of that id, name (as entered, or in p's language) or code
// of a participant; 0 for "", and false for nobody.
func (s *Statements) find(ctx context.Context, p *locale.Printer, donor string) (int64, bool, error) {
	if donor == "" {
		return 0, true, nil
	}
	donors, err := s.contributions.Donors(ctx)
	id, _ := strconv.ParseInt(donor, 10, 64) // 0 is nobody's
	for _, d := range donors {
		var names []string
		if d.Party != "" {
			names = append(names, string(d.Party), p.Party(string(d.Party)))
		}
		if d.Named(id, donor) || slices.ContainsFunc(names, func(name string) bool { return strings.EqualFold(name, donor) }) {
			return d.ID, true, err
		}
	}
	return 0, false, err
}

// symbol is the document asked for, or the only one there is.
func (s *Statements) symbol(ctx context.Context, asked string) (string, error) {
	if asked != "" {
		return asked, nil
	}
	all, err := s.budget.Budgets(ctx)
	if err != nil {
		return "", err
	}
	if len(all) == 0 {
		return "", problem.New(problem.NotFound, "report.no_budget")
	}
	if len(all) > 1 {
		symbols := make([]string, len(all))
		for i, b := range all {
			symbols[i] = b.Symbol
		}
		var fields problem.Fields
		fields.Add("symbol", "report.which_budget", "symbols", strings.Join(symbols, ", "))
		return "", fields.Err("report.invalid")
	}
	return all[0].Symbol, nil
}

// Workbook is the media type of a workbook.
const Workbook = xlsx.ContentType

// NewFile is a complete file under its name.
func NewFile(name, contentType string, content []byte) *File {
	return &File{name, contentType, content, sha256.Sum256(content)}
}

// EvidenceName is the name of a file that somebody sent, with the letters that
// are safe in any header and on any disk.
func EvidenceName(name string) string { return fileName("evidence", name) }

// SheetName names the file of a sheet that was frozen.
func SheetName(symbol string, language conference.Language) string {
	return fileName(symbol, string(language)) + ".xlsx"
}

// ProofName names the file of a proof of a version's sheets.
func ProofName(symbol string) string { return fileName(symbol) + ProofEnding }

// ProofEnding is how the name of a proof ends.
const ProofEnding = ".proof"

type renderer struct {
	contentType string
	write       func(b *bytes.Buffer, c *reports.Checked, in In) error
}

var renderers = map[string]renderer{
	"xlsx": {
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		func(b *bytes.Buffer, c *reports.Checked, _ In) error { return xlsx.Render(b, c) },
	},
	"csv": {
		csv.ContentType,
		func(b *bytes.Buffer, c *reports.Checked, in In) error { return csv.Render(b, c, in.Table, csv.Labels) },
	},
	"json": {
		"application/json",
		func(b *bytes.Buffer, c *reports.Checked, _ In) error { return c.WriteJSON(b) },
	},
}

var unsafe = regexp.MustCompile(`[^A-Za-z0-9.-]+`)

func fileName(parts ...string) string {
	for i, part := range parts {
		parts[i] = strings.Trim(unsafe.ReplaceAllString(part, "-"), ".-")
	}
	return strings.Join(parts, "_")
}
