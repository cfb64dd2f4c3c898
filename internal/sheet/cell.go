package sheet

import (
	"math/big"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

func itoa(n int) string { return strconv.Itoa(n) }

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
	return string(letters[i:]) + itoa(row)
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

// A worksheet keeps numbers as binary fractions and shows 15 significant
// digits of them: 0.1+0.2 is stored as 0.30000000000000004 and shown as 0.3.
// 17 digits name any binary fraction.
const (
	shownDigits  = 15
	storedDigits = 17
	maxExponent  = 308
)

// decimalText is the number that a worksheet stores, as exact decimal text
// without exponent. A plain number of up to 15 significant digits is returned
// as it stands. A fraction with 16 or 17 is brought to 15, half away from
// zero, which is what Excel shows for it; an integer with more than 15, or
// anything with more than 17, is refused, since no spreadsheet program would
// have kept it: sheet.number_too_long. NaN, INF, hexadecimal and the like:
// sheet.not_a_number. Beyond 1e±308: sheet.number_out_of_range.
func decimalText(stored string) (text, code string) {
	rest, negative := strings.CutPrefix(stored, "-")
	if !negative {
		rest = strings.TrimPrefix(rest, "+")
	}
	mantissa, exponent, scientific := cutExponent(rest)
	whole, fraction, point := strings.Cut(mantissa, ".")
	if !allDigits(whole) || !allDigits(fraction) || whole+fraction == "" {
		return "", "sheet.not_a_number"
	}
	shift := 0
	if scientific {
		sign := strings.TrimLeft(exponent, "+-")
		n, err := strconv.Atoi(exponent)
		if len(exponent)-len(sign) > 1 || !allDigits(sign) || sign == "" {
			return "", "sheet.not_a_number"
		}
		if err != nil || n > 2*maxExponent || n < -2*maxExponent {
			return "", "sheet.number_out_of_range"
		}
		shift = n
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	shift -= len(fraction)
	significant := strings.TrimRight(digits, "0")
	plain := !scientific && stored[0] != '+' && (len(whole) == 1 || len(whole) > 1 && whole[0] != '0') && (fraction != "" || !point)
	switch {
	case plain && len(significant) <= shownDigits && len(stored) <= maxExponent:
		return stored, ""
	case significant == "":
		return "0", ""
	}
	shift += len(digits) - len(significant)
	if size := len(significant) + shift; size > maxExponent+1 || size < -maxExponent {
		return "", "sheet.number_out_of_range"
	}
	if len(significant) > shownDigits {
		if len(significant) > storedDigits || shift >= 0 {
			return "", "sheet.number_too_long"
		}
		cut := len(significant) - shownDigits
		n, _ := new(big.Int).SetString(significant[:shownDigits], 10)
		if significant[shownDigits] >= '5' {
			n.Add(n, big.NewInt(1))
		}
		significant, shift = n.String(), shift+cut
		trimmed := strings.TrimRight(significant, "0")
		significant, shift = trimmed, shift+len(significant)-len(trimmed)
	}
	text = place(significant, shift)
	if negative {
		text = "-" + text
	}
	return text, ""
}

// place is digits × 10^shift written out.
func place(digits string, shift int) string {
	switch point := len(digits) + shift; {
	case shift >= 0:
		return digits + strings.Repeat("0", shift)
	case point > 0:
		return digits[:point] + "." + digits[point:]
	default:
		return "0." + strings.Repeat("0", -point) + digits
	}
}

func cutExponent(number string) (mantissa, exponent string, found bool) {
	i := strings.IndexAny(number, "eE")
	if i < 0 {
		return number, "", false
	}
	return number[:i], number[i+1:], true
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}

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
func dateText(serial string, date1904 bool) (text, code string) {
	whole, fraction, _ := strings.Cut(serial, ".")
	day, err := strconv.Atoi(whole)
	fraction = strings.TrimRight(fraction, "0")
	first, last := 1, lastSerial1900
	if date1904 {
		first, last = 0, lastSerial1904
	}
	if err != nil || serial[0] == '-' || day < first || day > last || !date1904 && day == noSuchDay {
		return "", "sheet.date_serial"
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
		return date.Format(time.DateOnly), ""
	}
	fraction = (fraction + "00000000000000")[:14]
	n, _ := strconv.ParseInt(fraction, 10, 64)
	const unit = 100_000_000_000_000
	seconds := (n/1000*86_400 + unit/2000) / (unit / 1000)
	return date.Add(time.Duration(seconds) * time.Second).Format("2006-01-02T15:04:05"), ""
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

// decodeText resolves the escapes _xHHHH_ with which a worksheet writes
// characters that XML does not allow; a line end written so becomes LF. It is
// false for another control character.
func decodeText(raw []byte) (string, bool) {
	text := string(raw)
	if strings.Contains(text, "_x") {
		var b strings.Builder
		for i := 0; i < len(text); i++ {
			if n, err := escape(text[i:]); err == nil && utf8.ValidRune(n) {
				b.WriteRune(n)
				i += 6
				continue
			}
			b.WriteByte(text[i])
		}
		text = b.String()
	}
	if strings.Contains(text, "\r") {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	}
	return text, strings.IndexFunc(text, func(r rune) bool { return r < ' ' && r != '\t' && r != '\n' || r == 0x7F }) < 0
}

func escape(text string) (rune, error) {
	if len(text) < 7 || text[:2] != "_x" || text[6] != '_' {
		return 0, strconv.ErrSyntax
	}
	n, err := strconv.ParseUint(text[2:6], 16, 16)
	return rune(n), err
}
