package dbtest

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"article30/internal/db"
)

// Prepared is a database with which several tests begin, each on a copy of its own.
type Prepared struct {
	engine db.Engine
	url    string
}

// Prepare is what fn makes of a fresh, migrated database. It goes away with the
// test.
func Prepare(t testing.TB, engine db.Engine, fn func(d *db.DB)) Prepared {
	t.Helper()
	p := Prepared{engine, URL(t, engine)}
	d, err := db.Open(context.Background(), p.url)
	if err != nil {
		t.Fatal(err)
	}
	fn(d)
	// Only a database that nobody has open can be copied.
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	return p
}

// Open opens a copy, which goes away with the test t.
func (p Prepared) Open(t testing.TB) *db.DB {
	t.Helper()
	if p.engine == db.Postgres {
		return connect(t, postgresCopy(t, p.url))
	}
	content, err := os.ReadFile(strings.TrimPrefix(p.url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	return connect(t, sqliteCopy(t, content))
}

func sqliteCopy(t testing.TB, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite:" + path
}
