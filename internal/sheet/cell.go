package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ref is the name of a cell, "C5", from its column and row, both from 1.
func ref(col, row int) string {
	var letters [7]byte
	i := len(letters)
	for col > 0 {
		i--
		col--
		letters[i] = byte('A' + col%26)
		col /= 26
	}
	return string(letters[i:]) + strconv.Itoa(row)
}

// parseRef reads the name of a cell within the limits of a worksheet.
func parseRef(name string) (col, row int, ok bool) {
	i := 0
	for i < len(name) && name[i] >= 'A' && name[i] <= 'Z' && i < 4 {
		col = col*26 + int(name[i]-'A') + 1
		i++
	}
	digits := name[i:]
	if digits == "" || digits[0] < '1' || digits[0] > '9' {
		return 0, 0, false
	}
	row, err := strconv.Atoi(digits)
	return col, row, err == nil && col >= 1 && col <= maxColumn && row <= maxRow
}

// decodeText resolves the escapes _xHHHH_ with which a worksheet writes
// characters that XML does not allow; a line end written so becomes LF. Error:
// sheet.control_character_in_cell for another control character.
func decodeText(raw []byte) (string, error) {
	text := string(raw)
	if strings.Contains(text, "_x") {
		text = escaped.ReplaceAllStringFunc(text, func(e string) string {
			n, err := strconv.ParseUint(e[2:6], 16, 16)
			if err != nil || !utf8.ValidRune(rune(n)) {
				return e
			}
			return string(rune(n))
		})
	}
	if strings.Contains(text, "\r") {
		text = lineEnds.Replace(text)
	}
	if strings.ContainsFunc(text, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' || r == 0x7F }) {
		return "", invalid("sheet.control_character_in_cell")
	}
	return text, nil
}

var (
	escaped  = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)
	lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")
)
