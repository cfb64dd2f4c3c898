package proceedings_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"article30/budget"
	"article30/budget/budgetdb"
	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	conferenceintake "article30/budget/conference/intake"
	"article30/budget/proceedings"
	"article30/budget/proceedings/proceedingsdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/problem"
)

const (
	base    = "CTOC/COP/2012/7"
	amended = "CTOC/COP/2012/7/Rev.1"
)

// hall is the hall of the sixth session: the budget went out in time and the
// session sits.
type hall struct {
	*testing.T
	*proceedings.Service
	budget  *budget.Service
	journal *journal.Journal
	db      *db.DB
	ctx     context.Context
	clock   *calendar
}

type calendar struct{ at time.Time }

func (c *calendar) Now() time.Time { return c.at }

func (c *calendar) is(day string) {
	at, err := time.ParseInLocation(time.DateTime, day+" 10:00:00", date.Vienna())
	if err != nil {
		panic(err)
	}
	c.at = at
}

var chair = access.Operator("conference officer")

func each(t *testing.T, test func(*hall)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(enter(t, d)) })
}

func enter(t *testing.T, d *db.DB) *hall {
	t.Helper()
	return enterWith(t, d, budget.DefaultSettings())
}

func enterWith(t *testing.T, d *db.DB, set budget.Settings) *hall {
	t.Helper()
	clock := &calendar{}
	clock.is("2012-07-20")
	log := journal.New(d, clock)
	body := conference.New(conference.Config{Store: conferencedb.New(d), Journal: log, Clock: clock})
	ctx := context.Background()
	if err := conferenceintake.Seed(ctx, body); err != nil {
		t.Fatal(err)
	}
	budgets := budget.New(budget.Config{Store: budgetdb.New(d), Journal: log, Conference: body, Clock: clock, Settings: set})
	h := &hall{t, proceedings.New(proceedings.Config{
		Store: proceedingsdb.New(d), Journal: log, Conference: body, Budgets: budgets, Clock: clock,
	}), budgets, log, d, ctx, clock}
	_, err := budgets.Create(ctx, chair, budget.CreateIn{Session: "6", Symbol: base, Title: "Budget", ContentIn: budget.ContentIn{
		Unit: "1", Columns: []budget.ColumnIn{{Year: 2013}, {Year: 2014}},
		Lines: []budget.LineIn{
			{Code: "R1", Title: "Documents", Funding: "regular", Mandate: "convention_32", Amounts: []string{"20000", "20000"}},
			{Code: "B1", Title: "Experts", Section: "Advice", Funding: "general_purpose", Mandate: "convention_29", Amounts: []string{"100000", "90000"},
				Texts: map[string]budget.LineText{"fr": {Title: "Experts (français)", Narrative: "Pour les experts."}}},
			{Code: "B2", Title: "Training", Section: "Advice", Funding: "special_purpose", Mandate: "convention_29", Amounts: []string{"50000", ""}},
			{Code: "T1", Title: "Victims", Section: "Protocols", Funding: "special_purpose", Mandate: "trafficking_10", Amounts: []string{"30000", "30000"}},
			{Code: "T2", Title: "Shelters", Section: "Protocols", Funding: "special_purpose", Mandate: "trafficking_10", Amounts: []string{"10000", ""}},
		},
	}})
	if err != nil {
		t.Fatal(err)
	}
	clock.is("2012-08-01")
	_, err = budgets.Circulate(ctx, chair, budget.CirculateIn{
		Symbol: base, Languages: []string{"ar", "zh", "en", "fr", "ru", "es"}, SentOn: "2012-08-01", Reference: "NV 2012/31",
	})
	if err != nil {
		t.Fatal(err)
	}
	clock.is("2012-10-17")
	return h
}

// sits opens a meeting on the clock's day with everybody there but those.
func (h *hall) sits(absent ...string) proceedings.Sitting {
	h.Helper()
	m, err := h.OpenMeeting(h.ctx, chair, proceedings.MeetingIn{Session: "6", On: date.Today(h.clock, date.Vienna()).String(), Absent: absent})
	if err != nil {
		h.Fatal(err)
	}
	return m
}

func (h *hall) proposes(symbol string, amendments ...proceedings.AmendmentIn) proceedings.Standing {
	h.Helper()
	p, err := h.Propose(h.ctx, chair, proposal(symbol, amendments...))
	if err != nil {
		h.Fatal(err)
	}
	return p
}

func proposal(symbol string, amendments ...proceedings.AmendmentIn) proceedings.ProposeIn {
	return proceedings.ProposeIn{
		Version: base, Symbol: symbol, Title: "A proposal", Sponsors: []string{"MEX", "Italy"}, On: "2012-10-17", Amendments: amendments,
	}
}

func change(line string, year int, amount string) proceedings.AmendmentIn {
	return proceedings.AmendmentIn{Action: "change", Line: line, Amounts: []proceedings.AmountIn{{Year: year, Amount: amount}}}
}

func (h *hall) settles(in proceedings.SettleIn) proceedings.Standing {
	h.Helper()
	p, err := h.Settle(h.ctx, chair, in)
	if err != nil {
		h.Fatal(err)
	}
	return p
}

func (h *hall) implies(symbol string) {
	h.Helper()
	_, err := h.Imply(h.ctx, chair, proceedings.ImplyIn{Symbol: symbol, Statement: "It costs more.", Reference: symbol + "/Add.1", On: "2012-10-17"})
	if err != nil {
		h.Fatal(err)
	}
}

// refused wants that problem, or a field with it, and says it in every language.
func (h *hall) refused(err error, code string) *problem.Error {
	h.Helper()
	e, ok := problem.As(err)
	if !ok {
		h.Fatalf("%v, want %s", err, code)
	}
	found := e.Code == code
	for _, f := range e.Fields {
		found = found || f.Code == code
	}
	if !found {
		h.Fatalf("%v, want %s", err, code)
	}
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			h.Fatal(err)
		}
		p.Problem(e)
		for _, f := range e.Fields {
			p.Field(f)
		}
	}
	return e
}

func (h *hall) verified() {
	h.Helper()
	findings, err := h.Verify(h.ctx)
	more, err2 := h.budget.Verify(h.ctx)
	if err != nil || err2 != nil || len(findings) > 0 || len(more) > 0 {
		h.Errorf("verify: %+v %+v, %v %v", findings, more, err, err2)
	}
}

// The walk of the room: a proposal by consensus, one by a vote, one withdrawn,
// one that fails; the text that is adopted is made of what was accepted.
func TestAdoptedAsAmended(t *testing.T) {
	each(t, func(h *hall) {
		m := h.sits("Kenya", "European Union")
		if m.ToOpen.Of != 170 || m.ToOpen.Present != 169 || m.ToDecide.Of != 170 || m.ToDecide.Needed != 86 || m.Number != 1 {
			t.Errorf("the quorums of 171 parties without the Union: %+v %+v", m.ToOpen, m.ToDecide)
		}
		first := h.proposes("CTOC/COP/2012/L.1", change("B1", 2013, "80000"))
		if first.Consequence.Costs() || first.Consequence.Extrabudgetary.Total[0].Plain() != "-22600.00" {
			t.Errorf("less by 20,000 and 13 per cent: %+v", first.Consequence.Extrabudgetary)
		}
		second := h.proposes("CTOC/COP/2012/L.2", proceedings.AmendmentIn{Action: "add", Add: &budget.LineIn{
			Code: "B3", Title: "Travel", Section: "Advice", Funding: "general_purpose", Mandate: "convention_29", Amounts: []string{"", "10000"},
		}})
		if !second.Consequence.Costs() || second.Number != 2 {
			t.Errorf("ten thousand more: %+v", second)
		}
		h.proposes("CTOC/COP/2012/L.3", proceedings.AmendmentIn{Action: "delete", Line: "T2"})
		h.proposes("CTOC/COP/2012/L.4", proceedings.AmendmentIn{Action: "move", Line: "B2", To: "regular"})

		h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted"})
		_, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted_as_amended"})
		if e := h.refused(err, "proposal.undecided"); e.Args["count"] != 3 {
			t.Errorf("open: %+v", e.Args)
		}
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.2", Outcome: "accepted"})
		h.refused(err, "proposal.no_statement")
		h.implies("CTOC/COP/2012/L.2")
		voted := h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.2", RollCall: &proceedings.RollCallIn{
			Yes: []string{"rest"}, No: []string{"FRA", "DEU"}, Abstain: []string{"NOR"},
		}})
		if state, by := voted.State(); state != proceedings.IsAccepted || by.Method != budget.Vote {
			t.Errorf("voted: %s %+v", state, by)
		}
		if _, err := h.Withdraw(h.ctx, chair, proceedings.WithdrawIn{Symbol: "CTOC/COP/2012/L.3", On: "2012-10-17"}); err != nil {
			t.Fatal(err)
		}
		lost := h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.4", Override: "the Secretariat explained it orally", RollCall: &proceedings.RollCallIn{
			Yes: []string{"MEX", "ITA"}, No: []string{"rest"},
		}})
		if state, by := lost.State(); state != proceedings.IsRejected || by.Override == "" {
			t.Errorf("lost: %s %+v", state, by)
		}
		_, err = h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted"})
		h.refused(err, "proposal.adopts_amended")

		d, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted_as_amended", Reference: "Decision 6/5", RollCall: &proceedings.RollCallIn{
			Yes: []string{"rest"}, No: []string{"FRA"},
		}})
		if err != nil {
			t.Fatal(err)
		}
		if d.Symbol != amended || d.Method != budget.Vote || *d.For != 168 || *d.Against != 1 {
			t.Errorf("decided: %+v", d)
		}
		v, err := h.budget.Version(h.ctx, amended)
		if err != nil {
			t.Fatal(err)
		}
		codes := []string{}
		for _, l := range v.Lines {
			codes = append(codes, l.Code)
		}
		if strings.Join(codes, " ") != "R1 B1 B3 B2 T1 T2" || v.Lines[1].Amounts[0].Plain() != "80000.00" || v.Lines[1].TitleIn("fr") != "Experts (français)" || !v.Frozen || v.Amends != base {
			t.Errorf("the text: %v %+v", codes, v)
		}
		c, err := h.budget.Circulation(h.ctx, amended)
		if err != nil || c.Status != budget.Timely || c.ClockOf != base {
			t.Errorf("the amended text keeps the dates of the text that was amended: %+v, %v", c, err)
		}
		r, err := h.Room(h.ctx, base, "")
		if err != nil || len(r.Proposals) != 4 || len(r.RollCalls) != 3 || len(r.Decisions) != 1 || r.Decisions[0].Evidence.RollCall != 3 {
			t.Errorf("the room: %+v, %v", r, err)
		}
		h.verified()
	})
}

// Everything that the room refuses, each with its own code.
func TestRefusals(t *testing.T) {
	each(t, func(h *hall) {
		add := func(l budget.LineIn) proceedings.AmendmentIn { return proceedings.AmendmentIn{Action: "add", Add: &l} }
		in := func(edit func(*proceedings.ProposeIn)) proceedings.ProposeIn {
			p := proposal("CTOC/COP/2012/L.9", change("B1", 2013, "1"))
			edit(&p)
			return p
		}
		for code, p := range map[string]proceedings.ProposeIn{
			"proposal.not_in_session":       in(func(p *proceedings.ProposeIn) { p.Symbol = "CTOC/COP/2012/99" }),
			"proposal.text_missing":         in(func(p *proceedings.ProposeIn) { p.Title = " " }),
			"proposal.no_sponsor":           in(func(p *proceedings.ProposeIn) { p.Sponsors = nil }),
			"meeting.not_among_them":        in(func(p *proceedings.ProposeIn) { p.Sponsors = []string{"Japan"} }),
			"meeting.named_twice":           in(func(p *proceedings.ProposeIn) { p.Sponsors = []string{"Mexico", "MEX"} }),
			"date.future":                   in(func(p *proceedings.ProposeIn) { p.On = "2012-10-18" }),
			"proposal.amendments":           in(func(p *proceedings.ProposeIn) { p.Amendments = nil }),
			"conference.unknown_instrument": in(func(p *proceedings.ProposeIn) { p.Instrument = "mars" }),
			"budget.not_found":              in(func(p *proceedings.ProposeIn) { p.Version = "CTOC/COP/2012/8" }),
			"conference.no_session":         in(func(p *proceedings.ProposeIn) { p.Session = "99" }),
			"proposal.unknown_action":       proposal("CTOC/COP/2012/L.9", proceedings.AmendmentIn{Action: "paint", Line: "B1"}),
			"proposal.no_such_line":         proposal("CTOC/COP/2012/L.9", change("B9", 2013, "1")),
			"proposal.no_such_column":       proposal("CTOC/COP/2012/L.9", change("B1", 2019, "1")),
			"proposal.column_twice":         proposal("CTOC/COP/2012/L.9", proceedings.AmendmentIn{Action: "change", Line: "B1", Amounts: []proceedings.AmountIn{{Year: 2013, Amount: "1"}, {Year: 2013, Amount: "2"}}}),
			"line.finer_than_unit":          proposal("CTOC/COP/2012/L.9", change("B1", 2013, "1.50")),
			"proposal.changes_nothing":      proposal("CTOC/COP/2012/L.9", proceedings.AmendmentIn{Action: "change", Line: "B1"}),
			"proposal.superfluous":          proposal("CTOC/COP/2012/L.9", proceedings.AmendmentIn{Action: "delete", Line: "B1", To: "regular"}),
			"proposal.no_line":              proposal("CTOC/COP/2012/L.9", proceedings.AmendmentIn{Action: "add"}),
			"proposal.line_exists":          proposal("CTOC/COP/2012/L.9", add(budget.LineIn{Code: "B1", Title: "X", Section: "Advice", Funding: "general_purpose", Mandate: "convention_29", Amounts: []string{"", "1"}})),
			"line.unknown_funding":          proposal("CTOC/COP/2012/L.9", proceedings.AmendmentIn{Action: "move", Line: "B1", To: "gold"}),
			"proposal.same_funding":         proposal("CTOC/COP/2012/L.9", proceedings.AmendmentIn{Action: "move", Line: "B1", To: "general_purpose"}),
			"proposal.moves_more":           proposal("CTOC/COP/2012/L.9", proceedings.AmendmentIn{Action: "move", Line: "B1", To: "regular", Amounts: []proceedings.AmountIn{{Year: 2013, Amount: "100001"}}}),
			"proposal.clash":                proposal("CTOC/COP/2012/L.9"),
		} {
			if code == "proposal.clash" {
				continue
			}
			_, err := h.Propose(h.ctx, chair, p)
			h.refused(err, code)
		}
		if _, err := h.Propose(h.ctx, access.Actor{Name: "x", Roles: []access.Role{access.Delegate}}, proposal("CTOC/COP/2012/L.9", change("B1", 2013, "1"))); !problem.Is(err, "access.denied") {
			t.Errorf("a delegate: %v", err)
		}
		h.proposes("CTOC/COP/2012/L.1", change("B1", 2013, "1"))
		_, err := h.Propose(h.ctx, chair, proposal("CTOC/COP/2012/L.1", change("B1", 2013, "2")))
		h.refused(err, "proposal.symbol_taken")

		// Without a meeting, and in one without quorum, nothing is decided.
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted"})
		h.refused(err, "meeting.none")
		_, err = h.OpenMeeting(h.ctx, chair, proceedings.MeetingIn{Session: "6", On: "2012-10-17", Present: []string{"France", "Mexico"}})
		if e := h.refused(err, "meeting.no_quorum"); e.Args["needed"] != 57 || e.Args["of"] != 170 {
			t.Errorf("a third of 170: %+v", e.Args)
		}
		_, err = h.OpenMeeting(h.ctx, chair, proceedings.MeetingIn{Session: "6", On: "2012-10-14"})
		h.refused(err, "meeting.not_sitting")
		_, err = h.OpenMeeting(h.ctx, chair, proceedings.MeetingIn{Session: "6", On: "2012-10-18"})
		h.refused(err, "meeting.in_future")
		_, err = h.OpenMeeting(h.ctx, chair, proceedings.MeetingIn{Session: "6", On: "2012-10-17", Present: []string{"FRA"}, Absent: []string{"MEX"}})
		h.refused(err, "meeting.present_and_absent")
		_, err = h.OpenMeeting(h.ctx, chair, proceedings.MeetingIn{Session: "6", On: "2012-10-17",
			Participating: []string{"FRA", "MEX", "ITA"}, Present: []string{"FRA", "KEN"}})
		h.refused(err, "meeting.not_among_them")
		if _, err := h.OpenMeeting(h.ctx, chair, proceedings.MeetingIn{Session: "6", On: "2012-10-17", Participating: []string{"FRA", "MEX", "ITA"}, Present: []string{"FRA"}}); err != nil {
			t.Fatalf("one of three that participate opens: %v", err)
		}
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted"})
		if e := h.refused(err, "meeting.cannot_decide"); e.Args["needed"] != 86 {
			t.Errorf("a majority of 170: %+v", e.Args)
		}
		h.sits("Kenya")
		vote := func(in proceedings.RollCallIn) error {
			_, err := h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", RollCall: &in})
			return err
		}
		h.refused(vote(proceedings.RollCallIn{Yes: []string{"KEN"}}), "vote.not_present")
		h.refused(vote(proceedings.RollCallIn{Yes: []string{"rest"}, No: []string{"rest"}}), "vote.rest_twice")
		h.refused(vote(proceedings.RollCallIn{Yes: []string{"FRA", "European Union"}}), "vote.organization_and_members")
		h.refused(vote(proceedings.RollCallIn{Yes: []string{"Utopia"}}), "conference.unknown_name")
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted", RollCall: &proceedings.RollCallIn{No: []string{"rest"}}})
		h.refused(err, "proposal.not_as_voted")
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "painted"})
		h.refused(err, "proposal.unknown_outcome")
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted", Override: "why not"})
		h.refused(err, "proposal.nothing_to_override")
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted", Meeting: 7})
		h.refused(err, "meeting.unknown")
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.8", Outcome: "accepted"})
		h.refused(err, "proposal.not_found")
		_, err = h.Reconsider(h.ctx, chair, proceedings.ReconsiderIn{Symbol: "CTOC/COP/2012/L.1", Reason: "new facts"})
		h.refused(err, "proposal.not_decided")

		h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted"})
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "rejected"})
		if e := h.refused(err, "proposal.settled"); e.Kind != problem.Conflict || e.Args["by"] != chair.Name || e.Args["at"] != "2012-10-17T08:00:00Z" {
			t.Errorf("who and when: %+v", e)
		}
		h.proposes("CTOC/COP/2012/L.2", change("B1", 2013, "2"))
		_, err = h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.2", Outcome: "accepted"})
		if e := h.refused(err, "proposal.clash"); e.Args["other"] != "CTOC/COP/2012/L.2" {
			t.Errorf("the clash names both: %+v", e.Args)
		}
		h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.2", Outcome: "rejected"})
		_, err = h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "deferred", As: amended})
		h.refused(err, "proposal.as_without_text")
		_, err = h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted_as_amended", As: "CTOC/COP/2012/9/Rev.1"})
		h.refused(err, "symbol.not_a_revision")
		h.verified()
	})
}

// A text that may still change is not amended in the room, nor is a note.
func TestOnlyFrozenBudgetsAreAmended(t *testing.T) {
	each(t, func(h *hall) {
		content := budget.ContentIn{Columns: []budget.ColumnIn{{Year: 2013}}, Lines: []budget.LineIn{{Code: "B1", Title: "X", Funding: "regular", Amounts: []string{"1"}}}}
		for symbol, kind := range map[string]string{"CTOC/COP/2012/20": "budget", "CTOC/COP/2012/21": "note"} {
			if _, err := h.budget.Create(h.ctx, chair, budget.CreateIn{Session: "6", Kind: kind, Symbol: symbol, Title: "X", ContentIn: content}); err != nil {
				t.Fatal(err)
			}
		}
		draft, note := proposal("CTOC/COP/2012/L.1", change("B1", 2013, "2")), proposal("CTOC/COP/2012/L.1", change("B1", 2013, "2"))
		draft.Version, note.Version = "CTOC/COP/2012/20", "CTOC/COP/2012/21"
		_, err := h.Propose(h.ctx, chair, draft)
		h.refused(err, "version.not_frozen")
		_, err = h.Propose(h.ctx, chair, note)
		h.refused(err, "proposal.not_a_budget")
		_, err = h.budget.Amend(h.ctx, chair, budget.AmendIn{Base: "CTOC/COP/2012/20"})
		h.refused(err, "version.not_frozen")
	})
}

// Rule 76: what is of one Protocol is voted on by the parties to it, and the
// quorum is of them.
func TestItemsOfOneProtocol(t *testing.T) {
	each(t, func(h *hall) {
		h.sits()
		p := h.proposes("CTOC/COP/2012/L.1", change("T1", 2013, "20000"), change("T2", 2013, "20000"))
		if p.Instrument != conference.Trafficking {
			t.Fatalf("of %s", p.Instrument)
		}
		if q := h.proposes("CTOC/COP/2012/L.2", change("T1", 2014, "20000"), change("B1", 2013, "20000")); q.Instrument != conference.Convention {
			t.Errorf("of two instruments: %s", q.Instrument)
		}
		_, err := h.Settle(h.ctx, chair, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", RollCall: &proceedings.RollCallIn{Yes: []string{"Bangladesh"}}})
		h.refused(err, "vote.not_of_protocol")
		h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", RollCall: &proceedings.RollCallIn{Yes: []string{"rest"}}})
		r, err := h.Room(h.ctx, base, "")
		if err != nil || r.RollCalls[0].For != 151 {
			t.Errorf("152 parties less the Union: %+v, %v", r.RollCalls, err)
		}
		h.verified()
	})
}

// Rule 55: what was decided is reconsidered by two thirds, at the same session.
func TestReconsideration(t *testing.T) {
	each(t, func(h *hall) {
		h.sits()
		h.proposes("CTOC/COP/2012/L.1", change("B1", 2013, "80000"))
		h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "rejected"})
		again := func(symbol string, vote *proceedings.RollCallIn) bool {
			h.Helper()
			open, err := h.Reconsider(h.ctx, chair, proceedings.ReconsiderIn{Symbol: symbol, Reason: "new facts", RollCall: vote})
			if err != nil {
				t.Fatal(err)
			}
			return open
		}
		if again("CTOC/COP/2012/L.1", &proceedings.RollCallIn{Yes: []string{"FRA"}, No: []string{"MEX"}}) {
			t.Error("a half reconsiders")
		}
		if !again("CTOC/COP/2012/L.1", &proceedings.RollCallIn{Yes: []string{"FRA", "ITA"}, No: []string{"MEX"}, Abstain: []string{"rest"}}) {
			t.Error("two thirds of those voting do not")
		}
		h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted"})
		if _, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "not_adopted"}); err != nil {
			t.Fatal(err)
		}
		_, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted_as_amended"})
		if e := h.refused(err, "decision.already"); e.Kind != problem.Conflict || e.Args["by"] != chair.Name || e.Args["at"] != "2012-10-17T08:00:00Z" {
			t.Errorf("who and when: %+v", e)
		}
		_, err = h.Propose(h.ctx, chair, proposal("CTOC/COP/2012/L.2", change("B2", 2013, "1")))
		h.refused(err, "decision.already")
		_, err = h.Reconsider(h.ctx, chair, proceedings.ReconsiderIn{Symbol: "CTOC/COP/2012/L.1", Reason: "x"})
		h.refused(err, "decision.already")
		_, err = h.Reconsider(h.ctx, chair, proceedings.ReconsiderIn{Symbol: base})
		h.refused(err, "proposal.text_missing")
		if !again(base, nil) {
			t.Error("nobody objected")
		}
		_, err = h.Reconsider(h.ctx, chair, proceedings.ReconsiderIn{Symbol: base, Reason: "again"})
		h.refused(err, "proposal.not_decided")
		d, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted_as_amended", As: "CTOC/COP/2012/7/Rev.4"})
		if err != nil || d.Symbol != "CTOC/COP/2012/7/Rev.4" {
			t.Fatalf("%+v, %v", d, err)
		}
		h.verified()
	})
}

// The majority of rule 58 is a setting; that of rule 55 is not.
func TestReconsiderationIsByTwoThirds(t *testing.T) {
	set := budget.DefaultSettings()
	set.Majority = conference.Majority{Numerator: 1, Denominator: 2}
	h := enterWith(t, dbtest.Open(t, db.SQLite), set)
	h.sits()
	h.proposes("CTOC/COP/2012/L.1", change("B1", 2013, "80000"))
	vote := &proceedings.RollCallIn{Yes: []string{"FRA", "ITA", "PER"}, No: []string{"MEX", "NOR"}}
	if p := h.settles(proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", RollCall: vote}); p.Events[0].Kind != proceedings.Accepted {
		t.Errorf("three of five are not more than half: %+v", p.Events)
	}
	open, err := h.Reconsider(h.ctx, chair, proceedings.ReconsiderIn{Symbol: "CTOC/COP/2012/L.1", Reason: "new facts", RollCall: vote})
	if err != nil || open {
		t.Errorf("three of five reconsider: %v", err)
	}
	r, err := h.Room(h.ctx, base, "")
	if err != nil || len(r.RollCalls) != 2 || r.RollCalls[1].Carried() {
		t.Errorf("a vote that fails is kept: %+v, %v", r.RollCalls, err)
	}
	h.verified()
}

// A vote that does not reach the majority adopts nothing, and nothing of it is
// kept; a deferred budget is decided at the next session.
func TestVotesOnTheText(t *testing.T) {
	each(t, func(h *hall) {
		h.sits()
		lost := &proceedings.RollCallIn{Yes: []string{"FRA", "MEX"}, No: []string{"rest"}}
		_, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted", RollCall: lost})
		h.refused(err, "decision.majority_missed")
		r, err := h.Room(h.ctx, base, "")
		if err != nil || len(r.RollCalls) != 0 || len(r.Decisions) != 0 {
			t.Errorf("kept: %+v, %v", r, err)
		}
		_, err = h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted_as_amended"})
		h.refused(err, "proposal.nothing_accepted")
		if _, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "deferred"}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "not_adopted", RollCall: lost}); err != nil {
			t.Fatal(err)
		}
		h.verified()
	})
}

// Two officers decide at once: one wins, the other is told who and when.
func TestTwoOfficersAtOnce(t *testing.T) {
	each(t, func(h *hall) {
		h.sits()
		h.proposes("CTOC/COP/2012/L.1", change("B1", 2013, "80000"))
		race := func(act func(actor access.Actor) error) (lost []error) {
			var wait sync.WaitGroup
			var lock sync.Mutex
			for _, name := range []string{"anna", "boris"} {
				wait.Go(func() {
					if err := act(access.Operator(name)); err != nil {
						lock.Lock()
						lost = append(lost, err)
						lock.Unlock()
					}
				})
			}
			wait.Wait()
			return lost
		}
		for code, act := range map[string]func(access.Actor) error{
			"proposal.settled": func(a access.Actor) error {
				_, err := h.Settle(h.ctx, a, proceedings.SettleIn{Symbol: "CTOC/COP/2012/L.1", Outcome: "accepted"})
				return err
			},
		} {
			lost := race(act)
			if len(lost) != 1 {
				t.Fatalf("%s: %v", code, lost)
			}
			e := h.refused(lost[0], code)
			if by := e.Args["by"]; by != "anna" && by != "boris" || e.Kind != problem.Conflict {
				t.Errorf("%s: %+v", code, e)
			}
		}
		lost := race(func(a access.Actor) error {
			_, err := h.Decide(h.ctx, a, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted_as_amended"})
			return err
		})
		if len(lost) != 1 {
			t.Fatalf("decided: %v", lost)
		}
		h.refused(lost[0], "decision.already")
		h.verified()
	})
}

// Whoever gets past the triggers is found out.
func TestVerifyFindsTampering(t *testing.T) {
	each(t, func(h *hall) {
		h.sits("Kenya")
		h.proposes("CTOC/COP/2012/L.1", change("B1", 2013, "80000"))
		h.proposes("CTOC/COP/2012/L.2", change("B1", 2014, "80000"))
		for _, symbol := range []string{"CTOC/COP/2012/L.1", "CTOC/COP/2012/L.2"} {
			h.settles(proceedings.SettleIn{Symbol: symbol, RollCall: &proceedings.RollCallIn{Yes: []string{"rest"}, No: []string{"FRA"}}})
		}
		if _, err := h.Decide(h.ctx, chair, proceedings.RoomDecisionIn{Symbol: base, Outcome: "adopted_as_amended", RollCall: &proceedings.RollCallIn{Yes: []string{"rest"}}}); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Reconsider(h.ctx, chair, proceedings.ReconsiderIn{Symbol: base, Reason: "new facts"}); err != nil {
			t.Fatal(err)
		}
		h.verified()
		for _, c := range []struct{ table, statement, code string }{
			{"meeting", "UPDATE meeting SET held_on = '2012-10-16'", "verify.not_as_recorded"},
			{"meeting", "UPDATE meeting SET entered_by = 'mallory'", "verify.not_as_recorded"},
			{"meeting_party", "UPDATE meeting_party SET present = TRUE", "verify.not_as_recorded"},
			{"meeting_party", "UPDATE meeting_party SET present = FALSE WHERE party_id = 'FRA'", "verify.voted_in_absence"},
			{"proposal", "UPDATE proposal SET title = 'Another' WHERE id = 1", "verify.not_as_recorded"},
			{"proposal", "UPDATE proposal SET number = 5 WHERE id = 2", "verify.proposal_gap"},
			{"proposal_sponsor", "DELETE FROM proposal_sponsor WHERE party_id = 'MEX'", "verify.not_as_recorded"},
			{"amendment", "UPDATE amendment SET line_seq = 3", "verify.not_as_recorded"},
			{"amendment", "UPDATE amendment SET line_seq = 99", "verify.proposal_line"},
			{"amendment_amount", "UPDATE amendment_amount SET amount = amount + 10000", "verify.not_the_amended_text"},
			{"amendment_text", "INSERT INTO amendment_text VALUES (1, 1, 'fr', 'Autre', '')", "verify.not_as_recorded"},
			{"roll_call", "UPDATE roll_call SET votes_for = votes_for + 1", "verify.roll_call"},
			{"roll_call_answer", "UPDATE roll_call_answer SET answer = 'no' WHERE party_id = 'MEX'", "verify.roll_call"},
			{"roll_call_answer", "UPDATE roll_call_answer SET votes = 2 WHERE party_id = 'MEX'", "verify.roll_call"},
			{"proposal_event", "UPDATE proposal_event SET kind = 'rejected'", "verify.not_as_voted"},
			{"proposal_event", "UPDATE proposal_event SET recorded_at = '2012-10-17T09:00:00Z'", "verify.not_as_recorded"},
			{"proposal_event", "DELETE FROM proposal_event WHERE proposal_id = 2", "verify.missing"},
			{"room_decision", "UPDATE room_decision SET roll_call_id = NULL", "verify.not_as_voted"},
			{"room_decision", "DELETE FROM room_decision", "verify.missing"},
			{"reconsideration", "UPDATE reconsideration SET reason = 'another'", "verify.not_as_recorded"},
			{"journal", "DELETE FROM journal WHERE record LIKE '%proposal.submit%'", "verify.not_recorded"},
		} {
			undo := errors.New("undo")
			err := h.db.Update(h.ctx, func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, h.db, c.table, c.statement)
				findings, err := h.Verify(ctx)
				if err != nil {
					t.Errorf("%s: %v", c.statement, err)
				}
				found := false
				for _, f := range findings {
					h.refused(&problem.Error{Kind: problem.Conflict, Code: f.Code, Args: f.Args}, f.Code)
					found = found || f.Code == c.code
				}
				if !found {
					t.Errorf("%s: no %s in %+v", c.statement, c.code, findings)
				}
				return undo
			})
			if err != undo {
				t.Errorf("%s: %v", c.statement, err)
			}
		}
		err := h.db.Update(h.ctx, func(ctx context.Context) error {
			dbtest.Tamper(ctx, t, h.db, "amended_text", "DELETE FROM amended_text")
			findings, err := h.budget.Verify(ctx)
			if err != nil || len(findings) == 0 || findings[0].Code != "budget.not_as_registered" {
				t.Errorf("amended_text: %+v, %v", findings, err)
			}
			return context.Canceled
		})
		if err != context.Canceled {
			t.Error(err)
		}
	})
}
