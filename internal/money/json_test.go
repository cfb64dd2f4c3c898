package money_test

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"article30/internal/money"
	"article30/internal/problem"
)

func TestJSON(t *testing.T) {
	for _, tt := range []struct{ in, want string }{
		{`{"amount":"1234.50","currency":"USD"}`, "1234.50 USD"},
		{` { "currency" : "JPY", "amount" : "12" } `, "12 JPY"},
		{`null`, ""},

		{`{"amount":1234.50,"currency":"USD"}`, "money.json"},
		{`{"amount":"1","currency":null}`, "money.json"},
		{`{"amount":null,"currency":"USD"}`, "money.json"},
		{`{"amount":"1"}`, "money.json"},
		{`{"currency":"USD"}`, "money.json"},
		{`{"amount":"1","currency":"USD","rate":"1"}`, "money.json"},
		{`{"amount":"1","amount":"2"}`, "money.json"},
		{`{"amount":"1","amount":"1","currency":"USD"}`, "money.json"},
		{`{"Amount":"1","currency":"USD"}`, "money.json"},
		{`{"amount":["1"],"currency":"USD"}`, "money.json"},
		{`{"amount":{"amount":"1"},"currency":"USD"}`, "money.json"},
		{`{}`, "money.json"}, {`[]`, "money.json"}, {`"1 USD"`, "money.json"}, {`1`, "money.json"}, {`true`, "money.json"},

		{`{"amount":"1e3","currency":"USD"}`, "money.grammar"},
		{`{"amount":"","currency":"USD"}`, "money.grammar"},
		{`{"amount":"1.001","currency":"USD"}`, "money.too_many_decimals"},
		{`{"amount":"1","currency":"usd"}`, "money.unknown_currency"},
	} {
		m := money.FromUnits(1, "EUR")
		err := json.Unmarshal([]byte(tt.in), &m)
		if strings.HasPrefix(tt.want, "money.") {
			if !problem.Is(err, tt.want) || m != money.FromUnits(1, "EUR") {
				t.Errorf("%s gives %s, %v; want %s", tt.in, m, err, tt.want)
			}
		} else if err != nil || m.String() != tt.want {
			t.Errorf("%s gives %s, %v; want %s", tt.in, m, err, tt.want)
		}
	}
}

func TestJSONRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := amounts(currencies().Draw(t, "currency")).Draw(t, "amount")
		if rapid.Bool().Draw(t, "none") {
			m = money.Money{}
		}
		text, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back money.Money
		if err := json.Unmarshal(text, &back); err != nil || back != m {
			t.Fatalf("%s came back as %s, %v", text, back, err)
		}
	})
}

// Called by itself, UnmarshalJSON meets what json.Unmarshal would have caught.
func TestUnmarshalJSONAlone(t *testing.T) {
	for _, in := range []string{
		``, `{`, `{"amount"`, `{"amount":`, `{"amount":"1"`, `{"amount":"1","currency":"USD"`,
		`{"amount":"1","currency":"USD"}{}`, `{"amount":"1","currency":"USD"} x`, `{"amount":"1","currency":"USD"]`,
	} {
		var m money.Money
		if err := m.UnmarshalJSON([]byte(in)); !problem.Is(err, "money.json") || m != (money.Money{}) {
			t.Errorf("%s gives %s, %v", in, m, err)
		}
	}
}

func FuzzUnmarshalJSON(f *testing.F) {
	for _, s := range []string{`{"amount":"1","currency":"USD"}`, `{"amount":"1","currency":"USD"}{}`, `{"amount":`, `null`, ``} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var m money.Money
		if err := m.UnmarshalJSON(data); err != nil {
			if m != (money.Money{}) {
				t.Fatalf("%q gives %s and %v", data, m, err)
			}
			return
		}
		text, err := m.MarshalJSON()
		if err != nil {
			t.Fatal(err)
		}
		var back money.Money
		if err := back.UnmarshalJSON(text); err != nil || back != m {
			t.Fatalf("%q was read as %s, and that as %s, %v", data, m, back, err)
		}
	})
}
