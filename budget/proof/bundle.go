// Package proof shows to whoever holds a sheet that this very file was frozen
// and sent to the States parties, and that the history was not rewritten since:
// from a bundle of entries of the journal, each with its way up to the root of a
// signed head, and from the public key. Neither a database nor the secretariat
// has to be trusted or asked.
//
// What it shows is what was entered in the journal and when. It does not show
// that nothing else was entered: entries can be left out of a bundle, and are
// then not seen.
package proof

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"golang.org/x/mod/sumdb/tlog"

	"article30/internal/journal"
	"article30/internal/problem"
)

// format is the first thing in a bundle.
const format = "article30 proof 1"

// A bundle within these limits can be read in memory. The paths of a log cannot
// be longer.
const (
	MaxBytes   = 16 << 20
	maxEntries = 20_000
	maxPath    = 64
	maxEarlier = 200
)

// Bundle is a proof as it is handed out: one JSON document in one form.
type Bundle struct {
	Format     string        `json:"format"`
	Symbol     string        `json:"symbol"`
	Checkpoint string        `json:"checkpoint"` // the signed head in which the entries are
	Earlier    continuations `json:"earlier"`    // the shortest log first
	Entries    leaves        `json:"entries"`    // in their order
}

type (
	continuations []Continuation
	leaves        []journal.Leaf
)

// Continuation shows that the log of the bundle's checkpoint begins with that of
// an earlier one.
type Continuation struct {
	Checkpoint string      `json:"checkpoint"`
	Path       []tlog.Hash `json:"path"`
}

func (c *continuations) UnmarshalJSON(text []byte) (err error) {
	*c, err = upTo[Continuation](maxEarlier, text)
	return err
}

func (l *leaves) UnmarshalJSON(text []byte) (err error) {
	*l, err = upTo[journal.Leaf](maxEntries, text)
	return err
}

var errTooMany = errors.New("proof: more than there can be")

// upTo reads a list of at most so many things, and stops where it is longer: in
// memory a thing may take a hundred times the room of its text.
func upTo[T any](most int, text []byte) ([]T, error) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if start, err := dec.Token(); err != nil || start != json.Delim('[') {
		return nil, errors.Join(err, errors.New("proof: no list"))
	}
	list := []T{}
	for dec.More() {
		if len(list) == most {
			return nil, errTooMany
		}
		var one T
		if err := dec.Decode(&one); err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// Encode is the text of the bundle.
func (b Bundle) Encode() ([]byte, error) {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", " ")
	err := enc.Encode(b)
	return text.Bytes(), err
}

// Parse reads what Encode writes, and nothing else: a bundle has one text, so
// that nobody can read it in two ways.
//
// Errors: proof.too_large, proof.truncated, proof.malformed.
func Parse(text []byte) (Bundle, error) {
	if len(text) > MaxBytes {
		return Bundle{}, problem.New(problem.TooLarge, "proof.too_large", "limit_mib", MaxBytes>>20)
	}
	malformed := problem.New(problem.Invalid, "proof.malformed")
	var b Bundle
	err := json.NewDecoder(bytes.NewReader(text)).Decode(&b)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return Bundle{}, problem.New(problem.Invalid, "proof.truncated").With(err)
	case err != nil:
		return Bundle{}, malformed.With(err)
	case b.Format != format:
		return Bundle{}, malformed
	}
	for i, leaf := range b.Entries {
		if len(leaf.Path) > maxPath || leaf.Seq < 1 || i > 0 && leaf.Seq <= b.Entries[i-1].Seq {
			return Bundle{}, malformed
		}
	}
	for _, c := range b.Earlier {
		if len(c.Path) > maxPath {
			return Bundle{}, malformed
		}
	}
	if again, err := b.Encode(); err != nil || !bytes.Equal(again, text) {
		return Bundle{}, malformed.With(err)
	}
	return b, nil
}
