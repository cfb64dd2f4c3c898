package contributions_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/contributions"
	"article30/internal/date"
	"article30/internal/money"
	"article30/internal/problem"
)

// life is a contribution on which a test records one thing after the other.
type life struct {
	t *testing.T
	contributions.History
}

func contribution(t *testing.T, c money.Currency) *life {
	return &life{t, contributions.History{Contribution: contributions.Contribution{
		ID: 1, Source: "register", Reference: "2012/1", Donor: 7, Year: 2012, Currency: c, Mode: contributions.InCash,
	}}}
}

// fact reads "100.00 EUR" and a rate; no rate is for US dollars.
func fact(on, amount, rate string) contributions.Fact {
	m := cash(amount)
	v := contributions.Valuation{USD: m, Basis: contributions.Par}
	if rate != "" {
		r, err := money.ParseRate(rate)
		if err != nil {
			panic(err)
		}
		usd, err := r.ToUSD(m)
		if err != nil {
			panic(err)
		}
		v = contributions.Valuation{USD: usd, Rate: r, Basis: contributions.UNORE, RateDate: date.MustParse(on)}
	}
	return contributions.Fact{On: date.MustParse(on), Amount: m, Valuation: v}
}

func cash(s string) money.Money {
	amount, code, _ := strings.Cut(s, " ")
	m, err := money.Parse(amount, money.Currency(code))
	if err != nil {
		panic(err)
	}
	return m
}

func (l *life) try(kind contributions.Kind, f contributions.Fact) (contributions.Entry, error) {
	e, err := contributions.Decide(l.History, kind, f)
	if err == nil {
		e.ID = int64(len(l.Entries) + 1)
		l.Entries = append(l.Entries, e)
	}
	return e, err
}

func (l *life) record(kind contributions.Kind, f contributions.Fact) contributions.Entry {
	l.t.Helper()
	e, err := l.try(kind, f)
	if err != nil {
		l.t.Fatalf("%s: %v", kind, err)
	}
	return e
}

func (l *life) reverse(id int64, on string) (contributions.Entry, error) {
	e, err := contributions.DecideReversal(l.History, id, date.MustParse(on), "entered twice")
	if err == nil {
		e.ID = int64(len(l.Entries) + 1)
		l.Entries = append(l.Entries, e)
	}
	return e, err
}

// postings are the lines of an entry as an accountant reads them.
func postings(e contributions.Entry) string {
	var b strings.Builder
	for _, p := range e.Postings {
		line := fmt.Sprintf("%s %-13s %14s %12s", p.On, p.Account, p.Amount, p.USD.Plain())
		b.WriteString(strings.TrimSpace(line) + "\n")
	}
	return b.String()
}

func wantPostings(t *testing.T, e contributions.Entry, want string) {
	t.Helper()
	trim := func(s string) string {
		var lines []string
		for line := range strings.SplitSeq(strings.TrimSpace(s), "\n") {
			lines = append(lines, strings.Join(strings.Fields(line), " "))
		}
		return strings.Join(lines, "\n")
	}
	if diff := cmp.Diff(trim(want), trim(postings(e))); diff != "" {
		t.Errorf("postings of the %s (-want +got):\n%s", e.Kind, diff)
	}
}

// position is the figures that are not zero, in currency and in dollars.
func (l *life) position(asOf string) string {
	l.t.Helper()
	var on date.Date
	if asOf != "" {
		on = date.MustParse(asOf)
	}
	p, err := l.Position(on)
	if err != nil {
		l.t.Fatal(err)
	}
	if !p.Identity() {
		l.t.Errorf("as of %q the identity does not hold: %+v", asOf, p)
	}
	var b strings.Builder
	for _, f := range []struct {
		name  string
		value contributions.Booked
	}{
		{"pledged", p.Pledged}, {"agreed", p.Agreed}, {"received", p.Received}, {"refunded", p.Refunded},
		{"written down", p.WrittenDown}, {"exchange", p.Exchange}, {"overpaid", p.Overpaid},
		{"outstanding", p.Outstanding}, {"advance", p.Advance},
	} {
		if !f.value.Amount.IsZero() || !f.value.USD.IsZero() {
			fmt.Fprintf(&b, "%s %s = %s\n", f.name, f.value.Amount.Plain(), f.value.USD.Plain())
		}
	}
	return b.String()
}

func (l *life) want(asOf, want string) {
	l.t.Helper()
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(want)) {
		lines = append(lines, strings.TrimSpace(line)+"\n")
	}
	if diff := cmp.Diff(strings.Join(lines, ""), l.position(asOf)); diff != "" {
		l.t.Errorf("position as of %q (-want +got):\n%s", asOf, diff)
	}
}

// wantField refuses anything but an error of the entry about one field.
func wantField(t *testing.T, err error, path, code string) {
	t.Helper()
	e, ok := problem.As(err)
	if !ok || len(e.Fields) != 1 || e.Fields[0].Path != path || e.Fields[0].Code != code {
		t.Errorf("error = %v, want %s: %s", err, path, code)
	}
}

// A bare pledge is disclosed: 100,000.00 euros at 0.77 for the dollar are
// 129,870.13 dollars, in the memorandum accounts and nowhere else.
func TestPledgeIsDisclosedOnly(t *testing.T) {
	l := contribution(t, "EUR")
	e := l.record(contributions.Pledge, fact("2012-03-01", "100000.00 EUR", "0.77"))
	wantPostings(t, e, `
		2012-03-01 memo:pledged  100000.00 EUR  129870.13
		2012-03-01 memo:pledges -100000.00 EUR -129870.13`)
	l.want("", `
		pledged 100000.00 = 129870.13
		outstanding 100000.00 = 129870.13`)
}

// The same pledge paid when the euro is worth more: cash and revenue are
// 100,000 / 0.75 = 133,333.33; the pledge is settled at the 129,870.13 at which
// it was announced; the difference of 3,463.20 is disclosed.
func TestReceiptOnAPledgeIsRevenue(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Pledge, fact("2012-03-01", "100000.00 EUR", "0.77"))
	e := l.record(contributions.Receipt, fact("2012-06-01", "100000.00 EUR", "0.75"))
	wantPostings(t, e, `
		2012-06-01 cash           100000.00 EUR  133333.33
		2012-06-01 revenue       -100000.00 EUR -133333.33
		2012-06-01 memo:pledged  -100000.00 EUR -129870.13
		2012-06-01 memo:exchange       0.00 EUR   -3463.20
		2012-06-01 memo:pledges   100000.00 EUR  133333.33`)
	l.want("2012-05-31", `
		pledged 100000.00 = 129870.13
		outstanding 100000.00 = 129870.13`)
	l.want("2012-06-01", `
		pledged 100000.00 = 129870.13
		received 100000.00 = 133333.33
		exchange 0.00 = 3463.20`)
}

// An agreement is revenue at its date and takes the place of the pledge. Three
// instalments settle exactly what was booked, whatever they are worth:
// 129.87 x 33.33/100.00 = 43.2857 -> 43.29, leaving 86.58 for 66.67;
// 86.58 x 33.33/66.67 = 43.2835 -> 43.28; the last takes the 43.30 left.
func TestAgreementIsSettledExactlyInInstalments(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Pledge, fact("2012-01-10", "90.00 EUR", "0.80"))
	e := l.record(contributions.Agreement, fact("2012-02-01", "100.00 EUR", "0.77"))
	wantPostings(t, e, `
		2012-02-01 receivable     100.00 EUR  129.87
		2012-02-01 revenue       -100.00 EUR -129.87
		2012-02-01 memo:pledged   -90.00 EUR -112.50
		2012-02-01 memo:pledges    90.00 EUR  112.50`)
	e = l.record(contributions.Receipt, fact("2012-03-01", "33.33 EUR", "0.75"))
	wantPostings(t, e, `
		2012-03-01 cash         33.33 EUR  44.44
		2012-03-01 receivable  -33.33 EUR -43.29
		2012-03-01 exchange      0.00 EUR  -1.15`)
	e = l.record(contributions.Receipt, fact("2012-04-01", "33.33 EUR", "0.80"))
	wantPostings(t, e, `
		2012-04-01 cash         33.33 EUR  41.66
		2012-04-01 receivable  -33.33 EUR -43.28
		2012-04-01 exchange      0.00 EUR   1.62`)
	e = l.record(contributions.Receipt, fact("2012-05-01", "33.34 EUR", "0.77"))
	wantPostings(t, e, `
		2012-05-01 cash         33.34 EUR  43.30
		2012-05-01 receivable  -33.34 EUR -43.30`)
	l.want("", `
		pledged 90.00 = 112.50
		agreed 100.00 = 129.87
		received 100.00 = 129.40
		exchange 0.00 = -0.47`)
}

// What is paid beyond an agreement is owed to the donor: 120.00 on 100.00 at
// par leave an advance of 20.00, which a refund takes first.
func TestOverpaymentIsAnAdvance(t *testing.T) {
	l := contribution(t, "USD")
	l.record(contributions.Agreement, fact("2012-02-01", "100.00 USD", ""))
	e := l.record(contributions.Receipt, fact("2012-03-01", "120.00 USD", ""))
	wantPostings(t, e, `
		2012-03-01 cash        120.00 USD  120.00
		2012-03-01 receivable -100.00 USD -100.00
		2012-03-01 advance     -20.00 USD  -20.00`)
	e = l.record(contributions.Refund, fact("2012-04-01", "25.00 USD", ""))
	wantPostings(t, e, `
		2012-04-01 cash    -25.00 USD -25.00
		2012-04-01 advance  20.00 USD  20.00
		2012-04-01 revenue   5.00 USD   5.00`)
	l.want("2012-03-01", `
		agreed 100.00 = 100.00
		received 120.00 = 120.00
		overpaid 20.00 = 20.00
		advance 20.00 = 20.00`)
	l.want("", `
		agreed 100.00 = 100.00
		received 120.00 = 120.00
		refunded 25.00 = 25.00
		overpaid 20.00 = 20.00`)
}

// An advance in euros is returned at the rate of the refund: 20.00 EUR came in
// at 0.80 as 25.00 dollars and go out at 0.75 as 26.67, a loss of 1.67.
func TestRefundOfAnAdvanceHasItsExchangeDifference(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Agreement, fact("2012-02-01", "100.00 EUR", "0.80"))
	l.record(contributions.Receipt, fact("2012-03-01", "120.00 EUR", "0.80"))
	e := l.record(contributions.Refund, fact("2012-04-01", "20.00 EUR", "0.75"))
	wantPostings(t, e, `
		2012-04-01 cash     -20.00 EUR -26.67
		2012-04-01 advance   20.00 EUR  25.00
		2012-04-01 exchange   0.00 EUR   1.67`)
	l.want("", `
		agreed 100.00 = 125.00
		received 120.00 = 150.00
		refunded 20.00 = 26.67
		overpaid 20.00 = 25.00`)
}

// A pledge in euros paid in dollars passes through conversion: 30,000.00
// dollars settle the 20,790.00 euros that were announced as 30,000.00.
func TestReceiptInAnotherCurrency(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Pledge, fact("2010-01-26", "20790.00 EUR", "0.693"))
	f := fact("2010-01-26", "30000.00 USD", "")
	f.Settles = cash("20790.00 EUR")
	e := l.record(contributions.Receipt, f)
	wantPostings(t, e, `
		2010-01-26 cash          30000.00 USD  30000.00
		2010-01-26 revenue      -20790.00 EUR -30000.00
		2010-01-26 conversion    20790.00 EUR  30000.00
		2010-01-26 conversion   -30000.00 USD -30000.00
		2010-01-26 memo:pledged -20790.00 EUR -30000.00
		2010-01-26 memo:pledges  20790.00 EUR  30000.00`)
	l.want("", `
		pledged 20790.00 = 30000.00
		received 20790.00 = 30000.00`)
	f = fact("2010-02-26", "1500.00 USD", "")
	f.Settles = cash("1000.00 EUR")
	e = l.record(contributions.Refund, f)
	wantPostings(t, e, `
		2010-02-26 cash       -1500.00 USD -1500.00
		2010-02-26 revenue     1000.00 EUR  1500.00
		2010-02-26 conversion -1000.00 EUR -1500.00
		2010-02-26 conversion  1500.00 USD  1500.00`)
}

// A payment that comes before its pledge is in advance of it until then, in
// whichever order the two are recorded.
func TestPaymentBeforePledge(t *testing.T) {
	for _, order := range []string{"as they happened", "pledge recorded first"} {
		t.Run(order, func(t *testing.T) {
			l := contribution(t, "GBP")
			paid := fact("2007-12-21", "10.00 GBP", "0.50")
			promised := fact("2008-03-26", "40.00 GBP", "0.51")
			if order == "as they happened" {
				l.record(contributions.Receipt, paid)
				l.record(contributions.Pledge, promised)
			} else {
				l.record(contributions.Pledge, promised)
				l.record(contributions.Receipt, paid)
			}
			l.want("2008-01-01", `
				received 10.00 = 20.00
				overpaid 10.00 = 20.00
				advance 10.00 = 20.00`)
			l.want("2008-03-26", `
				pledged 40.00 = 78.43
				received 10.00 = 20.00
				exchange 0.00 = 0.39
				outstanding 30.00 = 58.82`)
		})
	}
}

// An agreement that is recorded late counts from its own date, and what was
// paid since on the bare pledge settles it.
func TestAgreementRecordedAfterItsPayment(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Pledge, fact("2012-01-01", "100.00 EUR", "0.80"))
	l.record(contributions.Receipt, fact("2012-03-05", "30.00 EUR", "0.75"))
	e := l.record(contributions.Agreement, fact("2012-03-01", "100.00 EUR", "0.77"))
	wantPostings(t, e, `
		2012-03-01 receivable     100.00 EUR  129.87
		2012-03-01 revenue       -100.00 EUR -129.87
		2012-03-01 memo:pledged  -100.00 EUR -125.00
		2012-03-01 memo:pledges   100.00 EUR  125.00
		2012-03-05 receivable     -30.00 EUR  -38.96
		2012-03-05 revenue         30.00 EUR   40.00
		2012-03-05 exchange         0.00 EUR   -1.04
		2012-03-05 memo:pledged    30.00 EUR   37.50
		2012-03-05 memo:exchange    0.00 EUR    2.50
		2012-03-05 memo:pledges   -30.00 EUR  -40.00`)
	l.want("2012-03-04", `
		pledged 100.00 = 125.00
		agreed 100.00 = 129.87
		outstanding 100.00 = 129.87`)
	l.want("2012-03-05", `
		pledged 100.00 = 125.00
		agreed 100.00 = 129.87
		received 30.00 = 40.00
		exchange 0.00 = 1.04
		outstanding 70.00 = 90.91`)
}

func TestRevisionChangesThePledge(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Pledge, fact("2012-01-01", "100.00 EUR", "0.80"))
	l.record(contributions.Receipt, fact("2012-02-01", "60.00 EUR", "0.80"))

	// More: the 20.00 added are worth 25.97 at the rate of their date.
	e := l.record(contributions.PledgeRevision, fact("2012-03-01", "120.00 EUR", "0.77"))
	if e.Amount != cash("20.00 EUR") || e.USD != cash("25.97 USD") {
		t.Errorf("revised by %s, %s", e.Amount, e.USD)
	}
	// Less: 30.00 of the 60.00 outstanding go at half of their 75.97,
	// rounded half away from zero: 37.985 -> 37.99.
	e = l.record(contributions.PledgeRevision, fact("2012-04-01", "90.00 EUR", "0.70"))
	if e.Amount != cash("-30.00 EUR") || e.USD != cash("-37.99 USD") || e.Basis != contributions.Book {
		t.Errorf("revised by %s, %s, %s", e.Amount, e.USD, e.Basis)
	}
	l.want("", `
		pledged 90.00 = 112.98
		received 60.00 = 75.00
		outstanding 30.00 = 37.98`)

	_, err := l.try(contributions.PledgeRevision, fact("2012-05-01", "59.99 EUR", "0.70"))
	wantField(t, err, "amount", "pledge.below_settled")
	_, err = l.try(contributions.PledgeRevision, fact("2012-05-01", "90.00 EUR", "0.70"))
	wantField(t, err, "amount", "pledge.unchanged")
}

// A pledge that is withdrawn is revised to nothing; another may follow.
func TestPledgeWithdrawn(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Pledge, fact("2012-01-01", "100.00 EUR", "0.80"))
	e := l.record(contributions.PledgeRevision, fact("2012-02-01", "0.00 EUR", "0.70"))
	if e.Amount != cash("-100.00 EUR") || e.USD != cash("-125.00 USD") {
		t.Errorf("revised by %s, %s", e.Amount, e.USD)
	}
	l.want("", "")
	l.record(contributions.Pledge, fact("2012-03-01", "70.00 EUR", "0.70"))
	l.want("", `
		pledged 70.00 = 100.00
		outstanding 70.00 = 100.00`)
}

func TestWriteDownTakesWhatIsOutstanding(t *testing.T) {
	l := contribution(t, "USD")
	l.record(contributions.Pledge, fact("2011-12-16", "1000.00 USD", ""))
	_, err := l.try(contributions.WriteDown, fact("2013-03-23", "1000.01 USD", ""))
	wantField(t, err, "amount", "write_down.more_than_outstanding")
	e := l.record(contributions.WriteDown, fact("2013-03-23", "1000.00 USD", ""))
	wantPostings(t, e, `
		2013-03-23 memo:pledged -1000.00 USD -1000.00
		2013-03-23 memo:pledges  1000.00 USD  1000.00`)
	l.want("", `
		pledged 1000.00 = 1000.00
		written down 1000.00 = 1000.00`)

	l = contribution(t, "EUR")
	l.record(contributions.Agreement, fact("2012-02-01", "100.00 EUR", "0.77"))
	e = l.record(contributions.WriteDown, fact("2012-03-01", "40.00 EUR", "0.50"))
	wantPostings(t, e, `
		2012-03-01 receivable -40.00 EUR -51.95
		2012-03-01 write_down  40.00 EUR  51.95`)
}

func TestReversal(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Pledge, fact("2012-01-01", "100.00 EUR", "0.80"))
	l.record(contributions.Receipt, fact("2012-02-01", "60.00 EUR", "0.75"))
	before := l.position("")

	if _, err := l.reverse(1, "2012-03-01"); !problem.Is(err, "entry.depended_on") {
		t.Errorf("a pledge with a payment on it: %v", err)
	}
	if _, err := l.reverse(9, "2012-03-01"); problem.KindOf(err) != problem.NotFound {
		t.Errorf("no such entry: %v", err)
	}
	_, err := l.reverse(2, "2012-01-15")
	wantField(t, err, "on", "entry.before_earlier")
	_, err = contributions.DecideReversal(l.History, 2, date.MustParse("2012-03-01"), "")
	wantField(t, err, "reason", "entry.no_reason")

	e, err := l.reverse(2, "2012-03-01")
	if err != nil {
		t.Fatal(err)
	}
	wantPostings(t, e, `
		2012-03-01 cash          -60.00 EUR -80.00
		2012-03-01 revenue        60.00 EUR  80.00
		2012-03-01 memo:pledged   60.00 EUR  75.00
		2012-03-01 memo:exchange   0.00 EUR   5.00
		2012-03-01 memo:pledges  -60.00 EUR -80.00`)
	l.want("", `
		pledged 100.00 = 125.00
		outstanding 100.00 = 125.00`)
	if got := l.position("2012-02-29"); got != before {
		t.Errorf("the reversal changed the past:\n%s", got)
	}
	if _, err := l.reverse(2, "2012-03-01"); !problem.Is(err, "entry.already_reversed") || problem.KindOf(err) != problem.Conflict {
		t.Errorf("reversed twice: %v", err)
	}
	if _, err := l.reverse(3, "2012-03-01"); !problem.Is(err, "entry.is_reversal") {
		t.Errorf("a reversal reversed: %v", err)
	}
}

// A payment that an agreement took over stands under it: the agreement goes
// first.
func TestReversalOfWhatAnAgreementTookOver(t *testing.T) {
	l := contribution(t, "USD")
	l.record(contributions.Receipt, fact("2012-01-01", "30.00 USD", ""))
	l.record(contributions.Agreement, fact("2012-02-01", "100.00 USD", ""))
	if _, err := l.reverse(1, "2012-03-01"); !problem.Is(err, "entry.depended_on") {
		t.Errorf("error = %v", err)
	}
	for _, id := range []int64{2, 1} {
		if _, err := l.reverse(id, "2012-03-01"); err != nil {
			t.Errorf("reversing %d: %v", id, err)
		}
	}
	if got := l.position(""); got != "" {
		t.Errorf("something is left:\n%s", got)
	}
}

// Of a pledge of 10.00, an agreement of 10.00 and a payment of 50.00 the
// agreement cannot go alone, although nothing would be outstanding without it
// either.
func TestReversalOfAnAgreementThatWasPaid(t *testing.T) {
	l := contribution(t, "USD")
	l.record(contributions.Pledge, fact("2012-01-01", "10.00 USD", ""))
	l.record(contributions.Agreement, fact("2012-02-01", "10.00 USD", ""))
	l.record(contributions.Receipt, fact("2012-03-01", "50.00 USD", ""))
	if _, err := l.reverse(2, "2012-04-01"); !problem.Is(err, "entry.depended_on") {
		t.Errorf("error = %v", err)
	}
}

func TestRefusals(t *testing.T) {
	l := contribution(t, "EUR")
	conflict := func(kind contributions.Kind, f contributions.Fact, code string) {
		t.Helper()
		if _, err := l.try(kind, f); !problem.Is(err, code) || problem.KindOf(err) != problem.Conflict {
			t.Errorf("%s: %v, want %s", kind, err, code)
		}
	}
	invalid := func(kind contributions.Kind, f contributions.Fact, path, code string) {
		t.Helper()
		_, err := l.try(kind, f)
		wantField(t, err, path, code)
	}
	day := "2012-05-01"
	conflict(contributions.PledgeRevision, fact(day, "1.00 EUR", "1"), "pledge.none")
	invalid(contributions.Refund, fact(day, "1.00 EUR", "1"), "amount", "refund.more_than_received")
	invalid(contributions.Pledge, fact(day, "1.00 USD", ""), "currency", "entry.currency_differs")
	invalid(contributions.Receipt, fact(day, "1.00 USD", ""), "settles", "entry.not_positive")
	invalid(contributions.Receipt, fact(day, "-1.00 EUR", "1"), "amount", "entry.not_positive")
	invalid(contributions.Pledge, fact(day, "0.00 EUR", "1"), "amount", "entry.not_positive")

	l.record(contributions.Pledge, fact(day, "10.00 EUR", "1"))
	conflict(contributions.Pledge, fact(day, "10.00 EUR", "1"), "pledge.exists")
	l.record(contributions.Receipt, fact("2012-05-02", "5.00 EUR", "1"))
	invalid(contributions.Refund, fact("2012-05-02", "5.01 EUR", "1"), "amount", "refund.more_than_received")
	invalid(contributions.Refund, fact(day, "5.00 EUR", "1"), "on", "entry.before_earlier")
	invalid(contributions.WriteDown, fact(day, "5.00 EUR", "1"), "on", "entry.before_earlier")
	l.record(contributions.Refund, fact("2012-05-02", "1.00 EUR", "1"))
	conflict(contributions.Agreement, fact("2012-05-03", "10.00 EUR", "1"), "agreement.pledge_closed")

	l = contribution(t, "EUR")
	l.record(contributions.Agreement, fact(day, "10.00 EUR", "1"))
	conflict(contributions.Agreement, fact(day, "10.00 EUR", "1"), "agreement.exists")
	conflict(contributions.Pledge, fact(day, "10.00 EUR", "1"), "pledge.agreed")
	conflict(contributions.PledgeRevision, fact(day, "10.00 EUR", "1"), "pledge.agreed")
	if _, err := l.reverse(1, "2012-05-09"); err != nil {
		t.Fatal(err)
	}
	invalid(contributions.Agreement, fact("2012-05-08", "10.00 EUR", "1"), "on", "entry.before_earlier")

	l = contribution(t, "EUR")
	l.Contribution.Mode = contributions.InKind
	l.record(contributions.Pledge, fact(day, "10.00 EUR", "1"))
	for _, kind := range []contributions.Kind{contributions.Agreement, contributions.Receipt, contributions.Refund} {
		conflict(kind, fact(day, "10.00 EUR", "1"), "contribution.in_kind")
	}
}

// Attack 32: totals that would leave the limits of money are refused and never
// wrap around.
func TestTotalsBeyondTheLimit(t *testing.T) {
	l := contribution(t, "USD")
	most := "9999999999999.99 USD"
	l.record(contributions.Pledge, fact("2012-05-01", most, ""))
	l.record(contributions.Receipt, fact("2012-05-01", most, ""))
	_, err := l.try(contributions.Receipt, fact("2012-05-01", most, ""))
	if !problem.Is(err, "money.too_large") || problem.KindOf(err) != problem.Invalid {
		t.Errorf("error = %v", err)
	}
}

// A revision without its pledge would be a pledge that nobody made.
func TestReversalOfARevisedPledge(t *testing.T) {
	l := contribution(t, "EUR")
	l.record(contributions.Pledge, fact("2012-01-01", "100.00 EUR", "0.80"))
	l.record(contributions.PledgeRevision, fact("2012-02-01", "150.00 EUR", "0.80"))
	if _, err := l.reverse(1, "2012-03-01"); !problem.Is(err, "entry.depended_on") {
		t.Errorf("with its revision there: %v", err)
	}
	for _, entry := range []int64{2, 1} {
		if _, err := l.reverse(entry, "2012-03-01"); err != nil {
			t.Errorf("entry %d: %v", entry, err)
		}
	}
}
