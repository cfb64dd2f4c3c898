package wire

import (
	"article30/contributions"
	"article30/internal/locale"
	"article30/internal/money"
)

// FixedRate is a rate that was decided for a replenishment period.
type FixedRate struct {
	ID         int64       `json:"id"`
	Currency   string      `json:"currency"`
	From       string      `json:"from" format:"date"`
	To         string      `json:"to" format:"date" doc:"The last day on which it is used."`
	PerUSD     string      `json:"per_usd" doc:"Units of the currency for one US dollar."`
	Reference  string      `json:"reference" doc:"Of the decision."`
	EnteredBy  string      `json:"entered_by"`
	RecordedAt string      `json:"recorded_at" format:"date-time"`
	Withdrawn  *Withdrawal `json:"withdrawn,omitempty"`
}

// Withdrawal is why and by whom a fixed rate was taken back.
type Withdrawal struct {
	Reason     string `json:"reason"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewFixedRate is r on the wire.
func NewFixedRate(r contributions.FixedRate) FixedRate {
	w := FixedRate{
		ID: r.ID, Currency: string(r.Currency), From: day(r.From), To: day(r.To), PerUSD: r.PerUSD.String(),
		Reference: r.Reference, EnteredBy: r.EnteredBy, RecordedAt: instant(r.RecordedAt),
	}
	if r.Withdrawn != (contributions.Withdrawal{}) {
		w.Withdrawn = &Withdrawal{r.Withdrawn.Reason, r.Withdrawn.EnteredBy, instant(r.Withdrawn.RecordedAt)}
	}
	return w
}

// Policy is how a contribution is valued.
type Policy struct {
	Contribution int64            `json:"contribution"`
	Policy       string           `json:"policy" enum:"unore,bank,fixed" doc:"In force for what is recorded from now on."`
	Revisions    []PolicyRevision `json:"revisions" doc:"What was set, in its order; none while it is the default."`
}

// PolicyRevision is a policy that was set.
type PolicyRevision struct {
	Revision   int    `json:"revision"`
	Policy     string `json:"policy" enum:"unore,bank,fixed"`
	Reason     string `json:"reason"`
	EnteredBy  string `json:"entered_by"`
	RecordedAt string `json:"recorded_at" format:"date-time"`
}

// NewPolicy is the policy of a contribution on the wire.
func NewPolicy(contribution int64, p contributions.Policy, revisions []contributions.PolicyRevision) Policy {
	w := Policy{contribution, string(p), []PolicyRevision{}}
	for _, r := range revisions {
		w.Revisions = append(w.Revisions, NewPolicyRevision(r))
	}
	return w
}

// NewPolicyRevision is r on the wire.
func NewPolicyRevision(r contributions.PolicyRevision) PolicyRevision {
	return PolicyRevision{r.Revision, string(r.Policy), r.Reason, r.EnteredBy, instant(r.RecordedAt)}
}

// Proof is the computation of an entry's US dollars, made anew.
type Proof struct {
	Entry        int64       `json:"entry"`
	Contribution int64       `json:"contribution,omitempty" doc:"Absent of an entry of spending."`
	Allotment    int64       `json:"allotment,omitempty" doc:"Of an entry of spending."`
	Kind         string      `json:"kind"`
	On           string      `json:"on" format:"date"`
	RateBasis    string      `json:"rate_basis"`
	Document     string      `json:"bank_document,omitempty"`
	FixedRate    int64       `json:"fixed_rate,omitempty"`
	Holds        bool        `json:"holds" doc:"Every line holds, and the rate is the right one."`
	Lines        []ProofLine `json:"lines"`
	Doubt        *Doubt      `json:"doubt,omitempty" doc:"Why it is not proven."`
}

// ProofLine is one computation, rounded once, to the cent, half away from zero.
type ProofLine struct {
	Step     string `json:"step" enum:"rate,par,source,book,reversal,correction,charges,standing,adjusted"`
	Amount   Money  `json:"amount"`
	Rate     string `json:"rate,omitempty"`
	RateDate string `json:"rate_date,omitempty" format:"date"`
	Other    int64  `json:"other_entry,omitempty"`
	Exact    string `json:"exact" doc:"US dollars before rounding, to as many digits as show it."`
	Right    Money  `json:"right"`
	Booked   Money  `json:"booked"`
	Holds    bool   `json:"holds"`
	Text     string `json:"text" example:"1,000.00 EUR / 0.806 = 1,240.6948 → 1,240.69 USD, booked 1,240.69 USD"`
}

// Doubt is why an entry is not proven.
type Doubt struct {
	Code string `json:"code"`
	Text string `json:"text"`
}

// Proofs is what the proof of many entries comes to.
type Proofs struct {
	Entries int     `json:"entries"`
	Proven  int     `json:"proven"`
	Doubts  []Proof `json:"doubts" doc:"Those that are not proven, up to a hundred of them."`
}

// NewProof is p on the wire.
func NewProof(pr *locale.Printer, p contributions.Proof) Proof {
	w := Proof{
		Entry: p.Entry.ID, Contribution: p.Contribution.ID, Allotment: p.Allotment, Kind: string(p.Entry.Kind), On: day(p.Entry.On),
		RateBasis: string(p.Entry.Basis), Document: p.Entry.Document, FixedRate: p.Entry.FixedRate,
		Holds: p.Holds(), Lines: []ProofLine{},
	}
	for _, l := range p.Lines {
		w.Lines = append(w.Lines, ProofLine{
			string(l.Step), NewMoney(l.Amount), l.Rate.String(), day(l.RateDate), l.Other, l.Exact.String(),
			NewMoney(l.Right), NewMoney(l.Booked), l.Holds(), ProofText(pr, l),
		})
	}
	if p.Doubt != nil {
		_, text := pr.Problem(p.Doubt)
		w.Doubt = &Doubt{p.Doubt.Code, text}
	}
	return w
}

// ProofText is a line of a proof as a sentence.
func ProofText(p *locale.Printer, l contributions.ProofLine) string {
	optional := func(m money.Money) string {
		if m == (money.Money{}) {
			return ""
		}
		return p.Money(m)
	}
	return p.Text("proof."+string(l.Step), "amount", l.Amount, "rate", p.Decimal(l.Rate.String()), "exact", p.Decimal(l.Exact.String()),
		"right", l.Right, "booked", l.Booked, "of", optional(l.Of.Amount), "at", optional(l.Of.USD), "less", optional(l.Less), "other", l.Other)
}
