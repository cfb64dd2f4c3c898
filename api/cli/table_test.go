package cli

import "testing"

// A column is as wide as its cells are on a terminal.
func TestCellsOf(t *testing.T) {
	for s, want := range map[string]int{
		"":                 0,
		"Kenya":            5,
		"Côte":             4,
		"Co\u0302te":       4,
		"捐款":               4,
		"ＵＳＤ":              6,
		"第72条":             6,
		"مُعتمَد":          5,
		"\u200e-5":         2,
		"\u2068TA-1\u2069": 4,
		"1\u00a0000":       5,
		"Взнос":            5,
	} {
		if got := cellsOf(s); got != want {
			t.Errorf("%q fills %d cells, want %d", s, got, want)
		}
	}
}
