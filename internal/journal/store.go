package journal

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/mod/sumdb/tlog"
)

type recordRow struct {
	bun.BaseModel `bun:"table:journal"`

	Seq    int64  `bun:"seq,pk"`
	Record string `bun:"record"`
}

type hashRow struct {
	bun.BaseModel `bun:"table:log_hash"`

	Idx  int64  `bun:"idx,pk"`
	Hash []byte `bun:"hash"`
}

type checkpointRow struct {
	bun.BaseModel `bun:"table:checkpoint"`

	Size       int64 `bun:"size,pk"`
	Key        string
	Note       string
	EnteredBy  string
	RecordedAt string
}

// batch is how many rows one statement writes.
const batch = 500

var errNoHead = errors.New("journal: the recorded end of the log is missing")

// loadSize is the number of entries. Errors: errNoHead.
func loadSize(ctx context.Context, c bun.IDB) (size int64, err error) {
	err = c.NewRaw("SELECT size FROM journal_head WHERE id = 1").Scan(ctx, &size)
	if errors.Is(err, sql.ErrNoRows) {
		err = errNoHead
	}
	return size, err
}

func saveSize(ctx context.Context, c bun.IDB, size int64) error {
	_, err := c.ExecContext(ctx, "UPDATE journal_head SET size = ? WHERE id = 1", size)
	return err
}

func saveRecords(ctx context.Context, c bun.IDB, rows []recordRow) error {
	for chunk := range slices.Chunk(rows, batch) {
		if _, err := c.NewInsert().Model(&chunk).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func saveHashes(ctx context.Context, c bun.IDB, first int64, hashes []tlog.Hash) error {
	rows := make([]hashRow, len(hashes))
	for i := range hashes {
		rows[i] = hashRow{Idx: first + int64(i), Hash: hashes[i][:]}
	}
	for chunk := range slices.Chunk(rows, batch) {
		if _, err := c.NewInsert().Model(&chunk).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func loadRecords(ctx context.Context, c bun.IDB, f Filter) (rows []recordRow, err error) {
	q := c.NewSelect().Model(&rows).Where("seq > ?", f.AfterSeq).Order("seq").Limit(int64(f.Limit))
	if f.Object != "" {
		q.Where("object = ?", f.Object)
	}
	if f.ID != "" {
		q.Where("object_id = ?", f.ID)
	}
	err = q.Scan(ctx)
	return rows, err
}

// storedHashes reads hashes of the tree from the database.
func storedHashes(ctx context.Context, c bun.IDB) tlog.HashReader {
	return tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		if len(indexes) == 0 {
			return nil, nil
		}
		found, err := loadHashes(ctx, c, "idx IN (?)", bun.List(indexes))
		if err != nil {
			return nil, err
		}
		hashes := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			h, ok := found[index]
			if !ok {
				return nil, fmt.Errorf("journal: hash %d of the log is missing", index)
			}
			hashes[i] = h
		}
		return hashes, nil
	})
}

// loadHashes is the stored hashes of that condition by their index. What has
// not the length of a hash is none.
func loadHashes(ctx context.Context, c bun.IDB, where string, args ...any) (map[int64]tlog.Hash, error) {
	var rows []hashRow
	if err := c.NewSelect().Model(&rows).Where(where, args...).Scan(ctx); err != nil {
		return nil, err
	}
	hashes := make(map[int64]tlog.Hash, len(rows))
	for _, row := range rows {
		if len(row.Hash) == tlog.HashSize {
			hashes[row.Idx] = tlog.Hash(row.Hash)
		}
	}
	return hashes, nil
}

// firstOutside is the lowest number in the column that is below first or not
// below end.
func firstOutside(ctx context.Context, c bun.IDB, table, column string, first, end int64) (n int64, found bool, err error) {
	var lowest sql.NullInt64
	err = c.NewRaw("SELECT min(?0) FROM ?1 WHERE ?0 < ?2 OR ?0 >= ?3", bun.Ident(column), bun.Ident(table), first, end).Scan(ctx, &lowest)
	return lowest.Int64, lowest.Valid, err
}

func saveCheckpoint(ctx context.Context, c bun.IDB, made Checkpoint) error {
	row := checkpointRow{Size: made.Size, Key: made.Key, Note: made.Note, EnteredBy: made.By, RecordedAt: made.At.UTC().Format(time.RFC3339)}
	_, err := c.NewInsert().Model(&row).Exec(ctx)
	return err
}

// loadCheckpoints is up to limit checkpoints of more than after entries.
func loadCheckpoints(ctx context.Context, c bun.IDB, after int64, limit int) ([]Checkpoint, error) {
	var rows []checkpointRow
	err := c.NewSelect().Model(&rows).Where("size > ?", after).Order("size").Limit(int64(limit)).Scan(ctx)
	if err != nil {
		return nil, err
	}
	list := make([]Checkpoint, len(rows))
	for i, row := range rows {
		at, err := time.Parse(time.RFC3339, row.RecordedAt)
		if err != nil {
			return nil, fmt.Errorf("journal: checkpoint %d: %w", row.Size, err)
		}
		list[i] = Checkpoint{Size: row.Size, Key: row.Key, Note: row.Note, By: row.EnteredBy, At: at}
	}
	return list, nil
}

// loadLastCheckpoint is the one of most entries; the zero Checkpoint for none.
func loadLastCheckpoint(ctx context.Context, c bun.IDB) (Checkpoint, error) {
	var size sql.NullInt64
	if err := c.NewRaw("SELECT max(size) FROM checkpoint").Scan(ctx, &size); err != nil || !size.Valid {
		return Checkpoint{}, err
	}
	list, err := loadCheckpoints(ctx, c, size.Int64-1, 1)
	if err != nil || len(list) == 0 {
		return Checkpoint{}, err
	}
	return list[0], nil
}
