package journal

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"article30/internal/problem"
)

// A checkpoint is a head of the log, signed: whoever keeps one can show what the
// log was, and that its keeper said so. It is a note as of golang.org/x/mod/
// sumdb/note (C2SP signed-note, tlog-checkpoint), signed with Ed25519:
//
//	NAME OF THE LOG
//	SIZE
//	ROOT, in base64
//
//	— NAME OF THE LOG SIGNATURE
//
// A key's public half is NAME+ID+KEY, its secret half PRIVATE+KEY+NAME+ID+KEY.

// maxNote is the size in bytes above which a text is no checkpoint.
const maxNote = 16 << 10

// Key is the public half of a key.
type Key struct {
	text     string
	verifier note.Verifier
}

// String is NAME+ID+KEY.
func (k Key) String() string { return k.text }

// Log is the name of the log whose checkpoints the key signs.
func (k Key) Log() string { return k.verifier.Name() }

// ParseKey reads what String writes. Errors: checkpoint.bad_key.
func ParseKey(text string) (Key, error) {
	v, err := note.NewVerifier(text)
	if err != nil {
		return Key{}, problem.New(problem.Invalid, "checkpoint.bad_key").With(err)
	}
	// What NewVerifier has read has three parts, and may still be written
	// otherwise than it would be.
	data, err := base64.StdEncoding.DecodeString(strings.SplitN(text, "+", 3)[2])
	if err == nil {
		var written string
		if written, err = note.NewEd25519VerifierKey(v.Name(), data[1:]); err == nil && written == text {
			return Key{text, v}, nil
		}
	}
	return Key{}, problem.New(problem.Invalid, "checkpoint.bad_key").With(err)
}

// Signer is a key with its secret half.
type Signer struct {
	Key
	signer note.Signer
}

// NewKey makes a key for the log of that name, and gives the text of its secret
// half, which ParseSigner reads. Errors: checkpoint.bad_name.
func NewKey(log string) (secret string, s *Signer, err error) {
	secret, _, err = note.GenerateKey(rand.Reader, log)
	if err != nil {
		return "", nil, err
	}
	s, err = ParseSigner(secret)
	if err != nil {
		return "", nil, problem.New(problem.Invalid, "checkpoint.bad_name", "value", log).With(err)
	}
	return secret, s, nil
}

// ParseSigner reads the secret half of a key. No error shows any of it.
//
// Errors: checkpoint.bad_secret_key.
func ParseSigner(secret string) (*Signer, error) {
	bad := problem.New(problem.Unavailable, "checkpoint.bad_secret_key")
	signer, err := note.NewSigner(secret)
	if err != nil {
		return nil, bad
	}
	data, err := base64.StdEncoding.DecodeString(strings.SplitN(secret, "+", 5)[4])
	if err != nil {
		return nil, bad
	}
	public := ed25519.NewKeyFromSeed(data[1:]).Public().(ed25519.PublicKey)
	text, err := note.NewEd25519VerifierKey(signer.Name(), public)
	if err != nil {
		return nil, bad
	}
	key, err := ParseKey(text)
	return &Signer{key, signer}, err
}

// Sign makes a checkpoint of the head.
func (s *Signer) Sign(h Head) (string, error) {
	signed, err := note.Sign(&note.Note{Text: bodyOf(s.Log(), h)}, s.signer)
	return string(signed), err
}

func bodyOf(log string, h Head) string {
	return log + "\n" + strings.Replace(h.String(), ":", "\n", 1) + "\n"
}

// OpenCheckpoint is the head that a checkpoint signed with the key stands for.
//
// Errors: checkpoint.malformed for what is none; checkpoint.other_key for one
// that this key did not sign; checkpoint.bad_signature for one that says so and
// is not so; checkpoint.other_log for a note of the key that is no checkpoint
// of its log.
func OpenCheckpoint(text string, k Key) (Head, error) {
	malformed := problem.New(problem.Invalid, "checkpoint.malformed")
	if len(text) > maxNote {
		return Head{}, malformed
	}
	n, err := note.Open([]byte(text), note.VerifierList(k.verifier))
	if err != nil {
		if _, ok := errors.AsType[*note.UnverifiedNoteError](err); ok {
			return Head{}, problem.New(problem.Invalid, "checkpoint.other_key", "log", k.Log()).With(err)
		}
		if _, ok := errors.AsType[*note.InvalidSignatureError](err); ok {
			return Head{}, problem.New(problem.Invalid, "checkpoint.bad_signature", "log", k.Log()).With(err)
		}
		return Head{}, malformed.With(err)
	}
	log, rest, _ := strings.Cut(n.Text, "\n")
	if log != k.Log() {
		return Head{}, problem.New(problem.Invalid, "checkpoint.other_log", "log", k.Log(), "found", log)
	}
	h, err := ParseHead(strings.Replace(strings.TrimSuffix(rest, "\n"), "\n", ":", 1))
	if err != nil || bodyOf(log, h) != n.Text {
		return Head{}, malformed.With(err)
	}
	return h, nil
}
