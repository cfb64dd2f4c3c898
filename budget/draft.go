package budget

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"article30/budget/costing"
	"article30/internal/access"
	"article30/internal/problem"
)

// DraftIn begins a draft. An original has years, or takes the lines of an
// earlier text, From: with years without their figures, otherwise with all that
// it says. A revision or corrigendum begins as the text that it belongs to, or
// as From; an addendum with its columns only.
type DraftIn struct {
	Symbol     string `json:"symbol"`
	Title      string `json:"title,omitempty" doc:"Of an original only."`
	Session    string `json:"session,omitempty" doc:"Of an original only."`
	Kind       string `json:"kind,omitempty" enum:"budget,note,estimate" doc:"Of an original only; budget without it."`
	From       string `json:"from,omitempty" doc:"Symbol of the text to begin with."`
	Years      []int  `json:"years,omitempty" doc:"Of an original only: the years of the columns."`
	PSCPercent string `json:"psc_percent,omitempty"`
	Unit       string `json:"unit,omitempty" enum:"0.01,1"`
}

// Draft registers a document, or a version of one, to be written line by line.
//
// Errors: those of Create and AddVersion; budget.not_found for From.
func (s *Service) Draft(ctx context.Context, actor access.Actor, in DraftIn) (Version, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Version{}, err
	}
	symbol, err := ParseSymbol(in.Symbol)
	var f problem.Fields
	f.AddErr("symbol", err)
	original := err == nil && symbol.Kind() == Original
	if err == nil && !original {
		for path, given := range map[string]bool{"title": in.Title != "", "session": in.Session != "", "kind": in.Kind != "", "years": len(in.Years) > 0} {
			if given {
				f.Add(path, "draft.of_original")
			}
		}
		if in.From == "" {
			in.From = symbol.Parent()
		}
	}
	if original && in.From == "" && len(in.Years) == 0 {
		f.Add("years", "draft.no_years")
	}
	if err := f.Err("budget.invalid"); err != nil {
		return Version{}, err
	}
	var v Version
	err = s.store.Update(ctx, func(ctx context.Context) error {
		content, err := s.begin(ctx, in, symbol.Kind())
		if err != nil {
			return err
		}
		if !original {
			v, err = s.AddVersion(ctx, actor, VersionIn{in.Symbol, content})
			return err
		}
		b, err := s.Create(ctx, actor, CreateIn{Session: in.Session, Kind: in.Kind, Symbol: in.Symbol, Title: in.Title, ContentIn: content})
		if err == nil {
			v = b.Versions[0]
		}
		return err
	})
	return v, err
}

// begin is what a draft begins with.
func (s *Service) begin(ctx context.Context, in DraftIn, kind VersionKind) (ContentIn, error) {
	var content ContentIn
	if in.From != "" {
		from, err := s.Version(ctx, in.From)
		if err != nil {
			return content, err
		}
		content = contentIn(Version{Content: from.Content})
		if kind == Addendum {
			content.Lines, content.Texts, content.Sections = nil, nil, nil
		}
	}
	if in.PSCPercent != "" {
		content.PSCPercent = in.PSCPercent
	}
	if in.Unit != "" {
		content.Unit = in.Unit
	}
	if len(in.Years) > 0 {
		content.Columns = nil
		for _, year := range in.Years {
			content.Columns = append(content.Columns, ColumnIn{Year: year})
		}
		for i := range content.Lines {
			content.Lines[i].Amounts, content.Lines[i].Basis = make([]string, len(in.Years)), nil
		}
	}
	return content, nil
}

// contentIn is the text of a version as it would be entered.
func contentIn(v Version) ContentIn {
	in := ContentIn{
		PSCPercent: v.PSCPercent.String(), Unit: v.Unit.String(), Source: v.Source,
		DistrOn: v.DistrOn.String(), UploadedOn: v.UploadedOn.String(),
	}
	for _, c := range v.Columns {
		in.Columns = append(in.Columns, ColumnIn{c.Year, string(c.Stage), c.Label})
	}
	for _, l := range v.Lines {
		in.Lines = append(in.Lines, lineIn(l))
	}
	in.Texts = textsIn(v.Texts)
	for name, titles := range v.Sections {
		for language, title := range titles {
			in.setSection(name, string(language), title)
		}
	}
	return in
}

func lineIn(l Line) LineIn {
	in := LineIn{
		Code: l.Code, Title: l.Title, Section: l.Section, Mandate: string(l.Mandate), Instrument: string(l.Instrument),
		Object: string(l.Object), Funding: string(l.Funding), Texts: textsIn(l.Texts),
		Amounts: make([]string, len(l.Amounts)), Basis: slices.Clone(l.Basis),
	}
	for i, m := range l.Amounts {
		if m.Currency() != "" {
			in.Amounts[i] = m.Plain()
		}
	}
	return in
}

func (in *ContentIn) setSection(name, language, title string) {
	if in.Sections == nil {
		in.Sections = map[string]map[string]string{}
	}
	if in.Sections[name] == nil {
		in.Sections[name] = map[string]string{}
	}
	in.Sections[name][language] = title
}

// LineRef names a line of a draft: by its code, or by its title where it has
// none; and by its source of funding where several are called so.
type LineRef struct {
	Line    string `json:"line" doc:"Code of the line, or its title where it has none."`
	Funding string `json:"funding,omitempty" enum:"regular,general_purpose,special_purpose" doc:"Where several lines are called so, which; of a new line its source of funding."`
}

// find is the place of the line in the text; -1 for none.
//
// Error: line.ambiguous.
func (r LineRef) find(lines []LineIn) (int, error) {
	found := -1
	for i, l := range lines {
		if r.Funding != "" && l.Funding != r.Funding || l.Code != r.Line && (l.Code != "" || l.Title != r.Line) {
			continue
		}
		if found >= 0 {
			return -1, problem.New(problem.Conflict, "line.ambiguous", "line", r.Line)
		}
		found = i
	}
	return found, nil
}

func (r LineRef) mustFind(lines []LineIn, symbol string) (int, error) {
	i, err := r.find(lines)
	if err == nil && i < 0 {
		err = problem.New(problem.NotFound, "line.not_found", "line", r.Line, "symbol", symbol)
	}
	return i, err
}

// SetLineIn sets a line of a draft: what is not said stays as it is. A line
// that is not there yet is added at the end of its section, or of the text.
type SetLineIn struct {
	Symbol string `json:"symbol"`
	LineRef
	NewFunding *string    `json:"new_funding,omitempty" enum:"regular,general_purpose,special_purpose" doc:"Another source of funding for the line."`
	Title      *string    `json:"title,omitempty" doc:"Of a new line without it, what line says."`
	Section    *string    `json:"section,omitempty"`
	Mandate    *string    `json:"mandate,omitempty"`
	Instrument *string    `json:"instrument,omitempty"`
	Object     *string    `json:"object,omitempty"`
	Figures    []FigureIn `json:"figures,omitempty" doc:"Those that are set; the others stay."`
}

// FigureIn is one figure of a line: an amount, or what it is computed from, or
// neither for nil.
type FigureIn struct {
	Year    int              `json:"year"`
	Stage   string           `json:"stage,omitempty" doc:"Which of the year's columns; proposed without it."`
	Amount  string           `json:"amount,omitempty" doc:"US dollars."`
	Drivers []costing.Driver `json:"drivers,omitempty" doc:"What it is computed from."`
}

// SetLine writes one line of a draft. Figures are computed at the standard
// costs of their year, which the line keeps: it does not follow the table
// afterwards.
//
// Errors: line.invalid with fields; line.ambiguous; those of Replace.
func (s *Service) SetLine(ctx context.Context, actor access.Actor, in SetLineIn) (Version, error) {
	return s.change(ctx, actor, in.Symbol, func(ctx context.Context, content *ContentIn) error {
		i, err := in.find(content.Lines)
		if err != nil {
			return err
		}
		if i < 0 {
			i = content.addLine(in)
		}
		table, err := s.costs.Table(ctx)
		if err != nil {
			return err
		}
		line := &content.Lines[i]
		for _, set := range []struct {
			into *string
			to   *string
		}{{&line.Funding, in.NewFunding}, {&line.Title, in.Title}, {&line.Section, in.Section}, {&line.Mandate, in.Mandate}, {&line.Instrument, in.Instrument}, {&line.Object, in.Object}} {
			if set.to != nil {
				*set.into = strings.TrimSpace(*set.to)
			}
		}
		if in.Mandate != nil && in.Instrument == nil {
			line.Instrument = "" // that of the mandate
		}
		var f problem.Fields
		for n, figure := range in.Figures {
			figure.set(&f, fmt.Sprintf("figures[%d]", n), content.Columns, line, table)
		}
		return f.Err("line.invalid")
	})
}

// addLine makes room for a new line and returns its place.
func (in *ContentIn) addLine(l SetLineIn) int {
	added := LineIn{Code: strings.TrimSpace(l.Line), Title: l.Line, Funding: l.Funding, Amounts: make([]string, len(in.Columns))}
	at := len(in.Lines)
	if l.Section != nil {
		for i, other := range in.Lines {
			if other.Section == strings.TrimSpace(*l.Section) && other.Section != "" && other.Funding == l.Funding {
				at = i + 1
			}
		}
	}
	in.Lines = slices.Insert(in.Lines, at, added)
	return at
}

// set writes the figure into its column of the line.
func (in FigureIn) set(f *problem.Fields, path string, columns []ColumnIn, line *LineIn, table costing.Table) {
	stage := in.Stage
	if stage == "" {
		stage = string(Proposed)
	}
	at := slices.IndexFunc(columns, func(c ColumnIn) bool { return c.Year == in.Year && c.Stage == stage })
	switch {
	case at < 0:
		f.Add(path+".year", "draft.no_column", "year", in.Year, "stage", stage)
		return
	case in.Amount != "" && len(in.Drivers) > 0:
		f.Add(path+".amount", "draft.amount_or_basis")
		return
	case len(in.Drivers) > mostDrivers:
		f.Add(path+".drivers", "draft.too_many_drivers", "limit", mostDrivers)
		return
	}
	line.Amounts[at] = in.Amount
	if len(line.Basis) == 0 {
		line.Basis = make([][]costing.Term, len(columns))
	}
	line.Basis[at] = nil
	for n, d := range in.Drivers {
		line.Basis[at] = append(line.Basis[at], d.Resolve(f, fmt.Sprintf("%s.drivers[%d]", path, n), table, in.Year)...)
	}
}

// mostDrivers is what one figure may be computed from.
const mostDrivers = 200

// RemoveLineIn names a line that is left out.
type RemoveLineIn struct {
	Symbol string `json:"symbol"`
	LineRef
}

// RemoveLine leaves a line out of a draft.
//
// Errors: line.not_found, line.ambiguous; those of Replace.
func (s *Service) RemoveLine(ctx context.Context, actor access.Actor, in RemoveLineIn) (Version, error) {
	return s.change(ctx, actor, in.Symbol, func(_ context.Context, content *ContentIn) error {
		i, err := in.mustFind(content.Lines, in.Symbol)
		if err != nil {
			return err
		}
		section := content.Lines[i].Section
		content.Lines = slices.Delete(content.Lines, i, i+1)
		if !slices.ContainsFunc(content.Lines, func(l LineIn) bool { return l.Section == section }) {
			delete(content.Sections, section)
		}
		return nil
	})
}

// SetTextIn sets what a draft says in a language: of a line, of a section, or
// of neither, and then of the document. What is not said stays as it is; "" for
// a title or narrative takes it away.
type SetTextIn struct {
	Symbol    string  `json:"symbol"`
	Language  string  `json:"language" enum:"ar,zh,en,fr,ru,es"`
	Line      string  `json:"line,omitempty" doc:"Code of the line, or its title where it has none."`
	Funding   string  `json:"funding,omitempty" enum:"regular,general_purpose,special_purpose" doc:"Where several lines are called so, which."`
	Section   string  `json:"section,omitempty" doc:"Name of the section in English."`
	Title     *string `json:"title,omitempty"`
	Narrative *string `json:"narrative,omitempty"`
}

// SetText writes a title or a narrative. The English title of a line is the
// line's own; the English names of sections and documents are set with them.
//
// Errors: line.invalid with fields; line.not_found, line.ambiguous; those of
// Replace.
func (s *Service) SetText(ctx context.Context, actor access.Actor, in SetTextIn) (Version, error) {
	return s.change(ctx, actor, in.Symbol, func(_ context.Context, content *ContentIn) error {
		var f problem.Fields
		switch {
		case in.Line != "" && in.Section != "":
			f.Add("section", "draft.line_or_section")
		case in.Title == nil && in.Narrative == nil:
			f.Add("title", "budget.text_missing")
		case in.Section != "" && in.Narrative != nil:
			f.Add("narrative", "draft.section_narrative")
		}
		if err := f.Err("line.invalid"); err != nil {
			return err
		}
		if in.Section != "" {
			content.setSection(in.Section, in.Language, *in.Title)
			return nil
		}
		texts := &content.Texts
		if in.Line != "" {
			i, err := LineRef{in.Line, in.Funding}.mustFind(content.Lines, in.Symbol)
			if err != nil {
				return err
			}
			texts = &content.Lines[i].Texts
			if in.Language == string(English) && in.Title != nil {
				content.Lines[i].Title, in.Title = *in.Title, nil
			}
		}
		if *texts == nil {
			*texts = map[string]LineText{}
		}
		t := (*texts)[in.Language]
		if in.Title != nil {
			t.Title = *in.Title
		}
		if in.Narrative != nil {
			t.Narrative = *in.Narrative
		}
		(*texts)[in.Language] = t
		return nil
	})
}

// change writes a draft anew with what fn changes in it.
func (s *Service) change(ctx context.Context, actor access.Actor, symbol string, fn func(ctx context.Context, content *ContentIn) error) (Version, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return Version{}, err
	}
	var v Version
	err := s.store.Update(ctx, func(ctx context.Context) error {
		b, old, err := s.find(ctx, symbol)
		if err != nil {
			return err
		}
		if err := changeable(b, old); err != nil {
			return err
		}
		if old.Content, err = s.store.Content(ctx, old.ID); err != nil {
			return err
		}
		in := contentIn(old)
		if err := fn(ctx, &in); err != nil {
			return err
		}
		v, err = s.Replace(ctx, actor, VersionIn{symbol, in})
		return err
	})
	return v, err
}
