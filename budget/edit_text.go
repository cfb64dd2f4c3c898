package budget

import (
	"maps"
	"strings"

	"article30/budget/conference"
	"article30/internal/problem"
)

// The sheet of a draft's workbook that has the words beside the lines: a row
// for each, a column for each language.
const (
	TextsSheet = "Texts"

	TextColumn = "text"

	titleText     = "title"
	narrativeText = "narrative"
	sectionText   = "section " // and its English name
)

// EditedText is a row of that sheet: the title of the document, its narrative,
// or the name of a section, by language. The English names of the document and
// of its sections are there to be read.
type EditedText struct {
	Row  int
	Text string // "title", "narrative" or "section Advice"
	In   map[conference.Language]string
}

// SheetTexts are the words of a version as rows of its workbook: its sections
// in the order of its lines.
func (b Budget) SheetTexts(v Version) []EditedText {
	rows := []EditedText{{Text: titleText}, {Text: narrativeText}}
	for i := range rows {
		rows[i].In = map[conference.Language]string{}
	}
	for language, t := range v.Texts {
		rows[0].In[language], rows[1].In[language] = t.Title, t.Narrative
	}
	rows[0].In[English] = b.Title
	named := map[string]bool{"": true}
	for _, l := range v.Lines {
		if named[l.Section] {
			continue
		}
		named[l.Section] = true
		row := EditedText{Text: sectionText + l.Section, In: maps.Clone(v.Sections[l.Section])}
		if row.In == nil {
			row.In = map[conference.Language]string{}
		}
		row.In[English] = l.Section
		rows = append(rows, row)
	}
	return rows
}

// textEdits are the rows of words in which a workbook differs from the version.
// A row that is missing is words left out, and one more names a section that
// the edited lines have.
//
// Errors: workbook.unknown_text, workbook.text_twice; budget.english_twice for
// an English name that was changed there.
func textEdits(b Budget, v Version, edited []EditedText) ([]Edit, error) {
	before := map[string]EditedText{}
	var order []string
	for _, row := range b.SheetTexts(v) {
		before[row.Text] = row
		order = append(order, row.Text)
	}
	var edits []Edit
	rows := map[string]int{}
	for _, row := range edited {
		was, known := before[row.Text]
		section, named := strings.CutPrefix(row.Text, sectionText)
		switch first, twice := rows[row.Text]; {
		case twice:
			return nil, problem.New(problem.Invalid, "workbook.text_twice", "row", row.Row, "text", row.Text, "first", first)
		case !known && (!named || section == ""):
			return nil, problem.New(problem.Invalid, "workbook.unknown_text", "row", row.Row, "text", row.Text)
		}
		rows[row.Text] = row.Row
		kind := Changed
		if !known {
			kind, was.In = Added, map[conference.Language]string{English: section}
		}
		if english := row.In[English]; row.Text != narrativeText && english != "" && english != was.In[English] {
			return nil, problem.New(problem.Invalid, "budget.english_twice", "row", row.Row, "value", english)
		}
		edits = appendTextEdit(edits, kind, row, was)
	}
	for _, text := range order {
		if _, there := rows[text]; !there {
			edits = appendTextEdit(edits, Removed, EditedText{Text: text}, before[text])
		}
	}
	return edits, nil
}

// appendTextEdit appends what differs, if anything does.
func appendTextEdit(edits []Edit, kind ChangeKind, now, before EditedText) []Edit {
	e := Edit{Sheet: TextsSheet, Kind: kind, Row: now.Row, Title: now.Text, Fields: []FieldEdit{}, text: now}
	for _, language := range conference.Languages() {
		if language == English && now.Text != narrativeText {
			continue
		}
		if was, is := before.In[language], now.In[language]; was != is {
			e.Fields = append(e.Fields, FieldEdit{Field: string(language), Before: was, After: is})
		}
	}
	if len(e.Fields) == 0 {
		return edits
	}
	return append(edits, e)
}

// applyText writes the fields of an edit of words that is accepted.
func (in *ContentIn) applyText(e Edit) {
	for _, f := range e.Fields {
		if section, ok := strings.CutPrefix(e.text.Text, sectionText); ok {
			in.setSection(section, f.Field, f.After)
			continue
		}
		t := in.Texts[f.Field]
		if e.text.Text == titleText {
			t.Title = f.After
		} else {
			t.Narrative = f.After
		}
		if in.Texts == nil {
			in.Texts = map[string]LineText{}
		}
		in.Texts[f.Field] = t
	}
}
