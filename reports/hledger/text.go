package hledger

import (
	"strings"
	"unicode"
)

// name is text of people's as part of an account or a description, value as
// the value of a tag. Neither can begin a posting, an account, a comment or a
// tag of its own: whatever is a blank or a control character is one space,
// what directs the writing is left out, and a character that means something
// to hledger stands in full width, in which it means nothing.
func name(s string) string { return plain(s, ":;|[]") }

func value(s string) string { return plain(s, ":;|[],") }

// fullWidth leads from a character of ASCII to its form in full width.
const fullWidth = '：' - ':'

func plain(s, special string) string {
	var b strings.Builder
	blank := false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r):
			blank = b.Len() > 0
			continue
		case unicode.Is(unicode.Cf, r):
			continue
		case strings.ContainsRune(special, r):
			r += fullWidth
		}
		if blank {
			b.WriteByte(' ')
			blank = false
		}
		b.WriteRune(r)
	}
	return b.String()
}
