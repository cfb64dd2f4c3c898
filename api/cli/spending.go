package cli

import (
	"context"

	"article30/api/audit"
	"article30/api/imports"
	"article30/budget/execution"
	executionintake "article30/budget/execution/intake"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/flow"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// cashBook is the cash in the books of contributions, as execution asks for it.
type cashBook struct{ *contributionsdb.Store }

func (b cashBook) Cash(ctx context.Context, from date.Date) (execution.Course, error) {
	return b.course(ctx, contributions.Cash, from)
}

// Unidentified is what is owed to whoever it came from.
func (b cashBook) Unidentified(ctx context.Context, from date.Date) (execution.Course, error) {
	owed, err := b.course(ctx, contributions.Suspense, from)
	return owed.Neg(), err
}

func (b cashBook) course(ctx context.Context, account contributions.Account, from date.Date) (execution.Course, error) {
	opening, later, err := b.Course(ctx, account, from)
	course := execution.Course{Opening: opening}
	for _, c := range later {
		course.Later = append(course.Later, execution.Change(c))
	}
	return course, err
}

// freeCash is what spending leaves, as contributions ask for it.
type freeCash struct{ *services }

func (f freeCash) Free(ctx context.Context, contribution int64, from date.Date) (fund, own flow.Flow, err error) {
	if fund, err = f.execution.Free(ctx, from); err != nil || contribution == 0 {
		return fund, own, err
	}
	own, err = f.earmarks.Unspent(ctx, contribution)
	return fund, own, err
}

// rateBook is the operational rates, as execution asks for them.
type rateBook struct{ *contributions.Service }

func (b rateBook) RateOn(ctx context.Context, c money.Currency, on date.Date) (money.Rate, date.Date, error) {
	r, err := b.Service.RateOn(ctx, c, on)
	return r.PerUSD, r.Effective, err
}

func (s *services) importExpenses(ctx context.Context, actor access.Actor, src *sheet.Source, o imports.Options) (*sheet.Report, error) {
	var fields problem.Fields
	if o.Mapping != "" {
		fields.Add("mapping", "import.no_such_option")
	}
	if err := fields.Err("import.invalid"); err != nil {
		return nil, err
	}
	return executionintake.ImportExpenses(ctx, s.execution, actor, src, executionintake.Options{
		DryRun: o.DryRun, SkipRefused: o.SkipRefused, Symbol: o.Budget.Symbol,
	})
}

func (s *services) verifyExecution(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.execution.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args, Notice: f.Notice})
	}
	if err != nil {
		return nil, err
	}
	unproven, err := s.contributions.VerifySpent(ctx)
	for _, f := range unproven {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}
