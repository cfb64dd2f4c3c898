package dbtest_test

import (
	"context"
	"fmt"
	"runtime"
	"testing"

	"article30/internal/db"
	"article30/internal/dbtest"
)

// Each test has a database of its own, with all tables and no rows.
func TestDatabasesAreFresh(t *testing.T) {
	for range 2 {
		dbtest.Each(t, func(t *testing.T, d *db.DB) {
			var before int
			err := d.Update(t.Context(), func(ctx context.Context) error {
				if err := d.Conn(ctx).NewRaw("SELECT count(*) FROM session").Scan(ctx, &before); err != nil {
					return err
				}
				_, err := d.Conn(ctx).ExecContext(ctx, "INSERT INTO session VALUES ('6', 6, 'regular', 'test')")
				return err
			})
			if err != nil || before != 0 {
				t.Errorf("%d rows, %v; want none", before, err)
			}
		})
	}
}

// Each test has a copy of what was prepared, and changes no other's.
func TestPrepared(t *testing.T) {
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			add := func(d *db.DB, session string) (there int) {
				err := d.Update(t.Context(), func(ctx context.Context) error {
					if _, err := d.Conn(ctx).ExecContext(ctx, "INSERT INTO session VALUES (?, 6, 'regular', 'test')", session); err != nil {
						return err
					}
					return d.Conn(ctx).NewRaw("SELECT count(*) FROM session").Scan(ctx, &there)
				})
				if err != nil {
					t.Fatal(err)
				}
				return there
			}
			prepared := dbtest.Prepare(t, engine, func(d *db.DB) { add(d, "5") })
			for range 2 {
				if n := add(prepared.Open(t), "6"); n != 2 {
					t.Errorf("%d rows, want the one that was prepared and the new one", n)
				}
			}
		})
	}
}

// verdict is a test that only notes how it ended.
type verdict struct {
	testing.TB
	how string
}

func (v *verdict) Helper() {}

func (v *verdict) Fatal(args ...any) { v.end("failed", args) }

func (v *verdict) Skip(args ...any) { v.end("skipped", args) }

func (v *verdict) end(how string, args []any) {
	v.how = how + ": " + fmt.Sprint(args...)
	runtime.Goexit()
}

func judge(program string) (how string) {
	v := &verdict{}
	done := make(chan struct{})
	go func() {
		defer close(done)
		dbtest.Judge(v, program)
	}()
	<-done
	return v.how
}

func TestMissingJudge(t *testing.T) {
	t.Setenv("CI", "")
	if got := judge("no-such-judge"); got != "skipped: no no-such-judge on this machine" {
		t.Errorf("elsewhere: %q", got)
	}
	t.Setenv("CI", "true")
	if got := judge("no-such-judge"); got != "failed: no no-such-judge on this machine" {
		t.Errorf("in continuous integration: %q", got)
	}
	if got := judge("sh"); got != "" {
		t.Errorf("a judge that is there: %q", got)
	}
}
