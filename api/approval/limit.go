package approval

import (
	"context"
	"slices"
	"strings"
	"time"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Limit is the amount above which a kind of operation needs an approval. A row
// without one lifts the limit. Rows are never changed: the last one is in force.
type Limit struct {
	ID         int64
	Kind       access.OperationKind
	Above      money.Money // US dollars; no money for none
	Reason     string
	EnteredBy  string
	RecordedAt time.Time
}

// lifted reports whether from then on there is no limit.
func (l Limit) lifted() bool { return l.Above == (money.Money{}) }

// holds reports whether so much needs an approval: more than the limit, not as
// much.
func (l Limit) holds(usd money.Money) bool { return !l.lifted() && usd.Units() > l.Above.Units() }

// inForce is the last limit of the kind; false when there is none or it was
// lifted.
func inForce(limits []Limit, kind access.OperationKind) (Limit, bool) {
	for _, l := range slices.Backward(limits) {
		if l.Kind == kind {
			return l, !l.lifted()
		}
	}
	return Limit{}, false
}

// inForceAt is the limit to which what was recorded in that second was held at
// least: of several in the same second the most generous one; false when there
// may have been none.
func inForceAt(limits []Limit, kind access.OperationKind, at time.Time) (Limit, bool) {
	var found Limit
	ok := false
	for _, l := range limits {
		switch {
		case l.Kind != kind || l.RecordedAt.After(at):
		case l.RecordedAt.Before(at):
			found, ok = l, !l.lifted()
		case !ok: // there may have been none a moment before
		case l.lifted() || l.Above.Units() > found.Above.Units():
			found, ok = l, !l.lifted()
		}
	}
	return found, ok
}

// ApproverLimit is up to how much a user may approve: any amount without a row,
// or with one that says nothing. Rows are never changed: the last one is in
// force.
type ApproverLimit struct {
	ID         int64
	User       string
	UpTo       money.Money // US dollars; no money for any amount
	Reason     string
	EnteredBy  string
	RecordedAt time.Time
}

// within reports whether the user may approve so much.
func (l ApproverLimit) within(usd money.Money) bool {
	return l.UpTo == (money.Money{}) || usd.Units() <= l.UpTo.Units()
}

// LimitIn is a limit as it comes in. Above is US dollars; empty lifts the
// limit. It wants a Reason.
type LimitIn struct {
	Operation string
	Above     string
	Reason    string
}

// SetLimit sets, changes or lifts the limit of a kind of operation, for what is
// entered from now on.
//
// Errors: those of Require; approval.unchanged; approval.invalid with the
// fields that are wrong (approval.unknown_operation, money.grammar and its kin,
// approval.negative, approval.no_reason, text.too_long, text.unprintable).
func (s *Service) SetLimit(ctx context.Context, actor access.Actor, in LimitIn) (l Limit, err error) {
	if err := actor.Require(access.SetApprovals); err != nil {
		return Limit{}, err
	}
	var fields problem.Fields
	l = Limit{
		Kind: access.OperationKind(in.Operation), Above: optional(&fields, "above", in.Above),
		Reason: reason(&fields, in.Reason), EnteredBy: actor.Name, RecordedAt: s.now(),
	}
	if !slices.Contains(access.OperationKinds(), l.Kind) {
		fields.Add("operation", "approval.unknown_operation", "value", in.Operation, "allowed", kinds())
	}
	if err := fields.Err("approval.invalid"); err != nil {
		return Limit{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		limits, err := s.store.Limits(ctx, l.Kind)
		if err != nil {
			return err
		}
		before, set := inForce(limits, l.Kind)
		if set && before.Above == l.Above || !set && l.lifted() {
			return problem.New(problem.Conflict, "approval.unchanged")
		}
		if err := s.store.AddLimit(ctx, &l); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, []journal.Entry{limitRecord(l)})
	})
	if err != nil {
		return Limit{}, err
	}
	return l, nil
}

// ApproverIn is up to how much a user may approve, as it comes in. UpTo is US
// dollars; empty for any amount. It wants a Reason.
type ApproverIn struct {
	User   string
	UpTo   string
	Reason string
}

// SetApprover says up to how much a user may approve.
//
// Errors: those of Require; user.not_found; approval.unchanged;
// approval.invalid as in SetLimit.
func (s *Service) SetApprover(ctx context.Context, actor access.Actor, in ApproverIn) (l ApproverLimit, err error) {
	if err := actor.Require(access.SetApprovals); err != nil {
		return ApproverLimit{}, err
	}
	var fields problem.Fields
	l = ApproverLimit{
		User: in.User, UpTo: optional(&fields, "up_to", in.UpTo),
		Reason: reason(&fields, in.Reason), EnteredBy: actor.Name, RecordedAt: s.now(),
	}
	if err := fields.Err("approval.invalid"); err != nil {
		return ApproverLimit{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		if known, err := s.users.Known(ctx, l.User); err != nil {
			return err
		} else if !known {
			return problem.New(problem.NotFound, "user.not_found", "name", l.User)
		}
		before, err := s.approver(ctx, l.User)
		if err != nil {
			return err
		}
		if before.UpTo == l.UpTo {
			return problem.New(problem.Conflict, "approval.unchanged")
		}
		if err := s.store.AddApproverLimit(ctx, &l); err != nil {
			return err
		}
		return s.journal.AppendAll(ctx, []journal.Entry{approverRecord(l)})
	})
	if err != nil {
		return ApproverLimit{}, err
	}
	return l, nil
}

// approver is up to how much the user may approve now.
func (s *Service) approver(ctx context.Context, user string) (ApproverLimit, error) {
	all, err := s.store.ApproverLimits(ctx, user)
	if err != nil || len(all) == 0 {
		return ApproverLimit{User: user}, err
	}
	return all[len(all)-1], nil
}

// LimitsInForce are the limits that hold what is entered now, in the order of
// the kinds, and those of the approvers, by name. Without any, everything is
// posted at once.
func (s *Service) LimitsInForce(ctx context.Context) (limits []Limit, approvers []ApproverLimit, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		all, err := s.store.Limits(ctx, "")
		if err != nil {
			return err
		}
		limits, approvers = nil, nil
		for _, kind := range access.OperationKinds() {
			if l, ok := inForce(all, kind); ok {
				limits = append(limits, l)
			}
		}
		of, err := s.store.ApproverLimits(ctx, "")
		if err != nil {
			return err
		}
		last := map[string]ApproverLimit{}
		for _, l := range of {
			last[l.User] = l
		}
		for _, l := range of {
			if last[l.User] == l && l.UpTo != (money.Money{}) {
				approvers = append(approvers, l)
			}
		}
		slices.SortFunc(approvers, func(a, b ApproverLimit) int { return strings.Compare(a.User, b.User) })
		return nil
	})
	return limits, approvers, err
}

// LimitHistory is every limit that was ever set, in that order.
func (s *Service) LimitHistory(ctx context.Context) (limits []Limit, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		limits, err = s.store.Limits(ctx, "")
		return err
	})
	return limits, err
}

func kinds() string {
	var words []string
	for _, k := range access.OperationKinds() {
		words = append(words, string(k))
	}
	return strings.Join(words, ", ")
}

// optional reads an amount of US dollars that need not be there, and is not
// negative.
func optional(fields *problem.Fields, path, value string) money.Money {
	if value == "" {
		return money.Money{}
	}
	m, err := money.Parse(value, money.USD)
	fields.AddErr(path, err)
	if err == nil && m.Sign() < 0 {
		fields.Add(path, "approval.negative", "amount", m)
	}
	return m
}
