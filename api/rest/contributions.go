package rest

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/approval"
	"article30/api/wire"
	"article30/contributions"
	"article30/internal/money"
	"article30/internal/problem"
)

func (s *server) contributions(api huma.API) {
	const tag = "contributions"
	get(api, "/api/v1/rates", "rate", tag, "The operational rate of a currency on a day", s.rate)
	get(api, "/api/v1/rates/{currency}/{effective}", "rate-versions", tag, "What a rate was ever said to be, the last one in force", s.rateVersions)
	get(api, "/api/v1/rates/{currency}/{effective}/correction", "preview-rate", tag, "What a correction of a rate would touch; nothing is changed", s.previewRate)
	post(api, "/api/v1/rates/{currency}/{effective}/corrections", "correct-rate", tag, "Correct a rate that may have been used, and adjust every entry that was", s.correctRate)
	get(api, "/api/v1/contributions", "contributions", tag, "Contributions by id", s.listContributions)
	get(api, "/api/v1/contributions/{id}", "contribution", tag, "A contribution with its entries", s.contribution)
	post(api, "/api/v1/contributions", "open-contribution", tag, "Enter a contribution, of which nothing is pledged or paid yet", s.openContribution)
	get(api, "/api/v1/status", "status", tag, "Status of contributions by donor and year", s.status)

	s.donorRecords(api)
	s.revaluations(api)

	const path = "/api/v1/contributions/{id}/"
	post(api, path+"pledges", "record-pledge", tag, "Record a pledge", s.promise(s.Cases.Pledge))
	post(api, path+"pledge-revisions", "revise-pledge", tag, "Make a pledge another amount", s.promise(s.Cases.RevisePledge))
	post(api, path+"agreements", "record-agreement", tag, "Record a binding agreement", s.agreement)
	post(api, path+"receipts", "record-receipt", tag, "Record money that came", s.payment(s.Cases.Receipt))
	post(api, path+"refunds", "record-refund", tag, "Record money that went back", s.payment(s.Cases.Refund))
	post(api, path+"write-downs", "record-write-down", tag, "Record that an amount is no longer expected", s.writeDown)
	post(api, path+"deliveries", "record-delivery", tag, "Record what came of a contribution in kind, and who says what it is worth", s.delivery)
	post(api, "/api/v1/entries/{id}/restoration", "restore-entry", tag, "Put back what a reversal, this entry, took away by mistake", s.restore)
	post(api, "/api/v1/entries/{id}/reversal", "reverse-entry", tag, "Take back an entry that was a mistake", s.reverse)
}

type rateIn struct {
	OnDay
	Currency string `query:"currency" required:"true" maxLength:"5"`
}

func (s *server) rate(ctx context.Context, in *rateIn) (*body[wire.Rate], error) {
	var fields problem.Fields
	c, err := money.ParseCurrency(in.Currency)
	fields.AddErr("query.currency", err)
	on, err := s.on(in.On)
	fields.AddErr("query.on", err)
	if err := fields.Err("request.invalid"); err != nil {
		return nil, err
	}
	r, err := s.Contributions.RateOn(ctx, c, on)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewRate(r, on)), nil
}

type pageIn struct {
	InLanguage
	Paging
}

type ByID struct {
	InLanguage
	ID int64 `path:"id" minimum:"1"`
}

type contributionsIn struct {
	InLanguage
	Paging
	Donor  int64  `query:"donor" minimum:"1"`
	Year   int    `query:"year" minimum:"1900" maximum:"2199"`
	Source string `query:"source" maxLength:"100"`
}

func (s *server) listContributions(ctx context.Context, in *contributionsIn) (*body[list[wire.Contribution]], error) {
	sees, err := s.sight(ctx)
	if err != nil {
		return nil, err
	}
	donor, some := sees.Narrow(in.Donor)
	if !some {
		return answered(list[wire.Contribution]{Items: []wire.Contribution{}}), nil
	}
	donors, err := s.Contributions.DonorsByID(ctx)
	if err != nil {
		return nil, err
	}
	all, err := s.Contributions.Contributions(ctx, contributions.Filter{
		Given: true,
		Donor: donor, Year: in.Year, Source: in.Source, After: in.After, Limit: in.Limit + 1,
	})
	if err != nil {
		return nil, err
	}
	return answered(part(in.Paging, all,
		func(c contributions.Contribution) int64 { return c.ID },
		func(c contributions.Contribution) wire.Contribution {
			return wire.NewContribution(printer(ctx), c, donors[c.Donor])
		})), nil
}

func (s *server) contribution(ctx context.Context, in *ByID) (*versioned[wire.History], error) {
	if err := s.covered(ctx, in.ID); err != nil {
		return nil, err
	}
	return atRevision(ctx, s.Contributions.Revision, in.ID, func(revision int64) (wire.History, error) {
		h, err := s.Contributions.Contribution(ctx, in.ID)
		if err != nil {
			return wire.History{}, err
		}
		d, err := s.Contributions.Donor(ctx, h.Contribution.Donor)
		if err != nil {
			return wire.History{}, err
		}
		proceeds, err := s.Contributions.Proceeds(ctx, in.ID)
		if err != nil {
			return wire.History{}, err
		}
		given, err := s.Approvals.GivenToEntries(ctx, h.Entries)
		out := wire.NewHistory(printer(ctx), h, d, proceeds, given)
		out.Revision = revision
		return out, err
	})
}

type openContributionIn struct {
	InLanguage
	Body struct {
		Reference string `json:"reference"`
		Donor     int64  `json:"donor"`
		Year      int    `json:"year"`
		Currency  string `json:"currency"`
		Mode      string `json:"mode,omitempty"`
		Comment   string `json:"comment,omitempty"`
	}
}

func (s *server) openContribution(ctx context.Context, in *openContributionIn) (*created[wire.Contribution], error) {
	c, err := s.Contributions.Open(ctx, actor(ctx), contributions.ContributionIn(in.Body))
	if err != nil {
		return nil, err
	}
	d, err := s.Contributions.Donor(ctx, c.Donor)
	if err != nil {
		return nil, err
	}
	return &created[wire.Contribution]{fmt.Sprintf("/api/v1/contributions/%d", c.ID), wire.NewContribution(printer(ctx), c, d)}, nil
}

// statusOut is the status of contributions with its total.
type statusOut struct {
	On    string           `json:"on" format:"date"`
	Rows  []wire.StatusRow `json:"rows"`
	Total wire.Figures     `json:"total"`
}

func (s *server) status(ctx context.Context, in *OnDay) (*body[statusOut], error) {
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	if today := s.Today(); on.After(today) {
		return nil, problem.New(problem.Invalid, "reports.in_future", "date", on, "today", today)
	}
	sees, err := s.sight(ctx)
	if err != nil {
		return nil, err
	}
	var rows []contributions.StatusRow
	if donor, some := sees.Narrow(0); some {
		if rows, err = s.Contributions.Status(ctx, on, contributions.Filter{Donor: donor}); err != nil {
			return nil, err
		}
	}
	total, err := contributions.Total(rows)
	if err != nil {
		return nil, err
	}
	out := statusOut{On: on.String(), Rows: []wire.StatusRow{}, Total: wire.NewFigures(total)}
	for _, r := range rows {
		out.Rows = append(out.Rows, wire.NewStatusRow(printer(ctx), r))
	}
	return answered(out), nil
}

type entryOut = created[wire.Entry]

func newEntryOut(e contributions.Entry, err error) (*entryOut, error) {
	if err != nil {
		return nil, err
	}
	return &entryOut{fmt.Sprintf("/api/v1/contributions/%d", e.Contribution), wire.NewEntry(e)}, nil
}

type promiseIn struct {
	ByID
	IfMatch
	Body struct {
		On       string `json:"on" example:"2012-07-02"`
		Amount   string `json:"amount" doc:"A decimal text such as 1234.50."`
		Currency string `json:"currency,omitempty" doc:"The contribution's when absent."`
		Reason   string `json:"reason,omitempty"`
	}
}

// promise is the handler of a pledge, its revision or an agreement.
func (s *server) promise(record approval.Case[contributions.PromiseIn, contributions.Entry]) func(context.Context, *promiseIn) (*entryOut, error) {
	return func(ctx context.Context, in *promiseIn) (*entryOut, error) {
		return newEntryOut(record.Do(ctx, actor(ctx), contributions.PromiseIn{
			Contribution: in.ID, Expect: in.expect, On: in.Body.On, Amount: in.Body.Amount, Currency: in.Body.Currency, Reason: in.Body.Reason,
		}))
	}
}

type agreementIn struct {
	ByID
	IfMatch
	Body struct {
		On          string `json:"on" example:"2012-07-02"`
		Amount      string `json:"amount" doc:"A decimal text such as 1234.50."`
		Currency    string `json:"currency,omitempty" doc:"The contribution's when absent."`
		Reason      string `json:"reason,omitempty"`
		Conditional bool   `json:"conditional,omitempty" doc:"It has a true condition, and is deferred until that is met."`
		Overpaid    bool   `json:"overpaid,omitempty" doc:"It is known that more has come than is agreed; the rest is held for the donor."`
	}
}

func (s *server) agreement(ctx context.Context, in *agreementIn) (*entryOut, error) {
	return newEntryOut(s.Cases.Agreement.Do(ctx, actor(ctx), contributions.PromiseIn{
		Contribution: in.ID, Expect: in.expect, On: in.Body.On, Amount: in.Body.Amount, Currency: in.Body.Currency, Reason: in.Body.Reason,
		Conditional: in.Body.Conditional, Overpaid: in.Body.Overpaid,
	}))
}

type paymentIn struct {
	ByID
	IfMatch
	Body struct {
		On           string `json:"on" example:"2012-07-02"`
		Amount       string `json:"amount" doc:"A decimal text such as 1234.50."`
		Currency     string `json:"currency,omitempty" doc:"The contribution's when absent."`
		Settles      string `json:"settles,omitempty" doc:"What a payment in another currency counts for in the contribution's."`
		BankRate     string `json:"bank_rate,omitempty" doc:"Units of the currency for one US dollar, in place of the operational rate; wants a reason or a document."`
		BankDocument string `json:"bank_document,omitempty" doc:"The bank's advice or statement that gives its rate."`
		Reason       string `json:"reason,omitempty"`

		BankReference string `json:"bank_reference,omitempty" example:"MT103/20120702-17"`
		Charges       string `json:"charges,omitempty" doc:"What banks took, in the currency of the payment: amount is gross."`
		Instalment    string `json:"instalment,omitempty" doc:"Receipt: due date of the instalment it is meant for; the oldest when absent."`
	}
}

// payment is the handler of a receipt or a refund.
func (s *server) payment(record approval.Case[contributions.PaymentIn, contributions.Entry]) func(context.Context, *paymentIn) (*entryOut, error) {
	return func(ctx context.Context, in *paymentIn) (*entryOut, error) {
		return newEntryOut(record.Do(ctx, actor(ctx), contributions.PaymentIn{
			Contribution: in.ID, Expect: in.expect, On: in.Body.On, Amount: in.Body.Amount, Currency: in.Body.Currency,
			Settles: in.Body.Settles, BankRate: in.Body.BankRate, BankDocument: in.Body.BankDocument, Reason: in.Body.Reason,
			BankReference: in.Body.BankReference, Charges: in.Body.Charges, Instalment: in.Body.Instalment,
		}))
	}
}

type writeDownIn struct {
	ByID
	IfMatch
	Body struct {
		On     string `json:"on" example:"2012-07-02"`
		Amount string `json:"amount"`
		Reason string `json:"reason"`
	}
}

func (s *server) writeDown(ctx context.Context, in *writeDownIn) (*entryOut, error) {
	return newEntryOut(s.Cases.WriteDown.Do(ctx, actor(ctx), contributions.WriteDownIn{
		Contribution: in.ID, Expect: in.expect, On: in.Body.On, Amount: in.Body.Amount, Reason: in.Body.Reason,
	}))
}

type reverseIn struct {
	ByID
	IfMatch
	Body struct {
		Reason string `json:"reason"`
	}
}

func (s *server) reverse(ctx context.Context, in *reverseIn) (*entryOut, error) {
	return newEntryOut(s.Cases.Reverse.Do(ctx, actor(ctx), approval.ReverseIn{ID: in.ID, Reason: in.Body.Reason, Expect: in.expect}))
}

func (s *server) restore(ctx context.Context, in *reverseIn) (*entryOut, error) {
	return newEntryOut(s.Cases.Restore.Do(ctx, actor(ctx), approval.ReverseIn{ID: in.ID, Reason: in.Body.Reason, Expect: in.expect}))
}

type deliveryIn struct {
	ByID
	IfMatch
	Body struct {
		On          string `json:"on" example:"2012-07-02"`
		Amount      string `json:"amount" example:"12500.00" doc:"Fair value in the contribution's currency."`
		Nature      string `json:"nature" example:"goods" doc:"goods or services."`
		Use         string `json:"use,omitempty" example:"asset" doc:"Goods: expense, also when absent, or asset. Services are disclosed only."`
		Description string `json:"description" example:"Ten workstations for forensic training"`
		Basis       string `json:"basis" example:"market_price" doc:"On what the value rests: donor_statement, market_price or un_rate."`
		Valuer      string `json:"valuer" example:"UNODC Procurement"`
		ValuedOn    string `json:"valued_on" example:"2012-06-28"`
		Document    string `json:"document" example:"PU/2012/114"`
		Reason      string `json:"reason,omitempty"`
	}
}

func (s *server) delivery(ctx context.Context, in *deliveryIn) (*entryOut, error) {
	b := in.Body
	return newEntryOut(s.Cases.Delivery.Do(ctx, actor(ctx), contributions.DeliveryIn{
		Contribution: in.ID, Expect: in.expect, On: b.On, Amount: b.Amount, Nature: b.Nature, Use: b.Use, Description: b.Description,
		Basis: b.Basis, Valuer: b.Valuer, ValuedOn: b.ValuedOn, Document: b.Document, Reason: b.Reason,
	}))
}
