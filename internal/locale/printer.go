package locale

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/feature/plural"
	"golang.org/x/text/language"

	"article30/internal/problem"
)

// Printer says things in one language. It is safe for concurrent use.
type Printer struct {
	lang  string
	tag   language.Tag
	texts map[string]text
	names map[string]string

	euphonic *regexp.Regexp // the words before which "and" sounds otherwise; nil for none
}

// text is one catalogue entry: a single text under plural.Other, or one text
// for each plural form that the language has.
type text map[plural.Form]string

var forms = map[string]plural.Form{
	"zero": plural.Zero, "one": plural.One, "two": plural.Two,
	"few": plural.Few, "many": plural.Many, "other": plural.Other,
}

// UnmarshalJSON reads "text" or {"one": "text", "other": "text"}.
func (t *text) UnmarshalJSON(b []byte) error {
	*t = text{}
	var single string
	if json.Unmarshal(b, &single) == nil {
		(*t)[plural.Other] = single
		return nil
	}
	var byForm map[string]string
	if err := json.Unmarshal(b, &byForm); err != nil {
		return err
	}
	for name, s := range byForm {
		form, ok := forms[name]
		if !ok {
			return fmt.Errorf("%q is not a plural form", name)
		}
		(*t)[form] = s
	}
	if _, ok := (*t)[plural.Other]; !ok {
		return fmt.Errorf(`the form "other" is missing`)
	}
	return nil
}

func (t text) form(f plural.Form) string {
	if s, ok := t[f]; ok {
		return s
	}
	return t[plural.Other]
}

func unknownLanguage(lang string, have []string) error {
	return problem.New(problem.Invalid, "locale.unknown_language", "value", lang, "allowed", strings.Join(have, ", "))
}

// Lang is the language's code, "en".
func (p *Printer) Lang() string { return p.lang }

// Dir is the direction in which the language is written, "ltr" or "rtl".
func (p *Printer) Dir() string { return p.Text("locale.dir") }

// Has tells whether the catalogue has the key.
func (p *Printer) Has(key string) bool {
	_, ok := p.texts[key]
	return ok
}

// Text is the catalogue's text for the key, its placeholders filled from
// args, alternating name and value. A placeholder is {name} or {name:kind},
// where kind says how the value is shown:
//
//	number   digits grouped as the language groups them
//	ordinal  "sixth"
//	party    a participant's id as its name; a list in the order of the names
//	other    the value v as the text of the key "kind.v"
//
// Without a kind a date is written long, an amount with its currency, a
// problem.Word by its name in the language, a list joined with the language's "and", and a whole number in plain digits (a year
// or a line); the argument "count" chooses the plural form and is grouped.
//
// A missing key or argument panics in tests; a running program prints the key
// or the placeholder, for a reader is better served by a strange word than by
// no answer.
func (p *Printer) Text(key string, args ...any) string {
	values := make(problem.Args, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		values[args[i].(string)] = args[i+1]
	}
	return p.text(key, values)
}

func (p *Printer) text(key string, args problem.Args) string {
	entry, ok := p.texts[key]
	if !ok {
		missing("key %q in %s", key, p.lang)
		return key
	}
	chosen := plural.Other
	if n, ok := wholeNumber(args["count"]); ok {
		chosen = pluralForm(plural.Cardinal, p.tag, n)
	}
	return p.fill(key, entry.form(chosen), args)
}

func (p *Printer) fill(key, s string, args problem.Args) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(s, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		placeholder, after, closed := strings.Cut(rest, "}")
		if !closed {
			b.WriteString("{" + rest)
			return b.String()
		}
		name, kind, _ := strings.Cut(placeholder, ":")
		if v, ok := args[name]; ok {
			b.WriteString(p.show(name, kind, v))
		} else {
			missing("argument %q of %q", name, key)
			b.WriteString("{" + placeholder + "}")
		}
		s = after
	}
}

func missing(format string, args ...any) {
	if testing.Testing() {
		panic("locale: no " + fmt.Sprintf(format, args...))
	}
}

func pluralForm(rules *plural.Rules, tag language.Tag, n int) plural.Form {
	if n < 0 {
		n = -n
	}
	return rules.MatchPlural(tag, n%10_000_000, 0, 0, 0, 0)
}

// Problem is an error for the reader: what kind of refusal it is, the same
// for every refusal of that kind, and what is wrong this time. An error that
// is not a problem.Error is shown as an internal one; its text never is.
func (p *Printer) Problem(err error) (title, detail string) {
	e, ok := problem.As(err)
	if !ok {
		e = problem.New(problem.Internal, "internal")
	}
	return p.Text("kind." + strings.ReplaceAll(e.Kind.String(), " ", "_")), p.text("problem."+e.Code, e.Args)
}

// Field is what is wrong with one field.
func (p *Printer) Field(f problem.Field) string { return p.text("problem."+f.Code, f.Args) }

// Description is the text of a problem with its placeholders as they stand.
type Description struct{ Code, Text string }

// Problems describes every problem that the program knows, by code.
func (p *Printer) Problems() []Description {
	var all []Description
	for key, entry := range p.texts {
		if code, ok := strings.CutPrefix(key, "problem."); ok {
			all = append(all, Description{code, entry.form(plural.Other)})
		}
	}
	slices.SortFunc(all, func(a, b Description) int { return strings.Compare(a.Code, b.Code) })
	return all
}
