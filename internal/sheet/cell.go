package sheet

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// columnName is the letters of a column counted from 1: A, Z, AA, XFD.
func columnName(col int) string {
	var letters [7]byte
	i := len(letters)
	for col > 0 {
		i--
		col--
		letters[i] = byte('A' + col%26)
		col /= 26
	}
	return string(letters[i:])
}
