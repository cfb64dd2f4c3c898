// Package project is technical assistance: what States ask for, how it is
// appraised and decided, and the project that carries out what was approved,
// from the agreement with the first partner to its closing.
//
// A request and the project that comes of it are one case: what was asked, and
// a series of events that are never changed. Every event is decided by a pure
// function from the case before it; the state of a case, on any day, follows
// from its events.
//
// Beneficiaries are developing countries and countries with economies in
// transition, also before they are parties (General Assembly resolution 55/25),
// so any State may ask; a State that is not a party is shown as such.
package project

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"time"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Number is that of a request, REQ-2012-0001: without gaps within the year in
// which the request was dated.
type Number struct {
	Year, Seq int
}

func (n Number) String() string {
	if n == (Number{}) {
		return ""
	}
	return fmt.Sprintf("REQ-%d-%04d", n.Year, n.Seq)
}

// Code is that of a project, TA-2012-01: without gaps within the year of its
// approval.
type Code struct {
	Year, Seq int
}

func (c Code) String() string {
	if c == (Code{}) {
		return ""
	}
	return fmt.Sprintf("TA-%d-%02d", c.Year, c.Seq)
}

var (
	numberGrammar = regexp.MustCompile(`^REQ-([1-9][0-9]{3})-([0-9]{4,6})$`)
	codeGrammar   = regexp.MustCompile(`^TA-([1-9][0-9]{3})-([0-9]{2,6})$`)
)

// ParseNumber reads the number of a request.
//
// Error: assistance.no_request, as for one that is not there.
func ParseNumber(s string) (Number, error) {
	m := numberGrammar.FindStringSubmatch(s)
	if m == nil {
		return Number{}, noRequest(s)
	}
	n := Number{digits(m[1]), digits(m[2])}
	if n.String() != s {
		return Number{}, noRequest(s)
	}
	return n, nil
}

// ParseCode reads the code of a project.
//
// Error: assistance.no_project, as for one that is not there.
func ParseCode(s string) (Code, error) {
	m := codeGrammar.FindStringSubmatch(s)
	if m == nil {
		return Code{}, noProject(s)
	}
	c := Code{digits(m[1]), digits(m[2])}
	if c.String() != s {
		return Code{}, noProject(s)
	}
	return c, nil
}

// digits is the value of a few digits.
func digits(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

func noRequest(number string) error {
	return problem.New(problem.NotFound, "assistance.no_request", "number", number)
}

func noProject(code string) error {
	return problem.New(problem.NotFound, "assistance.no_project", "project", code)
}

// Request is what one State, or several together, ask for. It is never
// changed; what becomes of it are events.
type Request struct {
	ID          int64
	Number      Number
	On          date.Date // of the States' letter
	States      []conference.ParticipantID
	Instrument  conference.Instrument
	Article     string // of the instrument, "29"
	Observation string // of the review which the request answers; ""
	Language    conference.Language
	Summary     string      // in that language
	Sought      money.Money // US dollars
	Contact     string      // reference of the document that names whom to turn to
	EnteredBy   string
	RecordedAt  time.Time
}

// articles are those of rule 72; assistance may be about any other article of
// the instrument too.
var articleGrammar = regexp.MustCompile(`^[1-9][0-9]?$`)

// articlesOf is how many articles an instrument has.
var articlesOf = map[conference.Instrument]int{
	conference.Convention: 41, conference.Trafficking: 20, conference.Migrants: 25, conference.Firearms: 21,
}

// Check refuses a request that cannot be recorded so.
//
// Errors: assistance.invalid with the fields "states" (assistance.no_state,
// assistance.not_a_state, assistance.state_twice, conference.no_participant),
// "article" (assistance.article), "summary" and "contact"
// (assistance.text_missing) and "amount" (assistance.not_positive).
func (r Request) Check(known []conference.Participant) error {
	var fields problem.Fields
	if len(r.States) == 0 {
		fields.Add("states", "assistance.no_state")
	}
	for i, id := range r.States {
		path := fmt.Sprintf("states[%d]", i)
		switch p, ok := participant(known, id); {
		case !ok:
			fields.Add(path, "conference.no_participant", "id", string(id))
		case p.Kind != conference.State:
			fields.Add(path, "assistance.not_a_state", "id", string(id))
		case slices.Index(r.States, id) < i:
			fields.Add(path, "assistance.state_twice", "id", string(id))
		}
	}
	if !articleGrammar.MatchString(r.Article) || digits(r.Article) > articlesOf[r.Instrument] {
		fields.Add("article", "assistance.article", "value", r.Article, "most", articlesOf[r.Instrument])
	}
	if r.Sought.Sign() <= 0 {
		fields.Add("amount", "assistance.not_positive", "value", r.Sought)
	}
	return fields.Err("assistance.invalid")
}

func participant(known []conference.Participant, id conference.ParticipantID) (conference.Participant, bool) {
	i := slices.IndexFunc(known, func(p conference.Participant) bool { return p.ID == id })
	if i < 0 {
		return conference.Participant{}, false
	}
	return known[i], true
}

// Region is the regional group of all States of the request; none for States of
// several groups, and for those that have none.
func (r Request) Region(known []conference.Participant) conference.Group {
	region := conference.None
	for i, id := range r.States {
		p, _ := participant(known, id)
		if i > 0 && p.Group != region {
			return conference.None
		}
		region = p.Group
	}
	return region
}

// NotParties are the States of the request that were not parties to its
// instrument on the day.
func (r Request) NotParties(known []conference.Participant, on date.Date) (ids []conference.ParticipantID) {
	for _, id := range r.States {
		if p, ok := participant(known, id); !ok || !p.PartyTo(r.Instrument, on) {
			ids = append(ids, id)
		}
	}
	return ids
}

// From reports whether the State is one of those that ask.
func (r Request) From(state conference.ParticipantID) bool { return slices.Contains(r.States, state) }
