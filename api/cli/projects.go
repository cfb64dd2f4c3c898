package cli

import (
	"context"
	"slices"

	"article30/api/audit"
	"article30/budget/execution"
	"article30/budget/project"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/contributions/earmark"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// projectBooks is the execution of budgets, as projects spend there.
type projectBooks struct{ *execution.Service }

func (b projectBooks) Extrabudgetary(ctx context.Context, allotment int64) (bool, error) {
	h, err := b.Allotment(ctx, allotment)
	return h.Allotment.Line.Funding.Extrabudgetary(), err
}

func (b projectBooks) Commit(ctx context.Context, actor access.Actor, in project.Commitment) (int64, error) {
	e, err := b.Service.Commit(ctx, actor, execution.CommitIn{
		Allotment: in.Allotment, Amount: in.USD.Plain(), On: in.On.String(), Payee: in.Payee, Reference: in.Reference,
		Project: in.Project,
	})
	return e.ID, err
}

func (b projectBooks) Cancel(ctx context.Context, actor access.Actor, commitment int64, on date.Date, reason string) error {
	_, err := b.AdjustCommitment(ctx, actor, execution.AdjustCommitmentIn{
		Commitment: commitment, Cancel: true, On: on.String(), Reason: reason,
	})
	if p, ok := problem.As(err); ok && slices.ContainsFunc(p.Fields, func(f problem.Field) bool { return f.Code == "execution.unchanged" }) {
		return nil
	}
	return err
}

func (b projectBooks) Pay(ctx context.Context, actor access.Actor, in project.Payment) (int64, error) {
	e, err := b.RecordPaidExpense(ctx, actor, execution.ExpenseIn{
		Commitment: in.Commitment, Amount: in.USD.Plain(), On: in.On.String(), Reference: in.Reference,
	})
	return e.ID, err
}

func (b projectBooks) Refund(ctx context.Context, actor access.Actor, all []project.PartnerRefund) (ids []int64, err error) {
	var refunds []execution.RefundIn
	for _, in := range all {
		refunds = append(refunds, execution.RefundIn{
			Expense: in.Expense, Amount: in.USD.Plain(), On: in.On.String(), Reference: in.Reference, Reason: in.Reason,
		})
	}
	entries, err := b.RecordRefunds(ctx, actor, refunds)
	for _, e := range entries {
		ids = append(ids, e.ID)
	}
	return ids, err
}

// projectBook is the projects, as execution asks for them.
type projectBook struct{ *services }

func (b projectBook) Purpose(ctx context.Context, code string) (execution.Purpose, error) {
	p, err := b.projects.Purpose(ctx, code)
	return execution.Purpose(p), err
}

func (b projectBook) Spend(ctx context.Context, code string, more money.Money) error {
	return b.projects.Spend(ctx, code, more)
}

// projectMoney is the free money under earmarks, as projects are approved
// against it: what no spending holds or has drawn.
type projectMoney struct{ *earmark.Service }

func (m projectMoney) Pots(ctx context.Context, on date.Date, purposes []project.Purpose) ([]project.Pot, error) {
	pool, err := m.Pool(ctx)
	if err != nil {
		return nil, err
	}
	tree := pool.Tree()
	lots, err := pool.Lots(on)
	if err != nil {
		return nil, err
	}
	var pots []project.Pot
	for _, e := range tree {
		usd, err := earmark.Total(lots, e.ID)
		if err != nil {
			return nil, err
		}
		pot := project.Pot{Earmark: e.Code, USD: usd}
		for _, p := range purposes {
			pot.Fits = append(pot.Fits, tree.Fits(e.ID, earmark.Purpose(p)))
		}
		pots = append(pots, pot)
	}
	return pots, nil
}

// Fits goes by what there was at the end of the day before, and of what comes on
// the day by the earmark under which it comes.
func (m projectMoney) Fits(ctx context.Context, contribution int64, on date.Date, purpose project.Purpose) (bool, error) {
	h, err := m.Of(ctx, contribution, on.AddDays(-1))
	return h.Tree.Fits(h.Record.Own(on), earmark.Purpose(purpose)) || slices.ContainsFunc(h.Lots, func(l earmark.Lot) bool {
		return l.USD.Sign() > 0 && h.Tree.Fits(l.Earmark, earmark.Purpose(purpose))
	}), err
}

// donorRefunds are the refunds in the books of contributions, as the closing of
// a project names them.
type donorRefunds struct {
	books *contributions.Service
	store *contributionsdb.Store
}

func (r donorRefunds) DonorRefund(ctx context.Context, entry int64) (refund *project.DonorRefund, err error) {
	err = r.store.View(ctx, func(ctx context.Context) error {
		missing := problem.New(problem.NotFound, "assistance.no_donor_refund", "entry", entry)
		contribution, err := r.store.ContributionOf(ctx, entry)
		if problem.KindOf(err) == problem.NotFound {
			return missing
		}
		if err != nil {
			return err
		}
		h, err := r.books.Contribution(ctx, contribution)
		if err != nil {
			return err
		}
		for _, e := range h.Entries {
			if e.Reverses == entry {
				return missing
			}
			if e.ID == entry && e.Kind == contributions.Refund {
				refund = &project.DonorRefund{Entry: e.ID, Contribution: contribution, On: e.On, USD: e.USD.Abs()}
			}
		}
		if refund == nil {
			return missing
		}
		return nil
	})
	return refund, err
}

func (s *services) verifyAssistance(ctx context.Context) (findings []audit.Finding, err error) {
	found, err := s.projects.Verify(ctx)
	for _, f := range found {
		findings = append(findings, audit.Finding{Place: f.Place, Code: f.Code, Args: f.Args})
	}
	return findings, err
}
