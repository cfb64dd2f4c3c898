package intake

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"article30/internal/problem"
)

func TestFigure(t *testing.T) {
	for text, want := range map[string]string{
		"555 875":               "555875",
		"1 308 964":             "1308964",
		"23\u00A0595.1":         "23595.1",
		"23\u202F595.1":         "23595.1",
		"23\u2009595.1":         "23595.1",
		"(3 664.8)":             "-3664.8",
		"(175.5)":               "-175.5",
		"-175.5":                "-175.5",
		" 12 ":                  "12",
		"0":                     "0",
		"0.0":                   "0",
		"1234567":               "1234567",
		"-":                     "nil",
		"–":                     "nil",
		"—":                     "nil",
		"":                      "nil",
		"  ":                    "nil",
		"1,000":                 "refused",
		"1.000,50":              "refused",
		"1,000.50":              "refused",
		"1 00":                  "refused",
		"1 0000":                "refused",
		"1  000":                "refused",
		"1 000\u00A0000":        "refused",
		"1000 000":              "refused",
		"12.":                   "refused",
		".5":                    "refused",
		"+5":                    "refused",
		"(5":                    "refused",
		"5)":                    "refused",
		"(-5)":                  "refused",
		"( 5 )":                 "refused",
		"--5":                   "refused",
		"-0":                    "refused",
		"(0)":                   "refused",
		"1e3":                   "refused",
		"0x10":                  "refused",
		"NaN":                   "refused",
		"∞":                     "refused",
		"١٢٣":                   "refused",
		"1_000":                 "refused",
		"n.a.":                  "refused",
		"$5":                    "refused",
		"1.23456":               "refused",
		"123456789012345":       "refused",
		"\u22125":               "refused",
		strings.Repeat("9", 99): "refused",
	} {
		f, err := parseFigure(text)
		got := f.value.String()
		switch {
		case err != nil && problem.Is(err, "budget_table.figure"):
			got = "refused"
		case err != nil:
			t.Errorf("%q: %v", text, err)
		case f.null:
			got = "nil"
		}
		if got != want {
			t.Errorf("%q is %s, want %s", text, got, want)
		}
	}
}

// A figure that is read has the digits that stand there, and is one again when
// it is printed plainly.
func FuzzFigure(f *testing.F) {
	for _, s := range []string{"555 875", "(3 664.8)", "23\u00A0595.1", "-", "–", "1,000", "-0.0", "(0)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read, err := parseFigure(text)
		if err != nil {
			return
		}
		var digits strings.Builder
		for _, r := range text {
			if r >= '0' && r <= '9' || r == '.' {
				digits.WriteRune(r)
			}
		}
		if read.null {
			if digits.Len() > 0 {
				t.Fatalf("%q read as nil", text)
			}
			return
		}
		if want := decimal.RequireFromString(digits.String()); !read.value.Abs().Equal(want) {
			t.Fatalf("%q read as %s", text, read.value)
		}
		again, err := parseFigure(read.value.String())
		if err != nil || !again.value.Equal(read.value) {
			t.Fatalf("%q read as %s, and that as %v, %v", text, read.value, again, err)
		}
	})
}
