package reportsdb_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"article30/internal/date"
	"article30/internal/db"
	"article30/internal/dbtest"
	"article30/internal/locale"
	"article30/internal/problem"
	"article30/reports"
	"article30/reports/xlsx/xlsxtest"
)

func (s *spender) performed(lang string, in reports.BudgetPerformanceIn) (*reports.Checked, error) {
	s.t.Helper()
	p, err := locale.For(lang)
	if err != nil {
		s.t.Fatal(err)
	}
	if in.Symbol == "" {
		in.Symbol = "CTOC/COP/2012/7"
	}
	return s.reports.BudgetPerformance(s.t.Context(), p, in)
}

// What was proposed, adopted, revised, allotted, committed and spent, side by
// side, on each day of the budget's life.
func TestBudgetPerformance(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := twoYears(t, d)
		s.text(4, 1, "revision", "CTOC/COP/2012/7/Rev.2", "1100 4000.00 8000.00", "2100 3000.00 3000.00")
		s.exec(`INSERT INTO revised_budget VALUES (4, 'bureau', '2014-05-05', 'EB/9', 'Decision 6/5', 'me', '2014-05-06T10:00:00Z')`)
		lines := func(in reports.BudgetPerformanceIn, table string) []string {
			t.Helper()
			c, err := s.performed("en", in)
			if err != nil {
				t.Fatal(err)
			}
			return linesOf(t, c, table)
		}
		for _, tt := range []struct {
			day, table string
			want       []string
		}{
			{"", "lines", []string{
				"section,row,code,line,proposed,adopted,in_force,allotted,committed,spent,not_allotted",
				"Regular budget,line,2100,Posts,6000.00,6000.00,6000.00,3000.00,,2900.00,3000.00",
				`Regular budget,subtotal,,"Total, regular budget",6000.00,6000.00,6000.00,3000.00,0.00,2900.00,3000.00`,
				"Extrabudgetary resources: general-purpose funds,line,1200,Travel,2000.00,2000.00,,2000.00,,2000.00,-2000.00",
				"Extrabudgetary resources: general-purpose funds,line,,Programme support costs,260.00,260.00,,,,260.00,",
				`Extrabudgetary resources: general-purpose funds,subtotal,,"Grand total, general-purpose funds",2260.00,2260.00,0.00,2000.00,0.00,2260.00,-2000.00`,
				"Extrabudgetary resources: special-purpose funds,line,1100,Experts,15000.00,15000.00,12000.00,18000.00,1000.00,4500.00,-6000.00",
				"Extrabudgetary resources: special-purpose funds,line,,Programme support costs,1950.00,1950.00,1560.00,,130.00,585.00,",
				`Extrabudgetary resources: special-purpose funds,subtotal,,"Grand total, special-purpose funds",16950.00,16950.00,13560.00,18000.00,1130.00,5085.00,-6000.00`,
				`,total,,"Grand total, extrabudgetary resources",19210.00,19210.00,13560.00,20000.00,1130.00,7345.00,-8000.00`,
			}},
			{"", "acts", []string{
				"section,row,date,symbol,act,by,reference,authority",
				",line,2012-10-19,CTOC/COP/2012/7,adopted,\"the Conference, session 6\",,",
				",line,2012-12-13,CTOC/COP/2012/7,the Fund’s budget approved,the Commission on Crime Prevention and Criminal Justice,resolution,",
				",line,2013-10-18,CTOC/COP/2012/7/Rev.1,adopted,\"the Conference, session 6\",,",
				",line,2013-12-13,CTOC/COP/2012/7/Rev.1,the Fund’s budget approved,the Commission on Crime Prevention and Criminal Justice,resolution,",
				",line,2014-05-05,CTOC/COP/2012/7/Rev.2,revised budget approved between sessions,the extended bureau,EB/9,Decision 6/5",
			}},
			{"2014-05-04", "lines", []string{"1100,Experts,15000.00,15000.00,18000.00,18000.00,1000.00,4500.00,0.00"}},
			{"2012-10-20", "lines", []string{"1100,Experts,15000.00,15000.00,15000.00,,,,15000.00"}},
			{"2012-10-01", "lines", []string{"1100,Experts,12000.00,,,,,,0.00"}},
		} {
			in := reports.BudgetPerformanceIn{}
			if tt.day != "" {
				in.AsOf = date.MustParse(tt.day)
			}
			got := lines(in, tt.table)
			if len(tt.want) > 1 {
				if diff := cmp.Diff(tt.want, got); diff != "" {
					t.Errorf("%s %s (-want +got):\n%s", tt.day, tt.table, diff)
				}
			} else if !strings.Contains(strings.Join(got, "\n"), tt.want[0]) {
				t.Errorf("%s: %s, want %s", tt.day, strings.Join(got, "\n"), tt.want[0])
			}
		}
		if got := strings.Join(lines(reports.BudgetPerformanceIn{Year: 2014}, "lines"), "\n"); !strings.Contains(got, "1100,Experts,5000.00,5000.00,8000.00,8000.00,,300.00,0.00") {
			t.Errorf("of 2014 alone: %s", got)
		}
		for code, in := range map[string]reports.BudgetPerformanceIn{
			"reports.no_such_year": {Year: 2015}, "reports.in_future": {AsOf: date.MustParse("2014-07-02")}, "budget.not_found": {Symbol: "X/1"},
		} {
			if _, err := s.performed("en", in); !problem.Is(err, code) {
				t.Errorf("%v, want %s", err, code)
			}
		}
		for _, lang := range []string{"en", "fr"} {
			c, err := s.performed(lang, reports.BudgetPerformanceIn{})
			if err != nil {
				t.Fatal(err)
			}
			xlsxtest.Golden(t, "budget_performance_"+lang, workbook(t, c))
			if d.Engine() == db.SQLite && lang == "en" {
				xlsxtest.Judge(t, workbook(t, c))
			}
		}
	})
}
