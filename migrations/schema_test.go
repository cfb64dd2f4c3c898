package migrations_test

import (
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/migrations"
)

// The queries put the shape of a database into sorted lines that read the same
// for both engines.
var (
	columns = map[db.Engine]string{
		db.SQLite: `SELECT t.name || '.' || c.name || ' ' || c.type || CASE WHEN c."notnull" = 1 OR c.pk > 0 THEN ' NOT NULL' ELSE '' END
			|| CASE WHEN c.hidden > 1 THEN ' GENERATED' ELSE '' END
			FROM sqlite_schema t, pragma_table_xinfo(t.name) c WHERE t.type = 'table'`,
		db.Postgres: `SELECT table_name || '.' || column_name
			|| CASE data_type WHEN 'text' THEN ' TEXT' WHEN 'date' THEN ' TEXT' WHEN 'bigint' THEN ' INTEGER'
				WHEN 'boolean' THEN ' INTEGER' WHEN 'bytea' THEN ' BLOB' ELSE ' ' || data_type END
			|| CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
			|| CASE is_generated WHEN 'ALWAYS' THEN ' GENERATED' ELSE '' END
			FROM information_schema.columns WHERE table_schema = 'public'
				AND table_name NOT IN (SELECT table_name FROM information_schema.views)`,
	}
	keys = map[db.Engine]string{
		db.SQLite: `SELECT t.name || '(' || (SELECT group_concat(name, ', ') FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno)) || ')'
				|| CASE i."unique" WHEN 1 THEN ' UNIQUE' ELSE '' END
				FROM sqlite_schema t, pragma_index_list(t.name) i WHERE t.type = 'table'
			UNION ALL
			SELECT t.name || '(' || c.name || ') UNIQUE' FROM sqlite_schema t, pragma_table_info(t.name) c
				WHERE t.type = 'table' AND c.pk = 1 AND c.type = 'INTEGER'
				AND (SELECT count(*) FROM pragma_table_info(t.name) WHERE pk > 0) = 1`,
		db.Postgres: `SELECT t.relname || '(' || (SELECT string_agg(a.attname, ', ' ORDER BY k.n)
				FROM unnest(i.indkey) WITH ORDINALITY k (num, n) JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = k.num) || ')'
				|| CASE WHEN i.indisunique THEN ' UNIQUE' ELSE '' END
			FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE t.relnamespace = 'public'::regnamespace`,
	}
	references = map[db.Engine]string{
		db.SQLite: `SELECT t.name || '.' || f."from" || ' -> ' || f."table" || '.' || f."to"
			FROM sqlite_schema t, pragma_foreign_key_list(t.name) f WHERE t.type = 'table'`,
		db.Postgres: `SELECT t.relname || '.' || a.attname || ' -> ' || r.relname || '.' || b.attname
			FROM pg_constraint c JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class r ON r.oid = c.confrelid,
				unnest(c.conkey, c.confkey) AS k (here, there)
				JOIN pg_attribute a ON a.attnum = k.here JOIN pg_attribute b ON b.attnum = k.there
			WHERE c.contype = 'f' AND a.attrelid = t.oid AND b.attrelid = r.oid`,
	}
)

// lines runs the query and sorts what it gives, without goose's own table.
func lines(t *testing.T, d *db.DB, query string) []string {
	t.Helper()
	var all []string
	err := d.View(t.Context(), func(ctx context.Context) error {
		return d.Conn(ctx).NewRaw(query).Scan(ctx, &all)
	})
	if err != nil {
		t.Fatal(err)
	}
	all = slices.DeleteFunc(all, func(s string) bool { return strings.HasPrefix(s, "goose_") || strings.HasPrefix(s, "sqlite_") })
	slices.Sort(all)
	return all
}

func TestBothEnginesHaveTheSameShape(t *testing.T) {
	sqlite, postgres := dbtest.Open(t, db.SQLite), dbtest.Open(t, db.Postgres)
	for what, query := range map[string]map[db.Engine]string{"columns": columns, "keys": keys, "references": references} {
		here, there := lines(t, sqlite, query[db.SQLite]), lines(t, postgres, query[db.Postgres])
		if len(here) < 20 {
			t.Errorf("only %d %s found: %q", len(here), what, here)
		}
		if diff := cmp.Diff(here, there); diff != "" {
			t.Errorf("%s (- SQLite, + PostgreSQL):\n%s", what, diff)
		}
	}
}

var enumeration = regexp.MustCompile(`(?m)(?:CREATE|ALTER) TABLE (\w+)|CHECK \((\w+) IN \(('[^)]*)\)`)

// enumerations is every "table column: values" of the steps' text, as the last
// step has it.
func enumerations(engine db.Engine) []string {
	table, last := "", map[string]string{}
	for _, m := range enumeration.FindAllStringSubmatch(migrations.Text(engine), -1) {
		if m[1] != "" {
			table = m[1]
			continue
		}
		last[table+" "+m[2]] = m[3]
	}
	var all []string
	for _, column := range slices.Sorted(maps.Keys(last)) {
		all = append(all, column+": "+last[column])
	}
	return all
}

func TestBothEnginesKnowTheSameWords(t *testing.T) {
	here, there := enumerations(db.SQLite), enumerations(db.Postgres)
	if len(here) < 15 {
		t.Errorf("only %d enumerations found: %q", len(here), here)
	}
	if diff := cmp.Diff(here, there); diff != "" {
		t.Errorf("enumerations (- SQLite, + PostgreSQL):\n%s", diff)
	}
}

// A text sorts and compares on PostgreSQL as it does on SQLite, whatever the
// language of the server.
func TestTextsCompareByteByByte(t *testing.T) {
	d := dbtest.Open(t, db.Postgres)
	got := lines(t, d, `SELECT table_name || '.' || column_name FROM information_schema.columns
		WHERE table_schema = 'public' AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'`)
	if len(got) > 0 {
		t.Errorf("columns without COLLATE \"C\": %v", got)
	}
}
