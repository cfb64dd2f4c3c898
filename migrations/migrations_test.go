package migrations_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
	"article30/migrations"
)

func TestUpTwiceChangesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		fill(t, d)
		before := lines(t, d, columns[d.Engine()])
		if err := migrations.Up(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(before, lines(t, d, columns[d.Engine()])); diff != "" {
			t.Error(diff)
		}
		if got := lines(t, d, "SELECT name FROM party"); len(got) != 1 {
			t.Errorf("parties after the second Up: %v", got)
		}
	})
}

// A step that writes a table anew keeps its rows and what refers to them.
func TestRatesStepKeepsTheEntries(t *testing.T) {
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			d := dbtest.Empty(t, engine)
			names, err := fs.Glob(os.DirFS(string(engine)), "*.sql")
			if err != nil {
				t.Fatal(err)
			}
			before := fstest.MapFS{}
			for _, name := range names {
				if name >= "00008" {
					continue
				}
				step, err := os.ReadFile(filepath.Join(string(engine), name))
				if err != nil {
					t.Fatal(err)
				}
				before[name] = &fstest.MapFile{Data: step}
			}
			if err := migrations.UpWith(t.Context(), d, before); err != nil {
				t.Fatal(err)
			}
			for _, s := range []string{
				"INSERT INTO donor VALUES (1, 'Donor', 'private', NULL, '', NULL, 'test')",
				"INSERT INTO contribution VALUES (1, 'test', 'a', 1, 2012, 'USD', 'cash', '', 'me', '2012-07-20T10:00:00Z')",
				"INSERT INTO entry VALUES (1, 1, 1, 'receipt', '2012-07-20', TRUE, 'USD', 1, 1, '1', 'par', NULL, NULL, 1, '', NULL, NULL, NULL, 'me', '2012-07-20T10:00:00Z')",
				"INSERT INTO entry VALUES (2, 1, 2, 'reversal', '2012-07-20', TRUE, 'USD', -1, -1, '1', 'par', NULL, NULL, -1, 'why', 1, NULL, NULL, 'me', '2012-07-20T10:00:00Z')",
				"INSERT INTO posting VALUES (1, 1, 'cash', 1, 1, '2012-07-20', 'USD', 1, 1)",
				"INSERT INTO posting VALUES (2, 1, 'cash', 1, 1, '2012-07-20', 'USD', -1, -1)",
			} {
				if err := exec(t, d, s); err != nil {
					t.Fatalf("%s: %v", s, err)
				}
			}
			if err := migrations.Up(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			got := lines(t, d, "SELECT kind || CAST(amount AS TEXT) || COALESCE(CAST(reverses AS TEXT), '') FROM entry")
			if !cmp.Equal(got, []string{"receipt1", "reversal-11"}) {
				t.Errorf("entries: %v", got)
			}
			if err := exec(t, d, "INSERT INTO posting VALUES (3, 1, 'cash', 1, 1, '2012-07-20', 'USD', 1, 1)"); err == nil {
				t.Error("a posting of no entry")
			}
			if err := exec(t, d, "DELETE FROM entry"); !problem.Is(err, "posted.immutable") {
				t.Errorf("entries can be deleted: %v", err)
			}
		})
	}
}

func TestDatabaseOfANewerProgramIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if err := migrations.Check(t.Context(), d); err != nil {
			t.Errorf("our own database: %v", err)
		}
		if err := exec(t, d, "INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, TRUE)"); err != nil {
			t.Fatal(err)
		}
		for name, f := range map[string]func(context.Context, *db.DB) error{"Up": migrations.Up, "Check": migrations.Check} {
			p, ok := problem.As(f(t.Context(), d))
			if !ok || p.Code != "db.newer" || p.Args["found"] != 9999 {
				t.Errorf("%s: %v, want db.newer", name, p)
			}
		}
	})
}

func TestCheckChangesNothing(t *testing.T) {
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			d := dbtest.Empty(t, engine)
			if err := migrations.Check(t.Context(), d); !problem.Is(err, "db.older") {
				t.Errorf("%v, want db.older", err)
			}
			tables := "SELECT name FROM sqlite_schema"
			if engine == db.Postgres {
				tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'"
			}
			var all []string
			err := d.View(t.Context(), func(ctx context.Context) error {
				return d.Conn(ctx).NewRaw(tables).Scan(ctx, &all)
			})
			if err != nil || len(all) != 0 {
				t.Errorf("tables %v, %v; want none", all, err)
			}
		})
	}
}

// A step that fails, or that is interrupted, leaves nothing of itself: the
// steps before it stand, and the mended step runs from its beginning.
func TestStepIsTakenWhollyOrNotAtAll(t *testing.T) {
	const second = "-- +goose Up\nCREATE TABLE b (n BIGINT);\nINSERT INTO a VALUES (2);\n"
	steps := func(end string) fstest.MapFS {
		return fstest.MapFS{
			"00001_a.sql": &fstest.MapFile{Data: []byte("-- +goose Up\nCREATE TABLE a (n BIGINT);\nINSERT INTO a VALUES (1);\n")},
			"00002_b.sql": &fstest.MapFile{Data: []byte(second + end)},
		}
	}
	ends := map[string]string{
		"it fails": "INSERT INTO nowhere VALUES (1);\n",
		"it is interrupted": `INSERT INTO a WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000)
			SELECT count(*) FROM c;`,
	}
	for _, engine := range dbtest.Engines {
		for name, end := range ends {
			t.Run(string(engine)+" "+name, func(t *testing.T) {
				d := dbtest.Empty(t, engine)
				ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
				defer cancel()
				if err := migrations.UpWith(ctx, d, steps(end)); err == nil {
					t.Fatal("the step was taken")
				}
				if got := lines(t, d, "SELECT CAST(n AS TEXT) FROM a"); !cmp.Equal(got, []string{"1"}) {
					t.Errorf("rows of the first step: %v, want only its own", got)
				}
				if got := lines(t, d, "SELECT CAST(max(version_id) AS TEXT) FROM goose_db_version"); !cmp.Equal(got, []string{"1"}) {
					t.Errorf("the database says it is at step %v, want 1", got)
				}
				if err := migrations.UpWith(t.Context(), d, steps("")); err != nil {
					t.Fatalf("the mended step: %v", err)
				}
				if got := lines(t, d, "SELECT CAST(n AS TEXT) FROM a UNION ALL SELECT 'b' FROM b"); !cmp.Equal(got, []string{"1", "2"}) {
					t.Errorf("rows: %v, want 1 and 2", got)
				}
			})
		}
	}
}

func TestProgramsThatStartAtOnce(t *testing.T) {
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			url := dbtest.EmptyURL(t, engine)
			var all sync.WaitGroup
			for range 4 {
				d, err := db.Open(t.Context(), url)
				if err != nil {
					t.Fatal(err)
				}
				defer d.Close()
				all.Go(func() {
					if err := migrations.Up(t.Context(), d); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		})
	}
}
