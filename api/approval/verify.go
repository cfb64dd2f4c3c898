package approval

import (
	"context"
	"strconv"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// What the journal calls them.
const (
	limitObject      = "approval_limit"
	approverObject   = "approver_limit"
	submissionObject = "submission"
	decisionObject   = "approval"
)

// The journal keeps everything that counts, so that Verify can compare what is
// there with it.
type (
	limitFacts struct {
		Operation access.OperationKind `json:"operation"`
		Above     string               `json:"above,omitempty"` // none where the limit was lifted
	}
	approverFacts struct {
		User string `json:"user"`
		UpTo string `json:"up_to,omitempty"` // none for any amount
	}
	submissionFacts struct {
		Case        string               `json:"use_case"`
		Operation   access.OperationKind `json:"operation"`
		USD         string               `json:"usd"`
		Above       string               `json:"above"`
		Concerns    string               `json:"concerns"`
		Seq         int                  `json:"seq,omitempty"`
		InputSHA256 string               `json:"input_sha256"`
		FileName    string               `json:"file_name,omitempty"`
		FileSHA256  string               `json:"file_sha256,omitempty"`
	}
	decisionFacts struct {
		EnteredBy string  `json:"entered_by"`
		Verdict   Verdict `json:"verdict"`
		Posted    []Span  `json:"posted,omitempty"`
	}
)

func number(id int64) string { return strconv.FormatInt(id, 10) }

func limitFactsOf(l Limit) limitFacts { return limitFacts{l.Kind, l.Above.String()} }

func approverFactsOf(l ApproverLimit) approverFacts { return approverFacts{l.User, l.UpTo.String()} }

func submissionFactsOf(s Submission) submissionFacts {
	return submissionFacts{
		s.Case, s.Kind, s.USD.String(), s.Limit.String(), s.Of, s.Seq, digest(s.Input), s.FileName, s.FileSHA256,
	}
}

func limitRecord(l Limit) journal.Entry {
	return journal.Entry{
		Actor: l.EnteredBy, Action: "approval_limit.set", Object: limitObject, ID: number(l.ID), Reason: l.Reason, After: limitFactsOf(l),
	}
}

func approverRecord(l ApproverLimit) journal.Entry {
	return journal.Entry{
		Actor: l.EnteredBy, Action: "approver_limit.set", Object: approverObject, ID: number(l.ID), Reason: l.Reason, After: approverFactsOf(l),
	}
}

func submitRecord(s Submission) journal.Entry {
	return journal.Entry{
		Actor: s.EnteredBy, Action: "approval.submit", Object: submissionObject, ID: number(s.ID), After: submissionFactsOf(s),
	}
}

// verbs are the actions of the verdicts.
var verbs = map[Verdict]string{Approved: "approval.approve", Refused: "approval.refuse", Withdrawn: "approval.withdraw"}

func decisionRecord(d Decision, posted []Posted) journal.Entry {
	return journal.Entry{
		Actor: d.DecidedBy, Action: verbs[d.Verdict], Object: decisionObject, ID: number(d.Submission), Reason: d.Reason,
		After: decisionFacts{d.EnteredBy, d.Verdict, Spans(posted)},
	}
}

// Finding is something about approvals that cannot be. Place says where:
// "submission 4", "entry 17".
type Finding struct {
	Place string
	Code  string
	Args  problem.Args
}

func found(place string, p *problem.Error) Finding { return Finding{place, p.Code, p.Args} }

// Posting tells what was posted: each part of the books does.
type Posting interface {
	EachPosted(ctx context.Context, fn func(access.Posted) error) error
}

// Verify compares limits, submissions, decisions and what they posted with the
// journal, and every entry of the books with the limit that was in force when
// it was recorded: above it, there is an approval by somebody else, and it was
// posted under it. What was recorded in the same second in which a limit
// changed is held to the more generous one.
func (s *Service) Verify(ctx context.Context, books ...Posting) (findings []Finding, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		var c comparison
		if err := s.tell(ctx, &c); err != nil {
			return err
		}
		limits, approved, err := s.keep(ctx, &c)
		if err != nil {
			return err
		}
		if findings, err = c.findings(); err != nil {
			return err
		}
		for _, book := range books {
			err := book.EachPosted(ctx, func(p access.Posted) error {
				findings = append(findings, unapproved(p, limits, approved)...)
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return findings, err
}

type comparison struct{ journal.Comparison[string] }

func (c *comparison) findings() ([]Finding, error) {
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		findings = append(findings, found(d.Place, d.Err()))
	}
	return findings, err
}

func (s *Service) tell(ctx context.Context, c *comparison) error {
	if err := tell[limitFacts](ctx, s.journal, c, limitObject); err != nil {
		return err
	}
	if err := tell[approverFacts](ctx, s.journal, c, approverObject); err != nil {
		return err
	}
	if err := tell[submissionFacts](ctx, s.journal, c, submissionObject); err != nil {
		return err
	}
	return tell[decisionFacts](ctx, s.journal, c, decisionObject)
}

func tell[F any](ctx context.Context, from journal.Lister, c *comparison, object string) error {
	return journal.Each(ctx, from, object, func(r journal.Record, facts F) error {
		c.Tell(object+" "+r.ID, r.At, r.Actor, r.Reason, facts)
		return nil
	})
}

// keep takes what is there, and returns by whom what was posted was approved.
func (s *Service) keep(ctx context.Context, c *comparison) (limits []Limit, approved map[Posted]Submission, err error) {
	if limits, err = s.store.Limits(ctx, ""); err != nil {
		return nil, nil, err
	}
	for _, l := range limits {
		c.Keep(limitObject+" "+number(l.ID), l.RecordedAt, l.EnteredBy, l.Reason, limitFactsOf(l))
	}
	approvers, err := s.store.ApproverLimits(ctx, "")
	if err != nil {
		return nil, nil, err
	}
	for _, l := range approvers {
		c.Keep(approverObject+" "+number(l.ID), l.RecordedAt, l.EnteredBy, l.Reason, approverFactsOf(l))
	}
	submissions, err := s.store.Submissions(ctx, Filter{})
	if err != nil {
		return nil, nil, err
	}
	approved = map[Posted]Submission{}
	for _, one := range submissions {
		if one.FileName != "" {
			content, err := s.store.File(ctx, one.ID)
			if err != nil {
				return nil, nil, err
			}
			one.FileSHA256 = digest(content)
		}
		c.Keep(submissionObject+" "+number(one.ID), one.RecordedAt, one.EnteredBy, "", submissionFactsOf(one))
		d := one.Decision
		if d == nil {
			continue
		}
		c.Keep(decisionObject+" "+number(one.ID), d.RecordedAt, d.DecidedBy, d.Reason, decisionFacts{d.EnteredBy, d.Verdict, Spans(one.Posted)})
		for _, p := range one.Posted {
			approved[p] = one
		}
	}
	return limits, approved, nil
}

// unapproved finds what was above the limit of its time and was not approved,
// or approved by who entered it.
func unapproved(p access.Posted, limits []Limit, approved map[Posted]Submission) (findings []Finding) {
	limit, ok := inForceAt(limits, p.Kind, p.At)
	switch {
	case p.Kind.Always():
		limit = Limit{Above: money.Zero(money.USD)}
	case !ok || !limit.holds(p.USD):
		return nil
	}
	for _, id := range p.IDs {
		posted := Posted{bookOf(p.Kind), id}
		place := string(posted.Book) + " " + number(id)
		under, ok := approved[posted]
		switch {
		case !ok && p.Kind.Always():
			findings = append(findings, found(place, problem.New(problem.Conflict, "verify.never_approved", "operation", string(p.Kind))))
		case !ok:
			findings = append(findings, found(place, problem.New(problem.Conflict, "verify.unapproved",
				"operation", string(p.Kind), "amount", p.USD, "limit", limit.Above)))
		case under.Decision.Verdict != Approved || under.Decision.DecidedBy == under.EnteredBy || under.EnteredBy != p.By || !covers(under, p.USD):
			findings = append(findings, found(place, problem.New(problem.Conflict, "verify.wrongly_approved",
				"submission", under.ID, "name", under.Decision.DecidedBy)))
		}
	}
	return findings
}

// covers reports whether the submission was for as much at least: an import is
// submitted as a whole, and its entries are parts of it.
func covers(s Submission, usd money.Money) bool { return usd.Units() <= s.USD.Units() }
