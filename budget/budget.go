// Package budget is what the money is for, and who decides it: the budgets
// that rule 72 has the secretariat prepare, their versions and lines, their
// circulation to the States parties at least 60 days before the session, and
// the Conference's decisions on them under rule 73.
//
// What is decided is decided in pure functions: StatusOf says how a
// circulation stands, TotalsOf what a version adds up to, DifferenceOf how two
// versions differ. Service reads, decides and writes; Store is what it needs
// of a database.
package budget

import (
	"time"

	"article30/internal/problem"
)

// Kind is what a document is. The three must not be one: only the budget of
// rule 72 is under the clock of 60 days, and an estimate that came 25 days
// before the opening is not late.
type Kind string

const (
	KindBudget   Kind = "budget"   // the budget of rule 72
	KindNote     Kind = "note"     // a note on financial and budgetary matters
	KindEstimate Kind = "estimate" // an estimate of the financial requirements of the review mechanism
)

// Kinds are the kinds in the order in which they are listed.
func Kinds() []Kind { return []Kind{KindBudget, KindNote, KindEstimate} }

// HasClock reports whether rule 72 gives documents of this kind a deadline.
func (k Kind) HasClock() bool { return k == KindBudget }

func parseKind(s string) (Kind, error) { return oneOf(s, Kinds(), "budget.unknown_kind") }

// Budget is a document on money before the Conference, with its versions in
// the order in which they were registered. A budget that has not been given to
// a session yet has no Session.
type Budget struct {
	ID         int64     `json:"-"`
	Session    string    `json:"session,omitempty"`
	Kind       Kind      `json:"kind"`
	Symbol     string    `json:"symbol"`
	Title      string    `json:"title"`
	EnteredBy  string    `json:"entered_by"`
	RecordedAt time.Time `json:"recorded_at"`
	Versions   []Version `json:"versions"`
}

// Version is the budget's version with that symbol.
func (b Budget) Version(symbol string) (Version, bool) {
	for _, v := range b.Versions {
		if v.Symbol == symbol {
			return v, true
		}
	}
	return Version{}, false
}

// ClockVersion is the version whose dates of dispatch count for v: v itself,
// or the version that v corrects when v is a corrigendum or addendum that
// changes no amount, or that the Conference amended to get v. An in-session text counts for itself; it has no clock.
func (b Budget) ClockVersion(v Version) Version {
	for !v.OwnClock() {
		parent, ok := parentOf(b, v)
		if !ok {
			return v
		}
		v = parent
	}
	return v
}

// oneOf is s as one of the values allowed, or a problem with that code that
// names s and them.
func oneOf[T ~string](s string, allowed []T, code string) (T, error) {
	names := make([]string, len(allowed))
	for i, a := range allowed {
		if s == string(a) {
			return a, nil
		}
		names[i] = string(a)
	}
	return "", problem.New(problem.Invalid, code, "value", s, "allowed", names)
}
