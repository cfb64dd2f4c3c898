package contributions

import (
	"slices"

	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// DecideReversal is the entry that takes back the one with that ID: the same
// postings with the other sign, on the date on, and with them every correction
// of its rate. Entries that build on the one reversed have to be reversed first.
//
// Errors: entry.not_found; entry.is_reversal (Restore puts back what it took away);
// entry.is_correction (correct the rate again); entry.is_revaluation (reverse
// the run); entry.already_reversed; entry.depended_on; entry.no_reason and
// entry.before_earlier as fields "reason" and "on".
func DecideReversal(h History, id int64, on date.Date, reason string) (Entry, error) {
	original, err := h.find(id)
	if err != nil {
		return Entry{}, err
	}
	switch {
	case original.Kind == Reversal:
		return Entry{}, problem.New(problem.Conflict, "entry.is_reversal", "entry", id)
	case original.Kind == RateCorrection:
		return Entry{}, problem.New(problem.Conflict, "entry.is_correction", "entry", id)
	case original.Kind == Revaluation:
		return Entry{}, problem.New(problem.Conflict, "entry.is_revaluation", "entry", id)
	case h.reversed(id):
		return Entry{}, problem.New(problem.Conflict, "entry.already_reversed", "entry", id)
	case original.Kind == Pledge && h.revised():
		return Entry{}, problem.New(problem.Conflict, "entry.depended_on", "entry", id)
	}
	e := Entry{
		Contribution: h.Contribution.ID,
		Donor:        h.Contribution.books(),
		Seq:          len(h.Entries) + 1,
		Kind:         Reversal,
		On:           on,
		DateKnown:    true,
		Amount:       original.Amount.Neg(),
		Settles:      original.Settles.Neg(),
		Valuation:    original.Valuation.neg(),
		Reason:       reason,
		Reverses:     id,
	}
	if reason == "" {
		var fields problem.Fields
		fields.Add("reason", "entry.no_reason")
		return Entry{}, fields.Err("entry.invalid")
	}
	if err := notBefore(&e, h.latest()); err != nil {
		return Entry{}, err
	}
	if usd := h.corrected(original); usd != original.USD {
		e.Valuation = Valuation{USD: usd.Neg(), Basis: Book}
	}
	var b book
	for _, other := range h.Entries {
		if other.ID != id && other.Adjusts != id {
			continue
		}
		for _, p := range other.Postings {
			b.post(on, p.Account, Booked{p.Amount, p.USD}.neg())
		}
	}
	return finish(h, e, &b)
}

// revised reports a revision of the pledge that stands.
func (h History) revised() bool {
	return slices.ContainsFunc(h.Entries, func(e Entry) bool { return e.Kind == PledgeRevision && !h.reversed(e.ID) })
}

func (h History) find(id int64) (Entry, error) {
	for _, e := range h.Entries {
		if e.ID == id {
			return e, nil
		}
	}
	return Entry{}, problem.New(problem.NotFound, "entry.not_found", "entry", id)
}

func (v Valuation) neg() Valuation {
	v.USD = v.USD.Neg()
	if v.USDUnore != (money.Money{}) {
		v.USDUnore = v.USDUnore.Neg()
	}
	return v
}
