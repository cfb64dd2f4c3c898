package executiondb_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"article30/budget"
	"article30/budget/budgetdb"
	"article30/budget/conference"
	"article30/budget/execution"
	"article30/budget/execution/executiondb"
	"article30/budget/period"
	"article30/budget/period/perioddb"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/journal"
	"article30/internal/money"
)

var officer = access.Actor{Name: "officer", Roles: []access.Role{access.FinanceOfficer}}

// The document of the tests, and a revision of it.
const (
	symbol  = "CTOC/COP/2012/7"
	revised = symbol + "/Rev.1"
)

// books are a fund on a database, on 1 July 2014, with one donor and the text
//
//	code  funding           2013 proposed  2013 approved  2014 proposed
//	1100  special_purpose        9,000.00      10,000.00       5,000.00
//	1200  general_purpose        2,000.00       2,000.00              -
//	2100  regular                3,000.00       3,000.00       3,000.00
//
// which is circulated and not yet adopted.
type books struct {
	*execution.Service
	t             testing.TB
	db            *db.DB
	journal       *journal.Journal
	contributions *contributions.Service
	given         contributions.Contribution
}

type nobody struct{}

func (nobody) Participants(context.Context) ([]conference.Participant, error) { return nil, nil }

// received is the cash in the books of contributions.
type received struct{ *contributionsdb.Store }

func (r received) Cash(ctx context.Context, from date.Date) (execution.Course, error) {
	return r.course(ctx, contributions.Cash, from)
}

func (r received) Unidentified(ctx context.Context, from date.Date) (execution.Course, error) {
	owed, err := r.course(ctx, contributions.Suspense, from)
	return owed.Neg(), err
}

func (r received) course(ctx context.Context, account contributions.Account, from date.Date) (execution.Course, error) {
	opening, later, err := r.Course(ctx, account, from)
	course := execution.Course{Opening: opening}
	for _, c := range later {
		course.Later = append(course.Later, execution.Change(c))
	}
	return course, err
}

type rates struct{ *contributions.Service }

func (r rates) RateOn(ctx context.Context, c money.Currency, on date.Date) (money.Rate, date.Date, error) {
	rate, err := r.Service.RateOn(ctx, c, on)
	return rate.PerUSD, rate.Effective, err
}

func open(t testing.TB, d *db.DB) *books {
	t.Helper()
	clock := date.Fixed(time.Date(2014, 7, 1, 10, 0, 0, 0, time.UTC))
	kept := journal.New(d, clock)
	store := contributionsdb.New(d)
	money := contributions.New(contributions.Settings{Store: store, Journal: kept, Participants: nobody{}, Clock: clock})
	b := &books{t: t, db: d, journal: kept, contributions: money}
	b.Service = execution.New(execution.Config{
		Store: executiondb.New(d), Journal: kept, Clock: clock,
		Budgets: budget.New(budget.Config{Store: budgetdb.New(d), Clock: clock}),
		Cash:    received{store}, Rates: rates{money},
		Periods: period.New(period.Config{Store: perioddb.New(d), Journal: kept, Clock: clock}),
	})
	b.exec(`INSERT INTO session VALUES ('6', 6, 'regular', 'test')`)
	b.exec(`INSERT INTO budget VALUES (1, '6', 'budget', ?, 'Technical cooperation', 'me', '2012-07-20T10:00:00Z')`, symbol)
	b.text(1, 1, "original", symbol, map[string]string{
		"1100": "9000.00 10000.00 5000.00", "1200": "2000.00 2000.00 -", "2100": "3000.00 3000.00 3000.00",
	})
	donor, err := money.AddDonor(t.Context(), officer, contributions.DonorIn{Name: "A foundation", Kind: "foundation"})
	if err != nil {
		t.Fatal(err)
	}
	b.given, err = money.Open(t.Context(), officer, contributions.ContributionIn{Reference: "1", Donor: donor.ID, Year: 2012, Currency: "USD"})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// text puts a circulated text into the database.
func (b *books) text(id, seq int, kind, symbol string, amounts map[string]string) {
	b.t.Helper()
	b.exec(`INSERT INTO budget_version VALUES (?, 1, ?, ?, ?, TRUE, '13', '0.01', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z')`, id, seq, kind, symbol)
	for i, c := range []string{"2013 proposed", "2013 approved", "2014 proposed"} {
		year, stage, _ := strings.Cut(c, " ")
		b.exec(`INSERT INTO budget_column VALUES (?, ?, ?, ?, '')`, id, i+1, year, stage)
	}
	line := 0
	for _, l := range []struct{ code, title, funding string }{
		{"1100", "Experts", "special_purpose"}, {"1200", "Travel", "general_purpose"}, {"2100", "Posts", "regular"},
	} {
		if amounts[l.code] == "" {
			continue
		}
		line++
		b.exec(`INSERT INTO budget_line VALUES (?, ?, ?, ?, '', NULL, NULL, NULL, ?)`, id, line, l.code, l.title, l.funding)
		for i, a := range strings.Fields(amounts[l.code]) {
			if a != "-" {
				b.exec(`INSERT INTO budget_amount VALUES (?, ?, ?, ?)`, id, line, i+1, usd(a).Units())
			}
		}
	}
	b.exec(`UPDATE budget_version SET frozen = TRUE, frozen_at = '2012-08-01T10:00:00Z' WHERE id = ?`, id)
}

// adopt records the Conference's decision on a text.
func (b *books) adopt(version int, on string) {
	b.t.Helper()
	b.decide(version, on, "adopted")
}

func (b *books) decide(version int, on, outcome string) {
	b.t.Helper()
	b.exec(`INSERT INTO decision (version_id, session_id, outcome, decided_on, method, reference, entered_by, recorded_at)
		VALUES (?, '6', ?, ?, 'consensus', '', 'me', '2012-10-19T10:00:00Z')`, version, outcome, on)
}

// ready is a fund with so much cash since 2 January 2013, and the text adopted
// and approved in 2012.
func (b *books) ready(cash string) *books {
	b.t.Helper()
	b.adopt(1, "2012-10-19")
	b.approve("2012-12-13")
	b.receive("2013-01-02", cash)
	return b
}

func (b *books) approve(on string) execution.FundApproval {
	b.t.Helper()
	a, err := b.ApproveFund(b.t.Context(), officer, execution.ApprovalIn{Symbol: symbol, On: on, Reference: "Commission resolution 21/1"})
	if err != nil {
		b.t.Fatal(err)
	}
	return a
}

func (b *books) receive(on, amount string) {
	b.t.Helper()
	_, err := b.contributions.RecordReceipt(b.t.Context(), officer, contributions.PaymentIn{Contribution: b.given.ID, On: on, Amount: amount})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *books) refund(on, amount string) {
	b.t.Helper()
	_, err := b.contributions.RecordRefund(b.t.Context(), officer, contributions.PaymentIn{Contribution: b.given.ID, On: on, Amount: amount})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *books) rate(currency, effective, perUSD string) {
	b.t.Helper()
	b.exec(`INSERT INTO rate VALUES (?, ?, ?, 'test')`, currency, effective, perUSD)
}

func (b *books) exec(query string, args ...any) {
	b.t.Helper()
	if err := b.try(query, args...); err != nil {
		b.t.Fatalf("%s: %v", query, err)
	}
}

// try writes past the service.
func (b *books) try(query string, args ...any) error {
	ctx := b.t.Context()
	return b.db.Update(ctx, func(ctx context.Context) error {
		_, err := b.db.Conn(ctx).NewRaw(query, args...).Exec(ctx)
		return err
	})
}

func (b *books) allot(line string, year int, amount, on string) execution.Entry {
	b.t.Helper()
	return b.must(b.Allot(b.t.Context(), officer, execution.AllotIn{
		Symbol: symbol, LineIn: execution.LineIn{Line: line}, Year: year, Amount: amount, On: on, Advice: "AA/" + on,
	}))
}

func (b *books) commit(allotment int64, amount, on string) execution.Entry {
	b.t.Helper()
	return b.must(b.Commit(b.t.Context(), officer, execution.CommitIn{Allotment: allotment, Amount: amount, On: on, Payee: "A consultant"}))
}

func (b *books) expense(in execution.ExpenseIn) execution.Entry {
	b.t.Helper()
	return b.must(b.RecordExpense(b.t.Context(), officer, in))
}

func (b *books) must(e execution.Entry, err error) execution.Entry {
	b.t.Helper()
	if err != nil {
		b.t.Fatal(err)
	}
	return e
}

// done are the actions in the journal, in their order.
func (b *books) done() []string {
	b.t.Helper()
	records, err := b.journal.List(b.t.Context(), journal.Filter{Limit: 1000})
	if err != nil {
		b.t.Fatal(err)
	}
	var actions []string
	for _, r := range records {
		actions = append(actions, r.Action)
	}
	return actions
}

// sound is the judgement of Verify: nothing to find.
func (b *books) sound() {
	b.t.Helper()
	for _, f := range b.findings() {
		b.t.Error(f)
	}
}

func (b *books) findings() []string {
	b.t.Helper()
	found, err := b.Verify(b.t.Context())
	if err != nil {
		b.t.Fatal(err)
	}
	var list []string
	for _, f := range found {
		list = append(list, f.Place+": "+f.Code)
	}
	return list
}

func usd(s string) money.Money {
	m, err := money.Parse(s, money.USD)
	if err != nil {
		panic(err)
	}
	return m
}

// lines are the lines of an execution in which something is allotted or
// available, as text.
func lines(x execution.Execution) []string {
	var list []string
	for _, l := range x.Lines {
		list = append(list, fmt.Sprintf("%s %d approved %s %s available %s", l.Line.Name(), l.Year, l.Approved.Plain(), figures(l.Figures), l.Available.Plain()))
	}
	return list
}

func figures(f execution.Figures) string {
	return fmt.Sprintf("allotted %s committed %s spent %s paid %s exchange %s unpaid %s psc %s left %s",
		f.Allotted.Plain(), f.Committed.Plain(), f.Spent.Plain(), f.Paid.Plain(), f.Exchange.Plain(), f.Unpaid.Plain(), f.PSC.Plain(), f.Left.Plain())
}
