package auth

import (
	"testing"

	"pgregory.net/rapid"
)

func TestSecretsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		s := newSecret()
		if seen[s] || !wellFormed(s) {
			t.Fatalf("%q", s)
		}
		seen[s] = true
	}
}

// A slip of the hand is recognised: another letter in one place, or two
// neighbours the wrong way round.
func TestSlipsAreRecognised(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		secret := newSecret()
		b := []byte(secret)
		i := rapid.IntRange(0, len(b)-2).Draw(t, "place")
		if rapid.Bool().Draw(t, "swap") {
			b[i], b[i+1] = b[i+1], b[i]
		} else {
			b[i] = rapid.Byte().Draw(t, "letter")
		}
		if string(b) != secret && wellFormed(string(b)) {
			t.Fatalf("%q is taken for %q", b, secret)
		}
	})
}
