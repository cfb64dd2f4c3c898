// Package migrations is the shape of the database, as numbered steps in SQL
// for each engine. A step is applied wholly or not at all, once, and never
// edited after a release.
package migrations

import (
	"context"
	"embed"
	"fmt"
	"io/fs"
	"strings"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"article30/internal/db"
	"article30/internal/problem"
)

//go:embed sqlite/*.sql postgres/*.sql
var files embed.FS

// Up brings the database to the shape that this program knows. Two programs
// that start at once do not disturb each other.
//
// Errors: db.newer, db.unavailable.
func Up(ctx context.Context, d *db.DB) error {
	steps, err := fs.Sub(files, string(d.Engine()))
	if err != nil {
		return err
	}
	return up(ctx, d, steps)
}

// Check refuses a database that has not the shape that this program knows: a
// newer program has changed it, or it is still to be brought up. It changes
// nothing.
//
// Errors: db.newer, db.older, db.unavailable.
func Check(ctx context.Context, d *db.DB) error {
	steps, err := fs.Sub(files, string(d.Engine()))
	if err != nil {
		return err
	}
	known, found, err := steppedTo(ctx, d, steps)
	if err == nil && found < known {
		err = problem.New(problem.Conflict, "db.older", "found", int(found), "known", int(known))
	}
	return err
}

// Text is all steps of an engine, in order: the same text, the same shape.
func Text(engine db.Engine) string {
	var all strings.Builder
	names, _ := fs.Glob(files, string(engine)+"/*.sql")
	for _, name := range names {
		step, _ := files.ReadFile(name)
		all.Write(step)
	}
	return all.String()
}

func up(ctx context.Context, d *db.DB, steps fs.FS) error {
	if _, _, err := steppedTo(ctx, d, steps); err != nil {
		return err
	}
	p, err := provider(d, steps)
	if err != nil {
		return err
	}
	for {
		before, err := version(ctx, d)
		if err != nil {
			return err
		}
		_, failure := p.Up(ctx)
		if failure == nil {
			return nil
		}
		// A step fails when another program took it a moment earlier: then
		// the database has moved on, and so do we.
		after, err := version(ctx, d)
		if err != nil {
			return err
		}
		if after == before {
			return fmt.Errorf("migrations: %w", failure)
		}
	}
}

// steppedTo is the last step that the program knows and the last that the
// database has seen.
//
// Errors: db.newer, db.unavailable.
func steppedTo(ctx context.Context, d *db.DB, steps fs.FS) (known, found int64, err error) {
	if known, err = newest(steps); err != nil {
		return 0, 0, err
	}
	if found, err = version(ctx, d); err != nil {
		return 0, 0, err
	}
	if found > known {
		return 0, 0, problem.New(problem.Conflict, "db.newer", "found", int(found), "known", int(known))
	}
	return known, found, nil
}

func provider(d *db.DB, steps fs.FS) (*goose.Provider, error) {
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.Engine() == db.SQLite {
		return goose.NewProvider(goose.DialectSQLite3, d.Pool(), steps, options...)
	}
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300)) // tries every second for five minutes
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, d.Pool(), steps, append(options, goose.WithSessionLocker(locker))...)
}

// newest is the number of the last step.
func newest(steps fs.FS) (int64, error) {
	names, err := fs.Glob(steps, "*.sql")
	if err != nil {
		return 0, err
	}
	var last int64
	for _, name := range names {
		n, err := goose.NumericComponent(name)
		if err != nil {
			return 0, err
		}
		last = max(last, n)
	}
	return last, nil
}

// version is the number of the last step that the database has seen, 0 for an
// empty database.
func version(ctx context.Context, d *db.DB) (v int64, err error) {
	table := "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?"
	if d.Engine() == db.Postgres {
		table = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?"
	}
	err = d.View(ctx, func(ctx context.Context) error {
		var there int
		if err := d.Conn(ctx).NewRaw(table, goose.DefaultTablename).Scan(ctx, &there); err != nil || there == 0 {
			return err
		}
		return d.Conn(ctx).NewRaw("SELECT max(version_id) FROM "+goose.DefaultTablename).Scan(ctx, &v)
	})
	return v, err
}
