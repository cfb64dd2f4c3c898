package money_test

import (
	"regexp"
	"strings"
	"testing"

	"article30/internal/money"
	"article30/internal/problem"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct {
		in       string
		currency money.Currency
		want     string // the amount in full, or the code of the refusal
	}{
		{"0", money.USD, "0.00 USD"},
		{"0.00", money.USD, "0.00 USD"},
		{"1234.5", money.USD, "1234.50 USD"},
		{"1234.50", money.USD, "1234.50 USD"},
		{"-1234.56", money.USD, "-1234.56 USD"},
		{"007", money.USD, "7.00 USD"},
		{"1000", "JPY", "1000 JPY"},
		{"1000.125", "KWD", "1000.125 KWD"},
		{"0.0001", "CLF", "0.0001 CLF"},
		{"9999999999999.99", money.USD, "9999999999999.99 USD"},
		{"-9999999999999.99", money.USD, "-9999999999999.99 USD"},
		{"9999999999999.9999", "CLF", "9999999999999.9999 CLF"},

		{"1.234", money.USD, "money.too_many_decimals"},
		{"1.230", money.USD, "money.too_many_decimals"},
		{"1000.00", "JPY", "money.too_many_decimals"},
		{"1000.0", "JPY", "money.too_many_decimals"},
		{"1.0000", "KWD", "money.too_many_decimals"},
		{"10000000000000", money.USD, "money.too_large"},
		{"-10000000000000", money.USD, "money.too_large"},
		{"123456789012345678.99", money.USD, "money.too_large"},
		{strings.Repeat("9", 100_000), money.USD, "money.too_large"},
		{"1", "usd", "money.unknown_currency"},
		{"1", "", "money.unknown_currency"},
		{"?", "ABC", "money.unknown_currency"},

		{"", money.USD, "money.grammar"},
		{"-", money.USD, "money.grammar"},
		{".", money.USD, "money.grammar"},
		{".5", money.USD, "money.grammar"},
		{"5.", money.USD, "money.grammar"},
		{"-0", money.USD, "money.grammar"},
		{"-0.00", money.USD, "money.grammar"},
		{"+1", money.USD, "money.grammar"},
		{"--1", money.USD, "money.grammar"},
		{"1-", money.USD, "money.grammar"},
		{"(1)", money.USD, "money.grammar"},
		{" 1", money.USD, "money.grammar"},
		{"1 ", money.USD, "money.grammar"},
		{"1\n", money.USD, "money.grammar"},
		{"1\x00", money.USD, "money.grammar"},
		{"1e3", money.USD, "money.grammar"},
		{"1E3", money.USD, "money.grammar"},
		{"1e309", money.USD, "money.grammar"},
		{"0x10", money.USD, "money.grammar"},
		{"1_000", money.USD, "money.grammar"},
		{"1,000.50", money.USD, "money.grammar"},
		{"1.000,50", money.USD, "money.grammar"},
		{"1.000.50", money.USD, "money.grammar"},
		{"1 000", money.USD, "money.grammar"},
		{"1\u00a0000", money.USD, "money.grammar"},
		{"NaN", money.USD, "money.grammar"},
		{"INF", money.USD, "money.grammar"},
		{"-Infinity", money.USD, "money.grammar"},
		{"$5", money.USD, "money.grammar"},
		{"5 USD", money.USD, "money.grammar"},
		{"١٢٣", money.USD, "money.grammar"},
		{"１２３", money.USD, "money.grammar"},
		{"−1", money.USD, "money.grammar"},
		{"1/2", money.USD, "money.grammar"},
		{"=1", money.USD, "money.grammar"},
		{"00000000000001", money.USD, "money.grammar"},
		{"0." + strings.Repeat("0", 100_000), money.USD, "money.grammar"},
	} {
		got, err := money.Parse(tt.in, tt.currency)
		name := tt.in[:min(len(tt.in), 40)]
		if strings.Contains(tt.want, " ") {
			if err != nil || got.String() != tt.want {
				t.Errorf("Parse(%q, %q) = %s, %v; want %s", name, tt.currency, got, err, tt.want)
			}
		} else if !problem.Is(err, tt.want) || got != (money.Money{}) {
			t.Errorf("Parse(%q, %q) = %s, %v; want %s", name, tt.currency, got, err, tt.want)
		}
	}
}

// A source may print more zeros than the currency has decimals.
func TestParseDecimalThenNew(t *testing.T) {
	for _, tt := range []struct {
		in       string
		currency money.Currency
		want     string
	}{
		{"50000000.0", "JPY", "50000000 JPY"},
		{"25440.0", money.USD, "25440.00 USD"},
		{"1.2300", money.USD, "1.23 USD"},
		{"1.5", "JPY", "money.too_many_decimals"},
		{"1.00000000000000000000000000000001", money.USD, "money.too_many_decimals"},
	} {
		d, err := money.ParseDecimal(tt.in)
		if err != nil {
			t.Errorf("%q: %v", tt.in, err)
			continue
		}
		got, err := money.New(d, tt.currency)
		if got.String() != tt.want && !problem.Is(err, tt.want) {
			t.Errorf("%q %s = %s, %v; want %s", tt.in, tt.currency, got, err, tt.want)
		}
	}
}

func TestParseDecimalEndsSomewhere(t *testing.T) {
	if _, err := money.ParseDecimal("1." + strings.Repeat("0", 32)); err != nil {
		t.Errorf("32 decimals: %v", err)
	}
	if _, err := money.ParseDecimal("1." + strings.Repeat("0", 33)); !problem.Is(err, "money.grammar") {
		t.Errorf("33 decimals: %v", err)
	}
}

// What Parse accepts it prints back, and it accepts nothing outside the
// grammar that its comment states.
func FuzzParse(f *testing.F) {
	for _, s := range []string{"0", "-1.50", "9999999999999.99", "-0", "1e3", "0x1p-2", "NaN", "1,000", "١", "5.", ".5"} {
		f.Add(s, "USD")
		f.Add(s, "JPY")
	}
	grammar := regexp.MustCompile(`^-?[0-9]{1,13}(\.[0-9]{1,4})?$`)
	f.Fuzz(func(t *testing.T, s, code string) {
		m, err := money.Parse(s, money.Currency(code))
		if err != nil {
			if m != (money.Money{}) {
				t.Fatalf("%q gives %s and the error %v", s, m, err)
			}
			if e, ok := problem.As(err); !ok || e.Kind != problem.Invalid {
				t.Fatalf("%q gives the error %#v", s, err)
			}
			return
		}
		if !grammar.MatchString(s) {
			t.Fatalf("%q was read as %s", s, m)
		}
		again, err := money.Parse(m.Plain(), m.Currency())
		if err != nil || again != m {
			t.Fatalf("%q was read as %s, and that as %s, %v", s, m, again, err)
		}
		if back := money.FromUnits(m.Units(), m.Currency()); back != m {
			t.Fatalf("%q is %s, but %s from its units", s, m, back)
		}
	})
}
