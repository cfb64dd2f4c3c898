package contributions

import (
	"context"
	"strconv"

	"article30/internal/journal"
)

// Recorded is under what names the journal keeps a contribution, its entries,
// terms and schedules, and what it is given for. Each of these changes its
// revision.
func Recorded(contribution int64) []journal.Ref {
	id := strconv.FormatInt(contribution, 10)
	return []journal.Ref{{Object: "contribution", ID: id}, {Object: "terms", ID: id}, {Object: "schedule", ID: id}, {Object: proceedsObject, ID: id}, {Object: "earmark_assignment", ID: id}}
}

// Revision is the revision of a contribution, for a write that expects it. Who
// reads it before the contribution misses no change.
func (s *Service) Revision(ctx context.Context, contribution int64) (revision int64, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		revision, err = journal.Revision(ctx, s.journal, Recorded(contribution)...)
		return err
	})
	return revision, err
}

// DonorRevision is the revision of a donor's record: it changes with the record
// and with every merge that it is in.
func (s *Service) DonorRevision(ctx context.Context, record int64) (revision int64, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		about, err := s.donorRecorded(ctx, record)
		if err != nil {
			return err
		}
		revision, err = journal.Revision(ctx, s.journal, about...)
		return err
	})
	return revision, err
}

// donorRecorded is under what names the journal keeps a donor's record.
func (s *Service) donorRecorded(ctx context.Context, record int64) ([]journal.Ref, error) {
	about := []journal.Ref{{Object: "donor", ID: strconv.FormatInt(record, 10)}}
	merges, err := s.store.Merges(ctx)
	for _, m := range merges {
		if m.From == record || m.Into == record {
			id := strconv.FormatInt(m.ID, 10)
			about = append(about, journal.Ref{Object: mergeObject, ID: id}, journal.Ref{Object: unmergeObject, ID: id})
		}
	}
	return about, err
}

// unchangedDonor refuses to go on when the donor's record is not at the revision
// that is expected; 0 expects none.
//
// Error: record.changed.
func (s *Service) unchangedDonor(ctx context.Context, record, expected int64) error {
	if expected == 0 {
		return nil
	}
	about, err := s.donorRecorded(ctx, record)
	if err != nil {
		return err
	}
	return journal.Unchanged(ctx, s.journal, expected, about...)
}

// unchanged refuses to go on when the contribution is not at the revision that
// is expected; 0 expects none.
//
// Error: record.changed.
func (s *Service) unchanged(ctx context.Context, contribution, expected int64) error {
	return journal.Unchanged(ctx, s.journal, expected, Recorded(contribution)...)
}
