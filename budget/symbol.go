package budget

import (
	"strings"

	"article30/internal/problem"
)

// VersionKind is how a version came about, which the end of its symbol says.
type VersionKind string

const (
	Original    VersionKind = "original"
	Revision    VersionKind = "revision"    // Rev.: replaces the text
	Addendum    VersionKind = "addendum"    // Add.: states what is added to the text
	Corrigendum VersionKind = "corrigendum" // Corr.: corrects the text
)

var suffixes = []struct {
	prefix string
	kind   VersionKind
}{{"Rev.", Revision}, {"Add.", Addendum}, {"Corr.", Corrigendum}}

// longestSymbol is more than twice the longest symbol of a UN document.
const longestSymbol = 80

// Symbol is the symbol of a UN document: CTOC/COP/2012/7/Rev.1/Corr.1. Its
// elements stand between strokes; those at its end that start with Rev., Add.
// or Corr. name the version, L. and CRP. an in-session text.
type Symbol struct {
	text     string
	elements []string
	base     int // elements that name the budget; the rest name the version
}

// ParseSymbol reads a symbol as the United Nations writes it: elements of
// capital and small letters, digits, points, hyphens and low lines, the first
// starting with a capital or a digit. Rev., Add. and Corr. stand only at the
// end, each with a number from 1 without leading zero.
//
// Errors: symbol.missing, symbol.too_long, symbol.grammar, symbol.suffix.
func ParseSymbol(s string) (Symbol, error) {
	switch {
	case s == "":
		return Symbol{}, problem.New(problem.Invalid, "symbol.missing")
	case len(s) > longestSymbol:
		return Symbol{}, problem.New(problem.Invalid, "symbol.too_long", "limit", longestSymbol)
	}
	p := Symbol{text: s, elements: strings.Split(s, "/")}
	for i, e := range p.elements {
		if !isElement(e) || i == 0 && !isCapitalOrDigit(e[0]) {
			return Symbol{}, problem.New(problem.Invalid, "symbol.grammar", "value", s)
		}
		kind, ok := suffix(e)
		switch {
		case !ok, kind != Original && i == 0, kind == Original && p.base < i:
			return Symbol{}, problem.New(problem.Invalid, "symbol.suffix", "value", s, "element", e)
		case kind == Original:
			p.base = i + 1
		}
	}
	return p, nil
}

// suffix is what an element says about the version; ok is false for one that
// looks like Rev., Add. or Corr. and is not.
func suffix(e string) (kind VersionKind, ok bool) {
	for _, s := range suffixes {
		word := strings.TrimSuffix(s.prefix, ".")
		if len(e) < len(word) || !strings.EqualFold(e[:len(word)], word) {
			continue
		}
		rest := e[len(word):]
		if rest != "" && isLetter(rest[0]) {
			continue // a longer word, as in ADDITIONAL
		}
		return s.kind, strings.HasPrefix(e, s.prefix) && isOrdinal(e[len(s.prefix):])
	}
	return Original, true
}

func (s Symbol) String() string { return s.text }

// Budget is the symbol without the elements that name the version.
func (s Symbol) Budget() string { return strings.Join(s.elements[:s.base], "/") }

// Parent is the symbol of the text that this version revises, adds to or
// corrects; "" for an original.
func (s Symbol) Parent() string {
	if s.Kind() == Original {
		return ""
	}
	return strings.Join(s.elements[:len(s.elements)-1], "/")
}

// Kind is what the last element says.
func (s Symbol) Kind() VersionKind {
	kind, _ := suffix(s.elements[len(s.elements)-1])
	return kind
}

// InSession reports an L. or CRP. text: written in the room, under the
// Conference's own powers of rule 73.
func (s Symbol) InSession() bool {
	for _, e := range s.elements[:s.base] {
		for _, prefix := range []string{"L.", "CRP."} {
			if strings.HasPrefix(e, prefix) && isOrdinal(e[len(prefix):]) {
				return true
			}
		}
	}
	return false
}

func isElement(e string) bool {
	if e == "" || !isLetter(e[0]) && !isDigit(e[0]) {
		return false
	}
	for i := range len(e) {
		if !isLetter(e[i]) && !isDigit(e[i]) && !strings.ContainsRune(".-_", rune(e[i])) {
			return false
		}
	}
	return true
}

// isOrdinal reports a number from 1 to 999 without leading zero.
func isOrdinal(s string) bool {
	if len(s) == 0 || len(s) > 3 || s[0] == '0' {
		return false
	}
	for i := range len(s) {
		if !isDigit(s[i]) {
			return false
		}
	}
	return true
}

func isLetter(c byte) bool         { return c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' }
func isDigit(c byte) bool          { return c >= '0' && c <= '9' }
func isCapitalOrDigit(c byte) bool { return isDigit(c) || c >= 'A' && c <= 'Z' }
