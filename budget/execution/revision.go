package execution

import (
	"context"
	"strconv"

	"article30/internal/journal"
)

func recordedAs(allotment int64) journal.Ref {
	return journal.Ref{Object: allotmentObject, ID: strconv.FormatInt(allotment, 10)}
}

// Revision is the revision of an allotment with everything that happened to it,
// for a write that expects it. Who reads it before the allotment misses no
// change.
func (s *Service) Revision(ctx context.Context, allotment int64) (revision int64, err error) {
	err = s.store.View(ctx, func(ctx context.Context) error {
		revision, err = journal.Revision(ctx, s.journal, recordedAs(allotment))
		return err
	})
	return revision, err
}

// unchanged refuses to go on when the allotment is not at the revision that is
// expected; 0 expects none.
//
// Error: record.changed.
func (s *Service) unchanged(ctx context.Context, allotment, expected int64) error {
	return journal.Unchanged(ctx, s.journal, expected, recordedAs(allotment))
}
