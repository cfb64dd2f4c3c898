package budget

import (
	"strings"
	"time"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/problem"
)

// Decision is what the Conference did with a version. Rule 73: the Conference
// considers the budget prepared under rule 72 and takes a decision on it.
type Decision struct {
	ID             int64     `json:"-"`
	VersionID      int64     `json:"-"`
	Symbol         string    `json:"symbol"` // of the version
	Session        string    `json:"session"`
	Outcome        Outcome   `json:"outcome"`
	DecidedOn      date.Date `json:"decided_on"`
	Method         Method    `json:"method"`
	For            *int      `json:"for,omitempty"`
	Against        *int      `json:"against,omitempty"`
	Abstentions    *int      `json:"abstentions,omitempty"`
	Basis          Basis     `json:"basis,omitempty"`
	BasisReference string    `json:"basis_reference,omitempty"`
	Reference      string    `json:"reference,omitempty"` // of the decision itself
	EnteredBy      string    `json:"entered_by"`
	RecordedOn     date.Date `json:"recorded_on"`
	RecordedAt     time.Time `json:"-"`
}

// Outcome is what was decided.
type Outcome string

const (
	Adopted          Outcome = "adopted"
	AdoptedAsAmended Outcome = "adopted_as_amended"
	TakenNoteOf      Outcome = "taken_note_of"
	Deferred         Outcome = "deferred"
	NotAdopted       Outcome = "not_adopted"
)

// Outcomes are the outcomes in the order in which they are offered.
func Outcomes() []Outcome {
	return []Outcome{Adopted, AdoptedAsAmended, TakenNoteOf, Deferred, NotAdopted}
}

// Adopts reports an outcome that needs a budget which was circulated in time.
func (o Outcome) Adopts() bool { return o == Adopted || o == AdoptedAsAmended }

// Final reports an outcome after which the session is done with the budget.
func (o Outcome) Final() bool { return o != Deferred }

// Method is how the decision was taken. Rules 56 and 57: every effort at
// consensus, failing that a vote.
type Method string

const (
	Consensus Method = "consensus"
	Vote      Method = "vote"
)

// Methods are the ways in which decisions are taken.
func Methods() []Method { return []Method{Consensus, Vote} }

// Basis is the ground on which the Conference adopted a budget that was not
// circulated in time. It is printed on every sheet of that budget.
type Basis string

const (
	Rule80      Basis = "rule_80"      // the rule was suspended
	NoObjection Basis = "no_objection" // nobody objected
	OtherBasis  Basis = "other"
)

// Bases are the grounds in the order in which they are offered.
func Bases() []Basis { return []Basis{Rule80, NoObjection, OtherBasis} }

// DecideIn is a decision as it is entered. Session is the one at which it was
// taken, by default the one the budget is for. Reason says why a budget that
// the session had already decided on was reconsidered (rule 55).
type DecideIn struct {
	Symbol         string `json:"symbol"`
	Session        string `json:"session,omitempty"`
	Outcome        string `json:"outcome"`
	DecidedOn      string `json:"decided_on"`
	Method         string `json:"method"`
	For            *int   `json:"for,omitempty"`
	Against        *int   `json:"against,omitempty"`
	Abstentions    *int   `json:"abstentions,omitempty"`
	Basis          string `json:"basis,omitempty"`
	BasisReference string `json:"basis_reference,omitempty"`
	Reference      string `json:"reference,omitempty"`
	Reason         string `json:"reason,omitempty"`
}

// decisionFacts are what decide judges an entered decision by.
type decisionFacts struct {
	kind        Kind
	lines       int
	circulation Circulation        // of the version, for the session that decides
	session     conference.Session // that decides; the zero Session for none
	today       date.Date
	parties     int // States parties on the day of the decision
	majority    conference.Majority
	earlier     []Decision // on the same budget
}

// parse reads the values that stand for themselves.
func (in DecideIn) parse() (Decision, error) {
	var f problem.Fields
	d := Decision{
		Symbol: in.Symbol, Session: in.Session, For: in.For, Against: in.Against, Abstentions: in.Abstentions,
		BasisReference: text(&f, "basis_reference", in.BasisReference, false),
		Reference:      text(&f, "reference", in.Reference, false),
	}
	var err error
	d.Outcome, err = oneOf(in.Outcome, Outcomes(), "decision.unknown_outcome")
	f.AddErr("outcome", err)
	d.Method, err = oneOf(in.Method, []Method{Consensus, Vote}, "decision.unknown_method")
	f.AddErr("method", err)
	d.DecidedOn, err = date.Parse(in.DecidedOn)
	f.AddErr("decided_on", err)
	if in.Basis != "" {
		d.Basis, err = oneOf(in.Basis, Bases(), "decision.unknown_basis")
		f.AddErr("basis", err)
		if d.BasisReference == "" {
			f.Add("basis_reference", "decision.basis_reference_missing")
		}
	} else if d.BasisReference != "" {
		f.Add("basis", "decision.basis_missing")
	}
	in.checkVotes(&f)
	return d, f.Err("decision.invalid")
}

func (in DecideIn) checkVotes(f *problem.Fields) {
	votes := []struct {
		path     string
		n        *int
		required bool
	}{{"for", in.For, true}, {"against", in.Against, true}, {"abstentions", in.Abstentions, false}}
	for _, v := range votes {
		switch {
		case v.n == nil && in.Method == string(Vote) && v.required:
			f.Add(v.path, "decision.votes_missing")
		case v.n != nil && in.Method == string(Consensus):
			f.Add(v.path, "decision.votes_without_vote")
		case v.n != nil && (*v.n < 0 || *v.n > mostVotes):
			f.Add(v.path, "decision.votes_range", "value", *v.n, "limit", mostVotes)
		}
	}
}

// mostVotes is above any number of parties that there can be.
const mostVotes = 1000

// decide refuses a decision that the rules do not allow, so that nothing is
// let through in silence and the Conference is never powerless: a budget that
// is not in time can be adopted, on a basis that is named.
//
// Errors: decision.only_note, decision.no_lines, decision.no_opening,
// decision.postponed, decision.in_future, decision.before_opening, decision.after_closing,
// decision.already, decision.too_many_votes, decision.majority_missed,
// decision.majority_reached, decision.not_timely with the causes as fields.
func decide(d Decision, reason string, f decisionFacts) error {
	switch {
	case f.kind != KindBudget && d.Outcome != TakenNoteOf:
		return problem.New(problem.Invalid, "decision.only_note", "kind", string(f.kind), "outcome", string(d.Outcome))
	case d.Outcome.Adopts() && f.lines == 0:
		return problem.New(problem.Invalid, "decision.no_lines", "symbol", d.Symbol)
	case f.session.ID == "":
		return problem.New(problem.Invalid, "decision.no_opening", "symbol", d.Symbol)
	case f.session.Opening.IsZero():
		return problem.New(problem.Invalid, "decision.postponed", "session", f.session.ID)
	case d.DecidedOn.After(f.today):
		return problem.New(problem.Invalid, "decision.in_future", "date", d.DecidedOn, "today", f.today)
	case d.DecidedOn.Before(f.session.Opening):
		return problem.New(problem.Invalid, "decision.before_opening", "date", d.DecidedOn, "opening", f.session.Opening)
	case !f.session.Meets(d.DecidedOn):
		return problem.New(problem.Invalid, "decision.after_closing", "date", d.DecidedOn, "closing", f.session.LastDay())
	}
	if err := reconsiders(d, reason, f.earlier); err != nil {
		return err
	}
	if d.Method == Vote {
		if err := count(d, f); err != nil {
			return err
		}
	}
	if d.Outcome.Adopts() && d.Basis == "" && !f.circulation.adoptable() {
		return notTimely(d.Symbol, f.circulation)
	}
	return nil
}

// adoptable reports that rule 72 asks for nothing more.
func (c Circulation) adoptable() bool { return c.Status == Timely || c.Status == NoClock }

func notTimely(symbol string, c Circulation) error {
	err := problem.New(problem.Invalid, "decision.not_timely", "symbol", symbol, "status", string(c.Status))
	for _, cause := range c.Causes {
		err.Fields = append(err.Fields, problem.Field{Path: "basis", Code: cause.Code, Args: cause.Args})
	}
	return err
}

// reconsiders refuses a second decision of the same session on the same budget
// unless it says why: rule 55 asks two thirds of those present and voting for
// that.
func reconsiders(d Decision, reason string, earlier []Decision) error {
	if e, ok := Settled(earlier, d.Session); ok && strings.TrimSpace(reason) == "" {
		return e.Already()
	}
	return nil
}

// Settled is the last decision after which the session was done with the
// document.
func Settled(decisions []Decision, session string) (Decision, bool) {
	for i := len(decisions) - 1; i >= 0; i-- {
		if d := decisions[i]; d.Session == session && d.Outcome.Final() {
			return d, true
		}
	}
	return Decision{}, false
}

// Already is the problem that the session has taken this decision, with who
// entered it and when.
func (d Decision) Already() error {
	return problem.New(problem.Conflict, "decision.already", "symbol", d.Symbol, "outcome", string(d.Outcome),
		"date", d.DecidedOn, "by", d.EnteredBy, "at", d.RecordedAt.Format(time.RFC3339))
}

func count(d Decision, f decisionFacts) error {
	cast := *d.For + *d.Against
	if d.Abstentions != nil {
		cast += *d.Abstentions
	}
	if cast > f.parties {
		return problem.New(problem.Invalid, "decision.too_many_votes", "votes", cast, "parties", f.parties)
	}
	reached := f.majority.Reached(*d.For, *d.Against)
	switch {
	case d.Outcome.Adopts() && !reached:
		return problem.New(problem.Invalid, "decision.majority_missed",
			"for", *d.For, "against", *d.Against, "majority", f.majority.String())
	case d.Outcome == NotAdopted && reached:
		return problem.New(problem.Invalid, "decision.majority_reached",
			"for", *d.For, "against", *d.Against, "majority", f.majority.String())
	}
	return nil
}

// DecisionOn is the decision that stands on a version: the last one on it.
func DecisionOn(decisions []Decision, symbol string) (Decision, bool) {
	for i := len(decisions) - 1; i >= 0; i-- {
		if decisions[i].Symbol == symbol {
			return decisions[i], true
		}
	}
	return Decision{}, false
}
