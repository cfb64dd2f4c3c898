package sheet

import (
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"

	"article30/internal/problem"
)

func TestNumbers(t *testing.T) {
	for stored, want := range map[string]string{
		"0": "0", "-0": "0", "-0.00": "0", "0e9": "0", "1": "1", "-1": "-1", "+1": "1", "007": "7", ".5": "0.5", "5.": "5", "1234.50": "1234.5",
		"0.300000000000000": "0.3", "20000.0": "20000", "100": "100",
		// binary fractions, as Excel stores and as it shows them
		"0.30000000000000004": "0.3", "1234.5600000000001": "1234.56", "1.1000000000000001": "1.1", "-4.1000000000000003E-2": "-0.041",
		"0.78947368421052633": "0.789473684210526", "2.6666666666666665": "2.66666666666667", "9.9999999999999995": "10", "0.99999999999999989": "1",
		"99.999999999999986": "100", "1234567890123.4567": "1234567890123.46", "1.2345678901234565": "1.23456789012346",
		// exponents are written out exactly
		"1.5E7": "15000000", "1.5e+7": "15000000", "1.5E-7": "0.00000015", "1E15": "1000000000000000", "12.34E1": "123.4", "123456789012345E3": "123456789012345000",
		"9.99999999999999E+307": "999999999999999" + strings.Repeat("0", 293), "1e308": "1" + strings.Repeat("0", 308), "1e-308": "0." + strings.Repeat("0", 307) + "1",
		"0.0000000000000001": "0.0000000000000001", "100000000000000000000": "100000000000000000000",
	} {
		if got, err := decimalText(stored); err != nil || got != want {
			t.Errorf("%s: got %q, %v; want %q", stored, got, err, want)
		}
	}
	for stored, code := range map[string]string{
		"": "not_a_number", ".": "not_a_number", "-": "not_a_number", "e5": "not_a_number", "1e": "not_a_number", "1e+": "not_a_number", "1e5.5": "not_a_number",
		"1e--5": "not_a_number", "+-1": "not_a_number", "1.2.3": "not_a_number", "1 ": "not_a_number", "1,5": "not_a_number", "NaN": "not_a_number", "inf": "not_a_number",
		"0x1": "not_a_number", "0x1p3": "not_a_number", "1_0": "not_a_number", "١": "not_a_number", "1\x00": "not_a_number",
		"1e309": "number_out_of_range", "1e-309": "number_out_of_range", "10e308": "number_out_of_range", "1e616": "number_out_of_range", "1e617": "number_out_of_range",
		"1e99999999999999999999": "number_out_of_range", "0e99999999999999999999": "number_out_of_range", "1" + strings.Repeat("0", 400): "number_out_of_range",
		"1234567890123456": "number_too_long", "1.234567890123456E15": "number_too_long", "0.123456789012345678": "number_too_long", "123456789012345678.99": "number_too_long",
	} {
		if got, err := decimalText(stored); !problem.Is(err, "sheet."+code) {
			t.Errorf("%s: got %q, %v; want %s", stored, got, err, code)
		}
	}
}

// The number returned is the number stored, or within half a unit of its 15th
// significant digit where a binary fraction was stored.
func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1234.5600000000001", "1.5E7", "-0.00", "9.9999999999999995", "1e-308", "+.5", "123456789012345678.99"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, stored string) { checkNumber(t, stored) })
}

func TestNumbersOfEverySize(t *testing.T) {
	for bits := uint64(1); bits < 1<<63; bits += 0x0003_2107_6543_2109 {
		v := math.Float64frombits(bits)
		if math.IsNaN(v) || math.IsInf(v, 0) || v < 1e-300 {
			continue
		}
		for _, digits := range []int{-1, 15, 17} {
			checkNumber(t, strconv.FormatFloat(v, 'E', digits-1, 64))
		}
	}
}

func checkNumber(t *testing.T, stored string) {
	got, err := decimalText(stored)
	if err != nil {
		return
	}
	want, ok := new(big.Rat).SetString(stored)
	if !ok {
		t.Fatalf("%q is no number but was taken for %s", stored, got)
	}
	result, ok := new(big.Rat).SetString(got)
	if !ok || strings.ContainsAny(got, "eE+_/") {
		t.Fatalf("%q became %q", stored, got)
	}
	difference := new(big.Rat).Sub(want, result)
	difference.Abs(difference)
	significant := strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(got), "0")
	if len(significant) > shownDigits {
		t.Errorf("%q became %q, with %d significant digits", stored, got, len(significant))
	}
	// half a unit of the 15th digit is at most 5e-15 of the number
	bound := new(big.Rat).Mul(new(big.Rat).Abs(want), big.NewRat(5, 1e15))
	if difference.Cmp(bound) > 0 || difference.Sign() != 0 && digitsOf(stored) <= shownDigits {
		t.Errorf("%q became %q", stored, got)
	}
}

func digitsOf(stored string) int {
	mantissa, _, _ := strings.Cut(strings.ToUpper(stored), "E")
	return len(strings.Trim(strings.NewReplacer("-", "", "+", "", ".", "").Replace(mantissa), "0"))
}
