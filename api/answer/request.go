package answer

import (
	"context"
	"crypto/rand"
	"log/slog"
	"net/http"

	"article30/internal/access"
	"article30/internal/locale"
)

// Request is what the edge keeps of one request while it is answered.
type Request struct {
	ID      string // also in the answer, so that a reader can quote it
	Printer *locale.Printer
	Log     *slog.Logger
	Actor   access.Actor // who asks, by their token; without one nobody, who may do nothing
	failure error
}

type requestKey struct{}

// Begin gives the request an identity, the reader's language (the parameter
// lang, or else Accept-Language) and a logger that names it.
func Begin(r *http.Request, log *slog.Logger) *http.Request {
	id := rand.Text()
	q := &Request{ID: id, Printer: printer(r), Log: log.With("request", id)}
	return r.WithContext(context.WithValue(r.Context(), requestKey{}, q))
}

func printer(r *http.Request) *locale.Printer {
	if p, err := locale.For(r.URL.Query().Get("lang")); err == nil {
		return p
	}
	return locale.Match(r.Header.Get("Accept-Language"))
}

// Of is the request of a context; one with the default language and a logger
// that says nothing when there is none, as in a test of a single handler.
func Of(ctx context.Context) *Request {
	if q, ok := ctx.Value(requestKey{}).(*Request); ok {
		return q
	}
	return &Request{Printer: locale.Match(""), Log: slog.New(slog.DiscardHandler)}
}

// Failure is the error that the request was last answered with; nil after
// Forget or when it was answered well.
func (q *Request) Failure() error { return q.failure }

// Forget prepares the request for being answered once more.
func (q *Request) Forget() { q.failure = nil }
