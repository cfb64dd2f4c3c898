package journal

import (
	"context"
	"strconv"
	"time"

	"article30/internal/access"
	"article30/internal/problem"
)

// Checkpoint is one that was made and is kept. The database is not where its
// worth lies: whoever has a copy of the note elsewhere can hold it against the
// log.
type Checkpoint struct {
	Size int64  // how many entries the log had
	Key  string // by which it was signed
	Note string
	By   string
	At   time.Time
}

// Checkpoints makes and keeps the checkpoints of a log.
type Checkpoints struct{ journal *Journal }

// NewCheckpoints are those of the log.
func NewCheckpoints(j *Journal) *Checkpoints { return &Checkpoints{j} }

const (
	checkpointObject = "checkpoint"
	checkpointMake   = "checkpoint.make"
)

// checkpointRecord is a checkpoint as the journal has it.
type checkpointRecord struct {
	Head string `json:"head"`
	Key  string `json:"key"`
	Note string `json:"note"`
}

// Make signs the head of the log, after it has computed every hash of the log
// again and found the last checkpoint in it. Where nothing was entered since the
// last one that the key signed, that one is handed out again.
//
// Errors: checkpoint.no_key without a signer; checkpoint.empty_log; the first of
// Journal.Verify's findings, for a log that is broken or does not continue the
// last checkpoint.
func (c *Checkpoints) Make(ctx context.Context, actor access.Actor, s *Signer) (made Checkpoint, err error) {
	if err := actor.Require(access.MakeCheckpoints); err != nil {
		return Checkpoint{}, err
	}
	if s == nil {
		return Checkpoint{}, problem.New(problem.Conflict, "checkpoint.no_key")
	}
	var (
		last Checkpoint
		head Head
		news []Record
	)
	err = c.journal.db.View(ctx, func(ctx context.Context) error {
		if last, head, err = c.sound(ctx); err != nil || last.Key != s.String() {
			return err
		}
		news, err = c.journal.List(ctx, Filter{AfterSeq: last.Size, Limit: 2})
		return err
	})
	switch {
	case err != nil:
		return Checkpoint{}, err
	case head.Size == 0:
		return Checkpoint{}, problem.New(problem.Conflict, "checkpoint.empty_log")
	case len(news) == 1 && news[0].Action == checkpointMake:
		return last, nil
	}
	text, err := s.Sign(head)
	if err != nil {
		return Checkpoint{}, err
	}
	made = Checkpoint{Size: head.Size, Key: s.String(), Note: text, By: actor.Name, At: c.journal.clock.Now().UTC().Truncate(time.Second)}
	err = c.journal.db.Update(ctx, func(ctx context.Context) error {
		conn := c.journal.db.Conn(ctx)
		// Somebody else may have signed it meanwhile.
		same, err := loadCheckpoints(ctx, conn, head.Size-1, 1)
		if err != nil {
			return err
		}
		if len(same) == 1 && same[0].Size == head.Size {
			made = same[0]
			return nil
		}
		if err := saveCheckpoint(ctx, conn, made); err != nil {
			return err
		}
		return c.journal.Append(ctx, Entry{
			Actor: actor.Name, Action: checkpointMake, Object: checkpointObject, ID: strconv.FormatInt(head.Size, 10),
			After: checkpointRecord{head.String(), made.Key, made.Note},
		})
	})
	return made, err
}

// sound is the last checkpoint, if there is one, and the head of a log that
// continues it.
func (c *Checkpoints) sound(ctx context.Context) (last Checkpoint, head Head, err error) {
	last, err = c.Last(ctx)
	if err != nil {
		return last, head, err
	}
	var since *Head
	if last.Size > 0 {
		key, err := ParseKey(last.Key)
		if err != nil {
			return last, head, err
		}
		earlier, err := OpenCheckpoint(last.Note, key)
		if err != nil {
			return last, head, err
		}
		since = &earlier
	}
	findings, head, err := c.journal.Verify(ctx, since)
	if err == nil && len(findings) > 0 {
		err = findings[0].Err()
	}
	return last, head, err
}

// Find is the checkpoint of a log with so many entries; 0 finds the last one.
//
// Errors: checkpoint.not_found; checkpoint.none.
func (c *Checkpoints) Find(ctx context.Context, size int64) (Checkpoint, error) {
	if size == 0 {
		last, err := c.Last(ctx)
		if err == nil && last.Size == 0 {
			err = problem.New(problem.NotFound, "checkpoint.none")
		}
		return last, err
	}
	list, err := c.List(ctx, size-1, 1)
	if err == nil && (len(list) == 0 || list[0].Size != size) {
		return Checkpoint{}, problem.New(problem.NotFound, "checkpoint.not_found", "size", int(size))
	}
	if err != nil {
		return Checkpoint{}, err
	}
	return list[0], nil
}

// Last is the last checkpoint; the zero Checkpoint where there is none.
func (c *Checkpoints) Last(ctx context.Context) (last Checkpoint, err error) {
	err = c.journal.db.View(ctx, func(ctx context.Context) error {
		last, err = loadLastCheckpoint(ctx, c.journal.db.Conn(ctx))
		return err
	})
	return last, err
}

// List is up to limit checkpoints of logs with more entries than after, the
// shortest first.
func (c *Checkpoints) List(ctx context.Context, after int64, limit int) (list []Checkpoint, err error) {
	err = c.journal.db.View(ctx, func(ctx context.Context) error {
		list, err = loadCheckpoints(ctx, c.journal.db.Conn(ctx), after, limit)
		return err
	})
	return list, err
}

// CheckpointFinding is a checkpoint that is not as it must be.
type CheckpointFinding struct {
	Place string // "checkpoint 120"
	Code  string
	Args  problem.Args
}

// Verify compares every checkpoint that is kept with what the journal says was
// signed, checks its signature, and looks for its head in the log: a checkpoint
// of which the log is no continuation was signed before history was rewritten.
func (c *Checkpoints) Verify(ctx context.Context) (findings []CheckpointFinding, err error) {
	err = c.journal.db.View(ctx, func(ctx context.Context) error {
		findings = nil
		var told Comparison[string]
		err := Each(ctx, c.journal, checkpointObject, func(r Record, after checkpointRecord) error {
			told.Tell(checkpointObject+" "+r.ID, r.At, after.Key, after.Note, r.Actor)
			return nil
		})
		if err != nil {
			return err
		}
		size, err := loadSize(ctx, c.journal.db.Conn(ctx))
		if err != nil {
			return err
		}
		for after := int64(0); ; {
			list, err := loadCheckpoints(ctx, c.journal.db.Conn(ctx), after, page)
			if err != nil {
				return err
			}
			for _, one := range list {
				after = one.Size
				place := checkpointObject + " " + strconv.FormatInt(one.Size, 10)
				told.Keep(place, one.At, one.Key, one.Note, one.By)
				found, err := c.wrong(ctx, one, size)
				if err != nil {
					return err
				}
				if found != nil {
					findings = append(findings, CheckpointFinding{place, found.Code, found.Args})
				}
			}
			if len(list) < page {
				break
			}
		}
		differences, err := told.Differences()
		for _, d := range differences {
			findings = append(findings, CheckpointFinding{Place: d.Place, Code: d.Err().Code})
		}
		return err
	})
	return findings, err
}

// wrong is what is wrong with a checkpoint, in a log of that size.
func (c *Checkpoints) wrong(ctx context.Context, one Checkpoint, size int64) (*problem.Error, error) {
	key, err := ParseKey(one.Key)
	if e, ok := problem.As(err); ok {
		return e, nil
	}
	head, err := OpenCheckpoint(one.Note, key)
	if e, ok := problem.As(err); ok {
		return e, nil
	}
	if head.Size != one.Size {
		return problem.New(problem.Conflict, "checkpoint.of_another_size", "size", int(head.Size)), nil
	}
	if head.Size > size {
		return problem.New(problem.Conflict, "journal.shortened", "size", int(size), "earlier", int(head.Size)), nil
	}
	is, err := c.journal.HeadAt(ctx, head.Size)
	if err != nil {
		return nil, err
	}
	if is != head {
		return problem.New(problem.Conflict, "journal.rewritten", "earlier", int(head.Size)), nil
	}
	return nil, nil
}
