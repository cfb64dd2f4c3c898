package hledger_test

import (
	"bytes"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"article30/contributions"
	"article30/internal/dbtest"
	"article30/internal/money"
	"article30/reports/hledger"
)

// memory is books that a test can make, and falsify, as it likes.
type memory struct {
	kept  []contributions.KeptBalance
	lines []contributions.Line
}

func (m *memory) View(ctx context.Context, fn func(context.Context) error) error { return fn(ctx) }

func (m *memory) KeptBalances(context.Context) ([]contributions.KeptBalance, error) {
	return m.kept, nil
}

func (m *memory) Daybook(_ context.Context, fn func(contributions.Line) error) error {
	for _, l := range m.lines {
		if err := fn(l); err != nil {
			return err
		}
	}
	return nil
}

// clone is the same books, to be falsified.
func (m *memory) clone() *memory { return &memory{slices.Clone(m.kept), slices.Clone(m.lines)} }

// remembered reads all of the books.
func remembered(t testing.TB, books hledger.Books) *memory {
	t.Helper()
	m := &memory{}
	err := books.View(t.Context(), func(ctx context.Context) (err error) {
		if m.kept, err = books.KeptBalances(ctx); err != nil {
			return err
		}
		return books.Daybook(ctx, func(l contributions.Line) error {
			m.lines = append(m.lines, l)
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// booked are the books after the histories of one donor each, who has the
// contribution's number.
func booked(histories ...contributions.History) *memory {
	m := &memory{}
	for _, h := range histories {
		for _, e := range h.Entries {
			for _, p := range e.Postings {
				m.lines = append(m.lines, contributions.Line{
					Posting: p, Entry: e.ID, Kind: e.Kind, Reason: e.Reason, Reverses: e.Reverses,
					Source: h.Contribution.Source, Reference: h.Contribution.Reference,
					Donor: h.Contribution.Donor, DonorName: "Donor",
				})
			}
		}
	}
	slices.SortStableFunc(m.lines, func(a, b contributions.Line) int {
		return cmp.Or(a.On.Compare(b.On), cmp.Compare(a.Entry, b.Entry))
	})
	type name struct {
		donor    int64
		account  contributions.Account
		currency money.Currency
	}
	sums := map[name]int{}
	for _, l := range m.lines {
		n := name{l.Donor, l.Account, l.Amount.Currency()}
		i, ok := sums[n]
		if !ok {
			i = len(m.kept)
			sums[n] = i
			m.kept = append(m.kept, contributions.KeptBalance{
				Donor: l.Donor, DonorName: l.DonorName,
				Balance: contributions.Balance{Account: l.Account, Booked: contributions.Booked{
					Amount: money.Zero(n.currency), USD: money.Zero(money.USD),
				}},
			})
		}
		k := &m.kept[i]
		k.Amount = money.FromUnits(k.Amount.Units()+l.Amount.Units(), n.currency)
		k.USD = money.FromUnits(k.USD.Units()+l.USD.Units(), money.USD)
	}
	slices.SortFunc(m.kept, func(a, b contributions.KeptBalance) int {
		return cmp.Or(cmp.Compare(a.Donor, b.Donor), cmp.Compare(a.Account, b.Account), cmp.Compare(a.Amount.Currency(), b.Amount.Currency()))
	})
	return m
}

func written(t testing.TB, books hledger.Books) string {
	t.Helper()
	var b bytes.Buffer
	if err := hledger.Write(t.Context(), &b, books); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// ask runs hledger on a journal: what it prints, and its complaint.
func ask(t testing.TB, journal string, args ...string) (string, error) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), dbtest.Judge(t, "hledger"), append([]string{"-f", "-"}, args...)...)
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	cmd.Stdin = strings.NewReader(journal)
	var complaint bytes.Buffer
	cmd.Stderr = &complaint
	out, err := cmd.Output()
	if err != nil {
		err = errors.New(complaint.String())
	}
	return string(out), err
}

// check is everything that hledger checks on its own.
func check(t testing.TB, journal string) error {
	t.Helper()
	_, err := ask(t, journal, "check", "--strict", "ordereddates")
	return err
}

// place is what a balance is of. Donor is 0 for all donors together, and
// currency is that of the value under usd.
type place struct {
	side, account string
	donor         int64
	currency      string
}

// table is balances by their places; zeros are left out.
type table map[place]string

func (t table) add(p place, d decimal.Decimal) {
	if sum := decimal.RequireFromString(cmp.Or(t[p], "0")).Add(d); !sum.IsZero() {
		t[p] = sum.String()
	} else {
		delete(t, p)
	}
}

// put adds a balance of ours on both sides.
func (t table) put(a contributions.Account, donor int64, b contributions.Booked) {
	currency := string(b.Amount.Currency())
	t.add(place{"usd", string(a), donor, currency}, b.USD.Amount())
	t.add(place{"original", string(a), donor, currency}, b.Amount.Amount())
}

// overAll is the balances of all donors together.
func (t table) overAll() table {
	all := table{}
	for p, d := range t {
		p.donor = 0
		all.add(p, decimal.RequireFromString(d))
	}
	return all
}

var accountName = regexp.MustCompile(`^(usd|original):(.+):[^:]*\(([0-9]+)\)(?::([A-Z0-9]+))?$`)

// balances are those that hledger finds by adding the journal up.
func balances(t testing.TB, journal string, args ...string) table {
	t.Helper()
	found, err := judged(t, journal, args...)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// judged is balances where a complaint may be expected.
func judged(t testing.TB, journal string, args ...string) (table, error) {
	t.Helper()
	out, err := ask(t, journal, append([]string{"balance", "--strict", "--flat", "--no-total", "--layout=bare", "--output-format=csv"}, args...)...)
	if err != nil {
		return nil, err
	}
	rows, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := table{}
	for _, row := range rows[1:] {
		name := accountName.FindStringSubmatch(row[0])
		if name == nil {
			if row[2] != "0" {
				t.Fatalf("a balance of %s %s in %s", row[2], row[1], row[0])
			}
			continue
		}
		donor, err := strconv.ParseInt(name[3], 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		found.add(place{name[1], name[2], donor, cmp.Or(name[4], row[1])}, decimal.RequireFromString(row[2]))
	}
	return found, nil
}
