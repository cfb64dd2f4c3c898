package proof_test

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"

	"article30/budget/proof"
	"article30/internal/journal"
	"article30/internal/problem"
)

func hashes() *rapid.Generator[[]tlog.Hash] {
	hash := rapid.Custom(func(t *rapid.T) tlog.Hash {
		return tlog.Hash(rapid.SliceOfN(rapid.Byte(), tlog.HashSize, tlog.HashSize).Draw(t, "hash"))
	})
	return rapid.SliceOfN(hash, 0, 64)
}

func bundles() *rapid.Generator[proof.Bundle] {
	return rapid.Custom(func(t *rapid.T) proof.Bundle {
		b := proof.Bundle{
			Format: "article30 proof 1", Symbol: rapid.String().Draw(t, "symbol"), Checkpoint: rapid.String().Draw(t, "checkpoint"),
			Earlier: []proof.Continuation{}, Entries: []journal.Leaf{},
		}
		for range rapid.IntRange(0, 3).Draw(t, "earlier") {
			b.Earlier = append(b.Earlier, proof.Continuation{Checkpoint: rapid.String().Draw(t, "note"), Path: hashes().Draw(t, "path")})
		}
		seq := int64(0)
		for range rapid.IntRange(0, 5).Draw(t, "entries") {
			seq += rapid.Int64Range(1, 1<<40).Draw(t, "step")
			b.Entries = append(b.Entries, journal.Leaf{Seq: seq, Text: rapid.String().Draw(t, "text"), Path: hashes().Draw(t, "path")})
		}
		return b
	})
}

// What is written is read, and there is no other text for it.
func TestBundleHasOneText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bundles().Draw(t, "bundle")
		text, err := b.Encode()
		if err != nil {
			t.Fatal(err)
		}
		back, err := proof.Parse(text)
		if err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		if again, err := back.Encode(); err != nil || !bytes.Equal(again, text) {
			t.Fatalf("%v\n%s\n%s", err, text, again)
		}
		place := rapid.IntRange(0, len(text)-1).Draw(t, "place")
		for _, other := range [][]byte{text[:place], append(bytes.Clone(text), text[place]), append(bytes.Clone(text[:place]), append([]byte(" "), text[place:]...)...)} {
			if got, err := proof.Parse(other); err == nil {
				if again, _ := got.Encode(); !bytes.Equal(again, other) {
					t.Fatalf("a second text was read: %s", other)
				}
			}
		}
	})
}

func TestParseRefuses(t *testing.T) {
	encode := func(b proof.Bundle) string {
		b.Format = "article30 proof 1"
		text, err := b.Encode()
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	hash := make([]tlog.Hash, 65)
	for what, tt := range map[string]struct{ text, code string }{
		"nothing":           {"", "proof.truncated"},
		"half":              {encode(proof.Bundle{})[:40], "proof.truncated"},
		"too much":          {strings.Repeat("[", proof.MaxBytes+1), "proof.too_large"},
		"depth":             {strings.Repeat("[", 100_000), "proof.malformed"},
		"another format":    {strings.Replace(encode(proof.Bundle{}), "proof 1", "proof 2", 1), "proof.malformed"},
		"a number":          {"7", "proof.malformed"},
		"unordered":         {encode(proof.Bundle{Entries: []journal.Leaf{{Seq: 2}, {Seq: 1}}}), "proof.malformed"},
		"one entry twice":   {encode(proof.Bundle{Entries: []journal.Leaf{{Seq: 2}, {Seq: 2}}}), "proof.malformed"},
		"entry 0":           {encode(proof.Bundle{Entries: []journal.Leaf{{}}}), "proof.malformed"},
		"a long path":       {encode(proof.Bundle{Entries: []journal.Leaf{{Seq: 1, Path: hash}}}), "proof.malformed"},
		"a long way":        {encode(proof.Bundle{Earlier: []proof.Continuation{{Path: hash}}}), "proof.malformed"},
		"many checkpoints":  {encode(proof.Bundle{Earlier: make([]proof.Continuation, 201)}), "proof.malformed"},
		"many, many things": {`{"entries":[` + strings.Repeat("{},", 1_000_000) + `{}]}`, "proof.malformed"},
		"a short hash":      {`{"entries":[{"path":["AAAA"]}]}`, "proof.malformed"},
		"an unknown word":   {strings.Replace(encode(proof.Bundle{}), `"symbol"`, `"x": 1, "symbol"`, 1), "proof.malformed"},
		"a word in capital": {strings.Replace(encode(proof.Bundle{}), `"symbol"`, `"Symbol"`, 1), "proof.malformed"},
	} {
		if _, err := proof.Parse([]byte(tt.text)); !problem.Is(err, tt.code) {
			t.Errorf("%s: %v, want %s", what, err, tt.code)
		}
	}
}

// A short text that would take much room is given up early.
func TestParseTakesLittleRoom(t *testing.T) {
	text := []byte(`{"entries":[` + strings.Repeat("{},", 5_000_000) + `{}]}`)
	result := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			if _, err := proof.Parse(text); !problem.Is(err, "proof.malformed") {
				b.Fatal(err)
			}
		}
	})
	if room := result.AllocedBytesPerOp(); room > 4*int64(len(text)) {
		t.Errorf("%d bytes for a text of %d", room, len(text))
	}
}

func FuzzParse(f *testing.F) {
	b := proof.Bundle{
		Format: "article30 proof 1", Symbol: "CTOC/1", Checkpoint: "log\n1\n\n",
		Earlier: []proof.Continuation{{Checkpoint: "x", Path: make([]tlog.Hash, 1)}},
		Entries: []journal.Leaf{{Seq: 1, Text: `{"seq":1,"object":"budget_version"}`, Path: make([]tlog.Hash, 2)}},
	}
	text, err := b.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add([]byte("{}"))
	f.Fuzz(func(t *testing.T, text []byte) {
		b, err := proof.Parse(text)
		if err != nil {
			if _, ok := problem.As(err); !ok {
				t.Errorf("%v has no code", err)
			}
			return
		}
		if again, err := b.Encode(); err != nil || !bytes.Equal(again, text) {
			t.Errorf("%v: two texts for one proof\n%s\n%s", err, text, again)
		}
	})
}
