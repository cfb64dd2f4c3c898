package project

import (
	"slices"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// Outlook is what a decision needs to know beside the case.
type Outlook struct {
	Room     money.Money // what the project may take in whole; approved and revised
	Support  func(direct money.Money) money.Money
	Figures  Figures // of the project, in the books of spending
	Regular  bool    // engaged: the allotment is of the regular budget
	Reports  int     // engaged: so many reports come with the agreement
	Donor    *DonorRefund
	Returned bool // closed: the donor's refund was named by another closing
	Fits     bool // closed: the donor's money could be spent on the project
}

// DonorRefund is a refund to a donor in the books of contributions.
type DonorRefund struct {
	Entry        int64
	Contribution int64
	On           date.Date
	USD          money.Money // what went back, above zero
}

// Decide is the event that a fact becomes, given the case before it. It is
// pure: the same case, outlook and fact give the same event. Each use case
// lists its errors; for all of them assistance.before_earlier is a date before
// that of what the event builds on, assistance.decided what comes to a request
// after the decision, assistance.not_approved what comes to a project that there
// is not, and assistance.closed what comes to it after its closing.
func Decide(c Case, o Outlook, e Event) (Event, error) {
	e.Request, e.Seq = c.Request.ID, len(c.Events)+1
	decide := map[Kind]func(Outlook, *Event) error{
		AppraisalOpened: c.openAppraisal, Appraised: c.appraise, Declined: c.decline, Withdrawn: c.withdraw,
		Approved: c.approve,
	}[e.Kind]
	if decide != nil {
		if err := c.pending(); err != nil {
			return Event{}, err
		}
		earliest := c.Request.On
		if n := len(c.Events); n > 0 {
			earliest = c.Events[n-1].On
		}
		if err := notBefore(e.On, earliest); err != nil {
			return Event{}, err
		}
		err := decide(o, &e)
		return e, err
	}
	p := c.Project
	switch {
	case p == nil:
		return Event{}, problem.New(problem.Conflict, "assistance.not_approved", "number", c.Request.Number)
	case p.Closure != nil:
		return Event{}, problem.New(problem.Conflict, "assistance.closed", "project", p.Code, "date", p.Closure.On)
	}
	if err := notBefore(e.On, c.Decision.On); err != nil {
		return Event{}, err
	}
	err := map[Kind]func(Outlook, *Event) error{
		Revised: c.revise, Engaged: c.engage, PartnerEnded: c.endPartner, Released: c.release, Refunded: c.refund,
		ReportDue: c.requireReport, ReportReceived: c.receiveReport, ReportAccepted: c.acceptReport,
		ReportReturned: c.returnReport, Closed: c.close,
	}[e.Kind](o, &e)
	return e, err
}

// refuse is assistance.invalid with one field.
func refuse(path, code string, args ...any) error {
	var fields problem.Fields
	fields.Add(path, code, args...)
	return fields.Err("assistance.invalid")
}

func notBefore(on, earliest date.Date) error {
	if on.Before(earliest) {
		return refuse("on", "assistance.before_earlier", "date", on, "earliest", earliest)
	}
	return nil
}

// override takes the rules that stand against the event as overridden where it
// says why.
//
// Errors: assistance.invalid with the fields noted where it does not say why;
// assistance.nothing_to_override where nothing stands against it.
func (e *Event) override(rules []Rule, fields problem.Fields) error {
	switch {
	case len(rules) > 0 && e.Override == "":
		return fields.Err("assistance.invalid")
	case len(rules) == 0 && e.Override != "":
		return refuse("override", "assistance.nothing_to_override")
	}
	slices.SortFunc(rules, func(a, b Rule) int { return slices.Index(Rules(), a) - slices.Index(Rules(), b) })
	e.Overrides = slices.Compact(rules)
	return nil
}

// pending refuses what comes after the decision.
//
// Error: assistance.decided.
func (c Case) pending() error {
	if !c.State.Pending() {
		return problem.New(problem.Conflict, "assistance.decided",
			"number", c.Request.Number, "state", string(c.State), "date", c.Decision.On)
	}
	return nil
}
