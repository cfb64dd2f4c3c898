package db_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/problem"
)

// withCounter gives the test a table of one number, which is 0.
func withCounter(t *testing.T, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		exec(t, d, "CREATE TABLE counter (n BIGINT NOT NULL)")
		exec(t, d, "INSERT INTO counter VALUES (0)")
		test(t, d)
	})
}

func read(ctx context.Context, d *db.DB) (n int, err error) {
	err = d.View(ctx, func(ctx context.Context) error {
		return d.Conn(ctx).NewRaw("SELECT n FROM counter").Scan(ctx, &n)
	})
	return n, err
}

func write(ctx context.Context, d *db.DB, n int) error {
	return try(ctx, d, "UPDATE counter SET n = ?", n)
}

func want(t *testing.T, d *db.DB, n int) {
	t.Helper()
	if got, err := read(t.Context(), d); err != nil || got != n {
		t.Errorf("the counter is %d, %v; want %d", got, err, n)
	}
}

var errStop = errors.New("stop")

func TestViewIsOneSnapshot(t *testing.T) {
	withCounter(t, func(t *testing.T, d *db.DB) {
		err := d.View(t.Context(), func(ctx context.Context) error {
			first, err := read(ctx, d)
			if err != nil {
				return err
			}
			if err := write(t.Context(), d, 5); err != nil {
				return err
			}
			second, err := read(ctx, d)
			if first != second {
				t.Errorf("one View saw %d and then %d", first, second)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		want(t, d, 5)
	})
}

func TestViewDoesNotWaitForAWriter(t *testing.T) {
	withCounter(t, func(t *testing.T, d *db.DB) {
		err := d.Update(t.Context(), func(ctx context.Context) error {
			if err := write(ctx, d, 5); err != nil {
				return err
			}
			want(t, d, 0) // a View of its own: what is not yet kept is not there
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want(t, d, 5)
	})
}

func TestViewRefusesWrites(t *testing.T) {
	withCounter(t, func(t *testing.T, d *db.DB) {
		err := d.View(t.Context(), func(ctx context.Context) error {
			_, err := d.Conn(ctx).ExecContext(ctx, "UPDATE counter SET n = 9")
			return err
		})
		if err == nil {
			t.Error("a write in a View was let through")
		}
		want(t, d, 0)
	})
}

func TestUpdateKeepsAllOrNothing(t *testing.T) {
	withCounter(t, func(t *testing.T, d *db.DB) {
		err := d.Update(t.Context(), func(ctx context.Context) error {
			if err := write(ctx, d, 1); err != nil {
				return err
			}
			return errStop
		})
		if !errors.Is(err, errStop) {
			t.Errorf("got %v, want the error of the function", err)
		}
		want(t, d, 0)

		func() {
			defer func() {
				if recover() != "stop" {
					t.Error("the panic was lost")
				}
			}()
			d.Update(t.Context(), func(ctx context.Context) error {
				if err := write(ctx, d, 2); err != nil {
					return err
				}
				panic("stop")
			})
		}()
		want(t, d, 0)

		if err := write(t.Context(), d, 3); err != nil {
			t.Errorf("an Update after a panic: %v", err)
		}
		want(t, d, 3)
	})
}

func TestUpdateInsideUpdate(t *testing.T) {
	withCounter(t, func(t *testing.T, d *db.DB) {
		err := d.Update(t.Context(), func(ctx context.Context) error {
			if err := write(ctx, d, 1); err != nil {
				return err
			}
			// What the inner one wrote before its error is undone; the outer
			// one goes on.
			err := d.Update(ctx, func(ctx context.Context) error {
				if err := write(ctx, d, 2); err != nil {
					return err
				}
				_, err := d.Conn(ctx).ExecContext(ctx, "INSERT INTO party (id) VALUES ('no')")
				return err
			})
			if err == nil {
				t.Error("the inner error was lost")
			}
			if n, err := read(ctx, d); err != nil || n != 1 {
				t.Errorf("after the inner error the counter is %d, %v; want 1", n, err)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		want(t, d, 1)

		// An inner success is nothing until the outer one succeeds.
		err = d.Update(t.Context(), func(ctx context.Context) error {
			if err := write(ctx, d, 7); err != nil {
				return err
			}
			return errStop
		})
		if !errors.Is(err, errStop) {
			t.Error(err)
		}
		want(t, d, 1)
	})
}

func TestMisusePanics(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		panics := func(what string, f func()) {
			t.Helper()
			defer func() {
				if recover() == nil {
					t.Error(what + " did not panic")
				}
			}()
			f()
		}
		panics("a query outside", func() { d.Conn(t.Context()) })
		panics("Update inside View", func() {
			d.View(t.Context(), func(ctx context.Context) error {
				return d.Update(ctx, func(context.Context) error { return nil })
			})
		})
		other := dbtest.Open(t, d.Engine())
		panics("a query to another database", func() {
			d.View(t.Context(), func(ctx context.Context) error {
				other.Conn(ctx)
				return nil
			})
		})
	})
}

// Two programs with four writers each share a database: every one decides on
// what the one before it left, none fails, and none has to run again.
func TestConcurrentUpdatesLoseNothing(t *testing.T) {
	const programs, writers, times = 2, 4, 200
	for _, engine := range dbtest.Engines {
		t.Run(string(engine), func(t *testing.T) {
			url := dbtest.URL(t, engine)
			var program []*db.DB
			for range programs {
				program = append(program, open(t, url))
			}
			exec(t, program[0], "CREATE TABLE counter (n BIGINT NOT NULL)")
			exec(t, program[0], "INSERT INTO counter VALUES (0)")
			var all sync.WaitGroup
			var runs atomic.Int64
			for i := range programs * writers {
				d := program[i%programs]
				all.Go(func() {
					for range times {
						err := d.Update(t.Context(), func(ctx context.Context) error {
							runs.Add(1)
							n, err := read(ctx, d)
							if err != nil {
								return err
							}
							return write(ctx, d, n+1)
						})
						if err != nil {
							t.Error(err)
						}
					}
				})
			}
			all.Wait()
			want(t, program[0], programs*writers*times)
			if runs.Load() != programs*writers*times {
				t.Errorf("%d runs for %d Updates", runs.Load(), programs*writers*times)
			}
		})
	}
}

// On PostgreSQL a program that does not take our lock can get in the way.
func TestUpdateRunsAgainAfterAConflict(t *testing.T) {
	url := dbtest.URL(t, db.Postgres)
	d, other := open(t, url), open(t, url)
	exec(t, d, "CREATE TABLE counter (n BIGINT NOT NULL)")
	exec(t, d, "INSERT INTO counter VALUES (0)")
	stranger := func(n int) {
		if _, err := other.Pool().ExecContext(t.Context(), "UPDATE counter SET n = $1", n); err != nil {
			t.Error(err)
		}
	}
	runs := 0
	err := d.Update(t.Context(), func(ctx context.Context) error {
		n, err := read(ctx, d)
		if err != nil {
			return err
		}
		if runs++; runs <= 2 {
			stranger(10 * runs)
		}
		return write(ctx, d, n+1)
	})
	if err != nil || runs != 3 {
		t.Errorf("%d runs, %v; want 3 and no error", runs, err)
	}
	want(t, d, 21)

	runs = 0
	err = d.Update(t.Context(), func(ctx context.Context) error {
		n, err := read(ctx, d)
		if err != nil {
			return err
		}
		runs++
		stranger(n + 1)
		return write(ctx, d, n+1)
	})
	if !problem.Is(err, "db.unavailable") || runs != 10 {
		t.Errorf("%d runs, %v; want to give up after 10 with db.unavailable", runs, err)
	}
}

func TestContextEndsTheWait(t *testing.T) {
	withCounter(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		err := d.Update(t.Context(), func(context.Context) error {
			return write(ctx, d, 1) // a writer of its own: it waits for this one
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the end of the context", err)
		}
		want(t, d, 0)
	})
}

func TestContextEndsAnUpdate(t *testing.T) {
	withCounter(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithCancel(t.Context())
		err := d.Update(ctx, func(ctx context.Context) error {
			if err := write(ctx, d, 1); err != nil {
				return err
			}
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("got %v, want the end of the context", err)
		}
		want(t, d, 0)
	})
}

func TestContextEndsALongQuery(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		start := time.Now()
		err := d.View(ctx, func(ctx context.Context) error {
			var n int
			return d.Conn(ctx).NewRaw(`WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 2000000000)
				SELECT count(*) FROM c`).Scan(ctx, &n)
		})
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want the end of the context", err)
		}
		if took := time.Since(start); took > 5*time.Second {
			t.Errorf("the query went on for %v", took)
		}
	})
}
