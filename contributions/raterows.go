package contributions

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// What the journal calls the rates that an import brought, one record for each
// currency.
const (
	rateRowsObject = "rates"
	rateRowsAction = "rates.load"
)

// rateRowsFacts are what the journal keeps of the rates of a currency that an
// import brought: every one of them, by effective date, as its text.
type rateRowsFacts struct {
	File string   `json:"file"` // its SHA-256
	Rows []string `json:"rows"` // "2012-06-01 0.806 UN operational rates"
}

func (r Rate) text() string {
	return fmt.Sprintf("%s %s %s", r.Effective, r.PerUSD, r.Source)
}

// rateRowsRecords are what the journal keeps of new rates.
func rateRowsRecords(actor access.Actor, from File, rates []Rate) []journal.Entry {
	rates = slices.Clone(rates)
	slices.SortFunc(rates, func(a, b Rate) int {
		return cmp.Or(cmp.Compare(a.Currency, b.Currency), a.Effective.Compare(b.Effective))
	})
	var records []journal.Entry
	for len(rates) > 0 {
		c := rates[0].Currency
		facts := rateRowsFacts{File: from.SHA256}
		for len(rates) > 0 && rates[0].Currency == c {
			facts.Rows = append(facts.Rows, rates[0].text())
			rates = rates[1:]
		}
		records = append(records, journal.Entry{Actor: actor.Name, Action: rateRowsAction, Object: rateRowsObject, ID: string(c), After: facts})
	}
	return records
}

// currencies is how many there are among rates.
func currencies(rates []Rate) int {
	all := map[money.Currency]bool{}
	for _, r := range rates {
		all[r.Currency] = true
	}
	return len(all)
}

// verifyRateRows compares every rate, as it was before it was corrected, with
// what the journal says that imports brought. Of the imports of earlier versions
// it says only how many rates they brought: if there are just as many of which it
// says nothing else, they are taken to be those.
func (s *Service) verifyRateRows(ctx context.Context) ([]Finding, error) {
	var c comparison
	err := journal.Each(ctx, s.journal, rateRowsObject, func(r journal.Record, facts rateRowsFacts) error {
		for _, row := range facts.Rows {
			effective, rest, _ := strings.Cut(row, " ")
			c.Tell("rate "+r.ID+" "+effective, time.Time{}, rest)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	counted := 0
	err = journal.Each(ctx, s.journal, "file", func(r journal.Record, facts fileFacts) error {
		if r.Action == ratesImportAction && facts.Currencies == 0 {
			counted += facts.Added
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	rates, err := s.store.LoadedRates(ctx)
	if err != nil {
		return nil, err
	}
	for _, r := range rates {
		_, rest, _ := strings.Cut(r.text(), " ")
		c.Keep("rate "+rateID(r), time.Time{}, rest)
	}
	differences, err := c.Differences()
	if err != nil {
		return nil, err
	}
	untold := 0
	for _, d := range differences {
		if d.What == journal.NotRecorded {
			untold++
		}
	}
	var findings []Finding
	for _, d := range differences {
		if d.What != journal.NotRecorded || counted == 0 {
			findings = append(findings, found(d.Place, d.Err()))
		}
	}
	if counted > 0 && untold != counted {
		findings = append(findings, found("rates", problem.New(problem.Conflict, "verify.rates_counted", "count", untold, "imported", counted)))
	}
	return findings, nil
}
