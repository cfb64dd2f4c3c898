package execution

import (
	"cmp"
	"slices"

	"article30/budget"
	"article30/internal/money"
)

// Account is a heading of the books. A posting's amount is positive in debit
// and negative in credit.
//
//	event                    debit             credit
//	allotment                memo:unallotted   memo:allotted
//	commitment               memo:allotted     memo:committed
//	                         memo:psc          memo:psc_held
//	expense on a commitment  memo:committed    memo:spent
//	                         memo:psc_held     memo:psc
//	  or on the allotment    memo:allotted     memo:spent
//	  in either case         expense           payable
//	                         psc_expense       cash
//	                         cash (of psc)     psc_income (of psc)
//	payment                  payable           cash
//
// The support cost that a commitment holds is that on what is still open of it.
// Whatever a payment is worth more or less in US dollars than the payable goes
// to exchange, with no amount in the currency.
type Account string

const (
	Cash       Account = "cash" // spent (credit) of what the books of contributions received
	Payable    Account = "payable"
	Expense    Account = "expense"
	PSCExpense Account = "psc_expense"
	PSCIncome  Account = "psc_income"
	Exchange   Account = "exchange"

	// The memorandum accounts follow the authority to spend.
	MemoUnallotted Account = "memo:unallotted" // the other side of what was allotted
	MemoAllotted   Account = "memo:allotted"   // allotted, neither committed nor spent
	MemoCommitted  Account = "memo:committed"  // committed and not spent
	MemoSpent      Account = "memo:spent"
	MemoHeld       Account = "memo:psc_held" // support cost that open commitments will bear
	MemoPSC        Account = "memo:psc"      // the other side of it
)

// Accounts lists every account in the order of the books.
func Accounts() []Account {
	return []Account{
		Cash, Payable, Expense, PSCExpense, PSCIncome, Exchange,
		MemoUnallotted, MemoAllotted, MemoCommitted, MemoSpent, MemoHeld, MemoPSC,
	}
}

// Memo reports a memorandum account, which no financial statement counts.
func (a Account) Memo() bool {
	return slices.Index(Accounts(), a) >= slices.Index(Accounts(), MemoUnallotted)
}

// Fund is whose books a posting stands in. Every entry adds to zero in each
// fund, so that none ever pays for another: the regular budget and
// extrabudgetary money never mix.
type Fund string

const (
	RegularFund Fund = "regular"
	GeneralFund Fund = "general_purpose"
	SpecialFund Fund = "special_purpose"
	PSCFund     Fund = "psc" // programme support cost, a fund of its own
)

// Funds lists every fund.
func Funds() []Fund { return []Fund{RegularFund, GeneralFund, SpecialFund, PSCFund} }

// fundOf is the fund of a line's money.
func fundOf(f budget.Funding) Fund { return Fund(f) }

// Posting is one line of an entry in the books. It counts from the date of the
// entry.
type Posting struct {
	Account Account
	Fund    Fund
	Amount  money.Money
	USD     money.Money
}

// Booked is an amount and the US dollars at which it stands in the books.
type Booked struct {
	Amount money.Money
	USD    money.Money
}

func dollars(units int64) money.Money { return money.FromUnits(units, money.USD) }

// inDollars is an amount of US dollars as it is booked.
func inDollars(units int64) Booked { return Booked{dollars(units), dollars(units)} }

func (v Booked) neg() Booked { return Booked{v.Amount.Neg(), v.USD.Neg()} }

// take is the given part of v: US dollars in proportion, rounded to the cent,
// half away from zero; the whole takes exactly all of them. So parts that are
// taken one after the other until nothing is left add to v.
func (v Booked) take(part money.Money) Booked {
	if part == v.Amount {
		return v
	}
	usd := v.USD.Amount().Mul(part.Amount()).DivRound(v.Amount.Amount(), int32(money.USD.Digits()))
	return Booked{part, dollars(usd.Shift(money.MaxDigits).IntPart())}
}

// book collects the postings of one entry. Postings to the same account become
// one, and what cancels out disappears. It does not check limits: every figure
// comes from an entry that is within them.
type book struct {
	postings []Posting
}

// move debits one account of a fund and credits another.
func (b *book) move(fund Fund, debit, credit Account, v Booked) {
	b.post(fund, debit, v)
	b.post(fund, credit, v.neg())
}

func (b *book) post(fund Fund, account Account, v Booked) {
	for i, p := range b.postings {
		if p.Account == account && p.Fund == fund && p.Amount.Currency() == v.Amount.Currency() {
			b.postings[i].Amount = money.FromUnits(p.Amount.Units()+v.Amount.Units(), p.Amount.Currency())
			b.postings[i].USD = dollars(p.USD.Units() + v.USD.Units())
			return
		}
	}
	b.postings = append(b.postings, Posting{account, fund, v.Amount, v.USD})
}

// lines are the postings in the order of the books.
func (b *book) lines() []Posting {
	lines := slices.DeleteFunc(b.postings, func(p Posting) bool { return p.Amount.IsZero() && p.USD.IsZero() })
	slices.SortStableFunc(lines, func(p, q Posting) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Funds(), p.Fund), slices.Index(Funds(), q.Fund)),
			cmp.Compare(slices.Index(Accounts(), p.Account), slices.Index(Accounts(), q.Account)),
			cmp.Compare(p.Amount.Currency(), q.Amount.Currency()),
		)
	})
	return lines
}

// Balanced reports whether postings add to zero in every fund, there in every
// currency and in US dollars.
func Balanced(postings []Posting) bool {
	type key struct {
		fund     Fund
		currency money.Currency // "" for the US dollars of all
	}
	sums := map[key]int64{}
	for _, p := range postings {
		sums[key{p.Fund, p.Amount.Currency()}] += p.Amount.Units()
		sums[key{p.Fund, ""}] += p.USD.Units()
	}
	for _, sum := range sums {
		if sum != 0 {
			return false
		}
	}
	return true
}

// used is by how much the postings add to what the fund's cash is used for:
// what was paid out of it, what is owed, committed, and held for support cost.
// The regular budget uses none of it.
func used(postings []Posting) (units int64) {
	for _, p := range postings {
		if usesCash(p.Account, p.Fund) {
			units -= p.USD.Units()
		}
	}
	return units
}

// CashUsers are the accounts and funds whose credit is what the fund's cash is
// used for.
func CashUsers() ([]Account, []Fund) {
	return []Account{Cash, Payable, MemoCommitted, MemoHeld}, []Fund{GeneralFund, SpecialFund}
}

func usesCash(a Account, f Fund) bool {
	accounts, funds := CashUsers()
	return slices.Contains(accounts, a) && slices.Contains(funds, f)
}

// sumOf is what the postings add to an account of a fund, in US dollars.
func sumOf(postings []Posting, account Account, fund Fund) (units int64) {
	for _, p := range postings {
		if p.Account == account && p.Fund == fund {
			units += p.USD.Units()
		}
	}
	return units
}
