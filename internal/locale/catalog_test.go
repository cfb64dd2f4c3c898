package locale

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/feature/plural"
)

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// placeholders of an entry, each once, over all its plural forms.
func placeholders(t text) []string {
	var all []string
	for _, s := range t {
		all = append(all, placeholder.FindAllString(s, -1)...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

func TestEveryLanguageSaysTheSameThings(t *testing.T) {
	reference := own().printers[Default]
	for _, lang := range Languages()[1:] {
		p := own().printers[lang]
		for _, key := range slices.Sorted(maps.Keys(reference.texts)) {
			entry, ok := p.texts[key]
			if !ok {
				t.Errorf("%s: %q is missing", lang, key)
				continue
			}
			if want, got := placeholders(reference.texts[key]), placeholders(entry); !slices.Equal(want, got) {
				t.Errorf("%s: %q has placeholders %v, %s has %v", lang, key, got, Default, want)
			}
		}
		for _, key := range slices.Sorted(maps.Keys(p.texts)) {
			if !reference.Has(key) {
				t.Errorf("%s: %q is not in %s", lang, key, Default)
			}
		}
		for _, id := range slices.Sorted(maps.Keys(reference.names)) {
			if p.names[id] == "" {
				t.Errorf("%s: no name for %s", lang, id)
			}
		}
	}
}

func TestTextsAreNotEmpty(t *testing.T) {
	for _, lang := range Languages() {
		for key, entry := range own().printers[lang].texts {
			for form, s := range entry {
				if strings.TrimSpace(s) == "" && !strings.HasPrefix(key, "number.") && !strings.HasPrefix(key, "list.") {
					t.Errorf("%s: %q (%v) is empty", lang, key, form)
				}
			}
		}
	}
}

// French sets a no-break space before a colon and its like and inside
// guillemets, or a line could begin with them.
func TestFrenchSpacing(t *testing.T) {
	breaking := regexp.MustCompile(` [:;!?»]|« `)
	for key, entry := range own().printers["fr"].texts {
		for _, s := range entry {
			if breaking.MatchString(s) {
				t.Errorf("%q has a breaking space where a no-break space belongs: %q", key, s)
			}
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	const names = "id,en\n"
	for name, fsys := range map[string]fstest.MapFS{
		"a key given twice":          catalogues(names, "en/a", `{"x":"1","x":"2"}`),
		"a key of two areas":         catalogues(names, "en/a", `{"x":"1"}`, "en/b", `{"x":"2"}`),
		"an unknown plural form":     catalogues(names, "en/a", `{"x":{"single":"1","other":"2"}}`),
		"plurals without other":      catalogues(names, "en/a", `{"x":{"one":"1"}}`),
		"a number for a text":        catalogues(names, "en/a", `{"x":7}`),
		"text after the object":      catalogues(names, "en/a", `{"x":"1"} {}`),
		"a list":                     catalogues(names, "en/a", `["x"]`),
		"no default language":        catalogues(names, "fr/a", `{"x":"1"}`),
		"a participant named twice":  catalogues("id,en\nFRA,France\nFRA,France\n", "en/a", `{"x":"1"}`),
		"a folder that is no locale": catalogues(names, "en/a", `{}`, "not a language/a", `{}`),
	} {
		if _, err := Load(fsys); err == nil {
			t.Errorf("%s was accepted", name)
		}
	}
}

func catalogues(names string, files ...string) fstest.MapFS {
	fsys := fstest.MapFS{"names.csv": {Data: []byte(names)}}
	for i := 0; i < len(files); i += 2 {
		fsys["catalog/"+files[i]+".json"] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

// A third language is only files: here Arabic, with its six plural forms and
// its direction.
func TestAnotherLanguageIsOnlyFiles(t *testing.T) {
	c, err := Load(catalogues("id,en,ar\nFRA,France,فرنسا\n",
		"en/a", `{"locale.dir":"ltr"}`,
		"ar/a", `{"locale.dir":"rtl","number.group":"٬","days":{"zero":"لا أيام","one":"يوم واحد","two":"يومان","few":"{count} أيام","many":"{count} يوماً","other":"{count} يوم"}}`))
	if err != nil {
		t.Fatal(err)
	}
	p := c.Match("ar-EG, en;q=0.5")
	if p.Lang() != "ar" || p.Dir() != "rtl" || p.Party("FRA") != "فرنسا" {
		t.Errorf("got %s, %s, %s", p.Lang(), p.Dir(), p.Party("FRA"))
	}
	for n, want := range map[int]string{0: "لا أيام", 1: "يوم واحد", 2: "يومان", 3: "3 أيام", 11: "11 يوماً", 100: "100 يوم"} {
		if got := p.Text("days", "count", n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestMatch(t *testing.T) {
	for header, want := range map[string]string{
		"":                                 "en",
		"fr":                               "fr",
		"fr-CH, de;q=0.9, en;q=0.8":        "fr",
		"de, fr;q=0.5, en;q=0.4":           "fr",
		"en-GB,en;q=0.9,fr;q=0.8":          "en",
		"ja":                               "en",
		"*":                                "en",
		"\x00\xff;;;q=":                    "en",
		"fr;q=0, en":                       "en",
		"fr, " + strings.Repeat("x,", 1e3): "en",
	} {
		if got := Match(header).Lang(); got != want {
			t.Errorf("%.40q: got %s, want %s", header, got, want)
		}
	}
}

func TestPluralRulesOfTheSix(t *testing.T) {
	for lang, forms := range map[string]map[int]plural.Form{
		"en": {0: plural.Other, 1: plural.One, 2: plural.Other},
		"fr": {0: plural.One, 1: plural.One, 2: plural.Other},
		"es": {1: plural.One, 2: plural.Other},
		"ru": {1: plural.One, 2: plural.Few, 5: plural.Many, 21: plural.One},
		"zh": {1: plural.Other},
		"ar": {0: plural.Zero, 1: plural.One, 2: plural.Two, 5: plural.Few, 15: plural.Many, 100: plural.Other},
	} {
		c, err := Load(catalogues("id\n", "en/a", `{}`, lang+"/b", `{}`))
		if err != nil {
			t.Fatal(err)
		}
		for n, want := range forms {
			if got := pluralForm(plural.Cardinal, c.printers[lang].tag, n); got != want {
				t.Errorf("%s %d: got %v, want %v", lang, n, got, want)
			}
		}
	}
}
