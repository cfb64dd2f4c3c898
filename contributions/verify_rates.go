package contributions

import (
	"context"
	"fmt"
	"slices"

	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// valuations checks entries against the rates at which they were valued.
type valuations struct {
	rates    Rates                    // as they are now
	versions map[rateKey][]money.Rate // of corrected rates, the first among them
}

func (s *Service) valuations(ctx context.Context) (v valuations, err error) {
	list, err := s.store.Rates(ctx)
	if err != nil {
		return v, err
	}
	all, err := s.store.RateVersions(ctx, "")
	v = valuations{NewRates(list), map[rateKey][]money.Rate{}}
	for _, version := range all {
		v.versions[version.key()] = append(v.versions[version.key()], version.PerUSD)
	}
	return v, err
}

// figures are everything that a rate was ever said to be; none for no rate.
func (v valuations) figures(key rateKey) []money.Rate {
	if versions := v.versions[key]; len(versions) > 0 {
		return versions
	}
	r, err := v.rates.On(key.currency, key.effective)
	if err != nil || r.Effective != key.effective {
		return nil
	}
	return []money.Rate{r.PerUSD}
}

// verify computes again what was valued at an operational rate. The rate is one
// that the books know, and gives the value; and with every correction the entry
// stands at what the rate in effect on its date now gives. What was reversed,
// and a pledge that was overtaken, need not.
func (v valuations) verify(h History, e Entry) []Finding {
	if e.Basis != UNORE || e.Kind == RateCorrection {
		return nil
	}
	where, c := at("entry", e.ID), e.Amount.Currency()
	figures := v.figures(rateKey{c, e.RateDate})
	if len(figures) == 0 {
		return []Finding{found(where, problem.New(problem.Conflict, "verify.rate_gone",
			"amount", e.Amount, "rate", e.Rate, "date", e.RateDate, "usd", e.USD))}
	}
	last := figures[len(figures)-1]
	if usd, err := e.Rate.ToUSD(e.Amount); err != nil || usd != e.USD || !slices.Contains(figures, e.Rate) {
		return []Finding{found(where, problem.New(problem.Conflict, "verify.valuation",
			"amount", e.Amount, "rate", e.Rate, "present", last, "usd", e.USD))}
	}
	standing := e.Kind == Revaluation && !h.reversed(e.ID)
	if !standing && !(e.followsRate() && h.correctable(e)) {
		return nil
	}
	have := h.corrected(e)
	present, err := v.rates.On(c, h.happened(e))
	usd, wrong := present.PerUSD.ToUSD(e.Amount)
	switch {
	case err == nil && wrong == nil && usd == have:
		return nil
	case present.Effective == e.RateDate || err != nil:
		return []Finding{found(where, problem.New(problem.Conflict, "verify.valuation",
			"amount", e.Amount, "rate", e.Rate, "present", last, "usd", have))}
	}
	return []Finding{found(where, problem.New(problem.Conflict, "verify.other_rate",
		"amount", e.Amount, "rate", e.Rate, "date", e.RateDate, "usd", have, "on", e.On,
		"present", present.PerUSD, "effective", present.Effective))}
}

// verifyRates compares the corrections of rates and the revaluations with the
// journal.
func (s *Service) verifyRates(ctx context.Context) ([]Finding, error) {
	var c comparison
	err := journal.Each(ctx, s.journal, rateObject, func(r journal.Record, facts rateFacts) error {
		if r.Action == rateCorrected {
			c.Tell(versionPlace(r.ID, facts.Seq), r.At, r.Actor, r.Reason, facts)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = journal.Each(ctx, s.journal, revaluationObject, func(r journal.Record, facts runFacts) error {
		c.Tell("revaluation "+r.ID, r.At, r.Actor, r.Reason, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	versions, err := s.store.RateVersions(ctx, "")
	if err != nil {
		return nil, err
	}
	for _, v := range versions {
		if v.Seq > 0 {
			c.Keep(versionPlace(rateID(v.Rate), v.Seq), v.RecordedAt, v.EnteredBy, v.Reason, rateFacts{v.Seq, v.PerUSD.String()})
		}
	}
	runs, err := s.store.Revaluations(ctx)
	if err != nil {
		return nil, err
	}
	for _, run := range runs {
		c.Keep(at("revaluation", run.ID), run.RecordedAt, run.EnteredBy, run.Reason, factsOfRun(run))
	}
	return differing(&c)
}

func versionPlace(rate string, seq int) string { return fmt.Sprintf("rate %s, version %d", rate, seq) }
