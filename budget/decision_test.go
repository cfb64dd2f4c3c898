package budget

import (
	"testing"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/problem"
)

// adoption is a decision to adopt on the second day of the sixth session by
// consensus, of a budget that was circulated in time.
func adoption() (DecideIn, decisionFacts) {
	return DecideIn{Symbol: "CTOC/COP/2012/7", Session: "6", Outcome: "adopted", DecidedOn: "2012-10-16", Method: "consensus"},
		decisionFacts{
			kind: KindBudget, lines: 3, circulation: Circulation{Status: Timely}, session: sixthSession(),
			today: day("2012-10-19"), parties: 172, majority: conference.TwoThirds(),
		}
}

// sixthSession opened on 15 October 2012 and closed on the 19th.
func sixthSession() conference.Session {
	dates := conference.DateChange{Seq: 1, Opening: day("2012-10-15"), Closing: day("2012-10-19")}
	return conference.Session{
		ID: "6", Number: 6, Kind: conference.Regular, Opening: dates.Opening, Closing: dates.Closing, History: []conference.DateChange{dates},
	}
}

// resumed has the session meet again from 12 to 14 November.
func resumed(_ *DecideIn, f *decisionFacts) {
	f.today = day("2012-11-20")
	f.session.Events = []conference.Event{{Seq: 1, Kind: conference.Resumed, Dates: 1, From: day("2012-11-12"), To: day("2012-11-14")}}
}

// judgeDecision is what becomes of an entered decision: the code of its
// refusal, for fields that of the first, or "".
func judgeDecision(in DecideIn, f decisionFacts) string {
	d, err := in.parse()
	if err == nil {
		err = decide(d, in.Reason, f)
	}
	e, ok := problem.As(err)
	if ok {
		for _, lang := range locale.Languages() {
			p, _ := locale.For(lang)
			p.Problem(e) // fails where the text asks for what the error does not carry
			for _, f := range e.Fields {
				p.Field(f)
			}
		}
	}
	switch {
	case !ok:
		return ""
	case e.Code == "decision.invalid":
		return e.Fields[0].Path + " " + e.Fields[0].Code
	}
	return e.Code
}

func TestDecide(t *testing.T) {
	type change func(in *DecideIn, f *decisionFacts)
	vote := func(outcome string, yes, no, abstain int) change {
		return func(in *DecideIn, _ *decisionFacts) {
			in.Outcome, in.Method, in.For, in.Against, in.Abstentions = outcome, "vote", new(yes), new(no), new(abstain)
		}
	}
	status := func(s Status) change { return func(_ *DecideIn, f *decisionFacts) { f.circulation.Status = s } }
	outcome := func(o string) change { return func(in *DecideIn, _ *decisionFacts) { in.Outcome = o } }
	on := func(d string) change { return func(in *DecideIn, _ *decisionFacts) { in.DecidedOn = d } }
	basis := func(in *DecideIn, _ *decisionFacts) {
		in.Basis, in.BasisReference = "rule_80", "A/CONF.1/SR.3, para. 12"
	}
	kind := func(k Kind) change { return func(_ *DecideIn, f *decisionFacts) { f.kind, f.lines = k, 0 } }
	adopted := func(outcome Outcome) change {
		return func(_ *DecideIn, f *decisionFacts) {
			f.earlier = []Decision{{Symbol: "CTOC/COP/2012/7", Session: "6", Outcome: outcome, DecidedOn: day("2012-10-15")}}
		}
	}

	for _, c := range []struct {
		name    string
		changes []change
		want    string
	}{
		{"a budget circulated in time is adopted by consensus", nil, ""},
		{"as amended too", []change{outcome("adopted_as_amended")}, ""},
		{"late: refused", []change{status(Late)}, "decision.not_timely"},
		{"partly late: refused", []change{status(Partial)}, "decision.not_timely"},
		{"an addressee missing: refused", []change{status(Incomplete)}, "decision.not_timely"},
		{"not established: refused", []change{status(NotEstablished)}, "decision.not_timely"},
		{"still open: refused", []change{status(Open)}, "decision.not_timely"},
		{"late and as amended: refused", []change{status(Late), outcome("adopted_as_amended")}, "decision.not_timely"},
		{"late with a basis: adopted", []change{status(Late), basis}, ""},
		{"not established with a basis: the Conference is never powerless", []change{status(NotEstablished), basis}, ""},
		{"at a special session there is no clock", []change{status(NoClock)}, ""},
		{"late: it can be deferred", []change{status(Late), outcome("deferred")}, ""},
		{"late: it can be taken note of", []change{status(Late), outcome("taken_note_of")}, ""},
		{"late: it can be refused by the Conference", []change{status(Late), outcome("not_adopted")}, ""},
		{"a basis needs its reference", []change{basis, func(in *DecideIn, _ *decisionFacts) { in.BasisReference = " " }}, "basis_reference decision.basis_reference_missing"},
		{"a reference needs its basis", []change{basis, func(in *DecideIn, _ *decisionFacts) { in.Basis = "" }}, "basis decision.basis_missing"},
		{"no such basis", []change{basis, func(in *DecideIn, _ *decisionFacts) { in.Basis = "silence" }}, "basis decision.unknown_basis"},

		{"two thirds exactly carry", []change{vote("adopted", 80, 40, 30)}, ""},
		{"one vote less does not", []change{vote("adopted", 79, 40, 0)}, "decision.majority_missed"},
		{"abstentions do not count", []change{vote("adopted", 2, 1, 169)}, ""},
		{"no votes carry nothing", []change{vote("adopted", 0, 0, 100)}, "decision.majority_missed"},
		{"a vote that carried did not fail", []change{vote("not_adopted", 80, 40, 0)}, "decision.majority_reached"},
		{"a vote that failed", []change{vote("not_adopted", 79, 40, 0)}, ""},
		{"another majority is a setting", []change{vote("adopted", 61, 60, 0), func(_ *DecideIn, f *decisionFacts) { f.majority = conference.Majority{Numerator: 1, Denominator: 2} }}, ""},
		{"more votes than parties", []change{vote("adopted", 150, 20, 3)}, "decision.too_many_votes"},
		{"as many votes as parties", []change{vote("adopted", 150, 20, 2)}, ""},
		{"a vote has votes", []change{vote("adopted", 80, 40, 0), func(in *DecideIn, _ *decisionFacts) { in.For = nil }}, "for decision.votes_missing"},
		{"consensus has none", []change{func(in *DecideIn, _ *decisionFacts) { in.Against = new(0) }}, "against decision.votes_without_vote"},
		{"negative votes", []change{vote("adopted", 80, -1, 0)}, "against decision.votes_range"},
		{"votes that would overflow", []change{vote("adopted", 1<<62, 1<<62, 0)}, "for decision.votes_range"},

		{"on the day of the opening", []change{on("2012-10-15")}, ""},
		{"the day before", []change{on("2012-10-14")}, "decision.before_opening"},
		{"on the closing day", []change{on("2012-10-19")}, ""},
		{"the day after", []change{on("2012-10-20"), func(_ *DecideIn, f *decisionFacts) { f.today = day("2012-10-22") }}, "decision.after_closing"},
		{"after the closing, where it is not known", []change{on("2012-10-20"), func(_ *DecideIn, f *decisionFacts) { f.today, f.session.Closing = day("2012-10-22"), date.Date{} }}, ""},
		{"in the future", []change{on("2012-10-18"), func(_ *DecideIn, f *decisionFacts) { f.today = day("2012-10-17") }}, "decision.in_future"},
		{"without a session", []change{func(_ *DecideIn, f *decisionFacts) { f.session = conference.Session{} }}, "decision.no_opening"},
		{"at a session that was postponed", []change{func(_ *DecideIn, f *decisionFacts) { f.session.Opening, f.session.Closing = date.Date{}, date.Date{} }}, "decision.postponed"},
		{"on the first day of a resumption", []change{on("2012-11-12"), resumed}, ""},
		{"on the last day of a resumption", []change{on("2012-11-14"), resumed}, ""},
		{"between the closing and the resumption", []change{on("2012-11-11"), resumed}, "decision.after_closing"},
		{"after the resumption", []change{on("2012-11-15"), resumed}, "decision.after_closing"},
		{"without lines there is nothing to adopt", []change{func(_ *DecideIn, f *decisionFacts) { f.lines = 0 }}, "decision.no_lines"},

		{"a note is taken note of", []change{kind(KindNote), status(NoClock), outcome("taken_note_of")}, ""},
		{"an estimate is not adopted", []change{kind(KindEstimate), status(NoClock)}, "decision.only_note"},
		{"an estimate is not adopted on a basis either", []change{kind(KindEstimate), status(NoClock), basis}, "decision.only_note"},
		{"a note is not deferred", []change{kind(KindNote), outcome("deferred")}, "decision.only_note"},

		{"a second decision of the session", []change{adopted(Adopted)}, "decision.already"},
		{"reconsidered for a reason (rule 55)", []change{adopted(NotAdopted), func(in *DecideIn, _ *decisionFacts) { in.Reason = "reconsidered, 130 to 10" }}, ""},
		{"after it was deferred", []change{adopted(Deferred)}, ""},
		{"at another session", []change{adopted(NotAdopted), func(in *DecideIn, _ *decisionFacts) { in.Session = "7" }}, ""},

		{"no such outcome", []change{outcome("approved")}, "outcome decision.unknown_outcome"},
		{"no such method", []change{func(in *DecideIn, _ *decisionFacts) { in.Method = "acclamation" }}, "method decision.unknown_method"},
		{"no date", []change{on("16 October 2012")}, "decided_on date.grammar"},
	} {
		t.Run(c.name, func(t *testing.T) {
			in, f := adoption()
			for _, change := range c.changes {
				change(&in, &f)
			}
			if got := judgeDecision(in, f); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

// The refusal says what is wrong with the circulation.
func TestNotTimelyNamesStatusAndCauses(t *testing.T) {
	in, f := adoption()
	f.circulation = StatusOf(sixth(sentTo("AUT EUE", "2012-08-20")))
	d, err := in.parse()
	if err != nil {
		t.Fatal(err)
	}
	e, _ := problem.As(decide(d, "", f))
	if e == nil || e.Args["status"] != "incomplete" || len(e.Fields) != 2 ||
		e.Fields[0].Code != "circulation.addressees_missing" || e.Fields[1].Code != "circulation.languages_late" {
		t.Errorf("%+v", e)
	}
}
