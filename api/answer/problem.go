// Package answer is what every part of the HTTP edge says when it refuses:
// problem details (RFC 9457) in the reader's language. The text of an internal
// error goes to the log and never to the reader.
package answer

import (
	"encoding/json"
	"net/http"

	"article30/internal/locale"
	"article30/internal/problem"
)

// MediaType is the content type of a problem.
const MediaType = "application/problem+json"

// Problem is the body of a refusal.
type Problem struct {
	Type    string  `json:"type" doc:"Where the problem is described: the documentation page, at the code."`
	Title   string  `json:"title" doc:"What kind of refusal this is, in the reader's language."`
	Status  int     `json:"status" doc:"The HTTP status."`
	Detail  string  `json:"detail" doc:"What is wrong this time, in the reader's language."`
	Code    string  `json:"code" doc:"The stable code of the problem, for programs."`
	Errors  []Field `json:"errors,omitempty" doc:"Every value that is wrong."`
	Request string  `json:"request_id,omitempty" doc:"The identity of the request, to quote when asking for help."`
}

// Field is one value that is wrong.
type Field struct {
	Path   string `json:"path" doc:"The place of the value in the request, such as amount or lines[3].year."`
	Code   string `json:"code" doc:"The stable code of the problem."`
	Detail string `json:"detail" doc:"What is wrong with the value, in the reader's language."`
}

// For is the problem that answers err in p's language.
func For(err error, p *locale.Printer) *Problem {
	e, ok := problem.As(err)
	if !ok {
		e = problem.New(problem.Internal, "internal")
	}
	title, detail := p.Problem(e)
	out := &Problem{
		Type: "/docs#" + e.Code, Title: title, Status: e.Kind.Status(),
		Detail: detail, Code: e.Code,
	}
	for _, f := range e.Fields {
		out.Errors = append(out.Errors, Field{f.Path, f.Code, p.Field(f)})
	}
	return out
}

// Refuse notes that the request is answered with err and makes the answer. An
// error that is ours rather than the reader's goes to the log, and so does an
// attempt at what is not for the reader.
func (q *Request) Refuse(err error) *Problem {
	q.failure = err
	shown := err
	switch problem.KindOf(err) {
	case problem.Internal:
		q.Log.Error("request failed", "error", err)
	case problem.Unauthorized, problem.Forbidden:
		q.Log.Warn("refused", "error", err)
	case problem.Unavailable:
		q.Log.Error("request failed", "error", err)
		shown = problem.New(problem.Unavailable, "request.unavailable") // the error's own text names hosts and paths
	}
	out := For(shown, q.Printer)
	out.Request = q.ID
	return out
}

// Write answers the request with err.
func Write(w http.ResponseWriter, r *http.Request, err error) {
	q := Of(r.Context())
	write(w, q, q.Refuse(err))
}

func write(w http.ResponseWriter, q *Request, out *Problem) {
	h := w.Header()
	h.Set("Content-Type", MediaType)
	h.Set("Content-Language", q.Printer.Lang())
	h.Del("Content-Length")
	w.WriteHeader(out.Status)
	// A reader who has gone away cannot be told anything.
	_ = json.NewEncoder(w).Encode(out)
}

// WriteStatus answers like Write, with a status that no kind of problem has.
func WriteStatus(w http.ResponseWriter, r *http.Request, status int, err error) {
	q := Of(r.Context())
	out := q.Refuse(err)
	out.Status = status
	write(w, q, out)
}
