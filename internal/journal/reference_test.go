package journal_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
)

// reference is the same log in memory, kept by the package that guards Go's
// own modules.
type reference struct {
	size   int64
	hashes []tlog.Hash
}

func (r *reference) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, i := range indexes {
		hashes = append(hashes, r.hashes[i])
	}
	return hashes, nil
}

func (r *reference) add(t *testing.T, text string) {
	t.Helper()
	hashes, err := tlog.StoredHashes(r.size, []byte(text), r)
	if err != nil {
		t.Fatal(err)
	}
	r.size++
	r.hashes = append(r.hashes, hashes...)
}

func (r *reference) head(t *testing.T) journal.Head {
	t.Helper()
	root, err := tlog.TreeHash(r.size, r)
	if err != nil {
		t.Fatal(err)
	}
	return journal.Head{Size: r.size, Root: root}
}

// A log that grows in steps of any size has at every step the root that RFC
// 6962 says, and Verify accepts exactly the earlier heads that the standard's
// consistency proof accepts.
func TestAgainstReference(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		random := rand.New(rand.NewPCG(seed, 30))
		var ref reference
		var earlier []journal.Head
		for range 25 {
			step := random.IntN(12)
			if random.IntN(5) == 0 {
				step = 100 + random.IntN(400)
			}
			appendAll(t, d, entries(int(ref.size), int(ref.size)+step)...)
			for _, text := range records(t, d, ref.size) {
				ref.add(t, text)
			}
			if got, want := head(t, d), ref.head(t); got != want {
				t.Fatalf("head %v, want %v", got, want)
			}
			earlier = append(earlier, ref.head(t))
		}
		for _, h := range earlier {
			forged := h
			forged.Root[random.IntN(tlog.HashSize)] ^= 1
			for _, since := range []journal.Head{h, forged} {
				proved := since.Size == 0
				if !proved {
					proof, err := tlog.ProveTree(ref.size, since.Size, &ref)
					if err != nil {
						t.Fatal(err)
					}
					now := ref.head(t)
					proved = tlog.CheckTree(proof, now.Size, now.Root, since.Size, since.Root) == nil
				}
				if found := verify(t, d, &since); (len(found) == 0) != proved {
					t.Errorf("since %v: found %v, the proof says %v", since, found, proved)
				}
			}
		}
	})
}

func records(t *testing.T, d *db.DB, after int64) (texts []string) {
	t.Helper()
	err := d.View(t.Context(), func(ctx context.Context) error {
		return d.Conn(ctx).NewRaw("SELECT record FROM journal WHERE seq > ? ORDER BY seq", after).Scan(ctx, &texts)
	})
	if err != nil {
		t.Fatal(err)
	}
	return texts
}
