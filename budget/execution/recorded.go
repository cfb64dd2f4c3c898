package execution

import (
	"context"
	"strconv"

	"article30/internal/access"
	"article30/internal/journal"
)

// actions are the names under which the journal keeps the kinds of entry.
var actions = map[Kind]string{
	KindAllotment:        "allotment.issue",
	KindAllotmentChange:  "allotment.change",
	KindCommitment:       "commitment.record",
	KindCommitmentChange: "commitment.change",
	KindExpense:          "expense.record",
	KindPayment:          "payment.record",
	KindReversal:         "execution.reverse",
}

// What the journal calls allotments with their entries, and approvals.
const (
	allotmentObject = "allotment"
	approvalObject  = "fund_approval"
)

// The journal keeps everything that counts of an entry, of the allotment that
// an entry issues, and of an approval, so that Verify can compare the books
// with it.
type (
	entryFacts struct {
		Entry     int64           `json:"entry"`
		Kind      Kind            `json:"kind"`
		On        string          `json:"on"`
		Amount    string          `json:"amount"`
		USD       string          `json:"usd"`
		Rate      string          `json:"rate"`
		Basis     Basis           `json:"basis"`
		RateDate  string          `json:"rate_date,omitempty"`
		PSC       string          `json:"psc"`
		Of        int64           `json:"of,omitempty"`
		Refunds   int64           `json:"refunds,omitempty"`
		Adjusts   int64           `json:"adjusts,omitempty"`
		Payee     string          `json:"payee,omitempty"`
		Reference string          `json:"reference,omitempty"`
		Advice    string          `json:"advice,omitempty"`
		Overrides map[Rule]string `json:"overrides,omitempty"`
		Reverses  int64           `json:"reverses,omitempty"`
		Restores  int64           `json:"restores,omitempty"`
		Undoes    int64           `json:"undoes,omitempty"`
		External  string          `json:"external,omitempty"`
		Postings  []string        `json:"postings"` // "special_purpose cash -1.30 USD -1.30 USD"
		Purpose   *Purpose        `json:"purpose,omitempty"`
		Draws     []string        `json:"draws,omitempty"` // "3 14 2012-07-02 softly 13 held 10.00 1.30 by 7 drawn 0.00 0.00 why"
		Allotment *allotmentFacts `json:"allotment,omitempty"`
	}
	allotmentFacts struct {
		Symbol     string `json:"symbol"`
		Line       string `json:"line"`
		LineSeq    int    `json:"line_seq"`
		Funding    string `json:"funding"`
		Year       int    `json:"year"`
		PSCPercent string `json:"psc_percent"`
		PSCReason  string `json:"psc_reason,omitempty"`
	}
	approvalFacts struct {
		Symbol    string `json:"symbol"`
		On        string `json:"on"`
		Reference string `json:"reference,omitempty"`
		Withdraws int64  `json:"withdraws,omitempty"`
	}
)

func factsOf(a Allotment, e Entry) entryFacts {
	facts := entryFacts{
		Entry: e.ID, Kind: e.Kind, On: e.On.String(), Amount: e.Amount.String(), USD: e.USD.String(),
		Rate: e.Rate.String(), Basis: e.Basis, RateDate: e.RateDate.String(), PSC: e.PSC.String(),
		Of: e.Of, Refunds: e.Refunds, Adjusts: e.Adjusts, Payee: e.Payee, Reference: e.Reference, Advice: e.Advice, Reverses: e.Reverses, External: e.External,
		Restores: e.Restores.Original, Undoes: e.Restores.Reversal,
	}
	for _, o := range e.Overrides {
		if facts.Overrides == nil {
			facts.Overrides = map[Rule]string{}
		}
		facts.Overrides[o.Rule] = o.Reason
	}
	for _, p := range e.Postings {
		facts.Postings = append(facts.Postings,
			string(p.Fund)+" "+string(p.Account)+" "+p.Amount.String()+" "+p.USD.String())
	}
	if e.Purpose != (Purpose{}) {
		facts.Purpose = &e.Purpose
	}
	for _, d := range e.Draws {
		if d.Rule != Unrecorded {
			facts.Draws = append(facts.Draws, d.String())
		}
	}
	if e.Kind == KindAllotment {
		facts.Allotment = &allotmentFacts{
			a.Symbol, a.Line.Name(), a.LineSeq, string(a.Line.Funding), a.Year, a.PSCPercent.String(), a.PSCReason,
		}
	}
	return facts
}

func factsOfApproval(a FundApproval) approvalFacts {
	return approvalFacts{a.Symbol, a.On.String(), a.Reference, a.Reverses}
}

// entryRecord is what the journal keeps of an entry.
func entryRecord(actor access.Actor, a Allotment, e Entry) journal.Entry {
	action := actions[e.Kind]
	switch {
	case e.Refunds != 0:
		action = "expense.refund"
	case e.Adjusts != 0:
		action = "execution.correct_rate"
	}
	return journal.Entry{
		Actor: actor.Name, Action: action,
		Object: allotmentObject, ID: strconv.FormatInt(e.Allotment, 10),
		Reason: e.Reason, After: factsOf(a, e),
	}
}

// verifyRecorded compares allotments, entries and approvals with the journal.
func (s *Service) verifyRecorded(ctx context.Context, histories []History) ([]Finding, error) {
	var c journal.Comparison[string]
	err := journal.Each(ctx, s.journal, allotmentObject, func(r journal.Record, facts entryFacts) error {
		c.Tell(at("entry", facts.Entry), r.At, r.Actor, r.ID, r.Reason, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = journal.Each(ctx, s.journal, approvalObject, func(r journal.Record, facts approvalFacts) error {
		c.Tell("approval "+r.ID, r.At, r.Actor, r.Reason, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, h := range histories {
		for _, e := range h.Entries {
			c.Keep(at("entry", e.ID), e.RecordedAt, e.EnteredBy, strconv.FormatInt(e.Allotment, 10), e.Reason, factsOf(h.Allotment, e))
		}
	}
	approvals, err := s.store.Approvals(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, a := range approvals {
		c.Keep(at("approval", a.ID), a.RecordedAt, a.EnteredBy, a.Reason, factsOfApproval(a))
	}
	if err := s.compareExplanations(ctx, &c); err != nil {
		return nil, err
	}
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		findings = append(findings, Finding{Place: d.Place, Code: d.Err().Code})
	}
	return findings, err
}

func at(what string, id int64) string { return what + " " + strconv.FormatInt(id, 10) }
