package rest

import (
	"context"
	"fmt"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/approval"
	"article30/api/wire"
	"article30/budget/execution"
)

func (s *server) execution(api huma.API) {
	const tag = "execution"
	get(api, "/api/v1/budget/execution", "execution", tag, "How a budget was carried out by the end of a day", s.executionOf)
	get(api, "/api/v1/budget/balance", "line-balance", tag, "One line in one year, as of today", s.lineBalance)
	get(api, "/api/v1/budget/allotments", "allotments", tag, "The allotments of a budget", s.allotments)
	get(api, "/api/v1/budget/fund-approvals", "fund-approvals", tag, "Recorded approvals of the Fund's budget by the Crime Commission (unverified rule)", s.fundApprovals)
	get(api, "/api/v1/allotments/{id}", "allotment", tag, "An allotment with everything that happened to it", s.allotment)
	get(api, "/api/v1/fund/cash", "fund-cash", tag, "The cash of the fund by both books, and what it is there for", s.fundCash)

	post(api, "/api/v1/budget/fund-approvals", "approve-fund", tag, "Record that the Crime Commission approved the Fund's budget (unverified rule)", s.approveFund)
	post(api, "/api/v1/fund-approvals/{id}/withdrawal", "withdraw-fund-approval", tag, "Take back an approval that was recorded by mistake", s.withdrawApproval)
	post(api, "/api/v1/budget/allotments", "allot", tag, "Issue an allotment of a line for a year", s.allot)
	post(api, "/api/v1/allotments/{id}/changes", "change-allotment", tag, "Make an allotment another amount", s.changeAllotment)
	post(api, "/api/v1/allotments/{id}/commitments", "commit", tag, "Promise money of an allotment to a payee", s.commit)
	post(api, "/api/v1/commitments/{id}/changes", "change-commitment", tag, "Make a commitment another amount, or cancel it", s.changeCommitment)
	post(api, "/api/v1/allotments/{id}/expenses", "record-direct-expense", tag, "Record an expense directly against an allotment", s.directExpense)
	post(api, "/api/v1/commitments/{id}/expenses", "record-expense", tag, "Record an expense against a commitment", s.committedExpense)
	post(api, "/api/v1/expenses/{id}/payments", "record-payment", tag, "Record that an expense was paid, in whole or in part", s.recordPayment)
	post(api, "/api/v1/expenses/{id}/refunds", "record-expense-refund", tag, "Record that a payee returned something of an expense that was paid", s.recordExpenseRefund)
	post(api, "/api/v1/execution-entries/{id}/reversal", "reverse-execution-entry", tag, "Take back an entry that was a mistake", s.reverseExecution)
	post(api, "/api/v1/execution-entries/{id}/restoration", "restore-execution-entry", tag, "Put back what a reversal, this entry, took away by mistake", s.restoreExecution)
}

type executionIn struct {
	OnDay
	Symbol string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
}

func (s *server) executionOf(ctx context.Context, in *executionIn) (*body[wire.Execution], error) {
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	x, err := s.Execution.Execution(ctx, in.Symbol, on)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewExecution(printer(ctx), x)), nil
}

type lineIn struct {
	InLanguage
	Symbol  string      `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	Line    string      `query:"line" required:"true" maxLength:"500" doc:"The line's code, or its title when it has none."`
	Funding fundingName `query:"funding" doc:"Chooses among lines of the same name."`
	Section string      `query:"section" maxLength:"500" doc:"Chooses among lines of the same name."`
	Year    int         `query:"year" required:"true" minimum:"1900" maximum:"2199"`
}

func (s *server) lineBalance(ctx context.Context, in *lineIn) (*body[wire.LineExecution], error) {
	l, err := s.Execution.Balance(ctx, in.Symbol, execution.LineIn{Line: in.Line, Funding: string(in.Funding), Section: in.Section}, in.Year)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewLineExecution(l)), nil
}

func (s *server) allotments(ctx context.Context, in *symbolIn) (*body[list[wire.Allotment]], error) {
	all, err := s.Execution.Allotments(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	l := list[wire.Allotment]{Items: []wire.Allotment{}}
	for _, a := range all {
		l.Items = append(l.Items, wire.NewAllotment(a))
	}
	return answered(l), nil
}

func (s *server) fundApprovals(ctx context.Context, in *symbolIn) (*body[list[wire.FundApproval]], error) {
	all, err := s.Execution.Approvals(ctx, in.Symbol)
	if err != nil {
		return nil, err
	}
	l := list[wire.FundApproval]{Items: []wire.FundApproval{}}
	for _, a := range all {
		l.Items = append(l.Items, wire.NewFundApproval(a))
	}
	return answered(l), nil
}

func (s *server) allotment(ctx context.Context, in *ByID) (*versioned[wire.AllotmentHistory], error) {
	return atRevision(ctx, s.Execution.Revision, in.ID, func(revision int64) (wire.AllotmentHistory, error) {
		h, err := s.Execution.Allotment(ctx, in.ID)
		if err != nil {
			return wire.AllotmentHistory{}, err
		}
		given, err := s.Approvals.GivenToSpending(ctx, h.Entries)
		out := wire.NewAllotmentHistory(printer(ctx), h, given)
		out.Revision = revision
		return out, err
	})
}

func (s *server) fundCash(ctx context.Context, in *OnDay) (*body[wire.FundCash], error) {
	on, err := s.on(in.On)
	if err != nil {
		return nil, err
	}
	c, err := s.Execution.FundCash(ctx, on)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewFundCash(c)), nil
}

type approveFundIn struct {
	InLanguage
	Body struct {
		Symbol    string `json:"symbol" example:"CTOC/COP/2012/7" doc:"Of the text whose figures stand in the Fund's budget."`
		On        string `json:"on" example:"2012-12-13"`
		Reference string `json:"reference" example:"Commission resolution 21/1"`
	}
}

type approvalOut = created[wire.FundApproval]

func newApprovalOut(a execution.FundApproval, err error) (*approvalOut, error) {
	if err != nil {
		return nil, err
	}
	return &approvalOut{locate("/api/v1/budget/fund-approvals", a.Symbol), wire.NewFundApproval(a)}, nil
}

func (s *server) approveFund(ctx context.Context, in *approveFundIn) (*approvalOut, error) {
	return newApprovalOut(s.Execution.ApproveFund(ctx, actor(ctx), execution.ApprovalIn(in.Body)))
}

type becauseIn struct {
	ByID
	Body struct {
		Reason string `json:"reason" example:"entered twice"`
	}
}

func (s *server) withdrawApproval(ctx context.Context, in *becauseIn) (*approvalOut, error) {
	return newApprovalOut(s.Execution.WithdrawApproval(ctx, actor(ctx), in.ID, in.Body.Reason))
}

type executionOut = created[wire.ExecutionEntry]

func newExecutionOut(ctx context.Context) func(execution.Entry, error) (*executionOut, error) {
	return func(e execution.Entry, err error) (*executionOut, error) {
		if err != nil {
			return nil, err
		}
		return &executionOut{fmt.Sprintf("/api/v1/allotments/%d", e.Allotment), wire.NewExecutionEntry(printer(ctx), e)}, nil
	}
}

type allotIn struct {
	InLanguage
	Body struct {
		Symbol     string `json:"symbol" example:"CTOC/COP/2012/7"`
		Line       string `json:"line" example:"1100" doc:"The line's code, or its title when it has none."`
		Funding    string `json:"funding,omitempty" doc:"Chooses among lines of the same name."`
		Section    string `json:"section,omitempty" doc:"Chooses among lines of the same name."`
		Year       int    `json:"year" example:"2013"`
		Amount     string `json:"amount" example:"10000.00" doc:"US dollars."`
		On         string `json:"on" example:"2013-01-02" doc:"Issue date."`
		Advice     string `json:"advice" example:"AA/2013/1" doc:"Number of the allotment advice."`
		Reference  string `json:"reference,omitempty"`
		PSCPercent string `json:"psc_percent,omitempty" doc:"Programme support cost; the text's percentage when absent."`
		PSCReason  string `json:"psc_reason,omitempty" doc:"The agreement, with its date, when the percentage is not the text's."`
		Project    string `json:"project,omitempty" example:"ALB/1" doc:"Code of the project that it is for."`
		Region     string `json:"region,omitempty" example:"eastern_european" doc:"Regional group that it is for."`
		Country    string `json:"country,omitempty" example:"ALB" doc:"State that it is for, by its ISO code."`
		Mandate    string `json:"mandate,omitempty" example:"convention_29" doc:"Article that it is for, of a line that names none."`
		Override   string `json:"override,omitempty" doc:"Why rules that stand against the allotment are overridden; it is printed with the figures."`
	}
}

func (s *server) allot(ctx context.Context, in *allotIn) (*executionOut, error) {
	b := in.Body
	return newExecutionOut(ctx)(s.Cases.Allot.Do(ctx, actor(ctx), execution.AllotIn{
		Symbol: b.Symbol, LineIn: execution.LineIn{Line: b.Line, Funding: b.Funding, Section: b.Section}, Year: b.Year,
		Amount: b.Amount, On: b.On, Advice: b.Advice, Reference: b.Reference,
		PSCPercent: b.PSCPercent, PSCReason: b.PSCReason, Override: b.Override,
		Mandate: b.Mandate, Project: b.Project, Region: b.Region, Country: b.Country,
	}))
}

type changeAllotmentIn struct {
	ByID
	IfMatch
	Body struct {
		Amount    string `json:"amount" example:"12000.00" doc:"The new total, in US dollars."`
		On        string `json:"on" example:"2013-06-01"`
		Advice    string `json:"advice" example:"AA/2013/2"`
		Reference string `json:"reference,omitempty"`
		Reason    string `json:"reason,omitempty"`
		Override  string `json:"override,omitempty"`
	}
}

func (s *server) changeAllotment(ctx context.Context, in *changeAllotmentIn) (*executionOut, error) {
	b := in.Body
	return newExecutionOut(ctx)(s.Cases.AdjustAllotment.Do(ctx, actor(ctx), execution.AdjustAllotmentIn{
		Allotment: in.ID, Expect: in.expect, Amount: b.Amount, On: b.On, Advice: b.Advice, Reference: b.Reference, Reason: b.Reason, Override: b.Override,
	}))
}

type commitIn struct {
	ByID
	IfMatch
	Body struct {
		Amount    string   `json:"amount" example:"8000.00" doc:"US dollars."`
		On        string   `json:"on" example:"2013-02-01"`
		Payee     string   `json:"payee" example:"A consultant"`
		Reference string   `json:"reference,omitempty" example:"PO 7" doc:"By which an extract of expenses names it."`
		Reason    string   `json:"reason,omitempty"`
		Project   string   `json:"project,omitempty" example:"ALB/1" doc:"Code of the project that it is for."`
		Region    string   `json:"region,omitempty" example:"eastern_european" doc:"Regional group that it is for."`
		Country   string   `json:"country,omitempty" example:"ALB" doc:"State that it is for, by its ISO code."`
		From      []string `json:"from,omitempty" example:"[\"unearmarked\"]" doc:"Codes of the earmarks to draw on, in this order, instead of the most restricted money that fits."`
		Because   string   `json:"because,omitempty" doc:"Why; it is printed with what was drawn."`
	}
}

func (s *server) commit(ctx context.Context, in *commitIn) (*executionOut, error) {
	b := in.Body
	return newExecutionOut(ctx)(s.Cases.Commit.Do(ctx, actor(ctx), execution.CommitIn{
		Allotment: in.ID, Expect: in.expect, Amount: b.Amount, On: b.On, Payee: b.Payee, Reference: b.Reference, Reason: b.Reason,
		Project: b.Project, Region: b.Region, Country: b.Country, From: b.From, Because: b.Because,
	}))
}

type changeCommitmentIn struct {
	ByID
	IfMatch
	Body struct {
		Amount  string   `json:"amount,omitempty" example:"6000.00" doc:"The new total, in US dollars."`
		Cancel  bool     `json:"cancel,omitempty" doc:"In place of an amount: leave only what is spent."`
		On      string   `json:"on" example:"2013-06-30"`
		Reason  string   `json:"reason" example:"the work is done"`
		From    []string `json:"from,omitempty" example:"[\"unearmarked\"]" doc:"Codes of the earmarks to draw on, in this order, instead of the most restricted money that fits."`
		Because string   `json:"because,omitempty" doc:"Why; it is printed with what was drawn."`
	}
}

func (s *server) changeCommitment(ctx context.Context, in *changeCommitmentIn) (*executionOut, error) {
	b := in.Body
	return newExecutionOut(ctx)(s.Cases.AdjustCommitment.Do(ctx, actor(ctx), execution.AdjustCommitmentIn{
		Commitment: in.ID, Expect: in.expect, Amount: b.Amount, Cancel: b.Cancel, On: b.On, Reason: b.Reason, From: b.From, Because: b.Because,
	}))
}

type expenseIn struct {
	ByID
	IfMatch
	Body struct {
		Amount    string   `json:"amount" example:"3000.00"`
		Currency  string   `json:"currency,omitempty" example:"EUR" doc:"In which it arose; US dollars when absent."`
		On        string   `json:"on" example:"2013-03-15"`
		Payee     string   `json:"payee,omitempty" doc:"That of the commitment when absent."`
		Reference string   `json:"reference,omitempty" example:"Invoice 1"`
		Reason    string   `json:"reason,omitempty"`
		Project   string   `json:"project,omitempty" example:"ALB/1" doc:"Code of the project that it is for."`
		Region    string   `json:"region,omitempty" example:"eastern_european" doc:"Regional group that it is for."`
		Country   string   `json:"country,omitempty" example:"ALB" doc:"State that it is for, by its ISO code."`
		From      []string `json:"from,omitempty" example:"[\"unearmarked\"]" doc:"Codes of the earmarks to draw on, in this order, instead of the most restricted money that fits."`
		Because   string   `json:"because,omitempty" doc:"Why; it is printed with what was drawn."`
	}
}

func (in expenseIn) expense() execution.ExpenseIn {
	b := in.Body
	return execution.ExpenseIn{
		Expect: in.expect, Amount: b.Amount, Currency: b.Currency, On: b.On, Payee: b.Payee, Reference: b.Reference, Reason: b.Reason,
		Project: b.Project, Region: b.Region, Country: b.Country, From: b.From, Because: b.Because,
	}
}

func (s *server) directExpense(ctx context.Context, in *expenseIn) (*executionOut, error) {
	e := in.expense()
	e.Allotment = in.ID
	return newExecutionOut(ctx)(s.Cases.Expense.Do(ctx, actor(ctx), e))
}

func (s *server) committedExpense(ctx context.Context, in *expenseIn) (*executionOut, error) {
	e := in.expense()
	e.Commitment = in.ID
	return newExecutionOut(ctx)(s.Cases.Expense.Do(ctx, actor(ctx), e))
}

type payExpenseIn struct {
	ByID
	IfMatch
	Body struct {
		Amount    string `json:"amount,omitempty" example:"1000.00" doc:"In the currency of the expense; all that is owed when absent."`
		On        string `json:"on" example:"2013-04-02"`
		Reference string `json:"reference,omitempty"`
		Reason    string `json:"reason,omitempty"`
	}
}

func (s *server) recordPayment(ctx context.Context, in *payExpenseIn) (*executionOut, error) {
	b := in.Body
	return newExecutionOut(ctx)(s.Cases.Payment.Do(ctx, actor(ctx), execution.PaymentIn{
		Expense: in.ID, Expect: in.expect, Amount: b.Amount, On: b.On, Reference: b.Reference, Reason: b.Reason,
	}))
}

type refundExpenseIn struct {
	ByID
	IfMatch
	Body struct {
		Amount    string `json:"amount" example:"120.50" doc:"In US dollars."`
		On        string `json:"on" example:"2013-05-20"`
		Reference string `json:"reference,omitempty" example:"Credit note 7"`
		Reason    string `json:"reason" example:"two nights fewer"`
	}
}

func (s *server) recordExpenseRefund(ctx context.Context, in *refundExpenseIn) (*executionOut, error) {
	b := in.Body
	return newExecutionOut(ctx)(s.Cases.ExpenseRefund.Do(ctx, actor(ctx), execution.RefundIn{
		Expense: in.ID, Expect: in.expect, Amount: b.Amount, On: b.On, Reference: b.Reference, Reason: b.Reason,
	}))
}

func (s *server) reverseExecution(ctx context.Context, in *reverseIn) (*executionOut, error) {
	return newExecutionOut(ctx)(s.Cases.ReverseSpending.Do(ctx, actor(ctx), approval.ReverseIn{ID: in.ID, Reason: in.Body.Reason, Expect: in.expect}))
}

func (s *server) restoreExecution(ctx context.Context, in *reverseIn) (*executionOut, error) {
	return newExecutionOut(ctx)(s.Cases.RestoreSpending.Do(ctx, actor(ctx), approval.ReverseIn{ID: in.ID, Reason: in.Body.Reason, Expect: in.expect}))
}
