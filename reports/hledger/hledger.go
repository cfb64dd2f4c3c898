// Package hledger writes the books out in the journal format of hledger, a
// plain-text accounting program, so that they can be checked by a program that
// is not ours.
//
// Every entry is a transaction for each date on which it counts. Its postings
// stand in it twice: under usd at their value in the books, US dollars, and
// under original in the currency in which they were made. The latter are what
// hledger calls balanced virtual postings, which must add to zero among
// themselves, so that hledger balances every entry once in US dollars and once
// more in each currency:
//
//	2012-06-01 (3) Austria | receipt
//	    ; contribution:register 2012/AUT/1, donor:1, kind:receipt
//	    usd:cash:Austria (1):EUR  75000.00 USD
//	    usd:receivable:Austria (1):EUR  -76923.08 USD
//	    usd:exchange:Austria (1):EUR  1923.08 USD
//	    [original:cash:Austria (1)]  60000.00 EUR
//	    [original:receivable:Austria (1)]  -60000.00 EUR
//	    [original:exchange:Austria (1)]  0.00 EUR
//
// An account ends in the donor with its number and, under usd, in the currency
// that the value is of. The accounts are declared from the balances that the
// books keep, and at the end these balances are asserted, donor by donor.
// Therefore
//
//	hledger -f FILE check --strict
//
// proves by itself that every entry balances and that every kept balance is
// the sum of its postings. "hledger -f FILE balance --real" has the books in US
// dollars, "hledger -f FILE balance original:" those in the currencies.
//
// What was spent follows in the same way, by fund instead of donor, in the order
// of its own dates: under spending the accounts of each fund, whose cash is
// negative where contributions brought it, and under memo:spending what follows
// the authority to spend. Each of them adds to zero in every fund:
//
//	2013-02-15 (spending 4) Hotel | expense
//	    ; allotment:1, kind:expense
//	    usd:spending:special_purpose:payable:USD  -500.00 USD
//	    usd:spending:special_purpose:expense:USD  500.00 USD
//	    ...
//
// Figures are exact decimals with a point, as many as the currency has. The
// same books give the same bytes, in whatever language their reader reads.
package hledger

import (
	"bufio"
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"article30/budget/execution"
	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
)

// ContentType is the media type of a journal, and Extension how its name ends.
const (
	ContentType = "text/plain; charset=utf-8"
	Extension   = ".journal"
)

// Books are what is written out. View runs fn on one snapshot; the other
// methods are called inside it.
type Books interface {
	View(ctx context.Context, fn func(ctx context.Context) error) error
	// KeptBalances are by donor, account and currency.
	KeptBalances(ctx context.Context) ([]contributions.KeptBalance, error)
	// Daybook hands out all postings by date, entry and place in the entry.
	Daybook(ctx context.Context, fn func(contributions.Line) error) error
}

// Write writes the whole journal, one entry after the other: what it holds in
// memory grows with the number of balances and not with that of the postings.
// Books that are Spending too are written with what was spent, after the
// contributions.
//
// Errors: those of the books and of w.
func Write(ctx context.Context, w io.Writer, books Books) error {
	return books.View(ctx, func(ctx context.Context) error {
		kept, err := books.KeptBalances(ctx)
		if err != nil {
			return err
		}
		j := journal{out: bufio.NewWriterSize(w, 1<<16), last: date.MustParse("1900-01-01")}
		var keptSpending []execution.KeptBalance
		spending, spends := books.(Spending)
		if spends {
			if keptSpending, err = spending.KeptSpending(ctx); err != nil {
				return err
			}
		}
		currencies := currenciesOf(kept, keptSpending)
		j.declare(currencies, kept)
		j.declareSpending(keptSpending)
		if err := books.Daybook(ctx, j.line); err != nil {
			return err
		}
		if err := j.transaction(); err != nil {
			return err
		}
		j.assert(kept)
		if len(kept) > 0 {
			j.nothing(currencies)
		}
		if len(keptSpending) > 0 {
			if err := j.spend(ctx, spending, currencies, keptSpending); err != nil {
				return err
			}
		}
		return j.out.Flush()
	})
}

// currenciesOf are the currencies that the books are kept in, in order.
func currenciesOf(kept []contributions.KeptBalance, spending []execution.KeptBalance) []money.Currency {
	currencies := []money.Currency{money.USD}
	for _, k := range spending {
		currencies = append(currencies, k.Currency)
	}
	for _, k := range kept {
		currencies = append(currencies, k.Amount.Currency())
	}
	slices.Sort(currencies)
	return slices.Compact(currencies)
}

// types are what hledger is to take our accounts for in a balance sheet or an
// income statement. The memorandum accounts belong in neither.
var types = map[contributions.Account]string{
	contributions.Cash:        "C",
	contributions.Receivable:  "A",
	contributions.Advance:     "L",
	contributions.Deferred:    "L",
	contributions.Suspense:    "L",
	contributions.Revenue:     "R",
	contributions.Exchange:    "R",
	contributions.Unrealised:  "R",
	contributions.WrittenOff:  "X",
	contributions.BankCharges: "X",
	contributions.Conversion:  "V",

	contributions.InKindRevenue: "R",
	contributions.InKindExpense: "X",
	contributions.InKindAssets:  "A",
}

// The two sides of the books.
const (
	usd      = "usd"
	original = "original"
)

// journal is the file in the making. What cannot be written to out comes to
// light when it is flushed.
type journal struct {
	out   *bufio.Writer
	group []contributions.Line // of one entry on one date
	last  date.Date            // on which anything was posted
}

func (j *journal) write(parts ...string) {
	for _, part := range parts {
		_, _ = j.out.WriteString(part)
	}
	_ = j.out.WriteByte('\n')
}

// declare says which currencies and accounts there are. A journal that uses
// another is refused by a strict check.
func (j *journal) declare(currencies []money.Currency, kept []contributions.KeptBalance) {
	j.write("; hledger -f FILE check --strict: every entry balances, every kept balance is the sum of its postings")
	j.write("; hledger -f FILE balance --real: in US dollars")
	j.write("; hledger -f FILE balance original: in the original currencies")
	j.write()
	j.write("decimal-mark .")
	for _, c := range currencies {
		j.write("commodity ", sample(c))
	}
	j.write()
	j.write("account ", usd)
	for _, a := range contributions.Accounts {
		if t, ok := types[a]; ok {
			j.write("account ", usd, ":", string(a), "  ; type:", t)
			continue
		}
		j.write("account ", usd, ":", string(a))
	}
	j.write("account ", original)
	for _, a := range contributions.Accounts {
		j.write("account ", original, ":", string(a))
	}
	var before string
	for _, k := range kept {
		j.write("account ", dollarAccount(k.Account, k.Donor, k.DonorName, k.Amount.Currency()))
		if name := originalAccount(k.Account, k.Donor, k.DonorName); name != before {
			j.write("account ", name)
			before = name
		}
	}
}

// line takes the next posting of the daybook.
func (j *journal) line(l contributions.Line) error {
	if len(j.group) > 0 && (j.group[0].Entry != l.Entry || j.group[0].On != l.On) {
		if err := j.transaction(); err != nil {
			return err
		}
	}
	j.group = append(j.group, l)
	return nil
}

// transaction writes the group and begins another. An error of what is beneath
// ends the writing here and not only at the end of the books.
func (j *journal) transaction() error {
	if len(j.group) == 0 {
		return nil
	}
	l := j.group[0]
	j.last = l.On
	j.write()
	j.write(l.On.String(), " (", number(l.Entry), ") ", name(l.DonorName), " | ", name(string(l.Kind)))
	tags := "    ; contribution:" + value(l.Source+" "+l.Reference) + ", donor:" + number(l.Donor) + ", kind:" + value(string(l.Kind))
	if l.Reverses != 0 {
		tags += ", reverses:" + number(l.Reverses)
	}
	j.write(tags)
	if reason := value(l.Reason); reason != "" {
		j.write("    ; reason:", reason)
	}
	for _, l := range j.group {
		j.write("    ", dollarAccount(l.Account, l.Donor, l.DonorName, l.Amount.Currency()), "  ", figure(l.USD))
	}
	for _, l := range j.group {
		j.write("    [", originalAccount(l.Account, l.Donor, l.DonorName), "]  ", figure(l.Amount))
	}
	j.group = j.group[:0]
	_, err := j.out.Write(nil)
	return err
}

// assert has hledger compare its balances with the kept ones, to the last
// decimal. It follows everything else in the order of dates and of the file.
func (j *journal) assert(kept []contributions.KeptBalance) {
	for i, k := range kept {
		if i == 0 || kept[i-1].Donor != k.Donor {
			j.write()
			j.write(j.last.String(), " (balances) ", name(k.DonorName))
		}
		nothing := money.Zero(k.Amount.Currency())
		j.write("    ", dollarAccount(k.Account, k.Donor, k.DonorName, k.Amount.Currency()), "  ", figure(money.Zero(money.USD)), " = ", figure(k.USD))
		j.write("    [", originalAccount(k.Account, k.Donor, k.DonorName), "]  ", figure(nothing), " = ", figure(k.Amount))
	}
}

// nothing has hledger compare all accounts together with zero.
func (j *journal) nothing(currencies []money.Currency) {
	j.write()
	j.write(j.last.String(), " (balances)")
	j.write("    ", usd, "  ", figure(money.Zero(money.USD)), " =* ", figure(money.Zero(money.USD)))
	for _, c := range currencies {
		j.write("    [", original, "]  ", figure(money.Zero(c)), " =* ", figure(money.Zero(c)))
	}
}

func dollarAccount(a contributions.Account, donor int64, donorName string, c money.Currency) string {
	return strings.Join([]string{usd, string(a), donorNamed(donor, donorName), string(c)}, ":")
}

func originalAccount(a contributions.Account, donor int64, donorName string) string {
	return strings.Join([]string{original, string(a), donorNamed(donor, donorName)}, ":")
}

// donorNamed tells donors apart whose names have become the same.
func donorNamed(id int64, donorName string) string {
	return strings.TrimSpace(name(donorName) + " (" + number(id) + ")")
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

func figure(m money.Money) string { return m.Plain() + " " + commodity(m.Currency()) }

// sample shows how amounts of the currency are written: "1000.00 EUR". Even
// without decimals it must have a point.
func sample(c money.Currency) string {
	text := "1000." + strings.Repeat("0", c.Digits())
	return text + " " + commodity(c)
}

// commodity is the code as hledger reads it: in quotes when there is a digit
// in it.
func commodity(c money.Currency) string {
	if strings.ContainsAny(string(c), "0123456789") {
		return `"` + string(c) + `"`
	}
	return string(c)
}
