package contributions

import (
	"cmp"
	"context"
	"slices"
	"strconv"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/problem"
)

// MergeIn says that two records are the same donor. It wants a Reason.
type MergeIn struct {
	From, Into int64
	Reason     string
	Expect     int64 // revision that the record must still have; any when 0
}

// MergeDonors has one record of a donor read as another from now on, in every
// list, balance, statement and import, also in statements of earlier days. Into
// may itself be merged; the donor that it is now is meant.
//
// Errors: donor.not_found; donor.itself; those of DecideMerge; donor.invalid with
// entry.no_reason and its kin; record.changed.
func (s *Service) MergeDonors(ctx context.Context, actor access.Actor, in MergeIn) (m Merge, err error) {
	if err := actor.Require(access.RecordDonors); err != nil {
		return Merge{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		reason, err := why(in.Reason)
		if err != nil {
			return err
		}
		if err := s.unchangedDonor(ctx, in.From, in.Expect); err != nil {
			return err
		}
		from, err := s.store.Donor(ctx, in.From)
		if err != nil {
			return err
		}
		if in.From == in.Into {
			return problem.New(problem.Conflict, "donor.itself", "donor", from.ID, "name", from.called())
		}
		into, err := s.donor(ctx, in.Into)
		if err != nil {
			return err
		}
		identities, err := s.identities(ctx)
		if err != nil {
			return err
		}
		if err := DecideMerge(identities, from, into); err != nil {
			return err
		}
		m = Merge{From: from.ID, Into: into.ID, Reason: reason, EnteredBy: actor.Name, RecordedAt: s.now()}
		if err := s.store.AddMerge(ctx, &m); err != nil {
			return err
		}
		return s.journal.Append(ctx, mergeRecord(m))
	})
	if err != nil {
		return Merge{}, err
	}
	return m, nil
}

// UnmergeDonor takes the merge of a record back: what was posted under it is its
// own again. It wants a reason. Expect is the revision that the record must still
// have; any for 0.
//
// Errors: donor.not_found; donor.not_merged; donor.invalid with entry.no_reason
// and its kin; record.changed.
func (s *Service) UnmergeDonor(ctx context.Context, actor access.Actor, record int64, reason string, expect int64) (m Merge, err error) {
	if err := actor.Require(access.RecordDonors); err != nil {
		return Merge{}, err
	}
	err = s.store.Update(ctx, func(ctx context.Context) error {
		reason, err := why(reason)
		if err != nil {
			return err
		}
		if err := s.unchangedDonor(ctx, record, expect); err != nil {
			return err
		}
		d, err := s.store.Donor(ctx, record)
		if err != nil {
			return err
		}
		merges, err := s.store.Merges(ctx)
		if err != nil {
			return err
		}
		at := slices.IndexFunc(merges, func(m Merge) bool { return m.inForce() && m.From == record })
		if at < 0 {
			return problem.New(problem.Conflict, "donor.not_merged", "name", d.called())
		}
		m = merges[at]
		m.Back = Unmerge{Merge: m.ID, Reason: reason, EnteredBy: actor.Name, RecordedAt: s.now()}
		if err := s.store.AddUnmerge(ctx, m.Back); err != nil {
			return err
		}
		return s.journal.Append(ctx, unmergeRecord(m.Back))
	})
	if err != nil {
		return Merge{}, err
	}
	return m, nil
}

func why(reason string) (string, error) {
	var fields problem.Fields
	reason = fields.Text("reason", reason, maxReason)
	if reason == "" {
		fields.Add("reason", "entry.no_reason")
	}
	return reason, fields.Err("donor.invalid")
}

// Merges are all that were ever recorded, by ID, also those taken back.
func (s *Service) Merges(ctx context.Context) (merges []Merge, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		merges, err = s.store.Merges(ctx)
		return err
	})
	return merges, err
}

func (s *Service) identities(ctx context.Context) (Identities, error) {
	merges, err := s.store.Merges(ctx)
	return NewIdentities(merges), err
}

// donors are all donors, each once.
func (s *Service) donors(ctx context.Context) ([]Donor, error) {
	records, err := s.store.Donors(ctx)
	if err != nil {
		return nil, err
	}
	identities, err := s.identities(ctx)
	return identities.people(records), err
}

// donor is the donor that the record is now.
//
// Error: donor.not_found.
func (s *Service) donor(ctx context.Context, record int64) (Donor, error) {
	identities, err := s.identities(ctx)
	if err != nil {
		return Donor{}, err
	}
	d, err := s.store.Donor(ctx, identities.Now(record))
	if err != nil {
		return Donor{}, err
	}
	for _, id := range identities.Records(d.ID)[1:] {
		alias, err := s.store.Donor(ctx, id)
		if err != nil {
			return Donor{}, err
		}
		d.Aliases = append(d.Aliases, Alias{id, alias.Name})
	}
	slices.SortFunc(d.Aliases, func(a, b Alias) int { return cmp.Compare(a.Name, b.Name) })
	return d, nil
}

// What the journal keeps of a merge and of its end.
type (
	mergeFacts struct {
		From int64 `json:"from"`
		Into int64 `json:"into"`
	}
	unmergeFacts struct {
		Merge int64 `json:"merge"`
	}
)

const (
	mergeObject   = "donor_merge"
	unmergeObject = "donor_unmerge"
)

func mergeRecord(m Merge) journal.Entry {
	return journal.Entry{
		Actor: m.EnteredBy, Action: "donor.merge", Object: mergeObject, ID: strconv.FormatInt(m.ID, 10),
		Reason: m.Reason, After: mergeFacts{m.From, m.Into},
	}
}

func unmergeRecord(u Unmerge) journal.Entry {
	return journal.Entry{
		Actor: u.EnteredBy, Action: "donor.unmerge", Object: unmergeObject, ID: strconv.FormatInt(u.Merge, 10),
		Reason: u.Reason, After: unmergeFacts{u.Merge},
	}
}

// verifyMerges compares merges and their ends with the journal, and looks for
// what no merge can make: a record that is two donors, or a circle.
func (s *Service) verifyMerges(ctx context.Context) ([]Finding, error) {
	merges, err := s.store.Merges(ctx)
	if err != nil {
		return nil, err
	}
	var entered, ended []keptThing
	for _, m := range merges {
		entered = append(entered, keptThing{mergeRecord(m), m.RecordedAt})
		if !m.inForce() {
			ended = append(ended, keptThing{unmergeRecord(m.Back), m.Back.RecordedAt})
		}
	}
	findings, err := s.verifyThings(ctx, mergeObject, entered)
	if err != nil {
		return nil, err
	}
	found, err := s.verifyThings(ctx, unmergeObject, ended)
	if err != nil {
		return nil, err
	}
	return append(append(findings, found...), impossible(merges)...), nil
}

func impossible(merges []Merge) (findings []Finding) {
	identities, seen := NewIdentities(merges), map[int64]bool{}
	for _, m := range merges {
		if !m.inForce() {
			continue
		}
		if _, circle := identities.into[identities.Now(m.From)]; circle || seen[m.From] {
			findings = append(findings, found(place("donor", m.From), problem.New(problem.Conflict, "verify.merge", "donor", m.From)))
		}
		seen[m.From] = true
	}
	return findings
}
