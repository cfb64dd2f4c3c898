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
	"strings"

	"article30/budget"
	"article30/contributions"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/csv"
	"article30/reports/xlsx"
)

// Names of the statements, and Formats in which each can be had.
var (
	Names   = []string{"status-of-contributions", "ageing", "due-instalments", "fund", "earmarks", "budget-sheet"}
	Formats = []string{"xlsx", "csv", "json"}
)

// Needs is what a statement tells of, and so what its reader must be allowed
// to read besides making statements. A delegate gets what statements tell of
// the contributions of their own State.
var Needs = map[string]access.Permission{
	"status-of-contributions": access.ReadContributions,
	"ageing":                  access.ReadContributions,
	"due-instalments":         access.ReadContributions,
	"fund":                    access.ReadReports, // sums of all donors, and nothing of one
	"earmarks":                access.ReadContributions,
	"budget-sheet":            access.ReadBudgets,
}

// In selects a statement. What a statement does not know must be empty.
type In struct {
	Name, Format string
	AsOf         date.Date // status of contributions, ageing, due instalments and earmarks; today when it is no date
	Donor        int64     // status of contributions, ageing and due instalments; all for 0
	Year         int       // the same and fund; all for 0
	From, To     date.Date // fund; all there is up to today when they are no dates
	Symbol       string    // budget sheet; may be empty when there is one document only
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
	render, ok := renderers[in.Format]
	if err := check(in, ok); err != nil {
		return nil, err
	}
	if err := s.narrow(ctx, actor, &in); err != nil {
		return nil, err
	}
	select {
	case s.places <- struct{}{}:
		defer func() { <-s.places }()
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	checked, about, err := s.statement(ctx, p, in)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := render.write(&b, checked, in); err != nil {
		return nil, err
	}
	return &File{
		Name:        fileName(in.Name, about, p.Lang()) + "." + in.Format,
		ContentType: render.contentType,
		Content:     b.Bytes(),
		SHA256:      sha256.Sum256(b.Bytes()),
	}, nil
}

// optionsOf are what each statement lets its reader choose, by the names of the
// fields of In.
var optionsOf = map[string][]string{
	"status-of-contributions": {"on", "donor", "year"},
	"ageing":                  {"on", "donor", "year"},
	"due-instalments":         {"on", "donor", "year"},
	"fund":                    {"year", "from", "to"},
	"earmarks":                {"on"},
	"budget-sheet":            {"symbol"},
}

func check(in In, knownFormat bool) error {
	var fields problem.Fields
	unknown := func(path, value string, allowed []string) {
		fields.Add(path, "report.not_one_of", "value", value, "allowed", strings.Join(allowed, ", "))
	}
	if !knownFormat {
		unknown("format", in.Format, Formats)
	}
	options, ok := optionsOf[in.Name]
	if !ok {
		unknown("name", in.Name, Names)
	}
	given := []struct {
		name string
		set  bool
	}{
		{"symbol", in.Symbol != ""}, {"on", !in.AsOf.IsZero()}, {"donor", in.Donor != 0}, {"year", in.Year != 0},
		{"from", !in.From.IsZero()}, {"to", !in.To.IsZero()},
	}
	for _, o := range given {
		if ok && o.set && !slices.Contains(options, o.name) {
			fields.Add(o.name, "report.no_such_option")
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
func (s *Statements) narrow(ctx context.Context, actor access.Actor, in *In) error {
	if !slices.Contains(optionsOf[in.Name], "donor") {
		return actor.Require(Needs[in.Name])
	}
	sees, err := s.contributions.Sight(ctx, actor)
	if err != nil {
		return err
	}
	donor, some := sees.Narrow(in.Donor)
	if !some {
		return problem.New(problem.NotFound, "donor.not_found", "donor", in.Donor)
	}
	in.Donor = donor
	if donor != 0 {
		_, _, err = s.contributions.DonorBalance(ctx, donor) // is there such a donor?
	}
	return err
}

// statement is what to render, and what tells its file from others.
func (s *Statements) statement(ctx context.Context, p *locale.Printer, in In) (*reports.Checked, string, error) {
	switch in.Name {
	case "fund":
		ask := reports.FundIn{From: in.From, To: in.To}
		if in.Year != 0 {
			if err := ask.OfYear(in.Year, s.reports.Today()); err != nil {
				return nil, "", err
			}
		}
		c, err := s.reports.Fund(ctx, p, ask)
		if err != nil {
			return nil, "", err
		}
		about := c.Statement().AsOf.String()
		if !ask.From.IsZero() {
			about = ask.From.String() + "_" + about
		}
		return c, about, nil
	case "ageing", "due-instalments":
		statement := s.reports.Ageing
		if in.Name == "due-instalments" {
			statement = s.reports.DueInstalments
		}
		c, err := statement(ctx, p, reports.StatusIn{AsOf: in.AsOf, Donor: in.Donor, Year: in.Year})
		if err != nil {
			return nil, "", err
		}
		return c, c.Statement().AsOf.String(), nil
	case "earmarks":
		c, err := s.reports.Earmarks(ctx, p, reports.EarmarksIn{AsOf: in.AsOf})
		if err != nil {
			return nil, "", err
		}
		return c, c.Statement().AsOf.String(), nil
	case "budget-sheet":
		symbol, err := s.symbol(ctx, in.Symbol)
		if err != nil {
			return nil, "", err
		}
		c, err := s.reports.BudgetSheet(ctx, p, reports.BudgetSheetIn{Symbol: symbol})
		return c, symbol, err
	}
	c, err := s.reports.StatusOfContributions(ctx, p, reports.StatusIn{AsOf: in.AsOf, Donor: in.Donor, Year: in.Year})
	if err != nil {
		return nil, "", err
	}
	return c, c.Statement().AsOf.String(), nil
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
