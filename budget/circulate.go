package budget

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/problem"
)

// CirculateIn is a dispatch as it is entered: one day, some languages, some
// addressees. Parties are ids or names; none means every State party to which
// the languages have not been sent. Channel is "" for a note verbale.
// RecordAsLate, with a Reason, records a dispatch after the deadline as what
// it is.
type CirculateIn struct {
	Symbol       string   `json:"symbol"`
	Languages    []string `json:"languages"`
	Parties      []string `json:"parties,omitempty"`
	SentOn       string   `json:"sent_on"`
	Channel      string   `json:"channel,omitempty"`
	Reference    string   `json:"reference,omitempty"`
	Evidence     string   `json:"evidence,omitempty"` // SHA-256 of a file that AddEvidence took
	RecordAsLate bool     `json:"record_as_late,omitempty"`
	Reason       string   `json:"reason,omitempty"`
}

// shipment is an entered dispatch whose values stand for themselves.
type shipment struct {
	languages    []conference.Language
	names        []string
	sentOn       date.Date
	channel      Channel
	reference    string
	evidence     string
	recordAsLate bool
	reason       string
}

// Circulate records that a version went out. The first dispatch fixes the
// addressees (the States parties to the Convention on that day) and freezes the
// version, in the same transaction. It returns how matters stand then.
//
// Errors: circulation.invalid with fields (among them circulation.duplicate,
// which names party and language); budget.not_found; circulation.no_lines;
// circulation.no_session; circulation.no_parties; circulation.in_future;
// circulation.clock_set_back when today is before the day on which the version
// was registered or frozen;
// circulation.late for a dispatch to States parties after the deadline that is
// not recorded as such; circulation.language_complete; evidence.unknown; and for a date that
// lies back circulation.before_snapshot, circulation.decided,
// circulation.session_opened and circulation.no_evidence, and
// approval.always for one that lies further back than is usual, which a second
// person approves.
func (s *Service) Circulate(ctx context.Context, actor access.Actor, in CirculateIn) (Circulation, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Circulation{}, err
	}
	ship, err := in.parse()
	if err != nil {
		return Circulation{}, err
	}
	var c Circulation
	err = s.store.Update(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, in.Symbol)
		if err != nil {
			return err
		}
		if err := s.known(ctx, ship.evidence); err != nil {
			return err
		}
		f, err := s.dispatchFacts(ctx, b, v)
		if err != nil {
			return err
		}
		plan, err := planDispatch(ship, f)
		if err != nil {
			return err
		}
		backDated := f.backDated(ship, plan, s.settings.EntryDays)
		if backDated {
			if err := s.allow(ctx, actor, v); err != nil {
				return err
			}
		}
		if err := s.dispatch(ctx, actor, b, v, plan); err != nil {
			return err
		}
		last := int64(0)
		if backDated {
			if last, err = s.keepApproval(ctx, v); err != nil {
				return err
			}
		}
		if err := s.recordDispatch(ctx, actor, v, ship, plan, last); err != nil {
			return err
		}
		c, err = s.circulation(ctx, b, v, b.Session)
		return err
	})
	return c, err
}

// Dispatched reports whether exactly this was recorded already: the version went
// to each of the parties in each of the languages on that day, by that channel
// and under that reference.
//
// Errors: circulation.invalid with fields; budget.not_found.
func (s *Service) Dispatched(ctx context.Context, in CirculateIn) (bool, error) {
	ship, err := in.parse()
	if err != nil {
		return false, err
	}
	all := false
	err = s.store.View(ctx, func(ctx context.Context) error {
		b, v, err := s.find(ctx, in.Symbol)
		if err != nil {
			return err
		}
		f, err := s.dispatchFacts(ctx, b, v)
		if err != nil {
			return err
		}
		names := conference.NewNames(f.participants)
		for _, name := range ship.names {
			id, err := names.Find(name)
			if err != nil {
				return nil // Circulate says what is wrong with it
			}
			for _, l := range ship.languages {
				if !slices.ContainsFunc(f.dispatches, func(d Dispatch) bool {
					return d.Party == id && d.Language == l && d.SentOn == ship.sentOn && d.Channel == ship.channel && d.Reference == ship.reference
				}) {
					return nil
				}
			}
		}
		all = len(ship.names) > 0
		return nil
	})
	return all, err
}

func (in CirculateIn) parse() (shipment, error) {
	var f problem.Fields
	ship := shipment{
		names: in.Parties, channel: NoteVerbale, recordAsLate: in.RecordAsLate, evidence: in.Evidence,
		reference: text(&f, "reference", in.Reference, false),
		reason:    text(&f, "reason", in.Reason, in.RecordAsLate),
	}
	var err error
	ship.sentOn, err = date.Parse(in.SentOn)
	f.AddErr("sent_on", err)
	if in.Channel != "" {
		ship.channel, err = oneOf(in.Channel, Channels(), "circulation.unknown_channel")
		f.AddErr("channel", err)
	}
	if len(in.Languages) == 0 {
		f.Add("languages", "circulation.no_language")
	}
	for i, s := range in.Languages {
		l, err := conference.ParseLanguage(s)
		path := fmt.Sprintf("languages[%d]", i)
		f.AddErr(path, err)
		if slices.Contains(ship.languages, l) {
			f.Add(path, "circulation.language_twice", "language", s)
		}
		ship.languages = append(ship.languages, l)
	}
	return ship, f.Err("circulation.invalid")
}

// dispatchFacts are what planDispatch judges a shipment by.
type dispatchFacts struct {
	version      Version
	kind         Kind
	revised      bool               // approved between sessions
	session      conference.Session // the zero value for none
	rule         conference.Rule
	today        date.Date
	participants []conference.Participant
	addressees   []Addressee // as they were fixed; none while nothing has gone out
	dispatches   []Dispatch
	decisions    []Decision
}

func (s *Service) dispatchFacts(ctx context.Context, b Budget, v Version) (f dispatchFacts, err error) {
	f = dispatchFacts{version: v, kind: b.Kind, rule: s.conference.Rule(), today: s.today()}
	if f.version.Content, err = s.store.Content(ctx, v.ID); err != nil {
		return f, err
	}
	if b.Session != "" {
		if f.session, err = s.conference.Session(ctx, b.Session); err != nil {
			return f, err
		}
	}
	if f.participants, err = s.conference.Participants(ctx); err != nil {
		return f, err
	}
	if f.addressees, err = s.store.Addressees(ctx, v.ID); err != nil {
		return f, err
	}
	if f.dispatches, err = s.store.Dispatches(ctx, v.ID); err != nil {
		return f, err
	}
	revised, err := s.store.Revised(ctx, b.ID)
	if err != nil {
		return f, err
	}
	f.revised = isRevised(revised, v)
	f.decisions, err = s.store.Decisions(ctx, b.ID)
	return f, err
}

// clockRuns reports whether the version's own dispatch has a deadline.
func (f dispatchFacts) clockRuns() bool {
	return f.kind.HasClock() && f.version.OwnClock() && !f.version.InSession() && !f.revised && f.session.UnderRule72() && !f.session.Opening.IsZero()
}

// dispatchPlan is what a shipment adds to the record.
type dispatchPlan struct {
	addressees []Addressee
	dispatches []Dispatch
	late       bool
}

// planDispatch decides about a shipment. Its errors are those of Circulate.
func planDispatch(ship shipment, f dispatchFacts) (dispatchPlan, error) {
	var plan dispatchPlan
	if err := f.ready(ship); err != nil {
		return plan, err
	}
	known := f.addressees
	if snapshotOf(known).IsZero() {
		plan.addressees = partiesOn(f.participants, ship.sentOn)
		if len(plan.addressees) == 0 {
			return plan, problem.New(problem.Invalid, "circulation.no_parties", "date", ship.sentOn)
		}
		known = append(slices.Clone(known), plan.addressees...)
	} else if err := f.sameParties(ship.sentOn); err != nil {
		return plan, err
	}
	to, err := ship.addressees(known, f)
	if err != nil {
		return plan, err
	}
	for _, a := range to {
		if !slices.ContainsFunc(known, func(k Addressee) bool { return k.Party == a.Party }) {
			plan.addressees = append(plan.addressees, a)
		}
		plan.late = plan.late || a.Role == Party && f.clockRuns() && !f.rule.Timely(f.session.Opening, ship.sentOn)
	}
	if plan.late && !ship.recordAsLate {
		deadline := conference.Deadline(f.session.Opening, f.rule)
		return plan, problem.New(problem.Invalid, "circulation.late", "date", ship.sentOn, "deadline", deadline,
			"count", ship.sentOn.Sub(deadline), "opening", f.session.Opening)
	}
	if err := f.credible(ship); err != nil {
		return plan, err
	}
	plan.dispatches, err = ship.dispatches(to, f)
	return plan, err
}

// ready refuses what cannot go out, or not yet.
func (f dispatchFacts) ready(ship shipment) error {
	if err := f.complete(); err != nil {
		return err
	}
	if known := later(recordedOn(f.version.RecordedAt), f.frozenOn()); f.today.Before(known) {
		return problem.New(problem.Conflict, "circulation.clock_set_back", "today", f.today, "date", known)
	}
	if ship.sentOn.After(f.today) {
		return problem.New(problem.Invalid, "circulation.in_future", "date", ship.sentOn, "today", f.today)
	}
	return nil
}

// frozenOn is the day on which the version was frozen; none for a draft.
func (f dispatchFacts) frozenOn() date.Date {
	if f.version.FrozenAt.IsZero() {
		return date.Date{}
	}
	return recordedOn(f.version.FrozenAt)
}

// complete refuses a budget that is not ready to be frozen.
func (f dispatchFacts) complete() error {
	symbol := f.version.Symbol
	switch {
	case f.kind.HasClock() && f.version.OwnClock() && len(f.version.Lines) == 0:
		return problem.New(problem.Invalid, "circulation.no_lines", "symbol", symbol)
	case f.kind.HasClock() && f.version.OwnClock() && !f.version.InSession() && f.session.ID == "":
		return problem.New(problem.Invalid, "circulation.no_session", "symbol", symbol)
	}
	return nil
}

// sameParties refuses a dispatch dated before the first one when the States
// parties of that day are not those that were fixed.
func (f dispatchFacts) sameParties(on date.Date) error {
	fixed := snapshotOf(f.addressees)
	if !on.Before(fixed) {
		return nil
	}
	then := partiesOn(f.participants, on)
	var more []string
	for _, a := range f.addressees {
		if a.Role == Party && !slices.ContainsFunc(then, func(t Addressee) bool { return t.Party == a.Party }) {
			more = append(more, string(a.Party))
		}
	}
	if more == nil {
		return nil
	}
	return problem.New(problem.Invalid, "circulation.before_snapshot", "date", on, "snapshot", fixed, "parties", more)
}

// credible refuses dates that lie too far back to be entered by one person: on
// or before a decision to adopt; before the opening, once the session of a
// budget that was registered before it has opened; and, without the reference
// of the dispatch, before the version was registered here.
func (f dispatchFacts) credible(ship shipment) error {
	for _, d := range f.decisions {
		if d.Symbol == f.version.Symbol && d.Outcome.Adopts() && !ship.sentOn.After(d.DecidedOn) {
			return problem.New(problem.Conflict, "circulation.decided", "date", ship.sentOn, "decided", d.DecidedOn)
		}
	}
	registered := recordedOn(f.version.RecordedAt)
	opening := f.session.Opening
	switch {
	case f.clockRuns() && registered.Before(opening) && !f.today.Before(opening) && ship.sentOn.Before(opening):
		return problem.New(problem.Conflict, "circulation.session_opened", "date", ship.sentOn, "opening", opening)
	case ship.sentOn.Before(registered) && ship.reference == "":
		return problem.New(problem.Invalid, "circulation.no_evidence", "date", ship.sentOn, "registered", registered)
	}
	return nil
}

// addressees are those that the shipment goes to, with their roles.
func (ship shipment) addressees(known []Addressee, f dispatchFacts) ([]Addressee, error) {
	if len(ship.names) == 0 {
		return ship.remaining(known, f)
	}
	var fields problem.Fields
	var to []Addressee
	names := conference.NewNames(f.participants)
	becoming := conference.BecomingParties(f.participants, conference.Convention, ship.sentOn, f.session.Opening)
	for i, name := range ship.names {
		path := fmt.Sprintf("parties[%d]", i)
		id, err := names.Find(name)
		fields.AddErr(path, err)
		if err != nil {
			continue
		}
		if slices.ContainsFunc(to, func(a Addressee) bool { return a.Party == id }) {
			fields.Add(path, "circulation.party_twice", "party", string(id))
			continue
		}
		to = append(to, roleOf(id, ship.sentOn, known, becoming, f.participants))
	}
	return to, fields.Err("circulation.invalid")
}

// roleOf is the addressee as it is known; otherwise a new one, supplementary
// when it is or until the opening becomes a State party, else courtesy.
func roleOf(id conference.ParticipantID, on date.Date, known []Addressee, becoming, all []conference.Participant) Addressee {
	if i := slices.IndexFunc(known, func(a Addressee) bool { return a.Party == id }); i >= 0 {
		return known[i]
	}
	is := func(p conference.Participant) bool { return p.ID == id }
	party := slices.ContainsFunc(all, func(p conference.Participant) bool {
		return is(p) && p.PartyTo(conference.Convention, on)
	})
	if party || slices.ContainsFunc(becoming, is) {
		return Addressee{Party: id, Role: Supplementary, AsOf: on}
	}
	return Addressee{Party: id, Role: Courtesy, AsOf: on}
}

// remaining are the States parties that lack one of the languages.
//
// Error: circulation.language_complete for a language that nobody lacks.
func (ship shipment) remaining(known []Addressee, f dispatchFacts) ([]Addressee, error) {
	var to []Addressee
	lacked := map[conference.Language]bool{}
	for _, a := range known {
		lacks := false
		for _, l := range ship.languages {
			if a.Role == Party && f.dispatched(a.Party, l).IsZero() {
				lacks, lacked[l] = true, true
			}
		}
		if lacks {
			to = append(to, a)
		}
	}
	var complete []string
	for _, l := range ship.languages {
		if !lacked[l] {
			complete = append(complete, string(l))
		}
	}
	if complete != nil {
		return nil, problem.New(problem.Conflict, "circulation.language_complete", "languages", complete, "count", len(complete))
	}
	return to, nil
}

// dispatched is the day on which the language went to the participant, if it
// did.
func (f dispatchFacts) dispatched(id conference.ParticipantID, l conference.Language) date.Date {
	for _, d := range f.dispatches {
		if d.Party == id && d.Language == l {
			return d.SentOn
		}
	}
	return date.Date{}
}

// dispatches are the rows of the shipment. A party that was named and has the
// language already is refused, for its first date stands.
func (ship shipment) dispatches(to []Addressee, f dispatchFacts) ([]Dispatch, error) {
	var fields problem.Fields
	var rows []Dispatch
	for i, a := range to {
		for _, l := range ship.languages {
			on := f.dispatched(a.Party, l)
			switch {
			case on.IsZero():
				late := a.Role == Party && f.clockRuns() && !f.rule.Timely(f.session.Opening, ship.sentOn)
				rows = append(rows, Dispatch{
					Party: a.Party, Language: l, SentOn: ship.sentOn,
					Channel: ship.channel, Reference: ship.reference, Evidence: ship.evidence, RecordedLate: late,
				})
			case len(ship.names) > 0:
				fields.Add(fmt.Sprintf("parties[%d]", i), "circulation.duplicate",
					"party", string(a.Party), "language", string(l), "date", on)
			}
		}
	}
	return rows, fields.Err("circulation.invalid")
}

// dispatch writes the plan.
func (s *Service) dispatch(ctx context.Context, actor access.Actor, b Budget, v Version, plan dispatchPlan) error {
	if err := s.store.InsertAddressees(ctx, v.ID, plan.addressees); err != nil {
		return err
	}
	for i := range plan.dispatches {
		plan.dispatches[i].EnteredBy = actor.Name
	}
	if err := s.store.InsertDispatches(ctx, v.ID, plan.dispatches, s.now()); err != nil {
		return err
	}
	return s.freeze(ctx, actor, b, v)
}

func (s *Service) recordDispatch(ctx context.Context, actor access.Actor, v Version, ship shipment, plan dispatchPlan, backDated int64) error {
	r := dispatchRecord{
		SentOn: ship.sentOn, Channel: ship.channel, Reference: ship.reference, Evidence: ship.evidence, Languages: ship.languages,
		RecordedLate: plan.late, New: map[Role][]conference.ParticipantID{}, Count: len(plan.dispatches), BackDated: backDated,
	}
	for _, a := range plan.addressees {
		r.New[a.Role] = append(r.New[a.Role], a.Party)
	}
	for _, d := range plan.dispatches {
		if !slices.Contains(r.Parties, d.Party) {
			r.Parties = append(r.Parties, d.Party)
		}
	}
	return s.record(ctx, actor, actionDispatch, v.Symbol, strings.TrimSpace(ship.reason), nil, r)
}
