package budget

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"article30/budget/conference"
	"article30/budget/costing"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// CreateIn is a document as it is registered, with its original text. Kind is
// "" for a budget.
type CreateIn struct {
	Session string `json:"session,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Symbol  string `json:"symbol"`
	Title   string `json:"title"`
	ContentIn
}

// VersionIn is a further version, or the figures of a draft; the symbol says
// of what.
type VersionIn struct {
	Symbol string `json:"symbol"`
	ContentIn
}

// ContentIn is the text of a version as it is entered. PSCPercent is "" for
// the percentage that is set; Unit is "0.01", "1" or "" for the cent.
type ContentIn struct {
	PSCPercent string     `json:"psc_percent,omitempty"`
	Unit       string     `json:"unit,omitempty"`
	Source     string     `json:"source,omitempty"`
	DistrOn    string     `json:"distr_on,omitempty"`
	UploadedOn string     `json:"uploaded_on,omitempty"`
	Columns    []ColumnIn `json:"columns,omitempty"`
	Lines      []LineIn   `json:"lines,omitempty"`

	Texts    map[string]LineText          `json:"texts,omitempty" doc:"Title and introduction of the document by language: ar, zh, en, fr, ru, es."`
	Sections map[string]map[string]string `json:"sections,omitempty" doc:"Names of sections, by their name in English and by language."`
}

// ColumnIn is a column as it is entered. Stage is "" for proposed.
type ColumnIn struct {
	Year  int    `json:"year"`
	Stage string `json:"stage,omitempty"`
	Label string `json:"label,omitempty"`
}

// LineIn is a line as it is entered. Amounts has one US dollar amount, or ""
// for nil, under each column. Instrument is "" for that of the mandate.
type LineIn struct {
	Code       string   `json:"code,omitempty"`
	Title      string   `json:"title"`
	Section    string   `json:"section,omitempty"`
	Mandate    string   `json:"mandate,omitempty"`
	Instrument string   `json:"instrument,omitempty"`
	Object     string   `json:"object,omitempty"`
	Funding    string   `json:"funding"`
	Amounts    []string `json:"amounts"`

	Texts map[string]LineText `json:"texts,omitempty" doc:"Title and narrative by language: ar, zh, en, fr, ru, es. The English title is title itself."`

	// Basis has what amounts are computed from, at their places; such an amount
	// is "" or what the basis gives.
	Basis [][]costing.Term `json:"-"`
}

// The limits of what is entered.
const (
	mostColumns = 60
	mostLines   = 10_000
	longestText = 500
)

// units are the units that the figures of a version may be whole numbers of.
var units = []decimal.Decimal{decimal.New(1, -2), decimal.New(1, 0)}

// version reads the text of a version; percent is the percentage of programme
// support cost that is set.
func (in ContentIn) version(f *problem.Fields, percent decimal.Decimal) Version {
	v := Version{
		Source:     text(f, "source", in.Source, false),
		DistrOn:    optionalDate(f, "distr_on", in.DistrOn),
		UploadedOn: optionalDate(f, "uploaded_on", in.UploadedOn),
	}
	v.PSCPercent, v.Unit = percent, units[0]
	if in.PSCPercent != "" {
		p, err := money.ParsePercent(in.PSCPercent)
		f.AddErr("psc_percent", err)
		v.PSCPercent = p
	}
	if in.Unit != "" {
		v.Unit = parseUnit(f, in.Unit)
	}
	v.Columns = in.columns(f)
	v.Lines = in.lines(f, v.Columns, v.Unit)
	v.Texts = parseTexts(f, "texts", in.Texts, "")
	v.Sections = parseSections(f, in.Sections, v.Lines)
	if f.Len() == 0 {
		_, err := TotalsOf(v.Content)
		f.AddErr("lines", err)
	}
	return v
}

func parseUnit(f *problem.Fields, s string) decimal.Decimal {
	for _, u := range units {
		if s == u.String() {
			return u
		}
	}
	f.Add("unit", "version.unknown_unit", "value", s)
	return units[0]
}

func (in ContentIn) columns(f *problem.Fields) []Column {
	if len(in.Columns) > mostColumns {
		f.Add("columns", "column.too_many", "limit", mostColumns)
		return nil
	}
	columns := make([]Column, len(in.Columns))
	for i, c := range in.Columns {
		path := fmt.Sprintf("columns[%d]", i)
		if c.Year < date.FirstYear || c.Year > date.LastYear {
			f.Add(path+".year", "column.year_out_of_range", "value", c.Year, "first", date.FirstYear, "last", date.LastYear)
		}
		stage := Proposed
		if c.Stage != "" {
			var err error
			stage, err = oneOf(c.Stage, Stages(), "column.unknown_stage")
			f.AddErr(path+".stage", err)
		}
		columns[i] = Column{c.Year, stage, text(f, path+".label", c.Label, false)}
		if columnAt(columns[:i], columns[i]) >= 0 {
			f.Add(path, "column.duplicate", "year", c.Year, "stage", string(stage))
		}
	}
	return columns
}

func (in ContentIn) lines(f *problem.Fields, columns []Column, unit decimal.Decimal) []Line {
	switch {
	case len(in.Lines) > mostLines:
		f.Add("lines", "line.too_many", "limit", mostLines)
		return nil
	case len(in.Lines) > 0 && len(in.Columns) == 0:
		f.Add("columns", "column.none")
		return nil
	}
	lines := make([]Line, len(in.Lines))
	first := map[identity]int{}
	for i, l := range in.Lines {
		path := fmt.Sprintf("lines[%d]", i)
		lines[i] = l.line(f, path, columns, unit)
		id := identityOf(lines[i])
		if j, ok := first[id]; ok {
			f.Add(path, "line.duplicate", "code", l.Code, "title", l.Title, "first", j+1)
		} else {
			first[id] = i
		}
	}
	return lines
}

func (in LineIn) line(f *problem.Fields, path string, columns []Column, unit decimal.Decimal) Line {
	l := Line{
		Code:    text(f, path+".code", in.Code, false),
		Title:   text(f, path+".title", in.Title, true),
		Section: text(f, path+".section", in.Section, false),
	}
	var err error
	l.Funding, err = oneOf(in.Funding, Fundings(), "line.unknown_funding")
	f.AddErr(path+".funding", err)
	if in.Object != "" {
		l.Object, err = oneOf(in.Object, Objects(), "line.unknown_object")
		f.AddErr(path+".object", err)
	}
	if in.Instrument != "" {
		l.Instrument, err = conference.ParseInstrument(in.Instrument)
		f.AddErr(path+".instrument", err)
	}
	if in.Mandate != "" {
		l.Mandate, err = oneOf(in.Mandate, Mandates(), "line.unknown_mandate")
		f.AddErr(path+".mandate", err)
		switch of := l.Mandate.Instrument(); {
		case err != nil:
		case l.Instrument == "":
			l.Instrument = of
		case l.Instrument != of:
			f.Add(path+".instrument", "line.mandate_of_other_instrument", "mandate", in.Mandate, "instrument", in.Instrument)
		}
	}
	l.Amounts, l.Basis = in.amounts(f, path, columns, unit)
	l.Texts = parseTexts(f, path+".texts", in.Texts, l.Title)
	return l
}

func (in LineIn) amounts(f *problem.Fields, path string, columns []Column, unit decimal.Decimal) ([]money.Money, [][]costing.Term) {
	amounts := make([]money.Money, len(columns))
	if len(in.Amounts) != len(columns) {
		f.Add(path+".amounts", "line.wrong_number_of_amounts", "found", len(in.Amounts), "expected", len(columns))
		return amounts, nil
	}
	var basis [][]costing.Term
	for i, s := range in.Amounts {
		at := fmt.Sprintf("%s.amounts[%d]", path, i)
		computed := Line{Basis: in.Basis}.BasisOf(i)
		if s == "" && len(computed) == 0 {
			continue
		}
		if len(computed) > 0 {
			if basis == nil {
				basis = make([][]costing.Term, len(columns))
			}
			basis[i] = computed
			var err error
			amounts[i], err = costing.Amount(computed, unit)
			f.AddErr(at, err)
			if s == "" {
				continue
			}
		}
		m := amount(f, at, s, unit)
		if len(computed) > 0 && m != (money.Money{}) && m != amounts[i] {
			f.Add(at, "line.not_as_computed", "value", s, "computed", amounts[i].Plain())
		}
		amounts[i] = m
	}
	return amounts, basis
}

func amount(f *problem.Fields, path, s string, unit decimal.Decimal) money.Money {
	m, err := money.Parse(s, money.USD)
	if err == nil && !wholeUnits(m, unit) {
		err = problem.New(problem.Invalid, "line.finer_than_unit", "value", s, "unit", unit.String())
	}
	f.AddErr(path, err)
	return m
}

// ParseLine reads a line that is to stand under these columns.
func (c Content) ParseLine(f *problem.Fields, path string, in LineIn) Line {
	return in.line(f, path, c.Columns, c.Unit)
}

// ParseAmount reads an amount that is to stand in a line.
func (c Content) ParseAmount(f *problem.Fields, path, s string) money.Money {
	return amount(f, path, s, c.Unit)
}

func optionalDate(f *problem.Fields, path, s string) date.Date {
	if s == "" {
		return date.Date{}
	}
	d, err := date.Parse(s)
	f.AddErr(path, err)
	return d
}

// text is s without blanks around it, noting what a line of text cannot be.
func text(f *problem.Fields, path, s string, required bool) string {
	s = strings.TrimSpace(s)
	switch {
	case s == "" && required:
		f.Add(path, "budget.text_missing")
	case utf8.RuneCountInString(s) > longestText:
		f.Add(path, "budget.text_too_long", "limit", longestText)
	case !utf8.ValidString(s), strings.ContainsFunc(s, unicode.IsControl):
		f.Add(path, "budget.text_unprintable")
	}
	return s
}
