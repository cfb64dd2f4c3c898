package hledger_test

import (
	"slices"
	"strings"
	"testing"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

// more is the amount and so many ten-thousandths of its unit.
func more(m money.Money, units int64) money.Money {
	return money.FromUnits(m.Units()+units, m.Currency())
}

// What has been tampered with does not pass, neither a figure that nobody
// balanced nor one that still balances.
func TestHledgerSeesWhatWasTamperedWith(t *testing.T) {
	honest := twoDonors(t)
	must(t, check(t, written(t, honest)))

	find := func(m *memory, entry int64, a contributions.Account) *contributions.Line {
		for i := range m.lines {
			if m.lines[i].Entry == entry && m.lines[i].Account == a {
				return &m.lines[i]
			}
		}
		t.Fatalf("no %s in entry %d", a, entry)
		return nil
	}
	const (
		unbalanced = "sum should be 0"
		notKept    = "balance assertion"
		undeclared = "undeclared account"
	)
	for _, test := range []struct {
		name   string
		want   string
		tamper func(m *memory)
	}{
		{"a cent in one posting", unbalanced, func(m *memory) {
			l := find(m, 101, contributions.Cash)
			l.USD = more(l.USD, 100)
		}},
		{"a euro cent in one posting", unbalanced, func(m *memory) {
			l := find(m, 101, contributions.Cash)
			l.Amount = more(l.Amount, 100)
		}},
		{"a fraction of a cent in one posting", notKept, func(m *memory) {
			l := find(m, 101, contributions.Cash)
			l.USD = more(l.USD, 1)
		}},
		{"a fraction of a cent in one posting and its balance", notKept, func(m *memory) {
			l := find(m, 101, contributions.Cash)
			l.USD = more(l.USD, 1)
			m.kept[0].USD = more(m.kept[0].USD, 1)
		}},
		{"another currency", unbalanced, func(m *memory) {
			l := find(m, 101, contributions.Cash)
			l.Amount = money.FromUnits(l.Amount.Units(), money.USD)
		}},
		{"euros for yen, which two currencies could be taken for a conversion", unbalanced, func(m *memory) {
			l := find(m, 103, contributions.Cash)
			l.Amount = money.FromUnits(l.Amount.Units(), "EUR")
		}},
		{"a posting gone", unbalanced, func(m *memory) {
			m.lines = slices.DeleteFunc(m.lines, func(l contributions.Line) bool {
				return l.Entry == 101 && l.Account == contributions.Cash
			})
		}},
		{"both sides of a receipt", notKept, func(m *memory) {
			for _, a := range []contributions.Account{contributions.Cash, contributions.Revenue} {
				l := find(m, 101, a)
				sign := int64(l.USD.Sign())
				l.USD, l.Amount = more(l.USD, sign*100), more(l.Amount, sign*100)
			}
		}},
		{"an entry gone", notKept, func(m *memory) {
			m.lines = slices.DeleteFunc(m.lines, func(l contributions.Line) bool { return l.Entry == 201 })
		}},
		{"an entry twice", notKept, func(m *memory) {
			for _, l := range slices.Clone(m.lines) {
				if l.Entry == 201 {
					m.lines = append(m.lines, l)
				}
			}
		}},
		{"a payment that was another donor's", notKept, func(m *memory) {
			for i := range m.lines {
				if m.lines[i].Entry == 201 {
					m.lines[i].Donor = 1
				}
			}
		}},
		{"another account", notKept, func(m *memory) {
			find(m, 101, contributions.Revenue).Account = contributions.Exchange
		}},
		{"a posting to an account of which no balance is kept", undeclared, func(m *memory) {
			slush := *find(m, 201, contributions.Cash)
			slush.Account = "slush"
			back := slush
			back.Amount, back.USD = slush.Amount.Neg(), slush.USD.Neg()
			m.lines = append(m.lines, slush, back)
		}},
		{"a payment of a donor of whom no balance is kept", undeclared, func(m *memory) {
			for _, l := range slices.Clone(m.lines) {
				if l.Entry == 201 {
					l.Donor = 3
					m.lines = append(m.lines, l)
				}
			}
		}},
		{"a day of one posting", unbalanced, func(m *memory) {
			l := find(m, 201, contributions.Cash)
			l.On = l.On.AddDays(1)
		}},
		{"a kept balance in dollars", notKept, func(m *memory) { m.kept[0].USD = more(m.kept[0].USD, 100) }},
		{"a kept balance in its currency", notKept, func(m *memory) { m.kept[0].Amount = more(m.kept[0].Amount, 100) }},
		{"a kept balance gone", undeclared, func(m *memory) { m.kept = m.kept[1:] }},
		{"a balance of nothing", notKept, func(m *memory) {
			*m = memory{kept: m.kept[:1]}
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			m := honest.clone()
			test.tamper(m)
			err := check(t, written(t, m))
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("hledger says %v, not %s", err, test.want)
			}
		})
	}
}

// twoDonors are the example and a donor with one payment at its end.
func twoDonors(t testing.TB) *memory {
	t.Helper()
	h := history(2, money.USD)
	e, err := contributions.Decide(*h, contributions.Receipt, told("2012-07-04", "500.00 USD", ""))
	must(t, record(h, e, err))
	return booked(exampleHistory(t), *h)
}

// Past days are in the journal too: what had not happened yet is not counted.
func TestBalancesOfADay(t *testing.T) {
	journal := written(t, twoDonors(t))
	for _, test := range []struct{ day, cash, receivable string }{
		{"2012-03-14", "", ""},
		{"2012-03-15", "", "100000"},
		{"2012-05-31", "", "100000"},
		{"2012-06-01", "60000", "40000"},
		{"2012-07-02", "60000", "30000"},
		{"2012-07-03", "60000", "40000"},
	} {
		found := balances(t, journal, "--end", date.MustParse(test.day).AddDays(1).String())
		cash, receivable := found[place{"original", "cash", 1, "EUR"}], found[place{"original", "receivable", 1, "EUR"}]
		if cash != test.cash || receivable != test.receivable {
			t.Errorf("%s: %q, %q outstanding; want %q, %q", test.day, cash, receivable, test.cash, test.receivable)
		}
	}
}
