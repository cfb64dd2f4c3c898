package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"article30/budget"
	"article30/budget/budgetdb"
	"article30/budget/execution"
	"article30/budget/execution/executiondb"
	"article30/budget/execution/intake"
	"article30/budget/period"
	"article30/budget/period/perioddb"
	"article30/internal/access"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/internal/sheet"
)

const symbol = "CTOC/COP/2012/7"

var officer = access.Actor{Name: "officer", Roles: []access.Role{access.FinanceOfficer}}

// purse is a fund with so many dollars, where a dollar is 0.80 euros.
type purse int64

func (p purse) Cash(context.Context, date.Date) (execution.Course, error) {
	return execution.Course{Opening: money.FromUnits(int64(p)*10_000, money.USD)}, nil
}

func (purse) Lost(context.Context) (money.Money, error) { return money.Zero(money.USD), nil }

func (purse) Unidentified(context.Context, date.Date) (execution.Course, error) {
	return execution.Course{Opening: money.Zero(money.USD)}, nil
}

func (purse) RateOn(_ context.Context, c money.Currency, on date.Date) (money.Rate, date.Date, error) {
	if c != "EUR" {
		return money.Rate{}, date.Date{}, problem.New(problem.Invalid, "rate.none", "currency", c, "date", on)
	}
	r, err := money.ParseRate("0.8")
	return r, on, err
}

// open is a fund with 10,000.00 dollars and two allotments of 4,000.00 for 2013, one with a commitment PO-7 over
// 1,000.00.
func open(t *testing.T, d *db.DB) *execution.Service { return openWith(t, d, 10_000) }

func openWith(t *testing.T, d *db.DB, cash purse) *execution.Service {
	t.Helper()
	clock := date.Fixed(time.Date(2014, 7, 1, 10, 0, 0, 0, time.UTC))
	err := d.Update(t.Context(), func(ctx context.Context) error {
		for _, statement := range []string{
			`INSERT INTO session VALUES ('6', 6, 'regular', 'test')`,
			`INSERT INTO budget VALUES (1, '6', 'budget', 'CTOC/COP/2012/7', 'T', 'me', '2012-07-20T10:00:00Z')`,
			`INSERT INTO budget_version VALUES (1, 1, 1, 'original', 'CTOC/COP/2012/7', TRUE, '13', '0.01', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z')`,
			`INSERT INTO budget_column VALUES (1, 1, 2013, 'proposed', '')`,
			`INSERT INTO budget_line VALUES (1, 1, '1100', 'Experts', '', NULL, NULL, NULL, 'special_purpose')`,
			`INSERT INTO budget_line VALUES (1, 2, '', 'Travel', '', NULL, NULL, NULL, 'general_purpose')`,
			`INSERT INTO budget_amount VALUES (1, 1, 1, 40000000), (1, 2, 1, 40000000)`,
			`UPDATE budget_version SET frozen = TRUE, frozen_at = '2012-08-01T10:00:00Z'`,
		} {
			if _, err := d.Conn(ctx).ExecContext(ctx, statement); err != nil {
				return fmt.Errorf("%s: %w", statement, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	kept := journal.New(d, clock)
	s := execution.New(execution.Config{
		Store: executiondb.New(d), Journal: kept, Clock: clock, Cash: cash, Rates: cash,
		Budgets: budget.New(budget.Config{Store: budgetdb.New(d), Clock: clock}),
		Periods: period.New(period.Config{Store: perioddb.New(d), Journal: kept, Clock: clock}),
	})
	for _, line := range []string{"1100", "Travel"} {
		e, err := s.Allot(t.Context(), officer, execution.AllotIn{
			Symbol: symbol, LineIn: execution.LineIn{Line: line}, Year: 2013, Amount: "4000.00", On: "2013-01-02", Advice: "AA/1", Override: "test",
		})
		if err != nil {
			t.Fatal(err)
		}
		if line == "1100" {
			if _, err := s.Commit(t.Context(), officer, execution.CommitIn{Allotment: e.Allotment, Amount: "1000.00", On: "2013-01-03", Payee: "Ms. Lee", Reference: "PO-7"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	return s
}

const header = "budget,reference,line,year,date,currency,amount,payee,commitment\n"

func run(t *testing.T, s *execution.Service, text string, opts intake.Options) *sheet.Report {
	t.Helper()
	src, err := sheet.FromBytes("extract.csv", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	r, err := intake.ImportExpenses(t.Context(), s, officer, src, opts)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func outcome(r *sheet.Report) []string {
	list := []string{fmt.Sprintf("read %d added %d unchanged %d", r.Read, r.Added, r.Unchanged)}
	for _, f := range r.Refused {
		list = append(list, fmt.Sprintf("%d %s %q: %s", f.Line, f.Column, f.Value, f.Code))
	}
	return list
}

func want(t *testing.T, what string, r *sheet.Report, lines ...string) {
	t.Helper()
	if diff := cmp.Diff(lines, outcome(r)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func spent(t *testing.T, s *execution.Service, line string) string {
	t.Helper()
	l, err := s.Balance(t.Context(), symbol, execution.LineIn{Line: line}, 2013)
	if err != nil {
		t.Fatal(err)
	}
	return "committed " + l.Committed.Plain() + " spent " + l.Spent.Plain() + " psc " + l.PSC.Plain()
}

// An extract is tried, loaded, and loaded again.
func TestImportExpenses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		file := header +
			symbol + ",V-1,1100,2013,2013-02-01,EUR,400.00,,PO-7\n" + // 500.00 dollars to Ms. Lee
			symbol + ",V-2,1100,2013,2013-02-02,USD,100.00,Printer,\n" +
			symbol + ",V-3,Travel,2013,2013-02-01,USD,30.50,Airline,\n"
		want(t, "dry run", run(t, s, file, intake.Options{DryRun: true}), "read 3 added 3 unchanged 0")
		if got := spent(t, s, "1100"); got != "committed 1000.00 spent 0.00 psc 0.00" {
			t.Errorf("after the dry run: %s", got)
		}
		want(t, "first time", run(t, s, file, intake.Options{}), "read 3 added 3 unchanged 0")
		for line, want := range map[string]string{
			"1100": "committed 500.00 spent 600.00 psc 78.00", "Travel": "committed 0.00 spent 30.50 psc 3.97",
		} {
			if got := spent(t, s, line); got != want {
				t.Errorf("line %s: %s, want %s", line, got, want)
			}
		}
		want(t, "second time", run(t, s, file, intake.Options{}), "read 3 added 0 unchanged 3")
		longer := file + symbol + ",V-4,1100,2013,2013-02-03,USD,1.00,Printer,\n"
		want(t, "with a row more", run(t, s, longer, intake.Options{}), "read 4 added 1 unchanged 3")
		without := "reference,line,year,date,currency,amount,payee\nV-5,1100,2013,2013-02-03,USD,1.00,Printer\n"
		want(t, "without a column of documents", run(t, s, without, intake.Options{Symbol: symbol}), "read 1 added 1 unchanged 0")

		h, err := s.Allotment(t.Context(), 1)
		if err != nil {
			t.Fatal(err)
		}
		e := h.Entries[2]
		if e.Payee != "Ms. Lee" || e.External != symbol+" V-1" || e.Of != h.Entries[1].ID || e.USD.Plain() != "500.00" {
			t.Errorf("V-1 is %+v", e)
		}
		// What was taken back stays what it was: it does not come again.
		if _, err := s.Reverse(t.Context(), officer, e.ID, "wrong line"); err != nil {
			t.Fatal(err)
		}
		want(t, "after a reversal", run(t, s, file, intake.Options{}), "read 3 added 0 unchanged 3")
		if found, err := s.Verify(t.Context()); err != nil || len(found) > 0 {
			t.Errorf("verify: %v, %v", found, err)
		}
	})
}

func TestRefusedRows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		if _, err := s.Commit(t.Context(), officer, execution.CommitIn{Allotment: 2, Amount: "10.00", On: "2013-01-03", Payee: "x", Reference: "PO-8"}); err != nil {
			t.Fatal(err)
		}
		want(t, "the expense to differ from", run(t, s, header+symbol+",V-0,1100,2013,2013-02-01,USD,1.00,Printer,\n", intake.Options{}), "read 1 added 1 unchanged 0")
		rows := []struct{ row, refusal string }{
			{symbol + ",V-1,1100,2013,2013-02-01,USD,\"1,000.00\",Printer,", `amount "1,000.00": money.grammar`},
			{symbol + ",V-2,1100,2013,01.02.2013,USD,1.00,Printer,", `date "01.02.2013": date.grammar`},
			{symbol + ",V-3,1100,2013,2015-02-01,USD,1.00,Printer,", `date "2015-02-01": date.future`},
			{symbol + ",V-4,1100,13,2013-02-01,USD,1.00,Printer,", `year "13": expense.bad_year`},
			{symbol + ",V-5,1100,2013,2013-02-01,,1.00,Printer,", `currency "": money.unknown_currency`},
			{symbol + ",V-6,1100,2013,2013-02-01,JPY,1,Printer,", `date "2013-02-01": rate.none`},
			{symbol + ",,1100,2013,2013-02-01,USD,1.00,Printer,", `reference "": execution.text_missing`},
			{symbol + ",V-7,1100,2013,2013-02-01,USD,1.00,,", `payee "": execution.text_missing`},
			{symbol + ",V-8,9999,2013,2013-02-01,USD,1.00,Printer,", `line "9999": expense.no_allotment`},
			{symbol + ",V-9,1100,2014,2013-02-01,USD,1.00,Printer,", `line "1100": expense.no_allotment`},
			{symbol + ",V-10,1100,2013,2013-02-01,USD,1.00,Printer,PO-8", `commitment "PO-8": expense.no_commitment`},
			{symbol + ",V-11,1100,2013,2013-02-01,USD,1000.01,Ms. Lee,PO-7", `amount "1000.01": expense.more_than_committed`},
			{symbol + ",V-12,1100,2013,2013-02-01,USD,2999.01,Printer,", `amount "2999.01": allotment.exhausted`},
			{symbol + ",V-13,1100,2013,2013-01-01,USD,1.00,Ms. Lee,PO-7", `date "2013-01-01": execution.before_earlier`},
			{symbol + ",V-0,1100,2013,2013-02-01,USD,2.00,Printer,", `reference "V-0": expense.changed`},
			{symbol + ",V-0,1100,2013,2013-02-01,USD,1.00,Printer,", `reference "V-0": expense.repeated`},
			{"CTOC/X,V-14,1100,2013,2013-02-01,USD,1.00,Printer,", `budget "CTOC/X": budget.not_found`},
			{symbol + ",V-15,1100,2013,2013-02-01,USD,-1.00,Printer,", `amount "-1.00": execution.not_positive`},
		}
		file, refused := header, []string{fmt.Sprintf("read %d added 1 unchanged 0", len(rows)+1)}
		for i, r := range rows {
			file += r.row + "\n"
			refused = append(refused, fmt.Sprintf("%d %s", i+2, r.refusal))
		}
		file += symbol + ",V-20,1100,2013,2013-02-01,USD,5.00,Printer,\n"
		want(t, "all or nothing", run(t, s, file, intake.Options{}), refused...)
		if got := spent(t, s, "1100"); got != "committed 1000.00 spent 1.00 psc 0.13" {
			t.Errorf("with refused rows: %s", got)
		}
		want(t, "the other rows", run(t, s, file, intake.Options{SkipRefused: true}), refused...)
		if got := spent(t, s, "1100"); got != "committed 1000.00 spent 6.00 psc 0.78" {
			t.Errorf("without the refused rows: %s", got)
		}
	})
}

// Two allotments of a line are told apart by the commitment, or not at all.
func TestWhichAllotment(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		other, err := s.Allot(t.Context(), officer, execution.AllotIn{
			Symbol: symbol, LineIn: execution.LineIn{Line: "1100"}, Year: 2013, Amount: "1.00", On: "2013-01-02", Advice: "AA/2", Override: "test",
		})
		if err != nil {
			t.Fatal(err)
		}
		row := symbol + ",V-1,1100,2013,2013-02-01,USD,1.00,Printer,"
		want(t, "two allotments", run(t, s, header+row+"\n", intake.Options{}), "read 1 added 0 unchanged 0", `2 line "1100": expense.ambiguous_allotment`)
		want(t, "one commitment", run(t, s, header+row+"PO-7\n", intake.Options{}), "read 1 added 1 unchanged 0")
		if _, err := s.Reverse(t.Context(), officer, other.ID, "one too many"); err != nil {
			t.Fatal(err)
		}
		row = strings.Replace(row, "V-1", "V-2", 1)
		want(t, "one allotment in force", run(t, s, header+row+"\n", intake.Options{}), "read 1 added 1 unchanged 0")
	})
}

// The rows of a file share the cash of the fund: 1,300.00 dollars, of which a
// commitment has 1,130.00.
func TestRowsShareTheCash(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openWith(t, d, 1_300)
		var file strings.Builder
		file.WriteString(header)
		for i := range 4 {
			fmt.Fprintf(&file, "%s,V-%d,Travel,2013,2013-02-01,USD,50.00,Airline,\n", symbol, i) // 56.50 each
		}
		want(t, "more than there is", run(t, s, file.String(), intake.Options{SkipRefused: true}),
			"read 4 added 3 unchanged 0", `5 amount "50.00": execution.no_cash`)
	})
}

func TestFileItself(t *testing.T) {
	s := open(t, dbtest.Open(t, db.SQLite))
	for text, code := range map[string]string{
		"a,b\n1,2\n": "sheet.missing_columns",
		strings.TrimPrefix(header, "budget,") + "V,1,1,1,1,1,1,1\n": "sheet.missing_columns",
		"": "sheet.empty",
	} {
		src, err := sheet.FromBytes("x.csv", []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := intake.ImportExpenses(t.Context(), s, officer, src, intake.Options{}); !problem.Is(err, code) {
			t.Errorf("%q: %v, want %s", text, err, code)
		}
	}
}

// A thousand expenses take few statements and are as good as one by one.
func TestManyExpenses(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		var b strings.Builder
		b.WriteString(header)
		for i := range 1000 {
			fmt.Fprintf(&b, "%s,V-%d,Travel,2013,%s,USD,%d.%02d,Airline,\n", symbol, i, date.MustParse("2013-02-01").AddDays(i%300), 1+i%5, i%100)
		}
		want(t, "a thousand", run(t, s, b.String(), intake.Options{}), "read 1000 added 1000 unchanged 0")
		// 200 times 1 to 5 dollars, and 10 times every number of cents.
		if got := spent(t, s, "Travel"); !strings.HasPrefix(got, "committed 0.00 spent 3495.00 ") {
			t.Errorf("spent: %s", got)
		}
		if found, err := s.Verify(t.Context()); err != nil || len(found) > 0 {
			t.Errorf("verify: %v, %v", found, err)
		}
	})
}

// A row dated in a closed month is refused at its date; one that the books have
// is known whatever is closed since.
func TestClosedMonths(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := open(t, d)
		const february = ",INV-1,1100,2013,2013-02-03,USD,10.00,Ms. Lee,\n"
		want(t, "before", run(t, s, header+february, intake.Options{Symbol: symbol}), "read 1 added 1 unchanged 0")
		err := d.Update(t.Context(), func(ctx context.Context) error {
			_, err := d.Conn(ctx).ExecContext(ctx, `INSERT INTO period_event (period, until, reason, journal_head, entered_by, recorded_at)
				VALUES ('2013-02', '2013-02-28', '', '0:x', 'me', '2014-07-01T10:00:00Z')`)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		text := header + february + ",INV-2,1100,2013,2013-02-28,USD,10.00,Ms. Lee,\n,INV-3,1100,2013,2013-03-01,USD,10.00,Ms. Lee,\n"
		want(t, "after", run(t, s, text, intake.Options{Symbol: symbol, SkipRefused: true}),
			"read 3 added 1 unchanged 1", `3 date "2013-02-28": period.closed`)
	})
}
