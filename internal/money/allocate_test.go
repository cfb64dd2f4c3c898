package money_test

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"article30/internal/money"
	"article30/internal/problem"
)

func TestAllocate(t *testing.T) {
	for _, tt := range []struct {
		total    string
		currency money.Currency
		weights  []int64
		want     string
	}{
		{"100.00", "USD", []int64{1, 1, 1}, "33.34 33.33 33.33"}, // the first of equals
		{"-100.00", "USD", []int64{1, 1, 1}, "-33.34 -33.33 -33.33"},
		{"0.05", "USD", []int64{3, 7}, "0.02 0.03"}, // both lost a half
		{"0.02", "USD", []int64{1, 1, 1}, "0.01 0.01 0.00"},
		{"1.00", "USD", []int64{0, 1, 0}, "0.00 1.00 0.00"},
		{"0.10", "USD", []int64{1, 2, 6}, "0.01 0.02 0.07"}, // lost 1/9, 2/9, 6/9
		{"100", "JPY", []int64{1, 1, 1}, "34 33 33"},
		{"0.010", "KWD", []int64{1, 1, 1}, "0.004 0.003 0.003"},
		{"0.00", "USD", []int64{1, 2}, "0.00 0.00"},
		{"0.00", "USD", []int64{0, 0}, "0.00 0.00"},
		{"0.00", "USD", nil, ""},
		{"9999999999999.99", "USD", []int64{math.MaxInt64, math.MaxInt64}, "5000000000000.00 4999999999999.99"},

		{"1.00", "USD", nil, "money.no_weight"},
		{"1.00", "USD", []int64{0, 0}, "money.no_weight"},
		{"1.00", "USD", []int64{2, -1}, "money.negative_weight"},
		{"0.00", "USD", []int64{-1}, "money.negative_weight"},
	} {
		parts, err := money.Allocate(in(t, tt.total, tt.currency), tt.weights)
		if strings.HasPrefix(tt.want, "money.") {
			if !problem.Is(err, tt.want) || parts != nil {
				t.Errorf("%s by %v = %v, %v; want %s", tt.total, tt.weights, parts, err, tt.want)
			}
			continue
		}
		var plain []string
		for _, p := range parts {
			plain = append(plain, p.Plain())
		}
		if got := strings.Join(plain, " "); err != nil || got != tt.want {
			t.Errorf("%s by %v = %s, %v; want %s", tt.total, tt.weights, got, err, tt.want)
		}
	}
}

// Among many equals, too, the units left over go to the first: here to the
// first fifty of the heavier half.
func TestAllocateToManyEquals(t *testing.T) {
	parts, err := money.Allocate(usd(t, "0.50"), slices.Repeat([]int64{1, 2}, 100))
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range parts {
		if gets := i%2 == 1 && i < 100; p.IsZero() == gets {
			t.Errorf("part %d of 200 is %s", i, p)
		}
	}
}

// Whatever the weights, nothing is lost and nobody is a whole unit off.
func TestAllocateLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := currencies().Draw(t, "currency")
		total := amounts(c).Draw(t, "total")
		weights := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) decimal.Decimal {
			return decimal.New(rapid.Int64Range(0, 1_000_000).Draw(t, "digits"), rapid.Int32Range(-6, 3).Draw(t, "exponent"))
		}), 1, 200).Draw(t, "weights")
		if rapid.Bool().Draw(t, "with zeros") {
			weights[rapid.IntRange(0, len(weights)-1).Draw(t, "which")] = decimal.Zero
		}
		whole := decimal.Sum(decimal.Zero, weights...)

		parts, err := money.Allocate(total, weights)
		if whole.IsZero() && !total.IsZero() {
			if !problem.Is(err, "money.no_weight") {
				t.Fatalf("%s by nothing: %v", total, err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		if sum, err := money.Sum(c, parts...); err != nil || sum != total {
			t.Fatalf("the parts of %s add to %s, %v", total, sum, err)
		}
		unit := decimal.New(1, -int32(c.Digits()))
		for i, p := range parts {
			if weights[i].IsZero() && !p.IsZero() {
				t.Fatalf("part %d of %s weighs nothing and gets %s", i, total, p)
			}
			if p.Sign()*total.Sign() < 0 {
				t.Fatalf("part %d of %s is %s", i, total, p)
			}
			if !whole.IsZero() {
				// |part - total x weight / whole| < unit, without dividing
				off := p.Amount().Mul(whole).Sub(total.Amount().Mul(weights[i])).Abs()
				if !off.LessThan(unit.Mul(whole)) {
					t.Fatalf("part %d of %s with weight %s of %s is %s", i, total, weights[i], whole, p)
				}
			}
			for j := range i {
				if weights[j].Equal(weights[i]) && parts[j].Abs().Amount().LessThan(p.Abs().Amount()) {
					t.Fatalf("of two equal weights the later gets more: %s, %s", parts[j], p)
				}
			}
		}
		negative, err := money.Allocate(total.Neg(), weights)
		if err != nil {
			t.Fatal(err)
		}
		for i := range negative {
			negative[i] = negative[i].Neg()
		}
		if !slices.Equal(negative, parts) {
			t.Fatalf("%s and its negative are divided differently", total)
		}
	})
}

// Units finer than the currency's, which only a database can hold, are not
// lost either.
func TestAllocateFinerUnits(t *testing.T) {
	total := money.FromUnits(10_001, money.USD) // 1.0001
	parts, err := money.Allocate(total, []int64{1, 1})
	if err != nil {
		t.Fatal(err)
	}
	if sum, err := money.Sum(money.USD, parts...); err != nil || sum != total {
		t.Errorf("the parts of %s add to %s, %v", total, sum, err)
	}
}
