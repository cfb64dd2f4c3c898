package wire

import (
	"article30/api/approval"
	"slices"

	"article30/budget/conference"
	"article30/budget/project"
	"article30/internal/date"
	"article30/internal/locale"
	"article30/internal/money"
)

// Assistance is a request for technical assistance, with the project that came
// of it.
type Assistance struct {
	Number      string              `json:"number" example:"REQ-2012-0001"`
	State       string              `json:"state" enum:"received,under_appraisal,recommended,not_recommended,approved,declined,withdrawn"`
	On          string              `json:"on" format:"date"`
	States      []AssistedState     `json:"states" doc:"Who asks; several for a regional request."`
	Region      string              `json:"region" enum:"african,asia_pacific,eastern_european,latin_american_caribbean,western_european_other,none" doc:"Regional group of all of them; none where they have no common one."`
	Instrument  string              `json:"instrument" enum:"convention,trafficking,migrants,firearms"`
	Article     string              `json:"article" example:"29"`
	Observation string              `json:"observation,omitempty" doc:"Of the review, which the request answers."`
	Language    string              `json:"language" doc:"Of the summary."`
	Summary     string              `json:"summary"`
	Sought      Money               `json:"sought"`
	Contact     string              `json:"contact" doc:"Reference of the document that names whom to turn to."`
	Appraisal   *Appraisal          `json:"appraisal,omitempty"`
	Decision    *AssistanceDecision `json:"decision,omitempty"`
	Project     *Project            `json:"project,omitempty"`
	History     []AssistanceEvent   `json:"history"`
	EnteredBy   string              `json:"entered_by"`
	RecordedAt  string              `json:"recorded_at" format:"date-time"`
}

// AssistedState is a State that asks.
type AssistedState struct {
	ID    string `json:"id" example:"KEN"`
	Name  string `json:"name" doc:"In the reader's language."`
	Party bool   `json:"party" doc:"Whether it was a party to the instrument on the day of the request."`
}

// Appraisal is what an appraisal found.
type Appraisal struct {
	On          string `json:"on" format:"date"`
	Recommended bool   `json:"recommended"`
	Score       string `json:"score,omitempty"`
	Criteria    string `json:"criteria"`
	By          string `json:"by"`
}

// AssistanceDecision is how a request ended.
type AssistanceDecision struct {
	On     string `json:"on" format:"date"`
	Kind   string `json:"kind" enum:"approved,declined,withdrawn"`
	Reason string `json:"reason,omitempty"`
	By     string `json:"by"`
}

// Project carries out what was approved.
type Project struct {
	Code      string           `json:"code" example:"TA-2012-01"`
	Title     string           `json:"title"`
	State     string           `json:"state" enum:"planned,ongoing,closed"`
	Purpose   string           `json:"purpose" doc:"What earmarks are compared with."`
	Start     string           `json:"start" format:"date"`
	End       string           `json:"end" format:"date"`
	Budget    []BudgetShare    `json:"budget"`
	Total     Money            `json:"total" doc:"Of the budget: direct cost, to which programme support cost comes."`
	Committed Money            `json:"committed" doc:"And not spent yet."`
	Spent     Money            `json:"spent"`
	Unpaid    Money            `json:"unpaid" doc:"Of what is spent."`
	Left      Money            `json:"left" doc:"Of the budget, neither committed nor spent."`
	Partners  []ProjectPartner `json:"partners"`
	Reports   []ProjectReport  `json:"reports"`
	Closure   *ProjectClosure  `json:"closure,omitempty"`
}

// BudgetShare is the part of a project's budget for an object of expenditure.
type BudgetShare struct {
	Object string `json:"object" example:"grants_contributions"`
	USD    Money  `json:"usd"`
}

// ProjectPartner carries a project out, under an agreement.
type ProjectPartner struct {
	Partner     int                 `json:"partner" doc:"Its number within the project."`
	Name        string              `json:"name"`
	Kind        string              `json:"kind" enum:"government,un_entity,intergovernmental,ngo,academic,private"`
	Agreement   string              `json:"agreement"`
	On          string              `json:"on" format:"date"`
	Total       Money               `json:"total" doc:"Of the instalments."`
	Released    Money               `json:"released"`
	Refunded    Money               `json:"refunded"`
	Allotment   int64               `json:"allotment"`
	Commitment  int64               `json:"commitment"`
	Ended       string              `json:"ended,omitempty" format:"date" doc:"From when it gets no more."`
	Instalments []ProjectInstalment `json:"instalments"`
}

// ProjectInstalment is a part of what a partner gets.
type ProjectInstalment struct {
	Instalment int      `json:"instalment"`
	Due        string   `json:"due,omitempty" format:"date"`
	After      int      `json:"after_report,omitempty" doc:"Number of the report that must be accepted first."`
	USD        Money    `json:"usd"`
	Released   string   `json:"released,omitempty" format:"date"`
	Expense    int64    `json:"expense,omitempty" doc:"In the execution of the budget."`
	Refunded   *Money   `json:"refunded,omitempty" doc:"What the partner returned of it."`
	Against    []string `json:"against,omitempty" doc:"The rules that it was released against."`
	Reason     string   `json:"reason,omitempty" doc:"Why against them."`
}

// ProjectReport is a report that a partner owes, or the project as a whole.
type ProjectReport struct {
	Report    int    `json:"report" doc:"Its number within the project."`
	Partner   int    `json:"partner,omitempty"`
	Kind      string `json:"kind" enum:"narrative,financial"`
	What      string `json:"what"`
	Due       string `json:"due" format:"date"`
	State     string `json:"state" enum:"due,received,returned,accepted"`
	Received  string `json:"received,omitempty" format:"date"`
	Reference string `json:"reference,omitempty"`
	Accepted  string `json:"accepted,omitempty" format:"date"`
}

// ProjectClosure is the financial closing of a project.
type ProjectClosure struct {
	On           string `json:"on" format:"date"`
	Unspent      Money  `json:"unspent" doc:"Of the budget."`
	ReturnedTo   string `json:"returned_to" enum:"earmark,donor" doc:"Where the unspent balance went: earmark where it is free again, donor where it was refunded."`
	Contribution int64  `json:"contribution,omitempty" doc:"Whose donor was refunded."`
	DonorRefund  int64  `json:"donor_refund,omitempty" doc:"The entry of the refund in the books of contributions."`
	Note         string `json:"note"`
}

// AssistanceEvent is one thing that happened to a case.
type AssistanceEvent struct {
	Seq        int      `json:"seq"`
	Kind       string   `json:"kind"`
	On         string   `json:"on" format:"date"`
	Partner    int      `json:"partner,omitempty"`
	Instalment int      `json:"instalment,omitempty"`
	Report     int      `json:"report,omitempty"`
	USD        *Money   `json:"usd,omitempty"`
	Reference  string   `json:"reference,omitempty"`
	Reason     string   `json:"reason,omitempty"`
	Against    []string `json:"against,omitempty" doc:"The rules that it was made against."`
	Override   string   `json:"override,omitempty" doc:"Why against them."`
	EnteredBy  string   `json:"entered_by"`
	RecordedAt string   `json:"recorded_at" format:"date-time"`
	Approved
}

// NewAssistance is a case on the wire, as of the day, with the approvals of its
// events.
func NewAssistance(p *locale.Printer, c project.Standing, on date.Date, given map[int64]approval.Given) Assistance {
	r := c.Request
	w := Assistance{
		Number: r.Number.String(), State: string(c.State), On: day(r.On), States: []AssistedState{}, Region: string(c.Region),
		Instrument: string(r.Instrument), Article: r.Article, Observation: r.Observation, Language: string(r.Language),
		Summary: r.Summary, Sought: NewMoney(r.Sought), Contact: r.Contact, History: []AssistanceEvent{},
		EnteredBy: r.EnteredBy, RecordedAt: instant(r.RecordedAt),
	}
	for _, id := range r.States {
		w.States = append(w.States, newAssistedState(p, id, c.NotParties))
	}
	if a := c.Appraisal; a != nil {
		w.Appraisal = &Appraisal{day(a.On), a.Recommended, a.Score, a.Text, a.EnteredBy}
	}
	if d := c.Decision; d != nil {
		w.Decision = &AssistanceDecision{day(d.On), string(d.Kind), d.Reason, d.EnteredBy}
	}
	if c.Project != nil {
		w.Project = newProject(*c.Project, c.Figures, on)
	}
	for _, e := range c.Events {
		w.History = append(w.History, newAssistanceEvent(e, given))
	}
	return w
}

func newAssistedState(p *locale.Printer, id conference.ParticipantID, notParties []conference.ParticipantID) AssistedState {
	return AssistedState{string(id), p.Party(string(id)), !slices.Contains(notParties, id)}
}

func newProject(p project.Project, f project.Figures, on date.Date) *Project {
	left := p.Total.Units() - f.Committed.Units() - f.Spent.Units()
	w := &Project{
		Code: p.Code.String(), Title: p.Title, State: p.State(on), Purpose: p.Purpose.String(), Start: day(p.Start), End: day(p.End),
		Budget: []BudgetShare{}, Total: NewMoney(p.Total), Committed: NewMoney(f.Committed), Spent: NewMoney(f.Spent),
		Unpaid: NewMoney(f.Unpaid), Left: NewMoney(money.FromUnits(left, money.USD)), Partners: []ProjectPartner{}, Reports: []ProjectReport{},
	}
	for _, s := range p.Budget {
		w.Budget = append(w.Budget, BudgetShare{string(s.Object), NewMoney(s.USD)})
	}
	for _, q := range p.Partners {
		w.Partners = append(w.Partners, newProjectPartner(q))
	}
	for _, r := range p.Reports {
		w.Reports = append(w.Reports, NewProjectReport(r))
	}
	if e := p.Closure; e != nil {
		w.Closure = &ProjectClosure{day(e.On), NewMoney(e.USD), "earmark", e.Contribution, e.DonorEntry, e.Text}
		if e.DonorEntry != 0 {
			w.Closure.ReturnedTo = "donor"
		}
	}
	return w
}

func newProjectPartner(q project.Partner) ProjectPartner {
	w := ProjectPartner{
		Partner: q.No, Name: q.Name, Kind: q.Kind, Agreement: q.Agreement, On: day(q.On), Total: NewMoney(q.USD),
		Released: NewMoney(q.Released()), Refunded: NewMoney(q.Refunded()), Allotment: q.Allotment, Commitment: q.Commitment,
		Instalments: []ProjectInstalment{},
	}
	if q.Ended != nil {
		w.Ended = day(q.Ended.On)
	}
	for _, t := range q.Instalments {
		i := ProjectInstalment{Instalment: t.No, Due: day(t.Due), After: t.After, USD: NewMoney(t.USD)}
		if t.Release != nil {
			i.Released, i.Expense, i.Against, i.Reason = day(t.Release.On), t.Release.Entry, texts(t.Release.Overrides), t.Release.Override
		}
		if !t.Refunded.IsZero() {
			i.Refunded = optionalMoney(t.Refunded)
		}
		w.Instalments = append(w.Instalments, i)
	}
	return w
}

// NewProjectReport is a report on the wire.
func NewProjectReport(r project.Report) ProjectReport {
	return ProjectReport{r.No, r.Partner, r.Kind, r.What, day(r.Due), r.State(), day(r.Received), r.Reference, day(r.Accepted)}
}

func newAssistanceEvent(e project.Event, given map[int64]approval.Given) AssistanceEvent {
	return AssistanceEvent{
		e.Seq, string(e.Kind), day(e.On), e.Partner, e.Instalment, e.Report, optionalMoney(e.USD), e.Reference, e.Reason,
		texts(e.Overrides), e.Override, e.EnteredBy, instant(e.RecordedAt), newApproved(given, e.ID),
	}
}

func texts[T ~string](values []T) (list []string) {
	for _, v := range values {
		list = append(list, string(v))
	}
	return list
}

// OverdueReport is a report that did not come in time.
type OverdueReport struct {
	ProjectReport
	Project string `json:"project" example:"TA-2012-01"`
	Title   string `json:"title" doc:"Of the project."`
	From    string `json:"from,omitempty" doc:"Name of the partner that owes it."`
	Days    int    `json:"days" doc:"Since it was due."`
}

// NewOverdueReport is an overdue report on the wire, as of the day.
func NewOverdueReport(o project.Overdue, on date.Date) OverdueReport {
	w := OverdueReport{
		ProjectReport: NewProjectReport(o.Report), Project: o.Project.Code.String(), Title: o.Project.Title, Days: on.Sub(o.Report.Due),
	}
	for _, q := range o.Project.Partners {
		if q.No == o.Report.Partner {
			w.From = q.Name
		}
	}
	return w
}
