package auth

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"strings"
)

// A secret is "a30_", 52 characters of chance (260 bits) and a checksum of 7.
// The prefix tells whoever finds one what it is; the checksum tells a slip of
// the hand from a secret that is not known.
const (
	secretPrefix   = "a30_"
	secretLength   = len(secretPrefix) + randomLength + checksumLength
	randomLength   = 52
	checksumLength = 7
)

const alphabet = "abcdefghijklmnopqrstuvwxyz234567"

var encoding = base32.NewEncoding(alphabet).WithPadding(base32.NoPadding)

// newSecret draws a secret.
func newSecret() string {
	body := secretPrefix + strings.ToLower(rand.Text()+rand.Text())
	return body + checksum(body)
}

// wellFormed reports whether the text could be a secret, or has a slip in it.
func wellFormed(secret string) bool {
	if len(secret) != secretLength || !strings.HasPrefix(secret, secretPrefix) {
		return false
	}
	body, sum := secret[:secretLength-checksumLength], secret[secretLength-checksumLength:]
	return strings.Trim(body[len(secretPrefix):], alphabet) == "" && checksum(body) == sum
}

func checksum(body string) string {
	var sum [4]byte
	binary.BigEndian.PutUint32(sum[:], crc32.ChecksumIEEE([]byte(body)))
	return encoding.EncodeToString(sum[:])
}

// digest is what the database keeps of a secret.
func digest(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
