package dbtest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"article30/internal/db"
	"article30/internal/dbtest/postgres"
	"article30/migrations"
)

// postgresDatabase is the address of a new database, with all tables or with
// none.
func postgresDatabase(t testing.TB, tables bool) string {
	t.Helper()
	return created(t, func(ctx context.Context, conn *pgx.Conn, address string) (string, error) {
		if tables {
			return migratedTemplate(ctx, conn, address)
		}
		return "template0", nil
	})
}

// postgresCopy is the address of a new database that is a copy of another.
func postgresCopy(t testing.TB, of string) string {
	t.Helper()
	return created(t, func(context.Context, *pgx.Conn, string) (string, error) {
		u, err := url.Parse(of)
		if err != nil {
			return "", err
		}
		return strings.TrimPrefix(u.Path, "/"), nil
	})
}

// created is the address of a new database, a copy of the one that template names.
// It goes away with the test.
func created(t testing.TB, template func(ctx context.Context, conn *pgx.Conn, address string) (string, error)) string {
	t.Helper()
	address, err := server()
	if errors.Is(err, postgres.ErrNotInstalled) {
		missing(t, err.Error())
	}
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	from, err := template(ctx, conn, address)
	if err != nil {
		t.Fatal(err)
	}
	name := "test_" + strings.ToLower(rand.Text())
	if _, err := conn.Exec(ctx, fmt.Sprintf("CREATE DATABASE %s TEMPLATE %s", name, from)); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { drop(t, address, name) })
	return withDatabase(address, name)
}

func drop(t testing.TB, address, name string) {
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, address)
	if err != nil {
		t.Error(err)
		return
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
		t.Error(err)
	}
}

// templateLock keeps the test programs that share a server from making the
// same template at once.
const templateLock = 3030

// migratedTemplate is the name of a database with all tables and no rows. It
// is made once for a server and a state of the migrations.
func migratedTemplate(ctx context.Context, conn *pgx.Conn, address string) (name string, err error) {
	name = fmt.Sprintf("migrated_%x", sha256.Sum256([]byte(migrations.Text(db.Postgres))))[:40]
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1)", templateLock); err != nil {
		return "", err
	}
	defer func() {
		_, e := conn.Exec(ctx, "SELECT pg_advisory_unlock($1)", templateLock)
		err = errors.Join(err, e)
	}()
	var there bool
	if err := conn.QueryRow(ctx, "SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", name).Scan(&there); err != nil || there {
		return name, err
	}
	// Half made, it has another name.
	draft := name + "_draft"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + draft, "CREATE DATABASE " + draft + " TEMPLATE template0"} {
		if _, err := conn.Exec(ctx, statement); err != nil {
			return "", err
		}
	}
	d, err := db.Open(ctx, withDatabase(address, draft))
	if err != nil {
		return "", err
	}
	if err := errors.Join(migrations.Up(ctx, d), d.Close()); err != nil {
		return "", err
	}
	_, err = conn.Exec(ctx, fmt.Sprintf("ALTER DATABASE %s RENAME TO %s", draft, name))
	return name, err
}

func withDatabase(address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		panic("dbtest: ARTICLE30_TEST_POSTGRES is not a URL")
	}
	u.Path = "/" + name
	return u.String()
}
