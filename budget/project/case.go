package project

import (
	"slices"

	"article30/budget/conference"
	"article30/internal/date"
	"article30/internal/money"
)

// State is how far a request has come.
type State string

const (
	Received       State = "received"
	UnderAppraisal State = "under_appraisal"
	Favourable     State = "recommended"
	Unfavourable   State = "not_recommended"
	InProject      State = "approved"
	Refused        State = "declined"
	TakenBack      State = "withdrawn"
)

// States lists every state, in the order of a request's life.
func States() []State {
	return []State{Received, UnderAppraisal, Favourable, Unfavourable, InProject, Refused, TakenBack}
}

// Pending reports a request on which nothing is decided.
func (s State) Pending() bool {
	return slices.Contains([]State{Received, UnderAppraisal, Favourable, Unfavourable}, s)
}

// Case is a request with what became of it: what its events say up to a day.
type Case struct {
	Request   Request
	Events    []Event
	State     State
	Appraisal *Event   // the last
	Decision  *Event   // approved, declined or withdrawn
	Project   *Project // nil while nothing is approved
}

// Project is what an approval made, as its events leave it.
type Project struct {
	Code     Code
	Title    string
	Purpose  Purpose
	Start    date.Date
	End      date.Date
	Budget   []Share
	Total    money.Money // of the budget: direct cost, to which programme support cost comes
	Partners []Partner
	Reports  []Report
	Closure  *Event // nil while it goes on
}

// Partner carries a project out, under an agreement.
type Partner struct {
	No          int
	Name        string
	Kind        string
	Agreement   string // reference
	On          date.Date
	USD         money.Money // of all instalments
	Allotment   int64
	Commitment  int64
	Instalments []Tranche
	Ended       *Event
}

// Tranche is an instalment with its release, nil before it, and what the
// partner returned of it.
type Tranche struct {
	Instalment
	Release  *Event
	Refunded money.Money
}

// Report is one that a partner owes, or the project as a whole for partner 0.
type Report struct {
	No        int
	Partner   int
	Kind      string
	What      string
	Due       date.Date
	Received  date.Date // the last time
	Reference string
	Accepted  date.Date // none while it is not
	Returned  bool      // to be made again, and not received since
}

// State is due, received, returned or accepted.
func (r Report) State() string {
	switch {
	case !r.Accepted.IsZero():
		return "accepted"
	case r.Returned:
		return "returned"
	case !r.Received.IsZero():
		return "received"
	}
	return "due"
}

// Overdue reports a report that was due by the end of the day and is not here.
func (r Report) Overdue(on date.Date) bool {
	return r.Accepted.IsZero() && (r.Received.IsZero() || r.Returned) && r.Due.Before(on)
}

// Missing reports a report that was due by the end of the day and is not
// accepted.
func (r Report) Missing(on date.Date) bool { return r.Accepted.IsZero() && !r.Due.After(on) }

// Trace is the case as the events leave it that are dated by asOf; all for no
// date. The entries that were taken back in the execution count as if their
// event had not been.
func Trace(r Request, events []Event, known []conference.Participant, takenBack map[int64]bool, asOf date.Date) Case {
	c := Case{Request: r, State: Received}
	for i, e := range events {
		if !asOf.IsZero() && e.On.After(asOf) {
			continue
		}
		c.Events = append(c.Events, e)
		if e.Entry == 0 || !takenBack[e.Entry] {
			c.apply(&events[i], known)
		}
	}
	return c
}

func (c *Case) apply(e *Event, known []conference.Participant) {
	switch e.Kind {
	case AppraisalOpened:
		c.State = UnderAppraisal
	case Appraised:
		c.Appraisal, c.State = e, Unfavourable
		if e.Recommended {
			c.State = Favourable
		}
	case Declined:
		c.State, c.Decision = Refused, e
	case Withdrawn:
		c.State, c.Decision = TakenBack, e
	case Approved:
		c.State, c.Decision = InProject, e
		c.Project = &Project{
			Code: e.Code, Title: e.Text, Purpose: c.Request.Purpose(e.Code, known),
			Start: e.Start, End: e.End, Budget: e.Budget, Total: e.USD,
		}
	default:
		if c.Project != nil {
			c.Project.apply(e)
		}
	}
}

func (p *Project) apply(e *Event) {
	switch e.Kind {
	case Revised:
		p.Budget, p.Total, p.Start, p.End = e.Budget, e.USD, e.Start, e.End
	case Engaged:
		partner := Partner{
			No: e.Partner, Name: e.Text, Kind: e.Type, Agreement: e.Reference, On: e.On, USD: e.USD,
			Allotment: e.Allotment, Commitment: e.Entry,
		}
		for _, i := range e.Plan {
			partner.Instalments = append(partner.Instalments, Tranche{Instalment: i, Refunded: money.Zero(money.USD)})
		}
		p.Partners = append(p.Partners, partner)
	case ReportDue:
		p.Reports = append(p.Reports, Report{No: e.Report, Partner: e.Partner, Kind: e.Type, What: e.Text, Due: e.Due})
	case Closed:
		p.Closure = e
	case Released:
		if t := p.tranche(e.Partner, e.Instalment); t != nil {
			t.Release = e
		}
	case Refunded:
		if t := p.tranche(e.Partner, e.Instalment); t != nil {
			t.Refunded = money.FromUnits(t.Refunded.Units()+e.USD.Units(), money.USD)
		}
	case PartnerEnded:
		if partner := p.partner(e.Partner); partner != nil {
			partner.Ended = e
		}
	case ReportReceived, ReportAccepted, ReportReturned:
		if r := p.report(e.Report); r != nil {
			r.apply(e)
		}
	}
}

func (r *Report) apply(e *Event) {
	switch e.Kind {
	case ReportReceived:
		r.Received, r.Reference, r.Returned = e.On, e.Reference, false
	case ReportAccepted:
		r.Accepted = e.On
	case ReportReturned:
		r.Returned = true
	}
}

// partner is the partner with that number, nil for none.
func (p *Project) partner(no int) *Partner {
	i := slices.IndexFunc(p.Partners, func(q Partner) bool { return q.No == no })
	if i < 0 {
		return nil
	}
	return &p.Partners[i]
}

// tranche is an instalment of a partner by their numbers, nil for none.
func (p *Project) tranche(partner, no int) *Tranche {
	q := p.partner(partner)
	if q == nil {
		return nil
	}
	i := slices.IndexFunc(q.Instalments, func(t Tranche) bool { return t.No == no })
	if i < 0 {
		return nil
	}
	return &q.Instalments[i]
}

// report is the report with that number, nil for none.
func (p *Project) report(no int) *Report {
	i := slices.IndexFunc(p.Reports, func(r Report) bool { return r.No == no })
	if i < 0 {
		return nil
	}
	return &p.Reports[i]
}

// Released is what the partner got, before what it returned.
func (p Partner) Released() money.Money {
	units := int64(0)
	for _, t := range p.Instalments {
		if t.Release != nil {
			units += t.USD.Units()
		}
	}
	return money.FromUnits(units, money.USD)
}

// Refunded is what the partner returned.
func (p Partner) Refunded() money.Money {
	units := int64(0)
	for _, t := range p.Instalments {
		units += t.Refunded.Units()
	}
	return money.FromUnits(units, money.USD)
}

// Next is the first instalment that is not released; false when all are.
func (p Partner) Next() (Tranche, bool) {
	for _, t := range p.Instalments {
		if t.Release == nil {
			return t, true
		}
	}
	return Tranche{}, false
}

// Done reports a partner to whom nothing more will be released.
func (p Partner) Done() bool {
	_, more := p.Next()
	return !more || p.Ended != nil
}

// State is that of the project: planned before its start, ongoing, closed.
func (p Project) State(on date.Date) string {
	switch {
	case p.Closure != nil:
		return "closed"
	case p.Start.After(on):
		return "planned"
	}
	return "ongoing"
}
