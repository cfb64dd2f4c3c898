package money_test

import (
	"bytes"
	"encoding/csv"
	"strings"
	"testing"

	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/published"
)

func TestMinorUnits(t *testing.T) {
	for code, want := range map[string]int{
		"USD": 2, "EUR": 2, "CHF": 2, "MGA": 2, "MRU": 2,
		"JPY": 0, "KRW": 0, "XOF": 0, "XAF": 0, "XPF": 0, "UGX": 0, "VND": 0, "CLP": 0,
		"ISK": 0, // whole krónur only, since 2003
		"KWD": 3, "BHD": 3, "TND": 3, "IQD": 3, "JOD": 3, "LYD": 3, "OMR": 3,
		"CLF": 4,
		"EEK": 2, "XEU": 2, "LTL": 2, "BYR": 0, "CUP1": 2, "YER1": 2, "VEF02": 2,
	} {
		c, err := money.ParseCurrency(code)
		if err != nil {
			t.Errorf("%s: %v", code, err)
			continue
		}
		if c.Digits() != want {
			t.Errorf("%s has %d decimals, want %d", code, c.Digits(), want)
		}
	}
}

func TestUnknownCurrency(t *testing.T) {
	for _, code := range []string{"", "usd", "US", "USD ", " USD", "USDX", "XXX", "АUD", "U\x00D", "USD\n", "$"} {
		c, err := money.ParseCurrency(code)
		if !problem.Is(err, "money.unknown_currency") || c != "" {
			t.Errorf("%q gives %q and %v, want money.unknown_currency", code, c, err)
		}
	}
}

// Every currency that a published table names can be booked.
func TestPublishedCurrenciesAreKnown(t *testing.T) {
	for _, table := range []struct {
		name    string
		columns []string
		values  int
	}{
		{published.UNORE, []string{"currency_code"}, 163},
		{published.CERF, []string{"PaidAmtLocalCurrency", "PledgeAmtLocalCurrency"}, 18},
	} {
		seen := map[string]bool{}
		for _, row := range read(t, table.name) {
			for _, column := range table.columns {
				if code := strings.TrimSpace(row[column]); code != "" {
					seen[code] = true
				}
			}
		}
		if len(seen) != table.values {
			t.Errorf("%s names %d currencies, want %d", table.name, len(seen), table.values)
		}
		for code := range seen {
			if _, err := money.ParseCurrency(code); err != nil {
				t.Errorf("%s: %v", table.name, err)
			}
		}
	}
}

// The Treasury's table can be read as it is printed: every rate, multiplied by
// the ratio beside it, is a rate.
func TestPublishedRatesAreRates(t *testing.T) {
	rows := read(t, published.UNORE)
	if len(rows) != 24_920 {
		t.Fatalf("%d rates, want 24,920", len(rows))
	}
	for _, row := range rows {
		printed, err := money.ParseRate(row["rate_local_per_usd"])
		if err != nil {
			t.Fatalf("%s of %s: %v", row["currency_code"], row["valid_from"], err)
		}
		ratio, err := money.ParseDecimal(row["ratio"])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := money.NewRate(printed.Decimal().Mul(ratio)); err != nil {
			t.Errorf("%s of %s: %v", row["currency_code"], row["valid_from"], err)
		}
	}
}

func read(t *testing.T, name string) []map[string]string {
	t.Helper()
	records, err := csv.NewReader(bytes.NewReader(published.Bytes(name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var rows []map[string]string
	for _, record := range records[1:] {
		row := map[string]string{}
		for i, column := range records[0] {
			row[column] = record[i]
		}
		rows = append(rows, row)
	}
	return rows
}
