package proceedings

import (
	"context"
	"fmt"
	"slices"

	"article30/budget"
	"article30/budget/conference"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// ProposeIn is a proposal as it is entered. Session is "" for the one that the
// budget is for, Instrument for that of the lines it touches when they are all
// of one Protocol, and otherwise the Convention.
type ProposeIn struct {
	Version    string        `json:"version"`
	Session    string        `json:"session,omitempty"`
	Symbol     string        `json:"symbol"`
	Title      string        `json:"title"`
	Sponsors   []string      `json:"sponsors"`
	Instrument string        `json:"instrument,omitempty"`
	On         string        `json:"on"`
	Amendments []AmendmentIn `json:"amendments"`
}

// AmendmentIn is an amendment as it is entered. Line is the code of a line of
// the version, or the title of one without a code; Section, Mandate and Funding
// tell it from others of that code. Title and Texts are new ones for a line that changes.
// Amounts are new ones of a line that changes, or what is moved; a move without
// any is of everything.
type AmendmentIn struct {
	Action  string                     `json:"action"`
	Line    string                     `json:"line,omitempty"`
	Section string                     `json:"section,omitempty"`
	Mandate string                     `json:"mandate,omitempty"`
	Funding string                     `json:"funding,omitempty"`
	To      string                     `json:"to,omitempty"`
	Title   string                     `json:"title,omitempty"`
	Amounts []AmountIn                 `json:"amounts,omitempty"`
	Texts   map[string]budget.LineText `json:"texts,omitempty" doc:"Of a line that changes: its title and narrative by language."`
	Add     *budget.LineIn             `json:"add,omitempty"`
}

// AmountIn is an amount under the column of that year; Stage is "" where there
// is one only.
type AmountIn struct {
	Year   int    `json:"year"`
	Stage  string `json:"stage,omitempty"`
	Amount string `json:"amount"`
}

// The limits of what is entered.
const (
	mostAmendments = 200
	longestText    = 500
	longestWords   = 4000
)

// Propose records a proposal. It amends a budget that went out or was adopted,
// and so no longer changes by itself.
//
// Errors: proposal.invalid with fields; budget.not_found; proposal.not_a_budget;
// version.not_frozen; proposal.no_session; proposal.symbol_taken;
// decision.already; those of ConsequenceOf.
func (s *Service) Propose(ctx context.Context, actor access.Actor, in ProposeIn) (Standing, error) {
	if err := actor.Require(access.RecordProceedings); err != nil {
		return Standing{}, err
	}
	var made Standing
	err := s.store.Update(ctx, func(ctx context.Context) error {
		t, err := s.text(ctx, in.Version, in.Session)
		if err != nil {
			return err
		}
		w, err := s.world(ctx)
		if err != nil {
			return err
		}
		if err := s.amendable(ctx, t, w); err != nil {
			return err
		}
		p, err := in.parse(t, w.participants, s.today())
		if err != nil {
			return err
		}
		if err := s.unused(ctx, w, p.Symbol); err != nil {
			return err
		}
		p.Number, p.EnteredBy, p.RecordedAt = len(w.on(p.Version, ""))+1, actor.Name, s.now()
		if made, err = standingOf(t.version, Case{Proposal: p}); err != nil {
			return err
		}
		if err := s.store.AddProposal(ctx, &p); err != nil {
			return err
		}
		made.Proposal = p
		return s.journal.Append(ctx, proposalRecord(p))
	})
	return made, err
}

// amendable refuses a text that cannot be amended in the room.
func (s *Service) amendable(ctx context.Context, t text, w world) error {
	if _, err := s.conference.Session(ctx, t.session); err != nil {
		return err
	}
	switch {
	case t.budget.Kind != budget.KindBudget:
		return problem.New(problem.Invalid, "proposal.not_a_budget", "symbol", t.version.Symbol, "kind", string(t.budget.Kind))
	case !t.version.Frozen:
		return problem.New(problem.Conflict, "version.not_frozen", "symbol", t.version.Symbol)
	}
	return t.settled(w)
}

// unused refuses the symbol of a proposal or a document that there is.
func (s *Service) unused(ctx context.Context, w world, symbol string) error {
	taken := func() error { return problem.New(problem.Conflict, "proposal.symbol_taken", "symbol", symbol) }
	if _, err := w.find(symbol); err == nil {
		return taken()
	}
	budgets, err := s.budgets.Budgets(ctx)
	if err != nil {
		return err
	}
	for _, b := range budgets {
		if _, ok := b.Version(symbol); ok {
			return taken()
		}
	}
	return nil
}

func (in ProposeIn) parse(t text, participants []conference.Participant, today date.Date) (Proposal, error) {
	var f problem.Fields
	p := Proposal{
		VersionID: t.version.ID, Version: t.version.Symbol, Session: t.session, Symbol: in.Symbol,
		Title: required(&f, "title", in.Title, longestText),
	}
	symbol, err := budget.ParseSymbol(in.Symbol)
	if f.AddErr("symbol", err); err == nil && !symbol.InSession() {
		f.Add("symbol", "proposal.not_in_session", "value", in.Symbol)
	}
	p.On, err = date.Parse(in.On)
	if f.AddErr("on", err); err == nil && p.On.After(today) {
		f.Add("on", "date.future", "date", p.On, "today", today)
	}
	p.Sponsors = sponsors(&f, in.Sponsors, participants, p.On)
	if len(in.Amendments) == 0 || len(in.Amendments) > mostAmendments {
		f.Add("amendments", "proposal.amendments", "found", len(in.Amendments), "limit", mostAmendments)
	} else {
		for i, a := range in.Amendments {
			p.Amendments = append(p.Amendments, a.parse(&f, fmt.Sprintf("amendments[%d]", i), t.version.Content))
		}
	}
	if in.Instrument != "" {
		p.Instrument, err = conference.ParseInstrument(in.Instrument)
		f.AddErr("instrument", err)
	}
	if err := f.Err("proposal.invalid"); err != nil {
		return Proposal{}, err
	}
	if p.Instrument == "" {
		p.Instrument = instrumentOf(t.version.Content, p)
	}
	return p, nil
}

// sponsors are the parties to the Convention that submit a proposal.
func sponsors(f *problem.Fields, list []string, participants []conference.Participant, on date.Date) []conference.ParticipantID {
	if len(list) == 0 {
		f.Add("sponsors", "proposal.no_sponsor")
		return nil
	}
	var all []conference.ParticipantID
	for _, p := range participants {
		if p.PartyTo(conference.Convention, on) {
			all = append(all, p.ID)
		}
	}
	return parties(f, "sponsors", list, conference.NewNames(participants), all)
}

// instrumentOf is the Protocol that every line which the proposal touches is
// of; otherwise the Convention.
func instrumentOf(c budget.Content, p Proposal) conference.Instrument {
	var of conference.Instrument
	for i, t := range touches(c, p) {
		if i > 0 && t.line.Instrument != of {
			return conference.Convention
		}
		of = t.line.Instrument
	}
	if of == "" {
		return conference.Convention
	}
	return of
}

func (in AmendmentIn) parse(f *problem.Fields, path string, c budget.Content) Amendment {
	a := Amendment{Action: Action(in.Action), Amounts: make([]money.Money, len(c.Columns))}
	if !slices.Contains(Actions(), a.Action) {
		f.Add(path+".action", "proposal.unknown_action", "value", in.Action)
		return a
	}
	in.superfluous(f, path)
	if a.Action == Add {
		in.added(f, path, c, &a)
		return a
	}
	line, ok := in.find(f, path+".line", c)
	if !ok {
		return a
	}
	a.At = line + 1
	switch a.Action {
	case Change:
		a.Line.Title = f.Line(path+".title", in.Title, longestText)
		a.Line.Texts = budget.ParseTexts(f, path+".texts", in.Texts, a.Line.Title)
		in.columns(f, path, c, a.Amounts)
		if len(in.Amounts) == 0 && a.Line.Title == "" && len(a.Line.Texts) == 0 {
			f.Add(path, "proposal.changes_nothing")
		}
	case Move:
		in.moved(f, path, c, &a)
	}
	return a
}

// superfluous notes what an action has no use for.
func (in AmendmentIn) superfluous(f *problem.Fields, path string) {
	action := Action(in.Action)
	for _, v := range []struct {
		name  string
		given bool
		of    []Action
	}{
		{"line", in.Line != "", []Action{Change, Delete, Move}}, {"to", in.To != "", []Action{Move}},
		{"title", in.Title != "", []Action{Change}}, {"amounts", in.Amounts != nil, []Action{Change, Move}},
		{"texts", in.Texts != nil, []Action{Change}}, {"add", in.Add != nil, []Action{Add}},
	} {
		if v.given && !slices.Contains(v.of, action) {
			f.Add(path+"."+v.name, "proposal.superfluous", "action", in.Action)
		}
	}
}

func (in AmendmentIn) added(f *problem.Fields, path string, c budget.Content, a *Amendment) {
	if in.Add == nil {
		f.Add(path+".add", "proposal.no_line")
		return
	}
	before := f.Len()
	a.Line = c.ParseLine(f, path+".add", *in.Add)
	a.Line.Basis = nil // the room decides on amounts, however they were computed
	if f.Len() == before && slices.ContainsFunc(c.Lines, a.Line.Is) {
		f.Add(path+".add", "proposal.line_exists", "line", nameOf(a.Line))
	}
}

// find is the place of the line that is meant, counted from 0.
func (in AmendmentIn) find(f *problem.Fields, path string, c budget.Content) (int, bool) {
	var places []int
	for i, l := range c.Lines {
		named := l.Code == in.Line || l.Code == "" && l.Title == in.Line
		if named && (in.Section == "" || l.Section == in.Section) && (in.Mandate == "" || string(l.Mandate) == in.Mandate) &&
			(in.Funding == "" || string(l.Funding) == in.Funding) {
			places = append(places, i)
		}
	}
	switch {
	case in.Line == "" || len(places) == 0:
		f.Add(path, "proposal.no_such_line", "value", in.Line)
	case len(places) > 1:
		f.Add(path, "proposal.several_lines", "value", in.Line, "count", len(places))
	default:
		return places[0], true
	}
	return 0, false
}

// columns reads the amounts under their columns.
func (in AmendmentIn) columns(f *problem.Fields, path string, c budget.Content, into []money.Money) {
	for i, one := range in.Amounts {
		place := fmt.Sprintf("%s.amounts[%d]", path, i)
		var found []int
		for n, column := range c.Columns {
			if column.Year == one.Year && (one.Stage == "" || string(column.Stage) == one.Stage) {
				found = append(found, n)
			}
		}
		switch {
		case len(found) == 0:
			f.Add(place, "proposal.no_such_column", "year", one.Year)
		case len(found) > 1:
			f.Add(place, "proposal.several_columns", "year", one.Year, "count", len(found))
		case into[found[0]] != (money.Money{}):
			f.Add(place, "proposal.column_twice", "year", one.Year)
		default:
			into[found[0]] = c.ParseAmount(f, place+".amount", one.Amount)
		}
	}
}

// moved reads a move, of no more than there is.
func (in AmendmentIn) moved(f *problem.Fields, path string, c budget.Content, a *Amendment) {
	line := c.Lines[a.At-1]
	a.To = budget.Funding(in.To)
	switch {
	case !slices.Contains(budget.Fundings(), a.To):
		f.Add(path+".to", "line.unknown_funding", "value", in.To, "allowed", words(budget.Fundings()))
		return
	case a.To == line.Funding:
		f.Add(path+".to", "proposal.same_funding", "funding", in.To)
		return
	}
	if len(in.Amounts) == 0 {
		copy(a.Amounts, line.Amounts)
		if empty(line) {
			f.Add(path, "proposal.nothing_to_move", "line", nameOf(line))
		}
		return
	}
	before := f.Len()
	if in.columns(f, path, c, a.Amounts); f.Len() > before {
		return
	}
	for i, m := range a.Amounts {
		has := line.Amounts[i]
		if m == (money.Money{}) {
			continue
		}
		if m.IsZero() || m.Sign() != has.Sign() || m.Abs().Units() > has.Abs().Units() {
			f.Add(path+".amounts", "proposal.moves_more", "amount", m, "has", money.FromUnits(has.Units(), money.USD), "year", c.Columns[i].Year)
		}
	}
}

func required(f *problem.Fields, path, value string, most int) string {
	value = f.Line(path, value, most)
	if value == "" {
		f.Add(path, "proposal.text_missing")
	}
	return value
}

func words[T ~string](list []T) []string {
	all := make([]string, len(list))
	for i, v := range list {
		all[i] = string(v)
	}
	return all
}
