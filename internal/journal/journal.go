// Package journal keeps who did what, when and why. A record is written in the
// transaction of the change that it tells of, and is a leaf of a Merkle tree
// as in RFC 6962: whoever kept an earlier head of the log can prove that
// nothing before it was changed, removed or put in.
package journal

import (
	"context"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"article30/internal/date"
	"article30/internal/db"
)

// Entry is what somebody did to one thing.
type Entry struct {
	Actor  string
	Action string // "receipt.record"
	Object string // "contribution"
	ID     string // which one
	Reason string // in the actor's words; may be empty

	// Before and After are the thing, or what changed of it, in a form that
	// has one JSON: structs, strings, numbers, maps with string keys. Nil
	// where there was nothing before or is nothing after.
	Before, After any
}

// Journal writes and reads the log of one database.
type Journal struct {
	db    *db.DB
	clock date.Clock
}

func New(d *db.DB, clock date.Clock) *Journal {
	return &Journal{db: d, clock: clock}
}

// Append writes the entry. It is called inside the Update whose change the
// entry tells of, and both are kept or neither.
//
// Errors: journal.bad_text.
func (j *Journal) Append(ctx context.Context, e Entry) error {
	return j.AppendAll(ctx, []Entry{e})
}

// AppendAll writes the entries in their order, with few statements however
// many they are. Otherwise it is like Append.
func (j *Journal) AppendAll(ctx context.Context, entries []Entry) error {
	if len(entries) == 0 {
		return nil
	}
	c := j.db.Conn(ctx)
	size, err := loadSize(ctx, c)
	if err != nil {
		return err
	}
	at := j.clock.Now().UTC().Truncate(time.Second)
	tree := &growth{base: tlog.StoredHashCount(size), old: storedHashes(ctx, c)}
	records := make([]recordRow, len(entries))
	for i, e := range entries {
		n := size + int64(i)
		text, err := encode(n+1, at, e)
		if err != nil {
			return err
		}
		hashes, err := tlog.StoredHashes(n, text, tree)
		if err != nil {
			return err
		}
		tree.grown = append(tree.grown, hashes...)
		records[i] = recordRow{Seq: n + 1, Record: string(text)}
	}
	if err := saveRecords(ctx, c, records); err != nil {
		return err
	}
	if err := saveHashes(ctx, c, tree.base, tree.grown); err != nil {
		return err
	}
	return saveSize(ctx, c, size+int64(len(entries)))
}

// growth is the hashes of a tree that is growing: the new ones in memory, the
// others where old finds them.
type growth struct {
	base  int64 // index of the first new hash
	grown []tlog.Hash
	old   tlog.HashReader
}

func (g *growth) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var older []int64
	for _, index := range indexes {
		if index < g.base {
			older = append(older, index)
		}
	}
	stored, err := g.old.ReadHashes(older)
	if err != nil {
		return nil, err
	}
	hashes := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= g.base {
			hashes[i] = g.grown[index-g.base]
		} else {
			hashes[i], stored = stored[0], stored[1:]
		}
	}
	return hashes, nil
}
