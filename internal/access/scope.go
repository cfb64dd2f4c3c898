package access

import (
	"slices"
	"strings"

	"article30/internal/problem"
)

// Scope is what a token may be used for, whatever its owner may do besides:
// permissions by name, and these two words for many.
type Scope []string

const (
	ScopeRead  = "read"  // every permission that changes nothing
	ScopeWrite = "write" // every permission that changes something
)

// ParseScope reads the words of a scope; the result has each once, in order.
//
// Errors: access.no_scope, access.unknown_scope.
func ParseScope(words []string) (Scope, error) {
	if len(words) == 0 {
		return nil, problem.New(problem.Invalid, "access.no_scope")
	}
	for _, word := range words {
		if !slices.Contains(scopeWords(), word) {
			return nil, problem.New(problem.Invalid, "access.unknown_scope", "value", word, "allowed", strings.Join(scopeWords(), ", "))
		}
	}
	var s Scope
	for _, word := range scopeWords() {
		if slices.Contains(words, word) {
			s = append(s, word)
		}
	}
	return s, nil
}

func scopeWords() []string {
	words := []string{ScopeRead, ScopeWrite}
	for _, p := range Permissions() {
		words = append(words, string(p))
	}
	return words
}

// Covers reports whether the permission is within the scope; nil covers every
// one.
func (s Scope) Covers(p Permission) bool {
	if s == nil {
		return true
	}
	word := ScopeWrite
	if p.Reads() {
		word = ScopeRead
	}
	return slices.Contains(s, word) || slices.Contains(s, string(p))
}

func (s Scope) String() string { return strings.Join(s, " ") }
