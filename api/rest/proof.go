package rest

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"
)

func (s *server) budgetProof(api huma.API) {
	huma.Register(api, huma.Operation{
		Method: http.MethodGet, Path: "/api/v1/budget/proof", OperationID: "budget-proof", Tags: []string{"budgets"},
		Summary: "What shows that a version was frozen and sent out",
		Description: "The entries of the journal about the version and its session, each with its way up to the root of the last checkpoint, and the ways to it from earlier checkpoints. " +
			"Keep the bytes as they come: `article30 proof SHEET.xlsx FILE --key KEY` checks them without the server.",
		Responses: map[string]*huma.Response{"200": {Description: "The proof.", Content: map[string]*huma.MediaType{
			"application/json": {Schema: &huma.Schema{Type: huma.TypeObject}},
		}}},
	}, s.makeProof)
}

type proofIn struct {
	Symbol string `query:"symbol" required:"true" maxLength:"80" example:"CTOC/COP/2012/7"`
	Since  int64  `query:"since" minimum:"0" doc:"Show also that the history continues the checkpoint of so many entries; the last hundred are shown without it."`
}

// proofOut is the bundle; the handler's text goes out as it is.
type proofOut struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

func (s *server) makeProof(ctx context.Context, in *proofIn) (*proofOut, error) {
	var since []int64
	if in.Since > 0 {
		since = append(since, in.Since)
	}
	b, err := s.Proofs.Make(ctx, in.Symbol, since...)
	if err != nil {
		return nil, err
	}
	text, err := b.Encode()
	return &proofOut{"application/json", text}, err
}
