package contributions

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// FixedRateIn is a fixed rate as it comes in; days are YYYY-MM-DD.
type FixedRateIn struct {
	Currency  string
	From, To  string
	PerUSD    string
	Reference string
}

// FixRate records the rate that was decided for a period.
//
// Errors: fixed_rate.overlaps; fixed_rate.invalid with the fields that are wrong
// (money.unknown_currency, fixed_rate.dollars, date.grammar,
// fixed_rate.ends_before, rate.grammar and its kin, fixed_rate.no_reference,
// text.too_long).
func (s *Service) FixRate(ctx context.Context, actor access.Actor, in FixedRateIn) (r FixedRate, err error) {
	if err := actor.Require(access.ImportRates); err != nil {
		return FixedRate{}, err
	}
	if r, err = newFixedRate(in); err != nil {
		return FixedRate{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		present, err := s.store.FixedRates(ctx)
		if err != nil {
			return err
		}
		for _, p := range present {
			if p.Currency == r.Currency && p.Withdrawn == (Withdrawal{}) && !p.From.After(r.To) && !p.To.Before(r.From) {
				return problem.New(problem.Conflict, "fixed_rate.overlaps",
					"currency", r.Currency, "fixed_rate", p.ID, "from", p.From, "to", p.To)
			}
		}
		r.EnteredBy, r.RecordedAt = actor.Name, s.now()
		if err := s.store.AddFixedRate(ctx, &r); err != nil {
			return err
		}
		return s.journal.Append(ctx, fixedRateRecord(r))
	})
	if err != nil {
		return FixedRate{}, err
	}
	return r, nil
}

func newFixedRate(in FixedRateIn) (r FixedRate, err error) {
	var fields problem.Fields
	r.Currency, err = money.ParseCurrency(in.Currency)
	fields.AddErr("currency", err)
	if r.Currency == money.USD {
		fields.Add("currency", "fixed_rate.dollars")
	}
	r.From, err = date.Parse(in.From)
	fields.AddErr("from", err)
	from := err == nil
	r.To, err = date.Parse(in.To)
	fields.AddErr("to", err)
	if from && err == nil && r.To.Before(r.From) {
		fields.Add("to", "fixed_rate.ends_before", "from", r.From, "to", r.To)
	}
	r.PerUSD, err = money.ParseRate(in.PerUSD)
	fields.AddErr("per_usd", err)
	if r.Reference = fields.Line("reference", in.Reference, maxReference); r.Reference == "" {
		fields.Add("reference", "fixed_rate.no_reference")
	}
	return r, fields.Err("fixed_rate.invalid")
}

// WithdrawFixedRate takes back a rate that was recorded by mistake.
//
// Errors: fixed_rate.not_found; fixed_rate.withdrawn; fixed_rate.used when it
// gave an entry its value; fixed_rate.invalid with the field "reason"
// (entry.no_reason).
func (s *Service) WithdrawFixedRate(ctx context.Context, actor access.Actor, id int64, reason string) (r FixedRate, err error) {
	if err := actor.Require(access.ImportRates); err != nil {
		return FixedRate{}, err
	}
	var fields problem.Fields
	if reason = fields.Text("reason", reason, maxReason); reason == "" {
		fields.Add("reason", "entry.no_reason")
	}
	if err := fields.Err("fixed_rate.invalid"); err != nil {
		return FixedRate{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		present, err := s.store.FixedRates(ctx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(present, func(p FixedRate) bool { return p.ID == id })
		switch {
		case i < 0:
			return problem.New(problem.NotFound, "fixed_rate.not_found", "fixed_rate", id)
		case present[i].Withdrawn != (Withdrawal{}):
			return problem.New(problem.Conflict, "fixed_rate.withdrawn", "fixed_rate", id)
		}
		r = present[i]
		r.Withdrawn = Withdrawal{reason, actor.Name, s.now()}
		if err := s.store.WithdrawFixedRate(ctx, r); err != nil {
			return err
		}
		return s.journal.Append(ctx, withdrawalRecord(r))
	})
	if err != nil {
		return FixedRate{}, err
	}
	return r, nil
}

// FixedRates lists the rates of periods, those that were withdrawn among them,
// in the order in which they were recorded.
func (s *Service) FixedRates(ctx context.Context) (list FixedRates, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		list, err = s.store.FixedRates(ctx)
		return err
	})
	return list, err
}

// PolicyIn is a policy for a contribution as it comes in. It wants a Reason:
// what the agreement or the decision says.
type PolicyIn struct {
	Contribution int64
	Policy       string
	Reason       string
}

// SetPolicy says how the contribution is valued from now on.
//
// Errors: contribution.not_found; policy.dollars of a contribution in US
// dollars; policy.invalid with the fields that are wrong (policy.unknown,
// policy.unchanged, entry.no_reason).
func (s *Service) SetPolicy(ctx context.Context, actor access.Actor, in PolicyIn) (made PolicyRevision, err error) {
	if err := actor.Require(access.RecordContributions); err != nil {
		return PolicyRevision{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		c, err := s.store.Contribution(ctx, in.Contribution)
		if err != nil {
			return err
		}
		if c.Currency == money.USD {
			return problem.New(problem.Conflict, "policy.dollars", "reference", c.Reference)
		}
		earlier, err := s.store.Policies(ctx, in.Contribution)
		if err != nil {
			return err
		}
		var fields problem.Fields
		made = PolicyRevision{
			Contribution: c.ID, Revision: len(earlier) + 1, Policy: Policy(in.Policy),
			Reason: fields.Text("reason", in.Reason, maxReason), EnteredBy: actor.Name, RecordedAt: s.now(),
		}
		switch {
		case !slices.Contains(Policies, made.Policy):
			fields.Add("policy", "policy.unknown", "value", in.Policy)
		case made.Policy == inForce(earlier):
			fields.Add("policy", "policy.unchanged", "policy", string(made.Policy))
		}
		if made.Reason == "" {
			fields.Add("reason", "entry.no_reason")
		}
		if err := fields.Err("policy.invalid"); err != nil {
			return err
		}
		if err := s.store.AddPolicy(ctx, made); err != nil {
			return err
		}
		return s.journal.Append(ctx, policyRecord(made))
	})
	if err != nil {
		return PolicyRevision{}, err
	}
	return made, nil
}

// PolicyOf is the policy in force for a contribution, and every revision that
// was recorded.
//
// Error: contribution.not_found.
func (s *Service) PolicyOf(ctx context.Context, contribution int64) (p Policy, revisions []PolicyRevision, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		if _, err := s.store.Contribution(ctx, contribution); err != nil {
			return err
		}
		revisions, err = s.store.Policies(ctx, contribution)
		return err
	})
	return inForce(revisions), revisions, err
}

// policiesByContribution are the policies of all contributions.
func (s *Service) policiesByContribution(ctx context.Context) (map[int64][]PolicyRevision, error) {
	list, err := s.store.Policies(ctx, 0)
	of := map[int64][]PolicyRevision{}
	for _, p := range list {
		of[p.Contribution] = append(of[p.Contribution], p)
	}
	return of, err
}

// What the journal calls fixed rates, their withdrawals and policies.
const (
	fixedRateObject  = "fixed_rate"
	withdrawalObject = "fixed_rate_withdrawal"
	policyObject     = "policy"
)

type (
	fixedRateFacts struct {
		Currency  string `json:"currency"`
		From      string `json:"from"`
		To        string `json:"to"`
		PerUSD    string `json:"per_usd"`
		Reference string `json:"reference"`
	}
	policyFacts struct {
		Revision int    `json:"revision"`
		Policy   Policy `json:"policy"`
	}
)

func fixedRateRecord(r FixedRate) journal.Entry {
	return journal.Entry{
		Actor: r.EnteredBy, Action: "rate.fix", Object: fixedRateObject, ID: strconv.FormatInt(r.ID, 10),
		After: fixedRateFacts{string(r.Currency), r.From.String(), r.To.String(), r.PerUSD.String(), r.Reference},
	}
}

func withdrawalRecord(r FixedRate) journal.Entry {
	return journal.Entry{
		Actor: r.Withdrawn.EnteredBy, Action: "rate.withdraw", Object: withdrawalObject, ID: strconv.FormatInt(r.ID, 10),
		Reason: r.Withdrawn.Reason,
	}
}

func policyRecord(p PolicyRevision) journal.Entry {
	return journal.Entry{
		Actor: p.EnteredBy, Action: "policy.set", Object: policyObject, ID: strconv.FormatInt(p.Contribution, 10),
		Reason: p.Reason, After: policyFacts{p.Revision, p.Policy},
	}
}

// verifyPolicies compares fixed rates and policies with the journal.
func (s *Service) verifyPolicies(ctx context.Context) ([]Finding, error) {
	var c comparison
	err := journal.Each(ctx, s.journal, fixedRateObject, func(r journal.Record, facts fixedRateFacts) error {
		c.Tell("fixed rate "+r.ID, r.At, r.Actor, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = journal.Each(ctx, s.journal, withdrawalObject, func(r journal.Record, _ struct{}) error {
		c.Tell("withdrawal of fixed rate "+r.ID, r.At, r.Actor, r.Reason)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = journal.Each(ctx, s.journal, policyObject, func(r journal.Record, facts policyFacts) error {
		c.Tell(policyPlace(r.ID, facts.Revision), r.At, r.Actor, r.Reason, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	fixed, err := s.store.FixedRates(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range fixed {
		c.Keep(at("fixed rate", r.ID), r.RecordedAt, r.EnteredBy, fixedRateRecord(r).After)
		if w := r.Withdrawn; w != (Withdrawal{}) {
			c.Keep(at("withdrawal of fixed rate", r.ID), w.RecordedAt, w.EnteredBy, w.Reason)
		}
	}
	policies, err := s.store.Policies(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, p := range policies {
		c.Keep(policyPlace(strconv.FormatInt(p.Contribution, 10), p.Revision), p.RecordedAt, p.EnteredBy, p.Reason, policyFacts{p.Revision, p.Policy})
	}
	return differing(&c)
}

func policyPlace(contribution string, revision int) string {
	return fmt.Sprintf("contribution %s, policy %d", contribution, revision)
}
