package journal

import (
	"context"
	"errors"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/mod/sumdb/tlog"

	"article30/internal/problem"
)

// Finding is a place where the log is not what was written.
type Finding struct {
	Seq  int64        `json:"seq"` // the entry that it is about; 0 for the log as a whole
	Code string       `json:"code"`
	Args problem.Args `json:"args,omitempty"`
	// Notice is what is no fault of the log, but that somebody has to know.
	Notice bool `json:"notice,omitempty"`
}

// Err is the finding as an error, for its text.
func (f Finding) Err() error {
	return &problem.Error{Kind: problem.Conflict, Code: f.Code, Args: f.Args}
}

// Verify stops looking after so many findings.
const maxFindings = 100

// page is how many entries Verify holds at once.
const page = 4096

// Verify computes every hash of the log again from the records, and returns
// every place that does not fit, the first one first, and the head of the log.
// A clock that was set back between two entries is a notice. No findings but
// notices means that the records are those that the head stands for.
//
// Whoever can rewrite the whole log, hashes and all, or cut its end off, leaves
// a log that fits. That is found with an earlier head, kept where they could
// not reach it: with since, Verify checks that the log begins with exactly the
// entries that since stands for.
func (j *Journal) Verify(ctx context.Context, since *Head) (findings []Finding, head Head, err error) {
	err = j.db.View(ctx, func(ctx context.Context) error {
		v := verifier{c: j.db.Conn(ctx), since: since}
		err := v.verify(ctx)
		findings, head = v.findings, v.head
		return err
	})
	return findings, head, err
}

type verifier struct {
	c        bun.IDB
	since    *Head
	findings []Finding
	head     Head

	peaks    []tlog.Hash // of the tree over the entries seen so far, left to right
	extended bool        // that tree was, at its size, the one of since
	at       time.Time   // when the last entry was written, as it says
}

func (v *verifier) find(seq int64, code string, args ...any) {
	if len(v.findings) < maxFindings {
		p := problem.New(problem.Conflict, code, args...)
		v.findings = append(v.findings, Finding{Seq: seq, Code: code, Args: p.Args})
	}
}

func (v *verifier) verify(ctx context.Context) error {
	size, err := loadSize(ctx, v.c)
	if errors.Is(err, errNoHead) {
		v.find(0, "journal.head_missing")
	} else if err != nil {
		return err
	}
	for first := int64(0); first < size && len(v.findings) < maxFindings; first += page {
		if err := v.page(ctx, first, min(first+page, size)); err != nil {
			return err
		}
	}
	if seq, found, err := firstOutside(ctx, v.c, "journal", "seq", 1, size+1); err != nil {
		return err
	} else if found {
		v.find(seq, "journal.entry_unexpected", "seq", int(seq))
	}
	if _, found, err := firstOutside(ctx, v.c, "log_hash", "idx", 0, tlog.StoredHashCount(size)); err != nil {
		return err
	} else if found {
		v.find(0, "journal.hash_unexpected")
	}
	v.head = Head{size, root(v.peaks)}
	if v.since != nil && v.since.Size > size {
		v.find(size+1, "journal.shortened", "size", int(size), "earlier", int(v.since.Size))
	} else if v.since != nil && v.since.Size > 0 && !v.extended {
		v.find(0, "journal.rewritten", "earlier", int(v.since.Size))
	}
	return nil
}

// page checks the entries with positions from first up to but not including
// end, counted from 0.
func (v *verifier) page(ctx context.Context, first, end int64) error {
	rows, err := loadRecords(ctx, v.c, Filter{AfterSeq: first, Limit: int(end - first)})
	if err != nil {
		return err
	}
	records := make(map[int64]string, len(rows))
	for _, row := range rows {
		records[row.Seq] = row.Record
	}
	stored, err := loadHashes(ctx, v.c, "idx >= ? AND idx < ?", tlog.StoredHashCount(first), tlog.StoredHashCount(end))
	if err != nil {
		return err
	}
	for n := first; n < end; n++ {
		text, found := records[n+1]
		v.entry(n, text, found, stored)
	}
	return nil
}

// entry checks one entry against its hash, and every node that it completes
// against the two below it. Each check stands on the stored hashes below, so
// that one wrong hash is not reported all the way up.
func (v *verifier) entry(n int64, text string, found bool, stored map[int64]tlog.Hash) {
	seq := n + 1
	computed := tlog.RecordHash([]byte(text))
	hash, kept := stored[tlog.StoredHashIndex(0, n)]
	switch {
	case !found:
		v.find(seq, "journal.entry_missing", "seq", int(seq))
	case kept && hash != computed:
		v.find(seq, "journal.entry_changed", "seq", int(seq))
	case !startsWith(text, seq):
		v.find(seq, "journal.entry_misplaced", "seq", int(seq))
	}
	if !kept {
		v.find(seq, "journal.hash_missing", "first", int(seq), "last", int(seq))
		hash = computed
	}
	for level := 0; n>>level&1 == 1; level++ {
		left := v.peaks[len(v.peaks)-1]
		v.peaks = v.peaks[:len(v.peaks)-1]
		computed := tlog.NodeHash(left, hash)
		hash, kept = stored[tlog.StoredHashIndex(level+1, n>>(level+1))]
		first := n>>(level+1)<<(level+1) + 1
		switch {
		case !kept:
			v.find(seq, "journal.hash_missing", "first", int(first), "last", int(seq))
			hash = computed
		case hash != computed:
			v.find(seq, "journal.hash_changed", "first", int(first), "last", int(seq))
		}
	}
	v.peaks = append(v.peaks, hash)
	v.clock(seq, text)
	if v.since != nil && v.since.Size == seq {
		v.extended = root(v.peaks) == v.since.Root
	}
}

// clock looks whether the clock was set back before the entry, by more than a
// transaction takes.
func (v *verifier) clock(seq int64, text string) {
	at, ok := writtenAt(text, seq)
	if !ok {
		return
	}
	if v.at.Sub(at) > longest && len(v.findings) < maxFindings {
		v.find(seq, "journal.clock_set_back", "seq", int(seq), "at", at.Format(time.RFC3339), "before", v.at.Format(time.RFC3339))
		v.findings[len(v.findings)-1].Notice = true
	}
	v.at = at
}

// root is the hash over the tree with these peaks, the roots of its largest
// complete subtrees from left to right.
func root(peaks []tlog.Hash) tlog.Hash {
	if len(peaks) == 0 {
		none, _ := tlog.TreeHash(0, nil)
		return none
	}
	h := peaks[len(peaks)-1]
	for i := len(peaks) - 2; i >= 0; i-- {
		h = tlog.NodeHash(peaks[i], h)
	}
	return h
}
