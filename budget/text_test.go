package budget_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/budget"
	"article30/internal/problem"
)

// worded is a budget of one line in a section, with words in other languages.
func worded() budget.ContentIn {
	c := figures("100")
	c.Lines[0].Section = "Staff"
	c.Lines[0].Texts = map[string]budget.LineText{
		"en": {Narrative: "Two posts.\r\nFor a year."},
		"fr": {Title: "Ligne", Narrative: "Deux postes."},
		"ar": {Title: "بند"},
	}
	c.Texts = map[string]budget.LineText{"fr": {Title: "Budget de la Conférence"}, "en": {Narrative: "An introduction."}}
	c.Sections = map[string]map[string]string{"Staff": {"fr": "Personnel"}}
	return c
}

// A missing language falls back to English, the title to the line's own.
func TestTextsByLanguage(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", worded())
		b, err := d.Budget(d.ctx, sixthBudget)
		if err != nil {
			d.Fatal(err)
		}
		v := b.Versions[0]
		line := v.Lines[0]
		got := []string{
			b.TitleIn(v, "fr"), b.TitleIn(v, "es"), v.NarrativeIn("fr"), v.SectionIn("Staff", "fr"), v.SectionIn("Staff", "ru"),
			line.TitleIn("en"), line.TitleIn("fr"), line.TitleIn("ar"), line.TitleIn("zh"),
			line.NarrativeIn("en"), line.NarrativeIn("fr"), line.NarrativeIn("ar"),
		}
		want := []string{
			"Budget de la Conférence", "Document", "An introduction.", "Personnel", "Staff",
			"Line", "Ligne", "بند", "Line", "Two posts.\nFor a year.", "Deux postes.", "Two posts.\nFor a year.",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			d.Error(diff)
		}
		if v.Digest() != v.SHA256 {
			d.Error("the words read back are not those recorded")
		}
		d.verified()
	})
}

// A version without words in other languages has the digest that it had before
// there were any.
func TestTextsLeaveOldDigestsAlone(t *testing.T) {
	plain := budget.Version{Symbol: "A", Kind: budget.Original, Content: budget.Content{Lines: []budget.Line{{Title: "Line", Funding: budget.Regular}}}}
	const before = "1533dd7153eed17c98b6fa124a11e19bf1a0ba0c8657e5d510978dd6cf413264"
	if got := plain.Digest(); got != before {
		t.Errorf("the digest is %s", got)
	}
	for name, change := range map[string]func(*budget.Version){
		"line":     func(v *budget.Version) { v.Lines[0].Texts = budget.Texts{"fr": {Title: "Ligne"}} },
		"document": func(v *budget.Version) { v.Texts = budget.Texts{"fr": {Title: "Ligne"}} },
		"section":  func(v *budget.Version) { v.Sections = budget.SectionTexts{"S": {"fr": "T"}} },
	} {
		v := plain
		v.Lines = []budget.Line{plain.Lines[0]}
		if change(&v); v.Digest() == before {
			t.Errorf("%s: the words are not in the digest", name)
		}
	}
}

// Words that change are a change of the text, and of no amount.
func TestTextsInTheDifference(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", worded())
		corrected := worded()
		corrected.Lines[0].Texts["fr"] = budget.LineText{Title: "Poste"}
		v, err := d.AddVersion(d.ctx, officer, budget.VersionIn{Symbol: sixthBudget + "/Corr.1", ContentIn: corrected})
		if err != nil || v.ChangesAmounts {
			d.Fatalf("%v, %v", v.ChangesAmounts, err)
		}
		diff, err := d.Compare(d.ctx, sixthBudget, sixthBudget+"/Corr.1")
		if err != nil || len(diff.Lines) != 1 || diff.Lines[0].Kind != budget.Changed {
			d.Errorf("%+v, %v", diff, err)
		}
	})
}

// A table of figures that is loaded again says nothing of other languages, and
// takes none away.
func TestSavingFiguresKeepsTexts(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", worded())
		in := budget.CreateIn{Symbol: sixthBudget, Title: "Document", ContentIn: figures("150")}
		in.Lines[0].Section = "Staff"
		v, saved, err := d.Save(d.ctx, officer, in)
		if err != nil || saved != budget.SavedChanged || v.Lines[0].TitleIn("fr") != "Ligne" || v.SectionIn("Staff", "fr") != "Personnel" {
			d.Errorf("%s, %+v, %v", saved, v.Content, err)
		}
		if _, saved, err = d.Save(d.ctx, officer, in); err != nil || saved != budget.SavedUnchanged {
			d.Errorf("the same again: %s, %v", saved, err)
		}
		d.verified()
	})
}

func TestTextsRefused(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		for name, c := range map[string]struct {
			change     func(*budget.ContentIn)
			path, code string
		}{
			"a seventh language": {func(c *budget.ContentIn) { c.Lines[0].Texts["de"] = budget.LineText{Title: "Zeile"} }, "lines[0].texts.de", "conference.unknown_language"},
			"another English":    {func(c *budget.ContentIn) { c.Lines[0].Texts["en"] = budget.LineText{Title: "Row"} }, "lines[0].texts.en.title", "budget.english_twice"},
			"a document's":       {func(c *budget.ContentIn) { c.Texts["en"] = budget.LineText{Title: "Row"} }, "texts.en.title", "budget.english_twice"},
			"no such section":    {func(c *budget.ContentIn) { c.Sections["Travel"] = map[string]string{"fr": "Voyages"} }, "sections.Travel", "budget.no_section"},
			"a section's":        {func(c *budget.ContentIn) { c.Sections["Staff"]["en"] = "Personnel" }, "sections.Staff.en", "budget.english_twice"},
			"a bell":             {func(c *budget.ContentIn) { c.Texts["fr"] = budget.LineText{Narrative: "a\ab"} }, "texts.fr.narrative", "budget.text_unprintable"},
			"a book":             {func(c *budget.ContentIn) { c.Texts["fr"] = budget.LineText{Narrative: strings.Repeat("é", 10_001)} }, "texts.fr.narrative", "budget.text_too_long"},
		} {
			in := worded()
			c.change(&in)
			_, err := d.Create(d.ctx, officer, budget.CreateIn{Session: "6", Symbol: sixthBudget, Title: "Document", ContentIn: in})
			e := d.told(err)
			if !problem.Is(err, "budget.invalid") || len(e.Fields) != 1 || e.Fields[0].Path != c.path || e.Fields[0].Code != c.code {
				d.Errorf("%s: %v", name, e)
			}
		}
	})
}
