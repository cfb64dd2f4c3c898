package cli

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"article30/api/approval"
	"article30/api/wire"
	"article30/internal/access"
	"article30/internal/money"
	"article30/internal/problem"
)

type approvalCmd struct {
	Limits   approvalLimitsCmd   `cmd:"" help:"Above which amounts a second person approves, and who up to how much."`
	Set      approvalSetCmd      `cmd:"" help:"Set the limit of a kind of operation."`
	Unset    approvalUnsetCmd    `cmd:"" help:"Lift the limit of a kind of operation."`
	Approver approvalApproverCmd `cmd:"" help:"Say up to how much a user may approve."`
	List     approvalListCmd     `cmd:"" default:"withargs" help:"List what was submitted."`
	Show     approvalShowCmd     `cmd:"" help:"Show one submission."`
	Approve  approvalApproveCmd  `cmd:"" help:"Approve submissions: all or none."`
	Refuse   approvalRefuseCmd   `cmd:"" help:"Refuse a submission."`
	Withdraw approvalWithdrawCmd `cmd:"" help:"Take back one's own submission."`
}

type approvalLimitsCmd struct {
	History bool `help:"Every limit that was ever set."`
	JSON    bool `name:"json" help:"As JSON."`
}

func (c *approvalLimitsCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		limits, approvers, err := s.approvals.LimitsInForce(a.ctx)
		if err != nil {
			return err
		}
		history, err := s.approvals.LimitHistory(a.ctx)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewLimits(limits, approvers, history))
		}
		if c.History {
			limits = history
		}
		if len(limits) == 0 {
			a.println(a.printer.Text("cli.approval_no_limits"))
		} else {
			t := a.table("operation", "above", "actor", "date", "reason")
			t.right(1)
			for _, l := range limits {
				t.row(a.printer.Text("operation."+string(l.Kind)), a.orAny(l.Above, "cli.approval_lifted"), l.EnteredBy,
					wire.NewApprovalLimit(l).RecordedAt, l.Reason)
			}
			if err := t.print(); err != nil {
				return err
			}
		}
		if len(approvers) == 0 {
			return nil
		}
		t := a.table("user", "up_to", "actor", "date", "reason")
		t.right(1)
		for _, l := range approvers {
			t.row(l.User, a.orAny(l.UpTo, "cli.approval_any"), l.EnteredBy, wire.NewApproverLimit(l).RecordedAt, l.Reason)
		}
		return t.print()
	})
}

// orAny is an amount, or a word where there is none.
func (a *app) orAny(m money.Money, key string) string {
	if m == (money.Money{}) {
		return a.printer.Text(key)
	}
	return a.printer.Money(m)
}

type approvalSetCmd struct {
	Operation string `arg:"" help:"${operations}."`
	Above     string `required:"" placeholder:"USD" help:"US dollars; what is as much needs none."`
	Reason    string `required:"" help:"Why."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *approvalSetCmd) Run(a *app) error {
	return a.setLimit(c.JSON, approval.LimitIn{Operation: c.Operation, Above: c.Above, Reason: c.Reason})
}

type approvalUnsetCmd struct {
	Operation string `arg:"" help:"${operations}."`
	Reason    string `required:"" help:"Why."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *approvalUnsetCmd) Run(a *app) error {
	return a.setLimit(c.JSON, approval.LimitIn{Operation: c.Operation, Reason: c.Reason})
}

func (a *app) setLimit(asJSON bool, in approval.LimitIn) error {
	return a.with(func(s *services) error {
		l, err := s.approvals.SetLimit(a.ctx, a.actor, in)
		if err != nil {
			return err
		}
		if asJSON {
			return a.json(wire.NewApprovalLimit(l))
		}
		key := "cli.approval_limit_set"
		if in.Above == "" {
			key = "cli.approval_limit_lifted"
		}
		a.println(a.printer.Text(key, "operation", string(l.Kind), "amount", l.Above))
		return nil
	})
}

type approvalApproverCmd struct {
	User   string `arg:"" help:"The user."`
	UpTo   string `placeholder:"USD" help:"US dollars; any amount without it."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *approvalApproverCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		l, err := s.approvals.SetApprover(a.ctx, a.actor, approval.ApproverIn{User: c.User, UpTo: c.UpTo, Reason: c.Reason})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewApproverLimit(l))
		}
		a.println(a.printer.Text("cli.approver_set", "name", l.User, "amount", a.orAny(l.UpTo, "cli.approval_any")))
		return nil
	})
}

type approvalListCmd struct {
	Pending   bool   `help:"Only those that wait."`
	Operation string `help:"Only of this kind."`
	After     int64  `help:"Begin after this id."`
	Limit     int    `default:"100" help:"At most so many."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *approvalListCmd) Run(a *app) error {
	if err := atLeastOne(c.Limit); err != nil {
		return err
	}
	return a.with(func(s *services) error {
		all, err := s.approvals.Submissions(a.ctx, approval.Filter{
			Pending: c.Pending, Kind: access.OperationKind(c.Operation), After: c.After, Limit: c.Limit + 1,
		})
		if err != nil {
			return err
		}
		list := []wire.Submission{}
		for _, one := range all[:min(len(all), c.Limit)] {
			list = append(list, wire.NewSubmission(one, 0))
		}
		if c.JSON {
			return a.json(list)
		}
		t := a.table("id", "standing", "operation", "usd", "concerns", "actor", "date")
		t.right(3)
		for i, w := range list {
			t.row(strconv.FormatInt(w.ID, 10), a.printer.Text("approval_state."+w.State), a.printer.Text("operation."+w.Operation),
				a.printer.Money(all[i].USD), a.concerned(w.Concerns), w.EnteredBy, w.RecordedAt)
		}
		err = t.print()
		if len(all) > c.Limit {
			a.more(list[c.Limit-1].ID)
		}
		return err
	})
}

// concerned names in the reader's language what a submission is about, such as
// "allotment 2".
func (a *app) concerned(object string) string {
	what, which, _ := strings.Cut(object, " ")
	if key := "concerns." + what; a.printer.Has(key) {
		return a.printer.Text(key, "which", which)
	}
	return object
}

type approvalShowCmd struct {
	ID   int64 `arg:"" help:"The submission's id."`
	JSON bool  `name:"json" help:"As JSON."`
}

func (c *approvalShowCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		one, since, err := s.approvals.Submission(a.ctx, c.ID)
		if err != nil {
			return err
		}
		w := wire.NewSubmission(one, since)
		if c.JSON {
			return a.json(w)
		}
		a.println(a.printer.Text("cli.approval_submission", "id", w.ID, "operation", w.Operation, "amount", one.USD, "limit", one.Limit,
			"concerns", a.concerned(w.Concerns), "name", w.EnteredBy, "at", w.RecordedAt))
		if err := a.json(w.Input); err != nil {
			return err
		}
		if since > 0 {
			a.println(a.printer.Text("cli.approval_since", "count", since, "concerns", a.concerned(w.Concerns)))
		}
		if w.DecidedBy != "" {
			a.println(a.printer.Text("cli.approval_decided", "state", w.State, "name", w.DecidedBy, "at", w.DecidedAt))
		}
		if w.Reason != "" {
			a.println(a.printer.Text("cli.approval_reason", "reason", w.Reason))
		}
		a.spans(w.Posted)
		return nil
	})
}

// spans lists what was posted.
func (a *app) spans(posted []approval.Span) {
	for _, p := range posted {
		a.println(a.printer.Text("cli.approval_posted", "book", string(p.Book), "first", p.First, "last", p.Last))
	}
}

type approvalApproveCmd struct {
	IDs       []int64 `arg:"" optional:"" name:"ids" help:"The submissions' ids, in the order in which they are to be posted."`
	All       bool    `help:"All that wait, entered by others."`
	Operation string  `help:"With --all: only of this kind."`
	UpTo      string  `placeholder:"USD" help:"With --all: only up to this amount."`
	Partial   bool    `help:"Approve what can be approved, and say why others were not."`
	JSON      bool    `name:"json" help:"As JSON."`
}

func (c *approvalApproveCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		ids, err := c.chosen(a, s)
		if err != nil {
			return err
		}
		all, err := s.approvals.ApproveAll(a.ctx, a.actor, ids, c.Partial)
		if err != nil {
			return err
		}
		list, done, refused := []wire.Submission{}, []approval.Submission{}, 0
		for _, o := range all {
			if o.Err != nil {
				refused++
				a.say(o.Err)
				continue
			}
			list, done = append(list, wire.NewSubmission(o.Submission, 0)), append(done, o.Submission)
		}
		if c.JSON {
			err = a.json(list)
		} else {
			for i, w := range list {
				a.println(a.printer.Text("cli.approval_done", "id", w.ID, "operation", w.Operation, "amount", done[i].USD, "name", w.EnteredBy))
				a.spans(w.Posted)
			}
		}
		if err == nil && refused > 0 {
			err = errFound
		}
		return err
	})
}

// chosen are the submissions that are asked for.
func (c *approvalApproveCmd) chosen(a *app, s *services) ([]int64, error) {
	var fields problem.Fields
	if c.All == (len(c.IDs) > 0) {
		fields.Add("ids", "cli.approval_choose")
	}
	var most money.Money
	if c.UpTo != "" {
		var err error
		most, err = money.Parse(c.UpTo, money.USD)
		fields.AddErr("up_to", err)
	}
	if !c.All && (c.Operation != "" || c.UpTo != "") {
		fields.Add("ids", "cli.approval_choose")
	}
	if err := fields.Err("cli.invalid"); err != nil || !c.All {
		return c.IDs, err
	}
	waiting, err := s.approvals.Submissions(a.ctx, approval.Filter{Pending: true, Kind: access.OperationKind(c.Operation)})
	if err != nil {
		return nil, err
	}
	waiting = slices.DeleteFunc(waiting, func(one approval.Submission) bool {
		return one.EnteredBy == a.actor.Name || c.UpTo != "" && one.USD.Units() > most.Units()
	})
	var ids []int64
	for _, one := range waiting {
		ids = append(ids, one.ID)
	}
	return ids, nil
}

type approvalRefuseCmd struct {
	ID     int64  `arg:"" help:"The submission's id."`
	Reason string `required:"" help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *approvalRefuseCmd) Run(a *app) error {
	return a.ended(c.JSON, func(s *services) (approval.Submission, error) {
		return s.approvals.Refuse(a.ctx, a.actor, c.ID, c.Reason)
	})
}

type approvalWithdrawCmd struct {
	ID     int64  `arg:"" help:"The submission's id."`
	Reason string `help:"Why."`
	JSON   bool   `name:"json" help:"As JSON."`
}

func (c *approvalWithdrawCmd) Run(a *app) error {
	return a.ended(c.JSON, func(s *services) (approval.Submission, error) {
		return s.approvals.Withdraw(a.ctx, a.actor, c.ID, c.Reason)
	})
}

func (a *app) ended(asJSON bool, end func(s *services) (approval.Submission, error)) error {
	return a.with(func(s *services) error {
		one, err := end(s)
		if err != nil {
			return err
		}
		w := wire.NewSubmission(one, 0)
		if asJSON {
			return a.json(w)
		}
		a.println(a.printer.Text("cli.approval_ended", "id", w.ID, "state", w.State))
		return nil
	})
}

// pending says that a command was kept for approval; false for any other error.
func (a *app) waits(err error) bool {
	_, ok := errors.AsType[*approval.Pending](err)
	return ok
}

func (a *app) pending(err error) bool {
	kept, ok := errors.AsType[*approval.Pending](err)
	if !ok {
		return false
	}
	w := wire.NewPending(a.printer, kept)
	if w.Report != nil {
		a.report(*w.Report, false, true)
	}
	if kept.Submission.Kind.Always() {
		a.println(a.printer.Text("cli.approval_always", "id", w.ID, "operation", w.Operation))
		return true
	}
	a.println(a.printer.Text("cli.approval_submitted", "id", w.ID, "operation", w.Operation, "amount", kept.Submission.USD, "limit", kept.Submission.Limit))
	return true
}
