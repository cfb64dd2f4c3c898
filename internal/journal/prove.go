package journal

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"

	"golang.org/x/mod/sumdb/tlog"

	"article30/internal/problem"
)

// Leaf is an entry as it stands in the log, with what shows that it does: the
// hashes beside its way up to the root, as in RFC 6962.
type Leaf struct {
	Seq  int64       `json:"seq"`
	Text string      `json:"text"`
	Path []tlog.Hash `json:"path"`
}

// In shows, from nothing but the leaf and the head, that the entry is in the
// log.
//
// Error: proof.not_in_log.
func (l Leaf) In(h Head) error {
	if !startsWith(l.Text, l.Seq) || tlog.CheckRecord(l.Path, h.Size, h.Root, l.Seq-1, tlog.RecordHash([]byte(l.Text))) != nil {
		return problem.New(problem.Invalid, "proof.not_in_log", "seq", int(l.Seq))
	}
	return nil
}

// Record is what the entry says.
//
// Error: proof.unreadable_entry.
func (l Leaf) Record() (Record, error) {
	var r Record
	if err := json.Unmarshal([]byte(l.Text), &r); err != nil {
		return r, problem.New(problem.Invalid, "proof.unreadable_entry", "seq", int(l.Seq)).With(err)
	}
	return r, nil
}

// Continues reports whether the path shows that a log with this head begins with
// all the entries of the earlier one, in their order.
func (h Head) Continues(earlier Head, path []tlog.Hash) bool {
	if earlier.Size == h.Size {
		return earlier == h && len(path) == 0
	}
	return tlog.CheckTree(path, h.Size, h.Root, earlier.Size, earlier.Root) == nil
}

// Leaves are the entries of the log's first size that are about any of these
// things and that choose takes, in their order, each with its path in the log of
// that size.
func (j *Journal) Leaves(ctx context.Context, size int64, choose func(Record) bool, objects ...string) (leaves []Leaf, err error) {
	err = j.db.View(ctx, func(ctx context.Context) error {
		leaves = nil
		for _, object := range objects {
			for seq := int64(0); ; {
				rows, err := loadRecords(ctx, j.db.Conn(ctx), Filter{Object: object, AfterSeq: seq, Limit: page})
				if err != nil {
					return err
				}
				for _, row := range rows {
					seq = row.Seq
					leaf := Leaf{Seq: row.Seq, Text: row.Record, Path: []tlog.Hash{}}
					r, err := leaf.Record()
					if err != nil {
						return err
					}
					if row.Seq <= size && choose(r) {
						leaves = append(leaves, leaf)
					}
				}
				if len(rows) < page {
					break
				}
			}
		}
		slices.SortFunc(leaves, func(a, b Leaf) int { return cmp.Compare(a.Seq, b.Seq) })
		hashes := storedHashes(ctx, j.db.Conn(ctx))
		for i := range leaves {
			path, err := tlog.ProveRecord(size, leaves[i].Seq-1, hashes)
			if err != nil {
				return err
			}
			leaves[i].Path = append(leaves[i].Path, path...)
		}
		return nil
	})
	return leaves, err
}

// Continuation is the path with which the head at size Continues that at the
// earlier size, which is at least 1 and not more than size.
func (j *Journal) Continuation(ctx context.Context, earlier, size int64) (path []tlog.Hash, err error) {
	err = j.db.View(ctx, func(ctx context.Context) error {
		path = []tlog.Hash{}
		if earlier == size {
			return nil
		}
		proof, err := tlog.ProveTree(size, earlier, storedHashes(ctx, j.db.Conn(ctx)))
		path = append(path, proof...)
		return err
	})
	return path, err
}
