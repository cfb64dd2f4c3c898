package journal

import (
	"context"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"article30/internal/problem"
)

// Head says all about a log in one line: how many entries it has, and the hash
// over them. Two logs with the same head have the same entries.
type Head struct {
	Size int64
	Root tlog.Hash
}

// String is SIZE:ROOT, the root in base64.
func (h Head) String() string {
	return strconv.FormatInt(h.Size, 10) + ":" + h.Root.String()
}

// ParseHead reads what String writes. Errors: journal.bad_head.
func ParseHead(s string) (Head, error) {
	size, root, _ := strings.Cut(s, ":")
	n, err := strconv.ParseInt(size, 10, 64)
	hash, hashErr := tlog.ParseHash(root)
	h := Head{n, hash}
	if err != nil || hashErr != nil || n < 0 || h.String() != s {
		return Head{}, problem.New(problem.Invalid, "journal.bad_head", "value", s)
	}
	return h, nil
}

// Head is the head of the log as it is stored; Verify checks that it is true.
func (j *Journal) Head(ctx context.Context) (head Head, err error) {
	err = j.db.View(ctx, func(ctx context.Context) error {
		size, err := loadSize(ctx, j.db.Conn(ctx))
		if err == nil {
			head, err = j.HeadAt(ctx, size)
		}
		return err
	})
	return head, err
}

// HeadAt is the head that the log had when it had so many entries. It is not
// later than the present one.
func (j *Journal) HeadAt(ctx context.Context, size int64) (head Head, err error) {
	err = j.db.View(ctx, func(ctx context.Context) error {
		head = Head{Size: size}
		head.Root, err = tlog.TreeHash(size, storedHashes(ctx, j.db.Conn(ctx)))
		return err
	})
	return head, err
}
