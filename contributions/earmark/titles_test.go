package earmark

import (
	"testing"

	"article30/internal/locale"
	"article30/internal/problem"
)

// What the program comes with has a title in every language, which in English
// and French is the one that the database keeps; somebody's earmark has those
// that were given for it, and the English one for the rest.
func TestTitles(t *testing.T) {
	mine := Earmark{ID: 40, Code: "mine", English: "Courts", French: "Tribunaux", EnteredBy: "anna", Titles: Titles{Chinese: "法院"}}
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range seeded {
			if got := p.Word(e.Title(lang)); got == e.Code ||
				lang == "en" && got != e.English || lang == "fr" && got != e.French || lang != "en" && got == e.English {
				t.Errorf("%s: %s is %q", lang, e.Code, got)
			}
		}
		want := map[string]string{"fr": "Tribunaux", "zh": "法院"}[lang]
		if want == "" {
			want = "Courts"
		}
		if got := mine.Title(lang); got != (problem.Word{Value: want}) || p.Word(got) != want {
			t.Errorf("%s: %v, want %q", lang, got, want)
		}
	}
}
