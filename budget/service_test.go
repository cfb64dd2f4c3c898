package budget_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"article30/budget"
	"article30/budget/budgetdb"
	"article30/budget/conference"
	"article30/budget/conference/conferencedb"
	conferenceintake "article30/budget/conference/intake"
	"article30/budget/costing"
	"article30/budget/costing/costingdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/problem"
)

var day = date.MustParse

// desk is the secretariat's desk: a database with the participants and
// sessions of the Conference, and a calendar whose leaves the test turns.
type desk struct {
	*testing.T
	*budget.Service
	conference *conference.Service
	costs      *costing.Service
	journal    *journal.Journal
	db         *db.DB
	ctx        context.Context
	clock      *calendar
}

var officer = access.Operator("finance officer")

type calendar struct{ at time.Time }

func (c *calendar) Now() time.Time { return c.at }

// is sets the calendar to an hour of a day in Vienna: "2012-07-20 10:00:00".
func (c *calendar) is(t testing.TB, at string) {
	t.Helper()
	local, err := time.ParseInLocation(time.DateTime, at, date.Vienna())
	if err != nil {
		t.Fatal(err)
	}
	c.at = local
}

func sit(t *testing.T, d *db.DB, at string) *desk {
	t.Helper()
	clock := &calendar{}
	clock.is(t, at)
	log := journal.New(d, clock)
	body := conference.New(conference.Config{Store: conferencedb.New(d), Journal: log, Clock: clock})
	ctx := context.Background()
	if err := conferenceintake.Seed(ctx, body); err != nil {
		t.Fatal(err)
	}
	costs := costing.New(costing.Config{Store: costingdb.New(d), Journal: log, Clock: clock})
	service := budget.New(budget.Config{Store: budgetdb.New(d), Journal: log, Conference: body, Costs: costs, Clock: clock})
	return &desk{t, service, body, costs, log, d, ctx, clock}
}

func each(t *testing.T, at string, test func(*desk)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { test(sit(t, d, at)) })
}

func (d *desk) today(day string) { d.Helper(); d.clock.is(d.T, day+" 10:00:00") }

func figures(amounts ...string) budget.ContentIn {
	c := budget.ContentIn{Unit: "1", Columns: []budget.ColumnIn{{Year: 2013}, {Year: 2014}}}
	for i, a := range amounts {
		c.Lines = append(c.Lines, budget.LineIn{
			Code: fmt.Sprint(i + 1), Title: "Line", Funding: "general_purpose", Mandate: "convention_29", Amounts: []string{a, ""},
		})
	}
	return c
}

const sixthBudget = "CTOC/COP/2012/7"

func (d *desk) register(symbol, kind string, c budget.ContentIn) budget.Budget {
	d.Helper()
	b, err := d.Create(d.ctx, officer, budget.CreateIn{Session: "6", Kind: kind, Symbol: symbol, Title: "Document", ContentIn: c})
	if err != nil {
		d.Fatal(err)
	}
	return b
}

var all = []string{"ar", "zh", "en", "fr", "ru", "es"}

// send is a dispatch to all States parties.
func send(symbol, on string, languages ...string) budget.CirculateIn {
	if languages == nil {
		languages = all
	}
	return budget.CirculateIn{Symbol: symbol, Languages: languages, SentOn: on, Reference: "NV 2012/31"}
}

func (d *desk) sent(in budget.CirculateIn) budget.Circulation {
	d.Helper()
	c, err := d.Circulate(d.ctx, officer, in)
	if err != nil {
		d.Fatal(err)
	}
	return c
}

func (d *desk) refused(code string, in budget.CirculateIn) *problem.Error {
	d.Helper()
	c, err := d.Circulate(d.ctx, officer, in)
	if !problem.Is(err, code) {
		d.Fatalf("%v (%s), want %s", err, c.Status, code)
	}
	return d.told(err)
}

// told says the error in every language, as a reader gets it; a text that asks
// for what the error does not carry fails the test.
func (d *desk) told(err error) *problem.Error {
	d.Helper()
	e, ok := problem.As(err)
	if !ok {
		d.Fatalf("%v is nothing that a reader can be told", err)
	}
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			d.Fatal(err)
		}
		p.Problem(e)
		for _, f := range e.Fields {
			p.Field(f)
		}
	}
	return e
}

func (d *desk) stands(symbol string, status budget.Status) budget.Circulation {
	d.Helper()
	c, err := d.Circulation(d.ctx, symbol)
	if err != nil {
		d.Fatal(err)
	}
	if c.Status != status {
		d.Fatalf("%s is %s (%v), want %s", symbol, c.Status, c.Causes, status)
	}
	return c
}

func adopt(symbol, on string) budget.DecideIn {
	return budget.DecideIn{Symbol: symbol, Outcome: "adopted", DecidedOn: on, Method: "consensus", Reference: "Decision 6/5"}
}

func (d *desk) verified() {
	d.Helper()
	findings, err := d.Verify(d.ctx)
	if err != nil {
		d.Fatal(err)
	}
	if len(findings) > 0 {
		d.Errorf("verify: %+v", findings)
	}
	broken, _, err := d.journal.Verify(d.ctx, nil)
	if err != nil || len(broken) > 0 {
		d.Errorf("journal: %v %+v", err, broken)
	}
}

func has(c budget.Circulation, code string) bool {
	return slices.ContainsFunc(c.Causes, func(cause budget.Cause) bool { return cause.Code == code })
}

// The sixth session as it was: a budget in time, a note, an estimate 25 days
// before the opening, a State that becomes a party on the way.
func TestSixthSession(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		none, err := d.SessionCirculations(d.ctx, "6")
		if err != nil || len(none) != 1 || none[0].Status != budget.NoneRegistered || none[0].DaysLeft != 27 {
			d.Fatalf("no budget: %+v, %v", none, err)
		}
		d.register(sixthBudget, "", figures("100000", "50000"))
		d.register("CTOC/COP/2012/13", "note", budget.ContentIn{})
		d.register("CTOC/COP/2012/14", "estimate", budget.ContentIn{})

		c := d.stands(sixthBudget, budget.Open)
		if c.Deadline != day("2012-08-16") || c.DaysLeft != 27 || c.LastWorkingDay != day("2012-08-16") || !c.Snapshot.IsZero() {
			d.Errorf("on 20 July: %+v", c)
		}

		c = d.sent(send(sixthBudget, "2012-07-20", "en", "fr"))
		parties := d.parties("2012-07-20")
		if c.Status != budget.Open || c.Languages[2].Sent != parties || c.Languages[2].Total != parties || c.Snapshot != day("2012-07-20") {
			d.Errorf("English of 20 July, to %d parties: %+v", parties, c.Languages[2])
		}
		ghana, ok := c.DispatchedTo("GHA")
		if !ok || ghana.Role != budget.Supplementary || ghana.AsOf != day("2012-09-20") {
			d.Errorf("Ghana becomes a party on 20 September: %+v", ghana)
		}

		d.today("2012-08-16")
		c = d.sent(send(sixthBudget, "2012-08-16", "ar", "zh", "ru", "es"))
		if c.Status != budget.Timely || *c.Margin != 60 || c.SentOn != day("2012-08-16") || !has(c, "circulation.supplementary") {
			d.Errorf("all sent: %+v", c)
		}

		d.today("2012-09-20")
		c = d.sent(send("CTOC/COP/2012/14", "2012-09-20"))
		if c.Status != budget.NoClock || !has(c, "circulation.kind_without_clock") || c.RecordedLate != 0 {
			d.Errorf("the estimate of 20 September: %s %v", c.Status, c.Causes)
		}
		toGhana := send(sixthBudget, "2012-09-20")
		toGhana.Parties = []string{"Ghana"}
		c = d.sent(toGhana)
		if ghana, _ := c.DispatchedTo("GHA"); len(ghana.Missing) > 0 || ghana.Role != budget.Supplementary || c.Status != budget.Timely {
			d.Errorf("Ghana was served after the deadline, which is no breach: %+v, %s", ghana, c.Status)
		}
		toJapan := send(sixthBudget, "2012-09-20", "en")
		toJapan.Parties = []string{"JPN"}
		c = d.sent(toJapan)
		if japan, _ := c.DispatchedTo("JPN"); japan.Role != budget.Courtesy || c.Status != budget.Timely {
			d.Errorf("a signatory gets a courtesy copy: %+v, %s", japan, c.Status)
		}

		d.today("2012-10-19")
		decision, err := d.Decide(d.ctx, officer, adopt(sixthBudget, "2012-10-19"))
		if err != nil || decision.Session != "6" || decision.Basis != "" {
			d.Errorf("adopted: %+v, %v", decision, err)
		}
		if _, err := d.Decide(d.ctx, officer, adopt("CTOC/COP/2012/14", "2012-10-19")); !problem.Is(err, "decision.only_note") {
			d.Errorf("the estimate adopted: %v", err)
		}
		note := adopt("CTOC/COP/2012/13", "2012-10-19")
		note.Outcome = "taken_note_of"
		if _, err := d.Decide(d.ctx, officer, note); err != nil {
			d.Errorf("the note: %v", err)
		}
		d.stands(sixthBudget, budget.Timely)
		d.stands("CTOC/COP/2012/13", budget.NoClock)
		d.stands("CTOC/COP/2012/14", budget.NoClock)
		d.verified()
	})
}

// parties is the number of States parties to the Convention on that day.
func (d *desk) parties(on string) int {
	d.Helper()
	list, err := d.conference.PartiesOn(d.ctx, day(on))
	if err != nil {
		d.Fatal(err)
	}
	return len(list[0].Parties)
}

// The last second in time and the first second late, by the calendar in
// Vienna: neither the hour in UTC nor the clock of whoever asks counts.
func TestLastDay(t *testing.T) {
	each(t, "2012-08-16 23:59:59", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		d.refused("circulation.in_future", send(sixthBudget, "2012-08-17"))
		if c := d.sent(send(sixthBudget, "2012-08-16", "en")); c.DaysLeft != 0 || c.Status != budget.Open {
			d.Errorf("the last second: %+v", c)
		}
		d.clock.is(d.T, "2012-08-17 00:00:00")
		e := d.refused("circulation.late", send(sixthBudget, "2012-08-17", "fr"))
		if e.Args["deadline"] != day("2012-08-16") || e.Args["count"] != 1 {
			d.Errorf("the refusal names %v", e.Args)
		}
		late := send(sixthBudget, "2012-08-17", "fr")
		late.RecordAsLate = true
		d.refused("circulation.invalid", late)
		late.Reason = "translation came late"
		c := d.sent(late)
		if c.Status != budget.Partial || c.RecordedLate != d.parties("2012-08-16") {
			d.Errorf("recorded as late: %s, %d", c.Status, c.RecordedLate)
		}
		d.verified()
	})
}

func TestAdoptionOfWhatIsNotTimely(t *testing.T) {
	each(t, "2012-08-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		late := send(sixthBudget, "2012-08-20")
		late.RecordAsLate, late.Reason = true, "translation came late"
		d.sent(late)
		d.clock.is(d.T, "2012-10-15 00:00:00")
		_, err := d.Decide(d.ctx, officer, adopt(sixthBudget, "2012-10-15"))
		e := d.told(err)
		if !problem.Is(err, "decision.not_timely") || e.Args["status"] != "late" || len(e.Fields) == 0 {
			d.Fatalf("%+v", err)
		}
		in := adopt(sixthBudget, "2012-10-15")
		in.Basis, in.BasisReference = "rule_80", "CTOC/COP/2012/SR.1, para. 12"
		if _, err := d.Decide(d.ctx, officer, in); err != nil {
			d.Fatal(err)
		}
		decisions, err := d.Decisions(d.ctx, sixthBudget)
		if err != nil || len(decisions) != 1 || decisions[0].Basis != budget.Rule80 || decisions[0].BasisReference != in.BasisReference {
			d.Errorf("%+v, %v", decisions, err)
		}
		d.verified()
	})
}

// A draft L. text cannot heal a budget that is late, or was never registered.
func TestInSessionText(t *testing.T) {
	each(t, "2012-10-15 10:00:00", func(d *desk) {
		d.register("CTOC/COP/2012/L.3", "", figures("100"))
		d.stands("CTOC/COP/2012/L.3", budget.NoClock)
		if _, err := d.Decide(d.ctx, officer, adopt("CTOC/COP/2012/L.3", "2012-10-15")); !problem.Is(err, "decision.not_timely") {
			d.Errorf("without a budget: %v", err)
		}
		d.register(sixthBudget, "", figures("100"))
		d.sent(send(sixthBudget, "2012-08-10"))
		if _, err := d.Decide(d.ctx, officer, adopt("CTOC/COP/2012/L.3", "2012-10-15")); err != nil {
			d.Errorf("with a budget in time: %v", err)
		}
	})
}

func TestDispatchesRefused(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		d.register("CTOC/COP/2012/8", "", budget.ContentIn{})
		if _, err := d.Create(d.ctx, officer, budget.CreateIn{Symbol: "CTOC/COP/2012/9", Title: "No session", ContentIn: figures("1")}); err != nil {
			d.Fatal(err)
		}
		d.refused("budget.not_found", send("CTOC/COP/2012/99", "2012-07-20"))
		d.refused("circulation.no_lines", send("CTOC/COP/2012/8", "2012-07-20"))
		d.refused("circulation.no_session", send("CTOC/COP/2012/9", "2012-07-20"))
		d.refused("circulation.in_future", send(sixthBudget, "2012-07-21"))
		noEvidence := send(sixthBudget, "2012-07-19")
		noEvidence.Reference = ""
		d.refused("circulation.no_evidence", noEvidence)

		for path, in := range map[string]budget.CirculateIn{
			"languages circulation.no_language":        {Symbol: sixthBudget, SentOn: "2012-07-20"},
			"sent_on date.grammar":                     {Symbol: sixthBudget, SentOn: "20.7.2012", Languages: all},
			"languages[1] conference.unknown_language": {Symbol: sixthBudget, SentOn: "2012-07-20", Languages: []string{"en", "de"}},
			"languages[1] circulation.language_twice":  {Symbol: sixthBudget, SentOn: "2012-07-20", Languages: []string{"en", "en"}},
			"channel circulation.unknown_channel":      {Symbol: sixthBudget, SentOn: "2012-07-20", Languages: all, Channel: "pigeon"},
			"parties[0] conference.unknown_name":       {Symbol: sixthBudget, SentOn: "2012-07-20", Languages: all, Parties: []string{"Atlantis"}},
			"parties[1] circulation.party_twice":       {Symbol: sixthBudget, SentOn: "2012-07-20", Languages: all, Parties: []string{"Kenya", "KEN"}},
		} {
			e := d.refused("circulation.invalid", in)
			if got := e.Fields[0].Path + " " + e.Fields[0].Code; got != path {
				d.Errorf("%s, want %s", got, path)
			}
		}
		if list, err := d.Dispatches(d.ctx, sixthBudget); err != nil || len(list) > 0 {
			d.Errorf("refused, and %d dispatches stand: %v", len(list), err)
		}
		b, err := d.Budget(d.ctx, sixthBudget)
		if err != nil || b.Versions[0].Frozen {
			d.Errorf("refused, and frozen: %v", err)
		}
	})
}

func TestDuplicates(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		kenya := send(sixthBudget, "2012-07-20", "en", "fr")
		kenya.Parties = []string{"KEN", "AUT"}
		d.sent(kenya)
		again := send(sixthBudget, "2012-07-20", "fr", "ru")
		again.Parties = []string{"EUE", "Kenya"}
		e := d.refused("circulation.invalid", again)
		if len(e.Fields) != 1 || e.Fields[0].Code != "circulation.duplicate" || e.Fields[0].Path != "parties[1]" ||
			e.Fields[0].Args["party"] != "KEN" || e.Fields[0].Args["language"] != "fr" {
			d.Errorf("%+v", e.Fields)
		}
		c := d.sent(send(sixthBudget, "2012-07-20", "en"))
		if !c.Languages[2].Complete() || c.Languages[3].Sent != 2 {
			d.Errorf("everybody else in English: %+v", c.Languages)
		}
		complete := d.refused("circulation.language_complete", send(sixthBudget, "2012-07-20", "en", "fr"))
		if fmt.Sprint(complete.Args["languages"]) != "[en]" {
			d.Errorf("%+v", complete.Args)
		}
		dispatches, err := d.Dispatches(d.ctx, sixthBudget)
		if want := d.parties("2012-07-20") + 2; err != nil || len(dispatches) != want {
			d.Errorf("%d dispatches, want %d: %v", len(dispatches), want, err)
		}
	})
}

// Nobody makes a late budget timely by remembering an earlier dispatch once
// the session has opened or the budget was adopted.
func TestBackDatedDispatch(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		d.today("2012-08-20")
		d.sent(send(sixthBudget, "2012-08-16", "en"))
		c := d.stands(sixthBudget, budget.Partial)
		if c.Afterwards == 0 || !has(c, "circulation.entered_afterwards") {
			d.Errorf("entered four days after the deadline: %+v", c.Causes)
		}
		d.today("2012-10-15")
		d.refused("circulation.session_opened", send(sixthBudget, "2012-08-16", "fr", "ru", "es", "zh", "ar"))
		in := adopt(sixthBudget, "2012-10-15")
		in.Basis, in.BasisReference = "no_objection", "SR.1"
		if _, err := d.Decide(d.ctx, officer, in); err != nil {
			d.Fatal(err)
		}
		today := send(sixthBudget, "2012-10-15", "fr")
		today.RecordAsLate, today.Reason = true, "handed out in the room"
		d.refused("circulation.decided", today)
		d.verified()
	})
}

// A session that is over can still be put on record, with the references of
// what was sent.
func TestHistoryEnteredLater(t *testing.T) {
	each(t, "2014-03-03 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		if c := d.stands(sixthBudget, budget.NotEstablished); c.Languages[0].Total != d.parties("2012-10-15") {
			d.Errorf("it should have gone to %d, those of the opening: %+v", d.parties("2012-10-15"), c.Languages[0])
		}
		c := d.sent(send(sixthBudget, "2012-08-16"))
		if c.Status != budget.Timely || c.Afterwards != 6*d.parties("2012-08-16") || len(c.Parties) < d.parties("2012-08-16") {
			d.Errorf("%s, %d of %d entered afterwards", c.Status, c.Afterwards, len(c.Parties))
		}
		if _, err := d.Decide(d.ctx, officer, adopt(sixthBudget, "2012-10-19")); err != nil {
			d.Error(err)
		}
		d.verified()
	})
}

func TestOpeningMoves(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		d.today("2012-08-14")
		d.sent(send(sixthBudget, "2012-08-14"))
		d.stands(sixthBudget, budget.Timely)
		d.today("2012-08-21")
		move := func(to string) {
			d.Helper()
			if _, err := d.conference.MoveOpening(d.ctx, officer, "6", day(to), date.Date{}, "the rooms are taken"); err != nil {
				d.Fatal(err)
			}
		}
		move("2012-10-08")
		c := d.stands(sixthBudget, budget.Late)
		if !has(c, "circulation.brought_forward") || len(c.Openings) != 2 || c.Openings[1].Reason != "the rooms are taken" {
			d.Errorf("%+v %+v", c.Causes, c.Openings)
		}
		d.verified()
		d.today("2012-08-22")
		move("2012-10-22")
		d.stands(sixthBudget, budget.Timely)
		d.verified()
	})
}

// What is dispatched first fixes the addressees; a dispatch that is remembered
// later counts only if the States parties were the same on its day.
func TestDispatchBeforeTheSnapshot(t *testing.T) {
	each(t, "2012-09-25 10:00:00", func(d *desk) {
		b, err := d.Create(d.ctx, officer, budget.CreateIn{Session: "7", Symbol: "CTOC/COP/2014/7", Title: "Budget", ContentIn: figures("1")})
		if err != nil {
			d.Fatal(err)
		}
		d.sent(send(b.Symbol, "2012-09-25", "en"))
		d.sent(send(b.Symbol, "2012-09-24", "fr"))
		e := d.refused("circulation.before_snapshot", send(b.Symbol, "2012-09-19", "ru"))
		if parties := fmt.Sprint(e.Args["parties"]); parties != "[GHA]" {
			d.Errorf("not yet parties on 19 September: %s", parties)
		}
	})
}

// A deferred budget is judged anew for the session that decides.
func TestDeferredBudget(t *testing.T) {
	each(t, "2012-08-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		late := send(sixthBudget, "2012-08-20")
		late.RecordAsLate, late.Reason = true, "translation came late"
		d.sent(late)
		d.today("2012-10-19")
		in := adopt(sixthBudget, "2012-10-19")
		in.Outcome = "deferred"
		if _, err := d.Decide(d.ctx, officer, in); err != nil {
			d.Fatal(err)
		}
		d.today("2014-10-07")
		next := adopt(sixthBudget, "2014-10-07")
		next.Session = "7"
		if decision, err := d.Decide(d.ctx, officer, next); err != nil || decision.Session != "7" {
			d.Errorf("%+v, %v", decision, err)
		}
		next.Session = "99"
		if _, err := d.Decide(d.ctx, officer, next); !problem.Is(err, "decision.invalid") {
			d.Errorf("no such session: %v", err)
		}
		d.verified()
	})
}

// Two people enter the same dispatch at once: it is recorded once.
func TestDispatchEnteredTwiceAtOnce(t *testing.T) {
	each(t, "2012-07-20 10:00:00", func(d *desk) {
		d.register(sixthBudget, "", figures("100"))
		const people = 4
		errs := make(chan error, people)
		for range people {
			go func() {
				_, err := d.Circulate(d.ctx, officer, send(sixthBudget, "2012-07-20", "en"))
				errs <- err
			}()
		}
		recorded := 0
		for range people {
			switch err := <-errs; {
			case err == nil:
				recorded++
			case !problem.Is(err, "circulation.language_complete"):
				d.Error(err)
			}
		}
		list, err := d.Dispatches(d.ctx, sixthBudget)
		if recorded != 1 || len(list) != d.parties("2012-07-20") || err != nil {
			d.Errorf("recorded %d times, %d dispatches, %v", recorded, len(list), err)
		}
		d.verified()
	})
}
