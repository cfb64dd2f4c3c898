package xlsx

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// A sheet's name has at most 31 UTF-16 units.
const maxName = 31

// legalName is name as a spreadsheet allows it, different from the names taken
// also without regard to case.
func legalName(name string, taken []string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`:\/?*[]`, r) {
			return ' '
		}
		return r
	}, name)
	name = strings.Trim(strings.Join(strings.Fields(name), " "), "' ")
	if name == "" {
		name = "Sheet"
	}
	isTaken := func(s string) bool {
		return strings.EqualFold(s, "History") || // reserved by Excel
			slices.ContainsFunc(taken, func(t string) bool { return strings.EqualFold(t, s) })
	}
	legal := cut(name, maxName)
	for n := 2; isTaken(legal); n++ {
		suffix := " " + strconv.Itoa(n)
		legal = cut(name, maxName-len(suffix)) + suffix
	}
	return legal
}

// cut is the longest beginning of s of at most n UTF-16 units.
func cut(s string, n int) string {
	units := 0
	for i, r := range s {
		if units += utf16.RuneLen(r); units > n {
			return strings.TrimRight(s[:i], "' ")
		}
	}
	return s
}
