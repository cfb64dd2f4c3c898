package proceedings_test

import (
	"fmt"
	"strings"

	"article30/budget"
	"article30/budget/execution"
	"article30/budget/proceedings"
	"article30/internal/date"
)

// state is how far a text has come.
type state struct {
	name  string
	reach func(w *world)
}

var states = []state{
	{"draft without lines", func(w *world) { w.on("2012-07-20").registered("", "6", budget.ContentIn{}) }},
	{"draft without a session", func(w *world) { w.on("2012-07-20").registered("", "", content("100000")) }},
	{"draft", (*world).draft},
	{"frozen", func(w *world) {
		w.draft()
		_, _, err := w.budget.Freeze(w.ctx, chair, w.text)
		w.must(nil, err)
	}},
	{"sent in one language", func(w *world) {
		w.draft()
		w.on("2012-08-01").must(nil, w.dispatch(w.text, false, nil, "en"))
	}},
	{"sent to one State party", func(w *world) {
		w.draft()
		w.on("2012-08-01").must(nil, w.dispatch(w.text, false, []string{"KEN"}))
	}},
	{"circulated in time", (*world).circulated},
	{"circulated late", func(w *world) {
		w.draft()
		w.on("2012-08-20").must(nil, w.dispatch(w.text, true, nil))
	}},
	{"corrected in words", func(w *world) {
		w.circulated()
		w.must(nil, w.version(w.text+"/Corr.1", budget.ContentIn{}))
	}},
	{"corrected in an amount", func(w *world) {
		w.circulated()
		w.must(nil, w.version(w.text+"/Corr.1", content("100001")))
	}},
	{"corrigendum of words", func(w *world) {
		w.circulated()
		w.text += "/Corr.1"
		w.must(nil, w.version(w.text, budget.ContentIn{}))
	}},
	{"corrigendum of an amount", func(w *world) {
		w.circulated()
		w.text += "/Corr.1"
		w.must(nil, w.version(w.text, content("100001")))
	}},
	{"added to", func(w *world) {
		w.circulated()
		w.must(nil, w.version(w.text+"/Add.1", added()))
	}},
	{"superseded by a draft", func(w *world) {
		w.circulated()
		w.must(nil, w.version(w.text+"/Rev.1", content("90000")))
	}},
	{"superseded in time", func(w *world) {
		w.circulated()
		w.must(nil, w.version(w.text+"/Rev.1", content("90000")))
		w.on("2012-08-02").must(nil, w.dispatch(w.text+"/Rev.1", false, nil))
	}},
	{"superseded late", func(w *world) {
		w.circulated()
		w.must(nil, w.version(w.text+"/Rev.1", content("90000")))
		w.on("2012-08-20").must(nil, w.dispatch(w.text+"/Rev.1", true, nil))
	}},
	{"revision that went out in time", func(w *world) {
		w.circulated()
		w.text += "/Rev.1"
		w.must(nil, w.version(w.text, content("90000")))
		w.on("2012-08-02").must(nil, w.dispatch(w.text, false, nil))
	}},
	{"session postponed", func(w *world) {
		w.circulated()
		w.must(w.conference.Postpone(w.ctx, chair, "6", "the host asks for it"))
	}},
	{"opening brought forward", func(w *world) {
		w.circulated()
		w.must(w.conference.MoveOpening(w.ctx, chair, "6", date.MustParse("2012-09-24"), date.MustParse("2012-09-28"), "the hall is taken"))
	}},
	{"opening put back", func(w *world) {
		w.draft()
		w.on("2012-08-20").must(nil, w.dispatch(w.text, true, nil))
		w.must(w.conference.MoveOpening(w.ctx, chair, "6", date.MustParse("2012-10-29"), date.MustParse("2012-11-02"), "the hall is taken"))
	}},
	{"a proposal is open", func(w *world) { w.proposed() }},
	{"a proposal is accepted", (*world).accepted},
	{"adopted", func(w *world) { w.decided("adopted") }},
	{"adopted late on a basis", func(w *world) {
		w.draft()
		w.on("2012-08-20").must(nil, w.dispatch(w.text, true, nil))
		w.on("2012-10-16").must(nil, w.sits())
		w.must(nil, w.decide("adopted", onBasis))
	}},
	{"adopted, the Fund's approved", func(w *world) {
		w.decided("adopted")
		w.must(nil, w.approveFund())
	}},
	{"adopted as amended", func(w *world) {
		w.accepted()
		w.must(w.room.Decide(w.ctx, chair, proceedings.RoomDecisionIn{Symbol: w.text, Outcome: "adopted_as_amended"}))
	}},
	{"text adopted as amended", func(w *world) {
		w.accepted()
		w.must(w.room.Decide(w.ctx, chair, proceedings.RoomDecisionIn{Symbol: w.text, Outcome: "adopted_as_amended"}))
		w.text = amended
	}},
	{"revision drafted after the session", func(w *world) {
		w.decided("adopted")
		w.text += "/Rev.1"
		w.on("2012-11-05").must(nil, w.version(w.text, content("90000")))
	}},
	{"revised between sessions", func(w *world) {
		w.decided("adopted")
		w.text += "/Rev.1"
		w.on("2012-11-05").must(nil, w.version(w.text, content("90000")))
		w.must(nil, w.revise())
	}},
	{"taken note of", func(w *world) { w.decided("taken_note_of") }},
	{"deferred", func(w *world) { w.decided("deferred") }},
	{"not adopted", func(w *world) { w.decided("not_adopted") }},
	{"taken up again", func(w *world) {
		w.decided("not_adopted")
		w.must(w.room.Reconsider(w.ctx, chair, proceedings.ReconsiderIn{Symbol: w.text, Reason: "an amount was misread"}))
	}},
	{"draft that was considered", func(w *world) {
		w.draft()
		w.on("2012-10-16").must(nil, w.sits())
		w.must(nil, w.decide("deferred"))
	}},
	{"adopted at a resumed session", func(w *world) {
		w.circulated()
		w.on("2012-10-22").must(w.conference.Resume(w.ctx, chair, "6", date.MustParse("2012-11-05"), date.MustParse("2012-11-06"), "the agenda was not finished"))
		w.on("2012-11-05").must(nil, w.decide("adopted"))
	}},
	{"session resumed", func(w *world) {
		w.circulated()
		w.on("2012-10-22").must(w.conference.Resume(w.ctx, chair, "6", date.MustParse("2012-11-05"), date.MustParse("2012-11-06"), "the agenda was not finished"))
	}},
	{"estimate", func(w *world) { w.on("2012-07-20").registered("estimate", "6", content("100000")) }},
	{"note without figures", func(w *world) { w.on("2012-07-20").registered("note", "6", budget.ContentIn{}) }},
	{"budget of a special session", func(w *world) { w.on("2012-07-20").registered("", "S1", content("100000")) }},
	{"in-session text", func(w *world) {
		w.circulated()
		w.text = lettered + "1"
		w.registered("", "6", content("80000"))
	}},
}

func added() budget.ContentIn {
	c := content("1000")
	c.Lines = c.Lines[1:]
	return c
}

// event is something that one of the users does with the text, today. What it
// says is how the text stands then, or what it made.
type event struct {
	name   string
	happen func(w *world) (string, error)
}

var events = []event{
	{"edit a line", func(w *world) (string, error) {
		_, err := w.budget.SetLine(w.ctx, chair, budget.SetLineIn{
			Symbol: w.text, LineRef: budget.LineRef{Line: "B1", Funding: "general_purpose"}, Figures: []budget.FigureIn{{Year: 2013, Amount: "7"}},
		})
		return w.then(err)
	}},
	{"import its workbook", func(w *world) (string, error) {
		v, err := w.budget.Version(w.ctx, w.text)
		if err != nil {
			return "", err
		}
		rows := v.SheetRows()
		for i := range rows {
			rows[i].Title += "s"
		}
		_, err = w.budget.ImportEdits(w.ctx, chair, budget.ImportEditsIn{
			Sheet: budget.EditedSheet{File: "b.xlsx", SHA256: strings.Repeat("0", 64), Symbol: w.text, Digest: v.SHA256, Rows: rows}, All: true,
		})
		return w.then(err)
	}},
	{"give it to session 7", func(w *world) (string, error) {
		_, err := w.budget.Assign(w.ctx, chair, w.text, "7")
		return w.then(err)
	}},
	{"freeze", func(w *world) (string, error) {
		_, _, err := w.budget.Freeze(w.ctx, chair, w.text)
		return w.then(err)
	}},
	{"dispatch", func(w *world) (string, error) { return w.then(w.dispatch(w.text, false, nil)) }},
	{"dispatch as late", func(w *world) (string, error) { return w.then(w.dispatch(w.text, true, nil)) }},
	{"dispatch to a later party", func(w *world) (string, error) { return w.then(w.dispatch(w.text, false, []string{"GHA"}, "en")) }},
	{"courtesy copy", func(w *world) (string, error) { return w.then(w.dispatch(w.text, false, []string{"IRN"}, "en")) }},
	{"Rev.", func(w *world) (string, error) { return w.follows("/Rev.9", content("70000")) }},
	{"Add.", func(w *world) (string, error) { return w.follows("/Add.9", added()) }},
	{"Corr. of words", func(w *world) (string, error) { return w.follows("/Corr.9", budget.ContentIn{}) }},
	{"Corr. of an amount", func(w *world) (string, error) { return w.follows("/Corr.9", content("100002")) }},
	{"move the opening", func(w *world) (string, error) {
		_, err := w.conference.MoveOpening(w.ctx, chair, "6", date.MustParse("2012-10-22"), date.MustParse("2012-10-26"), "the hall is taken")
		return w.then(err)
	}},
	{"move the closing", func(w *world) (string, error) {
		s, err := w.conference.Session(w.ctx, "6")
		if err != nil {
			return "", err
		}
		_, err = w.conference.MoveOpening(w.ctx, chair, "6", s.Opening, s.Opening.AddDays(7), "the agenda was not finished")
		return w.then(err)
	}},
	{"postpone", func(w *world) (string, error) {
		_, err := w.conference.Postpone(w.ctx, chair, "6", "the host asks for it")
		return w.then(err)
	}},
	{"resume", func(w *world) (string, error) {
		_, err := w.conference.Resume(w.ctx, chair, "6", date.MustParse("2012-12-03"), date.MustParse("2012-12-05"), "the agenda was not finished")
		return w.then(err)
	}},
	{"propose", func(w *world) (string, error) {
		return w.propose()
	}},
	{"accept the proposal", func(w *world) (string, error) { return w.settled("accepted") }},
	{"reject the proposal", func(w *world) (string, error) { return w.settled("rejected") }},
	{"adopt", func(w *world) (string, error) { return w.outcome("adopted") }},
	{"adopt as amended", func(w *world) (string, error) { return w.outcome("adopted_as_amended") }},
	{"adopt on a basis", func(w *world) (string, error) { return w.outcome("adopted", onBasis) }},
	{"take note", func(w *world) (string, error) { return w.outcome("taken_note_of") }},
	{"defer", func(w *world) (string, error) { return w.outcome("deferred") }},
	{"not adopt", func(w *world) (string, error) { return w.outcome("not_adopted") }},
	{"adopt again, with a reason", func(w *world) (string, error) { return w.outcome("adopted", onBasis, again) }},
	{"adopt in the room", func(w *world) (string, error) { return w.inTheRoom("adopted", nil) }},
	{"adopt as amended there", func(w *world) (string, error) { return w.inTheRoom("adopted_as_amended", nil) }},
	{"adopt by a vote there", func(w *world) (string, error) {
		return w.inTheRoom("adopted", &proceedings.RollCallIn{Yes: []string{"rest"}, No: []string{"FRA"}})
	}},
	{"lose the vote there", func(w *world) (string, error) {
		return w.inTheRoom("adopted", &proceedings.RollCallIn{Yes: []string{"FRA"}, No: []string{"rest"}})
	}},
	{"reconsider", func(w *world) (string, error) { return w.reconsidered(nil) }},
	{"reconsider, and fail", func(w *world) (string, error) {
		return w.reconsidered(&proceedings.RollCallIn{Yes: []string{"FRA"}, No: []string{"rest"}})
	}},
	{"revise between sessions", func(w *world) (string, error) { return w.then(w.revise()) }},
	{"approve the Fund's budget", func(w *world) (string, error) { return "approved", w.approveFund() }},
	{"allot", func(w *world) (string, error) { return w.allot("1000") }},
	{"allot more than it has", func(w *world) (string, error) { return w.allot("999999") }},
	{"allot to another line", func(w *world) (string, error) {
		_, err := w.spending.Allot(w.ctx, chair, execution.AllotIn{
			Symbol: w.text, LineIn: execution.LineIn{Line: "B9"}, Year: 2013, Amount: "1", On: w.today(), Advice: "AA-1",
		})
		return "allotted", err
	}},
}

// follows registers a version of the text.
func (w *world) follows(suffix string, c budget.ContentIn) (string, error) {
	if err := w.version(w.text+suffix, c); err != nil {
		return "", err
	}
	return w.stands(w.text + suffix)
}

// settled decides on the first proposal on the text, or on one that there is
// not.
func (w *world) settled(outcome string) (string, error) {
	_, err := w.room.Settle(w.ctx, chair, proceedings.SettleIn{Symbol: lettered + "51", Outcome: outcome})
	return outcome, err
}

func (w *world) outcome(outcome string, more ...func(*budget.DecideIn)) (string, error) {
	return w.then(w.decide(outcome, more...))
}

// inTheRoom decides at a meeting of today.
func (w *world) inTheRoom(outcome string, vote *proceedings.RollCallIn) (string, error) {
	if err := w.sits(); err != nil {
		return "", err
	}
	d, err := w.room.Decide(w.ctx, chair, proceedings.RoomDecisionIn{Symbol: w.text, Outcome: outcome, RollCall: vote})
	if err != nil {
		return "", err
	}
	return w.stands(d.Symbol)
}

func (w *world) reconsidered(vote *proceedings.RollCallIn) (string, error) {
	open, err := w.room.Reconsider(w.ctx, chair, proceedings.ReconsiderIn{Symbol: w.text, Reason: "an amount was misread", RollCall: vote})
	return fmt.Sprintf("taken up again: %t", open), err
}

func (w *world) allot(amount string) (string, error) {
	_, err := w.spending.Allot(w.ctx, chair, execution.AllotIn{
		Symbol: w.text, LineIn: execution.LineIn{Line: "R1"}, Year: 2013, Amount: amount, On: w.today(), Advice: "AA-1",
	})
	return "allotted", err
}
