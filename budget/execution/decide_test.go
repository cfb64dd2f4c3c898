package execution_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/budget/execution"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// life is an allotment on which a test records one thing after the other, with
// a fund that has so much cash from the first day on.
type life struct {
	t testing.TB
	execution.History
	cash money.Money
}

func allotment(t testing.TB, funding budget.Funding, percent, cash string) *life {
	p, err := decimal.NewFromString(percent)
	if err != nil {
		t.Fatal(err)
	}
	return &life{t: t, cash: usd(cash), History: execution.History{Allotment: execution.Allotment{
		ID: 1, Line: execution.Line{Code: "1100", Title: "Experts", Funding: funding}, Year: 2013, PSCPercent: p,
	}}}
}

func usd(s string) money.Money { return cash(s + " USD") }

func cash(s string) money.Money {
	amount, code, _ := strings.Cut(s, " ")
	m, err := money.Parse(amount, money.Currency(code))
	if err != nil {
		panic(err)
	}
	return m
}

// fact reads "100.00" as US dollars, or "100.00 EUR" with a rate.
func fact(on, amount, rate string, of int64) execution.Fact {
	if !strings.Contains(amount, " ") {
		amount += " USD"
	}
	m := cash(amount)
	basis, rateDate := execution.UNORE, date.MustParse(on)
	if rate == "" {
		rate, basis, rateDate = "1", execution.Par, date.Date{}
	}
	r, err := money.ParseRate(rate)
	if err != nil {
		panic(err)
	}
	worth, err := r.ToUSD(m)
	if err != nil {
		panic(err)
	}
	return execution.Fact{
		On: date.MustParse(on), Amount: m, Of: of, Payee: "Payee",
		Valuation: execution.Valuation{USD: worth, Rate: r, Basis: basis, RateDate: rateDate},
	}
}

// free is the cash less what the allotment uses of it.
func (l *life) free() execution.Course {
	course := execution.Course{Opening: l.cash}
	for _, e := range l.Entries {
		for _, p := range e.Postings {
			switch p.Account {
			case execution.Cash, execution.Payable, execution.MemoCommitted, execution.MemoHeld:
				if p.Fund == execution.GeneralFund || p.Fund == execution.SpecialFund {
					course.Later = append(course.Later, execution.Change{On: e.On, USD: p.USD})
				}
			}
		}
	}
	return course
}

func (l *life) try(kind execution.Kind, f execution.Fact) (execution.Entry, error) {
	return l.keep(execution.Decide(l.History, l.free(), kind, f))
}

func (l *life) reverse(id int64, on string) (execution.Entry, error) {
	return l.keep(execution.DecideReversal(l.History, l.free(), id, date.MustParse(on), "entered twice"))
}

func (l *life) keep(e execution.Entry, err error) (execution.Entry, error) {
	if err == nil {
		e.ID = int64(len(l.Entries) + 1)
		l.Entries = append(l.Entries, e)
	}
	return e, err
}

func (l *life) record(kind execution.Kind, on, amount, rate string, of int64) execution.Entry {
	l.t.Helper()
	e, err := l.try(kind, fact(on, amount, rate, of))
	if err != nil {
		l.t.Fatalf("%s of %s: %v", kind, amount, err)
	}
	return e
}

// postings are the lines of an entry as an accountant reads them.
func postings(e execution.Entry) string {
	var b strings.Builder
	for _, p := range e.Postings {
		fmt.Fprintf(&b, "%s %s %s %s\n", p.Fund, p.Account, p.Amount, p.USD.Plain())
	}
	return b.String()
}

func wantPostings(t *testing.T, e execution.Entry, want string) {
	t.Helper()
	var lines []string
	for line := range strings.SplitSeq(strings.TrimSpace(want), "\n") {
		lines = append(lines, strings.Join(strings.Fields(line), " "))
	}
	if diff := cmp.Diff(strings.Join(lines, "\n")+"\n", postings(e)); diff != "" {
		t.Errorf("postings of the %s (-want +got):\n%s", e.Kind, diff)
	}
}

// The example by hand. The fund has 20,000.00 dollars. 12,000.00 are allotted
// of a line for 2013, at the usual 13 per cent of programme support cost.
func TestWorkedExample(t *testing.T) {
	l := allotment(t, budget.SpecialPurpose, "13", "20000.00")

	// Authority comes out of the adopted budget; no money moves.
	wantPostings(t, l.record(execution.KindAllotment, "2013-01-02", "12000.00", "", 0), `
		special_purpose memo:unallotted  12000.00 USD  12000.00
		special_purpose memo:allotted   -12000.00 USD -12000.00`)

	// A consultant is engaged for 8,000.00. 4,000.00 of the allotment are left.
	// Of the cash, the commitment takes 8,000.00 and 13 per cent of it:
	// 1,040.00; 10,960.00 are free.
	wantPostings(t, l.record(execution.KindCommitment, "2013-02-01", "8000.00", "", 0), `
		special_purpose memo:allotted    8000.00 USD  8000.00
		special_purpose memo:committed  -8000.00 USD -8000.00
		special_purpose memo:psc_held   -1040.00 USD -1040.00
		special_purpose memo:psc         1040.00 USD  1040.00`)

	// A first invoice over 3,000.00 euros at 0.76 euros a dollar: 3,947.3684...
	// dollars, booked at 3,947.37. Support cost on it: 513.1581, so 513.16, which
	// goes in cash to its own fund. Open of the commitment: 8,000.00 - 3,947.37 =
	// 4,052.63, which holds 526.8419, so 526.84; 1,040.00 - 526.84 = 513.16 are
	// held no longer.
	wantPostings(t, l.record(execution.KindExpense, "2013-03-15", "3000.00 EUR", "0.76", 2), `
		special_purpose cash           -513.16 USD -513.16
		special_purpose payable        -3000.00 EUR -3947.37
		special_purpose expense         3000.00 EUR  3947.37
		special_purpose psc_expense     513.16 USD  513.16
		special_purpose memo:committed  3947.37 USD  3947.37
		special_purpose memo:spent     -3947.37 USD -3947.37
		special_purpose memo:psc_held   513.16 USD  513.16
		special_purpose memo:psc       -513.16 USD -513.16
		psc cash        513.16 USD  513.16
		psc psc_income -513.16 USD -513.16`)

	// It is paid in two parts. 1,000.00 euros at 0.78: 1,282.05 dollars for what
	// stands in the books at 3,947.37 x 1,000 / 3,000 = 1,315.79; a gain of 33.74.
	wantPostings(t, l.record(execution.KindPayment, "2013-04-02", "1000.00 EUR", "0.78", 3), `
		special_purpose cash     -1000.00 EUR -1282.05
		special_purpose payable   1000.00 EUR  1315.79
		special_purpose exchange     0.00 EUR   -33.74`)

	// The rest at 0.75: 2,666.67 for the 2,631.58 that are left; a loss of 35.09.
	wantPostings(t, l.record(execution.KindPayment, "2013-05-02", "2000.00 EUR", "0.75", 3), `
		special_purpose cash     -2000.00 EUR -2666.67
		special_purpose payable   2000.00 EUR  2631.58
		special_purpose exchange     0.00 EUR    35.09`)

	// The consultant is done: the commitment is cut to what was spent. The
	// 4,052.63 go back to the allotment, and nothing is held for them.
	wantPostings(t, l.record(execution.KindCommitmentChange, "2013-06-30", "3947.37", "", 2), `
		special_purpose memo:allotted  -4052.63 USD -4052.63
		special_purpose memo:committed  4052.63 USD  4052.63
		special_purpose memo:psc_held   526.84 USD  526.84
		special_purpose memo:psc       -526.84 USD -526.84`)

	// A taxi, directly out of the allotment.
	wantPostings(t, l.record(execution.KindExpense, "2013-07-01", "52.63", "", 0), `
		special_purpose cash           -6.84 USD -6.84
		special_purpose payable       -52.63 USD -52.63
		special_purpose expense        52.63 USD  52.63
		special_purpose psc_expense     6.84 USD   6.84
		special_purpose memo:allotted  52.63 USD  52.63
		special_purpose memo:spent    -52.63 USD -52.63
		psc cash        6.84 USD  6.84
		psc psc_income -6.84 USD -6.84`)

	// Left of the allotment: 12,000.00 - 3,947.37 - 52.63 = 8,000.00. Free of the
	// cash: 20,000.00 - 1,282.05 - 2,666.67 - 513.16 - 52.63 - 6.84 = 15,478.65.
	// So 8,000.00 can be committed, and not a cent more.
	_, err := l.try(execution.KindCommitment, fact("2013-07-02", "8000.01", "", 0))
	wantField(t, err, "amount", "allotment.exhausted", "amount=8000.01 USD date=2013-07-02 left=8000.00 USD")
	l.record(execution.KindCommitment, "2013-07-02", "8000.00", "", 0)
}

// wantField is that err refuses with that field alone.
func wantField(t testing.TB, err error, path, code, args string) {
	t.Helper()
	e, ok := problem.As(err)
	if !ok || e.Code != "execution.invalid" || len(e.Fields) != 1 || e.Fields[0].Path != path || e.Fields[0].Code != code {
		t.Errorf("got %v, want %s: %s", err, path, code)
		return
	}
	if args == "" {
		return
	}
	var got []string
	for _, name := range []string{"amount", "commitment", "date", "earliest", "free", "least", "left", "needed", "open", "owed"} {
		if v, ok := e.Fields[0].Args[name]; ok {
			got = append(got, fmt.Sprintf("%s=%v", name, v))
		}
	}
	if strings.Join(got, " ") != args {
		t.Errorf("%s says %q, want %q", code, strings.Join(got, " "), args)
	}
}

// What is available is the smaller of what is left of the allotment and what
// the free cash bears together with its support cost: 1,000.00 bear 884.96,
// because 884.96 x 1.13 = 1,000.0048, and one cent more does not fit.
func TestCashBearsSupportCostToo(t *testing.T) {
	l := allotment(t, budget.GeneralPurpose, "13", "1000.00")
	l.record(execution.KindAllotment, "2013-01-02", "5000.00", "", 0)
	_, err := l.try(execution.KindCommitment, fact("2013-02-01", "884.97", "", 0))
	wantField(t, err, "amount", "execution.no_cash", "date=2013-02-01 free=1000.00 USD needed=1000.02 USD")
	l.record(execution.KindCommitment, "2013-02-01", "884.96", "", 0)
	_, err = l.try(execution.KindExpense, fact("2013-02-01", "0.01", "", 0))
	wantField(t, err, "amount", "execution.no_cash", "date=2013-02-01 free=0.00 USD needed=0.01 USD")
}

// The regular budget has no cash in the fund and pays no support cost.
func TestRegularBudgetAsksForNoCash(t *testing.T) {
	l := allotment(t, budget.Regular, "0", "0.00")
	l.record(execution.KindAllotment, "2013-01-02", "100.00", "", 0)
	l.record(execution.KindCommitment, "2013-01-03", "60.00", "", 0)
	e := l.record(execution.KindExpense, "2013-01-04", "40.00", "", 0)
	wantPostings(t, e, `
		regular payable       -40.00 USD -40.00
		regular expense        40.00 USD  40.00
		regular memo:allotted  40.00 USD  40.00
		regular memo:spent    -40.00 USD -40.00`)
	_, err := l.try(execution.KindExpense, fact("2013-01-04", "0.01", "", 0))
	wantField(t, err, "amount", "allotment.exhausted", "amount=0.01 USD date=2013-01-04 left=0.00 USD")
}

// An entry that is recorded late takes what has to be there on its date and on
// every later day.
func TestLateEntries(t *testing.T) {
	l := allotment(t, budget.GeneralPurpose, "0", "1000.00")
	l.record(execution.KindAllotment, "2013-02-01", "100.00", "", 0)
	_, err := l.try(execution.KindCommitment, fact("2013-01-31", "1.00", "", 0))
	wantField(t, err, "amount", "allotment.exhausted", "amount=1.00 USD date=2013-01-31 left=0.00 USD")
	l.record(execution.KindCommitment, "2013-03-01", "80.00", "", 0)
	_, err = l.try(execution.KindCommitment, fact("2013-02-15", "20.01", "", 0))
	wantField(t, err, "amount", "allotment.exhausted", "amount=20.01 USD date=2013-03-01 left=20.00 USD")
	l.record(execution.KindCommitment, "2013-02-15", "20.00", "", 0)
	// What comes back on 1 April was not there on 15 March.
	l.record(execution.KindCommitmentChange, "2013-04-01", "50.00", "", 2)
	_, err = l.try(execution.KindExpense, fact("2013-03-15", "30.00", "", 0))
	wantField(t, err, "amount", "allotment.exhausted", "amount=30.00 USD date=2013-03-15 left=0.00 USD")
	l.record(execution.KindExpense, "2013-04-01", "30.00", "", 0)
	// Nothing is built before what it stands on.
	_, err = l.try(execution.KindExpense, fact("2013-02-14", "1.00", "", 3))
	wantField(t, err, "on", "execution.before_earlier", "date=2013-02-14 earliest=2013-02-15")
	_, err = l.try(execution.KindAllotmentChange, fact("2013-01-31", "200.00", "", 0))
	wantField(t, err, "on", "execution.before_earlier", "date=2013-01-31 earliest=2013-02-01")
}

func TestRefusals(t *testing.T) {
	l := allotment(t, budget.GeneralPurpose, "13", "1000.00")
	l.record(execution.KindAllotment, "2013-01-02", "500.00", "", 0)      // 1
	l.record(execution.KindCommitment, "2013-01-03", "100.00", "", 0)     // 2
	l.record(execution.KindExpense, "2013-01-04", "30.00 EUR", "0.75", 2) // 3: 40.00 dollars
	l.record(execution.KindPayment, "2013-01-05", "10.00 EUR", "0.75", 3) // 4
	l.record(execution.KindCommitment, "2013-01-06", "100.00", "", 0)     // 5
	if _, err := l.reverse(5, "2013-01-07"); err != nil {                 // 6
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name string
		kind execution.Kind
		fact execution.Fact
		path string // "" for an error of its own
		code string
		args string
	}{
		{"nothing allotted", execution.KindAllotment, fact("2013-01-08", "0.00", "", 0), "amount", "execution.not_positive", ""},
		{"less than nothing committed", execution.KindCommitment, fact("2013-01-08", "-1.00", "", 0), "amount", "execution.not_positive", ""},
		{"less than nothing spent", execution.KindExpense, fact("2013-01-08", "-1.00", "", 0), "amount", "execution.not_positive", ""},
		{"nothing paid", execution.KindPayment, fact("2013-01-08", "0.00 EUR", "0.75", 3), "amount", "execution.not_positive", ""},
		{"over-commitment", execution.KindCommitment, fact("2013-01-08", "400.01", "", 0), "amount", "allotment.exhausted", "amount=400.01 USD date=2013-01-08 left=400.00 USD"},
		{"over-expense on the allotment", execution.KindExpense, fact("2013-01-08", "400.01", "", 0), "amount", "allotment.exhausted", "amount=400.01 USD date=2013-01-08 left=400.00 USD"},
		{"over-expense on the commitment", execution.KindExpense, fact("2013-01-08", "60.01", "", 2), "amount", "expense.more_than_committed", "amount=60.01 USD commitment=2 date=2013-01-08 open=60.00 USD"},
		{"expense before its commitment", execution.KindExpense, fact("2013-01-02", "1.00", "", 2), "on", "execution.before_earlier", "date=2013-01-02 earliest=2013-01-03"},
		{"over-payment", execution.KindPayment, fact("2013-01-08", "20.01 EUR", "0.75", 3), "amount", "payment.more_than_owed", "amount=20.01 EUR date=2013-01-08 owed=20.00 EUR"},
		{"payment in another currency", execution.KindPayment, fact("2013-01-08", "1.00", "", 3), "", "payment.other_currency", ""},
		{"payment before its expense", execution.KindPayment, fact("2013-01-03", "1.00 EUR", "0.75", 3), "on", "execution.before_earlier", ""},
		{"allotment below what is used", execution.KindAllotmentChange, fact("2013-01-08", "99.99", "", 0), "amount", "allotment.below_used", "amount=99.99 USD date=2013-01-08 least=100.00 USD"},
		{"allotment as it is", execution.KindAllotmentChange, fact("2013-01-08", "500.00", "", 0), "amount", "execution.unchanged", ""},
		{"allotment below nothing", execution.KindAllotmentChange, fact("2013-01-08", "-1.00", "", 0), "amount", "execution.negative", ""},
		{"commitment below what is spent", execution.KindCommitmentChange, fact("2013-01-08", "39.99", "", 2), "amount", "commitment.below_spent", "amount=39.99 USD date=2013-01-08 least=40.00 USD"},
		{"commitment above what is allotted", execution.KindCommitmentChange, fact("2013-01-08", "500.01", "", 2), "amount", "allotment.exhausted", ""},
		{"change of a commitment that was reversed", execution.KindCommitmentChange, fact("2013-01-08", "1.00", "", 5), "", "execution.reversed", ""},
		{"expense on a commitment that was reversed", execution.KindExpense, fact("2013-01-08", "1.00", "", 5), "", "execution.reversed", ""},
		{"expense on an expense", execution.KindExpense, fact("2013-01-08", "1.00", "", 3), "", "commitment.not_found", ""},
		{"payment of a commitment", execution.KindPayment, fact("2013-01-08", "1.00", "", 2), "", "expense.not_found", ""},
		{"commitment of nothing known", execution.KindCommitmentChange, fact("2013-01-08", "1.00", "", 77), "", "commitment.not_found", ""},
	} {
		_, err := l.try(tt.kind, tt.fact)
		switch {
		case tt.path != "":
			wantField(t, err, tt.path, tt.code, tt.args)
		case !problem.Is(err, tt.code):
			t.Errorf("%s: %v, want %s", tt.name, err, tt.code)
		}
		if t.Failed() {
			t.Fatal(tt.name)
		}
	}
	for id, code := range map[int64]string{
		1: "execution.depended_on", 2: "execution.depended_on", 3: "execution.depended_on",
		5: "execution.already_reversed", 6: "execution.is_reversal", 99: "execution.entry_not_found",
	} {
		if _, err := l.reverse(id, "2013-01-08"); !problem.Is(err, code) {
			t.Errorf("reversal of %d: %v, want %s", id, err, code)
		}
	}
	_, err := execution.DecideReversal(l.History, l.free(), 4, date.MustParse("2013-01-08"), "")
	wantField(t, err, "reason", "execution.no_reason", "")
	if got := len(l.Entries); got != 6 {
		t.Errorf("what was refused left %d entries", got)
	}
	// From the last to the first everything can be taken back.
	for _, id := range []int64{4, 3, 2, 1} {
		if _, err := l.reverse(id, "2013-01-09"); err != nil {
			t.Errorf("reversal of %d: %v", id, err)
		}
	}
	if _, err := l.try(execution.KindAllotmentChange, fact("2013-01-10", "1.00", "", 0)); !problem.Is(err, "execution.reversed") {
		t.Errorf("change of an allotment that was reversed: %v", err)
	}
}

// A decrease cannot be taken back when what it freed is used elsewhere.
func TestReversalNeedsWhatItTakes(t *testing.T) {
	l := allotment(t, budget.GeneralPurpose, "0", "100.00")
	l.record(execution.KindAllotment, "2013-01-02", "100.00", "", 0)       // 1
	l.record(execution.KindCommitment, "2013-01-03", "100.00", "", 0)      // 2
	l.record(execution.KindCommitmentChange, "2013-01-04", "40.00", "", 2) // 3
	l.record(execution.KindExpense, "2013-01-05", "60.00", "", 0)          // 4
	_, err := l.reverse(3, "2013-01-06")
	wantField(t, err, "amount", "execution.no_cash", "date=2013-01-06 free=0.00 USD needed=60.00 USD")
	l.cash = usd("1000.00")
	if _, err := l.reverse(3, "2013-01-06"); !problem.Is(err, "execution.depended_on") {
		t.Errorf("with cash enough, but no authority: %v", err)
	}
	if _, err := l.reverse(4, "2013-01-06"); err != nil {
		t.Fatal(err)
	}
	e, err := l.reverse(3, "2013-01-06")
	if err != nil {
		t.Fatal(err)
	}
	wantPostings(t, e, `
		general_purpose memo:allotted   60.00 USD  60.00
		general_purpose memo:committed -60.00 USD -60.00`)
}

// An allotment is taken back last, whatever is left of it.
func TestAllotmentIsReversedLast(t *testing.T) {
	l := allotment(t, budget.GeneralPurpose, "0", "100.00")
	l.record(execution.KindAllotment, "2013-01-02", "100.00", "", 0)       // 1
	l.record(execution.KindAllotmentChange, "2013-01-03", "250.00", "", 0) // 2
	l.record(execution.KindCommitment, "2013-01-04", "10.00", "", 0)       // 3
	for _, id := range []int64{3, 2} {
		if _, err := l.reverse(1, "2013-01-05"); !problem.Is(err, "execution.depended_on") {
			t.Errorf("before entry %d: %v", id, err)
		}
		if _, err := l.reverse(id, "2013-01-05"); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := l.reverse(1, "2013-01-05"); err != nil {
		t.Error(err)
	}
}

// What a commitment comes to is what its changes in force say.
func TestChangesOfACommitment(t *testing.T) {
	l := allotment(t, budget.GeneralPurpose, "0", "1000.00")
	l.record(execution.KindAllotment, "2013-01-02", "500.00", "", 0)        // 1
	l.record(execution.KindCommitment, "2013-01-03", "100.00", "", 0)       // 2
	l.record(execution.KindCommitmentChange, "2013-01-04", "150.00", "", 2) // 3
	if _, err := l.reverse(3, "2013-01-05"); err != nil {
		t.Fatal(err)
	}
	_, err := l.try(execution.KindCommitmentChange, fact("2013-01-06", "100.00", "", 2))
	wantField(t, err, "amount", "execution.unchanged", "amount=100.00 USD")
	if e := l.record(execution.KindCommitmentChange, "2013-01-06", "120.00", "", 2); e.Amount != usd("20.00") {
		t.Errorf("from 100.00 to 120.00 is %s", e.Amount)
	}
}

// A gain at payment frees cash; once that is used, the payment stands.
func TestExchangeLossNeedsCash(t *testing.T) {
	l := allotment(t, budget.GeneralPurpose, "0", "100.00")
	l.record(execution.KindAllotment, "2013-01-02", "1000.00", "", 0)                  // 1
	l.record(execution.KindExpense, "2013-01-03", "80.00 EUR", "0.8", 0)               // 2: 100.00 dollars
	_, err := l.try(execution.KindPayment, fact("2013-01-04", "80.00 EUR", "0.79", 2)) // 101.27
	wantField(t, err, "amount", "execution.no_cash", "date=2013-01-04 free=0.00 USD needed=1.27 USD")
	l.record(execution.KindPayment, "2013-01-04", "80.00 EUR", "0.9", 2) // 3: 88.89, a gain of 11.11
	l.record(execution.KindExpense, "2013-01-05", "11.11", "", 0)        // 4
	_, err = l.reverse(3, "2013-01-06")
	wantField(t, err, "amount", "execution.no_cash", "date=2013-01-06 free=0.00 USD needed=11.11 USD")
}

// Two commitments of an allotment do not share a reference, unless one of them
// was a mistake.
func TestReferenceOfCommitment(t *testing.T) {
	l := allotment(t, budget.GeneralPurpose, "0", "100.00")
	l.record(execution.KindAllotment, "2013-01-02", "100.00", "", 0)
	f := fact("2013-01-03", "10.00", "", 0)
	f.Reference = "PO 1"
	if _, err := l.try(execution.KindCommitment, f); err != nil {
		t.Fatal(err)
	}
	if _, err := l.try(execution.KindCommitment, f); !problem.Is(err, "commitment.reference_taken") {
		t.Errorf("the same reference again: %v", err)
	}
	if _, err := l.reverse(2, "2013-01-03"); err != nil {
		t.Fatal(err)
	}
	if _, err := l.try(execution.KindCommitment, f); err != nil {
		t.Errorf("after the first was taken back: %v", err)
	}
}
