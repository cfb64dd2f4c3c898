package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/budget/conference"
	"article30/budget/project"
	"article30/internal/access"
	"article30/internal/date"
)

const assistance = "/api/v1/technical-assistance"

func (s *server) assistance(api huma.API) {
	const tag = "technical assistance"
	get(api, assistance+"/requests", "assistance-requests", tag, "Requests for technical assistance, with what came of them", s.assistanceRequests)
	get(api, assistance+"/requests/{number}", "assistance-request", tag, "A request with everything that happened to it", s.assistanceRequest)
	get(api, assistance+"/projects", "assistance-projects", tag, "The projects, with what they have spent", s.assistanceProjects)
	get(api, assistance+"/projects/{code}", "assistance-project", tag, "A project with its partners, instalments and reports", s.assistanceProject)
	get(api, assistance+"/overdue-reports", "overdue-reports", tag, "Reports that were due before a day and are not here", s.overdueReports)

	post(api, assistance+"/requests", "request-assistance", tag, "Register a request of one State or several", s.requestAssistance)
	post(api, assistance+"/requests/{number}/appraisal-opening", "open-appraisal", tag, "Record that a request is looked into", s.openAppraisal)
	post(api, assistance+"/requests/{number}/appraisals", "appraise", tag, "Record what an appraisal found", s.appraise)
	post(api, assistance+"/requests/{number}/approval", "approve-assistance", tag, "Grant a request, against free money that fits, and make its project", s.approveAssistance)
	post(api, assistance+"/requests/{number}/refusal", "decline-assistance", tag, "Record that a request is not granted", s.declineAssistance)
	post(api, assistance+"/requests/{number}/withdrawal", "withdraw-assistance", tag, "Record that the States took their request back", s.withdrawAssistance)

	post(api, assistance+"/projects/{code}/revisions", "revise-project", tag, "Give a project another budget or time", s.reviseProject)
	post(api, assistance+"/projects/{code}/partners", "engage-partner", tag, "Record an agreement with a partner, and commit its instalments", s.engagePartner)
	post(api, assistance+"/projects/{code}/partners/{partner}/releases", "release-instalment", tag, "Pay a partner its next instalment", s.releaseInstalment)
	post(api, assistance+"/projects/{code}/partners/{partner}/refunds", "record-partner-refund", tag, "Record what a partner returned of its instalments", s.refundByPartner)
	post(api, assistance+"/projects/{code}/partners/{partner}/end", "end-partner", tag, "Release no more to a partner, and cancel what is committed", s.endPartner)
	post(api, assistance+"/projects/{code}/reports", "require-report", tag, "Record that a report will be due", s.requireReport)
	post(api, assistance+"/projects/{code}/reports/{report}/receipt", "receive-report", tag, "Record that a report came in", s.reportStep((*project.Service).ReceiveReport))
	post(api, assistance+"/projects/{code}/reports/{report}/acceptance", "accept-report", tag, "Record that a report is good", s.reportStep((*project.Service).AcceptReport))
	post(api, assistance+"/projects/{code}/reports/{report}/return", "return-report", tag, "Record that a report is to be made again", s.reportStep((*project.Service).ReturnReport))
	post(api, assistance+"/projects/{code}/closure", "close-project", tag, "Close a project financially", s.closeProject)
}

type assistanceIn struct {
	InLanguage
	State   caseState `query:"state"`
	Country string    `query:"country" maxLength:"3" example:"KEN" doc:"One of the States that ask, by ISO code."`
	Year    int       `query:"year" minimum:"1900" maximum:"2199" doc:"Of the request."`
	On      string    `query:"on" format:"date" doc:"As things stood at the end of that day; today without it."`
}

func (s *server) cases(ctx context.Context, in *assistanceIn) (list []project.Standing, on date.Date, err error) {
	if on, err = s.on(in.On); err != nil {
		return nil, on, err
	}
	f := project.Filter{State: project.State(in.State), Country: conference.ParticipantID(in.Country), Year: in.Year}
	if in.On != "" {
		f.AsOf = on
	}
	list, err = s.Projects.Cases(ctx, actor(ctx), f)
	return list, on, err
}

func (s *server) assistanceRequests(ctx context.Context, in *assistanceIn) (*body[list[wire.Assistance]], error) {
	cases, on, err := s.cases(ctx, in)
	if err != nil {
		return nil, err
	}
	l := list[wire.Assistance]{Items: []wire.Assistance{}}
	given, err := s.Approvals.GivenToEvents(ctx, cases...)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		l.Items = append(l.Items, wire.NewAssistance(printer(ctx), c, on, given))
	}
	return answered(l), nil
}

func (s *server) assistanceProjects(ctx context.Context, in *assistanceIn) (*body[list[wire.Assistance]], error) {
	cases, on, err := s.cases(ctx, in)
	if err != nil {
		return nil, err
	}
	l := list[wire.Assistance]{Items: []wire.Assistance{}}
	given, err := s.Approvals.GivenToEvents(ctx, cases...)
	if err != nil {
		return nil, err
	}
	for _, c := range cases {
		if c.Project != nil {
			l.Items = append(l.Items, wire.NewAssistance(printer(ctx), c, on, given))
		}
	}
	return answered(l), nil
}

// ByNumber selects a request.
type ByNumber struct {
	InLanguage
	Number string `path:"number" maxLength:"20" example:"REQ-2012-0001"`
}

// ByProject selects a project.
type ByProject struct {
	InLanguage
	Code string `path:"code" maxLength:"20" example:"TA-2012-01"`
}

func (s *server) assistanceRequest(ctx context.Context, in *ByNumber) (*body[wire.Assistance], error) {
	n, err := project.ParseNumber(in.Number)
	if err != nil {
		return nil, err
	}
	return s.assistanceOf(ctx, n.String())
}

func (s *server) assistanceProject(ctx context.Context, in *ByProject) (*body[wire.Assistance], error) {
	c, err := project.ParseCode(in.Code)
	if err != nil {
		return nil, err
	}
	return s.assistanceOf(ctx, c.String())
}

func (s *server) assistanceOf(ctx context.Context, key string) (*body[wire.Assistance], error) {
	c, err := s.Projects.Find(ctx, actor(ctx), key)
	if err != nil {
		return nil, err
	}
	given, err := s.Approvals.GivenToEvents(ctx, c)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewAssistance(printer(ctx), c, s.Today(), given)), nil
}

type assistanceOut = created[wire.Assistance]

// changed is a case after a write, at its request or its project.
func (s *server) changed(ctx context.Context, c project.Case, err error) (*assistanceOut, error) {
	if err != nil {
		return nil, err
	}
	location, key := assistance+"/requests/", c.Request.Number.String()
	if c.Project != nil {
		location, key = assistance+"/projects/", c.Project.Code.String()
	}
	out, err := s.assistanceOf(ctx, key)
	if err != nil {
		return nil, err
	}
	return &assistanceOut{location + key, out.Body}, nil
}

type requestAssistanceIn struct {
	InLanguage
	Body struct {
		On          string   `json:"on" example:"2012-06-04" doc:"Date of the States' letter."`
		States      []string `json:"states" example:"[\"KEN\"]" doc:"ISO codes of those who ask, parties or not."`
		Instrument  string   `json:"instrument" example:"trafficking"`
		Article     string   `json:"article" example:"10" doc:"Of the instrument, which the assistance is about."`
		Observation string   `json:"observation,omitempty" example:"Review 2011, observation 14" doc:"Of the review, which the request answers."`
		Language    string   `json:"language" example:"en" doc:"Of the summary: ar, zh, en, fr, ru or es."`
		Summary     string   `json:"summary" example:"Training of 40 investigators and prosecutors"`
		Amount      string   `json:"amount" example:"250000.00" doc:"Sought, in US dollars."`
		Contact     string   `json:"contact" example:"Note verbale KEN/2012/77" doc:"Reference of the document that names whom to turn to."`
	}
}

func (s *server) requestAssistance(ctx context.Context, in *requestAssistanceIn) (*assistanceOut, error) {
	c, err := s.Projects.Register(ctx, actor(ctx), project.RequestIn(in.Body))
	return s.changed(ctx, c, err)
}

type stepIn struct {
	ByNumber
	Body struct {
		On string `json:"on" example:"2012-06-11"`
	}
}

func (s *server) openAppraisal(ctx context.Context, in *stepIn) (*assistanceOut, error) {
	c, err := s.Projects.OpenAppraisal(ctx, actor(ctx), in.Number, in.Body.On)
	return s.changed(ctx, c, err)
}

type appraiseIn struct {
	ByNumber
	Body struct {
		On          string `json:"on" example:"2012-06-25"`
		Recommended bool   `json:"recommended"`
		Score       string `json:"score,omitempty" example:"17 of 20"`
		Criteria    string `json:"criteria" example:"Answers the review; national co-funding; sustainable"`
	}
}

func (s *server) appraise(ctx context.Context, in *appraiseIn) (*assistanceOut, error) {
	c, err := s.Projects.Appraise(ctx, actor(ctx), project.AppraiseIn{
		Number: in.Number, On: in.Body.On, Recommended: in.Body.Recommended, Score: in.Body.Score, Criteria: in.Body.Criteria,
	})
	return s.changed(ctx, c, err)
}

type reasonedIn struct {
	ByNumber
	Body struct {
		On     string `json:"on" example:"2012-07-02"`
		Reason string `json:"reason" example:"covered by another programme"`
	}
}

func (s *server) declineAssistance(ctx context.Context, in *reasonedIn) (*assistanceOut, error) {
	c, err := s.Projects.Decline(ctx, actor(ctx), in.Number, in.Body.On, in.Body.Reason)
	return s.changed(ctx, c, err)
}

func (s *server) withdrawAssistance(ctx context.Context, in *reasonedIn) (*assistanceOut, error) {
	c, err := s.Projects.Withdraw(ctx, actor(ctx), in.Number, in.Body.On, in.Body.Reason)
	return s.changed(ctx, c, err)
}

// shareIn is a part of a budget.
type shareIn struct {
	Object string `json:"object" example:"grants_contributions" doc:"Object of expenditure."`
	Amount string `json:"amount" example:"180000.00" doc:"In US dollars, without programme support cost."`
}

func sharesOf(in []shareIn) (list []project.ShareIn) {
	for _, share := range in {
		list = append(list, project.ShareIn(share))
	}
	return list
}

type approveAssistanceIn struct {
	ByNumber
	Body struct {
		On       string    `json:"on" example:"2012-07-02"`
		Title    string    `json:"title" example:"Investigating trafficking in persons in Kenya"`
		Start    string    `json:"start" example:"2012-09-01"`
		End      string    `json:"end" example:"2013-08-31"`
		Budget   []shareIn `json:"budget"`
		Override string    `json:"override,omitempty" doc:"Why it is approved against the appraisal, or beyond the free money that fits."`
	}
}

func (s *server) approveAssistance(ctx context.Context, in *approveAssistanceIn) (*assistanceOut, error) {
	c, err := s.Projects.Approve(ctx, actor(ctx), project.ApproveIn{
		Number: in.Number, On: in.Body.On, Title: in.Body.Title, Start: in.Body.Start, End: in.Body.End,
		Budget: sharesOf(in.Body.Budget), Override: in.Body.Override,
	})
	return s.changed(ctx, c, err)
}

type reviseProjectIn struct {
	ByProject
	Body struct {
		On       string    `json:"on" example:"2012-07-16"`
		Start    string    `json:"start,omitempty" example:"2012-09-01" doc:"As it is when absent."`
		End      string    `json:"end,omitempty" example:"2013-12-31" doc:"As it is when absent."`
		Budget   []shareIn `json:"budget,omitempty" doc:"The whole new budget; as it is when absent."`
		Reason   string    `json:"reason" example:"a second course was asked for"`
		Override string    `json:"override,omitempty" doc:"Why it is increased beyond the free money that fits."`
	}
}

func (s *server) reviseProject(ctx context.Context, in *reviseProjectIn) (*assistanceOut, error) {
	c, err := s.Projects.Revise(ctx, actor(ctx), project.ReviseIn{
		Project: in.Code, On: in.Body.On, Start: in.Body.Start, End: in.Body.End, Budget: sharesOf(in.Body.Budget),
		Reason: in.Body.Reason, Override: in.Body.Override,
	})
	return s.changed(ctx, c, err)
}

// reportDueIn is a report that will be due.
type reportDueIn struct {
	Kind string `json:"kind" example:"financial" doc:"narrative or financial."`
	What string `json:"what" example:"Interim financial report"`
	Due  string `json:"due" example:"2013-01-31"`
}

type engagePartnerIn struct {
	ByProject
	Body struct {
		On          string `json:"on" example:"2012-07-16"`
		Name        string `json:"name" example:"Kenya School of Government"`
		Kind        string `json:"kind" example:"government" doc:"government, un_entity, intergovernmental, ngo, academic or private."`
		Agreement   string `json:"agreement" example:"GA/2012/3" doc:"Its reference."`
		Allotment   int64  `json:"allotment" example:"1" doc:"Of which the instalments are committed."`
		Instalments []struct {
			Due    string `json:"due,omitempty" example:"2012-09-01"`
			After  int    `json:"after_report,omitempty" example:"1" doc:"Of the reports below, counted from 1, that must be accepted first."`
			Amount string `json:"amount" example:"90000.00" doc:"In US dollars."`
		} `json:"instalments"`
		Reports []reportDueIn `json:"reports,omitempty"`
	}
}

func (s *server) engagePartner(ctx context.Context, in *engagePartnerIn) (*assistanceOut, error) {
	ask := project.EngageIn{
		Project: in.Code, On: in.Body.On, Name: in.Body.Name, Kind: in.Body.Kind, Agreement: in.Body.Agreement, Allotment: in.Body.Allotment,
	}
	for _, i := range in.Body.Instalments {
		ask.Instalments = append(ask.Instalments, project.InstalmentIn(i))
	}
	for _, r := range in.Body.Reports {
		ask.Reports = append(ask.Reports, project.ReportIn{Kind: r.Kind, What: r.What, Due: r.Due})
	}
	c, err := s.Cases.Engage.Do(ctx, actor(ctx), ask)
	return s.changed(ctx, c, err)
}

// ByPartner selects a partner of a project.
type ByPartner struct {
	ByProject
	Partner int `path:"partner" minimum:"1"`
}

type releaseIn struct {
	ByPartner
	Body struct {
		On         string `json:"on" example:"2012-09-03"`
		Instalment int    `json:"instalment,omitempty" example:"1" doc:"The next one when absent; no other can be paid."`
		Reference  string `json:"reference" example:"IMIS 4711" doc:"Of the payment."`
		Override   string `json:"override,omitempty" doc:"Why it is paid although a report is missing, or before its date or condition."`
	}
}

func (s *server) releaseInstalment(ctx context.Context, in *releaseIn) (*assistanceOut, error) {
	c, err := s.Cases.Release.Do(ctx, actor(ctx), project.ReleaseIn{
		Project: in.Code, Partner: in.Partner, Instalment: in.Body.Instalment, On: in.Body.On, Reference: in.Body.Reference, Override: in.Body.Override,
	})
	return s.changed(ctx, c, err)
}

type partnerRefundIn struct {
	ByPartner
	Body struct {
		Amount    string `json:"amount" example:"4500.00" doc:"In US dollars."`
		On        string `json:"on" example:"2013-09-16"`
		Reference string `json:"reference" example:"MT103/77" doc:"Of the payment."`
		Reason    string `json:"reason" example:"unspent at the end of the agreement"`
	}
}

func (s *server) refundByPartner(ctx context.Context, in *partnerRefundIn) (*assistanceOut, error) {
	c, err := s.Cases.PartnerRefund.Do(ctx, actor(ctx), project.RefundIn{
		Project: in.Code, Partner: in.Partner, Amount: in.Body.Amount, On: in.Body.On, Reference: in.Body.Reference, Reason: in.Body.Reason,
	})
	return s.changed(ctx, c, err)
}

type endPartnerIn struct {
	ByPartner
	Body struct {
		On     string `json:"on" example:"2013-06-30"`
		Reason string `json:"reason" example:"the second course is not needed"`
	}
}

func (s *server) endPartner(ctx context.Context, in *endPartnerIn) (*assistanceOut, error) {
	c, err := s.Cases.EndPartner.Do(ctx, actor(ctx), project.EndIn{
		Project: in.Code, Partner: in.Partner, On: in.Body.On, Reason: in.Body.Reason,
	})
	return s.changed(ctx, c, err)
}

type requireReportIn struct {
	ByProject
	Body struct {
		On      string `json:"on" example:"2012-07-16" doc:"Since when it is known."`
		Partner int    `json:"partner,omitempty" example:"1" doc:"Who owes it; the project as a whole when absent."`
		Kind    string `json:"kind" example:"narrative" doc:"narrative or financial."`
		What    string `json:"what" example:"Final narrative report"`
		Due     string `json:"due" example:"2013-10-31"`
	}
}

func (s *server) requireReport(ctx context.Context, in *requireReportIn) (*assistanceOut, error) {
	b := in.Body
	c, err := s.Projects.RequireReport(ctx, actor(ctx), in.Code, b.On, project.ReportIn{Partner: b.Partner, Kind: b.Kind, What: b.What, Due: b.Due})
	return s.changed(ctx, c, err)
}

type reportStepIn struct {
	ByProject
	Report int `path:"report" minimum:"1"`
	Body   struct {
		On        string `json:"on" example:"2013-01-28"`
		Reference string `json:"reference,omitempty" example:"KSG/2013/5" doc:"Of a report that came in."`
		Reason    string `json:"reason,omitempty" example:"the bank statement is missing" doc:"Why it is to be made again."`
	}
}

type reportStep = func(*project.Service, context.Context, access.Actor, project.ReportStepIn) (project.Case, error)

func (s *server) reportStep(step reportStep) func(context.Context, *reportStepIn) (*assistanceOut, error) {
	return func(ctx context.Context, in *reportStepIn) (*assistanceOut, error) {
		c, err := step(s.Projects, ctx, actor(ctx), project.ReportStepIn{
			Project: in.Code, Report: in.Report, On: in.Body.On, Reference: in.Body.Reference, Reason: in.Body.Reason,
		})
		return s.changed(ctx, c, err)
	}
}

type closeProjectIn struct {
	ByProject
	Body struct {
		On          string `json:"on" example:"2013-12-16"`
		DonorRefund int64  `json:"donor_refund,omitempty" example:"12" doc:"The entry of contributions by which the unspent balance went back to the donor; it stays under its earmarks when absent."`
		Note        string `json:"note" example:"Final reports accepted; audit certificate AC/7"`
	}
}

func (s *server) closeProject(ctx context.Context, in *closeProjectIn) (*assistanceOut, error) {
	c, err := s.Projects.Close(ctx, actor(ctx), project.CloseIn{
		Project: in.Code, On: in.Body.On, DonorRefund: in.Body.DonorRefund, Note: in.Body.Note,
	})
	return s.changed(ctx, c, err)
}

func (s *server) overdueReports(ctx context.Context, in *OnDay) (*body[list[wire.OverdueReport]], error) {
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	all, err := s.Projects.Overdue(ctx, actor(ctx), on)
	if err != nil {
		return nil, err
	}
	l := list[wire.OverdueReport]{Items: []wire.OverdueReport{}}
	for _, o := range all {
		l.Items = append(l.Items, wire.NewOverdueReport(o, on))
	}
	return answered(l), nil
}
