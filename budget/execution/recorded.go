package execution

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"time"

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
		Payee     string          `json:"payee,omitempty"`
		Reference string          `json:"reference,omitempty"`
		Advice    string          `json:"advice,omitempty"`
		Overrides map[Rule]string `json:"overrides,omitempty"`
		Reverses  int64           `json:"reverses,omitempty"`
		External  string          `json:"external,omitempty"`
		Postings  []string        `json:"postings"` // "special_purpose cash -1.30 USD -1.30 USD"
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
		Of: e.Of, Payee: e.Payee, Reference: e.Reference, Advice: e.Advice, Reverses: e.Reverses, External: e.External,
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
	return journal.Entry{
		Actor: actor.Name, Action: actions[e.Kind],
		Object: allotmentObject, ID: strconv.FormatInt(e.Allotment, 10),
		Reason: e.Reason, After: factsOf(a, e),
	}
}

// told is what the journal says of one thing: a digest of the facts, and when
// it was written.
type told struct {
	journal.Record
	digest [sha256.Size]byte
}

func digestOf(actor, object, reason string, facts any) ([sha256.Size]byte, error) {
	text, err := json.Marshal([]any{actor, object, reason, facts})
	return sha256.Sum256(text), err
}

// page is the number of the journal's records that are read at a time.
const page = 1000

// tell is what the journal says of things of a kind, by the number that key
// finds in a record, with the facts as they are in F.
func tell[F any](ctx context.Context, j Journal, object string, key func(r journal.Record, facts F) (int64, error)) (map[int64]told, error) {
	was := map[int64]told{}
	for after := int64(0); ; {
		list, err := j.List(ctx, journal.Filter{Object: object, AfterSeq: after, Limit: page})
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			var facts F
			if err := json.Unmarshal(r.After, &facts); err != nil {
				return nil, err
			}
			id, err := key(r, facts)
			if err != nil {
				return nil, err
			}
			digest, err := digestOf(r.Actor, r.ID, r.Reason, facts)
			if err != nil {
				return nil, err
			}
			was[id] = told{r, digest}
			after = r.Seq
		}
		if len(list) < page {
			return was, nil
		}
	}
}

// verifyRecorded compares allotments, entries and approvals with the journal.
func (s *Service) verifyRecorded(ctx context.Context, histories []History) ([]Finding, error) {
	was, err := tell(ctx, s.journal, allotmentObject, func(_ journal.Record, facts entryFacts) (int64, error) { return facts.Entry, nil })
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, h := range histories {
		for _, e := range h.Entries {
			is, err := digestOf(e.EnteredBy, strconv.FormatInt(e.Allotment, 10), e.Reason, factsOf(h.Allotment, e))
			if err != nil {
				return nil, err
			}
			findings = append(findings, compare("entry", e.ID, is, e.RecordedAt, was)...)
		}
	}
	findings = append(findings, missing("entry", was)...)

	if was, err = tell(ctx, s.journal, approvalObject, func(r journal.Record, _ approvalFacts) (int64, error) {
		return strconv.ParseInt(r.ID, 10, 64)
	}); err != nil {
		return nil, err
	}
	approvals, err := s.store.Approvals(ctx, 0)
	if err != nil {
		return nil, err
	}
	for _, a := range approvals {
		is, err := digestOf(a.EnteredBy, strconv.FormatInt(a.ID, 10), a.Reason, factsOfApproval(a))
		if err != nil {
			return nil, err
		}
		findings = append(findings, compare("approval", a.ID, is, a.RecordedAt, was)...)
	}
	return append(findings, missing("approval", was)...), nil
}

// compare finds what is not as it was recorded, and takes it off the record.
func compare(what string, id int64, is [sha256.Size]byte, at time.Time, was map[int64]told) []Finding {
	recorded, ok := was[id]
	delete(was, id)
	switch {
	case !ok:
		return []Finding{found("verify.not_recorded", nil, what, id)}
	case recorded.digest != is, !recorded.WrittenAt(at):
		return []Finding{found("verify.not_as_recorded", nil, what, id)}
	}
	return nil
}

// missing finds what was recorded and is not in the books.
func missing(what string, left map[int64]told) (findings []Finding) {
	for _, id := range slices.Sorted(maps.Keys(left)) {
		findings = append(findings, found("verify.missing", nil, what, id))
	}
	return findings
}
