// Package dbtest gives tests a fresh, migrated database of each engine, and
// the programs from outside that judge what we make.
package dbtest

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest/postgres"
	"article30/migrations"
)

// Engines are the databases that the program runs on.
var Engines = []db.Engine{db.SQLite, db.Postgres}

// Each runs the test on every engine, each time with a database of its own.
func Each(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	for _, engine := range Engines {
		t.Run(string(engine), func(t *testing.T) { test(t, Open(t, engine)) })
	}
}

// Open opens a fresh, migrated database, which goes away with the test.
func Open(t testing.TB, engine db.Engine) *db.DB {
	t.Helper()
	return connect(t, URL(t, engine))
}

// URL is the address of a fresh, migrated database, which goes away with the
// test.
func URL(t testing.TB, engine db.Engine) string {
	t.Helper()
	if engine == db.SQLite {
		return sqliteFile(t)
	}
	return postgresDatabase(t, true)
}

// Empty opens a fresh database in which there is nothing yet.
func Empty(t testing.TB, engine db.Engine) *db.DB {
	t.Helper()
	return connect(t, EmptyURL(t, engine))
}

// EmptyURL is the address of a fresh database in which there is nothing yet.
func EmptyURL(t testing.TB, engine db.Engine) string {
	t.Helper()
	if engine == db.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "empty.db")
	}
	return postgresDatabase(t, false)
}

// Judge is the path of a program that checks our work independently. Without
// it the test is skipped; in continuous integration it fails.
func Judge(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		missing(t, "no "+program+" on this machine")
	}
	return path
}

// missing ends a test that needs what is not there.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(what)
	}
	t.Skip(what)
}

func connect(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

// migrated is the content of a SQLite file with all tables and no rows.
var migrated = sync.OnceValues(func() ([]byte, error) {
	folder, err := os.MkdirTemp("", "article30-sqlite-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "migrated.db")
	ctx := context.Background()
	d, err := db.Open(ctx, "sqlite:"+path)
	if err != nil {
		return nil, err
	}
	err = errors.Join(migrations.Up(ctx, d), d.Close())
	if err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

func sqliteFile(t testing.TB) string {
	t.Helper()
	content, err := migrated()
	if err != nil {
		t.Fatal(err)
	}
	return sqliteCopy(t, content)
}

// server is the address of the PostgreSQL server for the tests: the one that
// the environment names, or one that lives as long as this test program.
var server = sync.OnceValues(func() (string, error) {
	if url := os.Getenv("ARTICLE30_TEST_POSTGRES"); url != "" {
		return url, nil
	}
	s, err := postgres.Start(context.Background())
	if err != nil {
		return "", err
	}
	return s.URL(), nil
})
