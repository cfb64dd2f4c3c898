package db

import (
	"database/sql"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"modernc.org/sqlite"

	"article30/internal/problem"
)

func openSQLite(path string) (*DB, error) {
	path, err := createFile(path)
	if err != nil {
		return nil, err
	}
	d := &DB{engine: SQLite, where: path}
	if d.write, err = sqlitePool(path, "_txlock", "immediate", "_journal_mode", "WAL", "_synchronous", "FULL"); err != nil {
		return nil, err
	}
	if d.read, err = sqlitePool(path, "_query_only", "1"); err != nil {
		return nil, err
	}
	d.pools()
	return d, nil
}

// createFile makes sure that there is a file, private to its owner: SQLite
// would create it with the rights of the umask, and gives the same rights to
// the files that it keeps beside it.
func createFile(path string) (string, error) {
	if path == "" || path == ":memory:" || strings.ContainsRune(path, 0) {
		return "", problem.New(problem.Invalid, "db.bad_url")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return "", problem.New(problem.Unavailable, "db.unavailable", "where", path).With(err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return "", problem.New(problem.Invalid, "db.no_folder", "folder", filepath.Dir(path)).With(err)
	}
	if err != nil {
		return "", problem.New(problem.Unavailable, "db.unavailable", "where", path).With(err)
	}
	return path, f.Close()
}

// sqlitePool opens a pool whose every connection has the settings. The driver
// applies them in its own order, the patience with other writers first. A
// schema that somebody planted in the file may not call functions with side
// effects, a name in double quotes is never taken for a text, and a REPLACE
// runs the triggers that refuse a deletion.
func sqlitePool(path string, settings ...string) (*bun.DB, error) {
	q := url.Values{
		"_busy_timeout": {"30000"}, // longer than the largest import takes
		"_foreign_keys": {"1"},
		"_defensive":    {"1"},
		"_dqs":          {"0"},
		"_error_rc":     {"1"},
		// 64 MiB of pages, so that a large import does not read back what it wrote.
		"_pragma": {"trusted_schema(0)", "recursive_triggers(1)", "cache_size(-65536)"},
	}
	for i := 0; i < len(settings); i += 2 {
		q.Set(settings[i], settings[i+1])
	}
	file := filepath.ToSlash(path)
	if !strings.HasPrefix(file, "/") {
		file = "/" + file
	}
	connector, err := sqlite.NewConnector("file:" + (&url.URL{Path: file}).EscapedPath() + "?" + q.Encode())
	if err != nil {
		return nil, problem.New(problem.Invalid, "db.bad_url").With(err)
	}
	return bun.NewDB(sql.OpenDB(connector), sqlitedialect.New()), nil
}
