package project_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"article30/budget/conference"
	"article30/budget/project"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

var kenya = []conference.Participant{{ID: "KEN", Name: "Kenya", Kind: conference.State, UNMember: true, Group: conference.African}}

func request() project.Request {
	return project.Request{
		ID: 1, Number: project.Number{Year: 2012, Seq: 1}, On: date.MustParse("2012-01-01"), States: []conference.ParticipantID{"KEN"},
		Instrument: conference.Trafficking, Article: "10", Sought: usd(100), EnteredBy: "sara",
	}
}

// life is a case with the books of spending beside it, as they would be.
type life struct {
	project.Case
	events           []project.Event
	committed, spent int64
	open             map[int]int64 // committed to a partner, by its number
}

func (l *life) outlook(room int64, reports int) project.Outlook {
	f := project.NoFigures()
	f.Committed, f.Spent = usd(l.committed), usd(l.spent)
	return project.Outlook{
		Room: usd(room), Figures: f, Reports: reports,
		Support: func(direct money.Money) money.Money { return direct },
	}
}

// try records the event if it is decided, and does in the books what it says.
func (l *life) try(o project.Outlook, e project.Event) error {
	decided, err := project.Decide(l.Case, o, e)
	if err != nil {
		return err
	}
	decided.ID, decided.EnteredBy = int64(decided.Seq), e.EnteredBy
	dollars := decided.USD.Units() / 10000
	switch e.Kind {
	case project.Engaged:
		l.committed += dollars
		l.open[decided.Partner] = dollars
	case project.Released:
		l.committed -= dollars
		l.spent += dollars
		l.open[decided.Partner] -= dollars
	case project.Refunded:
		l.spent -= dollars
	case project.PartnerEnded:
		l.committed -= l.open[decided.Partner]
		l.open[decided.Partner] = 0
	}
	l.events = append(l.events, decided)
	l.Case = project.Trace(l.Request, l.events, kenya, nil, date.Date{})
	return nil
}

func newLife() *life {
	return &life{Case: project.Trace(request(), nil, kenya, nil, date.Date{}), open: map[int]int64{}}
}

// Random events in a random order: whatever is let in, the case stays one that
// can be.
func TestRandomLivesOfCases(t *testing.T) {
	closed := 0
	rapid.Check(t, func(t *rapid.T) {
		l := newLife()
		day := date.MustParse("2012-01-01")
		for range rapid.IntRange(1, 80).Draw(t, "steps") {
			day = day.AddDays(rapid.IntRange(-1, 20).Draw(t, "days"))
			kind := rapid.SampledFrom(project.Kinds()).Draw(t, "kind")
			switch mode := rapid.IntRange(0, 9).Draw(t, "mode"); {
			case mode > 0 && l.Project == nil, mode > 7:
				kind = l.likely()
			case mode > 0:
				kind = rapid.SampledFrom([]project.Kind{
					project.Engaged, project.Engaged, project.Released, project.Released, project.Released, project.Refunded, project.Refunded,
					project.ReportDue, project.ReportReceived, project.ReportAccepted, project.ReportReturned, project.Revised, project.PartnerEnded, project.Closed,
				}).Draw(t, "work")
			}
			e := project.Event{Kind: kind, On: day, EnteredBy: rapid.SampledFrom([]string{"sara", "anton", "alice"}).Draw(t, "who")}
			reports := 0
			amount := usd(rapid.Int64Range(2, 60).Draw(t, "amount"))
			if kind == project.Engaged {
				amount = usd(rapid.Int64Range(2, 20).Draw(t, "instalments"))
			}
			switch kind {
			case project.Appraised:
				e.Recommended = rapid.Bool().Draw(t, "recommended")
			case project.Approved, project.Revised:
				e.USD = amount
				e.Budget = []project.Share{{Object: "posts", USD: amount}}
				e.Start, e.End = day, day.AddDays(365)
				e.Code = project.Code{Year: 2012, Seq: 1}
			case project.Engaged:
				reports = rapid.IntRange(0, 2).Draw(t, "reports")
				e.Reference = day.String()
				e.USD = amount
				e.Plan = []project.Instalment{
					{No: 1, Due: day, USD: usd(amount.Units()/10000 - amount.Units()/20000)},
					{No: 2, Due: day, After: rapid.IntRange(0, reports).Draw(t, "after"), USD: usd(amount.Units() / 20000)},
				}
			case project.Refunded, project.Released, project.PartnerEnded:
				e.Partner = rapid.IntRange(1, 2).Draw(t, "partner")
				if kind == project.Refunded {
					e.Instalment, e.USD = rapid.IntRange(1, 2).Draw(t, "instalment"), amount
				}
			case project.ReportDue:
				e.Due = day.AddDays(rapid.IntRange(-5, 30).Draw(t, "due"))
			case project.ReportReceived, project.ReportAccepted, project.ReportReturned:
				e.Report = rapid.IntRange(1, 3).Draw(t, "report")
			}
			mayOverride := kind == project.Approved || kind == project.Revised || kind == project.Released
			if mayOverride && rapid.IntRange(0, 3).Draw(t, "override") == 0 {
				e.Override = "told to"
			}
			room := rapid.Int64Range(0, 100).Draw(t, "room")
			before := l.Case
			err := l.try(l.outlook(room, reports), e)
			if err == nil {
				l.sound(t, before, room)
				for i := range reports {
					due := project.Event{Kind: project.ReportDue, On: day, Partner: l.events[len(l.events)-1-i].Partner, Due: day.AddDays(10), EnteredBy: e.EnteredBy}
					if err := l.try(l.outlook(0, 0), due); err != nil {
						t.Fatal(err)
					}
				}
			} else if problem.KindOf(err) == problem.Internal {
				t.Fatal(err)
			}
		}
		if l.Project != nil && l.Project.Closure != nil {
			closed++
		}
	})
	if closed < 3 {
		t.Errorf("only %d of the lives came to their end", closed)
	}
}

// likely is the kind that brings the case on.
func (l *life) likely() project.Kind {
	switch {
	case l.State == project.Received:
		return project.AppraisalOpened
	case l.State == project.UnderAppraisal:
		return project.Appraised
	case l.Project == nil:
		return project.Approved
	}
	for _, p := range l.Project.Partners {
		if !p.Done() {
			return project.PartnerEnded
		}
	}
	for _, r := range l.Project.Reports {
		switch r.State() {
		case "due", "returned":
			return project.ReportReceived
		case "received":
			return project.ReportAccepted
		}
	}
	return project.Closed
}

// sound is what must hold after every event.
func (l *life) sound(t *rapid.T, before project.Case, room int64) {
	e := l.events[len(l.events)-1]
	decisions := 0
	for _, x := range l.events {
		switch x.Kind {
		case project.Approved, project.Declined, project.Withdrawn:
			decisions++
		}
	}
	if decisions > 1 || (decisions == 0) != l.State.Pending() || (l.Decision == nil) != l.State.Pending() {
		t.Fatalf("%d decisions, state %s", decisions, l.State)
	}
	if before.Project != nil && before.Project.Closure != nil {
		t.Fatalf("%s after the closing", e.Kind)
	}
	has := func(r project.Rule) bool {
		return slices.Contains(e.Overrides, r)
	}
	if (len(e.Overrides) > 0) != (e.Override != "") {
		t.Fatalf("%s overrides %v because %q", e.Kind, e.Overrides, e.Override)
	}
	switch e.Kind {
	case project.Approved, project.Revised:
		if e.EnteredBy == "sara" || e.EnteredBy == before.Appraisal.EnteredBy {
			t.Fatalf("%s approved what they entered", e.EnteredBy)
		}
		more := e.USD.Units()/10000 - l.committed - l.spent
		if e.Kind == project.Approved && more > room && !has(project.NoMoney) {
			t.Fatalf("approved %d with room for %d", more, room)
		}
		if e.Kind == project.Approved && !before.Appraisal.Recommended && !has(project.NotRecommended) {
			t.Fatal("approved against the appraisal without saying so")
		}
		if e.Kind == project.Revised && e.USD.Units() > before.Project.Total.Units() && more > room && !has(project.NoMoney) {
			t.Fatalf("increased to %d with room for %d", more, room)
		}
	case project.ReportAccepted, project.ReportReturned:
		for _, r := range before.Project.Reports {
			if r.No == e.Report && r.State() != "received" {
				t.Fatalf("%s: report %d was %s", e.Kind, r.No, r.State())
			}
		}
	case project.Released:
		for _, r := range before.Project.Reports {
			if (r.Partner == e.Partner || r.Partner == 0) && r.Missing(e.On) && e.Override == "" {
				t.Fatalf("released while report %d is missing", r.No)
			}
		}
	case project.Closed:
		if l.committed != 0 || e.USD.Units()/10000 != l.Project.Total.Units()/10000-l.spent {
			t.Fatalf("closed with %d committed, unspent %s", l.committed, e.USD)
		}
		for _, r := range l.Project.Reports {
			if r.Accepted.IsZero() {
				t.Fatalf("closed while report %d is not accepted", r.No)
			}
		}
	}
	if l.Project == nil {
		return
	}
	if used := l.committed + l.spent; used > l.Project.Total.Units()/10000 || l.committed < 0 || l.spent < 0 {
		t.Fatalf("committed %d, spent %d of %s", l.committed, l.spent, l.Project.Total)
	}
	for _, p := range l.Project.Partners {
		if p.Released().Units() > p.USD.Units() || p.Refunded().Units() > p.Released().Units() {
			t.Fatalf("partner %d: %s released of %s, %s refunded", p.No, p.Released(), p.USD, p.Refunded())
		}
	}
}

// The order of a request's life, and what stands in its way.
func TestOrderOfARequest(t *testing.T) {
	on := date.MustParse("2012-02-01")
	event := func(kind project.Kind, who string) project.Event {
		return project.Event{Kind: kind, On: on, EnteredBy: who, Recommended: true, USD: usd(50), Start: on, End: on,
			Budget: []project.Share{{Object: "posts", USD: usd(50)}}, Code: project.Code{Year: 2012, Seq: 1}}
	}
	l := newLife()
	for _, step := range []struct {
		kind project.Kind
		who  string
		room int64
		want string // code of the problem; "" for none
	}{
		{project.Appraised, "anton", 0, "assistance.not_opened"},
		{project.Approved, "alice", 100, "assistance.not_appraised"},
		{project.Declined, "alice", 100, "assistance.not_appraised"},
		{project.Engaged, "frank", 0, "assistance.not_approved"},
		{project.AppraisalOpened, "anton", 0, ""},
		{project.AppraisalOpened, "anton", 0, "assistance.under_appraisal"},
		{project.Appraised, "anton", 0, ""},
		{project.Approved, "sara", 100, "assistance.own"},
		{project.Approved, "anton", 100, "assistance.own"},
		{project.Approved, "alice", 49, "assistance.invalid"},
		{project.Approved, "alice", 50, ""},
		{project.Approved, "alice", 100, "assistance.decided"},
		{project.Withdrawn, "sara", 0, "assistance.decided"},
		{project.Revised, "sara", 100, "assistance.own"},
		{project.Revised, "alice", 100, "assistance.invalid"}, // the same
		{project.Closed, "frank", 0, ""},
		{project.ReportDue, "frank", 0, "assistance.closed"},
	} {
		err := l.try(l.outlook(step.room, 0), event(step.kind, step.who))
		if got := codeOf(err); got != step.want {
			t.Fatalf("%s by %s: %q, want %q", step.kind, step.who, got, step.want)
		}
	}
}

func codeOf(err error) string {
	if err == nil {
		return ""
	}
	p, ok := problem.As(err)
	if !ok {
		return err.Error()
	}
	return p.Code
}

// A request is about an article that its instrument has, and comes from States.
func TestRequestIsChecked(t *testing.T) {
	known := append([]conference.Participant{{ID: "EUE", Kind: conference.REIO}}, kenya...)
	for _, c := range []struct {
		name string
		r    func(*project.Request)
		want string
	}{
		{"good", func(*project.Request) {}, ""},
		{"nobody", func(r *project.Request) { r.States = nil }, "assistance.no_state"},
		{"unknown", func(r *project.Request) { r.States = []conference.ParticipantID{"XXX"} }, "conference.no_participant"},
		{"the European Union", func(r *project.Request) { r.States = []conference.ParticipantID{"EUE"} }, "assistance.not_a_state"},
		{"twice", func(r *project.Request) { r.States = []conference.ParticipantID{"KEN", "KEN"} }, "assistance.state_twice"},
		{"article 21 of a protocol of 20", func(r *project.Request) { r.Article = "21" }, "assistance.article"},
		{"article 0", func(r *project.Request) { r.Article = "0" }, "assistance.article"},
		{"nothing sought", func(r *project.Request) { r.Sought = usd(0) }, "assistance.not_positive"},
	} {
		r := request()
		c.r(&r)
		got := ""
		if p, ok := problem.As(r.Check(known)); ok && len(p.Fields) == 1 {
			got = p.Fields[0].Code
		}
		if got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestNumbersAndCodes(t *testing.T) {
	for _, s := range []string{"REQ-2012-0001", "REQ-2012-12345"} {
		if n, err := project.ParseNumber(s); err != nil || n.String() != s {
			t.Errorf("%s: %v, %v", s, n, err)
		}
	}
	for _, s := range []string{"REQ-2012-1", "REQ-2012-00001", "req-2012-0001", "", "TA-2012-01"} {
		if _, err := project.ParseNumber(s); !problem.Is(err, "assistance.no_request") {
			t.Errorf("%q: %v", s, err)
		}
	}
	if c, err := project.ParseCode("TA-2012-01"); err != nil || c != (project.Code{Year: 2012, Seq: 1}) {
		t.Errorf("%v, %v", c, err)
	}
	if _, err := project.ParseCode("TA-2012-001"); !problem.Is(err, "assistance.no_project") {
		t.Error(err)
	}
}
