package budget

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"time"

	"article30/internal/access"
	"article30/internal/journal"
	"article30/internal/problem"
)

// Evidence is a file that shows what was entered about dispatches: the note
// verbale, the list of the couriers, a notice of failed delivery. Its digest
// is its name everywhere.
type Evidence struct {
	SHA256     string    `json:"sha256"`
	Name       string    `json:"name"`
	Bytes      int       `json:"bytes"`
	Content    []byte    `json:"-"`
	EnteredBy  string    `json:"entered_by"`
	RecordedAt time.Time `json:"recorded_at"`
}

// MaxEvidence is the largest file of evidence, in bytes.
const MaxEvidence = 10 << 20

const (
	evidenceObject = "evidence"
	actionEvidence = "evidence.add"
)

// evidenceRecord is a file as the journal keeps it.
type evidenceRecord struct {
	Name  string `json:"name"`
	Bytes int    `json:"bytes"`
}

// AddEvidence keeps a file; one that is kept already stays as it is, under its
// first name.
//
// Errors: evidence.invalid with fields; evidence.empty, evidence.too_large.
func (s *Service) AddEvidence(ctx context.Context, actor access.Actor, name string, content []byte) (Evidence, error) {
	if err := actor.Require(access.CirculateBudgets); err != nil {
		return Evidence{}, err
	}
	var f problem.Fields
	e := Evidence{Name: text(&f, "name", name, true), Bytes: len(content), Content: content}
	if err := f.Err("evidence.invalid"); err != nil {
		return Evidence{}, err
	}
	switch {
	case len(content) == 0:
		return Evidence{}, problem.New(problem.Invalid, "evidence.empty", "name", e.Name)
	case len(content) > MaxEvidence:
		return Evidence{}, problem.New(problem.TooLarge, "evidence.too_large", "name", e.Name, "limit_mib", MaxEvidence>>20)
	}
	sum := sha256.Sum256(content)
	e.SHA256 = hex.EncodeToString(sum[:])
	err := s.store.Update(ctx, func(ctx context.Context) error {
		kept, found, err := s.store.Evidence(ctx, e.SHA256)
		if err != nil || found {
			e = kept
			return err
		}
		e.EnteredBy, e.RecordedAt = actor.Name, s.now()
		if err := s.store.InsertEvidence(ctx, e); err != nil {
			return err
		}
		return s.journal.Append(ctx, journal.Entry{
			Actor: actor.Name, Action: actionEvidence, Object: evidenceObject, ID: e.SHA256,
			After: evidenceRecord{e.Name, e.Bytes},
		})
	})
	return e, err
}

// Evidence is the file with that digest.
//
// Errors: those of access.Actor.Require; evidence.not_found.
func (s *Service) Evidence(ctx context.Context, actor access.Actor, digest string) (Evidence, error) {
	if err := actor.Require(access.ReadEvidence); err != nil {
		return Evidence{}, err
	}
	var e Evidence
	err := s.store.View(ctx, func(ctx context.Context) error {
		var found bool
		var err error
		if e, found, err = s.store.Evidence(ctx, digest); err == nil && !found {
			err = problem.New(problem.NotFound, "evidence.not_found", "sha256", digest)
		}
		return err
	})
	return e, err
}

// known refuses the digest of a file that is not kept; "" is none.
func (s *Service) known(ctx context.Context, digest string) error {
	if digest == "" {
		return nil
	}
	_, found, err := s.store.Evidence(ctx, digest)
	if err == nil && !found {
		err = problem.New(problem.Invalid, "evidence.unknown", "sha256", digest)
	}
	return err
}

// compareEvidence compares the files that are kept with the journal, and each
// with its digest.
func (s *Service) compareEvidence(ctx context.Context) ([]Finding, error) {
	var c journal.Comparison[string]
	err := journal.Each(ctx, s.journal, evidenceObject, func(r journal.Record, facts evidenceRecord) error {
		c.Tell("evidence "+r.ID, r.At, facts, r.Actor)
		return nil
	})
	if err != nil {
		return nil, err
	}
	kept, err := s.store.EvidenceDigests(ctx)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, digest := range kept {
		e, _, err := s.store.Evidence(ctx, digest)
		if err != nil {
			return nil, err
		}
		sum := sha256.Sum256(e.Content)
		if found := hex.EncodeToString(sum[:]); found != digest {
			findings = append(findings, Finding{
				Place: "evidence " + digest, Code: "evidence.changed", Args: problem.Args{"recorded": digest, "found": found},
			})
		}
		c.Keep("evidence "+digest, e.RecordedAt, evidenceRecord{e.Name, len(e.Content)}, e.EnteredBy)
	}
	differences, err := c.Differences()
	for _, d := range differences {
		findings = append(findings, Finding{Place: d.Place, Code: d.Err().Code})
	}
	return findings, err
}
