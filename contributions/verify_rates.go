package contributions

import (
	"context"
	"maps"
	"slices"

	"article30/internal/money"
	"article30/internal/problem"
)

// valuations checks entries against the rates at which they were valued.
type valuations struct {
	versions map[rateKey][]money.Rate // of corrected rates, the first among them
	earlier  map[int64]Entry          // valued at a figure that was corrected since
}

func (s *Service) rateVersions(ctx context.Context) (map[rateKey][]money.Rate, error) {
	all, err := s.store.RateVersions(ctx, "")
	versions := map[rateKey][]money.Rate{}
	for _, v := range all {
		key := rateKey{v.Currency, v.Effective}
		versions[key] = append(versions[key], v.PerUSD)
	}
	return versions, err
}

// verify computes again what was valued at an operational rate. The rate is
// that in force, or one that was corrected since.
func (v *valuations) verify(e Entry, present money.Rate) []Finding {
	if e.Basis != UNORE || e.Kind == RateCorrection {
		return nil
	}
	earlier := present != e.Rate && slices.Contains(v.versions[rateKey{e.Amount.Currency(), e.RateDate}], e.Rate)
	if earlier {
		if v.earlier == nil {
			v.earlier = map[int64]Entry{}
		}
		v.earlier[e.ID] = e
	}
	usd, err := e.Rate.ToUSD(e.Amount)
	if err == nil && usd == e.USD && (earlier || present == e.Rate) {
		return nil
	}
	if present.IsZero() {
		return []Finding{found(place("entry", e.ID), problem.New(problem.Conflict, "verify.rate_gone",
			"amount", e.Amount, "rate", e.Rate, "date", e.RateDate, "usd", e.USD))}
	}
	return []Finding{found(place("entry", e.ID), problem.New(problem.Conflict, "verify.valuation",
		"amount", e.Amount, "rate", e.Rate, "present", present, "usd", e.USD))}
}

// uncorrected finds the entries that stand at a figure of a rate that was
// corrected, and were not adjusted to what is in force. What was reversed, and
// a pledge that was overtaken, need not be.
func (s *Service) uncorrected(ctx context.Context, v valuations) ([]Finding, error) {
	var findings []Finding
	histories := map[int64]History{}
	for _, id := range slices.Sorted(maps.Keys(v.earlier)) {
		e := v.earlier[id]
		h, ok := histories[e.Contribution]
		if !ok {
			var err error
			if h, err = s.history(ctx, e.Contribution); err != nil {
				return nil, err
			}
			histories[e.Contribution] = h
		}
		promise := e.Kind == Pledge || e.Kind == PledgeRevision
		replaced := promise && slices.ContainsFunc(h.Entries, Entry.overtakes)
		if !e.valuedAt(e.Amount.Currency(), e.RateDate) || h.reversed(e.ID) || replaced {
			continue
		}
		key := rateKey{e.Amount.Currency(), e.RateDate}
		present := v.versions[key][len(v.versions[key])-1]
		usd, err := present.ToUSD(e.Amount)
		if have := h.corrected(e); err != nil || have != usd {
			findings = append(findings, found(place("entry", id), problem.New(problem.Conflict, "verify.valuation",
				"amount", e.Amount, "rate", e.Rate, "present", present, "usd", have)))
		}
	}
	return findings, nil
}
