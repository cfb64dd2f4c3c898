package budget

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/locale"
)

var update = flag.Bool("update", false, "rewrite golden files")

var day = date.MustParse

// sixth are the facts of a budget for the sixth session, which opens on 15
// October 2012, with three States parties and a clock at the opening.
func sixth(change ...func(*CirculationFacts)) CirculationFacts {
	f := CirculationFacts{
		Registered: true, Kind: KindBudget, Symbol: "CTOC/COP/2012/7", ClockOf: "CTOC/COP/2012/7",
		Session: "6", UnderRule72: true, Opening: day("2012-10-15"),
		History: []Opening{{On: day("2012-10-15"), RecordedOn: day("2011-01-10")}},
		Rule:    conference.Rule72(), Today: day("2012-10-15"), EntryDays: 3,
		Addressees: []Addressee{
			{"AUT", Party, day("2012-07-20")}, {"EUE", Party, day("2012-07-20")}, {"KEN", Party, day("2012-07-20")},
		},
	}
	for _, c := range change {
		c(&f)
	}
	return f
}

// sentTo adds dispatches to the parties, in all languages if none is named.
func sentTo(parties, on string, languages ...conference.Language) func(*CirculationFacts) {
	if languages == nil {
		languages = conference.Languages()
	}
	return func(f *CirculationFacts) {
		for p := range strings.FieldsSeq(parties) {
			for _, l := range languages {
				f.Dispatches = append(f.Dispatches, Dispatch{
					Party: conference.ParticipantID(p), Language: l, SentOn: day(on), RecordedOn: day(on), Channel: NoteVerbale,
				})
			}
		}
	}
}

const everyone = "AUT EUE KEN"

func sent(on string, languages ...conference.Language) func(*CirculationFacts) {
	return sentTo(everyone, on, languages...)
}

// enteredOn is the day on which all that was sent was entered.
func enteredOn(s string) func(*CirculationFacts) {
	return func(f *CirculationFacts) {
		for i := range f.Dispatches {
			f.Dispatches[i].RecordedOn = day(s)
		}
	}
}

// opensOn is the opening that stood from the beginning.
func opensOn(s string) func(*CirculationFacts) {
	return func(f *CirculationFacts) { f.Opening, f.History, f.Today = day(s), nil, day(s) }
}

// ofVersion are the facts of a version whose own dispatch counts.
func ofVersion(symbol string) func(*CirculationFacts) {
	return func(f *CirculationFacts) { f.Symbol, f.ClockOf = symbol, symbol }
}

func today(s string) func(*CirculationFacts) {
	return func(f *CirculationFacts) { f.Today = day(s) }
}

func also(party, role string) func(*CirculationFacts) {
	return func(f *CirculationFacts) {
		f.Addressees = append(f.Addressees, Addressee{conference.ParticipantID(party), Role(role), day("2012-09-20")})
	}
}

// told is a circulation's causes in one line.
func told(c Circulation) string {
	var texts []string
	for _, cause := range c.Causes {
		text := strings.TrimPrefix(cause.Code, "circulation.")
		var args []string
		for name, value := range cause.Args {
			args = append(args, fmt.Sprintf("%s=%v", name, value))
		}
		slices.Sort(args)
		texts = append(texts, strings.TrimSpace(text+" "+strings.Join(args, " ")))
	}
	return strings.Join(texts, "; ")
}

// Rule 72 as DOMAIN tells it, one row for each case.
var rule72 = []struct {
	name   string
	facts  CirculationFacts
	status Status
	causes string
}{
	{"sixty days before the opening is in time",
		sixth(sent("2012-08-16")), Timely, ""},
	{"fifty-nine days before is late",
		sixth(sent("2012-08-17")), Late,
		"languages_late count=6 deadline=2012-08-16 languages=[ar zh en fr ru es]"},
	{"clear days leave out both ends: the sixtieth day before is late",
		sixth(sent("2012-08-16"), func(f *CirculationFacts) { f.Rule.ClearDays = true }), Late,
		"languages_late count=6 deadline=2012-08-15 languages=[ar zh en fr ru es]"},
	{"clear days: the sixty-first day before is in time",
		sixth(sent("2012-08-15"), func(f *CirculationFacts) { f.Rule.ClearDays = true }), Timely, ""},
	{"a deadline on a Saturday is not moved: the Saturday is in time",
		sixth(sent("2008-08-09"), opensOn("2008-10-08")), Timely, ""},
	{"nor to the Monday after it",
		sixth(sent("2008-08-11"), opensOn("2008-10-08")), Late,
		"languages_late count=6 deadline=2008-08-09 languages=[ar zh en fr ru es]"},
	{"a span over the clock change of spring is counted in days",
		sixth(sent("2012-03-24"), opensOn("2012-05-23")), Timely, ""},
	{"a span over the clock change of spring, a day too short",
		sixth(sent("2012-03-25"), opensOn("2012-05-23")), Late,
		"languages_late count=6 deadline=2012-03-24 languages=[ar zh en fr ru es]"},
	{"a span over the clock change of autumn is counted in days",
		sixth(sent("2012-10-28"), opensOn("2012-12-27")), Timely, ""},
	{"a span over the clock change of autumn, a day too short",
		sixth(sent("2012-10-29"), opensOn("2012-12-27")), Late,
		"languages_late count=6 deadline=2012-10-28 languages=[ar zh en fr ru es]"},
	{"the last of the six languages decides, and the late ones are named",
		sixth(sent("2012-08-10", "en", "fr", "es"), sent("2012-08-17", "ar", "zh"), sent("2012-08-16", "ru")), Partial,
		"languages_late count=2 deadline=2012-08-16 languages=[ar zh]"},
	{"one State party served late makes the language late",
		sixth(sentTo("AUT EUE", "2012-08-01"), sentTo("KEN", "2012-08-01", "en", "fr", "es", "ru", "zh"), sentTo("KEN", "2012-08-20", "ar")), Partial,
		"languages_late count=1 deadline=2012-08-16 languages=[ar]"},
	{"a language that went to nobody counts as late once the deadline has passed",
		sixth(sent("2012-08-10", "en", "fr", "es", "ru", "zh")), Partial,
		"languages_missing count=1 languages=[ar]"},
	{"late in one language and five that went to nobody is late",
		sixth(sent("2012-08-20", "en")), Late,
		"languages_missing count=5 languages=[ar zh fr ru es]; languages_late count=1 deadline=2012-08-16 languages=[en]"},
	{"a missing addressee is named",
		sixth(sentTo("AUT EUE", "2012-08-10")), Incomplete,
		"addressees_missing count=1 parties=[KEN]"},
	{"an addressee that lacks one language is missing",
		sixth(sentTo("AUT EUE", "2012-08-10"), sentTo("KEN", "2012-08-10", "en", "fr", "es", "ru", "zh")), Incomplete,
		"addressees_missing count=1 parties=[KEN]"},
	{"the European Union is one addressee and missing like a State",
		sixth(sentTo("AUT KEN", "2012-08-10")), Incomplete,
		"addressees_missing count=1 parties=[EUE]"},
	{"a gap comes before lateness, and both are told",
		sixth(sentTo("AUT EUE", "2012-08-20")), Incomplete,
		"addressees_missing count=1 parties=[KEN]; languages_late count=6 deadline=2012-08-16 languages=[ar zh en fr ru es]"},
	{"no date of dispatch: not established, never in time",
		sixth(), NotEstablished,
		"dispatch_unknown deadline=2012-08-16"},
	{"distributed and uploaded in time, but no dispatch: not established",
		sixth(func(f *CirculationFacts) { f.DistrOn, f.UploadedOn = day("2012-07-02"), day("2012-07-09") }), NotEstablished,
		"dispatch_unknown deadline=2012-08-16; distr_does_not_count date=2012-07-02; upload_does_not_count date=2012-07-09"},
	{"distributed late, but dispatched in time: in time",
		sixth(sent("2012-08-16"), func(f *CirculationFacts) { f.DistrOn, f.UploadedOn = day("2012-09-03"), day("2012-09-04") }), Timely, ""},
	{"before the deadline nothing is overdue",
		sixth(today("2012-07-20")), Open,
		"not_dispatched count=27 deadline=2012-08-16"},
	{"on the last day it is still open",
		sixth(today("2012-08-16"), sent("2012-08-16", "en")), Open,
		"languages_missing count=5 languages=[ar zh fr ru es]"},
	{"on the day after it is not",
		sixth(today("2012-08-17"), sent("2012-08-16", "en")), Partial,
		"languages_missing count=5 languages=[ar zh fr ru es]"},
	{"before the deadline a missing addressee is told and not yet a breach",
		sixth(today("2012-08-01"), sentTo("AUT EUE", "2012-08-01")), Open,
		"addressees_missing count=1 parties=[KEN]"},
	{"everything sent before the deadline is in time at once",
		sixth(today("2012-08-01"), sent("2012-08-01")), Timely, ""},
	{"a State for which the Convention enters into force before the opening is no breach",
		sixth(sent("2012-08-10"), also("GHA", "supplementary")), Timely,
		"supplementary count=1 parties=[GHA]"},
	{"a supplementary addressee served late is no breach",
		sixth(sent("2012-08-10"), also("GHA", "supplementary"), sentTo("GHA", "2012-10-01")), Timely,
		"supplementary count=1 parties=[GHA]"},
	{"courtesy copies do not count, late or missing",
		sixth(sent("2012-08-10"), also("IRN", "courtesy"), sentTo("IRN", "2012-10-01", "en")), Timely, ""},
	{"courtesy copies alone are no dispatch",
		sixth(also("IRN", "courtesy"), sentTo("IRN", "2012-08-01")), NotEstablished,
		"dispatch_unknown deadline=2012-08-16"},
	{"opening brought forward: late, and the change is the cause",
		sixth(sent("2012-08-10"), moved("2012-10-08", "2012-09-01")), Late,
		"languages_late count=6 deadline=2012-08-09 languages=[ar zh en fr ru es]; brought_forward from=2012-10-15 to=2012-10-08"},
	{"opening brought forward before the dispatch: late by the sender",
		sixth(sent("2012-08-10"), moved("2012-10-08", "2012-08-01")), Late,
		"languages_late count=6 deadline=2012-08-09 languages=[ar zh en fr ru es]"},
	{"opening brought forward on the day of the dispatch: the change is the cause",
		sixth(sent("2012-08-10"), moved("2012-10-08", "2012-08-10")), Late,
		"languages_late count=6 deadline=2012-08-09 languages=[ar zh en fr ru es]; brought_forward from=2012-10-15 to=2012-10-08"},
	{"opening brought forward over the deadline while nothing was sent",
		sixth(today("2012-08-12"), moved("2012-10-08", "2012-08-12")), NotEstablished,
		"dispatch_unknown deadline=2012-08-09; brought_forward from=2012-10-15 to=2012-10-08"},
	{"opening put back: in time, and the change is told",
		sixth(sent("2012-08-20"), moved("2012-10-29", "2012-09-01")), Timely,
		"put_back from=2012-10-15 to=2012-10-29"},
	{"a corrigendum without amounts keeps the first date",
		sixth(sent("2012-08-10"), func(f *CirculationFacts) { f.Symbol = "CTOC/COP/2012/7/Corr.1" }), Timely,
		"keeps_date symbol=CTOC/COP/2012/7"},
	{"a corrigendum that changes an amount counts for itself: the original does not carry it",
		sixth(ofVersion("CTOC/COP/2012/7/Corr.1")), NotEstablished,
		"dispatch_unknown deadline=2012-08-16"},
	{"an addendum that adds amounts counts for itself",
		sixth(ofVersion("CTOC/COP/2012/7/Add.1"), sent("2012-08-17")), Late,
		"languages_late count=6 deadline=2012-08-16 languages=[ar zh en fr ru es]"},
	{"a revision of 3 September is late, whatever the original was",
		sixth(ofVersion("CTOC/COP/2012/7/Rev.1"), sent("2012-09-03")), Late,
		"languages_late count=6 deadline=2012-08-16 languages=[ar zh en fr ru es]"},
	{"a revision that is not sent yet, before the deadline",
		sixth(ofVersion("CTOC/COP/2012/7/Rev.1"), today("2012-08-06")), Open,
		"not_dispatched count=10 deadline=2012-08-16"},
	{"a text that the Conference amended keeps the date of the text that went out",
		sixth(sent("2012-08-10"), func(f *CirculationFacts) { f.Symbol = "CTOC/COP/2012/7/Rev.1" }), Timely,
		"keeps_date symbol=CTOC/COP/2012/7"},
	{"opening moved forward and back again: as if it had not moved",
		sixth(sent("2012-08-14"), moved("2012-10-08", "2012-08-20"), moved("2012-10-15", "2012-08-21")), Timely, ""},
	{"a session that was postponed and has dates again counts anew from them",
		sixth(sent("2012-09-01"), moved("2012-11-05", "2012-08-20")), Timely, ""},
	{"what was recorded as late is told",
		sixth(sent("2012-08-20"), func(f *CirculationFacts) {
			for i := range f.Dispatches {
				f.Dispatches[i].RecordedLate = true
			}
		}), Late,
		"languages_late count=6 deadline=2012-08-16 languages=[ar zh en fr ru es]; recorded_late count=18"},
	{"a dispatch in time that was entered after the deadline is told",
		sixth(sent("2012-08-10"), func(f *CirculationFacts) { f.Dispatches[0].RecordedOn = day("2012-08-17") }), Timely,
		"entered_later count=1 days=7; entered_afterwards count=1 deadline=2012-08-16"},
	{"a dispatch that was entered within three days is as usual",
		sixth(sent("2012-08-10"), enteredOn("2012-08-13")), Timely, ""},
	{"a dispatch that was entered on the fourth day is told, before the deadline too",
		sixth(sent("2012-08-10"), enteredOn("2012-08-14")), Timely,
		"entered_later count=18 days=4"},
	{"a late dispatch that was entered long after it is told",
		sixth(sent("2012-08-20"), enteredOn("2012-09-20")), Late,
		"languages_late count=6 deadline=2012-08-16 languages=[ar zh en fr ru es]; entered_later count=18 days=31"},
	{"an in-session text has no clock",
		sixth(func(f *CirculationFacts) { f.InSession = true }), NoClock, "in_session"},
	{"a special session has no clock",
		sixth(func(f *CirculationFacts) { f.UnderRule72 = false }), NoClock, "session_without_clock session=6"},
	{"an estimate 25 days before the opening is not late",
		sixth(sent("2012-09-20"), func(f *CirculationFacts) { f.Kind = KindEstimate }), NoClock, "kind_without_clock kind=estimate"},
	{"a note has no clock",
		sixth(func(f *CirculationFacts) { f.Kind = KindNote }), NoClock, "kind_without_clock kind=note"},
	{"no budget registered is not late",
		CirculationFacts{Kind: KindBudget, Session: "6", UnderRule72: true, Opening: day("2012-10-15"), Rule: conference.Rule72(), Today: day("2012-10-15")},
		NoneRegistered, "none_registered"},
	{"a budget without a session has no opening to count from",
		sixth(func(f *CirculationFacts) { f.Session, f.Opening, f.UnderRule72 = "", date.Date{}, false }), NotEstablished, "no_opening"},
	{"a session that is postponed has no opening to count from",
		sixth(sent("2012-08-16"), func(f *CirculationFacts) { f.Opening, f.Postponed = date.Date{}, true }), NotEstablished, "postponed session=6"},
	{"no budget registered for a session that is postponed is not late",
		CirculationFacts{Kind: KindBudget, Session: "6", UnderRule72: true, Postponed: true, Rule: conference.Rule72(), Today: day("2012-10-15")},
		NoneRegistered, "none_registered"},
	{"without States parties nothing is established",
		sixth(func(f *CirculationFacts) { f.Addressees = nil }), NotEstablished, "no_parties date=2012-10-15"},
}

// moved sets another opening on a day.
func moved(to, on string) func(*CirculationFacts) {
	return func(f *CirculationFacts) {
		f.Opening = day(to)
		f.History = append(f.History, Opening{On: day(to), RecordedOn: day(on), Reason: "the host asked for it"})
	}
}

func TestStatus(t *testing.T) {
	for _, c := range rule72 {
		t.Run(c.name, func(t *testing.T) {
			got := StatusOf(c.facts)
			if got.Status != c.status {
				t.Errorf("status %s, want %s", got.Status, c.status)
			}
			if told(got) != c.causes {
				t.Errorf("causes\n got %s\nwant %s", told(got), c.causes)
			}
		})
	}
}

// The deadlines of the regular sessions, as the Conference's calendar has them.
func TestDeadlineOfEverySession(t *testing.T) {
	for opening, deadline := range map[string]string{
		"2005-10-10": "2005-08-11", "2006-10-09": "2006-08-10", "2008-10-08": "2008-08-09", "2010-10-18": "2010-08-19",
		"2012-10-15": "2012-08-16", "2014-10-06": "2014-08-07", "2016-10-17": "2016-08-18", "2018-10-15": "2018-08-16",
		"2020-10-12": "2020-08-13", "2022-10-17": "2022-08-18", "2024-10-14": "2024-08-15",
	} {
		at := func(f *CirculationFacts) { f.Opening, f.History = day(opening), nil }
		c := StatusOf(sixth(at, sent(deadline), today(opening)))
		if c.Deadline != day(deadline) || c.Status != Timely || *c.Margin != 60 {
			t.Errorf("opening %s: deadline %s, %s with a margin of %d", opening, c.Deadline, c.Status, *c.Margin)
		}
		if c := StatusOf(sixth(at, sent(day(deadline).AddDays(1).String()), today(opening))); c.Status != Late {
			t.Errorf("opening %s, a day after the deadline: %s", opening, c.Status)
		}
	}
	if c := StatusOf(sixth(func(f *CirculationFacts) { f.Opening = day("2008-10-08") })); c.LastWorkingDay != day("2008-08-08") {
		t.Errorf("the last working day before Saturday 9 August 2008 is %s", c.LastWorkingDay)
	}
}

func TestProgress(t *testing.T) {
	c := StatusOf(sixth(today("2012-08-20"), sent("2012-08-10", "en"), sentTo("AUT", "2012-08-14", "fr"), also("GHA", "supplementary"), sentTo("GHA", "2012-08-15", "fr")))
	english, french, arabic := c.Languages[2], c.Languages[3], c.Languages[0]
	if english.Sent != 3 || english.Total != 3 || !english.Complete() || english.Late || *english.Margin != 66 {
		t.Errorf("English: %+v", english)
	}
	if french.Sent != 1 || french.Complete() || french.Late || french.Margin != nil || french.Last != day("2012-08-14") {
		t.Errorf("French, which the supplementary addressee's copy does not touch: %+v", french)
	}
	if arabic.Sent != 0 || !arabic.Late {
		t.Errorf("Arabic: %+v", arabic)
	}
	austria, _ := c.DispatchedTo("AUT")
	if got := fmt.Sprint(austria.Missing); got != "[ar zh ru es]" || austria.Last != day("2012-08-14") {
		t.Errorf("Austria lacks %s, last %s", got, austria.Last)
	}
	if c.DaysLeft != -4 || c.Margin != nil || !c.SentOn.IsZero() || c.Snapshot != day("2012-08-10") {
		t.Errorf("days left %d, margin %v, sent on %s, snapshot %s", c.DaysLeft, c.Margin, c.SentOn, c.Snapshot)
	}
}

// The state machine as one table: what has gone out by when, against the day on
// which one looks.
func TestStateMachine(t *testing.T) {
	var b strings.Builder
	states := []struct {
		name string
		sent []func(*CirculationFacts)
	}{
		{"nothing", nil},
		{"English to one of three, in time", []func(*CirculationFacts){sentTo("AUT", "2012-08-01", "en")}},
		{"English to all, in time", []func(*CirculationFacts){sent("2012-08-01", "en")}},
		{"five languages to all, in time", []func(*CirculationFacts){sent("2012-08-01", "en", "fr", "es", "ru", "zh")}},
		{"all to two of three, in time", []func(*CirculationFacts){sentTo("AUT EUE", "2012-08-01")}},
		{"all to all, in time", []func(*CirculationFacts){sent("2012-08-01")}},
		{"all to all, one language late", []func(*CirculationFacts){sent("2012-08-01", "en", "fr", "es", "ru", "zh"), sent("2012-08-17", "ar")}},
		{"all to all, late", []func(*CirculationFacts){sent("2012-08-17")}},
		{"all to two of three, late", []func(*CirculationFacts){sentTo("AUT EUE", "2012-08-17")}},
		{"English to all, late", []func(*CirculationFacts){sent("2012-08-17", "en")}},
	}
	fmt.Fprintf(&b, "%-36s %-16s %-16s %s\n", "sent", "2012-08-01", "2012-08-16", "2012-08-17 and after")
	for _, s := range states {
		fmt.Fprintf(&b, "%-36s", s.name)
		for _, on := range []string{"2012-08-01", "2012-08-16", "2012-08-17"} {
			f := sixth(append(s.sent, today(on))...)
			status := string(StatusOf(f).Status)
			if slices.ContainsFunc(f.Dispatches, func(d Dispatch) bool { return d.SentOn.After(f.Today) }) {
				status = "" // not yet
			}
			fmt.Fprintf(&b, " %-16s", status)
		}
		b.WriteString("\n")
	}
	golden(t, "state_machine.txt", b.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	lines := strings.Split(got, "\n")
	for i := range lines {
		lines[i] = strings.TrimRight(lines[i], " ")
	}
	got = strings.Join(lines, "\n")
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

// What each case of the rule says to a reader, in every language.
func TestCausesAreTold(t *testing.T) {
	var b strings.Builder
	for _, lang := range locale.Languages() {
		p, err := locale.For(lang)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range rule72 {
			got := StatusOf(c.facts)
			fmt.Fprintf(&b, "%s: %s\n", c.name, p.Text("circulation_status."+string(got.Status)))
			for _, cause := range got.Causes {
				fmt.Fprintf(&b, "    %s\n", p.Text(cause.Key(), cause.Pairs()...))
			}
		}
		b.WriteString("\n")
	}
	golden(t, "causes.txt", b.String())
}
