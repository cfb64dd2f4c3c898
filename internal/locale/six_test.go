package locale

import (
	"encoding/csv"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
)

var update = flag.Bool("update", false, "rewrite golden files")

// testdata/six.txt is for a person to proofread: numbers, dates, plurals,
// ordinals and lists as each of the six languages writes them. A no-break space
// is shown as "·", a mark of direction as "<LRM>".
func TestTheSixAsTheyWrite(t *testing.T) {
	var b strings.Builder
	for _, lang := range Languages() {
		p := own().printers[lang]
		line := func(what string, args ...any) { fmt.Fprintf(&b, "  "+what+"\n", args...) }
		fmt.Fprintf(&b, "%s  %s, %s\n", lang, p.Text("locale.name"), p.Dir())
		for _, n := range []string{"0", "7", "999", "1000", "-1", "-1234.5", "1234567.895"} {
			line("number    %-12s %s", n, p.Number(decimal.RequireFromString(n), 2))
		}
		line("rate      0.80475      %s", p.Decimal("0.80475"))
		for _, n := range []string{"1234.50", "-1234.50"} {
			m, err := money.Parse(n, money.USD)
			if err != nil {
				t.Fatal(err)
			}
			line("money     %-12s %s", n+" USD", p.Money(m))
		}
		for month := time.January; month <= time.December; month++ {
			day := date.MustParse(fmt.Sprintf("2012-%02d-%02d", month, 2*int(month)-1))
			line("date      %s   %s", day, p.Date(day))
		}
		line("month     2012-10      %s", p.Month(date.MustParseMonth("2012-10")))
		for _, n := range []int{0, 1, 2, 3, 5, 10, 11, 20, 21, 22, 25, 100, 101, 102, 111, 1000, 1_000_000} {
			line("days      %-12d %s", n, p.Text("web.days_left", "count", n, "deadline", date.MustParse("2012-08-16")))
		}
		for n := 1; n <= 33; n++ {
			line("session   %-12d %s", n, p.Text("session.name_regular", "number", n))
		}
		line("special   2            %s", p.Text("session.name_special", "number", 2))
		for _, ids := range [][]string{{"KEN"}, {"FRA", "KEN"}, {"KEN", "FRA", "CIV"}, {"FRA", "ITA"}, {"FRA", "HUN", "IRL"}, {"AUT", "IRN"}} {
			var names []string
			for _, id := range ids {
				names = append(names, p.Party(id))
			}
			line("list      %-12s %s", strings.Join(ids, " "), p.List(names))
		}
		line("beside                 %s", p.Beside(p.Text("cli.line", "line", 3), p.Text("cli.column", "column", "Donor")))
		b.WriteString("\n")
	}
	shown := strings.NewReplacer("\u00a0", "·", "\u202f", "·", "\u200e", "<LRM>", "\u2068", "<FSI>", "\u2069", "<PDI>").Replace(b.String())
	path := filepath.Join("testdata", "six.txt")
	if *update {
		if err := os.WriteFile(path, []byte(shown), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	was, is := strings.Split(string(want), "\n"), strings.Split(shown, "\n")
	for i := range max(len(was), len(is)) {
		if i >= len(was) || i >= len(is) || was[i] != is[i] {
			t.Fatalf("line %s of %s is not what it was; if it is right, -update", strconv.Itoa(i+1), path)
		}
	}
}

// "e" for "y" before the sound of i, and only there.
func TestSpanishAnd(t *testing.T) {
	p := own().printers["es"]
	for last, want := range map[string]string{
		"Italia": "x e Italia", "Írak": "x e Írak", "India": "x e India", "hijos": "x e hijos", "Hidalgo": "x e Hidalgo",
		"hierro": "x y hierro", "hiatos": "x y hiatos", "iones": "x y iones", "Kenya": "x y Kenya", "Yemen": "x y Yemen", "Haití": "x y Haití",
	} {
		if got := p.List([]string{"x", last}); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// What the typography of a language forbids in its texts. Placeholders, words
// between backquotes, the letter of a paragraph and what stands isolated (a Latin option between Arabic
// words) are not the language's own.
func TestTypographyOfTheSix(t *testing.T) {
	foreign := regexp.MustCompile("\\([a-z]\\)|\\{[^}]*\\}|`[^`]*`|\u2068[^\u2069]*\u2069")
	for lang, forbidden := range map[string]string{
		"es": `["“”„]| [%»]|« `,
		"ru": `["“”„]|[^,] [%»]|« | —|—\S`,
		"zh": `["«»]|\p{Han} *[,;:!?()]|[,;:!?()] *\p{Han}|[。，、；：] `,
		"ar": `["“”„,;?]|« | »`,
	} {
		pattern := regexp.MustCompile(forbidden)
		for key, entry := range own().printers[lang].texts {
			for _, s := range entry {
				if bad := pattern.FindString(foreign.ReplaceAllString(s, "X")); bad != "" && !strings.HasPrefix(key, "number.") {
					t.Errorf("%s: %q has %q in %q", lang, key, bad, s)
				}
			}
		}
	}
}

// Every form that a language's plurals have, and no other.
func TestPluralFormsOfTheSix(t *testing.T) {
	for lang, want := range map[string]string{"es": "one many other", "ru": "one few many other", "ar": "zero one two few many other"} {
		for key, entry := range own().printers[lang].texts {
			if len(entry) == 1 || key == "ordinal.digits" {
				continue
			}
			for name := range strings.FieldsSeq(want) {
				if entry[forms[name]] == "" {
					t.Errorf("%s: %q has no form %q", lang, key, name)
				}
			}
			if len(entry) != len(strings.Fields(want)) {
				t.Errorf("%s: %q has %d forms, want %s", lang, key, len(entry), want)
			}
		}
	}
}

// The fixed terms of testdata/glossary.csv: a text whose English says the term
// says it in the other languages too. In the languages under "varies" the word
// is inflected, or means several things, and it is enough that some text has it.
// The column line is the term's line in the project's glossary.
func TestGlossary(t *testing.T) {
	f, err := os.Open(filepath.Join("testdata", "glossary.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	head := rows[0]
	for _, row := range rows[1:] {
		english, varies := bare(row[1]), strings.Fields(row[len(row)-1])
		for col := 2; col < len(head)-1; col++ {
			said, silent := 0, []string(nil)
			for key, entry := range own().printers[Default].texts {
				if !strings.Contains(bare(whole(entry)), english) {
					continue
				}
				if strings.Contains(bare(whole(own().printers[head[col]].texts[key])), bare(row[col])) {
					said++
				} else {
					silent = append(silent, key)
				}
			}
			switch {
			case said == 0:
				t.Errorf("%s: no text says %q for %q", head[col], row[col], row[1])
			case len(silent) > 0 && !slices.Contains(varies, head[col]):
				t.Errorf("%s: %q is not %q in %v", head[col], row[1], row[col], silent)
			}
		}
	}
}

func whole(entry text) string {
	return strings.Join(slices.Collect(maps.Values(entry)), " ")
}

// bare is a text without capitals, Arabic articles and vowel signs, and with
// plain spaces and apostrophes.
func bare(s string) string {
	s = strings.NewReplacer("’", "'", "\u00a0", " ").Replace(strings.ToLower(s))
	s = strings.Map(func(r rune) rune {
		if r >= '\u064b' && r <= '\u0652' {
			return -1
		}
		return r
	}, s)
	return strings.NewReplacer("وال", "و", "بال", "ب", "لل", "ل", "ال", "").Replace(s)
}
