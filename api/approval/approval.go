// Package approval holds what is posted to the rule that who enters does not
// approve. Above the limits that an administrator sets, what somebody enters is
// kept as a submission, and posted when somebody else approves it.
//
// The domain services ask the gate (Allow) before they write, so that no edge
// can go around it. An edge runs a use case through Cases, which keeps what the
// gate refused; approving runs what was kept through the same use case, as
// entered by who submitted it, in one transaction with the decision.
package approval

import (
	"context"
	"time"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// Service has the gate, the submissions and the limits.
type Service struct {
	store   Store
	journal Journal
	users   Users
	clock   date.Clock
	cases   map[string]replay
}

// Config is what a Service stands on.
type Config struct {
	Store   Store
	Journal Journal
	Users   Users
	Clock   date.Clock
}

// New is a Service on these parts. It approves nothing before NewCases has
// told it the use cases.
func New(c Config) *Service {
	return &Service{c.Store, c.Journal, c.Users, c.Clock, map[string]replay{}}
}

func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Second) }

// Store is what the use cases need to remember. View and Update run fn in one
// transaction, which travels in the context; every other method belongs inside
// one of the two.
type Store interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	Update(ctx context.Context, fn func(ctx context.Context) error) error

	Limits(ctx context.Context, kind access.OperationKind) ([]Limit, error) // as they were set, by ID; of all kinds for ""
	AddLimit(ctx context.Context, l *Limit) error                           // fills the ID in
	ApproverLimits(ctx context.Context, user string) ([]ApproverLimit, error)
	AddApproverLimit(ctx context.Context, l *ApproverLimit) error

	Submissions(ctx context.Context, f Filter) ([]Submission, error)     // by ID, without files
	Submission(ctx context.Context, id int64) (Submission, error)        // approval.not_found
	File(ctx context.Context, id int64) ([]byte, error)                  // of a submission; nil where there is none
	AddSubmission(ctx context.Context, s *Submission, file []byte) error // fills the ID in; no file where it has no name
	AddDecision(ctx context.Context, d Decision) error
	AddPosted(ctx context.Context, submission int64, list []Posted) error
	// Given are the approvals under which those of the entries were posted that
	// needed one, by entry.
	Given(ctx context.Context, book Book, entries []int64) (map[int64]Given, error)
	// Seq is how many entries the record has that a submission was decided on;
	// 0 where it is no record that counts them.
	Seq(ctx context.Context, of string) (int, error)
}

// Journal records every change in the transaction that makes it.
type Journal interface {
	AppendAll(ctx context.Context, entries []journal.Entry) error
	List(ctx context.Context, f journal.Filter) ([]journal.Record, error)
}

// Users tells who somebody is.
type Users interface {
	Known(ctx context.Context, name string) (bool, error)
	// Standing is what the user of that name may do now, nothing while disabled;
	// not known when there is no such user.
	Standing(ctx context.Context, name string) (actor access.Actor, active, known bool, err error)
}

// needed is why the gate refused.
type needed struct {
	op    access.Operation // all of what would be posted
	held  access.Operation // what of it is above a limit
	limit money.Money
}

func (n *needed) Error() string { return "needs an approval" }

// Allow is the gate. Under an approval it lets pass what was approved, which
// must be what is posted; of anything else it refuses what is above the limit
// in force of its kind, and what always wants a second person.
//
// Errors: approval.needed, approval.always; approval.changed under an approval of something
// else.
func (s *Service) Allow(ctx context.Context, _ access.Actor, op access.Operation, parts ...access.Operation) error {
	if ctx.Value(trialKey{}) != nil {
		return nil
	}
	if run, ok := ctx.Value(runKey{}).(*run); ok && run.covers(op) {
		return nil
	}
	held, limit, err := s.held(ctx, append([]access.Operation{op}, parts...))
	if err != nil || held == nil {
		return err
	}
	if run, ok := ctx.Value(runKey{}).(*run); ok {
		return run.changed(op)
	}
	if held.Kind.Always() {
		return problem.New(problem.Conflict, "approval.always", "operation", string(held.Kind)).With(&needed{op, *held, limit})
	}
	return problem.New(problem.Conflict, "approval.needed",
		"operation", string(held.Kind), "amount", held.USD, "limit", limit).With(&needed{op, *held, limit})
}

// held is the first of the operations that is above the limit of its kind, or
// has none because it always wants a second person; nil when there is none.
func (s *Service) held(ctx context.Context, ops []access.Operation) (held *access.Operation, above money.Money, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		for _, op := range ops {
			if op.Kind.Always() {
				held, above = &op, money.Zero(money.USD)
				return nil
			}
			limits, err := s.store.Limits(ctx, op.Kind)
			if err != nil {
				return err
			}
			if limit, ok := inForce(limits, op.Kind); ok && limit.holds(op.USD) {
				held, above = &op, limit.Above
				return nil
			}
		}
		return nil
	})
	return held, above, err
}

// Keep links what was posted to the approval under which it was. Outside of one
// there is nothing to link.
func (s *Service) Keep(ctx context.Context, op access.Operation, ids []int64) error {
	run, ok := ctx.Value(runKey{}).(*run)
	if !ok {
		return nil
	}
	return s.keepIn(ctx, run, bookOf(op.Kind), ids)
}

// KeepEvent links an event of technical assistance to the approval under which
// it was recorded. Outside of one there is nothing to link.
func (s *Service) KeepEvent(ctx context.Context, id int64) error {
	run, ok := ctx.Value(runKey{}).(*run)
	if !ok {
		return nil
	}
	return s.keepIn(ctx, run, AssistanceEvents, []int64{id})
}

func (s *Service) keepIn(ctx context.Context, run *run, book Book, ids []int64) error {
	list := make([]Posted, len(ids))
	for i, id := range ids {
		list[i] = Posted{book, id}
	}
	run.posted = append(run.posted, list...)
	return s.store.AddPosted(ctx, run.submission.ID, list)
}

// run is an approval that is being carried out.
type run struct {
	submission Submission
	seen       bool // what was approved is being posted
	posted     []Posted
}

type runKey struct{}

// covers reports whether the operation is what was approved. A use case may ask
// for it in two halves of the same amount.
func (r *run) covers(op access.Operation) bool {
	same := op.Kind == r.submission.Kind && op.USD == r.submission.USD
	r.seen = r.seen || same
	return same
}

// changed refuses to post something else than what was approved.
func (r *run) changed(op access.Operation) error {
	return problem.New(problem.Conflict, "approval.changed",
		"submission", r.submission.ID, "amount", r.submission.USD, "now", op.USD)
}

// trialKey marks a run that is undone in any case: it may go the whole way.
type trialKey struct{}

func trial(ctx context.Context) context.Context { return context.WithValue(ctx, trialKey{}, true) }
