package budget

import (
	"context"
	"slices"
	"strconv"

	"article30/budget/conference"
	"article30/budget/costing"
	"article30/internal/access"
	"article30/internal/problem"
)

// The sheets and columns of the workbook in which a draft is edited. They are
// called the same in every language, so that a workbook comes back whoever
// edited it.
const (
	LinesSheet   = "Lines"
	VersionSheet = "Version"

	NumberColumn = "line"
	FactColumn   = "fact"
	ValueColumn  = "value"

	SymbolFact = "symbol"
	DigestFact = "sha256"
)

// EditedSheet is a workbook of a draft as it came back: of which version, of
// which state of it, and its rows.
type EditedSheet struct {
	File   string // its name
	SHA256 string // of the file
	Symbol string
	Digest string // of the version when it was exported
	Rows   []EditedRow
	Texts  []EditedText
}

// EditedRow is one row of the workbook. Number is the line's place in the
// version, from 1; 0 for a row that was added.
type EditedRow struct {
	Row    int
	Number int
	LineIn // amounts as money.Plain writes them, "" for nil
}

// Edit is a row that differs, by which it is accepted or refused: a line, or
// words beside the lines.
type Edit struct {
	Number int         `json:"number"` // from 1
	Sheet  string      `json:"sheet"`  // LinesSheet or TextsSheet
	Kind   ChangeKind  `json:"kind"`
	Row    int         `json:"row"` // of the sheet; 0 for one that it leaves out
	Code   string      `json:"code"`
	Title  string      `json:"title"` // of the line; or which words
	Fields []FieldEdit `json:"fields"`

	Accepted bool `json:"accepted"`

	line  int // place in the version, from 0; -1 for one that was added
	after int // place of the line that it follows, from 0; -1 for the beginning
	in    LineIn
	text  EditedText
}

// FieldEdit is one cell that differs. Computed tells an amount that was computed
// and, if the edit is accepted, is stated from then on.
type FieldEdit struct {
	Field    string `json:"field"` // "title", "2013 proposed", "narrative fr"
	Before   string `json:"before"`
	After    string `json:"after"`
	Computed bool   `json:"computed"`
}

// SheetRows are the lines of a version as rows of its workbook.
func (v Version) SheetRows() []EditedRow {
	rows := make([]EditedRow, len(v.Lines))
	for i, l := range v.Lines {
		rows[i] = EditedRow{Number: i + 1, LineIn: lineIn(l)}
	}
	return rows
}

// SheetField is a field of a line as a column of the workbook.
type SheetField struct {
	Name   string
	Figure int // the column of figures that it is, from 0; -1 for words
	Get    func(l LineIn) string
	Set    func(l *LineIn, value string)
}

// SheetFields are the columns of the workbook of a version with these columns
// of figures: the one list by which it is written, read and compared.
func SheetFields(columns []Column) []SheetField {
	fields := []SheetField{
		{"code", -1, func(l LineIn) string { return l.Code }, func(l *LineIn, v string) { l.Code = v }},
		{"title", -1, func(l LineIn) string { return l.Title }, func(l *LineIn, v string) { l.Title = v }},
		{"section", -1, func(l LineIn) string { return l.Section }, func(l *LineIn, v string) { l.Section = v }},
		{"mandate", -1, func(l LineIn) string { return l.Mandate }, func(l *LineIn, v string) { l.Mandate = v }},
		{"instrument", -1, func(l LineIn) string { return l.Instrument }, func(l *LineIn, v string) { l.Instrument = v }},
		{"object", -1, func(l LineIn) string { return l.Object }, func(l *LineIn, v string) { l.Object = v }},
		{"funding", -1, func(l LineIn) string { return l.Funding }, func(l *LineIn, v string) { l.Funding = v }},
	}
	for i, c := range columns {
		fields = append(fields, SheetField{
			FigureField(c), i,
			func(l LineIn) string { return l.Amounts[i] }, func(l *LineIn, v string) { l.Amounts[i] = v },
		})
	}
	for _, language := range conference.Languages() {
		code := string(language)
		if language != English {
			fields = append(fields, textField("title "+code, code, func(t *LineText) *string { return &t.Title }))
		}
		fields = append(fields, textField("narrative "+code, code, func(t *LineText) *string { return &t.Narrative }))
	}
	return fields
}

// FigureField is the name of a column of figures: "2013 proposed".
func FigureField(c Column) string { return strconv.Itoa(c.Year) + " " + string(c.Stage) }

func textField(name, language string, of func(*LineText) *string) SheetField {
	return SheetField{
		name, -1,
		func(l LineIn) string {
			t := l.Texts[language]
			return *of(&t)
		},
		func(l *LineIn, value string) {
			t := l.Texts[language]
			*of(&t) = value
			switch {
			case t == (LineText{}):
				delete(l.Texts, language)
			case l.Texts == nil:
				l.Texts = map[string]LineText{language: t}
			default:
				l.Texts[language] = t
			}
		},
	}
}

// EditsOf are the rows in which a workbook differs from the version that it is
// of: lines in its order, those that it leaves out, then words. What a computed amount is
// computed from stays with it as long as the amount does.
//
// Errors: workbook.other_version; workbook.stale for an export of an earlier
// state; workbook.unknown_line, workbook.line_twice; those of the words.
func EditsOf(b Budget, v Version, sheet EditedSheet) ([]Edit, error) {
	switch {
	case sheet.Symbol != v.Symbol:
		return nil, problem.New(problem.Conflict, "workbook.other_version", "symbol", v.Symbol, "found", sheet.Symbol)
	case sheet.Digest != v.SHA256:
		return nil, problem.New(problem.Conflict, "workbook.stale", "symbol", v.Symbol)
	}
	fields := SheetFields(v.Columns)
	var edits []Edit
	rows := map[int]int{} // of the workbook, by line
	after := -1
	for _, row := range sheet.Rows {
		if row.Number == 0 {
			edits = append(edits, newEdit(Added, row.Row, -1, after, fields, LineIn{Amounts: make([]string, len(v.Columns))}, row.LineIn))
			continue
		}
		i := row.Number - 1
		if i < 0 || i >= len(v.Lines) {
			return nil, problem.New(problem.Invalid, "workbook.unknown_line", "row", row.Row, "number", row.Number)
		}
		if first, twice := rows[i]; twice {
			return nil, problem.New(problem.Invalid, "workbook.line_twice", "row", row.Row, "number", row.Number, "first", first)
		}
		rows[i], after = row.Row, i
		before := lineIn(v.Lines[i])
		e := newEdit(Changed, row.Row, i, after, fields, before, row.LineIn)
		if len(e.Fields) > 0 {
			edits = append(edits, e)
		}
	}
	for i, l := range v.Lines {
		if _, there := rows[i]; !there {
			before := lineIn(l)
			edits = append(edits, newEdit(Removed, 0, i, i, fields, before, LineIn{Amounts: make([]string, len(v.Columns))}))
		}
	}
	words, err := textEdits(b, v, sheet.Texts)
	if err != nil {
		return nil, err
	}
	edits = append(edits, words...)
	for i := range edits {
		edits[i].Number = i + 1
	}
	return edits, nil
}

func newEdit(kind ChangeKind, row, line, after int, fields []SheetField, before, now LineIn) Edit {
	e := Edit{Sheet: LinesSheet, Kind: kind, Row: row, Code: now.Code, Title: now.Title, Fields: []FieldEdit{}, line: line, after: after, in: now}
	if kind == Removed {
		e.Code, e.Title = before.Code, before.Title
	}
	for _, f := range fields {
		was, is := f.Get(before), f.Get(now)
		computed := f.Figure >= 0 && len(Line{Basis: before.Basis}.BasisOf(f.Figure)) > 0
		if was == is {
			if computed {
				e.in.keep(f.Figure, before)
			}
			continue
		}
		e.Fields = append(e.Fields, FieldEdit{f.Name, was, is, computed})
	}
	return e
}

// keep takes over what the amount of the column is computed from.
func (in *LineIn) keep(column int, from LineIn) {
	if in.Basis == nil {
		in.Basis = make([][]costing.Term, len(from.Amounts))
	}
	in.Basis[column] = from.Basis[column]
}

// ImportEditsIn is a workbook that came back, and which of its edits are
// accepted; all others are refused, and none where nothing is accepted.
type ImportEditsIn struct {
	Sheet  EditedSheet
	Accept []int // by Edit.Number
	All    bool
}

// ImportEdits says line by line in what a workbook differs from the draft, and
// writes the lines that are accepted: all of them or, if one cannot be, none.
//
// Errors: those of EditsOf and Replace; workbook.no_edit for a number that no
// edit has.
func (s *Service) ImportEdits(ctx context.Context, actor access.Actor, in ImportEditsIn) ([]Edit, error) {
	if err := actor.Require(access.DraftBudgets); err != nil {
		return nil, err
	}
	var edits []Edit
	err := s.store.Update(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, in.Sheet.Symbol)
		if err != nil {
			return err
		}
		if err := changeable(b, v); err != nil {
			return err
		}
		if v.Content, err = s.store.Content(ctx, v.ID); err != nil {
			return err
		}
		if edits, err = EditsOf(b, v, in.Sheet); err != nil {
			return err
		}
		record := importRecord{File: in.Sheet.File, SHA256: in.Sheet.SHA256, Accepted: []int{}, Refused: []int{}}
		for i := range edits {
			e := &edits[i]
			e.Accepted = in.All || slices.Contains(in.Accept, e.Number)
			if e.Accepted {
				record.Accepted = append(record.Accepted, e.Number)
			} else {
				record.Refused = append(record.Refused, e.Number)
			}
		}
		for _, number := range in.Accept {
			if number < 1 || number > len(edits) {
				return problem.New(problem.Invalid, "workbook.no_edit", "number", number, "count", len(edits))
			}
		}
		if len(record.Accepted) == 0 {
			return nil
		}
		content := contentIn(v)
		content.apply(edits)
		if _, err := s.Replace(ctx, actor, VersionIn{v.Symbol, content}); err != nil {
			return err
		}
		return s.record(ctx, actor, actionImport, v.Symbol, "", nil, record)
	})
	return edits, err
}

// importRecord is what the journal keeps of a workbook whose edits were
// accepted; the record of the new text stands before it.
type importRecord struct {
	File     string `json:"file"`
	SHA256   string `json:"sha256"`
	Accepted []int  `json:"accepted"`
	Refused  []int  `json:"refused"`
}

// apply writes the edits that are accepted. Lines keep their order; one that
// was added follows the line that it follows in the workbook.
func (in *ContentIn) apply(edits []Edit) {
	removed := map[int]bool{}
	added := map[int][]LineIn{}
	for _, e := range edits {
		switch {
		case !e.Accepted, e.Sheet == TextsSheet:
		case e.Kind == Removed:
			removed[e.line] = true
		case e.Kind == Added:
			added[e.after] = append(added[e.after], e.in)
		default:
			in.Lines[e.line] = e.in
		}
	}
	lines := slices.Clone(added[-1])
	for i, l := range in.Lines {
		if !removed[i] {
			lines = append(lines, l)
		}
		lines = append(lines, added[i]...)
	}
	in.Lines = lines
	for name := range in.Sections {
		if !slices.ContainsFunc(lines, func(l LineIn) bool { return l.Section == name }) {
			delete(in.Sections, name)
		}
	}
	for _, e := range edits {
		if e.Accepted && e.Sheet == TextsSheet {
			in.applyText(e)
		}
	}
}
