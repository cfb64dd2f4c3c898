package rest

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/answer"
	"article30/api/approval"
	"article30/api/wire"
	"article30/internal/access"
)

func (s *server) approvals(api huma.API) {
	const tag = "approvals"
	get(api, "/api/v1/approvals", "submissions", tag, "What was submitted for approval", s.listSubmissions)
	get(api, "/api/v1/approvals/{id}", "submission", tag, "One submission", s.submission)
	post(api, "/api/v1/approvals", "approve-all", tag, "Approve several submissions: all or none, or with partial those that can be", s.approveAll)
	post(api, "/api/v1/approvals/{id}/approval", "approve", tag, "Approve a submission: it is posted as entered by who submitted it", s.approve)
	post(api, "/api/v1/approvals/{id}/refusal", "refuse", tag, "Refuse a submission: nothing is posted", s.refuse)
	post(api, "/api/v1/approvals/{id}/withdrawal", "withdraw", tag, "Take back one's own submission", s.withdraw)
	get(api, "/api/v1/approval-limits", "approval-limits", tag, "Above which amounts a second person approves, and who up to how much", s.limits)
	post(api, "/api/v1/approval-limits", "set-approval-limit", tag, "Set or lift the limit of a kind of operation", s.setLimit)
	post(api, "/api/v1/approver-limits", "set-approver-limit", tag, "Say up to how much a user may approve", s.setApprover)
}

// mayWait are the operations whose answer may be that a second person is asked.
var mayWait = []string{
	"record-pledge", "revise-pledge", "record-agreement", "record-condition-met", "record-receipt", "record-refund", "record-write-down",
	"record-suspense", "match-suspense", "return-suspense", "reverse-entry", "restore-entry", "record-delivery", "record-income",
	"correct-rate", "revalue", "reverse-revaluation", "transfer-earmark",
	"allot", "change-allotment", "commit", "change-commitment", "record-direct-expense", "record-expense", "record-payment",
	"record-expense-refund", "reverse-execution-entry", "restore-execution-entry",
	"engage-partner", "release-instalment", "record-partner-refund", "end-partner", "import",
}

// describeWaiting says so in the description.
func describeWaiting(document *huma.OpenAPI) {
	schema := document.Components.Schemas.Schema(reflect.TypeFor[wire.Submission](), true, "Submission")
	for _, path := range document.Paths {
		for _, op := range operations(path) {
			if slices.Contains(mayWait, op.OperationID) {
				op.Responses["202"] = &huma.Response{
					Description: "Above a limit: nothing was posted, and what was asked waits for the approval of a second person.",
					Headers:     map[string]*huma.Param{"Location": {Schema: &huma.Schema{Type: huma.TypeString}}},
					Content:     map[string]*huma.MediaType{"application/json": {Schema: schema}},
				}
			}
		}
	}
}

// submitted is the answer 202 to a write that was kept for approval.
type submitted struct{ wire.Submission }

func (*submitted) Error() string { return "submitted for approval" }

// GetStatus is the HTTP status of the answer.
func (*submitted) GetStatus() int { return 202 }

// ContentType is that of any other answer.
func (*submitted) ContentType(negotiated string) string { return negotiated }

func newSubmitted(ctx huma.Context, kept *approval.Pending) huma.StatusError {
	ctx.SetHeader("Location", fmt.Sprintf("/api/v1/approvals/%d", kept.Submission.ID))
	return &submitted{wire.NewPending(answer.Of(ctx.Context()).Printer, kept)}
}

type submissionsIn struct {
	InLanguage
	Paging
	Pending   bool          `query:"pending" doc:"Only those that wait."`
	Operation operationKind `query:"operation" doc:"Only of this kind."`
	EnteredBy string        `query:"entered_by" maxLength:"200" doc:"Only this user's."`
}

func (s *server) listSubmissions(ctx context.Context, in *submissionsIn) (*body[list[wire.Submission]], error) {
	all, err := s.Approvals.Submissions(ctx, approval.Filter{
		Pending: in.Pending, Kind: access.OperationKind(in.Operation), EnteredBy: in.EnteredBy, After: in.After, Limit: in.Limit + 1,
	})
	if err != nil {
		return nil, err
	}
	return answered(part(in.Paging, all,
		func(one approval.Submission) int64 { return one.ID },
		func(one approval.Submission) wire.Submission { return wire.NewSubmission(one, 0) })), nil
}

func (s *server) submission(ctx context.Context, in *ByID) (*body[wire.Submission], error) {
	one, since, err := s.Approvals.Submission(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewSubmission(one, since)), nil
}

type submissionOut = created[wire.Submission]

func newSubmissionOut(one approval.Submission, err error) (*submissionOut, error) {
	if err != nil {
		return nil, err
	}
	return &submissionOut{fmt.Sprintf("/api/v1/approvals/%d", one.ID), wire.NewSubmission(one, 0)}, nil
}

func (s *server) approve(ctx context.Context, in *ByID) (*submissionOut, error) {
	return newSubmissionOut(s.Approvals.Approve(ctx, actor(ctx), in.ID))
}

func (s *server) refuse(ctx context.Context, in *becauseIn) (*submissionOut, error) {
	return newSubmissionOut(s.Approvals.Refuse(ctx, actor(ctx), in.ID, in.Body.Reason))
}

type withdrawSubmissionIn struct {
	ByID
	Body *struct {
		Reason string `json:"reason,omitempty" example:"the amount was wrong"`
	}
}

func (s *server) withdraw(ctx context.Context, in *withdrawSubmissionIn) (*submissionOut, error) {
	reason := ""
	if in.Body != nil {
		reason = in.Body.Reason
	}
	return newSubmissionOut(s.Approvals.Withdraw(ctx, actor(ctx), in.ID, reason))
}

type approveAllIn struct {
	InLanguage
	Body struct {
		IDs     []int64 `json:"ids" doc:"In the order in which they are to be posted."`
		Partial bool    `json:"partial,omitempty" doc:"Approve what can be approved, each on its own, and say why others were not."`
	}
}

// outcome is a submission that was approved, or why it was not.
type outcome struct {
	ID         int64            `json:"id"`
	Approved   bool             `json:"approved"`
	Submission *wire.Submission `json:"submission,omitempty"`
	Problem    *Problem         `json:"problem,omitempty"`
}

type approvedOut struct {
	Approved int       `json:"approved" doc:"How many."`
	Items    []outcome `json:"items"`
}

func (s *server) approveAll(ctx context.Context, in *approveAllIn) (*created[approvedOut], error) {
	all, err := s.Approvals.ApproveAll(ctx, actor(ctx), in.Body.IDs, in.Body.Partial)
	if err != nil {
		return nil, err
	}
	out := &created[approvedOut]{Location: "/api/v1/approvals", Body: approvedOut{Items: []outcome{}}}
	for _, o := range all {
		item := outcome{ID: o.ID, Approved: o.Err == nil}
		if o.Err != nil {
			item.Problem = &Problem{*answer.For(o.Err, printer(ctx))}
		} else {
			w := wire.NewSubmission(o.Submission, 0)
			item.Submission = &w
			out.Body.Approved++
		}
		out.Body.Items = append(out.Body.Items, item)
	}
	return out, nil
}

func (s *server) limits(ctx context.Context, _ *InLanguage) (*body[wire.Limits], error) {
	limits, approvers, err := s.Approvals.LimitsInForce(ctx)
	if err != nil {
		return nil, err
	}
	history, err := s.Approvals.LimitHistory(ctx)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewLimits(limits, approvers, history)), nil
}

type setLimitIn struct {
	InLanguage
	Body struct {
		Operation string `json:"operation" example:"receipt"`
		Above     string `json:"above,omitempty" example:"10000.00" doc:"US dollars; absent to lift the limit."`
		Reason    string `json:"reason" example:"Financial rule 105.3"`
	}
}

func (s *server) setLimit(ctx context.Context, in *setLimitIn) (*created[wire.ApprovalLimit], error) {
	l, err := s.Approvals.SetLimit(ctx, actor(ctx), approval.LimitIn(in.Body))
	if err != nil {
		return nil, err
	}
	return &created[wire.ApprovalLimit]{"/api/v1/approval-limits", wire.NewApprovalLimit(l)}, nil
}

type setApproverIn struct {
	InLanguage
	Body struct {
		User   string `json:"user" example:"berta"`
		UpTo   string `json:"up_to,omitempty" example:"50000.00" doc:"US dollars; absent for any amount."`
		Reason string `json:"reason" example:"delegation of 1 July"`
	}
}

func (s *server) setApprover(ctx context.Context, in *setApproverIn) (*created[wire.ApproverLimit], error) {
	l, err := s.Approvals.SetApprover(ctx, actor(ctx), approval.ApproverIn(in.Body))
	if err != nil {
		return nil, err
	}
	return &created[wire.ApproverLimit]{"/api/v1/approval-limits", wire.NewApproverLimit(l)}, nil
}
