package db

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"regexp"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"article30/internal/problem"
)

// The result codes of PostgreSQL that mean something to us (appendix A of its
// manual).
const (
	pgUnique        = "23505"
	pgOutOfRange    = "22003"
	pgRaise         = "P0001"
	pgSerialization = "40001"
	pgDeadlock      = "40P01"
)

// lost reports whether a transaction gave way to another and may be tried
// again.
func lost(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (e.Code == pgSerialization || e.Code == pgDeadlock)
}

// problem puts what a driver says into the program's terms. An error that
// already has a code keeps it; one that has no meaning here stays as it is and
// so counts as Internal.
func (d *DB) problem(err error) error {
	if err == nil {
		return nil
	}
	if _, ok := problem.As(err); ok {
		return err
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return d.sqliteProblem(e, err)
	}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return d.postgresProblem(e, err)
	}
	if disconnected(err) {
		return d.unavailable(err)
	}
	return err
}

// unreachable is the error of a failed attempt to connect.
func (d *DB) unreachable(err error) error {
	err = d.problem(err)
	if _, ok := problem.As(err); ok {
		return err
	}
	return d.unavailable(err)
}

func (d *DB) unavailable(err error) error {
	return problem.New(problem.Unavailable, "db.unavailable", "where", d.where).With(err)
}

func (d *DB) sqliteProblem(e *sqlite.Error, err error) error {
	if code, ok := raised(e.Error()); ok && e.Code() == sqlite3.SQLITE_CONSTRAINT_TRIGGER {
		return problem.New(problem.Conflict, code).With(err)
	}
	switch e.Code() {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return duplicate(sqliteKey(e.Error()), err)
	}
	// SQLite turns an integer sum that overflows into a binary fraction, which a
	// strict table then refuses.
	if e.Code() == sqlite3.SQLITE_CONSTRAINT_DATATYPE && strings.Contains(e.Error(), "cannot store REAL value in INTEGER column") {
		return problem.New(problem.Invalid, "money.overflow").With(err)
	}
	switch e.Code() & 0xff {
	case sqlite3.SQLITE_ERROR:
		if strings.Contains(e.Error(), "integer overflow") {
			return problem.New(problem.Invalid, "money.overflow").With(err)
		}
	case sqlite3.SQLITE_NOTADB:
		return problem.New(problem.Invalid, "db.not_a_database", "where", d.where).With(err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_IOERR,
		sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_PROTOCOL, sqlite3.SQLITE_CORRUPT:
		return d.unavailable(err)
	}
	return err
}

func (d *DB) postgresProblem(e *pgconn.PgError, err error) error {
	switch e.Code {
	case pgRaise:
		if code, ok := raised(e.Message); ok {
			return problem.New(problem.Conflict, code).With(err)
		}
	case pgUnique:
		return duplicate(e.TableName+keyColumns.FindString(e.Detail), err)
	case pgOutOfRange:
		return problem.New(problem.Invalid, "money.overflow").With(err)
	case pgSerialization, pgDeadlock:
		return d.unavailable(err)
	}
	switch e.Code[:2] {
	case "08", "28", "3D", "53", "57", "58": // connection, sign-in, no such database, resources, shutdown, disk
		return d.unavailable(err)
	}
	return err
}

func disconnected(err error) bool {
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return false
	}
	if _, ok := errors.AsType[*pgconn.ConnectError](err); ok {
		return true
	}
	if _, ok := errors.AsType[net.Error](err); ok {
		return true
	}
	return errors.Is(err, driver.ErrBadConn) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, net.ErrClosed)
}

func duplicate(constraint string, err error) error {
	return problem.New(problem.Conflict, "db.duplicate", "constraint", constraint).With(err)
}

var (
	raisedCode = regexp.MustCompile(`article30:([a-z0-9_]+\.[a-z0-9_]+)`)
	keyColumns = regexp.MustCompile(`\([^()]*\)`)
	failedKey  = regexp.MustCompile(`UNIQUE constraint failed: ([^()]+)`)
)

// raised finds the code in the text of a trigger of ours.
func raised(text string) (string, bool) {
	m := raisedCode.FindStringSubmatch(text)
	if m == nil {
		return "", false
	}
	return m[1], true
}

// sqliteKey turns "UNIQUE constraint failed: donor.a, donor.b (2067)" into
// PostgreSQL's way of naming the same key, "donor(a, b)".
func sqliteKey(text string) string {
	m := failedKey.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	key := strings.TrimSpace(m[1])
	table, _, _ := strings.Cut(key, ".")
	return table + "(" + strings.ReplaceAll(key, table+".", "") + ")"
}
