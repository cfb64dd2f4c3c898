// Package earmark is what contributions may be spent on: the tree of earmarks,
// what each contribution was given for, what its donor let change, how much
// cash that makes by earmark, and which of it a spending draws on first.
package earmark

import (
	"cmp"
	"regexp"
	"slices"
	"time"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/problem"
)

// Kind is what an earmark restricts money to.
type Kind string

const (
	Unearmarked Kind = "unearmarked" // nothing: the root of the tree
	Instrument  Kind = "instrument"  // the Convention or a Protocol
	Article     Kind = "article"     // of the instrument above it
	Region      Kind = "region"      // a regional group
	Country     Kind = "country"     // a participant
	Project     Kind = "project"     // by its code
)

// kinds are in the order in which they go down the tree.
var kinds = []Kind{Unearmarked, Instrument, Article, Region, Country, Project}

// Kinds lists the kinds that can be added to the tree.
func Kinds() []Kind { return slices.Clone(kinds[1:]) }

// Degree is how tightly an earmark restricts, in the numbers of IATI.
type Degree int

const (
	Free    Degree = 1 // unearmarked
	Softly  Degree = 2
	Firmly  Degree = 3 // "earmarked"
	Tightly Degree = 4
)

// usual is the degree of a kind where none is given.
var usual = map[Kind]Degree{Instrument: Softly, Article: Firmly, Region: Firmly, Country: Firmly, Project: Tightly}

// Root is the ID of the earmark that restricts nothing, which every database
// has.
const Root int64 = 1

// Earmark is a node of the tree. Money under it fits what is within it and
// within every node above. It is closed, never deleted.
type Earmark struct {
	ID         int64
	Parent     int64 // 0 for the root
	Code       string
	Kind       Kind
	Value      string // instrument, number of the article, regional group, ISO code or project; "" for the root
	Degree     Degree
	English    string // title
	French     string
	Titles     Titles // in the other official languages
	EnteredBy  string
	RecordedAt time.Time
	Closure    Closure
}

// Closure is the end of an earmark: from that day nothing more is assigned or
// transferred to it. What it has stays and can be spent or transferred away.
// What was given for it keeps its restriction: later payments of contributions
// that were assigned to it before still come under it, and the statement of
// earmarks says that it is closed and has money left.
type Closure struct {
	Earmark    int64
	On         date.Date // none while it is open
	Reason     string
	EnteredBy  string
	RecordedAt time.Time
}

// Titles are those that an earmark may have beside the English and the French
// one; "" where nobody gave one.
type Titles struct {
	Arabic  string `json:"ar,omitempty"`
	Chinese string `json:"zh,omitempty"`
	Russian string `json:"ru,omitempty"`
	Spanish string `json:"es,omitempty"`
}

// In is the title in each of these languages.
func (t *Titles) In() map[conference.Language]*string {
	return map[conference.Language]*string{"ar": &t.Arabic, "zh": &t.Chinese, "ru": &t.Russian, "es": &t.Spanish}
}

// Title is in the language, as far as it has one: English without it. What the
// program comes with is named by the catalogue, under the code.
func (e Earmark) Title(lang string) problem.Word {
	if e.ID <= int64(len(seeded)) && e.EnteredBy == program {
		return problem.Word{Kind: "earmark.title", Value: e.Code}
	}
	if lang == "fr" {
		return problem.Word{Value: e.French}
	}
	if title := e.Titles.In()[conference.Language(lang)]; title != nil && *title != "" {
		return problem.Word{Value: *title}
	}
	return problem.Word{Value: e.English}
}

// OpenOn reports whether something can be given for the earmark on the day.
func (e Earmark) OpenOn(on date.Date) bool { return e.Closure.On.IsZero() || on.Before(e.Closure.On) }

// Tree is all earmarks, each after the one above it.
type Tree []Earmark

// ByID is the earmark with that ID.
//
// Error: earmark.not_found.
func (t Tree) ByID(id int64) (Earmark, error) {
	for _, e := range t {
		if e.ID == id {
			return e, nil
		}
	}
	return Earmark{}, problem.New(problem.NotFound, "earmark.not_found", "code", int(id))
}

// ByCode is the earmark with that code.
//
// Error: earmark.not_found.
func (t Tree) ByCode(code string) (Earmark, error) {
	for _, e := range t {
		if e.Code == code {
			return e, nil
		}
	}
	return Earmark{}, problem.New(problem.NotFound, "earmark.not_found", "code", code)
}

// Path is the earmark and all above it, the root first; nil for one that is
// not in the tree.
func (t Tree) Path(id int64) []Earmark {
	var path []Earmark
	for range len(t) {
		e, err := t.ByID(id)
		if err != nil {
			break
		}
		path = append(path, e)
		if id = e.Parent; id == 0 {
			slices.Reverse(path)
			return path
		}
	}
	return nil
}

// Depth is how many earmarks are above.
func (t Tree) Depth(id int64) int { return len(t.Path(id)) - 1 }

// Ordered is the tree as it is printed: each earmark, then what is below it:
// instruments in their order, and everything else by code.
func (t Tree) Ordered() Tree {
	var out Tree
	var below func(parent int64)
	below = func(parent int64) {
		var level []Earmark
		for _, e := range t {
			if e.Parent == parent {
				level = append(level, e)
			}
		}
		slices.SortFunc(level, func(a, b Earmark) int {
			return cmp.Or(instrumentAt(a)-instrumentAt(b), cmp.Compare(a.Code, b.Code))
		})
		for _, e := range level {
			out = append(out, e)
			below(e.ID)
		}
	}
	below(0)
	return out
}

// instrumentAt is the place of an instrument in their list; after them for
// what is none.
func instrumentAt(e Earmark) int {
	list := conference.Instruments()
	if i := slices.Index(list, conference.Instrument(e.Value)); i >= 0 {
		return i
	}
	return len(list)
}

var (
	codeGrammar    = regexp.MustCompile(`^[a-z0-9][a-z0-9.-]{0,59}$`)
	articleGrammar = regexp.MustCompile(`^[1-9][0-9]?$`)
	valueGrammar   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9./_-]{0,59}$`)
)

// Add decides whether a new earmark has a place in the tree. Its kind goes
// further down than that of the earmark above it, an article stands below its
// instrument only, a country only below its own region, and its degree is not
// below that of the earmark above. It is pure.
//
// Errors: earmark.exists; earmark.invalid with the fields "code" (earmark.code),
// "kind" (earmark.unknown_kind, earmark.misplaced), "value" (earmark.value,
// conference.unknown_instrument, conference.unknown_group, earmark.elsewhere),
// "degree" (earmark.degree), "parent" (earmark.closed) and the titles
// (earmark.no_title).
func (t Tree) Add(e Earmark, known []conference.Participant, today date.Date) error {
	above, err := t.ByID(e.Parent)
	if err != nil {
		return err
	}
	var fields problem.Fields
	if !codeGrammar.MatchString(e.Code) {
		fields.Add("code", "earmark.code", "value", e.Code)
	}
	if !above.OpenOn(today) {
		fields.Add("parent", "earmark.closed", "code", above.Code, "date", above.Closure.On)
	}
	switch {
	case !slices.Contains(kinds[1:], e.Kind):
		fields.Add("kind", "earmark.unknown_kind", "value", string(e.Kind))
	case slices.Index(kinds, e.Kind) <= slices.Index(kinds, above.Kind) || e.Kind == Article && above.Kind != Instrument:
		fields.Add("kind", "earmark.misplaced", "kind", string(e.Kind), "above", string(above.Kind))
	default:
		fields.AddErr("value", t.value(e, known))
	}
	if e.Degree < max(above.Degree, Softly) || e.Degree > Tightly {
		fields.Add("degree", "earmark.degree", "value", int(e.Degree), "least", int(max(above.Degree, Softly)))
	}
	if e.English == "" {
		fields.Add("title_en", "earmark.no_title")
	}
	if e.French == "" {
		fields.Add("title_fr", "earmark.no_title")
	}
	if err := fields.Err("earmark.invalid"); err != nil {
		return err
	}
	for _, other := range t {
		if other.Code == e.Code || other.Parent == e.Parent && other.Kind == e.Kind && other.Value == e.Value {
			return problem.New(problem.Conflict, "earmark.exists", "code", other.Code)
		}
	}
	return nil
}

// value refuses what the kind cannot restrict to.
func (t Tree) value(e Earmark, known []conference.Participant) (err error) {
	ok := true
	switch e.Kind {
	case Instrument:
		_, err = conference.ParseInstrument(e.Value)
	case Article:
		ok = articleGrammar.MatchString(e.Value)
	case Region:
		var group conference.Group
		group, err = conference.ParseGroup(e.Value)
		ok = group != conference.None
	case Country:
		i := slices.IndexFunc(known, func(p conference.Participant) bool { return string(p.ID) == e.Value })
		if ok = i >= 0; !ok {
			break
		}
		for _, above := range t.Path(e.Parent) {
			if above.Kind == Region && above.Value != string(known[i].Group) {
				return problem.New(problem.Invalid, "earmark.elsewhere", "value", e.Value, "region", above.Code)
			}
		}
	case Project:
		ok = valueGrammar.MatchString(e.Value)
	}
	if err == nil && !ok {
		err = problem.New(problem.Invalid, "earmark.value", "value", e.Value, "kind", string(e.Kind))
	}
	return err
}

// Close decides whether an earmark can end. It is pure.
//
// Errors: earmark.root, earmark.closed, earmark.open_below; earmark.invalid
// with the field "reason" (earmark.no_reason).
func (t Tree) Close(id int64, on date.Date, reason string) error {
	e, err := t.ByID(id)
	switch {
	case err != nil:
		return err
	case id == Root:
		return problem.New(problem.Conflict, "earmark.root")
	case !e.Closure.On.IsZero():
		return problem.New(problem.Conflict, "earmark.closed", "code", e.Code, "date", e.Closure.On)
	}
	for _, below := range t {
		if below.Parent == id && below.OpenOn(on) {
			return problem.New(problem.Conflict, "earmark.open_below", "code", e.Code, "below", below.Code)
		}
	}
	var fields problem.Fields
	if reason == "" {
		fields.Add("reason", "earmark.no_reason")
	}
	return fields.Err("earmark.invalid")
}
