package money_test

import (
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/internal/money"
	"article30/internal/problem"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// Half away from zero, where banker's rounding and truncation differ.
func TestRound(t *testing.T) {
	for _, tt := range []struct {
		in     string
		digits int32
		want   string
	}{
		{"0.005", 2, "0.01"}, {"-0.005", 2, "-0.01"},
		{"0.015", 2, "0.02"}, {"0.025", 2, "0.03"}, {"-0.025", 2, "-0.03"},
		{"0.0249999999999999999999", 2, "0.02"},
		{"2.675", 2, "2.68"}, {"1.005", 2, "1.01"},
		{"0.5", 0, "1"}, {"1.5", 0, "2"}, {"2.5", 0, "3"}, {"-2.5", 0, "-3"},
		{"1234567", -3, "1235000"}, {"1234500", -3, "1235000"}, {"-500", -3, "-1000"},
		{"7", 2, "7"}, {"0", 2, "0"},
	} {
		if got := money.Round(dec(tt.in), tt.digits); !got.Equal(dec(tt.want)) {
			t.Errorf("%s to %d decimals is %s, want %s", tt.in, tt.digits, got, tt.want)
		}
	}
}

// The rounded figure is a whole number of units, at most half a unit away, and
// at exactly half a unit it is the one farther from zero.
func TestRoundIsNearestAndAwayFromZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := decimal.New(rapid.Int64().Draw(t, "digits"), rapid.Int32Range(-12, 2).Draw(t, "exponent"))
		digits := rapid.Int32Range(-3, 6).Draw(t, "to")
		got := money.Round(d, digits)
		if !got.Shift(digits).IsInteger() {
			t.Fatalf("%s to %d decimals is %s", d, digits, got)
		}
		twice := got.Sub(d).Abs().Shift(digits).Mul(dec("2"))
		if twice.GreaterThan(dec("1")) {
			t.Fatalf("%s to %d decimals is %s, which is not the nearest", d, digits, got)
		}
		if twice.Equal(dec("1")) && got.Abs().LessThan(d.Abs()) {
			t.Fatalf("%s to %d decimals is %s, towards zero", d, digits, got)
		}
		if !money.Round(d.Neg(), digits).Equal(got.Neg()) {
			t.Fatalf("%s and its negative round differently", d)
		}
	})
}

func TestRoundTo(t *testing.T) {
	for _, tt := range []struct {
		in       string
		currency money.Currency
		want     string
	}{
		{"1.005", "USD", "1.01 USD"}, {"-1.005", "USD", "-1.01 USD"},
		{"0.5", "JPY", "1 JPY"}, {"1.0005", "KWD", "1.001 KWD"},
		{"9999999999999.995", "USD", "money.too_large"},
		{"1", "???", "money.unknown_currency"},
	} {
		got, err := money.RoundTo(dec(tt.in), tt.currency)
		if got.String() != tt.want && !problem.Is(err, tt.want) {
			t.Errorf("%s in %s is %s, %v; want %s", tt.in, tt.currency, got, err, tt.want)
		}
	}
}

func TestGrossToNet(t *testing.T) {
	for _, tt := range []struct{ gross, percent, direct, psc string }{
		{"1000000.00", "13", "884955.75", "115044.25"},
		{"-1000000.00", "13", "-884955.75", "-115044.25"},
		{"113.00", "13", "100.00", "13.00"},
		{"107.00", "7", "100.00", "7.00"},
		{"108.00", "8", "100.00", "8.00"},
		{"0.01", "13", "0.01", "0.00"},
		{"0.00", "13", "0.00", "0.00"},
		{"5.00", "0", "5.00", "0.00"},
		{"0.01", "100", "0.01", "0.00"}, // 0.005 is rounded up
		{"9999999999999.99", "13", "8849557522123.88", "1150442477876.11"},
	} {
		direct, psc := money.GrossToNet(usd(t, tt.gross), dec(tt.percent))
		if direct.Plain() != tt.direct || psc.Plain() != tt.psc {
			t.Errorf("%s at %s %% = %s + %s, want %s + %s", tt.gross, tt.percent, direct, psc, tt.direct, tt.psc)
		}
	}
}

func TestGrossIsDirectPlusSupportCost(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := currencies().Draw(t, "currency")
		gross := amounts(c).Draw(t, "gross")
		percent := decimal.New(rapid.Int64Range(0, 1_000_000).Draw(t, "percent"), -4)
		direct, psc := money.GrossToNet(gross, percent)
		if sum, err := direct.Add(psc); err != nil || sum != gross {
			t.Fatalf("%s at %s %% = %s + %s", gross, percent, direct, psc)
		}
		if _, err := money.New(direct.Amount(), c); err != nil {
			t.Fatalf("%s at %s %%: %v", gross, percent, err)
		}
		if direct.Sign()*gross.Sign() < 0 || psc.Sign()*gross.Sign() < 0 {
			t.Fatalf("%s at %s %% = %s + %s", gross, percent, direct, psc)
		}
		// direct x (100 + percent) is gross x 100 within half a minor unit of direct.
		off := direct.Amount().Mul(dec("100").Add(percent)).Sub(gross.Amount().Mul(dec("100"))).Abs()
		if off.Mul(dec("2")).GreaterThan(dec("100").Add(percent).Shift(-int32(c.Digits()))) {
			t.Fatalf("%s at %s %% has the direct cost %s", gross, percent, direct)
		}
	})
}

func TestPSC(t *testing.T) {
	for _, tt := range []struct {
		direct   string
		currency money.Currency
		percent  string
		unit     string
		want     string
	}{
		{"100.00", "USD", "13", "0.01", "13.00"},
		{"884955.75", "USD", "13", "0.01", "115044.25"}, // 115,044.2475
		{"0.50", "USD", "13", "0.01", "0.07"},           // 0.065
		{"-0.50", "USD", "13", "0.01", "-0.07"},
		{"50", "USD", "13", "1", "7.00"}, // 6.5
		{"-50", "USD", "13", "1", "-7.00"},
		{"12345", "USD", "13", "1000", "2000.00"}, // 1,604.85
		{"100", "JPY", "12.5", "0.01", "13"},      // no hundredth of a yen
		{"1.000", "KWD", "12.25", "0.001", "0.123"},
	} {
		got := money.PSC(in(t, tt.direct, tt.currency), dec(tt.percent), dec(tt.unit))
		if got != in(t, tt.want, tt.currency) {
			t.Errorf("%s %% of %s in units of %s is %s, want %s", tt.percent, tt.direct, tt.unit, got, tt.want)
		}
	}
}

func TestWhatNoPercentageIs(t *testing.T) {
	for name, call := range map[string]func(){
		"GrossToNet, negative": func() { money.GrossToNet(usd(t, "1"), dec("-1")) },
		"GrossToNet, over 100": func() { money.GrossToNet(usd(t, "1"), dec("100.1")) },
		"PSC, negative":        func() { money.PSC(usd(t, "1"), dec("-13"), dec("1")) },
		"PSC, unit zero":       func() { money.PSC(usd(t, "1"), dec("13"), dec("0")) },
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			call()
		}()
	}
}

func TestParsePercent(t *testing.T) {
	for in, want := range map[string]string{
		"0": "0", "13": "13", "7.5": "7.5", "100": "100", "0.0001": "0.0001",
		"13 %": "money.percent_grammar", "": "money.percent_grammar", "13,0": "money.percent_grammar",
		"0.00001": "money.percent_grammar", "1e1": "money.percent_grammar", "99999999999999": "money.percent_grammar",
		"-1": "money.percent_out_of_range", "100.0001": "money.percent_out_of_range",
	} {
		got, err := money.ParsePercent(in)
		if strings.HasPrefix(want, "money.") {
			if !problem.Is(err, want) {
				t.Errorf("%q gives %s, %v; want %s", in, got, err, want)
			}
		} else if err != nil || !got.Equal(dec(want)) {
			t.Errorf("%q gives %s, %v", in, got, err)
		}
	}
}

// What an amount bears is the greatest direct cost that fits with its support
// cost: not a cent less.
func TestBearableIsTheGreatest(t *testing.T) {
	const cent = 100
	cost := func(direct int64, percent decimal.Decimal) int64 {
		return direct + money.PSC(money.FromUnits(direct, money.USD), percent, dec("0.01")).Units()
	}
	rapid.Check(t, func(rt *rapid.T) {
		gross := cent * rapid.OneOf(rapid.Int64Range(-5, 500), rapid.Int64Range(0, 1e12)).Draw(rt, "cents")
		percent := decimal.New(rapid.Int64Range(0, 1_000_000).Draw(rt, "percent"), -4)
		direct := money.Bearable(money.FromUnits(gross, money.USD), percent).Units()
		if direct < 0 || cost(direct, percent) > max(gross, 0) {
			rt.Fatalf("%d bear %d at %s per cent, which costs %d", gross, direct, percent, cost(direct, percent))
		}
		if cost(direct+cent, percent) <= gross {
			rt.Fatalf("%d bear %d at %s per cent, and a cent more", gross, direct, percent)
		}
	})
}
