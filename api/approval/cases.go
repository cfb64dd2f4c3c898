package approval

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"

	"article30/api/imports"
	"article30/budget"
	"article30/budget/execution"
	"article30/budget/project"
	"article30/contributions"
	"article30/contributions/earmark"
	"article30/internal/access"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// Cases are the use cases that post something. Every edge runs them through
// here, and so does approving what was kept: there is one way to each.
type Cases struct {
	Pledge             Case[contributions.PromiseIn, contributions.Entry]
	RevisePledge       Case[contributions.PromiseIn, contributions.Entry]
	Agreement          Case[contributions.PromiseIn, contributions.Entry]
	ConditionMet       Case[contributions.WriteDownIn, contributions.Entry]
	Receipt            Case[contributions.PaymentIn, contributions.Entry]
	Refund             Case[contributions.PaymentIn, contributions.Entry]
	WriteDown          Case[contributions.WriteDownIn, contributions.Entry]
	Suspense           Case[contributions.SuspenseIn, contributions.Entry]
	MatchSuspense      Case[contributions.MatchIn, contributions.Entry]
	ReturnSuspense     Case[contributions.ReturnIn, contributions.Entry]
	Reverse            Case[ReverseIn, contributions.Entry]
	Restore            Case[ReverseIn, contributions.Entry]
	Delivery           Case[contributions.DeliveryIn, contributions.Entry]
	Income             Case[contributions.IncomeIn, contributions.Entry]
	CorrectRate        Case[contributions.CorrectRateIn, contributions.RateCorrected]
	Revalue            Case[RevalueIn, contributions.RevaluationRun]
	ReverseRevaluation Case[ReverseIn, contributions.RevaluationRun]
	TransferEarmark    Case[earmark.TransferIn, earmark.Transfer]
	Allot              Case[execution.AllotIn, execution.Entry]
	AdjustAllotment    Case[execution.AdjustAllotmentIn, execution.Entry]
	Commit             Case[execution.CommitIn, execution.Entry]
	AdjustCommitment   Case[execution.AdjustCommitmentIn, execution.Entry]
	Expense            Case[execution.ExpenseIn, execution.Entry]
	Payment            Case[execution.PaymentIn, execution.Entry]
	ExpenseRefund      Case[execution.RefundIn, execution.Entry]
	ReverseSpending    Case[ReverseIn, execution.Entry]
	RestoreSpending    Case[ReverseIn, execution.Entry]
	Engage             Case[project.EngageIn, project.Case]
	Release            Case[project.ReleaseIn, project.Case]
	PartnerRefund      Case[project.RefundIn, project.Case]
	EndPartner         Case[project.EndIn, project.Case]
	Circulate          Case[budget.CirculateIn, budget.Circulation]
	Import             Case[ImportIn, *sheet.Report]
}

// ReverseIn is what is to be taken back, and why. Expect is the revision that
// its record must have, where it counts them; 0 for any.
type ReverseIn struct {
	ID     int64
	Reason string
	Expect int64
}

// RevalueIn is the reporting date, YYYY-MM-DD.
type RevalueIn struct{ On string }

// ImportIn is a file to be imported.
type ImportIn struct {
	Kind    string
	Options imports.Options
	Source  *sheet.Source `json:"-"` // kept beside the input
}

func (in ImportIn) attachment() (name string, content []byte) {
	return in.Source.Name, in.Source.Content()
}

// Domains are the services that the use cases belong to.
type Domains struct {
	Contributions *contributions.Service
	Earmarks      *earmark.Service
	Execution     *execution.Service
	Projects      *project.Service
	Budgets       *budget.Service
	Imports       imports.Imports
}

// NewCases tells the service the use cases. The names are kept with what was
// submitted and never change their meaning.
func NewCases(s *Service, d Domains) Cases {
	c, e, p := d.Contributions, d.Execution, d.Projects
	return Cases{
		Pledge:         newCase(s, "pledge", c.RecordPledge),
		RevisePledge:   newCase(s, "pledge_revision", c.RevisePledge),
		Agreement:      newCase(s, "agreement", c.RecordAgreement),
		ConditionMet:   newCase(s, "condition_met", c.RecordConditionMet),
		Receipt:        newCase(s, "receipt", c.RecordReceipt),
		Refund:         newCase(s, "refund", c.RecordRefund),
		WriteDown:      newCase(s, "write_down", c.RecordWriteDown),
		Suspense:       newCase(s, "suspense", c.RecordSuspense),
		MatchSuspense:  newCase(s, "suspense_match", c.MatchSuspense),
		ReturnSuspense: newCase(s, "suspense_return", c.ReturnSuspense),
		Reverse: newCase(s, "reversal", func(ctx context.Context, actor access.Actor, in ReverseIn) (contributions.Entry, error) {
			return c.ReverseAt(ctx, actor, in.ID, in.Reason, in.Expect)
		}),
		Restore: newCase(s, "restoration", func(ctx context.Context, actor access.Actor, in ReverseIn) (contributions.Entry, error) {
			return c.RestoreAt(ctx, actor, in.ID, in.Reason, in.Expect)
		}),
		Delivery:    newCase(s, "delivery", c.RecordDelivery),
		Income:      newCase(s, "income", c.RecordIncome),
		CorrectRate: newCase(s, "rate_correction", c.CorrectRate),
		Revalue: newCase(s, "revaluation", func(ctx context.Context, actor access.Actor, in RevalueIn) (contributions.RevaluationRun, error) {
			return c.Revalue(ctx, actor, in.On)
		}),
		ReverseRevaluation: newCase(s, "revaluation_reversal", func(ctx context.Context, actor access.Actor, in ReverseIn) (contributions.RevaluationRun, error) {
			return c.Unrevalue(ctx, actor, in.ID, in.Reason)
		}),
		TransferEarmark:  newCase(s, "earmark_transfer", d.Earmarks.Transfer),
		Allot:            newCase(s, "allotment", e.Allot),
		AdjustAllotment:  newCase(s, "allotment_change", e.AdjustAllotment),
		Commit:           newCase(s, "commitment", e.Commit),
		AdjustCommitment: newCase(s, "commitment_change", e.AdjustCommitment),
		Expense:          newCase(s, "expense", e.RecordExpense),
		Payment:          newCase(s, "payment", e.RecordPayment),
		ExpenseRefund:    newCase(s, "expense_refund", e.RecordRefund),
		ReverseSpending: newCase(s, "spending_reversal", func(ctx context.Context, actor access.Actor, in ReverseIn) (execution.Entry, error) {
			return e.ReverseAt(ctx, actor, in.ID, in.Reason, in.Expect)
		}),
		RestoreSpending: newCase(s, "spending_restoration", func(ctx context.Context, actor access.Actor, in ReverseIn) (execution.Entry, error) {
			return e.Restore(ctx, actor, in.ID, in.Reason, in.Expect)
		}),
		Engage:        newCase(s, "partner_agreement", p.Engage),
		Release:       newCase(s, "instalment_release", p.Release).settled(p.Settle),
		PartnerRefund: newCase(s, "partner_refund", p.Refund),
		EndPartner:    newCase(s, "partner_end", p.EndPartner),
		Circulate:     newCase(s, "circulation", d.Budgets.Circulate),
		Import:        importCase(s, d.Imports),
	}
}

// Case is one use case, from what comes in to what was recorded.
type Case[In, Out any] struct {
	name    string
	service *Service
	run     func(ctx context.Context, actor access.Actor, in In) (Out, error)
	preview func(ctx context.Context, actor access.Actor, in In) (any, error) // nil where it cannot be tried
	settle  func(ctx context.Context, in In) (In, error)                      // nil where the input says it all
}

// settled is the case of an input that may leave something to the moment. What
// is kept is what settle makes of it: what was meant when it was submitted.
func (c Case[In, Out]) settled(settle func(ctx context.Context, in In) (In, error)) Case[In, Out] {
	c.settle = settle
	return c
}

// replay runs what was kept of a use case.
type replay func(ctx context.Context, actor access.Actor, s Submission, file []byte) error

func newCase[In, Out any](s *Service, name string, run func(context.Context, access.Actor, In) (Out, error)) Case[In, Out] {
	s.cases[name] = func(ctx context.Context, actor access.Actor, kept Submission, _ []byte) error {
		var in In
		if err := restore(kept, &in); err != nil {
			return err
		}
		_, err := run(ctx, actor, in)
		return err
	}
	return Case[In, Out]{name: name, service: s, run: run}
}

// restore reads what was kept. What the program does not know any more it does
// not leave out in silence.
func restore(kept Submission, in any) error {
	dec := json.NewDecoder(bytes.NewReader(kept.Input))
	dec.DisallowUnknownFields()
	if err := dec.Decode(in); err != nil {
		return problem.New(problem.Conflict, "approval.unreadable", "submission", kept.ID).With(err)
	}
	return nil
}

// Do runs the use case. What is above a limit is kept: then nothing was posted,
// and the error is a *Pending with the submission.
//
// Errors: those of the use case; approval.waiting when the actor submitted the
// same before and it is waiting still.
func (c Case[In, Out]) Do(ctx context.Context, actor access.Actor, in In) (Out, error) {
	var none Out
	out, err := c.run(ctx, actor, in)
	why, ok := errors.AsType[*needed](err)
	if !ok {
		return out, err
	}
	if c.settle != nil {
		if in, err = c.settle(ctx, in); err != nil {
			return none, err
		}
	}
	var preview any
	if c.preview != nil {
		if preview, err = c.preview(ctx, actor, in); err != nil {
			return none, err
		}
	}
	kept, err := c.service.submit(ctx, actor, c.name, in, why)
	if err != nil {
		return none, err
	}
	return none, &Pending{kept, preview}
}

// importCase is the import of a file. A dry run needs nobody's approval, and is
// what the submitter is shown of an import that does.
func importCase(s *Service, all imports.Imports) Case[ImportIn, *sheet.Report] {
	run := func(ctx context.Context, actor access.Actor, in ImportIn) (*sheet.Report, error) {
		if in.Options.DryRun {
			ctx = trial(ctx)
		}
		return all.Import(ctx, actor, in.Kind, in.Source, in.Options)
	}
	s.cases["import"] = func(ctx context.Context, actor access.Actor, kept Submission, file []byte) error {
		var in ImportIn
		if err := restore(kept, &in); err != nil {
			return err
		}
		if digest(file) != kept.FileSHA256 {
			return problem.New(problem.Conflict, "approval.unreadable", "submission", kept.ID)
		}
		var err error
		if in.Source, err = sheet.FromBytes(kept.FileName, file); err != nil {
			return err
		}
		report, err := run(ctx, actor, in)
		if err != nil {
			return err
		}
		if len(report.Refused) > 0 && !in.Options.SkipRefused {
			return problem.New(problem.Conflict, "approval.rows_refused", "submission", kept.ID, "count", len(report.Refused))
		}
		return nil
	}
	return Case[ImportIn, *sheet.Report]{
		name: "import", service: s, run: run,
		preview: func(ctx context.Context, actor access.Actor, in ImportIn) (any, error) {
			in.Options.DryRun = true
			return run(ctx, actor, in)
		},
	}
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
