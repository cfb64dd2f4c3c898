package rest

import (
	"context"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"article30/internal/problem"
)

// IfMatch is the parameter of a write to something that was read with an ETag.
type IfMatch struct {
	Match string `header:"If-Match" maxLength:"40" example:"\"17\"" doc:"The ETag of what was read. If it has changed since, nothing is written and the answer is 412 record.changed, with who changed it when. Without it, or with *, the write goes ahead."`

	expect int64 // 0 for any
}

// Resolve refuses what is no ETag of ours.
//
// Error: request.bad_if_match.
func (m *IfMatch) Resolve(huma.Context) []error {
	value := strings.TrimSpace(m.Match)
	if value == "" || value == "*" {
		return nil
	}
	n, err := strconv.ParseInt(strings.Trim(value, `"`), 10, 64)
	if err != nil || n < 1 || value != etag(n) {
		return []error{problem.New(problem.BadRequest, "request.bad_if_match", "value", m.Match)}
	}
	m.expect = n
	return nil
}

// etag is a revision as HTTP writes it.
func etag(revision int64) string { return `"` + strconv.FormatInt(revision, 10) + `"` }

// versioned is an answer about something that a write can expect unchanged.
type versioned[T any] struct {
	ETag string `header:"ETag" doc:"The revision; give it as If-Match with a write."`
	Body T
}

// atRevision is an answer that is read after its revision, so that a change in
// between is never missed.
func atRevision[T any](ctx context.Context, revision func(context.Context, int64) (int64, error), id int64, read func(revision int64) (T, error)) (*versioned[T], error) {
	n, err := revision(ctx, id)
	if err != nil {
		return nil, err
	}
	v, err := read(n)
	if err != nil {
		return nil, err
	}
	return &versioned[T]{etag(n), v}, nil
}
