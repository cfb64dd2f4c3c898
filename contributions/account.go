package contributions

import (
	"cmp"
	"slices"

	"article30/internal/date"
	"article30/internal/money"
)

// Account is a heading of the books. A posting's amount is positive in debit
// and negative in credit.
//
//	event                    debit                    credit
//	pledge                   memo:pledged             memo:pledges
//	agreement                receivable               revenue, and the pledge is taken out
//	receipt, no agreement    cash                     revenue
//	                         memo:pledges             memo:pledged, memo:advance if beyond it
//	receipt on an agreement  cash                     receivable, advance if beyond it
//	refund                   advance, then revenue    cash
//	write-down               write_down               receivable
//	  of a bare pledge       memo:pledges             memo:pledged
//	condition met            deferred                 revenue
//	goods delivered          in_kind:expense          in_kind:revenue
//	  that are kept          in_kind:assets           in_kind:revenue
//	services delivered       memo:services            memo:pledges
//	revaluation              receivable               exchange:unrealised
//	  of a bare pledge       memo:pledged             memo:exchange:unrealised
//	money in suspense        cash                     suspense
//	  matched or returned    suspense                 cash
//	bank charges of either   bank_charges             cash
//
// An agreement that has a true condition, a performance obligation and the duty
// to return what is not spent so, stands in deferred instead of revenue, and so
// do its refunds and write-downs, until the condition is met.
//
// Whatever a payment is worth more or less in US dollars than what it settles
// goes to exchange (memo:exchange), with no amount in the currency. A payment
// in another currency passes through conversion: out of the one, into the
// other, at the same US dollars.
type Account string

const (
	Cash        Account = "cash"
	Receivable  Account = "receivable" // agreed and not yet paid, at the agreement's value
	Revenue     Account = "revenue"
	Advance     Account = "advance"  // owed to the donor: paid beyond the agreement
	Deferred    Account = "deferred" // agreed on a condition that is not met: owed until it is
	Suspense    Account = "suspense" // received from nobody knows whom
	Exchange    Account = "exchange"
	Unrealised  Account = "exchange:unrealised" // what open items were worth more or less at a reporting date
	WrittenOff  Account = "write_down"
	BankCharges Account = "bank_charges" // what banks took for payments
	Conversion  Account = "conversion"

	// What came in kind has accounts of its own: no cash is among them.
	InKindRevenue Account = "in_kind:revenue" // goods, at their fair value
	InKindExpense Account = "in_kind:expense" // goods that were used up
	InKindAssets  Account = "in_kind:assets"  // goods that are kept

	// The memorandum accounts disclose bare pledges, which are not revenue.
	MemoPledged    Account = "memo:pledged"  // pledged and not yet paid, at the pledge's value
	MemoAdvance    Account = "memo:advance"  // paid without or beyond a pledge
	MemoExchange   Account = "memo:exchange" // as exchange, disclosed only
	MemoUnrealised Account = "memo:exchange:unrealised"
	MemoServices   Account = "memo:services" // delivered in kind
	MemoPledges    Account = "memo:pledges"  // the other side of all of these
)

// Accounts lists every account in the order of the books.
var Accounts = []Account{
	Cash, Receivable, Advance, Deferred, Suspense, Revenue, Exchange, Unrealised, WrittenOff, BankCharges, Conversion,
	InKindRevenue, InKindExpense, InKindAssets,
	MemoPledged, MemoAdvance, MemoExchange, MemoUnrealised, MemoServices, MemoPledges,
}

// Memo reports a memorandum account, which no financial statement counts.
func (a Account) Memo() bool {
	return a == MemoPledged || a == MemoAdvance || a == MemoExchange || a == MemoUnrealised || a == MemoServices || a == MemoPledges
}

// Posting is one line of an entry in the books. On is the date from which it
// counts: the entry's own, or a later one when an entry that is recorded late
// touches what only happened after it.
type Posting struct {
	Account Account
	On      date.Date
	Amount  money.Money
	USD     money.Money
}

// Booked is an amount and the US dollars at which it stands in the books.
type Booked struct {
	Amount money.Money
	USD    money.Money
}

func nothing(c money.Currency) Booked { return Booked{money.Zero(c), money.Zero(money.USD)} }

// plus and minus do not check limits: what they are given comes from a
// Position, whose every figure is within the limits of money, far below the
// size at which two of them would overflow. The Position after the entry is
// checked again.
func (v Booked) plus(w Booked) Booked {
	return Booked{addUnits(v.Amount, w.Amount.Units()), addUnits(v.USD, w.USD.Units())}
}

func (v Booked) minus(w Booked) Booked { return v.plus(w.neg()) }

func (v Booked) neg() Booked { return Booked{v.Amount.Neg(), v.USD.Neg()} }

func addUnits(m money.Money, units int64) money.Money {
	return money.FromUnits(m.Units()+units, m.Currency())
}

// take is the given part of v: US dollars in proportion, rounded to the cent,
// half away from zero; the whole takes exactly all of them. So parts that are
// taken one after the other until nothing is left add to v.
func (v Booked) take(part money.Money) Booked {
	if part == v.Amount {
		return v
	}
	usd := v.USD.Amount().Mul(part.Amount()).DivRound(v.Amount.Amount(), int32(money.USD.Digits()))
	return Booked{part, money.FromUnits(usd.Shift(money.MaxDigits).IntPart(), money.USD)}
}

// smaller is the smaller of two amounts of one currency.
func smaller(a, b money.Money) money.Money {
	if a.Units() < b.Units() {
		return a
	}
	return b
}

// book collects the postings of one entry. Postings to the same account on the
// same date become one, and what cancels out disappears.
type book struct {
	postings []Posting
}

// move debits one account and credits another.
func (b *book) move(on date.Date, debit, credit Account, v Booked) {
	b.post(on, debit, v)
	b.post(on, credit, v.neg())
}

func (b *book) post(on date.Date, account Account, v Booked) {
	for i, p := range b.postings {
		if p.Account == account && p.On == on && p.Amount.Currency() == v.Amount.Currency() {
			sum := Booked{p.Amount, p.USD}.plus(v)
			b.postings[i].Amount, b.postings[i].USD = sum.Amount, sum.USD
			return
		}
	}
	b.postings = append(b.postings, Posting{account, on, v.Amount, v.USD})
}

// convert passes cash that moved in another currency through conversion, so
// that what follows may move its worth in the contribution's own as cash.
func (b *book) convert(on date.Date, moved, worth Booked) {
	if moved.Amount.Currency() == worth.Amount.Currency() {
		return
	}
	b.move(on, Cash, Conversion, moved)
	b.move(on, Conversion, Cash, worth)
}

// settle applies what was paid in advance to what is outstanding, as far as
// both go. It is what a payment does, and what a promise does that comes after
// its payment.
func (b *book) settle(on date.Date, side side, advance, outstanding Booked) {
	amount := smaller(advance.Amount, outstanding.Amount)
	if amount.Sign() <= 0 {
		return
	}
	paid, due := advance.take(amount), outstanding.take(amount)
	b.post(on, side.advance, paid)
	b.post(on, side.outstanding, due.neg())
	gain := Booked{money.Zero(amount.Currency()), paid.minus(due).USD}
	b.post(on, side.exchange, gain.neg())
}

// side is the set of accounts in which a contribution is settled.
type side struct {
	outstanding, advance, exchange, unrealised Account
}

var (
	pledged = side{MemoPledged, MemoAdvance, MemoExchange, MemoUnrealised}
	agreed  = side{Receivable, Advance, Exchange, Unrealised}
)

// lines are the postings of the entry: by date, then in the order of the
// books.
func (b *book) lines() []Posting {
	lines := slices.DeleteFunc(b.postings, func(p Posting) bool { return p.Amount.IsZero() && p.USD.IsZero() })
	slices.SortStableFunc(lines, func(p, q Posting) int {
		return cmp.Or(
			p.On.Compare(q.On),
			cmp.Compare(slices.Index(Accounts, p.Account), slices.Index(Accounts, q.Account)),
			cmp.Compare(p.Amount.Currency(), q.Amount.Currency()),
		)
	})
	return lines
}

// Balanced reports whether postings add to zero in every currency and in US
// dollars, on every date on which they count.
func Balanced(postings []Posting) bool {
	type key struct {
		on       date.Date
		currency money.Currency
	}
	amounts, dollars := map[key]int64{}, map[date.Date]int64{}
	for _, p := range postings {
		amounts[key{p.On, p.Amount.Currency()}] += p.Amount.Units()
		dollars[p.On] += p.USD.Units()
	}
	for _, sum := range amounts {
		if sum != 0 {
			return false
		}
	}
	for _, sum := range dollars {
		if sum != 0 {
			return false
		}
	}
	return true
}
