package problem

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line reads one line of text: trimmed, of at most so many characters, without
// control characters and without those that turn the direction of reading.
func (f *Fields) Line(path, value string, most int) string {
	return f.read(path, value, most, hidden)
}

// Text reads free text: as Line, and it may have line breaks and tabs.
func (f *Fields) Text(path, value string, most int) string {
	return f.read(path, value, most, func(r rune) bool { return r != '\n' && r != '\r' && r != '\t' && hidden(r) })
}

func (f *Fields) read(path, value string, most int, refused func(rune) bool) string {
	value = strings.TrimSpace(value)
	if n := utf8.RuneCountInString(value); n > most {
		f.Add(path, "text.too_long", "length", n, "most", most)
	}
	if !utf8.ValidString(value) || strings.ContainsFunc(value, refused) {
		f.Add(path, "text.unprintable")
	}
	return value
}

func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029'
}
