package locale

import (
	"errors"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

func printers(t *testing.T) (en, fr *Printer) {
	t.Helper()
	en, err := For("en")
	if err != nil {
		t.Fatal(err)
	}
	fr, err = For("fr")
	if err != nil {
		t.Fatal(err)
	}
	return en, fr
}

func TestFiguresAndDates(t *testing.T) {
	en, fr := printers(t)
	d := decimal.RequireFromString
	for _, tt := range []struct {
		what, got, want string
	}{
		{"en grouped", en.Number(d("-1234567.891"), 2), "-1,234,567.89"},
		{"fr grouped", fr.Number(d("-1234567.891"), 2), "-1\u202f234\u202f567,89"},
		{"en half away from zero", en.Number(d("2.675"), 2), "2.68"},
		{"en negative half away from zero", en.Number(d("-0.5"), 0), "-1"},
		{"fr three digits", fr.Number(d("999"), 0), "999"},
		{"en integer", en.Integer(24920), "24,920"},
		{"fr integer", fr.Integer(24920), "24\u202f920"},
		{"en date", en.Date(date.MustParse("2012-10-15")), "15 October 2012"},
		{"fr date", fr.Date(date.MustParse("2012-10-15")), "15 octobre 2012"},
		{"en first of the month", en.Date(date.MustParse("2014-01-01")), "1 January 2014"},
		{"fr first of the month", fr.Date(date.MustParse("2014-01-01")), "1er janvier 2014"},
		{"no date", en.Date(date.Date{}), "–"},
		{"en money", en.Money(money.FromUnits(12_345_000, "USD")), "USD\u00a01,234.50"},
		{"fr money", fr.Money(money.FromUnits(12_345_000, "USD")), "1\u202f234,50\u00a0USD"},
		{"yen has no cents", en.Money(money.FromUnits(12_340_000, "JPY")), "JPY\u00a01,234"},
		{"en ordinal", en.Ordinal(6), "sixth"},
		{"fr ordinal", fr.Ordinal(6), "sixième"},
		{"en far ordinal", en.Ordinal(22), "22nd"},
		{"fr far ordinal", fr.Ordinal(22), "22e"},
		{"en list", en.List([]string{"a", "b", "c"}), "a, b and c"},
		{"fr list", fr.List([]string{"a", "b"}), "a et b"},
		{"list of one", en.List([]string{"a"}), "a"},
		{"list of none", en.List(nil), ""},
		{"unknown participant", en.Party("ZZZ"), "ZZZ"},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.what, tt.got, tt.want)
		}
	}
}

func TestPlaceholders(t *testing.T) {
	c, err := Load(catalogues("id,en\nFRA,France\n", "en/a", `{
		"number.group": ",", "number.decimal": ".", "list.comma": ", ", "list.and": " and ", "ordinal.2": "second",
		"language.ru": "Russian", "language.es": "Spanish",
		"line": "line {n}", "big": "{n:number}", "rows": {"one": "{count} row", "other": "{count} rows"},
		"who": "{id:party}", "open": "a {b", "rank": "the {n:ordinal}", "late": "{late:language} late", "any": "{v}"
	}`))
	if err != nil {
		t.Fatal(err)
	}
	p, _ := c.For("en")
	for _, tt := range []struct{ got, want string }{
		{p.Text("line", "n", 12345), "line 12345"},
		{p.Text("big", "n", 12345), "12,345"},
		{p.Text("big", "n", decimal.RequireFromString("1234.50")), "1,234.50"},
		{p.Text("rows", "count", 1), "1 row"},
		{p.Text("rows", "count", 1000), "1,000 rows"},
		{p.Text("who", "id", "FRA"), "France"},
		{p.Text("rank", "n", 2), "the second"},
		{p.Text("late", "late", []string{"ru", "es"}), "Russian and Spanish late"},
		{p.Text("late", "late", "ru"), "Russian late"},
		{p.Text("who", "id", []string{"FRA", "ZZZ"}), "France and ZZZ"},
		{p.Text("any", "v", []string{"a", "b"}), "a and b"},
		{p.Text("any", "v", "{v} <b>"), "{v} <b>"}, // a value is never read as a text
		{p.Text("open"), "a {b"},
	} {
		if tt.got != tt.want {
			t.Errorf("got %q, want %q", tt.got, tt.want)
		}
	}
}

// The ids of the participants are in another order than their names, and those
// of one language in another than those of the other.
func TestNamesOfParticipantsInTheOrderOfTheLanguage(t *testing.T) {
	en, fr := printers(t)
	ids := []string{"ARE", "DZA", "ALB", "ECU", "COK", "ITA"}
	for p, want := range map[*Printer]string{
		en: "Not: Albania, Algeria, Cook Islands, Ecuador, Italy and United Arab Emirates",
		fr: "Not: Albanie, Algérie, Émirats arabes unis, Équateur, Îles Cook et Italie",
	} {
		if got := "Not: " + p.show("parties", "party", ids); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if ids[0] != "ARE" {
		t.Error("the list that was given is in another order now")
	}
}

func TestMissingKeyOrArgumentPanicsInTests(t *testing.T) {
	en, _ := printers(t)
	for name, say := range map[string]func(){
		"key":      func() { en.Text("no.such.key") },
		"argument": func() { en.Text("date.long", "day", "1") },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("missing %s: no panic", name)
				}
			}()
			say()
		}()
	}
}

func TestProblem(t *testing.T) {
	en, fr := printers(t)
	_, err := For("xx")
	title, detail := fr.Problem(err)
	if title != "Certaines données ne peuvent être acceptées" || !strings.Contains(detail, "«\u00a0xx\u00a0»") {
		t.Errorf("got %q, %q", title, detail)
	}
	f := problem.Field{Path: "lang", Code: "locale.unknown_language", Args: problem.Args{"value": "xx", "allowed": "en, fr"}}
	if got := en.Field(f); got != "“xx” is not one of the languages available: en, fr." {
		t.Errorf("got %q", got)
	}
	const secret = "password=hunter2"
	title, detail = en.Problem(errors.New(secret))
	if title != "Internal error" || strings.Contains(detail, secret) {
		t.Errorf("a foreign error was shown as %q, %q", title, detail)
	}
}
