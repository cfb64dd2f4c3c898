package rest

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"article30/api/wire"
	"article30/internal/journal"
)

// checkpointsPath is where the checkpoints are read, by anybody.
const checkpointsPath = "/api/v1/checkpoints"

// Public are the paths below /api/v1/ that are read without a token.
var Public = []string{checkpointsPath}

func (s *server) checkpoints(api huma.API) {
	const tag = "audit"
	get(api, checkpointsPath, "checkpoints", tag, "Signed heads of the history, with the public key; no token is needed", s.listCheckpoints)
	post(api, checkpointsPath, "make-checkpoint", tag, "Check the history and sign its head", s.makeCheckpoint)
}

func (s *server) listCheckpoints(ctx context.Context, in *Paging) (*body[list[wire.Checkpoint]], error) {
	all, err := s.Checkpoints.List(ctx, in.After, in.Limit+1)
	if err != nil {
		return nil, err
	}
	return answered(part(*in, all, func(c journal.Checkpoint) int64 { return c.Size }, wire.NewCheckpoint)), nil
}

func (s *server) makeCheckpoint(ctx context.Context, _ *struct{}) (*body[wire.Checkpoint], error) {
	signer, err := s.Signer()
	if err != nil {
		return nil, err
	}
	made, err := s.Checkpoints.Make(ctx, actor(ctx), signer)
	if err != nil {
		return nil, err
	}
	return answered(wire.NewCheckpoint(made)), nil
}
