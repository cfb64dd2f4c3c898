package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/internal/journal"
)

func (s *server) audit(api huma.API) {
	const tag = "audit"
	get(api, "/api/v1/verify", "verify", tag, "Check that the books balance, the totals agree and the history is unbroken", s.verify)
	get(api, "/api/v1/journal", "journal", tag, "What was changed, by whom and when", s.journal)
	get(api, "/healthz", "health", tag, "Whether the server and its database answer", s.health)
}

type verifyIn struct {
	InLanguage
	Since string `query:"since" maxLength:"100" doc:"The head of an earlier verification, which the history must still contain."`
}

func (s *server) verify(ctx context.Context, in *verifyIn) (*body[wire.Verification], error) {
	var since *journal.Head
	if in.Since != "" {
		head, err := journal.ParseHead(in.Since)
		if err != nil {
			return nil, err
		}
		since = &head
	}
	findings, head, err := s.Audit.Verify(ctx, since)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewVerification(printer(ctx), findings, head)), nil
}

type journalIn struct {
	InLanguage
	Paging
	Object string `query:"object" maxLength:"50"`
	ID     string `query:"id" maxLength:"100"`
}

func (s *server) journal(ctx context.Context, in *journalIn) (*body[list[wire.Record]], error) {
	records, err := s.Audit.Journal.List(ctx, journal.Filter{
		Object: in.Object, ID: in.ID, AfterSeq: in.After, Limit: in.Limit + 1,
	})
	if err != nil {
		return nil, err
	}
	return answered(part(in.Paging, records, func(r journal.Record) int64 { return r.Seq }, wire.NewRecord)), nil
}

// healthOut says that the server answers.
type healthOut struct {
	Status string `json:"status" enum:"ok"`
}

func (s *server) health(ctx context.Context, _ *struct{}) (*body[healthOut], error) {
	if err := s.Ping(ctx); err != nil {
		return nil, err
	}
	return answered(healthOut{"ok"}), nil
}
