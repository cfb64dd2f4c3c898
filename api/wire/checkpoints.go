package wire

import "article30/internal/journal"

// Checkpoint is a signed head of the history. It says nothing of who made it:
// anybody may read it.
type Checkpoint struct {
	Size   int64  `json:"size" doc:"How many entries the history had."`
	Key    string `json:"key" doc:"Public key of the signature, Ed25519. Compare it with the one that the secretariat gave you otherwise."`
	Note   string `json:"note" doc:"What was signed, with the signature (C2SP signed-note, tlog-checkpoint). Keep it: a proof shows later whether the history before it was rewritten."`
	MadeAt string `json:"made_at" format:"date-time"`
}

// NewCheckpoint is c on the wire.
func NewCheckpoint(c journal.Checkpoint) Checkpoint {
	return Checkpoint{c.Size, c.Key, c.Note, instant(c.At)}
}
