// Package idempotency makes a write over HTTP safe to repeat. A request that
// carries an Idempotency-Key runs in one transaction together with the record
// of its answer; the same request with the same key gets that answer again,
// marked by the header Idempotency-Replayed, and has no further effect.
package idempotency

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"time"

	"article30/api/answer"
	"article30/internal/db"
	"article30/internal/problem"
)

// The headers of the protocol.
const (
	KeyHeader      = "Idempotency-Key"
	ReplayedHeader = "Idempotency-Replayed"
)

// grammar of a key: enough for every kind of random identifier, and nothing
// that needs quoting anywhere.
var grammar = regexp.MustCompile(`^[A-Za-z0-9_.:-]{1,128}$`)

// Keys remembers the answers that were given under a key.
type Keys struct {
	db  *db.DB
	now func() time.Time
}

// New returns the keys kept in d. Each belongs to the actor who chose it: two
// people may choose the same.
func New(d *db.DB, now func() time.Time) *Keys {
	return &Keys{db: d, now: now}
}

// errRefused undoes the transaction of a request that was answered with an error:
// an answer that may be different next time is not kept.
var errRefused = errors.New("the request was refused")

// Handler passes on requests without a key, those that change nothing, and
// those of nobody, who may change nothing. Any
// other runs next inside db.Update, which the services join. next may run more
// than once, as Update's function may.
//
// Answers of its own: idempotency.key_grammar; idempotency.other_body when the
// key was used with another method, path, query, content type or body.
func (k *Keys) Handler(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		given := r.Header.Values(KeyHeader)
		if len(given) == 0 || !writes(r) || answer.Of(r.Context()).Actor.Name == "" {
			next.ServeHTTP(w, r)
			return
		}
		if len(given) > 1 || !grammar.MatchString(given[0]) {
			answer.Write(w, r, problem.New(problem.BadRequest, "idempotency.key_grammar"))
			return
		}
		body, err := io.ReadAll(r.Body)
		if err != nil {
			answer.Write(w, r, problem.New(problem.BadRequest, "request.unreadable").With(err))
			return
		}
		kept, replayed, err := k.once(r, given[0], body, next)
		if err != nil {
			answer.Write(w, r, err)
			return
		}
		if replayed {
			w.Header().Set(ReplayedHeader, "true")
		}
		kept.send(w)
	})
}

func writes(r *http.Request) bool {
	switch r.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions:
		return false
	}
	return true
}

// once answers from the record or runs next and records its answer.
func (k *Keys) once(r *http.Request, key string, body []byte, next http.Handler) (out *response, replayed bool, err error) {
	hash := fingerprint(r, body)
	request := answer.Of(r.Context())
	actor := request.Actor.Name
	err = k.db.Update(r.Context(), func(ctx context.Context) error {
		request.Forget()
		before, otherBody, err := k.find(ctx, actor, key, hash)
		if err != nil {
			return err
		}
		if otherBody {
			return problem.New(problem.Invalid, "idempotency.other_body")
		}
		if before != nil {
			out, replayed = before, true
			return nil
		}
		out = &response{header: http.Header{}}
		again := r.WithContext(ctx)
		again.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(out, again)
		if out.status >= 400 {
			if cause := request.Failure(); cause != nil {
				return cause
			}
			return errRefused
		}
		return k.save(ctx, actor, key, hash, out)
	})
	if out != nil && out.status >= 400 {
		return out, false, nil // refused by the handler, which said why
	}
	return out, replayed, err
}

// fingerprint is what a key is bound to.
func fingerprint(r *http.Request, body []byte) string {
	h := sha256.New()
	for _, part := range []string{r.Method, r.URL.Path, r.URL.RawQuery, r.Header.Get("Content-Type")} {
		fmt.Fprintf(h, "%d:%s", len(part), part)
	}
	h.Write(body)
	return hex.EncodeToString(h.Sum(nil))
}

// response is an answer held back until its transaction has ended well.
type response struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func (o *response) Header() http.Header { return o.header }

func (o *response) WriteHeader(status int) {
	if o.status == 0 {
		o.status = status
	}
}

func (o *response) Write(b []byte) (int, error) {
	o.WriteHeader(http.StatusOK)
	return o.body.Write(b)
}

func (o *response) send(w http.ResponseWriter) {
	maps.Copy(w.Header(), o.header)
	w.WriteHeader(max(o.status, http.StatusOK))
	// A reader who has gone away asks again with the same key.
	_, _ = w.Write(o.body.Bytes())
}
