// Package locale says things in the reader's language: texts with named
// placeholders and plurals, numbers, dates, amounts and the names of
// participants.
//
// A language is one folder of flat JSON catalogues, catalog/LANG/AREA.json,
// and one column of names.csv; adding one needs no Go code. Whatever differs
// between languages beyond the words themselves (direction, separators, the
// order of a date) stands in the catalogue too.
package locale

import (
	"embed"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"
)

// Default is the language of a reader who asked for none that we have.
const Default = "en"

//go:embed catalog names.csv
var embedded embed.FS

var own = sync.OnceValue(func() *Catalog {
	c, err := Load(embedded)
	if err != nil {
		panic("locale: " + err.Error())
	}
	return c
})

// Catalog holds the printers of every language it was loaded with.
type Catalog struct {
	printers map[string]*Printer
	langs    []string // the default first, then by code
	matcher  language.Matcher
}

// Load reads catalog/LANG/AREA.json and names.csv (id and one column for each
// language) from fsys. A key given twice, a malformed file and a missing
// default language are errors.
func Load(fsys fs.FS) (*Catalog, error) {
	dirs, err := fs.ReadDir(fsys, "catalog")
	if err != nil {
		return nil, err
	}
	c := &Catalog{printers: map[string]*Printer{}}
	for _, dir := range dirs {
		p, err := loadLanguage(fsys, dir.Name())
		if err != nil {
			return nil, err
		}
		c.printers[p.lang] = p
		c.langs = append(c.langs, p.lang)
	}
	if c.printers[Default] == nil {
		return nil, fmt.Errorf("no catalogue for %s", Default)
	}
	slices.SortFunc(c.langs, func(a, b string) int {
		switch {
		case a == b:
			return 0
		case a == Default:
			return -1
		case b == Default:
			return 1
		}
		return strings.Compare(a, b)
	})
	tags := make([]language.Tag, len(c.langs))
	for i, l := range c.langs {
		tags[i] = c.printers[l].tag
	}
	c.matcher = language.NewMatcher(tags)
	return c, c.loadNames(fsys)
}

func loadLanguage(fsys fs.FS, lang string) (*Printer, error) {
	tag, err := language.Parse(lang)
	if err != nil {
		return nil, fmt.Errorf("catalog/%s: %w", lang, err)
	}
	p := &Printer{lang: lang, tag: tag, texts: map[string]text{}, names: map[string]string{}}
	files, err := fs.Glob(fsys, path.Join("catalog", lang, "*.json"))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		b, err := fs.ReadFile(fsys, file)
		if err != nil {
			return nil, err
		}
		if err := p.add(b); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
	}
	if before := p.texts["list.euphonic_before"].form(plural.Other); before != "" {
		if p.euphonic, err = regexp.Compile("(?i)" + before); err != nil {
			return nil, fmt.Errorf("catalog/%s: list.euphonic_before: %w", lang, err)
		}
	}
	return p, nil
}

// add reads one flat catalogue. It walks the tokens itself because
// json.Unmarshal would let a second use of a key win in silence.
func (p *Printer) add(b []byte) error {
	dec := json.NewDecoder(strings.NewReader(string(b)))
	if t, err := dec.Token(); err != nil || t != json.Delim('{') {
		return fmt.Errorf("not a JSON object: %v", err)
	}
	for dec.More() {
		t, err := dec.Token()
		if err != nil {
			return err
		}
		key := t.(string)
		if _, double := p.texts[key]; double {
			return fmt.Errorf("key %q is given twice", key)
		}
		var entry text
		if err := dec.Decode(&entry); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		p.texts[key] = entry
	}
	if _, err := dec.Token(); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the object")
	}
	return nil
}

func (c *Catalog) loadNames(fsys fs.FS) error {
	f, err := fsys.Open("names.csv")
	if err != nil {
		return err
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return fmt.Errorf("names.csv: %w", err)
	}
	if len(rows) == 0 || rows[0][0] != "id" {
		return errors.New("names.csv: the first column must be id")
	}
	for col, lang := range rows[0] {
		p := c.printers[lang]
		if col == 0 || p == nil {
			continue
		}
		for _, row := range rows[1:] {
			if _, double := p.names[row[0]]; double {
				return fmt.Errorf("names.csv: %s is given twice", row[0])
			}
			p.names[row[0]] = row[col]
		}
	}
	return nil
}

// For is the printer of a language that has a catalogue.
func (c *Catalog) For(lang string) (*Printer, error) {
	if p := c.printers[lang]; p != nil {
		return p, nil
	}
	return nil, unknownLanguage(lang, c.langs)
}

// Match is the printer that best fits an Accept-Language header; the default
// language when nothing fits or the header cannot be read.
func (c *Catalog) Match(acceptLanguage string) *Printer {
	const longest = 1 << 10 // no honest browser sends more
	if len(acceptLanguage) > longest {
		return c.printers[Default]
	}
	wanted, _, err := language.ParseAcceptLanguage(acceptLanguage)
	if err != nil {
		return c.printers[Default]
	}
	_, i, _ := c.matcher.Match(wanted...)
	return c.printers[c.langs[i]]
}

// Languages lists the languages that have a catalogue, the default first.
func Languages() []string { return slices.Clone(own().langs) }

// For is the printer of one of Languages; locale.unknown_language otherwise.
func For(lang string) (*Printer, error) { return own().For(lang) }

// Match is the printer that best fits an Accept-Language header.
func Match(acceptLanguage string) *Printer { return own().Match(acceptLanguage) }
