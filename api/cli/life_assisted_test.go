package cli

import (
	"errors"
	"fmt"
	"slices"

	"article30/api/approval"
	"article30/budget/project"
	"article30/contributions"
	"article30/internal/access"
)

// limited sets the limits with which a life begins.
func (l *life) limited() {
	l.t.Helper()
	for kind, above := range map[access.OperationKind]string{access.Receiving: "30", access.Committing: "9", access.Spending: "6"} {
		_, err := l.s.approvals.SetLimit(l.ctx, l.actor, approval.LimitIn{Operation: string(kind), Above: above, Reason: "rule 105.3"})
		l.must(err)
	}
}

// approvedDeeds are those of the second person: limits that come and go, what is
// submitted above them, and what becomes of it.
func (l *life) approvedDeeds() []deed {
	s := l.s.approvals
	decide := func(by string, decide func(actor access.Actor, id int64) (approval.Submission, error)) func() (string, error) {
		return func() (string, error) {
			id, _ := one(l, l.submissions)
			what := l.nth(l.submissions, id) + " " + by
			made, err := decide(access.Operator(by), id)
			if err == nil && l.dice.IntN(4) > 0 { // some are decided on once more
				l.submissions = slices.DeleteFunc(l.submissions, func(other int64) bool { return other == id })
			}
			for _, p := range made.Posted {
				switch p.Book {
				case approval.Contributions:
					l.entries = append(l.entries, p.ID)
				case approval.Execution:
					l.spent = append(l.spent, p.ID)
				}
			}
			return what, err
		}
	}
	kinds := []access.OperationKind{
		access.Receiving, access.Refunding, access.Committing, access.ChangingCommitment, access.Spending, access.Paying, access.TransferringEarmark,
	}
	return []deed{
		{"set limit", 3, func() (string, error) {
			kind := kinds[l.dice.IntN(len(kinds))]
			in := approval.LimitIn{Operation: string(kind), Above: fmt.Sprint(l.dice.IntN(12)), Reason: "rule 105.3"}
			if l.dice.IntN(3) == 0 {
				in.Above = ""
			}
			_, err := s.SetLimit(l.ctx, l.actor, in)
			return in.Operation + " " + in.Above, err
		}},
		{"submit receipt", 6, func() (string, error) {
			c, n := l.contribution()
			in := contributions.PaymentIn{Contribution: c.id, On: l.day(), Currency: c.currency, Amount: l.amount(c.currency, 60)}
			record, name := l.s.cases.Receipt, "receipt"
			if l.dice.IntN(4) == 0 {
				record, name = l.s.cases.Refund, "refund"
			}
			e, err := record.Do(l.ctx, l.actor, in)
			what := fmt.Sprintf("%s R-%d %s %s", name, n, in.On, in.Amount)
			if l.kept(err) {
				return what + " submitted", nil
			}
			return what, l.entered(e, err)
		}},
		{"approve", 8, decide("approver", func(actor access.Actor, id int64) (approval.Submission, error) { return s.Approve(l.ctx, actor, id) })},
		{"approve one's own", 1, decide("officer", func(actor access.Actor, id int64) (approval.Submission, error) { return s.Approve(l.ctx, actor, id) })},
		{"turn down", 2, decide("approver", func(actor access.Actor, id int64) (approval.Submission, error) {
			return s.Refuse(l.ctx, actor, id, "no")
		})},
		{"take back", 1, decide("officer", func(actor access.Actor, id int64) (approval.Submission, error) {
			return s.Withdraw(l.ctx, actor, id, "")
		})},
		{"assistance", 30, l.assist},
	}
}

// kept reports whether something was submitted, and remembers it.
func (l *life) kept(err error) bool {
	waits, ok := errors.AsType[*approval.Pending](err)
	if ok {
		l.submissions = append(l.submissions, waits.Submission.ID)
	}
	return ok
}

// assist is the next thing that happens to a request of a State, or to the
// project that came of it.
func (l *life) assist() (string, error) {
	s, on := l.s.projects, l.today.String()
	sara, anton, alice := access.Operator("sara"), access.Operator("anton"), access.Operator("alice")
	number, ok := one(l, l.requests)
	if !ok || len(l.requests) < 4 && l.dice.IntN(5) == 0 {
		states := [][]string{{"KEN"}, {"UGA"}, {"KEN", "UZB"}}[l.dice.IntN(3)]
		c, err := s.Register(l.ctx, sara, project.RequestIn{
			On: on, States: states, Instrument: []string{"convention", "trafficking"}[l.dice.IntN(2)], Article: "10", Language: "en",
			Summary: "Training", Amount: l.amount("USD", 60), Contact: "NV/1",
		})
		if err == nil {
			l.requests = append(l.requests, c.Request.Number.String())
		}
		return fmt.Sprint("request of ", states), err
	}
	found, err := s.Find(l.ctx, l.actor, number)
	if err != nil {
		return number, err
	}
	var made project.Case
	did := ""
	switch found.State {
	case project.Received:
		did = "opened"
		made, err = s.OpenAppraisal(l.ctx, anton, number, on)
	case project.UnderAppraisal:
		did = "appraised"
		made, err = s.Appraise(l.ctx, anton, project.AppraiseIn{Number: number, On: on, Recommended: l.dice.IntN(4) > 0, Criteria: "Answers the review"})
	case project.Favourable, project.Unfavourable:
		switch l.dice.IntN(8) {
		case 0:
			did = "declined"
			made, err = s.Decline(l.ctx, alice, number, on, "no")
		case 1:
			did = "withdrawn"
			made, err = s.Withdraw(l.ctx, sara, number, on, "no longer")
		default:
			in := project.ApproveIn{
				Number: number, On: on, Title: "Training", Start: on, End: l.today.AddDays(300).String(),
				Budget: []project.ShareIn{{Object: "grants_contributions", Amount: l.amount("USD", 40)}},
			}
			if l.dice.IntN(2) == 0 {
				in.Override = "the Executive Director"
			}
			did = "approved for " + in.Budget[0].Amount
			made, err = s.Approve(l.ctx, alice, in)
		}
	case project.InProject:
		did, made, err = l.carryOut(found)
	default:
		did = "is over"
	}
	if l.kept(err) {
		return number + " " + did + " submitted", nil
	}
	if n := len(made.Events); err == nil && n > 0 && made.Events[n-1].Entry != 0 {
		l.spent = append(l.spent, made.Events[n-1].Entry)
	}
	return number + " " + did, err
}

// carryOut is something that happens to a project.
func (l *life) carryOut(found project.Standing) (did string, made project.Case, err error) {
	s, cases, on, p := l.s.projects, l.s.cases, l.today.String(), found.Project
	code, partner := p.Code.String(), 0
	if len(p.Partners) > 0 {
		partner = 1 + l.dice.IntN(len(p.Partners))
	}
	what := l.dice.IntN(16)
	if partner == 0 {
		what = 0
	}
	switch {
	case what < 2:
		a, _ := one(l, l.allotments)
		in := project.EngageIn{
			Project: code, On: on, Name: "School", Kind: "government", Agreement: fmt.Sprint("GA/", len(l.told)), Allotment: a,
			Instalments: []project.InstalmentIn{{Due: on, Amount: l.amount("USD", 12)}, {Due: on, Amount: l.amount("USD", 8)}},
		}
		if l.dice.IntN(2) == 0 {
			in.Instalments[1].After = 1
			in.Reports = []project.ReportIn{{Kind: "financial", What: "Interim report", Due: l.today.AddDays(20).String()}}
		}
		made, err = cases.Engage.Do(l.ctx, l.actor, in)
		did = fmt.Sprint("engaged for ", in.Instalments)
	case what < 8:
		in := project.ReleaseIn{Project: code, Partner: partner, On: on, Reference: fmt.Sprint("P/", len(l.told))}
		if l.dice.IntN(3) == 0 {
			in.Override = "asked for"
		}
		made, err = cases.Release.Do(l.ctx, l.actor, in)
		did = fmt.Sprint("released to ", partner)
	case what < 10:
		in := project.RefundIn{Project: code, Partner: partner, Amount: l.amount("USD", 9), On: on, Reference: fmt.Sprint("M/", len(l.told)), Reason: "unspent"}
		made, err = cases.PartnerRefund.Do(l.ctx, l.actor, in)
		did = fmt.Sprint("refunded by ", partner, " ", in.Amount)
	case what < 11:
		made, err = cases.EndPartner.Do(l.ctx, l.actor, project.EndIn{Project: code, Partner: partner, On: on, Reason: "off"})
		did = fmt.Sprint("ended ", partner)
	case what < 14 && len(p.Reports) > 0:
		r := p.Reports[l.dice.IntN(len(p.Reports))]
		in := project.ReportStepIn{Project: code, Report: r.No, On: on, Reference: "R", Reason: "again"}
		step, name := s.ReceiveReport, "received"
		if r.State() == "received" {
			step, name = s.AcceptReport, "accepted"
		}
		made, err = step(l.ctx, access.Operator("sara"), in)
		did = fmt.Sprint("report ", r.No, " ", name)
	case what < 15:
		in := project.ReviseIn{Project: code, On: on, Reason: "more", Budget: []project.ShareIn{{Object: "grants_contributions", Amount: l.amount("USD", 50)}}}
		made, err = s.Revise(l.ctx, access.Operator("alice"), in)
		did = "revised to " + in.Budget[0].Amount
	default:
		made, err = s.Close(l.ctx, l.actor, project.CloseIn{Project: code, On: on, Note: "reports accepted"})
		did = "closed"
	}
	return did, made, err
}
