package execution

import (
	"context"
	"slices"
	"strconv"
	"time"

	"article30/budget"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/problem"
)

// FundApproval is the recorded fact that the Crime Commission approved the
// Fund's budget in which a text's figures stand. That an allotment needs it is
// an unverified rule. A row that names another withdraws it as a mistake.
type FundApproval struct {
	ID         int64
	Version    int64 // of the text
	Symbol     string
	On         date.Date
	Reference  string
	Reason     string // of a withdrawal
	Reverses   int64  // the approval that this row withdraws; 0
	EnteredBy  string
	RecordedAt time.Time
}

// approvedOn is the approval of a text that stands and is dated on or before
// the day.
func approvedOn(approvals []FundApproval, version int64, on date.Date) (FundApproval, bool) {
	for _, a := range approvals {
		if a.Version == version && a.Reverses == 0 && !a.On.After(on) && !withdrawn(approvals, a.ID) {
			return a, true
		}
	}
	return FundApproval{}, false
}

func withdrawn(approvals []FundApproval, id int64) bool {
	return slices.ContainsFunc(approvals, func(a FundApproval) bool { return a.Reverses == id })
}

// ApprovalIn is an approval of the Fund's budget as it comes in. Symbol is the
// text's.
type ApprovalIn struct {
	Symbol    string
	On        string
	Reference string
}

// ApproveFund records that the Crime Commission approved the Fund's budget. It
// neither needs nor replaces the Conference's decision.
//
// Errors: budget.not_found; execution.not_a_budget, execution.draft;
// fund_approval.exists; execution.invalid with fields.
func (s *Service) ApproveFund(ctx context.Context, actor access.Actor, in ApprovalIn) (a FundApproval, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return FundApproval{}, err
	}
	var fields problem.Fields
	a = FundApproval{
		Symbol:    in.Symbol,
		On:        s.bookable(&fields, "on", in.On),
		Reference: required(&fields, "reference", in.Reference, maxReference),
	}
	if err := fields.Err("execution.invalid"); err != nil {
		return FundApproval{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		d, err := s.document(ctx, in.Symbol)
		if err != nil {
			return err
		}
		v, _ := d.Version(in.Symbol)
		present, exists := approvedOn(d.approvals, v.ID, s.Today())
		switch {
		case d.Kind != budget.KindBudget:
			return problem.New(problem.Conflict, "execution.not_a_budget", "symbol", in.Symbol)
		case !v.Frozen:
			return problem.New(problem.Conflict, "execution.draft", "symbol", in.Symbol)
		case exists:
			return problem.New(problem.Conflict, "fund_approval.exists",
				"symbol", in.Symbol, "date", present.On, "reference", present.Reference)
		}
		a.Version = v.ID
		return s.addApproval(ctx, actor, &a, "fund_approval.record")
	})
	if err != nil {
		return FundApproval{}, err
	}
	return a, nil
}

// WithdrawApproval takes back an approval that was recorded by mistake.
//
// Errors: fund_approval.not_found, fund_approval.already_withdrawn;
// fund_approval.relied_on when an allotment in force stands on it;
// execution.invalid without a reason.
func (s *Service) WithdrawApproval(ctx context.Context, actor access.Actor, id int64, reason string) (w FundApproval, err error) {
	if err := actor.Require(access.RecordExecution); err != nil {
		return FundApproval{}, err
	}
	var fields problem.Fields
	w = FundApproval{On: s.Today(), Reason: required(&fields, "reason", reason, maxReason), Reverses: id}
	if err := fields.Err("execution.invalid"); err != nil {
		return FundApproval{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		approvals, err := s.store.Approvals(ctx, 0)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(approvals, func(a FundApproval) bool { return a.ID == id && a.Reverses == 0 })
		switch {
		case i < 0:
			return problem.New(problem.NotFound, "fund_approval.not_found", "approval", id)
		case withdrawn(approvals, id):
			return problem.New(problem.Conflict, "fund_approval.already_withdrawn", "approval", id)
		}
		w.Version, w.Symbol = approvals[i].Version, approvals[i].Symbol
		if err := s.addApproval(ctx, actor, &w, "fund_approval.withdraw"); err != nil {
			return err
		}
		return s.stillWarranted(ctx, w.Symbol)
	})
	if err != nil {
		return FundApproval{}, err
	}
	return w, nil
}

// stillWarranted refuses a change of the facts that leaves an allotment in
// force without its warrant.
//
// Error: fund_approval.relied_on.
func (s *Service) stillWarranted(ctx context.Context, symbol string) error {
	d, err := s.document(ctx, symbol)
	if err != nil {
		return err
	}
	histories, err := s.histories(ctx, d.ID, s.store.Entries)
	if err != nil {
		return err
	}
	missing, err := d.unwarranted(histories)
	if err != nil {
		return err
	}
	for _, m := range missing {
		if m.rule == NotApproved {
			return problem.New(problem.Conflict, "fund_approval.relied_on", "allotment", m.entry.Allotment)
		}
	}
	return nil
}

func (s *Service) addApproval(ctx context.Context, actor access.Actor, a *FundApproval, action string) error {
	if err := s.open(ctx, a.On); err != nil {
		return err
	}
	a.EnteredBy, a.RecordedAt = actor.Name, s.now()
	if err := s.store.AddApproval(ctx, a); err != nil {
		return err
	}
	return s.journal.Append(ctx, journal.Entry{
		Actor: actor.Name, Action: action, Object: approvalObject, ID: strconv.FormatInt(a.ID, 10),
		Reason: a.Reason, After: factsOfApproval(*a),
	})
}

// Approvals lists the approvals of the Fund's budget recorded for the document,
// withdrawals too.
//
// Error: budget.not_found.
func (s *Service) Approvals(ctx context.Context, symbol string) (list []FundApproval, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		d, err := s.document(ctx, symbol)
		list = d.approvals
		return err
	})
	return list, err
}
