package contributions

import (
	"context"
	"fmt"

	"article30/internal/journal"
	"article30/internal/money"
)

// Valuations are everything by which entries were valued: the operational rates
// as they are now and were before, and the rates of periods.
type Valuations struct {
	rates    Rates
	versions map[rateKey][]money.Rate // of corrected rates, the first among them
	fixed    FixedRates
}

// NewValuations puts together what entries are proven by. Versions are those of
// corrected rates, in their order.
func NewValuations(rates []Rate, versions []RateVersion, fixed FixedRates) Valuations {
	v := Valuations{NewRates(rates), map[rateKey][]money.Rate{}, fixed}
	for _, version := range versions {
		v.versions[version.key()] = append(v.versions[version.key()], version.PerUSD)
	}
	return v
}

func (s *Service) valuations(ctx context.Context) (Valuations, error) {
	rates, err := s.store.Rates(ctx)
	if err != nil {
		return Valuations{}, err
	}
	versions, err := s.store.RateVersions(ctx, "")
	if err != nil {
		return Valuations{}, err
	}
	fixed, err := s.store.FixedRates(ctx)
	return NewValuations(rates, versions, fixed), err
}

// figures are everything that a rate was ever said to be; none for no rate.
func (v Valuations) figures(key rateKey) []money.Rate {
	if versions := v.versions[key]; len(versions) > 0 {
		return versions
	}
	r, err := v.rates.On(key.currency, key.effective)
	if err != nil || r.Effective != key.effective {
		return nil
	}
	return []money.Rate{r.PerUSD}
}

// Proof proves one entry.
//
// Error: entry.not_found.
func (s *Service) Proof(ctx context.Context, entry int64) (p Proof, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		id, err := s.store.ContributionOf(ctx, entry)
		if err != nil {
			return err
		}
		h, err := s.history(ctx, id)
		if err != nil {
			return err
		}
		v, err := s.valuations(ctx)
		if err != nil {
			return err
		}
		e, err := h.find(entry)
		p = v.Prove(h, e)
		return err
	})
	return p, err
}

// EachProof proves every entry of a contribution, in their order; for 0 those of
// all contributions and then of all spending.
//
// Error: contribution.not_found.
func (s *Service) EachProof(ctx context.Context, contribution int64, fn func(Proof) error) error {
	return s.store.View(ctx, func(ctx context.Context) error {
		v, err := s.valuations(ctx)
		if err != nil {
			return err
		}
		var list []Contribution
		if contribution != 0 {
			c, err := s.store.Contribution(ctx, contribution)
			if err != nil {
				return err
			}
			list = []Contribution{c}
		} else if list, err = s.store.Contributions(ctx, Filter{}); err != nil {
			return err
		}
		err = s.eachHistory(ctx, list, func(h History) error {
			for _, e := range h.Entries {
				if err := fn(v.Prove(h, e)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil || contribution != 0 {
			return err
		}
		return s.eachSpentProof(ctx, v, SpentOf{}, fn)
	})
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
