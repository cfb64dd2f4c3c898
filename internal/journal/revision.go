package journal

import (
	"context"
	"encoding/json"
	"time"

	"article30/internal/problem"
)

// Ref names something that records are about.
type Ref struct{ Object, ID string }

// Laster finds the last record about something; a *Journal does.
type Laster interface {
	Last(ctx context.Context, about ...Ref) (last Record, found bool, err error)
}

// Last is the last record about any of these things; none when nothing was
// ever recorded. It reads the index of those things only.
func (j *Journal) Last(ctx context.Context, about ...Ref) (last Record, found bool, err error) {
	err = j.db.View(ctx, func(ctx context.Context) error {
		c := j.db.Conn(ctx)
		newest := int64(0)
		for _, ref := range about {
			var seqs []int64
			err := c.NewRaw("SELECT seq FROM journal WHERE object = ? AND object_id = ?", ref.Object, ref.ID).Scan(ctx, &seqs)
			if err != nil {
				return err
			}
			for _, seq := range seqs {
				newest = max(newest, seq)
			}
		}
		if newest == 0 {
			return nil
		}
		rows, err := loadRecords(ctx, c, Filter{AfterSeq: newest - 1, Limit: 1})
		if err != nil || len(rows) == 0 {
			return err
		}
		found = true
		return json.Unmarshal([]byte(rows[0].Record), &last)
	})
	return last, found, err
}

// Revision is the number of the last record about something: whoever has read
// it at one revision sees by another that it was changed. It is 0 of what was
// never recorded.
func Revision(ctx context.Context, log Laster, about ...Ref) (int64, error) {
	last, _, err := log.Last(ctx, about...)
	return last.Seq, err
}

// Unchanged refuses to change something that is not at the revision at which
// somebody read it; 0 expects none. It belongs inside the transaction of the
// change.
//
// Error: record.changed, with both revisions, who changed it last and when.
func Unchanged(ctx context.Context, log Laster, expected int64, about ...Ref) error {
	if expected == 0 {
		return nil
	}
	last, _, err := log.Last(ctx, about...)
	if err != nil || last.Seq == expected {
		return err
	}
	return problem.New(problem.Precondition, "record.changed",
		"expected", int(expected), "revision", int(last.Seq), "by", last.Actor, "at", last.At.Format(time.RFC3339))
}
