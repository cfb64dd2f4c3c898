package problem

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line reads one line of text: trimmed, of at most so many characters, without
// control characters and without those that turn the direction of reading.
func (f *Fields) Line(path, value string, most int) string {
	value = strings.TrimSpace(value)
	if n := utf8.RuneCountInString(value); n > most {
		f.Add(path, "text.too_long", "length", n, "most", most)
	}
	hidden := func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
	}
	if !utf8.ValidString(value) || strings.ContainsFunc(value, hidden) {
		f.Add(path, "text.unprintable")
	}
	return value
}
