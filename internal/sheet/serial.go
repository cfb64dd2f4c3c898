package sheet

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// The last serial number of a date, 31 December 9999, in the two systems. The
// 1900 system counts from 1 = 1 January 1900 and has 60 = 29 February 1900, a
// day that never was; the 1904 system counts from 0 = 1 January 1904.
const (
	lastSerial1900 = 2_958_465
	lastSerial1904 = lastSerial1900 - 1_462
	noSuchDay      = 60
)

// dateText is the date that a serial number stands for, with the time of day
// rounded to the second if the number has a fraction. Error: sheet.date_serial
// for a number that is no day.
func dateText(serial string, date1904 bool) (string, error) {
	whole, fraction, _ := strings.Cut(serial, ".")
	day, err := strconv.Atoi(whole)
	fraction = strings.TrimRight(fraction, "0")
	first, last := 1, lastSerial1900
	if date1904 {
		first, last = 0, lastSerial1904
	}
	if err != nil || serial[0] == '-' || day < first || day > last || !date1904 && day == noSuchDay {
		return "", invalid("sheet.date_serial")
	}
	start := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)
	switch {
	case date1904:
		start = time.Date(1904, 1, 1, 0, 0, 0, 0, time.UTC)
	case day < noSuchDay:
		start = time.Date(1899, 12, 31, 0, 0, 0, 0, time.UTC)
	}
	date := start.AddDate(0, 0, day)
	if fraction == "" {
		return date.Format(time.DateOnly), nil
	}
	nano, _ := strconv.Atoi((fraction + "000000000")[:9])
	seconds := (nano*86_400 + 500_000_000) / 1_000_000_000
	return date.Add(time.Duration(seconds) * time.Second).Format("2006-01-02T15:04:05"), nil
}

// isoDate reports a date, or a moment without zone, in the form in which a
// worksheet may store it as text.
func isoDate(s string) bool {
	for _, layout := range []string{time.DateOnly, "2006-01-02T15:04:05"} {
		if t, err := time.Parse(layout, s); err == nil && t.Format(layout) == s {
			return true
		}
	}
	return false
}

// builtinDate reports a number format of the standard's list that shows a date
// or a time: 14 to 22, 45 to 47, and those of East Asian languages.
func builtinDate(id int) bool {
	return id >= 14 && id <= 22 || id >= 27 && id <= 36 || id >= 45 && id <= 47 || id >= 50 && id <= 58
}

// dateFormat reports a number format with a day, month, year or hour in it,
// outside of quoted text, escaped characters and brackets ([Red], [$-409]).
// Elapsed time ([h], [mm], [ss]) is a time too.
func dateFormat(code string) bool {
	code = strings.ToLower(code)
	for i := 0; i < len(code); i++ {
		switch code[i] {
		case '"':
			end := strings.IndexByte(code[i+1:], '"')
			if end < 0 {
				return false
			}
			i += end + 1
		case '[':
			end := strings.IndexByte(code[i:], ']')
			if end < 0 {
				return false
			}
			if strings.Trim(code[i+1:i+end], "hms") == "" && end > 1 {
				return true
			}
			i += end
		case '\\', '_', '*':
			_, n := utf8.DecodeRuneInString(code[i+1:])
			i += n
		case 'd', 'm', 'y', 'h':
			return true
		}
	}
	return false
}
