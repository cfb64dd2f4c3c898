package sheet

import (
	"strconv"
	"strings"
)

// A worksheet keeps numbers as binary fractions and shows 15 significant
// digits of them: 0.1+0.2 is stored as 0.30000000000000004 and shown as 0.3.
// 17 digits name any binary fraction, and none is as large as 1e309.
const (
	shownDigits  = 15
	storedDigits = 17
	maxExponent  = 308
)

// decimalText is the number that a worksheet stores, as decimal text without
// exponent and without zeros that say nothing. Up to 15 significant digits it
// is exact. A fraction with 16 or 17 is brought to 15, half away from zero,
// which is what Excel shows for it; an integer with more than 15, or anything
// with more than 17, is refused, since a spreadsheet program would not have
// kept it: sheet.number_too_long. NaN, INF, hexadecimal and the like:
// sheet.not_a_number. Beyond 1e±308: sheet.number_out_of_range.
func decimalText(stored string) (string, error) {
	unsigned := strings.TrimLeft(stored, "+-")
	if len(stored)-len(unsigned) > 1 {
		return "", invalid("sheet.not_a_number")
	}
	mantissa, exponent, err := cutExponent(unsigned)
	if err != nil {
		return "", err
	}
	whole, fraction, _ := strings.Cut(mantissa, ".")
	digits := whole + fraction
	if digits == "" || !allDigits(digits) {
		return "", invalid("sheet.not_a_number")
	}
	// The value is significant × 10^exponent.
	exponent -= len(fraction)
	digits = strings.TrimLeft(digits, "0")
	significant := strings.TrimRight(digits, "0")
	exponent += len(digits) - len(significant)
	size := len(significant) + exponent
	switch {
	case significant == "":
		return "0", nil
	case size-1 > maxExponent || size-1 < -maxExponent:
		return "", invalid("sheet.number_out_of_range")
	case len(significant) > storedDigits, len(significant) > shownDigits && exponent >= 0:
		return "", invalid("sheet.number_too_long")
	}
	if excess := len(significant) - shownDigits; excess > 0 {
		n, _ := strconv.Atoi(significant[:shownDigits])
		if significant[shownDigits] >= '5' {
			n++
		}
		rounded := strconv.Itoa(n)
		significant = strings.TrimRight(rounded, "0")
		exponent += excess + len(rounded) - len(significant)
	}
	text := writeOut(significant, exponent)
	if stored[0] == '-' {
		text = "-" + text
	}
	return text, nil
}

// cutExponent is the number's text before the E, and the exponent after it.
func cutExponent(number string) (mantissa string, exponent int, err error) {
	at := strings.IndexAny(number, "eE")
	if at < 0 {
		return number, 0, nil
	}
	text := number[at+1:]
	digits := strings.TrimLeft(text, "+-")
	if len(text)-len(digits) > 1 || digits == "" || !allDigits(digits) {
		return "", 0, invalid("sheet.not_a_number")
	}
	exponent, err = strconv.Atoi(text)
	if err != nil || exponent > 2*maxExponent || exponent < -2*maxExponent {
		return "", 0, invalid("sheet.number_out_of_range")
	}
	return number[:at], exponent, nil
}

// writeOut is digits × 10^exponent without an exponent.
func writeOut(digits string, exponent int) string {
	switch point := len(digits) + exponent; {
	case exponent >= 0:
		return digits + strings.Repeat("0", exponent)
	case point > 0:
		return digits[:point] + "." + digits[point:]
	default:
		return "0." + strings.Repeat("0", -point) + digits
	}
}

func allDigits(s string) bool {
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return false
		}
	}
	return true
}
