package journal_test

import (
	"context"
	"strings"
	"testing"

	"golang.org/x/mod/sumdb/note"
	"pgregory.net/rapid"

	"article30/internal/access"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/problem"
)

var officer = access.Operator("sara")

func newSigner(t testing.TB, log string) *journal.Signer {
	t.Helper()
	_, s, err := journal.NewKey(log)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func openKey(t testing.TB, text string) journal.Key {
	t.Helper()
	k, err := journal.ParseKey(text)
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// A checkpoint is the note that the package for Go's own modules knows, and
// what it says is the head.
func TestCheckpointIsANote(t *testing.T) {
	secret, s, err := journal.NewKey("unodc.org/article30")
	if err != nil {
		t.Fatal(err)
	}
	h := journal.Head{Size: 120, Root: [32]byte{1, 2, 3}}
	text, err := s.Sign(h)
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := note.NewVerifier(s.String())
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open([]byte(text), note.VerifierList(verifier))
	if err != nil || n.Text != "unodc.org/article30\n120\n"+h.Root.String()+"\n" {
		t.Fatalf("%v\n%s", err, text)
	}
	again, err := journal.ParseSigner(secret)
	if err != nil || again.String() != s.String() {
		t.Fatalf("the secret half gives %v, %v", again, err)
	}
	if got, err := journal.OpenCheckpoint(text, openKey(t, s.String())); err != nil || got != h {
		t.Errorf("%v, %v", got, err)
	}
}

func TestCheckpointRefused(t *testing.T) {
	s, same, other := newSigner(t, "log"), newSigner(t, "log"), newSigner(t, "other")
	head := journal.Head{Size: 7}
	signed := func(by *journal.Signer) string {
		text, err := by.Sign(head)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	text := signed(s)
	body, signature, _ := strings.Cut(text, "\n\n")
	foreign := func(words string) string {
		secret, key, err := note.GenerateKey(nil, "log")
		if err != nil {
			t.Fatal(err)
		}
		signer, err := note.NewSigner(secret)
		if err != nil {
			t.Fatal(err)
		}
		b, err := note.Sign(&note.Note{Text: words}, signer)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := journal.OpenCheckpoint(string(b), openKey(t, key)); err != nil {
			return err.(*problem.Error).Code
		}
		return ""
	}
	for what, tt := range map[string]struct{ text, code string }{
		"nothing":                  {"", "checkpoint.malformed"},
		"no signature":             {body + "\n", "checkpoint.malformed"},
		"cut off":                  {text[:len(text)-9], "checkpoint.malformed"},
		"more than a note":         {strings.Repeat("a", 1<<20), "checkpoint.malformed"},
		"another key of the name":  {signed(same), "checkpoint.other_key"},
		"another log":              {signed(other), "checkpoint.other_key"},
		"another size":             {strings.Replace(body, "7", "8", 1) + "\n\n" + signature, "checkpoint.bad_signature"},
		"a signature of the other": {body + "\n\n" + strings.SplitN(signed(same), "\n\n", 2)[1], "checkpoint.other_key"},
	} {
		if _, err := journal.OpenCheckpoint(tt.text, s.Key); !problem.Is(err, tt.code) {
			t.Errorf("%s: %v, want %s", what, err, tt.code)
		}
	}
	root := head.Root.String()
	for words, code := range map[string]string{
		"log\n7\n" + root + "\n":        "",
		"log\n07\n" + root + "\n":       "checkpoint.malformed",
		"log\n7\n" + root + "\nmore\n":  "checkpoint.malformed",
		"log\n7 \n" + root + "\n":       "checkpoint.malformed",
		"log\n-7\n" + root + "\n":       "checkpoint.malformed",
		"log\n7:" + root + "\n":         "checkpoint.malformed",
		"log\n":                         "checkpoint.malformed",
		"letter\n7\n" + root + "\n":     "checkpoint.other_log",
		"log \n7\n" + root + "\n":       "checkpoint.other_log",
		"log\n7\n" + root[:20] + "=\n":  "checkpoint.malformed",
		"log\n7\n" + root + "\n\nlog\n": "checkpoint.malformed",
	} {
		if got := foreign(words); got != code {
			t.Errorf("%q: %q, want %q", words, got, code)
		}
	}
}

func TestKeysRefused(t *testing.T) {
	secret, s, err := journal.NewKey("log")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "a b", "a+b", "\xff"} {
		if _, _, err := journal.NewKey(name); !problem.Is(err, "checkpoint.bad_name") {
			t.Errorf("the name %q: %v", name, err)
		}
	}
	public := s.String()
	for _, text := range []string{"", "log", secret, public + "=", public + "\n", " " + public, public[:len(public)-4], "x" + public} {
		if _, err := journal.ParseKey(text); !problem.Is(err, "checkpoint.bad_key") {
			t.Errorf("the key %q: %v", text, err)
		}
	}
	for _, text := range []string{"", public, secret[:len(secret)-4], "x" + secret, strings.Replace(secret, "+log+", "+gol+", 1)} {
		_, err := journal.ParseSigner(text)
		if !problem.Is(err, "checkpoint.bad_secret_key") {
			t.Errorf("a bad secret key: %v", err)
		}
		if err != nil && strings.Contains(err.Error(), secret[len(secret)-20:]) {
			t.Error("the refusal shows the key")
		}
	}
}

// No change of a byte leaves a checkpoint that opens as another head.
func TestNoCheckpointOpensAsAnother(t *testing.T) {
	s := newSigner(t, "log")
	text, err := s.Sign(journal.Head{Size: 120})
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		b := []byte(text)
		b[rapid.IntRange(0, len(b)-1).Draw(t, "place")] ^= byte(rapid.IntRange(1, 255).Draw(t, "change"))
		h, err := journal.OpenCheckpoint(string(b), s.Key)
		if err == nil && h != (journal.Head{Size: 120}) {
			t.Fatalf("%q is %v", b, h)
		}
	})
}

func FuzzOpenCheckpoint(f *testing.F) {
	s := newSigner(f, "log")
	text, err := s.Sign(journal.Head{Size: 3})
	if err != nil {
		f.Fatal(err)
	}
	f.Add(text)
	f.Add("log\n3\n\n— log AAAA\n")
	f.Fuzz(func(t *testing.T, text string) {
		_, err := journal.OpenCheckpoint(text, s.Key)
		if _, ok := problem.As(err); err != nil && !ok {
			t.Errorf("%q: %v has no code", text, err)
		}
	})
}

func makeCheckpoint(t testing.TB, d *db.DB, s *journal.Signer) journal.Checkpoint {
	t.Helper()
	made, err := journal.NewCheckpoints(open(d)).Make(context.Background(), officer, s)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestMakeCheckpoint(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSigner(t, "log")
		c := journal.NewCheckpoints(open(d))
		if _, err := c.Make(t.Context(), officer, s); !problem.Is(err, "checkpoint.empty_log") {
			t.Errorf("of an empty log: %v", err)
		}
		if _, err := c.Find(t.Context(), 0); !problem.Is(err, "checkpoint.none") {
			t.Errorf("the last of none: %v", err)
		}
		appendAll(t, d, entries(0, 5)...)
		if _, err := c.Make(t.Context(), access.Actor{Name: "sara"}, s); !problem.Is(err, "access.denied") {
			t.Errorf("by anybody: %v", err)
		}
		if _, err := c.Make(t.Context(), officer, nil); !problem.Is(err, "checkpoint.no_key") {
			t.Errorf("without a key: %v", err)
		}
		before := head(t, d)
		first := makeCheckpoint(t, d, s)
		if got, err := journal.OpenCheckpoint(first.Note, s.Key); err != nil || got != before || first.Size != 5 || first.By != "sara" {
			t.Errorf("%+v stands for %v, want %v (%v)", first, got, before, err)
		}
		records, err := open(d).List(t.Context(), journal.Filter{Object: "checkpoint", ID: "5"})
		if err != nil || len(records) != 1 || records[0].Actor != "sara" || records[0].Action != "checkpoint.make" {
			t.Errorf("recorded: %v, %v", records, err)
		}
		if again := makeCheckpoint(t, d, s); again != first || head(t, d).Size != 6 {
			t.Errorf("with no news: %+v", again)
		}
		other := newSigner(t, "log")
		if rotated := makeCheckpoint(t, d, other); rotated.Size != 6 || rotated.Key != other.String() {
			t.Errorf("with a new key: %+v", rotated)
		}
		appendAll(t, d, entries(5, 6)...)
		last := makeCheckpoint(t, d, other)
		for size, want := range map[int64]journal.Checkpoint{0: last, 5: first, 8: last} {
			if got, err := c.Find(t.Context(), size); err != nil || got != want {
				t.Errorf("find %d: %+v, %v", size, got, err)
			}
		}
		if _, err := c.Find(t.Context(), 7); !problem.Is(err, "checkpoint.not_found") {
			t.Errorf("find 7: %v", err)
		}
		list, err := c.List(t.Context(), 5, 10)
		if err != nil || len(list) != 2 || list[0].Size != 6 || list[1] != last {
			t.Errorf("after 5: %+v, %v", list, err)
		}
		if findings, err := c.Verify(t.Context()); err != nil || findings != nil {
			t.Errorf("verify: %v, %v", findings, err)
		}
	})
}

// A log that is broken, or that is another than the last checkpoint stands for,
// is never signed; and verify finds every checkpoint that was tampered with.
func TestTamperedCheckpoints(t *testing.T) {
	cases := []struct {
		what, table string
		statements  []string
		found, made string // by Verify, and when the next is to be made
	}{
		{"a note of another head", "checkpoint", []string{"UPDATE checkpoint SET note = (SELECT note FROM checkpoint WHERE size = 5), key = (SELECT key FROM checkpoint WHERE size = 5) WHERE size = 6"}, "checkpoint.of_another_size", ""},
		{"a signature", "checkpoint", []string{"UPDATE checkpoint SET note = replace(note, 'log\n6', 'log\n7')"}, "checkpoint.bad_signature", "checkpoint.bad_signature"},
		{"a key", "checkpoint", []string{"UPDATE checkpoint SET key = 'log+00000000+AAAA'"}, "checkpoint.bad_key", "checkpoint.bad_key"},
		{"who made it", "checkpoint", []string{"UPDATE checkpoint SET entered_by = 'nobody'"}, "verify.not_as_recorded", ""},
		{"when", "checkpoint", []string{"UPDATE checkpoint SET recorded_at = '2012-08-20T10:00:00Z'"}, "verify.not_as_recorded", ""},
		{"one that is gone", "checkpoint", []string{"DELETE FROM checkpoint WHERE size = 5"}, "verify.missing", ""},
		{"an entry", "journal", []string{"UPDATE journal SET record = replace(record, 'finance', 'nobody') WHERE seq = 2"}, "", "journal.entry_changed"},
		{"a hash", "log_hash", []string{"UPDATE log_hash SET hash = (SELECT hash FROM log_hash WHERE idx = 0) WHERE idx = 6"}, "journal.rewritten", "journal.hash_changed"},
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, other := newSigner(t, "log"), newSigner(t, "log")
		appendAll(t, d, entries(0, 5)...)
		makeCheckpoint(t, d, s)
		makeCheckpoint(t, d, other)
		appendAll(t, d, entries(5, 9)...)
		c := journal.NewCheckpoints(open(d))
		for _, tt := range cases {
			undo := problem.New(problem.Internal, "undo")
			err := d.Update(t.Context(), func(ctx context.Context) error {
				dbtest.Tamper(ctx, t, d, tt.table, tt.statements...)
				findings, err := c.Verify(ctx)
				if err != nil || (tt.found == "") != (len(findings) == 0) || tt.found != "" && !has(findings, tt.found) {
					t.Errorf("%s: verify: %v, %v, want %s", tt.what, findings, err, tt.found)
				}
				if _, err := c.Make(ctx, officer, other); tt.made == "" && err != nil || tt.made != "" && !problem.Is(err, tt.made) {
					t.Errorf("%s: make: %v, want %q", tt.what, err, tt.made)
				}
				return undo
			})
			if !problem.Is(err, "undo") {
				t.Errorf("%s: %v", tt.what, err)
			}
		}
	})
}

func has(findings []journal.CheckpointFinding, code string) bool {
	for _, f := range findings {
		if f.Code == code {
			return true
		}
	}
	return false
}

// Two who sign at once sign the same, once.
func TestTwoCheckpointsAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSigner(t, "log")
		appendAll(t, d, entries(0, 5)...)
		made := make(chan journal.Checkpoint, 4)
		for range cap(made) {
			go func() {
				one, err := journal.NewCheckpoints(open(d)).Make(context.Background(), officer, s)
				if err != nil {
					t.Error(err)
				}
				made <- one
			}()
		}
		for range cap(made) {
			if one := <-made; one.Size != 5 {
				t.Errorf("made %+v", one)
			}
		}
		if h := head(t, d); h.Size != 6 {
			t.Errorf("the log has %d entries", h.Size)
		}
	})
}
