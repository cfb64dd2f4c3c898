package reports

import "strings"

// LooksLikeFormula tells words that a spreadsheet may take for a formula or a
// command when they are entered or imported: beginning, perhaps after blanks,
// with = + - @ or their full-width forms, or with a tab or a line break.
func LooksLikeFormula(s string) bool {
	if s == "" {
		return false
	}
	if c := s[0]; c == '\t' || c == '\r' || c == '\n' {
		return true
	}
	s = strings.TrimLeft(s, " \u00a0\"")
	for _, start := range []string{"=", "+", "-", "@", "＝", "＋", "－", "＠"} {
		if strings.HasPrefix(s, start) {
			return true
		}
	}
	return false
}
