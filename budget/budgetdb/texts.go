package budgetdb

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"article30/budget"
	"article30/budget/conference"
)

type documentTextRow struct {
	bun.BaseModel `bun:"table:budget_text"`

	VersionID int64               `bun:",pk"`
	Language  conference.Language `bun:",pk"`
	Title     string
	Narrative string
}

type lineTextRow struct {
	bun.BaseModel `bun:"table:budget_line_text"`

	VersionID int64               `bun:",pk"`
	LineSeq   int                 `bun:",pk"`
	Language  conference.Language `bun:",pk"`
	Title     string
	Narrative string
}

type sectionTextRow struct {
	bun.BaseModel `bun:"table:budget_section_text"`

	VersionID int64               `bun:",pk"`
	Section   string              `bun:",pk"`
	Language  conference.Language `bun:",pk"`
	Title     string
}

// readTexts gives the content what it says in other languages. Lines are in
// the order of their numbers, which begin with 1 and have no gaps.
func (s *Store) readTexts(ctx context.Context, version int64, c *budget.Content) error {
	var document []documentTextRow
	var lines []lineTextRow
	var sections []sectionTextRow
	for _, rows := range []any{&document, &lines, &sections} {
		if err := s.Conn(ctx).NewSelect().Model(rows).Where("version_id = ?", version).Scan(ctx); err != nil {
			return err
		}
	}
	for _, r := range document {
		set(&c.Texts, r.Language, budget.LineText{Title: r.Title, Narrative: r.Narrative})
	}
	for _, r := range lines {
		if r.LineSeq > len(c.Lines) {
			return fmt.Errorf("budgetdb: a text of line %d of %d", r.LineSeq, len(c.Lines))
		}
		set(&c.Lines[r.LineSeq-1].Texts, r.Language, budget.LineText{Title: r.Title, Narrative: r.Narrative})
	}
	for _, r := range sections {
		if c.Sections == nil {
			c.Sections = budget.SectionTexts{}
		}
		if c.Sections[r.Section] == nil {
			c.Sections[r.Section] = map[conference.Language]string{}
		}
		c.Sections[r.Section][r.Language] = r.Title
	}
	return nil
}

func set(texts *budget.Texts, language conference.Language, t budget.LineText) {
	if *texts == nil {
		*texts = budget.Texts{}
	}
	(*texts)[language] = t
}

func (s *Store) insertTexts(ctx context.Context, version int64, c budget.Content) error {
	var document []documentTextRow
	var lines []lineTextRow
	var sections []sectionTextRow
	for _, language := range conference.Languages() {
		if t, ok := c.Texts[language]; ok {
			document = append(document, documentTextRow{VersionID: version, Language: language, Title: t.Title, Narrative: t.Narrative})
		}
		for i, l := range c.Lines {
			if t, ok := l.Texts[language]; ok {
				lines = append(lines, lineTextRow{VersionID: version, LineSeq: i + 1, Language: language, Title: t.Title, Narrative: t.Narrative})
			}
		}
		for section, titles := range c.Sections {
			if title := titles[language]; title != "" {
				sections = append(sections, sectionTextRow{VersionID: version, Section: section, Language: language, Title: title})
			}
		}
	}
	if err := insert(ctx, s, document); err != nil {
		return err
	}
	if err := insert(ctx, s, lines); err != nil {
		return err
	}
	return insert(ctx, s, sections)
}
