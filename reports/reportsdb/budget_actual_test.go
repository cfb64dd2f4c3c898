package reportsdb_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"article30/budget"
	"article30/budget/budgetdb"
	"article30/budget/execution"
	"article30/budget/execution/executiondb"
	"article30/contributions"
	"article30/contributions/contributionsdb"
	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/journal"
	"article30/internal/locale"
	"article30/internal/money"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/reportsdb"
	"article30/reports/xlsx/xlsxtest"
)

// spender is a fund with two budgets on 1 July 2014. The first has in its
// original and in the revision that was adopted a year later
//
//	code  funding           original 2013, 2014   revision 2013, 2014
//	1100  special_purpose   10,000.00   5,000.00  10,000.00  8,000.00
//	1200  general_purpose    2,000.00          -   2,000.00         -
//	2100  regular            3,000.00   3,000.00   3,000.00  3,000.00
//
// and the other 100.00 of its own for the year 2013.
type spender struct {
	*office
	execution *execution.Service
}

type cash struct{ *contributionsdb.Store }

func (c cash) Cash(ctx context.Context, from date.Date) (execution.Course, error) {
	return c.course(ctx, contributions.Cash, from)
}

func (c cash) course(ctx context.Context, account contributions.Account, from date.Date) (execution.Course, error) {
	opening, later, err := c.Course(ctx, account, from)
	course := execution.Course{Opening: opening}
	for _, l := range later {
		course.Later = append(course.Later, execution.Change(l))
	}
	return course, err
}

func (c cash) Unidentified(ctx context.Context, from date.Date) (execution.Course, error) {
	owed, err := c.course(ctx, contributions.Suspense, from)
	return owed.Neg(), err
}

type operational struct{ *contributions.Service }

func (r operational) RateOn(ctx context.Context, c money.Currency, on date.Date) (money.Rate, date.Date, error) {
	rate, err := r.Service.RateOn(ctx, c, on)
	return rate.PerUSD, rate.Effective, err
}

func spending(t testing.TB, d *db.DB) *spender {
	t.Helper()
	clock := date.Fixed(time.Date(2014, 7, 1, 10, 0, 0, 0, time.UTC))
	kept, store := journal.New(d, clock), contributionsdb.New(d)
	c := contributions.New(contributions.Settings{Store: store, Journal: kept, Participants: participants{}, Clock: clock})
	budgets := budget.New(budget.Config{Store: budgetdb.New(d), Clock: clock})
	x := execution.New(execution.Config{
		Store: executiondb.New(d), Journal: kept, Clock: clock, Budgets: budgets, Cash: cash{store}, Rates: operational{c},
	})
	s := &spender{&office{t, d, c, reports.New(reports.Config{
		Store: reportsdb.New(d), Contributions: c, Conference: participants{}, Execution: x,
	})}, x}
	s.exec(`INSERT INTO session VALUES ('6', 6, 'regular', 'test')`)
	s.document(1, "CTOC/COP/2012/7")
	s.text(1, 1, "original", "CTOC/COP/2012/7", "1100 10000.00 5000.00", "1200 2000.00 -", "2100 3000.00 3000.00")
	s.text(2, 1, "revision", "CTOC/COP/2012/7/Rev.1", "1100 10000.00 8000.00", "1200 2000.00 -", "2100 3000.00 3000.00")
	s.document(2, "CTOC/COP/2012/8")
	s.text(3, 2, "original", "CTOC/COP/2012/8", "1100 100.00 -")
	for version, on := range map[int]string{1: "2012-10-19", 2: "2013-10-18", 3: "2012-10-19"} {
		s.exec(`INSERT INTO decision (version_id, session_id, outcome, decided_on, method, reference, entered_by, recorded_at)
			VALUES (?, '6', 'adopted', ?, 'consensus', '', 'me', '2012-10-19T10:00:00Z')`, version, on)
	}
	for symbol, on := range map[string]string{"CTOC/COP/2012/7": "2012-12-13", "CTOC/COP/2012/7/Rev.1": "2013-12-13", "CTOC/COP/2012/8": "2012-12-13"} {
		if _, err := x.ApproveFund(t.Context(), officer, execution.ApprovalIn{Symbol: symbol, On: on, Reference: "resolution"}); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func (s *spender) document(id int, symbol string) {
	s.exec(`INSERT INTO budget VALUES (?, '6', 'budget', ?, 'Technical cooperation', 'me', '2012-07-20T10:00:00Z')`, id, symbol)
}

// text has lines of code, amount of 2013 and amount of 2014.
func (s *spender) text(id, document int, kind, symbol string, lines ...string) {
	s.t.Helper()
	s.exec(`INSERT INTO budget_version VALUES (?, ?, ?, ?, ?, TRUE, '13', '0.01', 'test', '', NULL, NULL, FALSE, NULL, 'me', '2012-07-20T10:00:00Z')`, id, document, id, kind, symbol)
	s.exec(`INSERT INTO budget_column VALUES (?, 1, 2013, 'approved', '')`, id)
	s.exec(`INSERT INTO budget_column VALUES (?, 2, 2014, 'approved', '')`, id)
	titles := map[string]string{"1100": "Experts", "1200": "Travel", "2100": "Posts"}
	fundings := map[string]string{"1100": "special_purpose", "1200": "general_purpose", "2100": "regular"}
	for i, l := range lines {
		fields := strings.Fields(l)
		s.exec(`INSERT INTO budget_line VALUES (?, ?, ?, ?, '', NULL, NULL, NULL, ?)`, id, i+1, fields[0], titles[fields[0]], fundings[fields[0]])
		for column, a := range fields[1:] {
			if a != "-" {
				amount, err := money.Parse(a, money.USD)
				if err != nil {
					s.t.Fatal(err)
				}
				s.exec(`INSERT INTO budget_amount VALUES (?, ?, ?, ?)`, id, i+1, column+1, amount.Units())
			}
		}
	}
	s.exec(`UPDATE budget_version SET frozen = TRUE, frozen_at = '2012-08-01T10:00:00Z' WHERE id = ?`, id)
}

func (s *spender) post(e execution.Entry, err error) execution.Entry {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	return e
}

func (s *spender) allot(symbol, line string, year int, amount string) int64 {
	s.t.Helper()
	return s.post(s.execution.Allot(s.t.Context(), officer, execution.AllotIn{
		Symbol: symbol, LineIn: execution.LineIn{Line: line}, Year: year, Amount: amount, On: "2013-01-02", Advice: "AA",
	})).Allotment
}

func (s *spender) spend(allotment int64, amount, on string) execution.Entry {
	s.t.Helper()
	return s.post(s.execution.RecordExpense(s.t.Context(), officer, execution.ExpenseIn{Allotment: allotment, Amount: amount, On: on, Payee: "A printer"}))
}

// twoYears of spending, with one difference of every kind.
func twoYears(t testing.TB, d *db.DB) *spender {
	s := spending(t, d)
	ctx := t.Context()
	given := s.open(s.donor(contributions.DonorIn{Name: "A foundation", Kind: "foundation"}), "1", "USD", "cash", 2013)
	s.must(s.RecordReceipt(ctx, officer, contributions.PaymentIn{Contribution: given, On: "2013-01-02", Amount: "30000.00", Charges: "25.00"}))
	experts := s.allot("CTOC/COP/2012/7", "1100", 2013, "10000.00")
	s.spend(experts, "4000.00", "2013-05-01") // support cost 520.00
	s.post(s.execution.Commit(ctx, officer, execution.CommitIn{Allotment: experts, Amount: "1000.00", On: "2013-06-01", Payee: "A consultant"}))
	s.spend(experts, "200.00", "2014-02-01") // 26.00; of the budget of 2013, in 2014
	travel := s.allot("CTOC/COP/2012/7", "1200", 2013, "2000.00")
	s.spend(travel, "2000.00", "2013-07-01") // 260.00
	next := s.post(s.execution.Allot(ctx, officer, execution.AllotIn{
		Symbol: "CTOC/COP/2012/7", LineIn: execution.LineIn{Line: "1100"}, Year: 2014, Amount: "8000.00", On: "2014-01-02", Advice: "AA",
	})).Allotment
	s.spend(next, "300.00", "2014-03-01") // 39.00
	posts := s.allot("CTOC/COP/2012/7", "2100", 2013, "3000.00")
	s.spend(posts, "2900.00", "2013-12-31")
	other := s.allot("CTOC/COP/2012/8", "1100", 2013, "100.00")
	s.spend(other, "50.00", "2013-08-01") // 6.50
	return s
}

func (s *spender) compared(lang string, in reports.BudgetActualIn) (*reports.Checked, error) {
	s.t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		s.t.Fatal(err)
	}
	if in.Symbol == "" {
		in.Symbol = "CTOC/COP/2012/7"
	}
	return s.reports.BudgetActual(s.t.Context(), p, in)
}

// The figures as worked out above, and every difference between them and the
// statement of the fund.
func TestBudgetAndActual(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := twoYears(t, d)
		c, err := s.compared("en", reports.BudgetActualIn{})
		if err != nil {
			t.Fatal(err)
		}
		for table, want := range map[string][]string{
			"comparison": {
				"section,row,code,line,original,final,spent,committed,actual,difference,percent,explanation",
				"Regular budget,line,2100,Posts,6000.00,6000.00,2900.00,,2900.00,3100.00,51.7,To be explained",
				`Regular budget,subtotal,,"Total, regular budget",6000.00,6000.00,2900.00,0.00,2900.00,3100.00,51.7,`,
				"Extrabudgetary resources: general-purpose funds,line,1200,Travel,2000.00,2000.00,2000.00,,2000.00,0.00,0,",
				"Extrabudgetary resources: general-purpose funds,line,,Programme support costs,260.00,260.00,260.00,,260.00,0.00,0,",
				`Extrabudgetary resources: general-purpose funds,subtotal,,"Grand total, general-purpose funds",2260.00,2260.00,2260.00,0.00,2260.00,0.00,0,`,
				"Extrabudgetary resources: special-purpose funds,line,1100,Experts,15000.00,18000.00,4500.00,1000.00,5500.00,12500.00,69.4,To be explained",
				"Extrabudgetary resources: special-purpose funds,line,,Programme support costs,1950.00,2340.00,585.00,130.00,715.00,1625.00,69.4,To be explained",
				`Extrabudgetary resources: special-purpose funds,subtotal,,"Grand total, special-purpose funds",16950.00,20340.00,5085.00,1130.00,6215.00,14125.00,69.4,`,
				`,total,,"Grand total, extrabudgetary resources",19210.00,22600.00,7345.00,1130.00,8475.00,14125.00,62.5,`,
			},
			"reconciliation": {
				"section,row,figure,y2013,y2014,all",
				// 2013: 4,000 + 520 + 200 + 26 + 1,000 + 130 + 2,000 + 260. 2014: 300 + 39.
				`,line,"Actual amounts on the comparable basis, extrabudgetary resources",8136.00,339.00,8475.00`,
				`Basis differences,line,"Less open commitments, which are no expense yet",-1000.00,,-1000.00`,
				"Basis differences,line,Less programme support costs that open commitments will bear,-130.00,,-130.00",
				`Basis differences,subtotal,"Subtotal, basis differences",-1130.00,0.00,-1130.00`,
				`Timing differences,line,"Less charged to this year of the budget, booked in another calendar year",-226.00,,-226.00`,
				`Timing differences,line,"Plus booked in this calendar year, charged to another year of the budget",,226.00,226.00`,
				`Timing differences,subtotal,"Subtotal, timing differences",-226.00,226.00,0.00`,
				"Entity differences,line,Plus expenses against other budgets,56.50,,56.50",
				`Entity differences,subtotal,"Subtotal, entity differences",56.50,0.00,56.50`,
				`Presentation differences,line,"Plus bank charges, which no budget has",25.00,,25.00`,
				`Presentation differences,subtotal,"Subtotal, presentation differences",25.00,0.00,25.00`,
				",total,Expenses in the statement of the fund,6861.50,565.00,7426.50",
			},
		} {
			if diff := cmp.Diff(want, linesOf(t, c, table)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", table, diff)
			}
		}
		for _, lang := range []string{"en", "fr"} {
			c, err := s.compared(lang, reports.BudgetActualIn{})
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "budget_actual_"+lang, workbook(t, c))
			if d.Engine() == db.SQLite && lang == "en" {
				xlsxtest.Judge(t, workbook(t, c))
			}
		}
	})
}

// What was said of a difference stands in a table of its own, by number, in the
// order of the comparison; what nobody explained stays marked.
func TestExplainedDifferences(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := twoYears(t, d)
		say := func(line, funding, difference, text string, year int) {
			t.Helper()
			_, err := s.execution.Explain(t.Context(), officer, execution.ExplanationIn{
				Symbol: "CTOC/COP/2012/7", LineIn: execution.LineIn{Line: line, Funding: funding}, Year: year, Difference: difference, Text: text,
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		say("", "special_purpose", "final_actual", "Less was spent", 0)
		say("1100", "", "final_actual", "=2 meetings fewer", 2014)
		say("1100", "", "final_actual", "Experts came late", 2013)
		say("1100", "", "original_final", "Revised in 2013", 0)
		say("1200", "", "original_final", "Nothing moved", 2013)
		check := func(in reports.BudgetActualIn, table string, want ...string) *reports.Checked {
			t.Helper()
			c, err := s.compared("en", in)
			if err != nil {
				t.Fatal(err)
			}
			got := linesOf(t, c, table)
			if table == "comparison" {
				var notes []string
				for _, line := range got[1:] {
					if strings.Contains(line, ",line,") {
						note := line[strings.LastIndex(line, ",")+1:]
						if whole, quoted := strings.CutSuffix(line, `"`); quoted {
							note = whole[strings.LastIndex(whole, `"`)+1:]
						}
						notes = append(notes, note)
					}
				}
				got = notes
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%+v, %s (-want +got):\n%s", in, table, diff)
			}
			return c
		}
		check(reports.BudgetActualIn{}, "comparison", "To be explained", "Note 1", "", "Note 2, Note 3, Note 4", "Note 5")
		c := check(reports.BudgetActualIn{}, "explanations",
			"section,row,note,code,line,difference,year,explanation",
			",line,1,1200,Travel,Final budget from original budget,2013,Nothing moved",
			",line,2,1100,Experts,Final budget from original budget,All years,Revised in 2013",
			",line,3,1100,Experts,Actual amounts from final budget,2013,Experts came late",
			",line,4,1100,Experts,Actual amounts from final budget,2014,'=2 meetings fewer",
			",line,5,,Programme support costs,Actual amounts from final budget,All years,Less was spent",
		)
		if d.Engine() == db.SQLite {
			xlsxtest.Judge(t, workbook(t, c))
		}
		check(reports.BudgetActualIn{Year: 2014}, "comparison", "To be explained", "", "", "Note 1, Note 2", "Note 3")
		// An explanation of the other year's actual amounts explains none of this one's.
		_, err := s.execution.Explain(t.Context(), officer, execution.ExplanationIn{
			Symbol: "CTOC/COP/2012/7", LineIn: execution.LineIn{Line: "1100"}, Year: 2014, Difference: "final_actual", Withdraw: true,
		})
		if err != nil {
			t.Fatal(err)
		}
		check(reports.BudgetActualIn{Year: 2014}, "comparison", "To be explained", "", "", "Note 1, To be explained", "Note 2")
	})
}

// Before the revision the final budget is the original; a year is compared by
// itself; and what is marked follows the percentage that is asked for.
func TestBudgetAndActualOfAYearAndADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := twoYears(t, d)
		seventy := decimal.NewFromInt(70)
		for _, tt := range []struct {
			in   reports.BudgetActualIn
			want string
		}{
			{reports.BudgetActualIn{AsOf: date.MustParse("2013-10-17")}, "1100,Experts,15000.00,15000.00,4000.00,1000.00,5000.00,10000.00,66.7,To be explained"},
			{reports.BudgetActualIn{Year: 2014}, "1100,Experts,5000.00,8000.00,300.00,,300.00,7700.00,96.3,To be explained"},
			{reports.BudgetActualIn{Percent: &seventy}, "1100,Experts,15000.00,18000.00,4500.00,1000.00,5500.00,12500.00,69.4,"},
		} {
			c, err := s.compared("en", tt.in)
			if err != nil {
				t.Fatal(err)
			}
			want := "Extrabudgetary resources: special-purpose funds,line," + tt.want
			if got := linesOf(t, c, "comparison"); !slices.Contains(got, want) {
				t.Errorf("%+v:\n%s\nhas no\n%s", tt.in, strings.Join(got, "\n"), want)
			}
		}
		for code, err := range map[string]error{
			"execution.nothing_adopted": second(s.compared("en", reports.BudgetActualIn{AsOf: date.MustParse("2012-10-18")})),
			"reports.no_such_year":      second(s.compared("en", reports.BudgetActualIn{Year: 2015})),
			"reports.in_future":         second(s.compared("en", reports.BudgetActualIn{AsOf: date.MustParse("2014-07-02")})),
			"budget.not_found":          second(s.compared("en", reports.BudgetActualIn{Symbol: "X/1"})),
		} {
			if !problem.Is(err, code) {
				t.Errorf("%s: %v", code, err)
			}
		}
	})
}
