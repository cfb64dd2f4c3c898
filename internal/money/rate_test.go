package money_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/internal/money"
	"article30/internal/problem"
)

func rate(t testing.TB, s string) money.Rate {
	t.Helper()
	r, err := money.ParseRate(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestParseRate(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{"1", "1"}, {"1.0", "1"}, {"0.8981", "0.8981"}, {".8981", "0.8981"}, {"007.50", "7.5"},
		{"150000", "150000"}, {"1000000000", "1000000000"}, {"0.000000001", "0.000000001"},
		{"123456.789012", "123456.789012"}, {"0.00123456789012", "0.00123456789012"},

		{"0", "rate.out_of_range"}, {"0.0", "rate.out_of_range"}, {"0.0000000009", "rate.out_of_range"},
		{"1000000000.1", "rate.out_of_range"}, {"1000000000000", "rate.out_of_range"},
		{"123456.7890123", "rate.too_many_digits"}, {"0.9999999999999", "rate.too_many_digits"},

		{"", "rate.grammar"}, {".", "rate.grammar"}, {"1.", "rate.grammar"}, {"-1", "rate.grammar"},
		{"+1", "rate.grammar"}, {"1e0", "rate.grammar"}, {"1,5", "rate.grammar"}, {" 1", "rate.grammar"},
		{"1.5.0", "rate.grammar"}, {"NaN", "rate.grammar"}, {"Inf", "rate.grammar"}, {"0x1", "rate.grammar"},
		{"٣", "rate.grammar"}, {"1_0", "rate.grammar"}, {strings.Repeat("1", 100_000), "rate.grammar"},
		{"1." + strings.Repeat("0", 100_000), "rate.grammar"},
	} {
		got, err := money.ParseRate(tt.in)
		name := tt.in[:min(len(tt.in), 40)]
		if strings.HasPrefix(tt.want, "rate.") {
			if !problem.Is(err, tt.want) || !got.IsZero() {
				t.Errorf("%q gives %s, %v; want %s", name, got, err, tt.want)
			}
		} else if err != nil || got.String() != tt.want {
			t.Errorf("%q gives %s, %v; want %s", name, got, err, tt.want)
		}
	}
}

// Two texts of one rate are one rate.
func TestRatesAreComparable(t *testing.T) {
	half, other := rate(t, ".50"), rate(t, "0.51")
	if half != rate(t, "0.5") || !half.Equal(rate(t, "0.5")) {
		t.Error("0.50 and 0.5 differ")
	}
	if half == other || half.Equal(other) {
		t.Error("0.50 and 0.51 are the same")
	}
}

func TestToUSD(t *testing.T) {
	for _, tt := range []struct {
		amount   string
		currency money.Currency
		rate     string
		want     string
	}{
		{"20000.00", "EUR", "0.79", "25316.46"}, // 25,316.4556...
		{"10000000.00", "AUD", "1.316", "7598784.19"},
		{"50000000", "JPY", "114.79", "435578.01"}, // 435,578.0120...
		{"-20000.00", "EUR", "0.79", "-25316.46"},
		{"1.000", "KWD", "0.265", "3.77"},
		{"1.00", "USD", "1", "1.00"},
		{"0.00", "EUR", "0.79", "0.00"},

		// exactly half a cent goes away from zero
		{"0.01", "EUR", "2", "0.01"},
		{"-0.01", "EUR", "2", "-0.01"},
		{"0.03", "EUR", "2", "0.02"},
		// the next text below and above a half
		{"0.01", "EUR", "2.00000000001", "0.00"},
		{"0.01", "EUR", "1.99999999999", "0.01"},
		// 0.0049: rounded first to 0.005 it would become 0.01
		{"9.80", "EUR", "1999.99999999", "0.00"},

		{"9999999999999.99", "EUR", "0.5", "money.too_large"},
		{"9999999999999", "JPY", "0.000000001", "money.too_large"},
		{"1.00", "USD", "1.01", "rate.dollar_not_one"},
	} {
		got, err := rate(t, tt.rate).ToUSD(in(t, tt.amount, tt.currency))
		if strings.ContainsAny(tt.want, "abcdefghijklmnopqrstuvwxyz") {
			if !problem.Is(err, tt.want) {
				t.Errorf("%s %s at %s = %s, %v; want %s", tt.amount, tt.currency, tt.rate, got, err, tt.want)
			}
		} else if err != nil || got != usd(t, tt.want) {
			t.Errorf("%s %s at %s = %s, %v; want %s", tt.amount, tt.currency, tt.rate, got, err, tt.want)
		}
	}
	if _, err := (money.Rate{}).ToUSD(in(t, "1", "EUR")); !problem.Is(err, "rate.missing") {
		t.Errorf("no rate: %v", err)
	}
}

// The dollar figure x rate is the amount within half a cent x rate: the cent
// nearest to the exact quotient, so there was one rounding and not two.
func TestToUSDRoundsOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom([]money.Currency{"EUR", "JPY", "KWD"}).Draw(t, "currency")
		m := amounts(c).Draw(t, "amount")
		digits := decimal.New(rapid.Int64Range(1, 999_999_999_999).Draw(t, "rate"), rapid.Int32Range(-12, -6).Draw(t, "exponent"))
		r, err := money.NewRate(digits)
		if err != nil {
			t.Skip(err)
		}
		got, err := r.ToUSD(m)
		if err != nil {
			if !problem.Is(err, "money.too_large") {
				t.Fatal(err)
			}
			return
		}
		off := got.Amount().Mul(digits).Sub(m.Amount()).Abs()
		half := dec("0.005").Mul(digits)
		if off.GreaterThan(half) {
			t.Fatalf("%s at %s is %s, not the nearest cent", m, r, got)
		}
		if off.Equal(half) && got.Abs().Amount().Mul(digits).LessThan(m.Abs().Amount()) {
			t.Fatalf("%s at %s is %s, towards zero", m, r, got)
		}
	})
}

func TestRateAsText(t *testing.T) {
	type row struct {
		Rate money.Rate `json:"rate"`
	}
	for _, r := range []money.Rate{{}, rate(t, "0.8981")} {
		text, err := json.Marshal(row{r})
		if err != nil {
			t.Fatal(err)
		}
		var back row
		if err := json.Unmarshal(text, &back); err != nil || back.Rate != r {
			t.Errorf("%s came back as %q, %v", text, back.Rate, err)
		}
	}
	for _, bad := range []string{`{"rate":0.5}`, `{"rate":"-1"}`, `{"rate":"1e3"}`} {
		var r row
		if err := json.Unmarshal([]byte(bad), &r); err == nil {
			t.Errorf("%s was read as %s", bad, r.Rate)
		}
	}
}

func FuzzParseRate(f *testing.F) {
	for _, s := range []string{"1", ".5", "0.000000001", "1000000000", "-1", "1e9", "0x1", "1,5", "٣"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := money.ParseRate(s)
		if err != nil {
			if _, ok := problem.As(err); !ok || !r.IsZero() {
				t.Fatalf("%q gives %s and the error %#v", s, r, err)
			}
			return
		}
		if strings.Trim(s, "0123456789.") != "" {
			t.Fatalf("%q was read as %s", s, r)
		}
		if again, err := money.ParseRate(r.String()); err != nil || again != r {
			t.Fatalf("%q was read as %s, and that as %s, %v", s, r, again, err)
		}
		if !r.Decimal().IsPositive() || r.Decimal().String() != r.String() {
			t.Fatalf("%q was read as %s, which is %s", s, r, r.Decimal())
		}
	})
}
