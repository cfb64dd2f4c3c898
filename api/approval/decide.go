package approval

import (
	"context"
	"fmt"
	"time"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Decide is what somebody decides on a submission. It is pure; with is up to
// how much they may approve. Names compare letter by letter.
//
// Errors: approval.decided when it was decided already; approval.own for one's
// own, whatever else one is, and approval.not_own to withdraw another's;
// approval.above_limit; approval.invalid with approval.no_reason for a refusal
// without one.
func Decide(s Submission, v Verdict, by string, with ApproverLimit, reason string, at time.Time) (Decision, error) {
	switch own := by == s.EnteredBy; {
	case own && v != Withdrawn:
		return Decision{}, problem.New(problem.Forbidden, "approval.own", "submission", s.ID)
	case !own && v == Withdrawn:
		return Decision{}, problem.New(problem.Forbidden, "approval.not_own", "submission", s.ID, "name", s.EnteredBy)
	case s.Decision != nil:
		return Decision{}, problem.New(problem.Conflict, "approval.decided",
			"submission", s.ID, "verdict", string(s.Decision.Verdict), "name", s.Decision.DecidedBy)
	case v == Approved && !with.within(s.USD):
		return Decision{}, problem.New(problem.Forbidden, "approval.above_limit",
			"submission", s.ID, "amount", s.USD, "limit", with.UpTo)
	case v == Refused && reason == "":
		var fields problem.Fields
		fields.Add("reason", "approval.no_reason")
		return Decision{}, fields.Err("approval.invalid")
	}
	return Decision{s.ID, s.EnteredBy, v, by, reason, at}, nil
}

// Approve posts a submission: what was kept is run again through its use case,
// as entered by who submitted it, in one transaction with the decision. When
// the world has changed so that it is refused now, it stays pending.
//
// Errors: those of Require and Decide; approval.approver_disabled,
// approval.approver_denied; approval.not_found; approval.submitter_disabled,
// approval.submitter_denied when who submitted it may not enter it any more;
// approval.changed when it would post another amount now; approval.unreadable
// for an input of another version of the program; those of the use case.
func (s *Service) Approve(ctx context.Context, actor access.Actor, id int64) (done Submission, err error) {
	if err := actor.Require(access.DecideApprovals); err != nil {
		return Submission{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		if err := s.mayDecide(ctx, actor); err != nil {
			return err
		}
		one, d, err := s.decide(ctx, actor, id, Approved, "")
		if err != nil {
			return err
		}
		under := &run{submission: one}
		if err := s.replay(ctx, under); err != nil {
			return err
		}
		done = one
		done.Decision, done.Posted = &d, under.posted
		return s.journal.AppendAll(ctx, []journal.Entry{decisionRecord(d, under.posted)})
	})
	if err != nil {
		return Submission{}, err
	}
	return done, nil
}

// replay runs a submission under its approval.
func (s *Service) replay(ctx context.Context, under *run) error {
	again, ok := s.cases[under.submission.Case]
	if !ok {
		return problem.New(problem.Conflict, "approval.unreadable", "submission", under.submission.ID)
	}
	content, err := s.store.File(ctx, under.submission.ID)
	if err != nil {
		return err
	}
	submitter, err := s.submitter(ctx, under.submission)
	if err != nil {
		return err
	}
	err = again(context.WithValue(ctx, runKey{}, under), submitter, under.submission, content)
	if p, ok := problem.As(err); ok && p.Code == "access.denied" {
		return problem.New(problem.Conflict, "approval.submitter_denied", "submission", under.submission.ID,
			"name", submitter.Name, "permission", p.Args["permission"], "roles", p.Args["roles"])
	}
	if err != nil {
		return err
	}
	if !under.seen {
		return problem.New(problem.Conflict, "approval.nothing_left", "submission", under.submission.ID)
	}
	return nil
}

// submitter is who submitted it, with what they may do now. A name that no user
// has was given at the command line, by whoever has the database.
//
// Error: approval.submitter_disabled.
func (s *Service) submitter(ctx context.Context, one Submission) (access.Actor, error) {
	actor, active, known, err := s.users.Standing(ctx, one.EnteredBy)
	switch {
	case err != nil:
		return access.Actor{}, err
	case !known:
		return access.Operator(one.EnteredBy), nil
	case !active:
		return access.Actor{}, problem.New(problem.Conflict, "approval.submitter_disabled",
			"submission", one.ID, "name", one.EnteredBy)
	}
	return actor, nil
}

// mayDecide asks again, in the transaction of the decision, whether whoever
// decides may: also of the operator who works under a user's name.
//
// Errors: approval.approver_disabled, approval.approver_denied.
func (s *Service) mayDecide(ctx context.Context, by access.Actor) error {
	actor, active, known, err := s.users.Standing(ctx, by.Name)
	switch {
	case err != nil || !known:
		return err
	case !active:
		return problem.New(problem.Forbidden, "approval.approver_disabled", "name", by.Name)
	case !actor.May(access.DecideApprovals):
		return problem.New(problem.Forbidden, "approval.approver_denied", "name", by.Name)
	}
	return nil
}

// Refuse ends a submission without posting it. It wants a reason.
//
// Errors: those of Require and Decide; approval.approver_disabled,
// approval.approver_denied; approval.not_found; approval.invalid.
func (s *Service) Refuse(ctx context.Context, actor access.Actor, id int64, reason string) (Submission, error) {
	if err := actor.Require(access.DecideApprovals); err != nil {
		return Submission{}, err
	}
	return s.end(ctx, actor, id, Refused, reason)
}

// Withdraw takes one's own submission back.
//
// Errors: those of Require and Decide; approval.not_found; approval.invalid.
func (s *Service) Withdraw(ctx context.Context, actor access.Actor, id int64, reason string) (Submission, error) {
	if err := actor.Require(access.WithdrawSubmissions); err != nil {
		return Submission{}, err
	}
	return s.end(ctx, actor, id, Withdrawn, reason)
}

// end decides without posting anything.
func (s *Service) end(ctx context.Context, actor access.Actor, id int64, v Verdict, why string) (done Submission, err error) {
	var fields problem.Fields
	why = fields.Line("reason", why, maxReason)
	if err := fields.Err("approval.invalid"); err != nil {
		return Submission{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		if v == Refused {
			if err := s.mayDecide(ctx, actor); err != nil {
				return err
			}
		}
		one, d, err := s.decide(ctx, actor, id, v, why)
		if err != nil {
			return err
		}
		done = one
		done.Decision = &d
		return s.journal.AppendAll(ctx, []journal.Entry{decisionRecord(d, nil)})
	})
	if err != nil {
		return Submission{}, err
	}
	return done, nil
}

// decide writes the decision, by which nobody else can decide any more.
func (s *Service) decide(ctx context.Context, actor access.Actor, id int64, v Verdict, reason string) (Submission, Decision, error) {
	one, err := s.store.Submission(ctx, id)
	if err != nil {
		return Submission{}, Decision{}, err
	}
	with, err := s.approver(ctx, actor.Name)
	if err != nil {
		return Submission{}, Decision{}, err
	}
	d, err := Decide(one, v, actor.Name, with, reason, s.now())
	if err != nil {
		return Submission{}, Decision{}, err
	}
	return one, d, s.store.AddDecision(ctx, d)
}

// Outcome is what came of one submission of several: it, or why it was not
// approved.
type Outcome struct {
	ID         int64
	Submission Submission
	Err        error
}

// ApproveAll approves several submissions in the order in which they are given.
// All of them are posted or, when one stands in the way, none; with partial
// each is posted on its own, and the outcome says why others were not.
//
// Errors: those of Require; approval.none_given; approval.too_many;
// approval.repeated; approval.stands_in_the_way, whose field names the first
// one that cannot be approved and says why.
func (s *Service) ApproveAll(ctx context.Context, actor access.Actor, ids []int64, partial bool) (all []Outcome, err error) {
	if err := actor.Require(access.DecideApprovals); err != nil {
		return nil, err
	}
	if err := bulk(ids); err != nil {
		return nil, err
	}
	if partial {
		for _, id := range ids {
			one, err := s.Approve(ctx, actor, id)
			if _, told := problem.As(err); err != nil && (!told || problem.KindOf(err) == problem.Internal || problem.KindOf(err) == problem.Unavailable) {
				return nil, err
			}
			all = append(all, Outcome{id, one, err})
		}
		return all, nil
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		all = nil
		for i, id := range ids {
			one, err := s.Approve(ctx, actor, id)
			if err != nil {
				var fields problem.Fields
				fields.AddErr(fmt.Sprintf("ids[%d]", i), err)
				err := fields.Err("approval.stands_in_the_way")
				if p, ok := problem.As(err); ok && p.Code == "approval.stands_in_the_way" {
					p.Kind, p.Args = problem.Conflict, problem.Args{"submission": id}
				}
				return err
			}
			all = append(all, Outcome{ID: id, Submission: one})
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// maxBulk is how many submissions are approved at once.
const maxBulk = 500

func bulk(ids []int64) error {
	if len(ids) == 0 {
		return problem.New(problem.Invalid, "approval.none_given")
	}
	if len(ids) > maxBulk {
		return problem.New(problem.Invalid, "approval.too_many", "most", maxBulk)
	}
	seen := map[int64]bool{}
	for _, id := range ids {
		if seen[id] {
			return problem.New(problem.Invalid, "approval.repeated", "submission", id)
		}
		seen[id] = true
	}
	return nil
}
