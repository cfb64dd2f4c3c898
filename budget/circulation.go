package budget

import (
	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/problem"
)

// Status says how the circulation of a document stands under rule 72.
type Status string

const (
	Timely         Status = "timely"          // every State party had every language in time
	Open           Status = "open"            // the deadline has not passed, and not everything has gone out
	Partial        Status = "partial"         // some languages were late
	Late           Status = "late"            // no language was in time
	Incomplete     Status = "incomplete"      // the deadline has passed and an addressee is missing
	NotEstablished Status = "not_established" // no date of dispatch is known
	NoneRegistered Status = "none_registered" // there is no budget to be late
	NoClock        Status = "no_clock"        // rule 72 sets no date
)

// Statuses are all of them, the best first.
func Statuses() []Status {
	return []Status{Timely, Open, Partial, Late, Incomplete, NotEstablished, NoneRegistered, NoClock}
}

// Role is why an addressee is on the list.
type Role string

const (
	Party         Role = "party"         // a State party on the day of the first dispatch: it counts
	Supplementary Role = "supplementary" // became a party between the first dispatch and the opening
	Courtesy      Role = "courtesy"      // an observer or signatory: its copy does not count
)

// Addressee is a participant to whom a version goes. AsOf is the day on which
// its role was established.
type Addressee struct {
	Party conference.ParticipantID `json:"party"`
	Role  Role                     `json:"role"`
	AsOf  date.Date                `json:"as_of"`
}

// Dispatch is one version sent to one addressee in one language, on a day as
// the calendar at the Conference's seat showed it.
type Dispatch struct {
	Party        conference.ParticipantID `json:"party"`
	Language     conference.Language      `json:"language"`
	SentOn       date.Date                `json:"sent_on"`
	Channel      Channel                  `json:"channel"`
	Reference    string                   `json:"reference,omitempty"`
	Evidence     string                   `json:"evidence,omitempty"` // SHA-256 of the file that shows it
	RecordedLate bool                     `json:"recorded_late"`      // sent after the deadline, and recorded as such
	EnteredBy    string                   `json:"entered_by"`
	RecordedOn   date.Date                `json:"recorded_on"`
}

// Channel is how a dispatch went out.
type Channel string

const (
	NoteVerbale Channel = "note_verbale"
	Email       Channel = "email"
	Hand        Channel = "hand"
	Post        Channel = "post"
	Portal      Channel = "portal"
)

// Channels are the channels in the order in which they are offered.
func Channels() []Channel { return []Channel{NoteVerbale, Email, Hand, Post, Portal} }

// Opening is one setting of the date on which the session opens.
type Opening struct {
	On         date.Date `json:"opening"`
	RecordedOn date.Date `json:"recorded_on"`
	Reason     string    `json:"reason,omitempty"`
}

// CirculationFacts are what the status of a circulation follows from, and
// nothing else does.
type CirculationFacts struct {
	Registered bool // whether there is a document at all
	Kind       Kind
	Symbol     string
	InSession  bool   // an L. or CRP. text
	Revised    bool   // approved between sessions: no session is to adopt it
	ClockOf    string // the version whose dispatches these are: Symbol, or the text whose date it keeps

	Session     string    // "" when the document has not been given to one
	UnderRule72 bool      // whether the session is one that rule 72 speaks of
	Opening     date.Date // none while the session is postponed
	Postponed   bool
	History     []Opening // every opening that was ever set, oldest first
	Rule        conference.Rule
	Today       date.Date // at the seat

	EntryDays  int       // within how many days after it went out a dispatch is entered as usual
	DistrOn    date.Date // of the document; does not count
	UploadedOn date.Date // of the document; does not count
	Addressees []Addressee
	Dispatches []Dispatch
	Facts      []Fact
}

// Cause is one reason for a status, or something that the reader of it should
// know. Its text is the catalogue entry Key with Args.
type Cause struct {
	Code string       `json:"code"`
	Args problem.Args `json:"args,omitempty"`
}

// Key is the catalogue entry of the cause, the same one that shows it among
// the fields of a refusal.
func (c Cause) Key() string { return "problem." + c.Code }

// Pairs are the arguments as locale.Printer.Text takes them.
func (c Cause) Pairs() []any {
	pairs := make([]any, 0, 2*len(c.Args))
	for name, value := range c.Args {
		pairs = append(pairs, name, value)
	}
	return pairs
}

// Circulation is how matters stand on Today. Where no clock runs, Deadline,
// LastWorkingDay, DaysLeft and Margin are empty.
type Circulation struct {
	Symbol         string             `json:"symbol,omitempty"`
	Kind           Kind               `json:"kind,omitempty"`
	ClockOf        string             `json:"clock_of,omitempty"`
	Session        string             `json:"session,omitempty"`
	Opening        date.Date          `json:"opening"`
	Deadline       date.Date          `json:"deadline"`         // the last day in time
	LastWorkingDay date.Date          `json:"last_working_day"` // advice
	Rule           conference.Rule    `json:"-"`
	Today          date.Date          `json:"today"`
	DaysLeft       int                `json:"days_left"` // from today to the deadline; negative once it has passed
	Status         Status             `json:"status"`
	Causes         []Cause            `json:"causes"`
	SentOn         date.Date          `json:"sent_on"` // when the last of the six languages reached its last addressee's post; none while something is missing
	Margin         *int               `json:"margin"`  // days from SentOn to the opening
	DistrOn        date.Date          `json:"distr_on"`
	UploadedOn     date.Date          `json:"uploaded_on"`
	Snapshot       date.Date          `json:"snapshot"` // the first day of dispatch, on which the addressees were fixed; none while they are those of today
	Languages      []LanguageProgress `json:"languages"`
	Parties        []PartyProgress    `json:"parties"`
	Openings       []Opening          `json:"openings"`
	RecordedLate   int                `json:"recorded_late"`      // dispatches recorded as late
	Afterwards     int                `json:"entered_afterwards"` // dispatches in time that were entered after the deadline
	EnteredLater   int                `json:"entered_later"`      // dispatches entered more days after they went out than is usual
}

// LanguageProgress is how far one language has gone out to the States parties
// that count. Late says that its last dispatch was not in time, or that the
// deadline passed and nobody has it.
type LanguageProgress struct {
	Language conference.Language `json:"language"`
	Sent     int                 `json:"sent"`
	Total    int                 `json:"total"`
	First    date.Date           `json:"first"`
	Last     date.Date           `json:"last"`
	Margin   *int                `json:"margin"` // days from Last to the opening, once complete
	Late     bool                `json:"late"`
}

// Complete reports that every State party that counts has the language.
func (l LanguageProgress) Complete() bool { return l.Total > 0 && l.Sent == l.Total }

// PartyProgress is how far one addressee has been served.
type PartyProgress struct {
	Addressee
	Missing []conference.Language `json:"missing"`
	Last    date.Date             `json:"last"`    // the last dispatch to it, if any
	Bounced []conference.Language `json:"bounced"` // came back, and neither sent again nor acknowledged since
}

// DispatchedTo finds the addressee.
func (c Circulation) DispatchedTo(id conference.ParticipantID) (PartyProgress, bool) {
	for _, p := range c.Parties {
		if p.Party == id {
			return p, true
		}
	}
	return PartyProgress{}, false
}

func (f CirculationFacts) late(d date.Date) bool { return !f.Rule.Timely(f.Opening, d) }

// openingsOn are the openings that were set on that day: the one of its
// morning, then those that the day brought; for a day before all of them the
// first that ever was.
func (f CirculationFacts) openingsOn(d date.Date) []date.Date {
	openings := []date.Date{f.Opening}
	for i, o := range f.History {
		switch {
		case i == 0 || o.RecordedOn.Before(d):
			openings = []date.Date{o.On}
		case o.RecordedOn == d:
			openings = append(openings, o.On)
		}
	}
	return openings
}
