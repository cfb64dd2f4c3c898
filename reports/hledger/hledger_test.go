package hledger_test

import (
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/reports/hledger"
)

func amount(s string) money.Money {
	text, code, _ := strings.Cut(s, " ")
	m, err := money.Parse(text, money.Currency(code))
	if err != nil {
		panic(err)
	}
	return m
}

// told is a fact at a rate; at par for none.
func told(on, m, rate string) contributions.Fact {
	f := contributions.Fact{On: date.MustParse(on), Amount: amount(m)}
	f.Valuation = contributions.Valuation{USD: f.Amount, Basis: contributions.Par}
	if rate == "" {
		return f
	}
	r, err := money.ParseRate(rate)
	if err != nil {
		panic(err)
	}
	usd, err := r.ToUSD(f.Amount)
	if err != nil {
		panic(err)
	}
	f.Valuation = contributions.Valuation{USD: usd, Rate: r, Basis: contributions.UNORE, RateDate: f.On}
	return f
}

// history is a contribution of the donor with the same number. Its entries are
// numbered from 100 times that number on.
func history(number int64, c money.Currency) *contributions.History {
	return &contributions.History{Contribution: contributions.Contribution{
		ID: number, Source: "register", Reference: "2012/1", Donor: number, Year: 2012, Currency: c, Mode: contributions.InCash,
	}}
}

func record(h *contributions.History, e contributions.Entry, err error) error {
	if err != nil {
		return err
	}
	e.ID = 100*h.Contribution.ID + int64(e.Seq)
	h.Entries = append(h.Entries, e)
	return nil
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A pledge in euros that becomes an agreement after a payment, a payment in
// yen, and a payment taken back.
func exampleHistory(t testing.TB) contributions.History {
	t.Helper()
	h := history(1, "EUR")
	tell := func(kind contributions.Kind, f contributions.Fact) {
		e, err := contributions.Decide(*h, kind, f)
		must(t, record(h, e, err))
	}
	tell(contributions.Receipt, told("2012-06-01", "60000.00 EUR", "0.80"))
	tell(contributions.Agreement, told("2012-03-15", "100000.00 EUR", "0.78"))
	yen := told("2012-07-02", "1000000 JPY", "79.4")
	yen.Settles = amount("10000.00 EUR")
	tell(contributions.Receipt, yen)
	e, err := contributions.DecideReversal(*h, 103, date.MustParse("2012-07-03"), "Entered twice:\nsee letter, of 3 July; [2012-07-04]")
	must(t, record(h, e, err))
	return *h
}

func example(t testing.TB) *memory { return booked(exampleHistory(t)) }

var update = flag.Bool("update", false, "rewrite golden files")

func TestJournal(t *testing.T) {
	journal := written(t, example(t))
	golden := filepath.Join("testdata", "example.journal")
	if *update {
		must(t, os.WriteFile(golden, []byte(journal), 0o644))
	}
	want, err := os.ReadFile(golden)
	must(t, err)
	if diff := cmp.Diff(string(want), journal); diff != "" {
		t.Errorf("%s (-want +got):\n%s", golden, diff)
	}
	if again := written(t, example(t)); again != journal {
		t.Error("the same books give another journal")
	}
	must(t, check(t, journal))
}

// Books in which nothing is yet are a journal too.
func TestEmptyBooks(t *testing.T) {
	journal := written(t, &memory{})
	must(t, check(t, journal))
	if strings.Contains(journal, "balances)") {
		t.Errorf("of nothing:\n%s", journal)
	}
}

type full struct{ after int }

func (f *full) Write(p []byte) (int, error) {
	if f.after -= len(p); f.after < 0 {
		return 0, errFull
	}
	return len(p), nil
}

var errFull = errors.New("no room")

// Whoever has no room for the books is not sent all of them.
func TestNoRoom(t *testing.T) {
	m := example(t)
	for range 12 {
		m.lines = append(m.lines, m.lines...)
	}
	asked := 0
	err := hledger.Write(t.Context(), &full{100_000}, counting{m, &asked})
	if !errors.Is(err, errFull) || asked > 10_000 {
		t.Errorf("%v after %d postings", err, asked)
	}
}

type counting struct {
	*memory
	lines *int
}

func (c counting) Daybook(ctx context.Context, fn func(contributions.Line) error) error {
	return c.memory.Daybook(ctx, func(l contributions.Line) error {
		*c.lines++
		return fn(l)
	})
}

// Currencies have their own decimals, and a code with a digit in it is quoted.
func TestCurrencies(t *testing.T) {
	h := history(1, "EUR")
	for _, m := range []string{"1000 JPY", "1000.001 KWD", "1000.10 CUP1", "1000.00 KPW01"} {
		f := told("2012-07-04", m, "2")
		f.Settles = amount("1.00 EUR")
		e, err := contributions.Decide(*h, contributions.Receipt, f)
		must(t, record(h, e, err))
	}
	journal := written(t, booked(*h))
	must(t, check(t, journal))
	found := balances(t, journal)
	for currency, want := range map[string]string{"JPY": "1000", "KWD": "1000.001", "CUP1": "1000.1", "KPW01": "1000"} {
		if got := found[place{"original", "cash", 1, currency}]; got != want {
			t.Errorf("%s %s, want %s", got, currency, want)
		}
		if got := found[place{"usd", "cash", 1, currency}]; !strings.HasPrefix(got, "500") {
			t.Errorf("%s dollars of %s", got, currency)
		}
	}
}
