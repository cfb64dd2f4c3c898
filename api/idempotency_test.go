package api_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"article30/api/idempotency"
	"article30/internal/db"
	"article30/internal/dbtest"
)

func rows(t *testing.T, d *db.DB, table string) (n int) {
	t.Helper()
	err := d.View(context.Background(), func(ctx context.Context) error {
		return d.Conn(ctx).NewRaw("SELECT count(*) FROM "+table).Scan(ctx, &n)
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestSameKeySameAnswer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := start(t, d)
		first, body := s.do(t, "POST", "/api/v1/write", `{"a":1}`, "Idempotency-Key", "k1")
		again, body2 := s.do(t, "POST", "/api/v1/write", `{"a":1}`, "Idempotency-Key", "k1")
		if first.StatusCode != 201 || again.StatusCode != 201 || body != body2 {
			t.Errorf("got %d %s, then %d %s", first.StatusCode, body, again.StatusCode, body2)
		}
		if first.Header.Get("Idempotency-Replayed") != "" || again.Header.Get("Idempotency-Replayed") != "true" {
			t.Error("the header does not tell the first answer from the second")
		}
		if again.Header.Get("Location") != "/x" || !strings.HasPrefix(again.Header.Get("Content-Type"), "application/json") {
			t.Errorf("the replayed headers are %v", again.Header)
		}
		if n := rows(t, d, "rate"); n != 1 {
			t.Errorf("%d effects", n)
		}
		for name, other := range map[string][]string{
			"body":         {"POST", "/api/v1/write", `{"a":2}`},
			"query":        {"POST", "/api/v1/write?x=1", `{"a":1}`},
			"content type": {"POST", "/api/v1/write", `{"a":1}`, "Content-Type", "text/plain"},
		} {
			res, body := s.do(t, other[0], other[1], other[2], append([]string{"Idempotency-Key", "k1"}, other[3:]...)...)
			if res.StatusCode != 422 || code(t, body) != "idempotency.other_body" {
				t.Errorf("other %s: got %d %s", name, res.StatusCode, body)
			}
		}
		if res, _ := s.do(t, "POST", "/api/v1/write", `{"a":1}`, "Idempotency-Key", "k2"); res.StatusCode != 201 {
			t.Errorf("another key: got %d", res.StatusCode)
		}
		if n := rows(t, d, "rate"); n != 2 {
			t.Errorf("%d effects", n)
		}
	})
}

// Two people may choose the same key.
func TestKeysBelongToTheirActor(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := start(t, d)
		for _, who := range []string{"tester", "other"} {
			res, body := s.do(t, "POST", "/api/v1/write", `{"by":"`+who+`"}`, "Idempotency-Key", "k", "Authorization", "Bearer "+who)
			if res.StatusCode != 201 || res.Header.Get("Idempotency-Replayed") != "" || !strings.Contains(body, who) {
				t.Errorf("%s: got %d %s", who, res.StatusCode, body)
			}
		}
		if n := rows(t, d, "rate"); n != 2 {
			t.Errorf("%d effects", n)
		}
		if res, body := s.do(t, "POST", "/api/v1/write", `{}`, "Idempotency-Key", "k2", "Authorization", "Bearer nobody"); res.StatusCode != 401 {
			t.Errorf("nobody: got %d %s", res.StatusCode, body)
		}
		if n := rows(t, d, "idempotency"); n != 2 {
			t.Errorf("%d keys are remembered", n)
		}
	})
}

// A refusal undoes what the request had done and is not remembered: the same
// request may be accepted later.
func TestRefusalIsNotKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := start(t, d)
		for range 2 {
			res, body := s.do(t, "POST", "/api/v1/write", `"refuse"`, "Idempotency-Key", "k")
			if res.StatusCode != 409 || code(t, body) != "db.duplicate" || res.Header.Get("Idempotency-Replayed") != "" {
				t.Errorf("got %d %s", res.StatusCode, body)
			}
			res, body = s.do(t, "POST", "/api/v1/write", `"panic"`, "Idempotency-Key", "k")
			if res.StatusCode != 500 || code(t, body) != "internal" {
				t.Errorf("got %d %s", res.StatusCode, body)
			}
		}
		if n := rows(t, d, "rate") + rows(t, d, "idempotency"); n != 0 {
			t.Errorf("%d rows stayed behind", n)
		}
		if res, _ := s.do(t, "POST", "/api/v1/write", `{}`, "Idempotency-Key", "k"); res.StatusCode != 201 {
			t.Errorf("got %d", res.StatusCode)
		}
	})
}

// 28: one key, many requests at once, one effect and one answer.
func TestManyRequestsWithOneKey(t *testing.T) {
	const requests = 100
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := start(t, d)
		var mu sync.Mutex
		answers := map[string]int{}
		var all sync.WaitGroup
		for range requests {
			all.Go(func() {
				res, body := s.do(t, "POST", "/api/v1/write", `{"a":1}`, "Idempotency-Key", "k")
				mu.Lock()
				defer mu.Unlock()
				answers[http.StatusText(res.StatusCode)+" "+body]++
			})
		}
		all.Wait()
		if len(answers) != 1 {
			t.Errorf("got %d different answers: %v", len(answers), answers)
		}
		if n := rows(t, d, "rate"); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

// An answer is forgotten after its time and not before, and then the key is as
// good as new.
func TestOldAnswersAreForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := start(t, d)
		s.do(t, "POST", "/api/v1/write", `{"a":1}`, "Idempotency-Key", "k1")
		keys := idempotency.New(d, time.Now)
		for _, test := range []struct {
			before    time.Time
			forgotten int64
		}{
			{time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), 0},
			{time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC), 1},
		} {
			if n, err := keys.Forget(t.Context(), test.before); n != test.forgotten || err != nil {
				t.Errorf("before %s: %d forgotten, %v; want %d", test.before, n, err, test.forgotten)
			}
		}
		if again, _ := s.do(t, "POST", "/api/v1/write", `{"a":2}`, "Idempotency-Key", "k1"); again.StatusCode != 201 {
			t.Errorf("the key again: %d", again.StatusCode)
		}
	})
}
