package contributions

import (
	"context"
	"encoding/json"
	"math"
	"strconv"

	"article30/internal/journal"
)

// verifyDonors compares every donor with what the journal says was entered.
func (s *Service) verifyDonors(ctx context.Context) (findings []Finding, err error) {
	records, err := s.journal.List(ctx, journal.Filter{Object: "donor", Limit: math.MaxInt32})
	if err != nil {
		return nil, err
	}
	left := map[int64]digest{}
	for _, r := range records {
		var facts donorFacts
		if err := json.Unmarshal(r.After, &facts); err != nil {
			return nil, err
		}
		id, err := strconv.ParseInt(r.ID, 10, 64)
		if err != nil {
			return nil, err
		}
		if left[id], err = digestOf("", r.ID, "", facts); err != nil {
			return nil, err
		}
	}
	donors, err := s.store.Donors(ctx)
	if err != nil {
		return nil, err
	}
	for _, d := range donors {
		is, err := digestOf("", strconv.FormatInt(d.ID, 10), "", factsOfDonor(d))
		if err != nil {
			return nil, err
		}
		findings = append(findings, compare("donor", d.ID, is, left)...)
	}
	return append(findings, missing("donor", left)...), nil
}

func factsOfDonor(d Donor) donorFacts {
	return donorFacts{
		Name: d.Name, Kind: d.Kind, Party: string(d.Party), CEBCode: d.CEBCode, Region: d.Region, Source: d.Source,
	}
}
