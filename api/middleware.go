package api

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"article30/api/answer"
	"article30/api/auth"
	"article30/internal/access"
	"article30/internal/problem"
	"article30/internal/sheet"
)

// middleware wraps a handler; the first in a list is the outermost.
type middleware func(http.Handler) http.Handler

func chain(h http.Handler, ms ...middleware) http.Handler {
	for i := len(ms) - 1; i >= 0; i-- {
		h = ms[i](h)
	}
	return h
}

// identify gives the request its identity, language and logger, and logs how
// it was answered. slog quotes whatever a name or header could smuggle in.
func identify(log *slog.Logger) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			began := time.Now()
			r = answer.Begin(r, log)
			q := answer.Of(r.Context())
			w.Header().Set("X-Request-Id", q.ID)
			sw := &statusWriter{ResponseWriter: w}
			next.ServeHTTP(sw, r)
			q.Log.Info("answered", "method", r.Method, "path", r.URL.Path, "status", sw.status, "took", time.Since(began))
		})
	}
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	if w.status == 0 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *statusWriter) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	return w.ResponseWriter.Write(b)
}

// Unwrap lets http.ResponseController reach the connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// recoverPanics answers a panic with an internal error that shows nothing but
// the request's identity; the stack goes to the log.
func recoverPanics(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			v := recover()
			if v == nil {
				return
			}
			if v == http.ErrAbortHandler {
				panic(v)
			}
			answer.Of(r.Context()).Log.Error("panic", "value", fmt.Sprint(v), "stack", string(debug.Stack()))
			answer.Write(w, r, problem.New(problem.Internal, "internal"))
		}()
		next.ServeHTTP(w, r)
	})
}

// head answers HEAD like GET; net/http leaves the body out.
func head(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead {
			r = r.WithContext(r.Context())
			r.Method = http.MethodGet
		}
		next.ServeHTTP(w, r)
	})
}

// policy is what a page of ours may load: its own style sheet, and nothing
// that runs.
const policy = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

func secure(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		h.Set("Vary", "Accept-Language")
		next.ServeHTTP(w, r)
	})
}

// localHost refuses a request that names another host than this machine. A
// page elsewhere can have its own name resolve to 127.0.0.1; the browser would
// then take our answers for that page's.
func localHost(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if host != "localhost" && host != "127.0.0.1" {
			answer.Write(w, r, problem.New(problem.Forbidden, "request.host"))
			return
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses a browser's write that was caused by a page of another
// origin.
func sameOrigin(next http.Handler) http.Handler {
	protection := http.NewCrossOriginProtection()
	protection.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer.Write(w, r, problem.New(problem.Forbidden, "request.cross_origin"))
	}))
	return protection.Handler(next)
}

// oneOfEach refuses a query that cannot be read or gives a parameter twice:
// programs on the way could take the one and we the other.
func oneOfEach(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		query, err := url.ParseQuery(r.URL.RawQuery)
		if err != nil {
			answer.Write(w, r, problem.New(problem.BadRequest, "request.malformed_query").With(err))
			return
		}
		for name, values := range query {
			if len(values) > 1 {
				answer.Write(w, r, problem.New(problem.BadRequest, "request.repeated_parameter", "name", name))
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// forPrograms is where the interface for programs begins: nothing below it is
// answered without a token.
const forPrograms = "/api/v1/"

// authenticate finds out who asks, before anything of theirs is read. The
// pages are outside of it, and what is public is read by nobody in particular
// too.
func authenticate(who func(ctx context.Context, secret string) (access.Actor, error), public []string) middleware {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.HasPrefix(r.URL.Path, forPrograms) {
				next.ServeHTTP(w, r)
				return
			}
			if r.Method == http.MethodGet && slices.Contains(public, r.URL.Path) && len(r.Header.Values("Authorization")) == 0 {
				next.ServeHTTP(w, r)
				return
			}
			secret, err := auth.Bearer(r.Header.Values("Authorization"))
			var actor access.Actor
			if err == nil {
				actor, err = who(r.Context(), secret)
			}
			if err != nil {
				if problem.KindOf(err) == problem.Unauthorized {
					w.Header().Set("WWW-Authenticate", auth.Challenge(err))
				}
				answer.Write(w, r, err)
				return
			}
			request := answer.Of(r.Context())
			request.Actor = actor
			request.Log = request.Log.With("actor", actor.Name)
			next.ServeHTTP(w, r)
		})
	}
}

// maxJSON is the size in bytes above which a JSON body is not read; a file to
// be imported may have sheet.MaxFile.
const maxJSON = 1 << 20

// inMemory is the answer to a request that has been read to its end. It hides
// the connection: what follows could only set a deadline for reading it, and
// at that deadline net/http takes the reader, who is waiting, for gone and
// cancels the request.
type inMemory struct{ http.ResponseWriter }

// readBody reads the whole body, bounded, and refuses JSON that could be
// understood in two ways; what follows reads it from memory and may take as
// long as it needs.
func readBody(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			// A recorder in a test has no deadline to lift.
			_ = http.NewResponseController(w).SetReadDeadline(time.Time{})
			next.ServeHTTP(inMemory{w}, r)
		})
		if r.Body == nil || r.Body == http.NoBody {
			next.ServeHTTP(w, r)
			return
		}
		limit := int64(maxJSON)
		if strings.HasPrefix(r.URL.Path, forPrograms+"imports/") {
			limit = sheet.MaxFile
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
		if err != nil {
			answer.Write(w, r, unreadable(err))
			return
		}
		if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); len(body) > 0 && kind == "application/json" {
			if err := answer.CheckJSON(body); err != nil {
				answer.Write(w, r, err)
				return
			}
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		next.ServeHTTP(w, r)
	})
}

func unreadable(err error) error {
	if e, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return problem.New(problem.TooLarge, "request.too_large", "limit_kib", e.Limit>>10).With(err)
	}
	return problem.New(problem.BadRequest, "request.unreadable").With(err)
}
