package cli

import (
	"strconv"

	"article30/api/wire"
	"article30/contributions"
	"article30/internal/problem"
)

type rateFixCmd struct {
	Currency  string `arg:"" help:"Currency code."`
	PerUSD    string `arg:"" name:"per-usd" help:"Units of the currency for one US dollar."`
	From      string `required:"" placeholder:"DATE" help:"First day of the period."`
	To        string `required:"" placeholder:"DATE" help:"Last day of the period."`
	Reference string `required:"" help:"The decision that fixed the rate."`
	JSON      bool   `name:"json" help:"As JSON."`
}

func (c *rateFixCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		r, err := s.contributions.FixRate(a.ctx, a.actor, contributions.FixedRateIn{
			Currency: c.Currency, From: c.From, To: c.To, PerUSD: c.PerUSD, Reference: c.Reference,
		})
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewFixedRate(r))
		}
		a.println(a.printer.Text("cli.rate_fixed", "id", r.ID, "rate", a.printer.Decimal(r.PerUSD.String()),
			"currency", string(r.Currency), "from", r.From, "to", r.To, "reference", r.Reference))
		return nil
	})
}

type rateFixedCmd struct {
	JSON bool `name:"json" help:"As JSON."`
}

func (c *rateFixedCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		list, err := s.contributions.FixedRates(a.ctx)
		if err != nil {
			return err
		}
		rates := []wire.FixedRate{}
		for _, r := range list {
			rates = append(rates, wire.NewFixedRate(r))
		}
		if c.JSON {
			return a.json(rates)
		}
		t := a.table("id", "currency", "from", "to", "rate", "reference", "withdrawn")
		for _, r := range rates {
			withdrawn := ""
			if r.Withdrawn != nil {
				withdrawn = r.Withdrawn.Reason
			}
			t.row(strconv.FormatInt(r.ID, 10), r.Currency, r.From, r.To, r.PerUSD, r.Reference, withdrawn)
		}
		return t.print()
	})
}

type rateWithdrawCmd struct {
	ID     int64  `arg:"" help:"The fixed rate's id."`
	Reason string `required:"" help:"Why."`
}

func (c *rateWithdrawCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		r, err := s.contributions.WithdrawFixedRate(a.ctx, a.actor, c.ID, c.Reason)
		if err == nil {
			a.println(a.printer.Text("cli.rate_withdrawn", "id", r.ID))
		}
		return err
	})
}

type ratePolicyCmd struct {
	Contribution int64  `arg:"" help:"The contribution's id."`
	Policy       string `arg:"" optional:"" help:"unore, bank or fixed; without it the one in force is shown."`
	Reason       string `help:"What the agreement or the decision says."`
	JSON         bool   `name:"json" help:"As JSON."`
}

func (c *ratePolicyCmd) Run(a *app) error {
	return a.with(func(s *services) error {
		if c.Policy != "" {
			r, err := s.contributions.SetPolicy(a.ctx, a.actor, contributions.PolicyIn{
				Contribution: c.Contribution, Policy: c.Policy, Reason: c.Reason,
			})
			if err != nil {
				return err
			}
			if c.JSON {
				return a.json(wire.NewPolicyRevision(r))
			}
			a.println(a.printer.Text("cli.policy_set", "contribution", c.Contribution, "policy", a.printer.Text("policy."+string(r.Policy))))
			return nil
		}
		p, revisions, err := s.contributions.PolicyOf(a.ctx, c.Contribution)
		if err != nil {
			return err
		}
		if c.JSON {
			return a.json(wire.NewPolicy(c.Contribution, p, revisions))
		}
		a.println(a.printer.Text("policy." + string(p)))
		if len(revisions) == 0 {
			return nil
		}
		t := a.table("revision", "policy", "date", "actor", "reason")
		for _, r := range revisions {
			w := wire.NewPolicyRevision(r)
			t.row(strconv.Itoa(w.Revision), w.Policy, w.RecordedAt, w.EnteredBy, w.Reason)
		}
		return t.print()
	})
}

type rateProofCmd struct {
	Entry        int64 `arg:"" optional:"" help:"The entry's id."`
	Contribution int64 `help:"Every entry of this contribution."`
	Spending     int64 `placeholder:"ENTRY" help:"This entry of spending."`
	Allotment    int64 `help:"Every entry of spending of this allotment."`
	All          bool  `help:"Every entry there is."`
	JSON         bool  `name:"json" help:"As JSON, one document for each entry."`
}

func (c *rateProofCmd) Run(a *app) error {
	if n := btoi(c.Entry != 0) + btoi(c.Contribution != 0) + btoi(c.Spending != 0) + btoi(c.Allotment != 0) + btoi(c.All); n != 1 {
		return problem.New(problem.Invalid, "cli.one_of_proofs")
	}
	return a.with(func(s *services) error {
		count, wrong := 0, 0
		print := func(p contributions.Proof) error {
			count++
			if !p.Holds() {
				wrong++
			}
			if c.JSON {
				return a.json(wire.NewProof(a.printer, p))
			}
			a.proof(p)
			return nil
		}
		var err error
		switch {
		case c.Entry != 0:
			var p contributions.Proof
			if p, err = s.contributions.Proof(a.ctx, c.Entry); err == nil {
				err = print(p)
			}
		case c.Spending != 0 || c.Allotment != 0:
			err = s.contributions.EachSpentProof(a.ctx, contributions.SpentOf{Allotment: c.Allotment, Entry: c.Spending}, print)
		default:
			err = s.contributions.EachProof(a.ctx, c.Contribution, print)
		}
		if err != nil {
			return err
		}
		if !c.JSON && c.Entry == 0 && c.Spending == 0 {
			a.println(a.printer.Text("cli.proofs", "count", count, "wrong", wrong))
		}
		if wrong > 0 {
			return errFound
		}
		return nil
	})
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// proof prints the proof of an entry, line by line.
func (a *app) proof(p contributions.Proof) {
	held := "cli.proof_holds"
	if !p.Holds() {
		held = "cli.proof_fails"
	}
	kinds, reference := "entries.kind.", p.Contribution.Reference
	if p.Allotment != 0 {
		kinds = "execution_kind."
		reference = a.printer.Text("cli.proof_allotment", "allotment", p.Allotment, "line", p.Line)
	}
	kind := a.printer.Text(kinds + string(p.Entry.Kind))
	said := a.printer.Text("cli.proof", "id", p.Entry.ID, "kind", kind, "on", p.Entry.On, "reference", reference, "basis", a.printer.Text("entries.rate_basis."+string(p.Entry.Basis)), "held", a.printer.Text(held))
	if p.Entry.Document != "" {
		said += " (" + p.Entry.Document + ")"
	}
	a.println(said)
	for _, l := range p.Lines {
		a.println("  " + wire.ProofText(a.printer, l))
	}
	if p.Doubt != nil {
		_, text := a.printer.Problem(p.Doubt)
		a.println("  " + text)
	}
}
