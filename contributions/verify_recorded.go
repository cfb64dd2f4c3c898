package contributions

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
)

// digest stands for what was recorded of one thing.
type digest [sha256.Size]byte

func digestOf(actor, contribution, reason string, facts any) (digest, error) {
	text, err := json.Marshal([]any{actor, contribution, reason, facts})
	return sha256.Sum256(text), err
}

// recorded is what the journal says: of each entry, and of the opening of each
// contribution.
type recorded struct {
	entries, contributions map[int64]digest
}

// page is the number of the journal's records that are read at a time.
const page = 1000

func (s *Service) recorded(ctx context.Context) (recorded, error) {
	r := recorded{map[int64]digest{}, map[int64]digest{}}
	for after := int64(0); ; {
		list, err := s.journal.List(ctx, journal.Filter{Object: "contribution", AfterSeq: after, Limit: page})
		if err != nil {
			return r, err
		}
		for _, record := range list {
			if err := r.take(record); err != nil {
				return r, err
			}
			after = record.Seq
		}
		if len(list) < page {
			return r, nil
		}
	}
}

func (r recorded) take(record journal.Record) error {
	if record.Action == openAction {
		var facts contributionFacts
		err := json.Unmarshal(record.After, &facts)
		if err != nil {
			return err
		}
		id, err := strconv.ParseInt(record.ID, 10, 64)
		if err != nil {
			return err
		}
		r.contributions[id], err = digestOf(record.Actor, record.ID, record.Reason, facts)
		return err
	}
	var facts entryFacts
	err := json.Unmarshal(record.After, &facts)
	if err != nil {
		return err
	}
	r.entries[facts.Entry], err = digestOf(record.Actor, record.ID, record.Reason, facts)
	return err
}

// verifyEntries compares every entry with the rate it was valued at, and all
// entries and contributions with the journal.
func (s *Service) verifyEntries(ctx context.Context) ([]Finding, error) {
	r, err := s.recorded(ctx)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	list, err := s.store.Contributions(ctx, Filter{})
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		is, err := digestOf(c.EnteredBy, strconv.FormatInt(c.ID, 10), "", contributionFactsOf(c))
		if err != nil {
			return nil, err
		}
		findings = append(findings, compare("contribution", c.ID, is, r.contributions)...)
	}
	versions, err := s.rateVersions(ctx)
	if err != nil {
		return nil, err
	}
	values := valuations{versions: versions}
	err = s.store.EachEntry(ctx, func(e Entry, present money.Rate) error {
		findings = append(findings, values.verify(e, present)...)
		is, err := digestOf(e.EnteredBy, strconv.FormatInt(e.Contribution, 10), e.Reason, factsOf(e))
		findings = append(findings, compare("entry", e.ID, is, r.entries)...)
		return err
	})
	if err != nil {
		return nil, err
	}
	uncorrected, err := s.uncorrected(ctx, values)
	if err != nil {
		return nil, err
	}
	findings = append(findings, uncorrected...)
	findings = append(findings, missing("contribution", r.contributions)...)
	return append(findings, missing("entry", r.entries)...), nil
}

// compare finds what is not as it was recorded, and takes it off the record.
func compare(what string, id int64, is digest, was map[int64]digest) []Finding {
	recorded, ok := was[id]
	delete(was, id)
	switch {
	case !ok:
		return []Finding{found(place(what, id), problem.New(problem.Conflict, "verify.not_recorded"))}
	case recorded != is:
		return []Finding{found(place(what, id), problem.New(problem.Conflict, "verify.not_as_recorded"))}
	}
	return nil
}

// missing finds what was recorded and is not in the books.
func missing(what string, left map[int64]digest) (findings []Finding) {
	for _, id := range slices.Sorted(maps.Keys(left)) {
		findings = append(findings, found(place(what, id), problem.New(problem.Conflict, "verify.missing")))
	}
	return findings
}

func found(place string, p *problem.Error) Finding {
	return Finding{Place: place, Code: p.Code, Args: p.Args}
}
