package proceedings_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"article30/budget"
	"article30/budget/budgetdb"
	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	"article30/budget/execution"
	"article30/budget/execution/executiondb"
	"article30/budget/proceedings"
	"article30/budget/proceedings/proceedingsdb"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/problem"
)

var update = flag.Bool("update", false, "rewrite golden files")

// TestEveryEventInEveryState is the state machine of a budget as one table: for
// each state of a text, and on each day that matters for it, every event with
// what comes of it, or the problem that refuses it. Both engines must give the
// table that is kept.
func TestEveryEventInEveryState(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := settle(t, d)
		var b strings.Builder
		w.seeded()
		for _, s := range states {
			w.undone(t.Context(), func(ctx context.Context) { w.table(ctx, &b, s) })
		}
		path := filepath.Join("testdata", "states.txt")
		if *update {
			if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if b.String() != string(want) {
			t.Errorf("%s differs: -update, and read what changed", path)
		}
	})
}

// The days on which one looks: in time, late, while the session sits, and when
// it has closed.
var days = []string{"2012-08-02", "2012-09-03", "2012-10-17", "2012-11-05"}

// world is a Conference with its budget, its room and what is spent.
type world struct {
	*testing.T
	conference *conference.Service
	budget     *budget.Service
	room       *proceedings.Service
	spending   *execution.Service
	db         *db.DB
	ctx        context.Context
	clock      *calendar

	text    string // whose state it is
	another int    // numbers that were given
}

// lateRoom is the room, which is made after the budgets that it disposes of.
type lateRoom struct{ room *proceedings.Service }

func (r *lateRoom) Disposed(ctx context.Context, version string, outcome budget.Outcome) error {
	return r.room.Disposed(ctx, version, outcome)
}

func settle(t *testing.T, d *db.DB) *world {
	clock := &calendar{}
	clock.is("2012-07-20")
	log := journal.New(d, clock)
	body := conference.New(conference.Config{Store: conferencedb.New(d), Journal: log, Clock: clock})
	room := &lateRoom{}
	budgets := budget.New(budget.Config{Store: budgetdb.New(d), Journal: log, Conference: body, Room: room, Clock: clock})
	room.room = proceedings.New(proceedings.Config{Store: proceedingsdb.New(d), Journal: log, Conference: body, Budgets: budgets, Clock: clock})
	spending := execution.New(execution.Config{Store: executiondb.New(d), Journal: log, Budgets: budgets, Clock: clock})
	return &world{
		T: t, conference: body, budget: budgets, room: room.room, spending: spending, db: d, ctx: t.Context(), clock: clock,
	}
}

// seeded has a Conference of five States parties and the European Union, a
// State that becomes a party between the deadline and the opening, and a
// signatory.
func (w *world) seeded() {
	w.Helper()
	var participants []conference.Participant
	var consents []conference.Consent
	for _, id := range []conference.ParticipantID{"AUT", "EUE", "FRA", "GHA", "IRN", "ITA", "KEN", "MEX"} {
		p := conference.Participant{ID: id, Name: string(id), Kind: conference.State, UNMember: true, Group: conference.WesternEuropeanOther,
			Source: "the test", SourceDate: date.MustParse("2012-07-01")}
		c := conference.Consent{Participant: id, Instrument: conference.Convention, Kind: conference.Ratification, Deposited: date.MustParse("2004-01-05"),
			Source: "the test", SourceDate: date.MustParse("2012-07-01")}
		switch id {
		case conference.EuropeanUnion:
			p.Kind, p.UNMember, p.Group = conference.REIO, false, conference.None
		case "GHA":
			c.Deposited = date.MustParse("2012-08-21")
		case "IRN":
			c.Kind, c.Deposited, c.Signed = conference.NoConsent, date.Date{}, date.MustParse("2000-12-12")
		}
		participants, consents = append(participants, p), append(consents, c)
	}
	_, err := w.conference.SaveParticipants(w.ctx, chair, participants, "")
	w.must(nil, err)
	_, err = w.conference.SaveConsents(w.ctx, chair, consents, "")
	w.must(nil, err)
	for _, s := range []conference.Session{
		{ID: "6", Number: 6, Kind: conference.Regular, Opening: date.MustParse("2012-10-15"), Closing: date.MustParse("2012-10-19")},
		{ID: "7", Number: 7, Kind: conference.Regular, Opening: date.MustParse("2014-10-06"), Closing: date.MustParse("2014-10-10")},
		{ID: "S1", Number: 1, Kind: conference.Special, Opening: date.MustParse("2012-10-15"), Closing: date.MustParse("2012-10-19")},
	} {
		_, err := w.conference.SaveSession(w.ctx, chair, s, "the test", "")
		w.must(nil, err)
	}
}

// undone does something and takes it back.
func (w *world) undone(ctx context.Context, fn func(ctx context.Context)) {
	w.Helper()
	undo := errors.New("undo")
	if err := w.db.Update(ctx, func(ctx context.Context) error { fn(ctx); return undo }); err != undo {
		w.Fatal(err)
	}
}

// table writes what becomes of every event in the state, day by day.
func (w *world) table(ctx context.Context, b *strings.Builder, s state) {
	w.Helper()
	w.ctx, w.text = ctx, base
	s.reach(w)
	w.verified()
	at := w.clock.at
	text := w.text
	fmt.Fprintf(b, "%s (%s)\n", s.name, text)
	for _, e := range events {
		var cells []string
		for _, on := range days {
			if w.clock.is(on); w.clock.at.Before(at) {
				continue
			}
			w.undone(ctx, func(ctx context.Context) {
				w.ctx, w.text, w.another = ctx, text, 10
				what, err := e.happen(w)
				if err != nil {
					what = refusal(w.T, err)
				}
				if n := len(cells); n > 0 && strings.HasSuffix(cells[n-1], ": "+what) {
					cells[n-1] = strings.Replace(cells[n-1], ": ", ", "+on[5:]+": ", 1)
				} else {
					cells = append(cells, on[5:]+": "+what)
				}
			})
		}
		if len(cells) == 1 {
			_, cells[0], _ = strings.Cut(cells[0], ": ")
		}
		fmt.Fprintf(b, "    %-28s %s\n", e.name, strings.Join(cells, " | "))
	}
	b.WriteString("\n")
}

// verified finds that the books are as the journal has them.
func (w *world) verified() {
	w.Helper()
	sessions, err1 := w.conference.Verify(w.ctx)
	budgets, err2 := w.budget.Verify(w.ctx)
	room, err3 := w.room.Verify(w.ctx)
	if err := errors.Join(err1, err2, err3); err != nil || len(sessions)+len(budgets)+len(room) > 0 {
		w.Errorf("verify: %v %v %v %v", sessions, budgets, room, err)
	}
}

// refusal is the code of a problem, or of the field that it is about.
func refusal(t *testing.T, err error) string {
	e, ok := problem.As(err)
	if !ok || e.Kind == problem.Internal {
		t.Fatalf("not a refusal: %v", err)
	}
	if len(e.Fields) > 0 && strings.HasSuffix(e.Code, ".invalid") {
		return "no: " + e.Fields[0].Code
	}
	return "no: " + e.Code
}

// stands is how the text stands: whether it can change, and under rule 72.
func (w *world) stands(symbol string) (string, error) {
	v, err := w.budget.Version(w.ctx, symbol)
	if err != nil {
		return "", err
	}
	c, err := w.budget.Circulation(w.ctx, symbol)
	if err != nil {
		return "", err
	}
	form := "draft"
	if v.Frozen {
		form = "frozen"
	}
	words := form + ", " + string(c.Status)
	if c.ClockOf != symbol {
		words += " as " + c.ClockOf
	}
	if symbol != w.text {
		words = symbol + " " + words
	}
	return words, nil
}

func (w *world) then(err error) (string, error) {
	if err != nil {
		return "", err
	}
	return w.stands(w.text)
}

// must carries out a step of reaching a state.
func (w *world) must(_ any, err error) {
	w.Helper()
	if err != nil {
		w.Fatalf("%s: %v", w.text, err)
	}
}

func (w *world) on(day string) *world { w.clock.is(day); return w }

func (w *world) today() string { return date.Today(w.clock, date.Vienna()).String() }

func content(b1 string) budget.ContentIn {
	return budget.ContentIn{
		Unit: "1", Columns: []budget.ColumnIn{{Year: 2013}, {Year: 2014}},
		Lines: []budget.LineIn{
			{Code: "R1", Title: "Documents", Funding: "regular", Mandate: "convention_32", Amounts: []string{"20000", "20000"}},
			{Code: "B1", Title: "Experts", Funding: "general_purpose", Mandate: "convention_29", Amounts: []string{b1, "90000"}},
		},
	}
}

func (w *world) registered(kind, session string, c budget.ContentIn) {
	w.Helper()
	w.must(w.budget.Create(w.ctx, chair, budget.CreateIn{Session: session, Kind: kind, Symbol: w.text, Title: "Budget", ContentIn: c}))
}

func (w *world) draft() { w.on("2012-07-20").registered("", "6", content("100000")) }

func (w *world) dispatch(symbol string, late bool, parties []string, languages ...string) error {
	if languages == nil {
		languages = []string{"ar", "zh", "en", "fr", "ru", "es"}
	}
	in := budget.CirculateIn{Symbol: symbol, Languages: languages, Parties: parties, SentOn: w.today(), Reference: "NV 2012/31"}
	if late {
		in.RecordAsLate, in.Reason = true, "translation took longer"
	}
	_, err := w.budget.Circulate(w.ctx, chair, in)
	return err
}

func (w *world) circulated() {
	w.Helper()
	w.draft()
	w.on("2012-08-01").must(nil, w.dispatch(w.text, false, nil))
}

func (w *world) version(symbol string, c budget.ContentIn) error {
	_, err := w.budget.AddVersion(w.ctx, chair, budget.VersionIn{Symbol: symbol, ContentIn: c})
	return err
}

// sits opens a meeting of the sixth session today.
func (w *world) sits() error {
	_, err := w.room.OpenMeeting(w.ctx, chair, proceedings.MeetingIn{Session: "6", On: w.today()})
	return err
}

const lettered = "CTOC/COP/2012/L."

func (w *world) propose() (string, error) {
	w.another++
	symbol := fmt.Sprint(lettered, 50+w.another)
	_, err := w.room.Propose(w.ctx, chair, proceedings.ProposeIn{
		Version: w.text, Symbol: symbol, Title: "Less", Sponsors: []string{"MEX"}, On: w.today(),
		Amendments: []proceedings.AmendmentIn{change("B1", 2013, "80000")},
	})
	return symbol, err
}

func (w *world) proposed() string {
	w.Helper()
	w.circulated()
	w.on("2012-10-16").must(nil, w.sits())
	symbol, err := w.propose()
	w.must(symbol, err)
	return symbol
}

func (w *world) accepted() {
	w.Helper()
	w.must(w.room.Settle(w.ctx, chair, proceedings.SettleIn{Symbol: w.proposed(), Outcome: "accepted"}))
}

func (w *world) decide(outcome string, more ...func(*budget.DecideIn)) error {
	in := budget.DecideIn{Symbol: w.text, Outcome: outcome, DecidedOn: w.today(), Method: "consensus"}
	for _, m := range more {
		m(&in)
	}
	_, err := w.budget.Decide(w.ctx, chair, in)
	return err
}

func (w *world) decided(outcome string, more ...func(*budget.DecideIn)) {
	w.Helper()
	w.circulated()
	w.on("2012-10-16").must(nil, w.sits())
	w.must(nil, w.decide(outcome, more...))
}

func onBasis(in *budget.DecideIn) {
	in.Basis, in.BasisReference = "rule_80", "CTOC/COP/2012/15, paragraph 9"
}

func again(in *budget.DecideIn) { in.Reason = "reconsidered under rule 55" }

func (w *world) approveFund() error {
	_, err := w.spending.ApproveFund(w.ctx, chair, execution.ApprovalIn{Symbol: w.text, On: w.today(), Reference: "resolution 21/1"})
	return err
}

// revise approves the text between sessions, today.
func (w *world) revise() error {
	_, err := w.budget.Revise(w.ctx, chair, budget.ReviseIn{
		Symbol: w.text, By: "bureau", On: w.today(), Reference: "Extended bureau", Authority: "Decision 6/5, paragraph 4",
	})
	return err
}
