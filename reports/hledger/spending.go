package hledger

import (
	"context"
	"strings"

	"article30/budget/execution"
	"article30/internal/money"
)

// Spending are the books of what was spent, beside those of contributions. Its
// methods are called inside the View of the Books.
type Spending interface {
	// KeptSpending are by fund, account and currency.
	KeptSpending(ctx context.Context) ([]execution.KeptBalance, error)
	// SpendingDaybook hands out all postings by date, entry and place in the entry.
	SpendingDaybook(ctx context.Context, fn func(execution.DaybookLine) error) error
}

// spendingTypes are as types.
var spendingTypes = map[execution.Account]string{
	execution.Cash:       "C",
	execution.Payable:    "L",
	execution.Expense:    "X",
	execution.PSCExpense: "X",
	execution.PSCIncome:  "R",
	execution.Exchange:   "R",
}

// The trees of what was spent: the accounts of each fund, and the memorandum
// accounts of each, which follow the authority to spend.
const (
	spent      = "spending"
	memorandum = "memo:spending"
)

// spending is the second part of the file: the same as the first for what was
// spent, in the order of its own dates.
type spending struct {
	*journal
	group []execution.DaybookLine // of one entry
}

func (j *journal) spend(ctx context.Context, books Spending, currencies []money.Currency, kept []execution.KeptBalance) error {
	s := spending{journal: j}
	if err := books.SpendingDaybook(ctx, s.line); err != nil {
		return err
	}
	if err := s.transaction(); err != nil {
		return err
	}
	s.assert(kept)
	j.nothing(currencies)
	return nil
}

// declareSpending says which accounts there are.
func (j *journal) declareSpending(kept []execution.KeptBalance) {
	if len(kept) == 0 {
		return
	}
	for _, side := range []string{usd, original} {
		for _, fund := range execution.Funds() {
			for _, tree := range []string{spent, memorandum} {
				j.write("account ", side, ":", tree, ":", string(fund))
			}
		}
	}
	before := ""
	for _, k := range kept {
		kind := ""
		if t, ok := spendingTypes[k.Account]; ok {
			kind = "  ; type:" + t
		}
		j.write("account ", spentAccount(usd, k.Fund, k.Account, k.Currency), kind)
		if name := spentAccount(original, k.Fund, k.Account, ""); name != before {
			j.write("account ", name)
			before = name
		}
	}
}

// line takes the next posting of the daybook.
func (s *spending) line(l execution.DaybookLine) error {
	if len(s.group) > 0 && s.group[0].Entry != l.Entry {
		if err := s.transaction(); err != nil {
			return err
		}
	}
	s.group = append(s.group, l)
	return nil
}

func (s *spending) transaction() error {
	if len(s.group) == 0 {
		return nil
	}
	l := s.group[0]
	if s.last.Before(l.On) {
		s.last = l.On
	}
	s.write()
	s.write(l.On.String(), " (spending ", number(l.Entry), ") ", name(l.Payee), " | ", name(string(l.Kind)))
	tags := "    ; allotment:" + number(l.Allotment) + ", kind:" + value(string(l.Kind))
	if reference := value(l.Reference); reference != "" {
		tags += ", reference:" + reference
	}
	if l.Reverses != 0 {
		tags += ", reverses:" + number(l.Reverses)
	}
	s.write(tags)
	if reason := value(l.Reason); reason != "" {
		s.write("    ; reason:", reason)
	}
	for _, l := range s.group {
		s.write("    ", spentAccount(usd, l.Fund, l.Account, l.Amount.Currency()), "  ", figure(l.USD))
	}
	for _, l := range s.group {
		s.write("    [", spentAccount(original, l.Fund, l.Account, ""), "]  ", figure(l.Amount))
	}
	s.group = s.group[:0]
	_, err := s.out.Write(nil)
	return err
}

// assert has hledger compare its balances with the kept ones, and each fund, and
// its memorandum, with zero: none ever pays for another.
func (s *spending) assert(kept []execution.KeptBalance) {
	for i, k := range kept {
		if i == 0 || kept[i-1].Fund != k.Fund {
			s.write()
			s.write(s.last.String(), " (balances) ", string(k.Fund))
			for _, tree := range []string{spent, memorandum} {
				s.write("    ", usd, ":", tree, ":", string(k.Fund), "  ", figure(money.Zero(money.USD)), " =* ", figure(money.Zero(money.USD)))
			}
		}
		s.write("    ", spentAccount(usd, k.Fund, k.Account, k.Currency), "  ", figure(money.Zero(money.USD)), " = ", figure(k.USD))
		s.write("    [", spentAccount(original, k.Fund, k.Account, ""), "]  ", figure(money.Zero(k.Currency)), " = ", figure(k.Amount))
	}
}

// spentAccount is "usd:spending:psc:cash:USD" or "usd:memo:spending:psc:held:USD",
// without the currency when there is none.
func spentAccount(side string, fund execution.Fund, a execution.Account, c money.Currency) string {
	tree := spent
	heading, memo := strings.CutPrefix(string(a), "memo:")
	if memo {
		tree = memorandum
	}
	parts := []string{side, tree, string(fund), heading}
	if c != "" {
		parts = append(parts, string(c))
	}
	return strings.Join(parts, ":")
}
