package db_test

import (
	"context"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

func TestOpenRefusesWhatIsNotAnAddress(t *testing.T) {
	for _, url := range []string{
		"", "article30.db", "sqlite", "sqlite:", "sqlite::memory:", "sqlite:a\x00b", "mysql://x/y",
		"postgres://user:secret@host:port/name", "postgres://user:sec%ret@host/name", "postgres:user=a password=secret",
	} {
		_, err := db.Open(t.Context(), url)
		if !problem.Is(err, "db.bad_url") {
			t.Errorf("Open(%q): %v, want db.bad_url", url, err)
			continue
		}
		if strings.Contains(err.Error(), "sec") {
			t.Errorf("Open(%q) shows the password: %v", url, err)
		}
	}
}

func TestOpenSQLiteFile(t *testing.T) {
	for _, name := range []string{"plain.db", "two words.db", "what?.db", "a#b.db", "50%25.db", "x&_query_only=1.db", "été.db", "a+b;c.db"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), name)
			d, err := db.Open(t.Context(), "sqlite:"+path)
			if err != nil {
				t.Fatal(err)
			}
			exec(t, d, "CREATE TABLE t (n INTEGER)")
			// SQLite's own files beside it are as private as the database.
			for _, suffix := range []string{"", "-wal", "-shm"} {
				info, err := os.Stat(path + suffix)
				if err != nil {
					t.Fatal(err)
				}
				if info.Mode() != 0o600 {
					t.Errorf("%s has mode %v, want 0600", info.Name(), info.Mode())
				}
			}
			d.Close()
			files, err := os.ReadDir(filepath.Dir(path))
			if err != nil {
				t.Fatal(err)
			}
			if len(files) != 1 || files[0].Name() != name {
				t.Errorf("after Close the folder holds %v, want only %q", files, name)
			}
		})
	}
}

func TestOpenSQLiteInTheWorkingFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	d, err := db.Open(t.Context(), "sqlite:article30.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := os.Stat("article30.db"); err != nil {
		t.Error(err)
	}
}

func TestOpenSQLiteRefusals(t *testing.T) {
	folder := t.TempDir()
	text := filepath.Join(folder, "text.db")
	if err := os.WriteFile(text, []byte(strings.Repeat("This is not a database. ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, path, code string }{
		{"the folder is missing", filepath.Join(folder, "missing", "a.db"), "db.no_folder"},
		{"it is a folder", folder, "db.unavailable"},
		{"it is some other file", text, "db.not_a_database"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if _, err := db.Open(t.Context(), "sqlite:"+test.path); !problem.Is(err, test.code) {
				t.Errorf("got %v, want %s", err, test.code)
			}
		})
	}
}

// Every setting guards against a loss or a silent wrong that was seen.
func TestSQLiteSettings(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	settings := map[string]struct{ write, read string }{
		"journal_mode":       {"wal", "wal"},
		"synchronous":        {"2", "2"},
		"busy_timeout":       {"30000", "30000"},
		"cache_size":         {"-65536", "-65536"},
		"foreign_keys":       {"1", "1"},
		"trusted_schema":     {"0", "0"},
		"recursive_triggers": {"1", "1"},
		"query_only":         {"0", "1"},
	}
	for name, want := range settings {
		for where, want := range map[string]string{"Update": want.write, "View": want.read} {
			var got string
			run := d.Update
			if where == "View" {
				run = d.View
			}
			err := run(t.Context(), func(ctx context.Context) error {
				return d.Conn(ctx).NewRaw("PRAGMA "+name).Scan(ctx, &got)
			})
			if err != nil || got != want {
				t.Errorf("%s in %s: %q, %v; want %q", name, where, got, err, want)
			}
		}
	}
}

// A misspelt column in double quotes is an error, not a text.
func TestDoubleQuotesAreNames(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.View(t.Context(), func(ctx context.Context) error {
			_, err := d.Conn(ctx).ExecContext(ctx, `SELECT "no_such_column" FROM party`)
			return err
		})
		if err == nil {
			t.Error("a name that does not exist was taken for a text")
		}
	})
}

func TestPostgresUnavailable(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := silent.Addr().String()
	silent.Close()
	_, err = db.Open(t.Context(), "postgres://u:hidden-word@"+closed+"/name?sslmode=disable")
	unavailable(t, err, closed+"/name")

	address := dbtest.URL(t, db.Postgres)
	before, host, _ := strings.Cut(address, "@")
	user, _, _ := strings.Cut(strings.TrimPrefix(before, "postgres://"), ":")
	_, err = db.Open(t.Context(), "postgres://"+user+":hidden-word@"+host)
	unavailable(t, err, strings.TrimSuffix(host, "?sslmode=disable"))
}

func unavailable(t *testing.T, err error, where string) {
	t.Helper()
	p, ok := problem.As(err)
	if !ok || p.Code != "db.unavailable" || p.Kind != problem.Unavailable || p.Args["where"] != where {
		t.Errorf("got %v, want db.unavailable at %s", err, where)
	}
	if err != nil && strings.Contains(err.Error(), "hidden-word") {
		t.Errorf("the error shows the password: %v", err)
	}
}

func TestPostgresGoesAway(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	err := d.Update(t.Context(), func(ctx context.Context) error {
		_, err := d.Conn(ctx).ExecContext(ctx, "SELECT pg_terminate_backend(pg_backend_pid())")
		return err
	})
	if !problem.Is(err, "db.unavailable") {
		t.Errorf("a session that the server ended: %v, want db.unavailable", err)
	}
	if err := d.Update(t.Context(), func(context.Context) error { return nil }); err != nil {
		t.Errorf("the next Update: %v, want a new connection", err)
	}
}

func open(t *testing.T, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func exec(t testing.TB, d *db.DB, statement string, args ...any) {
	t.Helper()
	if err := try(t.Context(), d, statement, args...); err != nil {
		t.Fatal(err)
	}
}

func try(ctx context.Context, d *db.DB, statement string, args ...any) error {
	return d.Update(ctx, func(ctx context.Context) error {
		_, err := d.Conn(ctx).ExecContext(ctx, statement, args...)
		return err
	})
}
