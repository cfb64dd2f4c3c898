package money_test

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/internal/money"
	"article30/internal/problem"
)

const most = 9_999_999_999_999_9999 // units of the largest amount

func usd(t testing.TB, s string) money.Money { return in(t, s, money.USD) }

func in(t testing.TB, s string, c money.Currency) money.Money {
	t.Helper()
	m, err := money.Parse(s, c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func currencies() *rapid.Generator[money.Currency] {
	return rapid.SampledFrom([]money.Currency{"USD", "EUR", "JPY", "KWD", "CLF", "EEK"})
}

// amounts are amounts that Parse can give, small ones as often as large ones.
func amounts(c money.Currency) *rapid.Generator[money.Money] {
	return rapid.Custom(func(t *rapid.T) money.Money {
		unit := int64(math.Pow10(money.MaxDigits - c.Digits()))
		limit := rapid.SampledFrom([]int64{10, 1000, 1_000_000, most / unit}).Draw(t, "limit")
		return money.FromUnits(rapid.Int64Range(-limit, limit).Draw(t, "amount")*unit, c)
	})
}

func TestNoMoneyIsNotZero(t *testing.T) {
	var none money.Money
	if none == money.Zero(money.USD) {
		t.Error("no money is zero dollars")
	}
	if none.String() != "" || none.Plain() != "" {
		t.Errorf("no money prints %q and %q", none.String(), none.Plain())
	}
	if _, err := none.Add(usd(t, "1")); !problem.Is(err, "money.currency_mismatch") {
		t.Errorf("no money and a dollar: %v", err)
	}
}

func TestPrinting(t *testing.T) {
	for want, m := range map[string]money.Money{
		"1234.50 USD":               money.FromUnits(12_345_000, "USD"),
		"-0.01 USD":                 money.FromUnits(-100, "USD"),
		"0.00 USD":                  money.Zero("USD"),
		"12 JPY":                    money.FromUnits(120_000, "JPY"),
		"0 JPY":                     money.Zero("JPY"),
		"0.125 KWD":                 money.FromUnits(1250, "KWD"),
		"1.2345 USD":                money.FromUnits(12_345, "USD"), // only the database can hold it; shown, not rounded
		"1.230 KWD":                 money.FromUnits(12_300, "KWD"),
		"-922337203685477.5808 USD": money.FromUnits(math.MinInt64, "USD"),
	} {
		if m.String() != want {
			t.Errorf("%d units are %q, want %q", m.Units(), m, want)
		}
	}
}

func TestTwoCurrenciesNeverMeet(t *testing.T) {
	dollars, euros := usd(t, "1"), in(t, "1", "EUR")
	_, add := dollars.Add(euros)
	_, sub := dollars.Sub(euros)
	_, cmp := dollars.Cmp(euros)
	_, sum := money.Sum(money.USD, dollars, euros)
	for name, err := range map[string]error{"Add": add, "Sub": sub, "Cmp": cmp, "Sum": sum} {
		if !problem.Is(err, "money.currency_mismatch") {
			t.Errorf("%s of dollars and euros: %v", name, err)
		}
	}
	if dollars.Equal(euros) {
		t.Error("a dollar equals a euro")
	}
}

// Attack 32: a sum is refused before it can wrap round.
func TestSumsDoNotWrap(t *testing.T) {
	largest := money.FromUnits(most, money.USD)
	cent := usd(t, "0.01")
	if _, err := largest.Add(cent); !problem.Is(err, "money.too_large") {
		t.Errorf("largest + 0.01: %v", err)
	}
	if _, err := largest.Neg().Sub(cent); !problem.Is(err, "money.too_large") {
		t.Errorf("-largest - 0.01: %v", err)
	}
	if back, err := largest.Sub(cent); err != nil || back.String() != "9999999999999.9899 USD" {
		t.Errorf("largest - 0.01 = %s, %v", back, err)
	}
	for _, x := range []int64{math.MaxInt64, math.MinInt64} {
		for _, y := range []int64{math.MaxInt64, math.MinInt64, 1, -1} {
			a, b := money.FromUnits(x, money.USD), money.FromUnits(y, money.USD)
			if m, err := a.Add(b); !problem.Is(err, "money.too_large") {
				t.Errorf("%d + %d units = %s, %v", x, y, m, err)
			}
			if m, err := a.Sub(b); !problem.Is(err, "money.too_large") {
				t.Errorf("%d - %d units = %s, %v", x, y, m, err)
			}
		}
	}
}

func TestArithmeticLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := currencies().Draw(t, "currency")
		a, b := amounts(c).Draw(t, "a"), amounts(c).Draw(t, "b")

		if sum, err := a.Add(b); err == nil {
			if back, err := sum.Sub(b); err != nil || back != a {
				t.Fatalf("%s + %s - %s = %s, %v", a, b, b, back, err)
			}
			if other, err := b.Add(a); err != nil || other != sum {
				t.Fatalf("%s + %s = %s, but the other way round %s, %v", a, b, sum, other, err)
			}
			if !sum.Amount().Equal(a.Amount().Add(b.Amount())) {
				t.Fatalf("%s + %s = %s", a, b, sum)
			}
		} else if exact := a.Amount().Add(b.Amount()).Abs(); exact.LessThan(decimal.New(most+1, -4)) {
			t.Fatalf("%s + %s is refused: %v", a, b, err)
		}

		if a.Neg().Neg() != a || a.Abs().Sign() < 0 || a.Sign() != a.Amount().Sign() {
			t.Fatalf("signs of %s", a)
		}
		order, err := a.Cmp(b)
		if err != nil || order != a.Amount().Cmp(b.Amount()) || (order == 0) != a.Equal(b) {
			t.Fatalf("%s compared with %s is %d, %v", a, b, order, err)
		}
		if back, err := money.New(a.Amount(), c); err != nil || back != a {
			t.Fatalf("%s from its decimal is %s, %v", a, back, err)
		}
		if back, err := money.Parse(a.Plain(), c); err != nil || back != a {
			t.Fatalf("%s from its text is %s, %v", a, back, err)
		}
	})
}

func TestSumOfNothing(t *testing.T) {
	if m, err := money.Sum("JPY"); err != nil || m != money.Zero("JPY") {
		t.Errorf("the sum of nothing is %s, %v", m, err)
	}
}
