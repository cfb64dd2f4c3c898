package journal

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"

	"article30/internal/problem"
)

// Lister reads records; a *Journal is one.
type Lister interface {
	List(ctx context.Context, f Filter) ([]Record, error)
}

// Each hands out every record of a kind of object in the order in which they
// were written, with what was there after in A; of a record that has nothing
// after, A is empty.
func Each[A any](ctx context.Context, from Lister, object string, fn func(r Record, after A) error) error {
	for seq := int64(0); ; {
		list, err := from.List(ctx, Filter{Object: object, AfterSeq: seq, Limit: page})
		if err != nil {
			return err
		}
		for _, r := range list {
			seq = r.Seq
			var after A
			if err := json.Unmarshal(r.After, &after); err != nil {
				return fmt.Errorf("journal: entry %d: %w", r.Seq, err)
			}
			if err := fn(r, after); err != nil {
				return err
			}
		}
		if len(list) < page {
			return nil
		}
	}
}

// Comparison compares things as they are kept with what the journal tells of
// them. A place names a thing: "entry 17". First Tell everything that the
// journal says, then Keep everything that is there; Differences are what does
// not agree. It holds a digest of each thing, so that millions fit.
//
// Facts are the same when their JSON is. The zero Comparison is ready to use.
type Comparison[P comparable] struct {
	told    map[P]telling
	order   []P // in which the journal told of the places first
	differs []Difference[P]
	err     error // the first; all others follow from it
}

type telling struct {
	facts [sha256.Size]byte
	at    time.Time
}

// Tell takes what the journal says of the thing, and when that was written; no
// time when it need not be what the thing says. What was told of it before
// counts no longer.
func (c *Comparison[P]) Tell(place P, at time.Time, facts ...any) {
	if c.told == nil {
		c.told = map[P]telling{}
	}
	if _, again := c.told[place]; !again {
		c.order = append(c.order, place)
	}
	c.told[place] = telling{c.digest(facts), at}
}

// Keep takes what is kept of the thing, and since when. A thing is kept once: at
// a second time the journal has nothing more to say of it.
func (c *Comparison[P]) Keep(place P, at time.Time, facts ...any) {
	told, ok := c.told[place]
	delete(c.told, place)
	switch {
	case !ok:
		c.differs = append(c.differs, Difference[P]{place, NotRecorded})
	case told.facts != c.digest(facts), !told.at.IsZero() && !(Record{At: told.at}).WrittenAt(at):
		c.differs = append(c.differs, Difference[P]{place, NotAsRecorded})
	}
}

// Differences are the things that are not what the journal says, in the order
// in which they were kept, and those of which only the journal knows, in its
// own.
func (c *Comparison[P]) Differences() ([]Difference[P], error) {
	all := c.differs
	for _, place := range c.order {
		if _, left := c.told[place]; left {
			all = append(all, Difference[P]{place, Missing})
		}
	}
	return all, c.err
}

func (c *Comparison[P]) digest(facts []any) [sha256.Size]byte {
	text, err := canonical(facts)
	if err != nil && c.err == nil {
		c.err = err
	}
	return sha256.Sum256(text)
}

// Difference is a thing that is not what the journal says.
type Difference[P comparable] struct {
	Place P
	What  What
}

// What is how a thing differs from what the journal says.
type What int

const (
	NotRecorded   What = iota // the journal has nothing of it
	NotAsRecorded             // the journal has something else
	Missing                   // only the journal has it
)

// Err is the difference in general terms: verify.not_recorded,
// verify.not_as_recorded, verify.missing.
func (d Difference[P]) Err() *problem.Error {
	switch d.What {
	case NotRecorded:
		return problem.New(problem.Conflict, "verify.not_recorded")
	case NotAsRecorded:
		return problem.New(problem.Conflict, "verify.not_as_recorded")
	}
	return problem.New(problem.Conflict, "verify.missing")
}
