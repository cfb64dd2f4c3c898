package sheet

import (
	"strings"
	"unicode/utf8"
)

// Kind is what a file is by its content.
type Kind string

const (
	CSV  Kind = "csv"
	XLSX Kind = "xlsx"
)

// kindNamed is the kind that a file's name promises.
var kindNamed = map[string]Kind{
	".csv": CSV, ".tsv": CSV, ".txt": CSV,
	".xlsx": XLSX, ".xlsm": XLSX, ".xls": XLSX,
}

const (
	zipMagic = "PK\x03\x04"
	oleMagic = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"
	bom      = "\uFEFF"
)

// recognise tells CSV from XLSX and refuses everything else. A ZIP file is
// taken for a workbook here; readXLSX refuses those that are none.
func recognise(text string) (Kind, error) {
	start := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(text[:min(len(text), 1024)], bom), " \t\r\n"))
	switch {
	case strings.HasPrefix(text, zipMagic):
		return XLSX, nil
	case text == "":
		return "", invalid("sheet.empty")
	case strings.HasPrefix(text, oleMagic) && strings.Contains(text, utf16LE("EncryptedPackage")):
		return "", unsupported("sheet.encrypted")
	case strings.HasPrefix(text, oleMagic):
		return "", unsupported("sheet.legacy")
	case strings.HasPrefix(text, "\xFF\xFE"), strings.HasPrefix(text, "\xFE\xFF"):
		return "", unsupported("sheet.utf16")
	case strings.HasPrefix(start, "<"):
		return "", unsupported("sheet.markup")
	case strings.HasPrefix(start, "%pdf-"), strings.HasPrefix(start, "{\\rtf"):
		return "", unsupported("sheet.document")
	}
	return CSV, checkText(text)
}

// checkText refuses what cannot be the text of a table: bytes that are not
// UTF-8 and control characters other than TAB, CR and LF.
func checkText(text string) error {
	line := 1
	for i := 0; i < len(text); {
		c := text[i]
		switch {
		case c == '\n':
			line++
		case c < ' ' && c != '\t' && c != '\r' || c == 0x7F:
			return invalid("sheet.control_character", "line", line, "byte", int(c))
		case c >= utf8.RuneSelf:
			r, n := utf8.DecodeRuneInString(text[i:])
			if r == utf8.RuneError && n == 1 {
				return invalid("sheet.not_utf8", "line", line)
			}
			i += n
			continue
		}
		i++
	}
	return nil
}

func utf16LE(ascii string) string {
	var b strings.Builder
	for _, c := range []byte(ascii) {
		b.WriteByte(c)
		b.WriteByte(0)
	}
	return b.String()
}
