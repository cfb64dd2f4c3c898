package db

import (
	"database/sql"
	"fmt"
	"maps"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"

	"article30/internal/problem"
)

// openPostgres sets up the pools. An Update takes the lock of the journal's
// head before its first look at the data, so that every writer, of this
// process or another, decides on what the writer before it left. A View is a
// repeatable read: with writers in single file every snapshot is a state that
// one of them left.
func openPostgres(url string) (*DB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, problem.New(problem.Invalid, "db.bad_url") // the cause may quote the password
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	maps.Copy(config.RuntimeParams, map[string]string{
		"application_name":            "article30",
		"timezone":                    "UTC",
		"datestyle":                   "ISO",
		"client_encoding":             "UTF8",
		"standard_conforming_strings": "on",
	})
	pool := func() *bun.DB { return bun.NewDB(stdlib.OpenDB(*config), pgdialect.New()) }
	d := &DB{
		engine:     Postgres,
		where:      fmt.Sprintf("%s:%d/%s", config.Host, config.Port, config.Database),
		write:      pool(),
		read:       pool(),
		writeTx:    sql.TxOptions{Isolation: sql.LevelSerializable},
		readTx:     sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		firstWrite: "LOCK TABLE journal_head IN EXCLUSIVE MODE",
	}
	d.pools()
	return d, nil
}
