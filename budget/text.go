package budget

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"article30/budget/conference"
	"article30/budget/costing"
	"article30/internal/money"
	"article30/internal/problem"
)

// English is the language in which a budget is drafted: that of Title, Section
// and of every text that has not been translated yet.
const English conference.Language = "en"

// LineText is what a line, or a document, says in one language. The English
// title is the line's own and stands nowhere else: Title is empty there.
type LineText struct {
	Title     string `json:"title,omitempty"`
	Narrative string `json:"narrative,omitempty"` // what the money is for, in sentences
}

// Texts are the words of a line or of a document by language.
type Texts map[conference.Language]LineText

// TitleIn is the line's title in that language, in English where it has not
// been translated.
func (l Line) TitleIn(language conference.Language) string { return l.Texts.title(language, l.Title) }

// NarrativeIn is what the line's money is for in that language, in English
// where it has not been translated; "" for no narrative.
func (l Line) NarrativeIn(language conference.Language) string { return l.Texts.narrative(language) }

// TitleIn is the document's title as v has it in that language, in English
// where it has not been translated.
func (b Budget) TitleIn(v Version, language conference.Language) string {
	return v.Texts.title(language, b.Title)
}

// NarrativeIn introduces the version in that language, in English where it has
// not been translated; "" for no introduction.
func (c Content) NarrativeIn(language conference.Language) string { return c.Texts.narrative(language) }

// SectionIn is the name of a section in that language, in English where it has
// not been translated.
func (c Content) SectionIn(section string, language conference.Language) string {
	if s := c.Sections[section][language]; s != "" {
		return s
	}
	return section
}

func (t Texts) title(language conference.Language, english string) string {
	if s := t[language].Title; s != "" {
		return s
	}
	return english
}

func (t Texts) narrative(language conference.Language) string {
	if s := t[language].Narrative; s != "" {
		return s
	}
	return t[English].Narrative
}

// SectionTexts are the names of sections by language, by their English name.
type SectionTexts map[string]map[conference.Language]string

// longestNarrative is some three pages.
const longestNarrative = 10_000

// parseTexts reads texts by language; english is the title that stands beside
// them, which need not be given again.
func parseTexts(f *problem.Fields, path string, in map[string]LineText, english string) Texts {
	var texts Texts
	for _, code := range slices.Sorted(maps.Keys(in)) {
		at := path + "." + code
		language, err := conference.ParseLanguage(code)
		if err != nil {
			f.AddErr(at, err)
			continue
		}
		t := LineText{text(f, at+".title", in[code].Title, false), narrative(f, at+".narrative", in[code].Narrative)}
		if language == English {
			if t.Title != "" && t.Title != strings.TrimSpace(english) {
				f.Add(at+".title", "budget.english_twice", "value", t.Title)
			}
			t.Title = ""
		}
		if t == (LineText{}) {
			continue
		}
		if texts == nil {
			texts = Texts{}
		}
		texts[language] = t
	}
	return texts
}

// ParseTexts reads what a line whose English title is given says in other
// languages.
func ParseTexts(f *problem.Fields, path string, in map[string]LineText, title string) Texts {
	return parseTexts(f, path, in, title)
}

func parseSections(f *problem.Fields, in map[string]map[string]string, lines []Line) SectionTexts {
	var sections SectionTexts
	for _, name := range slices.Sorted(maps.Keys(in)) {
		at := "sections." + name
		if !slices.ContainsFunc(lines, func(l Line) bool { return l.Section == name && name != "" }) {
			f.Add(at, "budget.no_section", "section", name)
			continue
		}
		for _, code := range slices.Sorted(maps.Keys(in[name])) {
			language, err := conference.ParseLanguage(code)
			title := text(f, at+"."+code, in[name][code], false)
			switch {
			case err != nil:
				f.AddErr(at+"."+code, err)
				continue
			case language == English && title != "" && title != name:
				f.Add(at+"."+code, "budget.english_twice", "value", title)
				continue
			case language == English || title == "":
				continue
			}
			if sections == nil {
				sections = SectionTexts{}
			}
			if sections[name] == nil {
				sections[name] = map[conference.Language]string{}
			}
			sections[name][language] = title
		}
	}
	return sections
}

// narrative is s without blanks around it, noting what a narrative cannot be.
// Lines end with a line feed, as no spreadsheet or file ends them differently.
func narrative(f *problem.Fields, path, s string) string {
	s = strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n"))
	switch {
	case utf8.RuneCountInString(s) > longestNarrative:
		f.Add(path, "budget.text_too_long", "limit", longestNarrative)
	case !utf8.ValidString(s), strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }):
		f.Add(path, "budget.text_unprintable")
	}
	return s
}

// keep takes over what the content had and a source of figures does not say:
// the words in other languages, as long as their lines and sections are there,
// and what amounts that stay the same are computed from.
func (in *ContentIn) keep(old Content) {
	if len(in.Texts) == 0 {
		in.Texts = textsIn(old.Texts)
	}
	lines := map[[4]string]Line{}
	for _, l := range old.Lines {
		lines[[4]string{l.Code, l.Title, l.Section, string(l.Funding)}] = l
	}
	sections := map[string]bool{}
	in.Lines = slices.Clone(in.Lines) // which are the caller's
	for i := range in.Lines {
		l := &in.Lines[i]
		sections[l.Section] = true
		was, ok := lines[[4]string{l.Code, l.Title, l.Section, l.Funding}]
		if ok && len(l.Texts) == 0 {
			l.Texts = textsIn(was.Texts)
		}
		if ok && in.sameColumns(old.Columns) {
			l.keepBasis(was)
		}
	}
	if len(in.Sections) > 0 {
		return
	}
	for name, titles := range old.Sections {
		if !sections[name] {
			continue
		}
		if in.Sections == nil {
			in.Sections = map[string]map[string]string{}
		}
		in.Sections[name] = map[string]string{}
		for language, title := range titles {
			in.Sections[name][string(language)] = title
		}
	}
}

func textsIn(texts Texts) map[string]LineText {
	if len(texts) == 0 {
		return nil
	}
	in := map[string]LineText{}
	for language, t := range texts {
		in[string(language)] = t
	}
	return in
}

// keepBasis takes over what the line's amounts are computed from, of those that
// are the same.
func (in *LineIn) keepBasis(was Line) {
	for i, terms := range was.Basis {
		if len(terms) == 0 || i >= len(in.Amounts) || i >= len(was.Amounts) {
			continue
		}
		if m, err := money.Parse(in.Amounts[i], money.USD); err != nil || m != was.Amounts[i] {
			continue
		}
		if in.Basis == nil {
			in.Basis = make([][]costing.Term, len(in.Amounts))
		}
		in.Basis[i] = terms
	}
}

func (in *ContentIn) sameColumns(columns []Column) bool {
	return slices.EqualFunc(in.Columns, columns, func(a ColumnIn, b Column) bool {
		return a.Year == b.Year && (a.Stage == string(b.Stage) || a.Stage == "" && b.Stage == Proposed)
	})
}
