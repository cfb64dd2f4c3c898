// Package db holds the database: SQLite in a file or PostgreSQL on a server,
// with the same promises on both. Readers see one snapshot, writers go one
// after the other, and a function runs wholly or not at all. The transaction
// travels in the context.
package db

import (
	"context"
	"database/sql"
	"runtime"
	"strings"

	"github.com/uptrace/bun"

	"article30/internal/problem"
)

// Engine is the kind of database behind a DB.
type Engine string

const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// DB is an open database. Its methods may be called from many goroutines; the
// context that View and Update hand out belongs to one.
type DB struct {
	engine Engine
	where  string // for messages: a path, or host, port and database; no secrets

	write, read     *bun.DB
	writeTx, readTx sql.TxOptions
	firstWrite      string // statement that opens every Update
}

// Open opens the database at url: "sqlite:PATH", whose file is created when it
// is missing, readable by its owner only, or "postgres://USER@HOST/NAME". It
// changes no tables; migrations.Up does.
//
// Errors: db.bad_url, db.no_folder, db.not_a_database, db.unavailable. None
// shows a password.
func Open(ctx context.Context, url string) (*DB, error) {
	d, err := open(url)
	if err != nil {
		return nil, err
	}
	if err := d.Ping(ctx); err != nil {
		d.Close()
		return nil, err
	}
	return d, nil
}

func open(url string) (*DB, error) {
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		return openSQLite(path)
	}
	if strings.HasPrefix(url, "postgres://") || strings.HasPrefix(url, "postgresql://") {
		return openPostgres(url)
	}
	return nil, problem.New(problem.Invalid, "db.bad_url")
}

// Engine says which kind of database this is, for the few statements that the
// two write differently.
func (d *DB) Engine() Engine { return d.engine }

// Ping reports whether the database answers. Errors: db.not_a_database,
// db.unavailable.
func (d *DB) Ping(ctx context.Context) error {
	for _, pool := range []*bun.DB{d.write, d.read} {
		if err := pool.PingContext(ctx); err != nil {
			return d.unreachable(err)
		}
	}
	return nil
}

// Pool is the pool of the one writing connection, for migrations.
func (d *DB) Pool() *sql.DB { return d.write.DB }

// Close ends all connections. Transactions still open are rolled back.
func (d *DB) Close() error {
	err := d.read.Close()
	if e := d.write.Close(); err == nil {
		err = e
	}
	return err
}

// pools sets the sizes: one connection that writes, so that writers of this
// process queue here, where a context can end the wait, and several that read.
func (d *DB) pools() {
	d.write.SetMaxOpenConns(1)
	readers := max(4, runtime.GOMAXPROCS(0))
	d.read.SetMaxOpenConns(readers)
	d.read.SetMaxIdleConns(readers)
}
