package db_test

import (
	"context"
	"math"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

func TestErrorsMeanTheSameOnBothEngines(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, "CREATE TABLE pair (a BIGINT, b BIGINT, c BIGINT PRIMARY KEY, UNIQUE (a, b))")
		exec(t, d, "INSERT INTO pair VALUES (1, 2, 3)")
		exec(t, d, "INSERT INTO rate VALUES ('EUR', '2012-01-01', '0.7', 'test')")
		tests := []struct {
			name, statement, code, constraint string
			kind                              problem.Kind
		}{
			{"a primary key twice", "INSERT INTO pair VALUES (3, 4, 3)", "db.duplicate", "pair(c)", problem.Conflict},
			{"a key of two columns twice", "INSERT INTO pair VALUES (1, 2, 4)", "db.duplicate", "pair(a, b)", problem.Conflict},
			{"a posted row changed", "UPDATE rate SET per_usd = '0.8'", "posted.immutable", "", problem.Conflict},
			{"a posted row deleted", "DELETE FROM rate", "posted.immutable", "", problem.Conflict},
		}
		for _, test := range tests {
			t.Run(test.name, func(t *testing.T) {
				p, ok := problem.As(try(t.Context(), d, test.statement))
				if !ok || p.Code != test.code || p.Kind != test.kind {
					t.Fatalf("got %v, want %s", p, test.code)
				}
				if test.constraint != "" && p.Args["constraint"] != test.constraint {
					t.Errorf("constraint %q, want %q", p.Args["constraint"], test.constraint)
				}
			})
		}
		t.Run("a reference to nothing", func(t *testing.T) {
			err := try(t.Context(), d, "INSERT INTO consent VALUES ('XXX', 'convention', NULL, NULL, '', 'test', '2012-01-01')")
			if err == nil || problem.KindOf(err) != problem.Internal {
				t.Errorf("got %v, want an internal error", err)
			}
		})
	})
}

// SQLite has one more way to overwrite a row, which by default passes by the
// triggers.
func TestReplaceIsADeletion(t *testing.T) {
	d := dbtest.Open(t, db.SQLite)
	exec(t, d, "INSERT INTO rate VALUES ('EUR', '2012-01-01', '0.7', 'test')")
	if err := try(t.Context(), d, "INSERT OR REPLACE INTO rate VALUES ('EUR', '2012-01-01', '0.8', 'test')"); !problem.Is(err, "posted.immutable") {
		t.Errorf("got %v, want posted.immutable", err)
	}
}

func TestSumsNeverWrap(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, "CREATE TABLE big (n BIGINT NOT NULL)")
		exec(t, d, "INSERT INTO big VALUES (?), (1)", int64(math.MaxInt64))
		var sum int64
		err := d.View(t.Context(), func(ctx context.Context) error {
			return d.Conn(ctx).NewRaw("SELECT CAST(SUM(n) AS BIGINT) FROM big").Scan(ctx, &sum)
		})
		if !problem.Is(err, "money.overflow") {
			t.Errorf("the sum is %d, %v; want money.overflow", sum, err)
		}
	})
}
