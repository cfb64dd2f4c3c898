package wire_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"article30/api/audit"
	"article30/api/wire"
	"article30/internal/journal"
	"article30/internal/locale"
)

func printer(t *testing.T, lang string) *locale.Printer {
	t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// where is how a place is called in a language.
func where(p *locale.Printer, place string) string {
	return wire.NewVerification(p, []audit.Finding{{Part: "books", Place: place, Code: "verify.unbalanced"}}, journal.Head{}).Findings[0].Where
}

// A place is told in the reader's language, and which one it is as everywhere.
func TestPlacesInTheReadersLanguage(t *testing.T) {
	fr, ar := printer(t, "fr"), printer(t, "ar")
	for place, want := range map[string]string{
		"entry 17":                         "écriture 17",
		"rate EUR 2012-06-15":              "taux EUR 2012-06-15",
		"rate EUR 2012-06-15, version 2":   "taux EUR 2012-06-15, version 2",
		"withdrawal of fixed rate 3":       "retrait du taux fixe 3",
		"session 6, dates 2":               "session 6, dates 2",
		"contribution 4, policy 1":         "contribution 4, méthode d’évaluation 1",
		"balance cash special_purpose EUR": "solde cash special_purpose EUR",
		"books":                            "dans leur ensemble",
		"CTOC/COP/2012/7":                  "CTOC/COP/2012/7",
		"":                                 "",
	} {
		if got := where(fr, place); got != want {
			t.Errorf("%q is %q, want %q", place, got, want)
		}
	}
	if got := where(ar, "rate EUR 2012-06-15"); got != "سعر الصرف \u2068EUR 2012-06-15\u2069" {
		t.Errorf("in Arabic: %q", got)
	}
}

// Every kind of place that a check of the sources names has its words.
func TestEveryKindOfPlaceHasItsWords(t *testing.T) {
	named := regexp.MustCompile(`(?:\b(?:at|place|found)\(|Place: |\.(?:Tell|Keep)\()"([a-z_ ]+?) ?"|(?m)^\s*\w*(?:Object|Book)\s*=\s*"([a-z_]+)"`)
	p := printer(t, "ar")
	kinds := map[string]bool{}
	for _, room := range []string{"../../budget", "../../contributions", "../approval", "../auth"} {
		err := filepath.WalkDir(room, func(path string, d fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") || strings.HasSuffix(filepath.Dir(path), "intake") {
				return err
			}
			text, err := os.ReadFile(path)
			for _, m := range named.FindAllStringSubmatch(string(text), -1) {
				kinds[m[1]+m[2]] = true
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for kind := range kinds {
		if where(p, kind+" 1") == kind+" 1" {
			t.Errorf("%q has no words", kind)
		}
	}
	if len(kinds) < 30 {
		t.Errorf("only %d kinds of places found", len(kinds))
	}
}
