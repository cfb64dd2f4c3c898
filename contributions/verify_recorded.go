package contributions

import (
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"time"

	"article30/internal/journal"
	"article30/internal/problem"
)

// comparison compares what there is with the journal, by place.
type comparison = journal.Comparison[string]

// differing are the findings of a comparison.
func differing(c *comparison) ([]Finding, error) {
	differences, err := c.Differences()
	var findings []Finding
	for _, d := range differences {
		findings = append(findings, found(d.Place, d.Err()))
	}
	return findings, err
}

// tell takes what the journal says of contributions and of their entries.
func (s *Service) tell(ctx context.Context, contributions, entries *comparison) error {
	return journal.Each(ctx, s.journal, "contribution", func(r journal.Record, after json.RawMessage) error {
		if r.Action == openAction {
			var facts contributionFacts
			err := json.Unmarshal(after, &facts)
			contributions.Tell("contribution "+r.ID, r.At, r.Actor, r.Reason, facts)
			return err
		}
		var facts entryFacts
		err := json.Unmarshal(after, &facts)
		entries.Tell(at("entry", facts.Entry), r.At, r.Actor, r.ID, r.Reason, facts)
		return err
	})
}

// verifyEntries proves every entry, compares it with what it puts back, and all
// entries and contributions with the journal.
func (s *Service) verifyEntries(ctx context.Context) ([]Finding, error) {
	var contributions, entries comparison
	if err := s.tell(ctx, &contributions, &entries); err != nil {
		return nil, err
	}
	list, err := s.store.Contributions(ctx, Filter{})
	if err != nil {
		return nil, err
	}
	for _, c := range list {
		contributions.Keep(at("contribution", c.ID), c.RecordedAt, c.EnteredBy, "", contributionFactsOf(c))
	}
	findings, err := differing(&contributions)
	if err != nil {
		return nil, err
	}
	values, err := s.valuations(ctx)
	if err != nil {
		return nil, err
	}
	err = s.eachHistory(ctx, list, func(h History) error {
		for _, e := range h.Entries {
			if doubt := values.Prove(h, e).Doubt; doubt != nil {
				findings = append(findings, found(at("entry", e.ID), doubt))
			}
			findings = append(findings, h.misrestored(e)...)
			entries.Keep(at("entry", e.ID), e.RecordedAt, e.EnteredBy, strconv.FormatInt(e.Contribution, 10), e.Reason, factsOf(e))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	differ, err := differing(&entries)
	return append(findings, differ...), err
}

// histories is how many are in memory at a time: few enough that a store reads
// those and no others.
const histories = 200

// eachHistory hands out what happened to each contribution, in their order.
func (s *Service) eachHistory(ctx context.Context, list []Contribution, fn func(h History) error) error {
	for part := range slices.Chunk(list, histories) {
		ids, of := make([]int64, len(part)), map[int64][]Entry{}
		for i, c := range part {
			ids[i] = c.ID
		}
		entries, err := s.store.Entries(ctx, ids)
		if err != nil {
			return err
		}
		for _, e := range entries {
			of[e.Contribution] = append(of[e.Contribution], e)
		}
		for _, c := range part {
			if err := fn(History{c, of[c.ID]}); err != nil {
				return err
			}
		}
	}
	return nil
}

// keptThing is a thing with an id of its own, as the journal would record it
// now, and since when it is kept.
type keptThing struct {
	record journal.Entry
	since  time.Time
}

// verifyThings compares all things of a kind of object with the journal.
func (s *Service) verifyThings(ctx context.Context, object string, kept []keptThing) ([]Finding, error) {
	var c comparison
	err := journal.Each(ctx, s.journal, object, func(r journal.Record, after json.RawMessage) error {
		c.Tell(object+" "+r.ID, r.At, r.Actor, r.Reason, after)
		return nil
	})
	if err != nil {
		return nil, err
	}
	for _, k := range kept {
		c.Keep(object+" "+k.record.ID, k.since, k.record.Actor, k.record.Reason, k.record.After)
	}
	return differing(&c)
}

// at is the place of one of many things.
func at(what string, id int64) string { return what + " " + strconv.FormatInt(id, 10) }

func found(place string, p *problem.Error) Finding {
	return Finding{Place: place, Code: p.Code, Args: p.Args}
}
