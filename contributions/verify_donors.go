package contributions

import (
	"context"
	"time"

	"article30/internal/journal"
)

// verifyDonors compares every donor with what the journal says was entered.
func (s *Service) verifyDonors(ctx context.Context) ([]Finding, error) {
	var c comparison
	err := journal.Each(ctx, s.journal, "donor", func(r journal.Record, facts donorFacts) error {
		c.Tell("donor "+r.ID, time.Time{}, facts)
		return nil
	})
	if err != nil {
		return nil, err
	}
	donors, err := s.store.Donors(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range donors {
		c.Keep(at("donor", d.ID), time.Time{}, factsOfDonor(d))
	}
	return differing(&c)
}

func factsOfDonor(d Donor) donorFacts {
	return donorFacts{
		Name: d.Name, Kind: d.Kind, Party: string(d.Party), CEBCode: d.CEBCode, Region: d.Region, Source: d.Source,
	}
}
